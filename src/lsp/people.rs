//! People as the record knows them: under which names, with which titles, where.

use super::newsroom::{Archive, Newsroom};
use crate::check::names::{Name, Sameness, compare};
use crate::record::Appearance;
use std::collections::BTreeMap;

/// Other forms of a name that are looked at.
const FORMS: usize = 6;
/// Documents looked at for one name: enough for the titles of a career, and no more than a moment's work.
const DOCUMENTS: usize = 48;

/// What the record has under one name.
pub(super) struct OnRecord<'a> {
    pub(super) name: &'a str,
    /// Documents in which they speak or act.
    pub(super) documents: u64,
    pub(super) appearances: Vec<Appearance>,
}

/// The people on record who may be meant by a name of the draft, the commonest first; a bare surname may be
/// several people's.
pub(super) fn of<'a>(room: &Newsroom, archive: &'a Archive, name: &str) -> Vec<OnRecord<'a>> {
    let Some(wanted) = Name::of(name) else { return Vec::new() };
    let surname = wanted.surname.as_str();
    let known = archive.names().iter().filter(|(n, _)| {
        // The folded comparison is dear; most names differ in plain letters already.
        (!surname.is_ascii() || contains(n, surname)) && compare(name, n, &room.config) == Sameness::Same
    });
    known
        .take(FORMS)
        .map(|(n, documents)| OnRecord {
            name: n,
            documents: *documents,
            appearances: archive.record.appearances(n, DOCUMENTS),
        })
        .collect()
}

/// Names on record of which some part begins with `word`, the commonest first.
pub(super) fn beginning_with<'a>(archive: &'a Archive, word: &'a str) -> impl Iterator<Item = &'a (String, u64)> {
    archive.names().iter().filter(move |(n, _)| n.split_whitespace().any(|part| part.starts_with(word)))
}

/// Names on record that have all of the query's words, the commonest first.
pub(super) fn matching<'a>(archive: &'a Archive, query: &str) -> impl Iterator<Item = &'a (String, u64)> {
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    archive.names().iter().filter(move |(n, _)| {
        let name = n.to_lowercase();
        !words.is_empty() && words.iter().all(|w| name.contains(w.as_str()))
    })
}

/// The titles that documents give a person, each with its first and last day and how many give it; the latest first.
pub(super) fn titles(appearances: &[Appearance]) -> Vec<(String, String, usize)> {
    let mut by_title: BTreeMap<&str, Vec<&Appearance>> = BTreeMap::new();
    for a in appearances {
        for title in &a.titles {
            by_title.entry(title).or_default().push(a);
        }
    }
    let mut out: Vec<_> = by_title
        .into_iter()
        .map(|(title, of)| {
            let days: Vec<_> = of.iter().filter_map(|a| a.source.date).collect();
            let (first, last) = (days.iter().min(), days.iter().max());
            let when = match (first, last) {
                (Some(a), Some(b)) if a == b => a.to_string(),
                (Some(a), Some(b)) => format!("{a} to {b}"),
                _ => String::new(),
            };
            (last.copied(), title.to_owned(), when, of.len())
        })
        .collect();
    out.sort_by(|a, b| b.0.cmp(&a.0).then(b.3.cmp(&a.3)).then_with(|| a.1.cmp(&b.1)));
    out.into_iter().map(|(_, title, when, n)| (title, when, n)).collect()
}

/// Whether `name` has these small letters in a row, in whatever case.
fn contains(name: &str, letters: &str) -> bool {
    let (name, letters) = (name.as_bytes(), letters.as_bytes());
    name.windows(letters.len().max(1)).any(|w| w.eq_ignore_ascii_case(letters)) || !name.is_ascii()
}
