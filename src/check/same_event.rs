//! Whether two claims tell of one event, and how surely.
//!
//! Two claims are about the same event when what is rare in the one is in the other too, the people and
//! places do not speak against it, and the kind of event agrees. Of real incidents in which articles
//! seemed to date one event differently most were different events or misreadings, so the evidence of
//! sameness has to be strong; the weights are rarities in the record (natural logarithms).

use super::names::Name;
use crate::lexicon::{self, Class};
use crate::read::claims::UNKNOWN_YEAR;
use crate::record::{Record, StoredClaim};
use crate::text::{Span, normal_words};
use jiff::civil::Date;
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::cell::RefCell;
use std::sync::LazyLock;

/// What is left of a likeness without a kind of event in common, and with other people or places. These two and
/// the bounds of [`Likeness`] were set on date-shifted development drafts (docs/quality.md).
const OTHER_KIND: f32 = 0.8;
const OTHER_PEOPLE: f32 = 0.5;

/// What is left of the chance that two sentences of sister events tell of one: of both parties' caucuses they may.
const SISTERS_CHANCE: f32 = 0.7;

/// The same of two sayings of one speaker with no more of what is said in common than a word.
const ELSE_SAID: f32 = 0.4;

/// Words in common, besides the speaker's name and office, that make two sayings one.
const WORDS_SAID: usize = 2;

/// Rarity from which a word is not one of those that any sentence has.
const RARE: f32 = 2.5;

/// Letters of the shortest word that counts in a sentence, and how many words of one are looked at.
const SHORTEST: usize = 3;
const MOST_WORDS: usize = 300;

/// Kinds of event that are between people, and others between others.
const BETWEEN_PEOPLE: [&str; 4] = ["meet", "call", "visit", "interview"];

/// What two claims share.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Likeness {
    /// Sum of the rarity of the shared words, by stem, and of the shared names.
    pub weight: f32,
    /// How many stems are shared.
    pub stems: u32,
    /// Shared stems out of those of the claim with fewer.
    pub share: f32,
    /// Shared people and places, by surname.
    pub names: u32,
    /// The clauses name a kind of event in common.
    pub event: bool,
    /// People or places that cannot be the same: another pair, another city.
    pub conflict: bool,
    /// Both name places, and neither's is anywhere in the other: another city.
    pub elsewhere: bool,
    /// How likely two such claims, dated within a fortnight of each other, have one date: from 0 to 1.
    pub chance: f32,
}

/// Weights of [`Likeness::chance`]: a logistic regression on pairs of dated sentences of different development
/// articles, told only whether the two have the same day (docs/quality.md).
mod weights {
    pub const NEAR_WEIGHT: f32 = 0.916;
    pub const SHARE_OF_DRAFT: f32 = -0.511;
    pub const SHARE_OF_RECORD: f32 = 0.623;
    pub const NEAREST_OF_DRAFT: f32 = 0.719;
    pub const NEAREST_OF_RECORD: f32 = 0.701;
    pub const NEAREST_OF_BOTH: f32 = 0.956;
    pub const NAMES: f32 = 0.286;
    pub const OTHER_PEOPLE: f32 = -0.539;
    pub const OTHER_PLACES: f32 = -0.679;
    pub const EVENT: f32 = 0.152;
    pub const NEAREST_EVENT: f32 = 0.857;
    pub const OTHER_EVENT: f32 = 0.144;
    pub const SAYING_AND_EVENT: f32 = -0.558;
    pub const NUMBERS: f32 = 0.750;
    pub const BIAS: f32 = -2.043;
}

/// Words that count as nearest the date.
const NEAREST: usize = 5;

/// A claim's stems with their rarity, those nearest the date first.
type Stems = Vec<(SmolStr, f32)>;

/// Each stem once, with the rarity of the word nearest the date.
fn distinct(mut stems: Stems) -> Stems {
    let mut kept = 0;
    for i in 0..stems.len() {
        if !stems[..kept].iter().any(|(s, _)| *s == stems[i].0) {
            stems.swap(kept, i);
            kept += 1;
        }
    }
    stems.truncate(kept);
    stems
}

