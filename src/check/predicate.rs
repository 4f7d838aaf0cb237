//! What a sentence says of its day: the verb that the day belongs to.
//!
//! "The summit was held on June 16" dates the summit, "its agenda was leaked on June 12" does not. No parser: the verb is
//! the nearest one before the day, or the first behind it where nothing before it may be dated.

use crate::lexicon::{self, Class};
use crate::read::claims;
use crate::text::{Kind, Prose, Shape, Span, Token};
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// Verbs that put an event on a day without being one, each with the words it needs behind it, if any.
static HOLDING: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let rows = lexicon::rows(include_str!("../lexicon/holding_verbs.tsv"));
    rows.map(|row| row.split_once('\t').unwrap_or((row, ""))).collect()
});

/// Past tenses and participles that do not end in -ed, each with its verb.
static IRREGULAR: LazyLock<FxHashMap<&'static str, &'static str>> =
    LazyLock::new(|| lexicon::pairs(include_str!("../lexicon/irregular_verbs.tsv")).collect());

/// What a day belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Predicate<'a> {
    /// Words for it, any of which a sentence about the same must have; none where it is an event that the sentence names,
    /// or cannot be told.
    pub words: Vec<&'a str>,
    /// A further verb that the day may as well belong to, which such a sentence must have, too: "sued over the bill signed by
    /// Keller on June 3".
    pub main: Option<&'a str>,
    /// Who does it, to what, and the names up to the day: a sentence about the same has a word of each.
    pub about: Vec<Vec<&'a str>>,
}

/// Words before an event that only say when the rest was: "agreed at their summit on June 16".
const SETTING: &[&str] = &["at", "during", "before", "in", "into", "through", "until"];

/// Words that begin the clause of a day: what stands before them is another one's.
const CLAUSE: &[&str] = &["if", "whether", "because", "although", "while", "when"];

/// The same where a verb stands behind them: "looking at why it crashed", but "spoke after the summit".
const CLAUSE_WITH_VERB: &[&str] = &["after", "before", "how", "since", "until", "where", "why"];

/// Words before "of" or "to" and an event that do so, too: "ahead of the vote", "in the run-up to it".
const SETTING_WITH: &[&str] = &["ahead", "day", "eve", "morning", "night", "up", "prior"];

/// Words right behind a day after which an event is its own: "was struck on June 3 in three attacks".
const SETTING_BEHIND: &[&str] = &["at", "during", "in"];

/// Most words between such a word and its event.
const PHRASE: usize = 5;

/// Most words between a day at the head of a sentence and the comma behind its setting.
const SETTING_REACH: usize = 40;

/// Most words of a time that is counted from something: "some two hours after".
const TIME_OFF: usize = 5;

/// Words before a verb in its first form: "will meet", "is set to begin".
const INFINITIVE: &[&str] = &[
    "to",
    "will",
    "would",
    "can",
    "could",
    "may",
    "might",
    "must",
    "shall",
    "should",
    "did",
    "does",
    "do",
    "cannot",
    "didn't",
    "didn\u{2019}t",
    "won't",
    "won\u{2019}t",
    "'ll",
    "\u{2019}ll",
];

/// Words of [`HOLDING`] that are news of their own: a law that is passed on one day takes effect on another.
const CHANGES: &[&str] = &["effect", "effective", "force", "office", "official", "trial"];

/// Words before an event that make it another one of its kind.
const ANOTHER: &[&str] =
    &["another", "second", "third", "fourth", "fifth", "women", "girls", "youth", "junior", "replay", "rematch"];

/// Past tenses among the words in -eed.
const EED: &[&str] = &["agreed", "decreed", "disagreed", "freed", "guaranteed"];

/// Most words between such a word and its event: "a second face-to-face summit".
const ANOTHER_REACH: usize = 4;

/// Whether a sentence tells of another event of a kind, and the other sentence does not: "a second summit".
pub fn is_another(sentence: &str, other: &str) -> bool {
    let small = |text| -> Vec<String> { words(text).map(str::to_lowercase).collect() };
    let (own, other) = (small(sentence), small(other));
    own.iter().enumerate().any(|(i, word)| {
        let what = |w: &String| claims::event(w).is_some() || w.len() > 3 && other.contains(w);
        // "for the second time"
        let once_more = own.get(i + 1).is_some_and(|next| next == "time");
        let of_it = || once_more || own[i + 1..].iter().take(ANOTHER_REACH).any(what);
        ANOTHER.contains(&word.as_str()) && of_it() && !other.contains(word)
    })
}

