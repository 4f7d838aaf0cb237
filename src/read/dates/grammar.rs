//! The grammar of time expressions, over tokens.
//!
//! Most words are no part of any date, so the scan asks each token one question: is it of a class that a
//! date is built around (a month, a unit, a year's digits)? Only there it walks back over the words that may
//! lead up to it and parses forwards from the farthest of them that yields an expression around the core.

mod amounts;
mod clocks;
mod days;
mod numbers;
mod rows;

use super::value::*;
use super::{Parts, holidays, numeric};
use crate::lexicon::Class;
use crate::text::{Kind, Prose, Shape, Span, Token};
use jiff::civil::Weekday;
use std::ops::Range;
use std::sync::LazyLock;

/// An expression and the tokens it takes.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub tokens: Range<usize>,
    pub expr: Expr,
}

/// A match: the token after its last, and what was read.
type Match<T> = Option<(usize, T)>;

/// Words that an expression can be built around.
const CORE: Class = Class::MONTH
    .union(Class::WEEKDAY)
    .union(Class::WEEKDAYS)
    .union(Class::TIME_UNIT)
    .union(Class::DEICTIC)
    .union(Class::SEASON)
    .union(Class::DAY_PART)
    .union(Class::FREQUENCY)
    .union(Class::TIME_REF)
    .union(Class::DECADE_WORD)
    .union(Class::HOLIDAY);

/// Words that may lead up to a core.
const LEAD: Class = Class::CARDINAL
    .union(Class::ORDINAL)
    .union(Class::SHIFT)
    .union(Class::PHASE)
    .union(Class::VAGUE)
    .union(Class::APPROX)
    .union(Class::EACH)
    .union(Class::DETERMINER)
    .union(Class::FISCAL)
    .union(Class::ERA)
    .union(Class::AMOUNT_ADJECTIVE)
    .union(Class::DATE_LEAD)
    .union(Class::DATE_OPENER);

/// How many tokens an expression may begin before its core: "the end of the first two fiscal".
const MAX_LEAD: usize = 9;

/// A rule of the grammar: what it reads from a token on.
type Rule<'a> = fn(&Grammar<'a>, usize) -> Match<Expr>;

/// What a rule's first token can be.
struct Opens {
    words: Class,
    number: bool,
    /// `'98`
    mark: bool,
}

/// What a phrase with a phase before it can open with.
const PHASED: Class = Class::DETERMINER
    .union(Class::APPROX)
    .union(Class::PHASE)
    .union(Class::ORDINAL)
    .union(Class::SHIFT)
    .union(Class::DATE_OPENER);

/// For each word of the lexicon, whether an expression can be built around it.
static CORES: LazyLock<Box<[Core]>> = LazyLock::new(|| {
    crate::lexicon::entries()
        .iter()
        .map(|e| match e.classes {
            c if c.intersects(CORE) => Core::Yes,
            c if c.intersects(Class::CARDINAL) => Core::AsYear,
            _ => Core::No,
        })
        .collect()
});

#[derive(Clone, Copy, PartialEq, Eq)]
enum Core {
    No,
    Yes,
    /// "nineteen" of "nineteen ninety"
    AsYear,
}

/// All time expressions of a text, in order, none overlapping another.
pub(super) fn scan(prose: &Prose) -> Vec<Found> {
    scan_range(prose, 0..prose.tokens.len())
}

