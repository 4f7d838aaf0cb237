//! Word alignment of a draft's quote with the record's words.
//!
//! Local alignment (Smith and Waterman 1981, affine gaps on the record's side after Gotoh 1982) of the
//! draft's atoms (see `canon.rs`) with a passage's, then a verdict on every stretch where the two
//! differ. The draft may quote a part of the record, and the record may hold a part of the draft's
//! quote: what of the draft lies beyond the common part is counted (`head`, `tail`), not called a change.

use super::canon::{self, Class};
use crate::text::{NormalWord, Span};
use std::cell::{OnceCell, RefCell};

/// How a draft's words stand to the record's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Word for word, in normal form.
    Exact,
    /// Case, punctuation, contractions, elided "that", brackets, spelling variants.
    Cosmetic,
    /// The same statement with other words in it.
    Altered,
    /// Another statement.
    Unrelated,
}

/// What a changed word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    Negation,
    Number,
    Name,
    Word,
    Dropped,
    Added,
}

/// One place where the two differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub kind: ChangeKind,
    /// The draft's words, as a span of the draft's text; empty where words were dropped (it then stands
    /// before the word that they preceded).
    pub draft: Span,
    /// The record's words as they stand there; empty where words were added.
    pub record: String,
}

/// Words of the record that the draft leaves out between words that it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skip {
    /// Where in the draft's text: before the word that goes on.
    pub draft: u32,
    /// The record's words left out, as a range of word indices.
    pub record_words: (u32, u32),
    /// Whether an ellipsis in the draft owns up to it.
    pub ellipsis: bool,
}

/// A draft's quote laid against the record's words.
#[derive(Clone, Debug)]
pub struct Alignment {
    /// Of the part that both have; see `head` and `tail` for the rest.
    pub verdict: Verdict,
    pub changes: Vec<Change>,
    /// Words of the draft that have their equal in the record.
    pub matched: u32,
    /// Words of the draft.
    pub total: u32,
    /// The record's words that the draft's words cover, as a range of word indices.
    pub record_words: (u32, u32),
    /// Words at the draft quote's beginning that the record's passage does not have: it quotes less.
    pub head: u32,
    /// The same at its end.
    pub tail: u32,
    /// Where the draft leaves out words of the record, `Dropped` changes among them.
    pub skips: Vec<Skip>,
    /// Where the match goes on in another of the record's quotations: the first word there, and the
    /// place in the draft's text.
    pub joins: Vec<(u32, u32)>,
    /// Likeness for ranking: the higher, the more words in common and the fewer changes.
    pub score: i32,
}

impl Alignment {
    /// Words at the draft quote's ends that the record's passage does not have.
    pub fn lacking(&self) -> u32 {
        self.head + self.tail
    }

    /// Of a part of a quote as one of the whole quote of `total` words, the part's first of which is `from`.
    pub fn within(self, from: u32, total: u32) -> Alignment {
        let after = total.saturating_sub(from + self.total);
        let score = self.score - 2 * (from + after) as i32;
        Alignment { head: self.head + from, tail: self.tail + after, total, score, ..self }
    }
}

/// A word or part of a word as it is compared.
#[derive(Clone, Copy, Debug)]
struct Atom {
    key: u64,
    class: Class,
    /// The first byte of its text, and the text's length.
    look: (u8, u8),
    /// The first and last word it comes from: `twenty-five` is one atom of two words.
    words: (u32, u32),
}

impl Atom {
    fn is(&self, class: Class) -> bool {
        self.class.intersects(class)
    }

    /// Whether the two are the same word.
    fn equals(&self, other: &Atom) -> bool {
        self.key == other.key
            || (self.is(Class::SHORT_S) && other.is(Class::LONG_S))
            || (self.is(Class::LONG_S) && other.is(Class::SHORT_S))
            || (self.is(Class::SHORT_D) && other.is(Class::LONG_D))
            || (self.is(Class::LONG_D) && other.is(Class::SHORT_D))
    }

    /// What an agreement on it counts: words that carry meaning twice those that do not.
    fn weight(&self) -> i32 {
        if self.is(Class::LIGHT) {
            1
        } else if self.is(Class::STOP) && !self.is(Class::NEGATION) {
            3
        } else {
            6
        }
    }

    /// What may be missing without a change of meaning.
    fn is_light(&self) -> bool {
        self.is(Class::LIGHT | Class::GLOSS)
    }
}

/// Letters of a word that is looked for in a text as it stands there.
const LONG_WORD: usize = 5;
/// Longest gloss: more words in parentheses are a statement of their own.
const GLOSS_WORDS: u32 = 6;
/// Longest quote compared, in atoms; what follows counts as uncovered. Keeps the work bounded.
const MAX_DRAFT: usize = 1_000;
/// Cells of one alignment's table, at about 2 ns each.
const MAX_CELLS: usize = 1 << 22;

/// A text's words made ready for comparison.
pub struct Words<'a> {
    text: &'a str,
    words: &'a [NormalWord],
    atoms: Vec<Atom>,
    /// See [`Words::keys`].
    keys: OnceCell<Keys>,
}

/// Words remembered by each thread, at 32 bytes each: nine in ten words of news stand among so many.
const MET: usize = 4_096;

/// A word met lately that is one atom and no number: neighbouring words do not change what it is.
#[derive(Clone, Copy)]
struct Met {
    /// Of its normal form; 0 where none was met.
    form: u64,
    atom: Atom,
}

thread_local! {
    /// Each at the place that its form gives it.
    static WORDS_MET: RefCell<Vec<Met>> = const { RefCell::new(Vec::new()) };
}

/// The keys of a draft's atoms, among which those of many records are looked for.
struct Keys {
    /// A bit for each, by its lowest bits: most words of a record are none of the draft's.
    bits: [u64; 16],
    /// With the place of the atom, in order.
    sorted: Vec<(u64, u32)>,
}

impl Keys {
    fn of(keys: impl Iterator<Item = u64>) -> Keys {
        let mut sorted: Vec<(u64, u32)> = keys.zip(0..).collect();
        sorted.sort_unstable();
        let mut bits = [0; 16];
        for (key, _) in &sorted {
            bits[(key >> 6 & 15) as usize] |= 1 << (key & 63);
        }
        Keys { bits, sorted }
    }

    /// The places of the atoms of a key, each with the key again.
    fn places(&self, key: u64) -> &[(u64, u32)] {
        if self.bits[(key >> 6 & 15) as usize] & 1 << (key & 63) == 0 {
            return &[];
        }
        let from = self.sorted.partition_point(|&(k, _)| k < key);
        let all = self.sorted.get(from..).unwrap_or(&[]);
        let same = all.iter().take_while(|&&(k, _)| k == key).count();
        &all[..same]
    }
}

impl<'a> Words<'a> {
    /// `words` are normal words of `text`, in the order in which they are spoken.
    pub fn new(text: &'a str, words: &'a [NormalWord]) -> Self {
        let mut atoms: Vec<Atom> = Vec::with_capacity(words.len() + words.len() / 8);
        let marks = marks(text, words);
        WORDS_MET.with_borrow_mut(|met| {
            if met.is_empty() {
                let none = Atom { key: 0, class: Class::empty(), look: (0, 0), words: (0, 0) };
                met.resize(MET, Met { form: 0, atom: none });
            }
            // Of the last atom, where it is a number.
            let mut before: Option<f64> = None;
            for (i, word) in words.iter().enumerate() {
                let mark = marks.get(i).copied().unwrap_or_default();
                let form = canon::key(&word.form);
                let known = &mut met[form as usize % MET];
                if known.form == form {
                    let class = known.atom.class | mark;
                    atoms.push(Atom { class, words: (i as u32, i as u32), ..known.atom });
                    before = None;
                } else if let Some(atom) = add_word(&mut atoms, &mut before, &word.form, mark, i as u32) {
                    *known = Met { form, atom };
                }
            }
        });
        Words { text, words, atoms, keys: OnceCell::new() }
    }

