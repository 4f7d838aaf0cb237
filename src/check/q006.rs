//! Q006: said on another day than the draft says.

use super::names::{self, Sameness};
use super::{Draft, Finding, Rule, Severity, Statement, telling};
use crate::read::claims;
use crate::record::QuoteMatch;
use jiff::civil::Date;

pub(super) const RULE: Rule = Rule {
    code: "Q006",
    name: "quote-date-conflict",
    severity: Severity::Warning,
    needs_record: true,
    docs: DOCS,
    check,
};

const DOCS: &str = "\
# Q006 quote-date-conflict

Words that were said on another day than the draft says.

**Why it matters.** When somebody said a thing is half of what it means: before the vote or after it, before the
storm or after it.

**Example.** Two papers on record have `\"The harbour will stay open through the winter storms,\" Keller said on June 8`
and the draft has her say so on June 11.

**When it stays silent.** Where fewer than two independent sources give the day of saying, where they differ, where the
days are next to each other (night hours, datelines abroad), where any source gives the draft's day, where another
person speaks, and for words so few or so common that they may well have been said twice.

**Silence it** with `<!-- onrecord: ignore Q006 -->` on the line (plain text: `[onrecord: ignore Q006]`).
";

/// Independent sources that must give one and the same day.
const SOURCES: usize = 2;

/// Days between the two that are no night hours and no other time zone.
const DAYS_APART: i32 = 2;

/// Least rarity of the words in common, summed: below it, they may well have been said twice.
const MIN_WEIGHT: f32 = 24.0;

fn check(rule: &Rule, draft: &Draft, findings: &mut Vec<Finding>) {
    for s in draft.statements() {
        findings.extend(conflict(rule, draft, s));
    }
}

fn conflict(rule: &Rule, draft: &Draft, s: &Statement) -> Option<Finding> {
    let here = day_of_saying(draft, s)?;
    let quote = &draft.reading.quotes[s.quote];
    let speaker = quote.speaker.as_ref().and_then(|s| s.name.as_deref())?;
    let said: Vec<(&QuoteMatch, Date)> = s
        .verbatim()
        .filter(|m| m.quoted && s.weight(m) >= MIN_WEIGHT)
        .filter(|m| {
            let there = m.speaker.as_ref().and_then(|s| s.name.as_deref());
            there.is_some_and(|there| names::compare(speaker, there, draft.config) == Sameness::Same)
        })
        .filter_map(|m| Some((m, m.said_on?)))
        .collect();
    let (_, day) = *said.first()?;
    // A paper that had the words later had them from the draft's day, for all we know.
    let one_mind = said.iter().all(|(_, d)| *d == day);
    let places: Vec<&QuoteMatch> = said.iter().map(|(m, _)| *m).collect();
    if !one_mind || telling::independent(&places).len() < SOURCES || (here - day).get_days().abs() < DAYS_APART {
        draft.note(rule, quote.span, || {
            let told: Vec<String> =
                said.iter().map(|(m, d)| format!("{} {d}", telling::source_name(&m.source))).collect();
            format!("said on {here} here; on record: {}; {SOURCES} sources of one mind are needed", told.join(", "))
        });
        return None;
    }
    let near = draft.reading.date.or(draft.document.meta.date);
    let message = format!(
        "{speaker} said this on {}, not on {} ({})",
        telling::day(day, near),
        telling::day(here, near),
        telling::sources(places.iter().map(|m| &*m.source))
    );
    let mut finding = rule.finding(quote.span, message);
    finding.evidence = places.into_iter().map(telling::evidence).collect();
    Some(finding)
}

