//! What single words are: data files, read once at first use.
//!
//! Each file is tab-separated: a word in small letters, then what its file's header says. A word may
//! stand in several files; its classes add up. Lines that begin with `#` are comments.

use bitflags::bitflags;
use rustc_hash::{FxHashMap, FxHashSet};
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
        // Bits 8 to 31 are for people and speech (read/people, read/speakers), 32 to 63 for dates.
        /// A given name: Angela, Vladimir.
        const GIVEN = 1 << 8;
        /// Shows a woman: Mrs, spokeswoman, mother, Angela, she.
        const FEMALE = 1 << 9;
        /// Shows a man.
        const MALE = 1 << 10;
        /// Mr, Mrs, Dr.
        const HONORIFIC = 1 << 11;
        /// May stand before a name: Senator, Gov, spokesman.
        const TITLE = 1 << 12;
        /// A person by what they are: senator, spokesman, mother.
        const ROLE = 1 << 13;
        /// Several people: officials, sources.
        const ROLES = 1 << 14;
        /// A common noun that speaks though it is nobody: statement, campaign, newspaper.
        const SPEAKING_THING = 1 << 15;
        /// The last word of an organisation's name: Committee, Times.
        const ORGANISATION_END = 1 << 16;
        /// An organisation by itself: Reuters, Kremlin.
        const ORGANISATION = 1 << 17;
        /// Geneva, Russia, Texas.
        const PLACE = 1 << 18;
        /// Russian, Republican, Catholic.
        const DEMONYM = 1 << 19;
        /// Inside names: van, al, bin.
        const NAME_PARTICLE = 1 << 20;
        /// Jr, III.
        const NAME_SUFFIX = 1 << 21;
        /// Opens a noun phrase: the, a, his, several.
        const NOUN_OPENER = 1 << 22;
        const PREPOSITION = 1 << 23;
        /// has, was, will, didn't.
        const AUXILIARY = 1 << 24;
        /// and, but, while, that.
        const CONJUNCTION = 1 << 25;
        /// he, she, they, I, who.
        const SUBJECT_PRONOUN = 1 << 26;
        /// also, then, later.
        const ADVERB = 1 << 27;
        /// statement, remark, claim.
        const SPEECH_NOUN = 1 << 28;
        /// Often capitalised, never a person's name: Monday, Photo, However.
        const NO_NAME = 1 << 29;
        /// Goes into a title: former, deputy, prime.
        const TITLE_MODIFIER = 1 << 30;
        /// May report speech: called, described.
        const WEAK_SPEECH_VERB = 1 << 31;

        /// A stretch of time: day, weeks, quarter.
        const TIME_UNIT = 1 << 32;
        const CARDINAL = 1 << 33;
        const ORDINAL = 1 << 34;
        /// A day by its distance from today: today, tomorrow.
        const DEICTIC = 1 << 35;
        const SEASON = 1 << 36;
        /// Morning, noon.
        const DAY_PART = 1 << 37;
        /// Chooses one of a row of times: this, last, the following.
        const SHIFT = 1 << 38;
        /// Names a stretch of a time: early, end, later.
        const PHASE = 1 << 39;
        /// An amount without a number: few, several.
        const VAGUE = 1 << 40;
        /// Loosens an amount: about, nearly.
        const APPROX = 1 << 41;
        /// Every, each.
        const EACH = 1 << 42;
        /// Daily, annually.
        const FREQUENCY = 1 << 43;
        /// Now, recently: a time that no calendar can give.
        const TIME_REF = 1 << 44;
        /// BC, AD.
        const ERA = 1 << 45;
        /// A time zone.
        const ZONE = 1 << 46;
        /// Weekdays in the plural.
        const WEEKDAYS = 1 << 47;
        /// Turns an amount into a time: ago, later.
        const DIRECTION = 1 << 48;
        const FISCAL = 1 << 49;
        const DETERMINER = 1 << 50;
        /// Introduces a time, so that a bare number after it can be a year.
        const TIME_PREPOSITION = 1 << 51;
        /// Decades in words: nineties.
        const DECADE_WORD = 1 << 52;
        /// A verb form of the past.
        const PAST_VERB = 1 << 53;
        /// A verb or phrase of what is to come: will, scheduled.
        const FUTURE_VERB = 1 << 54;
        /// First word of a holiday's name.
        const HOLIDAY = 1 << 55;
        /// May stand between an amount and its unit: five more years.
        const AMOUNT_ADJECTIVE = 1 << 56;
        /// Could, might: a future verb that says little about the day.
        const MODAL = 1 << 57;
        /// Before an infinitive, makes it one of what is to come: agreed, decision, ready.
        const INTENT = 1 << 58;
        /// In the present tense, tells of what stands in the calendar: meets, begins.
        const SCHEDULE = 1 << 59;
        /// What "today's" makes a thing of these years: world, youth.
        const ERA_NOUN = 1 << 60;
        /// May lead up to a date's core inside an expression, and never opens one: of, than, near.
        const DATE_LEAD = 1 << 61;
        /// May open an expression: more, at, final.
        const DATE_OPENER = 1 << 62;
        /// Whose spouse or child somebody is: wife, son, first lady.
        const KIN = 1 << 63;
    }
}

