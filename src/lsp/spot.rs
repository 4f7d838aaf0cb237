//! What stands at a position of a draft: a quote, a date, a person.

use super::analysis::{Read, Readings};
use super::desk::Snapshot;
use super::positions::to_byte;
use super::session::Session;
use crate::read::{Person, Quote, Timex};
use crate::text::Span;
use tower_lsp::lsp_types::Position;

/// The document of the draft's file that a position is in, and the offset in its text.
pub(super) fn locate<'r>(
    session: &Session,
    snapshot: &Snapshot,
    readings: &'r Readings,
    position: Position,
) -> Option<(&'r Read, u32)> {
    let byte = to_byte(&snapshot.rope, position, session.encoding());
    readings.documents.iter().find_map(|r| Some((r, r.to_text(byte)?)))
}

/// The innermost quote around an offset; its marks count.
pub(super) fn quote_at(read: &Read, offset: u32) -> Option<&Quote> {
    let around =
        read.reading.quotes.iter().filter(|q| q.is_verbatim() && q.span.start <= offset && offset <= q.span.end);
    around.min_by_key(|q| q.span.len())
}

pub(super) fn date_at(read: &Read, offset: u32) -> Option<&Timex> {
    read.reading.dates.iter().find(|d| d.span.start <= offset && offset <= d.span.end)
}

pub(super) fn person_at(read: &Read, offset: u32) -> Option<&Person> {
    let touches = |s: &Span| s.start <= offset && offset <= s.end;
    let people = &read.reading.people;
    people.iter().find(|p| p.mentions.iter().any(touches)).or_else(|| {
        let speakers = read.reading.quotes.iter().filter_map(|q| q.speaker.as_ref());
        let here = speakers.filter(|s| touches(&s.span)).min_by_key(|s| s.span.len())?;
        read.reading.person(here)
    })
}
