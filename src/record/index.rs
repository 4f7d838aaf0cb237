//! The engine: what is kept on disk, and how candidates are found in it.
//!
//! A tantivy index. An article is a group of neighbouring documents, never parted between segments:
//! first the article itself (stored: its text and what was read in it), then its passages (indexed
//! terms only) and its claims (terms only), each of which knows how far back its article lies.

use super::RecordError;
use super::article::{self, Article, NewArticle};
use super::engine::{Between, Place};
use super::files::Files;
use super::pack::Packer;
use super::terms::PassageTerms;
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use tantivy::directory::Directory;
use tantivy::postings::TermInfo;
use tantivy::schema::{FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions};
use tantivy::store::{Compressor, StoreReader};
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager, WhitespaceTokenizer};
use tantivy::{
    DocAddress, DocSet, Index, IndexSettings, InvertedIndexReader, Searcher, SegmentReader, TERMINATED,
    TantivyDocument, Term,
};

/// Up to so many documents of a term are looked at one by one for those that were taken back; of more, the share of
/// the whole segment is near enough.
const COUNTED: u32 = 1_000;

/// How many documents of a segment have a term, without those that were taken back: the engine counts them until it
/// merges, and an article that is gone must not be the one that tips a rule's scale.
pub(super) fn living(segment: &SegmentReader, index: &InvertedIndexReader, info: &TermInfo) -> u64 {
    let all = u64::from(info.doc_freq);
    if segment.alive_bitset().is_none() {
        return all;
    }
    if info.doc_freq > COUNTED {
        return all * u64::from(segment.num_docs()) / u64::from(segment.max_doc()).max(1);
    }
    let Ok(mut postings) = index.read_postings_from_terminfo(info, IndexRecordOption::Basic) else { return all };
    let mut found = 0;
    while postings.doc() != TERMINATED {
        found += u64::from(!segment.is_deleted(postings.doc()));
        postings.advance();
    }
    found
}

/// The fields of the index.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    /// The article, encoded.
    article: Field,
    /// Of the article; on every document of its group, to take them back together.
    pub key: Field,
    /// A passage's terms.
    pub words: Field,
    /// A claim's terms.
    pub claim: Field,
    /// The people whom an article names.
    pub name: Field,
    /// Who holds which office there.
    pub office: Field,
    /// How many documents before this one its article stands.
    back: Field,
    /// See [`packed`].
    place: Field,
    /// Of an article: its key again, and what it holds.
    fast_key: Field,
    quotes: Field,
    claims: Field,
    /// Of publication, of a claim its first day; in days since 1970.
    date: Field,
    /// Of a claim, the fortnight of its first day; see [`fortnight`].
    pub fortnight: Field,
    outlet: Field,
}

/// Bytes after which the store begins another block: a block is read whole, and most articles are longer.
const STORE_BLOCK: usize = 2 << 10;

const TERMS: &str = "onrecord_terms";
const SPACED: &str = "onrecord_spaced";

fn schema() -> (Schema, Fields) {
    let mut s = Schema::builder();
    let terms = |tokenizer: &str| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_index_option(IndexRecordOption::Basic)
            .set_fieldnorms(false);
        TextOptions::default().set_indexing_options(indexing)
    };
    let fast = || NumericOptions::default() | FAST;
    let fields = Fields {
        article: s.add_bytes_field("article", STORED),
        // No norms, which INDEXED has: a byte a document.
        key: s.add_u64_field("key", NumericOptions::default().set_indexed()),
        words: s.add_text_field("words", terms(TERMS)),
        claim: s.add_text_field("claim", terms(SPACED)),
        name: s.add_text_field("name", terms("raw")),
        office: s.add_text_field("office", terms("raw")),
        back: s.add_u64_field("back", fast()),
        place: s.add_u64_field("place", fast()),
        fast_key: s.add_u64_field("fast_key", fast()),
        quotes: s.add_u64_field("quotes", fast()),
        claims: s.add_u64_field("claims", fast()),
        date: s.add_i64_field("date", fast()),
        fortnight: s.add_text_field("fortnight", terms("raw")),
        outlet: s.add_text_field("outlet", TextOptions::default().set_fast("raw")),
    };
    (s.build(), fields)
}

fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(TERMS, TextAnalyzer::from(PassageTerms::default()));
    manager.register(SPACED, TextAnalyzer::from(WhitespaceTokenizer::default()));
    manager
}

/// Opens the index in `folder`, or begins one.
pub(super) fn open_or_create(folder: &Path) -> Result<(Index, Fields), RecordError> {
    open_in(folder, Files::to_write(folder).map_err(|e| failed(folder, e))?)
}

