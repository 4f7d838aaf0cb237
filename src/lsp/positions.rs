//! Byte offsets to the protocol's positions and back, in the encoding agreed with the client.

use crate::text::Span;
use ropey::Rope;
use tower_lsp::lsp_types::{Position, PositionEncodingKind, Range};

/// What a position's `character` counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    /// The protocol's default.
    #[default]
    Utf16,
    Utf32,
}

impl Encoding {
    /// UTF-8 where the client offers it, since that is what the text is kept in; else the client's first choice.
    pub fn agree(offered: &[PositionEncodingKind]) -> Self {
        let known = |kind: &PositionEncodingKind| match kind.as_str() {
            "utf-8" => Some(Encoding::Utf8),
            "utf-16" => Some(Encoding::Utf16),
            "utf-32" => Some(Encoding::Utf32),
            _ => None,
        };
        let mut offered = offered.iter().filter_map(known);
        let Some(first) = offered.next() else { return Encoding::default() };
        if offered.any(|e| e == Encoding::Utf8) { Encoding::Utf8 } else { first }
    }

    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    /// The units of `text`.
    pub fn len(self, text: &str) -> u32 {
        let n = match self {
            Encoding::Utf8 => text.len(),
            Encoding::Utf16 => text.chars().map(char::len_utf16).sum(),
            Encoding::Utf32 => text.chars().count(),
        };
        n as u32
    }
}

/// The position of a byte offset; one past the end is the end.
pub fn to_position(rope: &Rope, byte: u32, encoding: Encoding) -> Position {
    let byte = (byte as usize).min(rope.len_bytes());
    let line = rope.byte_to_line(byte);
    let character = match encoding {
        Encoding::Utf8 => byte - rope.line_to_byte(line),
        Encoding::Utf16 => {
            rope.char_to_utf16_cu(rope.byte_to_char(byte)) - rope.char_to_utf16_cu(rope.line_to_char(line))
        }
        Encoding::Utf32 => rope.byte_to_char(byte) - rope.line_to_char(line),
    };
    Position::new(line as u32, character as u32)
}

pub fn to_range(rope: &Rope, span: Span, encoding: Encoding) -> Range {
    Range::new(to_position(rope, span.start, encoding), to_position(rope, span.end, encoding))
}

/// The byte offset of a position.
///
/// As the protocol has it, a character past the line's end is the line's end; a line past the last one is
/// the text's end; and a position inside a character (half a surrogate pair) is that character's start.
pub fn to_byte(rope: &Rope, position: Position, encoding: Encoding) -> u32 {
    let line = position.line as usize;
    if line >= rope.len_lines() {
        return rope.len_bytes() as u32;
    }
    let start = rope.line_to_char(line);
    let mut end = if line + 1 < rope.len_lines() { rope.line_to_char(line + 1) } else { rope.len_chars() };
    while end > start && matches!(rope.char(end - 1), '\n' | '\r') {
        end -= 1;
    }
    let character = position.character as usize;
    let at = match encoding {
        Encoding::Utf8 => {
            let byte = rope.line_to_byte(line).saturating_add(character).min(rope.len_bytes());
            rope.byte_to_char(byte)
        }
        Encoding::Utf16 => {
            let unit = rope.char_to_utf16_cu(start).saturating_add(character).min(rope.len_utf16_cu());
            rope.utf16_cu_to_char(unit)
        }
        Encoding::Utf32 => start.saturating_add(character),
    };
    rope.char_to_byte(at.min(end)) as u32
}

/// The byte offsets of a range; a range that ends before it starts is turned round.
pub fn to_span(rope: &Rope, range: Range, encoding: Encoding) -> Span {
    let (a, b) = (to_byte(rope, range.start, encoding), to_byte(rope, range.end, encoding));
    Span::new(a.min(b), a.max(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ENCODINGS: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    #[test]
    fn an_emoji_counts_four_two_or_one() {
        let rope = Rope::from_str("a\r\n🎙“x");
        let at = |encoding| to_position(&rope, 7, encoding);
        assert_eq!(ENCODINGS.map(at), [Position::new(1, 4), Position::new(1, 2), Position::new(1, 1)]);
        for encoding in ENCODINGS {
            assert_eq!(to_byte(&rope, at(encoding), encoding), 7);
        }
        assert_eq!(to_byte(&rope, Position::new(1, 1), Encoding::Utf16), 3, "half a surrogate pair");
        assert_eq!(to_byte(&rope, Position::new(0, 9), Encoding::Utf16), 1, "before the line end, not behind it");
        assert_eq!(to_byte(&rope, Position::new(u32::MAX, 0), Encoding::Utf8), rope.len_bytes() as u32);
        assert_eq!(to_byte(&rope, Position::new(1, u32::MAX), Encoding::Utf8), rope.len_bytes() as u32);
    }

    #[test]
    fn only_the_protocols_line_ends_end_a_line() {
        let rope = Rope::from_str("a\u{2028}b\u{0B}c\u{85}d\re\nf");
        assert_eq!(rope.len_lines(), 3);
    }

    #[test]
    fn utf8_is_taken_where_it_is_offered() {
        let agree = |names: &[&'static str]| {
            Encoding::agree(&names.iter().map(|n| PositionEncodingKind::new(n)).collect::<Vec<_>>())
        };
        assert_eq!(agree(&[]), Encoding::Utf16);
        assert_eq!(agree(&["utf-16", "utf-8"]), Encoding::Utf8);
        assert_eq!(agree(&["utf-32", "utf-16"]), Encoding::Utf32);
        assert_eq!(agree(&["utf-7"]), Encoding::Utf16);
    }

    proptest! {
        #[test]
        fn every_character_boundary_comes_back(text in "[a🎙é\u{0301}\r\n“ ]{0,40}") {
            let rope = Rope::from_str(&text);
            for (byte, _) in text.char_indices() {
                // Between a carriage return and its line feed there is no position.
                if text.get(..byte).is_some_and(|b| b.ends_with('\r')) && text.get(byte..).is_some_and(|a| a.starts_with('\n')) {
                    continue;
                }
                for encoding in ENCODINGS {
                    prop_assert_eq!(to_byte(&rope, to_position(&rope, byte as u32, encoding), encoding), byte as u32);
                }
            }
        }

        #[test]
        fn no_position_is_too_wild(text in "[a🎙\r\n]{0,20}", line: u32, character: u32) {
            let rope = Rope::from_str(&text);
            for encoding in ENCODINGS {
                for (line, character) in [(line, character), (line % 4, character % 9), (line % 4, character)] {
                    let byte = to_byte(&rope, Position::new(line, character), encoding);
                    prop_assert!(text.is_char_boundary(byte as usize));
                }
            }
        }
    }
}
