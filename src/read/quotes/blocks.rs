//! Block quotations that the format marks: all that stands above the name which signs one is that person's.

use super::{Quote, QuoteKind};
use crate::read::people::Cast;
use crate::read::people::names::NameKind;
use crate::text::{Cited, Prose};

/// The signed block quotations of a document, each with the name that signs it as the cue. A block that nobody signs,
/// or a thing (a newspaper, a book), is nobody's word.
pub(in crate::read) fn find(prose: &Prose, cited: &[Cited], cast: &Cast) -> Vec<Quote> {
    cited.iter().filter_map(|c| block(prose, c, cast)).collect()
}

fn block(prose: &Prose, cited: &Cited, cast: &Cast) -> Option<Quote> {
    let first = prose.token_at(cited.by.start) as u32;
    let name = cast.names.iter().find(|n| n.whole().start == first)?;
    // "Ngozi Obi" with a dash before it signs, though no word of the name is known.
    let unknown = name.kind == NameKind::Unknown && cited.dashed && name.tokens.len() <= 3;
    let ends = name.tokens.end >= prose.token_at(cited.by.end) as u32
        || matches!(prose.mark(name.tokens.end as usize), ',' | '(' | ';' | '\u{2014}' | '\u{2013}');
    (ends && (name.person.is_some() || unknown)).then(|| Quote {
        span: cited.words,
        content: cited.words,
        kind: QuoteKind::Block,
        speaker: None,
        cue: Some(prose.span(&name.tokens)),
        nested: false,
        post: false,
        scare: false,
    })
}

#[cfg(test)]
mod tests {
    use crate::read::{QuoteKind, ReadOptions, read};
    use crate::text::{Document, Format};

    /// The words of each block and who is said to have said them.
    fn blocks(name: &str, source: &str) -> Vec<(String, Option<String>)> {
        let document = Document::parse(name, Format::of_name(name).unwrap(), source.as_bytes()).unwrap();
        let found = read(&document, &ReadOptions::default());
        let blocks = found.quotes.iter().filter(|q| q.kind == QuoteKind::Block);
        blocks
            .map(|q| (q.content.of(&document.text).to_owned(), q.speaker.as_ref().and_then(|s| s.name.clone())))
            .collect()
    }

    #[test]
    fn a_signed_block_is_the_signers_word() {
        for (name, source) in [
            (
                "a.html",
                "<p>It rained.</p><blockquote><p>We sail at dawn.</p><cite>Anna Berg</cite></blockquote><p>So.</p>",
            ),
            ("a.html", "<blockquote>We sail at dawn.<footer>&mdash; Anna Berg, mayor</footer></blockquote>"),
            (
                "a.html",
                "<blockquote><p>We sail at dawn.</p><p>— <b>Anna Berg</b></p></blockquote><footer>Words</footer>",
            ),
            ("a.md", "It rained.\n\n> We sail at dawn.\n>\n> — Anna Berg\n\nSo.\n"),
            ("a.md", "> We sail at dawn.\n> — Mayor Anna Berg\n"),
        ] {
            assert_eq!(
                blocks(name, source),
                [("We sail at dawn.".to_owned(), Some("Anna Berg".to_owned()))],
                "{source}"
            );
        }
    }

    #[test]
    fn a_block_that_no_person_signs_is_nobodys_word() {
        for (name, source) in [
            ("a.html", "<blockquote><p>We sail at dawn.</p></blockquote><p>Anna Berg spoke.</p>"),
            ("a.html", "<blockquote><p>We sail.</p><cite>The Daily Mirror</cite></blockquote>"),
            ("a.html", "<blockquote><p>We sail, as told in <cite>Anna Berg</cite></p></blockquote>"),
            ("a.html", "<p>We sail at dawn.</p><footer>Anna Berg</footer>"),
            ("a.md", "> We sail at dawn.\n\nAnna Berg spoke.\n"),
            ("a.md", "> We sail at dawn.\n>\n> — Reuters\n"),
            ("a.md", "> We sail at dawn.\n>\n> — Anna Berg sails too\n"),
        ] {
            assert!(blocks(name, source).is_empty(), "{source}: {:?}", blocks(name, source));
        }
    }

    #[test]
    fn what_surrounds_a_signed_block_is_still_reported() {
        let source = "Tom Falk said that the hall was full.\n\n> We sail at dawn.\n>\n> — Anna Berg\n";
        let document = Document::parse("a.md", Format::Markdown, source.as_bytes()).unwrap();
        let kinds: Vec<_> = read(&document, &ReadOptions::default()).quotes.iter().map(|q| q.kind).collect();
        assert_eq!(kinds, [QuoteKind::Indirect, QuoteKind::Block]);
    }
}
