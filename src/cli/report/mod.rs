//! Findings on their way out: in the contract's terms, with lines and columns, in one format or another.

mod ci;
mod html;
mod sarif;
mod sources;
mod text;

pub use ci::{github, gitlab, junit, rdjson};
pub use html::{Sheet, html, is_sheet, sheet};
pub use sarif::sarif;
pub use sources::{Files, Sources};
pub use text::{is_text, text};

use crate::check::{Finding, Severity};
use crate::record::Source;
use crate::text::{Document, Position, SourceFile, Span, markup};
use serde::Serialize;

/// Everything that a run of `lint` has to tell.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    pub version: u32,
    pub findings: Vec<Reported>,
    pub summary: Summary,
}

/// What was read and what was found.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Summary {
    pub documents: u64,
    pub quotes: u64,
    pub dates: u64,
    pub errors: u64,
    pub warnings: u64,
    pub information: u64,
    pub hints: u64,
    /// Documents that could not be read.
    pub skipped: u64,
    /// Findings that a baseline knows already.
    #[serde(skip_serializing_if = "is_zero")]
    pub known: u64,
}

fn is_zero(n: &u64) -> bool {
    *n == 0
}

impl Summary {
    pub fn count(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Information => self.information += 1,
            Severity::Hint => self.hints += 1,
        }
    }

    /// Counts the findings anew.
    pub fn recount(&mut self, findings: &[Reported]) {
        (self.errors, self.warnings, self.information, self.hints) = (0, 0, 0, 0);
        findings.iter().for_each(|f| self.count(f.severity));
    }

    pub fn add(&mut self, other: &Summary) {
        self.documents += other.documents;
        self.quotes += other.quotes;
        self.dates += other.dates;
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.information += other.information;
        self.hints += other.hints;
        self.skipped += other.skipped;
        self.known += other.known;
    }
}

/// A finding with its places in the draft's file.
#[derive(Clone, Debug, Serialize)]
pub struct Reported {
    pub code: &'static str,
    pub rule: &'static str,
    pub severity: Severity,
    pub message: String,
    pub path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    pub range: Range,
    pub evidence: Vec<ReportedEvidence>,
    pub fixes: Vec<ReportedFix>,
    /// What the finding is about, free of its line: the same after an edit above it.
    pub fingerprint: String,
    /// The draft's words with some around them.
    #[serde(skip)]
    pub excerpt: Excerpt,
    /// Of start and end, from 1, in bytes: what rdjson counts in.
    #[serde(skip)]
    pub byte_columns: (u32, u32),
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Range {
    pub start: Position,
    pub end: Position,
}

impl Range {
    /// Where a span of bytes stands in its file.
    pub fn new(source: &SourceFile, bytes: Span) -> Range {
        Range { start: source.position(bytes.start), end: source.position(bytes.end) }
    }
}

/// A passage of the record with its place there.
#[derive(Clone, Debug, Serialize)]
pub struct ReportedEvidence {
    pub path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    pub title: Option<String>,
    pub outlet: Option<String>,
    pub date: Option<jiff::civil::Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    pub speaker: Option<String>,
    /// When it is said in a recording, `00:12:03`: evidence out of subtitles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    pub text: String,
    /// `null` where the source has gone since it was indexed.
    pub range: Option<Range>,
}

impl ReportedEvidence {
    /// A passage that stands at `span` of its source's file.
    pub fn new(source: &Source, span: Span, speaker: Option<String>, text: String, sources: &Sources) -> Self {
        ReportedEvidence {
            range: sources.range(source, span),
            time: sources.time(source, span),
            path: source.path.clone(),
            id: source.id.clone(),
            title: source.title.clone(),
            outlet: source.outlet.clone(),
            date: source.date,
            url: source.url.clone(),
            speaker,
            text,
        }
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct ReportedFix {
    pub title: String,
    pub edits: Vec<ReportedEdit>,
}

/// One replacement, in the file's bytes (JSONL: in the document's `text`).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReportedEdit {
    pub start: u32,
    pub end: u32,
    pub text: String,
    /// Whether it may be made in the file: see [`markup::may_replace`].
    #[serde(skip)]
    pub fits: bool,
    /// Of start and end, from 1.
    #[serde(skip)]
    pub lines: (u32, u32),
    /// Of start and end, from 1, in bytes.
    #[serde(skip)]
    pub byte_columns: (u32, u32),
}

/// Words with what stands around them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Excerpt {
    pub before: String,
    pub words: String,
    pub after: String,
}

impl Excerpt {
    /// Bytes of context on either side, and of the words themselves: a few lines of a terminal.
    const CONTEXT: usize = 120;
    const WORDS: usize = 480;

