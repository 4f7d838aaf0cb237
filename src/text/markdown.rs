//! Markdown: the words without the markup, each word with its bytes.

use super::cited::{self, Cited};
use super::{OffsetMap, Span};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The prose of a Markdown source, blocks parted by blank lines. Code blocks, HTML and link targets are no prose.
pub(super) fn prose(source: &str) -> (String, OffsetMap, Vec<Cited>) {
    let mut text = String::with_capacity(source.len());
    let mut map = OffsetMap::identity();
    let mut silent = 0usize;
    let mut cited = Vec::new();
    // Where the block quotation around begins, and where its last line does, how ever lines are joined.
    let (mut depth, mut block, mut line) = (0usize, 0, 0);
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::Image { .. } | Tag::MetadataBlock(_)) => silent += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Image | TagEnd::MetadataBlock(_)) => {
                silent = silent.saturating_sub(1);
            }
            _ if silent > 0 => {}
            Event::Start(Tag::BlockQuote(_)) => {
                if depth == 0 {
                    (block, line) = (text.len(), text.len());
                }
                depth += 1;
            }
            Event::End(TagEnd::BlockQuote(_)) => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    let last = text.get(line..).unwrap_or("").trim_start();
                    let joined = (line > block && last.starts_with(['\u{2014}', '\u{2013}', '-'])).then_some(line);
                    let marked = joined.map(|line| Span::from(line..text.len()));
                    cited.extend(cited::signed(&text, Span::from(block..text.len()), marked));
                }
            }
            Event::Text(words) => {
                let start = text.len();
                text.push_str(&words);
                let span = Span::from(start..text.len());
                // An escape or entity reads otherwise than its source; so may a smart replacement.
                if source.get(range.clone()) == Some(&*words) {
                    map.push_verbatim(span, range.start as u32);
                } else {
                    map.push_replaced(span, Span::from(range));
                }
            }
            Event::Code(words) => {
                let start = text.len();
                text.push_str(&words);
                let span = Span::from(start..text.len());
                match inside_ticks(source, &range, &words) {
                    Some(at) => map.push_verbatim(span, at as u32),
                    None => map.push_replaced(span, Span::from(range)),
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                let start = text.len();
                text.push(if matches!(event, Event::SoftBreak) { ' ' } else { '\n' });
                map.push_replaced(Span::from(start..text.len()), Span::from(range));
                line = text.len();
            }
            Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::TableRow
                | TagEnd::TableHead
                | TagEnd::TableCell,
            ) if !text.is_empty() && !text.ends_with("\n\n") => {
                let start = text.len();
                text.push_str("\n\n");
                map.push_replaced(Span::from(start..text.len()), Span::new(range.end as u32, range.end as u32));
            }
            _ => {}
        }
    }
    (text, map, cited)
}

/// Where the words of inline code begin, behind its backticks and the blank that may follow them; `None` where they
/// read otherwise than their source, as over a line's end.
fn inside_ticks(source: &str, code: &std::ops::Range<usize>, words: &str) -> Option<usize> {
    let piece = source.get(code.clone())?;
    let behind = piece.trim_start_matches('`');
    let at = code.start + piece.len() - behind.len();
    [at, at + 1].into_iter().find(|&at| source.get(at..at + words.len()) == Some(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_inline_code_lead_to_themselves_without_their_backticks() {
        for (source, words, piece) in [
            ("Read `on Friday, maybe` now.", "Friday", "Friday"),
            ("Read `` on `Friday` maybe `` now.", "Friday", "Friday"),
            ("Read `on Friday` now.", "on Friday", "on Friday"),
            ("Read `on\nFriday` now.", "Friday", "`on\nFriday`"),
        ] {
            let (text, map, _) = prose(source);
            let at = text.find(words).unwrap();
            assert_eq!(map.to_file(Span::from(at..at + words.len())).of(source), piece, "{source}");
        }
    }

    #[test]
    fn the_last_line_of_a_block_quotation_may_sign_it() {
        for (source, words, by) in [
            ("He left.\n\n> We sail.\n>\n> And land.\n>\n> — Ada Quill\n\nSo.", "We sail.\n\nAnd land.", "Ada Quill"),
            ("> We sail.\n> -- Ada Quill, mayor\n", "We sail.", "Ada Quill, mayor"),
            ("> > We sail.\n>\n> – Ada Quill", "We sail.", "Ada Quill"),
        ] {
            let (text, _, cited) = prose(source);
            let all: Vec<_> = cited.iter().map(|c| (c.words.of(&text), c.by.of(&text))).collect();
            assert_eq!(all, [(words, by)], "{source}");
        }
        for source in
            ["> We sail.\n>\n> And land.", "> — Ada Quill", "> We sail — Ada Quill", "We sail.\n\n— Ada Quill"]
        {
            assert!(prose(source).2.is_empty(), "{source}");
        }
    }
}
