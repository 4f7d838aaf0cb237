//! Times of day, with and without their day: "10 p.m. EST on Friday", "this morning", "tonight".

use super::*;

impl<'a> Grammar<'a> {
    /// A date followed by a time of day: "Friday night", "June 16 at 10 p.m.".
    pub(super) fn with_clock(&self, end: usize, mut c: Calendar) -> (usize, Expr) {
        if let Some((stop, clock)) = self.clock_after(end) {
            c.clock = Some(clock);
            return (stop, Expr::Calendar(c));
        }
        (end, Expr::Calendar(c))
    }

    pub(super) fn clock_after(&self, end: usize) -> Match<Clock> {
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

    pub(super) fn part(&self, i: usize) -> &'static str {
        self.value(i)
    }

    /// `10:30 p.m. EST`, `10 o'clock`, `15:00 GMT`; a bare `10:30` only where something says it is a time.
    pub(super) fn clock(&self, i: usize) -> Match<Clock> {
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
        } else if sure && self.word(end + 1, "time") && self.is_place_of_time(end) {
            end += 2;
        }
        let introduced = i.checked_sub(1).is_some_and(|b| {
            self.any_word(b, &["at", "by", "until", "till", "around", "about", "before", "after", "since"])
        });
        if !sure && !(minute.is_some() && self.mark(i + 1) == ':' && introduced) || hour > 24 {
            return None;
        }
        Some((end, Clock::At(hour as u8, minute, second)))
    }

    /// "10 a.m. Moscow time", "local time"
    fn is_place_of_time(&self, i: usize) -> bool {
        self.word(i, "local") || self.tokens.get(i).is_some_and(|t| t.kind == Kind::Word && t.capitalised())
    }

    /// A time of day, alone or before its date.
    pub(super) fn clock_led(&self, i: usize) -> Match<Expr> {
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
    pub(super) fn day_part(&self, i: usize) -> Match<Expr> {
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
    pub(super) fn deictic(&self, i: usize) -> Match<Expr> {
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
    pub(super) fn beside_a_day(&self, i: usize) -> Match<Expr> {
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

    /// "the first Monday of October", "the last day of May 2020", "of the year".
    pub(super) fn nth_of_month(&self, i: usize) -> Match<Expr> {
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
        if let Some((end, Expr::Calendar(c))) = self.month_led(q + 2) {
            let month = c.day.is_none() && c.which.is_none() && c.month.is_some();
            return month.then_some((end, calendar(Calendar { nth: Some((n, weekday)), ..c })));
        }
        // "the last day of 2019", "of the year"
        let month = match (n, weekday) {
            (1, None) => 1,
            (-1, None) => 12,
            _ => return None,
        };
        let (end, year) = self.year_ref(q + 2)?;
        Some((end, calendar(Calendar { nth: Some((n, None)), month: Some(month), year, ..Calendar::EMPTY })))
    }
}
