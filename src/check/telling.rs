//! How findings put things into words: sources, dates, counts.

use super::Evidence;
use crate::read::claims::UNKNOWN_YEAR;
use crate::record::{QuoteMatch, Source};
use jiff::civil::Date;
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// What a source is called in a message: its outlet, else its title, else its file.
pub fn source_name(source: &Source) -> &str {
    let file = || source.path.rsplit(['/', '\\']).next().unwrap_or(&source.path);
    source.outlet.as_deref().or(source.title.as_deref()).or(source.id.as_deref()).unwrap_or_else(file)
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

/// The matches without copies: one for each outlet, and one for each wire story. A story is copied where the words
/// around the quote are the same too.
pub fn independent<'a>(all: &[&'a QuoteMatch]) -> Vec<&'a QuoteMatch> {
    /// Letters around a quote that are no coincidence: "said on Tuesday in a statement" is one.
    const OWN_WORDS: usize = 40;
    let around = |m: &QuoteMatch| -> String {
        let passage = m.passage.replacen(&m.text, "", 1);
        passage.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let mut kept: Vec<(&QuoteMatch, OnceCell<String>)> = Vec::new();
    for &m in all {
        if kept.iter().any(|(k, _)| source_name(&k.source) == source_name(&m.source)) {
            continue;
        }
        let own = OnceCell::new();
        let copied = |(k, theirs): &(&QuoteMatch, OnceCell<String>)| {
            let (own, theirs) = (own.get_or_init(|| around(m)), theirs.get_or_init(|| around(k)));
            own.len().min(theirs.len()) >= OWN_WORDS && (own.contains(theirs) || theirs.contains(own))
        };
        if !kept.iter().any(copied) {
            kept.push((m, own));
        }
    }
    kept.into_iter().map(|(m, _)| m).collect()
}

/// Words that say that somebody uses another's words.
const REQUOTES: &[&str] = &[
    "quoting",
    "quoted",
    "citing",
    "cited",
    "echoing",
    "echoed",
    "repeating",
    "repeated",
    "reciting",
    "recited",
    "paraphrasing",
    "paraphrased",
    "invoking",
    "invoked",
    "recalling",
    "recalled",
    "retweeted",
    "reading",
    "borrowing",
    "mocking",
    "mimicking",
    "joint",
    "jointly",
    "co-wrote",
    "co-author",
    "co-authored",
];

/// Whether a text says that somebody uses another's words, or that two speak as one.
pub fn tells_of_another(text: &str) -> bool {
    let apart = |c: char| !c.is_alphanumeric() && c != '-';
    text.split(apart).any(|w| REQUOTES.contains(&w.to_lowercase().as_str()))
}

/// Whether a text lets both people speak together: "Keller and Brandt said".
pub fn named_together(text: &str, one: &str, other: &str) -> bool {
    /// Bytes between the "and" and a name: "Mayor Ines Keller and the councillor Paul Brandt".
    const APART: usize = 24;
    const TOGETHER: &[&str] = &["said", "say", "wrote", "write", "told", "statement", "added"];
    let floor = |at: usize| text.floor_char_boundary(at);
    text.match_indices(" and ").any(|(at, and)| {
        let end = at + and.len();
        let before = &text[floor(at.saturating_sub(APART))..at];
        let after = &text[end..floor(end + APART)];
        let said = &text[end..floor(end + 3 * APART)];
        (before.contains(one) && after.contains(other) || before.contains(other) && after.contains(one))
            && TOGETHER.iter().any(|t| said.contains(t))
    })
}

/// What stands on record before and after the words, in the paragraph.
fn around(m: &QuoteMatch) -> (&str, &str) {
    m.passage.split_once(m.text.as_str()).unwrap_or_default()
}

/// What stands on record right before and after the words, within the paragraph.
pub fn beside(m: &QuoteMatch) -> (&str, &str) {
    /// Bytes on either side: a clause or two.
    const REACH: usize = 120;
    let (before, after) = around(m);
    let from = before.floor_char_boundary(before.len().saturating_sub(REACH));
    (&before[from..], &after[..after.floor_char_boundary(REACH)])
}

/// Whether the words are asked of somebody on record: their sentence there goes on to a question mark, and "asked" stands
/// beside it. A question without may be a speaker's own.
pub fn is_asked(m: &QuoteMatch) -> bool {
    let stop = |c: &char| ".?!".contains(*c);
    let own = m.text.chars().rev().find(|c| stop(c) || c.is_alphanumeric()).filter(stop);
    let end = own.or_else(|| around(m).1.chars().find(stop));
    end == Some('?') && ["asked", "asks"].iter().any(|cue| m.passage.contains(cue))
}

/// Where somebody on record may be reading another's words aloud: the words before say so ("you said, quote").
pub fn is_read_aloud(m: &QuoteMatch) -> bool {
    const OPENERS: &[&str] = &[
        "you said",
        "he said",
        "she said",
        "they said",
        "it said",
        "it says",
        "that says",
        "who said",
        "who says",
        "he says",
        "she says",
        "they say",
        "you wrote",
        "quote",
        "your words",
        "his words",
        "her words",
        "you tweeted",
        "he tweeted",
    ];
    let before = beside(m).0.trim_end().to_lowercase();
    // "INES KELLER: He says, "You are a liar."": what stands in marks in a turn is another's.
    let label = m.passage.split(':').next().unwrap_or("");
    let in_turn = label.len() < 40
        && label.chars().filter(|c| c.is_alphabetic()).count() > 1
        && !label.chars().any(char::is_lowercase);
    if in_turn && before.ends_with(['"', '\u{201C}']) {
        return true;
    }
    // Marks say whose words they are: what stands before the last one opens nothing.
    let unmarked = before.rsplit(['"', '\u{201C}', '\u{201D}']).next().unwrap_or("");
    !before.ends_with(['\u{2018}', '\'']) && OPENERS.iter().any(|o| unmarked.contains(o))
}

/// "1 source", "5 sources".
pub fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

/// Words as a message can hold them: from the first to the last few, dots between where they are many.
pub fn shortened(words: &str) -> String {
    const MOST: usize = 12;
    let all: Vec<&str> = words.split_whitespace().collect();
    if all.len() <= MOST {
        return all.join(" ");
    }
    format!("{} … {}", all[..MOST / 2].join(" "), all[all.len() - MOST / 2..].join(" "))
}

/// Matches as evidence: those first whose speaker is sure and which have the words in one piece, as people look for them.
pub fn evidences(all: &[&QuoteMatch]) -> Vec<Evidence> {
    const SURE: f32 = 0.9;
    let mut all = all.to_vec();
    all.sort_by_key(|m| (m.speaker.as_ref().is_none_or(|s| s.confidence < SURE), !m.between.is_empty()));
    all.into_iter().map(evidence).collect()
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
