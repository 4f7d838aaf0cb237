//! Speech that is reported without quotation marks: "Berg said that the harbour would stay open".
//!
//! Precise rather than complete: a plain verb of saying with its subject in the same sentence, and a clause that can
//! only be what was said. Nobody's words stand there to the letter, so nothing may compare them word for word.

use super::resolve::Referent;
use super::scene::{Mention, MentionKind, Relation, Scene};
use crate::lexicon::Class;
use crate::text::Kind;
use std::ops::Range;

/// A clause that reports what somebody said.
pub(super) struct Report {
    /// The tokens of the clause, without "that" and without its last period.
    pub tokens: Range<u32>,
    /// Index of the speaker's mention.
    pub mention: u32,
    /// The words that say that somebody speaks.
    pub cue: Range<u32>,
}

/// About how often the source is right on PolNeAR's development documents, where the gold has the clause.
pub(super) const CONFIDENCE: f32 = 0.95;

/// A clause has at least this many words.
const LEAST_WORDS: usize = 3;

/// Words that may stand between a verb and its "that": "told reporters on Monday in Oslo that".
const MAX_TO_THAT: u32 = 9;

/// An adverbial after the verb that closes a sentence: "said on Monday in a written statement".
const MAX_TAIL: u32 = 10;

/// Verbs whose object is a clause even without "that".
const PLAIN: [&str; 2] = ["said", "says"];

/// Verbs that name whom they speak to before what they say.
const TELLING: [&str; 12] = [
    "told", "tells", "informed", "informs", "assured", "assures", "warned", "warns", "reminded", "reminds", "promised",
    "promises",
];

/// Strong verbs of speech that ask or act rather than state.
const NO_STATEMENT: [&str; 14] = [
    "asked",
    "asks",
    "called",
    "calls",
    "spoke",
    "speaks",
    "sang",
    "prayed",
    "applauded",
    "quoted",
    "continued",
    "continues",
    "began",
    "went",
];

/// Openings of a clause that is no statement of its own.
const SUBORDINATE: [&str; 14] =
    ["as", "when", "while", "if", "after", "before", "asked", "since", "because", "what", "where", "how", "who", "not"];

/// The reports of a text, in order.
pub(super) fn find(scene: &Scene, referents: &[Referent]) -> Vec<Report> {
    let mut out: Vec<Report> = Vec::new();
    for (m, mention) in scene.mentions.iter().enumerate() {
        let Some(cue) = mention.cue.filter(|_| mention.speaks()) else { continue };
        if mention.kind == MentionKind::OtherPronoun && scene.word(mention.tokens.start).eq_ignore_ascii_case("who") {
            continue;
        }
        let Some(sentence) = scene.prose.sentences.get(scene.prose.sentence_of(cue as usize)) else { continue };
        let inside = sentence.start <= mention.tokens.start && mention.tokens.end <= sentence.end;
        if !inside || scene.word(sentence.end - 1) == "?" || out.last().is_some_and(|r| r.tokens.end > cue) {
            continue;
        }
        let found = match mention.relation {
            Relation::AccordingTo => according(scene, mention, cue, sentence),
            Relation::Subject | Relation::FarSubject if states(scene, mention, cue) => {
                clause_after(scene, mention, cue, sentence).or_else(|| clause_before(scene, mention, cue, sentence))
            }
            Relation::Inverted if states(scene, mention, cue) => clause_before(scene, mention, cue, sentence),
            _ => None,
        };
        let Some(tokens) = found.map(|r| trimmed(scene, r)).filter(|r| is_statement(scene, r)) else { continue };
        if referents.get(m).is_none_or(|r| r.certainty < 0.5) || out.last().is_some_and(|r| r.tokens.end > tokens.start)
        {
            continue;
        }
        out.push(Report { tokens, mention: m as u32, cue: cue..scene.cue_end(mention, cue) });
    }
    out
}

/// Whether the verb states something that was said: not "never said", "would say", "asked".
fn states(scene: &Scene, mention: &Mention, cue: u32) -> bool {
    let word = scene.word(cue);
    if !scene.is(cue, Class::SPEECH_VERB) || word.ends_with("ing") || NO_STATEMENT.contains(&word) {
        return false;
    }
    // "what Berg says", "a lawsuit in which voters argued": the clause is part of another.
    let before = mention.tokens.start.checked_sub(1).map_or("", |b| scene.word(b));
    if matches!(before, "what" | "how" | "than" | "as" | "whether" | "like" | "which" | "where")
        || (mention.tokens.end..cue).any(|i| scene.word(i) == "which")
        || mention.relation == Relation::FarSubject
            && (cue.saturating_sub(2).max(mention.tokens.end)..cue).any(|i| scene.is(i, Class::CONJUNCTION))
    {
        return false;
    }
    let from = cue.saturating_sub(4).max(mention.tokens.start);
    !(from..cue).any(|i| {
        matches!(scene.word(i), "not" | "never" | "nobody" | "to" | "if")
            || scene.is(i, Class::MODAL | Class::FUTURE_VERB)
            || scene.word(i).ends_with("n't")
            || scene.word(i).ends_with("n\u{2019}t")
    })
}