/// Those of one side's stems that the other has, too.
fn common<'s>(own: &'s [(SmolStr, f32)], other: &Stems) -> impl Iterator<Item = &'s (SmolStr, f32)> {
    own.iter().filter(|(s, _)| other.iter().any(|(o, _)| o == s))
}

/// What the rarity of the words in common comes to, out of that of the first `k` words of one side.
fn share_of(own: &Stems, other: &Stems, k: usize) -> f32 {
    let own = own.get(..k).unwrap_or(own);
    let all: f32 = own.iter().map(|(_, r)| r).sum();
    let shared: f32 = common(own, other).map(|(_, r)| r).sum();
    if all > 0.0 { shared / all } else { 0.0 }
}

/// The rarity of the words in common, less the further they stand from the two dates.
fn near_weight(own: &Stems, other: &Stems) -> f32 {
    let nearness = |rank: usize| 1.0 / (1.0 + rank as f32 / 4.0);
    own.iter()
        .enumerate()
        .filter_map(|(i, (s, rarity))| {
            let j = other.iter().position(|(o, _)| o == s)?;
            Some(rarity * (nearness(i) * nearness(j)).sqrt())
        })
        .sum()
}

impl Likeness {
    /// Surely one event: enough to accuse on.
    pub fn is_sure(&self) -> bool {
        !self.conflict
            && self.event
            && (self.names >= 1 && self.weight >= 18.0 && self.share >= 0.34
                || self.names >= 2 && self.weight >= 12.0 && self.share >= 0.3
                || self.is_nearly_the_same())
    }

    /// Nearly all that is weighty in the shorter one is in the other.
    pub fn is_nearly_the_same(&self) -> bool {
        !self.conflict && self.event && self.stems >= 3 && self.share >= 0.7 && self.weight >= 12.0
    }

    /// Whether too much is alike for chance, however it reads: another such pair on another day shows that the
    /// record has several events of this kind.
    pub fn is_possible(&self) -> bool {
        self.names >= 1 && (self.weight >= 8.0 || self.event) || self.weight >= 14.0
    }

    /// How much speaks for one event: the weight, less of it where the kind of event is not the same or the
    /// people or places are not.
    pub fn strength(&self) -> f32 {
        self.weight * if self.event { 1.0 } else { OTHER_KIND } * if self.conflict { OTHER_PEOPLE } else { 1.0 }
    }

    /// Enough to count as one of several witnesses of an event.
    pub fn is_witness(&self) -> bool {
        self.is_sure() || self.stems >= 3 && self.share >= 0.3 && self.strength() >= 14.0
    }
}

/// A draft's claim made ready to be compared with many of the record's.
pub struct Candidate<'a> {
    claim: &'a StoredClaim,
    /// Stem → rarity.
    stems: FxHashMap<SmolStr, f32>,
    /// The same stems, those nearest the date first.
    ranked: Stems,
    names: Names,
    /// See [`contest_places`].
    contest: Vec<SmolStr>,
    sisters: Sisters,
    /// Of a saying, the stems of what is said: without the speaker's name and office.
    said: Vec<SmolStr>,
    words: Words<'a>,
}

impl<'a> Candidate<'a> {
    pub fn new(claim: &'a StoredClaim, record: &'a Record) -> Self {
        let stemmer = Stemmer::create(Algorithm::English);
        let words = Words { record, stemmer, known: RefCell::default() };
        let all = words.stems(claim);
        let stems = all.iter().cloned().collect();
        let stem_said =
            |(word, (stem, _)): (&SmolStr, &(SmolStr, f32))| (!is_of_speaker(claim, word)).then(|| stem.clone());
        let said =
            if claim.of_saying { claim.words.iter().zip(&all).filter_map(stem_said).collect() } else { Vec::new() };
        Candidate {
            claim,
            stems,
            ranked: distinct(all),
            names: Names::of(claim),
            contest: contest_places(claim),
            sisters: Sisters::of(&claim.words),
            said,
            words,
        }
    }

