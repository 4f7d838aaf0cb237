//! Claims as the record keeps them, and how alike two are.

use super::StoredClaim;
use super::canon::{self, Class};
use crate::read::Reading;
use crate::text::{Span, for_each_word};
use smol_str::SmolStr;

/// A reading's claims, free of their document, each with its sentence.
pub(super) fn stored(reading: &Reading) -> Vec<(Span, StoredClaim)> {
    reading.claims.iter().filter(|c| !c.aside).filter_map(|c| Some((c.span, StoredClaim::of(reading, c)?))).collect()
}

/// Whether a word in normal form says something by itself.
pub(super) fn is_weighty(word: &str) -> bool {
    let mut weighty = false;
    canon::atoms(word, |f| weighty |= !f.class.intersects(Class::STOP | Class::LIGHT));
    weighty && word.len() > 1
}

/// The terms under which a claim is found: names' and events' words and the other weighty words, stemmed.
pub(super) fn terms(claim: &StoredClaim) -> Vec<String> {
    stemmed(phrases(claim))
}

/// The names, events and words of which a claim's terms are made.
pub(super) fn phrases(claim: &StoredClaim) -> impl Iterator<Item = &SmolStr> {
    claim.people.iter().chain(&claim.places).chain(&claim.event).chain(&claim.words)
}

/// Hands on the terms of a phrase, repeated ones too.
pub(super) fn terms_of(phrase: &str, mut take: impl FnMut(&str)) {
    for_each_word(phrase, Span::from(0..phrase.len()), |word, _| {
        if is_weighty(word) {
            take(stem(word));
        }
    });
}

/// Words nearest the date by which a claim is looked for once more: a short sentence on record has few of a long one's.
const NEAREST: usize = 9;

/// The terms nearest a claim's date; empty where they are all that it has.
pub(super) fn nearest_terms(claim: &StoredClaim) -> Vec<String> {
    if claim.words.len() <= NEAREST { Vec::new() } else { stemmed(claim.words.iter().take(NEAREST)) }
}

fn stemmed<'a>(phrases: impl Iterator<Item = &'a SmolStr>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for phrase in phrases {
        terms_of(phrase, |term| {
            if !out.iter().any(|known| known == term) {
                out.push(term.to_owned());
            }
        });
    }
    out
}

/// A word without its commonest English endings: plural and possessive, -ed, -ing, -er, and a final e.
///
/// It need not be a word; "meet", "meets" and "meeting" only have to come out alike.
pub(super) fn stem(word: &str) -> &str {
    let word = word.strip_suffix("'s").unwrap_or(word);
    let word = match word.strip_suffix('s') {
        Some(w) if w.len() >= 3 && !w.ends_with(['s', 'u', 'i']) => w,
        _ => word,
    };
    for ending in ["ing", "ed", "e"] {
        if let Some(w) = word.strip_suffix(ending)
            && w.len() >= 3
        {
            // stopped, running: the doubled letter goes too.
            let b = w.as_bytes();
            return match b {
                [.., x, y] if ending != "e" && x == y && !matches!(y, b'l' | b's' | b'e') && w.is_ascii() => {
                    &w[..w.len() - 1]
                }
                _ => w,
            };
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_word_have_one_stem() {
        for (a, b) in [
            ("meeting", "meets"),
            ("signed", "signing"),
            ("stopped", "stops"),
            ("elections", "election"),
            ("resigned", "resigns"),
            ("moved", "move"),
        ] {
            assert_eq!(stem(a), stem(b), "{a} and {b}");
        }
        assert_ne!(stem("united"), stem("unity"));
    }
}