    /// The paragraph around `span`, cut at word ends to what reads well.
    pub fn new(text: &str, span: Span) -> Excerpt {
        let (start, end) = (span.start as usize, span.end as usize);
        let (Some(head), Some(words), Some(tail)) = (text.get(..start), text.get(start..end), text.get(end..)) else {
            return Excerpt::default();
        };
        let head = head.rsplit('\n').next().unwrap_or("");
        let tail = tail.split('\n').next().unwrap_or("");
        let mut before = last_bytes(head, Self::CONTEXT).to_owned();
        if before.len() < head.len() {
            let cut = before.find(' ').map_or(0, |n| n + 1);
            before = format!("… {}", &before[cut..]);
        }
        let mut after = first_bytes(tail, Self::CONTEXT).to_owned();
        if after.len() < tail.len() {
            after.truncate(after.rfind(' ').unwrap_or(after.len()));
            after.push_str(" …");
        }
        let mut words = words.to_owned();
        if words.len() > Self::WORDS {
            words = first_bytes(&words, Self::WORDS).to_owned();
            words.push_str(" …");
            after.clear();
        }
        Excerpt { before, words, after }
    }
}

/// At most the first `n` bytes, ending with a whole character.
fn first_bytes(s: &str, n: usize) -> &str {
    &s[..s.floor_char_boundary(n)]
}

/// At most the last `n` bytes, beginning with a whole character.
fn last_bytes(s: &str, n: usize) -> &str {
    &s[s.ceil_char_boundary(s.len().saturating_sub(n))..]
}

/// Text as HTML and XML 1.0 hold it: no markup, and no character that they may not have.
fn escaped(s: &str) -> String {
    let barred = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t') || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    quick_xml::escape::escape(s.replace(barred, "\u{FFFD}")).into_owned()
}

/// A finding in the contract's terms.
pub fn report(finding: Finding, document: &Document, source: &SourceFile, sources: &Sources) -> Reported {
    let file = |span| document.to_file(span);
    let excerpt = Excerpt::new(&document.text, finding.span);
    let fingerprint = fingerprint(&finding, document);
    let at = file(finding.span);
    Reported {
        code: finding.code,
        rule: finding.rule,
        severity: finding.severity,
        message: finding.message,
        path: document.path.clone(),
        id: document.id.clone(),
        range: Range::new(source, at),
        byte_columns: (source.byte_column(at.start), source.byte_column(at.end)),
        evidence: finding
            .evidence
            .into_iter()
            .map(|e| ReportedEvidence::new(&e.source, e.file_span, e.speaker, e.text, sources))
            .collect(),
        fixes: finding
            .fixes
            .into_iter()
            .map(|fix| ReportedFix {
                title: fix.title,
                edits: fix
                    .edits
                    .into_iter()
                    .map(|e| {
                        let at = file(e.span);
                        ReportedEdit {
                            start: at.start,
                            end: at.end,
                            fits: markup::may_replace(document, e.span, source.words(at)),
                            text: e.text,
                            lines: (source.position(at.start).line, source.position(at.end).line),
                            byte_columns: (source.byte_column(at.start), source.byte_column(at.end)),
                        }
                    })
                    .collect(),
            })
            .collect(),
        fingerprint,
        excerpt,
    }
}

/// A hash of what a finding is about: its rule, the draft's words in normal form and the sentence's
/// neighbours in no way, so that it outlives edits elsewhere and renamed files keep their name apart.
fn fingerprint(finding: &Finding, document: &Document) -> String {
    let mut hash = blake3::Hasher::new();
    let mut part = |s: &str| {
        hash.update(&(s.len() as u64).to_le_bytes());
        hash.update(s.as_bytes());
    };
    part(finding.code);
    part(document.id.as_deref().unwrap_or(""));
    for word in crate::text::normal_words(&document.text, finding.span) {
        part(&word.form);
    }
    // 64 bits: a baseline of millions of findings still has no chance collision to speak of.
    hash.finalize().to_hex().chars().take(16).collect()
}

/// The contract's one JSON object.
pub fn json(report: &Report) -> String {
    // Plain data without maps keyed by anything but strings: it always serialises.
    let mut out = serde_json::to_string(report).unwrap_or_default();
    out.push('\n');
    out
}

/// A finding a line.
pub fn jsonl(report: &Report) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        out.push_str(&serde_json::to_string(finding).unwrap_or_default());
        out.push('\n');
    }
    out
}

/// `The Harbour Post, 2021-06-16: Vladimir Putin`: a source in a line.
pub fn line_of(evidence: &ReportedEvidence) -> String {
    let outlet = evidence.outlet.clone().or_else(|| evidence.title.clone());
    let mut parts: Vec<String> = outlet.into_iter().collect();
    parts.extend(evidence.date.map(|d| d.to_string()));
    let place = if parts.is_empty() { evidence.path.clone() } else { parts.join(", ") };
    let place = match &evidence.time {
        Some(time) => format!("{place}, at {time}"),
        None => place,
    };
    match &evidence.speaker {
        Some(speaker) => format!("{place}: {speaker}"),
        None => place,
    }
}

/// A severity as the contract writes it.
pub fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information => "information",
        Severity::Hint => "hint",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_in_markup_is_no_markup_and_holds_no_control_characters() {
        assert_eq!(escaped("a\u{1}<b>\n& \"c\""), "a\u{FFFD}&lt;b&gt;\n&amp; &quot;c&quot;");
    }
}
