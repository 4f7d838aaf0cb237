//! The seam between the look-ups and what keeps the record: the index on disk, or a search server.
//!
//! An engine finds candidates by their words; whether a candidate is the draft's quote or event is for the look-ups
//! to say, in the same way whichever engine found it.

use super::article::Article;
use super::{PeopleQuestion, Stats};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Of a quote that are looked for.
pub(super) const QUOTE_TERMS: usize = 14;
/// Of these so many however long their lists are; see [`worth_reading`].
const SURE_TERMS: usize = 10;
/// One document in so many.
const RARE: u64 = 100;
/// Of a claim that are looked for.
pub(super) const CLAIM_TERMS: usize = 20;
/// How many times rarer than a single word a pair of words has to be to be looked for before it: one changed word
/// makes two pairs that the record's passage does not have, and they are rare.
const PAIRS_DOUBT: u64 = 8;

/// Candidates alike are told apart by terms that so many documents have at most: what copies differ in are names, and the
/// longest lists cost most.
const TELLING: u64 = 50_000;

/// A term to look for and what it says, in 64ths of a nat of information.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub text: String,
    pub weight: u32,
    /// Documents that have it.
    pub found: u64,
}

/// The terms to look for, rarest first, each with its weight: of those that are on record the [`QUOTE_TERMS`] or
/// [`CLAIM_TERMS`] rarest, single words before pairs, and pairs that share no word before those that do. `all` is the
/// number of documents.
pub(super) fn wanted(kind: Kind, terms: Vec<String>, all: u64, frequency: impl Fn(&str) -> u64) -> Vec<Wanted> {
    wanted_and_more(kind, terms, all, frequency, 0).0
}

/// [`wanted`], and up to `more` of a quote's terms that come after those.
pub(super) fn wanted_and_more(
    kind: Kind,
    terms: Vec<String>,
    all: u64,
    frequency: impl Fn(&str) -> u64,
    more: usize,
) -> (Vec<Wanted>, Vec<Wanted>) {
    let most = match kind {
        Kind::Passage => QUOTE_TERMS,
        Kind::Claim => CLAIM_TERMS,
    };
    let counted = terms.into_iter().map(|text| Wanted { found: frequency(&text), text, weight: 0 });
    let mut known: Vec<Wanted> = counted.filter(|w| w.found > 0).collect();
    let rarest_first = |a: &Wanted, b: &Wanted| (a.found, &a.text).cmp(&(b.found, &b.text));
    known.sort_by(rarest_first);
    for w in &mut known {
        w.weight = weight_of(all as f64, w.found);
    }
    let mut rest = Vec::new();
    if known.len() > most && kind == Kind::Passage {
        known = surest(known);
        rest = known.split_off(most);
        rest.retain(|w| w.found <= TELLING);
        rest.truncate(more);
        known.sort_by(rarest_first);
    }
    known.truncate(most);
    (known, rest)
}

/// Of a quote's terms, rarest first, those whose lists are worth reading among `all` documents: after [`SURE_TERMS`] only
/// what one document in [`RARE`] has at most, or [`TELLING`] have. Long lists cost most and say least.
pub(super) fn worth_reading(wanted: &[Wanted], all: u64) -> &[Wanted] {
    let rare = wanted.partition_point(|w| w.found <= TELLING.max(all / RARE));
    &wanted[..rare.max(SURE_TERMS).min(wanted.len())]
}

/// What all terms together weigh.
pub(super) fn weight(wanted: &[Wanted]) -> u32 {
    wanted.iter().map(|w| w.weight).sum()
}

/// What nearly all terms weigh, where all together weigh `total`.
pub(super) fn nearly_all(total: u32) -> u32 {
    total / 4 * 3
}

/// The weight of a term that `found` of `all` documents have.
pub(super) fn weight_of(all: f64, found: u64) -> u32 {
    (((all + 1.0) / (found as f64 + 0.5)).ln().max(0.1) * 64.0) as u32
}

/// The terms, those first that a changed word spoils least.
fn surest(mut terms: Vec<Wanted>) -> Vec<Wanted> {
    let cost = |w: &Wanted| w.found * if w.text.contains(' ') { PAIRS_DOUBT } else { 1 };
    terms.sort_by(|a, b| (cost(a), &a.text).cmp(&(cost(b), &b.text)));
    let mut paired: Vec<String> = Vec::new();
    let (mut chosen, mut put_back) = (Vec::with_capacity(terms.len()), Vec::new());
    for term in terms {
        let words = term.text.split_once(' ');
        if words.is_some_and(|(a, b)| paired.iter().any(|p| p == a || p == b)) {
            put_back.push(term);
        } else {
            paired.extend(words.into_iter().flat_map(|(a, b)| [a.to_owned(), b.to_owned()]));
            chosen.push(term);
        }
    }
    chosen.extend(put_back);
    chosen
}

/// An article's address in the engine that gave it.
pub(super) type Address = u64;

/// What terms stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Passage,
    Claim,
}

/// What an article is listed under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum List {
    /// The people whom it names.
    Name,
    /// Who holds which office there; see [`super::article::office_term`].
    Office,
}

