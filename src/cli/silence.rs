//! `onrecord lint --explain-silence RANGE`: why nothing was said there.
//!
//! What the reader saw in the range, then what each rule noted on its way (see `check/trace.rs`), then what was
//! said after all.

use super::inputs::Read;
use super::report::Reported;
use crate::check::{self, Draft, RULES};
use crate::read::QuoteKind;
use crate::text::{SourceFile, Span};
use std::fmt::Write;
use std::str::FromStr;

/// A place in a draft's file, as the command line names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// From 1.
    Line(u32, Option<u32>),
    /// Bytes of the file, half-open.
    Bytes(u32, u32),
}

impl FromStr for Place {
    type Err = String;

    fn from_str(written: &str) -> Result<Place, String> {
        let number = |part: &str| {
            part.trim()
                .parse::<u32>()
                .map_err(|_| format!("`{part}` is no number; write LINE, LINE:COLUMN or FROM..TO"))
        };
        if let Some((from, to)) = written.split_once("..") {
            let (from, to) = (number(from)?, number(to)?);
            return if from <= to { Ok(Place::Bytes(from, to)) } else { Err("it ends before it begins".to_owned()) };
        }
        // Lines and columns are counted as people count them.
        let counted = |part: &str| match number(part)? {
            0 => Err("lines and columns begin at 1".to_owned()),
            n => Ok(n),
        };
        Ok(match written.split_once(':') {
            Some((line, column)) => Place::Line(counted(line)?, Some(counted(column)?)),
            None => Place::Line(counted(written)?, None),
        })
    }
}

impl Place {
    /// The place in a document's text.
    pub(super) fn within(&self, read: &Read) -> Span {
        let file = match *self {
            Place::Line(line, column) => read.source.bytes_of(line, column),
            Place::Bytes(from, to) => Span::new(from, to.max(from)),
        };
        let start = read.document.to_text(file.start);
        Span::new(start, read.document.to_text(file.end).max(start + 1))
    }
}

/// Longest words shown of the draft, in bytes.
const MAX_SHOWN: usize = 160;

/// The explanation for one document, for people to read.
pub(super) fn explain(draft: &Draft, within: Span, findings: &[(Span, Reported)], source: &SourceFile) -> String {
    let (text, reading) = (&draft.document.text, draft.reading);
    let at = source.position(draft.document.to_file(within).start);
    let id = draft.document.id.as_deref().map(|id| format!(" ({id})")).unwrap_or_default();
    let mut out = format!("{}:{}:{}{id}\n", draft.document.path, at.line, at.column);
    let mut seen = Vec::new();
    for q in reading.quotes.iter().filter(|q| q.span.overlaps(within)) {
        let speaker = match &q.speaker {
            Some(s) => {
                let name = s.name.as_deref().unwrap_or_else(|| s.span.of(text));
                format!("speaker {name}, confidence {:.2}", s.confidence)
            }
            None => "no speaker".to_owned(),
        };
        let kind = match q.kind {
            _ if q.scare => "no speech, only marks",
            QuoteKind::Indirect => "reported speech",
            _ => "quote",
        };
        seen.push(format!("{kind}: {} ({speaker})", shown(q.span.of(text))));
    }
    for d in reading.dates.iter().filter(|d| d.span.overlaps(within)) {
        seen.push(format!("date: {} = {}", d.span.of(text), d.value));
    }
    for c in reading.claims.iter().filter(|c| c.span.overlaps(within)) {
        let date = reading.dates.get(c.date as usize).map_or("?", |d| d.value.as_str());
        let people: Vec<&str> =
            c.people.iter().filter_map(|&p| Some(reading.people.get(p as usize)?.name.as_str())).collect();
        let saying = if c.of_saying { ", the date of a saying" } else { "" };
        seen.push(format!(
            "claim of {date}{saying}: event [{}], people [{}], places [{}], words [{}]",
            c.event.join(" "),
            people.join(", "),
            c.places.join(", "),
            c.words.join(" ")
        ));
    }
    if seen.is_empty() {
        seen.push("nothing: no quote, date or dated event".to_owned());
    }
    out.push_str("  The reader saw\n");
    lines(&mut out, seen);
    let mut notes = draft.notes();
    // The rules run one after another; a reader of this goes along the draft.
    notes.sort_by_key(|n| n.code);
    for rule in RULES {
        let of_rule = notes.iter().filter(|n| n.code == rule.code);
        let told: Vec<String> = of_rule.map(|n| format!("{}: {}", shown(n.span.of(text)), n.text)).collect();
        if !check::selected(rule, draft.config) && !told.is_empty() {
            let _ = writeln!(out, "  {} {} is not selected", rule.code, rule.name);
        } else if !told.is_empty() {
            let _ = writeln!(out, "  {} {}", rule.code, rule.name);
            lines(&mut out, told);
        }
    }
    let told: Vec<String> = findings
        .iter()
        .filter(|(span, _)| span.overlaps(within))
        .map(|(_, f)| format!("{} {:?}: {}", f.code, f.severity, f.message))
        .collect();
    if !told.is_empty() {
        out.push_str("  What was said all the same\n");
        lines(&mut out, told);
    }
    if draft.record.is_none() {
        out.push_str("  No record is configured, so only dates and quotes without a speaker were checked.\n");
    }
    out
}

fn lines(out: &mut String, all: Vec<String>) {
    for one in all {
        let _ = writeln!(out, "    {}", one.replace('\n', "\n      "));
    }
}

/// Words of the draft on one line, the middle of long ones left out.
fn shown(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.len() <= MAX_SHOWN {
        return line;
    }
    let half = |it: &mut dyn Iterator<Item = char>| it.take(MAX_SHOWN / 2).collect::<String>();
    let tail: String = half(&mut line.chars().rev()).chars().rev().collect();
    format!("{} … {tail}", half(&mut line.chars()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_line_a_letter_or_bytes() {
        assert_eq!("3".parse(), Ok(Place::Line(3, None)));
        assert_eq!("3:14".parse(), Ok(Place::Line(3, Some(14))));
        assert_eq!("132..183".parse(), Ok(Place::Bytes(132, 183)));
        for wrong in ["here", "0", "3:0", "183..132", "-1", "4294967296"] {
            assert!(wrong.parse::<Place>().is_err(), "{wrong}");
        }
    }
}
