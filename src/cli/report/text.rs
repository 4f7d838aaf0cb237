//! The report for people at a terminal: the draft's words underlined, the record's evidence below.

use super::{Excerpt, Report, Reported, ReportedEvidence, Summary};
use crate::check::Severity;
use crate::cli::counted;
use crate::cli::setup::shown;
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::ops::Range;
use std::path::Path;
use unicode_width::UnicodeWidthChar;

/// Columns that a title has at least, however narrow the terminal says it is.
const NARROWEST: usize = 20;
/// How many pieces of evidence are shown; the JSON report has them all.
const EVIDENCE_SHOWN: usize = 3;

/// All findings and a last line that sums up. Styled; whoever prints it strips that where colours are unwanted.
pub fn text(report: &Report, width: usize, unicode: bool) -> String {
    let decor = if unicode { DecorStyle::Unicode } else { DecorStyle::Ascii };
    let renderer = Renderer::styled().decor_style(decor).term_width(width);
    let mut out = String::new();
    for finding in &report.findings {
        out.push_str(&one(finding, &renderer, width));
        out.push_str("\n\n");
    }
    out.push_str(&summary(&report.summary));
    out.push('\n');
    out
}

/// Whether a text is such a report: its last line sums up.
pub fn is_text(report: &str) -> bool {
    let last = report.lines().last().unwrap_or("").trim_start_matches(|c: char| c.is_ascii_digit());
    last.starts_with(" draft (") || last.starts_with(" drafts (")
}

fn one(finding: &Reported, renderer: &Renderer, width: usize) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Information => Level::INFO,
        Severity::Hint => Level::HELP.with_name("hint"),
    };
    let start = finding.range.start;
    let path = match &finding.id {
        Some(id) => format!("{} [{id}]", finding.path),
        None => finding.path.clone(),
    };
    let (excerpt, marks) = wrapped(&finding.excerpt, width.saturating_sub(4));
    let title = level.primary_title(within(&finding.message, width, "warning[Q000]: ")).id(finding.code);
    let mut groups = vec![
        title.element(Origin::path(path).line(start.line as usize).char_column(start.column as usize)).element(
            Snippet::source(excerpt)
                .line_numbering(false)
                .fold(false)
                .annotations(marks.into_iter().map(|m| AnnotationKind::Primary.span(m))),
        ),
    ];
    for evidence in finding.evidence.iter().take(EVIDENCE_SHOWN) {
        groups.push(evidence_group(evidence, width));
    }
    let more = finding.evidence.len().saturating_sub(EVIDENCE_SHOWN);
    if more > 0 {
        groups.push(Group::with_title(
            Level::NOTE.secondary_title(format!("and {} more", counted(more as u64, "source"))),
        ));
    }
    for fix in &finding.fixes {
        let title = within(&fix.title, width, " = fix: ");
        groups.push(Group::with_title(Level::HELP.with_name("fix").secondary_title(title)));
    }
    let drawn = renderer.render(&groups);
    // Between a place and an excerpt that is not numbered the renderer draws a break; there is none.
    let is_break = |line: &str| matches!(anstream::adapter::strip_str(line).to_string().trim(), "⸬" | "...");
    drawn.lines().filter(|l| !is_break(l)).collect::<Vec<_>>().join("\n")
}

fn evidence_group<'a>(evidence: &'a ReportedEvidence, width: usize) -> Group<'a> {
    let mut title: Vec<String> = Vec::new();
    title.extend(evidence.outlet.clone().or_else(|| evidence.title.clone()));
    title.extend(evidence.date.map(|d| d.to_string()));
    title.extend(evidence.time.as_ref().map(|t| format!("at {t}")));
    let mut title = title.join(", ");
    if let Some(speaker) = &evidence.speaker {
        let parts = if title.is_empty() { "" } else { ": " };
        title = format!("{title}{parts}{speaker}");
    }
    if title.is_empty() {
        title = "on record".to_owned();
    }
    let path = shown(Path::new(&evidence.path));
    let path = match &evidence.id {
        Some(id) => format!("{path} [{id}]"),
        None => path,
    };
    let mut origin = Origin::path(path);
    if let Some(range) = &evidence.range {
        origin = origin.line(range.start.line as usize).char_column(range.start.column as usize);
    }
    let words = Excerpt { words: evidence.text.clone(), ..Excerpt::default() };
    let (passage, _) = wrapped(&words, width.saturating_sub(4));
    Level::NOTE
        .with_name("on record")
        .secondary_title(within(&title, width, " on record: "))
        .element(origin)
        .element(Snippet::<annotate_snippets::Annotation>::source(passage).line_numbering(false).fold(false))
}