/// The time expressions whose core lies in a range of tokens.
pub(super) fn scan_range(prose: &Prose, range: Range<usize>) -> Vec<Found> {
    let g = Grammar { prose, tokens: &prose.tokens };
    let mut out = Vec::new();
    let (mut i, mut floor) = (range.start, range.start);
    let limit = range.end.min(g.tokens.len());
    let cores = &**CORES;
    while i < limit {
        let token = &g.tokens[i];
        let possible = match token.kind {
            Kind::Number => g.number_can_be_core(i),
            Kind::Word if token.entry != 0 => match cores.get(token.entry as usize) {
                Some(Core::Yes) => true,
                Some(Core::AsYear) => g.spelled_year(i).is_some(),
                _ => false,
            },
            _ => false,
        };
        if possible && let Some((start, end, expr)) = g.around(i, floor) {
            let until = match expr {
                Expr::Calendar(c) => c.until,
                _ => None,
            };
            match (expr, until) {
                // "June 14–16": the second day is a date of its own.
                (Expr::Calendar(c), Some((last, at))) => {
                    let split = start + at as usize;
                    let second = Calendar { day: Some(last), weekday: None, until: None, ..c };
                    out.push(Found { tokens: start..split, expr });
                    let mut second_start = split;
                    while second_start < end && g.tokens[second_start].kind != Kind::Number {
                        second_start += 1;
                    }
                    let mut second = second;
                    if let Some(t) = g.tokens.get(second_start) {
                        second.parts.day = Some((t.span, last));
                        second.parts.weekday = None;
                        second.parts.impossible = false;
                    }
                    out.push(Found { tokens: second_start..end, expr: Expr::Calendar(second) });
                }
                _ => out.push(Found { tokens: start..end, expr }),
            }
            floor = end;
            i = end;
            continue;
        }
        i += 1;
    }
    out
}

/// The grammar over one text's tokens. Each rule takes the token it begins at.
pub(super) struct Grammar<'a> {
    pub prose: &'a Prose<'a>,
    pub tokens: &'a [Token],
}

impl<'a> Grammar<'a> {
    /// The rules, each with what it can open with: most tokens can open only a few, and asking the rest costs time.
    /// Of two readings of the same length the earlier rule's holds.
    const RULES: [(Opens, Rule<'a>); 24] = {
        const fn words(words: Class) -> Opens {
            Opens { words, number: false, mark: false }
        }
        const fn words_or_number(words: Class) -> Opens {
            Opens { words, number: true, mark: false }
        }
        const NUMBER: Opens = words_or_number(Class::empty());
        const SHIFTED: Class = Class::SHIFT.union(Class::DETERMINER);
        const COUNTED: Class = Class::DETERMINER.union(Class::ORDINAL).union(Class::CARDINAL);
        [
            (words(Class::EACH.union(Class::FREQUENCY).union(Class::WEEKDAYS).union(Class::WEEKDAY)), Self::each),
            (NUMBER, Self::numeric_date),
            (words(SHIFTED.union(Class::WEEKDAY)), Self::weekday_led),
            (words(SHIFTED.union(Class::MONTH)), Self::month_led),
            (words_or_number(COUNTED), Self::day_led),
            (NUMBER, Self::year_month_day),
            (words_or_number(Class::DAY_PART), Self::clock_led),
            (words(Class::DEICTIC), Self::deictic),
            (words(Class::DETERMINER.union(Class::TIME_UNIT).union(Class::DAY_PART)), Self::beside_a_day),
            (words_or_number(COUNTED.union(Class::SHIFT).union(Class::DATE_OPENER)), Self::nth_of_month),
            (words_or_number(COUNTED.union(Class::FISCAL).union(Class::DATE_OPENER)), Self::quarter),
            (words(SHIFTED.union(Class::TIME_UNIT).union(Class::FISCAL)), Self::year_end),
            (words(SHIFTED), Self::row),
            (Opens { words: Class::all(), number: true, mark: true }, Self::amount_led),
            (words(SHIFTED.union(Class::SEASON)), Self::season),
            (words(SHIFTED.union(Class::HOLIDAY)), Self::holiday),
            (words_or_number(COUNTED), Self::century),
            (Opens { words: COUNTED.union(Class::DECADE_WORD), number: true, mark: true }, Self::decade),
            (
                Opens {
                    words: COUNTED
                        .union(Class::FISCAL)
                        .union(Class::TIME_UNIT)
                        .union(Class::ERA)
                        .union(Class::DATE_OPENER),
                    number: true,
                    mark: true,
                },
                Self::year_alone,
            ),
            (words(SHIFTED.union(Class::DAY_PART).union(Class::PHASE)), Self::day_part),
            (words(Class::DETERMINER.union(Class::TIME_REF).union(Class::DATE_OPENER)), Self::reference),
            (words_or_number(Class::DETERMINER.union(Class::CARDINAL).union(Class::PHASE)), Self::beside_named_day),
            (words(Class::DETERMINER), Self::day_alone),
            (words_or_number(Class::DATE_OPENER.union(Class::CARDINAL).union(Class::VAGUE)), Self::times_a),
        ]
    };

    // Looking at tokens ------------------------------------------------------------------------------

    pub(super) fn str(&self, i: usize) -> &'a str {
        self.prose.str(i)
    }

