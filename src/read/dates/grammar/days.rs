//! Days and months by name and number: "June 16, 2021", "Friday the 13th", "the 16th of June".

use super::*;

impl<'a> Grammar<'a> {
    /// A month's name, with its period, that is no other word here.
    pub(super) fn month(&self, i: usize) -> Match<u8> {
        let token = self.tokens.get(i)?;
        if !token.is(Class::MONTH) {
            return None;
        }
        let s = token.span.of(self.prose.text);
        let full = s.len() > 4
            || s.eq_ignore_ascii_case("may")
            || s.eq_ignore_ascii_case("june")
            || s.eq_ignore_ascii_case("july");
        // In small letters: march, may and august are other words, and so are the abbreviations.
        let doubtful = !full || matches!(self.number(i), 3 | 5 | 8);
        if token.shape == Shape::Lower && doubtful && !self.day_beside(i) {
            return None;
        }
        if token.shape == Shape::Mixed {
            return None;
        }
        let mut end = i + 1;
        if !full && self.mark(end) == '.' && self.glued(end) {
            end += 1;
        }
        Some((end, u8::try_from(self.number(i)).ok()?))
    }

    /// Whether a number that can be a day or year stands right beside a token.
    pub(super) fn day_beside(&self, i: usize) -> bool {
        let is_day = |n: usize| {
            self.digits(n)
                .is_some_and(|(n, len)| len <= 2 && (1..=31).contains(&n) || len == 4 && (1900..2100).contains(&n))
        };
        let after = if self.mark(i + 1) == '.' || self.mark(i + 1) == '-' { i + 2 } else { i + 1 };
        is_day(after)
            || i > 0 && is_day(i - 1)
            || i > 1 && (is_day(i - 2) && (self.any_word(i - 1, &["st", "nd", "rd", "th"]) || self.hyphen(i - 1)))
    }

    /// A day of the month in digits or as an ordinal.
    pub(super) fn day(&self, i: usize) -> Match<u8> {
        if let Some((n, len)) = self.digits(i) {
            if len > 2 || n == 0 {
                return None;
            }
            let end = i + 1;
            if self.glued(end) && self.kind(end) == Some(Kind::Word) {
                return self.any_word(end, &["st", "nd", "rd", "th"]).then_some((end + 1, n as u8));
            }
            // 1.5, 5:30, 5%, 5,000
            if self.glued(end)
                && (matches!(self.mark(end), '%' | '/')
                    || matches!(self.mark(end), '.' | ',' | ':')
                        && self.glued(end + 1)
                        && self.kind(end + 1) == Some(Kind::Number))
            {
                return None;
            }
            return Some((end, n as u8));
        }
        let (end, n) = self.ordinal(i)?;
        (n <= 31).then_some((end, n as u8))
    }

    /// A weekday, with what may stand before and after it.
    pub(super) fn weekday_led(&self, i: usize) -> Match<Expr> {
        let (p, which) = match self.shift(i) {
            Some((p, s)) if s.from != From::Definite || s.steps != 0 => (p, Some(s)),
            _ => (i, None),
        };
        let token = self.tokens.get(p)?;
        let full = token.span.len() > 5;
        // In small letters only the full names: "sun", "sat", "wed" are other words.
        if !token.is(Class::WEEKDAY) || !(token.capitalised() || full) {
            return None;
        }
        let weekday = u8::try_from(self.number(p)).ok()?;
        let mut c = Calendar { which, weekday: Some(weekday), ..Calendar::EMPTY };
        c.parts.weekday = Weekday::from_monday_one_offset(weekday as i8).ok().map(|w| (token.span, w));
        let mut end = p + 1;
        if !full && self.mark(end) == '.' && self.glued(end) {
            end += 1;
        }
        // "Friday, June 11", "Friday the 13th of June", "Friday (June 11)" stays apart.
        let mut q = end;
        if self.mark(q) == ',' {
            q += 1;
        }
        let the = usize::from(self.word(q, "the"));
        let inner = longest(self.month_day(q), self.day_month(q + the));
        let inner = longest(inner, self.numeric(q).filter(|(_, c)| c.day.is_some()));
        if let Some((stop, mut d)) = inner
            && d.day.is_some()
        {
            let own = c.parts.weekday;
            (d.weekday, d.parts.weekday) = match self.weekdays_before(p) {
                None => (c.weekday, own),
                Some(first) => (None, first.filter(|(_, first)| own.is_some_and(|(_, w)| spans(&d, *first, w)))),
            };
            d.which = c.which;
            // The range's second date counts from the expression's own start.
            d.until = d.until.map(|(day, at)| (day, at + (q - i) as u8));
            return Some(self.with_clock(stop, d));
        }
        if !full {
            return None;
        }
        if self.mark(i) == '\0' && which.is_none() && self.named_otherwise(p) {
            return None;
        }
        // "Friday last week", "Monday of next week"
        let of = usize::from(self.word(end, "of"));
        if which.is_none()
            && let Some((stop, Expr::Row { unit: Unit::Week, shift, clock: None })) = self.row(end + of)
            && shift.from == From::Published
            && self.kind(stop) != Some(Kind::Clitic)
        {
            c.which = Some(shift);
            c.week = true;
            return Some((stop, Expr::Calendar(c)));
        }
        Some(self.with_clock(end, c))
    }