/// The lines of a table without its comments.
pub fn rows(table: &str) -> impl Iterator<Item = &str> {
    table.lines().filter(|l| !l.is_empty() && !l.starts_with('#'))
}

/// The lines of a table of two columns.
pub fn pairs(table: &str) -> impl Iterator<Item = (&str, &str)> {
    rows(table).filter_map(|l| l.split_once('\t'))
}

static EVERYDAY: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| pairs(include_str!("common.tsv")).map(|(word, _)| word).collect());

/// Whether a word in small letters is one of the commonest two thousand of English news.
pub fn is_everyday(word: &str) -> bool {
    EVERYDAY.contains(word)
}

/// What the lexicon says of one word.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    pub classes: Class,
    /// Months 1–12, weekdays 1–7 (Monday first), number words their value.
    pub number: u16,
    /// Steps from the present of words like last, next, ago; see `dates.tsv`.
    pub step: i8,
    /// What the word stands for in a date's value: a unit's letter, `MO`, `PAST_REF`; empty for other words.
    pub value: &'static str,
}

/// All words by their small letters.
pub struct Lexicon {
    /// Most words, by their letters in one number: a look-up follows no pointer.
    short: FxHashMap<u128, u16>,
    long: FxHashMap<Box<[u8]>, u16>,
    entries: Vec<Entry>,
}

/// Longest word whose letters and length go into one number, in bytes.
const SHORT_WORD: usize = 15;

/// A short word in small letters as a number: its bytes, the lowest first, and its length above them.
fn short_key(word: &[u8]) -> u128 {
    // Two loads that overlap in the middle instead of a loop over bytes.
    let overlapping =
        |head: u64, tail: u64, width: usize| u128::from(head) | u128::from(tail) << (8 * (word.len() - width));
    let letters = if let (Some(head), Some(tail)) = (word.first_chunk::<8>(), word.last_chunk::<8>()) {
        overlapping(u64::from_le_bytes(*head), u64::from_le_bytes(*tail), 8)
    } else if let (Some(head), Some(tail)) = (word.first_chunk::<4>(), word.last_chunk::<4>()) {
        overlapping(u32::from_le_bytes(*head).into(), u32::from_le_bytes(*tail).into(), 4)
    } else {
        word.iter().rev().fold(0, |all, &b| all << 8 | u128::from(b))
    };
    small(letters) | (word.len() as u128) << (8 * SHORT_WORD)
}

/// Each ASCII capital among the bytes of a number made small, all at once.
fn small(letters: u128) -> u128 {
    let each = |byte: u8| u128::from_le_bytes([byte; 16]);
    let low = letters & each(0x7F);
    let (from_a, past_z) = (low + each(0x80 - b'A'), low + each(0x7F - b'Z'));
    let capitals = from_a & !past_z & !letters & each(0x80);
    letters | capitals >> 2
}

/// Longest word looked up, in bytes.
const MAX_WORD: usize = 32;

impl Lexicon {
    /// The entry's number for a word in any case; 0 for a word that is not in the lexicon.
    pub fn find(&self, word: &str) -> u16 {
        if word.len() > MAX_WORD {
            return 0;
        }
        let bytes = word.as_bytes();
        if word.is_ascii() {
            if bytes.len() <= SHORT_WORD {
                return self.short.get(&short_key(bytes)).copied().unwrap_or(0);
            }
            let mut buffer = [0u8; MAX_WORD];
            for (to, from) in buffer.iter_mut().zip(bytes) {
                *to = from.to_ascii_lowercase();
            }
            return self.long.get(&buffer[..bytes.len()]).copied().unwrap_or(0);
        }
        self.get(word.to_lowercase().replace('\u{2019}', "'").as_bytes()).unwrap_or(0)
    }

