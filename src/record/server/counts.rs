//! How many documents have a word, as the program that wrote them counted.
//!
//! To weigh words by asking the server for each would take hundreds of requests a draft. So whoever writes to the
//! index leaves its counts there, which are read once when the archive is opened. They may be too high (what was taken away
//! later, or counted by a run that was cut off before it wrote), which changes little in how rare a word is; never too low:
//! a word without a count is looked for no further.

use crate::record::engine::{Kind, List};
use crate::record::{Stats, pack};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

/// Entries kept of one table, at most: the commonest. About 6 MB, and half that on the way.
const MAX_ENTRIES: usize = 400_000;
/// A table grows to this before what was met once is dropped.
const MAX_WORKING: usize = 3_000_000;
/// Of counts unpacked; four full tables have about 40 MB.
const MAX_BYTES: u64 = 256 << 20;
/// Outlets counted by name.
const MAX_OUTLETS: usize = 10_000;

/// How often each entry was met.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Table {
    counts: FxHashMap<String, u32>,
    /// What is missing was met at most this often.
    missing: u32,
}

impl Table {
    fn add(&mut self, entry: &str, n: u32) {
        match self.counts.get_mut(entry) {
            Some(count) => *count = count.saturating_add(n),
            None => {
                self.counts.insert(entry.to_owned(), n);
            }
        }
    }

    fn trim(&mut self, most: usize) {
        while self.counts.len() > most {
            self.missing += 1;
            let rare = self.missing;
            self.counts.retain(|_, n| *n > rare);
        }
    }

    fn take_in(&mut self, other: Table) {
        if self.counts.is_empty() {
            *self = other;
            return;
        }
        self.missing = self.missing.saturating_add(other.missing);
        for (entry, n) in other.counts {
            self.add(&entry, n);
        }
    }
}

/// The counts of all that one writer wrote, or of several added up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Counts {
    /// Articles, passages and claims.
    pub documents: u64,
    pub articles: u64,
    pub quotes: u64,
    pub claims: u64,
    /// Days since 1970.
    first: Option<i32>,
    last: Option<i32>,
    outlets: BTreeSet<String>,
    words: Table,
    claim_words: Table,
    names: Table,
    offices: Table,
}

impl Counts {
    fn table(&self, kind: Kind) -> &Table {
        match kind {
            Kind::Passage => &self.words,
            Kind::Claim => &self.claim_words,
        }
    }

    /// Documents that have a term.
    pub fn frequency(&self, kind: Kind, term: &str) -> u64 {
        let table = self.table(kind);
        u64::from(table.counts.get(term).copied().unwrap_or(table.missing))
    }

    /// The entries of a list that begin with `prefix`.
    pub fn listed(&self, list: List, prefix: &str) -> BTreeMap<String, u64> {
        let table = match list {
            List::Name => &self.names,
            List::Office => &self.offices,
        };
        let entries = table.counts.iter().filter(|(entry, _)| entry.starts_with(prefix));
        entries.map(|(entry, n)| (entry.clone(), u64::from(*n))).collect()
    }

    /// Whether an article may name somebody so: of who is missing in a full table, nobody knows.
    pub fn may_name(&self, name: &str) -> bool {
        self.names.missing > 0 || self.names.counts.contains_key(name)
    }

    /// The names that differ from one by so many letters at most, two that changed places counted as one.
    pub fn names_like(&self, name: &str, letters: u8) -> BTreeMap<String, u64> {
        let most = u32::from(letters);
        let own = letters_of(name);
        // A letter changed takes one out of the set and puts one in: most names are passed over by their sets alone.
        let near = |other: &str| {
            (letters_of(other) ^ own).count_ones() <= 2 * most && strsim::osa_distance(other, name) <= most as usize
        };
        let like = self.names.counts.iter().filter(|(other, _)| near(other));
        like.map(|(other, n)| (other.clone(), u64::from(*n))).collect()
    }

    /// Counts one article.
    pub fn add(&mut self, article: &Counted) {
        self.documents += article.documents;
        self.articles += 1;
        self.quotes += article.quotes;
        self.claims += article.claims.len() as u64;
        if let Some(day) = article.date {
            self.first = Some(self.first.map_or(day, |f| f.min(day)));
            self.last = Some(self.last.map_or(day, |l| l.max(day)));
        }
        if let Some(outlet) = &article.outlet
            && self.outlets.len() < MAX_OUTLETS
        {
            self.outlets.insert(outlet.clone());
        }
        for (table, lists) in [
            (&mut self.words, &article.passages),
            (&mut self.claim_words, &article.claims),
            (&mut self.names, &article.names),
            (&mut self.offices, &article.offices),
        ] {
            for entry in lists.iter().flatten() {
                table.add(entry, 1);
            }
            table.trim(MAX_WORKING);
        }
    }