/// Whether two sentences have scores, and none in common: "3-1", "1-0".
pub fn have_other_scores(sentence: &str, other: &str) -> bool {
    let scores = |text: &'_ str| -> Vec<String> {
        let words = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '\u{2013}')));
        let number = |n: &str| (1..=3).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit());
        let score = |w: &str| {
            let (a, b) = w.split_once(['-', '\u{2013}'])?;
            (number(a) && number(b)).then(|| format!("{a}-{b}"))
        };
        words.filter_map(score).collect()
    };
    let (own, other) = (scores(sentence), scores(other));
    !own.is_empty() && !other.is_empty() && !own.iter().any(|s| other.contains(s))
}

/// What the day at `day` of a sentence belongs to.
pub fn of(sentence: &str, day: Span) -> Predicate<'_> {
    let prose = Prose::new(sentence);
    let day = with_year(&prose, prose.token_at(day.start)..prose.token_at(day.end.saturating_sub(1)) + 1);
    let is_event = |i: usize| prose.tokens[i].is(Class::EVENT);
    // "the June 16 California primary"
    if let Some(named) = named_behind(&prose, &day) {
        let event = named.clone().any(is_event);
        return Predicate { words: named.filter(|_| !event).map(|i| prose.str(i)).collect(), ..Predicate::default() };
    }
    let next = prose.str(day.end + usize::from(prose.mark(day.end) == ','));
    let within = clause_start(&prose, day.start)..day.start;
    let event_before = within.clone().any(|i| is_event(i) && !is_verb(&prose, i));
    // "June 3, the day of the attack", "the attack on June 3 that killed nine"
    let of_day = next == "the" && prose.str(day.end + 2) == "day";
    // "the slayings Monday of five officers"
    let of_event = next == "of" && day.start > 0 && is_event(day.start - 1);
    if of_day || of_event || event_before && matches!(next, "that" | "which") {
        return Predicate::default();
    }
    // "plans to spend in the run-up to the vote on June 3"
    if event_before && is_run_up(&prose, within.clone()) {
        return Predicate::default();
    }
    let mut verbs = before(&prose, within.clone());
    // "since the eruption on June 3"
    if !verbs.since.is_empty() {
        return Predicate { words: verbs.since.iter().map(|&i| prose.str(i)).collect(), ..Predicate::default() };
    }
    let when = next == "when";
    let mut nouns = Vec::new();
    if when || verbs.words.is_empty() && !event_before && !verbs.cut {
        // "The eruption on June 3 buried", "Falk on June 3 defended"
        if !when && let Some(at) = within.clone().find(|&i| !prose.tokens[i].is(Class::NOUN_OPENER)) {
            nouns = phrase(&prose, at..day.start);
            nouns.retain(|&i| !is_name(&prose, i));
        }
        verbs.words.splice(0..0, behind(&prose, after_setting(&prose, day.end)));
    }
    let Some(&nearest) = verbs.words.first() else { return Predicate::default() };
    // "the order signed on June 3 bars": no other verb has that day.
    let told_to = nearest > 0 && prose.str(nearest - 1) == "to";
    if is_right_before(&prose, nearest, day.start) && !told_to && verbs.main.is_some_and(|main| main + 2 < nearest) {
        verbs.main = None;
    }
    let between = if nearest < day.start { nearest + 1..day.start } else { 0..0 };
    let setting = setting(&prose, between).or_else(|| setting_behind(&prose, day.end));
    // The nearest verb decides whether the day is an event's: of "is set to meet" it is "meet".
    let anchor = |at: usize| anchor(&prose, at, day.start);
    let anchored = anchor(nearest).is_some();
    let words = verbs.words.iter().filter_map(|&at| anchor(at)).chain(setting).chain(nouns).filter(|_| anchored);
    let first = verbs.main.or(verbs.words.last().copied()).filter(|_| !when).unwrap_or(nearest);
    let doer = subject(&prose, first, &day);
    let subject = phrase(&prose, doer.clone());
    // "Falk harmed the Lindau ferry by selling it"
    let doer = doer.start..doer.clone().find(|&i| is_verb(&prose, i)).unwrap_or(doer.end);
    // "workers at Falk"
    let whose: Vec<usize> = doer.filter(|&i| is_name(&prose, i) && !subject.contains(&i)).collect();
    let end = if nearest < day.start { day.start } else { prose.tokens.len() };
    let object = phrase(&prose, nearest + 1..end);
    // "flew to Lindau"
    let close = before_aside(&prose, &within);
    let reach = verbs.words.last().map_or(0..0, |&at| at + 1..close);
    let names: Vec<usize> = reach.filter(|&i| is_name(&prose, i) && !object.contains(&i)).collect();
    let done_to = if anchor(nearest) == Some(nearest) { object } else { Vec::new() };
    let about = match setting {
        Some(_) => vec![subject, whose],
        // "failed to keep Keller from testing it"
        None if is_anybodys(&prose, nearest) => vec![done_to, names],
        None => vec![subject, whose, done_to, names],
    };
    // "agreed on June 3 to sell its ferries"
    let to = prose.str(day.end) == "to" && prose.tokens[nearest].is(Class::INTENT | Class::SPEECH_VERB | Class::EVENT);
    let agreed = Some(day.end + 1).filter(|&i| to && i < prose.tokens.len() && is_verb(&prose, i));
    let said = |of: &[usize]| of.iter().map(|&i| prose.str(i)).collect();
    Predicate {
        words: words.map(|i| prose.str(i)).collect(),
        main: verbs.main.and_then(anchor).or(agreed).map(|i| prose.str(i)),
        about: about.iter().filter(|of| !of.is_empty()).map(|of| said(of)).collect(),
    }
}

