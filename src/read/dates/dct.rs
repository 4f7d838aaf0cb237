//! The day of publication: from metadata, a dateline or a byline block.
//!
//! A page scraped from the web carries other dates too: its own clock in the header, captions, teasers of
//! other articles. So a date in the text counts only where its neighbours say that it is the article's: an
//! agency's dateline, "Published", or a byline right beside it.

use super::grammar::{self, Found};
use super::value::Expr;
use crate::read::ReadOptions;
use crate::text::{Document, Kind, Prose, Shape};
use jiff::civil::Date;
use std::ops::Range;

/// Paragraphs from the text's start that can hold a dateline or a byline block: header, headline, summary, byline.
const HEAD: usize = 30;

/// Longest line of a byline block, in tokens; a longer paragraph is running text.
const LINE: usize = 30;

/// How a date in the head of a text is shown to be the article's, the surest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sign {
    Dateline,
    Published,
    Byline,
    Updated,
}

/// The day of publication: from the metadata, else from a dateline or byline block; never a page's own clock.
pub fn document_date(document: &Document, prose: &Prose, _options: &ReadOptions) -> Option<Date> {
    document.meta.date.or_else(|| stated_date(prose))
}

/// The day that the text itself gives as its own.
fn stated_date(prose: &Prose) -> Option<Date> {
    let head = prose.paragraphs.get(..HEAD.min(prose.paragraphs.len()))?;
    let end = head.last()?.end as usize;
    let dates = grammar::scan_range(prose, 0..end);
    let mut best: Option<(Sign, Date)> = None;
    for f in &dates {
        let Some(date) = full_date(f) else { continue };
        let n = prose.paragraph_of(f.tokens.start);
        let Some(sign) = sign(prose, head, n, &f.tokens) else { continue };
        if best.is_none_or(|(s, _)| sign < s) {
            best = Some((sign, date));
        }
    }
    best.map(|(_, date)| date)
}

/// The day, where day, month and year are all written and only one day is meant.
fn full_date(f: &Found) -> Option<Date> {
    let Expr::Calendar(c) = f.expr else { return None };
    if c.parts.ambiguous || c.parts.impossible || c.until.is_some() {
        return None;
    }
    Date::new(c.year_written()?, c.month? as i8, c.day? as i8).ok()
}

/// What shows that the date in the n-th paragraph is the article's own.
fn sign(prose: &Prose, head: &[Range<u32>], n: usize, date: &Range<usize>) -> Option<Sign> {
    let paragraph = head.get(n)?;
    let (start, end) = (paragraph.start as usize, paragraph.end as usize);
    let first = prose.tokens.get(start)?;
    let word = |i: usize, words: &[&str]| words.iter().any(|w| prose.str(i).eq_ignore_ascii_case(w));
    // GENEVA, June 16, 2021 (Agency) — The leaders …
    let dash = |i: usize| matches!(prose.mark(i), '—' | '–' | '-') && prose.tokens.get(i).is_some_and(|t| t.spaced);
    let opens = date.start < start + 10 && first.kind == Kind::Word && first.shape == Shape::Upper;
    if opens && date.start > start && (date.end..end.min(date.end + 8)).any(dash) {
        return Some(Sign::Dateline);
    }
    if end - start > LINE {
        return None;
    }
    if (start..end).any(|i| prose.mark(i) == '©' || word(i, &["copyright"])) {
        return None;
    }
    let said = |words: &[&str]| (start..date.start).any(|i| word(i, words));
    if said(&["published", "posted", "issued", "released", "created"]) {
        return Some(Sign::Published);
    }
    if said(&["updated", "modified", "edited"]) {
        return Some(Sign::Updated);
    }
    // "By Jane Doe | June 11, 2021", or the byline and the date on neighbouring lines.
    let byline = |p: &Range<u32>| {
        let (s, e) = (p.start as usize, p.end as usize);
        e - s <= LINE && word(s, &["by"]) && prose.tokens.get(s + 1).is_some_and(|t| t.capitalised())
    };
    let alone = date.end - date.start + 6 >= end - start;
    let beside = |m: Option<usize>| m.and_then(|m| head.get(m)).is_some_and(byline);
    if byline(paragraph) || alone && (beside(n.checked_sub(1)) || beside(Some(n + 1))) {
        return Some(Sign::Byline);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stated(text: &str) -> Option<String> {
        stated_date(&Prose::new(text)).map(|d| d.to_string())
    }

    #[test]
    fn a_dateline_gives_the_day() {
        assert_eq!(
            stated("Leaders to meet\n\nGENEVA, June 16, 2021 (Agency) — The leaders met.").as_deref(),
            Some("2021-06-16")
        );
    }

    #[test]
    fn a_byline_block_gives_the_day() {
        for text in [
            "Leaders to meet\n\nBy Jane Doe\n\nJune 11, 2021\n\nThe leaders will meet.",
            "Leaders to meet\n\nBy Jane Doe | 11 June 2021, 10:30 a.m.\n\nThe leaders will meet.",
            "Leaders to meet\n\nPublished: June 11, 2021\nUpdated: June 14, 2021\n\nThe leaders will meet.",
        ] {
            assert_eq!(stated(text).as_deref(), Some("2021-06-11"), "{text}");
        }
    }

    #[test]
    fn a_pages_own_clock_is_not_the_articles_date() {
        for text in [
            "18.2 C\nMonday, March 4, 2024\n\nLeaders to meet\n\nThe leaders will meet on June 16.",
            "Leaders to meet\nWorld schedule3 years ago\n\nBy Staff\n\nThe leaders will meet on June 16.",
            "Leaders to meet\n\nThe leaders, 22 April 2021 - Agency, 04.06.2021\n\nThe leaders will meet.",
            "© 2024 Agency. Last visited March 4, 2024\n\nThe leaders will meet on June 16.",
        ] {
            assert_eq!(stated(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_in_the_story_is_not_its_day() {
        assert_eq!(stated("Leaders to meet\n\nThe treaty was signed on May 26, 1972, by both sides."), None);
    }

    #[test]
    fn the_seed_pages_clocks_are_not_taken_for_their_dates() {
        let seeds = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
        let Ok(files) = std::fs::read_dir(&seeds) else {
            eprintln!("skipped: {} is not here", seeds.display());
            return;
        };
        let mut read = 0;
        for path in files.flatten().map(|f| f.path()) {
            let name = path.file_name().and_then(|n| n.to_str()).unwrap_or("").to_owned();
            if !(name.starts_with("000") || name.starts_with("001")) {
                continue;
            }
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            assert_eq!(stated(&text), None, "{name}");
            read += 1;
        }
        assert_eq!(read, 2);
    }
}
