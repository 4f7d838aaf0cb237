//! The board: a draft's quotes by how they stand to the record, for a client that lists them in a view; and whether
//! there is a record at all, without which "no findings" would mean nothing.

use super::desk::Snapshot;
use super::pool::Cancel;
use super::session::Session;
use super::status;
use super::to_proto::{credit, excerpt};
use serde_json::{Value, json};
use std::sync::Arc;

/// Sources of one quote.
const SOURCES: usize = 5;

/// The draft's quotes in order, each with its place, its standing and its sources; `null` before a record is open.
pub(super) fn quotes(session: &Arc<Session>, snapshot: &Snapshot, cancel: &Cancel) -> Option<Value> {
    let findings = session.findings(snapshot, cancel)?;
    let Some(archive) = findings.archive.clone() else { return Some(Value::Null) };
    let mut out = Vec::new();
    for s in status::standings(&findings, &archive) {
        let text = &s.read.document.text;
        let sources = s.matches.iter().take(SOURCES).map(|m| {
            json!({
                "speaker": m.speaker.as_ref().and_then(|p| p.name.clone()),
                "credit": credit(&m.source),
                "text": excerpt(&m.text),
                "location": session.places.of(&archive.record, &m.source, m.file_span, session.encoding()),
            })
        });
        let speaker = s.quote.speaker.as_ref();
        out.push(json!({
            "status": s.status.name(),
            "range": session.range(snapshot, s.read, s.quote.span),
            "text": excerpt(s.quote.content.of(text)),
            "speaker": speaker.map(|p| p.name.clone().unwrap_or_else(|| p.span.of(text).to_owned())),
            "findings": s.findings.iter().map(|f| json!({"code": f.code, "message": f.message})).collect::<Vec<_>>(),
            "sources": sources.collect::<Vec<_>>(),
        }));
    }
    Some(Value::Array(out))
}

/// What the draft is held against: `none` is configured, it is still `opening` (or has been read in part), it cannot be
/// opened and is `broken`, or it is `open`; and whether the draft lies in the record itself.
pub(super) fn record_state(session: &Arc<Session>, snapshot: &Snapshot) -> Value {
    let room = session.room(snapshot);
    let record = match (&room.shelf, room.archive()) {
        (None, _) => "none",
        (Some(_), Some(archive)) if !archive.record.is_partial() => "open",
        (Some(shelf), None) if !shelf.is_busy() => "broken",
        (Some(_), _) => "opening",
    };
    let paths = room.shelf.iter().flat_map(|s| &s.options.paths);
    let source = snapshot.path.as_ref().is_some_and(|draft| paths.clone().any(|p| draft.starts_with(p)));
    // Why no finding may mean nothing: a shared archive is out of reach, or not as it is now.
    let trouble = room.archive().and_then(|a| {
        let outdated = || a.record.outdated().map(str::to_owned);
        a.record.trouble().map(|t| t.to_string()).or_else(outdated)
    });
    json!({"record": record, "source": source, "trouble": trouble})
}
