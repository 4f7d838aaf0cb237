//! D005: durations, ages and anniversaries that do not add up.

mod ages;
mod amount;
mod anniversaries;

use super::{Draft, Finding, Rule, Severity};
use crate::lexicon::{self, Class};
use crate::read::{Timex, TimexKind};
use crate::text::{Kind, Prose, Shape, Span};
use amount::{Amount, Grain, Placed, Told};
use jiff::ToSpan;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::LazyLock;

pub(super) const RULE: Rule =
    Rule { code: "D005", name: "date-arithmetic", severity: Severity::Warning, needs_record: false, docs: DOCS, check };

const DOCS: &str = "\
# D005 date-arithmetic

Two expressions that are to say the same and do not: a distance beside the day it should lead to, an anniversary beside
the year it counts from, a span of time beside its length, an age beside the day of birth, a person's nth year beside
the first.

**Why it matters.** One of the numbers is wrong, and a reader with a pencil finds out which.

**Examples.** In a draft of 2021: `exactly ten years ago, in 2001`; `the 20th anniversary of the 2011 attacks`;
`founded in 1911, the club marked its 90th anniversary in 2021`; `for five years, from 1990 to 1998`; `for four days,
from May 15 to May 22`; `Saturday's parade, six days after the flood of May 15`; `had sat there for 30 years, since
2001`; `born in 1931, she died in 1998 at the age of 75`; `born in 1936, he is 71`; `came in 1998 and is now in her 33rd
year there`.

**When it stays silent.** Within a unit either way (people round, and count both ends), where the number is loose
(`about`, `more than`), where another date of the sentence makes it right, where somebody else's age, or something else's
anniversary, may be meant, and in a sentence that corrects an earlier version.

**Silence it** with `<!-- onrecord: ignore D005 -->` on the line (plain text: `[onrecord: ignore D005]`).
";

/// Years by which two numbers may differ: birthdays, fiscal years and counting both ends make one.
const TOLERANCE: i32 = 1;

/// Parts of the words in `reckoning.tsv`.
static PARTS: LazyLock<FxHashMap<&'static str, &'static str>> =
    LazyLock::new(|| lexicon::pairs(include_str!("../lexicon/reckoning.tsv")).collect());

/// Words before a loose word that belong to the same amount: "at least", "just over".
const LOOSE_REACH: usize = 3;

fn check(rule: &Rule, draft: &Draft, findings: &mut Vec<Finding>) {
    let dates = &draft.reading.dates;
    if dates.is_empty() || !counts(draft) {
        return;
    }
    let prose = draft.prose();
    let mut said = Vec::new();
    let mut before: Option<Sentence> = None;
    let mut rest = dates.as_slice();
    while let Some(first) = rest.first() {
        let index = prose.sentence_of(prose.token_at(first.span.start));
        let Some(tokens) = prose.sentences.get(index) else { break };
        let end = prose.span(tokens).end;
        let (here, later) = rest.split_at(rest.partition_point(|t| t.span.start < end).max(1));
        rest = later;
        // A table, or a list of many years.
        if here.len() > MANY {
            before = None;
            continue;
        }
        let earlier = &dates[..dates.len() - here.len() - later.len()];
        let sentence = Sentence::new(prose, index, (earlier, here), draft.reading.date);
        sentence.ago(&mut said);
        sentence.before_and_after(&mut said);
        sentence.after_all(&mut said);
        sentence.spans(&mut said);
        sentence.since(&mut said);
        sentence.anniversaries(&mut said);
        sentence.ages(&mut said);
        sentence.nth_year(&mut said);
        if let Some(before) = before.filter(|b| b.index + 1 == index) {
            sentence.goes_on(&before, &mut said);
        }
        before = Some(sentence);
    }
    said.sort_by_key(|(span, _)| *span);
    let mut last = Span::default();
    for (span, message) in said {
        // Two ways to the same number are one mistake.
        if span.start >= last.end && !draft.takes_back(span) {
            findings.push(rule.finding(span, message));
            last = span;
        }
    }
}

/// More dates in one sentence are a table's.
const MANY: usize = 12;

/// Whether anything in a draft may be reckoned up.
fn counts(draft: &Draft) -> bool {
    let text = &draft.document.text;
    draft.reading.dates.iter().any(|t| t.kind == TimexKind::Duration || t.span.of(text).ends_with("ago"))
        || ["orn ", "anniversary", "birthday", "centen", "year", "season", "later"].iter().any(|w| text.contains(w))
}

/// What is wrong, and where.
type Said = Vec<(Span, String)>;

/// A sentence and the dates in it.
struct Sentence<'a> {
    prose: &'a Prose<'a>,
    index: usize,
    tokens: Range<usize>,
    dates: Vec<Placed<'a>>,
    /// The dates of the text before it.
    earlier: &'a [Timex],
    published: Option<Date>,
}

