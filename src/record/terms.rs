//! The terms under which the index keeps words: the same for a passage and for a draft's quote.
//!
//! A rare word finds few passages by itself; the commonest ones find everything, so those are kept in
//! pairs of neighbours ("have to"), which find about as few as a word of middling rarity does. A
//! quote of common words is found by its pairs, and the index grows no larger than one of single words.

use super::canon::{self, Class};
use crate::lexicon;
use crate::text::{Span, for_each_word};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Words before this rank in `common.tsv` are kept in pairs only: each stands in more than one
/// passage of thirty.
const PAIRS_ONLY: u16 = 300;
/// Words before this rank make pairs; the rest are rare enough by themselves.
const PAIRED: u16 = 800;
/// A word that stands alone makes no pair with one before this rank: "the city" says little more than "city", and such
/// pairs are a twentieth of an index.
const SAYS_LITTLE: u16 = 70;

/// A longer word is a web address or rubbish: no term.
const MAX_WORD: usize = 40;

struct Common {
    rank: u16,
    /// Share of passages.
    share: f32,
}

static COMMON: LazyLock<FxHashMap<&'static str, Common>> = LazyLock::new(|| {
    lexicon::pairs(include_str!("../lexicon/common.tsv"))
        .enumerate()
        .filter_map(|(i, (word, count))| {
            Some((word, Common { rank: i as u16, share: count.parse::<f32>().ok()? / 10_000.0 }))
        })
        .collect()
});

/// The share of passages of English news in which a word stands, where it is a common one.
pub(super) fn common_share(word: &str) -> Option<f32> {
    COMMON.get(word).map(|c| c.share)
}

/// Whether the index keeps a word by itself.
pub(super) fn stands_alone(word: &str) -> bool {
    COMMON.get(word).is_none_or(|c| c.rank >= PAIRS_ONLY)
}

/// Whether two neighbours of these ranks are kept as a pair.
fn is_pair(one: u16, other: u16) -> bool {
    let (commoner, rarer) = (one.min(other), one.max(other));
    rarer < PAIRS_ONLY || rarer < PAIRED && commoner >= SAYS_LITTLE
}

/// Hands the terms of `text[within]` to `take`, in their order, repeated ones too.
pub(super) fn terms(text: &str, within: Span, mut take: impl FnMut(&str)) {
    // Holds the word before, where it is a common one of this rank.
    let mut pair = String::with_capacity(2 * MAX_WORD);
    let mut previous: Option<u16> = None;
    let mut digits = String::new();
    for_each_word(text, within, |word, _| {
        if word.len() > MAX_WORD {
            previous = None;
            return;
        }
        canon::atoms(word, |form| {
            if form.class.contains(Class::LIGHT) {
                return;
            }
            let mut term = form.text;
            if form.class.contains(Class::NUMBER)
                && !form.class.intersects(Class::WEAK_NUMBER | Class::MULTIPLIER)
                && let Some(value) = canon::value(term)
            {
                use std::fmt::Write;
                digits.clear();
                let _ = write!(digits, "{value}");
                term = &digits;
            }
            match COMMON.get(term) {
                None => {
                    previous = None;
                    take(term);
                }
                Some(common) => {
                    if common.rank >= PAIRS_ONLY {
                        take(term);
                    }
                    if previous.is_some_and(|before| is_pair(before, common.rank)) {
                        pair.push(' ');
                        pair.push_str(term);
                        take(&pair);
                    }
                    pair.clear();
                    pair.push_str(term);
                    previous = Some(common.rank);
                }
            }
        });
    });
}

/// [`terms`] for the indexing engine.
#[derive(Clone, Default)]
pub(super) struct PassageTerms {
    buffer: String,
    ends: Vec<u32>,
    token: Token,
}

pub(super) struct PassageStream<'a> {
    of: &'a mut PassageTerms,
    next: usize,
}

impl Tokenizer for PassageTerms {
    type TokenStream<'a> = PassageStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> PassageStream<'a> {
        self.buffer.clear();
        self.ends.clear();
        let (buffer, ends) = (&mut self.buffer, &mut self.ends);
        terms(text, Span::from(0..text.len()), |term| {
            buffer.push_str(term);
            ends.push(buffer.len() as u32);
        });
        self.token.reset();
        PassageStream { of: self, next: 0 }
    }
}

impl TokenStream for PassageStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(&end) = self.of.ends.get(self.next) else { return false };
        let start = self.next.checked_sub(1).and_then(|p| self.of.ends.get(p)).copied().unwrap_or(0);
        self.of.token.text.clear();
        self.of.token.text.push_str(self.of.buffer.get(start as usize..end as usize).unwrap_or(""));
        self.of.token.position = self.next;
        self.next += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.of.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.of.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        terms(text, Span::from(0..text.len()), |t| out.push(t.to_owned()));
        out
    }

    #[test]
    fn common_words_are_kept_in_pairs_and_rare_ones_alone() {
        assert_eq!(of("We have to dredge it"), ["we have", "have to", "dredge"]);
        // Between the two, alone and in pairs, but not with what says little.
        assert_eq!(
            of("the city votes for a city office"),
            ["city", "votes", "city votes", "for a", "city", "city office"]
        );
    }

    #[test]
    fn both_ways_of_writing_give_the_same_terms() {
        assert_eq!(of("They don’t recognise three harbours"), of("they do not recognize 3 harbors"));
        assert_eq!(of("I think that we can"), of("I, uh, think we can"));
    }
}
