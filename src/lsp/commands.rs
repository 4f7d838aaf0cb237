//! Commands: `onrecord.*`, for keys and palettes.

use super::desk::Snapshot;
use super::newsroom::Wanted;
use super::pool::Cancel;
use super::session::Session;
use super::to_proto;
use crate::text::{Span, normal_words};
use serde_json::{Value, json};
use std::sync::Arc;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::lsp_types::request::ShowDocument;
use tower_lsp::lsp_types::{Location, ShowDocumentParams, Url};

/// Reads the whole record anew.
pub(super) const REINDEX: &str = "onrecord.reindex";
/// Who said these words: `[text, uri?]` → the places on record, each with its words as that draft would quote them.
pub(super) const WHO_SAID: &str = "onrecord.whoSaid";
/// Opens the first source of a lens: `[uri, position, locations]`; a client with a list of its own shows that.
pub(super) const SOURCES: &str = "onrecord.sources";
/// The fact-check sheet of a draft: `[uri]` → its address, for the client to open.
pub(super) const SHEET: &str = "onrecord.factCheckSheet";
/// A draft's quotes with their standing and sources: `[uri]` → a list, or `null` while no record is open.
pub(super) const QUOTES: &str = "onrecord.quotes";
/// Puts a draft on record: `[uri]` → the address of the file that has it now.
pub(super) const ADD_TO_RECORD: &str = "onrecord.addToRecord";
/// What a draft is held against: `[uri]` → `{record: none | opening | broken | open, source: whether it lies in the record}`.
pub(super) const RECORD_STATE: &str = "onrecord.recordState";
/// The session's log: its address, for the client to open.
pub(super) const SHOW_LOG: &str = "onrecord.showLog";

pub(super) const ALL: [&str; 8] = [REINDEX, WHO_SAID, SOURCES, SHEET, QUOTES, RECORD_STATE, ADD_TO_RECORD, SHOW_LOG];

/// The protocol's `RequestFailed`: nothing is wrong with the request.
const REQUEST_FAILED: i64 = -32803;

/// Answers to "who said that".
const FOUND: usize = 50;

pub(super) async fn execute(session: &Arc<Session>, command: &str, arguments: Vec<Value>) -> Result<Option<Value>> {
    match command {
        REINDEX => {
            for shelf in session.newsrooms.shelves() {
                session.open_record(shelf, Wanted::Anew);
            }
            Ok(None)
        }
        WHO_SAID => {
            let text = arguments.first().and_then(Value::as_str).unwrap_or_default().to_owned();
            let draft = arguments.get(1).and_then(Value::as_str).and_then(|u| Url::parse(u).ok());
            let draft = draft.and_then(|uri| super::order::drafts().get(&uri).cloned());
            session.answer_all(move |s, cancel| who_said(s, &text, draft.as_deref(), cancel)).await?.map(Some)
        }
        SOURCES => {
            let places = arguments.get(2).cloned().and_then(|v| serde_json::from_value::<Vec<Location>>(v).ok());
            if let Some(place) = places.and_then(|p| p.into_iter().next()) {
                show(session, place);
            }
            Ok(None)
        }
        SHEET => Ok(Some(json!(super::content::sheet_uri(&draft(&arguments)?)))),
        QUOTES => session.answer(&draft(&arguments)?, super::board::quotes).await,
        ADD_TO_RECORD => {
            let added = session.answer(&draft(&arguments)?, |s, d, _| Some(super::intake::add(s, d))).await?;
            match added.unwrap_or_else(|| Err("the draft is not open".to_owned())) {
                Ok(place) => Ok(Some(json!(place))),
                Err(why) => Err(failed(why)),
            }
        }
        RECORD_STATE => session.answer(&draft(&arguments)?, |s, d, _| Some(super::board::record_state(s, d))).await,
        SHOW_LOG => Ok(Some(json!(super::content::log_uri()))),
        other => Err(Error::invalid_params(format!("no command is called {other}"))),
    }
}

fn failed(why: String) -> Error {
    Error { code: ErrorCode::ServerError(REQUEST_FAILED), message: why.into(), data: None }
}

/// The answer where "nothing found" would be a false one.
pub(super) fn still_reading() -> Error {
    failed("the record is still being read".to_owned())
}

fn draft(arguments: &[Value]) -> Result<Url> {
    let uri = arguments.first().and_then(Value::as_str).and_then(|u| Url::parse(u).ok());
    uri.ok_or_else(|| Error::invalid_params("the draft's URI is missing"))
}

/// Has the client open a place, detached, where it can.
fn show(session: &Arc<Session>, place: Location) {
    if session.agreed().is_some_and(|a| a.show_document) {
        session.ask_and_forget::<ShowDocument>(ShowDocumentParams {
            uri: place.uri,
            external: None,
            take_focus: Some(true),
            selection: Some(place.range),
        });
    }
}

/// The places on record where these words stand, best first.
///
/// An error while no record is open: "nobody" would be a false answer.
fn who_said(session: &Arc<Session>, text: &str, draft: Option<&Snapshot>, cancel: &Cancel) -> Result<Value> {
    let words = normal_words(text, Span::from(0..text.len()));
    let open = match session.archives() {
        None => return Err(still_reading()),
        Some(none) if none.is_empty() => return Err(failed("no record is configured".to_owned())),
        Some(open) => open,
    };
    let mut out = Vec::new();
    for archive in open {
        if cancel.cancelled() || words.is_empty() {
            break;
        }
        for m in archive.record.find_quote(text, &words, FOUND) {
            out.push(json!({
                "speaker": m.speaker.as_ref().and_then(|s| s.name.clone()),
                "text": m.text,
                "passage": m.passage,
                "quoted": m.quoted,
                "verbatim": m.alignment.verdict <= crate::record::align::Verdict::Cosmetic,
                "title": m.source.title,
                "outlet": m.source.outlet,
                "date": m.source.date,
                "url": m.source.url,
                "insert": draft.and_then(|d| super::actions::quotation(d.format, &m)),
                "credit": to_proto::credit(&m.source),
                "location": session.places.of(&archive.record, &m.source, m.file_span, session.encoding()),
            }));
        }
    }
    Ok(Value::Array(out))
}
