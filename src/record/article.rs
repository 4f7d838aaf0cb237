//! An article as the index keeps it: its text with what the reader found in it.

use super::pack::{self, Packer};
use super::{RecordedSpeaker, Source, StoredClaim};
use crate::read::titles::title_key;
use crate::read::{Person, QuoteKind, Reading};
use crate::text::{Document, OffsetMap, Span};
use jiff::civil::Date;
use smol_str::SmolStr;
use std::sync::{Arc, OnceLock};

/// Words that somebody says.
#[derive(Clone, Debug)]
pub(super) struct StoredQuote {
    /// Without its marks, in the text.
    pub content: Span,
    pub kind: QuoteKind,
    /// Index into the speakers.
    pub speaker: Option<u32>,
    pub nested: bool,
}

/// Who says what in an article.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    /// In order of their start.
    pub quotes: Vec<StoredQuote>,
    pub speakers: Vec<RecordedSpeaker>,
}

/// The term under which the index keeps that `name` holds the office of `key` (a [`crate::read::titles::title_key`]).
pub(super) fn office_term(key: &str, name: &str) -> String {
    format!("{key}|{name}")
}

fn people(reading: &Reading) -> impl Iterator<Item = &Person> {
    reading.people.iter().filter(|p| !p.organisation && !p.name.is_empty())
}