    /// What the claim shares with one of the record's.
    pub fn likeness(&self, other: &StoredClaim) -> Likeness {
        let theirs = self.words.stems(other);
        let shared: Vec<f32> = theirs.iter().filter_map(|(s, _)| self.stems.get(s).copied()).collect();
        let fewer = self.stems.len().min(theirs.len()).max(1);
        let (own, others) = (&self.names, Names::of(other));
        // A name that the one side's reader took for a person or place counts wherever the other has the word.
        let mut common: Vec<&SmolStr> =
            own.all.iter().filter(|n| others.all.contains(n) || other.words.contains(n)).collect();
        common.extend(others.all.iter().filter(|n| self.claim.words.contains(n)));
        common.sort_unstable();
        common.dedup();
        // A name that the one side has only through "the two leaders" is no word of its sentence.
        let unsaid: f32 = common
            .iter()
            .map(|n| (self.words.stem(n), self.claim.words.contains(n)))
            .filter(|((stem, _), said)| !said || !theirs.iter().any(|(s, _)| s == stem))
            .map(|((_, rarity), _)| rarity)
            .sum();
        let event = self.claim.event.iter().any(|e| other.event.contains(e));
        let said_by = |names: &[SmolStr], claim: &StoredClaim| names.iter().any(|n| claim.words.contains(n));
        let people = disjoint(&own.people, &others.people)
            && !said_by(&own.people, other)
            && !said_by(&others.people, self.claim);
        let places = disjoint(&own.places, &others.places);
        let elsewhere = places && !said_by(&own.places, other) && !said_by(&others.places, self.claim)
            || disjoint(&self.contest, &contest_places(other));
        Likeness {
            elsewhere,
            weight: shared.iter().sum::<f32>() + unsaid,
            stems: shared.len() as u32,
            share: shared.len() as f32 / fewer as f32,
            names: common.len() as u32,
            event,
            conflict: people || places,
            chance: self.chance(other, &distinct(theirs), common.len(), people, elsewhere),
        }
    }

    fn chance(&self, other: &StoredClaim, theirs: &Stems, names: usize, other_people: bool, other_places: bool) -> f32 {
        let own = &self.ranked;
        let all = usize::MAX;
        let nearest = (share_of(own, theirs, NEAREST), share_of(theirs, own, NEAREST));
        let is = |condition: bool| f32::from(u8::from(condition));
        let (a, b) = (&self.claim.event, &other.event);
        let number = |w: &&SmolStr| w.starts_with(|c: char| c.is_ascii_digit());
        let numbers = self.claim.words.iter().filter(number).filter(|w| other.words.contains(w)).count();
        let score = weights::BIAS
            + weights::NEAR_WEIGHT * near_weight(own, theirs) / 10.0
            + weights::SHARE_OF_DRAFT * share_of(own, theirs, all)
            + weights::SHARE_OF_RECORD * share_of(theirs, own, all)
            + weights::NEAREST_OF_DRAFT * nearest.0
            + weights::NEAREST_OF_RECORD * nearest.1
            + weights::NEAREST_OF_BOTH * nearest.0 * nearest.1
            + weights::NAMES * names.min(4) as f32 / 2.0
            + weights::OTHER_PEOPLE * is(other_people)
            + weights::OTHER_PLACES * is(other_places)
            + weights::EVENT * is(a.iter().any(|e| b.contains(e)))
            + weights::NEAREST_EVENT * is(!a.is_empty() && a.first() == b.first())
            + weights::OTHER_EVENT * is(disjoint(a, b))
            + weights::SAYING_AND_EVENT * is(self.claim.of_saying != other.of_saying)
            + weights::NUMBERS * numbers.min(2) as f32;
        let chance = 1.0 / (1.0 + (-score).exp());
        let others = self.sisters.are_others_than(Sisters::of(&other.words)) || self.is_with_others_than(other);
        let said = if self.says_something_else_than(other, theirs) { ELSE_SAID } else { 1.0 };
        said * if others { chance * SISTERS_CHANCE } else { chance }
    }

