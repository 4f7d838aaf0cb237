//! Time expressions, in TIMEX3's terms (ISO-TimeML 2009; TempEval-3).

use super::{DateOrder, ReadOptions};
use crate::text::{Document, Prose, Span};
use jiff::civil::{Date, Weekday};

/// TIMEX3's types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TimexKind {
    Date,
    Time,
    Duration,
    Set,
}

/// The days that a time expression covers, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Interval {
    pub first: Date,
    pub last: Date,
}

/// A time expression.
#[derive(Clone, Debug)]
pub struct Timex {
    pub span: Span,
    pub kind: TimexKind,
    /// TIMEX3's value: `2021-06-16`, `2021-W24`, `XXXX-06-16`, `P5Y`, `PAST_REF`.
    pub value: String,
    /// The days it covers, where they are known.
    pub days: Option<Interval>,
    /// What was written of a calendar date, part by part, for the rules that check the parts.
    pub parts: Parts,
}

/// The written parts of a calendar date, each with its place.
#[derive(Clone, Copy, Debug, Default)]
pub struct Parts {
    pub weekday: Option<(Span, Weekday)>,
    /// 1–31, or an impossible number as written.
    pub day: Option<(Span, u8)>,
    pub month: Option<(Span, u8)>,
    pub year: Option<(Span, i16)>,
    /// The parts make no date: June 31.
    pub impossible: bool,
    /// Day-first and month-first both make a date, and nothing tells which is meant.
    pub ambiguous: bool,
}

/// The day of publication: from the metadata, else from a dateline or byline block; never a page's own clock.
pub fn document_date(document: &Document, _prose: &Prose, _options: &ReadOptions) -> Option<Date> {
    document.meta.date
}

/// The time expressions of a text, resolved against the day of publication.
pub fn find(_prose: &Prose, _published: Option<Date>, options: &ReadOptions) -> Vec<Timex> {
    let _: Option<DateOrder> = options.date_order;
    Vec::new()
}
