//! A file as it lies on disk, for whoever needs lines and columns: reports and evidence.

use super::{Format, OffsetMap, Position, Span, office, plain, subtitles};

/// Bytes between two counted places: a column costs at most one block's scan, on lines of any length.
const BLOCK: usize = 1024;

/// A file's letters with a quick way from a byte to its line and column.
#[derive(Clone, Debug)]
pub struct SourceFile {
    text: String,
    map: OffsetMap,
    /// Where each line begins, in `text`.
    lines: Vec<u32>,
    /// Unicode scalar values before each block of [`BLOCK`] bytes.
    letters: Vec<u32>,
    /// Subtitles: where each cue begins in `text`, and when, in milliseconds.
    times: Vec<(u32, u32)>,
}

impl SourceFile {
    /// The file as it was read, in whatever encoding it is.
    pub fn from_bytes(bytes: &[u8]) -> SourceFile {
        let (text, map, _) = plain::decode(bytes);
        SourceFile::new(text, map)
    }

    /// What offsets count in for a file of this format: its own bytes, or what is packed in them.
    pub fn of(format: Format, bytes: &[u8]) -> SourceFile {
        if format.is_packed() {
            return SourceFile::from_text(office::read(format, bytes).map(|o| o.source).unwrap_or_default());
        }
        let mut file = SourceFile::from_bytes(bytes);
        if format == Format::Subtitles {
            file.times = subtitles::times(&file.text);
        }
        file
    }

    /// When the words at a byte of the file are spoken, `00:12:03`; subtitles only.
    pub fn time(&self, byte: u32) -> Option<String> {
        let at = self.map.to_text(byte);
        let i = self.times.partition_point(|t| t.0 <= at).checked_sub(1)?;
        self.times.get(i).map(|t| subtitles::clock(t.1))
    }

    /// A document whose offsets lie in its own text: a JSONL line.
    pub fn from_text(text: String) -> SourceFile {
        SourceFile::new(text, OffsetMap::identity())
    }

    fn new(text: String, map: OffsetMap) -> SourceFile {
        let mut lines = vec![0];
        lines.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|n| n as u32 + 1));
        let mut letters = Vec::with_capacity(text.len() / BLOCK + 1);
        let mut count = 0;
        for block in text.as_bytes().chunks(BLOCK) {
            letters.push(count);
            count += scalars(block);
        }
        letters.push(count);
        SourceFile { text, map, lines, letters, times: Vec::new() }
    }

    /// Line and column of a byte of the file; past the end, those of the end.
    pub fn position(&self, byte: u32) -> Position {
        let at = self.map.to_text(byte).min(self.text.len() as u32);
        let line = self.lines.partition_point(|&start| start <= at).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or(0);
        Position { line: line as u32, column: 1 + self.scalars_before(at) - self.scalars_before(start), byte }
    }

    /// Column of a byte of the file in bytes, from 1.
    pub fn byte_column(&self, byte: u32) -> u32 {
        let at = self.map.to_text(byte).min(self.text.len() as u32);
        let line = self.lines.partition_point(|&start| start <= at).max(1);
        1 + at - self.lines.get(line - 1).copied().unwrap_or(0)
    }

    /// The bytes of a line of the file, or of its one letter at a column (both from 1); past the end, those of the end.
    pub fn bytes_of(&self, line: u32, column: Option<u32>) -> Span {
        let end_of_text = self.text.len() as u32;
        let index = (line as usize).saturating_sub(1);
        let start = self.lines.get(index).copied().unwrap_or(end_of_text);
        let end = self.lines.get(index + 1).map_or(end_of_text, |next| next - 1);
        let words = self.text.get(start as usize..end as usize).unwrap_or("");
        let within = match column {
            None => Span::new(start, end),
            Some(column) => {
                let letter = words.char_indices().nth((column as usize).saturating_sub(1));
                letter.map_or(Span::new(end, end), |(at, c)| {
                    let at = start + at as u32;
                    Span::new(at, at + c.len_utf8() as u32)
                })
            }
        };
        self.map.to_file(within)
    }

    /// The letters at some bytes of the file.
    pub fn words(&self, bytes: Span) -> &str {
        Span::new(self.map.to_text(bytes.start), self.map.to_text(bytes.end)).of(&self.text)
    }

    /// The file's letters.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn scalars_before(&self, at: u32) -> u32 {
        let block = at as usize / BLOCK;
        let counted = self.letters.get(block).copied().unwrap_or(0);
        counted + self.text.as_bytes().get(block * BLOCK..at as usize).map_or(0, scalars)
    }
}

/// Bytes that begin a character.
fn scalars(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|&&b| b & 0xC0 != 0x80).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_byte_order_mark_is_no_column() {
        let source = SourceFile::from_bytes(b"\xEF\xBB\xBFab\ncd");
        assert_eq!(source.position(3), Position { line: 1, column: 1, byte: 3 });
        assert_eq!(source.position(7), Position { line: 2, column: 2, byte: 7 });
    }

    #[test]
    fn latin_1_columns_count_letters() {
        let source = SourceFile::from_bytes(b"caf\xE9 au lait\nd\xE9j\xE0 vu");
        assert_eq!(source.position(5).column, 6);
        assert_eq!(source.position(17), Position { line: 2, column: 5, byte: 17 });
    }

    proptest! {
        #[test]
        fn positions_agree_with_a_plain_count(text in "(?s)[a-zé漢😀\n]{0,3000}") {
            let source = SourceFile::from_text(text.clone());
            for (i, _) in text.char_indices().step_by(37) {
                let before = &text[..i];
                let line = 1 + before.matches('\n').count() as u32;
                let column = 1 + before.rsplit('\n').next().unwrap_or("").chars().count() as u32;
                prop_assert_eq!(source.position(i as u32), Position { line, column, byte: i as u32 });
            }
        }
    }
}