    /// Where other weekdays are joined to the one at `i`, the days after it are not its own alone ("Friday-Sunday, Nov. 17-19",
    /// "Monday, Wednesday and Friday, Nov. 13, 15 and 17"): the first of them, where there is one.
    fn weekdays_before(&self, i: usize) -> Option<Option<(Span, Weekday)>> {
        let (mut at, mut joined) = (i, 0);
        while let Some(before) = self.weekday_joined(at) {
            (at, joined) = (before, joined + 1);
        }
        let first = || Weekday::from_monday_one_offset(i8::try_from(self.number(at)).ok()?).ok();
        match joined {
            0 => None,
            1 => Some(first().map(|first| (self.span(at..at + 1), first))),
            _ => Some(None),
        }
    }

    /// The weekday that a dash, a comma or a word joins to what stands at `i`: "Friday-", "Saturday and", "Mon., ".
    fn weekday_joined(&self, i: usize) -> Option<usize> {
        let joint = i.checked_sub(1)?;
        let word = self.any_word(joint, &["and", "or", "to", "through", "thru", "till", "until"]);
        if !word && !self.dash(joint) && !matches!(self.mark(joint), '/' | '&' | ',') {
            return None;
        }
        let mut at = joint.checked_sub(1)?;
        if word && self.mark(at) == ',' || self.mark(at) == '.' && self.glued(at) {
            at = at.checked_sub(1)?;
        }
        self.is(at, Class::WEEKDAY).then_some(at)
    }

    /// Whether a weekday is part of a name: "Black Friday", "Sunday Times", "Mr. Sunday".
    pub(super) fn named_otherwise(&self, i: usize) -> bool {
        let before = i.checked_sub(1).map(|b| self.str(b)).unwrap_or("");
        let before_name = matches!(
            before,
            "Black"
                | "Cyber"
                | "Super"
                | "Bloody"
                | "Ruby"
                | "Freaky"
                | "Casual"
                | "Giving"
                | "Small"
                | "Fat"
                | "Billy"
                | "Wild"
        );
        let after = self.str(i + 1);
        let after_name = matches!(
            after,
            "Times"
                | "Mirror"
                | "Telegraph"
                | "Mail"
                | "Express"
                | "Herald"
                | "Post"
                | "Independent"
                | "School"
                | "school"
                | "Night"
                | "Sun"
                | "People"
        );
        before_name
            || self.titled(i, Class::HONORIFIC)
            || after_name && self.tokens.get(i + 1).is_some_and(|t| t.spaced)
    }

