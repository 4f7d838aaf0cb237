//! What counts as the same word when a quote is compared: contractions, spellings, number words,
//! fillers. Both sides go through here, and so do the index's terms.

use crate::lexicon;
use bitflags::bitflags;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher;
use std::sync::LazyLock;

bitflags! {
    /// What matters about an atom when two texts are laid side by side.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(super) struct Class: u16 {
        /// Says nothing by itself: the, of.
        const STOP = 1 << 0;
        /// Turns a statement round: not, no, never.
        const NEGATION = 1 << 1;
        const NUMBER = 1 << 2;
        /// May be missing on either side: that, uh, 's.
        const LIGHT = 1 << 3;
        /// 's: is, has, or a possessive.
        const SHORT_S = 1 << 4;
        /// 'd: would or had.
        const SHORT_D = 1 << 5;
        /// A form of be or have that 's can stand for.
        const LONG_S = 1 << 6;
        const LONG_D = 1 << 7;
        /// A number word that is as often a pronoun, an article or an adverb: one, first.
        const WEAK_NUMBER = 1 << 8;
        /// Multiplies the number before it: hundred, million.
        const MULTIPLIER = 1 << 9;
        /// twenty, thirty: a unit may follow.
        const TENS = 1 << 10;
        /// one to nine.
        const UNIT = 1 << 11;
        /// In brackets: a gloss of the editor's.
        const GLOSS = 1 << 12;
        /// An ellipsis stands before it.
        const ELLIPSIS = 1 << 13;
    }
}

/// The smallest unit of comparison: most words are one, `don't` is two.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form<'a> {
    pub text: &'a str,
    pub class: Class,
}

#[derive(Default)]
struct Entry {
    forms: Vec<(&'static str, Class)>,
    value: Option<f64>,
}

/// Words that are atoms of their own kind, by normal form.
static TABLE: LazyLock<FxHashMap<&'static str, Entry>> = LazyLock::new(|| {
    let mut classes: FxHashMap<&'static str, Class> = FxHashMap::default();
    let mut class_of = |word: &'static str, class: Class| *classes.entry(word).or_default() |= class;
    for line in lexicon::rows(include_str!("../lexicon/stop.tsv")) {
        class_of(line.split('\t').next().unwrap_or(line), Class::STOP);
    }
    for word in ["not", "no", "never", "none", "nothing", "nobody", "nowhere", "neither", "nor", "without", "non"] {
        class_of(word, Class::NEGATION);
    }
    // Of these, "that" is elided in print, the others are heard in transcripts only.
    for word in ["that", "uh", "um", "er", "erm", "ah", "eh", "hm", "hmm", "mm", "uhm"] {
        class_of(word, Class::LIGHT);
    }
    for (ordinal, _) in ordinals() {
        class_of(ordinal, Class::NUMBER | Class::WEAK_NUMBER);
    }
    for word in ["is", "has"] {
        class_of(word, Class::LONG_S);
    }
    for word in ["would", "had"] {
        class_of(word, Class::LONG_D);
    }
    let mut table: FxHashMap<&'static str, Entry> = FxHashMap::default();
    for line in lexicon::rows(include_str!("../lexicon/cardinals.tsv")) {
        let mut fields = line.split('\t');
        let (Some(word), Some(value)) = (fields.next(), fields.next().and_then(|v| v.parse().ok())) else { continue };
        let mut class = Class::NUMBER
            | match fields.next() {
                Some("u") => Class::UNIT,
                Some("t") => Class::TENS,
                Some("m") => Class::MULTIPLIER,
                _ => Class::empty(),
            };
        if word == "one" {
            class |= Class::WEAK_NUMBER;
        }
        table.insert(word, Entry { forms: vec![(word, class)], value: Some(value) });
    }
    for (&word, &class) in &classes {
        table.entry(word).or_default().forms = vec![(word, class)];
    }
    for data in [include_str!("../lexicon/contractions.tsv"), include_str!("../lexicon/spelling.tsv")] {
        for line in lexicon::rows(data) {
            let Some((word, long)) = line.split_once('\t') else { continue };
            let forms = long.split(' ').map(|w| (w, classes.get(w).copied().unwrap_or_default())).collect();
            table.insert(word, Entry { forms, value: None });
        }
    }
    table
});

