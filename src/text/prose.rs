//! Tokens, sentences and paragraphs: one pass over the text that every part of the reader shares.

use super::Span;
use crate::lexicon::{self, Class, Entry};
use std::ops::Range;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Letters with inner apostrophes (`didn't`), or initials with their periods (`U.S.`, `J.`).
    Word,
    /// `'s` or `’s` after a word, or the bare apostrophe of a plural possessive is punctuation.
    Clitic,
    /// ASCII digits only; `1,000` and `16.06.2021` are several tokens side by side.
    Number,
    /// One mark: a character that is neither letter, digit nor space. Two backquotes or two
    /// apostrophes side by side stay two tokens.
    Punct,
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Not a word.
    None,
    Lower,
    /// First letter a capital, the rest small (`Putin`), or a capital alone (`I`, `J.`).
    Capital,
    /// All capitals, two letters or more (`GENEVA`, `U.S.`).
    Upper,
    /// `McCain`, `iPhone`, `al-Assad` is three tokens.
    Mixed,
}

/// A word, number or mark, with what the lexicon knows of it.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    pub span: Span,
    pub kind: Kind,
    pub shape: Shape,
    /// Whether white space (or the text's start) stands before it.
    pub spaced: bool,
    /// The lexicon's entry; 0 is the empty one.
    pub entry: u16,
    /// What the lexicon says that the word can be: a copy, since nearly every step of the reader asks for it.
    pub classes: Class,
}

impl Token {
    /// What the lexicon says of the word.
    #[inline]
    pub fn lex(&self) -> &'static Entry {
        lexicon::entry(self.entry)
    }

    /// Whether the lexicon puts the word into any of `classes`.
    #[inline]
    pub fn is(&self, classes: Class) -> bool {
        self.classes.intersects(classes)
    }

    /// A capital at its head.
    #[inline]
    pub fn capitalised(&self) -> bool {
        matches!(self.shape, Shape::Capital | Shape::Upper) || self.shape == Shape::Mixed
    }
}

/// A text's tokens with its paragraphs and sentences as token ranges.
#[derive(Clone, Debug, Default)]
pub struct Prose<'a> {
    pub text: &'a str,
    pub tokens: Vec<Token>,
    /// In order, without gaps but for empty lines; no paragraph is empty.
    pub paragraphs: Vec<Range<u32>>,
    /// In order; no sentence crosses a paragraph's end.
    pub sentences: Vec<Range<u32>>,
    /// Menus of other stories inside the text, in order; they have no tokens.
    pub menus: Vec<Span>,
}

impl<'a> Prose<'a> {
    pub fn new(text: &'a str) -> Self {
        let menus = super::menus::find(text);
        let mut prose = Prose { text, tokens: Vec::with_capacity(text.len() / 5), menus, ..Prose::default() };
        let hard_wrapped = is_hard_wrapped(text);
        prose.tokenise(hard_wrapped);
        prose.split_sentences();
        prose
    }