    /// A date that begins with its month.
    pub(super) fn month_led(&self, i: usize) -> Match<Expr> {
        let (p, which) = match self.shift(i) {
            Some((p, s)) if s.from != From::Definite || s.steps != 0 => (p, Some(s)),
            _ => (i, None),
        };
        if let Some((end, mut c)) = self.month_day(p) {
            // "funds for the ferry past June 16": no day that is over.
            if self.word(i, "past") {
                return None;
            }
            c.which = which;
            c.until = c.until.map(|(day, at)| (day, at + (p - i) as u8));
            return Some(self.with_clock(end, c));
        }
        let (end, month) = self.month(p)?;
        // The March of Dimes
        if self.word(end, "of")
            && matches!(month, 3 | 5 | 8)
            && self.tokens.get(end + 1).is_some_and(|t| t.kind == Kind::Word && t.capitalised())
            && self.year_ref(end + 1).is_none()
        {
            return None;
        }
        let mut c = Calendar { which, month: Some(month), ..Calendar::EMPTY };
        c.parts.month = Some((self.span(p..end), month));
        let mut q = end;
        if self.mark(q) == ',' || self.word(q, "of") || self.mark(q) == '-' && self.glued(q) {
            q += 1;
        }
        if which.is_none()
            && let Some((stop, year)) = self.year_ref(q)
        {
            match year {
                YearRef::Written(y) if !(self.mark(end) == ',' && self.glued(q)) => {
                    c.parts.year = Some((self.span(q..stop), y));
                    c.year = year;
                    return Some((stop, Expr::Calendar(c)));
                }
                YearRef::Shifted(s) if self.mark(end) != ',' && s.from != From::Definite => {
                    c.year = year;
                    return Some((stop, Expr::Calendar(c)));
                }
                _ => {}
            }
        }
        if which.is_none() && !self.month_stands_alone(p) {
            return None;
        }
        Some((end, Expr::Calendar(c)))
    }

    /// Whether a month's name without day or year is a month here, and not a person, a verb or a march.
    pub(super) fn month_stands_alone(&self, i: usize) -> bool {
        let s = self.str(i);
        let before = i.checked_sub(1);
        let introduced = before.is_some_and(|b| {
            self.is(b, Class::TIME_PREPOSITION | Class::PHASE | Class::SHIFT | Class::EACH) && !self.word(b, "and")
        }) || before.is_some_and(|b| self.hyphen(b) && self.is(b.wrapping_sub(1), Class::PHASE));
        let tokens = &self.tokens;
        let upper = tokens[i].shape == Shape::Upper;
        let name_after = tokens.get(i + 1).is_some_and(|t| {
            t.kind == Kind::Word && t.capitalised() && t.spaced && !t.is(CORE) && t.shape != Shape::Upper
        });
        let name_before = before.is_some_and(|b| {
            tokens[b].kind == Kind::Word
                && tokens[b].capitalised()
                && !introduced
                && !tokens[b].is(CORE.union(Class::SENTENCE_OPENER).union(Class::STOP))
        });
        if self.titled(i, Class::HONORIFIC | Class::TITLE) && !introduced {
            return false;
        }
        if s.len() <= 4 && !matches!(s, "June" | "July" | "May") {
            return introduced && self.mark(i + 1) == '.';
        }
        match self.number(i) {
            3 | 5 if upper || tokens[i].shape == Shape::Lower => false,
            // Theresa May, the March on Washington
            5 => introduced && !self.word(i.wrapping_sub(1), "for"),
            3 => introduced && !self.word(i.wrapping_sub(1), "for") || self.month_of_noun(i),
            4 | 6 | 8 => !name_before && (introduced || !name_after) && !self.is(i + 1, Class::SPEECH_VERB),
            _ => introduced || !name_before && !name_after || self.kind(i + 1) == Some(Kind::Clitic),
        }
    }

    /// "the March accession": between a determiner and a noun, on neither side a march's "on" or "for".
    fn month_of_noun(&self, i: usize) -> bool {
        let noun = self.tokens.get(i + 1).is_some_and(|t| {
            let grammar = Class::STOP | Class::TIME_PREPOSITION | Class::PAST_VERB | Class::FUTURE_VERB;
            t.kind == Kind::Word && t.spaced && t.shape == Shape::Lower && !t.is(grammar | Class::ROLES)
        });
        noun && i.checked_sub(1).is_some_and(|b| self.is(b, Class::DETERMINER))
    }

    /// Whether a capitalised word of these classes stands right before: "Mr. August", "Judge April", "Dr. Sunday".
    fn titled(&self, i: usize, classes: Class) -> bool {
        i.checked_sub(1).is_some_and(|b| {
            let t = if self.mark(b) == '.' && self.glued(b) { b.wrapping_sub(1) } else { b };
            self.is(t, classes) && self.tokens.get(t).is_some_and(|t| t.capitalised())
        })
    }

