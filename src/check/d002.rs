//! D002: a weekday that is not that date's.

use super::{Draft, Edit, Finding, Fix, Rule, Severity, called};
use crate::read::Timex;
use crate::text::Span;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

pub(super) const RULE: Rule =
    Rule { code: "D002", name: "weekday-mismatch", severity: Severity::Error, needs_record: false, docs: DOCS, check };

const DOCS: &str = "\
# D002 weekday-mismatch

A weekday that is not that date's.

**Why it matters.** One of the two is wrong, and readers who plan by it will come on the wrong day. It needs no
record to know it: the calendar is enough.

**Example.** `on Tuesday, June 16, 2021` — June 16, 2021 was a Wednesday.

**When it stays silent.** Where the year is neither written nor certain: a date without a year counts only when it
lies within five months of the draft's own date, when the passage up to its sentence's end speaks of no other year, and
when the draft has a date at all; in a caption, when the picture is of the week's news. Where the draft has the same day
with its right weekday elsewhere, the year is certain. Of several weekdays (`Saturday and Sunday, Nov. 18-19`) the
first is held against the first day, where there are as many days. Nor in a sentence that corrects an earlier version,
or in a name (`the supplement Happy Friday, November 16 issue`).

**Fixes.** The weekday of that date, or the nearest date with that weekday.

**Silence it** with `<!-- onrecord: ignore D002 -->` on the line (plain text: `[onrecord: ignore D002]`).
";

/// Days from the draft's own date within which a date without a year has no other year: half the distance at
/// which the year before or after comes as near, less a margin for drafts that are older than they say.
const CERTAIN_DAYS: i32 = 150;

fn check(rule: &Rule, draft: &Draft, findings: &mut Vec<Finding>) {
    let mut evidence = None;
    for (i, timex) in draft.reading.dates.iter().enumerate() {
        let Some((weekday_span, weekday)) = timex.parts.weekday else { continue };
        let Some((day_span, _)) = timex.parts.day else { continue };
        let Some(date) = timex.days.map(|d| d.first) else { continue };
        if date.weekday() == weekday || timex.parts.ambiguous {
            continue;
        }
        let text_says = evidence.get_or_insert_with(|| Evidence::of(draft));
        if !year_is_certain(draft, text_says, i, date) {
            continue;
        }
        if draft.takes_back(timex.span) || called::is_name(draft.prose(), weekday_span.cover(timex.span)) {
            continue;
        }
        let right = name(date.weekday());
        let message = format!("{} is a {right}, not a {}", timex.written_date(&draft.document.text), name(weekday));
        let mut finding = rule.finding(weekday_span.cover(timex.span), message);
        let text = &draft.document.text;
        finding.fixes.push(Fix {
            title: format!("Change to {right}"),
            edits: vec![Edit { span: weekday_span, text: in_the_manner_of(weekday_span.of(text), date.weekday()) }],
        });
        finding.fixes.extend(date_fix(text, timex, date, weekday, day_span));
        findings.push(finding);
    }
}

/// Whether nobody can read the date in another year than the reader did.
fn year_is_certain(draft: &Draft, text: &Evidence, index: usize, date: Date) -> bool {
    let timex = &draft.reading.dates[index];
    if timex.parts.year.is_some() {
        return true;
    }
    // The draft has the day once more, with its weekday.
    if text.fitting.contains(&date) {
        return true;
    }
    let Some(published) = draft.reading.date else { return false };
    let distance = (date - published).get_days().abs();
    if distance > CERTAIN_DAYS {
        return false;
    }
    // Another year nearby may be the date's own: "On Tuesday, April 4, two years after 2012's vote". One that only a later
    // sentence has is not.
    let body = &draft.document.text;
    let before = |t: &Timex| {
        t.span.start < timex.span.start
            || !Span::new(timex.span.end, t.span.start).of(body).contains(['.', '\n', '?', '!'])
    };
    let near = |t: &Timex| t.span.start.abs_diff(timex.span.start) < PASSAGE && before(t);
    let other_year = |t: &Timex| {
        t.days.is_some_and(|d| d.last < published - 1.year() || d.first.year() != date.year() && t.parts.year.is_some())
    };
    if draft.reading.dates.iter().any(|t| near(t) && other_year(t)) {
        return false;
    }
    // A text whose dates miss their weekdays time and again tells of another year throughout.
    if text.missing > 1 {
        return false;
    }
    let fits_in = |years: &[i16]| {
        let weekday = timex.parts.weekday.map(|(_, w)| w);
        years.iter().any(|y| {
            Date::new(date.year().saturating_add(*y), date.month(), date.day())
                .is_ok_and(|d| Some(d.weekday()) == weekday)
        })
    };
    // Picture captions on a page come from an archive, and pages are republished with newer ones.
    let is_caption = || is_captioned(&draft.document.text, timex.span) || draft.stands_twice(timex.span);
    let captions = distance > OF_THE_NEWS && is_caption();
    if captions && (distance > CLOSE_DAYS || text.fitting.len() < 2 && fits_in(&[-2, -1, 1, 2])) {
        return false;
    }
    // A history names its year more than once, and the weekday is that year's.
    if text.old_years.iter().any(|y| fits_in(&[y.saturating_sub(date.year())])) {
        return false;
    }
    date > published || distance <= CLOSE_DAYS || !fits_in(&[-2, -1])
}

