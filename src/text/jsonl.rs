//! JSONL archives: a document a line.

use super::{Document, Format, Metadata, OffsetMap, TextError, days};
use serde::Deserialize;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};

/// Bytes of a document: a larger one is no article or transcript but a dump.
pub const MAX_DOCUMENT: u64 = 16 << 20;

/// What is said of a file over [`MAX_DOCUMENT`].
pub fn too_large(size: u64) -> String {
    format!("{} MiB: larger than any article or transcript", size >> 20)
}

/// What is said of an archive that [`is_utf_16`].
pub const NOT_UTF_8: &str = "UTF-16: an archive of lines is read in UTF-8 only";

/// Whether an archive that begins so is in UTF-16: no JSON has a byte of zero.
pub fn is_utf_16(head: &[u8]) -> bool {
    matches!(head, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, _, ..] | [_, 0, ..])
}

/// One line of a JSONL archive, as the contract has it.
#[derive(Deserialize)]
struct Line {
    id: serde_json::Value,
    text: String,
    #[serde(default)]
    date: Option<serde_json::Value>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    outlet: Option<String>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    authors: Option<serde_json::Value>,
}

/// The documents of a JSONL archive, read line by line, each with the byte offset of its line.
pub struct JsonlDocuments<'a, R> {
    path: &'a str,
    input: R,
    at: u64,
    line: u32,
    buffer: Vec<u8>,
    failed: bool,
}

/// Reads `input` line by line, never more than one line at once; a line that is no document comes back as an error that
/// names it.
pub fn jsonl_documents<R: BufRead>(path: &str, input: R) -> JsonlDocuments<'_, R> {
    JsonlDocuments { path, input, at: 0, line: 0, buffer: Vec::new(), failed: false }
}

impl<R: BufRead> JsonlDocuments<'_, R> {
    /// Passes over what is left of a line.
    fn skip_line(&mut self) -> std::io::Result<()> {
        loop {
            let some = self.input.fill_buf()?;
            let end = memchr::memchr(b'\n', some);
            let n = end.map_or(some.len(), |n| n + 1);
            self.input.consume(n);
            self.at += n as u64;
            if end.is_some() || n == 0 {
                return Ok(());
            }
        }
    }

    /// The next line into the buffer, without its end; where it begins, or `None` at the end of the file.
    fn next_line(&mut self) -> Option<Result<u64, TextError>> {
        let io = |path: &str, source| TextError::Io { path: path.to_owned(), source };
        if self.failed {
            return None;
        }
        self.buffer.clear();
        let start = self.at;
        let n = match self.input.by_ref().take(MAX_DOCUMENT + 1).read_until(b'\n', &mut self.buffer) {
            Ok(n) => n as u64,
            Err(source) => {
                self.failed = true;
                return Some(Err(io(self.path, source)));
            }
        };
        if n == 0 {
            return None;
        }
        self.at += n;
        self.line += 1;
        if start == 0 && is_utf_16(&self.buffer) {
            self.failed = true;
            return Some(Err(TextError::Unreadable { path: self.path.to_owned(), reason: NOT_UTF_8.to_owned() }));
        }
        if self.buffer.last() == Some(&b'\n') {
            self.buffer.pop();
        } else if n > MAX_DOCUMENT {
            if let Err(source) = self.skip_line() {
                self.failed = true;
                return Some(Err(io(self.path, source)));
            }
            let reason = format!("a line over {} MiB", MAX_DOCUMENT >> 20);
            return Some(Err(TextError::Line { path: self.path.to_owned(), line: self.line, reason }));
        }
        Some(Ok(start))
    }
}

