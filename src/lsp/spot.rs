//! What stands at a position of a draft: a quote or a date.

use super::analysis::{Read, Readings};
use super::desk::Snapshot;
use super::positions::to_byte;
use super::session::Session;
use crate::read::{Quote, Timex};
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
    let around = read.reading.quotes.iter().filter(|q| q.span.start <= offset && offset <= q.span.end && !q.scare);
    around.min_by_key(|q| q.span.len())
}

pub(super) fn date_at(read: &Read, offset: u32) -> Option<&Timex> {
    read.reading.dates.iter().find(|d| d.span.start <= offset && offset <= d.span.end)
}
