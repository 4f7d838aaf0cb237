//! `lint --fix` and `--diff`: the findings' own changes, made in the draft's file.

use super::report::{Reported, ReportedEdit};
use crate::text::{Format, markup};

/// Rules whose fix changes no statement: a spelling. Every other fix is an editor's decision and
/// wants `--unsafe-fixes`.
const SAFE: &[&str] = &["N001"];

/// A draft with its fixes made.
#[derive(Debug)]
pub struct Fixed {
    pub before: String,
    pub after: String,
    /// How many findings were settled.
    pub settled: usize,
    /// How many were left because their words hold half of some markup or stand for more than themselves.
    pub left: usize,
}

/// Makes the first fix of each finding, where none overlaps one already made. `Err` says why a file cannot be fixed.
pub fn fix(path: &str, bytes: &[u8], findings: &[&Reported], unsafe_fixes: bool) -> Result<Option<Fixed>, String> {
    let wanted = |f: &&&Reported| (unsafe_fixes || SAFE.contains(&f.code)) && !f.fixes.is_empty();
    let wanted: Vec<&&Reported> = findings.iter().filter(wanted).collect();
    if wanted.is_empty() {
        return Ok(None);
    }
    let format = Format::of_name(path).unwrap_or(Format::Plain);
    if !matches!(format, Format::Plain | Format::Markdown | Format::Html) {
        return Err(format!("{path}: fixes are made in text, Markdown and HTML only"));
    }
    let before = std::str::from_utf8(bytes).map_err(|_| format!("{path}: fixes are made in UTF-8 files only"))?;
    let (mut edits, mut settled, mut left): (Vec<&ReportedEdit>, usize, usize) = (Vec::new(), 0, 0);
    for finding in wanted {
        let Some(first) = finding.fixes.first() else { continue };
        if !first.edits.iter().all(|e| e.fits) {
            left += 1;
            continue;
        }
        let free = first.edits.iter().all(|e| edits.iter().all(|o| e.end <= o.start || o.end <= e.start));
        if free {
            edits.extend(&first.edits);
            settled += 1;
        }
    }
    edits.sort_by_key(|e| (e.start, e.end));
    let mut after = String::with_capacity(before.len());
    let mut at = 0;
    for e in edits {
        let (start, end) = (e.start as usize, e.end as usize);
        let (Some(kept), true) = (before.get(at..start), before.is_char_boundary(end) && end >= start) else {
            return Err(format!("{path}: a fix does not fit the file"));
        };
        after.push_str(kept);
        after.push_str(&markup::written(format, &e.text));
        at = end;
    }
    after.push_str(before.get(at..).unwrap_or(""));
    Ok(Some(Fixed { before: before.to_owned(), after, settled, left }))
}

/// A unified diff of a fixed draft.
pub fn diff(path: &str, fixed: &Fixed) -> String {
    let diff = similar::TextDiff::from_lines(&fixed.before, &fixed.after);
    diff.unified_diff().context_radius(2).header(&format!("a/{path}"), &format!("b/{path}")).to_string()
}
