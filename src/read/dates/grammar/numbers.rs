//! Amounts in digits and words, ordinals, years, and the words that choose one of a row.

use super::*;

impl<'a> Grammar<'a> {
    /// A number in digits or words, or a vague amount.
    pub(super) fn amount(&self, i: usize) -> Match<Amount> {
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
    pub(super) fn fraction(&self, i: usize) -> Match<u32> {
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
    pub(super) fn spelled_number(&self, i: usize) -> Match<u32> {
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
    pub(super) fn spelled_year(&self, i: usize) -> Match<i16> {
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
        // "ten thirty a.m."
        let clock = self.any_word(end, &["am", "pm", "a.m", "p.m", "a.m.", "p.m.", "a", "p"]);
        (year < 2100 && !clock).then_some((end, year as i16))
    }

    /// "two thousand", "two thousand and one", after "the year".
    pub(super) fn spelled_millennium(&self, i: usize) -> Match<i16> {
        let (end, n) = self.spelled_number(i)?;
        ((1000..3000).contains(&n) && self.word(i + 1, "thousand")).then_some((end, n as i16))
    }

    /// An ordinal: `16th`, `sixteenth`, `twenty-first`.
    pub(super) fn ordinal(&self, i: usize) -> Match<u32> {
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

    // Years ---------------------------------------------------------------------------------------------

    /// A year in four digits (or `'98`, or in words), with its era.
    pub(super) fn year(&self, i: usize) -> Match<i16> {
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
    pub(super) fn number_goes_on(&self, next: usize) -> bool {
        if !self.glued(next) {
            return self.any_word(next, &["percent", "hours"]);
        }
        match self.mark(next) {
            ',' | '.' | ':' | '/' => self.glued(next + 1) && self.kind(next + 1) == Some(Kind::Number),
            '%' | '$' | '°' | '\'' | '@' | '#' => true,
            '-' => {
                self.glued(next + 1)
                    && match self.kind(next + 1) {
                        // 2014-08-32 is no date, and no year either.
                        Some(Kind::Number) => {
                            self.digits(next + 1).is_none_or(|(_, len)| len != 4 && len != 2)
                                || self.mark(next + 2) == '-'
                                    && self.glued(next + 2)
                                    && self.glued(next + 3)
                                    && self.kind(next + 3) == Some(Kind::Number)
                        }
                        _ => false,
                    }
            }
            _ => self.kind(next) == Some(Kind::Word),
        }
    }

    /// An era after a year: where it ends, and whether it is before Christ.
    pub(super) fn era(&self, i: usize) -> (usize, bool) {
        if !self.is(i, Class::ERA) || self.tokens[i].shape != Shape::Upper {
            return (i, false);
        }
        (i + 1, self.str(i).starts_with(['B', 'b']))
    }

    /// "1990", "last year", "the year", "fiscal 1990", "that year".
    pub(super) fn year_ref(&self, i: usize) -> Match<YearRef> {
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
    pub(super) fn shift(&self, i: usize) -> Match<Shift> {
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
}
