//! Code actions: the fixes of findings, notes that silence them, and a quote's source put beside it.

use super::analysis::Read;
use super::desk::Snapshot;
use super::positions::{to_byte, to_position, to_span};
use super::session::Session;
use super::{lookup, spot, to_proto};
use crate::check::{Finding, Fix};
use crate::record::align::Verdict;
use crate::record::{QuoteMatch, Source};
use crate::text::{Format, Span};
use std::collections::HashMap;
use std::sync::Arc;
use tower_lsp::lsp_types::{
    CodeAction, CodeActionContext, CodeActionKind, CodeActionOrCommand, Position, Range, TextEdit, WorkspaceEdit,
};

/// `source.fixAll.onrecord`
pub(super) const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.onrecord");

pub(super) fn kinds() -> Vec<CodeActionKind> {
    vec![CodeActionKind::QUICKFIX, CodeActionKind::REFACTOR_REWRITE, FIX_ALL]
}

pub(super) fn actions(
    session: &Arc<Session>,
    snapshot: &Snapshot,
    range: Range,
    context: &CodeActionContext,
) -> Option<Vec<CodeActionOrCommand>> {
    let wanted = |kind: &CodeActionKind| {
        let asked = context.only.as_ref();
        // A kind takes in those below it: `source.fixAll` asks for `source.fixAll.onrecord`.
        let below = |only: &CodeActionKind| {
            kind.as_str().strip_prefix(only.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        asked.is_none_or(|list| list.iter().any(below))
    };
    let findings = session.findings(snapshot)?;
    let at = to_span(&snapshot.rope, range, session.encoding());
    let mut out = Vec::new();
    let here: Vec<(&Read, &Finding)> = findings
        .iter()
        .filter(|(read, f)| {
            let span = read.to_file(f.span);
            span.start <= at.end && at.start <= span.end
        })
        .collect();
    if wanted(&CodeActionKind::QUICKFIX) {
        for (read, finding) in &here {
            let range = session.range(snapshot, read, finding.span);
            let diagnostic = to_proto::diagnostic(session, findings.archive.as_deref(), finding, range);
            for (i, fix) in finding.fixes.iter().enumerate() {
                out.push(CodeAction {
                    title: fix.title.clone(),
                    kind: Some(CodeActionKind::QUICKFIX),
                    diagnostics: Some(vec![diagnostic.clone()]),
                    edit: Some(edit(snapshot, edits(session, snapshot, read, fix))),
                    is_preferred: Some(i == 0),
                    ..CodeAction::default()
                });
            }
            out.extend(silences(session, snapshot, read, finding).into_iter().map(|(title, change)| CodeAction {
                title,
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![diagnostic.clone()]),
                edit: Some(edit(snapshot, vec![change])),
                ..CodeAction::default()
            }));
        }
    }
    if wanted(&CodeActionKind::REFACTOR_REWRITE)
        && let Some((title, change)) = source_beside(session, snapshot, range.start)
    {
        out.push(CodeAction {
            title,
            kind: Some(CodeActionKind::REFACTOR_REWRITE),
            edit: Some(edit(snapshot, vec![change])),
            ..CodeAction::default()
        });
    }
    if context.only.is_some() && wanted(&FIX_ALL) {
        let all = all_fixes(session, snapshot, findings.iter());
        if !all.is_empty() {
            out.push(CodeAction {
                title: "Correct everything that has one correction".to_owned(),
                kind: Some(FIX_ALL),
                edit: Some(edit(snapshot, all)),
                ..CodeAction::default()
            });
        }
    }
    Some(out.into_iter().map(CodeActionOrCommand::CodeAction).collect())
}

fn edit(snapshot: &Snapshot, edits: Vec<TextEdit>) -> WorkspaceEdit {
    WorkspaceEdit::new(HashMap::from([(snapshot.uri.clone(), edits)]))
}

fn edits(session: &Session, snapshot: &Snapshot, read: &Read, fix: &Fix) -> Vec<TextEdit> {
    let edits = fix.edits.iter();
    edits.map(|e| TextEdit::new(session.range(snapshot, read, e.span), escaped(snapshot.format, &e.text))).collect()
}

/// Words as the format writes them.
fn escaped(format: Format, text: &str) -> String {
    match format {
        Format::Html | Format::Newsml => text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
        Format::Ninjs | Format::Jsonl => {
            let json = serde_json::Value::from(text).to_string();
            json.get(1..json.len().saturating_sub(1)).unwrap_or(text).to_owned()
        }
        Format::Markdown | Format::Plain => text.to_owned(),
    }
}

/// The fix of each finding that has only one, where no two touch the same words.
fn all_fixes<'f>(
    session: &Session,
    snapshot: &Snapshot,
    findings: impl Iterator<Item = (&'f Read, &'f Finding)>,
) -> Vec<TextEdit> {
    let mut out: Vec<TextEdit> = Vec::new();
    let mut taken: Vec<Span> = Vec::new();
    for (read, finding) in findings {
        let [fix] = finding.fixes.as_slice() else { continue };
        let spans: Vec<Span> = fix.edits.iter().map(|e| read.to_file(e.span)).collect();
        let clash = |s: &Span| taken.iter().rev().any(|t| t.overlaps(*s) || t.start == s.start);
        if spans.iter().any(clash) {
            continue;
        }
        taken.extend(spans);
        out.extend(edits(session, snapshot, read, fix));
    }
    out
}

