//! D004: a dated event on whose day the record's own sources disagree.

use super::d001::{self, Heard, MIN_CHANCE, Voice, Voices, spells_out};
use super::same_event::{self, Candidate};
use super::{Draft, Finding, Rule, Severity, telling};
use crate::read::{Claim, Timex};
use crate::record::{ClaimMatch, Record, StoredClaim};
use jiff::civil::Date;

pub(super) const RULE: Rule =
    Rule { code: "D004", name: "contested-date", severity: Severity::Warning, needs_record: true, docs: DOCS, check };

const DOCS: &str = "\
# D004 contested-date

The record's own sources disagree on the date.

**Why it matters.** Somebody on record has the day wrong; whoever writes it next should know before choosing a side.

**Example.** Two outlets on record put the harbour vote on June 16, two others on June 19: `On June 16 Lindau will vote
on its harbour.`, `Lindau will hold its harbour vote on June 19.` A draft that says `Lindau will hold its harbour vote
on June 16.` is told of both, and so is one that has June 19.

**When it stays silent.** Where fewer than two outlets stand on each side, each in its own words, where the two days are
neighbours (night hours, datelines abroad), where the sources of the two days may tell of two events, where the draft
has both days itself, and for what comes again and again (polls, briefings).

**Silence it** with `<!-- onrecord: ignore D004 -->` on the line (plain text: `[onrecord: ignore D004]`).
";

/// Outlets that must stand on each side: one alone may be the reader's mistake.
const OUTLETS: usize = 2;

/// Least chance that the best witnesses of the two days, held against each other, tell of one event.
const ONE_EVENT: f32 = 0.7;

/// Least evidence for each of the two days.
const MIN_EVIDENCE: f32 = 0.5;

/// Days apart from which it is no night and no dateline.
const DAYS_APART: i32 = 2;

fn check(rule: &Rule, draft: &Draft, findings: &mut Vec<Finding>) {
    let Some((record, _)) = draft.record() else { return };
    for (claim, asked) in draft.reading.claims.iter().zip(draft.claims()) {
        let Some(asked) = asked.as_ref().filter(|a| !a.claim.of_saying) else { continue };
        let stored = &asked.claim;
        let Some((timex, d001::Named::Written)) = d001::dated(rule, draft, claim, stored) else { continue };
        let Some(heard) = draft.heard(asked) else { continue };
        findings.extend(contested(rule, draft, record, timex, claim, stored, &heard));
    }
}

fn contested(
    rule: &Rule,
    draft: &Draft,
    record: &Record,
    timex: &Timex,
    claim: &Claim,
    stored: &StoredClaim,
    heard: &Heard,
) -> Option<Finding> {
    let own = stored.days.0;
    let near = |day| near(stored, day);
    // Three days are three events.
    let [(one, first), (other, second)] = heard.sides.get_or_init(|| sides(stored, heard)).as_slice() else {
        return None;
    };
    let events = |of: &[usize]| of.iter().filter_map(|&at| heard.event(at)).collect::<Vec<_>>();
    let (first, second) = (&events(first), &events(second));
    if same_event::days_apart(near(*one), near(*other)) < DAYS_APART {
        draft.note(rule, claim.span, || format!("{one} and {other}: a night or a dateline apart"));
        return None;
    }
    let alike = Candidate::new(&first.first()?.claim, record).likeness(&second.first()?.claim);
    if alike.chance < ONE_EVENT || alike.conflict || alike.elsewhere {
        draft.note(rule, claim.span, || format!("{one} and {other} may be two events ({:.2})", alike.chance));
        return None;
    }
    let are_sisters = |a: &&ClaimMatch| second.iter().any(|b| same_event::are_sisters(&a.claim, &b.claim));
    if first.iter().any(are_sisters) {
        draft.note(rule, claim.span, || format!("{one} and {other} are told apart by a word: two sister events"));
        return None;
    }
    // "July 18 to 21" is one event of several days, "Feb. 1 in Iowa, Feb. 9 in New Hampshire" are two.
    if first.iter().chain(second).any(|m| spells_out(&m.text, *one) && spells_out(&m.text, *other)) {
        draft.note(rule, claim.span, || format!("one source has both {one} and {other}"));
        return None;
    }
    if d001::has_day_near(draft, claim, if *one == own { *other } else { *one }) {
        draft.note(rule, claim.span, || format!("the draft itself has {one} and {other}"));
        return None;
    }
    let side = |day: Date, witnesses: &[&ClaimMatch]| {
        let sources = || witnesses.iter().map(|m| &*m.source);
        let count = telling::outlets(sources());
        format!("{count} have {} ({})", telling::day(day, draft.reading.date), telling::sources(sources()))
    };
    let mut finding = rule.finding(
        timex.span,
        format!(
            "the record's sources disagree on the day of {}: {}, {}",
            d001::what(claim, claim.span.of(&draft.document.text), first),
            side(*one, first),
            side(*other, second)
        ),
    );
    let shown = first.iter().chain(second);
    finding.evidence = shown.map(|m| telling::evidence_of_day(m)).collect();
    Some(finding)
}