    /// The keys of its atoms.
    fn keys(&self) -> &Keys {
        self.keys.get_or_init(|| Keys::of(self.atoms.iter().map(|a| a.key)))
    }

    /// Some of them by themselves, from one to before another.
    pub fn part(&self, from: u32, to: u32) -> Words<'a> {
        Words::new(self.text, self.words.get(from as usize..to as usize).unwrap_or(&[]))
    }

    /// Where the first of them begins.
    pub fn start(&self) -> u32 {
        self.words.first().map_or(0, |w| w.span.start)
    }

    /// All of them as they stand.
    pub fn as_written(&self) -> &'a str {
        self.str((0, (self.words.len() as u32).saturating_sub(1)))
    }

    /// The longest words that say something by themselves, `most` at most, each with where it first stands in the text:
    /// letters only, as those are written alike everywhere but for the first.
    pub fn longest(&self, most: usize) -> Vec<(&str, u32)> {
        let tells = |a: &&Atom| a.weight() == 6 && !a.is(Class::GLOSS | Class::NUMBER) && a.words.0 == a.words.1;
        let word = |a: &Atom| Some((self.form(a.words.0), self.words.get(a.words.0 as usize)?.span.start));
        let mut all: Vec<(&str, u32)> = self.atoms.iter().filter(tells).filter_map(word).collect();
        all.retain(|(f, _)| f.len() >= LONG_WORD && f.bytes().all(|b| b.is_ascii_lowercase()));
        all.sort_unstable_by_key(|(f, start)| (std::cmp::Reverse(f.len()), *f, *start));
        all.dedup_by_key(|(f, _)| *f);
        all.truncate(most);
        all
    }

    /// The words that say something by themselves and that the draft has too, ascending; all, where the draft has none
    /// that do. A stretch without one is never the draft's statement.
    pub fn telling(&self, draft: &Words) -> Vec<u32> {
        let tells = |a: &&Atom| a.weight() == 6 && !a.is(Class::GLOSS);
        if !draft.atoms.iter().any(|a| tells(&a)) {
            return (0..self.words.len() as u32).collect();
        }
        let shared = |a: &&Atom| a.weight() == 6 && !draft.keys().places(a.key).is_empty();
        self.atoms.iter().filter(shared).map(|a| a.words.0).collect()
    }

    /// These words with neighbours that `other` writes as one word made one; `None` where there are none.
    fn compounds(&self, other: &Words) -> Option<Words<'a>> {
        let single = || other.atoms.iter().filter(|a| a.words.0 == a.words.1);
        // For most pairs there is no word that begins like them and is as long.
        let mut looks = [0u64; 64];
        single().for_each(|a| looks[usize::from(a.look.0 & 63)] |= 1 << (a.look.1 & 63));
        let may_be = |a: &str, b: &str| {
            let (first, _) = look(a);
            looks[usize::from(first & 63)] & 1 << ((a.len() + b.len()).min(MAX_LOOK) & 63) != 0
        };
        let mut joined = String::new();
        let mut pairs: Vec<(usize, u64)> = Vec::new();
        for (i, pair) in self.atoms.windows(2).enumerate() {
            let (a, b) = (&pair[0], &pair[1]);
            let apart = a.words.0 == a.words.1 && b.words.0 == b.words.1 && a.words.1 + 1 == b.words.0;
            let (one, two) = (self.form(a.words.0), self.form(b.words.0));
            if apart && may_be(one, two) {
                joined.clear();
                joined.push_str(one);
                joined.push_str(two);
                pairs.push((i, canon::key(&joined)));
            }
        }
        let keys = Keys::of(pairs.iter().map(|(_, key)| *key));
        let mut written = vec![false; pairs.len()];
        for atom in single() {
            keys.places(atom.key).iter().for_each(|&(_, p)| written[p as usize] = true);
        }
        let mut found = pairs.iter().zip(written).filter_map(|(pair, written)| written.then_some(*pair)).peekable();
        found.peek()?;
        let mut atoms: Vec<Atom> = Vec::with_capacity(self.atoms.len());
        let mut rest = self.atoms.iter().copied().enumerate();
        while let Some((i, mut atom)) = rest.next() {
            // The second of one pair is not the first of another.
            while found.next_if(|(first, _)| *first < i).is_some() {}
            if let Some((_, key)) = found.next_if(|(first, _)| *first == i) {
                atom.key = key;
                atom.class.remove(Class::STOP | Class::NEGATION | Class::LIGHT);
                atom.words.1 += 1;
                rest.next();
            }
            atoms.push(atom);
        }
        Some(Words { text: self.text, words: self.words, atoms, keys: OnceCell::new() })
    }

    /// The words from the first to the last, as they stand.
    fn str(&self, words: (u32, u32)) -> &'a str {
        match (self.words.get(words.0 as usize), self.words.get(words.1 as usize)) {
            (Some(a), Some(b)) if a.span.start <= b.span.end => Span::new(a.span.start, b.span.end).of(self.text),
            _ => "",
        }
    }

    fn form(&self, word: u32) -> &str {
        self.words.get(word as usize).map_or("", |w| w.form.as_str())
    }

    /// The text between a word and the one before.
    fn before(&self, word: u32) -> &'a str {
        let Some(w) = self.words.get(word as usize) else { return "" };
        let start = match (word as usize).checked_sub(1).and_then(|p| self.words.get(p)) {
            Some(p) if p.span.end <= w.span.start => p.span.end,
            _ => return "",
        };
        Span::new(start, w.span.start).of(self.text)
    }

    /// Whether a word looks like a part of a name: a capital where no sentence begins.
    fn is_name(&self, word: u32) -> bool {
        let Some(w) = self.words.get(word as usize) else { return false };
        let written = w.span.of(self.text);
        if !written.chars().next().is_some_and(char::is_uppercase) || w.form == "i" || w.form.starts_with("i'") {
            return false;
        }
        let before = self.text.get(..w.span.start as usize).unwrap_or("").trim_end_matches([' ', '\u{A0}']);
        !matches!(
            before.chars().next_back(),
            None | Some('.' | '!' | '?' | '\n' | '"' | '\u{201C}' | ':' | '\u{2018}' | '\u{2026}')
        )
    }
}

/// Longest text whose length counts.
const MAX_LOOK: usize = 255;

/// What a text begins with, and its length.
fn look(text: &str) -> (u8, u8) {
    (text.bytes().next().unwrap_or(0), text.len().min(MAX_LOOK) as u8)
}

/// Takes the atoms of the word `at` a place in; if it is one by itself, whatever stands around it, that without its marks.
/// `before` is the value of the last atom, where it is a number.
fn add_word(atoms: &mut Vec<Atom>, before: &mut Option<f64>, word: &str, mark: Class, at: u32) -> Option<Atom> {
    let mut left = mark;
    let mut alone = None;
    let mut count = 0;
    canon::atoms(word, |form| {
        let value = if form.class.contains(Class::NUMBER) { canon::value(form.text) } else { None };
        let key = value.map_or_else(|| canon::key(form.text), canon::number_key);
        let atom = Atom { key, class: form.class, look: look(form.text), words: (at, at) };
        count += 1;
        alone = (count == 1 && !form.class.contains(Class::NUMBER) && form.text != "cent").then_some(atom);
        join_number(atoms, before, Atom { class: atom.class | left, ..atom }, value, form.text);
        left.remove(Class::ELLIPSIS);
    });
    alone
}

