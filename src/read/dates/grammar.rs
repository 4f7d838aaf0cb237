//! The grammar of time expressions, over tokens.
//!
//! Most words are no part of any date, so the scan asks each token one question: is it of a class that a
//! date is built around (a month, a unit, a year's digits)? Only there it walks back over the words that may
//! lead up to it and parses forwards from the farthest of them that yields an expression around the core.

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
    const RULES: [(Opens, Rule<'a>); 21] = {
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

    fn dash(&self, i: usize) -> bool {
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
            Kind::Punct => {
                matches!(self.mark(i), '-' | '–' | '\'' | '’' | '‘' | '/' | ',' | '.' | '½' | '¼' | '¾')
                    && self.tokens.get(i + 1).is_some_and(|t| !t.spaced)
            }
            Kind::Clitic => false,
        }
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
            // "mid- to late 1980s"
            if self.word(p, "to") || self.word(p, "late") {
                while self.any_word(p, &["to", "late"]) {
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

    // Numbers ----------------------------------------------------------------------------------------

    /// A number in digits or words, or a vague amount.
    fn amount(&self, i: usize) -> Match<Amount> {
        if let Some((n, _)) = self.digits(i) {
            if !self.free_left(i) {
                return None;
            }
            let mut end = i + 1;
            let mut n = n;
            // 1,000
            while self.mark(end) == ',' && self.glued(end) && self.glued(end + 1) {
                match self.digits(end + 1) {
                    Some((m, 3)) => n = n.saturating_mul(1000).saturating_add(m),
                    _ => break,
                }
                end += 2;
            }
            let mut sixtieths = n.checked_mul(60)?;
            if self.mark(end) == '.'
                && self.glued(end)
                && self.glued(end + 1)
                && let Some((m, len)) = self.digits(end + 1)
            {
                if len > 2 {
                    return None;
                }
                sixtieths += m * 60 / 10u32.pow(len as u32);
                end += 2;
            } else if let Some((stop, part)) = self.fraction(end) {
                sixtieths += part;
                end = stop;
            } else if self.hyphen(end)
                && let Some((stop, part)) = self.fraction(end + 1)
            {
                sixtieths += part;
                end = stop;
            }
            return Some((end, Amount { sixtieths: Some(sixtieths), article: false }));
        }
        if self.is(i, Class::CARDINAL) && !self.word(i, "hundred") && !self.word(i, "thousand") {
            let (end, n) = self.spelled_number(i)?;
            if self.word(end, "and") && self.word(end + 1, "a") && self.word(end + 2, "half") {
                return Some((end + 3, Amount { sixtieths: Some(n * 60 + 30), article: false }));
            }
            return Some((end, Amount::whole(n)));
        }
        if self.any_word(i, &["a", "an"]) {
            if self.any_word(i + 1, &["few", "handful"]) {
                let of = usize::from(self.word(i + 2, "of"));
                return Some((i + 2 + of, Amount::VAGUE));
            }
            if self.word(i + 1, "couple") {
                let of = usize::from(self.word(i + 2, "of"));
                return Some((i + 2 + of, Amount::whole(2)));
            }
            if self.is(i + 1, Class::CARDINAL) && self.number(i + 1) >= 12 {
                let (end, n) = self.spelled_number(i + 1)?;
                return Some((end, Amount::whole(n)));
            }
            if self.word(i + 1, "half") {
                let hyphen = usize::from(self.hyphen(i + 2));
                return Some((i + 2 + hyphen, Amount { sixtieths: Some(30), article: true }));
            }
            return Some((i + 1, Amount { sixtieths: Some(60), article: true }));
        }
        if self.word(i, "half") {
            let mut end = i + 1;
            if self.any_word(end, &["a", "an"]) || self.hyphen(end) {
                end += 1;
            }
            return Some((end, Amount { sixtieths: Some(30), article: false }));
        }
        if self.any_word(i, &["dozens", "scores", "hundreds", "thousands", "tens"]) && self.word(i + 1, "of") {
            let more = if self.word(i + 2, "thousands") && self.word(i + 3, "of") { 2 } else { 0 };
            return Some((i + 2 + more, Amount::VAGUE));
        }
        if self.word(i, "couple") {
            let of = usize::from(self.word(i + 1, "of"));
            return Some((i + 1 + of, Amount::whole(2)));
        }
        if self.is(i, Class::VAGUE) && !self.word(i, "recent") {
            return Some((i + 1, Amount::VAGUE));
        }
        None
    }

    /// `1/2`, `½`, in sixtieths.
    fn fraction(&self, i: usize) -> Match<u32> {
        match self.mark(i) {
            '½' => return Some((i + 1, 30)),
            '¼' => return Some((i + 1, 15)),
            '¾' => return Some((i + 1, 45)),
            _ => {}
        }
        let (n, _) = self.digits(i)?;
        if self.mark(i + 1) != '/' || !self.glued(i + 1) || !self.glued(i + 2) {
            return None;
        }
        let (d, _) = self.digits(i + 2)?;
        (n > 0 && n < d && matches!(d, 2..=6 | 10 | 12)).then(|| (i + 3, n * 60 / d))
    }

    /// "twenty-five", "one hundred and twenty", "two thousand".
    fn spelled_number(&self, i: usize) -> Match<u32> {
        let (mut total, mut group, mut p, mut last) = (0u32, 0u32, i, 0u32);
        while self.is(p, Class::CARDINAL) && p < i + 8 {
            let n = u32::from(self.number(p));
            match n {
                100 if group < 10 => group = group.max(1) * 100,
                1000 if total == 0 => {
                    total = group.max(1) * 1000;
                    group = 0;
                }
                12 if group > 0 && self.word(p, "dozen") => group *= 12,
                // A smaller number may follow a round one only: "twenty five", "hundred twenty".
                _ if group == 0 || (n < 100 && group % 100 == 0) || (n < 10 && group % 10 == 0 && last >= 20) => {
                    group += n
                }
                _ => break,
            }
            last = n;
            p += 1;
            let joined = self.hyphen(p) || self.word(p, "and") && (n == 100 || n == 1000);
            p += usize::from(joined && self.is(p + 1, Class::CARDINAL));
        }
        (p > i).then_some((p, total + group))
    }

    /// "nineteen ninety-six", "two thousand and one" (after "year").
    fn spelled_year(&self, i: usize) -> Match<i16> {
        let century = self.number(i);
        if !(10..=20).contains(&century) || !self.is(i, Class::CARDINAL) {
            return None;
        }
        let p = if self.hyphen(i + 1) { i + 2 } else { i + 1 };
        let tens = self.number(p);
        if !self.is(p, Class::CARDINAL) || !(10..100).contains(&tens) {
            return None;
        }
        // "twenty thirty" people write as an enumeration of amounts; only a century with years fits.
        if century == 20 && tens > 30 {
            return None;
        }
        let mut year = century * 100 + tens;
        let mut end = p + 1;
        if tens >= 20 && tens.is_multiple_of(10) {
            let q = if self.hyphen(end) { end + 1 } else { end };
            if self.is(q, Class::CARDINAL) && (1..10).contains(&self.number(q)) {
                year += self.number(q);
                end = q + 1;
            }
        }
        (year < 2100).then_some((end, year as i16))
    }

    /// "two thousand", "two thousand and one", after "the year".
    fn spelled_millennium(&self, i: usize) -> Match<i16> {
        let (end, n) = self.spelled_number(i)?;
        ((1000..3000).contains(&n) && self.word(i + 1, "thousand")).then_some((end, n as i16))
    }

    /// An ordinal: `16th`, `sixteenth`, `twenty-first`.
    fn ordinal(&self, i: usize) -> Match<u32> {
        if let Some((n, _)) = self.digits(i) {
            return (self.glued(i + 1) && self.any_word(i + 1, &["st", "nd", "rd", "th"])).then_some((i + 2, n));
        }
        if self.is(i, Class::ORDINAL) {
            return Some((i + 1, u32::from(self.number(i))));
        }
        if self.is(i, Class::CARDINAL) && matches!(self.number(i), 20 | 30) {
            let p = if self.hyphen(i + 1) { i + 2 } else { i + 1 };
            if self.is(p, Class::ORDINAL) && self.number(p) < 10 {
                return Some((p + 1, u32::from(self.number(i) + self.number(p))));
            }
        }
        None
    }

    // Years ------------------------------------------------------------------------------------------

    /// A year in four digits (or `'98`, or in words), with its era.
    fn year(&self, i: usize) -> Match<i16> {
        if let Some((n, len)) = self.digits(i) {
            if len == 4 && (1000..2200).contains(&n) && !self.number_goes_on(i + 1) {
                let (end, bc) = self.era(i + 1);
                return Some((end, if bc { -(n as i16) } else { n as i16 }));
            }
            if (1..=4).contains(&len)
                && n > 0
                && let (end, true) = self.era(i + 1)
            {
                return Some((end, -(n as i16)));
            }
            if (1..=3).contains(&len) && n > 0 {
                let (end, _) = self.era(i + 1);
                if end > i + 1 {
                    return Some((end, n as i16));
                }
            }
            return None;
        }
        if self.any_word(i, &["AD", "A.D."])
            && let Some((n, 1..=4)) = self.digits(i + 1)
        {
            return (n > 0).then_some((i + 2, n as i16));
        }
        if matches!(self.mark(i), '\'' | '’' | '‘')
            && self.glued(i + 1)
            && let Some((n, 2)) = self.digits(i + 1)
        {
            // Two digits count from the century that keeps them within living memory.
            return (!self.glued(i + 2) || self.kind(i + 2) == Some(Kind::Punct)).then_some((i + 2, two_digit_year(n)));
        }
        self.spelled_year(i)
    }

    /// Whether digits go on after a number: `2,000`, `2000.5`, `2000%`, `2016-17` is a range of years.
    fn number_goes_on(&self, next: usize) -> bool {
        if !self.glued(next) {
            return self.any_word(next, &["percent", "hours"]);
        }
        match self.mark(next) {
            ',' | '.' | ':' | '/' => self.glued(next + 1) && self.kind(next + 1) == Some(Kind::Number),
            '%' | '$' | '°' | '\'' | '@' | '#' => true,
            '-' => {
                self.glued(next + 1)
                    && match self.kind(next + 1) {
                        Some(Kind::Number) => self.digits(next + 1).is_none_or(|(_, len)| len != 4 && len != 2),
                        _ => false,
                    }
            }
            _ => self.kind(next) == Some(Kind::Word),
        }
    }

    /// An era after a year: where it ends, and whether it is before Christ.
    fn era(&self, i: usize) -> (usize, bool) {
        if !self.is(i, Class::ERA) || self.tokens[i].shape != Shape::Upper {
            return (i, false);
        }
        (i + 1, self.str(i).starts_with(['B', 'b']))
    }

    /// "1990", "last year", "the year", "fiscal 1990", "that year".
    fn year_ref(&self, i: usize) -> Match<YearRef> {
        let mut p = i;
        if self.word(p, "the") && self.is(p + 1, Class::FISCAL) {
            p += 1;
        }
        if self.word(p, "the") && self.word(p + 1, "year") && self.year(p + 2).is_some() {
            p += 2;
        }
        if self.is(p, Class::FISCAL) {
            p += 1;
            if self.word(p, "year") {
                p += 1;
            }
        }
        if let Some((end, year)) = self.year(p) {
            return Some((end, YearRef::Written(year)));
        }
        let (end, shift) = self.shift(i)?;
        let end = if self.is(end, Class::FISCAL) { end + 1 } else { end };
        self.word(end, "year").then_some((end + 1, YearRef::Shifted(shift)))
    }

    /// "this", "the last", "the following", "that same"; a bare "the" is definite.
    fn shift(&self, i: usize) -> Match<Shift> {
        let determiner = self.is(i, Class::DETERMINER) && !self.any_word(i, &["a", "an"]);
        let mut p = if determiner { i + 1 } else { i };
        // "this past week", "that same day"; but "said that last week …"
        let same = self.any_word(p + 1, &["same", "past", "coming", "upcoming", "latest", "current"]);
        if same && self.any_word(p, &["this", "that", "these", "those"]) {
            p += 1;
        }
        if self.any_word(p, &["very", "immediately", "year"])
            && self.is(p + 1, Class::SHIFT)
            && p > i
            && !self.word(p, "year")
        {
            p += 1;
        }
        if !self.is(p, Class::SHIFT) {
            let definite = Shift { steps: 0, from: From::Definite, latest: false, nearest: false };
            return determiner.then_some((i + 1, definite));
        }
        let step = self.tokens[p].lex().step;
        let nearest = self.any_word(p, &["past", "coming", "upcoming"]);
        let shift = match step {
            -2 => Shift { steps: -1, from: From::Published, latest: true, nearest },
            10 | 11 => Shift { steps: i32::from(step) - 10, from: From::Reference, latest: false, nearest },
            -11 => Shift { steps: -1, from: From::Reference, latest: false, nearest },
            1 if determiner && self.word(p, "next") => Shift { steps: 1, from: From::Definite, latest: false, nearest },
            n => Shift { steps: i32::from(n), from: From::Published, latest: false, nearest },
        };
        Some((p + 1, shift))
    }

    // Calendar dates ---------------------------------------------------------------------------------

    /// A month's name, with its period, that is no other word here.
    fn month(&self, i: usize) -> Match<u8> {
        let token = self.tokens.get(i)?;
        if !token.is(Class::MONTH) {
            return None;
        }
        let s = token.span.of(self.prose.text);
        let full = s.len() > 4
            || s.eq_ignore_ascii_case("may")
            || s.eq_ignore_ascii_case("june")
            || s.eq_ignore_ascii_case("july");
        // In small letters: march, may and august are other words, and so are the abbreviations.
        let doubtful = !full || matches!(self.number(i), 3 | 5 | 8);
        if token.shape == Shape::Lower && doubtful && !self.day_beside(i) {
            return None;
        }
        if token.shape == Shape::Mixed {
            return None;
        }
        let mut end = i + 1;
        if !full && self.mark(end) == '.' && self.glued(end) {
            end += 1;
        }
        Some((end, u8::try_from(self.number(i)).ok()?))
    }

    /// Whether a number that can be a day or year stands right beside a token.
    fn day_beside(&self, i: usize) -> bool {
        let is_day = |n: usize| {
            self.digits(n)
                .is_some_and(|(n, len)| len <= 2 && (1..=31).contains(&n) || len == 4 && (1900..2100).contains(&n))
        };
        let after = if self.mark(i + 1) == '.' || self.mark(i + 1) == '-' { i + 2 } else { i + 1 };
        is_day(after)
            || i > 0 && is_day(i - 1)
            || i > 1 && (is_day(i - 2) && (self.any_word(i - 1, &["st", "nd", "rd", "th"]) || self.hyphen(i - 1)))
    }

    /// A day of the month in digits or as an ordinal.
    fn day(&self, i: usize) -> Match<u8> {
        if let Some((n, len)) = self.digits(i) {
            if len > 2 || n == 0 {
                return None;
            }
            let end = i + 1;
            if self.glued(end) && self.kind(end) == Some(Kind::Word) {
                return self.any_word(end, &["st", "nd", "rd", "th"]).then_some((end + 1, n as u8));
            }
            // 1.5, 5:30, 5%, 5,000
            if self.glued(end)
                && (matches!(self.mark(end), '%' | '/')
                    || matches!(self.mark(end), '.' | ',' | ':')
                        && self.glued(end + 1)
                        && self.kind(end + 1) == Some(Kind::Number))
            {
                return None;
            }
            return Some((end, n as u8));
        }
        let (end, n) = self.ordinal(i)?;
        (n <= 31).then_some((end, n as u8))
    }

    /// A weekday, with what may stand before and after it.
    fn weekday_led(&self, i: usize) -> Match<Expr> {
        let (p, which) = match self.shift(i) {
            Some((p, s)) if s.from != From::Definite || s.steps != 0 => (p, Some(s)),
            _ => (i, None),
        };
        let token = self.tokens.get(p)?;
        let full = token.span.len() > 5;
        // In small letters only the full names: "sun", "sat", "wed" are other words.
        if !token.is(Class::WEEKDAY) || !(token.capitalised() || full) {
            return None;
        }
        let weekday = u8::try_from(self.number(p)).ok()?;
        let mut c = Calendar { which, weekday: Some(weekday), ..Calendar::EMPTY };
        c.parts.weekday = Weekday::from_monday_one_offset(weekday as i8).ok().map(|w| (token.span, w));
        let mut end = p + 1;
        if !full && self.mark(end) == '.' && self.glued(end) {
            end += 1;
        }
        // "Friday, June 11", "Friday the 13th of June", "Friday (June 11)" stays apart.
        let mut q = end;
        if self.mark(q) == ',' {
            q += 1;
        }
        let the = usize::from(self.word(q, "the"));
        let inner = longest(self.month_day(q), self.day_month(q + the));
        let inner = longest(inner, self.numeric(q).filter(|(_, c)| c.day.is_some()));
        if let Some((stop, mut d)) = inner
            && d.day.is_some()
        {
            d.weekday = c.weekday;
            d.parts.weekday = c.parts.weekday;
            d.which = c.which;
            // The range's second date counts from the expression's own start.
            d.until = d.until.map(|(day, at)| (day, at + (q - i) as u8));
            return Some(self.with_clock(stop, d));
        }
        if !full {
            return None;
        }
        if self.mark(i) == '\0' && which.is_none() && self.named_otherwise(p) {
            return None;
        }
        // "Friday last week", "Monday of next week"
        let of = usize::from(self.word(end, "of"));
        if which.is_none()
            && let Some((stop, Expr::Row { unit: Unit::Week, shift, clock: None })) = self.row(end + of)
            && shift.from == From::Published
            && self.kind(stop) != Some(Kind::Clitic)
        {
            c.which = Some(shift);
            c.week = true;
            return Some((stop, Expr::Calendar(c)));
        }
        Some(self.with_clock(end, c))
    }

    /// Whether a weekday is part of a name: "Black Friday", "Sunday Times".
    fn named_otherwise(&self, i: usize) -> bool {
        let before = i.checked_sub(1).map(|b| self.str(b)).unwrap_or("");
        let before_name = matches!(
            before,
            "Black"
                | "Cyber"
                | "Super"
                | "Bloody"
                | "Ruby"
                | "Freaky"
                | "Casual"
                | "Giving"
                | "Small"
                | "Fat"
                | "Billy"
                | "Wild"
        );
        let after = self.str(i + 1);
        let after_name = matches!(
            after,
            "Times"
                | "Mirror"
                | "Telegraph"
                | "Mail"
                | "Express"
                | "Herald"
                | "Post"
                | "Independent"
                | "School"
                | "school"
                | "Night"
                | "Sun"
                | "People"
        );
        before_name || after_name && self.tokens.get(i + 1).is_some_and(|t| t.spaced)
    }

    /// A date that begins with its month.
    fn month_led(&self, i: usize) -> Match<Expr> {
        let (p, which) = match self.shift(i) {
            Some((p, s)) if s.from != From::Definite || s.steps != 0 => (p, Some(s)),
            _ => (i, None),
        };
        if let Some((end, mut c)) = self.month_day(p) {
            c.which = which;
            c.until = c.until.map(|(day, at)| (day, at + (p - i) as u8));
            return Some(self.with_clock(end, c));
        }
        let (end, month) = self.month(p)?;
        let mut c = Calendar { which, month: Some(month), ..Calendar::EMPTY };
        c.parts.month = Some((self.span(p..end), month));
        let mut q = end;
        if self.mark(q) == ',' || self.word(q, "of") || self.mark(q) == '-' && self.glued(q) {
            q += 1;
        }
        if which.is_none()
            && let Some((stop, year)) = self.year_ref(q)
        {
            match year {
                YearRef::Written(y) if !(self.mark(end) == ',' && self.glued(q)) => {
                    c.parts.year = Some((self.span(q..stop), y));
                    c.year = year;
                    return Some((stop, Expr::Calendar(c)));
                }
                YearRef::Shifted(s) if self.mark(end) != ',' && s.from != From::Definite => {
                    c.year = year;
                    return Some((stop, Expr::Calendar(c)));
                }
                _ => {}
            }
        }
        if which.is_none() && !self.month_stands_alone(p) {
            return None;
        }
        Some((end, Expr::Calendar(c)))
    }

    /// Whether a month's name without day or year is a month here, and not a person, a verb or a march.
    fn month_stands_alone(&self, i: usize) -> bool {
        let s = self.str(i);
        let before = i.checked_sub(1);
        let introduced = before.is_some_and(|b| {
            self.is(b, Class::TIME_PREPOSITION | Class::PHASE | Class::SHIFT | Class::EACH) && !self.word(b, "and")
        }) || before.is_some_and(|b| self.hyphen(b) && self.is(b.wrapping_sub(1), Class::PHASE));
        let tokens = &self.tokens;
        let upper = tokens[i].shape == Shape::Upper;
        let name_after = tokens.get(i + 1).is_some_and(|t| {
            t.kind == Kind::Word && t.capitalised() && t.spaced && !t.is(CORE) && t.shape != Shape::Upper
        });
        let name_before = before.is_some_and(|b| {
            tokens[b].kind == Kind::Word
                && tokens[b].capitalised()
                && !introduced
                && !tokens[b].is(CORE.union(Class::SENTENCE_OPENER).union(Class::STOP))
        });
        // Mr. August, Judge April
        let titled = before.is_some_and(|b| {
            let t = if self.mark(b) == '.' && self.glued(b) { b.wrapping_sub(1) } else { b };
            self.is(t, Class::HONORIFIC | Class::TITLE) && self.tokens.get(t).is_some_and(|t| t.capitalised())
        });
        if titled && !introduced {
            return false;
        }
        if s.len() <= 4 && !matches!(s, "June" | "July" | "May") {
            return introduced && self.mark(i + 1) == '.';
        }
        match self.number(i) {
            3 | 5 if upper || tokens[i].shape == Shape::Lower => false,
            // Theresa May, the March on Washington
            3 | 5 => introduced && !self.word(i.wrapping_sub(1), "for"),
            4 | 6 | 8 => !name_before && (introduced || !name_after) && !self.is(i + 1, Class::SPEECH_VERB),
            _ => introduced || !name_before && !name_after || self.kind(i + 1) == Some(Kind::Clitic),
        }
    }

    /// `June 16`, `June 14–16`, `June 16, 2021`, `June the 16th`.
    fn month_day(&self, i: usize) -> Match<Calendar> {
        let (m_end, month) = self.month(i)?;
        let mut p = m_end;
        if self.word(p, "the") {
            p += 1;
        }
        if self.hyphen(p) {
            p += 1;
        }
        let (mut end, day) = self.day(p)?;
        let mut c = Calendar { month: Some(month), day: Some(day), ..Calendar::EMPTY };
        c.parts.month = Some((self.span(i..m_end), month));
        c.parts.day = Some((self.span(p..end), day));
        // June 14–16, June 14 to 16
        let dash = self.dash(end) || self.any_word(end, &["to", "through", "and"]);
        if dash && let Some((stop, last)) = self.day(end + 1) {
            // June 30 – July 2 is two dates; "May 5 to 12 people" needs a real end.
            let fits = last > day
                && last <= 31
                && !self.is(stop, Class::TIME_UNIT | Class::MONTH)
                && (self.dash(end) || self.closes(stop));
            if fits {
                c.until = Some((last, (end - i) as u8));
                end = stop;
            }
        }
        // June 16, 2021; June 16 2021; June 16 of last year
        let comma = usize::from(self.mark(end) == ',');
        let of = usize::from(self.word(end, "of"));
        match self.year_ref(end + comma + of) {
            Some((stop, YearRef::Written(y))) if of == 0 && !(comma == 1 && self.glued(end + 1)) => {
                c.year = YearRef::Written(y);
                c.parts.year = Some((self.span(end + comma..stop), y));
                end = stop;
            }
            Some((stop, year @ YearRef::Shifted(s))) if comma == 0 && s.from != From::Definite => {
                c.year = year;
                end = stop;
            }
            _ => {}
        }
        if day > 31 && c.year == YearRef::None {
            return None;
        }
        // "In June 16 people were hurt": the number counts the people.
        if c.year == YearRef::None && c.until.is_none() && end == p + 1 && self.counts_people(i, end) {
            return None;
        }
        c.parts.impossible = numeric::impossible(c.year_written(), month, day);
        if c.parts.impossible && c.year == YearRef::None && !self.closes(end) {
            return None;
        }
        Some((end, c))
    }

    /// Whether the number before `end`, after a month at `i`, belongs to the noun that follows: "In June 16 people".
    fn counts_people(&self, i: usize, end: usize) -> bool {
        let introduced = i.checked_sub(1).is_some_and(|b| self.any_word(b, &["in", "since", "during"]));
        let noun = self.tokens.get(end).is_some_and(|t| {
            t.kind == Kind::Word
                && t.spaced
                && t.shape == Shape::Lower
                && !t.is(Class::STOP | Class::TIME_PREPOSITION | Class::PAST_VERB | Class::FUTURE_VERB)
        });
        introduced
            && noun
            && (self.any_word(end, &["people", "men", "women", "children"])
                || self.str(end).ends_with('s')
                || self.is(end, Class::TIME_UNIT))
    }

    /// Whether an expression can end before `i`: a mark, the text's end or a word of grammar.
    fn closes(&self, i: usize) -> bool {
        match self.kind(i) {
            None | Some(Kind::Punct) => !matches!(self.mark(i), '%' | '$' | '/' | '-'),
            Some(Kind::Clitic) => true,
            Some(Kind::Number) => false,
            Some(Kind::Word) => {
                self.is(i, Class::STOP | Class::TIME_PREPOSITION | Class::FUTURE_VERB | Class::PAST_VERB)
            }
        }
    }

    /// `16 June 2021`, `16th of June`, `14–16 June`, `16-Jun-2021`.
    fn day_month(&self, i: usize) -> Match<Calendar> {
        if self.kind(i) == Some(Kind::Number) && !self.free_left(i) {
            return None;
        }
        let (d_end, day) = self.day(i)?;
        let ordinal = d_end > i + 1 || self.is(i, Class::ORDINAL);
        let mut p = d_end;
        let mut until = None;
        if (self.dash(p) || self.any_word(p, &["to", "and", "or", "through"]))
            && let Some((stop, last)) = self.day(p + 1)
            && self.month(self.skip_of(stop)).is_some()
            && last > day
        {
            until = Some((last, p, stop));
            p = stop;
        }
        if self.word(p, "day") && self.word(p + 1, "of") {
            p += 1;
        }
        p = self.skip_of(p);
        // 16-Jun-2021, 16.June, 16. June
        let joined = matches!(self.mark(p), '-' | '/' | '.') && self.glued(p);
        if joined && (self.glued(p + 1) || self.mark(p) == '.' && self.is(p + 1, Class::MONTH)) {
            p += 1;
        }
        let (m_end, month) = self.month(p)?;
        // "the 5 March said": only a number that can be a day; "of 12 May" is one, "Article 5 March" not.
        if self.word(d_end, "of") && !ordinal {
            return None;
        }
        let mut c = Calendar { month: Some(month), day: Some(day), ..Calendar::EMPTY };
        c.parts.month = Some((self.span(p..m_end), month));
        c.parts.day = Some((self.span(i..d_end), day));
        let mut end = m_end;
        let skip = usize::from(
            self.mark(end) == ',' || self.word(end, "of") || matches!(self.mark(end), '-' | '/') && self.glued(end),
        );
        match self.year_ref(end + skip) {
            Some((stop, YearRef::Written(y))) if !(self.mark(end) == ',' && self.glued(end + 1)) => {
                c.year = YearRef::Written(y);
                c.parts.year = Some((self.span(end + skip..stop), y));
                end = stop;
            }
            Some((stop, year @ YearRef::Shifted(s))) if self.mark(end) != ',' && s.from != From::Definite => {
                c.year = year;
                end = stop;
            }
            _ => {}
        }
        // "June 5 March 6": the number belongs to the month before it.
        if i > 0 && self.is(i - 1, Class::MONTH) && c.year == YearRef::None {
            return None;
        }
        if day > 31 {
            return None;
        }
        if let Some((last, at, _)) = until {
            c.until = Some((last, (at - i) as u8));
        }
        c.parts.impossible = numeric::impossible(c.year_written(), month, day);
        if c.parts.impossible && c.year == YearRef::None && !(ordinal || self.closes(end)) {
            return None;
        }
        Some((end, c))
    }

    fn skip_of(&self, i: usize) -> usize {
        if self.word(i, "of") { i + 1 } else { i }
    }

    fn day_led(&self, i: usize) -> Match<Expr> {
        let the = usize::from(self.word(i, "the"));
        let (end, mut c) = self.day_month(i + the)?;
        c.until = c.until.map(|(day, at)| (day, at + the as u8));
        Some(self.with_clock(end, c))
    }

    /// `2021 June 16`, `2021-Jun-16`.
    fn year_month_day(&self, i: usize) -> Match<Expr> {
        let (n, len) = self.digits(i)?;
        if len != 4 || !(1000..2200).contains(&n) || !self.free_left(i) {
            return None;
        }
        let p = if matches!(self.mark(i + 1), '-' | '/' | ',') { i + 2 } else { i + 1 };
        let (m_end, month) = self.month(p)?;
        let q = if self.hyphen(m_end) || self.mark(m_end) == '/' { m_end + 1 } else { m_end };
        let (end, day) = self.day(q)?;
        if day > 31 {
            return None;
        }
        let mut c =
            Calendar { month: Some(month), day: Some(day), year: YearRef::Written(n as i16), ..Calendar::EMPTY };
        c.parts.year = Some((self.tokens[i].span, n as i16));
        c.parts.month = Some((self.span(p..m_end), month));
        c.parts.day = Some((self.span(q..end), day));
        c.parts.impossible = numeric::impossible(Some(n as i16), month, day);
        Some((end, Expr::Calendar(c)))
    }

    fn numeric_date(&self, i: usize) -> Match<Expr> {
        let (end, c) = self.numeric(i)?;
        Some(self.with_clock(end, c))
    }

    // Times of day -----------------------------------------------------------------------------------

    /// A date followed by a time of day: "Friday night", "June 16 at 10 p.m.".
    fn with_clock(&self, end: usize, mut c: Calendar) -> (usize, Expr) {
        if let Some((stop, clock)) = self.clock_after(end) {
            c.clock = Some(clock);
            return (stop, Expr::Calendar(c));
        }
        (end, Expr::Calendar(c))
    }

    fn clock_after(&self, end: usize) -> Match<Clock> {
        if self.is(end, Class::DAY_PART) && !self.word(end, "overnight") {
            return Some((end + 1, Clock::Part(self.part(end))));
        }
        let mut p = end;
        if self.mark(p) == ',' {
            p += 1;
        }
        if self.word(p, "at") {
            p += 1;
            if self.is(p, Class::DAY_PART) && self.any_word(p, &["noon", "midnight", "midday"]) {
                return Some((p + 1, Clock::Part(self.part(p))));
            }
        }
        self.clock(p).filter(|_| p > end || self.mark(p) == '\0')
    }

    fn part(&self, i: usize) -> &'static str {
        self.value(i)
    }

    /// `10:30 p.m. EST`, `10 o'clock`, `15:00 GMT`; a bare `10:30` only where something says it is a time.
    fn clock(&self, i: usize) -> Match<Clock> {
        let (n, len) = self.digits(i)?;
        if len > 2 && !(len == 4 && (self.is(i + 1, Class::ZONE) || self.word(i + 1, "hours"))) || !self.free_left(i) {
            return None;
        }
        if len == 4 {
            let (h, m) = (n / 100, n % 100);
            return (h < 24 && m < 60).then_some((i + 2, Clock::At(h as u8, Some(m as u8), None)));
        }
        let (mut end, mut minute, mut second, mut sure) = (i + 1, None, None, false);
        if matches!(self.mark(end), ':' | '.')
            && self.glued(end)
            && self.glued(end + 1)
            && let Some((m, 2)) = self.digits(end + 1)
        {
            if m > 59 {
                return None;
            }
            minute = Some(m as u8);
            end += 2;
            if self.mark(end) == ':'
                && self.glued(end)
                && let Some((s, 2)) = self.digits(end + 1)
            {
                second = Some(s as u8);
                end += 2;
                sure = true;
            }
        }
        let mut hour = n;
        if self.any_word(end, &["am", "pm", "a.m.", "p.m.", "a.m", "p.m"]) {
            sure = true;
            hour = meridiem(hour, self.str(end).starts_with(['p', 'P']));
            end += 1;
        } else if self.any_word(end, &["a", "p"])
            && self.mark(end + 1) == '.'
            && self.word(end + 2, "m")
            && self.glued(end + 2)
        {
            sure = true;
            hour = meridiem(hour, self.word(end, "p"));
            end += 3;
            // The last period may end the sentence too; TIMEX3 spans keep it.
            if self.mark(end) == '.' && self.glued(end) {
                end += 1;
            }
        } else if self.word(end, "o'clock") || self.str(end) == "o’clock" {
            sure = true;
            end += 1;
        } else if self.word(end, "in")
            && self.word(end + 1, "the")
            && self.any_word(end + 2, &["morning", "afternoon", "evening"])
        {
            sure = minute.is_some()
                || i.checked_sub(1).is_some_and(|b| self.any_word(b, &["at", "about", "around", "by"]));
            hour = meridiem(hour, !self.word(end + 2, "morning"));
            end += 3;
        }
        if self.is(end, Class::ZONE) && self.tokens[end].shape == Shape::Upper && (sure || minute.is_some()) {
            sure = true;
            end += 1;
        }
        let introduced = i.checked_sub(1).is_some_and(|b| {
            self.any_word(b, &["at", "by", "until", "till", "around", "about", "before", "after", "since"])
        });
        if !sure && !(minute.is_some() && self.mark(i + 1) == ':' && introduced) || hour > 24 {
            return None;
        }
        Some((end, Clock::At(hour as u8, minute, second)))
    }

    /// A time of day, alone or before its date.
    fn clock_led(&self, i: usize) -> Match<Expr> {
        let named = self.is(i, Class::DAY_PART) && self.any_word(i, &["noon", "midnight", "midday"]);
        let (end, clock) = if named {
            let zone = usize::from(self.is(i + 1, Class::ZONE) && self.tokens[i + 1].shape == Shape::Upper);
            (i + 1 + zone, Clock::Part(self.part(i)))
        } else {
            self.clock(i)?
        };
        let mut p = end;
        if self.mark(p) == ',' {
            p += 1;
        }
        if self.word(p, "on") {
            p += 1;
        }
        if let Some((stop, expr)) =
            longest(longest(self.weekday_led(p), self.month_led(p)), longest(self.day_led(p), self.deictic(p)))
        {
            match expr {
                Expr::Calendar(mut c) if (c.day.is_some() || c.weekday.is_some()) && c.until.is_none() => {
                    c.clock = Some(clock);
                    return Some((stop, Expr::Calendar(c)));
                }
                Expr::Row { unit: Unit::Day, shift, .. } => {
                    return Some((stop, Expr::Row { unit: Unit::Day, shift, clock: Some(clock) }));
                }
                _ => {}
            }
        }
        Some((end, Expr::Clock(clock)))
    }

    /// "this morning", "last night", "the evening", "Friday night" is a weekday's.
    fn day_part(&self, i: usize) -> Match<Expr> {
        if self.word(i, "overnight") {
            return Some((i + 1, Expr::Clock(Clock::Part("NI"))));
        }
        if self.word(i, "mid") && self.is(i + 1, Class::DAY_PART)
            || self.word(i, "mid") && self.hyphen(i + 1) && self.is(i + 2, Class::DAY_PART)
        {
            let p = if self.hyphen(i + 1) { i + 2 } else { i + 1 };
            let clock = Clock::Part(self.part(p));
            if let Some((end, Expr::Row { unit, shift, clock: None })) = self.deictic(p + 1) {
                return Some((end, Expr::Row { unit, shift, clock: Some(clock) }));
            }
            return Some((p + 1, Expr::Clock(clock)));
        }
        let (p, shift) = self.shift(i)?;
        if !self.is(p, Class::DAY_PART) || self.str(p).ends_with('s') {
            return None;
        }
        let part = Some(Clock::Part(self.part(p)));
        // "the night of June 16", "the morning after" is not read
        if self.word(p + 1, "of") {
            let inner = longest(longest(self.month_led(p + 2), self.day_led(p + 2)), self.weekday_led(p + 2));
            if let Some((end, Expr::Calendar(mut c))) = inner
                && (c.day.is_some() || c.weekday.is_some())
            {
                c.until = None;
                c.clock = part;
                return Some((end, Expr::Calendar(c)));
            }
        }
        if shift.from == From::Definite && shift.steps == 0 {
            return self.word(i, "the").then_some((p + 1, Expr::Row { unit: Unit::Day, shift, clock: part }));
        }
        Some((p + 1, Expr::Row { unit: Unit::Day, shift, clock: part }))
    }

    /// "today", "yesterday morning", "tomorrow night".
    fn deictic(&self, i: usize) -> Match<Expr> {
        if !self.is(i, Class::DEICTIC) {
            return None;
        }
        let steps = match self.number(i) {
            1 => -1,
            2 => 1,
            _ => 0,
        };
        let shift = Shift { steps, from: From::Published, latest: false, nearest: false };
        let (end, clock) = match self.clock_after(i + 1) {
            Some((end, clock)) => (end, Some(clock)),
            None if self.word(i, "tonight") => (i + 1, Some(Clock::Part("NI"))),
            None => (i + 1, None),
        };
        // USA Today; "the people of tomorrow"
        let title = self.tokens[i].shape == Shape::Capital
            && i > 0
            && self.tokens[i - 1].capitalised()
            && self.tokens[i].spaced
            && self.prose.sentence_of(i) == self.prose.sentence_of(i - 1);
        // "today's world", "many of today's personal computers" are those of these years.
        let era = self.kind(i + 1) == Some(Kind::Clitic)
            && (self.is(i + 2, Class::ERA_NOUN)
                || self.is(i + 3, Class::ERA_NOUN) && self.kind(i + 2) == Some(Kind::Word));
        if title || era || self.word(i, "tomorrow") && i > 0 && self.word(i - 1, "of") {
            return None;
        }
        Some((end, Expr::Row { unit: Unit::Day, shift, clock }))
    }

    /// "the day before yesterday", "the day after tomorrow", "the night before last".
    fn beside_a_day(&self, i: usize) -> Match<Expr> {
        let p = i + usize::from(self.word(i, "the"));
        let (steps, clock) = match () {
            _ if self.word(p, "day") && self.word(p + 1, "before") && self.word(p + 2, "yesterday") => (-2, None),
            _ if self.word(p, "day") && self.word(p + 1, "after") && self.word(p + 2, "tomorrow") => (2, None),
            _ if self.word(p, "night") && self.word(p + 1, "before") && self.word(p + 2, "last") => {
                (-2, Some(Clock::Part("NI")))
            }
            _ => return None,
        };
        let shift = Shift { steps, from: From::Published, latest: false, nearest: false };
        Some((p + 3, Expr::Row { unit: Unit::Day, shift, clock }))
    }

    /// "the first Monday of October", "the last day of May 2020".
    fn nth_of_month(&self, i: usize) -> Match<Expr> {
        let p = i + usize::from(self.word(i, "the"));
        let (q, n) = match self.ordinal(p) {
            Some((q, n @ 1..=5)) => (q, n as i8),
            _ if self.any_word(p, &["last", "final"]) => (p + 1, -1),
            _ => return None,
        };
        let weekday = match () {
            _ if self.is(q, Class::WEEKDAY) => Some(u8::try_from(self.number(q)).ok()?),
            _ if self.word(q, "day") => None,
            _ => return None,
        };
        if !self.any_word(q + 1, &["of", "in"]) {
            return None;
        }
        match self.month_led(q + 2)? {
            (end, Expr::Calendar(c)) if c.day.is_none() && c.which.is_none() && c.month.is_some() => {
                Some((end, calendar(Calendar { nth: Some((n, weekday)), ..c })))
            }
            _ => None,
        }
    }

    // Rows of units ----------------------------------------------------------------------------------

    fn unit(&self, i: usize) -> Match<(Unit, bool)> {
        if !self.is(i, Class::TIME_UNIT) || self.value(i).is_empty() {
            return None;
        }
        let unit = Unit::of_letter(self.value(i))?;
        let s = self.str(i);
        let plural = s.ends_with(['s', 'S']) && !s.eq_ignore_ascii_case("s") || s.eq_ignore_ascii_case("millennia");
        Some((i + 1, (unit, plural)))
    }

    /// "last week", "the following day", "this quarter", "the year".
    fn row(&self, i: usize) -> Match<Expr> {
        let (mut p, shift) = self.shift(i)?;
        if self.is(p, Class::FISCAL) || self.word(p, "full") {
            p += 1;
        }
        let (end, (unit, plural)) = self.unit(p)?;
        if plural || unit.is_clock() || unit == Unit::Fortnight {
            return None;
        }
        let bare = shift.from == From::Definite && shift.steps == 0;
        // "its quarter-century"; ABC's "This Week"
        let title = self.tokens[p].shape == Shape::Capital && self.tokens[i].shape == Shape::Capital;
        if self.hyphen(end) && self.kind(end + 1) == Some(Kind::Word) && bare || title && unit == Unit::Week {
            return None;
        }
        match unit {
            // "this period", "the period" say too little by themselves.
            Unit::Period if !shift.latest => return None,
            Unit::Century | Unit::Decade | Unit::Millennium if bare => return None,
            _ => {}
        }
        // "the day after", "the week that", "the year 2000"
        if bare && (self.hyphen(end) || !self.word(i, "the")) && unit != Unit::Quarter {
            return None;
        }
        // "the day" is mostly no more than a stretch of work.
        if bare && unit == Unit::Day {
            return None;
        }
        if unit == Unit::Year && !bare && self.kind(end) == Some(Kind::Clitic) {
            // "this year's third quarter"
            if let Some((stop, Expr::Calendar(mut c))) = self.quarter(end + 1)
                && c.year == YearRef::None
            {
                c.year = YearRef::Shifted(shift);
                return Some((stop, Expr::Calendar(c)));
            }
            if self.word(end + 1, "quarter") {
                let expr = Expr::Offset {
                    amount: Amount::whole(shift.steps.unsigned_abs()),
                    unit: Unit::Year,
                    sign: shift.steps.signum(),
                    from: shift.from,
                    row: true,
                };
                return Some((end + 2, expr));
            }
        }
        if unit == Unit::Year
            && self.word(i, "the")
            && let Some((stop, y)) = self.year(end).or_else(|| self.spelled_millennium(end))
        {
            return Some((stop, calendar(Calendar { year: YearRef::Written(y), ..Calendar::EMPTY })));
        }
        if unit == Unit::Year && bare && self.any_word(end, &["ended", "ending", "to"]) {
            return Some((end, Expr::Duration { amount: Amount::whole(1), unit, more: None }));
        }
        if unit == Unit::Quarter
            && bare
            && self.word(end, "a")
            && self.word(end + 1, "year")
            && self.any_word(end + 2, &["ago", "earlier"])
        {
            let expr =
                Expr::Offset { amount: Amount::whole(1), unit: Unit::Year, sign: -1, from: From::Published, row: true };
            return Some((end + 3, expr));
        }
        if shift.steps == 1 && self.word(end, "or") && self.word(end + 1, "so") {
            return Some((end + 2, Expr::Row { unit, shift, clock: None }));
        }
        // "the week of March 6"
        if unit == Unit::Week
            && bare
            && self.any_word(end, &["of", "beginning"])
            && let Some((stop, Expr::Calendar(mut c))) = longest(self.month_led(end + 1), self.day_led(end + 1))
            && c.day.is_some()
            && c.until.is_none()
            && c.clock.is_none()
        {
            c.week = true;
            return Some((stop, Expr::Calendar(c)));
        }
        if unit == Unit::Day && self.is(end, Class::DAY_PART) {
            return Some((end + 1, Expr::Row { unit, shift, clock: Some(Clock::Part(self.part(end))) }));
        }
        Some((end, Expr::Row { unit, shift, clock: None }))
    }

    /// "year-end", "year's end", "the end of the year" is a phase.
    fn year_end(&self, i: usize) -> Match<Expr> {
        let the = usize::from(self.word(i, "the"));
        let mut p = i + the;
        let mut year = YearRef::Shifted(Shift { steps: 0, from: From::Published, latest: false, nearest: false });
        if let Some((stop, YearRef::Shifted(s))) = self.year_ref(i) {
            year = YearRef::Shifted(s);
            p = stop - 1;
        }
        if !self.word(p, "year") {
            return None;
        }
        p += 1;
        let hyphen = self.hyphen(p);
        if hyphen || self.kind(p) == Some(Kind::Clitic) {
            p += 1;
        }
        if !self.word(p, "end") {
            return None;
        }
        if let Some((stop, y)) = self.year(p + 1) {
            year = YearRef::Written(y);
            p = stop - 1;
        }
        // "year-end results" are of a kind.
        let noun = self.tokens.get(p + 1).is_some_and(|t| t.kind == Kind::Word && t.spaced && t.shape == Shape::Lower);
        if hyphen && noun && !self.closes(p + 1) {
            return None;
        }
        // "since year-end": the one that is over.
        if i.checked_sub(1).is_some_and(|b| self.word(b, "since"))
            && let YearRef::Shifted(s) = &mut year
        {
            s.steps -= 1;
        }
        let day = if hyphen { (Some(12), Some(31)) } else { (None, None) };
        Some((p + 1, calendar(Calendar { year, month: day.0, day: day.1, ..Calendar::EMPTY })))
    }

    /// "the third quarter of 1990", "third-quarter", "fiscal 1990 first quarter", "Q3 2016".
    fn quarter(&self, i: usize) -> Match<Expr> {
        if self.word(i, "q")
            && self.glued(i + 1)
            && let Some((n @ 1..=4, 1)) = self.digits(i + 1)
        {
            let c = Calendar { period: Some(Period::Quarter(n as u8)), ..Calendar::EMPTY };
            return Some(self.of_year(i + 2, c));
        }
        let the = usize::from(self.word(i, "the"));
        let mut p = i + the;
        let mut c = Calendar::EMPTY;
        // "the 1988 third quarter"
        if let Some((end, year)) = self.year(p) {
            c.year = YearRef::Written(year);
            p = end;
            // "the 1988 period": the one spoken of, a year apart
            if the == 1 && self.any_word(p, &["period", "quarter"]) {
                return Some((p + 1, Expr::Calendar(Calendar { period: Some(Period::Named), ..c })));
            }
        }
        if self.is(p, Class::FISCAL) {
            p += 1;
            if self.hyphen(p) {
                p += 1;
            }
        }
        let (mut q, n) = match self.ordinal(p) {
            Some((q, n @ 1..=4)) => (q, n),
            _ if self.any_word(p, &["final", "last"]) && the == 1 => (p + 1, 4),
            _ => return None,
        };
        if self.word(p, "last") && !self.word(q + 1, "of") {
            return None;
        }
        if self.hyphen(q) {
            // "its third-quarter loss": the article is the noun's.
            if the == 1 {
                return None;
            }
            q += 1;
        }
        if self.is(q, Class::FISCAL) {
            q += 1;
        }
        if !self.word(q, "quarter") || self.hyphen(q - 1) && the == 1 {
            return None;
        }
        c.period = Some(Period::Quarter(n as u8));
        if c.year != YearRef::None {
            return Some((q + 1, Expr::Calendar(c)));
        }
        let (end, expr) = self.of_year(q + 1, c);
        // "the final quarter of his term"
        let yearless = matches!(expr, Expr::Calendar(Calendar { year: YearRef::None, .. }));
        (!(yearless && self.any_word(p, &["final", "last"]))).then_some((end, expr))
    }

    /// The year after a part of it: "of 1990", "this year", "a year earlier" stays apart.
    fn of_year(&self, end: usize, mut c: Calendar) -> (usize, Expr) {
        let skip = usize::from(self.any_word(end, &["of", "in"]) || self.mark(end) == ',');
        if let Some((stop, year)) = self.year_ref(end + skip) {
            let definite = matches!(year, YearRef::Shifted(s) if s.from == From::Definite);
            let written = matches!(year, YearRef::Written(_));
            if !definite && (written || self.mark(end) != ',') && !(self.word(end, "in") && !written) {
                c.year = year;
                return (stop, Expr::Calendar(c));
            }
            if definite && self.word(end, "of") {
                c.year = year;
                return (stop, Expr::Calendar(c));
            }
        }
        (end, Expr::Calendar(c))
    }

    /// "this summer", "the winter of 1994", "spring 2014".
    fn season(&self, i: usize) -> Match<Expr> {
        let (p, which) = match self.shift(i) {
            Some((p, s)) => (p, Some(s)),
            None => (i, None),
        };
        if !self.is(p, Class::SEASON) {
            return None;
        }
        let season = u8::try_from(self.number(p)).ok()?;
        let explicit = which.is_some_and(|s| s.from != From::Definite || s.steps != 0);
        let c = Calendar { which: which.filter(|_| explicit), period: Some(Period::Season(season)), ..Calendar::EMPTY };
        if explicit {
            return Some((p + 1, Expr::Calendar(c)));
        }
        let (end, expr) = self.of_year(p + 1, c);
        if end > p + 1 {
            return Some((end, expr));
        }
        // Bare: "in the summer", "by spring"; "the fall of the wall" and "a spring" are other things.
        let introduced = i.checked_sub(1).is_some_and(|b| {
            self.any_word(
                b,
                &["in", "by", "until", "since", "during", "over", "into", "of", "early", "late", "through"],
            )
        });
        let follows = self.word(p + 1, "of") || self.hyphen(p + 1);
        (introduced && !follows && (season == 2 || season == 4 || which.is_some() || self.closes(p + 1)))
            .then_some((p + 1, Expr::Calendar(c)))
    }

    fn holiday(&self, i: usize) -> Match<Expr> {
        let (p, which) = match self.shift(i) {
            Some((p, s)) if s.from != From::Definite || s.steps != 0 => (p, Some(s)),
            _ => (i, None),
        };
        if !self.is(p, Class::HOLIDAY) || !self.tokens[p].capitalised() {
            return None;
        }
        let mut place = [0usize; 6];
        let mut count = 0;
        let mut t = p;
        while count < place.len() && t < self.tokens.len() {
            match self.tokens[t].kind {
                Kind::Word => {
                    place[count] = t;
                    count += 1;
                }
                Kind::Clitic => {}
                Kind::Punct if matches!(self.mark(t), '\'' | '’' | '.') && self.glued(t) => {}
                _ => break,
            }
            t += 1;
        }
        let (holiday, words) = holidays::find(|n| (n < count).then(|| self.str(place[n])))?;
        let mut end = place[words - 1] + 1;
        if self.mark(end) == '\'' && self.glued(end)
            || self.kind(end) == Some(Kind::Clitic) && words == 2 && self.word(p, "new")
        {
            end += 1;
        }
        let mut year = YearRef::None;
        let skip = usize::from(self.mark(end) == ',' || self.word(end, "of"));
        if let Some((stop, y)) = self.year_ref(end + skip)
            && !matches!(y, YearRef::Shifted(s) if s.from == From::Definite)
            && (self.mark(end) != ',' || matches!(y, YearRef::Written(_)))
        {
            year = y;
            end = stop;
        }
        let clock = self.is(end, Class::DAY_PART).then(|| Clock::Part(self.part(end)));
        let end = end + usize::from(clock.is_some());
        Some((end, Expr::Holiday { holiday, year, which, clock }))
    }

    /// "the 19th century", "the fifth century BC".
    fn century(&self, i: usize) -> Match<Expr> {
        let the = usize::from(self.word(i, "the"));
        let (end, n) = self.ordinal(i + the)?;
        let p = if self.hyphen(end) { end + 1 } else { end };
        if !self.any_word(p, &["century", "centuries"]) || n == 0 || n > 40 {
            return None;
        }
        let (end, bc) = self.era(p + 1);
        Some((end, Expr::Century(if bc { -(n as i16) } else { n as i16 - 1 })))
    }

    /// "the 1990s", "the '90s", "the nineties".
    fn decade(&self, i: usize) -> Match<Expr> {
        let the = usize::from(self.word(i, "the"));
        let mut p = i + the;
        // "the early 1990s", "the mid-'90s"
        if the == 1 && self.any_word(p, &["early", "late", "mid", "middle"]) {
            p += 1;
            if self.hyphen(p) {
                p += 1;
            }
            if self.any_word(p, &["and", "to"]) && self.any_word(p + 1, &["early", "late", "mid"]) {
                p += 2;
                if self.hyphen(p) {
                    p += 1;
                }
            }
        }
        if self.is(p, Class::DECADE_WORD) {
            let spoken = the == 1 || i.checked_sub(1).is_some_and(|b| self.hyphen(b));
            return spoken
                .then_some((p + 1, Expr::Decade { decade: 190 + self.number(p) as i16 / 10, century_known: false }));
        }
        // "nineteen-nineties"
        if self.is(p, Class::CARDINAL) && (10..=20).contains(&self.number(p)) {
            let q = if self.hyphen(p + 1) { p + 2 } else { p + 1 };
            if self.is(q, Class::DECADE_WORD) {
                return Some((
                    q + 1,
                    Expr::Decade { decade: (self.number(p) * 10 + self.number(q) / 10) as i16, century_known: true },
                ));
            }
        }
        let quoted = matches!(self.mark(p), '\'' | '’' | '‘') && self.glued(p + 1);
        if quoted {
            p += 1;
        }
        let (n, len) = self.digits(p)?;
        let ends =
            self.glued(p + 1) && (self.word(p + 1, "s") || self.kind(p + 1) == Some(Kind::Clitic) && n % 10 == 0);
        if !ends || n % 10 != 0 {
            return None;
        }
        match len {
            4 if (1000..2100).contains(&n) => {
                Some((p + 2, Expr::Decade { decade: (n / 10) as i16, century_known: true }))
            }
            2 if quoted || the == 1 => {
                Some((p + 2, Expr::Decade { decade: (190 + n / 10) as i16, century_known: false }))
            }
            _ => None,
        }
    }

    /// A year by itself: "in 1988", "fiscal 1990", "(2014)".
    fn year_alone(&self, i: usize) -> Match<Expr> {
        let fiscal = if self.is(i, Class::FISCAL) {
            1 + usize::from(self.word(i + 1, "year"))
        } else if self.word(i, "the") && self.is(i + 1, Class::FISCAL) {
            2 + usize::from(self.word(i + 2, "year"))
        } else if self.word(i, "year") || self.word(i, "FY") {
            1
        } else {
            0
        };
        let p = i + fiscal;
        let (end, year) = self.year(p)?;
        let mut c = Calendar { year: YearRef::Written(year), ..Calendar::EMPTY };
        c.parts.year = Some((self.span(p..end), year));
        let found = Some((end, Expr::Calendar(c)));
        if fiscal > 0 {
            return found;
        }
        let Some((n, 4)) = self.digits(i) else {
            // '98 and years in words or with their era
            return found.filter(|_| self.mark(i) == '\0' || self.introduced_year(i));
        };
        if end > i + 1 {
            return found;
        }
        if !self.free_left(i) {
            // 2014-15, 1914-1918: the range's second year
            let range = i > 1
                && self.dash(i - 1)
                && self.digits(i - 2).is_some_and(|(m, len)| len == 4 && (1000..=n).contains(&m));
            if !range {
                return None;
            }
        }
        if i > 0
            && (matches!(self.mark(i - 1), '$' | '£' | '€' | '#' | '№' | '+')
                || self.any_word(
                    i - 1,
                    &[
                        "no", "number", "page", "room", "flight", "highway", "route", "section", "article", "windows",
                        "channel", "sq", "rs", "about",
                    ],
                ) && !self.word(i - 1, "about"))
        {
            return None;
        }
        if self.introduced_year(i) {
            // "in 2000 people" counts people; "in 2000" does not.
            let round = n % 100 == 0 && n != 2000 || n < 1400;
            let noun = self.tokens.get(end).is_some_and(|t| {
                t.kind == Kind::Word
                    && t.shape == Shape::Lower
                    && t.spaced
                    && self.str(end).ends_with('s')
                    && !t.is(Class::STOP)
            });
            return found.filter(|_| {
                !(round && noun)
                    && !self.any_word(
                        end,
                        &[
                            "people", "feet", "miles", "dollars", "troops", "men", "meters", "metres", "pounds", "km",
                            "years", "soldiers",
                        ],
                    )
            });
        }
        let plausible = (1900..2051).contains(&n) && n % 100 != 0 || n == 2000;
        let noun = self.any_word(
            end,
            &[
                "people",
                "feet",
                "miles",
                "dollars",
                "troops",
                "men",
                "meters",
                "metres",
                "pounds",
                "km",
                "years",
                "points",
                "jobs",
                "shares",
                "workers",
                "soldiers",
                "employees",
            ],
        );
        found.filter(|_| plausible && !noun)
    }

    /// Whether a word before a bare number makes it a year.
    fn introduced_year(&self, i: usize) -> bool {
        i.checked_sub(1).is_some_and(|b| self.is(b, Class::TIME_PREPOSITION) || matches!(self.mark(b), '(' | '–'))
    }

    // Amounts ----------------------------------------------------------------------------------------

    /// Amounts of time and what is counted with them: "two years", "two years ago", "the past few weeks".
    fn amount_led(&self, i: usize) -> Match<Expr> {
        // "year-ago", "year-earlier quarter"
        if let Some(m) = self.unit_ago(i).or_else(|| self.same_period(i)) {
            return Some(m);
        }
        let mut p = i;
        let mut shift = None;
        if let Some((end, s)) = self.shift(p) {
            p = end;
            shift = Some(s);
        }
        // "the first two years", "the past several weeks"
        if shift.is_some() && self.any_word(p, &["first", "final", "opening", "last"]) {
            p += 1;
        }
        p = self.loosely(p);
        // "recent years", "coming months", "these days", "past years"
        if self.word(p, "recent")
            && let Some((end, (unit, true))) = self.unit(p + 1)
        {
            if matches!(unit, Unit::Week | Unit::Month | Unit::Quarter) {
                return Some((end, Expr::Duration { amount: Amount::VAGUE, unit, more: None }));
            }
            return Some((end, Expr::Reference("PAST_REF")));
        }
        if let Some(s) = shift
            && let Some((end, (unit, true))) = self.unit(p)
        {
            return match (s.from, s.steps) {
                (From::Published, 1) => Some((end, Expr::Reference("FUTURE_REF"))),
                (From::Published, -1) => Some((end, Expr::Reference("PAST_REF"))),
                (From::Published, 0) if unit == Unit::Day && self.word(i, "these") => {
                    Some((end, Expr::Reference("PRESENT_REF")))
                }
                _ => None,
            };
        }
        // "for years", "within weeks"
        if shift.is_none()
            && p == i
            && let Some((end, (unit, true))) = self.unit(p)
        {
            let introduced =
                i.checked_sub(1).is_some_and(|b| self.any_word(b, &["for", "in", "within", "after", "over"]));
            let spoken = introduced
                && (self.closes(end) || self.is(end, Class::DIRECTION))
                && unit != Unit::Second
                && !self.word(end, "of");
            return spoken.then_some((end, Expr::Duration { amount: Amount::VAGUE, unit, more: None }));
        }
        let (mut q, amount) = self.amount(p)?;
        // "two to three weeks", "5 or 6 days"
        if (self.any_word(q, &["to", "or"]) || self.dash(q))
            && let Some((stop, _)) = self.amount(q + 1).filter(|(_, a)| !a.article)
            && self.unit_after(stop).is_some()
        {
            q = stop;
        }
        let (mut end, unit, plural, adjective) = self.unit_after(q)?;
        if unit == Unit::Period || unit == Unit::Weekend && amount.article {
            return None;
        }
        // "changed from a fiscal year to a calendar year"
        if amount.article
            && unit == Unit::Year
            && self.is(q, Class::FISCAL)
            && !self.any_word(end, &["ago", "earlier", "later"])
        {
            return None;
        }
        // "52 years old" is an age; "a quarter", "three-quarters" are fractions.
        let old = self.word(end, "old") || self.hyphen(end) && self.word(end + 1, "old");
        if old && unit == Unit::Year || unit == Unit::Quarter && (amount.article || adjective || !plural) {
            return None;
        }
        // "its two-week truce", "the 23-year war": the article is the noun's.
        if shift.is_some_and(|s| s.from == From::Definite) && adjective {
            return None;
        }
        // "$5 a year", "four flights a week"
        if amount.article && q == p + 1 && p == i && self.counted_per(i) && !self.is(end, Class::DIRECTION) {
            return None;
        }
        // "a second" is a place in a row; "one year" a year.
        if unit == Unit::Second && !plural {
            return None;
        }
        // "two years and three months", "a minute and a half"
        let mut amount = amount;
        let mut more = None;
        if self.word(end, "and") {
            if self.word(end + 1, "a") && self.word(end + 2, "half") {
                amount.sixtieths = amount.sixtieths.map(|s| s + 30);
                end += 3;
            } else if let Some((stop, a)) = self.amount(end + 1)
                && let Some((stop, small, _, _)) = self.unit_after(stop)
                && let Some(n) = a.integer()
                && smaller(small, unit)
            {
                more = Some((n, small));
                end = stop;
            }
        } else if !adjective
            && let Some((stop, a)) = self.amount(end + usize::from(self.mark(end) == ',')).filter(|(_, a)| !a.article)
            && let Some((stop, small, _, _)) = self.unit_after(stop)
            && let Some(n) = a.integer()
            && smaller(small, unit)
        {
            more = Some((n, small));
            end = stop;
        }
        if self.word(end, "or") && self.any_word(end + 1, &["so", "two", "more"]) {
            end += 2;
        }
        if shift.is_none()
            && let Some(m) = self.directed(end, amount, unit)
        {
            return Some(m);
        }
        if shift.is_none() && amount.article && self.hyphen(end) {
            return None;
        }
        Some((end, Expr::Duration { amount, unit, more }))
    }

    /// Whether "a year" after the token before `i` tells a rate: "$5 a year", "358,000 jobs a month".
    fn counted_per(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1).and_then(|b| self.tokens.get(b)) else { return false };
        match before.kind {
            Kind::Number => true,
            Kind::Word => {
                let s = before.span.of(self.prose.text);
                !before.is(Class::TIME_PREPOSITION | Class::STOP | Class::PAST_VERB | Class::SPEECH_VERB)
                    && (s.ends_with('s')
                        || matches!(s, "million" | "billion" | "trillion" | "thousand" | "cents" | "once" | "twice"))
            }
            _ => matches!(self.mark(i - 1), '%'),
        }
    }

    /// Past "about", "more than", "at least", "up to".
    fn loosely(&self, i: usize) -> usize {
        let mut p = i;
        for _ in 0..3 {
            let more = self.any_word(p, &["more", "less", "fewer", "longer", "better", "greater"]);
            p += match () {
                _ if self.any_word(p, &["no", "not"]) && self.any_word(p + 1, &["more", "less", "fewer"]) => 1,
                _ if more && self.word(p + 1, "than") => 2,
                _ if self.word(p, "at") && self.any_word(p + 1, &["least", "most"]) => 2,
                _ if self.word(p, "up") && self.word(p + 1, "to") => 2,
                _ if self.word(p, "as") && self.is(p + 1, Class::VAGUE) && self.word(p + 2, "as") => 3,
                _ if self.is(p, Class::APPROX) => 1,
                _ => break,
            };
        }
        p
    }

    /// A unit after an amount, a hyphen or a loose adjective between: its end, unit, plural, hyphenated.
    fn unit_after(&self, i: usize) -> Option<(usize, Unit, bool, bool)> {
        let mut p = i;
        let hyphen = self.hyphen(p);
        p += usize::from(hyphen || self.is(p, Class::AMOUNT_ADJECTIVE));
        let (end, (unit, plural)) = self.unit(p)?;
        Some((end, unit, plural, hyphen))
    }

    /// "ago", "earlier", "later", "from now" after an amount.
    fn directed(&self, end: usize, amount: Amount, unit: Unit) -> Match<Expr> {
        let offset = |sign, from| Expr::Offset { amount, unit, sign, from, row: false };
        if self.word(end, "from") && self.any_word(end + 1, &["now", "today"]) {
            return Some((end + 2, offset(1, From::Published)));
        }
        if self.any_word(end, &["before", "after"]) {
            return None;
        }
        if !self.is(end, Class::DIRECTION) || self.any_word(end, &["previously", "prior"]) {
            return None;
        }
        let step = i32::from(self.tokens[end].lex().step);
        let from = if step.abs() == 2 { From::Reference } else { From::Published };
        // "later than", "earlier than" compare.
        if self.word(end + 1, "than") {
            return None;
        }
        Some((end + 1, offset(step.signum(), from)))
    }

    /// "year-ago quarter", "the year-earlier period", "a year-ago".
    fn unit_ago(&self, i: usize) -> Match<Expr> {
        let mut p = i;
        let the = self.word(p, "the");
        p += usize::from(the);
        if self.any_word(p, &["comparable", "corresponding", "same"]) {
            p += 1;
        }
        let (end, (unit, false)) = self.unit(p)? else { return None };
        if !self.hyphen(end) || !self.any_word(end + 1, &["ago", "earlier"]) {
            return None;
        }
        let mut end = end + 2;
        let mut q = end;
        if self.is(q, Class::ORDINAL) {
            q += 1;
        }
        if self.any_word(q, &["quarter", "period", "month", "half"]) {
            end = q + 1;
        } else if the {
            return None;
        }
        Some((end, Expr::Offset { amount: Amount::whole(1), unit, sign: -1, from: From::Published, row: true }))
    }

    /// "the corresponding period last year", "the same quarter of 1988".
    fn same_period(&self, i: usize) -> Match<Expr> {
        let the = self.word(i, "the") && self.any_word(i + 1, &["corresponding", "comparable", "same", "similar"]);
        if !the || !self.any_word(i + 2, &["period", "quarter"]) {
            return None;
        }
        let of = usize::from(self.any_word(i + 3, &["of", "in"]));
        let (end, year) = self.year_ref(i + 3 + of)?;
        if matches!(year, YearRef::Shifted(s) if s.from == From::Definite) {
            return None;
        }
        Some((end, Expr::Calendar(Calendar { year, period: Some(Period::Named), ..Calendar::EMPTY })))
    }

    // Sets and references ----------------------------------------------------------------------------

    /// "every Friday", "each year", "daily", "Mondays".
    fn each(&self, i: usize) -> Match<Expr> {
        if self.is(i, Class::FREQUENCY) {
            // "quarterly dividend", "raised annually" tell of a kind rather than of times.
            if self.any_word(i, &["quarterly", "annually", "yearly", "monthly"]) {
                return None;
            }
            let paper = self.tokens[i].capitalised() && self.tokens.get(i + 1).is_some_and(|t| t.capitalised());
            return (!paper).then(|| (i + 1, Expr::Set(Each::Value(self.value(i)))));
        }
        if self.is(i, Class::WEEKDAYS) && self.tokens[i].capitalised() {
            let n = u8::try_from(self.number(i)).ok()?;
            if n == 8 {
                return None;
            }
            return Some((i + 1, Expr::Set(Each::Weekday(n, None))));
        }
        if self.is(i, Class::WEEKDAY)
            && self.is(i + 1, Class::DAY_PART)
            && self.str(i + 1).ends_with('s')
            && self.tokens[i].capitalised()
        {
            return Some((i + 2, Expr::Set(Each::Weekday(u8::try_from(self.number(i)).ok()?, Some(self.part(i + 1))))));
        }
        // "Monday and Tuesday nights"
        if self.is(i, Class::WEEKDAY)
            && self.tokens[i].capitalised()
            && self.any_word(i + 1, &["and", "or"])
            && self.is(i + 2, Class::WEEKDAY)
            && self.is(i + 3, Class::DAY_PART)
            && self.str(i + 3).ends_with('s')
        {
            return Some((i + 1, Expr::Set(Each::Weekday(u8::try_from(self.number(i)).ok()?, Some(self.part(i + 3))))));
        }
        if !self.is(i, Class::EACH) {
            return None;
        }
        let mut p = i + 1;
        if self.any_word(p, &["other", "single"]) {
            p += 1;
        }
        let (q, n) = match self.amount(p) {
            Some((q, a)) if !a.article => (q, a.integer().unwrap_or(1)),
            _ => (p, if self.word(p - 1, "other") { 2 } else { 1 }),
        };
        if let Some((end, (unit, _))) = self.unit(q) {
            return Some((end, Expr::Set(Each::Unit(n, unit))));
        }
        if self.is(q, Class::WEEKDAY) {
            let part = self.is(q + 1, Class::DAY_PART).then(|| self.part(q + 1));
            return Some((
                q + 1 + usize::from(part.is_some()),
                Expr::Set(Each::Weekday(u8::try_from(self.number(q)).ok()?, part)),
            ));
        }
        if let Some((end, m)) = self.month(q) {
            return Some((end, Expr::Set(Each::Month(m))));
        }
        if self.is(q, Class::SEASON) {
            return Some((q + 1, Expr::Set(Each::Season(u8::try_from(self.number(q)).ok()?))));
        }
        if self.is(q, Class::DAY_PART) {
            return Some((
                q + 1,
                Expr::Set(Each::Value(match self.part(q) {
                    "MO" => "XXXX-XX-XXTMO",
                    "AF" => "XXXX-XX-XXTAF",
                    "EV" => "XXXX-XX-XXTEV",
                    _ => "XXXX-XX-XXTNI",
                })),
            ));
        }
        None
    }

    /// Times that no calendar can give: now, recently, the past, soon.
    fn reference(&self, i: usize) -> Match<Expr> {
        let the = usize::from(self.word(i, "the"));
        let mut p = i + the;
        if self.any_word(p, &["right", "more", "most"]) && self.any_word(p + 1, &["now", "recently"]) {
            p += 1;
        }
        if the == 1
            && (self.any_word(p, &["near", "immediate", "distant", "recent"])
                && self.any_word(p + 1, &["future", "past"])
                || self.any_word(p, &["near", "short"]) && self.word(p + 1, "term"))
        {
            p += 1;
        }
        if !self.is(p, Class::TIME_REF) {
            return None;
        }
        // "until then": the day named before
        if self.word(p, "then") {
            let shift = Shift { steps: 0, from: From::Reference, latest: false, nearest: false };
            let until = i.checked_sub(1).is_some_and(|b| self.any_word(b, &["until", "till"]));
            return until.then_some((p + 1, Expr::Row { unit: Unit::Day, shift, clock: None }));
        }
        let value = self.value(p);
        let s = self.str(p);
        let next_noun = self.tokens.get(p + 1).is_some_and(|t| t.kind == Kind::Word && t.spaced);
        let fits = match () {
            _ if s.eq_ignore_ascii_case("past") => {
                the == 1 && (!next_noun || self.closes(p + 1)) || i > 0 && self.word(i - 1, "in") && the == 1
            }
            _ if s.eq_ignore_ascii_case("future") => {
                the == 1 && (!next_noun || self.closes(p + 1)) && !self.word(p + 1, "of")
            }
            _ if s.eq_ignore_ascii_case("present") => the == 1 && self.closes(p + 1),
            // Most that is called recent has no time of its own.
            _ if self.any_word(p, &["previously", "recent"]) => false,
            _ if self.word(p, "term") => p > i + the,
            _ => the == 0,
        };
        fits.then_some((p + 1, Expr::Reference(value)))
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
