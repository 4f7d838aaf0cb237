//! Quotation marks and what stands between them.

pub(super) mod blocks;
mod dialogue;
mod posts;
pub(super) mod transcript;

use super::asides;
use crate::lexicon::Class;
use crate::text::{Kind, Prose, Shape, Span};
use std::ops::Range;

/// How words are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuoteKind {
    /// A whole statement between quotation marks.
    Direct,
    /// A part of a statement between quotation marks, the rest in the writer's words.
    Mixed,
    /// Reported without quotation marks.
    Indirect,
    /// A transcript's turn, a signed post, or a block quotation: no marks, yet word for word.
    Block,
}

/// Words that somebody is reported to have said.
#[derive(Clone, Debug)]
pub struct Quote {
    /// With its quotation marks.
    pub span: Span,
    /// Without its quotation marks.
    pub content: Span,
    pub kind: QuoteKind,
    pub speaker: Option<Speaker>,
    /// The words that say that somebody speaks: `said`, `according to`.
    pub cue: Option<Span>,
    /// Inside another quote: whoever is quoted there has said it.
    pub nested: bool,
    /// An embedded post of a social network, whose signature stands behind it.
    pub post: bool,
    /// No claim of speech: a scare quote, a title of a work, a word spoken of.
    pub scare: bool,
}

impl Quote {
    /// Whether the words claim to be the speaker's own: not a report, not a scare quote.
    pub fn is_verbatim(&self) -> bool {
        !self.scare && self.kind != QuoteKind::Indirect
    }

    /// Whether it is a turn of a transcript, whose label stands before it.
    pub fn is_turn(&self) -> bool {
        self.kind == QuoteKind::Block && self.cue.is_some_and(|c| c.end <= self.content.start)
    }
}

/// Who is said to have said it.
#[derive(Clone, Debug)]
pub struct Speaker {
    /// The words that name them here: a name, a pronoun, a title.
    pub span: Span,
    /// Their fullest name in the document; `None` for a source without a name ("a spokesman").
    pub name: Option<String>,
    /// Index into [`super::Reading::people`].
    pub person: Option<u32>,
    /// How sure the reader is that this is who speaks, from 0 to 1; calibrated on PolNeAR.
    pub confidence: f32,
}

/// The quotations of a text, without their speakers, in order of their start.
///
/// Marks are paired paragraph by paragraph, so that a mark too many or too few never reaches the next
/// one. In a transcript each turn is one block, and marks inside it are re-quotes.
/// `voices`: the document's format names its speakers, so it is a transcript however short. `blocks`: the block
/// quotations that the format marks.
pub fn find(prose: &Prose, voices: bool, blocks: Vec<Quote>) -> Vec<Quote> {
    let turns = transcript::turns(prose, voices);
    let mut pairing = Pairing { prose, quotes: Vec::new(), open: Vec::new(), carried: None };
    for index in 0..prose.paragraphs.len() {
        let paragraph = prose.paragraphs[index].clone();
        let next = prose.paragraphs.get(index + 1).cloned();
        pairing.paragraph(paragraph, next);
    }
    let mut quotes = pairing.quotes;
    // The headline of another story quotes for that story.
    let mut link = (usize::MAX, false);
    for quote in &mut quotes {
        let paragraph = prose.paragraph_of(prose.token_at(quote.span.start));
        if link.0 != paragraph {
            link = (paragraph, prose.paragraphs.get(paragraph).is_some_and(|p| asides::is_link(prose, p)));
        }
        quote.scare |= link.1 || asides::in_bracketed_link(prose, quote.span);
    }
    let mut spoken = turns.unwrap_or_else(|| {
        let mut spoken = dialogue::find(prose);
        spoken.extend(posts::find(prose));
        spoken.extend(blocks);
        spoken
    });
    let in_order = |q: &Quote| (q.span.start, std::cmp::Reverse(q.span.end));
    quotes.sort_by_key(in_order);
    spoken.sort_by_key(in_order);
    // Those that end before a quote can hold none behind it.
    let mut over = 0;
    for quote in &mut quotes {
        over += spoken[over..].iter().take_while(|s| s.span.end <= quote.span.start).count();
        let mut begun = spoken[over..].iter().take_while(|s| s.span.start <= quote.span.start);
        quote.nested |= begun.any(|s| s.span.contains(quote.span));
    }
    quotes.extend(spoken);
    quotes.sort_by_key(in_order);
    quotes
}

