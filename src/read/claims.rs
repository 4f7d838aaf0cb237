//! Dated events: what happened when.
//!
//! A claim is a date with the words of its clause: what kind of event, who, where, and what else is
//! weighty. No parser: the clause is cut at conjunctions and relative pronouns where a sentence holds
//! several dates, and anaphora ("the two leaders") take the people last named.

use super::{Person, Timex, TimexKind};
use crate::lexicon::{self, Class};
use crate::text::{Kind, Prose, Shape, Span, for_each_word};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::sync::LazyLock;

/// An event with a date.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The sentence that says so.
    pub span: Span,
    /// Index into [`super::Reading::dates`].
    pub date: u32,
    /// The kinds of event that the clause names, nearest the date first: `meet` for a summit, talks, "met".
    pub event: Vec<SmolStr>,
    /// Indices into [`super::Reading::people`].
    pub people: Vec<u32>,
    /// Places as written: `Geneva`.
    pub places: Vec<SmolStr>,
    /// The clause's other weighty words in normal form, names among them, without the date's own; those
    /// nearest the date first.
    pub words: Vec<SmolStr>,
    /// Whether the date is that of the saying ("said on Friday"), not of what is said.
    pub of_saying: bool,
    /// In a link to another story, a caption or a post: the date is not the article's to tell.
    pub aside: bool,
    /// Whether the clause names an event only to say what the date's own has to do with it: "fell ill on June 20 after the
    /// summit".
    pub in_passing: bool,
}

/// Words that stand for the people last named.
const ANAPHORA: &[&str] = &["he", "she", "they", "leaders", "presidents", "two", "both", "pair", "his", "her", "their"];

/// Prepositions before a place.
const PLACE_PREPOSITIONS: &[&str] = &["in", "at", "near", "to", "from", "outside", "of"];

/// Words that begin another clause.
const CLAUSE_OPENERS: &[&str] =
    &["which", "who", "where", "when", "while", "after", "before", "but", "and", "since", "as", "then", "is", "was"];

/// Furthest a date may stand from the verb of saying that it belongs to, in tokens: "said in a
/// statement on Friday".
const SAYING_REACH: usize = 6;

/// A dated event as far as it can be told before it is known who is who.
pub(super) struct Told {
    claim: Claim,
    /// The tokens of its clause.
    clause: std::ops::Range<usize>,
}

/// The dated events of a text, in the order of their sentences, without their people and places.
pub(super) fn tell(prose: &Prose, dates: &[Timex]) -> Vec<Told> {
    let mut claims = Vec::new();
    // Of the sentence before: a sentence has several dates.
    let mut aside = (u32::MAX, false);
    for (index, date) in dates.iter().enumerate() {
        // "The night of March 12" is a day's too.
        if !matches!(date.kind, TimexKind::Date | TimexKind::Time) || days(date).is_none() {
            continue;
        }
        let first = prose.token_at(date.span.start);
        let Some(sentence) = prose.sentences.get(prose.sentence_of(first)) else { continue };
        if is_dateline(prose, date.span) {
            continue;
        }
        if aside.0 != sentence.start {
            aside = (sentence.start, super::asides::is_aside(prose, sentence));
        }
        let clause = clause(prose, dates, index, sentence.start as usize..sentence.end as usize);
        let span = prose.span(sentence);
        let within = Span::new(
            prose.tokens.get(clause.start).map_or(span.start, |t| t.span.start),
            prose.tokens.get(clause.end - 1).map_or(span.end, |t| t.span.end),
        );
        let (event, in_passing) = events(prose, clause.clone(), date.span);
        let claim = Claim {
            span,
            date: index as u32,
            in_passing: event.is_empty() && in_passing,
            event,
            people: Vec::new(),
            places: Vec::new(),
            words: weighty(prose, antecedent(prose, sentence.start as usize, clause.start), within, date.span),
            aside: aside.1 || super::asides::is_caption(prose, sentence, date),
            of_saying: is_of_saying(prose, sentence.start as usize..sentence.end as usize, date.span),
        };
        claims.push(Told { claim, clause });
    }
    claims
}

/// The claims with their people and places.
pub(super) fn name(prose: &Prose, told: Vec<Told>, people: &[Person]) -> Vec<Claim> {
    let mentions = mentions(people);
    let whole = |Told { mut claim, clause }: Told| {
        let before = |end: u32| mentions.partition_point(|(m, _)| m.start < end);
        let here = before(claim.span.start)..before(claim.span.end);
        claim.places = places(prose, clause.clone(), &mentions[here.clone()], people);
        claim.people = who(prose, &mentions, here, clause);
        claim
    };
    told.into_iter().map(whole).collect()
}

