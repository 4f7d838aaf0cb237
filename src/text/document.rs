//! A document: its text, what is said about it, and its way back to the file.

use super::days::parse_date;
use super::{Cited, OffsetMap, Silence, Span, email, html, markdown, newsml, ninjs, office, plain, silence, subtitles};
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
    /// JSON or XML that is something else than news: a package's description, a report.
    #[error("{path}: {reason}")]
    NoNews { path: String, reason: String },
}

/// The formats, as a person is told of them.
pub const READABLE: &str = "txt, md, html, docx, odt, eml, vtt, srt, ninjs json, NewsML-G2 xml, jsonl";

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
    /// Word's, since 2007.
    Docx,
    /// OpenDocument's text.
    Odt,
    Email,
    /// WebVTT and SubRip.
    Subtitles,
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
            "docx" => Format::Docx,
            "odt" => Format::Odt,
            "eml" => Format::Email,
            "vtt" | "srt" => Format::Subtitles,
            _ => return None,
        })
    }

    /// Whether the file is packed, so that offsets count in its extracted text.
    pub fn is_packed(self) -> bool {
        matches!(self, Format::Docx | Format::Odt)
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
    /// The format itself names who speaks: a paragraph that begins with a name and a colon is that person's.
    pub voices: bool,
    /// Block quotations that the format marks and a name signs.
    pub cited: Vec<Cited>,
}

impl Document {
    /// Reads one document out of a file's bytes. JSONL files hold many: see [`super::jsonl_documents`].
    pub fn parse(path: &str, format: Format, bytes: &[u8]) -> Result<Document, TextError> {
        let unreadable = |reason: &str| TextError::Unreadable { path: path.to_owned(), reason: reason.to_owned() };
        if bytes.len() > u32::MAX as usize / 2 {
            return Err(unreadable("a document over 2 GiB"));
        }
        if format.is_packed() {
            return Document::packed(path, format, bytes).map_err(|reason| unreadable(&reason));
        }
        if bytes.len() >= 8 && !plain::is_text(bytes) {
            return Err(unreadable("not a text file"));
        }
        let mut meta = Metadata::default();
        let mut voices = false;
        let mut cited = Vec::new();
        let mut inner = format;
        let (source, decoded) = if format == Format::Email {
            let mail = email::read(bytes).map_err(|reason| unreadable(&reason))?;
            meta = mail.meta;
            inner = if mail.html { Format::Html } else { Format::Plain };
            (mail.source, mail.map)
        } else {
            let (source, decoded, _encoding) = plain::decode(bytes);
            (source, decoded)
        };
        let mut body = 0;
        if matches!(format, Format::Plain | Format::Markdown)
            && let Some((yaml, start)) = plain::front_matter(&source)
        {
            meta = front_matter_metadata(yaml);
            body = start;
        }
        let (text, map) = match inner {
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
                let (text, map, blocks) = markdown::prose(&blanked);
                cited = blocks;
                (text, map)
            }
            Format::Html => {
                let page = html::article(&source);
                if format == Format::Html {
                    meta = page.meta;
                }
                cited = page.cited;
                (page.text, page.map)
            }
            Format::Subtitles => {
                let read = subtitles::read(&source).map_err(|reason| unreadable(&reason))?;
                (meta, voices) = (read.meta, read.voices);
                (read.text, read.map)
            }
            Format::Ninjs | Format::Newsml => {
                let item = if format == Format::Ninjs { ninjs::item(&source) } else { newsml::item(&source) };
                let (text, map, said) = item.map_err(|reason| match is_news(format, &source) {
                    true => unreadable(&reason),
                    false => TextError::NoNews { path: path.to_owned(), reason },
                })?;
                meta = said;
                (text, map)
            }
            Format::Jsonl => return Err(unreadable("a JSONL file holds many documents")),
            Format::Docx | Format::Odt | Format::Email => return Err(unreadable("packed twice")),
        };
        let mut silences = silence::find(&source, &map);
        for s in &mut silences {
            s.at = decoded.to_file(s.at);
        }
        let map = map.then(&decoded);
        let path = path.to_owned();
        Ok(Document { id: None, path, format, text, meta, silences, map, line_offset: 0, voices, cited })
    }

    /// A word processor's file: its offsets count in the extracted text.
    fn packed(path: &str, format: Format, bytes: &[u8]) -> Result<Document, String> {
        let office = office::read(format, bytes)?;
        let (text, map) = office.text();
        let silences = silence::find(&office.source, &map);
        let meta =
            Metadata { title: office.title, authors: office.author.into_iter().collect(), ..Metadata::default() };
        Ok(Document {
            id: None,
            path: path.to_owned(),
            format,
            text,
            meta,
            silences,
            map,
            line_offset: 0,
            voices: false,
            cited: Vec::new(),
        })
    }

    /// Where a span of the text lies in the file (JSONL documents: in their `text`), in bytes.
    pub fn to_file(&self, span: Span) -> Span {
        self.map.to_file(span)
    }

    /// The way back to the file's bytes.
    pub fn map(&self) -> &OffsetMap {
        &self.map
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

/// Whether JSON or XML has a news item's names in it: broken or not, it is meant to be news.
fn is_news(format: Format, source: &str) -> bool {
    let names: &[&str] = match format {
        Format::Ninjs => {
            &["\"body_text\"", "\"body_html\"", "\"body_xhtml\"", "\"bodies\"", "\"headline\"", "\"headlines\""]
        }
        _ => &["newsItem", "newsMessage", "packageItem", "NewsML", "<nitf"],
    };
    names.iter().any(|name| memchr::memmem::find(source.as_bytes(), name.as_bytes()).is_some())
}

/// Spaces in place of everything but line ends, byte for byte.
fn blank(s: &str) -> String {
    s.bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }).collect()
}