/// A day of the record's in the year of the draft's, where it does not know its own.
fn near(stored: &StoredClaim, day: Date) -> (Date, Date) {
    same_event::in_one_year(stored.days, (day, day)).1
}

/// The days that enough outlets stand by, those of the most outlets first.
fn sides(stored: &StoredClaim, heard: &Heard) -> Vec<(Date, Vec<usize>)> {
    let outlets = |of: &[usize]| telling::outlets(of.iter().filter_map(|&at| heard.event(at)).map(|m| &*m.source));
    let mut sides: Vec<(Date, Vec<usize>)> = heard
        .days
        .iter()
        .map(|(day, voices)| (*day, voices))
        .chain([(stored.days.0, &heard.own)])
        .filter(|(_, voices)| voices.evidence(1.0) >= MIN_EVIDENCE)
        .map(|(day, voices)| (day, witnesses(stored, heard, voices, near(stored, day).0)))
        .filter(|(_, witnesses)| outlets(witnesses) >= OUTLETS)
        .collect();
    sides.sort_by_key(|(_, witnesses)| std::cmp::Reverse(outlets(witnesses)));
    sides
}

/// Those who spell a day out, the likeliest first: which week a lone weekday is in, the reader may have guessed wrong.
fn witnesses(stored: &StoredClaim, heard: &Heard, voices: &Voices, day: Date) -> Vec<usize> {
    let tells = |m: &ClaimMatch| m.claim.of_saying == stored.of_saying && spells_out(&m.text, day);
    // Without a kind of event in common it may be a killing and the newspaper after it.
    let counts =
        |v: &&Voice| v.chance >= MIN_CHANCE && heard.has_event_in_common(v.at) && heard.event(v.at).is_some_and(tells);
    voices.all.iter().filter(counts).map(|v| v.at).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, findings};

    /// An outlet a day, each in its own words: the same sentence twice is one voice.
    fn record(days: &[u8]) -> Vec<String> {
        let verbs = ["will open", "plan", "are to hold", "host"];
        let article = |(n, (day, verb)): (usize, (&u8, &str))| {
            format!(
                "---\noutlet: Paper {n}\ndate: 2021-06-10\n---\n\nMayor Ines Keller and Paul Brandt {verb} the ferry summit \
                 in Lindau on June {day}.\n"
            )
        };
        days.iter().zip(verbs).enumerate().map(article).collect()
    }

    fn codes_with(days: &[u8], draft_day: u8) -> Vec<&'static str> {
        let record = record(days);
        let draft =
            format!("Mayor Ines Keller and Paul Brandt meet for the ferry summit in Lindau on June {draft_day}.\n");
        codes(&draft, &record.iter().map(String::as_str).collect::<Vec<_>>())
    }

    #[test]
    fn two_outlets_against_two_are_told_of_whichever_day_the_draft_has() {
        let record = record(&[16, 16, 19, 19]);
        let record: Vec<&str> = record.iter().map(String::as_str).collect();
        for day in [16, 19] {
            let draft =
                format!("Mayor Ines Keller and Paul Brandt meet for the ferry summit in Lindau on June {day}.\n");
            let found = findings(&draft, &record);
            assert_eq!(found.iter().map(|f| f.code).collect::<Vec<_>>(), ["D004"], "{found:?}");
            assert_eq!(found[0].evidence.len(), 4);
            assert!(found[0].fixes.is_empty(), "which of the two is right nobody knows");
            for side in ["2 have June 16 (", "2 have June 19 ("] {
                assert!(found[0].message.contains(side), "{}", found[0].message);
            }
        }
    }

    #[test]
    fn a_killing_and_the_newspaper_after_it_are_no_disagreement() {
        let article = |outlet: &str, day: u8, text: &str| {
            format!("---\noutlet: {outlet}\ndate: 2021-06-10\n---\n\n{text} in Lindau on June {day}.\n")
        };
        let record = [
            article("The Tide", 1, "The Ferry Weekly attack by Jonas Frey shocked Mayor Ines Keller and Paul Brandt"),
            article("Lake Post", 1, "The attack on the Ferry Weekly left Mayor Ines Keller and Paul Brandt shocked"),
            article("Shore News", 8, "The Ferry Weekly of Mayor Ines Keller and Paul Brandt hung at a kiosk"),
            article("Pier", 8, "The Ferry Weekly with Mayor Ines Keller and Paul Brandt on its front lay on the table"),
        ];
        let draft = "Mayor Ines Keller and Paul Brandt spoke of the Ferry Weekly attack in Lindau on June 1.\n";
        let found = codes(draft, &record.each_ref().map(String::as_str));
        assert_eq!(found, Vec::<&str>::new());
    }

    #[test]
    fn one_outlet_against_many_is_no_split_record() {
        assert_eq!(codes_with(&[16, 16, 16, 19], 16), Vec::<&str>::new());
    }

    #[test]
    fn a_night_or_a_foreign_dateline_is_no_disagreement() {
        assert_eq!(codes_with(&[16, 16, 17, 17], 16), Vec::<&str>::new());
    }
}