    pub(super) fn is(&self, i: usize, class: Class) -> bool {
        self.tokens.get(i).is_some_and(|t| t.is(class))
    }

    pub(super) fn kind(&self, i: usize) -> Option<Kind> {
        self.tokens.get(i).map(|t| t.kind)
    }

    /// Whether the token is this word, in any case.
    pub(super) fn word(&self, i: usize, word: &str) -> bool {
        self.kind(i) == Some(Kind::Word) && self.str(i).eq_ignore_ascii_case(word)
    }

    pub(super) fn any_word(&self, i: usize, words: &[&str]) -> bool {
        words.iter().any(|w| self.word(i, w))
    }

    pub(super) fn mark(&self, i: usize) -> char {
        self.prose.mark(i)
    }

    /// Whether the token follows the one before it without a space.
    pub(super) fn glued(&self, i: usize) -> bool {
        i > 0 && self.tokens.get(i).is_some_and(|t| !t.spaced)
    }

    pub(super) fn hyphen(&self, i: usize) -> bool {
        matches!(self.mark(i), '-' | '\u{2010}' | '\u{2011}') && self.glued(i)
    }

    pub(super) fn dash(&self, i: usize) -> bool {
        matches!(self.mark(i), '-' | '\u{2010}' | '\u{2011}' | '–' | '—')
    }

    /// The value of a token of digits, and how many digits it has.
    pub(super) fn digits(&self, i: usize) -> Option<(u32, usize)> {
        if self.kind(i) != Some(Kind::Number) {
            return None;
        }
        let s = self.str(i);
        if s.len() > 9 { None } else { Some((s.parse().ok()?, s.len())) }
    }

    fn number(&self, i: usize) -> u16 {
        self.tokens.get(i).map_or(0, |t| t.lex().number)
    }