/// Takes an atom in; a number word joins the number before it ("twenty" "five", "2" "million").
fn join_number(atoms: &mut Vec<Atom>, before: &mut Option<f64>, atom: Atom, value: Option<f64>, text: &str) {
    if let (Some(v), Some(last), Some(before)) = (value, atoms.last_mut(), before.as_mut()) {
        let adjacent = last.words.1 + 1 == atom.words.0;
        let joined = if !adjacent {
            None
        } else if last.is(Class::TENS) && atom.is(Class::UNIT) && *before < 100.0 {
            Some(*before + v)
        } else if atom.is(Class::MULTIPLIER) && *before > 0.0 && *before < v.max(1_000.0) {
            Some(*before * v)
        } else {
            None
        };
        if let Some(sum) = joined {
            *before = sum;
            last.key = canon::number_key(sum);
            last.words.1 = atom.words.1;
            last.class = Class::NUMBER | (last.class & (Class::GLOSS | Class::ELLIPSIS)) | (atom.class & Class::TENS);
            return;
        }
    }
    // "a hundred" is 100.
    if atom.is(Class::MULTIPLIER)
        && let Some(last) = atoms.last_mut()
        && last.key == canon::key("a")
        && last.words.1 + 1 == atom.words.0
        && text != "hundreds"
    {
        last.key = atom.key;
        last.class = Class::NUMBER | (last.class & (Class::GLOSS | Class::ELLIPSIS));
        last.words.1 = atom.words.1;
        *before = value;
        return;
    }
    // "per cent" is "percent".
    if text == "cent"
        && let Some(last) = atoms.last_mut()
        && last.key == canon::key("per")
        && last.words.1 + 1 == atom.words.0
    {
        last.key = canon::key("percent");
        last.class.remove(Class::STOP);
        last.words.1 = atom.words.1;
        return;
    }
    atoms.push(atom);
    *before = value;
}

/// For each word, whether it stands in brackets and whether an ellipsis stands before it.
fn marks(text: &str, words: &[NormalWord]) -> Vec<Class> {
    let mut out = Vec::new();
    let bytes = text.as_bytes();
    let mut opened: Option<usize> = None;
    let mut previous_end = words.first().map_or(0, |w| w.span.start.saturating_sub(3) as usize);
    let all = words.first().zip(words.last()).and_then(|(a, b)| bytes.get(a.span.start as usize..b.span.end as usize));
    let bracketed = all.is_none_or(|all| memchr::memchr3(b'[', b'(', b'{', all).is_some());
    for (i, word) in words.iter().enumerate() {
        let start = word.span.start as usize;
        let mut mark = Class::empty();
        // A jump (to another quotation) parts what stands before it from what follows.
        if start < previous_end || start > previous_end + 40 {
            opened = None;
        } else if let Some(between) = bytes.get(previous_end..start)
            && between != b" "
        {
            let mut periods = 0u32;
            for (n, &b) in between.iter().enumerate() {
                match b {
                    b'[' | b'(' | b'{' => opened = Some(i),
                    b']' | b')' | b'}' => opened = None,
                    b'.' => periods += 1,
                    0xE2 if between[n..].starts_with("\u{2026}".as_bytes()) => periods += 3,
                    _ => {}
                }
            }
            if periods >= 3 {
                mark |= Class::ELLIPSIS;
            }
        }
        if let Some(first) = opened
            && i - first < GLOSS_WORDS as usize
        {
            mark |= Class::GLOSS;
        }
        if bracketed && word.span.of(text).contains(['[', '(', '{']) {
            mark |= Class::GLOSS;
        }
        previous_end = word.span.end as usize;
        if mark != Class::empty() {
            out.resize(words.len(), Class::empty());
            if let Some(slot) = out.get_mut(i) {
                *slot = mark;
            }
        }
    }
    out
}

/// How one side's atom stands to the other's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Draft and record agree.
    Match(usize, usize),
    /// They have other words in the same place.
    Swap(usize, usize),
    /// Only the draft has it.
    Draft(usize),
    /// Only the record has it.
    Record(usize),
}

/// Aligns all of `draft` with the best part of `record`; `None` where they have nothing in common.
///
/// `draft_text` and `record_text` are the texts that the words' spans point into.
pub fn align(draft_text: &str, draft: &[NormalWord], record_text: &str, record: &[NormalWord]) -> Option<Alignment> {
    align_words(&Words::new(draft_text, draft), &Words::new(record_text, record), &Passage::default())
}

/// What is known of the record's words beside the words themselves.
#[derive(Clone, Copy, Debug, Default)]
pub struct Passage<'a> {
    /// They are somebody's words throughout (quotations, a transcript's turn), not running text.
    pub quoted: bool,
    /// Word indices at which another quotation begins, ascending.
    pub breaks: &'a [u32],
}

/// [`align`] for a draft and a record that are compared more than once.
pub fn align_words(draft: &Words, record: &Words, passage: &Passage) -> Option<Alignment> {
    let steps = locally(draft, record)?;
    let agreed = steps.iter().filter(|s| matches!(s, Step::Match(..))).count();
    if agreed < draft.atoms.len() && agreed * 2 > draft.atoms.len() {
        // "health care" and "healthcare" are found out only where something else does not agree.
        let (merged_record, merged_draft) = (record.compounds(draft), draft.compounds(record));
        if merged_record.is_some() || merged_draft.is_some() {
            let (draft, record) = (merged_draft.as_ref().unwrap_or(draft), merged_record.as_ref().unwrap_or(record));
            return judge_steps(draft, record, passage, locally(draft, record)?);
        }
    }
    judge_steps(draft, record, passage, steps)
}

fn judge_steps(draft: &Words, record: &Words, passage: &Passage, mut steps: Vec<Step>) -> Option<Alignment> {
    let d = draft.atoms.get(..draft.atoms.len().min(MAX_DRAFT))?;
    extend(&mut steps, d, record, passage);
    judge(draft, record, passage, &steps)
}

/// [`local`] on the part of the record that is worth it.
fn locally(draft: &Words, record: &Words) -> Option<Vec<Step>> {
    let d = draft.atoms.get(..draft.atoms.len().min(MAX_DRAFT))?;
    let window = window(d, draft.keys(), &record.atoms);
    let r = record.atoms.get(window.clone())?;
    let mut steps = local(d, r, likely(d, draft.keys(), r))?;
    for step in &mut steps {
        match step {
            Step::Match(_, j) | Step::Swap(_, j) | Step::Record(j) => *j += window.start,
            Step::Draft(_) => {}
        }
    }
    Some(steps)
}

/// The part of a long record in which the draft's words stand most densely.
fn window(draft: &[Atom], keys: &Keys, record: &[Atom]) -> std::ops::Range<usize> {
    let n = draft.len().max(1);
    let longest = (MAX_CELLS / n).max(2 * n + 64);
    if record.len() <= longest && record.len() <= 2 * n + 200 {
        return 0..record.len();
    }
    let width = (2 * n + 64).min(longest).min(record.len());
    let is_drafts = |a: &Atom| keys.places(a.key).iter().any(|&(_, i)| draft.get(i as usize).is_some());
    let value = |a: &Atom| if a.weight() > 1 && is_drafts(a) { i64::from(a.weight() * a.weight()) } else { 0 };
    let values: Vec<i64> = record.iter().map(value).collect();
    let mut sum: i64 = values.iter().take(width).sum();
    let (mut best, mut at) = (sum, 0);
    for end in width..record.len() {
        sum += values[end] - values[end - width];
        if sum > best {
            (best, at) = (sum, end - width + 1);
        }
    }
    // A half more on either side, for what lies between the parts of a split quotation.
    at.saturating_sub(n / 2 + 32)..(at + width + n / 2 + 32).min(record.len())
}