    /// Adds what another writer counted.
    pub fn take_in(&mut self, other: Counts) {
        for (own, theirs) in [
            (&mut self.documents, other.documents),
            (&mut self.articles, other.articles),
            (&mut self.quotes, other.quotes),
            (&mut self.claims, other.claims),
        ] {
            *own = own.saturating_add(theirs);
        }
        self.first = self.first.into_iter().chain(other.first).min();
        self.last = self.last.max(other.last);
        self.outlets.extend(other.outlets);
        self.words.take_in(other.words);
        self.claim_words.take_in(other.claim_words);
        self.names.take_in(other.names);
        self.offices.take_in(other.offices);
    }

    pub fn stats(&self) -> Stats {
        Stats {
            documents: self.articles,
            quotes: self.quotes,
            people: self.names.counts.len() as u64,
            claims: self.claims,
            first: self.first.and_then(pack::day),
            last: self.last.and_then(pack::day),
            outlets: self.outlets.len() as u64,
            ..Stats::default()
        }
    }

    /// As the index keeps them.
    pub fn encode(&self) -> Option<Vec<u8>> {
        let mut kept = self.clone();
        for table in [&mut kept.words, &mut kept.claim_words, &mut kept.names, &mut kept.offices] {
            table.trim(MAX_ENTRIES);
        }
        zstd::encode_all(postcard::to_extend(&kept, Vec::new()).ok()?.as_slice(), 3).ok()
    }

    /// `None` where the bytes are none of ours.
    pub fn decode(bytes: &[u8]) -> Option<Counts> {
        let mut plain = Vec::new();
        zstd::Decoder::new(bytes).ok()?.take(MAX_BYTES).read_to_end(&mut plain).ok()?;
        postcard::from_bytes(&plain).ok()
    }
}

/// The set of a name's letters, several letters to a place.
fn letters_of(name: &str) -> u64 {
    name.chars().fold(0, |set, c| set | 1 << (u32::from(c) % 64))
}

/// What is counted of an article.
#[derive(Clone, Debug, Default)]
pub(super) struct Counted {
    pub documents: u64,
    pub quotes: u64,
    pub date: Option<i32>,
    pub outlet: Option<String>,
    /// The distinct terms of each passage.
    pub passages: Vec<Vec<String>>,
    pub claims: Vec<Vec<String>>,
    pub names: Vec<Vec<String>>,
    pub offices: Vec<Vec<String>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_add_up_and_come_back() {
        let strings = |w: &[&str]| w.iter().map(|&w| w.to_owned()).collect::<Vec<_>>();
        let article = Counted {
            documents: 3,
            passages: vec![strings(&["ferry", "harbour"]), strings(&["ferry"])],
            names: vec![strings(&["Ada Quint", "Tom Barrow"])],
            date: Some(18_000),
            ..Counted::default()
        };
        let (mut one, mut two) = (Counts::default(), Counts::default());
        one.add(&article);
        two.add(&article);
        one.take_in(Counts::decode(&two.encode().unwrap()).unwrap());
        assert_eq!((one.articles, one.documents), (2, 6));
        assert_eq!(one.frequency(Kind::Passage, "ferry"), 4);
        assert_eq!(one.frequency(Kind::Passage, "lighthouse"), 0);
        assert_eq!(one.listed(List::Name, "Ada").into_iter().collect::<Vec<_>>(), [("Ada Quint".to_owned(), 2)]);
        assert!(Counts::decode(b"another file").is_none());
    }

    #[test]
    fn names_are_alike_by_their_letters_whatever_their_script() {
        let mut counts = Counts::default();
        for name in ["Ada Quint", "Ada Quintt", "Ada Qiunt", "Adam Quints", "Eda Kwint", "Zoë Ek", "Zoe Ek"] {
            counts.names.add(name, 2);
        }
        let like = |name, letters| counts.names_like(name, letters).into_keys().collect::<Vec<_>>();
        assert_eq!(like("Ada Quint", 0), ["Ada Quint"]);
        assert_eq!(like("Ada Quint", 1), ["Ada Qiunt", "Ada Quint", "Ada Quintt"]);
        assert_eq!(like("Ada Quint", 2), ["Ada Qiunt", "Ada Quint", "Ada Quintt", "Adam Quints"]);
        assert_eq!(like("Zoé Ek", 1), ["Zoe Ek", "Zoë Ek"]);
        assert!(counts.may_name("Zoe Ek") && !counts.may_name("Tom Barrow"));
    }

    #[test]
    fn a_table_that_grows_too_large_forgets_the_rarest() {
        let mut table = Table::default();
        for i in 0..100 {
            table.add(&format!("w{i}"), 1 + i / 10);
        }
        table.trim(50);
        assert_eq!((table.counts.len(), table.missing), (50, 5));
    }
}
