//! What single words are: data files, read once at first use.
//!
//! Each file is tab-separated: a word in small letters, then what its file's header says. A word may
//! stand in several files; its classes add up. Lines that begin with `#` are comments.

use bitflags::bitflags;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

bitflags! {
    /// What a word can be.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Class: u64 {
        /// A period after it ends no sentence.
        const ABBREVIATION = 1 << 0;
        /// Opens a sentence even after initials: "in the U.S. He …".
        const SENTENCE_OPENER = 1 << 1;
        /// Reports speech: said, told, tweeted.
        const SPEECH_VERB = 1 << 2;
        /// January, Jan, Sept.
        const MONTH = 1 << 3;
        /// Monday, Mon.
        const WEEKDAY = 1 << 4;
        /// Names an event: summit, talks, election, meet.
        const EVENT = 1 << 5;
        /// Says nothing by itself: the, of, and.
        const STOP = 1 << 6;
        // Bits 8 to 31 are for people and speech (read/people.rs, read/speakers.rs), 32 to 63 for dates.
    }
}

/// What the lexicon says of one word.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    pub classes: Class,
    /// Months 1–12, weekdays 1–7 (Monday first), number words their value.
    pub number: u16,
}

/// All words by their small letters.
pub struct Lexicon {
    index: FxHashMap<Box<[u8]>, u16>,
    entries: Vec<Entry>,
}

/// Longest word looked up, in bytes.
const MAX_WORD: usize = 32;

impl Lexicon {
    /// The entry's number for a word in any case; 0 for a word that is not in the lexicon.
    pub fn find(&self, word: &str) -> u16 {
        if word.len() > MAX_WORD {
            return 0;
        }
        let mut buffer = [0u8; MAX_WORD];
        let bytes = word.as_bytes();
        if word.is_ascii() {
            for (to, from) in buffer.iter_mut().zip(bytes) {
                *to = from.to_ascii_lowercase();
            }
            return self.index.get(&buffer[..bytes.len()]).copied().unwrap_or(0);
        }
        let folded = word.to_lowercase().replace('\u{2019}', "'");
        self.index.get(folded.as_bytes()).copied().unwrap_or(0)
    }

    fn add(&mut self, word: &str, classes: Class, number: Option<u16>) {
        let id = *self.index.entry(word.as_bytes().into()).or_insert_with(|| {
            self.entries.push(Entry::default());
            (self.entries.len() - 1) as u16
        });
        let entry = &mut self.entries[id as usize];
        entry.classes |= classes;
        if let Some(n) = number {
            entry.number = n;
        }
    }

    /// Takes in a file of `word` or `word <tab> number` lines.
    fn add_file(&mut self, data: &str, classes: Class) {
        for line in data.lines() {
            let line = line.trim_end();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (word, number) = line.split_once('\t').map_or((line, None), |(w, n)| (w, n.parse().ok()));
            self.add(word, classes, number);
        }
    }
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut l = Lexicon { index: FxHashMap::default(), entries: vec![Entry::default()] };
    l.add_file(include_str!("abbreviations.tsv"), Class::ABBREVIATION);
    l.add_file(include_str!("sentence_openers.tsv"), Class::SENTENCE_OPENER);
    l.add_file(include_str!("months.tsv"), Class::MONTH);
    l.add_file(include_str!("weekdays.tsv"), Class::WEEKDAY);
    l.add_file(include_str!("speech_verbs.tsv"), Class::SPEECH_VERB);
    l.add_file(include_str!("stop.tsv"), Class::STOP);
    l.add_file(include_str!("events.tsv"), Class::EVENT);
    l
});

/// The lexicon, loaded at first use.
pub fn lexicon() -> &'static Lexicon {
    &LEXICON
}

/// The entry with this number; the empty one where there is none.
pub fn entry(id: u16) -> &'static Entry {
    LEXICON.entries.get(id as usize).unwrap_or(&LEXICON.entries[0])
}