fn open_in(folder: &Path, directory: impl Into<Box<dyn Directory>>) -> Result<(Index, Fields), RecordError> {
    let (schema, fields) = schema();
    // Articles come compressed, one by one: a look-up unpacks no neighbours.
    let settings = IndexSettings {
        docstore_compression: Compressor::None,
        docstore_blocksize: STORE_BLOCK,
        ..IndexSettings::default()
    };
    let opened = Index::builder().schema(schema).settings(settings).open_or_create(directory);
    let mut index = opened.map_err(|e| failed(folder, e))?;
    index.set_tokenizers(tokenizers());
    Ok((index, fields))
}

/// Opens the index in `folder` where there is one.
pub(super) fn open(folder: &Path) -> Result<Option<(Index, Fields)>, RecordError> {
    if !folder.join("meta.json").is_file() {
        return Ok(None);
    }
    open_or_create(folder).map(Some)
}

/// The same for look-ups only: little of it comes to lie in the process's memory.
pub(super) fn open_to_serve(folder: &Path) -> Result<Option<(Index, Fields)>, RecordError> {
    if !folder.join("meta.json").is_file() {
        return Ok(None);
    }
    open_in(folder, Files::to_serve(folder).map_err(|e| failed(folder, e))?).map(Some)
}

/// Whether every file of the last commit has the content that it was written with.
pub(super) fn is_sound(index: &Index) -> bool {
    let check = std::panic::AssertUnwindSafe(|| index.validate_checksum().is_ok_and(|damaged| damaged.is_empty()));
    std::panic::catch_unwind(check).unwrap_or(false)
}

pub(super) fn failed(folder: &Path, e: impl std::fmt::Display) -> RecordError {
    RecordError::Index { path: folder.to_owned(), reason: e.to_string() }
}

/// The index's folder cannot be made or written; what can be done about it.
pub(super) fn unwritable(folder: &Path, e: std::io::Error) -> RecordError {
    failed(folder, format_args!("{e}; --index-dir DIR or `[record] index` puts it elsewhere"))
}

/// The fortnight of all days of years that nobody knows.
pub(super) const YEARLESS: u64 = 0;

/// The number of the fortnight that a day lies in, by its number since 1970.
pub(super) fn fortnight(day: i64) -> u64 {
    let since = day - Between::YEARLESS;
    if since < 0 { YEARLESS } else { 1 + since as u64 / 14 }
}

/// A place in one number: where a passage begins and how long it is, or a claim's number and how many terms it has. Of
/// what is longer than 65,535 the rest is not told: no passage of words is.
fn packed(place: Place) -> u64 {
    u64::from(place.start) << 16 | u64::from(place.length.min(u32::from(u16::MAX)))
}

fn unpacked(place: u64) -> Place {
    Place { start: (place >> 16) as u32, length: place as u32 & u32::from(u16::MAX) }
}

/// The documents of an article's group, in their order.
pub(super) fn group(fields: &Fields, article: &NewArticle, packer: &Packer) -> Result<Vec<TantivyDocument>, String> {
    let (source, claims) = (&article.source, &article.claims);
    let key = source.key;
    let spans = article::passages(&article.text);
    let mut out = Vec::with_capacity(1 + spans.len() + claims.len());
    let mut first = TantivyDocument::default();
    first.add_u64(fields.key, key);
    first.add_u64(fields.fast_key, key);
    first.add_bytes(fields.article, &article.encode(packer)?);
    // Every document has one: to tell which have none costs more than to read it.
    first.add_u64(fields.back, 0);
    first.add_u64(fields.place, 0);
    first.add_u64(fields.quotes, article.said.quotes.len() as u64);
    first.add_u64(fields.claims, claims.len() as u64);
    if let Some(date) = source.date {
        first.add_i64(fields.date, i64::from(super::pack::day_number(date)));
    }
    if let Some(outlet) = &source.outlet {
        first.add_text(fields.outlet, outlet);
    }
    for name in article.names() {
        first.add_text(fields.name, name);
    }
    for office in &article.offices {
        first.add_text(fields.office, office);
    }
    out.push(first);
    for span in spans {
        let mut d = TantivyDocument::default();
        d.add_u64(fields.key, key);
        d.add_u64(fields.back, out.len() as u64);
        d.add_u64(fields.place, packed(Place { start: span.start, length: span.len() }));
        d.add_text(fields.words, span.of(&article.text));
        out.push(d);
    }
    for (i, (_, claim)) in claims.iter().enumerate() {
        let mut d = TantivyDocument::default();
        d.add_u64(fields.key, key);
        d.add_u64(fields.back, out.len() as u64);
        let terms = super::claims::terms(claim);
        d.add_u64(fields.place, packed(Place { start: i as u32, length: terms.len() as u32 }));
        let day = i64::from(super::pack::day_number(claim.days.0));
        d.add_i64(fields.date, day);
        d.add_text(fields.fortnight, fortnight(day).to_string());
        d.add_text(fields.claim, terms.join(" "));
        out.push(d);
    }
    Ok(out)
}