    /// Whether both date what somebody said, with hardly a word of what was said in common: a spokesman speaks every day.
    fn says_something_else_than(&self, other: &StoredClaim, theirs: &Stems) -> bool {
        let common = || self.said.iter().filter(|said| theirs.iter().any(|(s, _)| s == *said));
        self.claim.of_saying && other.of_saying && common().take(WORDS_SAID).count() < WORDS_SAID
    }

    /// Whether both tell of a meeting or a call, of at most one person in common and each of somebody else: a president
    /// telephones with many.
    fn is_with_others_than(&self, other: &StoredClaim) -> bool {
        let both = |kind: &&str| [self.claim, other].iter().all(|c| c.event.iter().any(|e| e == kind));
        if !BETWEEN_PEOPLE.iter().any(both) {
            return false;
        }
        let theirs = Names::of(other).people;
        // Whom "he" stands for is not said.
        let said = |names: &[SmolStr], claim: &StoredClaim| -> Vec<SmolStr> {
            names.iter().filter(|n| claim.words.contains(n)).cloned().collect()
        };
        let (here, there) = (said(&self.names.people, self.claim), said(&theirs, other));
        let common = here.iter().filter(|n| there.contains(n)).count();
        let alone = |names: &[SmolStr], others: &[SmolStr], claim: &StoredClaim| {
            names.iter().any(|n| !others.contains(n) && !claim.words.contains(n))
        };
        common < 2
            && here.len().min(there.len()) >= 2
            && alone(&here, &theirs, other)
            && alone(&there, &self.names.people, self.claim)
    }
}

/// Whether a word of a saying is of its speaker's name or office, or says that somebody speaks.
fn is_of_speaker(claim: &StoredClaim, word: &str) -> bool {
    let titles = Class::TITLE | Class::ROLE | Class::TITLE_MODIFIER | Class::SPEECH_VERB | Class::WEAK_SPEECH_VERB;
    let lexicon = crate::lexicon::lexicon();
    lexicon.classes(lexicon.find(word)).intersects(titles)
        || claim.people.iter().any(|p| p.to_lowercase().split(' ').any(|n| n == word))
}

/// The events of `sisters.tsv` that a sentence names, a bit each.
#[derive(Clone, Copy)]
struct Sisters(u64);

/// The events of each word of `sisters.tsv`, and those of each of its lines.
static SISTERS: LazyLock<(FxHashMap<&str, u64>, Vec<u64>)> = LazyLock::new(|| {
    let (mut of_word, mut of_line) = (FxHashMap::default(), Vec::new());
    let mut next: u64 = 1;
    for line in lexicon::rows(include_str!("../lexicon/sisters.tsv")) {
        let mut all = 0;
        for words in line.split('\t') {
            words.split(',').for_each(|w| *of_word.entry(w).or_default() |= next);
            all |= next;
            next <<= 1;
        }
        of_line.push(all);
    }
    (of_word, of_line)
});

impl Sisters {
    fn of(words: &[SmolStr]) -> Sisters {
        Sisters(words.iter().filter_map(|w| SISTERS.0.get(w.as_str())).fold(0, |all, events| all | events))
    }

    /// Whether both name events of one line, and none in common.
    fn are_others_than(self, other: Sisters) -> bool {
        SISTERS.1.iter().any(|line| self.0 & line != 0 && other.0 & line != 0 && self.0 & other.0 & line == 0)
    }
}

/// Whether a word tells two claims apart: each names an event of one line of `sisters.tsv`, and none in common.
pub fn are_sisters(one: &StoredClaim, other: &StoredClaim) -> bool {
    Sisters::of(&one.words).are_others_than(Sisters::of(&other.words))
}

/// The kinds of event of each line of `stages.tsv`.
static STAGES: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| {
    lexicon::rows(include_str!("../lexicon/stages.tsv")).map(|line| line.split('\t').collect()).collect()
});

