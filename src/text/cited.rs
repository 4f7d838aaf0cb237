//! Block quotations that a format marks, with the name that stands below them: `<blockquote>`, `>`.

use super::Span;

/// A block of somebody's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cited {
    pub words: Span,
    /// The line below them that says whose they are, without its dash.
    pub by: Span,
    /// Whether that line has a dash, as a signature has.
    pub dashed: bool,
}

/// A name with its offices is no longer than this, in bytes.
const LONGEST: u32 = 120;

/// A block of the text whose end is a signature: what the format marks as one, or a last line that begins with a dash.
pub(super) fn signed(text: &str, block: Span, marked: Option<Span>) -> Option<Cited> {
    let whole = trimmed(text, block);
    let last_line = whole.start + whole.of(text).rfind('\n').map_or(0, |n| n as u32 + 1);
    let line = trimmed(text, marked.unwrap_or(Span::new(last_line, whole.end)));
    let name = line.of(text).trim_start_matches(['\u{2014}', '\u{2013}', '\u{2015}', '-', '~', ' ']);
    let by = Span::new(line.end - name.len() as u32, line.end);
    let dashed = by.start > line.start;
    let above = Span::new(whole.start, line.start);
    // "as we read in <cite>…</cite>" is no signature.
    let stands_alone = above.of(text).trim_end_matches(' ').ends_with('\n') || marked.is_some() && dashed;
    // A post has its handle there, and is read as one.
    let names = !by.is_empty() && by.len() <= LONGEST && !name.contains(['@', '\n']);
    let words = trimmed(text, above);
    let fits = stands_alone && names && line.end == whole.end && (marked.is_some() || dashed) && !words.is_empty();
    fits.then_some(Cited { words, by, dashed })
}

/// A span without the blanks at its ends.
fn trimmed(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let start = span.start + (words.len() - words.trim_start().len()) as u32;
    Span::new(start, start + words.trim().len() as u32)
}