/// Marks that close one another belong to one family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    /// `"…"`, `“…”`, `„…“`, ``` ``…'' ```, and mixtures of them.
    Double,
    /// `«…»`, `»…«`, `‹…›`.
    Guillemet,
    /// `‘…’`, `'…'`.
    Single,
}

/// What a mark does by its shape and by the blanks around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Open,
    Close,
    /// Either; what is open decides.
    Either,
}

#[derive(Clone, Copy, Debug)]
struct Mark {
    /// The token after the mark's last one (TeX marks are two tokens).
    after: u32,
    family: Family,
    side: Side,
}

/// A quotation that waits for its closing mark.
#[derive(Clone, Copy, Debug)]
struct Open {
    token: u32,
    after: u32,
    family: Family,
    side: Side,
    /// Where an apostrophe that may be a plural's possessive would close it (`the voters' choice`).
    tentative: Option<u32>,
    /// Goes on from the paragraph before: the quote's place in the list.
    continues: Option<usize>,
}

struct Pairing<'p, 'a> {
    prose: &'p Prose<'a>,
    quotes: Vec<Quote>,
    open: Vec<Open>,
    /// The quote whose paragraph ended without a closing mark.
    carried: Option<usize>,
}

/// Openings that nest deeper than this are typing errors.
const MAX_DEPTH: usize = 8;

impl Pairing<'_, '_> {
    fn paragraph(&mut self, paragraph: Range<u32>, next: Option<Range<u32>>) {
        self.open.clear();
        let carried = self.carried.take();
        let mut i = paragraph.start;
        while i < paragraph.end {
            let Some(mark) = self.mark(i, &paragraph) else {
                i += 1;
                continue;
            };
            match mark.family {
                Family::Single => self.single(i, mark, &paragraph),
                _ => {
                    let continues = if i == paragraph.start { carried } else { None };
                    self.double(i, mark, &paragraph, next.as_ref(), continues);
                }
            }
            i = mark.after;
        }
        self.end_of_paragraph(&paragraph);
    }

    /// The mark at a token, if it is one.
    fn mark(&self, i: u32, paragraph: &Range<u32>) -> Option<Mark> {
        let token = self.prose.tokens.get(i as usize)?;
        if token.kind != Kind::Punct {
            return None;
        }
        let c = match self.prose.text.as_bytes().get(token.span.start as usize)? {
            b'"' => '"',
            b'\'' => '\'',
            b'`' => '`',
            0xC2 | 0xE2 | 0xEF => self.prose.mark(i as usize),
            _ => return None,
        };
        let follower = |n: u32| (n < paragraph.end).then(|| self.prose.tokens.get(n as usize)).flatten();
        let doubled = matches!(c, '\'' | '`' | '\u{2018}' | '\u{2019}')
            && follower(i + 1).is_some_and(|t| !t.spaced && self.prose.mark(i as usize + 1) == c);
        let after = i + 1 + u32::from(doubled);
        let loose_before = i == paragraph.start || token.spaced;
        let loose_after = follower(after).is_none_or(|t| t.spaced);
        let by_blanks = match (loose_before, loose_after) {
            // « Oui », dit-elle: French sets its marks off with blanks.
            (true, false) if matches!(self.prose.mark(after as usize), ',' | ';' | ')') => Side::Close,
            (true, false) if c == '\u{BB}' && matches!(self.prose.mark(after as usize), '.' | '!' | '?' | ':') => {
                Side::Close
            }
            (true, false) => Side::Open,
            (false, true) => Side::Close,
            (true, true) => Side::Either,
            (false, false) => self.tight_side(i, after),
        };
        let (family, side) = match c {
            '"' | '\u{FF02}' => (Family::Double, by_blanks),
            '\u{201C}' if by_blanks == Side::Close => (Family::Double, Side::Close),
            '\u{201C}' if by_blanks == Side::Either && !loose_after => (Family::Double, Side::Open),
            // „German“: the opening mark of English closes there.
            '\u{201C}'
                if !loose_before && self.open.iter().any(|o| self.prose.mark(o.token as usize) == '\u{201E}') =>
            {
                (Family::Double, Side::Close)
            }
            '\u{201C}' | '\u{201E}' | '\u{201F}' => (Family::Double, Side::Open),
            '\u{201D}' if by_blanks == Side::Open => (Family::Double, Side::Either),
            '\u{201D}' => (Family::Double, Side::Close),
            '`' if doubled => (Family::Double, Side::Open),
            '\'' | '\u{2019}' if doubled => (Family::Double, by_blanks),
            '\u{2018}' if doubled => (Family::Double, Side::Open),
            '\u{AB}' | '\u{2039}' if by_blanks == Side::Close => (Family::Guillemet, Side::Close),
            '\u{AB}' | '\u{2039}' => (Family::Guillemet, Side::Open),
            '\u{BB}' | '\u{203A}' if by_blanks == Side::Open => (Family::Guillemet, Side::Open),
            '\u{BB}' | '\u{203A}' => (Family::Guillemet, Side::Close),
            '\u{2018}' | '\u{201A}' => {
                (Family::Single, if by_blanks == Side::Close { Side::Close } else { Side::Open })
            }
            '\'' | '`' => (Family::Single, by_blanks),
            '\u{2019}' if by_blanks == Side::Open => return None, // ’90s, ’em
            '\u{2019}' => (Family::Single, Side::Close),
            _ => return None,
        };
        Some(Mark { after, family, side })
    }