/// What the best local alignment comes to at least: word beside word, without a gap, where most words agree.
fn likely(d: &[Atom], keys: &Keys, r: &[Atom]) -> i32 {
    // By how far the record is ahead, counted from the draft's end.
    let mut agreed = vec![0i32; d.len() + r.len()];
    for (j, atom) in r.iter().enumerate().filter(|(_, a)| a.weight() > 3) {
        for &(_, i) in keys.places(atom.key) {
            if (i as usize) < d.len() {
                agreed[j + d.len() - i as usize] += 1;
            }
        }
    }
    let Some((ahead, _)) = agreed.iter().enumerate().max_by_key(|&(_, &n)| n) else { return 0 };
    let (mut sum, mut best) = (0, 0);
    let from = ahead.saturating_sub(d.len());
    for (a, b) in d.iter().skip(d.len().saturating_sub(ahead)).zip(r.iter().skip(from)) {
        sum = if a.equals(b) { sum + a.weight() } else { (sum + swap_cost(a)).max(0) };
        best = best.max(sum);
    }
    best
}

/// What another word in the place of a draft's costs.
fn swap_cost(draft: &Atom) -> i32 {
    if draft.is(Class::GLOSS) { -1 } else { -4 }
}

/// The best local alignment, from its first to its last agreement; it comes to `floor` at least, so what cannot
/// come to that any more is not followed.
fn local(d: &[Atom], r: &[Atom], floor: i32) -> Option<Vec<Step>> {
    const STOP: u8 = 0;
    const DIAGONAL: u8 = 1;
    const UP: u8 = 2;
    const LEFT: u8 = 3;
    const GAP_OPENS: u8 = 4;
    let m = r.len();
    if m == 0 || d.is_empty() {
        return None;
    }
    let mut trace = vec![STOP; d.len() * m];
    let mut above = vec![0i32; m + 1];
    let mut row = vec![0i32; m + 1];
    // Side by side: a pass over the record's words reads nothing else of them.
    let words: Vec<(u64, i32)> = r.iter().map(|a| (a.key, i32::from(!a.is_light()))).collect();
    let (mut best, mut best_at) = (0i32, None);
    // What the rows that follow can add.
    let mut rest: i32 = d.iter().map(Atom::weight).sum();
    // The cells of the row above that are followed, and those that were written two rows above.
    let (mut alive, mut written) = (0..0, 0..0);
    for (i, a) in d.iter().enumerate() {
        let weight = a.weight();
        rest -= weight;
        let least = (floor - rest).max(1);
        let skip_draft = match a.weight() {
            _ if a.is_light() => 0,
            3 => 3,
            _ => 4,
        };
        let swap = swap_cost(a);
        // An ellipsis before the next word: the record may go on as it likes in between.
        let free = d.get(i + 1).is_some_and(|next| next.is(Class::ELLIPSIS));
        let (open, extend) = if free { (1, 0) } else { (2, 1) };
        // Most words are only themselves.
        let ambiguous = a.is(Class::SHORT_S | Class::LONG_S | Class::SHORT_D | Class::LONG_D);
        let mut gap = i32::MIN / 2;
        // Where an alignment may begin that comes to anything, it may at every word of the record.
        let (from, to) = if weight >= least { (0, m) } else { (alive.start, (alive.end + 1).min(m)) };
        row[written.start + 1..written.end + 1].fill(0);
        let (mut first, mut end) = (m, from);
        // What the cells before this one came to: to the left, and above that.
        let (mut left, mut corner) = (0i32, above[from]);
        let cells =
            trace[i * m + from..].iter_mut().zip(&words[from..]).zip(&above[from + 1..]).zip(&mut row[from + 1..]);
        let mut j = from;
        for (((cell_at, &(key, step)), &over), value_at) in cells {
            let agree = a.key == key || ambiguous && a.equals(&r[j]);
            let diagonal = corner + if agree { weight } else { swap };
            let up = over - skip_draft;
            // The gap ends in this cell: record atom j is left out after draft atom i.
            let cost = step * extend;
            let (opened, extended) = (left - open - cost, gap - cost);
            let mut cell = STOP;
            if opened >= extended {
                gap = opened;
                cell |= GAP_OPENS;
            } else {
                gap = extended;
            }
            let mut value = 0;
            if diagonal > value && (agree || corner > 0) {
                value = diagonal;
                cell = (cell & GAP_OPENS) | DIAGONAL;
            }
            if up > value {
                value = up;
                cell = (cell & GAP_OPENS) | UP;
            }
            if gap > value {
                value = gap;
                cell = (cell & GAP_OPENS) | LEFT;
            }
            if value < least {
                (value, cell) = (0, cell & GAP_OPENS);
            } else {
                first = first.min(j);
                end = j + 1;
            }
            *cell_at = cell;
            *value_at = value;
            (left, corner) = (value, over);
            if agree && value > best {
                (best, best_at) = (value, Some((i, j)));
            }
            j += 1;
            if j >= to && value == 0 && gap < least {
                break;
            }
        }
        written = std::mem::replace(&mut alive, first.min(end)..end);
        std::mem::swap(&mut above, &mut row);
        if alive.is_empty() && weight < least {
            break;
        }
    }
    let (mut i, mut j) = best_at?;
    let mut steps = Vec::with_capacity(d.len() + 8);
    loop {
        let cell = trace[i * m + j];
        match cell & 3 {
            DIAGONAL => {
                let agree = d[i].equals(&r[j]);
                steps.push(if agree { Step::Match(i, j) } else { Step::Swap(i, j) });
                if i == 0 || j == 0 {
                    break;
                }
                (i, j) = (i - 1, j - 1);
            }
            UP => {
                steps.push(Step::Draft(i));
                if i == 0 {
                    break;
                }
                i -= 1;
            }
            LEFT => {
                // Back through the gap to where it opened.
                let mut stop = false;
                loop {
                    steps.push(Step::Record(j));
                    let opens = trace[i * m + j] & GAP_OPENS != 0;
                    if j == 0 {
                        stop = true;
                        break;
                    }
                    j -= 1;
                    if opens {
                        break;
                    }
                }
                if stop {
                    break;
                }
            }
            _ => break,
        }
    }
    steps.reverse();
    let first = steps.iter().position(|s| matches!(s, Step::Match(..)))?;
    let last = steps.iter().rposition(|s| matches!(s, Step::Match(..)))?;
    Some(steps[first..=last].to_vec())
}

/// Most words at a quote's edge that are held to be changed rather than not on record.
const EDGE_WORDS: usize = 6;

/// Lays the draft's words beyond the common part beside the record's words there, where they are
/// plainly the same place of the same statement with a word changed.
fn extend(steps: &mut Vec<Step>, d: &[Atom], record: &Words, passage: &Passage) {
    let r = &record.atoms;
    let (Some(&Step::Match(i0, j0)), Some(&Step::Match(i1, j1))) = (steps.first(), steps.last()) else { return };
    // Whether the record's words at `j` and at `j + 1` belong to one sentence of one quotation.
    let joined = |j: usize| {
        let Some(next) = r.get(j + 1) else { return false };
        let word = next.words.0;
        // Both of "it's" are one word.
        word == r[j].words.1
            || passage.breaks.binary_search(&word).is_err()
                && !record.before(word).contains(['.', '!', '?', ':', '\n', '"', '\u{201C}', '\u{201D}', '\u{2026}'])
    };
    let head: Vec<(usize, usize)> = (1..=EDGE_WORDS)
        .map_while(|k| Some((i0.checked_sub(k)?, j0.checked_sub(k)?)))
        .take_while(|&(_, j)| joined(j))
        .collect();
    let tail: Vec<(usize, usize)> = (1..=EDGE_WORDS)
        .map(|k| (i1 + k, j1 + k))
        .take_while(|&(i, j)| i < d.len() && j < r.len() && joined(j - 1))
        .collect();
    let keep = |pairs: &[(usize, usize)], left: usize| {
        if left == 0 || left > EDGE_WORDS || pairs.len() < left {
            return false;
        }
        let agree = pairs[..left].iter().filter(|&&(i, j)| d[i].equals(&r[j])).count();
        // Running text goes on in the writer's words at a quotation's edge; a quotation does not.
        agree * 2 >= left && agree > 0 || passage.quoted && (left <= 2 || agree * 3 >= left)
    };
    let step = |&(i, j): &(usize, usize)| if d[i].equals(&r[j]) { Step::Match(i, j) } else { Step::Swap(i, j) };
    // From the common part outwards, on both sides one word further than a swap could go.
    let outwards = |words: Vec<usize>, there: Vec<usize>| {
        let one_more = one_word_more(&words, &there, |i, j| d[i].equals(&r[j]));
        one_more.filter(|_| passage.quoted || words.len() > 2)
    };
    if keep(&head, i0) {
        steps.splice(0..0, head[..i0].iter().rev().map(step));
    } else if (1..=EDGE_WORDS).contains(&i0) {
        let there = (1..=i0 + 1).map_while(|k| j0.checked_sub(k)).take_while(|&j| joined(j)).collect();
        let more = outwards((0..i0).rev().collect(), there);
        steps.splice(0..0, more.into_iter().flatten().rev());
    }
    let left = d.len().saturating_sub(i1 + 1);
    if keep(&tail, left) {
        steps.extend(tail[..left].iter().map(step));
    } else if (1..=EDGE_WORDS).contains(&left) {
        let there = (j1 + 1..r.len().min(j1 + left + 2)).take_while(|&j| joined(j - 1)).collect();
        steps.extend(outwards((i1 + 1..d.len()).collect(), there).into_iter().flatten());
    }
}

