//! Markdown: the words without the markup, each word with its bytes.

use super::{OffsetMap, Span};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The prose of a Markdown source, blocks parted by blank lines. Code blocks, HTML and link targets are no prose.
pub(super) fn prose(source: &str) -> (String, OffsetMap) {
    let mut text = String::with_capacity(source.len());
    let mut map = OffsetMap::identity();
    let mut silent = 0usize;
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::Image { .. } | Tag::MetadataBlock(_)) => silent += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Image | TagEnd::MetadataBlock(_)) => {
                silent = silent.saturating_sub(1);
            }
            _ if silent > 0 => {}
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
    (text, map)
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
            let (text, map) = prose(source);
            let at = text.find(words).unwrap();
            assert_eq!(map.to_file(Span::from(at..at + words.len())).of(source), piece, "{source}");
        }
    }
}
