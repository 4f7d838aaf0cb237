//! Ages beside a day of birth.

use super::amount::Placed;
use super::{BORN_REACH, NAMED, Said, Sentence};
use crate::lexicon::Class;
use crate::text::{Kind, Prose};
use jiff::civil::Date;
use jiff::{ToSpan, Unit};
use std::ops::Range;

/// How an age is told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// "at the age of 17", "aged 75"
    At,
    /// "died at 75"
    Bare,
    /// "is 71"
    Is,
    /// "was 78 when"
    Was,
    /// "turned 49"
    Turned,
    /// "will be 80", "turns 80"
    Will,
}

/// An age in the text.
struct Age {
    way: Way,
    n: i32,
    /// From the word that tells it to the number.
    tokens: Range<usize>,
}

impl Age {
    /// The age that is told from a token on.
    fn at(prose: &Prose, i: usize) -> Option<Age> {
        let before = |n: usize| i.checked_sub(n).map_or("", |b| prose.str(b));
        let (way, number) = match prose.str(i) {
            "aged" => (Way::At, i + 1),
            "age" if before(1) == "the" && before(2) == "at" && prose.str(i + 1) == "of" => (Way::At, i + 2),
            "age" if before(1) == "at" => (Way::At, i + 1),
            "at" => (Way::Bare, i + 1),
            "him" | "her" if matches!(before(1), "makes" | "making") => (Way::Is, i + 1),
            "is" => (Way::Is, i + 1),
            "now" if matches!(before(1), "and" | ",") => (Way::Is, i + 1),
            "was" => (Way::Was, i + 1),
            "turned" => (Way::Turned, i + 1),
            "turns" => (Way::Will, i + 1),
            "turn" | "be" if before(1) == "will" => (Way::Will, i + 1),
            _ => return None,
        };
        let adverb = usize::from(matches!(prose.str(number), "now" | "just" | "only" | "already" | "still"));
        let n = age_number(prose, number + adverb)?;
        Some(Age { way, n, tokens: i..number + adverb + 1 })
    }
}

/// A number of years that may be an age, with nothing else behind it that it may count.
fn age_number(prose: &Prose, i: usize) -> Option<i32> {
    let token = prose.tokens.get(i).filter(|t| t.kind == Kind::Number)?;
    let n = prose.str(i).parse().ok().filter(|n| (1..=OLDEST).contains(n))?;
    let free = token.spaced || matches!(prose.mark(i.wrapping_sub(1)), '(');
    let next = prose.tokens.get(i + 1);
    let alone = next.is_none_or(|next| match next.kind {
        Kind::Punct => {
            matches!(prose.mark(i + 1), '.' | ',' | ';' | ')' | '—' | '–' | ':' | '?' | '!' | '"' | '”')
                && prose.tokens.get(i + 2).is_none_or(|t| t.spaced || t.kind != Kind::Number)
        }
        Kind::Word if next.spaced => {
            prose.str(i + 1) == "years" && prose.str(i + 2) == "old"
                || matches!(
                    prose.str(i + 1),
                    "when"
                        | "and"
                        | "at"
                        | "in"
                        | "on"
                        | "before"
                        | "this"
                        | "next"
                        | "last"
                        | "as"
                        | "now"
                        | "but"
                        | "today"
                )
        }
        _ => false,
    });
    (free && alone).then_some(n)
}

/// The oldest that anybody gets.
const OLDEST: i32 = 115;

/// A number behind a name up to here may be a score.
const YOUNGEST: i32 = 10;

/// Days around the draft's date in which somebody may have had a birthday that the draft does not know of: it may have
/// been written earlier, or be an agency's.
const BIRTHDAY_DAYS: i64 = 10;

/// Days around the draft's date that it reports on.
const NEWS_DAYS: i32 = 60;

/// Tokens between a birth and an age behind it.
const AGE_BEHIND: usize = 60;

