//! JSONL archives: a document a line.

use super::{Document, Format, Metadata, OffsetMap, TextError};
use serde::Deserialize;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};

/// Bytes of a document: a larger one is no article or transcript but a dump.
pub const MAX_DOCUMENT: u64 = 16 << 20;

/// One line of a JSONL archive, as the contract has it.
#[derive(Deserialize)]
struct Line {
    id: serde_json::Value,
    text: String,
    #[serde(default)]
    date: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    outlet: Option<String>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    authors: Option<serde_json::Value>,
}

/// The documents of a JSONL archive, each with the byte offset and the length of its line.
pub struct JsonlDocuments<'a> {
    path: &'a str,
    bytes: &'a [u8],
    at: usize,
    line: u32,
}

/// Reads `bytes` line by line; a line that is no document comes back as an error that names it.
pub fn jsonl_documents<'a>(path: &'a str, bytes: &'a [u8]) -> JsonlDocuments<'a> {
    JsonlDocuments { path, bytes, at: 0, line: 0 }
}

impl Iterator for JsonlDocuments<'_> {
    type Item = Result<Document, TextError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.at < self.bytes.len() {
            let start = self.at;
            let end = memchr::memchr(b'\n', &self.bytes[start..]).map_or(self.bytes.len(), |n| start + n);
            self.at = end + 1;
            self.line += 1;
            let line = &self.bytes[start..end];
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            return Some(jsonl_document(self.path, line, self.line, start as u64));
        }
        None
    }
}

/// The document whose line begins at `offset` of an archive of any size, or `None` where there is none any more.
pub fn jsonl_line(path: &str, offset: u64) -> Option<Document> {
    let mut line = Vec::new();
    let mut file = std::fs::File::open(path).ok()?;
    file.seek(SeekFrom::Start(offset)).ok()?;
    BufReader::new(file).take(MAX_DOCUMENT).read_until(b'\n', &mut line).ok()?;
    jsonl_document(path, &line, 0, offset).ok()
}

/// The document of one line of a JSONL archive; `number` is the line's, from 1, `offset` its first byte.
pub fn jsonl_document(path: &str, line: &[u8], number: u32, offset: u64) -> Result<Document, TextError> {
    let bad = |reason: String| TextError::Line { path: path.to_owned(), line: number, reason };
    let line_of: Line = serde_json::from_slice(line).map_err(|e| bad(e.to_string()))?;
    let id = match line_of.id {
        serde_json::Value::String(s) => s,
        serde_json::Value::Number(n) => n.to_string(),
        other => return Err(bad(format!("`id` is {other}, not a string"))),
    };
    if line_of.text.len() > u32::MAX as usize {
        return Err(bad("its text is over 4 GiB".to_owned()));
    }
    let authors = match line_of.authors {
        Some(serde_json::Value::String(s)) if !s.trim().is_empty() => vec![s],
        Some(serde_json::Value::Array(a)) => a.into_iter().filter_map(|v| v.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    };
    let silences = super::silence::find(&line_of.text, &OffsetMap::identity());
    Ok(Document {
        id: Some(id),
        path: path.to_owned(),
        format: Format::Jsonl,
        text: line_of.text,
        meta: Metadata {
            title: line_of.title,
            date: line_of.date.as_deref().and_then(super::document::parse_date),
            outlet: line_of.outlet,
            url: line_of.url,
            authors,
        },
        silences,
        map: OffsetMap::identity(),
        line_offset: offset,
        voices: false,
    })
}
