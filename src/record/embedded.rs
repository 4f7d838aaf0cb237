//! The embedded index as an engine of the record.

use super::Stats;
use super::article::Article;
use super::engine::{self, Address, Candidate, Engine, Kind, List, Question, Wanted};
use super::{index, pack, top};
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::{Arc, Mutex};
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocSet, TERMINATED, Term};

/// Articles kept decoded: those of a few dozen look-ups.
const MAX_ARTICLES: usize = 512;

/// Terms of a quote beside those looked for, by which candidates alike are told apart: copies differ in a name or two.
/// With twenty no more is found.
const MORE_TERMS: usize = 8;

/// One commit of the index on disk.
pub(super) struct Embedded {
    index: index::Engine,
    /// Articles met lately.
    articles: Mutex<FxHashMap<DocAddress, Arc<Article>>>,
}

impl Embedded {
    pub fn new(index: index::Engine) -> Embedded {
        Embedded { index, articles: Mutex::default() }
    }

    fn field(&self, kind: Kind) -> Field {
        match kind {
            Kind::Passage => self.index.fields.words,
            Kind::Claim => self.index.fields.claim,
        }
    }

    fn wanted(&self, kind: Kind, terms: Vec<String>) -> (Vec<Wanted>, Vec<Wanted>) {
        let field = self.field(kind);
        let frequency = |term: &str| self.index.frequency(field, term);
        engine::wanted_and_more(kind, terms, self.index.documents(), frequency, MORE_TERMS)
    }

    fn list(&self, list: List) -> Field {
        match list {
            List::Name => self.index.fields.name,
            List::Office => self.index.fields.office,
        }
    }

    fn at(&self, at: DocAddress) -> Option<Arc<Article>> {
        if let Some(known) = self.articles.lock().ok().and_then(|m| m.get(&at).cloned()) {
            return Some(known);
        }
        let article = Arc::new(self.index.article(at)?);
        if let Ok(mut kept) = self.articles.lock() {
            if kept.len() >= MAX_ARTICLES {
                kept.clear();
            }
            kept.insert(at, article.clone());
        }
        Some(article)
    }

    /// At most `limit` documents of a term: those of the lowest keys, which are the same however the segments came to
    /// be. Passages, which have no key of their own, come last.
    fn documents_of(&self, field: Field, term: &Term, limit: usize) -> Vec<DocAddress> {
        let mut lowest = BinaryHeap::new();
        for (ord, segment) in (0..).zip(self.index.searcher.segment_readers()) {
            let Ok(index) = segment.inverted_index(field) else { continue };
            let Ok(Some(mut postings)) = index.read_postings(term, IndexRecordOption::Basic) else { continue };
            while postings.doc() != TERMINATED {
                let at = DocAddress::new(ord, postings.doc());
                if segment.alive_bitset().is_none_or(|alive| alive.is_alive(at.doc_id)) {
                    lowest.push((self.index.key(at).unwrap_or(u64::MAX), at));
                    if lowest.len() > limit {
                        lowest.pop();
                    }
                }
                postings.advance();
            }
        }
        lowest.into_sorted_vec().into_iter().map(|(_, at)| at).collect()
    }
}

impl Engine for Embedded {
    fn documents(&self) -> u64 {
        self.index.documents()
    }

    fn frequency(&self, kind: Kind, term: &str) -> u64 {
        self.index.frequency(self.field(kind), term)
    }

    fn about(&self, kind: Kind, term: &str) -> u64 {
        self.index.about(self.field(kind), term)
    }

    fn best(&self, question: Question) -> Option<Vec<Candidate>> {
        let Question { kind, terms, k, between } = question;
        let (wanted, more) = self.wanted(kind, terms);
        let hits = self.index.top(self.field(kind), &wanted, &more, k, between);
        let candidate = |hit: top::Hit| {
            let article = u64::from(hit.article.segment_ord) << 32 | u64::from(hit.article.doc_id);
            Candidate { article, place: hit.place, weight: hit.weight }
        };
        Some(hits.into_iter().map(candidate).collect())
    }