/// A day with the year behind it and the comma that closes it, if they are there: "a June 3, 2016, call".
fn with_year(prose: &Prose, day: Range<usize>) -> Range<usize> {
    let year = |i: usize| prose.tokens.get(i).is_some_and(|t| t.kind == Kind::Number && t.span.len() == 4);
    let comma = |i: usize| usize::from(prose.mark(i) == ',');
    let end = day.end + comma(day.end);
    match () {
        // "Saturday's primary"
        () if prose.tokens.get(day.end).is_some_and(|t| t.kind == Kind::Clitic) => day.start..day.end + 1,
        () if year(end) => day.start..end + 1 + comma(end + 1),
        () if year(day.end - 1) => day.start..day.end + comma(day.end),
        () => day,
    }
}

/// The stretch that says who does what a verb tells.
fn subject(prose: &Prose, verb: usize, day: &Range<usize>) -> Range<usize> {
    let opens = |i: usize| {
        is_border(prose, i)
            || prose.mark(i) == ','
            || CLAUSE.contains(&prose.str(i))
            || opens_clause(prose, i)
            || matches!(prose.str(i), "as" | "that" | "which" | "who" | "but")
            || prose.tokens[i].is(Class::SPEECH_VERB) && is_verb(prose, i)
    };
    let first = if day.end <= verb { day.end } else { 0 };
    // "Workers at Falk, which supplies Keller, walked out"
    let verb = before_aside(prose, &(first..verb));
    let start = (first..verb).rev().find(|&i| opens(i)).map_or(first, |i| i + 1);
    // "Falk on June 12 defended it"
    let before_day = day.end <= verb && start == day.end && phrase(prose, start..verb).is_empty();
    if before_day { clause_start(prose, day.start)..day.start } else { start..verb }
}

/// The weighty words of the noun phrase that begins a stretch: of a person the name, none of one who is only called by an
/// office or a pronoun, as other sentences call them otherwise.
fn phrase(prose: &Prose, within: Range<usize>) -> Vec<usize> {
    // "said categorically", "fought all the way"
    let manner = |i: &usize| prose.str(*i).ends_with("ly") || prose.str(*i) == "way";
    let light = Class::TIME_UNIT
        | Class::NOUN_OPENER
        | Class::DETERMINER
        | Class::ADVERB
        | Class::STOP
        | Class::DEMONYM
        | Class::MONTH
        | Class::WEEKDAY;
    let ends = Class::PREPOSITION | Class::AUXILIARY | Class::CONJUNCTION;
    let within = within.take_while(|&i| {
        let token = &prose.tokens[i];
        // "Iowa Sen. Ines Keller"
        let word = token.kind != Kind::Punct || prose.mark(i) == '.';
        word && !token.is(ends) && !is_verb(prose, i)
    });
    let all: Vec<usize> = within.collect();
    let person = |i: &usize| {
        prose.tokens[*i].is(Class::ROLE | Class::ROLES | Class::TITLE | Class::HONORIFIC | Class::SUBJECT_PRONOUN)
    };
    let weighty =
        |i: &usize| prose.tokens[*i].kind == Kind::Word && !prose.tokens[*i].is(light) && !person(i) && !manner(i);
    // "a children's hospital" is nobody.
    let called = all.iter().any(|i| person(i) && prose.tokens.get(i + 1).is_none_or(|t| t.kind != Kind::Clitic));
    let names = |i: &usize| is_name(prose, *i) && !prose.tokens[*i].is(Class::ORGANISATION_END);
    let weighty: Vec<usize> = all.into_iter().filter(weighty).collect();
    if weighty.iter().any(names) {
        weighty.into_iter().filter(names).collect()
    } else if called {
        Vec::new()
    } else {
        weighty
    }
}

