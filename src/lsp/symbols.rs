//! Symbols: a draft's quotes by speaker and its dated claims; people and quotes on record across the workspace.

use super::analysis::Read;
use super::commands::still_reading;
use super::desk::Snapshot;
use super::people;
use super::pool::Cancel;
use super::session::Session;
use super::to_proto::{credit, excerpt};
use crate::text::{Span, normal_words};
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{DocumentSymbol, SymbolInformation, SymbolKind};

/// Answers to a workspace query.
const FOUND: usize = 50;
/// People among them.
const PEOPLE: usize = 20;

pub(super) fn document(session: &Arc<Session>, snapshot: &Snapshot) -> Option<Vec<DocumentSymbol>> {
    let readings = session.readings(snapshot)?;
    let mut out = Vec::new();
    for read in &readings.documents {
        // Speakers in the order of their first quote.
        let mut speakers: Vec<(String, Vec<DocumentSymbol>, Span)> = Vec::new();
        for quote in read.reading.quotes.iter().filter(|q| q.is_verbatim()) {
            let named = quote
                .speaker
                .as_ref()
                .map(|s| s.name.clone().unwrap_or_else(|| s.span.of(&read.document.text).to_owned()));
            let speaker = named.unwrap_or_else(|| "No speaker".to_owned());
            let name = excerpt(quote.content.of(&read.document.text));
            let child = symbol(session, snapshot, read, name, None, SymbolKind::STRING, quote.span, Vec::new());
            match speakers.iter_mut().find(|(s, ..)| *s == speaker) {
                Some((_, quotes, span)) => {
                    quotes.push(child);
                    *span = span.cover(quote.span);
                }
                None => speakers.push((speaker, vec![child], quote.span)),
            }
        }
        for (name, quotes, span) in speakers {
            let detail = Some(format!("{} quoted", quotes.len()));
            out.push(symbol(session, snapshot, read, name, detail, SymbolKind::CLASS, span, quotes));
        }
        for claim in read.reading.claims.iter().filter(|c| !c.of_saying) {
            let Some(date) = read.reading.dates.get(claim.date as usize) else { continue };
            let name = format!("{} {}", date.value, claim.event.join(" "));
            let detail = Some(excerpt(claim.span.of(&read.document.text)));
            out.push(symbol(session, snapshot, read, name, detail, SymbolKind::EVENT, claim.span, Vec::new()));
        }
    }
    Some(out)
}

#[allow(clippy::too_many_arguments)] // The parts of a symbol.
fn symbol(
    session: &Session,
    snapshot: &Snapshot,
    read: &Read,
    name: String,
    detail: Option<String>,
    kind: SymbolKind,
    span: Span,
    children: Vec<DocumentSymbol>,
) -> DocumentSymbol {
    let range = session.range(snapshot, read, span);
    let selection_range = children.first().map_or(range, |c| c.selection_range);
    #[allow(deprecated)] // The struct has no other constructor.
    DocumentSymbol {
        // The protocol forbids an empty name.
        name: if name.trim().is_empty() { "…".to_owned() } else { name },
        detail,
        kind,
        tags: None,
        deprecated: None,
        range,
        selection_range,
        children: Some(children).filter(|c| !c.is_empty()),
    }
}

/// People and quotes on record that have the query's words; an error while a record is configured and none is open.
pub(super) fn workspace(session: &Arc<Session>, query: &str, cancel: &Cancel) -> Result<Vec<SymbolInformation>> {
    let words = normal_words(query, Span::from(0..query.len()));
    let mut out = Vec::new();
    for archive in session.archives().ok_or_else(still_reading)? {
        if words.is_empty() || cancel.cancelled() {
            break;
        }
        for (name, documents) in people::matching(&archive, query).take(PEOPLE) {
            let place = archive.record.appearances(name, 1).into_iter().next();
            let place =
                place.and_then(|a| session.places.of(&archive.record, &a.source, a.file_span, session.encoding()));
            let Some(location) = place else { continue };
            #[allow(deprecated)] // The struct has no other constructor.
            out.push(SymbolInformation {
                name: name.clone(),
                kind: SymbolKind::CLASS,
                tags: None,
                deprecated: None,
                location,
                container_name: Some(format!("{documents} on record")),
            });
        }
        for m in archive.record.find_quote(query, &words, FOUND) {
            let Some(location) = session.places.of(&archive.record, &m.source, m.file_span, session.encoding()) else {
                continue;
            };
            let speaker = m.speaker.as_ref().and_then(|s| s.name.clone());
            let container = speaker.into_iter().chain([credit(&m.source)]).collect::<Vec<_>>().join(", ");
            #[allow(deprecated)] // The struct has no other constructor.
            out.push(SymbolInformation {
                name: excerpt(&m.passage),
                kind: SymbolKind::STRING,
                tags: None,
                deprecated: None,
                location,
                container_name: Some(container),
            });
        }
    }
    Ok(out)
}
