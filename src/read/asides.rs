//! What stands among an article's paragraphs and is none of it: links to other stories, captions, posts.
//!
//! Scraped pages have them everywhere. The words of a link are another story's headline, the date of a caption is
//! the picture's, the date of a post that of its posting.

use super::Timex;
use crate::lexicon::{self, Class};
use crate::text::{Kind, Prose, Shape, Span};
use regex::Regex;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;
use std::sync::LazyLock;

/// What a label announces.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    Link,
    Picture,
}

static LABELS: LazyLock<FxHashMap<&'static str, Label>> = LazyLock::new(|| {
    lexicon::pairs(include_str!("../lexicon/link_labels.tsv"))
        .map(|(words, kind)| (words, if kind == "p" { Label::Picture } else { Label::Link }))
        .collect()
});

/// Whether words (in small letters) announce a link or a picture.
pub(super) fn is_label(words: &str) -> bool {
    LABELS.contains_key(words)
}

/// Words of a label, at most.
const MAX_LABEL: u32 = 3;

/// A paragraph of links is no longer than this, in tokens; what is longer has sentences of its own.
const MAX_LINK: usize = 48;

/// A post, or a gallery's caption, is no longer than this, in tokens.
const MAX_POST: usize = 1000;

/// Marks of captions, posts and what embeds a film.
const MARKS: [&str; 15] = [
    "@",
    "http:",
    "pic.twitter.com",
    "https:",
    "Hide Caption",
    "Hide caption",
    "toggle caption",
    "FILE PHOTO",
    "File photo",
    "Photos:",
    "(L-R)",
    "(not pictured)",
    "(not shown)",
    "second from left",
    "second from right",
];

/// Whether a sentence is a post of a social network with its time stamp, or a gallery's caption: its date is the post's
/// or the picture's.
pub fn is_marked(sentence: &str) -> bool {
    MARKED.is_match(sentence)
}

/// All of them in one pass: every dated sentence is asked.
static MARKED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&MARKS.map(regex::escape).join("|")).expect("words are a pattern"));

/// Whether a paragraph's words are those of a link: `READ MORE: Mayor calls bridge "a death trap"`.
pub(super) fn is_link(prose: &Prose, paragraph: &Range<u32>) -> bool {
    paragraph.len() <= MAX_LINK
        && match label(prose, paragraph.start, paragraph.end) {
            Some((Label::Link, _)) => true,
            // A caption has sentences, and what is said in it was said.
            Some((Label::Picture, _)) => false,
            // The label has a line of its own: `READ MORE:`, and then the headlines.
            None => heads_links(prose, paragraph),
        }
}

/// Whether a sentence stands in a link, a caption or a post, so that its date is not the article's to tell.
pub(super) fn is_aside(prose: &Prose, sentence: &Range<u32>) -> bool {
    let Some(paragraph) = prose.paragraphs.get(prose.paragraph_of(sentence.start as usize)) else { return false };
    if is_link(prose, paragraph) || label(prose, paragraph.start, paragraph.end).is_some_and(|l| l.0 == Label::Picture)
    {
        return true;
    }
    let words = prose.span(sentence).of(prose.text);
    let whole = if paragraph.len() <= MAX_POST { prose.span(paragraph).of(prose.text) } else { words };
    // A post is signed: "— Ann Lee (@annlee) June 4, 2017".
    let post = whole.contains("(@") || whole.contains("Hide Caption");
    post || is_marked(words) || bracketed(prose, sentence)
}

static CAPTION_VERBS: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| lexicon::rows(include_str!("../lexicon/caption_verbs.tsv")).collect());

/// Whether a sentence with a day written in full is a caption: "Mayor Berg opens the bridge, June 4, 2019." What people
/// do in a picture is told in the present, and the day is the picture's.
pub(super) fn is_caption(prose: &Prose, sentence: &Range<u32>, date: &Timex) -> bool {
    let parts = &date.parts;
    if parts.day.is_none() || parts.month.is_none() || parts.year.is_none() {
        return false;
    }
    let tokens = || (sentence.start as usize..sentence.end as usize).filter(|&i| prose.tokens[i].shape == Shape::Lower);
    if tokens().any(|i| matches!(prose.str(i), "said" | "says" | "told" | "according")) {
        return false;
    }
    if tokens().any(|i| CAPTION_VERBS.contains(prose.str(i))) {
        return true;
    }
    // "Mayor Berg on the bridge, June 4, 2019.": no verb of a statement, and the day behind a comma at the end.
    let (first, after) = (prose.token_at(date.span.start), prose.token_at(date.span.end));
    let ends = after >= sentence.end as usize || matches!(prose.mark(after), '.' | '(' | '[');
    let stated = |i: usize| {
        let of_statement = Class::PAST_VERB | Class::FUTURE_VERB | Class::MODAL | Class::AUXILIARY;
        prose.tokens[i].is(of_statement) || prose.str(i).ends_with("ed")
    };
    ends && first > sentence.start as usize && prose.mark(first - 1) == ',' && !tokens().any(stated)
}