/// Tokens between an age and "born" behind it: "the 71-year-old Anna Berg, who was born".
const AGE_REACH: usize = 10;

impl<'a> Sentence<'a> {
    /// "Born in 1931, she died in 1998 at the age of 75"; "born in 1936 and is 71".
    pub(super) fn ages(&self, said: &mut Said) {
        let born = |d: &&Placed| self.born(d).is_some();
        let mut births = self.dates.iter().filter(born);
        let (Some(birth), None) = (births.next(), births.next()) else { return };
        let Some((word, person)) = self.born(birth) else { return };
        for i in birth.end..self.tokens.end.min(birth.end + AGE_BEHIND) {
            let Some(age) = Age::at(self.prose, i).filter(|a| self.is_whose(birth, word, a, person)) else { continue };
            if let Some(when) = self.when(birth, &age) {
                self.reckon(birth, &age, when, said);
            }
        }
        if !person {
            return;
        }
        if let Some(age) = self.age_before(word)
            && self.other_years(birth).all(|y| self.published.is_some_and(|p| i32::from(p.year()) == y))
            && let Some(when) = self.now()
        {
            self.reckon(birth, &age, when, said);
        }
        // "Anna Berg, 71, resigned. She was born in 1936."
        if matches!(self.str(self.tokens.start), "He" | "She")
            && word == self.tokens.start + 2
            && self.dates.len() == 1
            && let Some(age) = self.age_of_name()
            && let Some(when) = self.now()
        {
            self.reckon(birth, &age, when, said);
        }
        // "Berg was born in 1936. She is 71."
        let next = self.tokens.end;
        let alone = self.dates.iter().filter(|d| d.year().is_some()).count() == 1;
        if alone
            && matches!(self.str(next), "He" | "She")
            && self.str(next + 1) == "is"
            && self.prose.paragraph_of(next) == self.prose.paragraph_of(birth.first)
            && !self.others_in(birth.end..self.tokens.end)
            && let Some(age) = Age::at(self.prose, next + 1)
            && let Some(when) = self.now()
        {
            self.reckon(birth, &age, when, said);
        }
    }

    /// The word that makes a date one of birth, and whether a person's.
    fn born(&self, date: &Placed) -> Option<(usize, bool)> {
        date.year()?;
        let lead = (self.tokens.start..date.first).rev().take(BORN_REACH);
        let lead = lead.take_while(|&i| !matches!(self.prose.mark(i), ';' | ':' | '(') && !self.ends_date(i));
        let found = lead.filter(|&i| self.has_part(i, 'v')).last()?;
        Some((found, self.is_word(found, &["born"])))
    }

    /// Whether anybody else comes up in a stretch.
    fn others_in(&self, tokens: Range<usize>) -> bool {
        tokens.clone().any(|i| {
            self.is(i, Class::KIN)
                || self.has_part(i, 'r')
                || self.is(i, Class::GIVEN) && !self.is(i, Class::PLACE) && self.prose.tokens[i].capitalised()
                || self.is_word(i, &["who"]) && i > tokens.start + 1
        })
    }

    /// Whether an age behind a birth is of the same person or thing.
    fn is_whose(&self, birth: &Placed, born: usize, age: &Age, person: bool) -> bool {
        let at = age.tokens.start;
        // "Born in 1931, Anna Berg died": the name is hers.
        let opens = born <= self.tokens.start + 1;
        let mut from = birth.end;
        if opens && self.prose.mark(birth.end) == ',' {
            let name = |i: &usize| self.prose.tokens[*i].capitalised() || self.is_word(*i, &["the"]) || !person;
            from = (birth.end + 1..at).take_while(name).last().map_or(birth.end, |i| i + 1);
        }
        if self.others_in(from..at) {
            return false;
        }
        let old = self.is_word(age.tokens.end, &["years"]);
        if matches!(age.way, Way::At | Way::Bare) {
            let died = || self.has(birth.end..at, &["died"]);
            return person && (age.way == Way::At || died());
        }
        // "is 12 in the ranking"
        let place = self.is_word(age.tokens.end, &["in", "at", "on", "before", "next", "last", "as", "when"]);
        if age.way == Way::Is && (!person && !old || place) {
            return false;
        }
        let verb = if self.is_word(at, &["be", "turn"]) { at - 1 } else { at };
        if self.is_word(at, &["him", "her", "now"]) {
            return person;
        }
        let subject = (from..verb).rev().find(|&i| !self.is(i, Class::ADVERB));
        subject.is_none_or(|i| {
            matches!(self.prose.mark(i), ',' | ')' | '—' | '–') || self.is_word(i, &["and", "he", "she", "who", "it"])
        })
    }