    /// The side of a mark without blanks around it, by its neighbours: `("yes")`, `"yes",`, `—"yes"`.
    fn tight_side(&self, i: u32, after: u32) -> Side {
        let before = i.checked_sub(1).map_or('\0', |n| self.prose.mark(n as usize));
        let next = self.prose.mark(after as usize);
        if matches!(before, '.' | ',' | '!' | '?' | '…') {
            Side::Close
        } else if matches!(before, '(' | '[' | '{' | '\u{201C}' | '\u{2018}' | '\u{AB}' | ':') {
            Side::Open
        } else if matches!(next, ',' | '.' | ';' | ':' | '!' | '?' | ')' | ']' | '…') {
            Side::Close
        } else if matches!(before, '-' | '–' | '—' | '/' | '―') {
            // An opening after a dash, unless a quotation is open: `"I mean—" he said` has a blank.
            if self.open.is_empty() { Side::Open } else { Side::Either }
        } else if matches!(next, '-' | '–' | '—' | '\u{201D}' | '\u{2019}') {
            Side::Close
        } else {
            Side::Either
        }
    }

    fn is_open(&self, family: Family) -> Option<usize> {
        self.open.iter().rposition(|o| o.family == family)
    }

    fn double(
        &mut self,
        i: u32,
        mark: Mark,
        paragraph: &Range<u32>,
        next: Option<&Range<u32>>,
        continues: Option<usize>,
    ) {
        let opened = self.is_open(mark.family);
        let closes = match mark.side {
            Side::Close => true,
            Side::Open => false,
            Side::Either => opened.is_some(),
        };
        if closes {
            // Without an opening mark it is an inch mark, or its partner was lost: either way no quote.
            let Some(at) = opened else { return };
            if self.is_inches(i, mark, paragraph) {
                return;
            }
            self.drop_above(at);
            let Some(open) = self.open.pop() else { return };
            self.emit(open, i, mark.after);
            return;
        }
        if let Some(at) = opened
            && !self.open.get(at).is_some_and(|outer| self.nests(mark, paragraph, next, *outer))
        {
            // The quotation that is open was never closed: it ends with the last sentence before this mark.
            // Where both open within one sentence, the first was a stray one.
            self.drop_above(at);
            if let Some(open) = self.open.pop() {
                let sentence = self.prose.sentence_of(i as usize);
                let end = self.prose.sentences.get(sentence).map_or(i, |s| s.start);
                if end > open.after {
                    self.emit(open, end, end);
                }
            }
        }
        if self.open.len() < MAX_DEPTH {
            self.open.push(Open {
                token: i,
                after: mark.after,
                family: mark.family,
                side: mark.side,
                tentative: None,
                continues,
            });
        }
    }

