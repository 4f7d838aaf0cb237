//! A document's text becomes a [`Reading`]: who says what, who is who, what happens when.
//!
//! One reader reads both sides: a draft and an article of the record go through the same steps, so a
//! quote in a draft is only ever compared with a quote that was found in the same way.

pub mod claims;
pub mod dates;
pub mod people;
pub mod quotes;
pub mod speakers;
pub mod titles;

pub use claims::Claim;
pub use dates::{Timex, TimexKind};
pub use people::Person;
pub use quotes::{Quote, QuoteKind, Speaker};

use crate::text::{Document, Prose};
use jiff::civil::Date;

/// House conventions that change how a text reads.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// `04/06/2021`: the house's order, where it has set one.
    pub date_order: Option<DateOrder>,
}

/// Which comes first in a numeric date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    DayFirst,
    MonthFirst,
}

/// What a document says.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The day of publication: from the metadata, else from a dateline or byline block.
    pub date: Option<Date>,
    /// In order of their start.
    pub quotes: Vec<Quote>,
    /// In order of their first mention.
    pub people: Vec<Person>,
    /// In order of their start; none overlaps another.
    pub dates: Vec<Timex>,
    /// In order of their start.
    pub claims: Vec<Claim>,
}

impl Reading {
    /// The person a speaker is, where one was found.
    pub fn person(&self, speaker: &Speaker) -> Option<&Person> {
        self.people.get(speaker.person? as usize)
    }
}

/// Reads a document.
pub fn read(document: &Document, options: &ReadOptions) -> Reading {
    let prose = Prose::new(&document.text);
    let date = dates::document_date(document, &prose, options);
    let dates = dates::find(&prose, date, options);
    let mut cast = people::find(&prose);
    let quotes = speakers::attribute(&prose, quotes::find(&prose, document.voices), &mut cast);
    let people = cast.people;
    let claims = claims::find(&prose, &dates, &people, &quotes);
    Reading { date, quotes, people, dates, claims }
}
