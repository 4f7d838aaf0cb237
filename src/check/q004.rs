//! Q004: words that the record itself gives to different people.

use super::names::{self, Sameness};
use super::{Draft, Finding, Rule, Severity, Statement, telling};
use crate::record::QuoteMatch;

pub(super) const RULE: Rule = Rule {
    code: "Q004",
    name: "contested-attribution",
    severity: Severity::Warning,
    needs_record: true,
    docs: DOCS,
    check,
};

const DOCS: &str = "\
# Q004 contested-attribution

Words that the record itself gives to different people.

**Why it matters.** Somebody on record has it wrong; whoever quotes it next should know before choosing a side.

**Example.** The Tide has `\"The harbour will stay open through the winter storms,\" Ines Keller said.` and Lake Post
gives the same words to Paul Brandt. A draft that quotes them is told of both, whichever it names.

**When it stays silent.** Where fewer than two outlets stand on each side, where a speaker is uncertain or an
organisation, and where the words are so common that many people say them.

**Silence it** with `<!-- onrecord: ignore Q004 -->` on the line (plain text: `[onrecord: ignore Q004]`).
";

/// Least confidence in a recorded speaker.
const SURE: f32 = 0.85;

/// Fewest outlets on each side: one alone may be the reader's mistake.
const OUTLETS: usize = 2;

/// Least rarity of the words in common, summed: below it, two people may well say the same.
const MIN_WEIGHT: f32 = 30.0;

fn check(rule: &Rule, draft: &Draft, findings: &mut Vec<Finding>) {
    for s in draft.statements() {
        findings.extend(contested(rule, draft, s));
    }
}

fn contested(rule: &Rule, draft: &Draft, s: &Statement) -> Option<Finding> {
    if s.formula {
        return None;
    }
    let mut sides: Vec<(&str, Vec<&QuoteMatch>)> = Vec::new();
    for m in s.verbatim().filter(|m| m.quoted && s.weight(m) >= MIN_WEIGHT) {
        let Some(speaker) = m.speaker.as_ref().filter(|s| s.confidence >= SURE && !s.organisation) else { continue };
        let Some(name) = speaker.name.as_deref() else { continue };
        let mut known = sides.iter_mut().map(|side| (names::compare(side.0, name, draft.config), side));
        match known.find(|(sameness, _)| *sameness != Sameness::Different) {
            Some((_, side)) => side.1.push(m),
            None => sides.extend(names::personal(name).map(|name| (name, vec![m]))),
        }
    }
    if sides.len() > 1 {
        draft.note(rule, draft.reading.quotes[s.quote].span, || {
            let told: Vec<String> = sides
                .iter()
                .map(|(name, matches)| {
                    format!("{name} ({})", telling::count(telling::independent(matches).len(), "outlet"))
                })
                .collect();
            format!("the record has the words from {}; {OUTLETS} outlets a side are needed", told.join(", "))
        });
    }
    // Copies of one wire story are one outlet's.
    sides.retain(|(_, matches)| telling::independent(matches).len() >= OUTLETS);
    let [(one, first), (other, second), ..] = sides.as_slice() else { return None };
    let of = |matches: &[&QuoteMatch]| telling::sources(matches.iter().map(|m| &*m.source));
    let message = format!("the record gives these words to {one} ({}) and to {other} ({})", of(first), of(second));
    let mut finding = rule.finding(draft.reading.quotes[s.quote].span, message);
    finding.evidence = sides.iter().flat_map(|(_, m)| m.iter()).map(|m| telling::evidence(m)).collect();
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, notes};

    fn article(outlet: &str, speaker: &str) -> String {
        format!(
            "---\noutlet: {outlet}\n---\n\n\"The harbour will stay open through the winter storms,\" {speaker} said.\n"
        )
    }

    #[test]
    fn two_outlets_against_two_are_told_of_and_one_against_two_are_not() {
        let all = [("A", "Ines Keller"), ("B", "Ines Keller"), ("C", "Paul Brandt"), ("D", "Paul Brandt")];
        let articles: Vec<String> = all.iter().map(|(o, s)| article(o, s)).collect();
        let articles: Vec<&str> = articles.iter().map(String::as_str).collect();
        let draft = "\"The harbour will stay open through the winter storms,\" Ines Keller said.\n";
        assert_eq!(codes(draft, &articles), ["Q004"]);
        assert_eq!(codes(draft, &articles[..3]), Vec::<&str>::new());
    }

    #[test]
    fn copies_of_one_wire_story_are_one_outlet_and_silence_can_be_explained() {
        let wire = |outlet: &str| {
            let story = "\"The harbour will stay open through the winter storms,\" Paul Brandt said at the regional transport \
                conference on Thursday, drawing long applause.\n";
            format!("---\noutlet: {outlet}\n---\n\n{story}")
        };
        let (a, b) = (article("A", "Ines Keller"), article("B", "Ines Keller"));
        let (c, d) = (wire("C"), wire("D"));
        let draft = "\"The harbour will stay open through the winter storms,\" Ines Keller said.\n";
        let all = [a.as_str(), b.as_str(), c.as_str(), d.as_str()];
        assert_eq!(codes(draft, &all), Vec::<&str>::new());
        let told = notes(draft, &all);
        assert!(told.iter().any(|n| n.contains("Paul Brandt (1 outlet)")), "{told:?}");
    }

    #[test]
    fn spokespeople_and_people_of_one_surname_contest_nothing() {
        for other in ["the Harbour Board", "Paul Keller"] {
            let all = [("A", "Ines Keller"), ("B", "Ines Keller"), ("C", other), ("D", other)];
            let articles: Vec<String> = all.iter().map(|(o, s)| article(o, s)).collect();
            let articles: Vec<&str> = articles.iter().map(String::as_str).collect();
            let draft = "\"The harbour will stay open through the winter storms,\" Ines Keller said.\n";
            assert_eq!(codes(draft, &articles), Vec::<&str>::new(), "{other}");
        }
    }
}
