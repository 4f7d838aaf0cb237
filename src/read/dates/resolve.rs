//! From what a text says to the days it means.

use super::grammar::Found;
use super::tense::{self, Tense};
use super::value::*;
use super::{Interval, Timex, TimexKind, holidays};
use crate::lexicon::Class;
use crate::read::{DateOrder, ReadOptions};
use crate::text::{Kind, Prose};
use jiff::civil::{Date, Weekday};
use jiff::{Span as Step, ToSpan};
use std::ops::Range;

/// A value with the days it covers.
struct Value {
    kind: TimexKind,
    value: String,
    days: Option<Interval>,
}

/// What the text has named so far.
#[derive(Clone, Copy, Debug, Default)]
struct Context {
    /// The last day named.
    day: Option<Date>,
    /// The last year named, and month of it.
    year: Option<i16>,
    month: Option<(i16, u8)>,
    /// The last year with which a sentence began ("In 2008, …"), and that sentence.
    opening: Option<(i16, usize)>,
    /// The last season named (spring 1), where no month was since.
    season: Option<(i16, u8)>,
    /// The last stretch of days named ("June 14–16"), and its sentence.
    stretch: Option<(Interval, usize)>,
    /// The last quarter named, and where.
    quarter: Option<(i16, u8, usize)>,
    /// The quarter that the text reports on.
    reported: Option<(i16, u8)>,
    /// The sentence that last spoke of "the nine months" or another stretch that no quarter is.
    longer: Option<usize>,
}

/// Resolver over one text.
struct Resolver<'a> {
    prose: &'a Prose<'a>,
    published: Option<Date>,
    order: Option<DateOrder>,
    /// The text tells of another time than its own: a history, a biography. A paragraph of news that goes back to
    /// another year is none: the month that it names next is of this year again.
    narrative: bool,
    context: Context,
    /// The sentence of the expression at hand.
    sentence: usize,
}

/// Resolves expressions in the order of the text.
pub(super) fn resolve(prose: &Prose, found: &[Found], published: Option<Date>, options: &ReadOptions) -> Vec<Timex> {
    let order = options.date_order.or_else(|| order_of(found));
    let mut r = Resolver {
        prose,
        published,
        order,
        narrative: is_narrative(found, published),
        context: Context::default(),
        sentence: 0,
    };
    let mut out: Vec<Timex> = Vec::with_capacity(found.len());
    for (n, f) in found.iter().enumerate() {
        r.sentence = prose.sentence_of(f.tokens.start);
        let span = prose.span(&(f.tokens.start as u32..f.tokens.end as u32));
        let mut expr = f.expr;
        if let Expr::Calendar(c) = &mut expr {
            r.settle_order(c);
            if let Some(next) = found.get(n + 1) {
                r.take_year(c, f, next);
            }
        }
        if let Expr::Holiday { year, .. } = &mut expr
            && let Some(next) = found.get(n + 1)
        {
            r.take_holiday_year(year, f, next);
        }
        let Some(v) = r.value(&expr, &f.tokens) else { continue };
        let parts = match expr {
            Expr::Calendar(c) => c.parts,
            _ => super::Parts::EMPTY,
        };
        // Comparisons ("up from a year earlier") leave the time spoken of as it is.
        let comparison = matches!(expr, Expr::Offset { unit: Unit::Year, .. }) && !r.narrative;
        if !comparison {
            r.remember(&v);
        }
        if v.kind == TimexKind::Date && v.value.len() == 4 && r.opens_sentence(f.tokens.start) {
            r.context.opening = year_of_digits(&v.value).map(|y| (y, r.sentence));
        }
        // "For the nine months, net was …": what comes next is compared with nine months too.
        if let Expr::Duration { amount, unit: Unit::Month, .. } = expr
            && amount.integer().is_some_and(|n| n > 3 && n.is_multiple_of(3))
        {
            r.context.longer = Some(r.sentence);
        }
        out.push(Timex { span, kind: v.kind, value: v.value, days: v.days, parts });
    }
    out
}

/// The order that the text's unmistakable slashed dates show, if they agree.
fn order_of(found: &[Found]) -> Option<DateOrder> {
    let mut seen = None;
    for f in found {
        let Expr::Calendar(c) = &f.expr else { continue };
        let (Some((d, day)), Some((m, _)), Some((y, _))) = (c.parts.day, c.parts.month, c.parts.year) else { continue };
        // All three glued with single marks between: numeric.
        if c.parts.ambiguous
            || day <= 12
            || y.start != d.end.max(m.end) + 1
            || d.end.abs_diff(m.start).min(m.end.abs_diff(d.start)) != 1
        {
            continue;
        }
        let order = if d.start < m.start { DateOrder::DayFirst } else { DateOrder::MonthFirst };
        if seen.is_some_and(|s| s != order) {
            return None;
        }
        seen = Some(order);
    }
    seen
}

/// Whether most written years lie far from the day of writing: then relative dates count from the text's own time.
fn is_narrative(found: &[Found], published: Option<Date>) -> bool {
    // The language of news in halves: "today" is told of these times too, in a history.
    let (mut far, mut all, mut dated, mut long_ago, mut news) = (0u32, 0u32, 0u32, 0u32, 0u32);
    for f in found {
        match &f.expr {
            Expr::Calendar(c) if c.year_written().is_some() => {
                all += 1;
                dated += u32::from(c.month.is_some() || c.period.is_some());
                let y = c.year_written().map_or(0, i32::from);
                let years = published.map_or(HISTORY - y + FAR_YEARS, |p| i32::from(p.year()) - y);
                far += u32::from(years.abs() > FAR_YEARS);
                long_ago += u32::from(years > LONG_AGO_YEARS);
            }
            // Bare weekdays, "yesterday" and "last week" are the language of news.
            Expr::Calendar(Calendar { weekday: Some(_), day: None, .. }) => news += 2,
            Expr::Row { unit: Unit::Day, shift: Shift { steps: 0, from: From::Published, .. }, .. } => news += 1,
            Expr::Row { shift: Shift { from: From::Published, .. }, .. } => news += 2,
            Expr::Offset { from: From::Published, .. } | Expr::Reference("PRESENT_REF" | "PAST_REF") => news += 1,
            _ => {}
        }
    }
    // A comment on the day's news names years too; a history dates what it tells.
    match all {
        0 | 1 => false,
        2..=4 => far == all && news * 3 <= all && dated >= 2,
        _ if far * 10 >= all * 7 => news * 2 <= all && (dated * 4 >= all || long_ago * 2 >= all),
        _ => all >= MANY_YEARS && news * 5 <= all && dated * 2 >= all,
    }
}

