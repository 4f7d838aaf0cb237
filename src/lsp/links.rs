//! Document links: a verified quote leads to its source.

use super::desk::Snapshot;
use super::pool::Cancel;
use super::session::Session;
use super::status::Status;
use super::{status, to_proto};
use std::sync::Arc;
use tower_lsp::lsp_types::{DocumentLink, Url};

pub(super) fn links(session: &Arc<Session>, snapshot: &Snapshot, cancel: &Cancel) -> Option<Vec<DocumentLink>> {
    let findings = session.findings(snapshot, cancel)?;
    let archive = findings.archive.clone()?;
    let mut out = Vec::new();
    for s in status::standings(&findings, &archive).iter().filter(|s| s.status == Status::Verified) {
        // The best match is the one that the quote rests on.
        let Some(best) = s.verbatim().next() else { continue };
        let web = best.source.url.as_deref().and_then(|u| Url::parse(u).ok());
        let target = web.or_else(|| {
            let place = session.places.of(&archive.record, &best.source, best.file_span, session.encoding())?;
            let mut uri = place.uri;
            // The form that editors understand; lines from 1.
            uri.set_fragment(Some(&format!("L{}", place.range.start.line + 1)));
            Some(uri)
        });
        out.push(DocumentLink {
            range: session.range(snapshot, s.read, s.quote.content),
            target,
            tooltip: Some(format!("On record: {}", to_proto::credit(&best.source))),
            data: None,
        });
    }
    Some(out)
}
