//! Code lenses: above a quote, how often it is on record and where it came first.

use super::desk::Snapshot;
use super::pool::Cancel;
use super::session::Session;
use super::{commands, status, to_proto};
use crate::record::Source;
use std::collections::BTreeSet;
use std::sync::Arc;
use tower_lsp::lsp_types::{CodeLens, Command, Location};

/// Sources that a lens leads to.
const SOURCES: usize = 10;

pub(super) fn lenses(session: &Arc<Session>, snapshot: &Snapshot, cancel: &Cancel) -> Option<Vec<CodeLens>> {
    let findings = session.findings(snapshot, cancel)?;
    let archive = findings.archive.clone()?;
    let mut out = Vec::new();
    for s in status::standings(&findings, &archive) {
        let sources: BTreeSet<(&str, Option<&str>)> =
            s.verbatim().map(|m| (m.source.path.as_str(), m.source.id.as_deref())).collect();
        let Some(first) = s.verbatim().map(|m| &m.source).min_by_key(|s| (s.date.is_none(), s.date)) else { continue };
        let range = session.range(snapshot, s.read, s.quote.span);
        let places: Vec<Location> = s
            .verbatim()
            .take(SOURCES)
            .filter_map(|m| session.places.of(&archive.record, &m.source, m.file_span, session.encoding()))
            .collect();
        let command = Command {
            title: title(sources.len(), first),
            command: commands::SOURCES.to_owned(),
            arguments: Some(vec![
                serde_json::to_value(&snapshot.uri).ok()?,
                serde_json::to_value(range.start).ok()?,
                serde_json::to_value(places).ok()?,
            ]),
        };
        out.push(CodeLens { range, command: Some(command), data: None });
    }
    Some(out)
}

/// `4 on record · first AP, 2021-06-04`
fn title(sources: usize, first: &Source) -> String {
    let word = if sources > 1 { "first " } else { "" };
    format!("{sources} on record · {word}{}", to_proto::credit(first))
}