/// The year of days whose year is not known: "June 16" in a text without a date of its own.
pub const UNKNOWN_YEAR: i16 = 0;

/// The first and last day of a time expression; in [`UNKNOWN_YEAR`] for `XXXX-06-16` and `XXXX-06`.
pub fn days(timex: &Timex) -> Option<(Date, Date)> {
    if let Some(days) = timex.days {
        return Some((days.first, days.last));
    }
    let rest = timex.value.strip_prefix("XXXX-")?;
    let (month, day) = rest.split_once('-').map_or((rest, None), |(m, d)| (m, Some(d)));
    let first = Date::new(UNKNOWN_YEAR, month.parse().ok()?, day.map_or(Ok(1), str::parse).ok()?).ok()?;
    Some((first, if day.is_some() { first } else { first.last_of_month() }))
}

/// All mentions of people, in order, each with its person.
fn mentions(people: &[Person]) -> Vec<(Span, u32)> {
    let mut all: Vec<(Span, u32)> =
        people.iter().enumerate().flat_map(|(i, p)| p.mentions.iter().map(move |m| (*m, i as u32))).collect();
    all.sort_unstable();
    all
}

/// The part of the sentence that speaks of the date at `index`: all of it, or up to the clause borders
/// that part it from the sentence's other dates.
fn clause(prose: &Prose, dates: &[Timex], index: usize, sentence: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let at = |d: &Timex| prose.token_at(d.span.start);
    let inside = |d: &&Timex| d.kind == TimexKind::Date && days(d).is_some() && sentence.contains(&at(d));
    let in_sentence = |d: &&Timex| sentence.contains(&at(d));
    // Durations ("for five years") between two dates part no clause.
    let before = dates[..index].iter().rev().take_while(in_sentence).find(inside).map(at);
    let after = dates.iter().skip(index + 1).take_while(in_sentence).find(inside).map(at);
    let here = at(&dates[index]);
    let opens = |&i: &usize| {
        prose.tokens[i].shape == Shape::Lower && CLAUSE_OPENERS.contains(&prose.str(i))
            || matches!(prose.mark(i), ';' | '—')
    };
    let start = before.map_or(sentence.start, |b| (b + 1..here).rev().find(opens).unwrap_or(b + 1));
    let end = after.map_or(sentence.end, |a| (here + 1..a).find(opens).unwrap_or(a));
    start..end.max(start + 1)
}

static EVENTS: LazyLock<FxHashMap<&'static str, &'static str>> =
    LazyLock::new(|| lexicon::pairs(include_str!("../lexicon/events.tsv")).collect());

/// The kind of event that a word in small letters names.
pub fn event(word: &str) -> Option<&'static str> {
    EVENTS.get(word).copied()
}

/// Tokens of a paragraph within which a dateline's date stands, and behind it the dash.
const DATELINE: usize = 10;

/// Whether a date is a dateline's: "GENEVA, June 18 (Agency) - ...". It says when the story was written.
fn is_dateline(prose: &Prose, date: Span) -> bool {
    let (first, end) = (prose.token_at(date.start), prose.token_at(date.end.saturating_sub(1)) + 1);
    let Some(paragraph) = prose.paragraphs.get(prose.paragraph_of(first)) else { return false };
    let (start, stop) = (paragraph.start as usize, (paragraph.end as usize).min(end + DATELINE));
    let place = prose.tokens.get(start).is_some_and(|t| t.kind == Kind::Word && t.shape == Shape::Upper);
    let dash = |i: usize| matches!(prose.mark(i), '—' | '–' | '-') && prose.tokens[i].spaced;
    let Some(dash) = (end..stop).find(|&i| dash(i)).filter(|_| place && start < first && first < start + DATELINE)
    else {
        return false;
    };
    // Nothing is told before the dash: places, and the agency in brackets.
    let named = |i: usize| {
        let token = &prose.tokens[i];
        token.kind != Kind::Word || token.capitalised() || matches!(prose.str(i), "via" | "and" | "the")
    };
    (start..first).chain(end..dash).all(named)
}

/// Words before an event that is told of for the sake of another one: "fell ill after the summit", "spoke about the vote".
const IN_PASSING: &[&str] = &[
    "about",
    "advance",
    "after",
    "against",
    "ahead",
    "because",
    "before",
    "concerning",
    "despite",
    "discuss",
    "discussed",
    "discussing",
    "eve",
    "following",
    "over",
    "preceding",
    "prepare",
    "prepared",
    "preparing",
    "prior",
    "regarding",
    "since",
];

/// Most words between such a word and its event: "after the first summit of the two presidents".
const PHRASE: usize = 7;

