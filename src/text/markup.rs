//! Words in a file with markup: what may be put there, and what may go.

use super::{Document, Format, Span};
use std::borrow::Cow;

/// Words as the format writes them.
pub fn written(format: Format, words: &str) -> Cow<'_, str> {
    match format {
        Format::Html | Format::Newsml if words.contains(['&', '<', '>']) => {
            words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").into()
        }
        Format::Ninjs | Format::Jsonl => {
            let json = serde_json::Value::from(words).to_string();
            json.get(1..json.len().saturating_sub(1)).unwrap_or(words).to_owned().into()
        }
        // Read only, or written as they are.
        _ => words.into(),
    }
}

/// Whether the words at `span` may be replaced where they stand in the file, at `piece`: it has those words, all of
/// them and no others, and no half of some markup.
pub fn may_replace(document: &Document, span: Span, piece: &str) -> bool {
    !document.map().splits(span) && is_whole(document.format, piece)
}

/// Where a comment may stand in a file.
pub struct CommentPlaces(Option<Vec<Span>>);

impl CommentPlaces {
    /// Of a file's text.
    pub fn of(format: Format, source: &str) -> CommentPlaces {
        CommentPlaces((format == Format::Html).then(|| super::html::comment_places(source)))
    }

    /// The last place between two bytes, both included, before which a comment that is put in would be one.
    pub fn last(&self, from: u32, to: u32) -> Option<u32> {
        let Some(places) = &self.0 else { return Some(to) };
        let place = places.get(places.partition_point(|p| p.start <= to).checked_sub(1)?)?;
        Some(place.end.min(to)).filter(|at| *at >= from)
    }
}

/// Whether markup that begins in a piece of a file ends there too.
fn is_whole(format: Format, piece: &str) -> bool {
    let count = |c: char| piece.matches(c).count();
    match format {
        Format::Html | Format::Newsml => {
            let mut open = 0;
            for tag in piece.split('<').skip(1) {
                match tag.as_bytes() {
                    [b'/', ..] => open -= 1,
                    _ if tag.starts_with("br") || tag.starts_with("wbr") || tag.contains("/>") => {}
                    [letter, ..] if letter.is_ascii_alphabetic() => open += 1,
                    _ => {}
                }
                if open < 0 {
                    return false;
                }
            }
            open == 0
        }
        Format::Markdown => {
            // `**` is one mark, and its like closes it.
            let rows =
                |mark| piece.split(|c| c != mark).filter(|row| !row.is_empty()).map(str::len).collect::<Vec<_>>();
            let paired = |rows: Vec<usize>| rows.chunks(2).all(|pair| matches!(pair, [a, b] if a == b));
            ['*', '_', '`', '~'].into_iter().all(|mark| paired(rows(mark))) && count('[') == count(']')
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_with_half_of_some_markup_is_not_whole() {
        for (format, piece, whole) in [
            (Format::Html, "Bearbock", true),
            (Format::Html, "B<i>ear</i>bock", true),
            (Format::Html, "Annalena<br>Bearbock", true),
            (Format::Html, "Bear<i>bock", false),
            (Format::Html, "Bear</i>bock<i>", false),
            (Format::Markdown, "Annalena **Bear**bock", true),
            (Format::Markdown, "Annalena** Bearbock", false),
            (Format::Markdown, "Annalena **Bear*bock", false),
            (Format::Markdown, "Annalena](http", false),
            (Format::Newsml, "Bear</p><p>bock", false),
            (Format::Plain, "five * six", true),
        ] {
            assert_eq!(is_whole(format, piece), whole, "{piece}");
        }
    }

    #[test]
    fn a_comment_may_stand_between_words_and_tags_and_nowhere_else_in_a_page() {
        let page = "<!doctype html><html>\n<head><title>a</title>\n<script>if (a > b) { c }</script>\n<!-- no --></head>\n\
                    <p class=\"a > b\">One &amp; two,</p><br><i>three</i></html>";
        // A bar wherever one may.
        for (source, open) in [
            ("a<p>b</p>", "|a|<p>|b|</p>|"),
            ("<p title='a>b'>c", "|<p title='a>b'>|c|"),
            ("a<!-- b -->c", "|a|<!-- b -->|c|"),
            ("<script>a<b>c</script>d", "|<script>a<b>c</script>|d|"),
            ("<title>a</title>", "|<title>a</title>|"),
            ("a<!-- b", "|a|<!-- b"),
            ("a<p title='b", "|a|<p title='b"),
            ("<style>a", "|<style>a"),
        ] {
            let places = CommentPlaces::of(Format::Html, source);
            let marked: String = (0..=source.len())
                .map(|at| {
                    let bar = if places.last(at as u32, at as u32).is_some() { "|" } else { "" };
                    format!("{bar}{}", source.get(at..at + 1).unwrap_or_default())
                })
                .collect();
            assert_eq!(marked, open);
        }
        assert_eq!(CommentPlaces::of(Format::Markdown, "a").last(0, 1), Some(1));
        assert_eq!(CommentPlaces::of(Format::Html, "ab</p><p a").last(1, 10), Some(6));
        assert_eq!(CommentPlaces::of(Format::Html, "ab</p><p a").last(7, 10), None);
        let places = CommentPlaces::of(Format::Html, page);
        for (words, fits) in [("> b", false), ("two,", true), ("no -->", false), ("three", true), ("(a >", false)] {
            let at = page.find(words).unwrap() as u32 + 1;
            assert_eq!(places.last(at, at).is_some(), fits, "{words}");
        }
    }

    #[test]
    fn words_that_stand_for_more_than_themselves_are_not_replaced() {
        let source = "So `on\nFriday` and *on Monday*.";
        let document = Document::parse("a.md", Format::Markdown, source.as_bytes()).unwrap();
        for (words, fits) in [("Friday", false), ("on Friday", true), ("Monday", true), ("on Monday", true)] {
            let at = document.text.find(words).unwrap();
            let span = Span::from(at..at + words.len());
            assert_eq!(may_replace(&document, span, document.to_file(span).of(source)), fits, "{words}");
        }
    }

    #[test]
    fn words_are_written_so_that_they_are_no_markup() {
        assert_eq!(written(Format::Html, "R&D < 3"), "R&amp;D &lt; 3");
        assert_eq!(written(Format::Jsonl, "\"so\"\n"), "\\\"so\\\"\\n");
        assert_eq!(written(Format::Markdown, "R&D"), "R&D");
    }
}
