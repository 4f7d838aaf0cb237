//! Diagnostics for clients that ask for them.

use super::desk::Snapshot;
use super::pool::Cancel;
use super::session::Session;
use super::to_proto;
use std::sync::Arc;
use tower_lsp::lsp_types::{
    DocumentDiagnosticReport, FullDocumentDiagnosticReport, RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport,
};

/// A result's id is a hash of what it says, so the server need not remember what it told whom.
pub(super) fn report(
    session: &Arc<Session>,
    snapshot: &Snapshot,
    previous: Option<&str>,
    cancel: &Cancel,
) -> Option<DocumentDiagnosticReport> {
    let findings = session.findings(snapshot, cancel)?;
    let items = to_proto::diagnostics(session, snapshot, &findings);
    let result_id = blake3::hash(&serde_json::to_vec(&items).ok()?).to_hex().to_string();
    if previous == Some(result_id.as_str()) {
        let report = UnchangedDocumentDiagnosticReport { result_id };
        return Some(DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: report,
        }));
    }
    let report = FullDocumentDiagnosticReport { result_id: Some(result_id), items };
    Some(DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
        related_documents: None,
        full_document_diagnostic_report: report,
    }))
}