/// Notes that silence a finding: beside it, and for the whole file.
fn silences(session: &Session, snapshot: &Snapshot, read: &Read, finding: &Finding) -> Vec<(String, TextEdit)> {
    let note = |what: &str| match snapshot.format {
        Format::Plain => Some(format!("[onrecord: {what} {}]", finding.code)),
        Format::Markdown | Format::Html => Some(format!("<!-- onrecord: {what} {} -->", finding.code)),
        // A note would be part of the data.
        Format::Newsml | Format::Ninjs | Format::Jsonl => None,
    };
    let (Some(here), Some(file)) = (note("ignore"), note("ignore-file")) else { return Vec::new() };
    let (rope, encoding) = (&snapshot.rope, session.encoding());
    // At the end of the line on which the finding ends, where it is least likely to part a quotation.
    let end = to_position(rope, read.to_file(finding.span).end, encoding);
    let line_end = to_byte(rope, Position::new(end.line, u32::MAX), encoding);
    let last = to_position(rope, line_end, encoding);
    let text_end = to_position(rope, rope.len_bytes() as u32, encoding);
    let newline = if rope.line(0).to_string().ends_with("\r\n") { "\r\n" } else { "\n" };
    let gap = if text_end.character == 0 { newline.to_owned() } else { newline.repeat(2) };
    let insert = |at: Position, text: String| TextEdit::new(Range::new(at, at), text);
    vec![
        (format!("Silence {} here", finding.code), insert(last, format!(" {here}"))),
        (format!("Silence {} in this file", finding.code), insert(text_end, format!("{gap}{file}{newline}"))),
    ]
}

/// A note of the source behind the quote at a position, as the format writes links.
fn source_beside(session: &Arc<Session>, snapshot: &Snapshot, position: Position) -> Option<(String, TextEdit)> {
    let readings = session.readings(snapshot)?;
    let (read, offset) = spot::locate(session, snapshot, &readings, position)?;
    let quote = spot::quote_at(read, offset)?;
    let archive = readings.room.archive()?;
    let found = lookup::quote(&readings.room, &archive, read, quote)?;
    let best = found.matches.iter().find(|m| m.alignment.verdict <= Verdict::Cosmetic)?;
    let text = source_note(snapshot.format, &best.source)?;
    let end = session.range(snapshot, read, quote.span).end;
    let title = format!("Put the source beside the quote: {}", to_proto::credit(&best.source));
    Some((title, TextEdit::new(Range::new(end, end), text)))
}

/// The record's words as a draft quotes them: in marks, with who said them and where.
pub(super) fn quotation(format: Format, m: &QuoteMatch) -> Option<String> {
    let text = m.text.split_whitespace().collect::<Vec<_>>().join(" ");
    // A comma goes inside the marks in the place of the sentence's end, but for a question or a cry.
    let text = text.trim_end_matches([',', '.', ';', ' ']);
    let comma = if text.ends_with(['?', '!', '…']) { "" } else { "," };
    let note = source_note(format, &m.source)?;
    Some(match m.speaker.as_ref().and_then(|s| s.name.as_deref()) {
        Some(name) => format!("“{}{comma}” {} said{note}", escaped(format, text), escaped(format, name)),
        None => format!("“{}”{note}", escaped(format, text)),
    })
}

fn source_note(format: Format, source: &Source) -> Option<String> {
    let credit = to_proto::credit(source);
    match (format, &source.url) {
        (Format::Markdown, Some(url)) => Some(format!(" ([{credit}]({url}))")),
        (Format::Html, Some(url)) => {
            let (url, credit) = (escaped(format, url).replace('"', "&quot;"), escaped(format, &credit));
            Some(format!(" (<a href=\"{url}\">{credit}</a>)"))
        }
        (Format::Markdown | Format::Plain | Format::Html, _) => Some(format!(" ({})", escaped(format, &credit))),
        _ => None,
    }
}
