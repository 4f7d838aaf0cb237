//! Word alignment of a draft's quote with the record's words.

use crate::text::{NormalWord, Span};

/// How a draft's words stand to the record's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Word for word, in normal form.
    Exact,
    /// Case, punctuation, contractions, elided "that", brackets, spelling variants.
    Cosmetic,
    /// The same statement with other words in it.
    Altered,
    /// Another statement.
    Unrelated,
}

/// What a changed word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    Negation,
    Number,
    Name,
    Word,
    Dropped,
    Added,
}

/// One place where the two differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub kind: ChangeKind,
    /// The draft's words, as a span of the draft's text; empty where words were dropped.
    pub draft: Span,
    /// The record's words as they stand there; empty where words were added.
    pub record: String,
}

/// A draft's quote laid against the record's words.
#[derive(Clone, Debug)]
pub struct Alignment {
    pub verdict: Verdict,
    pub changes: Vec<Change>,
    /// Words of the draft that have their equal in the record.
    pub matched: u32,
    /// Words of the draft.
    pub total: u32,
    /// The record's words that the draft's words cover, as a range of word indices.
    pub record_words: (u32, u32),
}

/// Aligns all of `draft` with the best part of `record` (semi-global).
pub fn align(_draft: &[NormalWord], _record: &[NormalWord], _record_text: &str) -> Option<Alignment> {
    None
}
