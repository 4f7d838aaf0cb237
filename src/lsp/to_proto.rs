//! Findings and evidence in the protocol's terms.

use super::analysis::Findings;
use super::desk::Snapshot;
use super::newsroom::Archive;
use super::positions::to_range;
use super::session::Session;
use crate::check::{Evidence, Finding, Severity};
use crate::record::Source;
use tower_lsp::lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString, Range,
};

/// The name under which diagnostics are shown.
pub(super) const SOURCE: &str = "onrecord";
/// Related passages a diagnostic: more would bury the first.
const RELATED: usize = 5;
/// Characters of a passage in related information: a line in the editor's list.
const EXCERPT: usize = 160;

pub(super) fn diagnostics(session: &Session, snapshot: &Snapshot, findings: &Findings) -> Vec<Diagnostic> {
    let encoding = session.encoding();
    findings
        .iter()
        .map(|(read, finding)| {
            let range = to_range(&snapshot.rope, read.to_file(finding.span), encoding);
            diagnostic(session, findings.archive.as_deref(), finding, range)
        })
        .collect()
}

pub(super) fn diagnostic(session: &Session, archive: Option<&Archive>, finding: &Finding, range: Range) -> Diagnostic {
    let agreed = session.agreed().copied().unwrap_or_default();
    let related = finding.evidence.iter().take(RELATED).filter_map(|e| {
        Some(DiagnosticRelatedInformation {
            location: evidence_location(session, archive?, e)?,
            message: evidence_line(e),
        })
    });
    Diagnostic {
        range,
        severity: Some(severity(finding.severity)),
        code: Some(NumberOrString::String(finding.code.to_owned())),
        code_description: agreed
            .code_description
            .then(|| super::rule_pages::page(finding.code).map(|href| CodeDescription { href }))
            .flatten(),
        source: Some(SOURCE.to_owned()),
        message: finding.message.clone(),
        related_information: agreed.related_information.then(|| related.collect::<Vec<_>>()).filter(|r| !r.is_empty()),
        tags: None,
        data: None,
    }
}

fn evidence_location(session: &Session, archive: &Archive, evidence: &Evidence) -> Option<Location> {
    session.places.of(&archive.record, &evidence.source, evidence.file_span, session.encoding())
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Hint => DiagnosticSeverity::HINT,
        Severity::Information => DiagnosticSeverity::INFORMATION,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Error => DiagnosticSeverity::ERROR,
    }
}

/// `Dmitry Peskov, AP, 2021-06-04: “…”`, as far as it is known.
fn evidence_line(evidence: &Evidence) -> String {
    let who = evidence.speaker.as_deref();
    let from = credit(&evidence.source);
    let head = who.into_iter().chain([from.as_str()]).filter(|s| !s.is_empty()).collect::<Vec<_>>().join(", ");
    format!("{head}: {}", excerpt(&evidence.text))
}

/// `AP, 2021-06-04`, or the file's name where the source gives neither.
pub(super) fn credit(source: &Source) -> String {
    let date = source.date.map(|d| d.to_string());
    let parts: Vec<&str> = source.outlet.as_deref().into_iter().chain(date.as_deref()).collect();
    if !parts.is_empty() {
        return parts.join(", ");
    }
    let name = std::path::Path::new(&source.path).file_name().map(|n| n.to_string_lossy().into_owned());
    source.title.clone().or(name).unwrap_or_default()
}

/// A passage on one line, cut at a word where it is long.
pub(super) fn excerpt(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_whitespace() {
        if !out.is_empty() {
            if out.chars().count() + word.chars().count() > EXCERPT {
                out.push('…');
                break;
            }
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
