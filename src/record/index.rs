//! The engine: what is kept on disk, and how candidates are found in it.
//!
//! A tantivy index. An article is a group of neighbouring documents, never parted between segments:
//! first the article itself (stored: its text and what was read in it), then its passages (indexed
//! terms only) and its claims (terms only), each of which knows how far back its article lies.

use super::RecordError;
use super::article::{self, Article, NewArticle};
use super::engine::{Between, Place, Wanted};
use super::files::Files;
use super::pack::Packer;
use super::terms::PassageTerms;
use rustc_hash::FxHashMap;
use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tantivy::directory::Directory;
use tantivy::postings::{SegmentPostings, TermInfo};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions,
};
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
    /// See [`Place`].
    start: Field,
    end: Field,
    /// Of an article: its key again, and what it holds.
    fast_key: Field,
    quotes: Field,
    claims: Field,
    /// Of publication, of a claim its first day; in days since 1970.
    date: Field,
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
        key: s.add_u64_field("key", INDEXED),
        words: s.add_text_field("words", terms(TERMS)),
        claim: s.add_text_field("claim", terms(SPACED)),
        name: s.add_text_field("name", terms("raw")),
        office: s.add_text_field("office", terms("raw")),
        back: s.add_u64_field("back", fast()),
        start: s.add_u64_field("start", fast()),
        end: s.add_u64_field("end", fast()),
        fast_key: s.add_u64_field("fast_key", fast()),
        quotes: s.add_u64_field("quotes", fast()),
        claims: s.add_u64_field("claims", fast()),
        date: s.add_i64_field("date", fast()),
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

/// The documents of an article's group, in their order.
pub(super) fn group(fields: &Fields, article: &NewArticle, packer: &Packer) -> Result<Vec<TantivyDocument>, String> {
    let (head, claims) = (&article.head, &article.claims);
    let key = head.source.key;
    let spans = article::passages(&article.text);
    let mut out = Vec::with_capacity(1 + spans.len() + claims.len());
    let mut first = TantivyDocument::default();
    first.add_u64(fields.key, key);
    first.add_u64(fields.fast_key, key);
    first.add_bytes(fields.article, &article.encode(packer)?);
    first.add_u64(fields.back, 0);
    first.add_u64(fields.quotes, head.quotes.len() as u64);
    first.add_u64(fields.claims, claims.len() as u64);
    if let Some(date) = head.source.date {
        first.add_i64(fields.date, i64::from(super::pack::day_number(date)));
    }
    if let Some(outlet) = &head.source.outlet {
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
        d.add_u64(fields.start, u64::from(span.start));
        d.add_u64(fields.end, u64::from(span.end));
        d.add_text(fields.words, span.of(&article.text));
        out.push(d);
    }
    for (i, (_, claim)) in claims.iter().enumerate() {
        let mut d = TantivyDocument::default();
        d.add_u64(fields.key, key);
        d.add_u64(fields.back, out.len() as u64);
        let terms = super::claims::terms(claim);
        d.add_u64(fields.start, i as u64);
        d.add_u64(fields.end, terms.len() as u64);
        d.add_i64(fields.date, i64::from(super::pack::day_number(claim.days.0)));
        d.add_text(fields.claim, terms.join(" "));
        out.push(d);
    }
    Ok(out)
}

/// A document found, with the sum of its terms' weights. Of equal ones the greater is that of the lower key, so
/// that which are kept does not hang on the order in which they were indexed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    pub weight: u32,
    /// Its article's key and its place there.
    order: std::cmp::Reverse<(u64, u32)>,
    /// Segment and document.
    pub at: (u32, u32),
}

/// Look-ups in one commit of the index.
pub(super) struct Engine {
    pub searcher: Searcher,
    pub fields: Fields,
    packer: Packer,
    /// Per segment: back, start, end, key, date.
    columns: Vec<Columns>,
    /// Per segment: the articles.
    stores: Vec<StoreReader>,
    /// How many documents have a term, by field and term: claims alike share most of theirs.
    frequencies: Mutex<FxHashMap<Field, FxHashMap<Box<str>, u64>>>,
    folder: PathBuf,
    damaged: AtomicBool,
}

/// The file whose presence says that the index was found damaged: the next run builds it anew.
pub(super) const DAMAGED: &str = "damaged";

struct Columns {
    back: tantivy::columnar::Column<u64>,
    start: tantivy::columnar::Column<u64>,
    end: tantivy::columnar::Column<u64>,
    key: tantivy::columnar::Column<u64>,
    date: tantivy::columnar::Column<i64>,
}

/// Postings read for one look-up before its commonest terms only refine what the others found.
/// Bounds the time of a quote made of common words: about 5 ns each.
const MAX_POSTINGS: u64 = 300_000;