/// Words that have a capital at a sentence's head, or always, and name nobody.
const NO_NAME: Class = Class::MONTH
    .union(Class::WEEKDAY)
    .union(Class::STOP)
    .union(Class::DEMONYM)
    .union(Class::PREPOSITION)
    .union(Class::CONJUNCTION)
    .union(Class::TITLE)
    .union(Class::ROLE)
    .union(Class::ROLES)
    .union(Class::HONORIFIC)
    .union(Class::NO_NAME);

fn is_name(prose: &Prose, i: usize) -> bool {
    let token = &prose.tokens[i];
    token.kind == Kind::Word && token.capitalised() && !token.is(NO_NAME)
}

/// The words that a day stands before as part of their name: "June 16 California primary".
fn named_behind(prose: &Prose, day: &Range<usize>) -> Option<Range<usize>> {
    let ends = Class::PREPOSITION
        | Class::CONJUNCTION
        | Class::AUXILIARY
        | Class::STOP
        | Class::SUBJECT_PRONOUN
        | Class::ADVERB;
    let part =
        |i: &usize| prose.tokens.get(*i).is_some_and(|t| t.kind == Kind::Word && !t.is(ends) && !is_verb(prose, *i));
    let opened = day.start > 0 && {
        let before = &prose.tokens[day.start - 1];
        let opener = before.is(Class::NOUN_OPENER | Class::DETERMINER)
            || before.kind == Kind::Clitic
            || prose.str(day.start - 1) == "and";
        opener || before.shape == Shape::Lower && !before.is(ends) && !is_verb(prose, day.start - 1)
    };
    let end = (day.end..).take_while(part).last()? + 1;
    opened.then_some(day.end..end)
}

/// Whether a clause with a verb of its own begins here: "looking at why it crashed".
fn opens_clause(prose: &Prose, i: usize) -> bool {
    CLAUSE_WITH_VERB.iter().any(|w| w.eq_ignore_ascii_case(prose.str(i)))
}

/// Where the clause that a day closes begins.
fn clause_start(prose: &Prose, day: usize) -> usize {
    (0..day).rev().find(|&i| is_border(prose, i)).map_or(0, |i| i + 1)
}

/// Where a clause ends for certain.
fn is_border(prose: &Prose, i: usize) -> bool {
    matches!(prose.mark(i), ';' | ':' | '"' | '\u{201C}' | '\u{201D}' | '—')
}

/// Where the part of a sentence ends that a day belongs to, if an aside stands between: "returned from Lindau, where they
/// met, on June 3".
fn before_aside(prose: &Prose, within: &Range<usize>) -> usize {
    let small = Class::PREPOSITION | Class::AUXILIARY | Class::ADVERB;
    let on = (within.start..within.end).rev().find(|&i| !prose.tokens[i].is(small));
    let Some(comma) = on.filter(|&i| prose.mark(i) == ',') else { return within.end };
    // "which supplies Keller", "a drug made by Falk"
    let opens = |i: usize| {
        matches!(prose.str(i), "where" | "who" | "whose" | "which" | "when") || prose.tokens[i].is(Class::NOUN_OPENER)
    };
    let aside = |&i: &usize| prose.mark(i) == ',' && opens(i + 1);
    (within.start..comma).rev().find(aside).unwrap_or(within.end)
}

/// The verbs that a day may belong to.
#[derive(Default)]
struct Verbs {
    /// The nearest, and what that is the infinitive of: the day is either's.
    words: Vec<usize>,
    /// The verb of the clause, where the nearest is a participle behind a noun ("the bill signed by"), or what somebody is
    /// told to do.
    main: Option<usize>,
    /// Whether the clause begins behind another one: "while the calendar …".
    cut: bool,
    /// What the day is counted from: "since the eruption of".
    since: Vec<usize>,
}