/// Whether two claims name different stages of one matter, each with its own day, and none in common: an arrest and a
/// verdict, a conference's opening and its end.
pub fn are_stages(one: &StoredClaim, other: &StoredClaim) -> bool {
    let of = |claim: &StoredClaim, line: &[&str]| -> Vec<SmolStr> {
        claim.event.iter().filter(|e| line.contains(&e.as_str())).cloned().collect()
    };
    STAGES.iter().any(|line| disjoint(&of(one, line), &of(other, line)))
}

/// Words of claims with their stems and rarities: those that may tell of one event have many in common.
struct Words<'a> {
    record: &'a Record,
    stemmer: Stemmer,
    known: RefCell<FxHashMap<SmolStr, (SmolStr, f32)>>,
}

impl Words<'_> {
    fn stem(&self, word: &SmolStr) -> (SmolStr, f32) {
        let of = || (self.stemmer.stem(word).into(), self.record.rarity(word));
        self.known.borrow_mut().entry(word.clone()).or_insert_with(of).clone()
    }

    /// The stem of each of a claim's words.
    fn stems(&self, claim: &StoredClaim) -> Stems {
        claim.words.iter().map(|w| self.stem(w)).collect()
    }
}

/// What a whole sentence names and says. A claim has the words of its clause only.
#[derive(Clone)]
pub struct Sentence {
    /// The last word of each run of words with capitals, sorted.
    names: Vec<SmolStr>,
    /// Of all its words, those of the names too, that are not among the commonest.
    stems: Stems,
}

/// What two sentences share.
#[derive(Clone, Copy)]
pub struct Shared {
    pub names: u32,
    /// Stems that are not among the commonest, those of names too.
    pub stems: u32,
    /// Sum of their rarity.
    pub rarity: f32,
}

impl Sentence {
    pub fn of(text: &str, record: &Record) -> Sentence {
        let words = Words { record, stemmer: Stemmer::create(Algorithm::English), known: RefCell::default() };
        let lexicon = crate::lexicon::lexicon();
        let (mut names, mut stems): (Vec<SmolStr>, Stems) = (Vec::new(), Stems::new());
        // Where the last name ends.
        let mut name_end = 0;
        for word in normal_words(text, Span::from(0..text.len())).into_iter().take(MOST_WORDS) {
            let form: SmolStr = word.form.strip_suffix("'s").map_or(word.form.clone(), SmolStr::from);
            let date = lexicon.classes(lexicon.find(&form)).intersects(Class::MONTH | Class::WEEKDAY);
            if date || form.len() < SHORTEST || form.starts_with(|c: char| c.is_ascii_digit()) {
                continue;
            }
            let (stem, rarity) = words.stem(&form);
            // Any word has a capital at the head of a sentence.
            let may_be_name = word.span.of(text).starts_with(char::is_uppercase)
                && (rarity >= RARE || text[..word.span.start as usize].contains(char::is_alphanumeric));
            if may_be_name {
                if name_end + 1 == word.span.start && text[..word.span.start as usize].ends_with(' ') {
                    names.pop();
                }
                names.push(form);
                name_end = word.span.end;
            }
            if rarity >= RARE {
                stems.push((stem, rarity));
            }
        }
        names.sort_unstable();
        names.dedup();
        Sentence { names, stems: distinct(stems) }
    }

    /// How many stems it has that are not among the commonest.
    pub fn size(&self) -> usize {
        self.stems.len()
    }

    pub fn shared(&self, other: &Sentence) -> Shared {
        let names = self.names.iter().filter(|n| other.names.contains(n)).count() as u32;
        let (stems, rarity) = common(&self.stems, &other.stems).fold((0, 0.0), |(n, sum), (_, r)| (n + 1, sum + r));
        Shared { names, stems, rarity }
    }
}

/// Whom and what a claim names, in normal form.
struct Names {
    /// Surnames.
    people: Vec<SmolStr>,
    /// The last word of each place.
    places: Vec<SmolStr>,
    /// Both, sorted.
    all: Vec<SmolStr>,
}

