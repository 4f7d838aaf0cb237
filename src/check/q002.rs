//! Q002: words that differ from those on record.

use super::names::{self, Sameness};
use super::{Draft, Edit, Finding, Fix, Rule, Severity, Statement, telling};
use crate::lexicon::{self, Class};
use crate::record::QuoteMatch;
use crate::record::align::{Change, ChangeKind, Verdict};
use crate::text::Span;

pub(super) const RULE: Rule =
    Rule { code: "Q002", name: "altered-quote", severity: Severity::Warning, docs: DOCS, check };

const DOCS: &str = "\
# Q002 altered-quote

Words between quotation marks that differ from those on record. An error where a negation, a number or a name
changed, a warning where one weighty word stands for another, a hint where small words or endings differ.

**Why it matters.** Quotation marks promise the very words. A dropped \"no\" turns a statement round; a changed
figure makes it false.

**Example.** The record has `\"We have no plans to close the harbour,\"` and the draft says `\"We have plans to close
the harbour.\"` The finding says that the draft drops \"no\", shows the passage, and offers the record's words.

**When it stays silent.** Case, punctuation, contractions, a bracketed gloss, an elided \"that\" and spelling
variants are cosmetic; where any source on record has the draft's very words, they are on record; where so much
differs that it may be another statement or another translation, there is nothing to accuse.

**Silence it** with `<!-- onrecord: ignore Q002 -->` on the line (plain text: `[onrecord: ignore Q002]`).
";

/// Fewest words of the draft that must stand on record before the others count as changed.
const MIN_MATCHED: u32 = 5;

/// Most places of difference; more is another statement or another translation.
const MAX_CHANGES: usize = 2;

/// Share of the draft's words that are the record's, from which the quote as a whole is on record.
const MIN_SHARE: f32 = 0.7;

/// Least rarity of the words in common, summed: below it, two people may well say nearly the same.
const MIN_WEIGHT: f32 = 18.0;

/// The same where one change is all that keeps the whole quote from being the record's.
const MIN_WEIGHT_OF_WHOLE: f32 = 13.0;

/// The same where the record has less than `MIN_SHARE` of the quote.
const MIN_WEIGHT_OF_PART: f32 = 40.0;

fn check(rule: &Rule, draft: &Draft, findings: &mut Vec<Finding>) {
    for statement in draft.statements() {
        findings.extend(altered(rule, draft, statement));
    }
}

fn altered(rule: &Rule, draft: &Draft, s: &Statement) -> Option<Finding> {
    let quote = &draft.reading.quotes[s.quote];
    let speaker = quote.speaker.as_ref().and_then(|s| s.name.as_deref());
    let all: Vec<&QuoteMatch> = s
        .matches
        .iter()
        .filter(|m| m.quoted && is_altered(s, m) && may_be_theirs(draft, speaker, m))
        .filter(|m| !stands_elsewhere(s, m))
        .collect();
    let best = *all.first()?;
    let changes = &best.alignment.changes;
    let weighty: Vec<&Change> = changes.iter().collect();
    let severe = weighty.iter().any(|c| matches!(c.kind, ChangeKind::Negation | ChangeKind::Number | ChangeKind::Name));
    let same: Vec<&&QuoteMatch> =
        all.iter().filter(|m| forms(&m.alignment.changes) == forms(&best.alignment.changes)).collect();
    let who = best.speaker.as_ref().and_then(|s| s.name.as_deref());
    let whose = who.map_or(String::new(), |n| format!(" of {n}'s words"));
    let mut finding = rule.finding(
        quote.span,
        format!(
            "{}, against the record{whose} ({})",
            tell(&weighty, s, &draft.document.text),
            telling::sources(same.iter().map(|m| &*m.source))
        ),
    );
    finding.severity = match changes.as_slice() {
        _ if severe && s.share(best) >= MIN_SHARE => Severity::Error,
        changes if is_one_word_changed(changes, s, &draft.document.text) => Severity::Warning,
        // Small words and endings differ from outlet to outlet; worth a look, no accusation.
        _ => Severity::Hint,
    };
    finding.evidence = same.iter().map(|m| telling::evidence(m)).collect();
    let text = &draft.document.text;
    finding.fixes.push(Fix {
        title: "Quote as on record".to_owned(),
        edits: changes.iter().map(|c| edit(c, s, text)).collect(),
    });
    Some(finding)
}