/// The five keys of the contract out of YAML front matter: scalars, and lists for `authors`.
pub(super) fn front_matter_metadata(yaml: &str) -> Metadata {
    let mut meta = Metadata::default();
    let mut in_authors = false;
    let indented = |line: &str| line.starts_with([' ', '\t']);
    let mut lines = yaml.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(item) = line.trim_start().strip_prefix("- ") {
            if in_authors {
                meta.authors.push(unquote(item));
            }
            continue;
        }
        // What is indented belongs to the key above it, whatever its own name.
        let Some((key, value)) = line.split_once(':').filter(|_| !indented(line)) else { continue };
        let mut value = value.trim().to_owned();
        let block = value.strip_prefix(['>', '|']).is_some_and(|mark| {
            let mark = mark.split(" #").next().unwrap_or("").trim();
            mark.bytes().all(|b| matches!(b, b'+' | b'-' | b'0'..=b'9'))
        });
        if block {
            value.clear();
        }
        // A scalar may go on for lines; here they are one.
        let goes_on = block || !value.is_empty();
        while let Some(more) = lines.next_if(|l| goes_on && (indented(l) || block && l.trim().is_empty())) {
            value = format!("{value} {}", more.trim()).trim().to_owned();
        }
        let value = if block { value } else { unquote(&value) };
        let key = key.trim().to_lowercase();
        in_authors = matches!(key.as_str(), "author" | "authors") && value.is_empty();
        match key.as_str() {
            "title" if !value.is_empty() => meta.title = Some(value),
            "date" => meta.date = parse_date(&value),
            "outlet" if !value.is_empty() => meta.outlet = Some(value),
            "url" if !value.is_empty() => meta.url = Some(value),
            "author" | "authors" => {
                let list = value.trim_start_matches('[').trim_end_matches(']');
                meta.authors.extend(list.split(',').map(unquote).filter(|a| !a.is_empty()));
            }
            _ => {}
        }
    }
    meta
}

/// A YAML scalar without its quotes, escapes and trailing comment.
fn unquote(s: &str) -> String {
    let s = s.trim();
    let quoted = match s.chars().next() {
        Some('"') => double_quoted(&s[1..]),
        Some('\'') => single_quoted(&s[1..]),
        _ => None,
    };
    quoted.unwrap_or_else(|| s.split(" #").next().unwrap_or(s).trim().to_owned())
}

/// What stands before the closing mark, a doubled one undone.
fn single_quoted(s: &str) -> Option<String> {
    let mut out = String::new();
    let mut letters = s.chars().peekable();
    while let Some(c) = letters.next() {
        if c == '\'' && letters.next_if_eq(&'\'').is_none() {
            return Some(out);
        }
        out.push(c);
    }
    None
}

