//! Where a passage of the record stands: a file and a range in it, in the client's terms.

use super::escapes::Escapes;
use super::positions::{Encoding, to_range};
use crate::record::{Record, Source};
use crate::text::{Document, Format, Span};
use ropey::Rope;
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tower_lsp::lsp_types::{Location, Position, Range, Url};

/// Passages whose place is remembered; beyond that the memory is emptied, which costs little.
const REMEMBERED: usize = 10_000;

/// Bytes between two counted places of an archive: a place costs at most one block's scan.
const BLOCK: u64 = 1 << 20;

/// An article and a span in its file.
type Key = (u64, Span);

/// Places found before: the same evidence comes up with each keystroke.
#[derive(Default)]
pub struct Places {
    known: Mutex<HashMap<Key, Option<Location>>>,
    /// Of each JSONL archive, the line ends before each block of [`BLOCK`] bytes.
    lines: Mutex<HashMap<PathBuf, Arc<Vec<u32>>>>,
    /// The client opens `onrecord:` addresses: an article that is a line of an archive is shown by itself.
    pub virtual_articles: AtomicBool,
}

impl Places {
    /// The record's files may have changed.
    pub fn forget(&self) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The place of a passage: in its file, or, where that cannot be read any more, in the record's own copy.
    pub fn of(&self, record: &Record, source: &Source, file_span: Span, encoding: Encoding) -> Option<Location> {
        let key = (source.key, file_span);
        let lock = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&key) {
            return known.clone();
        }
        let alone = source.id.is_some() && self.virtual_articles.load(Ordering::Relaxed);
        let place = if alone { None } else { self.find(source, || record.line_offset(source), file_span, encoding) };
        let place = place.or_else(|| copied(record, source, file_span, encoding));
        let mut known = lock();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(key, place.clone());
        place
    }

    fn find(
        &self,
        source: &Source,
        line_offset: impl Fn() -> Option<u64>,
        span: Span,
        encoding: Encoding,
    ) -> Option<Location> {
        let path = Path::new(&source.path);
        let uri = Url::from_file_path(path).ok()?;
        let range = if source.id.is_some() {
            self.in_line(path, line_offset()?, span, encoding)?
        } else {
            let bytes = std::fs::read(path).ok()?;
            // As plain text whatever the format is: what counts is what an editor shows.
            let file = Document::parse(&source.path, Format::Plain, &bytes).ok()?;
            shown(&bytes, &file, span, encoding)
        };
        Some(Location { uri, range })
    }

    /// A range in the `text` of the JSONL document whose line begins at `offset`.
    fn in_line(&self, path: &Path, offset: u64, span: Span, encoding: Encoding) -> Option<Range> {
        let number = self.line_number(path, offset)?;
        let mut file = BufReader::new(File::open(path).ok()?);
        file.seek(SeekFrom::Start(offset)).ok()?;
        let mut line = Vec::new();
        file.read_until(b'\n', &mut line).ok()?;
        let line = String::from_utf8(line).ok()?;
        let in_line = Escapes::of_text(&line, 0)?.to_file(span);
        let column = |byte: u32| line.get(..byte as usize).map_or(0, |before| encoding.len(before));
        let at = |byte: u32| Position::new(number, column(byte));
        Some(Range::new(at(in_line.start), at(in_line.end)))
    }

    /// The number, from 0, of the line that begins at a byte of an archive, which may be of any size.
    fn line_number(&self, path: &Path, offset: u64) -> Option<u32> {
        let counts = self.counts(path)?;
        let block = offset / BLOCK;
        let mut file = File::open(path).ok()?;
        file.seek(SeekFrom::Start(block * BLOCK)).ok()?;
        let mut rest = Vec::new();
        file.take(offset - block * BLOCK).read_to_end(&mut rest).ok()?;
        Some(counts.get(block as usize)? + memchr::memchr_iter(b'\n', &rest).count() as u32)
    }

    fn counts(&self, path: &Path) -> Option<Arc<Vec<u32>>> {
        // Held while counting: who asks meanwhile would only count the same again.
        let mut files = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = files.get(path) {
            return Some(known.clone());
        }
        let mut file = File::open(path).ok()?;
        let mut counts = vec![0u32];
        let mut block = Vec::new();
        loop {
            block.clear();
            if file.by_ref().take(BLOCK).read_to_end(&mut block).ok()? == 0 {
                break;
            }
            let before = counts.last().copied().unwrap_or(0);
            counts.push(before.saturating_add(memchr::memchr_iter(b'\n', &block).count() as u32));
        }
        let counts = Arc::new(counts);
        files.insert(path.to_owned(), counts.clone());
        Some(counts)
    }
}

/// A passage's place in the article as the index keeps it, a document that is no file.
fn copied(record: &Record, source: &Source, file_span: Span, encoding: Encoding) -> Option<Location> {
    let (_, kept) = record.kept(source.key)?;
    let range = to_range(&Rope::from_str(&kept.text), kept.to_text(file_span), encoding);
    Some(Location { uri: super::content::article_uri(source)?, range })
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
        let third = lines.rfind("{").map(|n| n as u64);
        let place = Places::default().find(&source(&path, Some("7")), || third, Span::new(6, 8), Encoding::Utf16);
        let at = |c| Position::new(2, c);
        assert_eq!(place.map(|p| p.range), Some(Range::new(at(15), at(17))));
    }

    #[test]
    fn a_byte_order_mark_is_no_column() {
        let dir = tempfile::tempdir().expect("a scratch directory");
        let path = dir.path().join("a.txt");
        std::fs::write(&path, "\u{FEFF}a\r\n“b”").expect("writes");
        let place = Places::default().find(&source(&path, None), || None, Span::new(3, 4), Encoding::Utf8);
        assert_eq!(place.map(|p| p.range), Some(Range::new(Position::new(0, 0), Position::new(0, 1))));
        let place = Places::default().find(&source(&path, None), || None, Span::new(9, 10), Encoding::Utf16);
        assert_eq!(place.map(|p| p.range), Some(Range::new(Position::new(1, 1), Position::new(1, 2))));
    }
}