    fn article(&self, at: Address) -> Option<Arc<Article>> {
        self.at(DocAddress::new((at >> 32) as u32, at as u32))
    }

    fn of_key(&self, key: u64) -> Option<Arc<Article>> {
        let term = Term::from_field_u64(self.index.fields.key, key);
        // An article stands before its passages, which have its key too.
        self.at(self.documents_of(self.index.fields.key, &term, 1).into_iter().next()?)
    }

    fn listed(&self, list: List, prefix: &str) -> BTreeMap<String, u64> {
        self.index.terms_of(self.list(list), prefix)
    }

    fn listed_between(&self, list: List, prefix: &str, first: Date, last: Date) -> BTreeMap<String, u64> {
        let (first, last) = (i64::from(pack::day_number(first)), i64::from(pack::day_number(last)));
        let count = || {
            let mut found: BTreeMap<String, u64> = BTreeMap::new();
            for segment in self.index.searcher.segment_readers() {
                let dates = segment.fast_fields().i64("date").ok()?;
                let index = segment.inverted_index(self.list(list)).ok()?;
                let mut terms = index.terms().range().ge(prefix.as_bytes()).into_stream().ok()?;
                while terms.advance() && terms.key().starts_with(prefix.as_bytes()) {
                    let Ok(term) = std::str::from_utf8(terms.key()) else { continue };
                    let mut postings =
                        index.read_postings_from_terminfo(terms.value(), IndexRecordOption::Basic).ok()?;
                    let mut documents = 0;
                    while postings.doc() != TERMINATED {
                        let doc = postings.doc();
                        let then = dates.first(doc).is_some_and(|d| (first..=last).contains(&d));
                        documents += u64::from(then && !segment.is_deleted(doc));
                        postings.advance();
                    }
                    if documents > 0 {
                        *found.entry(term.to_owned()).or_default() += documents;
                    }
                }
            }
            Some(found)
        };
        self.index.safely(count).unwrap_or_default()
    }

    fn names_like(&self, name: &str, letters: u8) -> BTreeMap<String, u64> {
        let field = self.list(List::Name);
        let wanted = Term::from_field_text(field, name);
        let Ok(automaton) = FuzzyTermQuery::new(wanted, letters, true).automaton() else { return BTreeMap::new() };
        let look = || {
            let mut found: BTreeMap<String, u64> = BTreeMap::new();
            for segment in self.index.searcher.segment_readers() {
                let inverted = segment.inverted_index(field).ok()?;
                let mut terms = inverted.terms().search(&automaton).into_stream().ok()?;
                while terms.advance() {
                    let documents = index::living(segment, &inverted, terms.value());
                    if let (Ok(term), 1..) = (std::str::from_utf8(terms.key()), documents) {
                        *found.entry(term.to_owned()).or_default() += documents;
                    }
                }
            }
            Some(found)
        };
        self.index.safely(look).unwrap_or_default()
    }

    fn named_beside(&self, name: &str, others: &[&str]) -> Vec<u64> {
        /// Documents of one name looked at: of more, these say enough.
        const MOST: usize = 5000;
        let field = self.list(List::Name);
        let documents = |n: &str| self.documents_of(field, &Term::from_field_text(field, n), MOST);
        let own: FxHashSet<DocAddress> = documents(name).into_iter().collect();
        others.iter().map(|o| documents(o).into_iter().filter(|d| own.contains(d)).count() as u64).collect()
    }

    fn articles_of(&self, list: List, term: &str, limit: usize) -> Vec<Arc<Article>> {
        let field = self.list(list);
        let documents = self.documents_of(field, &Term::from_field_text(field, term), limit);
        documents.into_iter().filter_map(|at| self.at(at)).collect()
    }

    fn stats(&self) -> Stats {
        self.index.stats()
    }
}
