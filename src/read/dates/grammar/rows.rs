//! One of a row of units: "last week", "the third quarter", "that summer", decades, centuries, holidays, years.

use super::*;

impl<'a> Grammar<'a> {
    pub(super) fn unit(&self, i: usize) -> Match<(Unit, bool)> {
        if !self.is(i, Class::TIME_UNIT) || self.value(i).is_empty() {
            return None;
        }
        let unit = Unit::of_letter(self.value(i))?;
        let s = self.str(i);
        let plural = s.ends_with(['s', 'S']) && !s.eq_ignore_ascii_case("s") || s.eq_ignore_ascii_case("millennia");
        Some((i + 1, (unit, plural)))
    }

    /// "last week", "the following day", "this quarter", "the year".
    pub(super) fn row(&self, i: usize) -> Match<Expr> {
        let (mut p, shift) = self.shift(i)?;
        if self.is(p, Class::FISCAL) || self.word(p, "full") {
            p += 1;
        }
        let (end, (unit, plural)) = self.unit(p)?;
        if plural || unit.is_clock() || unit == Unit::Fortnight {
            return None;
        }
        let bare = shift.from == From::Definite && shift.steps == 0;
        // the Person of the Year, "named coach of the year"
        if bare && i > 1 && self.word(i - 1, "of") {
            let award = unit == Unit::Year && self.is(i - 2, Class::ROLE);
            if award || self.tokens[p].shape == Shape::Capital {
                return None;
            }
        }
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
        // "the year before.", "the day after,": one from the time spoken of
        if bare
            && matches!(unit, Unit::Day | Unit::Week | Unit::Month | Unit::Year)
            && self.word(i, "the")
            && self.any_word(end, &["before", "after"])
            && self.breaks(end + 1)
        {
            let sign = if self.word(end, "before") { -1 } else { 1 };
            let amount = Amount::whole(1);
            return Some((end + 1, Expr::Offset { amount, unit, sign, from: From::Reference, row: false }));
        }
        // "the day" is mostly no more than a stretch of work, "the last day" a term's.
        if unit == Unit::Day && (bare || self.any_word(p - 1, &["last", "final", "past"])) {
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
            return Some((end, Expr::Duration { amount: Amount::whole(1), unit, more: [None; 2] }));
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
    pub(super) fn year_end(&self, i: usize) -> Match<Expr> {
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
    pub(super) fn quarter(&self, i: usize) -> Match<Expr> {
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
        // 2017 Q1, 2017-Q1
        if let Some((n, 4)) = self.digits(p)
            && (1900..2100).contains(&n)
            && self.free_left(p)
        {
            let q = p + 1 + usize::from(self.hyphen(p + 1));
            if self.word(q, "q")
                && self.glued(q + 1)
                && let Some((quarter @ 1..=4, 1)) = self.digits(q + 1)
            {
                let year = YearRef::Written(n as i16);
                let period = Some(Period::Quarter(quarter as u8));
                return Some((q + 2, Expr::Calendar(Calendar { year, period, ..c })));
            }
        }
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
    pub(super) fn of_year(&self, end: usize, mut c: Calendar) -> (usize, Expr) {
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
    pub(super) fn season(&self, i: usize) -> Match<Expr> {
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
            // "that fall-off"
            return (!self.hyphen(p + 1)).then_some((p + 1, Expr::Calendar(c)));
        }
        let (end, expr) = self.of_year(p + 1, c);
        if end > p + 1 {
            // "the winter of 1941–42" is that of its first year.
            let over = |year: i16| {
                let Some((n, len)) = self.digits(end + 1).filter(|_| self.dash(end) && self.glued(end)) else {
                    return false;
                };
                let next = year.unsigned_abs() as u32 + 1;
                season == 4 && (len == 4 && n == next || len == 2 && n == next % 100)
            };
            return match expr {
                Expr::Calendar(c) if c.year_written().is_some_and(over) => Some((end + 2, expr)),
                _ => Some((end, expr)),
            };
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

    pub(super) fn holiday(&self, i: usize) -> Match<Expr> {
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
        Some((end, Expr::Holiday { holiday, year, which, clock, offset: 0 }))
    }

    /// "the 19th century", "the fifth century BC".
    pub(super) fn century(&self, i: usize) -> Match<Expr> {
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
    pub(super) fn decade(&self, i: usize) -> Match<Expr> {
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
    pub(super) fn year_alone(&self, i: usize) -> Match<Expr> {
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
                && self.digits(i - 2).is_some_and(|(m, len)| len == 4 && (1000..=n).contains(&m))
                // 138-2010-2015 is a telephone's.
                && !(self.glued(i - 2) && self.dash(i - 3));
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
        // "They make 2000 pieces" counts them; "the 2000 elections" does not.
        let counted = self.tokens.get(end).is_some_and(|t| {
            t.kind == Kind::Word && t.shape == Shape::Lower && self.str(end).ends_with('s') && !t.is(Class::STOP)
        });
        let round = counted && !i.checked_sub(1).is_some_and(|b| self.is(b, Class::DETERMINER));
        let plausible = (1900..2051).contains(&n) && n % 100 != 0 || n == 2000 && !round;
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
    pub(super) fn introduced_year(&self, i: usize) -> bool {
        i.checked_sub(1).is_some_and(|b| {
            self.is(b, Class::TIME_PREPOSITION)
                || matches!(self.mark(b), '(' | '–')
                // "c. 1200"
                || self.mark(b) == '.' && self.glued(b) && b > 0 && self.any_word(b - 1, &["c", "ca"])
        })
    }
}