impl<'a> Sentence<'a> {
    fn new(
        prose: &'a Prose<'a>,
        index: usize,
        (earlier, dates): (&'a [Timex], &'a [Timex]),
        published: Option<Date>,
    ) -> Self {
        let tokens = prose.sentences.get(index).map_or(0..0, |s| s.start as usize..s.end as usize);
        let placed = |timex: &'a Timex| {
            let first = prose.token_at(timex.span.start);
            Placed { timex, first, end: prose.token_at(timex.span.end.saturating_sub(1)) + 1 }
        };
        Sentence { prose, index, tokens, dates: dates.iter().map(placed).collect(), earlier, published }
    }

    fn str(&self, i: usize) -> &'a str {
        self.prose.str(i)
    }

    fn is_word(&self, i: usize, words: &[&str]) -> bool {
        self.tokens.contains(&i) && words.iter().any(|w| w.eq_ignore_ascii_case(self.str(i)))
    }

    fn is(&self, i: usize, classes: Class) -> bool {
        self.tokens.contains(&i) && self.prose.tokens[i].is(classes)
    }

    fn words(&self, of: &Placed) -> &'a str {
        of.timex.span.of(self.prose.text)
    }

    /// The words between two expressions.
    fn gap(&self, a: &Placed, b: &Placed) -> &'a str {
        let (from, to) = (a.timex.span.end as usize, b.timex.span.start as usize);
        self.prose.text.get(from..to).unwrap_or("").trim()
    }

    fn has(&self, tokens: Range<usize>, words: &[&str]) -> bool {
        tokens.clone().any(|i| self.is_word(i, words))
    }

    /// How exactly an expression tells its amount; `None` where it is loose.
    fn told(&self, at: &Placed) -> Option<Told> {
        let lead = (self.tokens.start..at.first).rev().take(LOOSE_REACH).take_while(|&i| self.prose.mark(i) == '\0');
        let lead = lead.take_while(|&i| !self.is_word(i, &["for", "from", "in"])).last().unwrap_or(at.first);
        let (own, all) = (at.first..at.end, lead..at.end);
        // "near here 20 years ago" is near a place.
        let is_of_place = |i: usize| self.is_word(i, &["near"]) && i + 1 != at.first;
        let loose = |i: usize| {
            self.has_part(i, 'l') && !is_of_place(i) || self.is(i, Class::VAGUE) && !self.is_word(i, &["more"])
        };
        // "the first five years", "the last five years of his reign", "half of a century"
        let part = self.has(own.clone(), &["first", "final", "opening", "or", "another", "further"])
            || self.has(own.clone(), &["last", "next", "past", "previous"]) && self.is_word(at.end, &["of"])
            // "ten working days"
            || self.has(own.clone(), &["working", "trading", "business", "fiscal"])
            || self.is_word(at.first.wrapping_sub(1), &["of", "another", "further"]);
        if part || self.has_part(at.end, 'b') {
            return None;
        }
        let (least, most) = (all.clone().any(|i| self.has_part(i, 'a')), all.clone().any(|i| self.has_part(i, 'm')));
        match (least, most) {
            (true, true) => None,
            (false, false) => (!all.clone().any(loose)).then_some(Told::Exactly),
            _ if self.has(all, &["no", "not", "n't", "much", "little", "slightly", "or"]) => None,
            (true, _) => Some(Told::AtLeast),
            (_, true) => Some(Told::AtMost),
        }
    }

    /// The amount of a duration, if it is not loose.
    fn amount(&self, at: &Placed) -> Option<Amount> {
        Amount::of(&at.timex.value, self.told(at).filter(|_| at.timex.kind == TimexKind::Duration)?)
    }

    /// The amount of an expression that ends in a word: "five days ago", "five days later".
    fn counted(&self, at: &Placed, ending: &str) -> Option<Amount> {
        let words = self.words(at).strip_suffix(ending)?.trim_end();
        let (count, unit) = words.rsplit_once(' ')?;
        let unit = match unit {
            "year" | "years" => 'Y',
            "month" | "months" => 'M',
            "week" | "weeks" => 'W',
            "day" | "days" => 'D',
            _ => return None,
        };
        let n = number(count.rsplit(' ').next()?)?;
        let told = self.told(at).filter(|t| *t == Told::Exactly && at.timex.kind == TimexKind::Date)?;
        Amount::new(i64::from(n), unit, told)
    }

    /// "ten years ago, in 2001"; "in 2001, ten years ago"; "five days ago, on June 3".
    fn ago(&self, said: &mut Said) {
        let Some(published) = self.published else { return };
        for pair in self.dates.windows(2) {
            let [a, b] = pair else { continue };
            let (distance, date) = match (self.counted(a, "ago"), self.counted(b, "ago")) {
                (Some(n), None) if ends_lead(self.gap(a, b), &["", ",", "(", "—", "–"], &["in", "on"]) => (n, b),
                (None, Some(n)) if matches!(self.gap(a, b), "," | "(" | "—" | "–") => (n, a),
                _ => continue,
            };
            let words = self.words(if std::ptr::eq(date, b) { a } else { b });
            let span = a.timex.span.cover(b.timex.span);
            if distance.unit == 'Y' {
                let Some(written) = date.year() else { continue };
                let there = i32::from(published.year()) - distance.n as i32;
                // Round ones of centuries are no arithmetic.
                if (there - written).abs() > TOLERANCE && distance.n < 100 {
                    said.push((
                        span,
                        format!("“{words}” leads from {} to {there}, not to {written}", published.year()),
                    ));
                }
            } else if let (Some((least, most)), Some((first, last))) = (distance.bounds(date.grain()), date.days())
                && (date.year().is_some() || first <= published)
                && let (Ok(earliest), Ok(latest)) = (published.checked_sub(most), published.checked_sub(least))
                && date.is_calendar()
                && (last < earliest.saturating_sub(LATE_DAYS.days()) || first > latest.saturating_add(LATE_DAYS.days()))
            {
                let written = date.timex.written_date(self.prose.text);
                said.push((span, format!("“{words}” does not lead from {published} to {written}")));
            }
        }
    }

    /// "in 2003, exactly 30 years before the collapse of 2023"; "in 1990 and, five years later, in 1998".
    fn before_and_after(&self, said: &mut Said) {
        for (k, d) in self.dates.iter().enumerate() {
            let after = self.is_word(d.end, &["after"]);
            if let Some(amount) = self.amount(d).filter(|_| after || self.is_word(d.end, &["before"])) {
                // The day that it is counted from, with no clause of its own.
                let Some(from) = self.dates.get(k + 1) else { continue };
                let clause = |i: usize| {
                    self.is(i, Class::AUXILIARY | Class::PAST_VERB)
                        || self.str(i).ends_with("ed")
                        || self.str(i).ends_with("ing")
                };
                // "after the collapse of 2023", but not "after his 2010 novel was filmed"
                let behind = (from.end..self.tokens.end).take(COUNTED_FROM).take_while(|&i| self.prose.mark(i) == '\0');
                let close = from.first - d.end <= COUNTED_FROM
                    && (d.end..from.first).all(|i| self.prose.tokens[i].kind != Kind::Punct && !clause(i))
                    && !behind.into_iter().any(clause);
                let lead = ["", ",", "—", "–", "(", ", came", "came", ", just", ", only", "and,"];
                let leads = |at: &&Placed| lead.contains(&self.gap(at, d)) || self.is_event_of(at, d);
                let at = k.checked_sub(1).map(|i| &self.dates[i]).filter(leads);
                let behind =
                    || self.dates.get(k + 2).filter(|b| ends_lead(self.gap(from, b), &[",", "(", "—"], &["in", "on"]));
                if let Some(at) = at.or_else(behind).filter(|_| close) {
                    let (a, b) = if after { (from, at) } else { (at, from) };
                    if !amount.is_a_week_off(a, b) {
                        self.hold_against(amount, d, a, b, false, said);
                    }
                }
                if after {
                    self.after_clause(amount, d, from, k, said);
                }
            } else if let Some((amount, later)) = self.later(d)
                && let Some(at) = self.dates.get(k + 1)
                && ends_lead(self.gap(d, at), &["", ",", "(", "—"], &["in", "on"])
            {
                let mut earlier = self.dates[..k].iter().filter(|e| e.is_calendar());
                if let (Some(from), None) = (earlier.next(), earlier.next())
                    && !self.is_counted_elsewhere(amount, at, later)
                {
                    let (a, b) = if later { (from, at) } else { (at, from) };
                    self.hold_against(amount, d, a, b, false, said);
                }
            }
        }
    }

    /// Whether a date is that of what is told between it and a distance: "Saturday's parade, six days after".
    fn is_event_of(&self, at: &Placed, distance: &Placed) -> bool {
        let mut words = at.end..distance.first;
        let clitic = words.next().is_some_and(|i| self.prose.tokens[i].kind == Kind::Clitic);
        let comma = words.next_back().is_some_and(|i| self.prose.mark(i) == ',');
        let plain = |i: usize| {
            let token = &self.prose.tokens[i];
            token.kind == Kind::Word && !token.is(Class::AUXILIARY | Class::PAST_VERB | Class::CONJUNCTION)
        };
        clitic && comma && (1..=EVENT_WORDS).contains(&words.len()) && words.clone().all(plain)
    }

    /// "Exactly 30 years after it was built in 1962, the mill was sold in 2002."
    fn after_clause(&self, amount: Amount, length: &Placed, from: &Placed, k: usize, said: &mut Said) {
        let (Some(at), 3) = (self.dates.get(k + 2), self.dates.len()) else { return };
        let main = from.end + 1..at.first;
        let whole = |mut words: Range<usize>| {
            words.all(|i| {
                let other = ["who", "which", "that", "whose", "to", "until", "as", "had"];
                self.prose.tokens[i].kind != Kind::Punct && !self.is(i, Class::CONJUNCTION) && !self.is_word(i, &other)
            })
        };
        let in_year = |d: &Placed| {
            self.is_word(d.first.wrapping_sub(1), &["in"]) && d.grain() == Grain::Year && d.year().is_some()
        };
        if amount.unit == 'Y'
            && length.first <= self.tokens.start + 1
            && in_year(from)
            && in_year(at)
            && self.prose.mark(from.end) == ','
            && (length.end + 1..from.first)
                .any(|i| self.has_part(i, 'v') || self.has_part(i, 'e') || self.has_part(i, 'c'))
            && whole(length.end + 1..from.first)
            && whole(main)
        {
            self.hold_against(amount, length, from, at, false, said);
        }
    }

    /// Whether what is told "ten days later" may be so from a date of a sentence before.
    fn is_counted_elsewhere(&self, amount: Amount, at: &Placed, later: bool) -> bool {
        let before = self.earlier.iter().rev().take(PASSAGE);
        before.map(|timex| Placed { timex, first: 0, end: 0 }).any(|from| {
            let (a, b) = if later { (&from, at) } else { (at, &from) };
            from.is_calendar() && amount.mismatch(a, b, false).is_none()
        })
    }

    /// N of "N years later", and whether it goes forward.
    fn later(&self, at: &Placed) -> Option<(Amount, bool)> {
        self.counted(at, "later").map(|a| (a, true)).or_else(|| self.counted(at, "earlier").map(|a| (a, false)))
    }

    /// "opened in 1918 and closed in 2018, after 90 years"
    fn after_all(&self, said: &mut Said) {
        for three in self.dates.windows(3) {
            let [a, b, d] = three else { continue };
            // "came back on June 9 after ten days, having been shut on June 3"
            let gap = self.gap(b, d);
            let shut = gap.starts_with(", having been ")
                && gap.ends_with(" on")
                && self.gap(a, b) == "after"
                && d.first - b.end <= COUNTED_FROM;
            if let Some(amount) = self.amount(b).filter(|_| shut && a.is_calendar() && d.is_calendar()) {
                self.hold_against(amount, b, d, a, false, said);
            }
            let begun = (self.tokens.start.max(a.first.saturating_sub(BORN_REACH))..a.first)
                .any(|i| self.has_part(i, 'v') || self.has_part(i, 'c'));
            let ended = (a.end..b.first).any(|i| self.has_part(i, 'e'));
            let whole = matches!(self.gap(b, d), ", after" | "after") && self.dates.len() == 3;
            let closed = self.prose.tokens.get(d.end).is_none_or(|t| t.kind == Kind::Punct)
                || self.is_word(d.end, &["in", "at", "there"]);
            if let Some(amount) = self.amount(d)
                && begun
                && ended
                && whole
                && closed
                && a.is_calendar()
                && b.is_calendar()
            {
                self.hold_against(amount, d, a, b, false, said);
            }
        }
    }

    /// Whether the expressions at `i` and behind make a range: "from 1990 to 1998".
    fn is_range(&self, i: usize) -> bool {
        let Some([a, b]) = self.dates.get(i..i + 2) else { return false };
        let joint = self.gap(a, b);
        // "from 1990 until his death in 1998"
        let words = a.end..b.first;
        let until = (2..=NAMED).contains(&words.len())
            && self.is_word(words.start, &["to", "until", "till"])
            && self.is_word(words.end - 1, &["in", "on"])
            && words.clone().all(|i| self.prose.tokens[i].kind == Kind::Word)
            && self.is_word(a.first.wrapping_sub(1), &["from"]);
        a.is_calendar()
            && b.is_calendar()
            && (until
                || matches!(
                    joint,
                    "to" | "until" | "till" | "through" | "thru" | "–" | "-" | "—" | ", to" | ", through" | ", until"
                )
                || joint == "and" && self.is_word(a.first.wrapping_sub(1), &["between"]))
    }

    /// "for five years, from 1990 to 1998"; "from 1990 to 1998, and in those five years".
    fn spans(&self, said: &mut Said) {
        for i in 0..self.dates.len() {
            if self.is_range(i) {
                let (a, b) = (&self.dates[i], &self.dates[i + 1]);
                let length = i.checked_sub(1).map(|d| &self.dates[d]).filter(|d| self.leads_to(d, a, b.end));
                let length = length.or_else(|| self.dates.get(i + 2).filter(|d| self.sums_up(b, d)));
                if let Some((length, amount)) = length.and_then(|l| Some((l, self.amount(l)?))) {
                    let window = self.is_word(a.first.wrapping_sub(1), &["between"])
                        && length.end < a.first
                        && !self.is_word(length.first, &["the", "those", "these"]);
                    self.hold_against(amount, length, a, b, window, said);
                }
            } else {
                self.passes(i, said);
            }
        }
    }

    /// Whether a length is the range's that begins at `a`: "for five years, from", "his five-year reign (".
    fn leads_to(&self, length: &Placed, a: &Placed, range_end: usize) -> bool {
        let mut end = a.first;
        let mut opened = false;
        if end > length.end && self.is_word(end - 1, &["from", "between"]) {
            end -= 1;
            opened = true;
        }
        if end > length.end && matches!(self.prose.mark(end - 1), ',' | '(' | '—' | '–') {
            end -= 1;
            opened = true;
        }
        let between = length.end..end;
        let attributive = self.prose.text.get(length.timex.span.start as usize..length.timex.span.end as usize);
        let attributive = attributive.is_some_and(|w| w.contains('-') && !w.ends_with('s'));
        let plain = |i: usize| {
            let token = &self.prose.tokens[i];
            token.kind == Kind::Word
                && (!token.is(Class::CONJUNCTION | Class::AUXILIARY | Class::SUBJECT_PRONOUN)
                    || self.is_word(i, &["as"]))
                && !(token.shape == Shape::Lower && self.str(i).ends_with("ed"))
        };
        // "The three-day fair runs June 14–20"
        let runs = (between.clone())
            .rev()
            .take(3)
            .find(|&i| self.is_word(i, &["runs", "ran", "run", "lasts", "lasted", "is", "was"]));
        let between = match runs {
            Some(runs) if attributive => between.start..runs,
            _ => between,
        };
        // "The team won three titles in five years, from 2009 to 2019 it won none."
        let another = self.is(range_end, Class::SUBJECT_PRONOUN | Class::DETERMINER)
            || self.tokens.contains(&range_end) && self.prose.tokens[range_end].capitalised();
        if another || between.clone().any(|i| self.has_part(i, 'x')) {
            return false;
        }
        let named = attributive && !between.is_empty() && !self.is(between.start, Class::PREPOSITION);
        let of = self.is_word(between.start, &["of", "as", "in", "at"]) && !attributive;
        (opened || runs.is_some())
            && (between.is_empty() && !attributive
                || (named || of) && between.len() <= NAMED && between.clone().all(plain))
    }

    /// Whether a length sums up the range that ends at `b`: "to 1998, a total of five years", "in those five years".
    fn sums_up(&self, b: &Placed, length: &Placed) -> bool {
        self.is_word(length.first, &["those", "these"])
            || matches!(self.gap(b, length), ", a total of" | ", or" | "," | "—" | "–" | "(")
                && self.prose.tokens.get(length.end).is_none_or(|t| t.kind == Kind::Punct)
    }

    /// "after five years in office": some of the term that was spoken of, or all.
    fn is_in_office(&self, length: &Placed) -> bool {
        let the = usize::from(self.is_word(length.end + 1, &["the", "his", "her"]));
        let office = ["office", "power", "charge", "job", "post", "helm", "bench", "throne", "role", "command"];
        self.is_word(length.end, &["in", "at", "on"]) && self.is_word(length.end + 1 + the, &office)
    }

    /// "Five days went by between the sample, on March 5, and the order, on March 7."
    fn passes(&self, i: usize, said: &mut Said) {
        let Some([length, a, b, ..]) = self.dates.get(i..) else { return };
        // "lasted eight weeks, beginning on January 6 and ending on February 3"
        let begins = self.has(length.end..a.first, &["beginning", "starting"])
            && self.has(a.end..b.first, &["ending", "finishing"]);
        if let Some(amount) = self.amount(length).filter(|_| begins && a.is_calendar() && b.is_calendar()) {
            self.hold_against(amount, length, a, b, false, said);
        }
        let mut between = (length.end..a.first).filter(|&t| self.is_word(t, &["between"]));
        let (Some(between), None) = (between.next(), between.next()) else { return };
        let passes =
            self.has(length.end..between, &["passed", "pass", "went", "go", "elapsed", "elapse", "lay", "lie"]);
        let amount = self.amount(length).filter(|_| passes);
        if let Some(amount) = amount
            && between - length.end <= NAMED
            && a.is_calendar()
            && b.is_calendar()
            && self.has(a.end..b.first, &["and"])
            && !self.is_word(length.first, &["another", "further"])
        {
            self.hold_against(amount, length, a, b, false, said);
        }
    }

    /// Holds a length against the dates that it lies between, or somewhere between which it lies: "spent five days there
    /// between May 1 and May 20".
    fn hold_against(&self, amount: Amount, length: &Placed, a: &Placed, b: &Placed, window: bool, said: &mut Said) {
        if let Some(real) = amount.mismatch(a, b, window) {
            let (from, to) = (a.timex.written_date(self.prose.text), b.timex.written_date(self.prose.text));
            let message = format!("from {from} to {to} is {real}, not “{}”", self.words(length));
            said.push((length.timex.span.cover(a.timex.span).cover(b.timex.span), message));
        }
    }

    /// "has run it for 20 years, since 1994", in a draft of 2021.
    fn since(&self, said: &mut Said) {
        let Some(now) = self.published else { return };
        for pair in self.dates.windows(2) {
            let [a, b] = pair else { continue };
            let having = self.has_stayed(a, b);
            let (length, from) = match (self.gap(a, b), self.amount(a), self.amount(b)) {
                (_, Some(n), None) if having => (n, b),
                (", since" | "since" | "(since", Some(n), None) => (n, b),
                (", for" | "for" | ", or", None, Some(n)) if self.is_word(a.first.wrapping_sub(1), &["since"]) => {
                    (n, a)
                }
                _ => continue,
            };
            let has = self.has(self.tokens.clone(), &["has", "have", "'ve", "’ve"]);
            let had = self.has(self.tokens.clone(), &["had"]);
            // "had run it for 20 years" is told of another time, but none to come.
            let past = had || self.has(self.tokens.clone(), &["was", "were"]);
            let to_come = self.has(self.tokens.clone(), &["would", "will"]);
            let (true, false, 'Y', Some(year)) = (has || had, to_come, length.unit, from.year()) else { continue };
            let years = i32::from(now.year()) - year;
            let (fewer, more) = (years + TOLERANCE < length.n as i32, years - TOLERANCE > length.n as i32);
            let more = more && !past && !having;
            if fewer && length.told != Told::AtMost || more && length.told != Told::AtLeast {
                let message = format!("from {year} to {} is {years} years, not {}", now.year(), length.n);
                said.push((a.timex.span.cover(b.timex.span), message));
            }
        }
    }

    /// "has been at the mill for 20 years, having joined as a clerk in 1994"
    fn has_stayed(&self, length: &Placed, from: &Placed) -> bool {
        let mut words = length.end..from.first;
        let having = words.next().is_some_and(|i| self.prose.mark(i) == ',')
            && words.next().is_some_and(|i| self.is_word(i, &["having"]));
        let joined = words.next().filter(|_| having);
        // "joined this one" is another place than where the time was spent.
        let here =
            |i: usize| self.is(i, Class::PREPOSITION) || self.is_word(i, &["as", "there", "it"]) || i == from.first;
        let stayed = (self.tokens.start..length.first)
            .rev()
            .take(BORN_REACH)
            .any(|i| self.is_word(i, &["been"]) && self.is_word(i + 1, &["at", "with", "in", "there", "here"]));
        stayed && joined.is_some_and(|i| self.has_part(i, 'c') && here(i + 1)) && words.len() <= COUNTED_FROM
    }

    /// Whether a date ends with a token.
    fn ends_date(&self, i: usize) -> bool {
        self.dates.iter().any(|d| d.end == i + 1)
    }

    /// Whether a word has a part in `reckoning.tsv`.
    fn has_part(&self, i: usize, part: char) -> bool {
        self.tokens.contains(&i)
            && PARTS.get(self.str(i).to_ascii_lowercase().as_str()).is_some_and(|p| p.contains(part))
    }

    /// "from 1990 to 1998. In those five years"; "It took them ten days. … on June 9 … on June 12 …"
    fn goes_on(&self, before: &Sentence<'a>, said: &mut Said) {
        if self.prose.paragraph_of(self.tokens.start) != self.prose.paragraph_of(before.tokens.start) {
            return;
        }
        let Some(length) = self.dates.first() else { return };
        let mut ranges = (0..before.dates.len()).filter(|&i| before.is_range(i));
        if let (Some(i), None) = (ranges.next(), ranges.next())
            && let Some(amount) = self.amount(length)
        {
            let all = self.is_word(length.first, &["those", "these"]);
            if all || self.is_in_office(length) {
                before.hold_against(amount, length, &before.dates[i], &before.dates[i + 1], !all, said);
            }
        }
        // "The team lost on June 9. Ten days later, on June 12, the coach went."
        let mut dated = before.dates.iter().filter(|d| d.is_calendar());
        if let Some((amount, true)) = self.later(length)
            && let (Some(from), None) = (dated.next(), dated.next())
            && let Some(at) = self.dates.get(1)
            && length.first <= self.tokens.start + 1
            && at.is_calendar()
            && ends_lead(self.gap(length, at), &[","], &["in", "on"])
            && !self.is_counted_elsewhere(amount, at, true)
        {
            self.hold_against(amount, length, from, at, false, said);
        }
        if let [length] = before.dates[..]
            && (before.is_word(before.tokens.start, &["It"]) && before.is_word(before.tokens.start + 1, &["took"])
                || before.is_word(length.first.wrapping_sub(1), &["lasted"]))
            && let [a, b] = &self.dates[..]
            && a.is_calendar()
            && b.is_calendar()
            && a.grain() == Grain::Day
            && b.grain() == Grain::Day
            && let Some(amount) = before.amount(&length)
        {
            self.hold_against(amount, &length, a, b, true, said);
        }
    }
}