/// A text that dates with the year this often, and hardly says "Tuesday", is a history however near.
const MANY_YEARS: u32 = 10;

/// Years after which whoever tells of a time tells history.
const LONG_AGO_YEARS: i32 = 50;

/// Days around the day of writing in which a numeric date is taken for one of them.
const NEAR_DAYS: i32 = 3;

/// Days to come of which one may say "on Monday" as if it were done: "the mayor said on June 3".
const SOON: i32 = 7;

/// Days from which on a past verb outweighs the nearness of a day to come.
const TENSE_DAYS: i32 = 120;

/// The same of a day by itself: "the board met on June 3", but "the June 3 vote".
const TENSE_DAYS_BY_ITSELF: i32 = 60;

/// Days from which on a day to come is as likely the one of the year before.
const UNSURE_DAYS: i32 = 150;

/// A text without a date of its own that names years before this one tells of them.
const HISTORY: i32 = 2000;

/// A year this far from the day of writing is history.
const FAR_YEARS: i32 = 2;

impl Resolver<'_> {
    /// Which of two numbers is the day, where both could be.
    fn settle_order(&self, c: &mut Calendar) {
        if !c.parts.ambiguous {
            return;
        }
        let (Some((day_at, day)), Some((month_at, month))) = (c.parts.day, c.parts.month) else { return };
        let swap = match self.order {
            Some(DateOrder::DayFirst) => {
                c.parts.ambiguous = false;
                false
            }
            Some(DateOrder::MonthFirst) => {
                c.parts.ambiguous = false;
                true
            }
            // A date that is the day of writing one way is hardly meant the other way; for the rest, most
            // English-language news is American, and D007 asks about it.
            None => {
                let near = |m: u8, d: u8| {
                    let date = c.year_written().and_then(|y| civil(y, m, d));
                    date.zip(self.published).is_some_and(|(d, p)| (d - p).get_days().abs() <= NEAR_DAYS)
                };
                let (day_first, month_first) = (near(month, day), near(day, month));
                c.parts.ambiguous = day_first == month_first;
                !day_first || month_first
            }
        };
        if swap {
            c.day = Some(month);
            c.month = Some(day);
            c.parts.day = Some((month_at, month));
            c.parts.month = Some((day_at, day));
        }
    }

    /// "Easter Monday, 24 April 1916": the holiday is that year's.
    fn take_holiday_year(&self, year: &mut YearRef, this: &Found, next: &Found) {
        let Expr::Calendar(d) = &next.expr else { return };
        let joined = next.tokens.start == this.tokens.end + 1 && matches!(self.prose.mark(this.tokens.end), ',' | '(');
        if joined
            && *year == YearRef::None
            && d.month.is_some()
            && let Some(y) = d.year_written()
        {
            *year = YearRef::Written(y);
        }
    }

    /// "from 21 February to 18 December 1916": the year stands at the range's end.
    fn take_year(&self, c: &mut Calendar, this: &Found, next: &Found) {
        let Expr::Calendar(d) = &next.expr else { return };
        let Some(year) = d.year_written() else { return };
        let season = |c: &Calendar| match c.period {
            Some(Period::Season(s)) => Some(s),
            _ => None,
        };
        let of = c.month.zip(d.month).or(season(c).zip(season(d)));
        let Some((month, last)) = of else { return };
        let joined = next.tokens.start == this.tokens.end + 1
            && (matches!(self.prose.str(this.tokens.end), "to" | "and" | "until" | "or" | "through" | "&")
                || matches!(self.prose.mark(this.tokens.end), '-' | '–' | '—' | '/'));
        if joined
            && c.year == YearRef::None
            && c.which.is_none()
            && c.weekday.is_none()
            && c.day.is_some() == d.day.is_some()
        {
            c.year = YearRef::Written(if month <= last { year } else { year - 1 });
        }
    }

    /// The year of a month in a story that moves on: past December, January is the next year's.
    fn story_year(&self, month: u8) -> Option<i16> {
        match self.context.month {
            Some((y, m)) if m >= month + 9 => Some(y + 1),
            _ => self.context.year,
        }
    }

    /// Keeps what later expressions may count from.
    fn remember(&mut self, v: &Value) {
        if v.kind == TimexKind::Duration || v.kind == TimexKind::Set {
            return;
        }
        let Some(days) = v.days else {
            // A season has no sure days, but its year is named.
            let season = v.value.rsplit_once('-').and_then(|(y, s)| Some((y, SEASONS.iter().position(|n| *n == s)?)));
            if let Some((y, season)) = season
                && let Some(y) = year_of_digits(y)
            {
                self.context.year = Some(y);
                self.context.month = None;
                self.context.season = Some((y, season as u8 + 1));
                self.context.day = None;
            }
            return;
        };
        // Years before Christ count from −1 down here, from 0 down in the calendar's library.
        let historical = |d: Date| if d.year() <= 0 { d.year() - 1 } else { d.year() };
        let year = historical(days.first);
        let bytes = v.value.trim_start_matches("BC").len();
        self.context.season = None;
        if bytes == 10 && days.first < days.last {
            self.context.stretch = Some((days, self.sentence));
        }
        if days.first == days.last {
            self.context.day = Some(days.first);
            self.context.month = Some((year, days.first.month() as u8));
            self.context.year = Some(year);
        } else if days.last.since(days.first).is_ok_and(|s| s.get_days() <= 31) && !v.value.contains('W') && bytes == 7
        {
            self.context.month = Some((year, days.first.month() as u8));
            self.context.year = Some(year);
            self.context.day = None;
        } else if year == historical(days.last) {
            self.context.year = Some(year);
            if bytes == 4 {
                self.context.month = None;
                self.context.day = None;
            }
        }
        if let Some((y, q)) = v.value.split_once("-Q")
            && let (Ok(y), Ok(q)) = (y.parse(), q.parse())
            && (self.narrative || self.published.is_none_or(|p| days.last >= p - 1.year()))
        {
            self.context.quarter = Some((y, q, self.sentence));
            self.context.longer = None;
            // Companies report on the quarter that is over; another one beside it is a comparison.
            let over = self.quarter_over();
            if self.context.reported.is_none() || self.context.reported != over {
                self.context.reported = Some((y, q));
            }
        }
    }

    /// The last quarter that was over on the day of writing.
    fn quarter_over(&self) -> Option<(i16, u8)> {
        self.published.and_then(|p| add_quarters(p.year(), (p.month() as u8).div_ceil(3), -1))
    }

    /// The quarter spoken of: the sentence's own, else the one reported on.
    fn quarter_at_hand(&self) -> Option<(i16, u8)> {
        let (y, q, sentence) = self.context.quarter?;
        if sentence == self.sentence || self.narrative { Some((y, q)) } else { self.context.reported.or(Some((y, q))) }
    }

    /// Whether a stretch that no quarter is was spoken of since, here or one sentence ago.
    fn longer_at_hand(&self) -> bool {
        self.context.longer.is_some_and(|s| self.sentence.saturating_sub(s) <= 1)
    }

    fn value(&mut self, expr: &Expr, tokens: &Range<usize>) -> Option<Value> {
        Some(match *expr {
            // "on the 19th" of the month that a history is in
            Expr::Calendar(Calendar { day: Some(day), month: None, clock, .. }) => {
                let (y, m) = self.context.month.filter(|_| self.narrative)?;
                self.on_day(Some(civil(y, m, day)?), clock)
            }
            Expr::Calendar(c) => {
                let v = self.calendar(&c, tokens);
                if c.offset == 0 { v } else { self.days_from(&v, c.offset) }
            }
            Expr::Row { unit, shift, clock } => self.row(unit, shift, clock, tokens)?,
            Expr::Offset { amount, unit, sign, from, row } => {
                // "forty years ago" is told by the writer, in a history too.
                let story = self.narrative;
                self.narrative &= from != From::Published;
                let v = self.offset(amount, unit, sign, from, row);
                self.narrative = story;
                v
            }
            Expr::Duration { amount, unit, more } => {
                Value { kind: TimexKind::Duration, value: duration(amount, unit, more), days: None }
            }
            Expr::Set(each) => Value { kind: TimexKind::Set, value: set(each), days: None },
            Expr::Decade { decade, century_known } => {
                let mut decade = decade;
                // "the '20s" are this century's once it has had them.
                if !century_known
                    && self.published.is_some_and(|p| p.year() / 10 >= decade + 10)
                    && decade < 194
                    && !self.narrative
                {
                    decade += 10;
                }
                Value {
                    kind: TimexKind::Date,
                    value: format!("{decade:03}"),
                    days: years(decade * 10, decade * 10 + 9),
                }
            }
            Expr::Century(c) => {
                if c < 0 {
                    let first = c.saturating_mul(100);
                    Value { kind: TimexKind::Date, value: format!("BC{:02}", -(c + 1)), days: years(first, first + 99) }
                } else {
                    Value { kind: TimexKind::Date, value: format!("{c:02}"), days: years(c * 100 + 1, c * 100 + 100) }
                }
            }
            Expr::Holiday { holiday, year, which, clock, offset } => {
                let v = self.holiday(holiday, year, which, clock, tokens);
                if offset == 0 { v } else { self.days_from(&v, offset) }
            }
            Expr::Reference(value) => Value { kind: TimexKind::Date, value: value.to_owned(), days: None },
            Expr::Clock(clock) => {
                let day = if self.narrative { self.context.day } else { self.context.day.or(self.published) };
                self.on_day(day, Some(clock))
            }
        })
    }

    // Days -------------------------------------------------------------------------------------------

    /// A day, with a time of day where one was said.
    fn on_day(&self, day: Option<Date>, clock: Option<Clock>) -> Value {
        let mut value = match day {
            Some(d) => iso(d),
            None => "XXXX-XX-XX".to_owned(),
        };
        let kind = if clock.is_some() { TimexKind::Time } else { TimexKind::Date };
        if let Some(clock) = clock {
            push_clock(&mut value, clock);
        }
        Value { kind, value, days: day.map(|d| Interval { first: d, last: d }) }
    }

    /// So many days from the day of another value.
    fn days_from(&self, v: &Value, offset: i16) -> Value {
        let day = v.days.and_then(|d| d.first.checked_add(Step::new().days(i64::from(offset))).ok());
        self.on_day(day, None)
    }

    /// The day that relative expressions count from.
    fn anchor(&self, from: From) -> Option<Date> {
        match from {
            From::Published if self.narrative => self.context.day.or(self.published),
            From::Published => self.published,
            From::Reference if self.narrative => self.context.day,
            From::Reference => self.context.day.or(self.published),
            From::Definite if self.narrative => self.context.day,
            From::Definite => self.published,
        }
    }

    fn anchor_year(&self, from: From) -> Option<i16> {
        match from {
            From::Published if self.narrative => self.context.year.or(self.published.map(|p| p.year())),
            From::Published => self.published.map(|p| p.year()),
            From::Reference => self.context.year.or(self.published.map(|p| p.year())),
            From::Definite if self.narrative => self.context.year,
            From::Definite => self.published.map(|p| p.year()),
        }
    }

    fn year(&self, year: YearRef) -> Option<i16> {
        match year {
            YearRef::None => None,
            YearRef::Written(y) => Some(y),
            YearRef::Shifted(s) => {
                let base = self.anchor_year(s.from)?;
                base.checked_add(i16::try_from(s.steps).ok()?)
            }
        }
    }

    fn calendar(&mut self, c: &Calendar, tokens: &Range<usize>) -> Value {
        if let (Some(day), Some(month)) = (c.day, c.month) {
            let v = self.month_day(c, month, day, tokens);
            return match v.days.filter(|_| c.week).map(|d| self.week_of(d.first)) {
                Some(week) => week,
                None => v,
            };
        }
        if let Some(weekday) = c.weekday {
            let day = match c.which {
                Some(weeks) if c.week => self.weekday_of_week(weekday, weeks.steps),
                which => self.weekday(weekday, which, tokens),
            };
            return match day {
                Some(_) => self.on_day(day, c.clock),
                None => {
                    let mut value = format!("XXXX-WXX-{weekday}");
                    if let Some(clock) = c.clock {
                        push_clock(&mut value, clock);
                    }
                    Value { kind: if c.clock.is_some() { TimexKind::Time } else { TimexKind::Date }, value, days: None }
                }
            };
        }
        if let Some(month) = c.month {
            let year = match c.year {
                YearRef::None => self.month_year(month, c.which, tokens),
                y => self.year(y),
            };
            if let (Some(y), Some((n, weekday))) = (year, c.nth) {
                return self.on_day(nth_day(y, month, n, weekday), None);
            }
            return match year {
                Some(y) => month_value(y, month),
                None => Value { kind: TimexKind::Date, value: format!("XXXX-{month:02}"), days: None },
            };
        }
        if let Some(period) = c.period {
            return self.period(period, c, tokens);
        }
        match self.year(c.year) {
            Some(y) => year_value(y),
            None => Value { kind: TimexKind::Date, value: "XXXX".to_owned(), days: None },
        }
    }

    /// The week that a day is in, from Monday on.
    fn week_of(&self, day: Date) -> Value {
        let week = day.iso_week_date();
        let monday = day.checked_sub(Step::new().days(i64::from(day.weekday().to_monday_zero_offset()))).ok();
        let days = monday.and_then(|first| Some(Interval { first, last: first.checked_add(6.days()).ok()? }));
        let value = format!("{}-W{:02}", year_digits(week.year()), week.week());
        Value { kind: TimexKind::Date, value, days }
    }

    fn month_day(&self, c: &Calendar, month: u8, day: u8, tokens: &Range<usize>) -> Value {
        let year = match c.year {
            YearRef::None => self.day_year(month, day, c.which, tokens),
            y => self.year(y),
        };
        let kind = if c.clock.is_some() { TimexKind::Time } else { TimexKind::Date };
        let mut value = match year {
            Some(y) => format!("{}-{month:02}-{day:02}", year_digits(y)),
            None => format!("XXXX-{month:02}-{day:02}"),
        };
        if let Some(clock) = c.clock {
            push_clock(&mut value, clock);
        }
        let first = year.and_then(|y| civil(y, month, day));
        let last = c.until.and_then(|(last, _)| civil(year?, month, last)).or(first);
        let days = first.zip(last).map(|(first, last)| Interval { first, last });
        Value { kind, value, days }
    }

    /// The year of a month and day without one: the nearest, in 94 of 100 cases of news.
    fn day_year(&self, month: u8, day: u8, which: Option<Shift>, tokens: &Range<usize>) -> Option<i16> {
        if self.narrative && self.context.year.is_some() {
            return self.story_year(month);
        }
        if let Some((year, sentence)) = self.context.opening
            && sentence == self.sentence
            && which.is_none()
        {
            return Some(year);
        }
        let p = self.published?;
        let base = p.year();
        match which {
            Some(Shift { steps: -1, .. }) => {
                return civil(base, month, day).map(|d| if d < p { base } else { base - 1 });
            }
            Some(Shift { steps: 1, .. }) => {
                return civil(base, month, day).map(|d| if d > p { base } else { base + 1 });
            }
            _ => {}
        }
        // "the year ended Jan. 31" is over, and so is "his original Jan. 31 order"; "the quarter ending Jan. 31" is not.
        let before = tokens.start.checked_sub(1).map_or("", |b| self.prose.str(b));
        let (first, last) = match before {
            "ended" | "ending" | "original" | "initial" | "previous" => {
                let passed = civil(base, month, day).is_none_or(|d| d <= p);
                let y = base + i16::from(before == "ending" && passed) - i16::from(before != "ending" && !passed);
                (y, y)
            }
            _ => (base - 1, base + 1),
        };
        let (days, year) = (first..=last)
            .filter_map(|y| {
                let days = civil(y, month, day)?.since(p).ok()?.get_days();
                Some((days, y))
            })
            .min_by_key(|(days, _)| days.abs())
            .unwrap_or((0, base));
        if first < last && days > SOON && before == "on" && tense::is_done(self.prose, tokens.start - 1) {
            return Some(year - 1);
        }
        // Half a year off, the nearest is no longer the likeliest: the verb tells, and where it does not, news
        // tells of what was.
        let opens =
            matches!(before, "from" | "effective" | "until" | "through" | "by" | "starting" | "beginning" | "payable");
        let weekday = || self.prose.tokens[tokens.clone()].iter().any(|t| t.is(Class::WEEKDAY));
        let on = days > 0 && before.eq_ignore_ascii_case("on");
        let by_itself = on && !self.is_before_noun(tokens.end) && !weekday() && !self.looks_ahead(tokens.start);
        let far = if by_itself { TENSE_DAYS_BY_ITSELF } else { TENSE_DAYS };
        if first < last && days.abs() > far && !opens {
            let tense = tense::around(self.prose, tokens);
            if days > 0 && (tense == Tense::Past || tense == Tense::Unknown && days > UNSURE_DAYS) {
                return Some(year - 1);
            }
            if days < -UNSURE_DAYS && tense == Tense::Future {
                return Some(year + 1);
            }
        }
        Some(year)
    }

    /// Whether the sentence of a token tells anywhere of what is to come.
    fn looks_ahead(&self, token: usize) -> bool {
        let Some(sentence) = self.prose.sentences.get(self.prose.sentence_of(token)) else { return false };
        let words = sentence.start as usize..sentence.end as usize;
        words.into_iter().any(|i| {
            let ahead = self.prose.tokens.get(i).is_some_and(|t| t.is(Class::FUTURE_VERB));
            ahead || matches!(self.prose.str(i), "if" | "starting" | "beginning")
        })
    }

    /// Whether a word that may be a noun stands here: "the June 3 vote".
    fn is_before_noun(&self, token: usize) -> bool {
        let small = Class::STOP
            | Class::PREPOSITION
            | Class::CONJUNCTION
            | Class::AUXILIARY
            | Class::SUBJECT_PRONOUN
            | Class::NOUN_OPENER;
        self.prose.tokens.get(token).is_some_and(|t| t.kind == Kind::Word && !t.is(small) && !t.capitalised())
    }

    /// Whether an expression stands where a sentence begins: "In 2008, …", "And in 2008 …".
    fn opens_sentence(&self, token: usize) -> bool {
        const FIRST: usize = 3;
        let start = self.prose.sentences.get(self.sentence).map_or(0, |s| s.start as usize);
        token < start + FIRST
    }

    /// The year of a bare month.
    fn month_year(&self, month: u8, which: Option<Shift>, tokens: &Range<usize>) -> Option<i16> {
        if self.narrative && self.context.year.is_some() {
            let base = self.story_year(month)?;
            return Some(match which {
                Some(Shift { steps: 1, .. }) => match self.context.month {
                    Some((y, m)) if m >= month => y + 1,
                    _ => base,
                },
                Some(Shift { steps: -1, .. }) => match self.context.month {
                    Some((y, m)) if m <= month => y - 1,
                    _ => base,
                },
                _ => base,
            });
        }
        let p = self.published?;
        let (base, now) = (p.year(), p.month() as u8);
        Some(match which {
            // "last February" said in March is the one before: the one just gone is "last month".
            Some(Shift { steps: -1, nearest, .. }) => {
                if month < now - u8::from(!nearest) {
                    base
                } else {
                    base - 1
                }
            }
            Some(Shift { steps: 1, .. }) => {
                if month > now {
                    base
                } else {
                    base + 1
                }
            }
            Some(_) => base,
            None => {
                let before = tokens.start.checked_sub(1).map_or("", |b| self.prose.str(b));
                let ahead = (i32::from(month) - i32::from(now)).rem_euclid(12);
                let ahead_of = matches!(before, "until" | "through" | "by" | "till") && ahead <= 6;
                let tense = if ahead_of { Tense::Future } else { tense::around(self.prose, tokens) };
                match tense {
                    // Next month is told of far oftener than the same month of last year.
                    _ if ahead == 1 => base + i16::from(month < now),
                    Tense::Future => base + i16::from(month < now),
                    _ if month <= now || ahead <= 2 && tense == Tense::Unknown => base,
                    _ => base - 1,
                }
            }
        })
    }

    /// "Monday of last week".
    fn weekday_of_week(&self, weekday: u8, weeks: i32) -> Option<Date> {
        let base = self.anchor(From::Published)?;
        let days = i64::from(weekday) - 1 - i64::from(base.weekday().to_monday_zero_offset());
        base.checked_add(Step::new().days(i64::from(weeks) * 7 + days)).ok()
    }

    /// The day a weekday means.
    fn weekday(&self, weekday: u8, which: Option<Shift>, tokens: &Range<usize>) -> Option<Date> {
        let weekday = Weekday::from_monday_one_offset(weekday as i8).ok()?;
        let base = match which {
            Some(s) if s.from == From::Reference => self.context.day.or(self.published)?,
            _ if self.narrative => self.context.day.or(self.published)?,
            _ => self.published?,
        };
        // How many days ago it last was; 0 for today.
        let ago = i64::from(base.weekday().since(weekday));
        let ahead = until(base, weekday);
        let back = |n: i64| base.checked_sub(Step::new().days(n)).ok();
        let forth = |n: i64| base.checked_add(Step::new().days(n)).ok();
        let strictly = |n: i64| if n == 0 { 7 } else { n };
        match which {
            Some(s) if s.steps == -1 => back(strictly(ago)),
            Some(s) if s.steps == 1 => forth(strictly(ahead)),
            Some(s) if s.from == From::Reference => {
                if s.steps == 0 {
                    back(ago)
                } else {
                    forth(strictly(ahead))
                }
            }
            Some(_) => forth(ahead),
            None => {
                // "Friday's ruling" has been given, "until Friday" is to come.
                let word = |back: usize| tokens.start.checked_sub(back).map_or("", |b| self.prose.str(b));
                let before = word(1);
                // "from Monday to Wednesday": the one after that Monday.
                if let Some(first) = self.context.day
                    && matches!(before, "to" | "through")
                    && first.strftime("%A").to_string() == word(2)
                {
                    return first.checked_add(Step::new().days(until(first, weekday))).ok();
                }
                // "June 14–16, from Monday to Wednesday"
                if let Some((stretch, sentence)) = self.context.stretch
                    && sentence == self.sentence
                    && let Ok(day) = stretch.first.checked_add(Step::new().days(until(stretch.first, weekday)))
                    && day <= stretch.last
                {
                    return Some(day);
                }
                let future = ago > 0
                    && match () {
                        _ if matches!(before, "until" | "till" | "through") => true,
                        _ => tense::around(self.prose, tokens) == Tense::Future,
                    };
                if future && !self.narrative { forth(ahead) } else { back(ago) }
            }
        }
    }

    fn holiday(
        &self,
        holiday: u16,
        year: YearRef,
        which: Option<Shift>,
        clock: Option<Clock>,
        tokens: &Range<usize>,
    ) -> Value {
        let day = match self.year(year) {
            Some(y) => holidays::day(holiday, y),
            None if self.narrative => self.context.year.and_then(|y| holidays::day(holiday, y)),
            None => self.published.and_then(|p| {
                let all = [p.year() - 1, p.year(), p.year() + 1].map(|y| holidays::day(holiday, y));
                let steps = which.map(|s| s.steps);
                let tense = tense::around(self.prose, tokens);
                let future = tense == Tense::Future;
                // As with other days: far ahead, the verb outweighs the nearness.
                let limit = if tense == Tense::Past { TENSE_DAYS } else { i32::MAX };
                match steps {
                    Some(-1) => all.into_iter().flatten().filter(|d| *d < p).max(),
                    Some(1) => all.into_iter().flatten().filter(|d| *d > p).min(),
                    Some(_) => all[1],
                    None if future => all.into_iter().flatten().filter(|d| *d >= p).min(),
                    None => all
                        .into_iter()
                        .flatten()
                        .filter(|d| (*d - p).get_days() <= limit)
                        .min_by_key(|d| (*d - p).get_days().abs()),
                }
            }),
        };
        self.on_day(day, clock)
    }

    // Parts of years ---------------------------------------------------------------------------------

    fn period(&self, period: Period, c: &Calendar, tokens: &Range<usize>) -> Value {
        let year = match c.year {
            YearRef::None => self.period_year(period, c.which, tokens),
            y => self.year(y),
        };
        let digits = year.map_or("XXXX".to_owned(), year_digits);
        let period = match (period, self.quarter_at_hand().filter(|_| !self.longer_at_hand())) {
            (Period::Named, Some((_, q))) => Period::Quarter(q),
            (Period::Named, None) => {
                return year.map_or(Value { kind: TimexKind::Date, value: digits, days: None }, year_value);
            }
            (p, _) => p,
        };
        match period {
            Period::Named => Value { kind: TimexKind::Date, value: digits, days: None },
            Period::Season(s) => {
                let name = SEASONS.get(usize::from(s).wrapping_sub(1)).unwrap_or(&"WI");
                Value { kind: TimexKind::Date, value: format!("{digits}-{name}"), days: None }
            }
            Period::Quarter(q) => Value {
                kind: TimexKind::Date,
                value: format!("{digits}-Q{q}"),
                days: year.and_then(|y| months(y, q * 3 - 2, q * 3)),
            },
            Period::Half(h) => Value {
                kind: TimexKind::Date,
                value: format!("{digits}-H{h}"),
                days: year.and_then(|y| months(y, h * 6 - 5, h * 6)),
            },
        }
    }

    fn period_year(&self, period: Period, which: Option<Shift>, tokens: &Range<usize>) -> Option<i16> {
        // "the following spring"; "that summer" may begin a clause.
        let beside = which.is_some_and(|s| s.from == From::Reference && s.steps != 0) && self.context.year.is_some();
        if self.narrative || beside {
            return self.story_period_year(period, which.map_or(0, |s| s.steps));
        }
        let p = self.published?;
        let base = p.year();
        // First month of the period in its year.
        let start = match period {
            Period::Season(s) => s * 3,
            Period::Quarter(q) => q * 3 - 2,
            Period::Half(h) => h * 6 - 5,
            Period::Named => 1,
        };
        let begun = start <= p.month() as u8;
        Some(match which.map(|s| s.steps) {
            Some(-1) => {
                if begun && start + 2 < p.month() as u8 {
                    base
                } else {
                    base - 1
                }
            }
            Some(1) => {
                if begun {
                    base + 1
                } else {
                    base
                }
            }
            Some(_) => base,
            None => match period {
                Period::Season(_) => base,
                // A quarter that has not begun is last year's, unless it is to come.
                _ if begun || tense::around(self.prose, tokens) == Tense::Future => base,
                _ => base - 1,
            },
        })
    }

    /// "the following spring", "that autumn" in a story: the year of the next or last one.
    fn story_period_year(&self, period: Period, steps: i32) -> Option<i16> {
        let year = self.context.year?;
        let Period::Season(season) = period else { return Some(year) };
        // January and February end a winter, the seasons of a year run from spring on.
        let month_season = |(y, m): (i16, u8)| if m < 3 { (y - 1, 4) } else { (y, m / 3) };
        let now = self.context.month.map(month_season).or(self.context.season);
        Some(match (steps, now) {
            (1, Some((y, s))) => y + i16::from(s >= season),
            (-1, Some((y, s))) => y - i16::from(s <= season),
            (1 | -1, None) => year + steps as i16,
            _ => year,
        })
    }

    // Rows -------------------------------------------------------------------------------------------

    fn row(&self, unit: Unit, shift: Shift, clock: Option<Clock>, tokens: &Range<usize>) -> Option<Value> {
        let mut shift = shift;
        // "the next day" counts from the day spoken of; "the next year" from now, but in a story.
        if shift.from == From::Definite && shift.steps == 1 {
            shift.from = if unit == Unit::Day || self.narrative { From::Reference } else { From::Published };
        }
        let unknown = |value: &str, kind| Value { kind, value: value.to_owned(), days: None };
        let steps = shift.steps;
        // "Today the border is open": in a history, these times.
        if self.narrative && unit == Unit::Day && steps == 0 && clock.is_none() && shift.from == From::Published {
            return Some(unknown("PRESENT_REF", TimexKind::Date));
        }
        Some(match unit {
            Unit::Day => {
                // "that day" is none that the text named only by its month, or not at all.
                if shift.from == From::Reference && steps == 0 && self.context.day.is_none() {
                    let month = self.context.month.map(|(y, m)| format!("{}-{m:02}-XX", year_digits(y)));
                    return Some(unknown(&month?, TimexKind::Date));
                }
                // "last night" began yesterday.
                let day = match shift.from {
                    From::Definite if self.narrative => self.context.day,
                    From::Definite => self.context.day.or(self.published),
                    from => self.anchor(from),
                };
                let day = day.and_then(|d| d.checked_add(Step::new().days(steps)).ok());
                self.on_day(day, clock)
            }
            Unit::Week | Unit::Weekend => {
                let from = if shift.from == From::Definite { From::Published } else { shift.from };
                // On weekdays "the weekend" is the one that is over, unless the verb looks ahead.
                let over = unit == Unit::Weekend
                    && shift.from == From::Definite
                    && tense::around(self.prose, tokens) != Tense::Future;
                let steps = if over && self.published.is_some_and(|p| p.weekday().to_monday_zero_offset() < 5) {
                    -1
                } else {
                    steps
                };
                let Some(day) = self.anchor(from) else {
                    return Some(unknown(if unit == Unit::Week { "XXXX-WXX" } else { "XXXX-WXX-WE" }, TimexKind::Date));
                };
                let Ok(day) = day.checked_add(Step::new().weeks(steps)) else {
                    return Some(unknown("XXXX-WXX", TimexKind::Date));
                };
                let week = day.iso_week_date();
                let monday = day.checked_sub(Step::new().days(i64::from(day.weekday().to_monday_zero_offset()))).ok();
                let (from, to) = if unit == Unit::Week { (0, 6) } else { (5, 6) };
                let days = monday.and_then(|m| {
                    Some(Interval { first: m.checked_add(from.days()).ok()?, last: m.checked_add(to.days()).ok()? })
                });
                let end = if unit == Unit::Week { "" } else { "-WE" };
                Value {
                    kind: TimexKind::Date,
                    value: format!("{}-W{:02}{end}", year_digits(week.year()), week.week()),
                    days,
                }
            }
            Unit::Month => {
                let base = match shift.from {
                    From::Reference => self.context.month.or(self.published.map(|p| (p.year(), p.month() as u8))),
                    _ if self.narrative => self.context.month,
                    _ => self.published.map(|p| (p.year(), p.month() as u8)),
                };
                match base.and_then(|(y, m)| add_months(y, m, steps)) {
                    Some((y, m)) => month_value(y, m),
                    None => unknown("XXXX-XX", TimexKind::Date),
                }
            }
            Unit::Quarter | Unit::Period => self.quarter_row(shift),
            Unit::Year => match self.anchor_year(shift.from).and_then(|y| y.checked_add(i16::try_from(steps).ok()?)) {
                Some(y) => year_value(y),
                None => unknown("XXXX", TimexKind::Date),
            },
            Unit::Decade => match self.anchor_year(shift.from) {
                Some(y) => {
                    let d = y.div_euclid(10) + i16::try_from(steps).unwrap_or(0);
                    Value { kind: TimexKind::Date, value: format!("{d:03}"), days: years(d * 10, d * 10 + 9) }
                }
                None => unknown("XXX", TimexKind::Date),
            },
            Unit::Century => match self.anchor_year(shift.from) {
                Some(y) => {
                    let c = y.div_euclid(100) + i16::try_from(steps).unwrap_or(0);
                    Value { kind: TimexKind::Date, value: format!("{c:02}"), days: years(c * 100, c * 100 + 99) }
                }
                None => unknown("XX", TimexKind::Date),
            },
            _ => unknown("XXXX", TimexKind::Date),
        })
    }

    /// "the quarter", "this quarter", "the latest quarter".
    fn quarter_row(&self, shift: Shift) -> Value {
        let now = self.published.map(|p| (p.year(), (p.month() as u8).div_ceil(3)));
        let named = self.quarter_at_hand();
        // Companies report on the quarter that is over.
        let over = self.quarter_over();
        let base = match shift.from {
            _ if shift.latest => self.context.reported.filter(|_| !self.narrative).or(over),
            From::Definite => named.or(over),
            From::Reference => named.or(now).and_then(|(y, q)| add_quarters(y, q, shift.steps)),
            From::Published => now.and_then(|(y, q)| add_quarters(y, q, shift.steps)),
        };
        match base {
            Some((y, q)) => Value {
                kind: TimexKind::Date,
                value: format!("{}-Q{q}", year_digits(y)),
                days: months(y, q * 3 - 2, q * 3),
            },
            None => Value { kind: TimexKind::Date, value: "XXXX-QX".to_owned(), days: None },
        }
    }

    fn offset(&self, amount: Amount, unit: Unit, sign: i32, from: From, row: bool) -> Value {
        let Some(n) = amount.sixtieths else {
            let value = if sign < 0 { "PAST_REF" } else { "FUTURE_REF" };
            return Value { kind: TimexKind::Date, value: value.to_owned(), days: None };
        };
        let whole = (n / 60) as i32;
        let steps = sign * whole;
        let date = |value: String, days| Value { kind: TimexKind::Date, value, days };
        match unit {
            Unit::Year | Unit::Decade | Unit::Century | Unit::Millennium => {
                let factor = match unit {
                    Unit::Year => 1,
                    Unit::Decade => 10,
                    Unit::Century => 100,
                    _ => 1000,
                };
                // A company's "year ago" is the same quarter's.
                if (row || amount.article && unit == Unit::Year && whole == 1)
                    && sign < 0
                    && !self.longer_at_hand()
                    && let Some((_, _, sentence)) = self.context.quarter
                    && let Some((y, q)) = self.quarter_at_hand()
                    && (row || self.sentence.saturating_sub(sentence) <= QUARTER_REACH)
                {
                    return date(format!("{}-Q{q}", year_digits(y - 1)), months(y - 1, q * 3 - 2, q * 3));
                }
                let year = self
                    .anchor_year(from)
                    .map(i32::from)
                    .and_then(|y| i16::try_from(y.checked_add(steps.checked_mul(factor)?)?).ok());
                match year {
                    Some(y) if y > -4000 && y < 5000 => year_value(y),
                    _ => date("XXXX".to_owned(), None),
                }
            }
            Unit::Quarter => {
                let base = self
                    .context
                    .quarter
                    .map(|(y, q, _)| (y, q))
                    .or(self.published.map(|p| (p.year(), (p.month() as u8).div_ceil(3))));
                match base.and_then(|(y, q)| add_quarters(y, q, steps)) {
                    Some((y, q)) => date(format!("{}-Q{q}", year_digits(y)), months(y, q * 3 - 2, q * 3)),
                    None => date("XXXX-QX".to_owned(), None),
                }
            }
            Unit::Month => {
                let base = match from {
                    From::Published if !self.narrative => self.published.map(|p| (p.year(), p.month() as u8)),
                    _ => self.context.month.or(self.published.map(|p| (p.year(), p.month() as u8))),
                };
                match base.and_then(|(y, m)| add_months(y, m, steps)) {
                    Some((y, m)) => month_value(y, m),
                    None => date("XXXX-XX".to_owned(), None),
                }
            }
            Unit::Week | Unit::Fortnight | Unit::Weekend => {
                let weeks = if unit == Unit::Fortnight { steps * 2 } else { steps };
                match self.anchor(from).and_then(|d| d.checked_add(Step::new().weeks(weeks)).ok()) {
                    Some(d) => {
                        let week = d.iso_week_date();
                        let first =
                            d.checked_sub(Step::new().days(i64::from(d.weekday().to_monday_zero_offset()))).ok();
                        let last = first.and_then(|f| f.checked_add(6.days()).ok());
                        date(
                            format!("{}-W{:02}", year_digits(week.year()), week.week()),
                            first.zip(last).map(|(first, last)| Interval { first, last }),
                        )
                    }
                    None => date("XXXX-WXX".to_owned(), None),
                }
            }
            Unit::Day => {
                let day = self.anchor(from).and_then(|d| d.checked_add(Step::new().days(steps)).ok());
                self.on_day(day, None)
            }
            _ => {
                // Hours and minutes ago: the day is the only thing sure.
                let day = self.anchor(from);
                Value { kind: TimexKind::Time, ..self.on_day(day, None) }
            }
        }
    }
}

