//! Code actions: the fixes of findings, notes that silence them, and a quote's source put beside it.

use super::analysis::Read;
use super::desk::Snapshot;
use super::pool::Cancel;
use super::positions::{to_byte, to_position, to_span};
use super::session::Session;
use super::{everywhere, lookup, spot, to_proto};
use crate::check::{Edit, Finding};
use crate::record::align::Verdict;
use crate::record::{QuoteMatch, Source};
use crate::text::markup::{self, CommentPlaces};
use crate::text::{Format, Span};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use tower_lsp::lsp_types::{
    CodeAction, CodeActionContext, CodeActionKind, CodeActionOrCommand, Diagnostic, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, Position, Range, TextDocumentEdit, TextEdit, Url, WorkspaceEdit,
};

/// `source.fixAll.onrecord`
pub(super) const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.onrecord");

pub(super) fn kinds() -> Vec<CodeActionKind> {
    vec![CodeActionKind::QUICKFIX, CodeActionKind::REFACTOR_REWRITE, FIX_ALL]
}

/// What a lazy client is given to ask for an action's edit with.
#[derive(Serialize, Deserialize)]
struct Ticket {
    uri: Url,
    version: i32,
    range: Range,
    only: Option<Vec<CodeActionKind>>,
    index: usize,
}

pub(super) fn actions(
    session: &Arc<Session>,
    snapshot: &Snapshot,
    range: Range,
    context: &CodeActionContext,
    cancel: &Cancel,
) -> Option<Vec<CodeActionOrCommand>> {
    let only = context.only.as_deref();
    let mut all = offered(session, snapshot, range, only, cancel)?;
    if session.agreed().is_some_and(|a| a.lazy_actions) {
        for (index, action) in all.iter_mut().enumerate() {
            let (uri, version) = (snapshot.uri.clone(), snapshot.version);
            let ticket = Ticket { uri, version, range, only: context.only.clone(), index };
            action.edit = None;
            action.data = serde_json::to_value(ticket).ok();
        }
    }
    if let Some(named) = named_for_the_whole_draft(session, snapshot, range, context) {
        let first_of_it = |a: &CodeAction| {
            let mut about = a.diagnostics.iter().flatten();
            a.is_preferred == Some(true) && about.any(|d| d.code == named.code && d.range == named.range)
        };
        all.retain(first_of_it);
    }
    Some(all.into_iter().map(CodeActionOrCommand::CodeAction).collect())
}

/// The one diagnostic in whose name a client asks for the whole draft, as Kate's "Quick Fix" does: Kate up to 22.12
/// then carries out every action that it is given, those that silence included, so it is given that finding's fix.
fn named_for_the_whole_draft<'c>(
    session: &Session,
    snapshot: &Snapshot,
    range: Range,
    context: &'c CodeActionContext,
) -> Option<&'c Diagnostic> {
    let [named] = context.diagnostics.as_slice() else { return None };
    let at = to_span(&snapshot.rope, range, session.encoding());
    let whole = at.start == 0 && at.end as usize >= snapshot.rope.len_bytes();
    // Clients that let the writer choose say what made them ask.
    (whole && context.only.is_none() && context.trigger_kind.is_none()).then_some(named)
}

/// The draft that a lazy action belongs to.
pub(super) fn draft_of(action: &CodeAction) -> Option<Url> {
    Some(Ticket::deserialize(action.data.as_ref()?).ok()?.uri)
}

/// An action with its edit; `None` where the draft is another one by now.
pub(super) fn resolve(
    session: &Arc<Session>,
    snapshot: &Snapshot,
    action: &CodeAction,
    cancel: &Cancel,
) -> Option<CodeAction> {
    let ticket = Ticket::deserialize(action.data.as_ref()?).ok()?;
    if ticket.version != snapshot.version {
        return None;
    }
    let all = offered(session, snapshot, ticket.range, ticket.only.as_deref(), cancel)?;
    let same = all.into_iter().nth(ticket.index).filter(|a| a.title == action.title)?;
    Some(CodeAction { data: action.data.clone(), ..same })
}

