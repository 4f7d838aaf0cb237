//! Word (`.docx`) and OpenDocument (`.odt`): XML in a zip archive, read only.
//!
//! A byte of the file means nothing to anybody here, so offsets count in the *extracted* text: its paragraphs in
//! UTF-8, a line each, so that line 7 is the seventh paragraph (or line break) of the document.

use super::{Format, OffsetMap, Span, html, plain};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::{Cursor, Read};

/// Of XML after decompression, in bytes: a long book has about 10 MiB. What is larger is a bomb.
const MAX_XML: u64 = 32 << 20;
/// Of words, in bytes; a long book has 1 MiB.
const MAX_TEXT: usize = 8 << 20;
/// Elements open at once.
const MAX_DEPTH: usize = 1000;

/// What a word processor's file says.
pub(super) struct Office {
    /// Paragraphs, a line each: what offsets count in.
    pub source: String,
    /// Where in `source` a paragraph ends rather than a line of one.
    ends: Vec<u32>,
    pub title: Option<String>,
    pub author: Option<String>,
}

impl Office {
    /// The text for the reader, in which an empty line parts paragraphs, and its way back to `source`.
    pub fn text(&self) -> (String, OffsetMap) {
        let (mut text, mut map) = (String::with_capacity(self.source.len() + self.ends.len()), OffsetMap::identity());
        let mut at = 0;
        for end in self.ends.iter().copied().chain([self.source.len() as u32]) {
            let start = text.len();
            text.push_str(Span::new(at, end).of(&self.source));
            map.push_verbatim(Span::from(start..text.len()), at);
            if end < self.source.len() as u32 {
                text.push('\n');
                map.push_replaced(Span::from(text.len() - 1..text.len()), Span::new(end, end));
            }
            at = end;
        }
        (text, map)
    }
}

/// Reads a file's words; an error says what is wrong with it.
pub(super) fn read(format: Format, bytes: &[u8]) -> Result<Office, String> {
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err("an old or a password-protected Word file; save it as .docx without a password".to_owned());
    }
    let kind = if format == Format::Odt { "OpenDocument text" } else { "Word file" };
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| format!("a broken {kind}: {e}"))?;
    let (body, about) = match format {
        Format::Odt => ("content.xml", "meta.xml"),
        _ => ("word/document.xml", "docProps/core.xml"),
    };
    let xml = part(&mut archive, body).map_err(|e| format!("a broken {kind}: {e}"))?;
    let mut walk = Walk::new(format == Format::Odt);
    walk.all(&xml)?;
    let mut office = Office { source: walk.source, ends: walk.ends, title: None, author: None };
    // What is said about the file is worth having and no reason to refuse it.
    if let Ok(xml) = part(&mut archive, about) {
        properties(&xml, &mut office);
    }
    Ok(office)
}

