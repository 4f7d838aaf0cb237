//! The normal form of words, in which draft and record are compared.
//!
//! Both sides are folded, always: one-sided folding is the classic silent failure of quote checkers.

use super::Span;
use unicode_normalization::UnicodeNormalization;

/// A word as it is compared, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NormalWord {
    /// Small letters without accents; straight apostrophes; no hyphens or periods.
    pub form: String,
    pub span: Span,
}

/// The words of `text[within]` in normal form: case, curly marks, dashes, ligatures and width (NFKC)
/// and accents folded; `U.S.` is `us`; `1,000` is `1000`; a hyphen parts words.
pub fn normal_words(text: &str, within: Span) -> Vec<NormalWord> {
    let slice = within.of(text);
    let mut out = Vec::with_capacity(slice.len() / 5);
    let mut form = String::new();
    let (mut start, mut end) = (0usize, 0usize);
    let mut chars = slice.char_indices().peekable();
    let mut flush = |form: &mut String, start: usize, end: usize| {
        if !form.is_empty() {
            let trimmed = form.trim_end_matches('\'');
            if !trimmed.is_empty() {
                let span = Span::new(within.start + start as u32, within.start + end as u32);
                out.push(NormalWord { form: trimmed.to_owned(), span });
            }
            form.clear();
        }
    };
    let mut previous = ' ';
    while let Some((i, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |&(_, c)| c);
        if c.is_alphanumeric() || is_mark(c) {
            if form.is_empty() {
                start = i;
            }
            if c.is_ascii() {
                form.push(c.to_ascii_lowercase());
            } else {
                form.extend(std::iter::once(c).nfkd().filter(|c| !is_mark(*c)).flat_map(char::to_lowercase));
            }
            end = i + c.len_utf8();
        } else if !form.is_empty() {
            let inside = match c {
                '\'' | '\u{2019}' | '\u{2018}' | '\u{02BC}' | '\u{FF07}' => next.is_alphabetic(),
                // Thousands and decimals; initials.
                ',' | '.' if previous.is_ascii_digit() && next.is_ascii_digit() => true,
                '.' => previous.is_uppercase() && next.is_uppercase() && single_letters(&form),
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
        previous = c;
    }
    flush(&mut form, start, end);
    out
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
        normal_words(text, Span::from(0..text.len())).into_iter().map(|w| w.form).collect()
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
    fn every_word_knows_its_bytes() {
        let text = "“Käse”, sagte er";
        let words = normal_words(text, Span::from(0..text.len()));
        assert_eq!(words[0].span.of(text), "Käse");
        assert_eq!(words[2].span.of(text), "er");
    }
}
