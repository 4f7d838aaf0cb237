//! Amounts of time and what is counted with them, sets, and times that no calendar can give.

use super::*;

impl<'a> Grammar<'a> {
    /// Amounts of time and what is counted with them: "two years", "two years ago", "the past few weeks".
    pub(super) fn amount_led(&self, i: usize) -> Match<Expr> {
        // "year-ago", "year-earlier quarter"
        if let Some(m) = self.unit_ago(i).or_else(|| self.same_period(i)) {
            return Some(m);
        }
        let mut p = i;
        let mut shift = None;
        if let Some((end, s)) = self.shift(p) {
            p = end;
            shift = Some(s);
        }
        // "the first two years", "the past several weeks"
        if shift.is_some() && self.any_word(p, &["first", "final", "opening", "last"]) {
            p += 1;
        }
        p = self.loosely(p);
        // "recent years", "coming months", "these days", "past years"
        if self.word(p, "recent")
            && let Some((end, (unit, true))) = self.unit(p + 1)
        {
            if matches!(unit, Unit::Week | Unit::Month | Unit::Quarter) {
                return Some((end, Expr::Duration { amount: Amount::VAGUE, unit, more: [None; 2] }));
            }
            return Some((end, Expr::Reference("PAST_REF")));
        }
        if let Some(s) = shift
            && let Some((end, (unit, true))) = self.unit(p)
        {
            return match (s.from, s.steps) {
                (From::Published, 1) => Some((end, Expr::Reference("FUTURE_REF"))),
                (From::Published, -1) => Some((end, Expr::Reference("PAST_REF"))),
                (From::Published, 0) if unit == Unit::Day && self.word(i, "these") => {
                    Some((end, Expr::Reference("PRESENT_REF")))
                }
                _ => None,
            };
        }
        // "for years", "within weeks"
        if shift.is_none()
            && p == i
            && let Some((end, (unit, true))) = self.unit(p)
        {
            let introduced =
                i.checked_sub(1).is_some_and(|b| self.any_word(b, &["for", "in", "within", "after", "over"]));
            let spoken = introduced
                && (self.closes(end) || self.is(end, Class::DIRECTION))
                && unit != Unit::Second
                && !self.word(end, "of");
            return spoken.then_some((end, Expr::Duration { amount: Amount::VAGUE, unit, more: [None; 2] }));
        }
        let (mut q, amount) = self.amount(p)?;
        // "two to three weeks", "5 or 6 days"
        if (self.any_word(q, &["to", "or"]) || self.dash(q))
            && let Some((stop, _)) = self.amount(q + 1).filter(|(_, a)| !a.article)
            && self.unit_after(stop).is_some()
        {
            q = stop;
        }
        let (mut end, unit, plural, adjective) = self.unit_after(q)?;
        if unit == Unit::Period || unit == Unit::Weekend && amount.article {
            return None;
        }
        // "changed from a fiscal year to a calendar year"
        if amount.article
            && unit == Unit::Year
            && self.is(q, Class::FISCAL)
            && !self.any_word(end, &["ago", "earlier", "later"])
        {
            return None;
        }
        // "52 years old" is an age; "a quarter", "three-quarters" are fractions.
        let old = self.word(end, "old") || self.hyphen(end) && self.word(end + 1, "old");
        if old && unit == Unit::Year || unit == Unit::Quarter && (amount.article || adjective || !plural) {
            return None;
        }
        // "its two-week truce", "the 23-year war": the article is the noun's.
        if shift.is_some_and(|s| s.from == From::Definite) && adjective {
            return None;
        }
        // "$5 a year", "four flights a week"
        if amount.article && q == p + 1 && p == i && self.counted_per(i) && !self.is(end, Class::DIRECTION) {
            return None;
        }
        // "a second" is a place in a row; "one year" a year.
        if unit == Unit::Second && !plural {
            return None;
        }
        // "two years and three months", "a minute and a half"
        let mut amount = amount;
        let mut more = [None; 2];
        // The Thirty Years' War, the Six-Day War
        let capital = |n: usize| self.tokens.get(n).is_some_and(|t| t.shape == Shape::Capital);
        let name =
            end + usize::from(self.kind(end) == Some(Kind::Clitic) || self.mark(end) == '’' || self.mark(end) == '\'');
        if capital(p) && capital(end - 1) && capital(name) && !self.is(name, Class::DIRECTION | Class::STOP) {
            return None;
        }
        if self.word(end, "and") {
            if self.word(end + 1, "a") && self.word(end + 2, "half") {
                amount.sixtieths = amount.sixtieths.map(|s| s + 30);
                end += 3;
            } else if let Some((stop, a)) = self.amount(end + 1)
                && let Some((stop, small, _, _)) = self.unit_after(stop)
                && let Some(n) = a.integer()
                && smaller(small, unit)
            {
                more[0] = Some((n, small));
                end = stop;
            }
        } else if !adjective
            && let Some((stop, a)) = self.amount(end + usize::from(self.mark(end) == ',')).filter(|(_, a)| !a.article)
            && let Some((stop, small, _, _)) = self.unit_after(stop)
            && let Some(n) = a.integer()
            && smaller(small, unit)
        {
            more[0] = Some((n, small));
            end = stop;
            // "three years, a month and two days"
            let and = usize::from(self.mark(end) == ',');
            if self.word(end + and, "and")
                && let Some((stop, a)) = self.amount(end + and + 1)
                && let Some((stop, smallest, _, false)) = self.unit_after(stop)
                && let Some(n) = a.integer()
                && smaller(smallest, small)
            {
                more[1] = Some((n, smallest));
                end = stop;
            }
        }
        if self.word(end, "or") && self.any_word(end + 1, &["so", "two", "more"]) {
            end += 2;
        }
        if shift.is_none()
            && let Some(m) = self.directed(end, amount, unit)
        {
            return Some(m);
        }
        if shift.is_none() && amount.article && self.hyphen(end) {
            return None;
        }
        Some((end, Expr::Duration { amount, unit, more }))
    }

