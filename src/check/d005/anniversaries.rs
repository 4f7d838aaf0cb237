//! Anniversaries, birthdays and the nth year of something, beside the year that they count from.

use super::amount::Placed;
use super::{BORN_REACH, NAMED, Said, Sentence, TOLERANCE};
use crate::lexicon::Class;
use crate::text::{Kind, Prose};

impl<'a> Sentence<'a> {
    /// The years that a sentence's dates are in, but for one of them.
    pub(super) fn other_years(&self, but: &Placed) -> impl Iterator<Item = i32> {
        let others = self.dates.iter().filter(move |d| d.first != but.first);
        others.filter_map(|d| Some(i32::from(d.timex.days?.first.year())))
    }

    pub(super) fn anniversaries(&self, said: &mut Said) {
        let Some(now) = self.published.map(|p| i32::from(p.year())) else { return };
        for i in self.tokens.clone() {
            let Some((n, first)) = self.jubilee(i) else { continue };
            let of = self.is_word(i + 1, &["of"]);
            let told =
                if of { self.anniversary_of(i, n, now) } else { None }.or_else(|| self.founding(i, first, n, now));
            if let Some((at, kept)) = told {
                let (from, right) = (at.year().unwrap_or(0), at.year().unwrap_or(0) + n);
                let what = self.str(i).to_lowercase();
                let message = match what.as_str() {
                    "anniversary" | "birthday" => {
                        format!("the {n}{} {what} of {from} is in {right}, not in {kept}", ending(n))
                    }
                    _ => format!("the {what} of {from} is in {right}, not in {kept}"),
                };
                let here = self.prose.tokens[first].span.cover(self.prose.tokens[i].span);
                said.push((here.cover(at.timex.span), message));
            }
        }
    }

    /// Which anniversary a word is, and where its number begins.
    fn jubilee(&self, i: usize) -> Option<(i32, usize)> {
        match self.str(i).to_ascii_lowercase().as_str() {
            "anniversary" | "birthday" => ordinal_before(self.prose, i).filter(|&(n, _)| n > 1),
            "centenary" | "centennial" => Some((100, i)),
            "bicentenary" | "bicentennial" => Some((200, i)),
            _ => None,
        }
    }

    /// "the 20th anniversary of the 2001 attacks", where no other year can be the one it is kept in.
    fn anniversary_of(&self, i: usize, n: i32, now: i32) -> Option<(&Placed<'a>, i32)> {
        let mut years = self.dates.iter().filter(|d| d.year().is_some());
        let (at, None) = (years.next()?, years.next()) else { return None };
        // The year has to be the event's: "anniversary of the 2001 attacks"; a year farther on may be that of the
        // celebration.
        let close = at.first == i + 2 || at.first == i + 3 && self.is_word(i + 2, &["the"]);
        let other = self.other_years(at).any(|y| y != now);
        (close && !other && (at.year()? + n - now).abs() > TOLERANCE).then_some((at, now))
    }

    /// "founded in 1918, the club marked its 90th anniversary in 2018": the year it began in, and the one it is kept in.
    fn founding(&self, i: usize, first: usize, n: i32, now: i32) -> Option<(&Placed<'a>, i32)> {
        // "its 90th anniversary", "the 20th anniversary of the route"
        let own = self.is_word(first.wrapping_sub(1), &["its", "their", "his", "her", "a"]);
        let of = self.is_word(i + 1, &["of"]);
        // "of the club championship" is another thing's.
        let ends = |t: usize| {
            self.prose.tokens.get(t).is_none_or(|next| {
                next.kind == Kind::Punct
                    || next.is(Class::PREPOSITION | Class::CONJUNCTION | Class::AUXILIARY | Class::ADVERB)
            })
        };
        let thing = of
            && (i + 2..i + 5).any(|t| {
                let small = !self.prose.tokens.get(t).is_some_and(|t| t.capitalised());
                (self.has_part(t, 'n') || self.has_part(t, 't')) && small && ends(t + 1)
            });
        if of && !thing || !of && !own {
            return None;
        }
        // A rink has birthdays, too.
        let birthday = self.str(i).eq_ignore_ascii_case("birthday") && !self.is_word(first.wrapping_sub(1), &["its"]);
        let mut begun = self.dates.iter().filter(|d| d.year().is_some() && self.is_begun(d, birthday));
        let (at, None) = (begun.next()?, begun.next()) else { return None };
        let year = at.year().filter(|_| !(birthday && at.is_leap_day()))?;
        let kept: Vec<i32> = self.other_years(at).collect();
        let right = |kept: i32| (year + n - kept).abs() <= TOLERANCE;
        // Without a date, what "marks" or "will mark" is of this year.
        let present = (self.tokens.start.max(first.saturating_sub(NAMED))..first)
            .any(|t| self.is_word(t, &["marks", "celebrates", "marking", "celebrating", "will", "turns"]))
            || self.is_word(i + 1, &["this"]);
        if right(now) || kept.iter().any(|&k| right(k)) || kept.is_empty() && !present || kept.len() > 2 {
            return None;
        }
        Some((at, kept.last().copied().unwrap_or(now)))
    }

