//! Completion: the rest of a quote as it is on record, and names and titles as draft and record have them.

use super::analysis::{Read, Readings};
use super::desk::Snapshot;
use super::positions::{to_byte, to_position};
use super::session::Session;
use super::{people, spot, to_proto};
use crate::record::QuoteMatch;
use crate::text::{Span, markup, normal_words};
use std::collections::HashSet;
use std::sync::Arc;
use tower_lsp::lsp_types::{
    CompletionItem, CompletionItemKind, CompletionResponse, CompletionTextEdit, Documentation, MarkupContent,
    MarkupKind, Position, Range, TextEdit,
};

/// Opening quotation marks, and characters that can be either.
const OPENING: &[char] = &['"', '“', '„', '«', '‘', '‟'];
const CLOSING: &[char] = &['"', '”', '»', '’', '“'];
/// Bytes looked back for the opening mark: the beginning of a quote that is being typed.
const LOOK_BACK: usize = 400;
/// Fewer words could be anybody's.
const WORDS: usize = 2;
const OFFERED: usize = 12;
/// Documents looked at for a name's title.
const TITLES: usize = 4;

pub(super) fn completion(
    session: &Arc<Session>,
    snapshot: &Snapshot,
    position: Position,
) -> Option<CompletionResponse> {
    let readings = session.readings(snapshot)?;
    let byte = to_byte(&snapshot.rope, position, session.encoding());
    // Behind a line's end stands nothing.
    let position = to_position(&snapshot.rope, byte, session.encoding());
    let byte = byte as usize;
    // From the source, since what is being typed at a paragraph's end is in no sentence yet.
    let from = snapshot.rope.byte_to_char(byte.saturating_sub(LOOK_BACK));
    let before = snapshot.rope.slice(from..snapshot.rope.byte_to_char(byte)).to_string();
    let blank = before.rfind("\n\n").map(|n| n + 2).max(before.rfind("\n\r\n").map(|n| n + 3));
    let line = before.get(blank.unwrap_or(0)..)?;
    let (read, _) = spot::locate(session, snapshot, &readings, position)?;
    let quoted = begun_quote(line).map(|words| quote_items(session, snapshot, &readings, position, words));
    let items = match quoted {
        Some(items) if !items.is_empty() => items,
        _ => name_items(session, snapshot, &readings, read, position, line),
    };
    Some(CompletionResponse::Array(items))
}

/// The words typed since a quotation mark that is still open at the end of `paragraph`.
fn begun_quote(paragraph: &str) -> Option<&str> {
    // Straight marks open and close in turn; curly ones say which they are.
    let mut open = None;
    let mut previous = ' ';
    for (i, c) in paragraph.char_indices() {
        let opens = OPENING.contains(&c) && !previous.is_alphanumeric();
        if opens && (c != '"' || open.is_none()) {
            open = Some(i + c.len_utf8());
        } else if CLOSING.contains(&c) && c != '’' {
            open = None;
        }
        previous = c;
    }
    paragraph.get(open?..)
}

fn quote_items(
    session: &Session,
    snapshot: &Snapshot,
    readings: &Readings,
    position: Position,
    begun: &str,
) -> Vec<CompletionItem> {
    let words = normal_words(begun, Span::from(0..begun.len()));
    let Some(archive) = readings.room.archive().filter(|_| words.len() >= WORDS) else { return Vec::new() };
    let typed = session.encoding().len(begun);
    let start = Position::new(position.line, position.character.saturating_sub(typed));
    // Words over a line's end cannot be replaced by one edit of a completion.
    let one_line = !begun.contains('\n') && to_position_is_on(snapshot, session, position, typed);
    let mut seen = HashSet::new();
    let mut out = Vec::new();
    for m in archive.record.find_quote(begun, &words, OFFERED * 2) {
        let Some(rest) = rest_of(&m) else { continue };
        if !seen.insert(rest.to_lowercase()) {
            continue;
        }
        let whole = format!("{}{rest}", m.text);
        let (range, text) = if one_line {
            (Range::new(start, position), whole.as_str())
        } else {
            (Range::new(position, position), rest)
        };
        let text = markup::written(snapshot.format, text).into_owned();
        let speaker = m.speaker.as_ref().and_then(|s| s.name.clone());
        let credit = to_proto::credit(&m.source);
        let detail = speaker.into_iter().chain([credit]).collect::<Vec<_>>().join(", ");
        out.push(CompletionItem {
            label: to_proto::excerpt(&whole),
            kind: Some(CompletionItemKind::TEXT),
            detail: Some(detail),
            documentation: Some(Documentation::MarkupContent(MarkupContent {
                kind: MarkupKind::PlainText,
                value: m.passage.clone(),
            })),
            // As typed, so that the client does not filter out the record's other spelling.
            filter_text: Some(begun.to_owned()),
            sort_text: Some(format!("{:02}", out.len())),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit::new(range, text))),
            ..CompletionItem::default()
        });
        if out.len() == OFFERED {
            break;
        }
    }
    out
}

