//! A document: its text, what is said about it, and its way back to the file.

use super::{OffsetMap, Silence, Span, markdown, plain, silence};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What can go wrong between a file and its text.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    #[error("{path}: {source}")]
    Io { path: String, source: std::io::Error },
    #[error("{path}, line {line}: {reason}")]
    Line { path: String, line: u32, reason: String },
    #[error("{path}: {reason}")]
    Unreadable { path: String, reason: String },
}

/// How a file says what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Format {
    Plain,
    Markdown,
    Html,
    Ninjs,
    Newsml,
    /// A document a line; see [`super::jsonl_documents`].
    Jsonl,
}

impl Format {
    /// By the name's ending; `None` for a file that is no document.
    pub fn of_name(name: &str) -> Option<Format> {
        let (_, ending) = name.rsplit_once('.')?;
        Some(match ending.to_ascii_lowercase().as_str() {
            "txt" | "text" => Format::Plain,
            "md" | "markdown" => Format::Markdown,
            "html" | "htm" | "xhtml" => Format::Html,
            "json" => Format::Ninjs,
            "xml" => Format::Newsml,
            "jsonl" | "ndjson" => Format::Jsonl,
            _ => return None,
        })
    }
}

/// What is said about a document, by its format's own fields or by its front matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    pub title: Option<String>,
    /// The day of publication.
    pub date: Option<Date>,
    pub outlet: Option<String>,
    pub url: Option<String>,
    pub authors: Vec<String>,
}

/// One article, draft or transcript.
#[derive(Clone, Debug)]
pub struct Document {
    /// JSONL documents only.
    pub id: Option<String>,
    /// As the user or the configuration named it.
    pub path: String,
    pub format: Format,
    /// The words without the markup; every [`Span`] points into it.
    pub text: String,
    pub meta: Metadata,
    /// The document's own notes that silence findings.
    pub silences: Vec<Silence>,
    pub(super) map: OffsetMap,
    /// JSONL documents: the byte offset of their line in the file; 0 otherwise.
    pub line_offset: u64,
}

impl Document {
    /// Reads one document out of a file's bytes. JSONL files hold many: see [`super::jsonl_documents`].
    pub fn parse(path: &str, format: Format, bytes: &[u8]) -> Result<Document, TextError> {
        let unreadable = |reason: &str| TextError::Unreadable { path: path.to_owned(), reason: reason.to_owned() };
        if bytes.len() > u32::MAX as usize / 2 {
            return Err(unreadable("a document over 2 GiB"));
        }
        let (source, decoded, _encoding) = plain::decode(bytes);
        let mut meta = Metadata::default();
        let mut body = 0;
        if let Some((yaml, start)) = plain::front_matter(&source) {
            meta = front_matter_metadata(yaml);
            body = start;
        }
        let (text, map) = match format {
            Format::Plain => {
                let text = source[body..].to_owned();
                let mut map = OffsetMap::identity();
                if body > 0 {
                    map.push_verbatim(Span::from(0..text.len()), body as u32);
                }
                (text, map)
            }
            Format::Markdown => {
                // Blanked rather than cut, so that the parser's offsets are the file's.
                let blanked = format!("{}{}", blank(&source[..body]), &source[body..]);
                markdown::prose(&blanked)
            }
            Format::Html | Format::Ninjs | Format::Newsml => return Err(unreadable("this format is not read yet")),
            Format::Jsonl => return Err(unreadable("a JSONL file holds many documents")),
        };
        let mut silences = silence::find(&source, &map);
        for s in &mut silences {
            s.at = decoded.to_file(s.at);
        }
        let map = map.then(&decoded);
        Ok(Document { id: None, path: path.to_owned(), format, text, meta, silences, map, line_offset: 0 })
    }

    /// Where a span of the text lies in the file (JSONL documents: in their `text`), in bytes.
    pub fn to_file(&self, span: Span) -> Span {
        self.map.to_file(span)
    }

    /// The text offset of a byte of the file.
    pub fn to_text(&self, file_offset: u32) -> u32 {
        self.map.to_text(file_offset)
    }

    /// Whether one of the document's own notes silences a rule's finding at `span` of the text.
    pub fn silences(&self, code: &str, name: &str, span: Span) -> bool {
        self.silences.iter().any(|s| s.covers(code, name, span))
    }
}

/// Spaces in place of everything but line ends, byte for byte.
fn blank(s: &str) -> String {
    s.bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }).collect()
}

/// `2021-06-11`, alone or at the head of a time stamp.
pub(super) fn parse_date(s: &str) -> Option<Date> {
    s.trim().get(..10)?.parse().ok()
}

/// The five keys of the contract out of YAML front matter: plain scalars, and lists for `authors`.
fn front_matter_metadata(yaml: &str) -> Metadata {
    let mut meta = Metadata::default();
    let mut in_authors = false;
    for line in yaml.lines() {
        if let Some(item) = line.trim_start().strip_prefix("- ") {
            if in_authors {
                meta.authors.push(unquote(item));
            }
            continue;
        }
        let Some((key, value)) = line.split_once(':') else { continue };
        in_authors = false;
        let value = unquote(value);
        match key.trim() {
            "title" if !value.is_empty() => meta.title = Some(value),
            "date" => meta.date = parse_date(&value),
            "outlet" if !value.is_empty() => meta.outlet = Some(value),
            "url" if !value.is_empty() => meta.url = Some(value),
            "author" | "authors" => {
                in_authors = value.is_empty();
                let list = value.trim_start_matches('[').trim_end_matches(']');
                meta.authors.extend(list.split(',').map(unquote).filter(|a| !a.is_empty()));
            }
            _ => {}
        }
    }
    meta
}

/// A YAML scalar without its quotes and without a trailing comment.
fn unquote(s: &str) -> String {
    let s = s.trim();
    for mark in ['"', '\''] {
        if let Some(inner) = s.strip_prefix(mark)
            && let Some(end) = inner.rfind(mark)
        {
            return inner[..end].to_owned();
        }
    }
    s.split(" #").next().unwrap_or(s).trim().to_owned()
}