    fn value(&self, i: usize) -> &'static str {
        self.tokens.get(i).map_or("", |t| t.lex().value)
    }

    pub(super) fn span(&self, range: Range<usize>) -> Span {
        self.prose.span(&(range.start as u32..range.end as u32))
    }

    /// Whether a number at `i` stands free: no digits, signs or letters glued to its left.
    pub(super) fn free_left(&self, i: usize) -> bool {
        if !self.glued(i) {
            return true;
        }
        matches!(self.mark(i - 1), '(' | '[' | '"' | '“' | '‘' | '–' | '—' | '*' | '_' | '|' | '>' | ':' | ';')
            || self.hyphen(i - 1) && self.kind(i.wrapping_sub(2)) == Some(Kind::Word)
    }

    // The scan ---------------------------------------------------------------------------------------

    /// A number that a date can be built around: four digits, or two with a mark or letters after them.
    fn number_can_be_core(&self, i: usize) -> bool {
        let token = &self.tokens[i];
        let len = token.span.len();
        if len == 4 {
            return true;
        }
        if len > 4 {
            return false;
        }
        // Q3
        if len == 1 && self.glued(i) && self.word(i - 1, "q") {
            return true;
        }
        // AD 70
        if i > 0 && self.is(i - 1, Class::ERA) && self.tokens[i - 1].shape == Shape::Upper {
            return true;
        }
        let Some(next) = self.tokens.get(i + 1) else { return false };
        // 264 BC
        if next.is(Class::ERA) && next.shape == Shape::Upper {
            return true;
        }
        match next.kind {
            // the 19th
            Kind::Word if !next.spaced && i > 0 && self.word(i - 1, "the") => true,
            Kind::Punct if !next.spaced && len <= 2 => {
                matches!(self.mark(i + 1), ':' | '.' | '/' | '-') && self.kind(i + 2) == Some(Kind::Number)
            }
            Kind::Word => {
                self.any_word(i + 1, &["am", "pm", "a", "p", "o'clock", "a.m", "p.m", "a.m.", "p.m."])
                    || (!next.spaced && self.any_word(i + 1, &["s", "am", "pm"]))
                    || self.str(i + 1) == "o’clock"
            }
            Kind::Clitic => len == 2,
            _ => false,
        }
    }

    /// The expression around the core at `core` that begins farthest left, but not before `floor`.
    fn around(&self, core: usize, floor: usize) -> Match3 {
        let mut start = core;
        while start > floor && core - start < MAX_LEAD && self.can_lead(start - 1) {
            start -= 1;
        }
        for s in start..=core {
            // "of", "than" stand inside only.
            if s < core
                && self.is(s, Class::DATE_LEAD)
                && !self.is(s, LEAD.union(Class::DATE_OPENER).difference(Class::DATE_LEAD))
            {
                continue;
            }
            if let Some((end, expr)) = self.phrase(s)
                && end > core
            {
                return Some((s, end, expr));
            }
        }
        None
    }

    /// Whether a token may stand before a core inside an expression.
    fn can_lead(&self, i: usize) -> bool {
        match self.tokens[i].kind {
            Kind::Number => true,
            Kind::Word => self.is(i, LEAD),
            // "10 – 22 August"
            Kind::Punct if self.between_numbers(i) && self.dash(i) => true,
            Kind::Punct => {
                matches!(self.mark(i), '-' | '–' | '\'' | '’' | '‘' | '/' | ',' | '.' | '½' | '¼' | '¾')
                    && self.tokens.get(i + 1).is_some_and(|t| !t.spaced)
            }
            Kind::Clitic => false,
        }
    }

    fn between_numbers(&self, i: usize) -> bool {
        i > 0 && self.kind(i - 1) == Some(Kind::Number) && self.kind(i + 1) == Some(Kind::Number)
    }

    // Phrases ----------------------------------------------------------------------------------------

    /// An expression from `i` on: the longest of what the rules yield.
    fn phrase(&self, i: usize) -> Match<Expr> {
        let plain = self.plain(i);
        if !self.is(i, PHASED) {
            return plain;
        }
        longest(self.phased(i), plain)
    }

    /// An expression without a phase before it.
    fn plain(&self, i: usize) -> Match<Expr> {
        let token = self.tokens.get(i)?;
        let classes = token.lex().classes;
        let mut best: Match<Expr> = None;
        for (opens, rule) in &Self::RULES {
            let may = match token.kind {
                Kind::Word => classes.intersects(opens.words),
                Kind::Number => opens.number,
                Kind::Punct => opens.mark,
                Kind::Clitic => false,
            };
            if may {
                best = longest(best, rule(self, i));
            }
        }
        best
    }

    /// "early", "the end of", "later", "about" and an expression whose value they leave alone.
    fn phased(&self, i: usize) -> Match<Expr> {
        // "around Nov. 1", "about 1990"
        if self.is(i, Class::APPROX)
            && self.any_word(i, &["about", "around", "roughly", "approximately", "circa", "ca", "almost", "nearly"])
        {
            let next = if self.mark(i + 1) == '.' && self.word(i, "ca") { i + 2 } else { i + 1 };
            let (end, expr) = self.plain(next)?;
            // "to get around Friday's ruling"
            if self.kind(end) == Some(Kind::Clitic) {
                return None;
            }
            return matches!(
                expr,
                Expr::Calendar(_)
                    | Expr::Decade { .. }
                    | Expr::Clock(_)
                    | Expr::Row { unit: Unit::Year | Unit::Weekend, .. }
                    | Expr::Offset { .. }
            )
            .then_some((end, expr));
        }
        let the = usize::from(self.word(i, "the"));
        let mut p = i + the;
        // "the eve of Christmas" is a day of its own.
        if self.word(p, "eve") {
            return self.beside_named_day(i);
        }
        // "the first half of 1990"
        if self.is(p, Class::ORDINAL | Class::SHIFT) && self.word(p + 1, "half") {
            let half = if self.word(p, "first") { 1 } else { 2 };
            let of = p + 2;
            let inner = if self.any_word(of, &["of", "in"]) { of + 1 } else { of };
            let (end, year) = self.year_ref(inner)?;
            return Some((end, calendar(Calendar { period: Some(Period::Half(half)), year, ..Calendar::EMPTY })));
        }
        // "the last two quarters of 1990"
        if self.any_word(p, &["first", "last", "final"])
            && (self.word(p + 1, "two") || self.digits(p + 1) == Some((2, 1)))
            && self.word(p + 2, "quarters")
            && self.any_word(p + 3, &["of", "in"])
            && let Some((end, year @ YearRef::Written(_))) = self.year_ref(p + 4)
        {
            let half = if self.word(p, "first") { 1 } else { 2 };
            return Some((end, calendar(Calendar { period: Some(Period::Half(half)), year, ..Calendar::EMPTY })));
        }
        if !self.is(p, Class::PHASE) {
            return None;
        }
        // "very early", "as early as" are not read; "earlier in the year" is.
        let relative = self.any_word(p, &["earlier", "later"]);
        let adjective = self.any_word(p, &["early", "late", "mid", "sometime"]);
        p += 1;
        if adjective && self.hyphen(p) {
            p += 1;
            // "mid- to late 1980s", "mid-to-late July"
            if self.word(p, "to") || self.word(p, "late") {
                while self.any_word(p, &["to", "late"]) || self.hyphen(p) {
                    p += 1;
                }
            }
        } else if adjective && (self.any_word(p, &["to", "or"]) && self.any_word(p + 1, &["mid", "late"])) {
            p += 2;
            if self.hyphen(p) {
                p += 1;
            }
        } else if self.word(p, "of") || (self.any_word(p, &["in", "on"]) && (relative || adjective)) {
            p += 1;
        } else if !relative && !adjective {
            return None;
        }
        // "later in the day", "the end of the day"
        if relative && self.word(p, "the") && self.word(p + 1, "day") {
            let shift = Shift { steps: 0, from: From::Definite, latest: false, nearest: false };
            return Some((p + 2, Expr::Row { unit: Unit::Day, shift, clock: None }));
        }
        let (end, expr) = self.plain(p)?;
        let fits = match expr {
            Expr::Calendar(c) => !relative || c.which.is_some() || c.weekday.is_some() || c.month.is_some(),
            Expr::Row { .. } | Expr::Decade { .. } | Expr::Century(_) | Expr::Holiday { .. } => true,
            Expr::Clock(Clock::Part(_)) => true,
            _ => false,
        };
        if !fits {
            return None;
        }
        Some((end, expr))
    }
}

