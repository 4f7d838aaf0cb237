//! D003: a date that does not exist.

use super::{Draft, Edit, Finding, Fix, Rule, Severity, called};
use crate::lexicon::Class;
use crate::read::Timex;
use jiff::civil::Date;

pub(super) const RULE: Rule =
    Rule { code: "D003", name: "impossible-date", severity: Severity::Error, needs_record: false, docs: DOCS, check };

const DOCS: &str = "\
# D003 impossible-date

A date that does not exist: June 31, February 30, February 29 of a year that is no leap year, 31.06.2021.

**Why it matters.** Nothing happens on a day that never comes; the reader is left to guess which day was meant.

**Example.** `The deadline is June 31.` — June has 30 days.

**When it stays silent.** Where the number may count something else: `In June 31 people died`. In a name (`the band
February 30`, a film called `April 31`), where letters are glued to it, and where `the 30th of February` is said for
never. February 29 without a year is taken for a leap year's.

**Fixes.** Only where the weekday beside it tells which day was meant.

**Silence it** with `<!-- onrecord: ignore D003 -->` on the line (plain text: `[onrecord: ignore D003]`).
";

fn check(rule: &Rule, draft: &Draft, findings: &mut Vec<Finding>) {
    let text = &draft.document.text;
    let mut names = [None; 13];
    for timex in draft.reading.dates.iter().filter(|t| t.parts.impossible) {
        let (Some((_, month)), Some((day_span, _))) = (timex.parts.month, timex.parts.day) else { continue };
        if means_no_day(draft, timex, &mut names) {
            continue;
        }
        let year = timex.parts.year.map(|(_, y)| y);
        let reason = match (month, year) {
            (2, Some(y)) => format!("February {y} has {} days", days_in(y, 2)),
            (2, None) => "February has 28 days, 29 in a leap year".to_owned(),
            (m, _) => format!("{} has {} days", month_name(m), days_in(2001, m)),
        };
        let message = format!("there is no {}: {reason}", timex.written_date(text));
        let mut finding = rule.finding(timex.span, message);
        // The weekday settles it where it is that of the month's last day.
        let year = year.or(draft.reading.date.map(|d| d.year()));
        if let (Some((_, weekday)), Some(y)) = (timex.parts.weekday, year)
            && let Some(last) = Date::new(y, month as i8, 1).ok().map(|d| d.last_of_month())
            && last.weekday() == weekday
        {
            let edits = vec![Edit { span: day_span, text: last.day().to_string() }];
            finding.fixes.push(Fix { title: format!("Change the day to {}", last.day()), edits });
        }
        findings.push(finding);
    }
}

/// Whether what looks like a day is a name, a number of something else, or a word for never.
/// `names` keeps which months are names in the draft.
fn means_no_day(draft: &Draft, timex: &Timex, names: &mut [Option<bool>; 13]) -> bool {
    let text = &draft.document.text;
    let (before, behind) = text.split_at(timex.span.start as usize);
    let behind = behind.get(timex.span.len() as usize..).unwrap_or("");
    // "Feb30Feb31"
    if before.ends_with(char::is_alphanumeric) || behind.starts_with(char::is_alphanumeric) {
        return true;
    }
    let prose = draft.prose();
    if called::is_name(prose, timex.span) {
        return true;
    }
    let (None, Some((month_span, month)), Some((day_span, day))) =
        (timex.parts.year, timex.parts.month, timex.parts.day)
    else {
        return false;
    };
    let first = prose.token_at(timex.span.start);
    let lead = first.checked_sub(1).map_or("", |i| prose.str(i));
    let on_a_day =
        || prose.tokens.get(first.wrapping_sub(1)).is_some_and(|t| t.is(Class::TIME_PREPOSITION | Class::WEEKDAY));
    if month_span.start < day_span.start {
        // "in September 31 took the oath"; days are "on".
        let counts = lead.eq_ignore_ascii_case("in") && timex.parts.weekday.is_none();
        let named = || called::is_month_a_name(prose, month_span.of(text));
        return counts
            || !on_a_day() && names.get_mut(usize::from(month)).is_some_and(|n| *n.get_or_insert_with(named));
    }
    // "told the 30th of February"; "on the 30th of February, he joked"
    let never = month == 2 && day >= 30 && timex.span.of(text).contains(" of ");
    let meant = matches!(lead, "is" | "was" | "as" | "" | "," | ":") || on_a_day();
    let quoted = || draft.reading.quotes.iter().any(|q| q.span.contains(timex.span));
    let sentence = prose.sentence_of(first);
    let mut around = first.saturating_sub(NEVER_REACH)..first + NEVER_REACH;
    never && (!meant || around.any(|i| NEVER.contains(&prose.str(i)) && prose.sentence_of(i) == sentence) || quoted())
}

/// Tokens between "the 30th of February" and the word that tells what is meant.
const NEVER_REACH: usize = 30;

/// Words beside which "the 30th of February" is said for never.
const NEVER: &[&str] = &[
    "joke",
    "joked",
    "jokes",
    "joking",
    "jokingly",
    "laughed",
    "laughs",
    "laughing",
    "never",
    "quipped",
    "quip",
    "grinned",
    "grin",
    "saying",
    "proverb",
    "proverbial",
    "idiom",
    "mocked",
    "mocking",
    "sneered",
    "scoffed",
    "wry",
    "wryly",
    "irony",
    "ironically",
];

fn days_in(year: i16, month: u8) -> i8 {
    Date::new(year, month as i8, 1).map_or(0, |d| d.days_in_month())
}

fn month_name(month: u8) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    NAMES.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or("the month")
}

#[cfg(test)]
mod tests {
    use crate::check::tests::lint;

    #[test]
    fn a_day_that_never_comes_is_an_error() {
        for text in
            ["It ends on June 31.", "It ends on 31.06.2021.", "on the 30th of February", "on February 29, 2021,"]
        {
            assert_eq!(lint("D003", None, text).len(), 1, "{text}");
        }
        let findings = lint("D003", None, "It ends on June 31.");
        assert_eq!(findings[0].message, "there is no June 31: June has 30 days");
    }

    #[test]
    fn numbers_that_count_something_else_are_no_dates() {
        for text in [
            "In June 31 people died.",
            "Leap day is February 29.",
            "It is at 31.6.1 in the code.",
            "By April 31 firms had closed.",
            "In May ten swore, and in September 31 took the oath.",
        ] {
            assert_eq!(lint("D003", None, text).len(), 0, "{text}");
        }
    }

    #[test]
    fn names_codes_and_never_are_no_dates() {
        for text in [
            "The band February 30 sold out the hall.",
            "They sailed on a boat called \u{201C}The Sept. 31\u{201D} for a week.",
            "A film titled \"April 31\" won.",
            "Her comedy called April 31 won.",
            "The code was Feb30Feb31 for years.",
            "He was born on Ward June. The list reads: June 31, a cot.",
            "Asked for the money, she was always promised the 30th of February.",
            "We pay on the 31st of February, he joked.",
        ] {
            assert_eq!(lint("D003", None, text).len(), 0, "{text}");
        }
        for text in [
            "The album will be out on April 31.",
            "The judge was named April 31 to the court.",
            "He told them that \"the hall opens on June 31\" again.",
            "They are due on the 30th of February.",
            "The band plays on February 30.",
            "The list reads: June 31, a cot.",
            "In Lindau, June 31 is the deadline.",
        ] {
            assert_eq!(lint("D003", None, text).len(), 1, "{text}");
        }
    }
}
