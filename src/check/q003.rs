//! Q003: a direct quote that is nowhere on record.

use super::{Draft, Finding, Rule, Severity, telling};
use crate::record::align::Verdict;

pub(super) const RULE: Rule =
    Rule { code: "Q003", name: "unverified-quote", severity: Severity::Hint, needs_record: true, docs: DOCS, check };

const DOCS: &str = "\
# Q003 unverified-quote

A direct quote of five words or more that is nowhere on record.

**Why it matters.** Most such quotes are the reporter's own: heard in an interview, on the phone, in the room. But an
invented or misremembered quote looks just the same, so the desk wants to know which ones nobody else has.

**Example.** The draft says `\"I shall sell the harbour to the highest bidder,\" Keller said.` and no article on
record has these words, nor anything close to them.

**When it stays silent.** Where the words stand on record, quoted or not, whole or altered (that is Q002's), where
they are fewer than five, where the marks are scare quotes or a work's title, and while a shared archive does not
answer.

**Silence it** with `<!-- onrecord: ignore Q003 -->` on the line (plain text: `[onrecord: ignore Q003]`).
";

/// The contract's: fewer words are no statement to verify.
const MIN_WORDS: usize = 5;

fn check(rule: &Rule, draft: &Draft, findings: &mut Vec<Finding>) {
    for s in draft.statements().iter().filter(|s| s.words.len() >= MIN_WORDS) {
        let quote = &draft.reading.quotes[s.quote];
        if let Some(m) = s.matches.iter().find(|m| m.alignment.verdict <= Verdict::Altered && s.is_found(m)) {
            draft.note(rule, quote.span, || {
                let (source, weight, share) = (telling::source_name(&m.source), s.weight(m), s.share(m));
                format!("{source} has it, or enough of it (weight {weight:.0}, share {share:.2})")
            });
            continue;
        }
        if !s.complete {
            draft.note(rule, quote.span, || "not found, but part of the record did not answer".to_owned());
            continue;
        }
        findings.push(rule.finding(quote.span, "this quote is nowhere on record".to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, notes};

    const HARBOUR: &str = "\"We have no plans to close the harbour before the second lighthouse is repaired,\" Mayor Ines \
        Keller said.\n";

    #[test]
    fn words_that_nobody_has_are_hinted_at() {
        let draft = "\"I shall sell the ferry to the highest bidder tomorrow,\" Keller said.\n";
        assert_eq!(codes(draft, &[HARBOUR]), ["Q003"]);
    }

    #[test]
    fn words_on_record_and_short_phrases_are_not() {
        let draft = "Keller has \"no plans to close the harbour\" and \"other plans\" too.\n";
        assert_eq!(codes(draft, &[HARBOUR]), Vec::<&str>::new());
    }

    #[test]
    fn silence_can_be_explained() {
        let draft = "Keller has \"no plans to close the harbour\" and \"other plans\" too.\n";
        let told = notes(draft, &[HARBOUR]);
        assert!(told.iter().any(|n| n.starts_with("Q003: ") && n.contains("has it, or enough of it")), "{told:?}");
    }

    #[test]
    fn a_turn_of_phrase_on_record_is_no_quote_on_record() {
        let record = "\"There are many ways that they can go home from the market,\" Keller said.\n";
        let draft = "\"There are many ways that they can pay for the lighthouse,\" Keller said.\n";
        assert!(codes(draft, &[record]).contains(&"Q003"));
    }
}