type Match3 = Option<(usize, usize, Expr)>;

impl Calendar {
    /// The year where it is written.
    pub(super) fn year_written(&self) -> Option<i16> {
        match self.year {
            YearRef::Written(y) => Some(y),
            _ => None,
        }
    }
}

fn calendar(c: Calendar) -> Expr {
    Expr::Calendar(c)
}

/// The match that ends later; the first of two that end together.
fn longest<T>(a: Match<T>, b: Match<T>) -> Match<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if b.0 > a.0 { b } else { a }),
        (a, b) => a.or(b),
    }
}

/// Whether the first unit can follow the second in one duration.
fn smaller(a: Unit, b: Unit) -> bool {
    let rank = |u: Unit| match u {
        Unit::Second => 0,
        Unit::Minute => 1,
        Unit::Hour => 2,
        Unit::Day => 3,
        Unit::Week => 4,
        Unit::Month => 5,
        Unit::Year => 7,
        _ => 9,
    };
    rank(a) < rank(b) && rank(b) < 9
}

/// The hour of the day after `a.m.` or `p.m.`.
fn meridiem(hour: u32, pm: bool) -> u32 {
    match (hour, pm) {
        (12, false) => 0,
        (h, true) if h < 12 => h + 12,
        (h, _) => h,
    }
}

/// `'98` is 1998, `'21` is 2021: the split that most systems use (POSIX `%y` splits at 69; news of the
/// future reaches some decades ahead).
pub(super) fn two_digit_year(n: u32) -> i16 {
    if n < 50 { 2000 + n as i16 } else { 1900 + n as i16 }
}

impl Parts {
    pub(super) const EMPTY: Parts =
        Parts { weekday: None, day: None, month: None, year: None, impossible: false, ambiguous: false };
}