/// Dates before a sentence that "ten days later" may count from.
const PASSAGE: usize = 12;

/// Days by which a draft may be read later than "five days ago" was written.
const LATE_DAYS: i64 = 1;

/// Tokens between "born" and its year: "born in Ghent on 3 May 1931".
const BORN_REACH: usize = 6;

/// Words of an event between its day and what leads to it: "Saturday's parade, six days after".
const EVENT_WORDS: usize = 3;

/// Tokens between "years before" and the year: "before the collapse of 2023".
const COUNTED_FROM: usize = 6;

/// Most words of a name between a length and its range: "his five-year reign as mayor, from".
const NAMED: usize = 6;

/// Whether the words between two expressions are one of these marks and one of these words, or the mark alone.
fn ends_lead(gap: &str, marks: &[&str], words: &[&str]) -> bool {
    let rest = words.iter().find_map(|w| gap.strip_suffix(w)).unwrap_or(gap).trim_end();
    marks.contains(&rest) && !(gap.is_empty() || gap == ",")
}

/// A small number in digits or words.
fn number(s: &str) -> Option<i32> {
    if let Ok(n) = s.parse() {
        return Some(n);
    }
    match s.split_once('-') {
        Some((tens, ones)) => Some(lexicon::cardinal(tens)? + lexicon::cardinal(ones)?),
        None => lexicon::cardinal(s),
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::lint;

    /// How many mistakes a draft of June 11, 2021, has.
    fn mistakes(text: &str) -> usize {
        lint("D005", Some("2021-06-11"), text).len()
    }

    #[track_caller]
    fn wrong(texts: &[&str]) {
        for text in texts {
            assert_eq!(mistakes(text), 1, "{text}");
        }
    }

    #[track_caller]
    fn right(texts: &[&str]) {
        for text in texts {
            assert_eq!(mistakes(text), 0, "{text}");
        }
    }

    #[test]
    fn a_distance_leads_to_its_day() {
        wrong(&[
            "The dam broke ten years ago, in 2001.",
            "The dam broke exactly twenty-five years ago, in 1986.",
            "In 2001, ten years ago, the dam broke.",
            "Two months ago, on June 1, the dam broke.",
            "The mill burned in 1950, exactly 20 years before the flood of 1990.",
            "She opened a shop in 1990 and, five years later, in 2005, another.",
            "The dam broke on May 3. Ten days later, on May 6, it was mended.",
            "The ruling came on June 8, exactly two weeks after the search of May 3.",
        ]);
        right(&[
            "The dam broke ten years ago, in 2011.",
            "The dam broke ten years ago, in 2010.",
            "The dam broke about ten years ago, in 2007.",
            "Five years ago, the 2001 report was lost.",
            "Ten months ago, on August 10, the dam broke.",
            "The mill burned in 1950, 40 years before the flood of 1990.",
            "In January 2012, eight months before the Sept. 11 attack, he wrote to her.",
            "She opened a shop in 1990 and, 15 years later, in 2005, another.",
            "The dam broke on April 26. A report came on May 3. Ten days later, on May 6, it was mended.",
        ]);
        assert_eq!(lint("D005", None, "The dam broke ten years ago, in 2001.").len(), 0);
    }

    #[test]
    fn an_anniversary_is_kept_in_its_year() {
        wrong(&[
            "They marked the 20th anniversary of the 2011 flood.",
            "They marked the tenth anniversary of the 2001 flood.",
            "The club, founded in 1921, kept its 90th anniversary in May 2021.",
            "The mill opened in 1946 and will celebrate its sixty-fifth anniversary later this year.",
            "The ferry began to sail to Lindau in 1996 and this year, 2021, marks the 15th anniversary of the line.",
            "The rink, built in 1971, celebrated its 60th birthday this summer.",
        ]);
        right(&[
            "They marked the 10th anniversary of the 2011 flood.",
            "They marked the tenth anniversary of the 2011 flood.",
            "In 2031 they will mark the 20th anniversary of the 2011 flood.",
            "The club, founded in 1921, kept its 90th anniversary with a ball.",
            "The club, founded in 1921, marks the 50th anniversary of its only win in 2021.",
            "The club, founded in 1921, celebrates its centenary in August.",
            "The mill opened in 1946 and will celebrate its seventy-fifth anniversary later this year.",
        ]);
    }

    #[test]
    fn a_length_is_that_of_its_span() {
        wrong(&[
            "He was mayor for five years, from 1990 to 1998.",
            "He was mayor for exactly six years, from January 2006 to January 2014.",
            "He was mayor from 1999 to 2011, and in those 16 years he built a bridge.",
            "He was mayor from 1999 to 2011. Those 16 years were dull.",
            "He was mayor from 1999 to 2011. After 16 years in office he went home.",
            "He was mayor for 20 years, from 1980 until his death in 1990.",
            "His 12-year term as mayor (1998\u{2013}2004) was dull.",
            "The hall was shut for four days, from May 15 to May 22.",
            "The hall was shut for a whole month, from May 4 to May 15.",
            "The three-day fair runs from June 14 to June 20.",
            "Five days went by between the quake, on May 5, and the first truck, on May 7.",
            "It took them ten days. The dam broke on May 5 and was mended on May 8.",
            "The strike lasted eight weeks, beginning on May 3 and ending on May 24.",
            "The mill opened in 1950 and closed in 2000, after 40 years.",
            "He was abroad for more than 20 years, from 1990 to 2005.",
            "She has led the choir for 25 years, since 2006.",
        ]);
        right(&[
            "He was mayor for five years, from 1990 to 1995.",
            "He was mayor from 1999 to 2011. After two years in office he built a bridge.",
            "He was abroad for more than ten years, from 1990 to 2005.",
            "He was abroad for about ten years, from 1990 to 2005.",
            "The hall was shut for eight days, from May 15 to May 22.",
            "The hall was shut for 45 days, from February 1 to March 15.",
            "The hall was shut for six days, from December 28 to January 3.",
            "It took the jury three days. The trial had begun on May 2 and ended on June 8.",
            "She spent five days there between May 1 and May 22.",
            "A five-year study of data from 1990 to 2010 was lost.",
            "He worked there from 1990 to 1998, two years as director.",
            "For a quarter of a century, since 1996, it has been shut.",
            "She won two races in five years, from 2009 to 2019 she won none.",
        ]);
        let found = lint("D005", None, "He was mayor for exactly six years, from January 2006 to January 2014.");
        assert_eq!(found[0].message, "from January 2006 to January 2014 is 8 years, not “exactly six years”");
    }

    #[test]
    fn an_age_goes_with_the_day_of_birth() {
        wrong(&[
            "Born in 1931, she died in 1998 at the age of 75.",
            "He was born in Ghent on 3 May 1931 and died on 2 May 1998, aged 67.",
            "The general, who was born in 1890, died in 1970 at 60 in his sleep.",
            "Berg was born on January 9, 1961, and went to sea at the age of 17 in 1972.",
            "Anna Berg, who was born in 1936, is 71 and still teaches.",
            "Anna Berg was born in 1936. She is 71.",
            "Anna Berg, 71, will lead the choir. She was born in 1936 in Lindau.",
            "The 71-year-old Anna Berg, who was born in 1936, leads the choir.",
            "Anna Berg, born on April 23, 1933, was 78 when she heard in June 2021 of the find.",
            "Anna Berg, born on April 23, 1963, turned 49 before she resigned on June 4, 2021.",
            "Anna Berg (born 1951) will turn 80 this year.",
            "Anna Berg was born in 1936, which makes her 71.",
            "Anna Berg, born in 1936 and now 71, leads the choir.",
            "Anna Berg, who was born in 1936, turned 75 this month.",
            "At 35, Anna Berg is the youngest. She was born on March 1, 1976.",
        ]);
        right(&[
            "Born in 1931, she died in 1998 at the age of 66.",
            "Born in 1931, she married in 1960 at the age of 29.",
            "He was born in 1931, and his father died in 1935 at the age of 60.",
            "He was born in 1931; his father died in 1935, when he was aged 4.",
            "Anna Berg, who was born in 1936, is 84 and still teaches.",
            "Anna Berg, who was born in 1936, is 71st on the list.",
            "Anna Berg, born on June 20, 1936, is 85 or will be soon.",
            "Anna Berg was born in 1936 to Carla Berg. She is 71.",
            "Anna Berg, born in 1931, turned 40 before she won the race in 1980.",
            "Anna Berg, 71, and Tom Falk will lead the choir. He was born in 1936.",
            "Anna Berg (born 1951) will turn 70 this year.",
        ]);
    }

    #[test]
    fn what_another_thing_may_count_is_left_alone() {
        right(&[
            "The hall was shut for ten working days, from May 3 to May 17.",
            "The band, formed in 1980, marked the 30th anniversary of its debut album in 2021.",
            "The club, founded in 1921, kept the 50th anniversary of the club championship in 2021.",
            "Tom Falk, born on February 29, 1984, celebrated his ninth birthday in 2020.",
            "Born in 1990, Anna Berg is 12 in the ranking.",
            "In 2015, two years after his 2003 novel was filmed, he moved to Lindau.",
        ]);
    }

    #[test]
    fn the_years_of_a_term_are_counted_from_its_first() {
        wrong(&[
            "She came to Lindau in 1998 and is now, in 2021, in her 33rd year there.",
            "She has led the choir since 2006 and is now in her 25th season.",
        ]);
        right(&[
            "She came to Lindau in 1998 and is now, in 2021, in her 24th year there.",
            "She came to Lindau in 1998 and was in her 33rd year when she left.",
        ]);
    }

    #[test]
    fn a_correction_may_name_the_wrong_number() {
        wrong(&["The dam broke ten years ago, in 2001, it said."]);
        right(&["An earlier version said that the dam broke ten years ago, in 2001."]);
    }

    #[test]
    fn what_leads_to_a_day_may_be_told_around_it() {
        wrong(&[
            "The mill burned near here 20 years ago, on March 3, 1991.",
            "She spoke at Monday's service, six days after the landslide of June 5.",
            "The mayor had sat in the council for 28 years, since 2005.",
            "She has been at the mill for 31 years, having joined as a clerk in 2003.",
            "The ferry came back on June 9 after 16 days, having been shut on June 3.",
            "Exactly 40 years after it was built in 1991, the mill was sold in 2021.",
        ]);
        right(&[
            "The mill burned near 20 years ago, in 1995.",
            "She spoke at Monday's service, two days after the landslide of June 5.",
            // The Monday to come.
            "She will speak at Monday's service, nine days after the landslide of June 5.",
            "The mayor had sat in the council for 12 years, since 2005.",
            "She has taught for 31 years, having joined this school in 2003.",
            "She has been at the mill for 17 years, having joined as a clerk in 2003.",
            "The ferry came back on June 9 after six days, having been shut on June 3.",
            "Exactly 30 years after it was built in 1991, the mill was sold in 2021.",
            "Ten years after it was built in 1991, the mill was sold to a firm that closed in 2021.",
        ]);
    }
}
