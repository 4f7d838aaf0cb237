//! Hover: what the record says of the quote, date or person under the pointer.

use super::analysis::Read;
use super::desk::Snapshot;
use super::lookup::{self, Found};
use super::newsroom::{Archive, Newsroom};
use super::positions::to_range;
use super::session::Session;
use super::{people, spot, to_proto};
use crate::check::names::{Sameness, compare};
use crate::check::telling;
use crate::read::claims::UNKNOWN_YEAR;
use crate::read::{Person, Quote, Timex};
use crate::record::QuoteMatch;
use crate::record::align::Verdict;
use crate::text::Span;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::Arc;
use tower_lsp::lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position};

/// Places on record that a hover names; it says how many more there are.
const SHOWN: usize = 3;
/// Titles of one person.
const TITLES: usize = 5;

pub(super) fn hover(session: &Arc<Session>, snapshot: &Snapshot, position: Position) -> Option<Hover> {
    let readings = session.readings(snapshot)?;
    let (read, offset) = spot::locate(session, snapshot, &readings, position)?;
    let archive = readings.room.archive();
    // A date inside a quote is the smaller thing, and the one that is pointed at.
    let (span, text) = if let Some(date) = spot::date_at(read, offset) {
        (date.span, date_hover(read, date, archive.as_deref()))
    } else if let Some(quote) = spot::quote_at(read, offset) {
        (quote.span, quote_hover(&readings.room, read, quote, archive.as_deref()))
    } else {
        let person = spot::person_at(read, offset)?;
        let here = person.mentions.iter().find(|m| m.start <= offset && offset <= m.end);
        let here = here.copied().unwrap_or(Span::new(offset, offset));
        (here, person_hover(&readings.room, person, archive.as_deref()))
    };
    let range = to_range(&snapshot.rope, read.to_file(span), session.encoding());
    let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value: text });
    Some(Hover { contents, range: Some(range) })
}

fn quote_hover(room: &Newsroom, read: &Read, quote: &Quote, archive: Option<&Archive>) -> String {
    let mut out = String::new();
    let here = quote.speaker.as_ref().and_then(|s| s.name.as_deref());
    let Some(archive) = archive else {
        return format!("**{}** in this draft. No record is open to hold it against.", here.unwrap_or("Nobody named"));
    };
    let Some(looked_up) = lookup::quote(room, archive, read, quote) else {
        return here.map_or_else(|| "Too short to look up.".to_owned(), |name| format!("**{}**", escaped(name)));
    };
    let found = &looked_up.matches;
    let Some(best) = found.first() else {
        return match here {
            Some(name) => format!("**Not on record.** Here: {}.", escaped(name)),
            None => "**Not on record.**".to_owned(),
        };
    };
    let _ = write!(out, "**{}**", escaped(speaker(best)));
    let verdict = match best.alignment.verdict {
        Verdict::Exact => "word for word",
        Verdict::Cosmetic => "the same words",
        Verdict::Altered => "other words on record",
        Verdict::Unrelated => "another statement",
    };
    let _ = writeln!(out, " · {verdict}");
    for m in found.iter().take(SHOWN) {
        let marked = marked_passage(read, &looked_up, m);
        let _ = writeln!(out, "\n> {marked}\n\n— {}, {}", escaped(speaker(m)), escaped(&to_proto::credit(&m.source)));
        if let Some(title) = &m.source.title {
            let _ = writeln!(out, ", *{}*", escaped(title));
        }
    }
    let outlets: BTreeSet<&str> = found.iter().filter_map(|m| m.source.outlet.as_deref()).collect();
    let articles: BTreeSet<_> = found.iter().map(|m| (&m.source.path, &m.source.id)).collect();
    let _ = write!(out, "\n{} on record", plural(articles.len(), "article", "articles"));
    if !outlets.is_empty() {
        let _ = write!(out, ", {}", plural(outlets.len(), "outlet", "outlets"));
    }
    let named: Vec<&str> = found.iter().filter_map(|m| m.speaker.as_ref().and_then(|s| s.name.as_deref())).collect();
    if let Some(first) = named.first() {
        let same = |name: &&&str| compare(first, name, &room.config) != Sameness::Different;
        let agree = named.iter().filter(same).count();
        let _ = write!(out, "; {agree} of {} that name a speaker say {}", named.len(), escaped(first));
        let others: BTreeSet<&str> = named.iter().filter(|n| !same(n)).copied().collect();
        if !others.is_empty() {
            let names = others.into_iter().map(escaped).collect::<Vec<_>>().join(", ");
            let _ = write!(out, ", the others {names}");
        }
    }
    out
}