/// What the dates of a whole text say about each of them.
struct Evidence {
    /// Different dates without a year that fit the weekday beside them, in order.
    fitting: Vec<Date>,
    /// How many do not.
    missing: usize,
    /// Years of long ago that the text names at least twice.
    old_years: Vec<i16>,
}

impl Evidence {
    fn of(draft: &Draft) -> Evidence {
        let dates = &draft.reading.dates;
        let mut pairs: Vec<(Date, bool)> = dates
            .iter()
            .filter(|t| t.parts.year.is_none() && t.parts.day.is_some())
            .filter_map(|t| {
                let first = t.days?.first;
                Some((first, first.weekday() == t.parts.weekday?.1))
            })
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        let fitting: Vec<Date> = pairs.iter().filter(|p| p.1).map(|p| p.0).collect();
        let before = draft.reading.date.map_or(i16::MIN, |d| d.year() - LONG_AGO);
        let mut years: Vec<i16> =
            dates.iter().filter_map(|t| t.days).map(|d| d.first.year()).filter(|y| *y <= before).collect();
        years.sort_unstable();
        let mut old_years: Vec<i16> = years.windows(2).filter(|w| w[0] == w[1]).map(|w| w[0]).collect();
        old_years.dedup();
        Evidence { missing: pairs.len() - fitting.len(), fitting, old_years }
    }
}

/// Years after which an article retells rather than reports.
const LONG_AGO: i16 = 10;

/// Days from the draft's own date within which a past event is hardly told without its year unless it is of this one.
const CLOSE_DAYS: i32 = 45;

/// Days from the draft's own date within which a picture is of the news itself.
const OF_THE_NEWS: i32 = 7;

/// Whether the mark of a caption stands around a span.
pub(super) fn is_captioned(text: &str, span: Span) -> bool {
    let start = text.floor_char_boundary(span.start.saturating_sub(CAPTION) as usize);
    let end = text.ceil_char_boundary((span.end + CAPTION) as usize);
    let around = text.get(start..end).unwrap_or("");
    CAPTION_MARKS.iter().any(|m| around.contains(m))
}

/// Bytes of a long caption.
const CAPTION: u32 = 400;

/// What pages put beside the captions of picture galleries and videos.
const CAPTION_MARKS: [&str; 5] = ["Hide Caption", "hide caption", "toggle caption", "Photos: ", "CLOSE "];

/// Bytes on either side within which another year makes a date's year doubtful: about a paragraph of news.
const PASSAGE: u32 = 250;

/// The nearest date with the written weekday, where only the day's number has to change.
fn date_fix(text: &str, timex: &Timex, date: Date, weekday: Weekday, day_span: Span) -> Option<Fix> {
    let ahead = i64::from(date.weekday().until(weekday));
    let steps = if ahead > 3 { ahead - 7 } else { ahead };
    let other = [steps, steps - 7, steps + 7].into_iter().find_map(|n| {
        let d = date.checked_add(n.days()).ok()?;
        (d.month() == date.month() && d.year() == date.year()).then_some(d)
    })?;
    let written = day_span.of(text);
    // Ordinals in words are left to the writer.
    let digits = written.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || timex.parts.impossible {
        return None;
    }
    let mut day = if written.starts_with('0') { format!("{:02}", other.day()) } else { other.day().to_string() };
    if digits < written.len() {
        day.push_str(ordinal_ending(other.day()));
    }
    let title = format!("Change the day to {}, a {}", other.day(), name(weekday));
    Some(Fix { title, edits: vec![Edit { span: day_span, text: day }] })
}

fn ordinal_ending(day: i8) -> &'static str {
    match day {
        1 | 21 | 31 => "st",
        2 | 22 => "nd",
        3 | 23 => "rd",
        _ => "th",
    }
}

/// The weekday written as the draft writes weekdays: abbreviated, in capitals.
fn in_the_manner_of(written: &str, weekday: Weekday) -> String {
    let full = name(weekday);
    let short = written.len() <= 5 && !written.to_ascii_lowercase().ends_with("day");
    let word = if short { full.get(..3).unwrap_or(full) } else { full };
    if written.len() > 1 && written.bytes().all(|b| b.is_ascii_uppercase()) {
        word.to_uppercase()
    } else if written.starts_with(|c: char| c.is_lowercase()) {
        word.to_lowercase()
    } else {
        word.to_owned()
    }
}