    /// `June 16`, `June 14–16`, `June 16, 2021`, `June the 16th`.
    pub(super) fn month_day(&self, i: usize) -> Match<Calendar> {
        let (m_end, month) = self.month(i)?;
        let mut p = m_end;
        if self.word(p, "the") {
            p += 1;
        }
        if self.hyphen(p) {
            p += 1;
        }
        let (mut end, day) = self.day(p)?;
        let mut c = Calendar { month: Some(month), day: Some(day), ..Calendar::EMPTY };
        c.parts.month = Some((self.span(i..m_end), month));
        c.parts.day = Some((self.span(p..end), day));
        // June 14–16, June 14 to 16
        let dash = self.dash(end) || self.any_word(end, &["to", "through", "and"]);
        if dash && let Some((stop, last)) = self.day(end + 1) {
            // June 30 – July 2 is two dates; "May 5 to 12 people" needs a real end.
            let fits = last > day
                && last <= 31
                && !self.is(stop, Class::TIME_UNIT | Class::MONTH)
                && (self.dash(end) || self.closes(stop));
            if fits {
                c.until = Some((last, (end - i) as u8));
                end = stop;
            }
        }
        // June 16, 2021; June 16 2021; June 16 of last year
        let comma = usize::from(self.mark(end) == ',');
        let of = usize::from(self.word(end, "of"));
        match self.year_ref(end + comma + of) {
            Some((stop, YearRef::Written(y))) if of == 0 && !(comma == 1 && self.glued(end + 1)) => {
                c.year = YearRef::Written(y);
                c.parts.year = Some((self.span(end + comma..stop), y));
                end = stop;
            }
            Some((stop, year @ YearRef::Shifted(s))) if comma == 0 && s.from != From::Definite => {
                c.year = year;
                end = stop;
            }
            _ => {}
        }
        if day > 31 && c.year == YearRef::None {
            return None;
        }
        // "closed in November 14 percent of them"
        if c.year == YearRef::None
            && (self.any_word(end, &["percent", "pct"]) || self.word(end, "per") && self.word(end + 1, "cent"))
        {
            return None;
        }
        // "In June 16 people were hurt": the number counts the people.
        if c.year == YearRef::None && c.until.is_none() && end == p + 1 && self.counts_people(i, end) {
            return None;
        }
        c.parts.impossible = numeric::impossible(c.year_written(), month, day);
        if c.parts.impossible && c.year == YearRef::None && !self.closes(end) {
            return None;
        }
        Some((end, c))
    }

    /// Whether the number before `end`, after a month at `i`, belongs to the noun that follows: "In June 16 people".
    pub(super) fn counts_people(&self, i: usize, end: usize) -> bool {
        let introduced = i.checked_sub(1).is_some_and(|b| self.any_word(b, &["in", "since", "during"]));
        let noun = self.tokens.get(end).is_some_and(|t| {
            t.kind == Kind::Word
                && t.spaced
                && t.shape == Shape::Lower
                && !t.is(Class::STOP | Class::TIME_PREPOSITION | Class::PAST_VERB | Class::FUTURE_VERB)
        });
        introduced
            && noun
            && (self.any_word(end, &["people", "men", "women", "children"])
                || self.str(end).ends_with('s')
                || self.is(end, Class::TIME_UNIT))
    }

    /// Whether an expression can end before `i`: a mark, the text's end or a word of grammar.
    pub(super) fn closes(&self, i: usize) -> bool {
        match self.kind(i) {
            None | Some(Kind::Punct) => !matches!(self.mark(i), '%' | '$' | '/' | '-'),
            Some(Kind::Clitic) => true,
            Some(Kind::Number) => false,
            Some(Kind::Word) => {
                self.is(i, Class::STOP | Class::TIME_PREPOSITION | Class::FUTURE_VERB | Class::PAST_VERB)
            }
        }
    }

    /// Whether a clause can end before `i`: "a day before."
    pub(super) fn breaks(&self, i: usize) -> bool {
        match self.kind(i) {
            None => true,
            Some(Kind::Punct) => matches!(self.mark(i), '.' | ',' | ';' | ':' | ')' | '?' | '!' | '"' | '”' | '—'),
            Some(Kind::Word) => self.any_word(i, &["and", "but"]),
            _ => false,
        }
    }