    /// Whether an opening mark inside an open quotation opens a quotation within it: then two closing marks follow.
    fn nests(&self, mark: Mark, paragraph: &Range<u32>, next: Option<&Range<u32>>, outer: Open) -> bool {
        let mut closing = 0;
        let mut i = mark.after;
        while i < paragraph.end {
            if let Some(m) = self.mark(i, paragraph) {
                i = m.after;
                if m.family == mark.family {
                    if m.side == Side::Open {
                        return false;
                    }
                    closing += 1;
                    if closing == 2 {
                        return true;
                    }
                }
            } else {
                i += 1;
            }
        }
        // A quotation over several paragraphs, with one inside it.
        closing == 1
            && outer.token == paragraph.start
            && next.is_some_and(|n| {
                self.mark(n.start, n).is_some_and(|m| m.family == mark.family && m.side != Side::Close)
            })
    }

    /// `6'2"` inside a quotation that closes later: a mark after a number, where another closing mark follows.
    fn is_inches(&self, i: u32, mark: Mark, paragraph: &Range<u32>) -> bool {
        let Some(before) = i.checked_sub(1).and_then(|n| self.prose.tokens.get(n as usize)) else { return false };
        if before.kind != Kind::Number || self.prose.tokens[i as usize].spaced || self.prose.mark(i as usize) != '"' {
            return false;
        }
        let mut n = mark.after;
        while n < paragraph.end {
            if let Some(m) = self.mark(n, paragraph)
                && m.family == Family::Double
            {
                return m.side == Side::Close;
            }
            n += 1;
        }
        false
    }

    fn single(&mut self, i: u32, mark: Mark, paragraph: &Range<u32>) {
        let opened = self.open.last().is_some_and(|o| o.family == Family::Single);
        let text_after = self.prose.tokens.get(mark.after as usize);
        if mark.side == Side::Open || (mark.side == Side::Either && !opened && self.prose.mark(i as usize) != '\'') {
            let next_word = self.prose.str(mark.after as usize);
            let elided = text_after.is_some_and(|t| t.kind == Kind::Number)
                || ELISIONS.iter().any(|e| next_word.eq_ignore_ascii_case(e));
            if elided || mark.after >= paragraph.end || self.open.len() >= MAX_DEPTH {
                return;
            }
            if opened {
                self.finish_single();
            }
            self.open.push(Open {
                token: i,
                after: mark.after,
                family: Family::Single,
                side: mark.side,
                tentative: None,
                continues: None,
            });
            return;
        }
        if !opened || mark.side == Side::Either {
            return;
        }
        // `the voters' choice`: possessive unless a better closing mark is missing.
        let before = i.checked_sub(1).map_or("", |n| self.prose.str(n as usize));
        let goes_on = text_after.is_some_and(|t| t.spaced && t.kind == Kind::Word && t.shape == Shape::Lower)
            && mark.after < paragraph.end;
        if before.ends_with(['s', 'S']) && goes_on {
            if let Some(open) = self.open.last_mut() {
                open.tentative.get_or_insert(i);
            }
            return;
        }
        if let Some(open) = self.open.pop() {
            self.emit(open, i, mark.after);
        }
    }

    /// Closes or forgets the single quotation on top.
    fn finish_single(&mut self) {
        if let Some(open) = self.open.pop()
            && let Some(close) = open.tentative
        {
            self.emit(open, close, close + 1);
        }
    }

    /// Forgets what was opened inside and never closed: apostrophes, stray marks.
    fn drop_above(&mut self, at: usize) {
        while self.open.len() > at + 1 {
            if self.open.last().is_some_and(|o| o.family == Family::Single) {
                self.finish_single();
            } else {
                self.open.pop();
            }
        }
    }

    fn end_of_paragraph(&mut self, paragraph: &Range<u32>) {
        let Some(at) = self.open.iter().position(|o| o.family == Family::Double) else {
            self.drop_above(0);
            if self.open.last().is_some_and(|o| o.family == Family::Single) {
                self.finish_single();
            }
            return;
        };
        self.drop_above(at);
        if let Some(open) = self.open.pop() {
            // A mark with blanks on both sides opens nothing for a whole paragraph.
            if open.side == Side::Either && open.continues.is_none() {
                return;
            }
            let index = self.emit(open, paragraph.end, paragraph.end);
            self.carried = index;
        }
    }

