//! Menus of other stories that a scraper left in the middle of a sentence.
//!
//! Some sites hang a menu on a politician's name: `Ann Lee Ann Marie LeeSenate passes bill | Five take-aways MORE said`.
//! The name stands there a second time, in full, with the first headline glued to it, and the menu ends with `MORE`.
//! It is no part of what the article says.

use super::Span;
use memchr::memmem::Finder;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// A menu and the name before it are no longer than this, in bytes.
const LONGEST: usize = 2_000;

/// What a menu ends with; every stretch of words is looked through for it.
const END: &str = "MORE";
static ENDS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(END));

/// Words of the full name before its surname, at most.
const MAX_NAME: usize = 7;

/// The menus of a text, in order.
pub(super) fn find(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut from = 0;
    for start in ENDS.find_iter(text.as_bytes()) {
        let end = start + END.len();
        let lowest = from.max(start.saturating_sub(LONGEST));
        from = end;
        let whole = !text.as_bytes().get(end).is_some_and(u8::is_ascii_alphanumeric);
        let lowest = text.ceil_char_boundary(lowest);
        let Some(before) = text.get(lowest..start).filter(|_| whole) else { continue };
        // A menu does not go over a line's end.
        let line = before.rfind('\n').map_or(0, |n| n + 1);
        if let Some(menu) = full_name(&before[line..]) {
            out.push(Span::from(lowest + line + menu..end));
        }
    }
    out
}

/// Where the full name begins that repeats the surname before it and runs into a headline, or with a blank between:
/// `Ann Lee Ann Marie LeeSenate passes bill`, `Ann Lee Ann Marie Lee Senate passes bill`.
fn full_name(line: &str) -> Option<usize> {
    let words: Vec<(usize, &str)> = line
        .split(' ')
        .scan(0, |at, w| {
            let start = *at;
            *at += w.len() + 1;
            Some((start, w))
        })
        .filter(|(_, w)| !w.is_empty())
        .collect();
    // The word before it that the one at a place repeats, as a surname.
    let repeated = |i: usize| {
        let (_, again) = words.get(i)?;
        let first = i.saturating_sub(MAX_NAME + 1);
        (first..i).rev().find(|&s| {
            words.get(s).is_some_and(|(_, written)| {
                let name = written.trim_end_matches([',', '.']);
                let named = name.starts_with(char::is_uppercase) && name.chars().nth(1).is_some();
                named
                    && match after(name, again) {
                        // Where nothing is glued to it, all between the two must be the name in full.
                        Some("") => {
                            let full = words.get(s + 1..i).unwrap_or_default();
                            let goes_on = words.get(i + 1).map_or(!line.ends_with(' '), |(_, w)| begins_a_headline(w));
                            goes_on && name == *written && !full.is_empty() && full.iter().all(|(_, w)| is_of_a_name(w))
                        }
                        Some(rest) => begins_a_headline(rest),
                        None => false,
                    }
            })
        })
    };
    let (at, given) = (0..words.len()).find_map(|i| Some((i, repeated(i)?)))?;
    // "Ann Lee Ann Marie Lee": the given name comes again before the surname does.
    let surname = (at + 1..=at + MAX_NAME).rev().filter_map(repeated).find(|s| (given..at).contains(s));
    // The surname that is repeated closes the display name; what follows it is the name in full.
    words.get(surname.unwrap_or(given) + 1).map(|(start, _)| *start)
}

/// What `word` has after a name with which it begins, accents set aside: "Sanchez" is "Sánchez".
fn after<'a>(name: &str, word: &'a str) -> Option<&'a str> {
    let base = |c: char| if c.is_ascii() { c } else { c.nfd().next().unwrap_or(c) };
    let mut rest = word.chars();
    name.chars().all(|c| rest.next().is_some_and(|other| base(c) == base(other))).then_some(rest.as_str())
}

fn begins_a_headline(word: &str) -> bool {
    word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || "“‘\"'".contains(c))
}

/// Whether a word may stand in a name in full: "Ann", "(Tom)", "H.W."; nothing that ends a phrase or a sentence.
fn is_of_a_name(word: &str) -> bool {
    let word = word.trim_start_matches(['(', '"', '“']);
    word.starts_with(char::is_uppercase) && !word.ends_with([',', ';', ':', '!', '?'])
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn a_menu_runs_from_the_second_name_to_more() {
        for (text, menu) in [
            (
                "Sen. Ann Lee Ann Marie LeeSenate passes bill | Five take-aways MORE (D-Ohio) said so.",
                "Ann Marie LeeSenate passes bill | Five take-aways MORE",
            ),
            (
                "Then Tom Falk Thomas (Tom) John Falk2020 hopefuls spar MORE left.",
                "Thomas (Tom) John Falk2020 hopefuls spar MORE",
            ),
            (
                "Mayor Tom Falk Thomas John Falk Who won the week? A ferry's end MORE (Dem.) left.",
                "Thomas John Falk Who won the week? A ferry's end MORE",
            ),
            ("chief of staff Tom Falk Thomas John FalkMORE at the helm", "Thomas John FalkMORE"),
            ("Rep. Ana Nunez Ana Teresa NúñezFirst hearing ends MORE (D)", "Ana Teresa NúñezFirst hearing ends MORE"),
        ] {
            let found: Vec<&str> = find(text).iter().map(|m| m.of(text)).collect();
            assert_eq!(found, [menu]);
        }
    }

    #[test]
    fn capitals_and_other_glued_words_are_no_menu() {
        for text in [
            "We want MORE, Ann Lee said, and MORE of it.",
            "Ann Lee of LeeTown wants it.\nMORE tomorrow.",
            "MacDonald and McDonaldson wanted MOREOVER",
            "READ MORE",
            "Tom Falk said Falk wants MORE of it",
            "Mayor Falk. Tom Falk Wants MORE",
            "Mayor Falk and Falk Senior want MORE",
        ] {
            assert!(find(text).is_empty(), "{text}");
        }
        // Linear on any text.
        find(&"MORE Aa AaB ".repeat(50_000));
    }
}