/// The ordinals that are one word, with their numbers.
fn ordinals() -> impl Iterator<Item = (&'static str, u32)> {
    lexicon::rows(include_str!("../lexicon/dates.tsv")).filter_map(|line| {
        let (word, value) = line.split_once("\tordinal\t")?;
        Some((word, value.parse().ok()?))
    })
}

/// Ordinals by their numbers: `9th` is "ninth".
static ORDINALS: LazyLock<FxHashMap<u32, &'static str>> =
    LazyLock::new(|| ordinals().map(|(word, number)| (number, word)).collect());

/// The word for an ordinal in digits.
fn ordinal(word: &str) -> Option<&'static str> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    matches!(word.get(digits.len()..)?, "st" | "nd" | "rd" | "th").then_some(())?;
    ORDINALS.get(&digits.parse().ok()?).copied()
}

/// Hands the atoms of a word in normal form to `take`, in order.
pub(super) fn atoms(word: &str, mut take: impl FnMut(Form)) {
    atoms_in(word, &mut take);
}

fn atoms_in(word: &str, take: &mut dyn FnMut(Form)) {
    if let Some(entry) = TABLE.get(word) {
        for &(text, class) in &entry.forms {
            take(Form { text, class });
        }
        return;
    }
    let bytes = word.as_bytes();
    if let Some(at) = memchr::memchr(b'\'', bytes) {
        let plain = |text, class| Form { text, class };
        for (ending, form) in [
            ("n't", plain("not", Class::STOP | Class::NEGATION)),
            ("'re", plain("are", Class::STOP)),
            ("'ve", plain("have", Class::STOP)),
            ("'ll", plain("will", Class::STOP)),
            ("'m", plain("am", Class::STOP)),
            ("'s", plain("'s", Class::LIGHT | Class::SHORT_S)),
            ("'d", plain("'d", Class::STOP | Class::SHORT_D)),
        ] {
            if let Some(base) = word.strip_suffix(ending)
                && !base.is_empty()
            {
                atoms_in(base, take);
                take(form);
                return;
            }
        }
        // o'neill, d'etat: the mark is often left out.
        let whole = word.replace('\'', "");
        let class = if at == 0 { Class::empty() } else { number_class(&whole) };
        take(Form { text: &whole, class });
        return;
    }
    if bytes.first().is_some_and(u8::is_ascii_digit) {
        if let Some(written) = ordinal(word) {
            return atoms_in(written, take);
        }
        // "15,000ft" is "15,000 feet".
        let number = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let unit = word.get(number.len()..).filter(|u| u.len() > 1 && TABLE.contains_key(u));
        if let Some(unit) = unit.filter(|_| value(number).is_some()) {
            take(Form { text: number, class: Class::NUMBER });
            return atoms_in(unit, take);
        }
        take(Form { text: word, class: number_class(word) });
        return;
    }
    let mut buffer = [0u8; MAX_FOLDED];
    match fold_spelling(word, &mut buffer) {
        Some(folded) => take(Form { text: folded, class: Class::empty() }),
        None => take(Form { text: word, class: Class::empty() }),
    }
}

fn number_class(word: &str) -> Class {
    if word.bytes().next().is_some_and(|b| b.is_ascii_digit()) { Class::NUMBER } else { Class::empty() }
}

