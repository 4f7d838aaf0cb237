//! D006: the future told as past, or the past as future, against the draft's own date.

use super::{Draft, Finding, Rule, Severity};
use crate::read::{QuoteKind, Timex, TimexKind};
use crate::text::{Kind, Prose, Shape};
use jiff::ToSpan;
use jiff::civil::Date;

pub(super) const RULE: Rule =
    Rule { code: "D006", name: "tense-mismatch", severity: Severity::Warning, needs_record: false, docs: DOCS, check };

const DOCS: &str = "\
# D006 tense-mismatch

What is to come told as past, or what is past told as to come, measured by the draft's own date.

**Why it matters.** It is the mark of a wrong year, a wrong month, or of a passage copied from an older story.

**Example.** In a draft of June 2021: `The leaders will meet on June 16, 2020`; `They met on June 16, 2022`.

**When it stays silent.** Where the year is not written, inside quotation marks, within a week of the draft's date, and
where the sentence speaks of plans, reports of plans or more than one time.

**Silence it** with `<!-- onrecord: ignore D006 -->` on the line (plain text: `[onrecord: ignore D006]`).
";

/// Days around the draft's own date in which tense proves nothing: drafts are written ahead and published late.
const MARGIN_DAYS: i64 = 7;

/// Tokens between the verb and its date: "will meet in Geneva on June 16, 2020".
const REACH: usize = 8;

/// Verbs of the past that happen on a day and are hardly used of plans.
const HAPPENED: [&str; 14] = [
    "met",
    "died",
    "visited",
    "arrived",
    "resigned",
    "killed",
    "won",
    "spoke",
    "testified",
    "crashed",
    "erupted",
    "collapsed",
    "fell",
    "happened",
];

fn check(rule: &Rule, draft: &Draft, findings: &mut Vec<Finding>) {
    let Some(published) = draft.reading.date else { return };
    let text = &draft.document.text;
    let margin = MARGIN_DAYS.days();
    let (Ok(earliest), Ok(latest)) = (published.checked_sub(margin), published.checked_add(margin)) else { return };
    let doubtful = |t: &&Timex| {
        let far = t.days.is_some_and(|d| d.last < earliest || d.first > latest);
        far && t.kind == TimexKind::Date && t.parts.year.is_some() && t.parts.day.is_some() && t.parts.month.is_some()
    };
    for timex in draft.reading.dates.iter().filter(doubtful) {
        let prose = draft.prose();
        let Some(days) = timex.days else { continue };
        let quoted = draft.reading.quotes.iter().any(|q| q.kind != QuoteKind::Indirect && q.span.contains(timex.span));
        if quoted || !alone(draft, prose, timex) {
            continue;
        }
        let at = prose.token_at(timex.span.start);
        let written = timex.written_date(text);
        if days.last < earliest && foretold(prose, at) {
            let message = format!("“will” of {written}, which was past when this was written ({})", iso(published));
            findings.push(rule.finding(timex.span, message));
        } else if days.first > latest && told(prose, at) {
            let message = format!("{written} was still to come when this was written ({})", iso(published));
            findings.push(rule.finding(timex.span, message));
        }
    }
}

fn iso(date: Date) -> String {
    date.to_string()
}

/// Whether the date is the only one in its sentence.
fn alone(draft: &Draft, prose: &Prose, timex: &Timex) -> bool {
    let Some(sentence) = prose.sentences.get(prose.sentence_of(prose.token_at(timex.span.start))) else { return false };
    let span = prose.span(sentence);
    draft.reading.dates.iter().filter(|t| span.contains(t.span) && t.kind != TimexKind::Duration).count() == 1
}

/// The words before a date that belong to its clause: back to a mark, a conjunction or a relative.
fn clause(prose: &Prose, at: usize) -> std::ops::Range<usize> {
    let first = prose.sentences.get(prose.sentence_of(at)).map_or(at, |s| s.start as usize);
    let mut start = at;
    while start > first && at - start < REACH {
        let i = start - 1;
        let ends = prose.tokens.get(i).is_none_or(|t| t.kind == Kind::Punct)
            || matches!(
                prose.str(i),
                "that" | "which" | "who" | "and" | "but" | "when" | "if" | "since" | "from" | "after"
            );
        if ends {
            break;
        }
        start = i;
    }
    start..at
}

/// Whether "will" and a plain verb lead up to the date.
fn foretold(prose: &Prose, at: usize) -> bool {
    let clause = clause(prose, at);
    // "on" has to be the verb's: "will mark the attack on June 16, 2020" dates the attack.
    let mut tokens = clause.clone();
    let Some(will) = tokens.find(|&i| prose.str(i) == "will") else { return false };
    let verb = prose.str(will + 1);
    let meets = matches!(
        verb,
        "meet" | "begin" | "open" | "start" | "arrive" | "travel" | "visit" | "speak" | "testify" | "vote"
    );
    let held =
        verb == "be" && matches!(prose.str(will + 2), "held" | "released" | "published" | "inaugurated" | "sworn");
    (meets || held) && prose.str(at.wrapping_sub(1)) == "on"
}

/// Whether a plain past verb leads up to the date.
fn told(prose: &Prose, at: usize) -> bool {
    let clause = clause(prose, at);
    if prose.str(at.wrapping_sub(1)) != "on" {
        return false;
    }
    clause.clone().any(|i| {
        let small = prose.tokens.get(i).is_some_and(|t| t.shape == Shape::Lower);
        small
            && HAPPENED.contains(&prose.str(i))
            && !matches!(prose.str(i.wrapping_sub(1)), "be" | "to" | "have" | "being" | "if")
    })
}

#[cfg(test)]
mod tests {
    use crate::check::tests::lint;

    #[test]
    fn a_past_that_will_happen_is_reported() {
        let text = "The leaders will meet in Geneva on June 16, 2020.";
        assert_eq!(lint("D006", Some("2021-06-11"), text).len(), 1);
    }

    #[test]
    fn a_future_that_has_happened_is_reported() {
        assert_eq!(lint("D006", Some("2021-06-11"), "The leaders met in Geneva on June 16, 2022.").len(), 1);
    }

    #[test]
    fn tense_and_date_that_agree_or_may_agree_are_left_alone() {
        for text in [
            "The leaders will meet in Geneva on June 16, 2021.",
            "The leaders met in Geneva on June 16, 2020.",
            "The leaders will meet in Geneva on June 9, 2021.",
            "They will remember the victims of the attack on June 16, 2020.",
            "The leaders said on May 3, 2020, they will meet on June 16, 2020.",
            "The contract, signed last year, ends on June 16, 2022.",
            "The leaders will meet in Geneva on June 6.",
        ] {
            assert_eq!(lint("D006", Some("2021-06-11"), text).len(), 0, "{text}");
        }
        assert_eq!(lint("D006", None, "The leaders will meet in Geneva on June 16, 2020.").len(), 0);
    }
}
