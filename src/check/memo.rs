//! Look-ups in one snapshot of the record, kept from one check of a draft to the next, so that a keystroke pays only
//! for the quotes, claims and names that it changed.

use super::d001::{Heard, story};
use super::offices::Told;
use super::same_event::{Candidate, Likeness};
use crate::record::{Appearance, ClaimMatch, Holder, PeopleQuestion, QuoteMatch, Record, StoredClaim};
use crate::text::{NormalWord, Span, normal_words};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Places on record per quote: enough to see whether the record agrees with itself.
pub(super) const MAX_MATCHES: usize = 24;

/// Quotes of fewer words are looked up by no rule: too many people say the same three words.
pub(super) const MIN_WORDS: usize = 3;

/// Dated events on record looked at for one claim.
pub(super) const MAX_EVENTS: usize = 200;

/// Names shorter than this are another name where two letters differ.
const TWO_LETTERS: usize = 12;

/// Answers of one kind kept before they are all dropped: a few drafts' worth.
const MAX_KEPT: usize = 4096;

/// The same of what whole articles tell: a few drafts' worth again, at some 10 KB an article.
const MAX_ARTICLES_KEPT: usize = 512;
const MAX_NAMES_KEPT: usize = 128;

/// What the record has of a quote's words, and the rarity of each.
#[derive(Clone)]
pub(super) struct Found {
    /// Their spans count from the quote's beginning.
    pub(super) words: Arc<[NormalWord]>,
    pub(super) matches: Arc<Vec<QuoteMatch>>,
    pub(super) rarities: Arc<[f32]>,
    /// See [`super::statements::is_formula`].
    pub(super) formula: bool,
    pub(super) complete: bool,
}

/// Dated events on record that may be a claim's of the draft, and how like it each is.
pub type Events = Arc<Vec<(ClaimMatch, Likeness)>>;

/// Names on record that are a letter or two from one of the draft's, each with the number of its documents.
pub(super) type Names = Arc<[(String, u64)]>;

/// Where the record calls somebody by an office.
type InOffice = Arc<[(Arc<crate::record::Source>, Span, String)]>;

#[derive(Default)]
pub struct Memo {
    quotes: Kept<Found>,
    claims: Kept<Events>,
    heard: Kept<Arc<Heard>>,
    story: Kept<Arc<[ClaimMatch]>>,
    told_in_story: Kept<Arc<story::Told>>,
    like: Kept<Names>,
    passages: Kept<u64>,
    documents: Kept<u64>,
    appearances: Kept<Arc<[Appearance]>>,
    beside: Kept<Arc<[u64]>>,
    holders: Kept<Arc<[Holder]>>,
    in_office: Kept<InOffice>,
    /// By article.
    told: Kept<Arc<Told>, MAX_ARTICLES_KEPT>,
    naming: Kept<Arc<[Arc<Told>]>, MAX_NAMES_KEPT>,
}

/// A claim of the draft as the record is asked about it.
#[derive(Clone, Debug)]
pub struct Asked {
    pub claim: StoredClaim,
    /// All of it in one string: what its answers are kept under.
    key: Box<str>,
}

impl Asked {
    pub fn new(claim: StoredClaim) -> Self {
        let mut key = String::with_capacity(256);
        // No word has a control character in it.
        for list in [&claim.event, &claim.people, &claim.places, &claim.words] {
            for word in list {
                key.push_str(word);
                key.push('\u{1f}');
            }
            key.push('\u{1e}');
        }
        key.push(if claim.of_saying { 's' } else { 'e' });
        for day in [claim.days.0, claim.days.1] {
            // A day in three characters: years are from -9999 on.
            let parts = [day.year() as u32 & 0x7fff, day.month() as u32, day.day() as u32];
            key.extend(parts.iter().filter_map(|&n| char::from_u32(n)));
        }
        Asked { claim, key: key.into() }
    }
}

/// Those of some events that may be the draft's.
fn alike(candidate: &Candidate, matches: Vec<ClaimMatch>) -> Vec<(ClaimMatch, Likeness)> {
    let weighed = matches.into_iter().map(|m| (candidate.likeness(&m.claim), m)).map(|(l, m)| (m, l));
    weighed.filter(|(_, l)| l.is_possible() || l.is_sure()).collect()
}

/// The events of any day on record that may be a claim's; for whoever asks, so nothing is remembered.
pub fn all_events(record: &Record, claim: &StoredClaim) -> Vec<(ClaimMatch, Likeness)> {
    alike(&Candidate::new(claim, record), record.find_claims(claim, None, MAX_EVENTS))
}

/// Answers of one kind by what was asked.
struct Kept<V, const MAX: usize = MAX_KEPT>(Mutex<FxHashMap<Box<str>, V>>);