    /// The days around the draft's own.
    fn now(&self) -> Option<(Date, Date)> {
        let now = self.published?;
        Some((now.checked_sub(BIRTHDAY_DAYS.days()).ok()?, now.checked_add(BIRTHDAY_DAYS.days()).ok()?))
    }

    /// The days in which an age is told to have been reached; `None` where that is not sure.
    fn when(&self, birth: &Placed, age: &Age) -> Option<(Date, Date)> {
        let mut behind = self.dates.iter().filter(|d| d.first >= age.tokens.end && d.timex.days.is_some());
        let next = behind.next();
        let only = behind.next().is_none();
        let start = age.tokens.start;
        let lead = |d: &Placed| self.prose.span(&(age.tokens.end as u32..d.first as u32)).of(self.prose.text);
        let right_behind = next.filter(|d| matches!(lead(d), "" | "in" | "on" | ", in" | ", on"));
        match age.way {
            Way::At | Way::Bare => {
                let before = self.dates.iter().rfind(|d| d.end <= start && d.first > birth.first);
                let near = before.filter(|d| {
                    let gap = d.end..start;
                    gap.len() <= 3 && gap.clone().all(|i| self.prose.mark(i) == ',' || self.is_word(i, &["at", "the"]))
                });
                let died = |d: &&Placed| {
                    let between = birth.timex.span.end as usize..d.timex.span.start as usize;
                    let between = self.prose.text.get(between).unwrap_or("");
                    // "His father died" is another life.
                    [" and died ", ", died ", " he died ", " she died ", " who died "]
                        .iter()
                        .any(|own| between.contains(own))
                };
                let death = || self.dates.iter().filter(|d| d.first > birth.first && d.year().is_some()).find(died);
                right_behind.or(near).or_else(death)?.days()
            }
            Way::Is => self.now(),
            Way::Was => {
                let introduced = self.is_word(age.tokens.end, &["when", "in", "on", "as"])
                    || self.is_word(age.tokens.end + 2, &["when", "in", "on", "as"]);
                next.filter(|_| only && introduced)?.days()
            }
            Way::Turned => {
                let news = next.filter(|d| {
                    let near = |p: Date| d.days().is_some_and(|(first, _)| (first - p).get_days().abs() <= NEWS_DAYS);
                    only && d.year().is_some() && self.published.is_some_and(near)
                });
                right_behind.or(news)?.days()
            }
            Way::Will => match next {
                Some(next) => next.days(),
                None => {
                    let now = self.published?;
                    Some((now, now.checked_add(1.year()).ok()?))
                }
            },
        }
    }

