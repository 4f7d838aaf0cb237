//! Titles in a form in which two of them can be compared.

use crate::lexicon;
use crate::text::{Span, normal_words};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

static WORDS: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
    lexicon::rows(include_str!("../lexicon/title_words.tsv")).map(|l| l.split_once('\t').unwrap_or((l, ""))).collect()
});

/// A title's weighty words, folded and sorted: "the President of the United States" and "US president" are
/// both `president us`. `None` for a title of one word ("the president"), which too many people hold.
pub fn title_key(title: &str) -> Option<String> {
    let mut words = title_words(title);
    words.sort_unstable();
    words.dedup();
    (words.len() >= 2).then(|| words.join(" "))
}

/// A title's weighty words in their order, folded: countries for their adjectives, one word for each office.
pub(super) fn title_words(title: &str) -> Vec<String> {
    normal_words(title, Span::from(0..title.len()))
        .into_iter()
        .map(|w| {
            let word = w.form.strip_suffix("'s").unwrap_or(&w.form);
            title_word(word).unwrap_or(word).to_owned()
        })
        .filter(|w| !w.is_empty())
        .collect()
}

/// The word that a folded word counts as in a title; empty where it counts as nothing, `None` where it is itself.
pub fn title_word(word: &str) -> Option<&'static str> {
    WORDS.get(word).copied()
}

#[cfg(test)]
mod tests {
    use super::title_key;

    #[test]
    fn one_office_has_one_key_however_it_is_written() {
        for title in ["US President", "the American president", "President of the United States", "the U.S. leader"] {
            assert_eq!(title_key(title).as_deref(), Some("president us"), "{title}");
        }
    }

    #[test]
    fn a_former_holder_and_a_bare_office_are_no_match() {
        assert_ne!(title_key("former US president"), title_key("US president"));
        assert_eq!(title_key("the president"), None);
    }
}