/// Look-ups in one commit of the index.
pub(super) struct Engine {
    pub searcher: Searcher,
    pub fields: Fields,
    packer: Packer,
    columns: Vec<Columns>,
    /// Per segment: the articles.
    stores: Vec<StoreReader>,
    /// By field and term: claims alike share most of theirs.
    known: Mutex<FxHashMap<Field, KnownTerms>>,
    /// By field and term: see [`Engine::about`].
    counted: Mutex<FxHashMap<Field, FxHashMap<Box<str>, u64>>>,
    /// The segments, the largest first.
    largest: Vec<u32>,
    /// Read by look-ups as far as they come to them.
    pub fortnights: RwLock<super::top::Fortnights>,
    /// Those that no look-up uses.
    pub windows: Mutex<Vec<super::top::Window>>,
    folder: PathBuf,
    damaged: AtomicBool,
}

/// The file whose presence says that the index was found damaged: the next run builds it anew.
pub(super) const DAMAGED: &str = "damaged";

struct Columns {
    back: tantivy::columnar::Column<u64>,
    place: tantivy::columnar::Column<u64>,
    key: tantivy::columnar::Column<u64>,
    date: tantivy::columnar::Column<i64>,
}

/// Terms of a field that are remembered: those of a long draft and of what is like it; some 10 MB at a million articles.
const MAX_KNOWN: usize = 16_384;

/// Terms of a field whose number of documents is remembered; some 4 MB.
const MAX_COUNTED: usize = 65_536;
/// Segments in which a term is counted at least.
const ASKED: usize = 4;

/// Where a term stands.
#[derive(Default)]
pub(super) struct Known {
    /// In how many documents.
    pub documents: u64,
    /// Its list in each segment that has it.
    lists: Vec<(u32, TermInfo)>,
}

impl Known {
    /// Its list in a segment.
    pub fn list(&self, segment: u32) -> Option<&TermInfo> {
        self.lists.iter().find(|(s, _)| *s == segment).map(|(_, info)| info)
    }
}

type KnownTerms = FxHashMap<Box<str>, Arc<Known>>;

impl Engine {
    /// An error where the segments are not as the commit says.
    pub fn new(searcher: Searcher, fields: Fields, folder: &Path) -> Result<Engine, RecordError> {
        let packer = Packer::of_folder(folder).map_err(|e| failed(folder, e))?;
        Engine::of(searcher, fields, packer, folder).map_err(|e| failed(folder, e))
    }

    fn of(searcher: Searcher, fields: Fields, packer: Packer, folder: &Path) -> tantivy::Result<Engine> {
        let columns = searcher
            .segment_readers()
            .iter()
            .map(|r| {
                let f = r.fast_fields();
                Ok(Columns {
                    back: f.u64("back")?,
                    place: f.u64("place")?,
                    key: f.u64("fast_key")?,
                    date: f.i64("date")?,
                })
            })
            .collect::<tantivy::Result<_>>()?;
        let columns: Vec<Columns> = columns;
        let whole = |(r, c): (&tantivy::SegmentReader, &Columns)| r.max_doc() == c.back.num_docs();
        if !searcher.segment_readers().iter().zip(&columns).all(whole) {
            return Err(tantivy::TantivyError::InternalError("a segment is not as long as it should be".to_owned()));
        }
        // Articles are kept decoded by the record; blocks need no keeping.
        let stores =
            searcher.segment_readers().iter().map(|r| r.get_store_reader(1)).collect::<std::io::Result<_>>()?;
        let mut largest: Vec<u32> = (0..searcher.segment_readers().len() as u32).collect();
        largest.sort_by_key(|&s| std::cmp::Reverse(searcher.segment_reader(s).max_doc()));
        Ok(Engine {
            searcher,
            fields,
            packer,
            counted: Mutex::default(),
            largest,
            columns,
            stores,
            known: Mutex::default(),
            fortnights: RwLock::default(),
            windows: Mutex::default(),
            folder: folder.to_owned(),
            damaged: AtomicBool::new(false),
        })
    }