/// The verbs that may have a day behind them.
fn before(prose: &Prose, within: Range<usize>) -> Verbs {
    let mut found = Verbs::default();
    for i in (within.start..before_aside(prose, &within)).rev() {
        let token = &prose.tokens[i];
        if is_verb(prose, i) {
            let Some(&nearest) = found.words.last() else {
                found.words.push(i);
                continue;
            };
            let infinitive = prose.str(nearest - 1) == "to";
            // "called on Falk to resign", but "is set to begin"
            let told_to = token.is(Class::SPEECH_VERB | Class::WEAK_SPEECH_VERB) && i + 2 < nearest;
            // "Falk said Keller signed it" is no participle.
            let participle = !prose.str(nearest).ends_with("ing") && !token.is(Class::SPEECH_VERB);
            if infinitive && !told_to {
                found.words.push(i);
            } else if infinitive || participle {
                found.main = Some(i);
            }
            break;
        }
        // "wants the bill that" is about a bill, "understood that" begins anew.
        let opens = CLAUSE.contains(&prose.str(i)) || prose.str(i) == "that" && i > 0 && is_verb(prose, i - 1);
        let parts = token.is(Class::AUXILIARY | Class::CONJUNCTION | Class::SUBJECT_PRONOUN) && prose.str(i) != "as"
            || opens_clause(prose, i)
            || matches!(prose.mark(i), ',' | '(' | ')');
        if found.words.is_empty() && prose.str(i).eq_ignore_ascii_case("since") {
            found.since = phrase(prose, i + 1..within.end);
            break;
        }
        if opens || parts && !found.words.is_empty() {
            // "shot and killed"
            if prose.str(i) == "and" && found.words == [i + 1] && i > 0 && is_verb(prose, i - 1) {
                found.words.push(i - 1);
            }
            found.cut = opens;
            break;
        }
    }
    found
}

/// Where the clause of a day at its head goes on: "On June 3, hours after Keller threatened to resign, Falk sold".
fn after_setting(prose: &Prose, day: usize) -> usize {
    let comma = |i: usize| prose.mark(i) == ',';
    let start = match () {
        () if comma(day) => day + 1,
        () if day > 0 && comma(day - 1) => day,
        () => return day,
    };
    let all = start..prose.tokens.len().min(start + SETTING_REACH);
    let within = |&i: &usize| !matches!(prose.mark(i), ';' | ':');
    let Some(close) = all.take_while(within).find(|&i| comma(i)) else { return day };
    let counted = (start..close).take(TIME_OFF).any(|i| opens_clause(prose, i));
    if counted { close + 1 } else { day }
}

fn behind(prose: &Prose, day: usize) -> Option<usize> {
    (day..prose.tokens.len()).take_while(|&i| !is_border(prose, i)).find(|&i| is_verb(prose, i))
}

/// Whether a verb has no doer of its own: "by selling the ferry".
fn is_anybodys(prose: &Prose, verb: usize) -> bool {
    verb > 0 && prose.str(verb).ends_with("ing") && prose.tokens[verb - 1].is(Class::PREPOSITION)
}

/// Whether a verb stands right before a day: "signed June 3", "signed on June 3".
fn is_right_before(prose: &Prose, verb: usize, day: usize) -> bool {
    verb + 1 == day || verb + 2 == day && prose.str(verb + 1) == "on"
}

/// Whether what a day closes is the event at the end of a time before it: "in the run-up to the vote on".
fn is_run_up(prose: &Prose, within: Range<usize>) -> bool {
    let small = Class::PREPOSITION | Class::DETERMINER | Class::NOUN_OPENER;
    let Some(event) = within.clone().rev().find(|&i| !prose.tokens[i].is(small)) else { return false };
    let near = within.start.max(event.saturating_sub(PHRASE))..event;
    prose.tokens[event].is(Class::EVENT)
        && near.rev().any(|i| i > 0 && prose.str(i) == "to" && prose.str(i - 1) == "up")
}

/// The event that is told of as the setting of what was done: "at their Geneva summit".
fn setting(prose: &Prose, between: Range<usize>) -> Option<usize> {
    let first = between.start;
    between.filter(|&i| prose.tokens[i].is(Class::EVENT)).find(|&event| {
        let near = first.max(event.saturating_sub(PHRASE))..event;
        let preposition = near.rev().find(|&i| prose.tokens[i].is(Class::PREPOSITION));
        preposition.is_some_and(|i| {
            SETTING.contains(&prose.str(i))
                || matches!(prose.str(i), "of" | "to") && SETTING_WITH.contains(&prose.str(i - 1))
        })
    })
}

/// The same where it stands behind the day: "was struck on June 3 in three attacks".
fn setting_behind(prose: &Prose, day: usize) -> Option<usize> {
    let mut phrase = (day + 1..(day + 2 + PHRASE).min(prose.tokens.len()))
        .take_while(|&i| prose.tokens[i].kind != Kind::Punct)
        .filter(|_| SETTING_BEHIND.contains(&prose.str(day)));
    phrase.find(|&i| prose.tokens[i].is(Class::EVENT))
}