/// Whether the event at `i` is not what the date is of, but what that has to do with: it stands behind one of
/// [`IN_PASSING`], or in a relative clause that begins behind the date ("ratified on June 25 the treaty that they signed").
fn is_in_passing(prose: &Prose, clause: &std::ops::Range<usize>, i: usize, date: std::ops::Range<usize>) -> bool {
    let verb = |t: usize| prose.tokens[t].is(Class::AUXILIARY | Class::PAST_VERB | Class::SPEECH_VERB);
    let breaks = |t: usize| verb(t) || prose.mark(t) == ',';
    if i < date.start && !(i + 1..date.start).any(breaks) {
        // "before the summit on June 16" may be either.
        return false;
    }
    // "said on Friday that they had met" tells what was said.
    let says = |t: usize| prose.tokens[t].is(Class::SPEECH_VERB);
    let relative = |t: usize| match prose.str(t) {
        "that" => !(clause.start..t).any(says),
        word => matches!(word, "which" | "who" | "whose"),
    };
    if (date.end..i).any(relative) {
        return true;
    }
    for t in (clause.start..i).rev().take(PHRASE) {
        // "after the June 16 summit"
        if date.contains(&t) {
            return false;
        }
        let word = prose.str(t);
        // "about 200 died"
        if IN_PASSING.iter().any(|w| w.eq_ignore_ascii_case(word)) {
            return prose.tokens[t + 1].kind != Kind::Number;
        }
        let prior = word == "to" && t > 0 && prose.str(t - 1) == "prior";
        let joins = matches!(word, "of" | "between" | "with" | "and") || prior;
        let ends = prose.tokens[t].is(Class::PREPOSITION | Class::CONJUNCTION | Class::AUXILIARY | Class::SPEECH_VERB);
        if ends && !joins || matches!(prose.mark(t), ',' | ';' | ':' | '(' | ')' | '"' | '\u{201C}' | '\u{201D}') {
            return false;
        }
    }
    false
}

/// The kinds of event named in the clause that may be what the date is of, nearest the date first, and whether it names
/// others in passing.
fn events(prose: &Prose, clause: std::ops::Range<usize>, date: Span) -> (Vec<SmolStr>, bool) {
    let first = prose.token_at(date.start);
    let of_date = first..prose.token_at(date.end.saturating_sub(1)) + 1;
    let mut in_passing = false;
    let mut found: Vec<(usize, &str)> = clause
        .clone()
        // "March" the month is no march.
        .filter(|&i| prose.tokens[i].is(Class::EVENT) && !prose.tokens[i].span.overlaps(date))
        .filter(|&i| {
            let passed = is_in_passing(prose, &clause, i, of_date.clone());
            in_passing |= passed;
            !passed
        })
        .filter_map(|i| Some((i.abs_diff(first), event(&prose.str(i).to_lowercase())?)))
        .collect();
    found.sort_unstable();
    let mut out: Vec<SmolStr> = Vec::new();
    for (_, kind) in found {
        if !out.iter().any(|k| k == kind) {
            out.push(kind.into());
        }
    }
    (out, in_passing)
}

/// The people of the sentence, which are those of `here` among all mentions; where it has a word that stands for
/// people, those last named before it too.
fn who(
    prose: &Prose,
    mentions: &[(Span, u32)],
    here: std::ops::Range<usize>,
    clause: std::ops::Range<usize>,
) -> Vec<u32> {
    let from = here.start;
    let mut out: Vec<u32> = Vec::new();
    let mut take = |p: u32| {
        if !out.contains(&p) {
            out.push(p);
        }
    };
    mentions[here].iter().for_each(|&(_, p)| take(p));
    let anaphor = |word: &str| ANAPHORA.iter().any(|a| a.eq_ignore_ascii_case(word));
    let stands_for = clause.into_iter().any(|i| prose.tokens[i].kind == Kind::Word && anaphor(prose.str(i)));
    if stands_for {
        mentions[..from].iter().rev().take(4).for_each(|&(_, p)| take(p));
    }
    out
}

/// Capitalised words after a preposition of place that are nobody's name; `mentions` are the sentence's.
fn places(prose: &Prose, clause: std::ops::Range<usize>, mentions: &[(Span, u32)], people: &[Person]) -> Vec<SmolStr> {
    let mut out: Vec<SmolStr> = Vec::new();
    let mut i = clause.start;
    while i + 1 < clause.end {
        let preposition = || prose.tokens[i].shape == Shape::Lower && PLACE_PREPOSITIONS.contains(&prose.str(i));
        let mut end = i + 1;
        while end < clause.end
            && prose.tokens[end].capitalised()
            && !prose.tokens[end].is(Class::MONTH | Class::WEEKDAY)
        {
            end += 1;
        }
        if end > i + 1 && preposition() {
            let span = prose.span(&((i + 1) as u32..end as u32));
            let is_person = |p: u32| people.get(p as usize).is_some_and(|p| !p.organisation);
            let named = mentions.iter().any(|&(m, p)| m.overlaps(span) && is_person(p));
            let words = span.of(prose.text);
            if !named && !out.iter().any(|p| p == words) {
                out.push(words.into());
            }
        }
        i = end.max(i + 1);
    }
    out
}

