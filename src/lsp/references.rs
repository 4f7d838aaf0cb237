//! References: every place in the record and in the draft where these words, this event or this person stand.

use super::desk::Snapshot;
use super::positions::to_range;
use super::session::Session;
use super::{lookup, people, spot};
use crate::text::{Span, normal_words};
use std::collections::HashSet;
use std::sync::Arc;
use tower_lsp::lsp_types::{Location, Position};

pub(super) fn references(
    session: &Arc<Session>,
    snapshot: &Snapshot,
    position: Position,
    with_declaration: bool,
) -> Option<Vec<Location>> {
    let readings = session.readings(snapshot)?;
    let (read, offset) = spot::locate(session, snapshot, &readings, position)?;
    let archive = readings.room.archive();
    let here = |span: Span| {
        let range = to_range(&snapshot.rope, read.to_file(span), session.encoding());
        Location { uri: snapshot.uri.clone(), range }
    };
    let mut places: Vec<Location> = Vec::new();
    if let Some(person) = spot::person_at(read, offset) {
        places.extend(person.mentions.iter().filter(|m| with_declaration || !touches(m, offset)).map(|m| here(*m)));
        if let Some(archive) = &archive {
            for known in people::of(&readings.room, archive, &person.name) {
                for a in &known.appearances {
                    places.extend(session.places.of(&archive.record, &a.source, a.file_span, session.encoding()));
                }
            }
        }
    } else if let Some(date) = spot::date_at(read, offset) {
        let same = |d: &&crate::read::Timex| d.value == date.value && (with_declaration || d.span != date.span);
        places.extend(read.reading.dates.iter().filter(same).map(|d| here(d.span)));
        let index = read.reading.dates.iter().position(|d| d.span == date.span);
        if let Some(archive) = &archive {
            for claim in read.reading.claims.iter().filter(|c| Some(c.date as usize) == index) {
                for (m, _) in lookup::claim(archive, read, claim) {
                    places.extend(session.places.of(&archive.record, &m.source, m.file_span, session.encoding()));
                }
            }
        }
    } else {
        let quote = spot::quote_at(read, offset)?;
        if let Some(archive) = &archive
            && let Some(found) = lookup::quote(&readings.room, archive, read, quote)
        {
            for m in found.matches.iter() {
                places.extend(session.places.of(&archive.record, &m.source, m.file_span, session.encoding()));
            }
        }
        let text = &read.document.text;
        let forms = |span| normal_words(text, span).into_iter().map(|w| w.form).collect::<Vec<_>>();
        let words = forms(quote.content);
        let same = read.reading.quotes.iter().filter(|q| {
            q.is_verbatim()
                && q.content.len().abs_diff(quote.content.len()) < 16
                && (with_declaration || q.span != quote.span)
        });
        places.extend(same.filter(|q| forms(q.content) == words).map(|q| here(q.span)));
    }
    let mut seen = HashSet::new();
    places.retain(|p| {
        let (start, end) = (p.range.start, p.range.end);
        seen.insert((p.uri.clone(), start.line, start.character, end.line, end.character))
    });
    Some(places)
}

fn touches(span: &Span, offset: u32) -> bool {
    span.start <= offset && offset <= span.end
}