    /// Adds the quotation from an opening mark to the closing one (`close..after`); its place in the list.
    fn emit(&mut self, open: Open, close: u32, after: u32) -> Option<usize> {
        let tokens = self.prose.tokens.get(open.after as usize..close as usize)?;
        if !tokens.iter().any(|t| matches!(t.kind, Kind::Word | Kind::Number)) {
            return None;
        }
        if open.family == Family::Single && tokens.len() == 1 && tokens.first().is_some_and(|t| t.span.len() == 1) {
            return None; // rock 'n' roll
        }
        let content = Span::new(tokens.first()?.span.start, tokens.last()?.span.end);
        let last = self.prose.tokens.get(after.checked_sub(1)? as usize)?;
        let end = last.span.end.max(content.end);
        if let Some(index) = open.continues
            && let Some(quote) = self.quotes.get_mut(index)
        {
            quote.span.end = end;
            quote.content.end = content.end;
            quote.kind = QuoteKind::Direct;
            return Some(index);
        }
        let first = self.prose.tokens.get(open.token as usize)?;
        self.quotes.push(Quote {
            span: Span::new(first.span.start, end),
            content,
            kind: self.kind(&open, close, after),
            speaker: None,
            cue: None,
            nested: !self.open.is_empty(),
            post: false,
            scare: self.is_title_or_nickname(&open, close, after),
        });
        Some(self.quotes.len() - 1)
    }

    /// A whole statement begins with a capital and stands where a sentence can begin.
    fn kind(&self, open: &Open, close: u32, after: u32) -> QuoteKind {
        let prose = self.prose;
        let starts_big = prose.tokens.get(open.after as usize).is_some_and(|t| match t.kind {
            Kind::Word => t.capitalised(),
            Kind::Number => true,
            _ => matches!(prose.mark(open.after as usize), '.' | '…' | '[' | '('),
        });
        let before = open.token.checked_sub(1).map_or('.', |n| prose.mark(n as usize));
        let at_start =
            prose.paragraphs.get(prose.paragraph_of(open.token as usize)).is_some_and(|p| p.start == open.token);
        let invited = at_start || matches!(before, ',' | ':' | '.' | '!' | '?' | '-' | '–' | '—' | '"' | '\u{201D}');
        let last = close.checked_sub(1).map_or('\0', |n| prose.mark(n as usize));
        let finished = matches!(last, '.' | ',' | '!' | '?' | '…' | '-' | '—') || close == after;
        let outside = matches!(prose.mark(after as usize), ',' | '.');
        let words = (close - open.after) as usize;
        if invited && (finished || outside) && (starts_big || words >= 5) {
            QuoteKind::Direct
        } else {
            QuoteKind::Mixed
        }
    }

    /// `John "Jack" Smith`; `his book "The Long Way Home"`.
    fn is_title_or_nickname(&self, open: &Open, close: u32, after: u32) -> bool {
        let prose = self.prose;
        let Some(tokens) = prose.tokens.get(open.after as usize..close as usize) else { return false };
        let words = tokens.iter().filter(|t| t.kind == Kind::Word).count();
        let before = open.token.checked_sub(1).and_then(|n| prose.tokens.get(n as usize));
        let next = prose.tokens.get(after as usize);
        // The so-called “experts”
        let doubted = open.token.checked_sub(2).is_some_and(|n| {
            let back = if prose.mark(n as usize) == '-' { n.saturating_sub(1) } else { n };
            prose.str(n as usize + 1).eq_ignore_ascii_case("called")
                && prose.str(back as usize).eq_ignore_ascii_case("so")
        });
        if doubted && words <= 5 {
            return true;
        }
        let name_before = before.is_some_and(|t| t.kind == Kind::Word && t.capitalised() && t.is(Class::GIVEN));
        let name_after = next.is_some_and(|t| t.kind == Kind::Word && t.capitalised());
        if words <= 3 && name_before && name_after && tokens.first().is_some_and(|t| t.capitalised()) {
            return true;
        }
        let capitals = tokens.iter().filter(|t| t.kind == Kind::Word && t.capitalised()).count();
        let titled = words > 0
            && tokens.first().is_some_and(|t| t.capitalised())
            && tokens.iter().all(|t| t.kind != Kind::Word || t.capitalised() || t.is(Class::STOP | Class::PREPOSITION))
            && capitals * 2 >= words;
        let work = |t: &crate::text::Token| WORKS.iter().any(|w| t.span.of(prose.text).eq_ignore_ascii_case(w));
        // On "Meet the Press": a place of speech rather than speech.
        let shown = |t: &crate::text::Token| {
            capitals >= 2 && ["on", "in", "from"].iter().any(|w| t.span.of(prose.text).eq_ignore_ascii_case(w))
        };
        // CNN's “New Day”, told “Fox and Friends”, his number one single, “It's Now or Never”
        let at = |back: u32| open.token.checked_sub(back).and_then(|n| prose.tokens.get(n as usize));
        let owned = capitals >= 2
            && before.is_some_and(|t| t.kind == Kind::Clitic)
            && at(2).is_some_and(|t| t.is(Class::ORGANISATION) || t.shape == Shape::Upper);
        let told = capitals >= 2 && before.is_some_and(|t| t.span.of(prose.text) == "told");
        let named = open.token.checked_sub(1).is_some_and(|n| prose.mark(n as usize) == ',') && at(2).is_some_and(work);
        titled && (owned || told || named || before.is_some_and(|t| work(t) || shown(t)))
    }
}