/// Whether some source on record has the draft's very words where another has changed ones: all the changes,
/// with enough around them that it is no chance.
fn stands_elsewhere(s: &Statement, altered: &QuoteMatch) -> bool {
    let has = |m: &&QuoteMatch| {
        let a = &m.alignment;
        let covered = a.head as usize..s.words.len().saturating_sub(a.tail as usize);
        let covers = |c: &Change| {
            let first = s.words.partition_point(|w| w.span.end <= c.draft.start);
            let end = s.words.partition_point(|w| w.span.start < c.draft.end);
            // What the draft leaves out stands between two of its words.
            let left_out = c.draft.is_empty() && first > 0;
            covered.start <= first - usize::from(left_out) && end.max(first + 1) <= covered.end
        };
        a.verdict <= Verdict::Cosmetic
            && s.weight(m) >= MIN_WEIGHT_OF_WHOLE
            && altered.alignment.changes.iter().all(covers)
    };
    s.matches.iter().any(|m| has(&m))
}

/// Whether one weighty word is changed, and nothing else but small words.
fn is_one_word_changed(changes: &[Change], s: &Statement, text: &str) -> bool {
    let (weighty, rest): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(|c| is_substantial(c, s, text));
    weighty.len() == 1 && rest.iter().all(|c| is_small(c, s, text))
}

/// Whether a word, in small letters, says little by itself.
fn is_small_word(word: &str) -> bool {
    lexicon::entry(lexicon::lexicon().find(word)).classes.intersects(Class::STOP | Class::SUBJECT_PRONOUN)
}

/// Whether a change is of one small word.
fn is_small(c: &Change, s: &Statement, text: &str) -> bool {
    let small = |words: &str| match words.split_whitespace().collect::<Vec<_>>().as_slice() {
        [] => true,
        [one] => is_small_word(&one.to_lowercase()),
        _ => false,
    };
    small(s.place(c.draft).of(text)) && small(&c.record)
}

/// Whether the record's speaker may be the draft's: nearly the same words of somebody else are an echo, and
/// Q001's to judge.
fn may_be_theirs(draft: &Draft, speaker: Option<&str>, m: &QuoteMatch) -> bool {
    match (speaker, m.speaker.as_ref().and_then(|s| s.name.as_deref())) {
        (Some(here), Some(there)) => names::compare(here, there, draft.config) != Sameness::Different,
        _ => true,
    }
}

/// Whether one weighty word stands for another: not a small word, not another form of the same word, not one
/// that was masked for decency.
fn is_substantial(c: &Change, s: &Statement, text: &str) -> bool {
    let draft = s.place(c.draft).of(text).to_lowercase();
    let record = c.record.to_lowercase();
    let (mut here, mut there) = (draft.split_whitespace(), record.split_whitespace());
    let (Some(a), None, Some(b), None) = (here.next(), here.next(), there.next(), there.next()) else { return false };
    let weighty = |w: &str| w.chars().filter(|c| c.is_alphabetic()).count() >= 3 && !is_small_word(w);
    let same_head = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    weighty(a) && weighty(b) && same_head < 4.min(a.len().min(b.len()))
}

fn is_altered(s: &Statement, m: &QuoteMatch) -> bool {
    let a = &m.alignment;
    a.verdict == Verdict::Altered
        && !a.changes.is_empty()
        && a.changes.len() <= MAX_CHANGES
        && a.matched >= MIN_MATCHED
        && s.weight(m)
            >= match s.share(m) {
                share if share < MIN_SHARE => MIN_WEIGHT_OF_PART,
                _ if a.changes.len() == 1 && a.head + a.tail == 0 => MIN_WEIGHT_OF_WHOLE,
                _ => MIN_WEIGHT,
            }
}