/// What a verb of saying is followed by: "said that …", "told reporters that …", "said he …".
fn clause_after(scene: &Scene, mention: &Mention, cue: u32, sentence: &Range<u32>) -> Option<Range<u32>> {
    if cue < mention.tokens.end {
        return None;
    }
    let word = scene.word(cue);
    let telling = TELLING.contains(&word);
    let plain = PLAIN.contains(&word);
    for i in cue + 1..(cue + 1 + MAX_TO_THAT).min(sentence.end) {
        let token = scene.prose.tokens.get(i as usize)?;
        if scene.is_quoted(i) || token.kind == Kind::Punct {
            return None;
        }
        let direct = i == cue + 1;
        if scene.word(i) == "that" {
            let opens = direct || telling || scene.is(cue + 1, Class::PREPOSITION | Class::ADVERB | Class::WEEKDAY);
            let next = i + 1;
            let clause = !scene.is(next, Class::AUXILIARY | Class::SPEECH_VERB | Class::WEAK_SPEECH_VERB);
            return (opens && clause).then_some(next..end_of_clause(scene, next, sentence));
        }
        let after_day = i == cue + 2 && scene.is(cue + 1, Class::WEEKDAY);
        let subject = scene.is(i, Class::SUBJECT_PRONOUN) && !matches!(scene.word(i), "who" | "whoever")
            || scene.word(i) == "there";
        let noun =
            // "said this week in Oslo"
            !scene.is(i + 1, Class::TIME_UNIT) && scene.is(i, Class::NOUN_OPENER) || token.capitalised() && !scene.is(i, Class::WEEKDAY | Class::MONTH);
        if plain && (direct || after_day) && (subject || noun) || telling && !direct && subject {
            return Some(i..end_of_clause(scene, i, sentence));
        }
        if scene.is(i, Class::SPEECH_VERB | Class::CONJUNCTION) {
            return None;
        }
    }
    None
}

/// "The harbour will stay open, Berg said on Monday."
fn clause_before(scene: &Scene, mention: &Mention, cue: u32, sentence: &Range<u32>) -> Option<Range<u32>> {
    let reach = mention.reach();
    let together = cue == mention.tokens.end || cue + 1 == mention.tokens.start;
    let comma = reach.start.checked_sub(1).filter(|c| *c > sentence.start && scene.mark(*c) == ',')?;
    let tail = reach.end..sentence.end;
    let closes = tail.len() as u32 <= MAX_TAIL
        && tail.clone().all(|i| !scene.is_quoted(i) && scene.word(i) != "that" && !scene.is(i, Class::SPEECH_VERB))
        && (scene
            .prose
            .tokens
            .get(tail.start as usize)
            .is_none_or(|t| t.kind == Kind::Punct && scene.mark(tail.start) != ',')
            || tail.is_empty()
            || scene.is(tail.start, Class::PREPOSITION | Class::WEEKDAY | Class::ADVERB));
    let opening = scene.word(sentence.start).to_ascii_lowercase();
    (together && closes && !SUBORDINATE.contains(&opening.as_str()) && !scene.is(sentence.start, Class::PREPOSITION))
        .then_some(sentence.start..comma)
}

/// "According to Berg, …" and "…, according to Berg."
fn according(scene: &Scene, mention: &Mention, cue: u32, sentence: &Range<u32>) -> Option<Range<u32>> {
    if cue == sentence.start {
        let comma =
            (mention.tokens.end..sentence.end.min(mention.tokens.end + MAX_TAIL)).find(|&i| scene.mark(i) == ',')?;
        // An apposition has a second comma; which of the two ends it nobody can tell here.
        let apposed = scene.is(comma + 1, Class::NOUN_OPENER)
            && scene.is(comma + 2, Class::ROLE | Class::TITLE | Class::TITLE_MODIFIER);
        return (!apposed).then_some(comma + 1..sentence.end);
    }
    let comma = cue.checked_sub(1).filter(|c| *c > sentence.start && scene.mark(*c) == ',')?;
    let tail = mention.tokens.end..sentence.end;
    (tail.len() as u32 <= MAX_TAIL && !scene.is(sentence.start, Class::PREPOSITION)).then_some(sentence.start..comma)
}

/// The end of the sentence, or ", adding that …".
fn end_of_clause(scene: &Scene, from: u32, sentence: &Range<u32>) -> u32 {
    (from..sentence.end)
        .find(|&i| scene.mark(i) == ',' && scene.is(i + 1, Class::SPEECH_VERB) && scene.word(i + 1).ends_with("ing"))
        .unwrap_or(sentence.end)
}

/// Without marks at either end.
fn trimmed(scene: &Scene, mut range: Range<u32>) -> Range<u32> {
    let mark = |i: u32| {
        scene.prose.tokens.get(i as usize).is_some_and(|t| t.kind == Kind::Punct)
            && !matches!(scene.mark(i), '(' | ')' | '%' | '$' | '€' | '£')
    };
    while range.start < range.end && mark(range.start) {
        range.start += 1;
    }
    while range.start < range.end && mark(range.end - 1) {
        range.end -= 1;
    }
    range
}

/// A clause of some length with a verb, and nothing in quotation marks: that would be a quotation of its own.
fn is_statement(scene: &Scene, range: &Range<u32>) -> bool {
    let words = range.clone().filter(|&i| scene.prose.tokens.get(i as usize).is_some_and(|t| t.kind == Kind::Word));
    let verb = range.clone().any(|i| {
        scene.is(
            i,
            Class::AUXILIARY
                | Class::PAST_VERB
                | Class::FUTURE_VERB
                | Class::MODAL
                | Class::SPEECH_VERB
                | Class::WEAK_SPEECH_VERB,
        ) || scene.word(i).ends_with("ed")
            || scene.prose.tokens.get(i as usize).is_some_and(|t| t.kind == Kind::Clitic)
    });
    words.count() >= LEAST_WORDS && verb && !range.clone().any(|i| scene.is_quoted(i))
}
