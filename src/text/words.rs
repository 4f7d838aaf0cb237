//! The normal form of words, in which draft and record are compared.
//!
//! Both sides are folded, always: one-sided folding is the classic silent failure of quote checkers.

use super::Span;
use smol_str::SmolStr;
use unicode_normalization::UnicodeNormalization;

/// A word as it is compared, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NormalWord {
    /// Small letters without accents; straight apostrophes; no hyphens or periods.
    pub form: SmolStr,
    pub span: Span,
}

/// The words of `text[within]` in normal form: case, curly marks, dashes, ligatures and width (NFKC)
/// and accents folded; `U.S.` is `us`; `1,000` is `1000`; `%` is `percent`, `&` is `and`; a hyphen
/// parts words; a bracket inside a word (`[t]he`, `vote[d]`) does not. A site's menu in the text has no words.
pub fn normal_words(text: &str, within: Span) -> Vec<NormalWord> {
    let mut out = Vec::with_capacity(within.len() as usize / 5);
    for_each_word(text, within, |form, span| out.push(NormalWord { form: form.into(), span }));
    out
}

/// Hands each word of [`normal_words`] to `take`, without keeping them.
pub fn for_each_word(text: &str, within: Span, mut take: impl FnMut(&str, Span)) {
    let mut start = within.start;
    for menu in super::menus::find(within.of(text)) {
        for_each_word_between(text, Span::new(start, within.start + menu.start), &mut take);
        start = within.start + menu.end;
    }
    for_each_word_between(text, Span::new(start, within.end), &mut take);
}

/// Hands each word of a text without menus to `take`.
fn for_each_word_between(text: &str, within: Span, take: &mut impl FnMut(&str, Span)) {
    let slice = within.of(text);
    let mut form = String::with_capacity(32);
    let (mut start, mut end) = (0usize, 0usize);
    let mut flush = |form: &mut String, start: usize, end: usize| {
        let trimmed = form.trim_end_matches('\'');
        if !trimmed.is_empty() {
            take(trimmed, Span::new(within.start + start as u32, within.start + end as u32));
        }
        form.clear();
    };
    let mut rest = slice;
    let mut previous = ' ';
    while let Some(c) = rest.chars().next() {
        let i = slice.len() - rest.len();
        // Letters without accents and digits, by far the most, are taken in together.
        let plain = rest.bytes().take_while(u8::is_ascii_alphanumeric).count().max(c.len_utf8());
        let (taken, after) = rest.split_at(plain);
        rest = after;
        if c.is_ascii_alphanumeric() {
            if form.is_empty() {
                start = i;
            }
            let from = form.len();
            form.push_str(taken);
            if let Some(new) = form.get_mut(from..) {
                new.make_ascii_lowercase();
            }
            end = i + plain;
            previous = taken.chars().next_back().unwrap_or(c);
            continue;
        } else if c == ' ' {
            if !form.is_empty() {
                flush(&mut form, start, end);
            }
        } else if !c.is_ascii() && (c.is_alphanumeric() || is_mark(c)) {
            if form.is_empty() {
                start = i;
            }
            form.extend(std::iter::once(c).nfkd().filter(|c| !is_mark(*c)).flat_map(char::to_lowercase));
            end = i + c.len_utf8();
        } else {
            if !form.is_empty() {
                let next = rest.chars().next().unwrap_or(' ');
                let inside = match c {
                    '\'' | '\u{2019}' | '\u{2018}' | '\u{02BC}' | '\u{FF07}' => next.is_alphabetic(),
                    // Thousands and decimals; initials.
                    ',' | '.' if previous.is_ascii_digit() && next.is_ascii_digit() => true,
                    '.' => previous.is_uppercase() && next.is_uppercase() && single_letters(&form),
                    '[' | ']' | '(' | ')' => previous.is_alphabetic() && next.is_alphabetic(),
                    '\u{00AD}' | '\u{200B}' | '\u{200D}' => true,
                    _ => false,
                };
                if !inside {
                    flush(&mut form, start, end);
                } else if matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{02BC}' | '\u{FF07}') {
                    form.push('\'');
                } else if c == '.' && previous.is_ascii_digit() {
                    form.push('.');
                }
            }
            if matches!(c, '%' | '&') && form.is_empty() {
                form.push_str(if c == '%' { "percent" } else { "and" });
                flush(&mut form, i, i + 1);
            }
        }
        previous = c;
    }
    if !form.is_empty() {
        flush(&mut form, start, end);
    }
}

/// Combining accents, which the normal form drops.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}')
}

/// Whether the form so far can be initials: short, all letters.
fn single_letters(form: &str) -> bool {
    form.len() <= 4 && form.bytes().all(|b| b.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> Vec<String> {
        normal_words(text, Span::from(0..text.len())).into_iter().map(|w| w.form.to_string()).collect()
    }

    #[test]
    fn marks_case_and_accents_fold_on_both_sides() {
        assert_eq!(forms("“We’re NOT Andr\u{e9}’s”"), forms("\"we're not Andre's\""));
    }

    #[test]
    fn initials_and_numbers_are_one_word() {
        assert_eq!(forms("U.S. spent 1,000.5 in mid-June."), ["us", "spent", "1000.5", "in", "mid", "june"]);
    }

    #[test]
    fn signs_that_are_read_aloud_are_words() {
        assert_eq!(forms("5% of oil & gas"), ["5", "percent", "of", "oil", "and", "gas"]);
    }

    #[test]
    fn a_bracketed_letter_stays_in_its_word() {
        assert_eq!(forms("[T]he vote[d] (and) lost"), ["the", "voted", "and", "lost"]);
    }

    #[test]
    fn a_menu_has_no_words() {
        let text = "“People like Ann Lee Ann Marie LeeSenate passes bill MORE [D-Ohio] left.”";
        assert_eq!(forms(text), ["people", "like", "ann", "lee", "d", "ohio", "left"]);
        let words = normal_words(text, Span::from(0..text.len()));
        assert_eq!(words[4].span.of(text), "D");
    }

    #[test]
    fn every_word_knows_its_bytes() {
        let text = "“Käse”, sagte er";
        let words = normal_words(text, Span::from(0..text.len()));
        assert_eq!(words[0].span.of(text), "Käse");
        assert_eq!(words[2].span.of(text), "er");
    }
}
