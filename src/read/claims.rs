//! Dated events: what happened when.

use super::{Person, Quote, Timex};
use crate::text::{Prose, Span};

/// An event with a date.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The sentence that says so.
    pub span: Span,
    /// Index into [`super::Reading::dates`].
    pub date: u32,
    /// The words that name the event, in normal form: `summit`, `meet`.
    pub event: Vec<String>,
    /// Indices into [`super::Reading::people`].
    pub people: Vec<u32>,
    /// Places as written: `Geneva`.
    pub places: Vec<String>,
    /// Whether the date is that of the saying ("said on Friday"), not of what is said.
    pub of_saying: bool,
}

/// The dated events of a text.
pub fn find(_prose: &Prose, _dates: &[Timex], _people: &[Person], _quotes: &[Quote]) -> Vec<Claim> {
    Vec::new()
}
