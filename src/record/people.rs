//! Who is on record, and what the record has of a document whose file is out of reach.

use super::article::Article;
use super::engine::List;
use super::{Record, Source};
use crate::text::{OffsetMap, Span};
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
}

impl Record {
    /// The names of all who speak or act on record, each with the number of documents that have it; the
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

    /// The text of a document as the index keeps it; for one whose file cannot be opened.
    pub fn kept(&self, key: u64) -> Option<(Arc<Source>, Kept)> {
        let article = self.engines().find_map(|e| e.of_key(key))?;
        let kept = Kept { text: article.text.clone(), map: article.head.map.clone() };
        Some((article.head.source.clone(), kept))
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

fn appearance(article: &Article, name: &str) -> Option<Appearance> {
    let head = &article.head;
    let theirs = |speaker: u32| head.speakers.get(speaker as usize).is_some_and(|s| s.name.as_deref() == Some(name));
    let mut quotes = head.quotes.iter().filter(|q| q.speaker.is_some_and(theirs)).peekable();
    let said = quotes.peek().map(|q| q.content);
    let mut titles: Vec<String> = Vec::new();
    for title in head.speakers.iter().filter(|s| s.name.as_deref() == Some(name)).flat_map(|s| &s.titles) {
        if !titles.contains(title) {
            titles.push(title.clone());
        }
    }
    // A name that is parted by a line's end is found by what they say.
    let place = article.text.find(name).map(|at| Span::from(at..at + name.len())).or(said)?;
    Some(Appearance {
        source: head.source.clone(),
        file_span: article.to_file(place),
        titles,
        quotes: quotes.count() as u32,
    })
}