/// The documents of a segment that have the terms looked for, a list each with the term's weight, rarest first.
struct Lists {
    segment: u32,
    index: Arc<InvertedIndexReader>,
    terms: Vec<List>,
}

/// Opened when it is first needed: most lists of common words never are.
struct List {
    info: TermInfo,
    weight: u32,
    opened: OnceCell<SegmentPostings>,
}

impl Lists {
    /// The documents of the `i`th list, from the first on; none where they cannot be read.
    fn documents(&self, i: usize) -> SegmentPostings {
        let Some(list) = self.terms.get(i) else { return SegmentPostings::empty() };
        let open = || self.index.read_postings_from_terminfo(&list.info, IndexRecordOption::Basic);
        list.opened.get_or_init(|| open().unwrap_or_else(|_| SegmentPostings::empty())).clone()
    }
}

/// The heaviest documents met so far.
struct Best {
    /// What a document weighs at least to be one of them.
    bar: u32,
    kept: Vec<(u32, (u32, u32))>,
    most: usize,
}

impl Best {
    /// Takes a document in, or only what it weighs; whether the bar has risen.
    fn rises(&mut self, weight: u32, at: (u32, u32), keep: bool) -> bool {
        let bar = self.bar;
        self.bar = self.bar.max(weight / 2);
        if keep {
            self.kept.push((weight, at));
        }
        // Not at each one: those that weigh the same stay, whichever came first, until their order is known.
        if self.kept.len() >= 4 * self.most && self.kept.len().is_power_of_two() {
            self.bar = self.bar.max(self.least(self.most));
            self.kept.retain(|k| k.0 >= self.bar);
        }
        self.bar > bar
    }

    /// The weight of the `k`th heaviest.
    fn least(&self, k: usize) -> u32 {
        let mut weights: Vec<u32> = self.kept.iter().map(|k| k.0).collect();
        let Some(last) = k.min(weights.len()).checked_sub(1) else { return 0 };
        *weights.select_nth_unstable_by(last, |a, b| b.cmp(a)).1
    }

    /// The `k` heaviest, and all that weigh as much as the last of them.
    fn heaviest(mut self, k: usize) -> Vec<(u32, (u32, u32))> {
        let bar = self.bar.max(self.least(k));
        self.kept.retain(|k| k.0 >= bar);
        self.kept
    }
}

/// Documents with nearly all that is looked for, after which those with half of it are not looked for.
const MANY: usize = 24;

