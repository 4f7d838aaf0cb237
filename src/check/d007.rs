//! D007: a numeric date that can be read two ways.

use super::{Draft, Edit, Finding, Fix, Rule, Severity};
use crate::read::Timex;
use jiff::civil::Date;

pub(super) const RULE: Rule =
    Rule { code: "D007", name: "ambiguous-date", severity: Severity::Hint, needs_record: false, docs: DOCS, check };

const DOCS: &str = "\
# D007 ambiguous-date

A numeric date that is one day read day first and another read month first, where no house order is set.

**Why it matters.** 04/06/2021 is April 6 to an American and June 4 to nearly everybody else, and the draft's readers
are both.

**Example.** `The deal was signed on 04/06/2021.`

**When it stays silent.** Where the house order is set, where another date of the text shows the order (16/06/2021), and
where dots part the numbers (04.06.2021), which is day first wherever it is used.

**Options.** `order = \"day-first\"` or `\"month-first\"` under `[dates]` in `onrecord.toml`.

**Fixes.** The date in words, either way.

**Silence it** with `<!-- onrecord: ignore D007 -->` on the line (plain text: `[onrecord: ignore D007]`).
";

fn check(rule: &Rule, draft: &Draft, findings: &mut Vec<Finding>) {
    let text = &draft.document.text;
    for timex in draft.reading.dates.iter().filter(|t| t.parts.ambiguous) {
        let Some((one, other)) = both_ways(timex) else { continue };
        // A weekday beside it tells which is meant.
        if timex.parts.weekday.is_some() {
            continue;
        }
        let written = timex.written_date(text);
        let (one, other) = (in_words(one), in_words(other));
        let mut finding = rule.finding(timex.span, format!("{written} may be {one} or {other}"));
        finding.fixes = [one, other]
            .into_iter()
            .map(|words| Fix {
                title: format!("Write {words}"),
                edits: vec![Edit { span: timex.date_span(), text: words }],
            })
            .collect();
        findings.push(finding);
    }
}

/// The two days, the one that the reader took it for first.
fn both_ways(timex: &Timex) -> Option<(Date, Date)> {
    let (day, month, year) = (timex.parts.day?.1, timex.parts.month?.1, timex.parts.year?.1);
    let date = |m: u8, d: u8| Date::new(year, m as i8, d as i8).ok();
    Some((date(month, day)?, date(day, month)?))
}

fn in_words(date: Date) -> String {
    date.strftime("%B %-d, %Y").to_string()
}

#[cfg(test)]
mod tests {
    use crate::check::tests::lint;

    #[test]
    fn a_date_that_is_two_days_is_asked_about() {
        let findings = lint("D007", None, "It was signed on 04/06/2021 in Geneva.");
        assert_eq!(findings[0].message, "04/06/2021 may be April 6, 2021 or June 4, 2021");
        assert_eq!(findings[0].fixes[1].edits[0].text, "June 4, 2021");
    }

    #[test]
    fn evidence_in_the_text_and_plain_cases_silence_it() {
        for text in ["on 04/06/2021 and 16/06/2021", "on 16/06/2021", "on 04.06.2021", "on 04/04/2021", "on 2021-04-06"]
        {
            assert_eq!(lint("D007", None, text).len(), 0, "{text}");
        }
    }
}
