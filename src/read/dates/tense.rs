//! Whether a clause tells of the past or of what is to come: enough grammar to tell which Friday is meant.

use crate::lexicon::Class;
use crate::text::{Kind, Prose, Shape};
use std::ops::Range;

/// The time a clause is set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tense {
    Past,
    Future,
    Unknown,
}

/// How far from the date the verb is looked for, in tokens; farther ones belong to other clauses.
const REACH: usize = 18;

/// "to meet on Friday" looks ahead; an infinitive farther off belongs to something else.
const INFINITIVE_REACH: usize = 5;

/// The tense of the clause around the tokens `at`: by the nearest verb to the left, else to the right.
pub(super) fn around(prose: &Prose, at: &Range<usize>) -> Tense {
    let possessive = prose.tokens.get(at.end).is_some_and(|t| t.kind == Kind::Clitic);
    let Some(sentence) = prose.sentences.get(prose.sentence_of(at.start)) else { return Tense::Unknown };
    let first = (sentence.start as usize).max(at.start.saturating_sub(REACH));
    for i in (first..at.start).rev() {
        match verb(prose, i, !possessive && at.start - i <= INFINITIVE_REACH) {
            Tense::Unknown => {}
            tense => return tense,
        }
    }
    let last = (sentence.end as usize).min(at.end + REACH);
    for i in at.end..last {
        match verb(prose, i, false) {
            Tense::Unknown => {}
            tense => return tense,
        }
    }
    Tense::Unknown
}

/// What one word says about the tense.
fn verb(prose: &Prose, i: usize, infinitives: bool) -> Tense {
    let Some(token) = prose.tokens.get(i) else { return Tense::Unknown };
    if token.kind != Kind::Word {
        return Tense::Unknown;
    }
    let s = prose.str(i);
    let before = |n: usize| i.checked_sub(n).map_or("", |b| prose.str(b));
    if token.is(Class::FUTURE_VERB) || s.ends_with("'ll") || s.ends_with("’ll") {
        // "would have", "could have" look back; "was expected to" looks ahead of the past, which news
        // uses for what has not come yet.
        // "had been due to expire Friday"
        if before(1) == "been" || before(1) == "previously" {
            return Tense::Past;
        }
        let has_have = prose.str(i + 1).eq_ignore_ascii_case("have");
        return if has_have { Tense::Past } else { Tense::Future };
    }
    // "to meet": an infinitive looks ahead.
    if s.eq_ignore_ascii_case("to") {
        let next = prose.tokens.get(i + 1);
        let infinitive = infinitives
            && next.is_some_and(|n| {
                n.kind == Kind::Word
                    && n.shape == Shape::Lower
                    && (prose.str(i + 1) == "be"
                        || !n.is(Class::STOP | Class::DETERMINER | Class::CARDINAL | Class::SHIFT | Class::WEEKDAY))
            });
        return if infinitive { Tense::Future } else { Tense::Unknown };
    }
    if token.is(Class::PAST_VERB) {
        // "will be held", "to be held", "is being held"
        if matches!(before(1), "be" | "being") || before(1) == "have" && matches!(before(2), "will" | "to") {
            return Tense::Unknown;
        }
        return Tense::Past;
    }
    if token.shape == Shape::Lower
        && s.len() > 4
        && s.ends_with("ed")
        && !matches!(s, "need" | "indeed" | "speed" | "hundred" | "exceed" | "proceed" | "succeed")
    {
        if matches!(before(1), "be" | "being" | "the" | "a" | "an" | "is" | "are") {
            return Tense::Unknown;
        }
        return Tense::Past;
    }
    Tense::Unknown
}
