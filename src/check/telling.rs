//! How findings put things into words: sources, dates, counts.

use super::Evidence;
use crate::read::claims::UNKNOWN_YEAR;
use crate::record::{ClaimMatch, QuoteMatch, Source};
use jiff::civil::Date;
use regex::{Regex, RegexSet};
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::sync::LazyLock;

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

/// Ways to say that words are another's without the name of anybody: who repeats, reads or hears them, or has them said.
static ANOTHERS: LazyLock<Option<RegexSet>> = LazyLock::new(|| {
    RegexSet::new([
        // "repeated her words", "retweeted the mayor's post"
        r"(?i)\b(?:repeat|quot|echo|cit|recit|mock|mimick|parrot|retweet|repost|shar)(?:e|es|s|ed|ing|ied)?\s+(?:his|her|their|the\s+\w+['\u{2019}]s?)\s",
        // "quoted the deputy as saying", "recalled the deputy telling him"
        r"(?i)\b(?:quot|cit|recall)(?:e|es|s|ed|ing)?\s+(?:[\w'\u{2019}-]+\s+){1,4}(?:as\s+(?:having\s+)?)?(?:say|tell)ing\b|\bas\s+having\s+said\b",
        // "said the deputy told him"
        r"(?i)\bsa(?:id|ys)\s+(?:that\s+)?(?:the|an?|his|her|their|my)\s+(?:\w+\s+){1,2}(?:had\s+)?(?:told|said|warned)\b",
        // "read aloud", "said, reading from the memo", "said, echoing the lawyer"
        r"(?i)\bread\s+(?:aloud|out|from|to)\b|\b(?:reading|quoting|citing|echoing|reciting)\b|\bquoted\s+from\b",
        // "walked past a banner that read:"
        r"(?i)\b(?:banner|sign|placard|poster|t-shirt|shirt|plaque|sticker|billboard|graffiti|badge)s?\b[^.;!?]{0,30}$",
        // "heard her say"
        r"(?i)\b(?:hear|heard|hearing)\s+(?:\w+\s+){1,3}(?:say|saying|tell|telling|shout|shouting)\b",
        // "said through his press secretary"
        r"(?i)\b(?:through|via)\s+(?:\w+\s+){0,3}(?:spokes\w+|press secretary|lawyers?|attorneys?|representatives?|aides?|agents?|interpreter|translator)\b",
    ])
    .ok()
});

/// Whether the sentence around a quote, given by what stands before and behind it, says that the words are another's.
pub fn are_anothers(before: &str, behind: &str) -> bool {
    ANOTHERS.as_ref().is_some_and(|ways| ways.is_match(before) || ways.is_match(behind))
}

/// Ways to say that something is not so, or was wrongly told.
static TAKEN_BACK: LazyLock<Option<RegexSet>> = LazyLock::new(|| {
    RegexSet::new([
        r"(?i)\b(?:den(?:y|ies|ied|ying)|disput(?:e|es|ed|ing))\s+(?:\w+\s+){0,2}(?:having\s+)?(?:said|saying|called|calling|told|telling)\b",
        r"(?i)\b(?:never|did not|didn['\u{2019}]t|had not|hadn['\u{2019}]t)\s+(?:said|say|used? the words?)[\s,:]*(?:that[\s,:]*)?['\x22\u{2018}\u{201C}]?$",
        // "Did I say, '…'? No", "nobody has heard me say '…'"
        r"(?i)\b(?:nobody|no one|did I|if I|would I|wants? me to|wanted me to)\b[^.;!?]{0,24}\bsay[\s,:]*(?:that[\s,:]*)?['\x22\u{2018}\u{201C}]?$",
        r"(?i)\bmis(?:quot|attribut|stat|report)\w*",
        r"(?i)\b(?:wrongly|incorrectly|falsely|mistakenly|erroneously)\s+(?:\w+\s+)?(?:quot|attribut|stat|report|said|gave|give)\w*",
        r"(?i)\b(?:earlier|previous)\s+version\b",
    ])
    .ok()
});

/// Whether a text says of something that it is not so or was wrongly told: a correction, a denial.
pub fn is_taken_back(text: &str) -> bool {
    TAKEN_BACK.as_ref().is_some_and(|ways| ways.is_match(text))
}

static FORMER_PLAN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let plan = "(?:planned|scheduled|due|supposed|set)";
    Regex::new(&format!(
        r"(?i)\b(?:had\s+(?:(?:originally|initially|first|once)\s+)?(?:been\s+)?|(?:was|were)\s+(?:originally|initially|first)\s+|(?:originally|initially)\s+){plan}\b|\bwere to have\b"
    ))
    .ok()
});

/// Whether a text tells of what was to be and then was not, or on another day: "had planned to meet on June 11".
pub fn is_former_plan(text: &str) -> bool {
    FORMER_PLAN.as_ref().is_some_and(|plan| plan.is_match(text))
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

/// A dated sentence as evidence.
pub fn evidence_of_day(m: &ClaimMatch) -> Evidence {
    Evidence { source: m.source.clone(), speaker: None, text: m.text.clone(), file_span: m.file_span }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_anothers_are_known_by_their_sentence() {
        for (before, behind) in [
            ("Tom Falk repeated her words: ", ""),
            ("Tom Falk walked past a banner that read: ", ""),
            ("", ", Tom Falk heard her say."),
            ("Rob Tierney retweeted the mayor\u{2019}s post: ", ""),
            ("Falk said through his press secretary that the bill ", ""),
            ("", ", Falk quoted the mayor as saying."),
            ("", ", Falk said the mayor told him."),
            ("", ", Falk read from the memo."),
            ("Falk said, echoing the mayor: ", ""),
        ] {
            assert!(are_anothers(before, behind), "{before}|{behind}");
        }
        for before in [
            "Falk repeated: ",
            "Falk signed the bill and said: ",
            "Falk said in his letter: ",
            "Falk heard the news and said: ",
            "Falk said the mayor was right, and told the council: ",
            "Falk, who read the report, said: ",
        ] {
            assert!(!are_anothers(before, "") && !is_taken_back(before), "{before}");
        }
    }

    #[test]
    fn what_is_denied_or_corrected_is_taken_back() {
        for text in [
            "Tom Falk denied having said ",
            "Some outlets misquoted Grace Oduya as saying, ",
            "An earlier version of this article quoted her as saying ",
            "He never said ",
            "\u{201C}I never said, \u{2018}",
            "\"Did I say, '",
            "Nobody has heard me say, '",
            "The paper wrongly quoted her as saying ",
        ] {
            assert!(is_taken_back(text), "{text}");
        }
        assert!(!is_taken_back("She said it was an earlier vote."));
        assert!(
            is_former_plan("They had planned to meet on June 11.") && is_former_plan("It was originally due on May 1.")
        );
        assert!(!is_former_plan("They plan to meet on June 11."));
    }
}