/// The excerpt broken into lines of at most `width` columns, with a mark for each line's part of the words.
fn wrapped(excerpt: &Excerpt, width: usize) -> (String, Vec<Range<usize>>) {
    let mut out = String::new();
    let mut marks: Vec<Range<usize>> = Vec::new();
    // Columns used, and the last place where the line may be broken.
    let (mut column, mut blank) = (0usize, None::<usize>);
    for (part, marked) in [(&excerpt.before, false), (&excerpt.words, true), (&excerpt.after, false)] {
        let mut begun = out.len();
        for c in part.chars() {
            // Line ends, tabs and control characters would break the lines' count.
            let c = if c.is_whitespace() || c.is_control() { ' ' } else { c };
            let wide = c.width().unwrap_or(0);
            if column + wide > width {
                let at = blank.take().unwrap_or(out.len());
                if at < out.len() {
                    out.replace_range(at..at + 1, "\n");
                } else {
                    out.push('\n');
                }
                column = unicode_width::UnicodeWidthStr::width(&out[at + 1..]);
            }
            if c == ' ' {
                blank = Some(out.len());
            }
            out.push(c);
            column += wide;
        }
        if marked {
            begun = begun.min(out.len());
            let mut at = begun;
            for line in out[begun..].split('\n') {
                if !line.trim().is_empty() {
                    marks.push(at..at + line.len());
                }
                at += line.len() + 1;
            }
        }
    }
    (out, marks)
}

/// A title without control characters, in lines that fit beside what stands before the first.
fn within(title: &str, width: usize, before: &str) -> String {
    let words = Excerpt { words: title.to_owned(), ..Excerpt::default() };
    wrapped(&words, width.saturating_sub(before.len()).max(NARROWEST)).0
}

/// `2 drafts: 1 error, 1 warning`.
pub fn summary(s: &Summary) -> String {
    let mut found = Vec::new();
    for (n, one) in [(s.errors, "error"), (s.warnings, "warning"), (s.hints, "hint")] {
        if n > 0 {
            found.push(counted(n, one));
        }
    }
    if s.information > 0 {
        found.push(format!("{} for information", s.information));
    }
    let found = if found.is_empty() { "nothing found".to_owned() } else { found.join(", ") };
    let read = format!("{}, {}", counted(s.quotes, "quote"), counted(s.dates, "date"));
    let mut line = format!("{} ({read}): {found}", counted(s.documents, "draft"));
    if s.known > 0 {
        line.push_str(&format!("; {} known to the baseline", s.known));
    }
    if s.skipped > 0 {
        line.push_str(&format!("; {} could not be read", counted(s.skipped, "document")));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::super::{Range as Place, ReportedFix};
    use super::*;
    use crate::text::{SourceFile, Span};
    use unicode_width::UnicodeWidthStr;

    fn excerpt(before: &str, words: &str, after: &str) -> Excerpt {
        Excerpt { before: before.into(), words: words.into(), after: after.into() }
    }

    #[test]
    fn every_line_fits_and_the_marks_hold_the_words() {
        let e =
            excerpt("The minister told the house that ", "“nobody was asked, and nobody will be”", ", she said later.");
        let (text, marks) = wrapped(&e, 24);
        assert!(text.lines().all(|l| l.width() <= 24), "{text}");
        let marked: Vec<&str> = marks.iter().map(|m| &text[m.clone()]).collect();
        assert_eq!(marked.join(" "), e.words);
    }

    #[test]
    fn every_line_of_the_report_fits_and_every_fix_is_offered() {
        let long = "the draft says one thing, and שלום the 漢字 record another, at some length".repeat(3);
        let fix = |n: usize| ReportedFix { title: format!("Change to {n}: {long}"), edits: Vec::new() };
        let range = Place::new(&SourceFile::from_text("x".to_owned()), Span::new(0, 1));
        let evidence = ReportedEvidence {
            path: "archive/a.md".to_owned(),
            id: None,
            title: None,
            outlet: Some("The Tide".to_owned()),
            date: None,
            url: None,
            speaker: Some(long.clone()),
            time: None,
            text: long.clone(),
            range: None,
        };
        let finding = Reported {
            code: "Q001",
            rule: "quote-altered",
            severity: Severity::Information,
            message: long.clone(),
            path: "draft.md".to_owned(),
            id: None,
            range,
            evidence: vec![evidence],
            fixes: vec![fix(1), fix(2)],
            fingerprint: String::new(),
            excerpt: excerpt(&long, &long, &long),
            byte_columns: (1, 2),
        };
        let report = Report { findings: vec![finding], ..Report::default() };
        // The summary at the end is one line, for scripts that read it.
        for width in [44, 72, 100] {
            let drawn = anstream::adapter::strip_str(&text(&report, width, true)).to_string();
            let too_wide: Vec<&str> = drawn.lines().filter(|l| l.width() > width).collect();
            assert!(too_wide.is_empty(), "{width}: {too_wide:#?}");
            assert!(drawn.contains("Change to 1") && drawn.contains("Change to 2"), "{drawn}");
        }
    }

    #[test]
    fn wide_letters_take_two_columns() {
        let e = excerpt("", "漢字漢字漢字漢字漢字漢字", "");
        let (text, _) = wrapped(&e, 10);
        assert!(text.lines().all(|l| l.width() <= 10), "{text}");
        assert_eq!(text.replace('\n', ""), e.words);
    }
}