/// The one day on which the draft says that the words were said: a date of saying in the sentence of the quote's
/// own verb, outside the quote.
fn day_of_saying(draft: &Draft, s: &Statement) -> Option<Date> {
    let quote = &draft.reading.quotes[s.quote];
    let cue = quote.cue?;
    let mut days = draft
        .reading
        .claims
        .iter()
        .filter(|c| c.of_saying && c.span.overlaps(cue))
        .filter_map(|c| draft.reading.dates.get(c.date as usize))
        .filter(|d| !d.span.overlaps(quote.span))
        .filter_map(claims::days);
    let (first, last) = days.next()?;
    (first == last && first.year() != claims::UNKNOWN_YEAR && days.all(|d| d == (first, last))).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, findings, notes};

    fn article(outlet: &str, rest: &str) -> String {
        format!(
            "---\noutlet: {outlet}\ndate: 2021-06-09\n---\n\n\"The harbour will stay open through the winter storms and \
             the spring floods,\" Mayor Ines Keller said {rest}\n"
        )
    }

    const DRAFT: &str = "\"The harbour will stay open through the winter storms and the spring floods,\" Keller said on \
        June 11, 2021.\n";

    #[test]
    fn two_sources_with_another_day_are_a_conflict() {
        let (one, two) =
            (article("The Tide", "on June 8, 2021."), article("Lake Post", "at the town hall on June 8, 2021."));
        let found = findings(DRAFT, &[&one, &two]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].code, "Q006");
        assert!(found[0].message.contains("said this on June 8, not on June 11"), "{}", found[0].message);
    }

    #[test]
    fn one_source_a_day_between_or_the_drafts_own_day_is_none() {
        let one = article("The Tide", "on June 8, 2021.");
        assert_eq!(codes(DRAFT, &[&one]), Vec::<&str>::new());
        let (next, too) = (article("The Tide", "on June 10, 2021."), article("Lake Post", "on June 10, 2021."));
        assert_eq!(codes(DRAFT, &[&next, &too]), Vec::<&str>::new());
        let (two, same) = (article("Lake Post", "on June 8, 2021."), article("The Bay", "on June 11, 2021."));
        assert_eq!(codes(DRAFT, &[&one, &two, &same]), Vec::<&str>::new());
    }

    #[test]
    fn days_of_the_week_conflict_too() {
        let (one, two) = (article("The Tide", "on Tuesday."), article("Lake Post", "at the town hall on Tuesday."));
        let draft = "---\ndate: 2021-06-12\n---\n\n\"The harbour will stay open through the winter storms and the spring \
            floods,\" Keller said on Friday.\n";
        assert_eq!(codes(draft, &[&one, &two]), ["Q006"]);
    }

    #[test]
    fn copies_of_one_wire_story_are_one_source_and_silence_can_be_explained() {
        let rest = "on June 8, 2021, at the regional transport conference in the old town hall.";
        let (one, two) = (article("The Tide", rest), article("Lake Post", rest));
        assert_eq!(codes(DRAFT, &[&one, &two]), Vec::<&str>::new());
        let told = notes(DRAFT, &[&one, &two]);
        assert!(told.iter().any(|n| n.starts_with("Q006: said on 2021-06-11 here; on record: ")), "{told:?}");
    }

    #[test]
    fn another_speaker_and_an_everyday_phrase_are_none() {
        let other = "---\ndate: 2021-06-09\n---\n\n\"The harbour will stay open through the winter storms and the spring \
            floods,\" Paul Brandt said on June 8, 2021.\n";
        let (a, b) = (format!("{other}\nA.\n"), other.replace("said on", "told the council on"));
        assert!(!codes(DRAFT, &[&a, &b]).contains(&"Q006"));
        let phrase = |o: &str, at: &str| {
            format!(
                "---\noutlet: {o}\ndate: 2021-06-09\n---\n\n\"We will see what we can do,\" Ines Keller said{at} on June 8, 2021.\n"
            )
        };
        let draft = "\"We will see what we can do,\" Ines Keller said on June 11, 2021.\n";
        assert_eq!(codes(draft, &[&phrase("A", ""), &phrase("B", " at noon")]), Vec::<&str>::new());
    }
}