/// Whether the `typed` units before a position stand on its line.
fn to_position_is_on(snapshot: &Snapshot, session: &Session, position: Position, typed: u32) -> bool {
    let end = to_byte(&snapshot.rope, position, session.encoding());
    to_position(&snapshot.rope, end, session.encoding()).character >= typed
}

/// What follows the match in its quotation on record, up to the closing mark; `None` where nothing does.
fn rest_of(m: &QuoteMatch) -> Option<&str> {
    if !m.quoted {
        return None;
    }
    let at = m.passage.find(m.text.as_str())? + m.text.len();
    let rest = m.passage.get(at..)?;
    let end = rest.find(['"', '”', '»']).unwrap_or(rest.len());
    let rest = rest.get(..end)?.trim_end();
    rest.chars().any(char::is_alphanumeric).then_some(rest)
}

/// Names and titles, of the draft's people and of those on record, that go on as the word before the cursor begins.
fn name_items(
    session: &Session,
    snapshot: &Snapshot,
    readings: &Readings,
    read: &Read,
    position: Position,
    line: &str,
) -> Vec<CompletionItem> {
    let word_start = line
        .rfind(|c: char| !c.is_alphabetic() && c != '-')
        .map_or(0, |i| i + line.get(i..).and_then(|r| r.chars().next()).map_or(1, char::len_utf8));
    let word = line.get(word_start..).unwrap_or("");
    if word.chars().count() < 2 || !word.starts_with(char::is_uppercase) {
        return Vec::new();
    }
    let typed = session.encoding().len(word);
    if !to_position_is_on(snapshot, session, position, typed) {
        return Vec::new();
    }
    let range = Range::new(Position::new(position.line, position.character.saturating_sub(typed)), position);
    let item = |label: String, detail: Option<String>| CompletionItem {
        text_edit: Some(CompletionTextEdit::Edit(TextEdit::new(range, label.clone()))),
        kind: Some(CompletionItemKind::VALUE),
        filter_text: Some(word.to_owned()),
        label,
        detail,
        ..CompletionItem::default()
    };
    let begins = |name: &str| name.split_whitespace().any(|part| part.starts_with(word) && part != word);
    let mut out = Vec::new();
    for person in read.reading.people.iter().filter(|p| begins(&p.name)).take(OFFERED) {
        out.push(item(person.name.clone(), person.titles.first().cloned()));
    }
    if let Some(archive) = readings.room.archive() {
        let known = people::beginning_with(&archive, word).filter(|(n, _)| n != word);
        for (name, documents) in known.take(OFFERED.saturating_sub(out.len())) {
            let title = people::titles(&archive.record.appearances(name, TITLES)).into_iter().next();
            let detail = match &title {
                Some((title, when, _)) if !when.is_empty() => format!("{title} ({when}), {documents} on record"),
                Some((title, ..)) => format!("{title}, {documents} on record"),
                None => format!("{documents} on record"),
            };
            match out.iter_mut().find(|i: &&mut CompletionItem| i.label == *name) {
                Some(here) => here.detail = Some(detail),
                None => out.push(item(name.clone(), Some(detail))),
            }
            if let Some((title, ..)) = title {
                out.push(item(format!("{name}, {title}"), Some("with the title on record".to_owned())));
            }
        }
    }
    for (i, item) in out.iter_mut().enumerate() {
        item.sort_text = Some(format!("{i:02}"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_is_begun_until_its_mark_closes() {
        assert_eq!(begun_quote("He said: “We will not"), Some("We will not"));
        assert_eq!(begun_quote("“Yes,” he said. \"We’re here"), Some("We’re here"));
        assert_eq!(begun_quote("“Yes,” he said"), None);
        assert_eq!(begun_quote("a \"b\" c"), None);
    }
}