/// Words that an apostrophe begins: it opens no quotation.
const ELISIONS: [&str; 9] = ["em", "tis", "twas", "til", "till", "cause", "bout", "n", "round"];

/// Nouns and participles that a title of a work follows.
const WORKS: [&str; 26] = [
    "book",
    "film",
    "movie",
    "song",
    "album",
    "novel",
    "essay",
    "show",
    "series",
    "play",
    "memoir",
    "documentary",
    "musical",
    "titled",
    "entitled",
    "called",
    "headlined",
    "headline",
    "poem",
    "podcast",
    "sitcom",
    "magazine",
    "single",
    "painting",
    "opera",
    "hit",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<Quote> {
        find(&Prose::new(text), false, Vec::new())
    }

    fn words(text: &str) -> Vec<&str> {
        found(text).iter().map(|q| q.content.of(text)).collect()
    }

    #[test]
    fn straight_curly_tex_and_mixed_marks_all_quote() {
        for text in [
            "\"We go now,\" she said.",
            "“We go now,” she said.",
            "``We go now,'' she said.",
            "''We go now,'' she said.",
            "“We go now,\" she said.",
            "\"We go now,” she said.",
            "„We go now,“ she said.",
            "« We go now, » she said.",
            "»We go now,« she said.",
            "« We go now, », she said.",
            "She said: « We go now, ».",
            "‘We go now,’ she said.",
            "'We go now,' she said.",
        ] {
            assert_eq!(words(text), ["We go now,"], "{text}");
        }
    }

    #[test]
    fn a_quote_inside_a_quote_is_nested() {
        let text = "“He told me, ‘Never again,’ and left,” she said.";
        let quotes = found(text);
        assert_eq!(quotes.len(), 2);
        assert!(!quotes[0].nested && quotes[1].nested);
        assert_eq!(quotes[1].content.of(text), "Never again,");
        let same = "“He said “never” to me,” she said. “Twice.”";
        assert_eq!(words(same), ["He said “never” to me,", "never", "Twice."]);
    }

    #[test]
    fn a_quote_over_several_paragraphs_is_one() {
        let text = "“The first part.\n\n“The second part.\n\n“The third part,” she said.";
        let quotes = found(text);
        assert_eq!(quotes.len(), 1);
        assert_eq!(quotes[0].span.of(text), "“The first part.\n\n“The second part.\n\n“The third part,”");
    }

    #[test]
    fn an_unclosed_quote_ends_with_its_paragraph() {
        let text = "He said: “We never close.\n\nThe town was quiet. “Yes,” she said.";
        assert_eq!(words(text), ["We never close.", "Yes,"]);
    }

    #[test]
    fn an_odd_number_of_marks_does_not_derail_the_rest() {
        let text = "A 12\" pipe burst, he said.\n\n\"It was loud,\" she said.\n\nHe left\" and more.\n\n\"Very loud,\" he said.";
        assert_eq!(words(text), ["It was loud,", "Very loud,"]);
        let text = "\"I came, she said. \"I saw,\" he said. \"I left.\"";
        assert_eq!(words(text), ["I came, she said.", "I saw,", "I left."]);
    }

    #[test]
    fn feet_inches_and_apostrophes_are_no_quotes() {
        assert!(words("The 6'2\" guard and the 5' 11\" forward met the boys' coach in the '90s.").is_empty());
        assert!(words("Rock 'n' roll wasn't the Smiths' thing, y'all.").is_empty());
        assert_eq!(words("\"He is 6'2\" tall,\" she said."), ["He is 6'2\" tall,"]);
    }

    #[test]
    fn a_possessive_does_not_close_a_single_quotation() {
        assert_eq!(words("'The voters' choice is clear,' she said."), ["The voters' choice is clear,"]);
    }

    #[test]
    fn a_split_quote_is_two_quotes() {
        assert_eq!(words("“We go,” he said, “and we stay.”"), ["We go,", "and we stay."]);
    }

    #[test]
    fn nicknames_and_titles_of_works_claim_no_speech() {
        assert!(found("James \"Jim\" Miller left.").iter().all(|q| q.scare));
        assert!(found("She wrote the book \"The Long Road Home\" in May.").iter().all(|q| q.scare));
    }

    #[test]
    fn dialogue_in_dashes_is_spoken_but_for_the_writers_words() {
        let text = "—No hay dinero —dijo Ana Ruiz—. Es una pena.\n\n—¿Y mañana?\n\nNadie respondió.";
        assert_eq!(words(text), ["No hay dinero", "Es una pena.", "¿Y mañana?"]);
        for text in ["—Ana Ruiz, Madrid", "The bridge —the old one— is shut.", "— It is shut, said Ana Ruiz."] {
            assert!(words(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn shows_and_songs_are_no_quotations() {
        for text in [
            "He said on CNN’s “New Day” that he left.",
            "She told “Fox and Friends” that he left.",
            "He sang his first single, “It’s Now or Never.”",
        ] {
            assert!(found(text).iter().all(|q| q.scare), "{text}");
        }
        assert!(found("She told him, “Fox and Friends Lied,” and left.").iter().all(|q| !q.scare));
    }

    #[test]
    fn what_is_so_called_is_no_quotation() {
        for text in ["The so-called “experts” left.", "The so called \"experts\" left."] {
            assert!(found(text).iter().all(|q| q.scare), "{text}");
        }
    }

    #[test]
    fn a_lone_guillemet_of_a_navigation_path_opens_nothing() {
        assert!(words("Home » News » The mayor resigns").is_empty());
    }

    #[test]
    fn a_part_of_a_sentence_is_mixed() {
        let text = "She called the plan “a bad joke” on Monday.";
        assert_eq!(found(text)[0].kind, QuoteKind::Mixed);
        let text = "“It is a bad joke,” she said.";
        assert_eq!(found(text)[0].kind, QuoteKind::Direct);
    }

    #[test]
    fn a_transcript_is_blocks_with_re_quotes_inside() {
        let text = "THE MODERATOR: Welcome.\n\nANNA BERG: Thank you. He said, “I never met her.”\n\nI did.\n\nTHE MODERATOR: Next.";
        let quotes = found(text);
        let blocks: Vec<&str> =
            quotes.iter().filter(|q| q.kind == QuoteKind::Block).map(|q| q.content.of(text)).collect();
        assert_eq!(blocks, ["Welcome.", "Thank you. He said, “I never met her.”\n\nI did.", "Next."]);
        assert!(quotes.iter().filter(|q| q.kind != QuoteKind::Block).all(|q| q.nested));
    }

    #[test]
    fn any_pile_of_marks_is_read() {
        for marks in ["\"\"\"\"\"", "“““““”", "‘’‘’'''", "«»«»", "``''``", "\"'\"'\" a \"'\""] {
            found(marks);
            found(&marks.repeat(400));
        }
    }

    #[test]
    fn an_editors_note_is_nobodys_turn() {
        for head in ["EDITOR'S NOTE", "FACT CHECK", "READ MORE"] {
            let text = format!("{head}: The ferry count was put right.\n\nThe ferry sank. “We go now,” she said.");
            assert_eq!(words(&text), ["We go now,"], "{head}");
        }
        let text =
            "ANNA BERG: We go.\n\nTOM FALK: We stay.\n\nNOTE: The hall was full.\n\nIt rained.\n\nANNA BERG: Well.";
        assert_eq!(words(text), ["We go.", "We stay.", "Well."]);
    }
}