    /// Whether "a year" after the token before `i` tells a rate: "$5 a year", "358,000 jobs a month".
    pub(super) fn counted_per(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1).and_then(|b| self.tokens.get(b)) else { return false };
        match before.kind {
            Kind::Number => true,
            Kind::Word => {
                let s = before.span.of(self.prose.text);
                !before.is(Class::TIME_PREPOSITION | Class::STOP | Class::PAST_VERB | Class::SPEECH_VERB)
                    && (s.ends_with('s')
                        || matches!(s, "million" | "billion" | "trillion" | "thousand" | "cents" | "once" | "twice"))
            }
            _ => matches!(self.mark(i - 1), '%'),
        }
    }

    /// Past "about", "more than", "at least", "up to".
    pub(super) fn loosely(&self, i: usize) -> usize {
        let mut p = i;
        for _ in 0..3 {
            let more = self.any_word(p, &["more", "less", "fewer", "longer", "better", "greater"]);
            p += match () {
                _ if self.any_word(p, &["no", "not"]) && self.any_word(p + 1, &["more", "less", "fewer"]) => 1,
                _ if more && self.word(p + 1, "than") => 2,
                _ if self.word(p, "at") && self.any_word(p + 1, &["least", "most"]) => 2,
                _ if self.word(p, "up") && self.word(p + 1, "to") => 2,
                _ if self.word(p, "as") && self.is(p + 1, Class::VAGUE) && self.word(p + 2, "as") => 3,
                _ if self.is(p, Class::APPROX) => 1,
                _ => break,
            };
        }
        p
    }

    /// A unit after an amount, a hyphen or a loose adjective between: its end, unit, plural, hyphenated.
    pub(super) fn unit_after(&self, i: usize) -> Option<(usize, Unit, bool, bool)> {
        let mut p = i;
        let hyphen = self.hyphen(p);
        p += usize::from(hyphen || self.is(p, Class::AMOUNT_ADJECTIVE));
        let (end, (unit, plural)) = self.unit(p)?;
        Some((end, unit, plural, hyphen))
    }

    /// "ago", "earlier", "later", "from now" after an amount.
    pub(super) fn directed(&self, end: usize, amount: Amount, unit: Unit) -> Match<Expr> {
        let offset = |sign, from| Expr::Offset { amount, unit, sign, from, row: false };
        if self.word(end, "from") && self.any_word(end + 1, &["now", "today"]) {
            return Some((end + 2, offset(1, From::Published)));
        }
        // "a day before." counts from the day spoken of; "two days before the vote" from the vote.
        if self.any_word(end, &["before", "after"]) {
            let counts = self.breaks(end + 1) && !unit.is_clock();
            let sign = if self.word(end, "before") { -1 } else { 1 };
            return counts.then(|| (end + 1, offset(sign, From::Reference)));
        }
        if !self.is(end, Class::DIRECTION) || self.any_word(end, &["previously", "prior"]) {
            return None;
        }
        let step = i32::from(self.tokens[end].lex().step);
        let from = if step.abs() == 2 { From::Reference } else { From::Published };
        // "later than", "earlier than" compare.
        if self.word(end + 1, "than") {
            return None;
        }
        Some((end + 1, offset(step.signum(), from)))
    }

    /// "year-ago quarter", "the year-earlier period", "a year-ago".
    pub(super) fn unit_ago(&self, i: usize) -> Match<Expr> {
        let mut p = i;
        let the = self.word(p, "the");
        p += usize::from(the);
        if self.any_word(p, &["comparable", "corresponding", "same"]) {
            p += 1;
        }
        let (end, (unit, false)) = self.unit(p)? else { return None };
        if !self.hyphen(end) || !self.any_word(end + 1, &["ago", "earlier"]) {
            return None;
        }
        let mut end = end + 2;
        let mut q = end;
        if self.is(q, Class::ORDINAL) {
            q += 1;
        }
        if self.any_word(q, &["quarter", "period", "month", "half"]) {
            end = q + 1;
        } else if the {
            return None;
        }
        Some((end, Expr::Offset { amount: Amount::whole(1), unit, sign: -1, from: From::Published, row: true }))
    }

    /// "the corresponding period last year", "the same quarter of 1988".
    pub(super) fn same_period(&self, i: usize) -> Match<Expr> {
        let the = self.word(i, "the") && self.any_word(i + 1, &["corresponding", "comparable", "same", "similar"]);
        if !the || !self.any_word(i + 2, &["period", "quarter"]) {
            return None;
        }
        let of = usize::from(self.any_word(i + 3, &["of", "in"]));
        let (end, year) = self.year_ref(i + 3 + of)?;
        if matches!(year, YearRef::Shifted(s) if s.from == From::Definite) {
            return None;
        }
        Some((end, Expr::Calendar(Calendar { year, period: Some(Period::Named), ..Calendar::EMPTY })))
    }

    // Sets and references -------------------------------------------------------------------------------

    /// "every Friday", "each year", "daily", "Mondays".
    pub(super) fn each(&self, i: usize) -> Match<Expr> {
        if self.is(i, Class::FREQUENCY) {
            // "quarterly dividend", "raised annually" tell of a kind rather than of times.
            if self.any_word(i, &["quarterly", "annually", "yearly", "monthly"]) {
                return None;
            }
            let paper = self.tokens[i].capitalised() && self.tokens.get(i + 1).is_some_and(|t| t.capitalised());
            return (!paper).then(|| (i + 1, Expr::Set(Each::Value(self.value(i)))));
        }
        if self.is(i, Class::WEEKDAYS) && self.tokens[i].capitalised() {
            let n = u8::try_from(self.number(i)).ok()?;
            if n == 8 {
                return None;
            }
            return Some((i + 1, Expr::Set(Each::Weekday(n, None))));
        }
        if self.is(i, Class::WEEKDAY)
            && self.is(i + 1, Class::DAY_PART)
            && self.str(i + 1).ends_with('s')
            && self.tokens[i].capitalised()
        {
            return Some((i + 2, Expr::Set(Each::Weekday(u8::try_from(self.number(i)).ok()?, Some(self.part(i + 1))))));
        }
        // "Monday and Tuesday nights"
        if self.is(i, Class::WEEKDAY)
            && self.tokens[i].capitalised()
            && self.any_word(i + 1, &["and", "or"])
            && self.is(i + 2, Class::WEEKDAY)
            && self.is(i + 3, Class::DAY_PART)
            && self.str(i + 3).ends_with('s')
        {
            return Some((i + 1, Expr::Set(Each::Weekday(u8::try_from(self.number(i)).ok()?, Some(self.part(i + 3))))));
        }
        if !self.is(i, Class::EACH) {
            return None;
        }
        let mut p = i + 1;
        if self.any_word(p, &["other", "single"]) {
            p += 1;
        }
        let (q, n) = match self.amount(p) {
            Some((q, a)) if !a.article => (q, a.integer().unwrap_or(1)),
            _ => (p, if self.word(p - 1, "other") { 2 } else { 1 }),
        };
        if let Some((end, (unit, _))) = self.unit(q) {
            return Some((end, Expr::Set(Each::Unit(n, unit))));
        }
        if self.is(q, Class::WEEKDAY) {
            let part = self.is(q + 1, Class::DAY_PART).then(|| self.part(q + 1));
            return Some((
                q + 1 + usize::from(part.is_some()),
                Expr::Set(Each::Weekday(u8::try_from(self.number(q)).ok()?, part)),
            ));
        }
        if let Some((end, m)) = self.month(q) {
            return Some((end, Expr::Set(Each::Month(m))));
        }
        if self.is(q, Class::SEASON) {
            return Some((q + 1, Expr::Set(Each::Season(u8::try_from(self.number(q)).ok()?))));
        }
        if self.is(q, Class::DAY_PART) {
            return Some((
                q + 1,
                Expr::Set(Each::Value(match self.part(q) {
                    "MO" => "XXXX-XX-XXTMO",
                    "AF" => "XXXX-XX-XXTAF",
                    "EV" => "XXXX-XX-XXTEV",
                    _ => "XXXX-XX-XXTNI",
                })),
            ));
        }
        None
    }

    /// "twice a week", "three times a day".
    pub(super) fn times_a(&self, i: usize) -> Match<Expr> {
        let p = if self.any_word(i, &["once", "twice"]) {
            i + 1
        } else {
            let (end, amount) = self.amount(i)?;
            if amount.article || !self.word(end, "times") {
                return None;
            }
            end + 1
        };
        if !self.any_word(p, &["a", "an", "per", "each", "every"]) {
            return None;
        }
        let (end, (unit, plural)) = self.unit(p + 1)?;
        (!plural && unit != Unit::Period).then_some((end, Expr::Set(Each::Unit(1, unit))))
    }

    /// Times that no calendar can give: now, recently, the past, soon.
    pub(super) fn reference(&self, i: usize) -> Match<Expr> {
        let the = usize::from(self.word(i, "the"));
        let mut p = i + the;
        if self.any_word(p, &["right", "more", "most"]) && self.any_word(p + 1, &["now", "recently"]) {
            p += 1;
        }
        if the == 1
            && (self.any_word(p, &["near", "immediate", "distant", "recent"])
                && self.any_word(p + 1, &["future", "past"])
                || self.any_word(p, &["near", "short"]) && self.word(p + 1, "term"))
        {
            p += 1;
        }
        if !self.is(p, Class::TIME_REF) {
            return None;
        }
        // "until then": the day named before
        if self.word(p, "then") {
            let shift = Shift { steps: 0, from: From::Reference, latest: false, nearest: false };
            let until = i.checked_sub(1).is_some_and(|b| self.any_word(b, &["until", "till"]));
            return until.then_some((p + 1, Expr::Row { unit: Unit::Day, shift, clock: None }));
        }
        let value = self.value(p);
        let s = self.str(p);
        let next_noun = self.tokens.get(p + 1).is_some_and(|t| t.kind == Kind::Word && t.spaced);
        let fits = match () {
            _ if s.eq_ignore_ascii_case("past") => {
                the == 1 && (!next_noun || self.closes(p + 1)) || i > 0 && self.word(i - 1, "in") && the == 1
            }
            _ if s.eq_ignore_ascii_case("future") => {
                the == 1 && (!next_noun || self.closes(p + 1)) && !self.word(p + 1, "of")
            }
            _ if s.eq_ignore_ascii_case("present") => the == 1 && self.closes(p + 1),
            // Most that is called recent has no time of its own.
            _ if self.any_word(p, &["previously", "recent"]) => false,
            _ if self.word(p, "term") => p > i + the,
            _ => the == 0,
        };
        fits.then_some((p + 1, Expr::Reference(value)))
    }
}