impl<V, const MAX: usize> Default for Kept<V, MAX> {
    fn default() -> Self {
        Kept(Mutex::default())
    }
}

impl<V: Clone, const MAX: usize> Kept<V, MAX> {
    fn known(&self, key: &str) -> Option<V> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn keep(&self, key: &str, value: V) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MAX {
            kept.clear();
        }
        kept.insert(key.into(), value);
    }
}

impl Memo {
    /// What a quote's look-up found, where there was one.
    pub(super) fn known_quote(&self, content: &str) -> Option<Found> {
        self.quotes.known(content)
    }

    /// What a claim's look-up found, where there was one.
    pub(super) fn known(&self, asked: &Asked) -> Option<Events> {
        self.claims.known(&asked.key)
    }

    /// Looks a claim up among the events of the days about its own, or remembers the look-up.
    pub fn claims(&self, record: &Record, asked: &Asked) -> Events {
        if let Some(found) = self.known(asked) {
            return found;
        }
        let claim = &asked.claim;
        let candidate = Candidate::new(claim, record);
        let (matches, complete) = record.look_for_events(claim, super::d001::days_about(claim.days), MAX_EVENTS);
        let found: Events = Arc::new(alike(&candidate, matches));
        // What had no answer is asked again.
        if complete {
            self.claims.keep(&asked.key, found.clone());
        }
        found
    }

    /// What [`Self::story`] found, where it was asked.
    pub(super) fn known_story(&self, asked: &Asked) -> Option<Arc<[ClaimMatch]>> {
        self.story.known(&asked.key)
    }

    /// The dated sentences of any day that have words of a claim's, in a record of few articles.
    pub(super) fn story(&self, record: &Record, asked: &Asked) -> Arc<[ClaimMatch]> {
        if let Some(found) = self.known_story(asked) {
            return found;
        }
        let found: Arc<[ClaimMatch]> = record.find_claims(&asked.claim, None, MAX_EVENTS).into();
        self.story.keep(&asked.key, found.clone());
        found
    }

    /// What [`Self::story`] says of a claim's day, worked out or remembered; `words` are all else that it depends on.
    pub(super) fn told_in_story(
        &self,
        words: &[&str],
        asked: &Asked,
        weigh: impl FnOnce() -> story::Told,
    ) -> Arc<story::Told> {
        let key = format!("{}\u{1f}{}", asked.key, words.join("\u{1f}"));
        if let Some(told) = self.told_in_story.known(&key) {
            return told;
        }
        let told = Arc::new(weigh());
        self.told_in_story.keep(&key, told.clone());
        told
    }

    /// Whom the record has for the days near a claim's; `events` gives what its look-up found, if that may be known.
    pub(super) fn heard(&self, asked: &Asked, events: impl FnOnce() -> Option<Events>) -> Option<Arc<Heard>> {
        if let Some(heard) = self.heard.known(&asked.key) {
            return Some(heard);
        }
        let heard = Arc::new(Heard::of(&asked.claim, events()?));
        // What had no answer is asked again.
        if self.known(asked).is_some() {
            self.heard.keep(&asked.key, heard.clone());
        }
        Some(heard)
    }

    /// Looks a quote's words up, or remembers the look-up.
    pub(super) fn look_up(&self, record: &Record, content: &str) -> Found {
        if let Some(found) = self.quotes.known(content) {
            return found;
        }
        let words: Arc<[NormalWord]> = normal_words(content, Span::from(0..content.len())).into();
        let (matches, complete) = match words.len() {
            0..MIN_WORDS => (Vec::new(), true),
            _ => record.look_for(content, &words, MAX_MATCHES),
        };
        let rarities: Arc<[f32]> = words.iter().map(|w| record.rarity(&w.form)).collect();
        let formula = super::statements::is_formula(&words);
        let found = Found { words, matches: Arc::new(matches), rarities, formula, complete };
        if complete {
            self.quotes.keep(content, found.clone());
        }
        found
    }
}

/// The record's people, as a rule may ask for them: each answer is remembered, and is `None` where it would have to be
/// waited for and the draft is checked for what is known already.
#[derive(Clone, Copy)]
pub(super) struct People<'a> {
    record: &'a Record,
    memo: &'a Memo,
    known_only: bool,
    /// Where questions are noted that a server will be asked, instead of asking them.
    ahead: Option<&'a Ahead>,
}

/// What rules would ask about people.
pub(super) type Ahead = Mutex<Vec<PeopleQuestion>>;

impl<'a> People<'a> {
    pub(super) fn new(record: &'a Record, memo: &'a Memo, known_only: bool, ahead: Option<&'a Ahead>) -> Self {
        People { record, memo, known_only, ahead }
    }

