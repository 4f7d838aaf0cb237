//! Notes in a document that silence findings: `<!-- onrecord: ignore Q001 -->`, `[onrecord: ignore Q001]`.

use super::{OffsetMap, Span};
use regex::Regex;
use std::sync::LazyLock;

/// A note in the document that silences rules on a line, or in the whole file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    /// Codes or names as written; all rules where empty.
    pub rules: Vec<String>,
    /// The part of the document's text that falls silent.
    pub over: Span,
    /// Where the note stands in the file, in bytes.
    pub at: Span,
}

impl Silence {
    /// Whether a finding of the rule at `span` of the text is silenced.
    pub fn covers(&self, code: &str, name: &str, span: Span) -> bool {
        let rule = |r: &String| r.eq_ignore_ascii_case(code) || r.eq_ignore_ascii_case(name);
        (self.rules.is_empty() || self.rules.iter().any(rule))
            && span.start < self.over.end
            && self.over.start <= span.end.saturating_sub(1).max(span.start)
    }
}

static NOTE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let list = r"[A-Za-z0-9][A-Za-z0-9-]*";
    Regex::new(&format!(r"(?:<!--|\[)\s*onrecord:\s*(ignore(?:-file)?)((?:\s*,?\s*{list}){{0,32}})\s*(?:-->|\])")).ok()
});

/// The notes of a file. `map` leads from the document's text to `source`.
///
/// A note that shares its line with words is about that line; one that stands alone is about the next
/// line that has words.
pub(super) fn find(source: &str, map: &OffsetMap) -> Vec<Silence> {
    let mut out = Vec::new();
    // The common case, without a regex engine.
    if memchr::memmem::find(source.as_bytes(), b"onrecord:").is_none() {
        return out;
    }
    let Some(note) = NOTE.as_ref() else { return out };
    for found in note.captures_iter(source) {
        let Some(whole) = found.get(0) else { continue };
        let group = |i: usize| found.get(i).map_or("", |m| m.as_str());
        let rules = group(2).split([',', ' ', '\t', '\r', '\n']).filter(|r| !r.is_empty()).map(str::to_owned).collect();
        let over = if group(1) == "ignore-file" {
            Span::new(0, u32::MAX)
        } else {
            let (start, end) = line_about(source, whole.start(), whole.end());
            // Markup at the line's end maps to the text that follows it, so the last byte leads.
            let text_end = map.to_text(end as u32);
            Span::new(map.to_text(start as u32), text_end)
        };
        out.push(Silence { rules, over, at: Span::from(whole.range()) });
    }
    out
}

/// The line that a note at `start..end` is about, in bytes of the source.
fn line_about(source: &str, start: usize, end: usize) -> (usize, usize) {
    let line_start = source[..start].rfind('\n').map_or(0, |n| n + 1);
    let line_end = source[end..].find('\n').map_or(source.len(), |n| end + n);
    let alone = source[line_start..start].trim().is_empty() && source[end..line_end].trim().is_empty();
    if !alone {
        return (line_start, line_end);
    }
    let mut at = line_end;
    for line in source[line_end..].split_inclusive('\n') {
        if !line.trim().is_empty() {
            return (at, at + line.len());
        }
        at += line.len();
    }
    (line_start, line_end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over(source: &str) -> Vec<(&str, Vec<String>)> {
        find(source, &OffsetMap::identity()).into_iter().map(|s| (s.over.of(source), s.rules)).collect()
    }

    #[test]
    fn a_note_beside_words_is_about_its_line() {
        let source = "one\ntwo [onrecord: ignore Q001, D002]\nthree";
        assert_eq!(over(source), [("two [onrecord: ignore Q001, D002]", vec!["Q001".to_owned(), "D002".to_owned()])]);
    }

    #[test]
    fn a_note_alone_is_about_the_next_line_with_words() {
        let source = "one\n<!-- onrecord: ignore -->\n\ntwo\nthree";
        assert_eq!(over(source), [("two\n", vec![])]);
    }

    #[test]
    fn a_note_for_the_file_covers_everything() {
        let found = find("a\n<!-- onrecord: ignore-file misattributed-quote -->", &OffsetMap::identity());
        assert!(found[0].covers("Q001", "misattributed-quote", Span::new(0, 1)));
        assert!(!found[0].covers("Q002", "altered-quote", Span::new(0, 1)));
    }

    #[test]
    fn other_brackets_are_words() {
        assert!(find("He said [on record: ignore it]", &OffsetMap::identity()).is_empty());
    }
}
