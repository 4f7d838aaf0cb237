//! A draft's quotes with what the record has of them: looked up once, used by every rule on quotes.

use super::Draft;
use super::memo::{Ahead, Asked, Found, MAX_EVENTS, MAX_MATCHES, MIN_WORDS, Memo};
use super::names::{self, Sameness};
use crate::lexicon;
use crate::read::{Quote, QuoteKind};
use crate::record::align::Verdict;
use crate::record::{QuoteMatch, Record, StoredClaim};
use crate::text::{NormalWord, Span, normal_words};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use rustc_hash::FxHashSet;
use std::sync::{Arc, LazyLock, PoisonError};

/// Share of its words that makes a quote stand on record as a whole.
const WHOLE: f32 = 0.8;

/// Share of its words and rarity that make a quote stand on record, where it is on record as a whole and where a good
/// part of it is: turns of phrase ("for a long time", "the people of") are everybody's.
const MOSTLY: f32 = 0.6;
const SOME: f32 = 8.0;
const SOME_OF_PART: f32 = 17.0;

/// A rarity that makes a quote stand on record by itself: seven or more uncommon words in a row are no coincidence.
const MUCH: f32 = 40.0;

/// A quote of the draft and the places on record where its words stand, best first.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Index into [`Reading::quotes`].
    pub quote: usize,
    /// The quote's words; their spans, like those of the alignments' changes, count from `offset`, so that
    /// a look-up stays good when text above the quote changes.
    pub words: Arc<[NormalWord]>,
    /// Where the quote's content begins in the draft's text.
    pub offset: u32,
    pub matches: Arc<Vec<QuoteMatch>>,
    /// Whether all of the record has answered; otherwise that the words are nowhere says nothing.
    pub complete: bool,
    /// The rarity of each word (natural logarithm of inverse passage frequency).
    pub rarities: Arc<[f32]>,
    /// Whether most of it is an oath, a prayer, a law's text or the like, which many people say.
    pub formula: bool,
}

impl Statement {
    /// A span of an alignment's change or of a word, in the draft's text.
    pub fn place(&self, span: Span) -> Span {
        Span::new(span.start + self.offset, span.end + self.offset)
    }

    /// The words of the quote in a span of a change; where that is empty, none, before the word that follows it.
    pub fn words_of(&self, span: Span) -> std::ops::Range<usize> {
        let first = self.words.partition_point(|w| w.span.end <= span.start);
        first..self.words.partition_point(|w| w.span.start < span.end).max(first)
    }

    /// The places where the record has just these words, but for what is cosmetic and for a word or two at
    /// the edges.
    pub fn verbatim(&self) -> impl Iterator<Item = &QuoteMatch> {
        self.matches.iter().filter(|m| m.alignment.verdict <= Verdict::Cosmetic && self.share(m) >= WHOLE)
    }

    /// The words of the quote that a place on record has, from the first to the last.
    pub fn covered(&self, m: &QuoteMatch) -> std::ops::Range<usize> {
        m.alignment.head as usize..self.words.len().saturating_sub(m.alignment.tail as usize)
    }

    /// How much of the quote a place on record has: the share of its words.
    pub fn share(&self, m: &QuoteMatch) -> f32 {
        m.alignment.matched as f32 / m.alignment.total.max(1) as f32
    }

    /// How much the words that a place on record has in common with the quote say: the sum of their rarity.
    /// A summed rarity of 20 is about three uncommon words, or five of which two are uncommon.
    pub fn weight(&self, m: &QuoteMatch) -> f32 {
        let a = &m.alignment;
        let end = self.rarities.len().saturating_sub(a.tail as usize);
        let common = self.rarities.get(a.head as usize..end).unwrap_or(&[]);
        let sum: f32 = common.iter().sum();
        sum * a.matched as f32 / common.len().max(1) as f32
    }

    /// Whether the draft's speaker and the record's have one name.
    pub fn is_same_speaker(&self, draft: &super::Draft, m: &QuoteMatch) -> bool {
        let here = draft.reading.quotes[self.quote].speaker.as_ref().and_then(|s| s.name.as_deref());
        match (here, m.speaker.as_ref().and_then(|s| s.name.as_deref())) {
            (Some(here), Some(there)) => {
                names::compare(here, names::without_title(there), draft.config) == Sameness::Same
            }
            _ => false,
        }
    }

    /// Whether an article stands so near the draft's day that words in both may be one utterance; a draft or an
    /// article without a day may always be.
    pub fn is_same_news(draft: &super::Draft, m: &QuoteMatch) -> bool {
        const DAYS: i32 = 10;
        match (draft.reading.date.or(draft.document.meta.date), m.source.date) {
            (Some(here), Some(there)) => (here - there).get_days().abs() <= DAYS,
            _ => true,
        }
    }

    /// Whether the quote reads like the title of a work or a programme: few words, all weighty ones with capitals.
    pub fn is_title(&self, text: &str) -> bool {
        const LONGEST: usize = 8;
        let capital = |w: &NormalWord| self.place(w.span).of(text).chars().next().is_some_and(|c| !c.is_lowercase());
        let weighty = |w: &&NormalWord| w.form.len() > 3 && !crate::record::is_common(&w.form);
        let many = self.words.iter().filter(|w| capital(w)).count();
        self.words.len() <= LONGEST && many * 2 > self.words.len() && self.words.iter().filter(weighty).all(capital)
    }

