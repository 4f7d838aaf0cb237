//! A day as metadata writes it: ISO 8601, in words, or in numbers that can be read in one way only.

use crate::lexicon::{self, Class};
use jiff::civil::Date;

/// The day at the head of a field; `None` where it has none, or one that could be another day as well (`04/06/2021`).
pub(super) fn parse_date(s: &str) -> Option<Date> {
    let s = s.trim();
    s.get(..10).and_then(|iso| iso.parse().ok()).or_else(|| in_parts(s))
}

/// The day of a number: `20210620`, or seconds or milliseconds since 1970, by the clock of Greenwich.
pub(super) fn of_number(n: i64) -> Option<Date> {
    let moment = match n.checked_ilog10()? {
        7 => return parse_date(&n.to_string()),
        8 | 9 => jiff::Timestamp::from_second(n),
        11 | 12 => jiff::Timestamp::from_millisecond(n),
        _ => return None,
    };
    Some(jiff::tz::Offset::UTC.to_datetime(moment.ok()?).date())
}

/// A word, or a number with what stands between it and the next part.
#[derive(Clone, Copy, Debug)]
enum Part<'s> {
    Number(&'s str, &'s str),
    Month(i8),
}

/// `June 20, 2021`, `Sunday, 20th of June 2021, 9 am`, `2021/6/20`, `20.6.2021`, `20210620T090000Z`.
fn in_parts(s: &str) -> Option<Date> {
    use Part::{Month, Number};
    let mut parts = Vec::with_capacity(3);
    let mut rest = s;
    while parts.len() < 3 && !rest.is_empty() {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        if digits > 0 {
            let (number, behind) = rest.split_at(digits);
            rest = ["st", "nd", "rd", "th"].iter().find_map(|e| behind.strip_prefix(e)).unwrap_or(behind);
            let gap = rest.find(char::is_alphanumeric).unwrap_or(rest.len());
            parts.push(Number(number, &rest[..gap]));
            continue;
        }
        let letters = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let word = &rest[..letters];
        rest = &rest[letters..];
        let entry = lexicon::entry(lexicon::lexicon().find(word));
        if entry.classes.contains(Class::MONTH) {
            parts.push(Month(entry.number as i8));
        } else if !(entry.classes.contains(Class::WEEKDAY) && parts.is_empty()) && word != "of" {
            break;
        }
    }
    let year = |n: &str| n.parse::<i16>().ok().filter(|_| n.len() == 4);
    let small = |n: &str| n.parse::<i8>().ok().filter(|_| n.len() <= 2);
    let alike = |a: &str, b: &str| a == b && matches!(a, "/" | "-" | ".");
    let (y, m, d) = match parts.as_slice() {
        [Month(m), Number(d, _), Number(y, _)] | [Number(d, _), Month(m), Number(y, _)] => (year(y)?, *m, small(d)?),
        [Number(y, a), Number(m, b), Number(d, _)] if y.len() == 4 && alike(a, b) => (year(y)?, small(m)?, small(d)?),
        [Number(one, a), Number(two, b), Number(y, _)] if alike(a, b) => {
            let (one, two) = (small(one)?, small(two)?);
            match (one > 12, two > 12) {
                (true, false) => (year(y)?, two, one),
                (false, true) => (year(y)?, one, two),
                (false, false) if one == two => (year(y)?, one, two),
                _ => return None,
            }
        }
        [Number(all, _), ..] if all.len() == 8 => (year(&all[..4])?, small(&all[4..6])?, small(&all[6..])?),
        _ => return None,
    };
    Date::new(y, m, d).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_in_words_and_in_numbers_that_mean_one_day() {
        for s in [
            "2021-06-20",
            " 2021-06-20T23:30:00+02:00",
            "20210620",
            "20210620T090000Z",
            "2021-6-20",
            "2021/06/20",
            "2021.06.20",
            "June 20, 2021",
            "Jun. 20th 2021, 9 a.m.",
            "Sunday, 20 June 2021",
            "Sun, 20 Jun 2021 09:00:00 GMT",
            "20th of June 2021",
            "20-Jun-2021",
            "20.06.2021",
            "20/6/2021",
            "06/20/2021 10:30",
        ] {
            assert_eq!(parse_date(s), Date::new(2021, 6, 20).ok(), "{s}");
        }
        assert_eq!(parse_date("04/04/2021"), Date::new(2021, 4, 4).ok());
    }

    #[test]
    fn what_could_be_two_days_or_none_is_no_day() {
        for s in [
            "04/06/2021",
            "4.6.2021",
            "June 2021",
            "20 June",
            "2021",
            "2021/13/40",
            "20/06-2021",
            "June 31, 2021",
            "",
            "13/13/2021",
            "yesterday",
            "20/06/21",
            "120210620",
            "漢字漢字漢字",
            "June 20, 20210",
            "issue 20 June 2021",
        ] {
            assert_eq!(parse_date(s), None, "{s}");
        }
    }

    #[test]
    fn numbers_are_days_or_moments_since_1970() {
        for n in [20_210_620, 1_624_183_200, 1_624_183_200_000] {
            assert_eq!(of_number(n), Date::new(2021, 6, 20).ok(), "{n}");
        }
        for n in [0, -5, 2021, 99_999_999, i64::MAX, i64::MIN] {
            assert_eq!(of_number(n), None, "{n}");
        }
    }
}