/// All actions at a range, with their edits.
fn offered(
    session: &Arc<Session>,
    snapshot: &Snapshot,
    range: Range,
    only: Option<&[CodeActionKind]>,
    cancel: &Cancel,
) -> Option<Vec<CodeAction>> {
    let wanted = |kind: &CodeActionKind| {
        // A kind takes in those below it: `source.fixAll` asks for `source.fixAll.onrecord`.
        let below = |only: &CodeActionKind| {
            only.as_str().is_empty()
                || kind
                    .as_str()
                    .strip_prefix(only.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        only.is_none_or(|list| list.iter().any(below))
    };
    let findings = session.findings(snapshot, cancel)?;
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
        let places = LazyCell::new(|| CommentPlaces::of(snapshot.format, &Cow::from(snapshot.rope.slice(..))));
        for (read, finding) in &here {
            let range = session.range(snapshot, read, finding.span);
            let diagnostic = to_proto::diagnostic(session, findings.archive.as_deref(), finding, range);
            let mut quickfix = |title: String, edit: WorkspaceEdit, preferred: bool| {
                out.push(CodeAction {
                    title,
                    kind: Some(CodeActionKind::QUICKFIX),
                    diagnostics: Some(vec![diagnostic.clone()]),
                    edit: Some(edit),
                    is_preferred: Some(preferred),
                    ..CodeAction::default()
                });
            };
            for (i, fix) in finding.fixes.iter().enumerate() {
                if let Some(changes) = edits(session, snapshot, read, &fix.edits) {
                    quickfix(fix.title.clone(), edit(session, snapshot, changes), i == 0);
                }
                // The writer may want one change of several.
                for e in fix.edits.iter().filter(|_| fix.edits.len() > 1) {
                    if let Some(change) = edits(session, snapshot, read, std::slice::from_ref(e)) {
                        let title = one_change(e.span.of(&read.document.text), &e.text);
                        quickfix(title, edit(session, snapshot, change), false);
                    }
                }
            }
            for (title, change) in silences(session, snapshot, &places, read, finding) {
                quickfix(title, edit(session, snapshot, vec![change]), false);
            }
            if let Some(edit) = everywhere::silence(session, snapshot.path.as_deref(), finding.code) {
                quickfix(format!("Silence {} everywhere (onrecord.toml)", finding.code), edit, false);
            }
        }
    }
    if wanted(&CodeActionKind::REFACTOR_REWRITE) {
        for (title, changes) in source_beside(session, snapshot, range.start).unwrap_or_default() {
            out.push(CodeAction {
                title,
                kind: Some(CodeActionKind::REFACTOR_REWRITE),
                edit: Some(edit(session, snapshot, changes)),
                ..CodeAction::default()
            });
        }
    }
    if only.is_some() && wanted(&FIX_ALL) {
        let all = all_fixes(session, snapshot, findings.iter());
        if !all.is_empty() {
            out.push(CodeAction {
                title: "Correct everything that has one correction".to_owned(),
                kind: Some(FIX_ALL),
                edit: Some(edit(session, snapshot, all)),
                ..CodeAction::default()
            });
        }
    }
    Some(out)
}

/// `Only this: “three” → “two”`
fn one_change(here: &str, there: &str) -> String {
    match (here.trim(), there.trim()) {
        ("", there) => format!("Only this: put in “{there}”"),
        (here, "") => format!("Only this: take out “{here}”"),
        (here, there) => format!("Only this: “{here}” → “{there}”"),
    }
}

/// Changes of a draft, of the version that they were worked out for where the client can tell: it refuses them for
/// another one, in which other words stand there.
fn edit(session: &Session, snapshot: &Snapshot, edits: Vec<TextEdit>) -> WorkspaceEdit {
    if !session.agreed().is_some_and(|a| a.versioned_edits) {
        return WorkspaceEdit::new(HashMap::from([(snapshot.uri.clone(), edits)]));
    }
    let (uri, version) = (snapshot.uri.clone(), Some(snapshot.version));
    let text_document = OptionalVersionedTextDocumentIdentifier { uri, version };
    let edits = edits.into_iter().map(OneOf::Left).collect();
    let changes = DocumentChanges::Edits(vec![TextDocumentEdit { text_document, edits }]);
    WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() }
}

/// The changes of a fix; `None` for one whose words hold half of some markup or stand for more than themselves.
fn edits(session: &Session, snapshot: &Snapshot, read: &Read, fix: &[Edit]) -> Option<Vec<TextEdit>> {
    let format = snapshot.format;
    let change = |e: &Edit| {
        let at = read.to_file(e.span);
        let piece = snapshot.rope.get_byte_slice(at.start as usize..at.end as usize)?;
        let fits = markup::may_replace(&read.document, e.span, &Cow::from(piece));
        let range = session.range(snapshot, read, e.span);
        fits.then(|| TextEdit::new(range, markup::written(format, &e.text).into_owned()))
    };
    fix.iter().map(change).collect()
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
        if let Some(changes) = edits(session, snapshot, read, &fix.edits) {
            taken.extend(spans);
            out.extend(changes);
        }
    }
    out
}