/// What stands before the closing mark, escapes undone; an escape of an unknown kind stays as it is.
fn double_quoted(s: &str) -> Option<String> {
    let mut out = String::new();
    let mut letters = s.chars();
    while let Some(c) = letters.next() {
        match c {
            '"' => return Some(out),
            '\\' => {
                let kind = letters.next()?;
                let width = match kind {
                    'x' => 2,
                    'u' => 4,
                    'U' => 8,
                    _ => 0,
                };
                let code = letters.as_str().get(..width).filter(|_| width > 0);
                match code.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32) {
                    Some(letter) => {
                        out.push(letter);
                        letters = letters.as_str()[width..].chars();
                    }
                    None if matches!(kind, 'n' | 't' | 'r' | '_' | ' ') => out.push(' '),
                    None if matches!(kind, '"' | '\\' | '/') => out.push(kind),
                    None => out.extend(['\\', kind]),
                }
            }
            _ => out.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Reads a file and checks that every word of its text is made of the letters of its bytes.
    fn read(path: &str, bytes: &[u8]) -> Document {
        let format = Format::of_name(path).unwrap();
        let document = Document::parse(path, format, bytes).unwrap();
        for word in document.text.split_whitespace() {
            let start = word.as_ptr() as usize - document.text.as_ptr() as usize;
            let file = document.to_file(Span::from(start..start + word.len()));
            let (source, _, _) = plain::decode(&bytes[file.start as usize..file.end as usize]);
            let letters = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            let mut undone = source.replace("&eacute;", "é");
            for markup in ["&amp;", "&ldquo;", "<b>", "](http://e.org)"] {
                undone = undone.replace(markup, "");
            }
            assert_eq!(letters(&undone), letters(word), "{word:?} in {:?}", String::from_utf8_lossy(bytes));
        }
        document
    }

    #[test]
    fn front_matter_gives_the_metadata_and_is_no_text() {
        let source = "---\r\ntitle: \"Tide: a report\"\r\ndate: 2021-06-16T10:00:00Z\r\nauthors:\r\n- Ada Quill\r\n- Bo Rook\r\n---\r\nWords.\r\n";
        for path in ["a.md", "a.txt"] {
            let document = read(path, source.as_bytes());
            assert_eq!(document.text.trim(), "Words.", "{path}");
            assert_eq!(document.meta.title.as_deref(), Some("Tide: a report"));
            assert_eq!(document.meta.authors, ["Ada Quill", "Bo Rook"]);
            assert_eq!(document.meta.date.map(|d| d.to_string()).as_deref(), Some("2021-06-16"));
        }
    }

    #[test]
    fn front_matter_knows_its_own_keys_from_those_below_others() {
        let meta = front_matter_metadata(
            "Title: The tide\nDate: 20 June 2021\nseo:\n  title: Other\n  date: 1999-01-01\n  authors:\n    - Nobody\n",
        );
        assert_eq!(meta.title.as_deref(), Some("The tide"));
        assert_eq!(meta.date.map(|d| d.to_string()).as_deref(), Some("2021-06-20"));
        assert!(meta.authors.is_empty());
    }

    #[test]
    fn scalars_of_front_matter_are_unfolded_and_unescaped() {
        for (written, title) in [
            ("title: >-\n  The tide\n\n  comes in\ndate: 2021-06-20", "The tide comes in"),
            ("title: |\n  The tide\ndate: 2021-06-20", "The tide"),
            ("title: The tide\n  comes in\ndate: 2021-06-20", "The tide comes in"),
            (r#"title: "The \"tide\" \u2013 A\\B" # ours"#, r#"The "tide" – A\B"#),
            (r#"title: "A\u00zz \ud800 \q""#, r"A\u00zz \ud800 \q"),
            ("title: 'The harbour''s tide' # 'ours'", "The harbour's tide"),
            ("title: \"unclosed", "\"unclosed"),
        ] {
            assert_eq!(front_matter_metadata(written).title.as_deref(), Some(title), "{written}");
        }
    }

    #[test]
    fn latin_1_and_utf_16_lead_back_to_their_bytes() {
        let latin = b"Das Caf\xE9 \x93blieb\x94 ge\xF6ffnet, sagte Andr\xE9, und niemand widersprach ihm dar\xFCber.";
        let document = read("a.txt", latin);
        assert!(document.text.contains("“blieb” geöffnet"), "{}", document.text);
        let utf16: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain("Käse, 😀 ja".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let document = Document::parse("a.txt", Format::Plain, &utf16).unwrap();
        assert_eq!(document.text, "Käse, 😀 ja");
        let at = document.text.find("ja").unwrap();
        let file = document.to_file(Span::from(at..at + 2));
        assert_eq!(file, Span::new(utf16.len() as u32 - 4, utf16.len() as u32));
    }

    #[test]
    fn pages_declare_their_encoding() {
        let page = b"<html><head><meta charset=\"windows-1251\"></head><body><p>\xCF\xF3\xF2\xE8\xED</p></body></html>";
        assert_eq!(Document::parse("a.html", Format::Html, page).unwrap().text, "Путин");
    }

    #[test]
    fn a_picture_is_no_text() {
        let e = Document::parse("a.txt", Format::Plain, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").unwrap_err();
        assert_eq!(e.to_string(), "a.txt: not a text file");
    }

    #[test]
    fn a_note_in_markdown_silences_the_paragraph_beside_it() {
        let source = "One “word” here.\n\nTwo *words* there. <!-- onrecord: ignore Q001 -->\n\nThree.\n";
        let document = read("a.md", source.as_bytes());
        let at = |word: &str| {
            let start = document.text.find(word).unwrap();
            Span::from(start..start + word.len())
        };
        assert!(document.silences("Q001", "misattributed-quote", at("words there")));
        assert!(!document.silences("Q001", "misattributed-quote", at("word”")));
        assert!(!document.silences("Q001", "misattributed-quote", at("Three")));
        assert!(!document.silences("Q002", "altered-quote", at("words there")));
    }

    proptest! {
        #[test]
        fn every_word_of_markdown_leads_back(source in r#"(?s)(\u{FEFF})?([a-z“”é]{1,5}|\*|\*\*|_| |\r\n|\n|\n\n|> |- |# |\[x\]\(http://e\.org\)|`c`|&amp;|&ldquo;|&eacute;|\\\*|<b>|\|){0,40}"#) {
            read("a.md", source.as_bytes());
        }

        #[test]
        fn every_word_of_plain_text_leads_back(source in "(?s)[a-zé \r\n😀]{0,80}", mark in any::<bool>()) {
            let mut bytes = if mark { b"\xEF\xBB\xBF".to_vec() } else { Vec::new() };
            bytes.extend(source.as_bytes());
            read("a.txt", &bytes);
        }
    }
}