impl Names {
    fn of(claim: &StoredClaim) -> Names {
        let last = |names: &[SmolStr]| names.iter().filter_map(|n| Name::surname_of(n)).collect::<Vec<_>>();
        let (people, places) = (last(&claim.people), last(&claim.places));
        let mut all = [people.as_slice(), &places].concat();
        all.sort_unstable();
        all.dedup();
        Names { people, places, all }
    }
}

/// Whether two claims name one person or place.
pub fn share_a_name(one: &StoredClaim, other: &StoredClaim) -> bool {
    let theirs = Names::of(other);
    Names::of(one).all.iter().any(|n| theirs.all.contains(n))
}

/// The places of a vote, where the sentence has any, by their last words: each state has its own primary. That of "the Vermont
/// senator" is not the vote's.
fn contest_places(claim: &StoredClaim) -> Vec<SmolStr> {
    let lexicon = crate::lexicon::lexicon();
    let is =
        |word: Option<&SmolStr>, class: Class| word.is_some_and(|w| lexicon.classes(lexicon.find(w)).contains(class));
    let of_vote = claim.event.iter().any(|e| e == "vote");
    let words = if of_vote { claim.words.as_slice() } else { &[] };
    let beside = |i: usize| i.checked_sub(1).and_then(|b| words.get(b));
    let named = |&(i, w): &(usize, &SmolStr)| {
        is(Some(w), Class::PLACE) && !is(beside(i), Class::TITLE) && !is(words.get(i + 1), Class::TITLE)
    };
    words.iter().enumerate().filter(named).map(|(_, w)| w.clone()).collect()
}

/// Both name some, and none in common.
fn disjoint(a: &[SmolStr], b: &[SmolStr]) -> bool {
    !a.is_empty() && !b.is_empty() && !a.iter().any(|x| b.contains(x))
}

/// Whether two spans of days have a day in common.
pub fn overlap(a: (Date, Date), b: (Date, Date)) -> bool {
    a.0 <= b.1 && b.0 <= a.1
}

/// Two spans of days with the one's year given to the other where that does not know its own.
pub fn in_one_year(a: (Date, Date), b: (Date, Date)) -> ((Date, Date), (Date, Date)) {
    let moved = |d: Date, year: i16| d.with().year(year).build().unwrap_or(d);
    let given = |d: (Date, Date), year: i16| {
        (moved(d.0, year), if d.0 == d.1 { moved(d.0, year) } else { moved(d.0, year).last_of_month() })
    };
    match (a.0.year(), b.0.year()) {
        (UNKNOWN_YEAR, year) if year != UNKNOWN_YEAR => (given(a, year), b),
        (year, UNKNOWN_YEAR) if year != UNKNOWN_YEAR => (a, given(b, year)),
        _ => (a, b),
    }
}

/// Days between two spans that do not overlap.
pub fn days_apart(a: (Date, Date), b: (Date, Date)) -> i32 {
    let gap = |x: Date, y: Date| x.until(y).map_or(i32::MAX, |s| s.get_days());
    if a.1 < b.0 { gap(a.1, b.0) } else { gap(b.1, a.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sister_events_are_told_apart_by_a_word_of_each() {
        let words = |text: &str| text.split(' ').map(SmolStr::from).collect::<Vec<_>>();
        for (a, b, sisters) in [
            ("republican caucus nevada", "democratic caucus nevada", true),
            ("republican caucus nevada", "democratic republican caucus", false),
            ("republican caucus nevada", "caucus nevada", false),
            ("women's final wimbledon", "mens final wimbledon", true),
            ("second debate", "first debate", true),
            ("gop caucus", "republicans caucus", false),
        ] {
            let (one, two) = (Sisters::of(&words(a)), Sisters::of(&words(b)));
            assert_eq!(one.are_others_than(two), sisters, "{a} / {b}");
            assert_eq!(two.are_others_than(one), sisters);
        }
    }
}