/// Notes that silence a finding: beside it, and for the whole file; `places` are those for comments in the draft.
fn silences(
    session: &Session,
    snapshot: &Snapshot,
    places: &CommentPlaces,
    read: &Read,
    finding: &Finding,
) -> Vec<(String, TextEdit)> {
    let note = |what: &str| match snapshot.format {
        Format::Plain => Some(format!("[onrecord: {what} {}]", finding.code)),
        Format::Markdown | Format::Html => Some(format!("<!-- onrecord: {what} {} -->", finding.code)),
        // A note would be part of the data.
        _ => None,
    };
    let (Some(here), Some(file)) = (note("ignore"), note("ignore-file")) else { return Vec::new() };
    let (rope, encoding) = (&snapshot.rope, session.encoding());
    // At the end of the line on which the finding ends, where it is least likely to part a quotation; in a page as near to
    // that as a comment may stand.
    let end = read.to_file(finding.span).end;
    let line_end = to_byte(rope, Position::new(to_position(rope, end, encoding).line, u32::MAX), encoding);
    let gap = |at: u32| if at == line_end { " " } else { "" };
    let beside = places.last(end, line_end).map(|at| (at, format!("{}{here}", gap(at))));
    let text_end = rope.len_bytes() as u32;
    let newline = if rope.line(0).to_string().ends_with("\r\n") { "\r\n" } else { "\n" };
    let gap = match to_position(rope, text_end, encoding).character {
        0 => newline.to_owned(),
        _ => newline.repeat(2),
    };
    let last = places.last(text_end, text_end).map(|at| (at, format!("{gap}{file}{newline}")));
    let insert = |(at, text): (u32, String)| {
        let at = to_position(rope, at, encoding);
        TextEdit::new(Range::new(at, at), text)
    };
    let titled = |place: &str, note: Option<_>| Some((format!("Silence {} {place}", finding.code), insert(note?)));
    [titled("here", beside), titled("in this file", last)].into_iter().flatten().collect()
}

/// Notes of the source behind the quote at a position: a link beside it as the format writes links, or in
/// Markdown a footnote.
fn source_beside(
    session: &Arc<Session>,
    snapshot: &Snapshot,
    position: Position,
) -> Option<Vec<(String, Vec<TextEdit>)>> {
    let readings = session.readings(snapshot)?;
    let (read, offset) = spot::locate(session, snapshot, &readings, position)?;
    let quote = spot::quote_at(read, offset)?;
    let archive = readings.room.archive()?;
    let found = lookup::quote(&readings.room, &archive, read, quote)?;
    let best = found.matches.iter().find(|m| m.alignment.verdict <= Verdict::Cosmetic)?;
    let credit = to_proto::credit(&best.source);
    let end = session.range(snapshot, read, quote.span).end;
    let insert = |at: Position, text: String| TextEdit::new(Range::new(at, at), text);
    let note = source_note(snapshot.format, &best.source)?;
    let mut out = vec![(format!("Put the source beside the quote: {credit}"), vec![insert(end, note)])];
    if snapshot.format == Format::Markdown {
        let rope = &snapshot.rope;
        let number = free_footnote(&rope.to_string());
        let last = to_position(rope, rope.len_bytes() as u32, session.encoding());
        let gap = if last.character == 0 { "\n" } else { "\n\n" };
        let title = best.source.title.as_ref().map(|t| format!("“{t}”, ")).unwrap_or_default();
        let url = best.source.url.as_ref().map(|u| format!(", <{u}>")).unwrap_or_default();
        let footnote = format!("{gap}[^{number}]: {title}{credit}{url}\n");
        let changes = vec![insert(end, format!("[^{number}]")), insert(last, footnote)];
        out.push((format!("Put the source in a footnote: {credit}"), changes));
    }
    Some(out)
}

/// The first number that no footnote has.
fn free_footnote(text: &str) -> usize {
    let taken: HashSet<&str> = text.split("[^").skip(1).filter_map(|rest| rest.split(']').next()).collect();
    (1..).find(|n| !taken.contains(n.to_string().as_str())).unwrap_or(1)
}

/// The record's words as a draft quotes them: in marks, with who said them and where.
pub(super) fn quotation(format: Format, m: &QuoteMatch) -> Option<String> {
    let text = m.text.split_whitespace().collect::<Vec<_>>().join(" ");
    // A comma goes inside the marks in the place of the sentence's end, but for a question or a cry.
    let text = text.trim_end_matches([',', '.', ';', ' ']);
    let comma = if text.ends_with(['?', '!', '…']) { "" } else { "," };
    let note = source_note(format, &m.source)?;
    Some(match m.speaker.as_ref().and_then(|s| s.name.as_deref()) {
        Some(name) => {
            format!("“{}{comma}” {} said{note}", markup::written(format, text), markup::written(format, name))
        }
        None => format!("“{}”{note}", markup::written(format, text)),
    })
}

fn source_note(format: Format, source: &Source) -> Option<String> {
    let credit = to_proto::credit(source);
    match (format, &source.url) {
        (Format::Markdown, Some(url)) => Some(format!(" ([{credit}]({url}))")),
        (Format::Html, Some(url)) => {
            let (url, credit) = (markup::written(format, url).replace('"', "&quot;"), markup::written(format, &credit));
            Some(format!(" (<a href=\"{url}\">{credit}</a>)"))
        }
        (Format::Markdown | Format::Plain | Format::Html, _) => {
            Some(format!(" ({})", markup::written(format, &credit)))
        }
        _ => None,
    }
}
