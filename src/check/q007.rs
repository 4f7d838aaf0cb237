//! Q007: a direct quote with no speaker.

use super::{Draft, Finding, Rule, Severity};
use crate::read::QuoteKind;
use crate::text::normal_words;

pub(super) const RULE: Rule =
    Rule { code: "Q007", name: "unattributed-quote", severity: Severity::Hint, docs: DOCS, check };

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
    for q in &draft.reading.quotes {
        if q.kind == QuoteKind::Direct
            && q.speaker.is_none()
            && !q.scare
            && !q.nested
            && normal_words(&draft.document.text, q.content).len() >= MIN_WORDS
        {
            findings.push(rule.finding(q.span, "nobody is named for this quote".to_owned()));
        }
    }
}