    /// "the day before Christmas", "two days after June 16", "the eve of Easter".
    pub(super) fn beside_named_day(&self, i: usize) -> Match<Expr> {
        let the = usize::from(self.word(i, "the"));
        let (p, days) = if self.word(i + the, "eve") && self.word(i + the + 1, "of") {
            (i + the + 2, -1)
        } else {
            let (q, amount) = if the == 1 { (i + 1, Amount::whole(1)) } else { self.amount(i)? };
            let (end, (unit, _)) = self.unit(q)?;
            let unit = match unit {
                Unit::Day => 1,
                Unit::Week => 7,
                _ => return None,
            };
            let sign = match () {
                _ if self.word(end, "before") => -1,
                _ if self.word(end, "after") => 1,
                _ => return None,
            };
            (end + 1, sign * unit * i32::try_from(amount.integer()?).ok()?)
        };
        let offset = i16::try_from(days).ok()?;
        let (end, mut expr) = longest(longest(self.month_led(p), self.day_led(p)), self.holiday(p))?;
        match &mut expr {
            Expr::Calendar(c) if c.day.is_some() && c.until.is_none() && c.clock.is_none() => {
                c.offset = offset;
                // What is written is another day's.
                c.parts = Parts::EMPTY;
            }
            Expr::Holiday { offset: o, clock: None, .. } => *o = offset,
            _ => return None,
        }
        Some((end, expr))
    }

    /// "on the 19th": a day of the month that the text is in.
    pub(super) fn day_alone(&self, i: usize) -> Match<Expr> {
        if !self.word(i, "the") {
            return None;
        }
        let before = i.checked_sub(1)?;
        if !self.any_word(before, &["on", "by", "until", "till", "from", "since", "of", "before", "after"]) {
            return None;
        }
        let (end, n) = self.ordinal(i + 1).filter(|_| self.digits(i + 1).is_some())?;
        let ends = self.breaks(end) || self.is(end, Class::STOP) && !self.word(end, "of");
        let c = Calendar { day: Some(u8::try_from(n).ok()?), ..Calendar::EMPTY };
        (ends && (1..=31).contains(&n)).then_some((end, Expr::Calendar(c)))
    }

    /// `9/10 July`: the night between two days.
    fn two_days(&self, i: usize) -> Match<(u8, u8)> {
        let (a, _) = self.digits(i)?;
        if self.mark(i + 1) != '/' || !self.glued(i + 1) || !self.glued(i + 2) {
            return None;
        }
        let (b, _) = self.digits(i + 2)?;
        let next = a > 0 && b == a + 1 && b <= 31 && self.month(i + 3).is_some();
        next.then_some((i + 3, (a as u8, b as u8)))
    }