/// The steps over a draft's words at a quote's edge where all of them stand in the record too, but for one word that
/// the one or the other has more: "that is not exactly", on record "that is exactly".
fn one_word_more(draft: &[usize], record: &[usize], agree: impl Fn(usize, usize) -> bool) -> Option<Vec<Step>> {
    let all = |d: &[usize], r: &[usize]| d.len() <= r.len() && d.iter().zip(r).all(|(&i, &j)| agree(i, j));
    let matches = |d: &[usize], r: &[usize]| d.iter().zip(r).map(|(&i, &j)| Step::Match(i, j)).collect::<Vec<_>>();
    let at = (0..draft.len()).take_while(|&p| all(&draft[..p], record)).collect::<Vec<_>>();
    let added = at.iter().rev().find(|&&p| draft.len() > 1 && all(&draft[p + 1..], record.get(p..).unwrap_or(&[])));
    if let Some(&p) = added {
        let rest = matches(&draft[p + 1..], &record[p..]);
        return Some([matches(&draft[..p], record), vec![Step::Draft(draft[p])], rest].concat());
    }
    let dropped = at.iter().rev().find(|&&p| p < record.len() && all(&draft[p..], &record[p + 1..]));
    dropped.map(|&p| {
        let rest = matches(&draft[p..], &record[p + 1..]);
        [matches(&draft[..p], record), vec![Step::Record(record[p])], rest].concat()
    })
}

/// What the agreements and differences amount to.
fn judge(draft: &Words, record: &Words, passage: &Passage, steps: &[Step]) -> Option<Alignment> {
    let (d, r) = (&draft.atoms, &record.atoms);
    let mut judge = Judge { draft, record, passage, changes: Vec::new(), skips: Vec::new(), cost: 0, cosmetic: false };
    let mut matched_atoms: Vec<(usize, usize)> = Vec::with_capacity(steps.len());
    let (mut before, mut only_draft, mut only_record) = (None, Vec::new(), Vec::new());
    for &step in steps {
        match step {
            Step::Match(i, j) => {
                if !only_draft.is_empty() || !only_record.is_empty() {
                    judge.difference(before, &only_draft, &only_record, Some((i, j)));
                    only_draft.clear();
                    only_record.clear();
                }
                before = Some((i, j));
                matched_atoms.push((i, j));
            }
            Step::Swap(i, j) => {
                only_draft.push(i);
                only_record.push(j);
            }
            Step::Draft(i) => only_draft.push(i),
            Step::Record(j) => only_record.push(j),
        }
    }
    if !only_draft.is_empty() || !only_record.is_empty() {
        judge.difference(before, &only_draft, &only_record, None);
    }
    let first_d = steps.iter().find_map(draft_of)?;
    let last_d = steps.iter().rev().find_map(draft_of)?;
    let first_r = steps.iter().find_map(record_of)?;
    let last_r = steps.iter().rev().find_map(record_of)?;
    let (head, last_word) = (d.get(first_d)?.words.0, d.get(last_d)?.words.1);
    let total = draft.words.len() as u32;
    let record_words = (r.get(first_r)?.words.0, r.get(last_r)?.words.1 + 1);

    let mut matched = 0;
    let mut next_word = 0;
    let (mut weight, mut content) = (0, 0);
    for &(i, _) in &matched_atoms {
        let atom = &d[i];
        let from = atom.words.0.max(next_word);
        matched += (atom.words.1 + 1).saturating_sub(from);
        next_word = atom.words.1 + 1;
        weight += atom.weight();
        content += u32::from(atom.weight() == 6);
    }
    let joins = passage
        .breaks
        .iter()
        .filter(|&&b| record_words.0 < b && b < record_words.1)
        .filter_map(|&b| {
            let &(i, _) = matched_atoms.iter().find(|&&(_, j)| r[j].words.0 >= b)?;
            Some((b, draft.words.get(d[i].words.0 as usize)?.span.start))
        })
        .collect();
    let Judge { changes, skips, cost, cosmetic, .. } = judge;
    let (mut tail, covered) = (total.saturating_sub(last_word + 1), last_word + 1 - head);
    // A gloss at the edge stands for words that the record need not have: "[The mayor] will go".
    let mut cosmetic = cosmetic;
    let mut head = head;
    let glossed = |atoms: Option<&[Atom]>| atoms.is_some_and(|a| !a.is_empty() && a.iter().all(Atom::is_light));
    let covered_from = head;
    if glossed(d.get(..first_d)) {
        (head, cosmetic) = (0, true);
    }
    if glossed(d.get(last_d + 1..)) {
        (tail, cosmetic) = (0, true);
    }
    let uncovered = head + tail;
    let score = weight - 3 * cost - 2 * uncovered as i32;
    let verdict = if changes.is_empty() {
        let same = !cosmetic && covered == record_words.1 - record_words.0 && {
            (0..covered).all(|k| draft.form(covered_from + k) == record.form(record_words.0 + k))
        };
        let enough = uncovered == 0 || (covered >= 5 && content >= 2) || (covered >= 7 && content >= 1);
        match (enough, same) {
            (false, _) => Verdict::Unrelated,
            (true, true) => Verdict::Exact,
            (true, false) => Verdict::Cosmetic,
        }
    } else {
        // Four words in five of the common part, by weight, or nearly; a quote of four words or fewer
        // has too little left to be known again once one is changed.
        let dense = weight * 5 >= (weight + cost) * 3;
        let enough = matched >= 4 && content >= 1 && (content >= 2 || matched >= 6);
        let covers = matched * 2 >= total || matched >= 6;
        if dense && enough && covers { Verdict::Altered } else { Verdict::Unrelated }
    };
    Some(Alignment { verdict, changes, matched, total, record_words, head, tail, skips, joins, score })
}

fn draft_of(step: &Step) -> Option<usize> {
    match *step {
        Step::Match(i, _) | Step::Swap(i, _) | Step::Draft(i) => Some(i),
        Step::Record(_) => None,
    }
}

fn record_of(step: &Step) -> Option<usize> {
    match *step {
        Step::Match(_, j) | Step::Swap(_, j) | Step::Record(j) => Some(j),
        Step::Draft(_) => None,
    }
}

/// A dropped stretch costs no more than this many words, however long: one cut is one change.
const DROPPED_COST: i32 = 12;
/// Record words left out from which on a skip is worth telling.
const SKIP_WORDS: usize = 4;

struct Judge<'a, 'b> {
    draft: &'a Words<'b>,
    record: &'a Words<'b>,
    passage: &'a Passage<'a>,
    changes: Vec<Change>,
    skips: Vec<Skip>,
    /// Weight of what was changed.
    cost: i32,
    /// Something differs that does not matter.
    cosmetic: bool,
}

