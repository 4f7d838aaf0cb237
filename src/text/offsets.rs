//! The way back from a document's text to the bytes of its file.

use super::Span;

/// A place in a file as people count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Position {
    /// From 1.
    pub line: u32,
    /// From 1, in Unicode scalar values.
    pub column: u32,
    /// From 0, into the file (JSONL documents: into their `text`).
    pub byte: u32,
}

/// One run of text and the run of file bytes it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
struct Piece {
    text: Span,
    file: Span,
    /// Byte for byte the same; otherwise (an entity, a re-encoded letter) the run maps as a whole.
    verbatim: bool,
}

/// A piecewise map from text offsets to file offsets, both in bytes, both ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct OffsetMap {
    /// Empty for the identity.
    pieces: Vec<Piece>,
}

impl OffsetMap {
    /// The text is the file.
    pub fn identity() -> Self {
        OffsetMap::default()
    }

    pub fn is_identity(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Notes that `text` was copied unchanged from the file bytes that begin at `file_start`.
    pub fn push_verbatim(&mut self, text: Span, file_start: u32) {
        let file = Span::new(file_start, file_start + text.len());
        if let Some(last) = self.pieces.last_mut()
            && last.verbatim
            && last.text.end == text.start
            && last.file.end == file.start
        {
            last.text.end = text.end;
            last.file.end = file.end;
            return;
        }
        self.pieces.push(Piece { text, file, verbatim: true });
    }

    /// Notes that `text` stands for the file bytes `file`, which read otherwise (`&amp;` for `&`).
    pub fn push_replaced(&mut self, text: Span, file: Span) {
        self.pieces.push(Piece { text, file, verbatim: false });
    }

    /// The file bytes behind `span`: from the first byte of its first letter to the last byte of its last.
    pub fn to_file(&self, span: Span) -> Span {
        if self.pieces.is_empty() {
            return span;
        }
        let start = self.start_to_file(span.start);
        if span.is_empty() {
            return Span::new(start, start);
        }
        Span::new(start, self.end_to_file(span.end).max(start))
    }

    /// Whether `span` begins or ends within a piece that reads otherwise than the file, so that its file bytes are
    /// more than its words.
    pub fn splits(&self, span: Span) -> bool {
        let within = |offset: u32| {
            let i = self.pieces.partition_point(|p| p.text.end <= offset);
            self.pieces.get(i).is_some_and(|p| !p.verbatim && p.text.start < offset)
        };
        within(span.start) || within(span.end)
    }

    /// Where the text byte at `offset` begins in the file.
    fn start_to_file(&self, offset: u32) -> u32 {
        let i = self.pieces.partition_point(|p| p.text.end <= offset);
        match self.pieces.get(i) {
            Some(p) if p.verbatim && offset >= p.text.start => p.file.start + (offset - p.text.start),
            Some(p) => p.file.start,
            None => self.pieces.last().map_or(offset, |p| p.file.end),
        }
    }

    /// Where the text that ends before `offset` ends in the file.
    fn end_to_file(&self, offset: u32) -> u32 {
        let i = self.pieces.partition_point(|p| p.text.start < offset);
        match i.checked_sub(1).and_then(|i| self.pieces.get(i)) {
            Some(p) if p.verbatim && offset <= p.text.end => p.file.start + (offset - p.text.start),
            Some(p) => p.file.end,
            None => 0,
        }
    }

    /// The text offset for a file offset; a byte of markup maps to the text that follows it.
    pub fn to_text(&self, file_offset: u32) -> u32 {
        if self.pieces.is_empty() {
            return file_offset;
        }
        let i = self.pieces.partition_point(|p| p.file.end <= file_offset);
        match self.pieces.get(i) {
            Some(p) if p.verbatim && file_offset >= p.file.start => p.text.start + (file_offset - p.file.start),
            Some(p) => p.text.start,
            None => self.pieces.last().map_or(file_offset, |p| p.text.end),
        }
    }

    /// This map followed by `outer`: text → this map's file bytes → `outer`'s file bytes.
    ///
    /// For a document that was re-encoded first and then stripped of markup.
    pub fn then(self, outer: &OffsetMap) -> OffsetMap {
        if outer.is_identity() {
            return self;
        }
        if self.is_identity() {
            return outer.clone();
        }
        let mut out = OffsetMap::default();
        for p in &self.pieces {
            if !p.verbatim {
                out.push_replaced(p.text, outer.to_file(p.file));
                continue;
            }
            let mut i = outer.pieces.partition_point(|o| o.text.end <= p.file.start);
            while let Some(o) = outer.pieces.get(i) {
                if o.text.start >= p.file.end {
                    break;
                }
                let mid = Span::new(o.text.start.max(p.file.start), o.text.end.min(p.file.end));
                let text =
                    Span::new(p.text.start + (mid.start - p.file.start), p.text.start + (mid.end - p.file.start));
                if o.verbatim {
                    out.push_verbatim(text, o.file.start + (mid.start - o.text.start));
                } else {
                    out.push_replaced(text, o.file);
                }
                i += 1;
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_splits_what_stands_for_other_bytes_only_from_within() {
        let mut map = OffsetMap::identity();
        map.push_verbatim(Span::new(0, 4), 0);
        map.push_replaced(Span::new(4, 8), Span::new(4, 10));
        map.push_verbatim(Span::new(8, 12), 10);
        for (start, end, splits) in
            [(0, 4, false), (4, 8, false), (1, 11, false), (5, 8, true), (2, 6, true), (6, 6, true)]
        {
            assert_eq!(map.splits(Span::new(start, end)), splits, "{start}..{end}");
        }
        assert!(!OffsetMap::identity().splits(Span::new(3, 5)));
    }
}
