//! Amounts of time, and how long it is between two dates.

use crate::read::{Timex, TimexKind};
use jiff::civil::Date;
use jiff::{Span as Step, ToSpan, Unit};

/// A time expression with its tokens.
#[derive(Clone, Copy)]
pub(super) struct Placed<'a> {
    pub(super) timex: &'a Timex,
    pub(super) first: usize,
    pub(super) end: usize,
}

impl Placed<'_> {
    pub(super) fn year(&self) -> Option<i32> {
        self.timex.parts.year.map(|(_, y)| i32::from(y))
    }

    /// The days it covers, of a range only the first.
    pub(super) fn days(&self) -> Option<(Date, Date)> {
        let days = self.timex.days?;
        let last = if self.timex.parts.day.is_some() { days.first } else { days.last };
        Some((days.first, last))
    }

    /// February 29: who is born on it may count birthdays by fours.
    pub(super) fn is_leap_day(&self) -> bool {
        let parts = &self.timex.parts;
        parts.day.is_some_and(|(_, d)| d == 29) && parts.month.is_some_and(|(_, m)| m == 2)
    }

    pub(super) fn grain(&self) -> Grain {
        match &self.timex.parts {
            p if p.day.is_some() || p.weekday.is_some() => Grain::Day,
            p if p.month.is_some() => Grain::Month,
            _ => Grain::Year,
        }
    }

    /// A calendar date: a year, a month, a day.
    pub(super) fn is_calendar(&self) -> bool {
        let parts = &self.timex.parts;
        matches!(self.timex.kind, TimexKind::Date | TimexKind::Time)
            && self.timex.days.is_some()
            && !parts.ambiguous
            && (parts.year.is_some() || parts.month.is_some())
    }
}

/// How closely a date is told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grain {
    Day,
    Month,
    Year,
}

/// How exactly an amount is told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    Exactly,
    /// "more than five years"
    AtLeast,
    /// "nearly five years"
    AtMost,
}

/// An amount of time.
#[derive(Clone, Copy)]
pub(super) struct Amount {
    pub(super) n: i64,
    /// `D`, `W`, `M` or `Y`.
    pub(super) unit: char,
    pub(super) told: Told,
}

impl Amount {
    /// From a duration's value: `P5Y`.
    pub(super) fn of(value: &str, told: Told) -> Option<Amount> {
        let number = value.strip_prefix('P')?;
        let unit = number.chars().next_back()?;
        Amount::new(number.strip_suffix(unit)?.parse().ok()?, unit, told)
    }

    pub(super) fn new(n: i64, unit: char, told: Told) -> Option<Amount> {
        (matches!(unit, 'D' | 'W' | 'M' | 'Y') && (1..1000).contains(&n)).then_some(Amount { n, unit, told })
    }

    /// The shortest and the longest time that may be called so, between dates of a grain; `None` where they are too
    /// coarse to tell. Time that is told more closely than the amount's unit is cut off rather than rounded up.
    pub(super) fn bounds(self, grain: Grain) -> Option<(Step, Step)> {
        let n = self.n;
        let step = Step::new;
        // "45 days" are six weeks and a half.
        let round = if n >= 20 && n % 5 == 0 { n / 10 } else { 1 };
        Some(match (self.unit, grain) {
            ('Y', Grain::Year) => (step().years(n - 1), step().years(n + 1)),
            ('Y', _) => (step().years(n - 1).months(6), step().years(n + 1)),
            ('M', Grain::Day) => (step().months(n - 1).days(15), step().months(n + 1)),
            ('M', Grain::Month) => (step().months(n - 1), step().months(n + 1)),
            ('W', Grain::Day) => (step().days(7 * n - 4), step().days(7 * n + 7)),
            ('D', Grain::Day) => (step().days(n - round), step().days(n + round)),
            _ => return None,
        })
    }

    /// Whether days are told of a weekday and right for that of the week before or behind, which may be meant.
    pub(super) fn is_a_week_off(self, a: &Placed, b: &Placed) -> bool {
        let by_name = |d: &Placed| d.timex.parts.weekday.is_some() && d.timex.parts.day.is_none();
        let (Some((from, _)), Some((to, _))) = (a.days(), b.days()) else { return false };
        (by_name(a) || by_name(b)) && (6..=8).contains(&(self.n - i64::from((to - from).get_days())).abs())
    }

    /// How long it really is from one date to another, where that is not what the amount tells; `window` where it may be
    /// anywhere between them.
    pub(super) fn mismatch(self, a: &Placed, b: &Placed, window: bool) -> Option<String> {
        // A year that is only inferred may be another one.
        let inferred = a.year().is_some() != b.year().is_some();
        let grain = a.grain().max(b.grain());
        let (Some((least, most)), Some((first, first_last)), Some((mut last_first, mut last))) =
            (self.bounds(grain), a.days(), b.days())
        else {
            return None;
        };
        if inferred && (last < first || (last_first - first).get_days() > 366) {
            return None;
        }
        // "from December 28 to January 3"
        if last < first && b.year().is_none() {
            let next = |d: Date| d.checked_add(1.year()).ok();
            let (Some(f), Some(l)) = (next(last_first), next(last)) else { return None };
            (last_first, last) = (f, l);
        }
        let (Ok(earliest), Ok(latest)) = (first.checked_add(least), first_last.checked_add(most)) else { return None };
        let too_short = last < earliest && self.told != Told::AtMost;
        let too_long = last_first > latest && self.told != Told::AtLeast && !window;
        if last < first || !(too_short || too_long) {
            return None;
        }
        let days = (last_first - first).get_days();
        let unit = match self.unit {
            'Y' => Unit::Year,
            'M' if days >= IN_MONTHS => Unit::Month,
            _ => Unit::Day,
        };
        let real = first.until((unit, last_first)).ok()?;
        let (n, name) = match unit {
            Unit::Year if grain == Grain::Year => (i32::from(last_first.year()) - i32::from(first.year()), "year"),
            Unit::Year => (i32::from(real.get_years()), "year"),
            Unit::Month => (real.get_months(), "month"),
            _ => (days, "day"),
        };
        let s = if n == 1 { "" } else { "s" };
        Some(format!("{n} {name}{s}"))
    }
}

/// Days from which on a time is told in months rather than days.
const IN_MONTHS: i32 = 60;