/// How many sentences a quarter stays what "a year ago" is compared with.
const QUARTER_REACH: usize = 6;

// Values ---------------------------------------------------------------------------------------------

/// The days from one day to the next that is this weekday; 0 where it is one.
fn until(day: Date, weekday: Weekday) -> i64 {
    i64::from(day.weekday().until(weekday))
}

/// The civil date; years before Christ, written from −1 down, have no year 0 between.
fn civil(year: i16, month: u8, day: u8) -> Option<Date> {
    let y = if year < 0 { year + 1 } else { year };
    Date::new(y, month as i8, day as i8).ok()
}

/// The n-th weekday (Monday 1) of a month, or its n-th day; −1 is the last.
fn nth_day(year: i16, month: u8, n: i8, weekday: Option<u8>) -> Option<Date> {
    let first = civil(year, month, 1)?;
    match weekday {
        Some(w) => first.nth_weekday_of_month(n, Weekday::from_monday_one_offset(w as i8).ok()?).ok(),
        None if n < 0 => Some(first.last_of_month()),
        None => civil(year, month, n as u8),
    }
}

/// TIMEX3's seasons, from spring on.
const SEASONS: [&str; 4] = ["SP", "SU", "FA", "WI"];

/// A year from what [`year_digits`] wrote.
fn year_of_digits(digits: &str) -> Option<i16> {
    match digits.strip_prefix("BC") {
        Some(bc) => bc.parse::<i16>().ok().map(|y| -y),
        None => digits.parse().ok(),
    }
}

