//! Q007: a direct quote with no speaker.

use super::{Draft, Finding, Rule, Severity};
use crate::read::QuoteKind;
use crate::text::normal_words;

pub(super) const RULE: Rule =
    Rule { code: "Q007", name: "unattributed-quote", severity: Severity::Hint, needs_record: false, docs: DOCS, check };

const DOCS: &str = "\
# Q007 unattributed-quote

A direct quote for which no speaker is found.

**Why it matters.** A reader who cannot tell who speaks will guess.

**Example.** A paragraph that is nothing but `\"We never promised a second ferry.\"`, with nobody named before it.

**When it stays silent.** For fewer than five words, for partial quotes, scare quotes and titles of works, and where a
speaker goes on from the paragraph before.

**Silence it** with `<!-- onrecord: ignore Q007 -->` on the line (plain text: `[onrecord: ignore Q007]`).
";

/// As for Q003: fewer words are no statement.
const MIN_WORDS: usize = 5;

fn check(rule: &Rule, draft: &Draft, findings: &mut Vec<Finding>) {
    for q in draft.reading.quotes.iter().filter(|q| q.speaker.is_none()) {
        let why = match () {
            () if q.scare => "scare quotes or a title",
            () if q.nested => "a quote within a quote",
            () if q.kind != QuoteKind::Direct => "part of a sentence of the writer's",
            () if normal_words(&draft.document.text, q.content).len() < MIN_WORDS => "too few words",
            () => {
                findings.push(rule.finding(q.span, "nobody is named for this quote".to_owned()));
                continue;
            }
        };
        draft.note(rule, q.span, || why.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, notes};

    const OTHER: &str = "The lake froze over.\n";

    #[test]
    fn a_quote_without_anybody_is_hinted_at_and_silence_can_be_explained() {
        let draft = "\"We never promised a second ferry to this town.\"\n";
        assert!(codes(draft, &[OTHER]).contains(&"Q007"), "{:?}", codes(draft, &[OTHER]));
        let draft = "\"We never did.\"\n";
        assert!(!codes(draft, &[OTHER]).contains(&"Q007"));
        assert!(notes(draft, &[OTHER]).iter().any(|n| n.starts_with("Q007: ")), "{:?}", notes(draft, &[OTHER]));
    }
}
