//! The seam between the look-ups and what keeps the record: the index on disk, or a search server.
//!
//! An engine finds candidates by their words; whether a candidate is the draft's quote or event is for the look-ups
//! to say, in the same way whichever engine found it.

use super::article::Article;
use super::{Stats, StoredClaim};
use crate::text::Span;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Of a quote that are looked for: the rarest. More find hardly more and cost more.
pub(super) const QUOTE_TERMS: usize = 10;
/// Of a claim that are looked for.
pub(super) const CLAIM_TERMS: usize = 20;

/// An article's address in the engine that gave it.
pub(super) type Address = u64;

/// What terms stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Passage,
    Claim,
}

/// What an article is listed under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum List {
    /// The people whom it names.
    Name,
    /// Who holds which office there; see [`super::article::office_term`].
    Office,
}

/// What a look-up asks an engine for: the `k` passages or claims that have the most of some terms.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub kind: Kind,
    pub terms: Vec<String>,
    pub k: usize,
}

/// A stretch of an article that has many of the terms looked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub article: Address,
    pub span: Span,
    /// The sum of its terms' weights.
    pub weight: u32,
}

/// A claim that has many of the terms looked for: its article, its sentence there, and what it says.
pub(super) type FoundClaim = (Arc<Article>, Span, StoredClaim);

/// What the look-ups ask of whatever keeps the record. An engine that cannot answer gives nothing.
pub(super) trait Engine: Send + Sync {
    /// Articles, passages and claims, counted together.
    fn documents(&self) -> u64;
    /// Passages or claims that have a term.
    fn frequency(&self, kind: Kind, term: &str) -> u64;
    /// Whether each question costs a journey, so that several had better be asked at once.
    fn is_remote(&self) -> bool {
        false
    }
    /// Told of what will be asked soon.
    fn ahead(&self, _questions: Vec<Question>) {}
    /// The `k` passages that have the most, by weight, of the rarest [`QUOTE_TERMS`]; heaviest first. `None` where the
    /// engine cannot tell now, which says nothing of what is on record.
    fn passages(&self, terms: Vec<String>, k: usize) -> Option<Vec<Candidate>>;
    /// The `k` claims that have the most of the rarest [`CLAIM_TERMS`]; `None` as above.
    fn claims(&self, terms: Vec<String>, k: usize) -> Option<Vec<FoundClaim>>;
    /// The article at an address, decoded once for several look-ups.
    fn article(&self, at: Address) -> Option<Arc<Article>>;
    /// The article of a key.
    fn of_key(&self, key: u64) -> Option<Arc<Article>>;
    /// What a list has that begins with `prefix`, each with the number of its articles.
    fn listed(&self, list: List, prefix: &str) -> BTreeMap<String, u64>;
    /// As [`Engine::listed`], of articles published between two days only; nothing where the engine cannot tell.
    fn listed_between(&self, _list: List, _prefix: &str, _first: Date, _last: Date) -> BTreeMap<String, u64> {
        BTreeMap::new()
    }
    /// The names that differ from one by so many letters at most, each with the number of its articles; nothing where
    /// the engine cannot tell.
    fn names_like(&self, _name: &str, _letters: u8) -> BTreeMap<String, u64> {
        BTreeMap::new()
    }
    /// In how many articles each of `others` is named beside `name`; nothing where the engine cannot tell.
    fn named_beside(&self, _name: &str, _others: &[&str]) -> Vec<u64> {
        Vec::new()
    }
    /// Articles that are listed under a term: some `limit` of them.
    fn articles_of(&self, list: List, term: &str, limit: usize) -> Vec<Arc<Article>>;
    /// Counts what is on record.
    fn stats(&self) -> Stats;
}