impl Judge<'_, '_> {
    /// Takes in one stretch where the two differ; `before` and `after` are the agreements around it.
    fn difference(
        &mut self,
        before: Option<(usize, usize)>,
        only_draft: &[usize],
        only_record: &[usize],
        after: Option<(usize, usize)>,
    ) {
        let (d, r) = (&self.draft.atoms, &self.record.atoms);
        self.cosmetic = true;
        let heavy_draft: Vec<usize> = only_draft.iter().copied().filter(|&i| !d[i].is_light()).collect();
        let heavy_record: Vec<usize> = only_record.iter().copied().filter(|&j| !r[j].is_light()).collect();
        let ellipsis = only_draft.iter().copied().chain(after.map(|(i, _)| i)).any(|i| d[i].is(Class::ELLIPSIS));
        if heavy_record.len() >= SKIP_WORDS && heavy_draft.len() * 4 <= heavy_record.len() {
            let draft = after.map_or(0, |(i, _)| self.draft.words[d[i].words.0 as usize].span.start);
            let record_words = (r[heavy_record[0]].words.0, r[heavy_record[heavy_record.len() - 1]].words.1 + 1);
            self.skips.push(Skip { draft, record_words, ellipsis });
        }
        // A negation in the brackets of one side alone is no gloss.
        let negations = |atoms: &[Atom], of: &[usize]| of.iter().filter(|&&i| atoms[i].is(Class::NEGATION)).count();
        let turned = negations(d, only_draft) % 2 != negations(r, only_record) % 2;
        if heavy_draft.is_empty() && heavy_record.is_empty() {
            if !turned {
                return;
            }
        } else if heavy_draft.is_empty() {
            let gloss = only_draft.iter().filter(|&&i| d[i].is(Class::GLOSS)).count();
            // A gloss stands in for a few words: [Putin] for "the president of Russia".
            if gloss > 0 && heavy_record.len() <= 4 * gloss && !turned {
                return;
            }
            if ellipsis && !self.turns_meaning(before, only_record) {
                return;
            }
            if is_stutter(r, &heavy_record, before.map(|b| b.1), after.map(|a| a.1))
                || self.is_false_start(only_record, after.map(|a| a.1))
            {
                return;
            }
        } else if heavy_record.is_empty() {
            let cut = |j: usize| r.get(j).is_some_and(|a| a.is(Class::ELLIPSIS));
            // "thousands ... of boats" has one of the two of "thousands if not tens of thousands of boats", either of them.
            let either = |(i, j): (usize, usize)| d[i].key == d[only_draft[0]].key && cut(j + 1);
            // What the record's own ellipsis stands for may turn anything round.
            if after.is_some_and(|(i, j)| cut(j) || either((i, j))) {
                return;
            }
            let omitted = only_record.iter().any(|&j| r[j].is(Class::GLOSS | Class::ELLIPSIS));
            // What stands between two of the record's quotations it only quotes less of, whatever that says.
            let parted = before.zip(after).is_some_and(|((_, before), (_, after))| {
                let gap = r[before].words.1 + 1..=r[after].words.0;
                self.passage.breaks.iter().any(|b| gap.contains(b))
            });
            if omitted && !turned
                || parted && heavy_draft.len() > 1
                || is_stutter(d, &heavy_draft, before.map(|b| b.0), after.map(|a| a.0))
            {
                return;
            }
        }
        let mut kind = self.kind(only_draft, only_record, &heavy_draft, &heavy_record);
        // A "not" in a whole clause that is left out turns nothing round but that clause.
        if kind == ChangeKind::Negation
            && heavy_draft.is_empty()
            && heavy_record.len() > SKIP_WORDS
            && !self.turns_meaning(before, only_record)
        {
            kind = ChangeKind::Dropped;
        }
        let weight = |atoms: &[Atom], of: &[usize]| of.iter().map(|&i| atoms[i].weight()).sum::<i32>();
        self.cost += weight(d, &heavy_draft).max(weight(r, &heavy_record).min(DROPPED_COST)).max(3);
        let mut here = match (only_draft.first(), only_draft.last()) {
            (Some(&a), Some(&b)) => Some((d[a].words.0, d[b].words.1)),
            _ => None,
        };
        let mut there = match (only_record.first(), only_record.last()) {
            (Some(&a), Some(&b)) => Some((r[a].words.0, r[b].words.1)),
            _ => None,
        };
        // Of "don't" only "not" may differ: the change is of the whole word, or the fix makes "do don't" of it.
        for (i, j) in before.into_iter().chain(after) {
            let (mine, theirs) = (d[i].words, r[j].words);
            let parts = |range: Option<(u32, u32)>, word: (u32, u32)| {
                range.is_some_and(|(first, last)| first <= word.1 && word.0 <= last)
            };
            if parts(here, mine) || parts(there, theirs) {
                let cover = |range: Option<(u32, u32)>, word: (u32, u32)| {
                    Some(range.map_or(word, |(first, last)| (first.min(word.0), last.max(word.1))))
                };
                (here, there) = (cover(here, mine), cover(there, theirs));
            }
        }
        let draft = match here {
            Some((first, last)) => {
                Span::new(self.draft.words[first as usize].span.start, self.draft.words[last as usize].span.end)
            }
            None => {
                let at = match (after, before) {
                    (Some((i, _)), _) => self.draft.words[d[i].words.0 as usize].span.start,
                    (None, Some((i, _))) => self.draft.words[d[i].words.1 as usize].span.end,
                    (None, None) => 0,
                };
                Span::new(at, at)
            }
        };
        let record = there.map_or_else(String::new, |(first, last)| self.record_words(first, last));
        self.changes.push(Change { kind, draft, record });
    }

    /// The record's words as they stand, the quotations between which a speaker is named joined by a space.
    fn record_words(&self, first: u32, last: u32) -> String {
        let mut out = String::new();
        let mut from = first;
        for &at in self.passage.breaks.iter().filter(|&&b| b > first && b <= last) {
            out.push_str(self.record.str((from, at - 1)));
            out.push(' ');
            from = at;
        }
        out.push_str(self.record.str((from, last)));
        out
    }

    fn kind(&self, only_draft: &[usize], only_record: &[usize], hd: &[usize], hr: &[usize]) -> ChangeKind {
        let (d, r) = (&self.draft.atoms, &self.record.atoms);
        let negations = |atoms: &[Atom], of: &[usize]| of.iter().filter(|&&i| atoms[i].is(Class::NEGATION)).count();
        if negations(d, only_draft) % 2 != negations(r, only_record) % 2 {
            return ChangeKind::Negation;
        }
        if hd.is_empty() {
            return ChangeKind::Dropped;
        }
        if hr.is_empty() {
            return ChangeKind::Added;
        }
        let numbers = |atoms: &[Atom], of: &[usize]| -> Vec<u64> {
            let mut keys: Vec<u64> =
                of.iter().map(|&i| &atoms[i]).filter(|a| a.is(Class::NUMBER)).map(|a| a.key).collect();
            keys.sort_unstable();
            keys
        };
        let (nd, nr) = (numbers(d, hd), numbers(r, hr));
        let strong = |atoms: &[Atom], of: &[usize]| {
            of.iter().any(|&i| atoms[i].is(Class::NUMBER) && !atoms[i].is(Class::WEAK_NUMBER))
        };
        if nd != nr && (!nd.is_empty() && !nr.is_empty() || strong(d, hd) || strong(r, hr)) {
            return ChangeKind::Number;
        }
        let named = |words: &Words, of: &[usize]| of.iter().any(|&i| words.is_name(words.atoms[i].words.0));
        if named(self.draft, hd) && named(self.record, hr) {
            return ChangeKind::Name;
        }
        ChangeKind::Word
    }

