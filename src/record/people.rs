//! Who is on record, and what the record has of a document whose file is out of reach.

use super::article::{Article, office_term};
use super::engine::{Engine, Kind, List};
use super::{Holder, Record, Source, canon};
use crate::text::{OffsetMap, Span};
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A person (or an organisation that speaks) in one document of the record.
#[derive(Clone, Debug)]
pub struct Appearance {
    pub source: Arc<Source>,
    /// Where the name stands first, in the file's bytes (JSONL: in the document's `text`).
    pub file_span: Span,
    /// Offices and titles that the document gives them.
    pub titles: Vec<String>,
    /// How often they are quoted there.
    pub quotes: u32,
    /// The article's words up to the name and from it on, where it stands first: who they are.
    pub around: String,
}

/// A count of the record's people that will be asked for soon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeopleQuestion {
    /// For [`Record::named_beside`].
    Beside { name: String, others: Vec<String> },
    /// For [`Record::holders_between`].
    Holders { key: String, first: Date, last: Date },
}

/// A document's text as it was read into the index.
#[derive(Clone, Debug)]
pub struct Kept {
    pub text: String,
    map: OffsetMap,
}

impl Kept {
    /// A span of the file's bytes (JSONL: of the document's `text`) in the text.
    pub fn to_text(&self, file: Span) -> Span {
        let len = self.text.len() as u32;
        let (start, end) = (self.map.to_text(file.start).min(len), self.map.to_text(file.end).min(len));
        Span::new(start, end.max(start))
    }

    /// The text around a stretch of it, with so many bytes before and behind it, or a few fewer.
    pub fn around(&self, words: Span, before: u32, behind: u32) -> &str {
        let from = self.text.ceil_char_boundary(words.start.saturating_sub(before) as usize);
        let to = self.text.floor_char_boundary(words.end.saturating_add(behind) as usize);
        self.text.get(from..to).unwrap_or("")
    }
}

impl Record {
    /// The names of all whom the record names, each with the number of documents that have it; the
    /// commonest first. Goes through all of them.
    pub fn names(&self) -> Vec<(String, u64)> {
        let mut all: Vec<_> = self.listed(List::Name, "").into_iter().collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        all
    }

    /// The documents that have a person of this very name, those that quote them most first, then the latest;
    /// of a name that many have, some `limit` documents.
    pub fn appearances(&self, name: &str, limit: usize) -> Vec<Appearance> {
        let articles = self.engines().flat_map(|e| e.articles_of(List::Name, name, limit));
        let mut out: Vec<Appearance> = articles.filter_map(|article| appearance(&article, name)).collect();
        out.sort_by_cached_key(|a| {
            (Reverse(a.quotes), Reverse(a.source.date), a.source.path.clone(), a.source.id.clone())
        });
        out
    }

    /// The names on record that differ from `name` by at most `letters` letters (two neighbours that changed places
    /// count as one), each with the number of its documents; the commonest first.
    pub fn like_names(&self, name: &str, letters: u8) -> Vec<(String, u64)> {
        commonest(self.engines().map(|e| e.names_like(name, letters)))
    }

    /// In how many passages of the record a word stands, whatever its case; of a word so common that it is kept in
    /// pairs only, more than anybody would count.
    pub fn passages_with(&self, word: &str) -> u64 {
        let mut least = u64::MAX;
        canon::atoms(word, |form| {
            if super::terms::stands_alone(form.text) {
                least = least.min(self.engines().map(|e| e.frequency(Kind::Passage, form.text)).sum());
            }
        });
        least
    }

    /// The documents that have a person of this very name, some `limit` of them: what `scan` makes of each from its source,
    /// its text and what leads from a span of that to the file's bytes.
    pub fn of_those_naming<T>(
        &self,
        name: &str,
        limit: usize,
        mut scan: impl FnMut(&Arc<Source>, &str, &dyn Fn(Span) -> Span) -> T,
    ) -> Vec<T> {
        let articles = self.engines().flat_map(|e| e.articles_of(List::Name, name, limit));
        articles.map(|article| scan(&article.source, &article.text, &|span| article.to_file(span))).collect()
    }

    /// In how many documents each of `others` is named beside `name`.
    pub fn named_beside(&self, name: &str, others: &[&str]) -> Vec<u64> {
        let mut all = vec![0; others.len()];
        for engine in self.engines() {
            for (sum, n) in all.iter_mut().zip(engine.named_beside(name, others)) {
                *sum += n;
            }
        }
        all
    }

    /// How many articles are on record.
    pub fn articles(&self) -> u64 {
        let server = self.snapshot.server.as_ref().map_or(0, |s| s.stats().documents);
        self.local().map_or(0, |l| l.state.documents()) + server
    }

