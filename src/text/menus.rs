//! Menus of other stories that a scraper left in the middle of a sentence.
//!
//! Some sites hang a menu on a politician's name: `Ann Lee Ann Marie LeeSenate passes bill | Five take-aways MORE said`.
//! The name stands there a second time, in full, with the first headline glued to it, and the menu ends with `MORE`.
//! It is no part of what the article says.

use super::Span;

/// A menu and the name before it are no longer than this, in bytes.
const LONGEST: usize = 2_000;

/// Words of the full name before its surname, at most.
const MAX_NAME: usize = 7;

/// The menus of a text, in order.
pub(super) fn find(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut from = 0;
    for start in memchr::memmem::find_iter(text.as_bytes(), "MORE") {
        let end = start + "MORE".len();
        let lowest = from.max(start.saturating_sub(LONGEST));
        from = end;
        let whole = !text.as_bytes().get(end).is_some_and(u8::is_ascii_alphanumeric);
        let lowest = (lowest..=start).find(|&i| text.is_char_boundary(i)).unwrap_or(start);
        let Some(before) = text.get(lowest..start).filter(|_| whole) else { continue };
        // A menu does not go over a line's end.
        let line = before.rfind('\n').map_or(0, |n| n + 1);
        if let Some(menu) = full_name(&before[line..]) {
            out.push(Span::from(lowest + line + menu..end));
        }
    }
    out
}

/// Where the full name begins that repeats the surname before it and runs into a headline.
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
    for (i, (_, glued)) in words.iter().enumerate() {
        let first = i.saturating_sub(MAX_NAME + 1);
        let Some(before) = words.get(first..i) else { continue };
        let surname = before.iter().rposition(|(_, w)| {
            let name = w.trim_end_matches([',', '.']);
            let letters = name.chars().count();
            letters >= 2
                && name.starts_with(char::is_uppercase)
                && glued.strip_prefix(name).is_some_and(|rest| {
                    rest.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || "“‘\"'".contains(c))
                })
        });
        // The surname that is glued closes the display name; what follows it is the name in full.
        if let Some(s) = surname {
            return words.get(first + s + 1).map(|(start, _)| *start);
        }
    }
    None
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
        ] {
            assert!(find(text).is_empty(), "{text}");
        }
        // Linear on any text.
        find(&"MORE Aa AaB ".repeat(50_000));
    }
}