/// Whether a word is a verb of the past, or its participle, as far as its form and the word before say so.
pub(super) fn is_past(prose: &Prose, i: usize) -> bool {
    let word = prose.str(i);
    let past = |token: &Token| token.is(Class::PAST_VERB) || IRREGULAR.contains_key(word) || word.ends_with("ed");
    prose.tokens.get(i).is_some_and(past) && is_verb(prose, i)
}

/// Whether a word is a verb that tells something, as far as its form and the word before say so.
pub(super) fn is_verb(prose: &Prose, i: usize) -> bool {
    let token = &prose.tokens[i];
    let word = prose.str(i);
    if token.kind != Kind::Word
        || token.shape != Shape::Lower
        || token.is(Class::AUXILIARY) && !HOLDING.contains_key(word)
        || token.is(Class::PREPOSITION)
    {
        return false;
    }
    let before = (0..i).rev().find(|&b| !prose.tokens[b].is(Class::ADVERB));
    let after = |classes: Class| before.is_some_and(|b| prose.tokens[b].is(classes));
    if let Some(b) = before.filter(|&b| INFINITIVE.contains(&prose.str(b))) {
        let other = Class::NOUN_OPENER | Class::DETERMINER | Class::PREPOSITION | Class::SUBJECT_PRONOUN | Class::STOP;
        return !token.is(other) && (prose.str(b) != "to" || !word.ends_with('s'));
    }
    let of_noun = i > 0 && !token.spaced
        || after(Class::NOUN_OPENER | Class::DETERMINER)
        || before.is_some_and(|b| match prose.tokens[b].kind {
            Kind::Clitic => true,
            // "Falk on June 12 defended it"
            Kind::Number => b == 0 || !prose.tokens[b - 1].is(Class::MONTH),
            _ => false,
        });
    if of_noun {
        return false;
    }
    if word.ends_with("ing") {
        // "in signing the bill", not "a planned hearing"
        let object =
            prose.tokens.get(i + 1).is_some_and(|t| t.is(Class::NOUN_OPENER | Class::DETERMINER) || t.capitalised());
        return object || after(Class::AUXILIARY);
    }
    // "Falk cut it", but "a tax cut"
    let irregular = IRREGULAR.get(word).is_some_and(|verb| {
        *verb != word || after(Class::AUXILIARY | Class::SUBJECT_PRONOUN) || before.is_some_and(|b| is_name(prose, b))
    });
    if token.is(Class::PAST_VERB)
        || irregular
        || word.len() > 3 && word.ends_with("ed") && (!word.ends_with("eed") || EED.contains(&word))
    {
        return !after(Class::PREPOSITION);
    }
    let event = token.is(Class::EVENT | Class::SCHEDULE);
    let is_event = |form: &str| claims::event(form).is_some();
    HOLDING.contains_key(word) && !after(Class::PREPOSITION)
        || after(Class::AUXILIARY) && (word.ends_with("en") || word.ends_with("un") || word.ends_with("rn"))
        || event && (after(Class::SUBJECT_PRONOUN) || before.is_some_and(|b| matches!(prose.str(b), "which" | "that")))
        || word.ends_with('s') && token.is(Class::SCHEDULE | Class::SPEECH_VERB) && !after(Class::PREPOSITION)
        // "Falk loses", "the council votes"
        || word.strip_suffix('s').is_some_and(is_event) && before.is_some_and(|b| is_name(prose, b))
}

/// The word that says what a verb before a day tells: itself, or the event that it is done with ("held a vote"); none
/// where it only puts an event on that day.
fn anchor(prose: &Prose, at: usize, day: usize) -> Option<usize> {
    let Some(needs) = HOLDING.get(prose.str(at)) else { return Some(at) };
    if needs.is_empty() {
        return None;
    }
    let clause = at + 1..if at < day { day } else { prose.tokens.len() };
    let word = |i: &usize| matches!(prose.tokens[*i].kind, Kind::Word | Kind::Clitic | Kind::Number);
    let close = clause.clone().take(PHRASE).take_while(word);
    if let Some(with) = close.clone().find(|&i| needs.split(',').any(|n| n == prose.str(i))) {
        return CHANGES.contains(&prose.str(with)).then_some(with);
    }
    // "held a vote", but not "became a hurricane"
    let done_with = || close.clone().find(|&i| prose.tokens[i].is(Class::EVENT)).or(phrase(prose, clause).pop());
    let object = if *needs == "." { done_with() } else { None };
    let right_before = at < day && close.clone().all(|i| prose.tokens[i].is(Class::PREPOSITION | Class::ADVERB));
    if right_before { None } else { Some(object.unwrap_or(at)) }
}

