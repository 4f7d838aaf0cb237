//! Definition: from a quote or a date to the very bytes of the source.

use super::desk::Snapshot;
use super::positions::to_range;
use super::session::Session;
use super::{lookup, spot};
use crate::record::Source;
use crate::text::Span;
use std::sync::Arc;
use tower_lsp::lsp_types::{GotoDefinitionResponse, Location, LocationLink, Position};

/// Sources offered: an editor shows them as a list.
const OFFERED: usize = 10;

pub(super) fn definition(
    session: &Arc<Session>,
    snapshot: &Snapshot,
    position: Position,
) -> Option<GotoDefinitionResponse> {
    let readings = session.readings(snapshot)?;
    let (read, offset) = spot::locate(session, snapshot, &readings, position)?;
    let archive = readings.room.archive()?;
    let (origin, sources): (Span, Vec<(Arc<Source>, Span)>) = if let Some(quote) = spot::quote_at(read, offset) {
        let found = lookup::quote(&readings.room, &archive, read, quote)?;
        (quote.span, found.matches.iter().map(|m| (m.source.clone(), m.file_span)).collect())
    } else {
        let date = spot::date_at(read, offset)?;
        let index = read.reading.dates.iter().position(|d| d.span == date.span)?;
        let claims = read.reading.claims.iter().filter(|c| c.date as usize == index);
        let found: Vec<_> = claims.map(|c| lookup::claim(&archive, read, c)).collect();
        (date.span, found.iter().flatten().map(|(m, _)| (m.source.clone(), m.file_span)).collect())
    };
    let mut places: Vec<Location> = Vec::new();
    for (source, span) in sources {
        if let Some(place) = session.places.of(&archive.record, &source, span, session.encoding())
            && !places.contains(&place)
        {
            places.push(place);
        }
        if places.len() == OFFERED {
            break;
        }
    }
    if places.is_empty() {
        return None;
    }
    if !session.agreed().is_some_and(|a| a.location_links) {
        return Some(GotoDefinitionResponse::Array(places));
    }
    let origin = to_range(&snapshot.rope, read.to_file(origin), session.encoding());
    let link = |place: Location| LocationLink {
        origin_selection_range: Some(origin),
        target_uri: place.uri,
        target_range: place.range,
        target_selection_range: place.range,
    };
    Some(GotoDefinitionResponse::Link(places.into_iter().map(link).collect()))
}