impl<R: BufRead> Iterator for JsonlDocuments<'_, R> {
    type Item = Result<Document, TextError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.next_line()? {
                Ok(_) if self.buffer.iter().all(u8::is_ascii_whitespace) => {}
                Ok(start) => return Some(jsonl_document(self.path, &self.buffer, self.line, start)),
                Err(e) => return Some(Err(e)),
            }
        }
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
    // A byte order mark is no part of the line.
    let (line, offset) = line.strip_prefix(b"\xEF\xBB\xBF").map_or((line, offset), |rest| (rest, offset + 3));
    // An array would be read as the fields in their order.
    if line.trim_ascii_start().first() != Some(&b'{') {
        return Err(bad("no JSON object".to_owned()));
    }
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
            date: match &line_of.date {
                Some(serde_json::Value::String(s)) => days::parse_date(s),
                Some(serde_json::Value::Number(n)) => n.as_i64().and_then(days::of_number),
                _ => None,
            },
            outlet: line_of.outlet,
            url: line_of.url,
            authors,
        },
        silences,
        map: OffsetMap::identity(),
        line_offset: offset,
        voices: false,
        cited: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_one_by_one_with_their_offsets_and_an_endless_one_is_passed_over() {
        let first = b"{\"id\": \"a\", \"text\": \"A.\"}\n\n".to_vec();
        let endless = vec![b'x'; MAX_DOCUMENT as usize + 5];
        let last = b"\n{\"id\": \"b\", \"text\": \"B.\"}";
        let bytes = [&first[..], &endless, last].concat();
        // A reader that gives a little at a time, as a pipe does.
        let all: Vec<_> = jsonl_documents("a.jsonl", BufReader::with_capacity(7, bytes.as_slice())).collect();
        let at = |d: &Result<Document, TextError>| d.as_ref().map(|d| (d.id.clone(), d.line_offset)).ok();
        assert_eq!(at(&all[0]), Some((Some("a".to_owned()), 0)));
        assert!(matches!(&all[1], Err(TextError::Line { line: 3, reason, .. }) if reason.contains("over 16 MiB")));
        assert_eq!(at(&all[2]), Some((Some("b".to_owned()), (first.len() + endless.len() + 1) as u64)));
        assert_eq!(all.len(), 3);
    }

    #[test]
    fn a_byte_order_mark_costs_no_document_and_utf_16_is_named_once() {
        let line = "{\"id\": \"a\", \"text\": \"A.\"}\n";
        let marked = format!("\u{FEFF}{line}{line}");
        let all: Vec<_> = jsonl_documents("a.jsonl", marked.as_bytes()).map(Result::unwrap).collect();
        assert_eq!(all.iter().map(|d| d.line_offset).collect::<Vec<_>>(), [3, 3 + line.len() as u64]);
        for head in [&[0xFF, 0xFE][..], &[]] {
            let wide: Vec<u8> =
                head.iter().copied().chain(line.repeat(3).encode_utf16().flat_map(u16::to_le_bytes)).collect();
            let said: Vec<_> =
                jsonl_documents("a.jsonl", wide.as_slice()).map(|d| d.unwrap_err().to_string()).collect();
            assert_eq!(said, [format!("a.jsonl: {NOT_UTF_8}")]);
        }
    }

    #[test]
    fn a_line_is_an_object_and_a_date_of_another_kind_costs_no_document() {
        let read = |line: &str| jsonl_document("a.jsonl", line.as_bytes(), 7, 0);
        for line in ["[\"x1\", \"It opened.\"]", "\"x1\"", "x1"] {
            assert_eq!(read(line).unwrap_err().to_string(), "a.jsonl, line 7: no JSON object");
        }
        for (date, day) in [
            ("\"June 20, 2021\"", Some("2021-06-20")),
            ("20210620", Some("2021-06-20")),
            ("1624183200", Some("2021-06-20")),
            ("1.5", None),
            ("{\"day\": 20}", None),
            ("null", None),
        ] {
            let document = read(&format!("{{\"id\": \"a\", \"text\": \"A.\", \"date\": {date}}}")).unwrap();
            assert_eq!(document.meta.date.map(|d| d.to_string()).as_deref(), day, "{date}");
        }
    }
}