/// A part of the archive as text.
fn part(archive: &mut zip::ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<String, String> {
    let file = archive.by_name(name).map_err(|e| format!("{name}: {e}"))?;
    let mut bytes = Vec::new();
    // The size that the archive declares may be a lie, so what counts is what comes out.
    file.take(MAX_XML + 1).read_to_end(&mut bytes).map_err(|e| format!("{name}: {e}"))?;
    if bytes.len() as u64 > MAX_XML {
        return Err(format!("{name} is over {} MiB when unpacked", MAX_XML >> 20));
    }
    Ok(plain::decode(&bytes).0)
}

/// The words of a document's body, element by element.
struct Walk {
    odt: bool,
    source: String,
    ends: Vec<u32>,
    depth: usize,
    /// Depth of the element whose content is no text of the document.
    silent: Option<usize>,
    /// Paragraphs open: a text box stands inside one.
    paragraphs: usize,
    in_run: bool,
    hidden: bool,
    /// Inside Word's `t`.
    in_words: bool,
    /// OpenDocument: the last letter was a blank that more blanks add nothing to.
    blank: bool,
}

impl Walk {
    fn new(odt: bool) -> Walk {
        Walk {
            odt,
            source: String::new(),
            ends: Vec::new(),
            depth: 0,
            silent: None,
            paragraphs: 0,
            in_run: false,
            hidden: false,
            in_words: false,
            blank: true,
        }
    }

    fn all(&mut self, xml: &str) -> Result<(), String> {
        let mut reader = Reader::from_str(xml);
        reader.config_mut().allow_dangling_amp = true;
        reader.config_mut().check_end_names = false;
        loop {
            match reader.read_event().map_err(|e| format!("broken XML: {e}"))? {
                Event::Start(tag) => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        return Err(format!("more than {MAX_DEPTH} elements inside one another"));
                    }
                    self.open(&tag);
                }
                Event::Empty(tag) => {
                    self.depth += 1;
                    self.open(&tag);
                    let name = tag.local_name();
                    self.close(AsRef::<str>::as_ref(&name));
                }
                Event::End(tag) => {
                    let name = tag.local_name();
                    self.close(AsRef::<str>::as_ref(&name));
                }
                Event::Text(words) => self.words(&words),
                Event::CData(words) => self.words(&words),
                Event::GeneralRef(name) => self.words(&html::decoded(&format!("&{};", &*name))),
                Event::Eof => break,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
            if self.source.len() > MAX_TEXT {
                return Err(format!("over {} MiB of text", MAX_TEXT >> 20));
            }
        }
        if self.depth > 0 {
            return Err("broken XML: it ends before its last element does".to_owned());
        }
        Ok(())
    }

    fn open(&mut self, tag: &BytesStart) {
        let name = tag.local_name();
        let name: &str = AsRef::<str>::as_ref(&name);
        if self.silent.is_some() {
            return;
        }
        let unread = match name {
            // Deleted and moved away under tracked changes; the copy for old programs.
            "del" | "moveFrom" | "Fallback" | "instrText" if !self.odt => true,
            "tracked-changes" | "annotation" | "note" | "table-of-content" | "sequence-decls" | "forms" | "desc"
            | "scripts" | "automatic-styles" | "font-face-decls" | "title" => self.odt,
            _ => false,
        };
        if unread {
            self.silent = Some(self.depth);
            return;
        }
        match (self.odt, name) {
            (_, "p") | (true, "h") => {
                // A paragraph inside a paragraph, in a text box: what came before it is a line of its own.
                if self.paragraphs > 0 && !self.source.is_empty() && !self.source.ends_with('\n') {
                    self.end_paragraph();
                }
                self.paragraphs += 1;
                self.blank = true;
            }
            (false, "r") => (self.in_run, self.hidden) = (true, false),
            (false, "t") => self.in_words = true,
            (false, "vanish") if self.in_run => {
                let off = attribute(tag, "val").is_some_and(|v| matches!(v.as_str(), "0" | "false" | "off"));
                self.hidden = !off;
            }
            (false, "tab" | "ptab") if self.in_run => self.letter(' '),
            (false, "br" | "cr") if self.in_run => self.letter('\n'),
            (false, "noBreakHyphen") => self.letter('-'),
            (true, "s" | "tab") if self.paragraphs > 0 => self.letter(' '),
            (true, "line-break") => self.letter('\n'),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if self.silent == Some(self.depth) {
            self.silent = None;
        } else if self.silent.is_none() {
            match (self.odt, name) {
                (_, "p") | (true, "h") => {
                    self.paragraphs = self.paragraphs.saturating_sub(1);
                    self.end_paragraph();
                }
                (false, "r") => (self.in_run, self.hidden) = (false, false),
                (false, "t") => self.in_words = false,
                _ => {}
            }
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn words(&mut self, words: &str) {
        if self.silent.is_some() || self.hidden || self.paragraphs == 0 {
            return;
        }
        if !self.odt {
            if self.in_words {
                // A line is a paragraph here, so a line end among the words is a blank.
                self.source.extend(words.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }));
            }
            return;
        }
        for c in words.chars() {
            let blank = matches!(c, ' ' | '\n' | '\r' | '\t');
            if !(blank && self.blank) {
                self.source.push(if blank { ' ' } else { c });
            }
            self.blank = blank;
        }
    }

    fn letter(&mut self, c: char) {
        if !self.hidden {
            self.source.push(c);
            self.blank = c != '-';
        }
    }

    fn end_paragraph(&mut self) {
        self.ends.push(self.source.len() as u32);
        self.source.push('\n');
        self.blank = true;
    }
}

fn attribute(tag: &BytesStart, wanted: &str) -> Option<String> {
    tag.attributes()
        .flatten()
        .find(|a| {
            let name = a.key.local_name();
            AsRef::<str>::as_ref(&name) == wanted
        })
        .map(|a| AsRef::<str>::as_ref(&a.value).to_owned())
}

/// Title and author out of the file's properties. Not the dates: they tell when it was typed or copied, not when
/// it was published, and a wrong day is worse than none.
fn properties(xml: &str, office: &mut Office) {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let mut field = String::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(_) => field.clear(),
            Event::Text(words) => field.push_str(&words),
            Event::GeneralRef(name) => field.push_str(&html::decoded(&format!("&{};", &*name))),
            Event::End(tag) => {
                let value = field.split_whitespace().collect::<Vec<_>>().join(" ");
                field.clear();
                if value.is_empty() {
                    continue;
                }
                let name = tag.local_name();
                match AsRef::<str>::as_ref(&name) {
                    "title" => office.title = office.title.take().or(Some(value)),
                    "creator" | "initial-creator" => office.author = office.author.take().or(Some(value)),
                    _ => {}
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    /// A zip archive of the given parts.
    fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part");
            writer.write_all(text.as_bytes()).expect("written");
        }
        writer.finish().expect("an archive").into_inner()
    }

    fn docx(body: &str) -> Vec<u8> {
        let xml = format!(
            r#"<?xml version="1.0"?><w:document xmlns:w="w" xmlns:mc="mc"><w:body>{body}</w:body></w:document>"#
        );
        zipped(&[("word/document.xml", &xml)])
    }

    #[test]
    fn a_word_file_is_what_its_reader_sees() {
        let file = docx(
            r#"<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t xml:space="preserve">“We </w:t></w:r>
<w:ins><w:r><w:t>will</w:t></w:r></w:ins><w:del><w:r><w:delText>may</w:delText></w:r></w:del>
<w:r><w:t xml:space="preserve"> sail,” </w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>secretly </w:t></w:r>
<w:r><w:instrText>HYPERLINK x</w:instrText></w:r><w:r><w:t>said Fisk &amp; Co.</w:t></w:r></w:p>
<w:p/><w:p><w:r><w:t>Next</w:t><w:br/><w:t>line.</w:t></w:r></w:p>"#,
        );
        let office = read(Format::Docx, &file).expect("a Word file");
        assert_eq!(office.source, "“We will sail,” said Fisk & Co.\n\nNext\nline.\n");
        let (text, map) = office.text();
        assert_eq!(text, "“We will sail,” said Fisk & Co.\n\n\n\nNext\nline.\n\n");
        let at = text.find("Next").expect("there");
        assert_eq!(map.to_file(Span::from(at..at + 4)).of(&office.source), "Next");
    }

    #[test]
    fn an_opendocument_text_is_what_its_reader_sees() {
        let xml = r#"<office:document-content xmlns:office="o" xmlns:text="t"><office:body><office:text>
<text:tracked-changes><text:p>Struck.</text:p></text:tracked-changes>
<text:h>Tide</text:h><text:p>“We<text:s/>sail  at
 <text:span>dawn</text:span>,”<text:note><text:note-body><text:p>Not now.</text:p></text:note-body></text:note> said Fisk.</text:p>
</office:text></office:body></office:document-content>"#;
        let meta = r#"<office:document-meta><dc:title>Tide &amp; port</dc:title><meta:initial-creator>Ada Quill</meta:initial-creator></office:document-meta>"#;
        let office = read(Format::Odt, &zipped(&[("content.xml", xml), ("meta.xml", meta)])).expect("a text");
        assert_eq!(office.source, "Tide\n“We sail at dawn,” said Fisk.\n");
        assert_eq!((office.title.as_deref(), office.author.as_deref()), (Some("Tide & port"), Some("Ada Quill")));
    }

    #[test]
    fn hostile_and_broken_files_are_named_errors() {
        let error = |bytes: &[u8]| read(Format::Docx, bytes).err().unwrap_or_default();
        // 33 MiB that pack to a few hundred kilobytes at most.
        let bomb = docx(&"<w:p><w:r><w:t>a</w:t></w:r></w:p>".repeat(1 << 20));
        assert!(bomb.len() < 1 << 20);
        assert!(error(&bomb).contains("over 32 MiB when unpacked"), "{}", error(&bomb));
        let wordy = docx(&format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "a".repeat(9 << 20)));
        assert!(error(&wordy).contains("over 8 MiB of text"));
        assert!(error(&docx(&"<w:p>".repeat(100_000))).contains("inside one another"));
        let good = docx("<w:p><w:r><w:t>Words.</w:t></w:r></w:p>");
        assert!(error(&good[..good.len() / 2]).starts_with("a broken Word file: "));
        assert!(error(b"PK\x03\x04").starts_with("a broken Word file: "));
        assert!(error(&zipped(&[("readme", "x")])).contains("word/document.xml"));
        assert!(error(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1").contains("password-protected"));
        let laughs =
            r#"<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><d><p><r><t>Well &b; then</t></r></p></d>"#;
        assert_eq!(read(Format::Docx, &zipped(&[("word/document.xml", laughs)])).unwrap().source, "Well &b; then\n");
    }
}