fn forms(changes: &[Change]) -> Vec<(Span, String)> {
    changes.iter().map(|c| (c.draft, c.record.to_lowercase())).collect()
}

/// "the draft drops \"no\"", "the draft has \"three\" where it is \"one\"".
fn tell(changes: &[&Change], s: &Statement, text: &str) -> String {
    let parts: Vec<String> = changes
        .iter()
        .map(|c| {
            let here = s.place(c.draft).of(text).trim();
            let there = c.record.trim();
            match (here.is_empty(), there.is_empty()) {
                (true, _) => format!("drops \"{there}\""),
                (_, true) => format!("adds \"{here}\""),
                _ => format!("has \"{here}\" where it is \"{there}\""),
            }
        })
        .collect();
    format!("the draft {}", parts.join(" and "))
}

/// The record's words in place of the draft's, with the space that an insertion or a deletion needs.
fn edit(c: &Change, s: &Statement, text: &str) -> Edit {
    let mut span = s.place(c.draft);
    let mut words = c.record.trim().to_owned();
    let before = text.get(..span.start as usize).and_then(|t| t.chars().next_back());
    let after = text.get(span.end as usize..).and_then(|t| t.chars().next());
    if span.is_empty() {
        if before.is_some_and(char::is_alphanumeric) {
            words.insert(0, ' ');
        }
        if after.is_some_and(char::is_alphanumeric) {
            words.push(' ');
        }
    } else if words.is_empty() {
        if after == Some(' ') {
            span.end += 1;
        } else if before == Some(' ') {
            span.start -= 1;
        }
    } else if s.place(c.draft).of(text).chars().next().is_some_and(char::is_uppercase) {
        // The sentence's own capital stays.
        if let Some(first) = words.chars().next() {
            words.replace_range(..first.len_utf8(), &first.to_uppercase().to_string());
        }
    }
    Edit { span, text: words }
}

#[cfg(test)]
mod tests {
    use super::super::Severity;
    use super::super::testing::{codes, findings, fixed};

    const HARBOUR: &str = "---\noutlet: The Tide\n---\n\n\"We have no plans to close the harbour before the two \
        lighthouses are repaired,\" Mayor Ines Keller said.\n";

    #[test]
    fn a_dropped_no_is_an_error_that_the_fix_takes_back() {
        let draft = "\"We have plans to close the harbour before the two lighthouses are repaired,\" Keller said.\n";
        let found = findings(draft, &[HARBOUR]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].code, found[0].severity), ("Q002", Severity::Error));
        assert!(found[0].message.starts_with("the draft drops \"no\""), "{}", found[0].message);
        assert!(fixed(draft, &[HARBOUR]).starts_with("\"We have no plans to close"));
    }

    #[test]
    fn another_number_is_an_error() {
        let draft =
            "\"We have no plans to close the harbour before the three lighthouses are repaired,\" Keller said.\n";
        let found = findings(draft, &[HARBOUR]);
        assert_eq!((found[0].code, found[0].severity), ("Q002", Severity::Error));
    }

    #[test]
    fn a_gloss_a_contraction_and_part_of_a_sentence_are_no_alteration() {
        for draft in [
            "\"We have no plans to close the [old] harbour before the two lighthouses are repaired,\" Keller said.\n",
            "Keller said they have \"no plans to close the harbour.\"\n",
        ] {
            assert_eq!(codes(draft, &[HARBOUR]), Vec::<&str>::new(), "{draft}");
        }
    }

    #[test]
    fn words_that_any_source_has_as_they_stand_are_on_record() {
        let draft = "\"We have plans to close the harbour before the two lighthouses are repaired,\" Keller said.\n";
        assert_eq!(codes(draft, &[HARBOUR, draft]), Vec::<&str>::new());
    }
}
