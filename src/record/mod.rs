//! The record: an index of readings, and the look-ups in it.

use crate::read::Reading;
use crate::text::{NormalWord, Span, TextError};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Arc;

/// What can go wrong with the record.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    #[error("no record: {0}")]
    Missing(String),
    #[error(transparent)]
    Text(#[from] TextError),
    #[error("the record's index in {path}: {reason}")]
    Index { path: PathBuf, reason: String },
}

/// A document of the record, as evidence names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Absolute, or as configured.
    pub path: String,
    /// JSONL documents only.
    pub id: Option<String>,
    pub title: Option<String>,
    pub outlet: Option<String>,
    pub url: Option<String>,
    /// Of publication.
    pub date: Option<Date>,
}

/// A speaker as the record's article names them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordedSpeaker {
    /// The fullest name in that article; `None` for a source without a name.
    pub name: Option<String>,
    pub titles: Vec<String>,
    pub organisation: bool,
    pub confidence: f32,
}

/// One place in the record where a draft's words stand.
#[derive(Clone, Debug)]
pub struct QuoteMatch {
    pub source: Arc<Source>,
    /// Where the matched words stand, in the file's bytes (JSONL: in the document's `text`).
    pub file_span: Span,
    /// The record's words there.
    pub text: String,
    /// The record's words with what surrounds them: the sentence or paragraph.
    pub passage: String,
    /// Whether the words stand inside quotation marks or in a transcript's turn there.
    pub quoted: bool,
    /// Who says them there.
    pub speaker: Option<RecordedSpeaker>,
    pub alignment: align::Alignment,
}

pub mod align;

/// One dated event of the record, found for a draft's claim.
#[derive(Clone, Debug)]
pub struct ClaimMatch {
    pub source: Arc<Source>,
    pub file_span: Span,
    /// The sentence.
    pub text: String,
    pub claim: StoredClaim,
    /// How alike the two are, from 0 to 1.
    pub score: f32,
}

/// A claim as the record keeps it, free of its document.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredClaim {
    pub event: Vec<String>,
    pub people: Vec<String>,
    pub places: Vec<String>,
    /// Other weighty words of the sentence, in normal form.
    pub words: Vec<String>,
    /// First and last day, both included.
    pub days: (Date, Date),
    pub of_saying: bool,
}

impl StoredClaim {
    /// A claim without its document: how the index keeps it, and how a draft's is looked up. `None` where
    /// its days are not known.
    pub fn of(reading: &Reading, claim: &crate::read::Claim) -> Option<StoredClaim> {
        let days = reading.dates.get(claim.date as usize)?.days?;
        Some(StoredClaim {
            event: claim.event.clone(),
            people: claim
                .people
                .iter()
                .filter_map(|&p| reading.people.get(p as usize))
                .map(|p| p.name.clone())
                .collect(),
            places: claim.places.clone(),
            words: claim.words.clone(),
            days: (days.first, days.last),
            of_saying: claim.of_saying,
        })
    }
}

/// How far the index has come; handed to whoever shows it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress {
    pub documents: u64,
    pub bytes: u64,
    /// Of all files to read; 0 while they are still being counted.
    pub total_bytes: u64,
}

/// A document or line that could not be read, with the reason; the rest is indexed all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    pub path: String,
    /// JSONL documents only, from 1.
    pub line: Option<u32>,
    pub reason: String,
}

/// What is on record.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Stats {
    pub documents: u64,
    pub quotes: u64,
    pub people: u64,
    pub claims: u64,
    pub first: Option<Date>,
    pub last: Option<Date>,
    pub outlets: u64,
    /// Bytes of the index on disk.
    pub size: u64,
    pub skipped: Vec<Skipped>,
}

/// How to open a record.
#[derive(Clone, Debug, Default)]
pub struct OpenOptions {
    /// Files and folders of the record.
    pub paths: Vec<PathBuf>,
    /// Where the index lies; the user's cache directory, keyed by `paths`, where not given.
    pub index_dir: Option<PathBuf>,
    /// Begin the index anew.
    pub rebuild: bool,
    pub read: crate::read::ReadOptions,
}

/// A snapshot of the record: look-ups in what is indexed. Cheap to clone, safe to share.
#[derive(Clone)]
pub struct Record {}

impl Record {
    /// Opens the index and brings it up to date with the files; `progress` is told now and then and
    /// stops the work by returning `false` (what was read so far is kept and serves).
    pub fn open(_options: &OpenOptions, _progress: &mut dyn FnMut(Progress) -> bool) -> Result<Record, RecordError> {
        Err(RecordError::Missing("not built yet".into()))
    }

    /// The places on record where these words stand, or nearly: best first. `text` is the draft's, `words`
    /// the quote's normal words in it. Unrelated passages are left out.
    pub fn find_quote(&self, _text: &str, _words: &[NormalWord], _limit: usize) -> Vec<QuoteMatch> {
        Vec::new()
    }

    /// The dated events on record that may be the same as `claim`, best first.
    pub fn find_claims(&self, _claim: &StoredClaim, _limit: usize) -> Vec<ClaimMatch> {
        Vec::new()
    }

    /// Inverse document frequency of a normal word over the record's passages, natural logarithm; the
    /// highest for a word that is nowhere on record.
    pub fn rarity(&self, _word: &str) -> f32 {
        0.0
    }

    pub fn stats(&self) -> Stats {
        Stats::default()
    }

    pub fn skipped(&self) -> &[Skipped] {
        &[]
    }
}
