//! Days with names: `holidays.tsv` and the computus.

use crate::lexicon;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use std::sync::LazyLock;

/// How a holiday is found in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    Fixed(i8, i8),
    /// Days from (Western) Easter Sunday.
    Easter(i32),
    /// The n-th weekday of a month; −1 is the last.
    Nth(i8, Weekday, i8),
    /// The first Tuesday after the first Monday of November.
    ElectionDay,
}

struct Holiday {
    /// In small letters.
    words: Vec<&'static str>,
    rule: Rule,
}

static HOLIDAYS: LazyLock<Vec<Holiday>> = LazyLock::new(|| {
    let mut all: Vec<Holiday> = lexicon::rows(include_str!("../../lexicon/holidays.tsv"))
        .filter_map(|l| {
            let (name, rule) = l.split_once('\t')?;
            let words = name.split(' ').map(|w| w.trim_end_matches(['.', '\'']).trim_end_matches("'s")).collect();
            Some(Holiday { words, rule: parse(rule)? })
        })
        .collect();
    // The longest name first, so that "Christmas Eve" is not read as "Christmas".
    all.sort_by_key(|h| std::cmp::Reverse(h.words.len()));
    all
});

fn parse(rule: &str) -> Option<Rule> {
    let parts: Vec<&str> = rule.split_whitespace().collect();
    let number = |i: usize| parts.get(i).and_then(|p| p.parse::<i32>().ok());
    Some(match *parts.first()? {
        "easter" => Rule::Easter(number(1)?),
        "election" => Rule::ElectionDay,
        "nth" => Rule::Nth(
            i8::try_from(number(1)?).ok()?,
            Weekday::from_monday_one_offset(i8::try_from(number(2)?).ok()?).ok()?,
            i8::try_from(number(3)?).ok()?,
        ),
        _ => Rule::Fixed(i8::try_from(number(0)?).ok()?, i8::try_from(number(1)?).ok()?),
    })
}

/// The holiday whose name begins at a word: its number and how many words it takes. `word(n)` is the n-th
/// word from there, hyphens and possessives left out.
pub(super) fn find<'a>(word: impl Fn(usize) -> Option<&'a str>) -> Option<(u16, usize)> {
    HOLIDAYS.iter().enumerate().find_map(|(i, h)| {
        let fits = h.words.iter().enumerate().all(|(n, w)| word(n).is_some_and(|x| x.eq_ignore_ascii_case(w)));
        fits.then_some((i as u16, h.words.len()))
    })
}

/// The day a holiday falls on in a year.
pub(super) fn day(holiday: u16, year: i16) -> Option<Date> {
    match HOLIDAYS.get(holiday as usize)?.rule {
        Rule::Fixed(month, day) => Date::new(year, month, day).ok(),
        Rule::Easter(offset) => easter(year)?.checked_add(offset.days()).ok(),
        Rule::Nth(nth, weekday, month) => Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok(),
        Rule::ElectionDay => {
            let monday = Date::new(year, 11, 1).ok()?.nth_weekday_of_month(1, Weekday::Monday).ok()?;
            monday.tomorrow().ok()
        }
    }
}

/// Easter Sunday of the Gregorian calendar: the anonymous algorithm (Nature, 20 April 1876; Meeus 1991).
fn easter(year: i16) -> Option<Date> {
    if year < 1583 {
        return None;
    }
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, i8::try_from(n / 31).ok()?, i8::try_from(n % 31 + 1).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_the_almanac_says() {
        for (year, month, day) in [(1998, 4, 12), (2000, 4, 23), (2016, 3, 27), (2021, 4, 4), (2024, 3, 31)] {
            assert_eq!(easter(year), Date::new(year, month, day).ok());
        }
    }

    #[test]
    fn every_line_of_the_holidays_file_is_read() {
        let lines = lexicon::rows(include_str!("../../lexicon/holidays.tsv"));
        assert_eq!(lines.count(), HOLIDAYS.len());
    }
}