/// The value of a number atom: digits with decimals, or a number word.
pub(super) fn value(text: &str) -> Option<f64> {
    if text.bytes().next().is_some_and(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    TABLE.get(text)?.value
}

/// A hash of an atom's text, the same in every process.
pub(super) fn key(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// The key of a number by its value, so that `two` and `2` agree.
pub(super) fn number_key(value: f64) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u64(value.to_bits() ^ 0x006e_756d_6265_7221);
    hasher.finish()
}

/// Longer words than this are no spelling variants.
const MAX_FOLDED: usize = 24;

/// British endings in their American form; `None` where nothing changes.
///
/// The rules may fold a word to something that is no word (`promise` to `promize`): what counts is
/// that both sides fold alike and that two different words hardly ever meet.
fn fold_spelling<'b>(word: &str, buffer: &'b mut [u8; MAX_FOLDED]) -> Option<&'b str> {
    let b = word.as_bytes();
    let n = b.len();
    if !(5..=MAX_FOLDED).contains(&n) || !word.is_ascii() {
        return None;
    }
    let mut put = |head: &[u8], tail: &[u8]| {
        let len = head.len() + tail.len();
        buffer[..head.len()].copy_from_slice(head);
        buffer[head.len()..len].copy_from_slice(tail);
        len
    };
    let len = if let Some(head) = b.strip_suffix(b"tre") {
        put(head, b"ter")
    } else if let Some(head) = b.strip_suffix(b"logue") {
        put(head, b"log")
    } else if let Some(at) = last(b, b"our").filter(|&at| at > 1 && is_our_ending(&b[at + 3..])) {
        let mut tail = [0u8; MAX_FOLDED];
        tail[..2].copy_from_slice(b"or");
        let rest = &b[at + 3..];
        tail[2..2 + rest.len()].copy_from_slice(rest);
        put(&b[..at], &tail[..2 + rest.len()])
    } else if let Some(at) = last(b, b"is").filter(|_| n >= 6).filter(|&at| at > 2 && is_ise(&b[at + 2..])) {
        let mut tail = [0u8; MAX_FOLDED];
        tail[..2].copy_from_slice(b"iz");
        let rest = &b[at + 2..];
        tail[2..2 + rest.len()].copy_from_slice(rest);
        put(&b[..at], &tail[..2 + rest.len()])
    } else if n >= 8 && (b.ends_with(b"lled") || b.ends_with(b"ller")) {
        put(&b[..n - 3], &b[n - 2..])
    } else if n >= 9 && (b.ends_with(b"lling") || b.ends_with(b"llers")) {
        put(&b[..n - 4], &b[n - 3..])
    } else {
        return None;
    };
    // Only ASCII went in.
    std::str::from_utf8(&buffer[..len]).ok()
}

/// Where the last of some letters stand in a word: it is short, a search that prepares itself costs more, and so does the
/// comparison of two slices of which neither's length is known.
fn last<const N: usize>(word: &[u8], letters: &[u8; N]) -> Option<usize> {
    word.windows(N).rposition(|w| w.first_chunk::<N>() == Some(letters))
}

fn is_our_ending(rest: &[u8]) -> bool {
    matches!(
        rest,
        b"" | b"s"
            | b"ed"
            | b"ing"
            | b"ite"
            | b"ites"
            | b"able"
            | b"ably"
            | b"er"
            | b"ers"
            | b"ful"
            | b"hood"
            | b"hoods"
            | b"less"
            | b"al"
            | b"ly"
            | b"ism"
            | b"ist"
    )
}

fn is_ise(rest: &[u8]) -> bool {
    matches!(rest, b"e" | b"es" | b"ed" | b"er" | b"ers" | b"ing" | b"ation" | b"ations" | b"able")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(word: &str) -> Vec<String> {
        let mut out = Vec::new();
        atoms(word, |f| out.push(f.text.to_owned()));
        out
    }

    #[test]
    fn short_forms_are_the_words_they_stand_for() {
        assert_eq!(forms("don't"), ["do", "not"]);
        assert_eq!(forms("won't"), ["will", "not"]);
        assert_eq!(forms("we're"), ["we", "are"]);
        assert_eq!(forms("gonna"), ["going", "to"]);
        assert_eq!(forms("o'hara"), ["ohara"]);
        assert_eq!(forms("9th"), ["ninth"]);
        assert_eq!(forms("1950s"), ["1950s"]);
        assert_eq!(forms("15000ft"), ["15000", "feet"]);
    }

    #[test]
    fn british_and_american_spellings_meet() {
        for (uk, us) in [
            ("colour", "color"),
            ("neighbourhood", "neighborhood"),
            ("organisation", "organization"),
            ("recognised", "recognized"),
            ("theatre", "theater"),
            ("dialogue", "dialog"),
            ("travelled", "traveled"),
            ("defence", "defense"),
            ("towards", "toward"),
        ] {
            assert_eq!(forms(uk), forms(us), "{uk} and {us}");
        }
    }

    #[test]
    fn different_words_stay_different() {
        for (a, b) in [("mourning", "morning"), ("filled", "filed"), ("hour", "hor"), ("this", "thiz")] {
            assert_ne!(forms(a), forms(b), "{a} and {b}");
        }
    }
}
