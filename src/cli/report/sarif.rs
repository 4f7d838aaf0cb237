//! SARIF 2.1.0 (OASIS): for code scanning and whatever else reads analysers' results.

use super::{Report, Reported, ReportedEvidence, line_of};
use crate::check::{RULES, Severity};
use crate::cli::explain::gist;
use serde_json::{Value, json};

pub fn sarif(report: &Report) -> String {
    let rules: Vec<Value> = RULES
        .iter()
        .map(|r| {
            json!({
                "id": r.code, "name": pascal(r.name),
                "shortDescription": {"text": gist(r)}, "fullDescription": {"text": gist(r)},
                "help": {"text": r.docs.trim(), "markdown": r.docs.trim()},
                "defaultConfiguration": {"level": level(r.severity)},
                "properties": {"tags": ["news", if r.code.starts_with('Q') { "quotes" } else if r.code.starts_with('D') { "dates" } else { "names" }]},
            })
        })
        .collect();
    let results: Vec<Value> = report.findings.iter().map(result).collect();
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "onrecord", "semanticVersion": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn result(f: &Reported) -> Value {
    let region = json!({
        "startLine": f.range.start.line, "startColumn": f.range.start.column,
        "endLine": f.range.end.line, "endColumn": f.range.end.column,
        "byteOffset": f.range.start.byte, "byteLength": f.range.end.byte.saturating_sub(f.range.start.byte),
        "snippet": {"text": f.excerpt.words},
    });
    let mut location = location(&f.path, f.id.as_deref(), Some(region));
    if f.id.is_some() {
        // A line of JSONL: the region counts in the document's text, so it is told beside the file.
        location["properties"] = json!({"textRange": f.range});
    }
    let related: Vec<Value> = f.evidence.iter().enumerate().map(|(i, e)| related(i, e)).collect();
    let mut out = json!({
        "ruleId": f.code, "level": level(f.severity), "message": {"text": f.message},
        "locations": [location], "relatedLocations": related,
        "partialFingerprints": {"onrecord/v1": f.fingerprint},
    });
    if let Some(index) = RULES.iter().position(|r| r.code == f.code) {
        out["ruleIndex"] = json!(index);
    }
    if !f.fixes.is_empty() && f.id.is_none() {
        out["fixes"] = f
            .fixes
            .iter()
            .map(|fix| {
                let replacements: Vec<Value> = fix
                    .edits
                    .iter()
                    .map(|e| {
                        json!({
                            "deletedRegion": {"byteOffset": e.start, "byteLength": e.end.saturating_sub(e.start)},
                            "insertedContent": {"text": e.text},
                        })
                    })
                    .collect();
                json!({
                    "description": {"text": fix.title},
                    "artifactChanges": [{"artifactLocation": {"uri": uri(&f.path)}, "replacements": replacements}],
                })
            })
            .collect();
    }
    out
}

fn related(i: usize, e: &ReportedEvidence) -> Value {
    let region = e.range.as_ref().map(|r| {
        json!({
            "startLine": r.start.line, "startColumn": r.start.column, "endLine": r.end.line, "endColumn": r.end.column,
            "snippet": {"text": e.text},
        })
    });
    let mut out = location(&e.path, e.id.as_deref(), region);
    out["id"] = json!(i);
    out["message"] = json!({"text": format!("{}: {}", line_of(e), e.text)});
    out
}

fn location(path: &str, id: Option<&str>, region: Option<Value>) -> Value {
    let mut physical = json!({"artifactLocation": {"uri": uri(path)}});
    let mut out = json!({});
    match (id, region) {
        (Some(id), _) => out["logicalLocations"] = json!([{"name": id, "kind": "document"}]),
        (None, Some(region)) => physical["region"] = region,
        (None, None) => {}
    }
    out["physicalLocation"] = physical;
    out
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information | Severity::Hint => "note",
    }
}

/// `misattributed-quote` as `MisattributedQuote`, which the format's readers expect of names.
fn pascal(name: &str) -> String {
    name.split('-')
        .map(|w| {
            let mut c = w.chars();
            c.next().map_or(String::new(), |f| f.to_uppercase().chain(c).collect())
        })
        .collect()
}

/// A path as a URI reference: relative paths stay relative, everything else is escaped.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut out = String::new();
    if path.starts_with('/') {
        out.push_str("file://");
    }
    for b in path.strip_prefix("./").unwrap_or(&path).bytes() {
        match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => out.push(b as char),
            _ => out.push_str(&format!("%{b:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_escaped_and_absolute_ones_are_files() {
        assert_eq!(uri("drafts/a b.md"), "drafts/a%20b.md");
        assert_eq!(uri("/srv/é.md"), "file:///srv/%C3%A9.md");
        assert_eq!(pascal("date-conflict"), "DateConflict");
    }
}