    /// Whether a date is that of a beginning: "founded in 1918", "opened its doors in 1957"; of a birth for birthdays.
    fn is_begun(&self, date: &Placed, birth: bool) -> bool {
        let lead = (self.tokens.start..date.first)
            .rev()
            .take(BORN_REACH)
            .take_while(|&i| !matches!(self.prose.mark(i), ',' | ';' | '('));
        let mut lead = lead.filter(|&i| self.has_part(i, 'v'));
        lead.next().is_some_and(|i| self.is_word(i, &["born"]) == birth)
    }

    /// "came to the site in 1998 and is now in her 33rd year there".
    pub(super) fn nth_year(&self, said: &mut Said) {
        let Some(now) = self.published.map(|p| i32::from(p.year())) else { return };
        for i in self.tokens.clone().filter(|&i| self.is_word(i, &["year", "season"])) {
            let Some((n, first)) = ordinal_before(self.prose, i).filter(|&(n, _)| n > 2) else { continue };
            let own = first >= 2
                && self.is_word(first - 1, &["his", "her", "its", "their"])
                && self.is_word(first - 2, &["in"]);
            let present =
                self.has(self.tokens.start.max(first.saturating_sub(PRESENT_REACH))..first, &["is", "are", "now"]);
            if !own || !present {
                continue;
            }
            let came = |d: &&Placed| {
                let lead = (self.tokens.start..d.first)
                    .rev()
                    .take(NTH_REACH)
                    .take_while(|&t| !matches!(self.prose.mark(t), ';' | ':') && !self.ends_date(t));
                d.year().is_some() && d.first < i && lead.clone().any(|t| self.has_part(t, 'c'))
            };
            let mut starts = self.dates.iter().filter(came);
            let (Some(from), None) = (starts.next(), starts.next()) else { continue };
            let Some(year) = from.year() else { continue };
            let fits = |then: i32| (then - year - n).abs() <= TOLERANCE || then - year + 1 == n;
            if fits(now) || self.other_years(from).any(fits) {
                continue;
            }
            let message = format!("the {n}{} year from {year} on is {}, not {now}", ending(n), year + n - 1);
            said.push((self.prose.tokens[first].span.cover(self.prose.tokens[i].span), message));
        }
    }
}

/// Tokens between "is" and "in her 33rd year".
const PRESENT_REACH: usize = 16;

/// Tokens between "came" and its year: "came to the site for the first time in 1998".
const NTH_REACH: usize = 10;

fn ending(n: i32) -> &'static str {
    match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

/// N of "Nth" or its words right before a token, and where they begin.
fn ordinal_before(prose: &Prose, i: usize) -> Option<(i32, usize)> {
    let at = i.checked_sub(1)?;
    let word = prose.tokens.get(at)?;
    if word.is(Class::ORDINAL) {
        let n = i32::from(word.lex().number);
        // "twenty-fifth"
        let tens = at.checked_sub(2).filter(|&t| prose.mark(at - 1) == '-' && prose.tokens[t].is(Class::CARDINAL));
        return Some(tens.map_or((n, at), |t| (i32::from(prose.tokens[t].lex().number) + n, t)));
    }
    let ending = matches!(prose.str(at), "st" | "nd" | "rd" | "th") && !word.spaced;
    let number = prose.tokens.get(at.checked_sub(1)?)?;
    if !ending || number.kind != Kind::Number {
        return None;
    }
    prose.str(at - 1).parse().ok().filter(|n| (1..1000).contains(n)).map(|n| (n, at - 1))
}
