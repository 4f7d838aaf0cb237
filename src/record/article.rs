//! An article as the index keeps it: its text with what the reader found in it.

use super::{RecordedSpeaker, Source, StoredClaim};
use crate::read::titles::title_key;
use crate::read::{QuoteKind, Reading};
use crate::text::{Document, OffsetMap, Span};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Words that somebody says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct StoredQuote {
    /// Without its marks, in the text.
    pub content: Span,
    pub kind: QuoteKind,
    /// Index into the speakers.
    pub speaker: Option<u32>,
    pub nested: bool,
}

/// All that is kept of an article beside its text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Head {
    pub key: u64,
    pub source: Arc<Source>,
    pub map: OffsetMap,
    /// In order of their start.
    pub quotes: Vec<StoredQuote>,
    pub speakers: Vec<RecordedSpeaker>,
    pub claims: Vec<(Span, StoredClaim)>,
    /// Who holds which office, as terms of the index; see [`office_term`].
    #[serde(skip)]
    pub offices: Vec<String>,
}

/// The term under which the index keeps that `name` holds the office of `key` (a [`crate::read::titles::title_key`]).
pub(super) fn office_term(key: &str, name: &str) -> String {
    format!("{key}|{name}")
}

/// The offices of the people of a reading, each once.
fn offices(reading: &Reading) -> Vec<String> {
    let people = reading.people.iter().filter(|p| !p.organisation && !p.name.is_empty());
    let mut all: Vec<String> =
        people.flat_map(|p| p.titles.iter().filter_map(|t| Some(office_term(&title_key(t)?, &p.name)))).collect();
    all.sort_unstable();
    all.dedup();
    all
}

#[derive(Clone, Debug)]
pub(super) struct Article {
    pub head: Head,
    pub text: String,
}

impl Article {
    /// What of a document and its reading goes into the index.
    pub fn new(key: u64, document: Document, reading: &Reading) -> Article {
        let mut speakers: Vec<RecordedSpeaker> = Vec::new();
        let mut quotes = Vec::with_capacity(reading.quotes.len());
        for q in reading.quotes.iter().filter(|q| !q.scare) {
            let speaker = q.speaker.as_ref().map(|s| {
                let person = reading.person(s);
                let recorded = RecordedSpeaker {
                    name: s.name.clone().or_else(|| person.map(|p| p.name.clone())),
                    titles: person.map(|p| p.titles.clone()).unwrap_or_default(),
                    organisation: person.is_some_and(|p| p.organisation),
                    confidence: s.confidence,
                };
                let known = speakers.iter().position(|k| *k == recorded);
                known.unwrap_or_else(|| {
                    speakers.push(recorded);
                    speakers.len() - 1
                }) as u32
            });
            quotes.push(StoredQuote { content: q.content, kind: q.kind, speaker, nested: q.nested });
        }
        let claims = super::claims::stored(reading);
        let source = Source {
            path: document.path.clone(),
            id: document.id.clone(),
            title: document.meta.title.clone(),
            outlet: document.meta.outlet.clone(),
            url: document.meta.url.clone(),
            date: reading.date.or(document.meta.date),
            key,
        };
        let map = document.map().clone();
        Article {
            head: Head { key, source: Arc::new(source), map, quotes, speakers, claims, offices: offices(reading) },
            text: document.text,
        }
    }

    /// One block of bytes: the lengths of the text and of all, then the text and the head, deflated
    /// together, since the head repeats words of the text.
    pub fn encode(&self) -> Result<Vec<u8>, postcard::Error> {
        // Level 1 is twice as fast as level 6 and a few per cent larger.
        const LEVEL: u8 = 1;
        let plain = postcard::to_extend(&self.head, self.text.as_bytes().to_vec())?;
        let packed = miniz_oxide::deflate::compress_to_vec(&plain, LEVEL);
        let mut out = Vec::with_capacity(8 + packed.len());
        out.extend((self.text.len() as u32).to_le_bytes());
        out.extend((plain.len() as u32).to_le_bytes());
        out.extend(packed);
        Ok(out)
    }

    /// `None` where the bytes are none of ours.
    pub fn decode(bytes: &[u8]) -> Option<Article> {
        let (text, rest) = bytes.split_first_chunk::<4>()?;
        let (all, packed) = rest.split_first_chunk::<4>()?;
        let limit = u32::from_le_bytes(*all) as usize;
        let mut plain = miniz_oxide::inflate::decompress_to_vec_with_limit(packed, limit).ok()?;
        let head = postcard::from_bytes(plain.get(u32::from_le_bytes(*text) as usize..)?).ok()?;
        plain.truncate(u32::from_le_bytes(*text) as usize);
        Some(Article { head, text: String::from_utf8(plain).ok()? })
    }

    /// Where a span of the text lies in the file (JSONL documents: in their `text`).
    pub fn to_file(&self, span: Span) -> Span {
        self.head.map.to_file(span)
    }
}

/// Words of a passage: a few paragraphs. Shorter ones find more exactly, longer ones make the index smaller.
const PASSAGE_WORDS: usize = 150;
/// A paragraph is parted at a sentence's end once it is longer than this, and anywhere at twice this.
const LONG_PASSAGE_WORDS: usize = 220;

/// Parts a text into passages: paragraphs, short ones together, long ones parted between sentences.
pub(super) fn passages(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let (mut start, mut words, mut in_word) = (0usize, 0usize, false);
    let mut previous = b' ';
    for (i, &b) in bytes.iter().enumerate() {
        let space = b.is_ascii_whitespace();
        if space && in_word {
            words += 1;
            let sentence = matches!(previous, b'.' | b'!' | b'?' | b'"') || previous >= 0x80;
            let cut = match b {
                b'\n' => words >= PASSAGE_WORDS,
                _ => words >= LONG_PASSAGE_WORDS && sentence || words >= 2 * LONG_PASSAGE_WORDS,
            };
            if cut {
                out.push(Span::from(start..i));
                (start, words) = (i, 0);
            }
        }
        in_word = !space;
        if !space {
            previous = b;
        }
    }
    if words > 0 || in_word {
        // A short rest goes with the passage before it.
        match out.last_mut() {
            Some(last) if words < PASSAGE_WORDS / 4 => last.end = bytes.len() as u32,
            _ => out.push(Span::from(start..bytes.len())),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passages_cover_the_text_and_part_between_paragraphs() {
        let paragraph = "word ".repeat(60);
        let text = [paragraph.trim(); 10].join("\n\n");
        let parts = passages(&text);
        assert_eq!(parts.len(), 4);
        assert_eq!(parts[0].start, 0);
        assert_eq!(parts[3].end as usize, text.len());
        assert!(parts.windows(2).all(|w| w[0].end == w[1].start));
    }

    #[test]
    fn a_text_without_any_break_is_parted_all_the_same() {
        let text = "word ".repeat(10_000);
        assert!(passages(&text).iter().all(|p| p.len() <= 5 * 450));
        assert_eq!(passages("   \n "), []);
    }
}