/// The label at a token and the token after its colon.
fn label(prose: &Prose, start: u32, end: u32) -> Option<(Label, u32)> {
    let is_word = |&i: &u32| prose.tokens.get(i as usize).is_some_and(|t| t.kind == Kind::Word);
    let colon = (start..(start + MAX_LABEL + 1).min(end)).find(|i| !is_word(i))?;
    if prose.mark(colon as usize) != ':' {
        return None;
    }
    let words: Vec<String> = (start..colon).map(|i| prose.str(i as usize).to_lowercase()).collect();
    LABELS.get(words.join(" ").as_str()).map(|l| (*l, colon + 1))
}

/// Paragraphs before one that are looked at for a label on a line of its own.
const MAX_LINKS: usize = 6;

/// Whether a paragraph without a period follows a label on its own line, other such paragraphs between.
fn heads_links(prose: &Prose, paragraph: &Range<u32>) -> bool {
    let at = prose.paragraph_of(paragraph.start as usize);
    let open = |p: &Range<u32>| {
        p.len() <= MAX_LINK && !matches!(prose.mark(p.end as usize - 1), '.' | '!' | '?' | '…' | '"' | '\u{201D}' | ':')
    };
    if !open(paragraph) {
        return false;
    }
    for p in prose.paragraphs.get(at.saturating_sub(MAX_LINKS)..at).unwrap_or_default().iter().rev() {
        if label(prose, p.start, p.end).is_some_and(|(l, after)| l == Label::Link && after == p.end) {
            return true;
        }
        if !open(p) {
            return false;
        }
    }
    false
}

/// "(RELATED: Mayor closes bridge on June 4)"
fn bracketed(prose: &Prose, sentence: &Range<u32>) -> bool {
    let open = matches!(prose.mark(sentence.start as usize), '(' | '[');
    open && label(prose, sentence.start + 1, sentence.end).is_some()
}

/// Parts of a paragraph in brackets that are links: no speech stands in them.
pub(super) fn in_bracketed_link(prose: &Prose, span: Span) -> bool {
    let first = prose.token_at(span.start) as u32;
    let start = prose.paragraphs.get(prose.paragraph_of(first as usize)).map_or(first, |p| p.start);
    let lowest = start.max(first.saturating_sub(MAX_LINK as u32));
    (lowest..first)
        .rev()
        .take_while(|&i| !matches!(prose.mark(i as usize), ')' | ']'))
        .find(|&i| matches!(prose.mark(i as usize), '(' | '['))
        .is_some_and(|i| label(prose, i + 1, first).is_some())
}

#[cfg(test)]
mod tests {
    use crate::read::reading_of;

    #[test]
    fn a_link_to_another_story_claims_and_quotes_nothing() {
        for link in [
            "READ MORE: Mayor Anna Berg on June 4: “The bridge is a death trap for all”",
            "SEE ALSO: Anna Berg calls bridge “a death trap for all” on June 4",
            "Read more:\n\nOn June 4, Anna Berg called the bridge “a death trap for all” again",
            "She left the hall. (RELATED: On June 4 Anna Berg Called It “A Death Trap For All”)",
        ] {
            let found = reading_of(&format!("The council met.\n\n{link}\n\nIt will meet again."));
            assert!(found.quotes.iter().all(|q| q.scare), "{link}: {:?}", found.quotes);
            assert!(found.claims.iter().all(|c| c.aside), "{link}");
        }
    }

    #[test]
    fn captions_and_posts_have_dates_of_their_own() {
        for aside in [
            "FILE PHOTO: Mayor Anna Berg opens the bridge on June 4, 2019.",
            "Photos: Bridges of the north Anna Berg opens the bridge on June 4, 2019. Hide Caption 2 of 9",
            "The bridge is open again! — Anna Berg (@annaberg) June 4, 2019",
            "Anna Berg speaks at the opening of the bridge on June 4, 2019 in Norwich (Photo: Tom Falk)",
            "Mayor Anna Berg on the new bridge, June 4, 2019.",
            "[player file=\"http://films.example/bridge_6.4.2019.mp4\"] of June 4, 2019",
        ] {
            let found = reading_of(&format!("The council met.\n\n{aside}\n\nIt will meet again."));
            assert!(!found.claims.is_empty() && found.claims.iter().all(|c| c.aside), "{aside}");
        }
    }

    #[test]
    fn sentences_and_fact_boxes_are_the_articles_own() {
        for own in [
            "Anna Berg opened the bridge on June 4, 2019.",
            "What she said on June 4, 2019: “The bridge is a death trap for all of us.”",
            "June 4, 2019: Anna Berg opens the bridge",
            "June 4, 2019: Anna Berg told the council of the bridge",
            "The new law takes effect on June 4, 2019.",
            "The bridge was opened after ten years, June 4, 2019.",
            "Anna Berg speaks for many, she said on June 4, 2019.",
            "Anna Berg: “I opened the bridge on June 4, 2019.”",
        ] {
            let found = reading_of(&format!("The council met.\n\n{own}\n\nIt will meet again."));
            assert!(found.claims.iter().all(|c| !c.aside) && !found.claims.is_empty(), "{own}");
            assert!(found.quotes.iter().all(|q| !q.scare), "{own}");
        }
    }
}
