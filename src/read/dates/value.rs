//! What a time expression says, before anybody knows what day it is.

use super::Parts;

/// A stretch of time, by its letter in TIMEX3 where it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Fortnight,
    Weekend,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
    Millennium,
    /// "the period": whatever stretch was named before.
    Period,
}

impl Unit {
    /// From the letter in `dates.tsv`.
    pub(super) fn of_letter(letter: &str) -> Option<Unit> {
        Some(match letter {
            "s" => Unit::Second,
            "m" => Unit::Minute,
            "h" => Unit::Hour,
            "D" => Unit::Day,
            "W" => Unit::Week,
            "F" => Unit::Fortnight,
            "K" => Unit::Weekend,
            "M" => Unit::Month,
            "Q" => Unit::Quarter,
            "Y" => Unit::Year,
            "E" => Unit::Decade,
            "C" => Unit::Century,
            "L" => Unit::Millennium,
            "P" => Unit::Period,
            _ => return None,
        })
    }

    /// The unit's designator in a duration, and how many of them one of this unit is.
    pub(super) fn designator(self) -> (&'static str, u32) {
        match self {
            Unit::Second => ("S", 1),
            Unit::Minute => ("M", 1),
            Unit::Hour => ("H", 1),
            Unit::Day => ("D", 1),
            Unit::Week => ("W", 1),
            Unit::Fortnight => ("W", 2),
            Unit::Weekend => ("WE", 1),
            Unit::Month => ("M", 1),
            Unit::Quarter => ("Q", 1),
            Unit::Year => ("Y", 1),
            Unit::Decade => ("DE", 1),
            Unit::Century => ("CE", 1),
            Unit::Millennium => ("ML", 1),
            Unit::Period => ("X", 1),
        }
    }

    pub(super) fn is_clock(self) -> bool {
        matches!(self, Unit::Second | Unit::Minute | Unit::Hour)
    }
}

/// How many of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Amount {
    /// In sixtieths, so that halves, thirds and quarters are whole; `None` for "several".
    pub sixtieths: Option<u32>,
    /// The number was the article: "a year".
    pub article: bool,
}

impl Amount {
    pub(super) const VAGUE: Amount = Amount { sixtieths: None, article: false };

    pub(super) fn whole(n: u32) -> Amount {
        Amount { sixtieths: Some(n.saturating_mul(60)), article: false }
    }

    /// The whole number it is, if it is one.
    pub(super) fn integer(self) -> Option<u32> {
        self.sixtieths.filter(|s| s % 60 == 0).map(|s| s / 60)
    }
}

/// From where a relative expression counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum From {
    /// The day of writing: last week, two years ago.
    Published,
    /// The time that the text named before: the following day, two years later.
    Reference,
    /// "the quarter", "the year": the one spoken of, else that of writing.
    Definite,
}

/// One of a row of times, by its distance: last is −1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shift {
    pub steps: i32,
    pub from: From,
    /// "the latest quarter": the last one that is over.
    pub latest: bool,
    /// "past", "coming": for weekdays and seasons the nearest one, not one of the next row.
    pub nearest: bool,
}

/// Which year a date is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum YearRef {
    /// Not said.
    None,
    /// As written; BC years count from −1 down.
    Written(i16),
    Shifted(Shift),
}

/// A part of a year other than a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Period {
    /// 1 spring to 4 winter.
    Season(u8),
    Quarter(u8),
    Half(u8),
    /// "the 1988 period": the quarter spoken of, in another year.
    Named,
}

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clock {
    /// Hour, minute, second as far as written.
    At(u8, Option<u8>, Option<u8>),
    /// TIMEX3's part of the day: `MO`, `NI`.
    Part(&'static str),
}

/// The written parts of a date.
#[derive(Clone, Copy, Debug)]
pub(super) struct Calendar {
    /// "last" Friday, "next" March.
    pub which: Option<Shift>,
    /// Monday 1 to Sunday 7.
    pub weekday: Option<u8>,
    pub day: Option<u8>,
    /// "June 14–16": the range's last day; the range is a date of its own after it.
    pub until: Option<(u8, u8)>,
    pub month: Option<u8>,
    pub period: Option<Period>,
    pub year: YearRef,
    pub clock: Option<Clock>,
    /// "the week of March 6": the week that the day is in. With a weekday, `which` counts weeks: "Monday of last week".
    pub week: bool,
    /// "the first Monday of October": which of the month's weekdays (Monday 1), or of its days where there is none; −1 is the last.
    pub nth: Option<(i8, Option<u8>)>,
    /// "two days after June 16": days from the one named.
    pub offset: i16,
    pub parts: Parts,
}

impl Calendar {
    pub(super) const EMPTY: Calendar = Calendar {
        which: None,
        weekday: None,
        day: None,
        until: None,
        month: None,
        period: None,
        year: YearRef::None,
        clock: None,
        week: false,
        nth: None,
        offset: 0,
        parts: Parts::EMPTY,
    };
}

/// What a set expression repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Each {
    /// The value is the lexicon's.
    Value(&'static str),
    Unit(u32, Unit),
    Weekday(u8, Option<&'static str>),
    Month(u8),
    Season(u8),
}

/// A time expression's meaning.
#[derive(Clone, Copy, Debug)]
pub(super) enum Expr {
    Calendar(Calendar),
    /// One of a row of units: last week, today, the quarter.
    Row {
        unit: Unit,
        shift: Shift,
        clock: Option<Clock>,
    },
    /// An amount from somewhere: two years ago, a day later. `row`: "year-ago quarter" keeps the quarter.
    Offset {
        amount: Amount,
        unit: Unit,
        sign: i32,
        from: From,
        row: bool,
    },
    /// Up to three parts: two years, three months and a day.
    Duration {
        amount: Amount,
        unit: Unit,
        more: [Option<(u32, Unit)>; 2],
    },
    Set(Each),
    /// 198 for the 1980s.
    Decade {
        decade: i16,
        century_known: bool,
    },
    /// 19 for the 20th century; −5 for the fifth before Christ.
    Century(i16),
    /// "three weeks from Friday"-like compounds are not read; a holiday is.
    Holiday {
        holiday: u16,
        year: YearRef,
        which: Option<Shift>,
        clock: Option<Clock>,
        /// "the eve of Christmas": days from the one named.
        offset: i16,
    },
    /// PAST_REF and its kin.
    Reference(&'static str),
    /// A time of day alone.
    Clock(Clock),
}
