//! D006: the future told as past, or the past as future, against the draft's own date.

use super::d002::is_captioned;
use super::predicate::{base, is_past, is_verb};
use super::{Draft, Finding, Rule, Severity, d001, telling};
use crate::lexicon::{self, Class};
use crate::read::{QuoteKind, Timex, TimexKind, claims};
use crate::text::{Kind, Prose, Shape};
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;
use std::sync::LazyLock;

pub(super) const RULE: Rule =
    Rule { code: "D006", name: "tense-mismatch", severity: Severity::Warning, needs_record: false, docs: DOCS, check };

const DOCS: &str = "\
# D006 tense-mismatch

What is to come told as past, or what is past told as to come, measured by the draft's own date.

**Why it matters.** It is the mark of a wrong year, a wrong month, or of a passage copied from an older story.

**Example.** In a draft of June 11, 2021: `The leaders will meet on June 16, 2020`; `They met on June 16, 2022`; `They will
meet on Monday, June 7`; `The envoys are to vote on June 2`.

Of a day without its year that is told as past (`approved it on June 29`, in May) the record may tell as to come: that
is enough where the record has few articles, all of one story.

**When it stays silent.** Within a day of the draft's date, two where neither year nor weekday is written, as drafts are
written ahead and published late; where no year is written and the day is more than two months off, or is told as past
without its weekday; inside quotation marks and captions; where the date may be a noun's (`will mark the attack on June 16,
2020`), a plan's (`agreed to meet on`, `called a vote on`) or a history's, and where an earlier day of the sentence says
when the plan was told, and of what is more than three years past. Where other days to come stand beside one told as past, the draft's own date may be wrong.

**Silence it** with `<!-- onrecord: ignore D006 -->` on the line (plain text: `[onrecord: ignore D006]`).
";

/// Days around the draft's own date in which tense proves nothing: drafts are written ahead and published late.
const MARGIN_DAYS: i32 = 1;

/// The same where the year is only inferred.
const INFERRED_MARGIN_DAYS: i32 = 2;

/// Days from the draft's own date within which a day without a year has no other year.
const SURE_DAYS: i32 = 60;

/// Days from which on what is past belongs to a history, if another date of that time stands beside it.
const HISTORY_DAYS: i32 = 60;

/// Days from which on "will" is that of a history, not of a copied passage or a wrong year.
const LONG_AGO_DAYS: i32 = 3 * 366;

/// Tokens between the verb and its date: "will search an olive warehouse in the port of Lindau on".
const REACH: usize = 14;

/// Tokens on either side of a date in which a word of plans makes it a planned one.
const PLAN_REACH: usize = 40;

/// Days to come told as past from which on it is the draft's own date that is wrong.
const WRONG_DRAFT: usize = 3;

/// The same where captions and notes on the text count, too.
const UPDATED_DRAFT: usize = 12;

/// Quotes within quotes, at most.
const NESTED: usize = 8;

/// Dates on either side of one that may say which time is told of.
const BESIDE: usize = 24;

/// Verbs that fall on the day of what they are done with, and whether also of what they are done for.
static DAY_VERBS: LazyLock<FxHashMap<String, bool>> = LazyLock::new(|| {
    let rows = lexicon::rows(include_str!("../lexicon/day_verbs.tsv"));
    rows.map(|row| row.split_once('\t').map_or((base(row), false), |(verb, _)| (base(verb), true))).collect()
});

/// Verbs whose past may have a day to come beside it.
static PLANNING: LazyLock<FxHashSet<String>> =
    LazyLock::new(|| lexicon::rows(include_str!("../lexicon/planning_verbs.tsv")).map(base).collect());

/// Nouns of which there is one on a day, and whether that day is known before.
static DATED: LazyLock<FxHashMap<&'static str, bool>> = LazyLock::new(|| {
    let rows = lexicon::rows(include_str!("../lexicon/dated_nouns.tsv"));
    rows.map(|row| row.split_once('\t').map_or((row, true), |(noun, _)| (noun, false))).collect()
});

/// Kinds of events whose day is hardly known before, and of papers that have been written when they are voted on.
const SUDDEN: &[&str] = &[
    "agree", "arrest", "attack", "birth", "blaze", "crash", "die", "flood", "invade", "kill", "quake", "shoot",
    "storm", "treaty",
];

/// Words that make a clause one of plans and conditions.
const PLANS: &[&str] = &[
    "will",
    "would",
    "'ll",
    "won't",
    "could",
    "may",
    "might",
    "should",
    "shall",
    "must",
    "if",
    "unless",
    "until",
    "plans",
    "planned",
    "planning",
    "scheduled",
    "schedule",
    "expected",
    "due",
    "slated",
    "upcoming",
    "ahead",
    "next",
    "coming",
    "supposed",
    "deadline",
    "tickets",
    "seats",
    "postponed",
    "rescheduled",
    "forthcoming",
    "effective",
    "expires",
    "begins",
    "starts",
    "opens",
    "eve",
    "countdown",
    "If",
    "Unless",
    "Had",
];

fn check(rule: &Rule, draft: &Draft, findings: &mut Vec<Finding>) {
    let Some(published) = draft.reading.date else { return };
    let text = &draft.document.text;
    let mut early = Vec::new();
    for (n, timex) in draft.reading.dates.iter().enumerate() {
        let Some(days) = timex.days.filter(|_| is_sure(timex, published)) else { continue };
        if is_quoted(draft, timex) {
            continue;
        }
        let prose = draft.prose();
        let clause = Clause::of(prose, timex);
        if days.last >= published {
            early.extend(clause.told().then_some(n));
            continue;
        }
        let recent = (published - days.last).get_days() < LONG_AGO_DAYS;
        if recent && clause.foretold() && !is_framed(draft, prose, n) && !draft.takes_back(timex.span) {
            let written = timex.written_date(text);
            let message = format!("“will” of {written}, which was past when this was written ({published})");
            findings.push(rule.finding(timex.span, message));
        }
    }
    if early.len() > UPDATED_DRAFT {
        return;
    }
    let early: Vec<&Timex> = early
        .into_iter()
        .filter(|&n| !is_updated(draft, draft.prose(), n))
        .map(|n| &draft.reading.dates[n])
        .filter(|timex| !draft.takes_back(timex.span))
        .collect();
    if early.len() < WRONG_DRAFT {
        findings.extend(early.into_iter().map(|timex| {
            let written = timex.written_date(text);
            let message = format!("{written} was still to come when this was written ({published})");
            rule.finding(timex.span, message)
        }));
    }
    findings.extend(foretold(rule, draft, published));
}

/// Days without a year told as past, of which the record, where it has few articles, tells as to come: "approved it on June 29".
fn foretold(rule: &Rule, draft: &Draft, published: Date) -> Vec<Finding> {
    let text = &draft.document.text;
    let claims = draft.reading.claims.iter().zip(draft.claims());
    let to_come = claims.filter_map(|(claim, asked)| {
        let timex = draft.reading.dates.get(claim.date as usize)?;
        let day = coming(timex, published)?;
        if is_quoted(draft, timex) || draft.takes_back(timex.span) || !Clause::of(draft.prose(), timex).told() {
            return None;
        }
        let sources = d001::story::foretold(draft, claim, asked.as_ref()?, day);
        let first = sources.first()?;
        let message = format!(
            "{} was still to come when this was written ({published}), as {} has it",
            timex.span.of(text),
            telling::source_name(&first.source)
        );
        let mut finding = rule.finding(timex.span, message);
        finding.evidence = sources.iter().map(telling::evidence_of_day).collect();
        Some(finding)
    });
    to_come.collect()
}

/// The next day of a month and number that has neither year nor weekday, where it is not far off.
fn coming(timex: &Timex, published: Date) -> Option<Date> {
    let parts = &timex.parts;
    let (month, day) = (i8::try_from(parts.month?.1).ok()?, i8::try_from(parts.day?.1).ok()?);
    if parts.year.is_some() || parts.weekday.is_some() || parts.ambiguous {
        return None;
    }
    let in_year = |year: i16| Date::new(year, month, day).ok();
    let next = in_year(published.year()).filter(|d| *d > published).or_else(|| in_year(published.year() + 1))?;
    let off = (next - published).get_days();
    (off > INFERRED_MARGIN_DAYS && off <= SURE_DAYS).then_some(next)
}

/// Whether a date is among somebody else's words.
fn is_quoted(draft: &Draft, timex: &Timex) -> bool {
    let quotes = &draft.reading.quotes;
    let until = quotes.partition_point(|q| q.span.start <= timex.span.start);
    let around = quotes[..until].iter().rev().take(NESTED);
    around.into_iter().any(|q| q.kind != QuoteKind::Indirect && q.span.contains(timex.span))
}

/// Whether a date is a day that is sure, and far enough from the draft's own for its tense to tell.
fn is_sure(timex: &Timex, published: Date) -> bool {
    let parts = &timex.parts;
    let Some(days) = timex.days.filter(|_| matches!(timex.kind, TimexKind::Date | TimexKind::Time)) else {
        return false;
    };
    if parts.day.is_none() || parts.month.is_none() || parts.ambiguous {
        return false;
    }
    let off = |d: Date| (d - published).get_days();
    let distance = off(days.first).max(-off(days.last));
    let weekday = parts.weekday.is_some_and(|(_, w)| w == days.first.weekday());
    let written = parts.year.is_some() || weekday;
    let margin = if written { MARGIN_DAYS } else { INFERRED_MARGIN_DAYS };
    // "On July 10 the flag was removed": last year's.
    let past = days.last < published;
    distance > margin && (parts.year.is_some() || distance <= SURE_DAYS && (written || past))
}

/// Whether a day to come stands in words that came later than the draft's date: a caption, a text that was brought up to
/// date. What pages put beside their pictures stands there twice.
fn is_updated(draft: &Draft, prose: &Prose, n: usize) -> bool {
    let (dates, text) = (&draft.reading.dates, &draft.document.text);
    let timex = &dates[n];
    let (Some(days), Some(published)) = (timex.days, draft.reading.date) else { return true };
    let at = prose.token_at(timex.span.start);
    let paragraph = prose.paragraphs.get(prose.paragraph_of(at)).map(|s| prose.span(s)).unwrap_or_default();
    let near = |t: &&Timex| paragraph.contains(t.span);
    let mut beside = dates[..n]
        .iter()
        .rev()
        .take(BESIDE)
        .take_while(near)
        .chain(dates[n + 1..].iter().take(BESIDE).take_while(near));
    let to_come = |t: &Timex| {
        let later =
            |d: crate::read::dates::Interval| (d.first - published).get_days() > MARGIN_DAYS && d.first != days.first;
        t.parts.day.is_some() && t.parts.month.is_some() && t.days.is_some_and(later)
    };
    is_captioned(text, timex.span) || beside.any(to_come) || draft.stands_twice(timex.span)
}

/// Whether a day of the past has its future told from another day: "said on May 3 they will meet on June 16", or from a
/// history's.
fn is_framed(draft: &Draft, prose: &Prose, n: usize) -> bool {
    let dates = &draft.reading.dates;
    let timex = &dates[n];
    let (Some(days), Some(published)) = (timex.days, draft.reading.date) else { return true };
    let at = prose.token_at(timex.span.start);
    let sentence = prose.sentences.get(prose.sentence_of(at)).map(|s| prose.span(s)).unwrap_or_default();
    let paragraph = prose.paragraphs.get(prose.paragraph_of(at)).map(|s| prose.span(s)).unwrap_or_default();
    let long_ago = (published - days.last).get_days() > HISTORY_DAYS;
    let near = |t: &&Timex| paragraph.contains(t.span);
    let before = dates[..n].iter().rev().take(BESIDE).take_while(near);
    let behind = dates[n + 1..].iter().take(BESIDE).take_while(near);
    before.chain(behind).any(|t| {
        let within = if long_ago { paragraph } else { sentence };
        within.contains(t.span) && t.days.is_some_and(|d| d.last < days.first)
    })
}

/// The words around a date that say what happens on it.
struct Clause<'a> {
    prose: &'a Prose<'a>,
    sentence: Range<usize>,
    /// The date's tokens, "on" before them left out.
    day: Range<usize>,
}

impl<'a> Clause<'a> {
    fn of(prose: &'a Prose<'a>, timex: &Timex) -> Self {
        let first = prose.token_at(timex.span.start);
        let sentence =
            prose.sentences.get(prose.sentence_of(first)).map_or(first..first, |s| s.start as usize..s.end as usize);
        let day = first..prose.token_at(timex.span.end.saturating_sub(1)) + 1;
        Clause { prose, sentence, day }
    }

    fn str(&self, i: usize) -> &'a str {
        self.prose.str(i)
    }

    /// Where the words end that the date belongs to: before its "on"; `None` where it is no day on which something happens.
    fn end(&self) -> Option<usize> {
        let on = self.day.start.checked_sub(1).filter(|&i| i > self.sentence.start)?;
        match self.str(on) {
            "on" => Some(on),
            // "will meet Thursday, May 18"; "will meet May 18"
            _ if self.prose.tokens[on].kind == Kind::Word && !self.prose.tokens[on].is(BEFORE_NOUN) => Some(on + 1),
            _ => None,
        }
    }

    /// The verb that the date belongs to, and whether it is done on the very day of what it is done with.
    fn verb(&self) -> Option<usize> {
        let end = self.end()?;
        for i in (self.sentence.start.max(end.saturating_sub(REACH))..end).rev() {
            let token = &self.prose.tokens[i];
            let word = self.str(i);
            if token.kind == Kind::Punct && !matches!(self.prose.mark(i), '.' | '-' | '$' | '%' | '&' | '/') {
                return None;
            }
            if self.is_verb(i) {
                return self.owns(i, end).then_some(i);
            }
            // "with those collected on June 3"
            if matches!(word, "those" | "these" | "that" | "one" | "ones") && self.str(i + 1).ends_with("ed") {
                return None;
            }
            if token.is(Class::CONJUNCTION | Class::AUXILIARY)
                || matches!(
                    word,
                    "who"
                        | "which"
                        | "that"
                        | "when"
                        | "if"
                        | "than"
                        | "before"
                        | "after"
                        | "since"
                        | "until"
                        | "ahead"
                        | "following"
                )
                || self.is_gerund(i)
            {
                return None;
            }
        }
        None
    }

    fn is_verb(&self, i: usize) -> bool {
        is_verb(self.prose, i) || self.future_of(i).is_some()
    }

    /// "by holding a vote on June 3"
    fn is_gerund(&self, i: usize) -> bool {
        let token = &self.prose.tokens[i];
        let word = self.str(i);
        token.shape == Shape::Lower && word.len() > 4 && word.ends_with("ing") && !token.is(Class::EVENT) && i > 0 && {
            let before = &self.prose.tokens[i - 1];
            !before.is(Class::NOUN_OPENER | Class::DETERMINER) || before.is(Class::PREPOSITION)
        }
    }

    /// Whether a date behind a verb's words is the verb's, and not that of what it is done with.
    fn owns(&self, verb: usize, end: usize) -> bool {
        // What is told as to come may be about what has been, and what is told as past about what was announced.
        let announced = self.future_of(verb).is_none();
        let event = |i: usize| claims::event(self.str(i)).is_some_and(|kind| !(announced && SUDDEN.contains(&kind)));
        let dated = |i: usize| event(i) || is_dated(self.str(i), announced);
        let day_verb = DAY_VERBS.get(&base(self.str(verb)));
        let between = verb + 1..end;
        let Some(head) = between.clone().last() else { return true };
        let apart =
            between.clone().any(|i| matches!(self.str(i), "for" | "about" | "over" | "against" | "with" | "to"));
        // "for the final on June 16", "the run-off on June 16"
        let token = &self.prose.tokens[head];
        let of_time = dated(head) || token.kind == Kind::Number || !announced && token.is(Class::SPEECH_NOUN);
        day_verb.is_some_and(|&with_for| with_for || !apart) || !(of_time || apart && between.clone().any(dated))
    }

    /// Whether what is past is told as to come: "will meet on", "is set to be held on".
    fn foretold(&self) -> bool {
        let future = |verb: &usize| self.future_of(*verb).is_some();
        self.is_set() || self.verb().as_ref().is_some_and(future) || self.verb_behind(|i| future(&i)).is_some()
    }

    /// "is scheduled for June 3", "is due on June 3"
    fn is_set(&self) -> bool {
        let Some(before) = self.day.start.checked_sub(3).filter(|&i| i >= self.sentence.start) else { return false };
        matches!(self.str(before), "is" | "are")
            && matches!(self.str(before + 1), "scheduled" | "set" | "due" | "planned" | "slated" | "expected")
            && matches!(self.str(before + 2), "for" | "on")
    }

    /// The word that puts a verb into the future: "will", "to" of "is going to".
    fn future_of(&self, verb: usize) -> Option<usize> {
        let prose = self.prose;
        let back = |mut i: usize| {
            loop {
                i = i.checked_sub(1).filter(|&i| i >= self.sentence.start)?;
                if !(prose.tokens[i].is(Class::ADVERB) || prose.str(i) == "not") {
                    return Some(i);
                }
            }
        };
        let other = Class::NOUN_OPENER | Class::DETERMINER | Class::PREPOSITION | Class::SUBJECT_PRONOUN | Class::STOP;
        let token = &prose.tokens[verb];
        if token.kind != Kind::Word || token.shape != Shape::Lower || token.is(other) {
            return None;
        }
        let mut i = back(verb)?;
        // "will be held"
        if prose.str(i) == "be" {
            i = back(i)?;
        }
        match prose.str(i) {
            "will" | "'ll" | "’ll" => Some(i),
            "to" => {
                let mut frame = back(i)?;
                if matches!(prose.str(frame), "plans" | "intends" | "hopes" | "aims" | "wants" | "expects") {
                    return Some(i);
                }
                if matches!(
                    prose.str(frame),
                    "going" | "set" | "due" | "scheduled" | "expected" | "slated" | "about" | "poised" | "planning"
                ) {
                    frame = back(frame)?;
                }
                matches!(prose.str(frame), "is" | "are" | "'s" | "’s" | "'re" | "’re").then_some(i)
            }
            _ => None,
        }
    }

    /// Whether what is to come is told as past.
    fn told(&self) -> bool {
        let past = |i: usize| is_past(self.prose, i);
        let verb = self.verb().filter(|&v| past(v)).or_else(|| self.verb_behind(past));
        verb.is_some_and(|v| self.is_finite(v) && !PLANNING.contains(&base(self.str(v)))) && !self.is_planned()
    }

    /// Whether the clause speaks of plans or conditions.
    fn is_planned(&self) -> bool {
        let ends = |i: &usize| self.prose.tokens[*i].kind != Kind::Punct && !matches!(self.str(*i), "and" | "but");
        let comma = usize::from(self.prose.mark(self.day.end) == ',' && self.opens());
        let behind = (self.day.end + comma..self.sentence.end).take_while(ends).take(PLAN_REACH);
        let before = self.sentence.start.max(self.day.start.saturating_sub(PLAN_REACH))..self.day.start;
        // "were told that school began on June 3"
        before.clone().any(|i| self.str(i) == "that") || before.chain(behind).any(|i| PLANS.contains(&self.str(i)))
    }

    /// Whether the date opens its sentence: "On June 16 the leaders met".
    fn opens(&self) -> bool {
        self.day.start == self.sentence.start + 1 && self.str(self.sentence.start) == "On"
    }

    /// The verb behind a date that opens its sentence, if it is of a kind.
    fn verb_behind(&self, kind: impl Fn(usize) -> bool) -> Option<usize> {
        let first = self.day.end + usize::from(self.prose.mark(self.day.end) == ',');
        let end = self.sentence.end.min(first + REACH);
        let subject = (first..end).take_while(|&i| {
            let token = &self.prose.tokens[i];
            token.kind != Kind::Punct
                && !token.is(Class::CONJUNCTION)
                && !matches!(self.str(i), "who" | "which" | "that" | "to")
        });
        let mut words = subject.skip_while(|&i| !self.is_verb(i));
        words.next().filter(|&i| self.opens() && kind(i))
    }

    /// Whether a past form tells that something happened: "was held", "met", but not "be held", "is said".
    fn is_finite(&self, verb: usize) -> bool {
        let before = (self.sentence.start..verb).rev().find(|&i| !self.prose.tokens[i].is(Class::ADVERB));
        before.is_none_or(|i| {
            !matches!(
                self.str(i),
                "be" | "being"
                    | "is"
                    | "are"
                    | "am"
                    | "to"
                    | "have"
                    | "having"
                    | "get"
                    | "gets"
                    | "not"
                    | "n't"
                    | "of"
                    | "had"
            )
        })
    }
}

/// What stands before a noun, or makes a date another time than the one on which something happens: "since June 3".
const BEFORE_NOUN: Class = Class::PREPOSITION
    .union(Class::DETERMINER)
    .union(Class::NOUN_OPENER)
    .union(Class::CONJUNCTION)
    .union(Class::TIME_PREPOSITION)
    .union(Class::DATE_LEAD);

/// Whether a noun may have a day of its own: "decision", "payment", "raid"; `announced` where only days that are known
/// before count.
fn is_dated(word: &str, announced: bool) -> bool {
    let word = word.to_lowercase();
    let deed = ["tion", "sion", "ment", "ing", "ance"].iter().any(|e| word.ends_with(e));
    word.len() > 5 && deed || DATED.get(word.as_str()).is_some_and(|known| *known || !announced)
}

#[cfg(test)]
mod tests {
    use crate::check::tests::lint;

    #[test]
    fn a_past_that_will_happen_is_reported() {
        let text = "The leaders will meet in Geneva on June 16, 2020.";
        assert_eq!(lint("D006", Some("2021-06-11"), text).len(), 1);
    }

    #[test]
    fn a_future_that_has_happened_is_reported() {
        assert_eq!(lint("D006", Some("2021-06-11"), "The leaders met in Geneva on June 16, 2022.").len(), 1);
    }

    /// How many mistakes a draft of June 11, 2021, has.
    fn mistakes(text: &str) -> usize {
        lint("D006", Some("2021-06-11"), text).len()
    }

    #[test]
    fn what_is_past_is_not_to_come() {
        for text in [
            "The leaders will meet on Monday, June 7.",
            "The leaders will meet Monday, June 7, 2021.",
            "The council will vote on June 7.",
            "Police will search an old mill in the port of Lindau on June 2, 2021.",
            "Falk is going to sign for half of the club on Wednesday, June 9, 2021.",
            "Falk is going to open the hearing on the spilled oil on June 7, 2021.",
            "The trial is to begin on June 7, 2021, in Lindau.",
            "The bridge is set to be opened on June 7, 2021.",
            "The trial is set for June 7, 2021.",
            "The airline plans to resume its flights on June 7, 2021.",
            "On June 7, 2021, the union will vote.",
        ] {
            assert_eq!(mistakes(text), 1, "{text}");
        }
    }

    #[test]
    fn what_is_to_come_has_not_happened() {
        for text in [
            "The council approved the pact on July 7, 2021.",
            "The hall was reopened on July 7, 2021, and 300 people came on the first day.",
            "Nine hundred people packed the gym for the meeting on July 7, 2021.",
            "Falk won the primary on July 7, 2021, after a dull campaign.",
            "They pleaded guilty when their trial began in Lindau on July 7, 2021.",
            "Falk took charge of the bank on July 1, 2021.",
            "The council ratified the treaty on July 7, 2021.",
            "The voters rejected the plan on Sunday, June 27.",
            "On July 7, 2021, the envoys met in Lindau.",
            "The council passed the budget on July 7, 2021, and Falk will sign it.",
        ] {
            assert_eq!(mistakes(text), 1, "{text}");
        }
    }

    #[test]
    fn plans_memories_and_other_peoples_words_are_left_alone() {
        for text in [
            // A day or two ahead, or late.
            "The museum was reopened on June 12, 2021.",
            "The leaders will meet on June 10, 2021.",
            "The leaders will meet on June 9.",
            // Plans told in the past.
            "The council agreed to meet on July 7, 2021.",
            "The council called a vote on July 7, 2021.",
            "The trial was set for July 7, 2021.",
            "The trial was to begin on June 7, 2021.",
            "The airline had planned to resume its flights on June 7, 2021.",
            "The nurses would strike on June 7, 2021, they had warned.",
            "Fans bought seats for the concert on July 7, 2021.",
            "Falk named his team for the vote on July 7, 2021.",
            "Falk reached the final on July 7, 2021.",
            "Parents were told that school began on July 7, 2021.",
            "If it passed on July 7, 2021, it was law.",
            // What is to come is about what has been.
            "Falk will explain the raid on June 2, 2021.",
            "Falk will be remembered for her speech on June 2, 2021.",
            "The judges will compare the votes with those cast on June 2, 2021.",
            "The widow will get money for the house that burned on June 2, 2021.",
            "The court will hear the appeal against the ruling on June 2, 2021.",
            // Another time's future.
            "Falk said on May 3 that he will resign on June 2.",
            "The club was founded in 1910. It will win its first title on May 3, 1931.",
            "It will win its first title on May 3, 1931.",
            // Somebody else's, and a note on the text.
            "\u{201C}We met on July 7, 2021,\u{201D} the witness said.",
            "This story was updated on June 17, 2021.",
            // Last year's, rather.
            "On June 27 the flag was taken down.",
            // A caption, and a text that is newer than its date.
            "Photos: The bridge Falk opened the bridge on June 27, 2021. Hide Caption 2 of 9",
            "The rule took effect on June 27, 2021. The rest came on July 9, 2021.",
        ] {
            assert_eq!(mistakes(text), 0, "{text}");
        }
    }

    #[test]
    fn a_draft_with_many_days_to_come_is_dated_wrong() {
        let told = |n: u32| (1..=n).map(|d| format!("Falk resigned on July {d}, 2021.\n\n")).collect::<String>();
        assert_eq!(mistakes(&told(2)), 2);
        assert_eq!(mistakes(&told(3)), 0);
    }

    #[test]
    fn tense_and_date_that_agree_or_may_agree_are_left_alone() {
        for text in [
            "The leaders will meet in Geneva on June 16, 2021.",
            "The leaders met in Geneva on June 16, 2020.",
            "The leaders will meet in Geneva on June 10, 2021.",
            "They will remember the victims of the attack on June 16, 2020.",
            "The leaders said on May 3, 2020, they will meet on June 16, 2020.",
            "The contract, signed last year, ends on June 16, 2022.",
            "The leaders will meet in Geneva on December 6.",
        ] {
            assert_eq!(lint("D006", Some("2021-06-11"), text).len(), 0, "{text}");
        }
        assert_eq!(lint("D006", None, "The leaders will meet in Geneva on June 16, 2020.").len(), 0);
    }
}