/// The offices of the people of a reading, each once.
fn offices(reading: &Reading) -> Vec<String> {
    let mut all: Vec<String> = people(reading)
        .flat_map(|p| p.titles.iter().filter_map(|t| Some(office_term(&title_key(t)?, &p.name))))
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

#[derive(Clone, Debug)]
pub(super) struct Article {
    pub source: Arc<Source>,
    pub map: OffsetMap,
    pub text: String,
    /// What else was read in it, packed.
    read: Vec<u8>,
    /// Where in that begins who says what, and where its claims do (see [`pack::claim`]).
    parts: (usize, usize),
    /// Unpacked when it is asked for: look-ups of events do not.
    said: OnceLock<Said>,
}

/// An article with what the index keeps about it in terms of its own.
pub(super) struct NewArticle {
    pub source: Arc<Source>,
    map: OffsetMap,
    pub said: Said,
    pub text: String,
    pub claims: Vec<(Span, StoredClaim)>,
    /// Who holds which office; see [`office_term`].
    pub offices: Vec<String>,
    /// By name: those who neither speak nor act on a day, too.
    people: Vec<String>,
}

impl NewArticle {
    /// What of a document and its reading goes into the index.
    pub fn new(key: u64, document: Document, reading: &Reading) -> NewArticle {
        let mut speakers: Vec<RecordedSpeaker> = Vec::new();
        let mut quotes = Vec::with_capacity(reading.quotes.len());
        for q in reading.quotes.iter().filter(|q| q.is_verbatim()) {
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
        NewArticle {
            source: Arc::new(source),
            map,
            said: Said { quotes, speakers },
            text: document.text,
            claims,
            offices: offices(reading),
            people: people(reading).map(|p| p.name.clone()).collect(),
        }
    }

    /// The people whom it names and whoever speaks in it, each once.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.said.speakers.iter().filter_map(|s| s.name.as_deref()).collect();
        names.extend(self.claims.iter().flat_map(|(_, c)| c.people.iter().map(SmolStr::as_str)));
        names.extend(self.people.iter().map(String::as_str));
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The text, the head and the claims one after the other, before which stand their lengths.
    pub fn plain(&self) -> Result<([u32; 3], Vec<u8>), postcard::Error> {
        let s = &*self.source;
        let mut from = 0;
        let quotes: Vec<PackedQuote> = self
            .said
            .quotes
            .iter()
            .map(|q| {
                let step = i64::from(q.content.start) - i64::from(from);
                from = q.content.start;
                (step, q.content.len(), q.kind, q.nested, q.speaker)
            })
            .collect();
        let source = (&s.path, &s.id, &s.title, &s.outlet, &s.url, s.date.map(pack::day_number));
        let head = (source, &self.map, quotes, &self.said.speakers);
        let mut plain = self.text.as_bytes().to_vec();
        let text = plain.len();
        plain = postcard::to_extend(&head, plain)?;
        let head = plain.len() - text;
        plain.extend(pack::pack_claims(&self.text, &self.claims)?);
        let claims = plain.len() - text - head;
        Ok(([text as u32, head as u32, claims as u32], plain))
    }

    /// One block of bytes, for [`Article::decode`].
    pub fn encode(&self, packer: &Packer) -> Result<Vec<u8>, String> {
        let (lengths, plain) = self.plain().map_err(|e| e.to_string())?;
        let packed = packer.pack(&plain).map_err(|e| e.to_string())?;
        let mut out = Vec::with_capacity(12 + packed.len());
        out.extend(lengths.iter().flat_map(|n| n.to_le_bytes()));
        out.extend(packed);
        Ok(out)
    }
}

/// From the quote before, length, kind, nested, speaker.
type PackedQuote = (i64, u32, QuoteKind, bool, Option<u32>);
type PackedSource = (String, Option<String>, Option<String>, Option<String>, Option<String>, Option<i32>);

impl Said {
    /// `None` where the bytes are none of ours, or of another text.
    fn unpack(bytes: &[u8], text: &str) -> Option<Said> {
        let (packed, speakers): (Vec<PackedQuote>, Vec<RecordedSpeaker>) = postcard::from_bytes(bytes).ok()?;
        let mut from = 0;
        let mut quotes = Vec::with_capacity(packed.len());
        for (step, length, kind, nested, speaker) in packed {
            from = u32::try_from(i64::from(from) + step).ok()?;
            let content = Span::new(from, from.checked_add(length)?);
            text.get(content.start as usize..content.end as usize)?;
            quotes.push(StoredQuote { content, kind, speaker, nested });
        }
        Some(Said { quotes, speakers })
    }
}

impl Article {
    /// The article of a key; `None` where the bytes are none of ours.
    pub fn decode(bytes: &[u8], key: u64, packer: &Packer) -> Option<Article> {
        let (lengths, packed) = bytes.split_first_chunk::<12>()?;
        let (lengths, _) = lengths.as_chunks::<4>();
        let &[text, head, claims] = lengths else { return None };
        let number = |n: [u8; 4]| u32::from_le_bytes(n) as usize;
        let (text, head, claims) = (number(text), number(head), number(claims));
        let length = text.checked_add(head)?.checked_add(claims)?;
        let mut plain = packer.unpack(packed, length)?;
        // A server may send anything.
        if plain.len() != length {
            return None;
        }
        let read = plain.split_off(text);
        let ((source, map), said): ((PackedSource, OffsetMap), &[u8]) =
            postcard::take_from_bytes(read.get(..head)?).ok()?;
        let parts = (head - said.len(), head);
        let (path, id, title, outlet, url, date) = source;
        let date = match date {
            Some(number) => Some(pack::day(number)?),
            None => None,
        };
        let source = Arc::new(Source { path, id, title, outlet, url, date, key });
        let text = String::from_utf8(plain).ok()?;
        Some(Article { source, map, text, read, parts, said: OnceLock::new() })
    }

    /// Who says what in it.
    pub fn said(&self) -> &Said {
        let (from, to) = self.parts;
        let unpack = || Said::unpack(self.read.get(from..to)?, &self.text);
        self.said.get_or_init(|| unpack().unwrap_or_default())
    }

    fn claims(&self) -> &[u8] {
        self.read.get(self.parts.1..).unwrap_or(&[])
    }

    /// The claim of a number, with its sentence.
    pub fn claim(&self, number: usize) -> Option<(Span, StoredClaim)> {
        pack::claim(&self.text, self.claims(), number)
    }

    /// The days on which what stands in a stretch of the text was said, where its sentences say so.
    pub fn days_of_saying(&self, near: Span) -> Vec<(Date, Date)> {
        pack::days_of_saying(self.claims(), near)
    }

    /// Where a span of the text lies in the file (JSONL documents: in their `text`).
    pub fn to_file(&self, span: Span) -> Span {
        self.map.to_file(span)
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