    /// The number of a word in small letters.
    fn get(&self, word: &[u8]) -> Option<u16> {
        if word.len() <= SHORT_WORD { self.short.get(&short_key(word)) } else { self.long.get(word) }.copied()
    }

    /// The classes of the entry with this number.
    pub fn classes(&self, id: u16) -> Class {
        self.entries.get(id as usize).map_or(Class::empty(), |e| e.classes)
    }

    fn add(&mut self, word: &str, classes: Class, number: Option<u16>) {
        let id = self.get(word.as_bytes()).unwrap_or_else(|| {
            self.entries.push(Entry::default());
            let id = (self.entries.len() - 1) as u16;
            if word.len() <= SHORT_WORD {
                self.short.insert(short_key(word.as_bytes()), id);
            } else {
                self.long.insert(word.as_bytes().into(), id);
            }
            id
        });
        let entry = &mut self.entries[id as usize];
        entry.classes |= classes;
        if let Some(n) = number {
            entry.number = n;
        }
    }

    /// Takes in `dates.tsv`: `word <tab> role <tab> value` lines.
    fn add_dates(&mut self, data: &'static str) {
        for line in rows(data) {
            let mut columns = line.split('\t');
            let (word, role, value) =
                (columns.next().unwrap_or(""), columns.next().unwrap_or(""), columns.next().unwrap_or(""));
            let class = date_role(role);
            debug_assert!(!class.is_empty(), "unknown role in dates.tsv: {line}");
            let numbered = Class::CARDINAL
                .union(Class::ORDINAL)
                .union(Class::SEASON)
                .union(Class::WEEKDAYS)
                .union(Class::DECADE_WORD)
                .union(Class::DEICTIC);
            self.add(word, class, if class.intersects(numbered) { value.parse().ok() } else { None });
            let Some(entry) = self.get(word.as_bytes()).and_then(|id| self.entries.get_mut(id as usize)) else {
                continue;
            };
            if class.intersects(Class::SHIFT.union(Class::DIRECTION)) {
                entry.step = value.parse().unwrap_or(0);
            } else if !class.intersects(numbered) && !value.is_empty() {
                entry.value = value;
            }
        }
    }

