//! The rules: each one file, each a function from a reading and the record to findings.

use crate::config::Config;
use crate::read::Reading;
use crate::record::Record;
use crate::text::{Document, Span};
use serde::{Deserialize, Serialize};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Hint,
    Information,
    Warning,
    Error,
}

/// One reported problem, with the evidence behind it.
#[derive(Clone, Debug)]
pub struct Finding {
    /// `Q001`.
    pub code: &'static str,
    /// `misattributed-quote`.
    pub rule: &'static str,
    pub severity: Severity,
    /// One sentence that a copy editor would say aloud.
    pub message: String,
    /// In the draft's text.
    pub span: Span,
    /// The strongest first.
    pub evidence: Vec<Evidence>,
    /// The likeliest first.
    pub fixes: Vec<Fix>,
}

/// A passage of the record that a finding rests on.
#[derive(Clone, Debug)]
pub struct Evidence {
    pub source: std::sync::Arc<crate::record::Source>,
    /// Who says it there.
    pub speaker: Option<String>,
    /// The record's words.
    pub text: String,
    /// In the source's file, in bytes (JSONL: in the document's `text`).
    pub file_span: Span,
}

/// A change of the draft that would settle the finding.
#[derive(Clone, Debug)]
pub struct Fix {
    pub title: String,
    pub edits: Vec<Edit>,
}

/// One replacement in the draft's text.
#[derive(Clone, Debug)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

/// A rule as `onrecord explain` and the editors know it.
pub struct Rule {
    /// `Q001`.
    pub code: &'static str,
    /// `misattributed-quote`.
    pub name: &'static str,
    pub severity: Severity,
    /// Markdown: what it finds, why it matters, an example, how to silence it.
    pub docs: &'static str,
    check: fn(&Draft, &mut Vec<Finding>),
}

/// What a rule works on: an immutable snapshot of a draft and the record it is held against.
pub struct Draft<'a> {
    pub document: &'a Document,
    pub reading: &'a Reading,
    /// `None` where no record is configured: only the calendar's rules speak then.
    pub record: Option<&'a Record>,
    pub config: &'a Config,
}

/// All rules, in the order of their codes.
pub const RULES: &[Rule] = &[];

/// The findings of all selected rules, suppressed ones left out, in the order of their place.
pub fn check(draft: &Draft) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in RULES {
        (rule.check)(draft, &mut findings);
    }
    findings.sort_by_key(|f| (f.span.start, f.code));
    findings
}
