//! Running text gathered out of markup: white space collapsed, blocks parted, every letter with its bytes.

use super::{OffsetMap, Span};

/// What stands between two runs of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Line,
    Paragraph,
}

/// Gathers text and its way back to the source.
#[derive(Debug)]
pub(super) struct Flow {
    text: String,
    map: OffsetMap,
    gap: Gap,
    /// Where the gap began in the source.
    gap_at: u32,
}

impl Flow {
    pub fn new() -> Flow {
        Flow { text: String::new(), map: OffsetMap::identity(), gap: Gap::None, gap_at: 0 }
    }

    /// Words that stand in the source as they are, from byte `at` on.
    pub fn verbatim(&mut self, words: &str, at: u32) {
        let mut from = 0;
        for (i, c) in words.char_indices() {
            if is_blank(c) {
                self.run(&words[from..i], at + from as u32);
                self.break_at(Gap::Space, at + i as u32);
                from = i + c.len_utf8();
            }
        }
        self.run(&words[from..], at + from as u32);
    }

    /// Words that the source's bytes `file` stand for: an entity, an escape.
    pub fn replaced(&mut self, words: &str, file: Span) {
        // A space by reference is a space: `&#32;`, `\n` in JSON.
        let words: String = words.chars().map(|c| if is_blank(c) { ' ' } else { c }).collect();
        if words.trim_matches(' ').is_empty() {
            if !words.is_empty() {
                self.break_at(Gap::Space, file.start);
            }
            return;
        }
        self.settle(file.start);
        let start = self.text.len();
        self.text.push_str(&words);
        self.map.push_replaced(Span::from(start..self.text.len()), file);
    }

    /// The block ends at byte `at` of the source.
    pub fn paragraph(&mut self, at: u32) {
        self.break_at(Gap::Paragraph, at);
    }

    /// The line ends at byte `at` of the source.
    pub fn line(&mut self, at: u32) {
        self.break_at(Gap::Line, at);
    }

    /// Bytes of the text so far.
    pub fn len(&self) -> u32 {
        self.text.len() as u32
    }

    pub fn finish(self) -> (String, OffsetMap) {
        let mut map = self.map;
        if self.text.is_empty() {
            // An empty map would be the identity.
            map.push_replaced(Span::new(0, 0), Span::new(self.gap_at, self.gap_at));
        }
        (self.text, map)
    }

    fn run(&mut self, words: &str, at: u32) {
        if words.is_empty() {
            return;
        }
        self.settle(at);
        let start = self.text.len();
        self.text.push_str(words);
        self.map.push_verbatim(Span::from(start..self.text.len()), at);
    }

    fn break_at(&mut self, gap: Gap, at: u32) {
        if self.gap == Gap::None {
            self.gap_at = at;
        }
        self.gap = self.gap.max(gap);
    }

    /// Writes the gap before the words that begin at byte `at`.
    fn settle(&mut self, at: u32) {
        let gap = std::mem::replace(&mut self.gap, Gap::None);
        let words = match gap {
            _ if self.text.is_empty() => return,
            Gap::None => return,
            Gap::Space => " ",
            Gap::Line => "\n",
            Gap::Paragraph => "\n\n",
        };
        let start = self.text.len();
        self.text.push_str(words);
        self.map.push_replaced(Span::from(start..self.text.len()), Span::new(self.gap_at.min(at), at));
    }
}

/// White space that markup collapses; a no-break space is kept, for it is a letter there.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{0C}')
}