    /// How many documents name somebody so.
    pub fn documents_naming(&self, name: &str) -> u64 {
        self.listed(List::Name, name).get(name).copied().unwrap_or(0)
    }

    /// Who holds an office in documents published between two days, both included, most often named so first; `key`
    /// is a [`crate::read::titles::title_key`].
    pub fn holders_between(&self, key: &str, first: Date, last: Date) -> Vec<Holder> {
        let prefix = office_term(key, "");
        let found = commonest(self.engines().map(|e| e.listed_between(List::Office, &prefix, first, last)));
        let holder =
            |(term, documents): (String, u64)| Some(Holder { name: term.get(prefix.len()..)?.to_owned(), documents });
        found.into_iter().filter_map(holder).collect()
    }

    /// The documents that give somebody of this very name an office, those nearest to `near` first: where each names
    /// them, and the line that does.
    pub fn in_office(&self, key: &str, name: &str, near: Date, limit: usize) -> Vec<(Arc<Source>, Span, String)> {
        /// Documents looked at: of more, these are as good.
        const MOST: usize = 200;
        let term = office_term(key, name);
        let articles = self.engines().flat_map(|e| e.articles_of(List::Office, &term, MOST));
        let mut out: Vec<_> = articles
            .filter_map(|article| {
                let at = article.text.find(name)?;
                let line = line_around(&article.text, Span::from(at..at + name.len()));
                Some((article.source.clone(), article.to_file(line), line.of(&article.text).to_owned()))
            })
            .collect();
        let days = |s: &Source| s.date.map_or(i32::MAX, |d| (d - near).get_days().abs());
        out.sort_by_cached_key(|(s, span, _)| (days(s), s.path.clone(), s.id.clone(), *span));
        out.truncate(limit);
        out
    }

    /// The text of a document as the index keeps it; for one whose file cannot be opened.
    pub fn kept(&self, key: u64) -> Option<(Arc<Source>, Kept)> {
        let article = self.engines().find_map(|e| e.of_key(key))?;
        let kept = Kept { text: article.text.clone(), map: article.map.clone() };
        Some((article.source.clone(), kept))
    }

    /// What a list has that begins with `prefix`, each with the number of its documents.
    pub(super) fn listed(&self, list: List, prefix: &str) -> BTreeMap<String, u64> {
        let mut all = BTreeMap::new();
        for (term, documents) in self.engines().flat_map(|e| e.listed(list, prefix)) {
            *all.entry(term).or_default() += documents;
        }
        all
    }
}

/// What several engines have, as one, the commonest first.
fn commonest(all: impl Iterator<Item = BTreeMap<String, u64>>) -> Vec<(String, u64)> {
    let mut sum: BTreeMap<String, u64> = BTreeMap::new();
    for (term, documents) in all.flatten() {
        *sum.entry(term).or_default() += documents;
    }
    let mut out: Vec<(String, u64)> = sum.into_iter().collect();
    out.sort_by_key(|(_, documents)| Reverse(*documents));
    out
}

/// The sentence or line around a stretch of a text, as far as its marks tell.
fn line_around(text: &str, words: Span) -> Span {
    let (before, after) = (&text[..words.start as usize], &text[words.end as usize..]);
    let start = before.rfind('\n').map_or(0, |i| i + 1).max(before.rfind(". ").map_or(0, |i| i + 2));
    let end = after.find('\n').unwrap_or(after.len()).min(after.find(". ").map_or(after.len(), |i| i + 1));
    Span::from(start..words.end as usize + end)
}

fn appearance(article: &Article, name: &str) -> Option<Appearance> {
    let said = article.said();
    let theirs = |speaker: u32| said.speakers.get(speaker as usize).is_some_and(|s| s.name.as_deref() == Some(name));
    let mut quotes = said.quotes.iter().filter(|q| q.speaker.is_some_and(theirs)).peekable();
    let first = quotes.peek().map(|q| q.content);
    let mut titles: Vec<String> = Vec::new();
    for title in said.speakers.iter().filter(|s| s.name.as_deref() == Some(name)).flat_map(|s| &s.titles) {
        if !titles.contains(title) {
            titles.push(title.clone());
        }
    }
    // A name that is parted by a line's end is found by what they say.
    let place = article.text.find(name).map(|at| Span::from(at..at + name.len())).or(first)?;
    Some(Appearance {
        source: article.source.clone(),
        file_span: article.to_file(place),
        titles,
        quotes: quotes.count() as u32,
        around: {
            /// Bytes on either side: a sentence or two.
            const AROUND: usize = 300;
            let from = article.text.ceil_char_boundary((place.start as usize).saturating_sub(AROUND));
            let to = article.text.floor_char_boundary((place.end as usize).saturating_add(AROUND));
            article.text.get(from..to).unwrap_or("").to_owned()
        },
    })
}