    /// Looks something up; where the files turn out to be damaged, the answer is `None`, and the next run
    /// is told to build the index anew.
    pub fn safely<T>(&self, look: impl FnOnce() -> Option<T>) -> Option<T> {
        let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(look)).ok().flatten();
        if found.is_none() && !self.damaged.swap(true, Ordering::Relaxed) {
            tracing::warn!("the record's index in {} is damaged: the next run builds it anew", self.folder.display());
            // Where nothing can be written, there is nobody to tell.
            let _ = std::fs::write(self.folder.join(DAMAGED), "");
        }
        found
    }

    /// Documents of the index: articles, passages and claims.
    pub fn documents(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// Documents that have a term.
    pub fn frequency(&self, field: Field, term: &str) -> u64 {
        self.known(field, term).documents
    }

    /// About as many documents as have a term: counted in the largest segments, [`ASKED`] at least and a quarter of all
    /// documents. How much a word says hardly hangs on the rest, and to look it up in each costs more than to unpack the
    /// article that has it.
    pub fn about(&self, field: Field, term: &str) -> u64 {
        let known = |all: &FxHashMap<Field, KnownTerms>| Some(all.get(&field)?.get(term)?.documents);
        if let Some(known) = self.known.lock().ok().and_then(|all| known(&all)) {
            return known;
        }
        let counted = |all: &FxHashMap<Field, FxHashMap<Box<str>, u64>>| all.get(&field)?.get(term).copied();
        if let Some(counted) = self.counted.lock().ok().and_then(|all| counted(&all)) {
            return counted;
        }
        let count = self.safely(|| self.count_in_largest(field, term).ok()).unwrap_or(0);
        if let Ok(mut all) = self.counted.lock() {
            let of_field = all.entry(field).or_default();
            if of_field.len() >= MAX_COUNTED {
                of_field.clear();
            }
            of_field.insert(term.into(), count);
        }
        count
    }

    fn count_in_largest(&self, field: Field, term: &str) -> tantivy::Result<u64> {
        let term = Term::from_field_text(field, term);
        let (all, mut seen, mut found) = (self.documents(), 0, 0);
        for (asked, &ord) in self.largest.iter().enumerate() {
            if asked >= ASKED && seen * 4 >= all {
                return Ok((found * all / seen.max(1)).max(1));
            }
            let segment = self.searcher.segment_reader(ord);
            let index = segment.inverted_index(field)?;
            if let Some(info) = index.get_term_info(&term)? {
                found += living(segment, &index, &info);
            }
            seen += u64::from(segment.num_docs());
        }
        Ok(found)
    }

    /// Where a term stands; nowhere, where the files cannot tell.
    pub fn known(&self, field: Field, term: &str) -> Arc<Known> {
        let known = |all: &FxHashMap<Field, KnownTerms>| all.get(&field)?.get(term).cloned();
        if let Some(known) = self.known.lock().ok().and_then(|all| known(&all)) {
            return known;
        }
        let found = Arc::new(self.safely(|| self.found_in_all(field, term).ok()).unwrap_or_default());
        if let Ok(mut all) = self.known.lock() {
            let of_field = all.entry(field).or_default();
            if of_field.len() >= MAX_KNOWN {
                of_field.clear();
            }
            of_field.insert(term.into(), found.clone());
        }
        found
    }

    fn found_in_all(&self, field: Field, term: &str) -> tantivy::Result<Known> {
        let term = Term::from_field_text(field, term);
        let mut known = Known::default();
        for (ord, segment) in (0..).zip(self.searcher.segment_readers()) {
            let index = segment.inverted_index(field)?;
            if let Some(info) = index.get_term_info(&term)? {
                known.documents += living(segment, &index, &info);
                known.lists.push((ord, info));
            }
        }
        Ok(known)
    }

    /// The first day of a segment's claims, in days since 1970.
    pub fn days(&self, segment: u32) -> Option<&tantivy::columnar::Column<i64>> {
        self.columns.get(segment as usize).map(|c| &c.date)
    }

    /// The terms of `field` that begin with `prefix`, each with the number of its documents, in their order.
    pub fn terms_of(&self, field: Field, prefix: &str) -> std::collections::BTreeMap<String, u64> {
        self.safely(|| Some(self.terms_with(field, prefix))).unwrap_or_default()
    }

    fn terms_with(&self, field: Field, prefix: &str) -> std::collections::BTreeMap<String, u64> {
        let mut out = std::collections::BTreeMap::new();
        for segment in self.searcher.segment_readers() {
            let Ok(index) = segment.inverted_index(field) else { continue };
            let Ok(mut terms) = index.terms().range().ge(prefix.as_bytes()).into_stream() else { continue };
            while terms.advance() && terms.key().starts_with(prefix.as_bytes()) {
                let documents = living(segment, &index, terms.value());
                if let (Ok(term), 1..) = (std::str::from_utf8(terms.key()), documents) {
                    *out.entry(term.to_owned()).or_default() += documents;
                }
            }
        }
        out
    }

    /// Counts what is in the index, article by article.
    pub fn stats(&self) -> super::Stats {
        self.safely(|| Some(self.counted())).unwrap_or_default()
    }

    fn counted(&self) -> super::Stats {
        let mut stats = super::Stats::default();
        let mut outlets = rustc_hash::FxHashSet::default();
        let mut names = rustc_hash::FxHashSet::default();
        for (segment, columns) in self.searcher.segment_readers().iter().zip(&self.columns) {
            let fast = segment.fast_fields();
            let (Ok(quotes), Ok(claims), Ok(dates)) = (fast.u64("quotes"), fast.u64("claims"), fast.i64("date")) else {
                continue;
            };
            for doc in segment.doc_ids_alive().filter(|&d| columns.key.first(d).is_some()) {
                stats.documents += 1;
                stats.quotes += quotes.first(doc).unwrap_or(0);
                stats.claims += claims.first(doc).unwrap_or(0);
                if let Some(days) = dates.first(doc)
                    && let Some(date) = i32::try_from(days).ok().and_then(super::pack::day)
                {
                    stats.first = Some(stats.first.map_or(date, |f| f.min(date)));
                    stats.last = Some(stats.last.map_or(date, |l| l.max(date)));
                }
            }
            if let Ok(Some(outlet)) = fast.str("outlet") {
                let mut name = String::new();
                for ord in 0..outlet.num_terms() as u64 {
                    name.clear();
                    if outlet.ord_to_str(ord, &mut name).unwrap_or(false) {
                        outlets.insert(name.clone());
                    }
                }
            }
            // People of articles since removed are counted until their segment is merged.
            if let Ok(inverted) = segment.inverted_index(self.fields.name)
                && let Ok(mut terms) = inverted.terms().stream()
            {
                while terms.advance() {
                    names.insert(super::sources::hash(&[terms.key()]));
                }
            }
        }
        stats.outlets = outlets.len() as u64;
        stats.people = names.len() as u64;
        stats
    }

    /// The article of a passage or a claim; the document itself, where the files cannot tell.
    pub fn article_of(&self, (segment, doc): (u32, u32)) -> DocAddress {
        let back = || self.columns.get(segment as usize)?.back.first(doc);
        let back = self.safely(back).and_then(|back| u32::try_from(back).ok());
        DocAddress::new(segment, doc.saturating_sub(back.unwrap_or(0)))
    }

    /// Where in its article a passage or a claim stands.
    pub fn place(&self, (segment, doc): (u32, u32)) -> Option<Place> {
        self.safely(|| Some(unpacked(self.columns.get(segment as usize)?.place.first(doc).unwrap_or(0))))
    }

    /// The key of the article at an address; `None` where no article stands.
    pub fn key(&self, article: DocAddress) -> Option<u64> {
        self.columns.get(article.segment_ord as usize)?.key.first(article.doc_id)
    }

    /// The article at an address.
    pub fn article(&self, at: DocAddress) -> Option<Article> {
        self.safely(|| {
            let stored = self.stores.get(at.segment_ord as usize)?.get_document_bytes(at.doc_id).ok()?;
            Article::decode(stored_bytes(&stored, self.fields.article)?, self.key(at).unwrap_or(0), &self.packer)
        })
    }
}

/// The bytes of a stored document that has one field, of bytes. The engine's own reading of it copies
/// them one by one, which costs more than unpacking the article.
fn stored_bytes(document: &[u8], field: Field) -> Option<&[u8]> {
    // The number of values, the field, the kind of value, the length.
    let (&one, rest) = document.split_first()?;
    let (id, rest) = rest.split_first_chunk::<4>()?;
    let (_kind, mut rest) = rest.split_first()?;
    if one != 0x81 || u32::from_le_bytes(*id) != field.field_id() {
        return None;
    }
    // Seven bits a byte, the lowest first; the last byte has its highest bit set.
    let mut length = 0_usize;
    for shift in (0..35).step_by(7) {
        let (&byte, after) = rest.split_first()?;
        rest = after;
        length |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 != 0 {
            return (rest.len() == length).then_some(rest);
        }
    }
    None
}
