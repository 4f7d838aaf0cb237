//! Documents that are no files: the fact-check sheet of a draft, an article out of the index, and the session's log.
//!
//! Served to clients that open `onrecord:` addresses, as answers to `workspace/textDocumentContent`.

use super::desk::{Drafts, Snapshot};
use super::pool::Cancel;
use super::session::Session;
use super::status::{self, Standing, Status};
use super::to_proto::{credit, excerpt};
use crate::record::Source;
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use std::sync::Arc;
use tower_lsp::lsp_types::Url;

const SCHEME: &str = "onrecord";
const SHEET: &str = "onrecord:///Fact-check%20sheet.md";
const ARTICLE: &str = "onrecord:///article/";
const LOG: &str = "onrecord:///Log.txt";
/// Sources named for one quote on the sheet.
const SOURCES: usize = 3;
/// The order of the sheet's parts.
const WORST_FIRST: [Status; 6] =
    [Status::Misattributed, Status::Altered, Status::Misdated, Status::Contested, Status::Unverified, Status::Verified];

/// The protocol's 3.18 request; not in `lsp-types` yet.
#[derive(Deserialize)]
pub(super) struct ContentParams {
    pub(super) uri: Url,
}

#[derive(Serialize)]
pub(super) struct Content {
    pub(super) text: String,
}

pub(super) fn sheet_uri(draft: &Url) -> Option<Url> {
    Url::parse_with_params(SHEET, [("draft", draft.as_str())]).ok()
}

/// The address of an article's text as the index keeps it.
pub(super) fn article_uri(source: &Source) -> Option<Url> {
    let mut uri = Url::parse(&format!("{ARTICLE}{:016x}/", source.key)).ok()?;
    let name = source.title.clone().or_else(|| source.id.clone()).unwrap_or_else(|| "Article".to_owned());
    // For the reader of a tab's title; the key says which article it is.
    uri.path_segments_mut().ok()?.pop_if_empty().push(&format!("{}.txt", name.replace(['/', '\\'], "-")));
    Some(uri)
}

/// An article of any record that is open.
fn article(session: &Session, uri: &Url) -> Option<String> {
    let key = u64::from_str_radix(uri.as_str().strip_prefix(ARTICLE)?.split('/').next()?, 16).ok()?;
    session.newsrooms.shelves().iter().find_map(|s| Some(s.archive()?.record.kept(key)?.1.text))
}

pub(super) fn log_uri() -> Option<Url> {
    Url::parse(LOG).ok()
}

/// The text of an `onrecord:` document; `None` for one that does not exist.
pub(super) fn text(session: &Arc<Session>, drafts: &Drafts, uri: &Url, cancel: &Cancel) -> Option<String> {
    if uri.scheme() != SCHEME {
        return None;
    }
    let mut bare = uri.clone();
    bare.set_query(None);
    match bare.as_str() {
        LOG => Some(session.log_text()),
        SHEET => {
            let (_, draft) = uri.query_pairs().find(|(k, _)| k == "draft")?;
            sheet(session, drafts.get(&Url::parse(&draft).ok()?)?, cancel)
        }
        _ => article(session, uri),
    }
}

/// Every quote of the draft with what the record has of it, the doubtful ones first, to be ticked off.
fn sheet(session: &Arc<Session>, snapshot: &Snapshot, cancel: &Cancel) -> Option<String> {
    let findings = session.findings(snapshot, cancel)?;
    let mut out = format!("# Fact-check sheet: {}\n", snapshot.name());
    let Some(archive) = findings.archive.clone() else {
        out.push_str("\nNo record is open.\n");
        return Some(out);
    };
    let standings = status::standings(&findings, &archive);
    for status in WORST_FIRST {
        let of: Vec<_> = standings.iter().filter(|s| s.status == status).collect();
        if of.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n## {} ({})\n", title(status), of.len());
        for s in of {
            entry(session, snapshot, s, &mut out);
        }
    }
    let others = findings.iter().filter(|(_, f)| !f.code.starts_with('Q')).collect::<Vec<_>>();
    if !others.is_empty() {
        let _ = writeln!(out, "\n## Dates and names ({})\n", others.len());
        for (read, finding) in others {
            let line = session.range(snapshot, read, finding.span).start.line + 1;
            let _ = writeln!(out, "- [ ] line {line}: {} ({})", finding.message, finding.code);
        }
    }
    Some(out)
}

fn title(status: Status) -> &'static str {
    match status {
        Status::Misattributed => "Somebody else's words",
        Status::Altered => "Other words on record",
        Status::Misdated => "Another day on record",
        Status::Contested => "Contested on record",
        Status::Unverified => "Not on record",
        Status::Verified => "On record",
    }
}

fn entry(session: &Session, snapshot: &Snapshot, s: &Standing, out: &mut String) {
    let text = &s.read.document.text;
    let line = session.range(snapshot, s.read, s.quote.span).start.line + 1;
    let speaker = s.quote.speaker.as_ref().map_or("no speaker", |p| p.name.as_deref().unwrap_or(p.span.of(text)));
    let done = if s.status == Status::Verified { 'x' } else { ' ' };
    let _ = writeln!(out, "- [{done}] line {line}: {}, {}", excerpt(s.quote.span.of(text)), speaker);
    for finding in &s.findings {
        let _ = writeln!(out, "  - {} ({})", finding.message, finding.code);
    }
    for m in s.matches.iter().take(SOURCES) {
        let who = m.speaker.as_ref().and_then(|p| p.name.as_deref()).unwrap_or("speaker not named");
        let _ = writeln!(out, "  - {}: {}, {}", credit(&m.source), excerpt(&m.text), who);
    }
}
