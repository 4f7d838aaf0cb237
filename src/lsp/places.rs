//! Where a passage of the record stands: a file and a range in it, in the client's terms.

use super::escapes::Escapes;
use super::positions::{Encoding, to_range};
use crate::record::Source;
use crate::text::{Document, Format, Span, jsonl_documents};
use ropey::Rope;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tower_lsp::lsp_types::{Location, Position, Range, Url};

/// Passages whose place is remembered; beyond that the memory is emptied, which costs little.
const REMEMBERED: usize = 10_000;

type Key = (String, Option<String>, Span);

/// Places found before: the same evidence comes up with each keystroke.
#[derive(Default)]
pub struct Places {
    known: Mutex<HashMap<Key, Option<Location>>>,
    /// Each JSONL archive's lines by their document's id.
    lines: Mutex<HashMap<String, Arc<HashMap<String, Line>>>>,
}

/// A line of a JSONL archive.
#[derive(Clone, Copy)]
struct Line {
    /// From 0.
    number: u32,
    /// Its first byte in the file.
    offset: u64,
}

impl Places {
    /// The record's files may have changed.
    pub fn forget(&self) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The place of a passage; `None` where its file cannot be read any more.
    pub fn of(&self, source: &Source, file_span: Span, encoding: Encoding) -> Option<Location> {
        let key = (source.path.clone(), source.id.clone(), file_span);
        let lock = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&key) {
            return known.clone();
        }
        let place = self.find(source, file_span, encoding);
        let mut known = lock();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(key, place.clone());
        place
    }

    fn find(&self, source: &Source, span: Span, encoding: Encoding) -> Option<Location> {
        let path = Path::new(&source.path);
        let uri = Url::from_file_path(path).ok()?;
        let range = match &source.id {
            Some(id) => self.in_line(path, id, span, encoding)?,
            None => {
                let bytes = std::fs::read(path).ok()?;
                // As plain text whatever the format is: what counts is what an editor shows.
                let file = Document::parse(&source.path, Format::Plain, &bytes).ok()?;
                shown(&bytes, &file, span, encoding)
            }
        };
        Some(Location { uri, range })
    }

    fn in_line(&self, path: &Path, id: &str, span: Span, encoding: Encoding) -> Option<Range> {
        use std::io::{BufRead, BufReader, Seek, SeekFrom};
        let line = *self.lines(path)?.get(id)?;
        let mut file = BufReader::new(std::fs::File::open(path).ok()?);
        file.seek(SeekFrom::Start(line.offset)).ok()?;
        let mut text = Vec::new();
        file.read_until(b'\n', &mut text).ok()?;
        let text = String::from_utf8(text).ok()?;
        let in_line = Escapes::of_text(&text, 0)?.to_file(span);
        let column = |byte: u32| text.get(..byte as usize).map_or(0, |before| encoding.len(before));
        let at = |byte: u32| Position::new(line.number, column(byte));
        Some(Range::new(at(in_line.start), at(in_line.end)))
    }

    fn lines(&self, path: &Path) -> Option<Arc<HashMap<String, Line>>> {
        let name = path.display().to_string();
        let mut files = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = files.get(&name) {
            return Some(known.clone());
        }
        let bytes = std::fs::read(path).ok()?;
        let mut lines = HashMap::new();
        let (mut number, mut counted) = (0u32, 0usize);
        for document in jsonl_documents(&name, &bytes).filter_map(Result::ok) {
            let Some(id) = document.id else { continue };
            let before = bytes.get(counted..document.line_offset as usize).unwrap_or_default();
            number += memchr::memchr_iter(b'\n', before).count() as u32;
            counted = document.line_offset as usize;
            lines.insert(id, Line { number, offset: document.line_offset });
        }
        let lines = Arc::new(lines);
        files.insert(name, lines.clone());
        Some(lines)
    }
}

/// The range of file bytes in the file as an editor shows it: decoded, without its byte order mark.
fn shown(bytes: &[u8], file: &Document, span: Span, encoding: Encoding) -> Range {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let bom = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() as u32 } else { 0 };
        let text = text.trim_start_matches('\u{FEFF}');
        let span = Span::new(span.start.saturating_sub(bom), span.end.saturating_sub(bom));
        return to_range(&Rope::from_str(text), span, encoding);
    }
    let span = Span::new(file.to_text(span.start), file.to_text(span.end));
    to_range(&Rope::from_str(&file.text), span, encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &Path, id: Option<&str>) -> Source {
        let path = path.display().to_string();
        Source { path, id: id.map(str::to_owned), title: None, outlet: None, url: None, date: None, key: 0 }
    }

    #[test]
    fn a_passage_of_a_jsonl_archive_stands_in_its_line_behind_the_escapes() {
        let dir = tempfile::tempdir().expect("a scratch directory");
        let path = dir.path().join("wire.jsonl");
        let lines =
            "{\"id\": \"a\", \"text\": \"nothing\"}\n\n{\"text\": \"🎙 \\\"no\\\" said \\u00c9mile\", \"id\": 7}\n";
        std::fs::write(&path, lines).expect("writes");
        // `no` stands behind an emoji (4 bytes), a space and a quotation mark.
        let place = Places::default().of(&source(&path, Some("7")), Span::new(6, 8), Encoding::Utf16);
        let at = |c| Position::new(2, c);
        assert_eq!(place.map(|p| p.range), Some(Range::new(at(15), at(17))));
    }

    #[test]
    fn a_byte_order_mark_is_no_column() {
        let dir = tempfile::tempdir().expect("a scratch directory");
        let path = dir.path().join("a.txt");
        std::fs::write(&path, "\u{FEFF}a\r\n“b”").expect("writes");
        let place = Places::default().of(&source(&path, None), Span::new(3, 4), Encoding::Utf8);
        assert_eq!(place.map(|p| p.range), Some(Range::new(Position::new(0, 0), Position::new(0, 1))));
        let place = Places::default().of(&source(&path, None), Span::new(9, 10), Encoding::Utf16);
        assert_eq!(place.map(|p| p.range), Some(Range::new(Position::new(1, 1), Position::new(1, 2))));
    }
}
