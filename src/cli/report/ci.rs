//! What CI systems read: GitHub's annotations, GitLab's code quality, JUnit, reviewdog's rdjson.

use super::{Report, Reported, escaped, line_of};
use crate::check::Severity;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// GitHub's workflow commands, a line a finding.
pub fn github(report: &Report) -> String {
    let mut out = String::new();
    for f in &report.findings {
        let command = match f.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Information | Severity::Hint => "notice",
        };
        let (start, end) = (f.range.start, f.range.end);
        let mut place = format!("file={}", property(&f.path));
        // A line of JSONL has no place that GitHub could show.
        if f.id.is_none() {
            place.push_str(&format!(",line={},endLine={}", start.line, end.line));
            if start.line == end.line {
                place.push_str(&format!(",col={},endColumn={}", start.column, end.column));
            }
        }
        let title = property(&format!("{} {}", f.code, f.rule));
        out.push_str(&format!("::{command} {place},title={title}::{}\n", data(&with_evidence(f))));
    }
    out
}

/// GitLab's code quality report (the Code Climate format's part that GitLab reads).
pub fn gitlab(report: &Report) -> String {
    // Fingerprints must differ; the same words twice in a file are told apart by their count.
    let mut seen: BTreeMap<(String, String), u32> = BTreeMap::new();
    let all: Vec<Value> = report
        .findings
        .iter()
        .map(|f| {
            let n = seen.entry((f.path.clone(), f.fingerprint.clone())).or_default();
            *n += 1;
            let unique = blake3::hash(format!("{}\0{}\0{n}", f.path, f.fingerprint).as_bytes()).to_hex();
            let severity = match f.severity {
                Severity::Error => "critical",
                Severity::Warning => "major",
                Severity::Information => "minor",
                Severity::Hint => "info",
            };
            let line = |n: u32| if f.id.is_some() { 1 } else { n };
            json!({
                "type": "issue", "check_name": f.code, "description": with_evidence(f), "categories": ["Bug Risk"],
                "severity": severity, "fingerprint": unique.as_str(),
                "location": {"path": f.path, "lines": {"begin": line(f.range.start.line), "end": line(f.range.end.line)}},
            })
        })
        .collect();
    format!("{:#}\n", Value::Array(all))
}

/// JUnit's XML: a suite a file, a case a finding; hints and information pass.
pub fn junit(report: &Report) -> String {
    let mut files: BTreeMap<&str, Vec<&Reported>> = BTreeMap::new();
    for f in &report.findings {
        files.entry(&f.path).or_default().push(f);
    }
    let failed = |f: &&&Reported| f.severity >= Severity::Warning;
    let failures = report.findings.iter().filter(|f| f.severity >= Severity::Warning).count();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let tests = report.findings.len().max(1);
    out.push_str(&format!("<testsuites name=\"onrecord\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n"));
    if files.is_empty() {
        out.push_str("  <testsuite name=\"onrecord\" tests=\"1\" failures=\"0\" errors=\"0\">\n");
        out.push_str("    <testcase name=\"nothing found\" classname=\"onrecord\"/>\n  </testsuite>\n");
    }
    for (path, findings) in files {
        let failures = findings.iter().filter(failed).count();
        let (path, n) = (escaped(path), findings.len());
        out.push_str(&format!("  <testsuite name=\"{path}\" tests=\"{n}\" failures=\"{failures}\" errors=\"0\">\n"));
        for f in findings {
            let start = f.range.start;
            let name = match &f.id {
                Some(id) => format!("{} {} [{id}]", f.code, f.rule),
                None => format!("{} {} {}:{}", f.code, f.rule, start.line, start.column),
            };
            let case = format!("    <testcase name=\"{}\" classname=\"{path}\"", escaped(&name));
            let body = escaped(&format!("{}\n{}\n{}", f.message, f.excerpt.words, evidence_lines(f)));
            if f.severity >= Severity::Warning {
                let (kind, message) = (super::severity_name(f.severity), escaped(&f.message));
                out.push_str(&format!(
                    "{case}>\n      <failure type=\"{kind}\" message=\"{message}\">{body}</failure>\n    </testcase>\n"
                ));
            } else {
                out.push_str(&format!("{case}>\n      <system-out>{body}</system-out>\n    </testcase>\n"));
            }
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

/// Reviewdog's diagnostic format, one object; its columns count bytes.
pub fn rdjson(report: &Report) -> String {
    let all: Vec<Value> = report
        .findings
        .iter()
        .map(|f| {
            let severity = match f.severity {
                Severity::Error => "ERROR",
                Severity::Warning => "WARNING",
                Severity::Information | Severity::Hint => "INFO",
            };
            let mut location = json!({"path": f.path});
            if f.id.is_none() {
                location["range"] = range(f.byte_columns, (f.range.start.line, f.range.end.line));
            }
            let mut out = json!({
                "message": with_evidence(f), "severity": severity, "code": {"value": f.code}, "location": location,
            });
            let one_edit = f.fixes.iter().filter(|fix| fix.edits.len() == 1);
            let suggestions: Vec<Value> = one_edit
                .flat_map(|fix| &fix.edits)
                .map(|e| json!({"range": range(e.byte_columns, e.lines), "text": e.text}))
                .collect();
            if !suggestions.is_empty() && f.id.is_none() {
                out["suggestions"] = json!(suggestions);
            }
            out
        })
        .collect();
    format!("{:#}\n", json!({"source": {"name": "onrecord"}, "diagnostics": all}))
}

fn range(columns: (u32, u32), lines: (u32, u32)) -> Value {
    json!({"start": {"line": lines.0, "column": columns.0}, "end": {"line": lines.1, "column": columns.1}})
}

/// The message with its strongest evidence, for readers that show nothing else.
fn with_evidence(f: &Reported) -> String {
    match f.evidence.first() {
        Some(e) => format!("{}\nOn record, {}: {}", f.message, line_of(e), e.text),
        None => f.message.clone(),
    }
}

fn evidence_lines(f: &Reported) -> String {
    f.evidence.iter().map(|e| format!("On record, {} ({}): {}\n", line_of(e), e.path, e.text)).collect()
}

/// A workflow command's text.
fn data(s: &str) -> String {
    s.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A workflow command's property.
fn property(s: &str) -> String {
    data(s).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workflow_command_stays_on_its_line() {
        assert_eq!(data("100 %\nnext"), "100 %25%0Anext");
        assert_eq!(property("a:b,c"), "a%3Ab%2Cc");
    }

    #[test]
    fn junit_of_nothing_is_a_passing_case() {
        assert!(junit(&Report::default()).contains("<testcase name=\"nothing found\""));
    }
}
