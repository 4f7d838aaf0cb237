//! D003: a date that does not exist.

use super::{Draft, Edit, Finding, Fix, Rule, Severity};
use jiff::civil::Date;

pub(super) const RULE: Rule =
    Rule { code: "D003", name: "impossible-date", severity: Severity::Error, needs_record: false, docs: DOCS, check };

const DOCS: &str = "\
# D003 impossible-date

A date that does not exist: June 31, February 30, February 29 of a year that is no leap year, 31.06.2021.

**Why it matters.** Nothing happens on a day that never comes; the reader is left to guess which day was meant.

**Example.** `The deadline is June 31.` — June has 30 days.

**When it stays silent.** Where the number may count something else: `In June 31 people died`. February 29 without a
year is taken for a leap year's.

**Fixes.** Only where the weekday beside it tells which day was meant.

**Silence it** with `<!-- onrecord: ignore D003 -->` on the line (plain text: `[onrecord: ignore D003]`).
";

fn check(rule: &Rule, draft: &Draft, findings: &mut Vec<Finding>) {
    let text = &draft.document.text;
    for timex in draft.reading.dates.iter().filter(|t| t.parts.impossible) {
        let (Some((_, month)), Some((day_span, _))) = (timex.parts.month, timex.parts.day) else { continue };
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
        ] {
            assert_eq!(lint("D003", None, text).len(), 0, "{text}");
        }
    }
}