/// A year as TIMEX3 writes it.
fn year_digits(year: i16) -> String {
    if year < 0 { format!("BC{:04}", -i32::from(year)) } else { format!("{year:04}") }
}

fn iso(d: Date) -> String {
    let year = if d.year() <= 0 { d.year() - 1 } else { d.year() };
    format!("{}-{:02}-{:02}", year_digits(year), d.month(), d.day())
}

fn push_clock(value: &mut String, clock: Clock) {
    use std::fmt::Write;
    let _ = match clock {
        Clock::At(h, m, Some(s)) => write!(value, "T{h:02}:{:02}:{s:02}", m.unwrap_or(0)),
        Clock::At(h, m, None) => write!(value, "T{h:02}:{:02}", m.unwrap_or(0)),
        Clock::Part("12") => write!(value, "T12:00"),
        Clock::Part("24") => write!(value, "T24:00"),
        Clock::Part(p) => write!(value, "T{p}"),
    };
}

fn year_value(year: i16) -> Value {
    Value { kind: TimexKind::Date, value: year_digits(year), days: years(year, year) }
}

fn years(first: i16, last: i16) -> Option<Interval> {
    Some(Interval { first: civil(first, 1, 1)?, last: civil(last, 12, 31)? })
}

fn month_value(year: i16, month: u8) -> Value {
    Value {
        kind: TimexKind::Date,
        value: format!("{}-{month:02}", year_digits(year)),
        days: months(year, month, month),
    }
}