    /// [`People::ask`] for what a server has to be asked.
    fn ask_far<V: Clone>(
        &self,
        kept: &Kept<V>,
        key: &str,
        question: impl FnOnce() -> Option<PeopleQuestion>,
        look_up: impl FnOnce(&Record) -> V,
    ) -> Option<V> {
        let Some(ahead) = self.ahead else { return self.ask(kept, key, look_up) };
        let known = kept.known(key);
        if known.is_none() {
            ahead.lock().unwrap_or_else(PoisonError::into_inner).extend(question());
        }
        known
    }

    fn ask<V: Clone, const MAX: usize>(
        &self,
        kept: &Kept<V, MAX>,
        key: &str,
        look_up: impl FnOnce(&Record) -> V,
    ) -> Option<V> {
        let known = kept.known(key);
        if known.is_some() || self.known_only {
            return known;
        }
        let found = look_up(self.record);
        kept.keep(key, found.clone());
        Some(found)
    }

    pub(super) fn articles(&self) -> u64 {
        self.record.articles()
    }

    /// The names on record that are nearly `name`, it among them.
    pub(super) fn like(&self, name: &str) -> Option<Names> {
        let letters = if name.len() > TWO_LETTERS { 2 } else { 1 };
        self.ask(&self.memo.like, name, |r| r.like_names(name, letters).into())
    }

    /// Whether [`Self::like`] is known.
    pub(super) fn has_like(&self, name: &str) -> bool {
        self.memo.like.known(name).is_some()
    }

    /// In how many passages a word stands; see [`Record::passages_with`].
    pub(super) fn passages_with(&self, word: &str) -> Option<u64> {
        self.ask(&self.memo.passages, word, |r| r.passages_with(word))
    }

    /// In how many documents a name stands.
    pub(super) fn documents_naming(&self, name: &str) -> Option<u64> {
        self.ask(&self.memo.documents, name, |r| r.documents_naming(name))
    }

    /// What documents that name somebody tell of people, at most `limit` documents; each is read once. Of a server, where
    /// each name would cost a journey, nothing.
    pub(super) fn told(&self, name: &str, limit: usize) -> Option<Arc<[Arc<Told>]>> {
        if self.record.is_remote() {
            return Some(Arc::new([]));
        }
        let key = format!("{limit}\u{1f}{name}");
        let memo = self.memo;
        let of = |source: &Arc<crate::record::Source>, text: &str, to_file: &dyn Fn(Span) -> Span| {
            let article = source.key.to_string();
            memo.told.known(&article).unwrap_or_else(|| {
                let told = Arc::new(Told::of(source.clone(), text, to_file));
                memo.told.keep(&article, told.clone());
                told
            })
        };
        self.ask(&memo.naming, &key, |r| r.of_those_naming(name, limit, of).into())
    }

    /// The documents that name somebody, at most `limit`.
    pub(super) fn appearances(&self, name: &str, limit: usize) -> Option<Arc<[Appearance]>> {
        let key = format!("{limit}\u{1f}{name}");
        self.ask_far(&self.memo.appearances, &key, || None, |r| r.appearances(name, limit).into())
    }

    /// In how many documents somebody stands beside each of others.
    pub(super) fn beside(&self, name: &str, others: &[&str]) -> Option<Arc<[u64]>> {
        let key = format!("{name}\u{1f}{}", others.join("\u{1f}"));
        let question = || {
            let others = others.iter().map(|&o| o.to_owned()).collect();
            Some(PeopleQuestion::Beside { name: name.to_owned(), others })
        };
        self.ask_far(&self.memo.beside, &key, question, |r| r.named_beside(name, others).into())
    }

    /// Who ever held an office; `key` as [`Record::holders`] has it.
    pub(super) fn holders(&self, key: &str) -> Option<Arc<[Holder]>> {
        self.ask(&self.memo.holders, key, |r| r.holders(key).into())
    }

    /// Who holds an office between two days.
    pub(super) fn holders_between(&self, key: &str, first: Date, last: Date) -> Option<Arc<[Holder]>> {
        let days = format!("{key}\u{1f}{first}\u{1f}{last}");
        let question = || Some(PeopleQuestion::Holders { key: key.to_owned(), first, last });
        self.ask_far(&self.memo.holders, &days, question, |r| r.holders_between(key, first, last).into())
    }

    /// Where somebody is called by an office, in documents near a day, at most `limit`.
    pub(super) fn in_office(&self, key: &str, name: &str, near: Date, limit: usize) -> Option<InOffice> {
        let asked = format!("{key}\u{1f}{name}\u{1f}{near}\u{1f}{limit}");
        self.ask_far(&self.memo.in_office, &asked, || None, |r| r.in_office(key, name, near, limit).into())
    }
}