/// Words before a relative clause that it may be about: "the New START treaty, which was extended".
const ANTECEDENT: usize = 5;

/// How far before a clause its relative pronoun may stand, in tokens; a bound for endless sentences.
const RELATIVE_REACH: usize = 120;

/// What a clause that has no subject of its own is about: the words before the sentence's first "which" or
/// "who" up to the clause, empty where there is none.
fn antecedent(prose: &Prose, sentence: usize, clause: usize) -> Span {
    let sentence = sentence.max(clause.saturating_sub(RELATIVE_REACH));
    let relative = |&i: &usize| matches!(prose.str(i), "which" | "who" | "that");
    match (sentence..=clause).find(relative) {
        Some(which) if which > sentence => {
            prose.span(&(which.saturating_sub(ANTECEDENT + 1).max(sentence) as u32..which as u32))
        }
        _ => Span::default(),
    }
}

/// The normal words of the clause and its antecedent but for the date and the words that say nothing.
fn weighty(prose: &Prose, antecedent: Span, within: Span, date: Span) -> Vec<SmolStr> {
    let lexicon = crate::lexicon::lexicon();
    let classes_of = |form: &str| lexicon.classes(lexicon.find(form));
    let counts = |form: &str, classes: Class, span: Span| {
        let calendar = classes.intersects(Class::MONTH | Class::WEEKDAY) && form != "may" && form != "march";
        form.len() > 2
            && !calendar
            && !classes.intersects(Class::STOP | Class::SPEECH_VERB)
            && !span.overlaps(date)
            && !prose.menus.iter().any(|m| m.contains(span))
    };
    // Each with its number among the clause's words; of those the ones before the date and before its end are counted.
    let mut kept: Vec<(usize, SmolStr)> = Vec::new();
    let (mut all, mut here, mut past) = (0, 0, 0);
    let mut next = prose.token_at(within.start);
    for_each_word(prose.text, within, |form, span| {
        let form = form.strip_suffix("'s").unwrap_or(form);
        while prose.tokens.get(next).is_some_and(|t| t.span.end <= span.start) {
            next += 1;
        }
        // Most words are tokens as they stand; "US" is another word than "us".
        let token = prose.tokens.get(next).filter(|t| t.span == span && form.len() == span.len() as usize);
        let known = token.filter(|_| form != "us").map(|t| t.classes);
        if counts(form, known.unwrap_or_else(|| classes_of(form)), span) {
            kept.push((all, form.into()));
        }
        all += 1;
        here += usize::from(span.start < date.start);
        past += usize::from(span.start < date.end);
    });
    // Words between each and the date.
    kept.sort_by_key(|&(i, _)| if i < here { here - 1 - i } else { i.saturating_sub(past) });
    let mut out: Vec<SmolStr> = Vec::with_capacity(kept.len());
    let mut take = |form: SmolStr| {
        if !out.contains(&form) {
            out.push(form);
        }
    };
    kept.into_iter().for_each(|(_, form)| take(form));
    for_each_word(prose.text, antecedent, |form, span| {
        let form = form.strip_suffix("'s").unwrap_or(form);
        if counts(form, classes_of(form), span) {
            take(form.into());
        }
    });
    out
}

/// Whether the date says when something was said: a verb of saying just before it, or just after it
/// where the date opens the sentence.
fn is_of_saying(prose: &Prose, sentence: std::ops::Range<usize>, date: Span) -> bool {
    let first = prose.token_at(date.start);
    let after = prose.token_at(date.end.saturating_sub(1)) + 1;
    let says = |i: usize| prose.tokens[i].is(Class::SPEECH_VERB);
    let breaks = |i: usize| matches!(prose.mark(i), ';' | '"' | '\u{201C}' | '\u{201D}') || prose.str(i) == "that";
    let before = (first.saturating_sub(SAYING_REACH).max(sentence.start)..first)
        .rev()
        .take_while(|&i| !breaks(i) && prose.mark(i) != ',');
    if before.into_iter().any(says) {
        return true;
    }
    let opening = first <= sentence.start + 1;
    // "The primary on June 7, saying ..." dates the primary.
    let directly = (after..(after + 2).min(sentence.end)).take_while(|&i| prose.mark(i) != ',').any(says);
    directly || opening && (after..(after + SAYING_REACH).min(sentence.end)).take_while(|&i| !breaks(i)).any(says)
}
