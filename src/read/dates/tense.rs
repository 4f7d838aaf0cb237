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

/// Where a word stands to the date whose clause is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// To the left, near enough for any infinitive.
    Near,
    /// To the left.
    Left,
    /// To the left of "Friday's": the ruling's day, whatever is to be done about it.
    BeforePossessive,
    Right,
}

/// "Neither he nor his parents could be found": how far back the denial may stand, in tokens.
const NEITHER_REACH: usize = 10;

/// The tense of the clause around the tokens `at`: by the nearest verb to the left, else to the right.
pub(super) fn around(prose: &Prose, at: &Range<usize>) -> Tense {
    let possessive = prose.tokens.get(at.end).is_some_and(|t| t.kind == Kind::Clitic);
    let Some(sentence) = prose.sentences.get(prose.sentence_of(at.start)) else { return Tense::Unknown };
    // "the service planned for Saturday was called off"
    let over = matches!(prose.str(at.end), "was" | "were") && prose.tokens.get(at.end).is_some_and(|t| t.spaced);
    let first = (sentence.start as usize).max(at.start.saturating_sub(REACH));
    for i in (first..at.start).rev() {
        let place = match at.start - i {
            _ if possessive => Place::BeforePossessive,
            n if n <= INFINITIVE_REACH => Place::Near,
            _ => Place::Left,
        };
        match verb(prose, i, place) {
            Tense::Unknown => {}
            Tense::Future if over => return Tense::Past,
            tense => return tense,
        }
    }
    let last = (sentence.end as usize).min(at.end + REACH);
    for i in at.end..last {
        match verb(prose, i, Place::Right) {
            Tense::Unknown => {}
            tense => return tense,
        }
    }
    Tense::Unknown
}

/// Whether what stands before a token is somebody's deed, and done: "the order that Berg issued [on]".
pub(super) fn is_done(prose: &Prose, token: usize) -> bool {
    let at = |back: usize| token.checked_sub(back).filter(|&i| prose.sentence_of(i) == prose.sentence_of(token));
    let (Some(deed), Some(subject)) = (at(1), at(2)) else { return false };
    let named = prose.tokens[subject].shape == Shape::Capital
        || matches!(prose.str(subject), "he" | "she" | "they" | "it" | "who" | "which");
    named && verb(prose, deed, Place::Near) == Tense::Past
}

/// What one word says about the tense.
fn verb(prose: &Prose, i: usize, place: Place) -> Tense {
    let Some(token) = prose.tokens.get(i) else { return Tense::Unknown };
    if token.kind != Kind::Word {
        return Tense::Unknown;
    }
    let s = prose.str(i);
    let before = |n: usize| i.checked_sub(n).map_or("", |b| prose.str(b));
    if token.is(Class::FUTURE_VERB) || s.ends_with("'ll") || s.ends_with("’ll") {
        // "had been due to expire Friday"
        if matches!(before(1), "been" | "previously" | "had") {
            return Tense::Past;
        }
        // "On Friday, they planned to leave" is told of a day that is over.
        if place == Place::Right && s == "planned" {
            return Tense::Unknown;
        }
        let next = prose.str(i + 1);
        // "would have", "could have" look back; "was expected to" looks ahead of the past, which news
        // uses for what has not come yet.
        if next.eq_ignore_ascii_case("have") {
            return Tense::Past;
        }
        if token.is(Class::MODAL) {
            // "could not be reached", "neither could be found": the attempt was made.
            let denied = next == "not" || next == "n't";
            let neither = |n: usize| matches!(before(n), "neither" | "nor" | "Neither" | "nobody" | "none");
            if denied || s == "could" && (1..NEITHER_REACH).any(neither) {
                return if s == "could" { Tense::Past } else { Tense::Unknown };
            }
            if place == Place::BeforePossessive {
                return Tense::Unknown;
            }
        }
        return Tense::Future;
    }
    // "to meet": an infinitive looks ahead, a far one only after a word of intent.
    if s.eq_ignore_ascii_case("to") {
        let intended = i
            .checked_sub(1)
            .and_then(|b| prose.tokens.get(b))
            .is_some_and(|t| t.is(Class::INTENT | Class::FUTURE_VERB));
        if !(place == Place::Near || place == Place::Left && intended) {
            return Tense::Unknown;
        }
        // "had been due to expire", "had hoped to meet"
        if intended && matches!(before(2), "been" | "had" | "previously") {
            return Tense::Past;
        }
        let infinitive = prose.tokens.get(i + 1).is_some_and(|n| {
            n.kind == Kind::Word
                && n.shape == Shape::Lower
                && (prose.str(i + 1) == "be"
                    || !n.is(Class::STOP | Class::DETERMINER | Class::CARDINAL | Class::SHIFT | Class::WEEKDAY))
        });
        return if infinitive { Tense::Future } else { Tense::Unknown };
    }
    // "The two meet Monday": the present of what stands in the calendar.
    if token.is(Class::SCHEDULE) {
        // "The vote concludes a week in which they on Wednesday finished …"
        if place == Place::Left {
            return Tense::Unknown;
        }
        return match before(1) {
            "did" | "didn't" | "n't" | "didn’t" => Tense::Past,
            "not" if before(2) == "did" => Tense::Past,
            // Told by what governs the infinitive.
            "to" => Tense::Unknown,
            _ if i.checked_sub(1).and_then(|b| prose.tokens.get(b)).is_some_and(|t| t.is(Class::DETERMINER)) => {
                Tense::Unknown
            }
            _ => Tense::Future,
        };
    }
    if token.is(Class::PAST_VERB) {
        // "will be held", "to be held", "is being held", "when the case is heard"
        if matches!(before(1), "be" | "being" | "is" | "are")
            || before(1) == "have" && matches!(before(2), "will" | "to")
        {
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
        // "a still unspecified date", "the newly elected board"
        let noun = prose.tokens.get(i + 1).is_some_and(|t| {
            t.kind == Kind::Word && t.shape == Shape::Lower && !t.is(Class::STOP | Class::TIME_PREPOSITION)
        });
        let adverb = before(1).ends_with("ly") || matches!(before(1), "still" | "yet" | "long" | "well" | "once");
        if noun && adverb && matches!(before(2), "the" | "a" | "an" | "its" | "their" | "his" | "her") {
            return Tense::Unknown;
        }
        return Tense::Past;
    }
    Tense::Unknown
}
