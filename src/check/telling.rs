//! How findings put things into words: sources, dates, counts.

use super::Evidence;
use crate::read::claims::UNKNOWN_YEAR;
use crate::record::{QuoteMatch, Source};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What a source is called in a message: its outlet, else its title, else its file.
pub fn source_name(source: &Source) -> &str {
    let file = source.path.rsplit(['/', '\\']).next().unwrap_or(&source.path);
    source.outlet.as_deref().or(source.title.as_deref()).unwrap_or(source.id.as_deref().unwrap_or(file))
}

/// "June 16" in the year of `near`, "June 16, 2021" otherwise.
pub fn day(date: Date, near: Option<Date>) -> String {
    let style = if near.is_some_and(|n| n.year() == date.year()) { "%B %-d" } else { "%B %-d, %Y" };
    date.strftime(style).to_string()
}

/// "June 16", "February 2026", "June 14 to June 16".
pub fn days(span: (Date, Date), near: Option<Date>) -> String {
    let (first, last) = span;
    if first == last {
        return day(first, near);
    }
    if first.first_of_month() == first && first.last_of_month() == last {
        let style = if first.year() == UNKNOWN_YEAR { "%B" } else { "%B %Y" };
        return first.strftime(style).to_string();
    }
    format!("{} to {}", day(first, near), day(last, near))
}

/// "AP", "AP and Reuters", "AP, Reuters and 3 more".
pub fn sources<'a>(all: impl IntoIterator<Item = &'a Source>) -> String {
    let mut seen = BTreeSet::new();
    let names: Vec<&str> = all.into_iter().map(source_name).filter(|n| seen.insert(*n)).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [one, two] => format!("{one} and {two}"),
        [one, two, rest @ ..] => format!("{one}, {two} and {} more", rest.len()),
    }
}

/// How many different outlets there are; a source without an outlet counts by its name.
pub fn outlets<'a>(all: impl IntoIterator<Item = &'a Source>) -> usize {
    all.into_iter().map(source_name).collect::<BTreeSet<_>>().len()
}

/// "1 source", "5 sources".
pub fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

/// A match as evidence: the record's words and who says them there.
pub fn evidence(m: &QuoteMatch) -> Evidence {
    Evidence {
        source: m.source.clone(),
        speaker: m.speaker.as_ref().and_then(|s| s.name.clone()),
        text: m.text.clone(),
        file_span: m.file_span,
    }
}