    /// The words of a token.
    #[inline]
    pub fn str(&self, token: usize) -> &'a str {
        self.tokens.get(token).map_or("", |t| t.span.of(self.text))
    }

    /// The first byte of a token, as a character for marks.
    #[inline]
    pub fn mark(&self, token: usize) -> char {
        match self.tokens.get(token) {
            Some(t) if t.kind == Kind::Punct => t.span.of(self.text).chars().next().unwrap_or('\0'),
            _ => '\0',
        }
    }

    /// The text span of a range of tokens.
    pub fn span(&self, range: &Range<u32>) -> Span {
        match (self.tokens.get(range.start as usize), self.tokens.get((range.end as usize).wrapping_sub(1))) {
            (Some(a), Some(b)) if range.start < range.end => Span::new(a.span.start, b.span.end),
            _ => Span::default(),
        }
    }

    /// The first token that ends after `offset`.
    #[inline]
    pub fn token_at(&self, offset: u32) -> usize {
        self.tokens.partition_point(|t| t.span.end <= offset)
    }

    /// The index of the paragraph that holds a token.
    pub fn paragraph_of(&self, token: usize) -> usize {
        self.paragraphs.partition_point(|p| p.end as usize <= token)
    }

    /// The index of the sentence that holds a token.
    pub fn sentence_of(&self, token: usize) -> usize {
        self.sentences.partition_point(|p| p.end as usize <= token)
    }

    fn tokenise(&mut self, hard_wrapped: bool) {
        let bytes = self.text.as_bytes();
        let lexicon = lexicon::lexicon();
        let (mut i, mut spaced, mut paragraph_start) = (0usize, true, 0u32);
        let menus = std::mem::take(&mut self.menus);
        let mut ahead = menus.iter();
        let mut menu = ahead.next();
        while i < bytes.len() {
            if let Some(m) = menu.filter(|m| i >= m.start as usize) {
                // A word that ran into it cannot be: it begins after a blank.
                i = i.max(m.end as usize);
                spaced = true;
                menu = ahead.next();
                continue;
            }
            let b = bytes[i];
            match b {
                b' ' | b'\t' | b'\r' => {
                    spaced = true;
                    i += 1;
                }
                b'\n' => {
                    let (next, blank) = skip_line_ends(bytes, i);
                    if (blank || !hard_wrapped) && paragraph_start < self.tokens.len() as u32 {
                        self.paragraphs.push(paragraph_start..self.tokens.len() as u32);
                        paragraph_start = self.tokens.len() as u32;
                    }
                    spaced = true;
                    i = next;
                }
                b'0'..=b'9' => {
                    let start = i;
                    while i < bytes.len() && bytes[i].is_ascii_digit() {
                        i += 1;
                    }
                    self.push(start, i, Kind::Number, Shape::None, &mut spaced, (0, Class::empty()));
                }
                b'a'..=b'z' | b'A'..=b'Z' => i = self.word(i, &mut spaced, lexicon),
                0..=0x7F => {
                    i += 1;
                    if !b.is_ascii_control() {
                        i = self.mark_or_clitic(i - 1, 1, &mut spaced);
                    }
                }
                _ => {
                    let c = self.text[i..].chars().next().unwrap_or('\u{FFFD}');
                    if c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}' | '\u{00AD}') {
                        spaced |= c.is_whitespace();
                        i += c.len_utf8();
                    } else if c.is_alphabetic() {
                        i = self.word(i, &mut spaced, lexicon);
                    } else {
                        i = self.mark_or_clitic(i, c.len_utf8(), &mut spaced);
                    }
                }
            }
        }
        if paragraph_start < self.tokens.len() as u32 {
            self.paragraphs.push(paragraph_start..self.tokens.len() as u32);
        }
        self.menus = menus;
    }

    fn push(&mut self, start: usize, end: usize, kind: Kind, shape: Shape, spaced: &mut bool, entry: (u16, Class)) {
        let span = Span::from(start..end);
        let (entry, classes) = entry;
        self.tokens.push(Token { span, kind, shape, spaced: std::mem::take(spaced), entry, classes });
    }

    /// Reads the word at `start`; returns where it ends.
    fn word(&mut self, start: usize, spaced: &mut bool, lexicon: &lexicon::Lexicon) -> usize {
        let text = self.text;
        let bytes = text.as_bytes();
        let mut i = start;
        let (mut letters, mut capitals, mut first_capital) = (0u32, 0u32, false);
        loop {
            match bytes.get(i) {
                Some(b) if b.is_ascii_alphabetic() => {
                    let capital = b.is_ascii_uppercase();
                    first_capital |= capital && letters == 0;
                    capitals += u32::from(capital);
                    letters += 1;
                    i += 1;
                }
                Some(b'\'') if letters > 0 && inner_apostrophe(bytes, i, 1) => i += 1,
                Some(b'.') if letters == 1 && capitals == 1 && initials(bytes, i) > i => {
                    let end = initials(bytes, i);
                    let several = end > i + 1;
                    let shape = if several { Shape::Upper } else { Shape::Capital };
                    let entry = lexicon.find(&text[start..end]);
                    self.push(start, end, Kind::Word, shape, spaced, (entry, lexicon.classes(entry)));
                    return end;
                }
                Some(b) if *b >= 0x80 => {
                    let c = text[i..].chars().next().unwrap_or('\u{FFFD}');
                    if c == '\u{2019}' {
                        if letters == 0 || !inner_apostrophe(bytes, i, 3) {
                            break;
                        }
                    } else if c.is_alphabetic() || is_combining(c) {
                        let capital = c.is_uppercase();
                        first_capital |= capital && letters == 0;
                        capitals += u32::from(capital);
                        letters += 1;
                    } else if c != '\u{00AD}' {
                        break;
                    }
                    i += c.len_utf8();
                }
                _ => break,
            }
        }
        let shape = match (first_capital, capitals) {
            (_, 0) => Shape::Lower,
            (true, 1) => Shape::Capital,
            (_, n) if n == letters => Shape::Upper,
            _ => Shape::Mixed,
        };
        // "US" in capitals is the country, "us" a pronoun.
        let word = match &text[start..i] {
            "US" => "u.s.",
            word => word,
        };
        let entry = lexicon.find(word);
        self.push(start, i, Kind::Word, shape, spaced, (entry, lexicon.classes(entry)));
        i
    }

    /// A mark, or the `'s` of a possessive.
    fn mark_or_clitic(&mut self, start: usize, len: usize, spaced: &mut bool) -> usize {
        let bytes = self.text.as_bytes();
        let end = start + len;
        let apostrophe = bytes[start] == b'\'' || self.text[start..end] == *"\u{2019}";
        let after_word = !*spaced && self.tokens.last().is_some_and(|t| matches!(t.kind, Kind::Word | Kind::Number));
        if apostrophe
            && after_word
            && matches!(bytes.get(end), Some(b's' | b'S'))
            && !bytes.get(end + 1).is_some_and(|b| b.is_ascii_alphanumeric() || *b >= 0xC3)
        {
            self.push(start, end + 1, Kind::Clitic, Shape::None, spaced, (0, Class::empty()));
            return end + 1;
        }
        self.push(start, end, Kind::Punct, Shape::None, spaced, (0, Class::empty()));
        end
    }

    fn split_sentences(&mut self) {
        for p in 0..self.paragraphs.len() {
            let paragraph = self.paragraphs[p].clone();
            let mut start = paragraph.start;
            let mut i = paragraph.start;
            while i < paragraph.end {
                match self.sentence_end(i, paragraph.end) {
                    Ok(end) => {
                        self.sentences.push(start..end);
                        start = end;
                        i = end;
                    }
                    Err(next) if next - start >= MAX_SENTENCE => {
                        self.sentences.push(start..next);
                        start = next;
                        i = next;
                    }
                    Err(next) => i = next,
                }
            }
            if start < paragraph.end {
                self.sentences.push(start..paragraph.end);
            }
        }
    }

    /// Where the sentence ends if the token at `i` ends one: after its closing marks. Otherwise the next token that may.
    fn sentence_end(&self, i: u32, limit: u32) -> Result<u32, u32> {
        let token = &self.tokens[i as usize];
        let initials_end = token.kind == Kind::Word && self.str(i as usize).ends_with('.');
        let stop = match self.mark(i as usize) {
            '.' | '!' | '?' | '…' => true,
            _ => initials_end && token.shape == Shape::Upper,
        };
        if !stop {
            return Err(i + 1);
        }
        let mut end = i + 1;
        while end < limit {
            let t = &self.tokens[end as usize];
            let closes = !t.spaced
                && matches!(
                    self.mark(end as usize),
                    '.' | '!' | '?' | '…' | '"' | '\'' | '\u{201D}' | '\u{2019}' | ')' | ']' | '»' | '*'
                );
            if !closes {
                break;
            }
            end += 1;
        }
        // Of a row of marks each has the same to say; the last is asked by itself, so that a row is not gone through
        // once for each.
        let on = if initials_end { i + 1 } else { (end - 1).max(i + 1) };
        if end >= limit {
            return Err(on);
        }
        let next = &self.tokens[end as usize];
        if !next.spaced {
            return Err(on);
        }
        if self.mark(i as usize) == '.' && end == i + 1 && i > 0 {
            let before = &self.tokens[i as usize - 1];
            if before.is(Class::ABBREVIATION) && !token.spaced {
                return Err(on);
            }
        }
        // "U.S. President" goes on, "in the U.S. He" does not; a small letter always goes on.
        let opens = match next.kind {
            Kind::Word => next.capitalised() && !(initials_end && end == i + 1 && !next.is(Class::SENTENCE_OPENER)),
            Kind::Number => !initials_end,
            Kind::Punct => !matches!(self.mark(end as usize), ',' | ';' | ':' | ')' | '-' | '–' | '—' | '&'),
            Kind::Clitic => false,
        };
        if opens { Ok(end) } else { Err(on) }
    }
}

