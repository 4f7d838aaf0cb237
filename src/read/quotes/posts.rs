//! Posts of social networks as pages embed them: `The bridge is open again! — Ann Lee (@annlee) June 4, 2017`. All
//! that stands before the signature is the account's own word.

use super::{Quote, QuoteKind};
use crate::text::Prose;
use std::ops::Range;

/// Words in a signature's name at most.
const MAX_NAME: u32 = 8;

/// A post's bytes at most: 280 characters, some of them long, and a link. A longer paragraph has the article's own words
/// in it.
const MAX_POST: u32 = 400;

/// The posts of a text as block quotes, each with the name in its signature as the cue.
pub(super) fn find(prose: &Prose) -> Vec<Quote> {
    // Hardly any draft has one.
    if !prose.text.contains("(@") {
        return Vec::new();
    }
    prose.paragraphs.iter().filter_map(|p| post(prose, p)).collect()
}

/// A paragraph that is one signed post.
fn post(prose: &Prose, paragraph: &Range<u32>) -> Option<Quote> {
    let mark = |i: u32| prose.mark(i as usize);
    let open = (paragraph.start..paragraph.end).find(|&i| is_handle(prose, i))?;
    let lowest = paragraph.start.max(open.saturating_sub(MAX_NAME + 1));
    let dash = (lowest..open).rev().find(|&i| matches!(mark(i), '\u{2014}' | '\u{2013}' | '-'))?;
    let (words, name) = (prose.span(&(paragraph.start..dash)), prose.span(&(dash + 1..open)));
    let spaced = prose.tokens.get(dash as usize + 1).is_some_and(|t| t.spaced);
    if dash == paragraph.start || name.is_empty() || !spaced || words.len() > MAX_POST {
        return None;
    }
    // Behind the handle stands the post's day, and no more.
    let behind = prose.span(&(open..paragraph.end)).of(prose.text);
    let day = behind.split_once(')').map_or("", |(_, day)| day.trim());
    if !day.ends_with(|c: char| c.is_ascii_digit()) || day.split_whitespace().count() > 3 {
        return None;
    }
    Some(Quote {
        span: words,
        content: words,
        kind: QuoteKind::Block,
        speaker: None,
        cue: Some(name),
        nested: false,
        post: true,
        scare: false,
    })
}

/// Whether a token opens the handle of an account: `(@annlee)`.
fn is_handle(prose: &Prose, i: u32) -> bool {
    let behind = |end: u32| prose.text.get(end as usize..).is_some_and(|t| t.starts_with('@'));
    prose.mark(i as usize) == '(' && prose.tokens.get(i as usize).is_some_and(|t| behind(t.span.end))
}

#[cfg(test)]
mod tests {
    use crate::read::{QuoteKind, reading_of};

    #[test]
    fn a_signed_post_is_its_accounts_word() {
        let text = "The council met.\n\nThe U. S. bridge is open again!And it stays so \u{2014} Ann M. Lee (@annlee) \
            June 4, 2017\n\nIt will meet again, Tom Falk said.";
        let found = reading_of(text);
        let post = found.quotes.iter().find(|q| q.kind == QuoteKind::Block).expect("a post");
        assert!(post.post);
        assert_eq!(post.content.of(text), "The U. S. bridge is open again!And it stays so");
        assert_eq!(post.speaker.as_ref().and_then(|s| s.name.as_deref()), Some("Ann M. Lee"));
        // The rest is no transcript: what is reported without marks stays reported.
        assert!(found.quotes.iter().any(|q| q.kind == QuoteKind::Indirect));
    }

    #[test]
    fn what_a_post_quotes_is_not_the_accounts_word() {
        let text = "\u{201C}The bridge is a death trap for all,\u{201D} says Tom Falk. Not so! \u{2014} Ann Lee \
            (@annlee) June 4, 2017";
        let found = reading_of(text);
        let inner = found.quotes.iter().find(|q| q.kind == QuoteKind::Direct).expect("a quote");
        assert!(inner.nested, "{:?}", found.quotes);
    }

    #[test]
    fn a_handle_in_an_articles_own_words_signs_nothing() {
        for text in [
            "The mayor \u{2014} Ann Lee (@annlee) \u{2014} opened the bridge on June 4, 2017",
            "Ann Lee (@annlee) is a reporter in Norwich. She came in 2017",
            "Follow Ann Lee (@annlee) 2017",
            "\u{2014} Ann Lee (@annlee) June 4, 2017",
        ] {
            assert!(reading_of(text).quotes.iter().all(|q| q.kind != QuoteKind::Block), "{text}");
        }
    }
}