fn name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::lint;

    #[test]
    fn a_weekday_that_is_not_the_dates_is_an_error_with_both_ways_out() {
        let findings = lint("D002", Some("2021-06-11"), "They meet on Tuesday, June 16, 2021, in Geneva.");
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].message, "June 16, 2021 is a Wednesday, not a Tuesday");
        let edits: Vec<&str> = findings[0].fixes.iter().map(|f| f.edits[0].text.as_str()).collect();
        assert_eq!(edits, ["Wednesday", "15"]);
    }

    #[test]
    fn the_drafts_date_makes_the_year_certain() {
        assert_eq!(lint("D002", Some("2021-06-11"), "They meet on Tues., June 16.").len(), 1);
        assert_eq!(lint("D002", Some("2021-06-11"), "They meet on Wednesday, June 16.").len(), 0);
    }

    #[test]
    fn an_uncertain_year_is_no_mistake() {
        assert_eq!(lint("D002", None, "They meet on Tuesday, June 16.").len(), 0);
        assert_eq!(lint("D002", Some("2021-01-02"), "They meet on Tuesday, June 16.").len(), 0);
        assert_eq!(lint("D002", Some("2021-06-11"), "It was 1999. On Tuesday, June 16, it began.").len(), 0);
    }

    #[test]
    fn another_year_of_a_later_sentence_leaves_the_date_its_own() {
        let lint = |text: &str| lint("D002", Some("2021-06-11"), text).len();
        assert_eq!(lint("They meet on Tuesday, June 16. The last meeting was in 1999."), 1);
        assert_eq!(lint("They met on Tuesday, June 16, for the first time since 1999."), 0);
    }

    #[test]
    fn a_caption_of_the_news_itself_has_its_year() {
        let caption =
            |day: &str| format!("Photos: The bridge Anna Berg opens the bridge on {day}. Hide Caption 2 of 9");
        let lint = |text: &str| lint("D002", Some("2021-06-18"), text).len();
        // Both are right of 2020.
        assert_eq!(lint(&caption("Tuesday, June 16")), 1);
        assert_eq!(lint(&caption("Saturday, May 16")), 0);
        // So it is where the page has the caption twice, without a mark.
        assert_eq!(lint(&"Anna Berg opens the bridge on Saturday, April 16.\n\n".repeat(2)), 0);
        assert_eq!(lint("Anna Berg opens the bridge on Saturday, April 16.\n\n"), 1);
        // The text has the day with its weekday elsewhere.
        assert_eq!(lint(&format!("The bridge was opened on Sunday, May 16.\n\n{}", caption("Saturday, May 16"))), 1);
    }

    #[test]
    fn of_several_weekdays_the_first_is_the_first_days() {
        let lint = |text: &str| lint("D002", Some("2023-11-15"), text);
        for text in [
            "The fair is on Saturday and Sunday, Nov. 18-19.",
            "The fair is on Saturday and Sunday, November 18 and 19.",
            "Open Friday-Sunday, Nov. 17-19.",
            "Open Friday\u{2013}Sunday, Nov. 17\u{2013}19.",
            "Open Friday through Sunday, Nov. 17-19.",
            "Open Fri.-Sun., Nov. 17-19.",
            "Classes are on Monday, Wednesday and Friday, Nov. 13, 15 and 17.",
            "The show runs Tuesday-Sunday, Nov. 14-Dec. 3.",
            "The show runs Tuesday-Sunday, Nov. 16-30.",
            "On the night of Tuesday-Wednesday, 14-15 November, it rained.",
            "Polls close on Sunday, November 14 percent of ballots being counted.",
        ] {
            assert_eq!(lint(text).len(), 0, "{text}");
        }
        let found = lint("The fair is on Thursday and Friday, Nov. 18-19.");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].message, "Nov. 18 is a Saturday, not a Thursday");
        assert!(lint("An earlier version said the vote was on Friday, Nov. 18; it is on Thursday.").is_empty());
        assert_eq!(lint("They met on Monday and, on Sunday, Nov. 18, they voted.").len(), 1);
    }

    #[test]
    fn a_weekday_in_a_name_is_no_date() {
        let lint = |text: &str| lint("D002", Some("2021-06-11"), text).len();
        assert_eq!(lint("He drew it for the comic sheet Lazy Tuesday, June 16 issue, and was paid."), 0);
        assert_eq!(lint("They saw a play called Lazy Tuesday, June 16."), 0);
        assert_eq!(lint("It was told in the Tuesday, June 16 issue of the Tide."), 1);
        assert_eq!(lint("Falk told the newspaper Bild Tuesday, June 16, that he was named Tuesday, June 16."), 2);
    }

    #[test]
    fn day_first_dates_and_ordinals_are_checked_alike() {
        for text in ["on Tuesday 16 June 2021", "on Tuesday the 16th of June 2021", "Tuesday, 16.06.2021"] {
            assert_eq!(lint("D002", None, text).len(), 1, "{text}");
        }
    }
}