/// Tokens of a sentence at most. What is longer is a list or rubbish, and what is looked for in a sentence must not take
/// the square of a text's length.
const MAX_SENTENCE: u32 = 1000;

/// Past the line ends and blanks from `i` on, and whether an empty line was among them.
fn skip_line_ends(bytes: &[u8], mut i: usize) -> (usize, bool) {
    let mut newlines = 0;
    while let Some(b) = bytes.get(i) {
        match b {
            b'\n' => newlines += 1,
            b' ' | b'\t' | b'\r' => {}
            _ => break,
        }
        i += 1;
    }
    (i, newlines > 1)
}

/// Whether the apostrophe at `i` (of `len` bytes) stands inside a word, and is not that of `'s`.
fn inner_apostrophe(bytes: &[u8], i: usize, len: usize) -> bool {
    let rest = &bytes[i + len..];
    let letters = rest.iter().take_while(|b| b.is_ascii_alphabetic() || **b >= 0xC3).count();
    letters > 0 && !(letters == 1 && matches!(rest[0], b's' | b'S'))
}

/// The end of initials (`J.`, `U.S.`, `É.`) whose first period is at `dot`; `dot` where it is none.
fn initials(bytes: &[u8], dot: usize) -> usize {
    let mut end = dot + 1;
    while end + 1 < bytes.len() && bytes[end].is_ascii_uppercase() && bytes[end + 1] == b'.' {
        end += 2;
    }
    // "A.He" is a sentence's end without a space, "Vitamin C." a sentence's end: a lone letter counts
    // as an initial only where a name can follow.
    if end == dot + 1 && !matches!(bytes.get(end), Some(b' ' | b'\n' | 0xC2)) {
        return dot;
    }
    end
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}')
}

/// Whether single line ends are those of a typewriter rather than of paragraphs: most lines of
/// a text that also has empty lines end in mid-sentence at about the same width.
fn is_hard_wrapped(text: &str) -> bool {
    let (mut inner, mut wrapped) = (0u32, 0u32);
    let mut lines = text.lines().take(400).peekable();
    while let Some(line) = lines.next() {
        let Some(next) = lines.peek() else { break };
        if line.trim().is_empty() || next.trim().is_empty() {
            continue;
        }
        inner += 1;
        let width = line.trim_end().len();
        let ends = line.trim_end().ends_with(['.', '!', '?', '"', ':', '\u{201D}']);
        wrapped += u32::from((45..=100).contains(&width) && !ends);
    }
    inner >= 4 && wrapped * 3 >= inner * 2
}