impl Predicate<'_> {
    /// Whether another sentence may tell of the same: it has one of the words or one for the same kind of event, the main
    /// verb if there is one, and who and what it is about. `says` is whether that sentence dates what somebody said.
    pub fn is_in(&self, sentence: &str, says: bool) -> bool {
        let theirs = forms(sentence);
        let named = |word: &&str| {
            let own = form(word).stem;
            theirs.iter().any(|t| t.stem == own)
        };
        self.is_done_among(&theirs, says) && self.about.iter().all(|of| of.iter().any(named))
    }

    /// Whether it is only that somebody says something.
    pub fn is_said(&self) -> bool {
        !self.words.is_empty() && self.words.iter().all(|w| form(w).is_saying())
    }

    /// Whether another sentence has what is done, whoever does it to whatever.
    pub fn is_done_in(&self, sentence: &str, says: bool) -> bool {
        self.is_done_among(&forms(sentence), says)
    }

    fn is_done_among(&self, theirs: &[Form], says: bool) -> bool {
        let has = |own: &str| {
            let own = form(own);
            let saying = own.is_saying();
            let same = |t: &Form| {
                t.stem == own.stem
                    || own.event.is_some() && t.event == own.event
                    || saying && t.event == Some("announce")
            };
            saying && says || theirs.iter().any(same)
        };
        (self.words.is_empty() || self.words.iter().any(|w| has(w))) && self.main.is_none_or(has)
    }
}

/// The words of a sentence, as written.
pub fn words(sentence: &str) -> impl DoubleEndedIterator<Item = &str> {
    sentence.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty())
}

/// A word as it is compared with others.
struct Form {
    /// Of "beaten" that of "beat".
    stem: String,
    /// The kind of event that it names.
    event: Option<&'static str>,
}

fn form(word: &str) -> Form {
    let word = word.to_lowercase();
    Form { stem: base(&word), event: claims::event(&word) }
}

fn forms(sentence: &str) -> Vec<Form> {
    words(sentence).map(form).collect()
}

/// A verb's plainest form, stemmed: that of "beaten" is that of "beat".
pub(super) fn base(word: &str) -> String {
    Stemmer::create(Algorithm::English).stem(IRREGULAR.get(word).copied().unwrap_or(word)).into_owned()
}

/// Stems of the verbs of telling, any of which may stand for another: who asks or demands does something else.
static TELLING: LazyLock<Vec<String>> = LazyLock::new(|| {
    const VERBS: &[&str] = &[
        "add", "announce", "claim", "declare", "disclose", "explain", "note", "report", "reveal", "say", "state",
        "tell", "tweet", "write",
    ];
    VERBS.iter().copied().map(base).collect()
});