    /// Takes in the first words of the names in `holidays.tsv`, without possessives and periods.
    fn add_holidays(&mut self, data: &str) {
        for line in rows(data) {
            let first = line.split([' ', '\t']).next().unwrap_or("");
            self.add(first.trim_end_matches(['.', '\'']).trim_end_matches("'s"), Class::HOLIDAY, None);
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

    /// Takes in a file of `word <tab> tags` lines, where the tags are single letters parted by blanks.
    fn add_tagged(&mut self, data: &str, tags: &[(&str, Class)]) {
        for line in rows(data) {
            let Some((word, letters)) = line.trim_end().split_once('\t') else { continue };
            let classes = letters
                .split(' ')
                .filter_map(|letter| tags.iter().find(|(tag, _)| *tag == letter))
                .fold(Class::empty(), |all, (_, class)| all | *class);
            self.add(word, classes, None);
        }
    }
}

/// The class that a role of `dates.tsv` stands for.
fn date_role(role: &str) -> Class {
    match role {
        "unit" => Class::TIME_UNIT,
        "cardinal" => Class::CARDINAL,
        "ordinal" => Class::ORDINAL,
        "deictic" => Class::DEICTIC,
        "season" => Class::SEASON,
        "daypart" => Class::DAY_PART,
        "shift" => Class::SHIFT,
        "phase" => Class::PHASE,
        "vague" => Class::VAGUE,
        "approx" => Class::APPROX,
        "each" => Class::EACH,
        "frequency" => Class::FREQUENCY,
        "timeref" => Class::TIME_REF,
        "era" => Class::ERA,
        "zone" => Class::ZONE,
        "weekdays" => Class::WEEKDAYS,
        "direction" => Class::DIRECTION,
        "fiscal" => Class::FISCAL,
        "determiner" => Class::DETERMINER,
        "preposition" => Class::TIME_PREPOSITION,
        "decade" => Class::DECADE_WORD,
        "amount" => Class::AMOUNT_ADJECTIVE,
        "past" => Class::PAST_VERB,
        "future" => Class::FUTURE_VERB,
        "modal" => Class::MODAL,
        "intent" => Class::INTENT,
        "schedule" => Class::SCHEDULE,
        "era_noun" => Class::ERA_NOUN,
        "lead" => Class::DATE_LEAD,
        "opener" => Class::DATE_OPENER,
        _ => Class::empty(),
    }
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut l = Lexicon { short: FxHashMap::default(), long: FxHashMap::default(), entries: vec![Entry::default()] };
    l.add_file(include_str!("abbreviations.tsv"), Class::ABBREVIATION);
    l.add_file(include_str!("sentence_openers.tsv"), Class::SENTENCE_OPENER);
    l.add_file(include_str!("months.tsv"), Class::MONTH);
    l.add_file(include_str!("weekdays.tsv"), Class::WEEKDAY);
    l.add_tagged(include_str!("speech_verbs.tsv"), &[("s", Class::SPEECH_VERB), ("w", Class::WEAK_SPEECH_VERB)]);
    l.add_tagged(
        include_str!("given_names.tsv"),
        &[("f", Class::GIVEN.union(Class::FEMALE)), ("m", Class::GIVEN.union(Class::MALE)), ("u", Class::GIVEN)],
    );
    l.add_tagged(
        include_str!("people.tsv"),
        &[
            ("h", Class::HONORIFIC),
            ("t", Class::TITLE),
            ("r", Class::ROLE),
            ("p", Class::ROLES),
            ("x", Class::TITLE_MODIFIER),
            ("m", Class::MALE),
            ("f", Class::FEMALE),
            ("k", Class::KIN),
        ],
    );
    l.add_tagged(
        include_str!("organisations.tsv"),
        &[("c", Class::SPEAKING_THING), ("n", Class::ORGANISATION_END), ("k", Class::ORGANISATION)],
    );
    l.add_tagged(include_str!("places.tsv"), &[("g", Class::PLACE), ("d", Class::DEMONYM)]);
    l.add_tagged(
        include_str!("grammar.tsv"),
        &[
            ("d", Class::NOUN_OPENER),
            ("p", Class::PREPOSITION),
            ("a", Class::AUXILIARY),
            ("c", Class::CONJUNCTION),
            ("s", Class::SUBJECT_PRONOUN),
            ("v", Class::ADVERB),
            ("q", Class::NAME_PARTICLE),
            ("j", Class::NAME_SUFFIX),
            ("n", Class::SPEECH_NOUN),
            ("m", Class::MALE),
            ("f", Class::FEMALE),
        ],
    );
    l.add_file(include_str!("no_names.tsv"), Class::NO_NAME);
    l.add_file(include_str!("stop.tsv"), Class::STOP);
    l.add_file(include_str!("events.tsv"), Class::EVENT);
    l.add_dates(include_str!("dates.tsv"));
    l.add_holidays(include_str!("holidays.tsv"));
    l
});

/// The lexicon, loaded at first use.
pub fn lexicon() -> &'static Lexicon {
    &LEXICON
}

/// All entries by their numbers, for scans that look at every token.
pub fn entries() -> &'static [Entry] {
    &LEXICON.entries
}

/// The entry with this number; the empty one where there is none.
pub fn entry(id: u16) -> &'static Entry {
    LEXICON.entries.get(id as usize).unwrap_or(&LEXICON.entries[0])
}

/// The number that a word of counting is: "twelve".
pub fn cardinal(word: &str) -> Option<i32> {
    let entry = entry(lexicon().find(word));
    entry.classes.contains(Class::CARDINAL).then_some(i32::from(entry.number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_alike_but_for_case_have_one_key_and_others_another(a in "[ -~é]{0,12}", b in "[ -~é]{0,12}") {
            prop_assume!(a.len() <= SHORT_WORD && b.len() <= SHORT_WORD);
            prop_assert_eq!(short_key(a.as_bytes()), short_key(a.to_ascii_uppercase().as_bytes()));
            let alike = a.eq_ignore_ascii_case(&b);
            prop_assert_eq!(short_key(a.as_bytes()) == short_key(b.as_bytes()), alike);
        }
    }

    #[test]
    fn every_word_of_the_files_is_found_in_any_case() {
        let lexicon = lexicon();
        for (word, classes) in
            [("said", Class::SPEECH_VERB), ("monday", Class::WEEKDAY), ("administration", Class::SPEAKING_THING)]
        {
            for form in [word.to_owned(), word.to_uppercase()] {
                assert!(lexicon.classes(lexicon.find(&form)).intersects(classes), "{form}");
            }
        }
        assert_eq!(lexicon.find("xqzt"), 0);
    }
}
