//! Dates in digits: `2021-06-16`, `16.06.2021`, `06/16/21`; and what only looks like one.

use super::grammar::{Grammar, two_digit_year};
use super::value::{Calendar, YearRef};
use crate::lexicon::Class;
use crate::text::Kind;

impl Grammar<'_> {
    /// A numeric date. Where day and month could be either, the parts are day-first for dots and marked
    /// ambiguous for slashes: the resolver decides.
    pub(super) fn numeric(&self, i: usize) -> Option<(usize, Calendar)> {
        let (a, a_len) = self.digits(i)?;
        if !self.free_left(i) && self.mark(i.wrapping_sub(1)) != ',' {
            return None;
        }
        let mark = self.mark(i + 1);
        if !matches!(mark, '-' | '/' | '.') || !self.glued(i + 1) || !self.glued(i + 2) {
            return None;
        }
        let (b, b_len) = self.digits(i + 2)?;
        if b_len > 2 {
            return None;
        }
        let third = self.mark(i + 3) == mark && self.glued(i + 3) && self.glued(i + 4);
        if !third {
            return self.two_parts(i, a, a_len, b, mark);
        }
        let (c, c_len) = self.digits(i + 4)?;
        let end = i + 5;
        if i > 0 && self.any_word(i - 1, &["version", "versions", "release", "build", "section", "chapter"]) {
            return None;
        }
        // 10.12.20.16 is an address, 1.2.3a a version.
        let goes_on = self.glued(end)
            && (matches!(self.mark(end), '.' | '-' | '/' | ':' | '%')
                && self.glued(end + 1)
                && self.kind(end + 1) == Some(Kind::Number)
                || self.kind(end) == Some(Kind::Word) && !self.str(end).starts_with('T'));
        if goes_on {
            return None;
        }
        let span = |n: usize| self.tokens[n].span;
        let mut out = Calendar::EMPTY;
        // 2021-06-16, 2021/6/16
        if a_len == 4 && (1000..2200).contains(&a) && c_len <= 2 && (1..=12).contains(&b) && (1..=31).contains(&c) {
            out.parts.year = Some((span(i), a as i16));
            out.parts.month = Some((span(i + 2), b as u8));
            out.parts.day = Some((span(i + 4), c as u8));
            out.parts.impossible = impossible(Some(a as i16), b as u8, c as u8);
            out.year = YearRef::Written(a as i16);
            out.month = Some(b as u8);
            out.day = Some(c as u8);
            // The time of a time stamp belongs to it.
            return Some((self.after_stamp(end), out));
        }
        if a_len > 2 || a == 0 || b == 0 {
            return None;
        }
        let year = match c_len {
            4 if (1000..2200).contains(&c) => c as i16,
            // Two digits: slashes, or dots with every part in two digits; 1.2.21 is a section.
            2 if mark == '/' || mark == '.' && a_len == 2 && b_len == 2 => two_digit_year(c),
            _ => return None,
        };
        if mark == '-' && c_len != 4 {
            return None;
        }
        let day_first = (1..=31).contains(&a) && (1..=12).contains(&b);
        let month_first = (1..=12).contains(&a) && (1..=31).contains(&b);
        let (day, month, day_at, month_at) = match (day_first, month_first, mark) {
            (true, false, _) => (a, b, i, i + 2),
            (false, true, _) => (b, a, i + 2, i),
            (true, true, '.') => (a, b, i, i + 2),
            (true, true, _) => {
                out.parts.ambiguous = a != b;
                (a, b, i, i + 2)
            }
            _ => return None,
        };
        out.parts.day = Some((span(day_at), day as u8));
        out.parts.month = Some((span(month_at), month as u8));
        out.parts.year = Some((span(i + 4), year));
        out.parts.impossible = impossible(Some(year), month as u8, day as u8);
        // Short years with an impossible day are section numbers and scores.
        if out.parts.impossible && c_len != 4 {
            return None;
        }
        out.year = YearRef::Written(year);
        out.month = Some(month as u8);
        out.day = Some(day as u8);
        Some((end, out))
    }

    /// `9/11`, the day that has become a name; other pairs are fractions, scores and shares.
    fn two_parts(&self, i: usize, a: u32, a_len: usize, b: u32, mark: char) -> Option<(usize, Calendar)> {
        let end = i + 3;
        if self.glued(end)
            && (self.kind(end) == Some(Kind::Number)
                || matches!(self.mark(end), '/' | '-' | '.')
                    && self.glued(end + 1)
                    && self.kind(end + 1) == Some(Kind::Number))
        {
            return None;
        }
        let span = |n: usize| self.tokens[n].span;
        let mut out = Calendar::EMPTY;
        // 2021-06, 2021/06
        if a_len == 4
            && matches!(mark, '-' | '/')
            && (1000..2200).contains(&a)
            && (1..=12).contains(&b)
            && self.tokens[i + 2].span.len() == 2
            && mark == '-'
        {
            // 2014-15 and 2011-12 are seasons; only a month that no range of years could be.
            if b > a % 100 && b <= 99 {
                return None;
            }
            out.year = YearRef::Written(a as i16);
            out.month = Some(b as u8);
            out.parts.year = Some((span(i), a as i16));
            out.parts.month = Some((span(i + 2), b as u8));
            return Some((end, out));
        }
        if mark == '/' && a == 9 && b == 11 && a_len == 1 {
            out.year = YearRef::Written(2001);
            out.month = Some(9);
            out.day = Some(11);
            out.parts.month = Some((span(i), 9));
            out.parts.day = Some((span(i + 2), 11));
            return Some((end, out));
        }
        None
    }

    /// Past `T12:30:00Z` after an ISO date.
    fn after_stamp(&self, end: usize) -> usize {
        if !(self.glued(end) && self.word(end, "T") && self.glued(end + 1) && self.digits(end + 1).is_some()) {
            return end;
        }
        let mut p = end + 2;
        while self.glued(p)
            && (self.kind(p) == Some(Kind::Number)
                || matches!(self.mark(p), ':' | '.' | '+')
                || self.is(p, Class::ZONE))
        {
            p += 1;
        }
        if matches!(self.mark(p - 1), ':' | '.' | '+') { p - 1 } else { p }
    }
}

/// Whether a month (of a year, where that is known) has no such day.
pub(super) fn impossible(year: Option<i16>, month: u8, day: u8) -> bool {
    let longest = match month {
        2 => match year {
            // Without a year, February 29 may be a leap year's.
            Some(y) if !leap(y) => 28,
            _ => 29,
        },
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return true,
    };
    day == 0 || day > longest
}

/// Leap years by the calendar of the time: every fourth before 1583, Gregorian from then on.
fn leap(year: i16) -> bool {
    // 1 BC, written −1 here, was a leap year of the proleptic count.
    let y = if year < 0 { i32::from(year) + 1 } else { i32::from(year) };
    y.rem_euclid(4) == 0 && (y < 1583 || y.rem_euclid(100) != 0 || y.rem_euclid(400) == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_that_their_month_has_are_possible() {
        assert!(impossible(None, 6, 31));
        assert!(impossible(None, 2, 30));
        assert!(!impossible(None, 2, 29));
        assert!(impossible(Some(2021), 2, 29));
        assert!(!impossible(Some(2000), 2, 29));
        assert!(impossible(Some(1900), 2, 29));
    }
}