/// What a look-up asks an engine for: the `k` passages or claims that have the most of some terms.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub kind: Kind,
    pub terms: Vec<String>,
    pub k: usize,
    /// Of claims only those of these days are wanted; an engine may give others too.
    pub between: Option<Between>,
}

/// Days between which a claim is wanted, both included, since 1970. A claim that begins up to a month before may still
/// reach into them, and one whose year nobody knows may be of any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Between {
    pub first: i32,
    pub last: i32,
}

impl Between {
    /// Days of a claim that is not too vague to say when.
    const LONGEST: i64 = 31;
    /// Before this day (of the year 1) only claims begin whose year is not known.
    pub const YEARLESS: i64 = -719_162;

    /// The first and the last day, both included, on which a claim begins that is of these days; or its year is not known.
    pub fn beginnings(self) -> (i64, i64) {
        (i64::from(self.first) - Self::LONGEST, i64::from(self.last))
    }

    /// Whether a claim that begins on a day may be of these days.
    pub fn may_hold(self, day: i64) -> bool {
        let (first, last) = self.beginnings();
        day < Self::YEARLESS || (first..=last).contains(&day)
    }
}

/// A passage or a claim that has many of the terms looked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub article: Address,
    pub place: Place,
    /// The sum of its terms' weights.
    pub weight: u32,
}

/// Where in its article a candidate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Of a passage its first byte, of a claim its number.
    pub start: u32,
    /// Of a passage how many bytes it has, of a claim how many terms.
    pub length: u32,
}

/// What the look-ups ask of whatever keeps the record. An engine that cannot answer gives nothing.
pub(super) trait Engine: Send + Sync {
    /// Articles, passages and claims, counted together.
    fn documents(&self) -> u64;
    /// Passages or claims that have a term.
    fn frequency(&self, kind: Kind, term: &str) -> u64;
    /// About as many passages or claims as have a term, where to count them all would cost more; exactly as many of a
    /// small record.
    fn about(&self, kind: Kind, term: &str) -> u64 {
        self.frequency(kind, term)
    }
    /// Whether each question costs a journey, so that several had better be asked at once.
    fn is_remote(&self) -> bool {
        false
    }
    /// Told of what will be asked soon.
    fn ahead(&self, _questions: Vec<Question>, _people: &[PeopleQuestion]) {}
    /// The passages or claims that have the most, by weight, of the rarest [`QUOTE_TERMS`] or [`CLAIM_TERMS`];
    /// heaviest first. `None` where the engine cannot tell now, which says nothing of what is on record.
    fn best(&self, question: Question) -> Option<Vec<Candidate>>;
    /// The article at an address, decoded once for several look-ups.
    fn article(&self, at: Address) -> Option<Arc<Article>>;
    /// The article of a key.
    fn of_key(&self, key: u64) -> Option<Arc<Article>>;
    /// What a list has that begins with `prefix`, each with the number of its articles.
    fn listed(&self, list: List, prefix: &str) -> BTreeMap<String, u64>;
    /// As [`Engine::listed`], of articles published between two days only; nothing where the engine cannot tell.
    fn listed_between(&self, list: List, prefix: &str, first: Date, last: Date) -> BTreeMap<String, u64>;
    /// The names that differ from one by so many letters at most, each with the number of its articles; nothing where
    /// the engine cannot tell.
    fn names_like(&self, name: &str, letters: u8) -> BTreeMap<String, u64>;
    /// In how many articles each of `others` is named beside `name`; nothing where the engine cannot tell.
    fn named_beside(&self, name: &str, others: &[&str]) -> Vec<u64>;
    /// Articles that are listed under a term: some `limit` of them.
    fn articles_of(&self, list: List, term: &str, limit: usize) -> Vec<Arc<Article>>;
    /// Counts what is on record.
    fn stats(&self) -> Stats;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_the_surest_only_rare_terms_are_worth_reading() {
        let terms = (1..=QUOTE_TERMS).map(|n| format!("w{n}")).collect();
        let found = |term: &str| TELLING * term[1..].parse::<u64>().unwrap();
        let wanted = wanted(Kind::Passage, terms, u64::MAX, found);
        assert_eq!(worth_reading(&wanted, 0).len(), SURE_TERMS);
        assert_eq!(worth_reading(&wanted, 12 * TELLING * RARE).len(), 12);
        assert_eq!(worth_reading(&wanted[..3], 0).len(), 3);
    }

    #[test]
    fn candidates_alike_are_told_apart_by_rare_terms_only() {
        let terms: Vec<String> = (0..20).map(|n| format!("w{n}")).collect();
        let found = |term: &str| match term[1..].parse::<u64>().unwrap() {
            n @ 0..=16 => 10 + n,
            n => TELLING + n,
        };
        let (wanted, more) = wanted_and_more(Kind::Passage, terms, 10_000_000, found, 8);
        assert_eq!(wanted.len(), QUOTE_TERMS);
        let more: Vec<&str> = more.iter().map(|w| w.text.as_str()).collect();
        assert_eq!(more, ["w14", "w15", "w16"]);
    }
}