    /// Whether the record's words break off and begin again with what follows: "that's not the – that's not an aim",
    /// "and that's not, that's hardly an aim".
    fn is_false_start(&self, extra: &[usize], after: Option<usize>) -> bool {
        let (Some(after), r) = (after, &self.record.atoms) else { return false };
        let broken = self.record.before(r[after].words.0).contains(['\u{2013}', '\u{2014}', ',']);
        // A word such as "and" may stand before what is begun twice.
        let again = |from: usize| {
            let begun = extra.get(from..).unwrap_or(&[]);
            let same = begun.iter().zip(after..).take_while(|&(&e, a)| r.get(a).is_some_and(|a| a.key == r[e].key));
            !begun.is_empty() && same.count() >= begun.len().min(2)
        };
        broken && extra.len() <= 2 * SKIP_WORDS && (again(0) || again(1))
    }

    /// Whether what an ellipsis leaves out turns round what it keeps: a negation or a condition in the
    /// clause of a word that is kept.
    fn turns_meaning(&self, before: Option<(usize, usize)>, left_out: &[usize]) -> bool {
        let r = &self.record.atoms;
        // What is said once more is kept: "we cannot afford – none of us – cannot afford to lose".
        let again = |k: &usize| {
            let said = before.and_then(|(_, j)| r.get((j + 1).checked_sub(*k)?..=j));
            let repeated = left_out.get(left_out.len() - k..).unwrap_or(&[]);
            said.is_some_and(|said| said.iter().zip(repeated).all(|(a, &j)| r.get(j).is_some_and(|b| a.key == b.key)))
        };
        let repeated = (2..=left_out.len()).rev().find(again).unwrap_or(0);
        let left_out = &left_out[..left_out.len() - repeated];
        let form = |j: usize| r.get(j).map_or("", |a| self.record.form(a.words.0));
        // "millions if not billions" turns nothing round.
        let if_not =
            |j: usize| form(j) == "if" && form(j + 1) == "not" || j > 0 && form(j - 1) == "if" && form(j) == "not";
        let turns = |j: usize| {
            !if_not(j) && (r[j].is(Class::NEGATION) || matches!(form(j), "if" | "unless" | "hardly" | "barely"))
        };
        let breaks = |j: usize| {
            let word = r[j].words.0;
            self.passage.breaks.binary_search(&word).is_ok()
                || self
                    .record
                    .before(word)
                    .contains([',', ';', '.', '!', '?', ':', '\u{2013}', '\u{2014}', '"', '\u{201D}'])
        };
        let Some(&last) = left_out.last() else { return false };
        let first_clause = left_out.iter().take_while(|&&j| !breaks(j));
        let last_clause_start = left_out.iter().rposition(|&j| breaks(j)).unwrap_or(0);
        // What follows the gap belongs to its last clause unless a new one begins there.
        let goes_on = r.get(last + 1).is_some() && !breaks(last + 1);
        before.is_some() && first_clause.copied().any(turns)
            || goes_on && left_out[last_clause_start..].iter().copied().any(turns)
    }
}