    /// Whether a place on record has the quote, or so much of it that it cannot be chance.
    pub fn is_found(&self, m: &QuoteMatch) -> bool {
        let (share, weight) = (self.share(m), self.weight(m));
        let least = if share >= WHOLE { SOME } else { SOME_OF_PART };
        share >= MOSTLY && weight >= least || weight >= MUCH
    }
}

/// Whether most of a quote is an oath, a prayer, a law's text or the like, which many people say.
pub(super) fn is_formula(words: &[NormalWord]) -> bool {
    let mut said = 0;
    let mut until = 0;
    for (i, run) in words.windows(FORMULA_RUN).enumerate() {
        if FORMULAS.contains(&run_key(run)) {
            said += i + FORMULA_RUN - i.max(until);
            until = i + FORMULA_RUN;
        }
    }
    said as f32 >= MOSTLY * words.len() as f32
}

/// Words in a row that a formula is known by.
const FORMULA_RUN: usize = 5;

/// The runs of words of all formulas.
static FORMULAS: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
    let lines = lexicon::rows(include_str!("../lexicon/formulas.tsv"));
    lines
        .flat_map(|l| normal_words(l, Span::from(0..l.len())).windows(FORMULA_RUN).map(run_key).collect::<Vec<_>>())
        .collect()
});

fn run_key(run: &[NormalWord]) -> String {
    run.iter().map(|w| w.form.as_str()).collect::<Vec<_>>().join(" ")
}

/// The draft's claims that will be looked up and have not been yet.
fn new_claims<'a>(draft: &'a Draft, memo: &Memo) -> Vec<&'a Asked> {
    super::d001::looked_up(draft).filter(|c| memo.known(c).is_none()).collect()
}

/// Announces what the rules will ask of a record that is far away, so that all of it goes in one request.
pub(super) fn announce(draft: &Draft) {
    let remote = draft.record().filter(|(record, _)| record.is_remote() && !draft.known_only);
    let Some((record, memo)) = remote else { return };
    let (text, reading) = (&draft.document.text, draft.reading);
    let contents = reading.quotes.iter().filter(|q| is_looked_up(q)).map(|q| q.content.of(text));
    let quotes: Vec<(&str, Vec<NormalWord>)> = contents
        .filter(|content| memo.known_quote(content).is_none())
        .map(|content| (content, normal_words(content, Span::from(0..content.len()))))
        .filter(|(_, words)| words.len() >= MIN_WORDS)
        .collect();
    let quotes: Vec<(&str, &[NormalWord])> = quotes.iter().map(|(text, words)| (*text, words.as_slice())).collect();
    let claims: Vec<StoredClaim> = new_claims(draft, memo).into_iter().map(|a| a.claim.clone()).collect();
    let people = Ahead::default();
    let ahead = draft.ahead(&people);
    for rule in [&super::n001::RULE, &super::n002::RULE] {
        if super::selected(rule, draft.config) {
            (rule.check)(rule, &ahead, &mut Vec::new());
        }
    }
    drop(ahead);
    let people = people.into_inner().unwrap_or_else(PoisonError::into_inner);
    if !quotes.is_empty() || !claims.is_empty() || !people.is_empty() {
        record.look_ahead(&quotes, MAX_MATCHES, &claims, MAX_EVENTS, &people);
    }
}

/// Looks up all that the rules will ask of the record, on all cores, and leaves it in the memo; `false` where
/// `stop` said so first. What was found until then is kept.
pub fn warm(draft: &Draft, stop: &(dyn Fn() -> bool + Sync)) -> bool {
    let Some((record, memo)) = draft.record() else { return true };
    if record.is_remote() {
        // First: to announce what is asked about people they are needed, and one after the other would take long.
        super::n001::warm(draft, stop);
        if stop() {
            return false;
        }
        announce(draft);
    }
    let (text, reading) = (&draft.document.text, draft.reading);
    // Only what is new is parted among the cores: waking them takes longer than a look into the memo.
    let contents = reading.quotes.iter().filter(|q| is_looked_up(q)).map(|q| q.content.of(text));
    let new: Vec<&str> = contents.filter(|content| memo.known_quote(content).is_none()).collect();
    new.par_iter().filter(|_| !stop()).for_each(|content| {
        memo.look_up(record, content);
    });
    new_claims(draft, memo).par_iter().filter(|_| !stop()).for_each(|claim| drop(memo.claims(record, claim)));
    super::n001::warm(draft, stop);
    !stop()
}

/// Whether a quote claims that somebody said these words. An embedded post is the very source.
fn is_looked_up(q: &Quote) -> bool {
    !(q.scare || q.nested || q.kind == QuoteKind::Indirect || q.post)
}

/// Looks every quote of the draft up.
pub(super) fn look_up(draft: &Draft, record: &Record) -> Vec<Statement> {
    let mut out = Vec::new();
    for (quote, q) in draft.reading.quotes.iter().enumerate() {
        if !is_looked_up(q) {
            continue;
        }
        let content = q.content.of(&draft.document.text);
        // A web address in a page's leftovers is nobody's word.
        if content.contains("://") && !content.contains(' ') {
            continue;
        }
        let memo = draft.memo;
        let found = if draft.known_only { memo.known_quote(content) } else { Some(memo.look_up(record, content)) };
        let Some(Found { words, matches, rarities, formula, complete }) = found else { continue };
        if words.len() < MIN_WORDS {
            continue;
        }
        out.push(Statement { quote, words, offset: q.content.start, matches, complete, rarities, formula });
    }
    out
}