/// Terms of a field whose frequency is remembered: those of a long draft and of what is like it; 2 MB.
const MAX_FREQUENCIES: usize = 32_768;

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
                    start: f.u64("start")?,
                    end: f.u64("end")?,
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
        Ok(Engine {
            searcher,
            fields,
            packer,
            columns,
            stores,
            frequencies: Mutex::default(),
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
        let known = |all: &FxHashMap<Field, FxHashMap<_, u64>>| all.get(&field)?.get(term).copied();
        if let Some(known) = self.frequencies.lock().ok().and_then(|all| known(&all)) {
            return known;
        }
        let found = self.safely(|| self.counted_in_all(field, term).ok()).unwrap_or(0);
        if let Ok(mut all) = self.frequencies.lock() {
            let of_field = all.entry(field).or_default();
            if of_field.len() >= MAX_FREQUENCIES {
                of_field.clear();
            }
            of_field.insert(term.into(), found);
        }
        found
    }

    fn counted_in_all(&self, field: Field, term: &str) -> tantivy::Result<u64> {
        let term = Term::from_field_text(field, term);
        let mut sum = 0;
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(field)?;
            if let Some(info) = index.get_term_info(&term)? {
                sum += living(segment, &index, &info);
            }
        }
        Ok(sum)
    }

    /// The `k` documents with the highest sums of weights, highest first; equal ones by their article's key.
    ///
    /// MaxScore (Turtle and Flood 1995): the terms that cannot lift a document over the bar by
    /// themselves only refine what the rarer ones found.
    pub fn top(&self, field: Field, wanted: &[Wanted], k: usize, between: Option<Between>) -> Vec<Hit> {
        let total: u32 = wanted.iter().map(|w| w.weight).sum();
        let lists = self.lists(field, wanted);
        if field == self.fields.claim {
            // The same event told in other words has as little in common as a quarter.
            return self.above(total / 4, &lists, wanted, k, between);
        }
        let most = total / 4 * 3;
        // A statement that many have printed is found by its rarest words alone, at a fraction of the cost.
        let mut hits = self.above(most, &lists, wanted, k, None);
        if hits.is_empty() {
            // What matches less than a quarter is another statement, whatever else there is.
            hits = self.above(total / 4, &lists, wanted, k, None);
        } else if hits.len() < MANY {
            hits = self.above(total / 2, &lists, wanted, k, None);
        }
        hits
    }

    /// Where each segment keeps the documents of the terms.
    fn lists(&self, field: Field, wanted: &[Wanted]) -> Vec<Lists> {
        let of_segment = |segment: u32, reader: &tantivy::SegmentReader| {
            let index = reader.inverted_index(field).ok()?;
            let list = |w: &Wanted| {
                let info = index.get_term_info(&Term::from_field_text(field, &w.text)).ok()??;
                Some(List { info, weight: w.weight, opened: OnceCell::new() })
            };
            let terms = wanted.iter().filter_map(list).collect();
            Some(Lists { segment, index, terms })
        };
        let segments = (0..).zip(self.searcher.segment_readers());
        segments.filter_map(|(ord, s)| self.safely(|| of_segment(ord, s))).collect()
    }

    /// [`Engine::top`] among those that weigh `bar` or more, and half of what the heaviest does.
    fn above(&self, bar: u32, lists: &[Lists], wanted: &[Wanted], k: usize, between: Option<Between>) -> Vec<Hit> {
        let total: u32 = wanted.iter().map(|w| w.weight).sum();
        let mut bar = bar.max(1);
        let mut read = 0;
        let mut left = total;
        for w in wanted {
            // The two rarest are always followed.
            if read + w.found > MAX_POSTINGS && left < total && read > 0 {
                bar = bar.max(left.saturating_add(1).min(total * 2 / 3));
                break;
            }
            read += w.found;
            left -= w.weight;
        }
        let mut best = Best { bar, kept: Vec::new(), most: k };
        for lists in lists {
            self.safely(|| {
                self.top_in(lists, &mut best, between);
                Some(())
            });
        }
        let mut hits: Vec<Hit> = best.heaviest(k).iter().map(|&(weight, at)| self.hit(weight, at)).collect();
        hits.sort_unstable_by(|a, b| b.cmp(a));
        hits.truncate(k);
        hits
    }

    fn hit(&self, weight: u32, at: (u32, u32)) -> Hit {
        let order = self.place(at).map_or((0, 0), |(article, place)| (self.key(article).unwrap_or(0), place.start));
        Hit { weight, order: std::cmp::Reverse(order), at }
    }

    fn top_in(&self, lists: &Lists, best: &mut Best, between: Option<Between>) {
        let segment = self.searcher.segment_reader(lists.segment);
        let dates = self.columns.get(lists.segment as usize).map(|c| &c.date);
        let is_then = |doc: u32| match (between, dates) {
            (Some(between), Some(dates)) => dates.first(doc).is_none_or(|day| between.may_hold(day)),
            _ => true,
        };
        // rest[i]: what the lists from i on can add together.
        let mut rest: Vec<u32> = lists
            .terms
            .iter()
            .rev()
            .scan(0, |s, l| {
                *s += l.weight;
                Some(*s)
            })
            .collect();
        rest.reverse();
        rest.push(0);
        // The lists from here on cannot reach the bar together.
        let leading = |bar: u32| rest.iter().position(|&r| r < bar).unwrap_or(lists_len(&rest));
        let mut lead = leading(best.bar);
        let mut opened: Vec<SegmentPostings> = (0..lead).map(|i| lists.documents(i)).collect();
        // Where the leading lists stand, side by side: the next document is looked for at each step.
        let mut heads: Vec<u32> = opened.iter().map(DocSet::doc).collect();
        while let Some(doc) = heads[..lead].iter().copied().min().filter(|&d| d != TERMINATED) {
            let mut weight = 0;
            for (i, head) in heads[..lead].iter_mut().enumerate() {
                if *head == doc {
                    weight += lists.terms[i].weight;
                    *head = opened[i].advance();
                }
            }
            for (i, list) in lists.terms.iter().enumerate().skip(lead) {
                if weight + rest[i] < best.bar {
                    break;
                }
                if i == opened.len() {
                    opened.push(lists.documents(i));
                }
                let postings = &mut opened[i];
                if postings.doc() < doc {
                    postings.seek(doc);
                }
                if postings.doc() == doc {
                    weight += list.weight;
                }
            }
            // Those of other days raise the bar too: without them it would stay low, and all lists be read to their ends.
            let counts = weight >= best.bar && !segment.is_deleted(doc);
            if counts && best.rises(weight, (lists.segment, doc), is_then(doc)) {
                lead = leading(best.bar);
            }
        }
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

    /// The article of a passage or a claim, and where in it that stands.
    pub fn place(&self, (segment, doc): (u32, u32)) -> Option<(DocAddress, Place)> {
        self.safely(|| {
            let columns = self.columns.get(segment as usize)?;
            let back = columns.back.first(doc)? as u32;
            let article = DocAddress::new(segment, doc.checked_sub(back)?);
            let start = columns.start.first(doc).unwrap_or(0) as u32;
            Some((article, Place { start, end: columns.end.first(doc).unwrap_or(0) as u32 }))
        })
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

fn lists_len(rest: &[u32]) -> usize {
    rest.len() - 1
}