impl Form {
    /// Whether the word says that somebody tells something.
    fn is_saying(&self) -> bool {
        TELLING.contains(&self.stem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_words_have_some_predicate(
            words in proptest::collection::vec("[A-Z]?[a-z]{0,6}(ed|s|ing)?|[0-9]{1,4}|[,.:\u{201C}]|to|that|when|since|which|and|held|was", 0..24),
            from in 0usize..140,
            length in 0usize..12,
        ) {
            let sentence = words.join(" ");
            let from = from.min(sentence.len());
            let day = Span::from(from..(from + length).min(sentence.len()));
            let of = of(&sentence, day);
            prop_assert!(of.words.iter().chain(of.about.iter().flatten()).all(|w| sentence.contains(w)));
            of.is_in(&sentence, true);
        }
    }

    /// What the June day of a sentence belongs to.
    fn told(sentence: &str) -> (Vec<&str>, Option<&str>, Vec<&str>) {
        let start = sentence.find("June").expect("a day in June");
        let digits = |c: char| c.is_ascii_digit();
        let end = start + 5 + sentence[start + 5..].find(|c| !digits(c)).unwrap_or(sentence.len() - start - 5);
        let of = of(sentence, Span::from(start..end));
        (of.words, of.main, of.about.concat())
    }

    #[test]
    fn a_day_is_its_verbs() {
        for (sentence, verb) in [
            ("The agenda of the summit was leaked on June 12.", "leaked"),
            ("Falk arrived on June 12 for the summit.", "arrived"),
            ("On June 12, Falk defended the summit.", "defended"),
            ("Falk on June 12 criticised the vote.", "criticised"),
            ("Falk, who had met her twice, left on June 12.", "left"),
            ("They returned home, where they held a vote, on June 12.", "returned"),
            ("Falk will be sworn in on June 12 after the vote.", "sworn"),
            ("It is understood that Falk resigns on June 12.", "resigns"),
            ("Falk held a vigil on June 12.", "vigil"),
            ("On June 12, in the hours after Keller threatened to “resign at once”, Falk sold his house.", "sold"),
            ("On June 12, Falk sold his house, hours after Keller resigned.", "sold"),
            ("Since the eruption on June 12 the town is empty.", "eruption"),
            ("The eruption of the mountain on June 12 buried the town.", "buried"),
            ("Hundreds hunted for Falk after he escaped on June 12.", "escaped"),
            ("In a June 12, 2021, conversation they made up.", "conversation"),
            ("Falk gave an interview on June 12 about the summit.", "interview"),
            ("After the June 12 leak of the agenda, the summit was off.", "leak"),
            ("The town suffered a blow June 12 when nine people were killed.", "killed"),
        ] {
            let (words, ..) = told(sentence);
            assert_eq!(words.first(), Some(&verb), "{sentence}");
        }
    }

    #[test]
    fn an_event_is_on_its_day() {
        for sentence in [
            "The summit was held on June 12.",
            "The summit is scheduled for June 12.",
            "The vote comes on June 12.",
            "The vote takes place on June 12.",
            "The summit of the two on June 12 ended well.",
            "They campaigned before the June 12 primary.",
            "Police ask who planned the attack on June 12 that killed nine.",
            "The summit is on June 12.",
            "Falk plans to spend it in the run-up to the Lindau vote on June 12.",
        ] {
            assert!(told(sentence).0.is_empty(), "{sentence}: {:?}", told(sentence));
        }
    }

    #[test]
    fn who_does_what_counts() {
        let about = |sentence: &'static str| told(sentence).2.join(" ");
        assert_eq!(about("The Lindau bank raised its growth forecast on June 12."), "Lindau growth forecast");
        assert_eq!(about("A bus with relatives crashed near Lindau on June 12."), "bus Lindau");
        assert_eq!(about("On June 12, Iowa Sen. Ines Keller said categorically that it was over."), "Iowa Ines Keller");
        assert_eq!(about("Police arrested a man on June 12."), "");
        assert_eq!(about("Workers at Falk, which supplies Keller, walked out on June 12."), "Falk");
        assert_eq!(about("Falk approved Lindol, a drug made by Keller, on June 12."), "Falk Lindol");
        assert_eq!(about("Falk opened a children's hospital on June 12."), "Falk hospital");
        assert_eq!(about("Police ask if Falk hid the Lindau files by firing Keller on June 12."), "Keller");
        assert_eq!(about("Falk failed to keep Keller from testing the pump on June 12."), "pump");
        let raised = of("The bank raised its growth forecast on June 12.", Span::new(40, 47));
        assert!(raised.is_in("The bank raised its forecast on June 9.", false));
        assert!(!raised.is_in("The bank raised the key rate on June 9.", false));
    }

    #[test]
    fn what_a_participle_or_a_bidding_hangs_on_counts_too() {
        assert_eq!(told("Falk sued over the bill signed by Keller on June 12.").1, Some("sued"));
        assert_eq!(told("Keller called on Falk to resign on June 12.").1, Some("called"));
        assert_eq!(told("Falk said Keller signed the bill on June 12.").1, None);
        assert_eq!(told("Falk agreed on June 12 to sell the ferry.").1, Some("sell"));
        assert_eq!(told("The council is set to vote on June 12.").1, None);
        assert_eq!(told("They ended it by firing Keller on June 12.").1, None);
        assert_eq!(told("Keller was sued over the bill signed on June 12.").1, None);
        assert_eq!(told("Keller was found dead on June 12.").1, None);
    }

    #[test]
    fn another_sentence_has_the_same_where_it_has_verb_and_names() {
        let at = |sentence| of(sentence, Span::from(sentence.find("June").map_or(0..0, |i| i..i + 7)));
        let met = at("Keller met Falk on June 12.");
        assert!(met.is_in("Keller and Falk hold talks on June 16.", false));
        assert!(!met.is_in("Keller and Brandt hold talks on June 16.", false));
        let said = at("Keller announced on June 12 that it was over.");
        assert!(said.is_in("Keller said on June 16 that it was over.", true));
        assert!(!said.is_in("It was over on June 16, and people said so.", false));
        assert!(
            have_other_scores("won 1-0 at home", "a 3\u{2013}1 win")
                && !have_other_scores("won 3-1", "a 3\u{2013}1 win")
        );
        assert!(is_another("a second summit in Lindau", "a summit in Lindau"));
        assert!(!is_another("a second summit in Lindau", "the second summit"));
        assert!(is_another("was questioned for the second time", "was questioned"));
    }
}