    /// An age that stands before "born": "the 71-year-old, born in"; "Anna Berg, 71, was born in".
    fn age_before(&self, born: usize) -> Option<Age> {
        let between = |i: usize| {
            let token = &self.prose.tokens[i];
            match token.kind {
                Kind::Punct => matches!(self.prose.mark(i), ',' | '(' | ')' | '-' | '.'),
                Kind::Word => {
                    token.capitalised()
                        || self.is_word(i, &["who", "was", "year", "old", "is"])
                        || token.is(Class::ROLE | Class::TITLE) && !token.is(Class::KIN)
                }
                _ => false,
            }
        };
        let first = self.tokens.start.max(born.saturating_sub(AGE_REACH));
        let i = (first..born).rev().find(|&i| !between(i)).filter(|&i| self.prose.tokens[i].kind == Kind::Number)?;
        let year_old = self.prose.mark(i + 1) == '-' && self.is_word(i + 2, &["year"]) && self.is_word(i + 4, &["old"]);
        let aside = i > first
            && (matches!(self.prose.mark(i - 1), ',' | '(') || self.is_word(i - 1, &["aged", "now", "at"]))
            && matches!(self.prose.mark(i + 1), ',' | ')');
        let n = self.str(i).parse().ok().filter(|n| (1..=OLDEST).contains(n))?;
        (year_old || aside && age_number(self.prose, i).is_some()).then_some(Age { way: Way::Is, n, tokens: i..i + 1 })
    }

    /// The age of the only person of the sentence before who has one behind the name.
    fn age_of_name(&self) -> Option<Age> {
        let before = self.prose.sentences.get(self.index.checked_sub(1)?)?;
        let (start, end) = (before.start as usize, before.end as usize);
        if self.prose.paragraph_of(start) != self.prose.paragraph_of(self.tokens.start) {
            return None;
        }
        let aside = |&i: &usize| {
            let name = &self.prose.tokens[i - 2.min(i)];
            let named = i >= start + 2
                && self.prose.mark(i - 1) == ','
                && name.kind == Kind::Word
                && name.capitalised()
                && !name.is(Class::MONTH | Class::WEEKDAY);
            // "At 35, Anna Berg is the youngest minister."
            let opens = i == start + 1 && self.prose.str(start) == "At";
            self.prose.mark(i + 1) == ',' && (named || opens)
        };
        let mut asides = (start + 1..end).filter(aside);
        let names =
            (start + 1..end).filter(|&i| self.prose.tokens[i].is(Class::GIVEN) && self.prose.tokens[i].capitalised());
        let (Some(i), None) = (asides.next(), asides.next()) else { return None };
        let n = age_number(self.prose, i).filter(|n| *n > YOUNGEST)?;
        // Somebody else may be "he" or "she".
        let own = if i == start + 1 { i + NAMED } else { i };
        (names.filter(|&name| name > own).count() == 0).then_some(Age { way: Way::Is, n, tokens: i..i + 1 })
    }

    /// Holds an age against a birth and the days it is told of.
    fn reckon(&self, birth: &Placed, age: &Age, when: (Date, Date), said: &mut Said) {
        let Some(born) = birth.days().filter(|_| !birth.is_leap_day()) else { return };
        let years = |from: Date, to: Date| from.until((Unit::Year, to)).map_or(0, |s| i32::from(s.get_years()));
        let range = |when: (Date, Date)| (years(born.1, when.0), years(born.0, when.1));
        let (least, most) = range(when);
        let fits = |d: &Placed| {
            let (least, most) = d.days().map_or((1, 0), range);
            d.first != birth.first && (least..=most).contains(&age.n)
        };
        if (least..=most).contains(&age.n) || most < 0 || least > OLDEST || self.dates.iter().any(fits) {
            return;
        }
        let right = if least == most { most.to_string() } else { format!("{least} or {most}") };
        let (from, then) = (
            birth.timex.written_date(self.prose.text),
            when.0.max(self.published.filter(|_| age.way == Way::Is).unwrap_or(when.0)),
        );
        let message = match age.way {
            Way::Will if when.0 < when.1 => format!("{from} and {} do not go together: that makes {right}", age.n),
            _ => format!("who was born in {from} was {right} in {}, not {}", then.year(), age.n),
        };
        let span = self.prose.tokens[age.tokens.start].span.cover(self.prose.tokens[age.tokens.end - 1].span);
        said.push((span, message));
    }
}
