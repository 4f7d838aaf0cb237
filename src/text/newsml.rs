//! NewsML-G2 (IPTC) and the NITF inside it: a news item as XML. Entities of a DTD are never expanded.

use super::days::parse_date;
use super::flow::Flow;
use super::{Metadata, OffsetMap, Span, html};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Elements open at once; deeper files are hostile, not news.
const MAX_DEPTH: usize = 1000;

/// The first news item that has text: its words, their way back to `source`, and what it says about itself.
pub(super) fn item(source: &str) -> Result<(String, OffsetMap, Metadata), String> {
    let mut reader = Reader::from_str(source);
    reader.config_mut().allow_dangling_amp = true;
    reader.config_mut().check_end_names = false;
    let mut item = Item::new(source);
    let mut news = false;
    loop {
        let event = reader.read_event().map_err(|e| format!("broken XML: {e}"))?;
        let at = reader.buffer_position() as u32;
        match event {
            Event::Start(tag) => {
                let name = local(&tag);
                news |= matches!(name.as_str(), "newsItem" | "newsMessage" | "nitf" | "packageItem" | "NewsML");
                item.open(&name, &tag, at);
                if item.path.len() > MAX_DEPTH {
                    return Err(format!("more than {MAX_DEPTH} elements inside one another"));
                }
            }
            Event::Empty(tag) => {
                let name = local(&tag);
                item.open(&name, &tag, at);
                item.close(&name, at);
            }
            Event::End(tag) => {
                let name = tag.local_name();
                if item.close(AsRef::<str>::as_ref(&name), at) {
                    break;
                }
            }
            Event::Text(words) => item.words(&words, at),
            Event::CData(words) => item.words(&words, at),
            Event::GeneralRef(name) => {
                let written = format!("&{};", &*name);
                // The position is past the semicolon.
                item.reference(&written, at.saturating_sub(written.len() as u32), at);
            }
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    if !news {
        return Err("no NewsML-G2 or NITF item".to_owned());
    }
    let (mut text, mut map) = item.flow.finish();
    if text.is_empty() {
        return Err("a news item without text".to_owned());
    }
    if item.escaped_html {
        // HTML inside a CDATA section or inside character references.
        let html::Article { text: words, map: inner, .. } = html::article(&text);
        (text, map) = (words, inner.then(&map));
    }
    Ok((text, map, item.meta))
}

fn local(tag: &BytesStart) -> String {
    AsRef::<str>::as_ref(&tag.local_name()).to_owned()
}

struct Item<'a> {
    source: &'a str,
    path: Vec<String>,
    /// How deep the content began; words outside are no text.
    content: Option<usize>,
    escaped_html: bool,
    flow: Flow,
    meta: Metadata,
    /// Whether the title is the headline.
    headline: bool,
    /// The words of the metadata element being read.
    field: String,
}

impl<'a> Item<'a> {
    fn new(source: &'a str) -> Self {
        Item {
            source,
            path: Vec::new(),
            content: None,
            escaped_html: false,
            flow: Flow::new(),
            meta: Metadata::default(),
            headline: false,
            field: String::new(),
        }
    }

    fn open(&mut self, name: &str, tag: &BytesStart, at: u32) {
        let attribute = |key: &str| {
            let found = tag.attributes().flatten().find(|a| AsRef::<str>::as_ref(&a.key.local_name()) == key)?;
            Some(html::decoded(&found.value))
        };
        self.field.clear();
        match name {
            "inlineXML" | "inlineData" | "body.content" if self.content.is_none() => {
                self.content = Some(self.path.len());
                let kind = attribute("contenttype").unwrap_or_default();
                self.escaped_html = name == "inlineData" && kind.contains("html");
            }
            "provider" => self.meta.outlet = attribute("literal").or(self.meta.outlet.take()),
            "story.date" => self.meta.date = attribute("norm").as_deref().and_then(parse_date).or(self.meta.date),
            "newsItem" => self.meta.url = attribute("guid").filter(|g| g.starts_with("http")),
            _ => {}
        }
        if self.content.is_some() {
            self.gap(name, at);
        }
        self.path.push(name.to_owned());
    }

    /// Closes an element; `true` where that ends the item's content.
    fn close(&mut self, name: &str, at: u32) -> bool {
        let parent = self.path.len().checked_sub(2).and_then(|i| self.path.get(i)).map_or("", String::as_str);
        let field = self.field.split_whitespace().collect::<Vec<_>>().join(" ");
        // A link tells of another item.
        let own = !self.path.iter().any(|p| p == "link");
        if self.content.is_none() && own && !field.is_empty() {
            let meta = &mut self.meta;
            match (parent, name) {
                // NITF's `head/title`, which stands before the headline, is what a browser shows.
                (_, "headline" | "hl1") if !self.headline => (meta.title, self.headline) = (Some(field), true),
                (_, "title") if meta.title.is_none() => meta.title = Some(field),
                (_, "contentCreated") => meta.date = parse_date(&field).or(meta.date),
                (_, "versionCreated" | "firstCreated") => meta.date = meta.date.or_else(|| parse_date(&field)),
                (_, "by" | "byline" | "bytag") => meta.authors.push(field),
                ("provider" | "infoSource", "name") => meta.outlet = Some(field),
                _ => {}
            }
        }
        self.field.clear();
        self.path.pop();
        if self.content.is_some() {
            self.gap(name, at);
        }
        if self.content.is_some_and(|depth| self.path.len() <= depth) {
            self.content = None;
            return true;
        }
        false
    }

    fn gap(&mut self, name: &str, at: u32) {
        match name {
            "br" => self.flow.line(at),
            "block" | "hedline" | "hl2" | "body.head" | "body.content" => self.flow.paragraph(at),
            _ if html::is_block(name) => self.flow.paragraph(at),
            _ => {}
        }
    }

    /// Words that end at byte `end` of the source or before.
    fn words(&mut self, words: &str, end: u32) {
        if self.content.is_none() {
            self.field.push_str(words);
        } else if !self.silent() {
            // The event borrows from the source, where line ends have not been changed.
            let at = (words.as_ptr() as usize).wrapping_sub(self.source.as_ptr() as usize);
            if self.source.get(at..at.wrapping_add(words.len())) == Some(words) {
                self.plain(words, at as u32);
            } else {
                self.flow.replaced(words, Span::new(end.saturating_sub(words.len() as u32), end));
            }
        }
    }

    /// Plain text keeps its paragraphs: an empty line parts them.
    fn plain(&mut self, words: &str, at: u32) {
        if self.path.last().is_none_or(|p| p != "inlineData") || self.escaped_html {
            return self.flow.verbatim(words, at);
        }
        let mut offset = at;
        for line in words.split_inclusive('\n') {
            if line.trim().is_empty() {
                self.flow.paragraph(offset);
            } else {
                self.flow.verbatim(line, offset);
                if line.ends_with('\n') {
                    self.flow.line(offset + line.len() as u32 - 1);
                }
            }
            offset += line.len() as u32;
        }
    }

    fn reference(&mut self, written: &str, start: u32, end: u32) {
        let read = html::decoded(written);
        if self.content.is_none() {
            self.field.push_str(&read);
        } else if !self.silent() {
            self.flow.replaced(&read, Span::new(start, end));
        }
    }

    /// Inside what is no running text: the head of embedded XHTML, pictures' data.
    fn silent(&self) -> bool {
        self.path.iter().any(|p| matches!(p.as_str(), "head" | "script" | "style" | "media-metadata" | "figcaption"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ITEM: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:example:1">
 <itemMeta><versionCreated>2021-06-17T09:00:00Z</versionCreated><provider><name>Harbour Wire</name></provider></itemMeta>
 <contentMeta><contentCreated>2021-06-16T18:00:00Z</contentCreated><headline>Tide &amp; ferries</headline><by>Ada Quill</by></contentMeta>
 <contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>
 <body><p>&#8220;We&#x2019;re open,&#8221; said <b>Jo</b>e Fisk.</p><p><![CDATA[Cats & dogs]]> sail.</p></body></html></inlineXML></contentSet>
</newsItem>"#;

    #[test]
    fn a_news_item_is_read_with_its_metadata_and_bytes() {
        let (text, map, meta) = item(ITEM).unwrap();
        assert_eq!(text, "“We’re open,” said Joe Fisk.\n\nCats & dogs sail.");
        let at = text.find("We’re").unwrap();
        assert_eq!(map.to_file(Span::from(at..at + "We’re".len())).of(ITEM), "We&#x2019;re");
        let at = text.find("Fisk").unwrap();
        assert_eq!(map.to_file(Span::from(at..at + 4)).of(ITEM), "Fisk");
        assert_eq!(meta.title.as_deref(), Some("Tide & ferries"));
        assert_eq!(meta.date.map(|d| d.to_string()).as_deref(), Some("2021-06-16"));
        assert_eq!(meta.outlet.as_deref(), Some("Harbour Wire"));
        assert_eq!(meta.authors, ["Ada Quill"]);
    }

    #[test]
    fn a_headline_is_the_title_though_the_page_has_another() {
        let nitf = "<nitf><head><title>wire 0616 ferries</title></head><body><body.head><hedline><hl1>Ferries sail at dawn</hl1>\
                    <hl1>Again</hl1></hedline></body.head><body.content><p>They sail.</p></body.content></body></nitf>";
        assert_eq!(item(nitf).unwrap().2.title.as_deref(), Some("Ferries sail at dawn"));
        let bare = nitf.replace("hl1>", "hl9>");
        assert_eq!(item(&bare).unwrap().2.title.as_deref(), Some("wire 0616 ferries"));
    }

    #[test]
    fn entities_that_grow_are_not_expanded() {
        let laughs = r#"<!DOCTYPE newsItem [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>
<newsItem><contentSet><inlineData contenttype="text/plain">Well &c; then</inlineData></contentSet></newsItem>"#;
        assert_eq!(item(laughs).unwrap().0, "Well &c; then");
    }

    #[test]
    fn hostile_and_foreign_files_are_named_errors() {
        assert!(item(&"<newsItem>".repeat(100_000)).unwrap_err().contains("inside one another"));
        assert!(item("<rss><channel/></rss>").is_err());
        assert!(item("<newsItem><contentSet>").is_err());
        assert!(item("no xml at all").is_err());
    }
}