    /// `16 June 2021`, `16th of June`, `14–16 June`, `16-Jun-2021`.
    pub(super) fn day_month(&self, i: usize) -> Match<Calendar> {
        if self.kind(i) == Some(Kind::Number) && !self.free_left(i) {
            return None;
        }
        let (mut p, mut until) = (i, None);
        let (d_end, day) = match self.two_days(i) {
            Some((end, (first, last))) => {
                until = Some((last, i + 1, end));
                p = end;
                (i + 1, first)
            }
            None => self.day(i)?,
        };
        let ordinal = d_end > i + 1 || self.is(i, Class::ORDINAL);
        p = p.max(d_end);
        if (self.dash(p) || self.any_word(p, &["to", "and", "or", "through"]))
            && let Some((stop, last)) = self.day(p + 1)
            && self.month(self.skip_of(stop)).is_some()
            && last > day
        {
            until = Some((last, p, stop));
            p = stop;
        }
        if self.word(p, "day") && self.word(p + 1, "of") {
            p += 1;
        }
        p = self.skip_of(p);
        // 16-Jun-2021, 16.June, 16. June
        let joined = matches!(self.mark(p), '-' | '/' | '.') && self.glued(p);
        if joined && (self.glued(p + 1) || self.mark(p) == '.' && self.is(p + 1, Class::MONTH)) {
            p += 1;
        }
        let (m_end, month) = self.month(p)?;
        // "the 5 March said": only a number that can be a day; "of 12 May" is one, "Article 5 March" not.
        if self.word(d_end, "of") && !ordinal {
            return None;
        }
        let mut c = Calendar { month: Some(month), day: Some(day), ..Calendar::EMPTY };
        c.parts.month = Some((self.span(p..m_end), month));
        c.parts.day = Some((self.span(i..d_end), day));
        let mut end = m_end;
        let skip = usize::from(
            self.mark(end) == ',' || self.word(end, "of") || matches!(self.mark(end), '-' | '/') && self.glued(end),
        );
        match self.year_ref(end + skip) {
            Some((stop, YearRef::Written(y))) if !(self.mark(end) == ',' && self.glued(end + 1)) => {
                c.year = YearRef::Written(y);
                c.parts.year = Some((self.span(end + skip..stop), y));
                end = stop;
            }
            None if let Some((at, y)) = self.short_year(end, day) => {
                c.year = YearRef::Written(y);
                c.parts.year = Some((self.tokens[at].span, y));
                end = at + 1;
            }
            Some((stop, year @ YearRef::Shifted(s))) if self.mark(end) != ',' && s.from != From::Definite => {
                c.year = year;
                end = stop;
            }
            _ => {}
        }
        // "June 5 March 6": the number belongs to the month before it.
        if i > 0 && self.is(i - 1, Class::MONTH) && c.year == YearRef::None {
            return None;
        }
        if day > 31 {
            return None;
        }
        if let Some((last, at, _)) = until {
            c.until = Some((last, (at - i) as u8));
        }
        c.parts.impossible = numeric::impossible(c.year_written(), month, day);
        if c.parts.impossible && c.year == YearRef::None && !(ordinal || self.closes(end)) {
            return None;
        }
        Some((end, c))
    }

    /// The year in two digits after a day and month: `31-Oct-74`, `9 Aug 96`. Free of a hyphen it must be more than
    /// a day of the month can be.
    fn short_year(&self, i: usize, day: u8) -> Match<i16> {
        let at = i + usize::from(self.hyphen(i));
        let (n, 2) = self.digits(at)? else { return None };
        let stands = if at > i { self.glued(at) } else { n > 31 && u32::from(day) <= 31 };
        (stands && self.closes(at + 1)).then_some((at, two_digit_year(n)))
    }

    pub(super) fn skip_of(&self, i: usize) -> usize {
        if self.word(i, "of") { i + 1 } else { i }
    }

    pub(super) fn day_led(&self, i: usize) -> Match<Expr> {
        let the = usize::from(self.word(i, "the"));
        let (end, mut c) = self.day_month(i + the)?;
        c.until = c.until.map(|(day, at)| (day, at + the as u8));
        Some(self.with_clock(end, c))
    }

    /// `2021 June 16`, `2021-Jun-16`.
    pub(super) fn year_month_day(&self, i: usize) -> Match<Expr> {
        let (n, len) = self.digits(i)?;
        if len != 4 || !(1000..2200).contains(&n) || !self.free_left(i) {
            return None;
        }
        let p = if matches!(self.mark(i + 1), '-' | '/' | ',') { i + 2 } else { i + 1 };
        let (m_end, month) = self.month(p)?;
        let q = if self.hyphen(m_end) || self.mark(m_end) == '/' { m_end + 1 } else { m_end };
        let (end, day) = self.day(q)?;
        if day > 31 {
            return None;
        }
        let mut c =
            Calendar { month: Some(month), day: Some(day), year: YearRef::Written(n as i16), ..Calendar::EMPTY };
        c.parts.year = Some((self.tokens[i].span, n as i16));
        c.parts.month = Some((self.span(p..m_end), month));
        c.parts.day = Some((self.span(q..end), day));
        c.parts.impossible = numeric::impossible(Some(n as i16), month, day);
        Some((end, Expr::Calendar(c)))
    }

    pub(super) fn numeric_date(&self, i: usize) -> Match<Expr> {
        let (end, c) = self.numeric(i)?;
        Some(self.with_clock(end, c))
    }
}

/// Whether the days of a range are as far apart as its weekdays, so that the first of these is the first day's.
fn spans(days: &Calendar, first: Weekday, last: Weekday) -> bool {
    let apart = days.day.zip(days.until).map(|(day, (until, _))| i64::from(until) - i64::from(day));
    apart == Some(i64::from(first.until(last)))
}