/// From the first day of one month to the last of another.
fn months(year: i16, first: u8, last: u8) -> Option<Interval> {
    Some(Interval { first: civil(year, first, 1)?, last: civil(year, last, 1)?.last_of_month() })
}

fn add_months(year: i16, month: u8, steps: i32) -> Option<(i16, u8)> {
    let n = (i32::from(year) * 12 + i32::from(month) - 1).checked_add(steps)?;
    Some((i16::try_from(n.div_euclid(12)).ok()?, (n.rem_euclid(12) + 1) as u8))
}

fn add_quarters(year: i16, quarter: u8, steps: i32) -> Option<(i16, u8)> {
    let n = (i32::from(year) * 4 + i32::from(quarter) - 1).checked_add(steps)?;
    Some((i16::try_from(n.div_euclid(4)).ok()?, (n.rem_euclid(4) + 1) as u8))
}

/// TIMEX3's duration: `P2Y6M`, `PT1H30M`, `PXW`.
fn duration(amount: Amount, unit: Unit, more: [Option<(u32, Unit)>; 2]) -> String {
    let t = |u: Unit| if u.is_clock() { "T" } else { "" };
    let (letter, factor) = unit.designator();
    let Some(sixtieths) = amount.sixtieths else {
        return format!("P{}X{letter}", t(unit));
    };
    let mut value = format!("P{}", t(unit));
    use std::fmt::Write;
    let (whole, rest) = (u64::from(sixtieths) * u64::from(factor) / 60, sixtieths * factor % 60);
    let plain = |value: &mut String| {
        let _ = match unit {
            // Numbered decades and centuries are years.
            Unit::Decade => write!(value, "{}Y", u64::from(sixtieths) * 10 / 60),
            Unit::Century => write!(value, "{}Y", u64::from(sixtieths) * 100 / 60),
            _ => write!(value, "{whole}{letter}"),
        };
    };
    match (rest, unit) {
        (0, _) | (_, Unit::Decade | Unit::Century) => plain(&mut value),
        (r, Unit::Year) => {
            let months = r * 12 / 60;
            let _ = if whole > 0 { write!(value, "{whole}Y{months}M") } else { write!(value, "{months}M") };
        }
        (r, Unit::Hour) => {
            let _ = if whole > 0 { write!(value, "{whole}H{r}M") } else { write!(value, "{r}M") };
        }
        (r, Unit::Minute) => {
            let _ = if whole > 0 { write!(value, "{whole}M{r}S") } else { write!(value, "{r}S") };
        }
        (r, _) => {
            let hundredths = r * 100 / 60;
            let _ = if hundredths % 10 == 0 {
                write!(value, "{whole}.{}{letter}", hundredths / 10)
            } else {
                write!(value, "{whole}.{hundredths:02}{letter}")
            };
        }
    }
    let mut clock = unit.is_clock();
    for (n, small) in more.into_iter().flatten() {
        if small.is_clock() && !clock {
            value.push('T');
            clock = true;
        }
        let (letter, factor) = small.designator();
        let _ = write!(value, "{}{letter}", n.saturating_mul(factor));
    }
    value
}

fn set(each: Each) -> String {
    match each {
        Each::Value(v) => v.to_owned(),
        Each::Unit(n, unit) => duration(Amount::whole(n), unit, [None; 2]),
        Each::Weekday(n, part) => {
            format!("XXXX-WXX-{n}{}{}", if part.is_some() { "T" } else { "" }, part.unwrap_or(""))
        }
        Each::Month(m) => format!("XXXX-{m:02}"),
        Each::Season(s) => {
            format!("XXXX-{}", SEASONS.get(usize::from(s).wrapping_sub(1)).unwrap_or(&"WI"))
        }
    }
}