/// Whether `extra` merely says again what stands right before or after it: "I, I think".
fn is_stutter(atoms: &[Atom], extra: &[usize], before: Option<usize>, after: Option<usize>) -> bool {
    let k = extra.len();
    if k == 0 || k > 3 || extra.iter().any(|&e| atoms[e].is(Class::NUMBER)) {
        return false;
    }
    let repeats = |from: Option<usize>| {
        from.and_then(|f| atoms.get(f..f + k))
            .is_some_and(|again| again.iter().zip(extra).all(|(a, &e)| a.key == atoms[e].key))
    };
    repeats(after) || repeats(before.and_then(|b| (b + 1).checked_sub(k)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::normal_words;
    use proptest::prelude::*;

    fn aligned(draft: &str, record: &str) -> Alignment {
        let d = normal_words(draft, Span::from(0..draft.len()));
        let r = normal_words(record, Span::from(0..record.len()));
        let passage = Passage { quoted: true, breaks: &[] };
        align_words(&Words::new(draft, &d), &Words::new(record, &r), &passage).expect("some words in common")
    }

    fn verdict(draft: &str, record: &str) -> Verdict {
        aligned(draft, record).verdict
    }

    fn kinds(draft: &str, record: &str) -> Vec<ChangeKind> {
        let a = aligned(draft, record);
        assert_eq!(a.verdict, Verdict::Altered, "{draft} | {record}: {a:?}");
        a.changes.iter().map(|c| c.kind).collect()
    }

    const RECORD: &str = "The mayor said that they will not raise the bus fares before the winter, \
        because one strike a year is quite enough for this city, and that ten new lines are planned.";

    #[test]
    fn a_part_of_the_record_is_exact() {
        let a = aligned("not raise the bus fares before the winter", RECORD);
        assert_eq!(a.verdict, Verdict::Exact);
        assert_eq!((a.matched, a.total, a.record_words), (8, 8, (6, 14)));
    }

    #[test]
    fn a_dropped_or_added_negation_is_named() {
        assert_eq!(kinds("they will raise the bus fares before the winter", RECORD), [ChangeKind::Negation]);
        assert_eq!(kinds("ten new lines are not planned", RECORD), [ChangeKind::Negation]);
        assert_eq!(
            kinds("we have disagreements with the city", "We have no disagreements with the city"),
            [ChangeKind::Negation]
        );
        assert_eq!(
            kinds("we can count on the city council", "we can't count on the city council"),
            [ChangeKind::Negation]
        );
        assert_eq!(
            kinds("we have [no] quarrel with the city council", "we have a quarrel with the city council"),
            [ChangeKind::Negation]
        );
    }

    #[test]
    fn a_changed_number_is_named_and_an_equal_one_is_cosmetic() {
        assert_eq!(kinds("because three strikes a year is quite enough", RECORD), [ChangeKind::Number]);
        assert_eq!(kinds("because three strike a year is quite enough", RECORD), [ChangeKind::Number]);
        assert_eq!(verdict("and that 10 new lines are planned", RECORD), Verdict::Cosmetic);
        assert_eq!(
            verdict("it cost 25 per cent of 5,000,000 crowns", "it cost twenty-five percent of five million crowns"),
            Verdict::Cosmetic
        );
        assert_eq!(
            verdict("it cost 25% of a hundred crowns", "it cost twenty-five percent of 100 crowns"),
            Verdict::Cosmetic
        );
        assert_eq!(
            kinds("it cost five million crowns to build", "it cost five billion crowns to build"),
            [ChangeKind::Number]
        );
        assert_eq!(
            kinds("on the 7th of May they close the harbour", "on the eighth of May they close the harbour"),
            [ChangeKind::Number]
        );
    }

    #[test]
    fn a_changed_name_or_word_is_named_with_both_sides() {
        let record = "I told Martha Kent that the harbour must stay open all year.";
        let a = aligned("I told Lois Kent that the harbour must stay open all year.", record);
        assert_eq!(a.changes[0].kind, ChangeKind::Name);
        assert_eq!(a.changes[0].record, "Martha");
        let a = aligned("the harbour must stay closed all year", record);
        assert_eq!(a.changes, [Change { kind: ChangeKind::Word, draft: Span::new(22, 28), record: "open".into() }]);
        assert_eq!(kinds("the harbour must stay open", "the harbour must certainly stay open"), [ChangeKind::Dropped]);
        assert_eq!(kinds("the harbour must surely stay open", "the harbour must stay open"), [ChangeKind::Added]);
    }

    #[test]
    fn a_word_changed_at_the_edge_is_still_a_change() {
        assert_eq!(
            kinds("We will certainly not support this treaty", "we will certainly not support this bill"),
            [ChangeKind::Word]
        );
        assert_eq!(
            kinds("They will certainly not support this bill", "We will certainly not support this bill"),
            [ChangeKind::Word]
        );
        assert_eq!(
            kinds("it's unfair game to ask the council", "I did not go there. It's fair game to ask the council"),
            [ChangeKind::Word]
        );
    }

    #[test]
    fn a_word_added_or_dropped_near_the_edge_is_a_change() {
        let record = "That is exactly the opposite answer that you gave to the town council, I am told.";
        assert_eq!(
            kinds("That is not exactly the opposite answer that you gave to the town council", record),
            [ChangeKind::Negation]
        );
        let record = "The opposite answer that you gave to the town council is not it.";
        assert_eq!(
            kinds("the opposite answer that you gave to the town council is it", record),
            [ChangeKind::Negation]
        );
        // Other words of the writer's are none of the quote's.
        let a = aligned(
            "So that is the opposite answer that you gave to the town council",
            "He called it the opposite answer that you gave to the town council",
        );
        assert_eq!((a.verdict, a.head), (Verdict::Exact, 3));
    }

    #[test]
    fn what_the_record_does_not_quote_does_not_drag() {
        let a = aligned("And so, friends, the harbour must stay open all year", "the harbour must stay open all year");
        assert_eq!((a.verdict, a.head, a.tail), (Verdict::Exact, 3, 0));
        let a =
            aligned("the harbour must stay open all year, whatever anyone says", "the harbour must stay open all year");
        assert_eq!((a.verdict, a.head, a.tail), (Verdict::Exact, 0, 3));
    }

    #[test]
    fn print_and_speech_habits_are_cosmetic() {
        for (draft, record) in [
            ("We don't think they'll come back", "we do not think that they will come back"),
            ("It's the favourite colour of our organisation", "it is the favorite color of our organization"),
            ("He'd have gone towards the theatre", "he would have gone toward the theater"),
            ("[The council] will never close the harbour", "They will never close the harbour"),
            ("They will never close the [old] harbour", "They will never close the harbour"),
            ("They will never close the harbour", "They (the council) will never close the harbour"),
            ("Since {September 11, 2001} they close the harbour", "Since 9/11 they close the harbour"),
            ("on the 7th of May they close the harbour", "on the seventh of May they close the harbour"),
            ("I think we, we must go now", "I, uh, I think we must go now"),
            ("we must care for healthcare here", "we must care for health care here"),
            ("she vote[d] for the harbour bill", "she votes for the harbour bill"),
            (
                "We must keep the harbour … for all the years to come",
                "We must keep the harbour open to ships, as ever, for all the years to come",
            ),
        ] {
            assert_eq!(verdict(draft, record), Verdict::Cosmetic, "{draft} | {record}");
        }
    }

    #[test]
    fn an_ellipsis_that_hides_a_negation_is_a_change() {
        assert_eq!(
            kinds(
                "We will … close the harbour this year",
                "We will under no circumstances close the harbour this year"
            ),
            [ChangeKind::Negation]
        );
        assert_eq!(
            verdict(
                "We cannot afford … to lose the harbour this year",
                "We cannot afford – this town, this lake – cannot afford to lose the harbour this year"
            ),
            Verdict::Cosmetic
        );
        assert_eq!(
            verdict(
                "We will close the harbour … and build a park",
                "We will close the harbour, I do not doubt it, and build a park"
            ),
            Verdict::Cosmetic
        );
    }

    #[test]
    fn a_sentence_begun_twice_is_cosmetic() {
        assert_eq!(
            verdict(
                "That's not on my list, and that's not been an aim of this town council",
                "That's not on my list, and that's not been the – that's not been an aim of this town council"
            ),
            Verdict::Cosmetic
        );
    }

    #[test]
    fn a_change_inside_a_contraction_is_of_the_whole_word() {
        let a = aligned("I do know why the ferry is late", "I don't know why the ferry is late");
        assert_eq!(a.changes, [Change { kind: ChangeKind::Negation, draft: Span::new(2, 4), record: "don't".into() }]);
    }

    #[test]
    fn what_words_tell_is_found_in_both() {
        let (draft, record) = ("The harbour, it is closed", "It is said: harbours, no, the harbour [closed] early");
        let d = normal_words(draft, Span::from(0..draft.len()));
        let r = normal_words(record, Span::from(0..record.len()));
        let (d, r) = (Words::new(draft, &d), Words::new(record, &r));
        assert_eq!(r.telling(&d), [6, 7]);
        assert_eq!(d.longest(1), [("harbour", 4)]);
        assert_eq!(r.longest(9), [("harbours", 12), ("harbour", 30), ("early", 47)]);
        let twice = "A harbour is a harbour";
        let words = normal_words(twice, Span::from(0..twice.len()));
        assert_eq!(Words::new(twice, &words).longest(9), [("harbour", 2)]);
        assert_eq!(d.telling(&Words::new("it is", &d.words[2..4])), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn other_statements_are_unrelated() {
        assert_eq!(verdict("The harbour is the heart of this town", RECORD), Verdict::Unrelated);
        assert_eq!(verdict("the city of the winter", RECORD), Verdict::Unrelated);
    }

    #[test]
    fn a_long_quote_is_found_in_a_long_passage_in_bounded_time() {
        let record: Vec<String> = (0..6_000).map(|i| format!("w{}", (i * 7919) % 5_003)).collect();
        let draft = record[3_000..3_600].join(" ").replace("w17 ", "other ");
        let a = aligned(&draft, &record.join(" "));
        assert!(a.matched >= 590, "{}", a.matched);
        assert_eq!(a.record_words.1 - a.record_words.0, 600);
    }

    proptest! {
        #[test]
        fn every_run_of_the_record_is_exact_and_covered(words in proptest::collection::vec("[a-z]{3,9}", 6..60), from in 0usize..60, len in 1usize..60) {
            let record = words.join(" ");
            let from = from % words.len();
            let to = (from + len).min(words.len());
            let a = aligned(&words[from..to].join(" "), &record);
            prop_assert_eq!(a.total as usize, to - from);
            prop_assert_eq!(a.matched, a.total);
            prop_assert!(a.verdict <= Verdict::Cosmetic);
        }

        #[test]
        fn what_is_not_followed_changes_nothing(
            draft in proptest::collection::vec("(the|not|harbour|mayor|it's|…|two|that|stay|open)", 1..20),
            record in proptest::collection::vec("(the|not|harbour|mayor|is|two|that|stay|open|[a-c]{3})", 1..60),
        ) {
            let (draft, record) = (draft.join(" "), record.join(" "));
            let d = normal_words(&draft, Span::from(0..draft.len()));
            let r = normal_words(&record, Span::from(0..record.len()));
            let (d, r) = (Words::new(&draft, &d), Words::new(&record, &r));
            let floor = likely(&d.atoms, d.keys(), &r.atoms);
            prop_assert_eq!(local(&d.atoms, &r.atoms, floor), local(&d.atoms, &r.atoms, 0));
        }

        #[test]
        fn any_two_texts_align_without_a_panic(draft in "\\PC{0,80}", record in "\\PC{0,200}") {
            let d = normal_words(&draft, Span::from(0..draft.len()));
            let r = normal_words(&record, Span::from(0..record.len()));
            if let Some(a) = align(&draft, &d, &record, &r) {
                prop_assert!(a.matched <= a.total);
                prop_assert!(a.record_words.1 as usize <= r.len());
                for c in &a.changes {
                    prop_assert!(draft.get(c.draft.start as usize..c.draft.end as usize).is_some());
                }
            }
        }
    }

    #[test]
    fn what_an_ellipsis_on_record_stands_for_is_not_known() {
        assert_eq!(
            verdict(
                "The council of our old town will fight against thousands if not tens of thousands of boats in this harbour",
                "The council of our old town will fight against thousands ... of boats in this harbour"
            ),
            Verdict::Cosmetic
        );
        assert_eq!(
            verdict(
                "The council of our old town will under no pretext fight for boats in this harbour",
                "The council of our old town will ... fight for boats in this harbour"
            ),
            Verdict::Cosmetic
        );
    }
}