fn speaker(m: &QuoteMatch) -> &str {
    m.speaker.as_ref().and_then(|s| s.name.as_deref()).unwrap_or("Speaker not named")
}

/// The record's sentence with its words for the quote in bold, and below it what differs.
fn marked_passage(read: &Read, found: &Found, m: &QuoteMatch) -> String {
    let passage = m.passage.trim();
    let mut out = match passage.find(m.text.as_str()) {
        Some(at) if !m.text.is_empty() => {
            let (before, after) = (&passage[..at], &passage[at + m.text.len()..]);
            format!("{}**{}**{}", escaped(before), escaped(m.text.trim()), escaped(after))
        }
        _ => escaped(passage),
    };
    for change in m.alignment.changes.iter().take(SHOWN) {
        let draft = found.place(change.draft).of(&read.document.text).trim();
        let (draft, record) = (escaped(draft), escaped(change.record.trim()));
        let line = match (draft.is_empty(), record.is_empty()) {
            (false, false) => format!("~~{draft}~~ → **{record}**"),
            (true, _) => format!("left out: **{record}**"),
            (_, true) => format!("not on record: ~~{draft}~~"),
        };
        let _ = write!(out, "\n>\n> {line}");
    }
    out
}

/// Who somebody is: here, and on record with their titles by date and their other names.
fn person_hover(room: &Newsroom, person: &Person, archive: Option<&Archive>) -> String {
    let mut out = format!("**{}**", escaped(&person.name));
    let titles: Vec<String> = person.titles.iter().map(|t| escaped(t)).collect();
    if !titles.is_empty() {
        let _ = write!(out, ", in this draft {}", titles.join(", "));
    }
    let Some(archive) = archive else { return out };
    let known = people::of(room, archive, &person.name);
    if known.is_empty() {
        out.push_str("\n\nNot on record.");
    }
    for p in known {
        let _ = write!(
            out,
            "\n\n**{}** on record in {}",
            escaped(p.name),
            plural(p.documents as usize, "article", "articles")
        );
        for (title, when, documents) in people::titles(&p.appearances).into_iter().take(TITLES) {
            let when = if when.is_empty() { String::new() } else { format!(": {when}") };
            let _ = write!(out, "\n- {}{when} ({})", escaped(&title), plural(documents, "article", "articles"));
        }
    }
    out
}

fn date_hover(read: &Read, date: &Timex, archive: Option<&Archive>) -> String {
    let mut out = String::new();
    match date.days {
        Some(days) if days.first == days.last => {
            let _ = write!(out, "**{}** ({:?})", days.first, days.first.weekday());
        }
        Some(days) => {
            let _ = write!(out, "**{} to {}**", days.first, days.last);
        }
        None => {
            let _ = write!(out, "**{}**", escaped(&date.value));
        }
    }
    let Some(archive) = archive else { return out };
    let index = read.reading.dates.iter().position(|d| d.span == date.span);
    let claims = read.reading.claims.iter().filter(|c| Some(c.date as usize) == index);
    let found: Vec<_> = claims.map(|c| lookup::claim(archive, read, c)).collect();
    for (m, days) in found.iter().flatten().take(SHOWN) {
        // A year that neither side knows is not told.
        let near = (days.0.year() == UNKNOWN_YEAR).then_some(days.0);
        let days = telling::days(*days, near);
        let text = escaped(&to_proto::excerpt(&m.text));
        let _ = write!(out, "\n\n> {text}\n\n— **{days}**, {}", escaped(&to_proto::credit(&m.source)));
    }
    out
}

fn plural(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// Text on one line that Markdown leaves alone.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_inclusive(char::is_whitespace) {
        let (word, space) = word.strip_suffix(char::is_whitespace).map_or((word, ""), |w| (w, " "));
        for c in word.chars() {
            if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '~' | '|') {
                out.push('\\');
            }
            out.push(c);
        }
        out.push_str(space);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passage_cannot_break_out_of_its_line() {
        assert_eq!(escaped("a\n\n# *b* <c>"), "a  \\# \\*b\\* \\<c\\>");
    }
}
