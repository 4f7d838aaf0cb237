//! Q001: words that the record gives to somebody else.

use super::names::{self, Sameness};
use super::{Draft, Edit, Finding, Fix, Rule, Severity, Statement, telling};
use crate::read::titles::title_key;
use crate::read::{Quote, Speaker};
use crate::record::QuoteMatch;
use crate::record::align::Verdict;
use crate::text::{Span, normal_words};

pub(super) const RULE: Rule =
    Rule { code: "Q001", name: "misattributed-quote", severity: Severity::Error, docs: DOCS, check };

const DOCS: &str = "\
# Q001 misattributed-quote

Words that the record gives to somebody else.

**Why it matters.** A quote in the wrong mouth is the error that readers, sources and lawyers forgive least.

**Example.** The record has `\"The harbour will stay open,\" Mayor Ines Keller said.` and the draft says
`\"The harbour will stay open,\" said Paul Brandt.` The finding names the mayor, shows the passage, and offers
her name in place of his.

**When it stays silent.** Where the draft's speaker or the record's is uncertain or has no name, where the record
itself gives the words to both, where an organisation may speak through its spokesperson, and where the words are
so common that many people say them.

**Silence it** with `<!-- onrecord: ignore Q001 -->` on the line (plain text: `[onrecord: ignore Q001]`).
";

/// Least confidence of the draft's reader in its speaker before anybody is accused.
const SURE_OF_DRAFT: f32 = 0.8;

/// Least confidence in the record's speaker.
const SURE_OF_RECORD: f32 = 0.7;

/// Fewest words that are anybody's in particular, where the record has just these.
const MIN_WORDS: usize = 3;

/// Least rarity (summed natural logarithms) of the words in common for them to be one person's: about six
/// words of which three are uncommon.
const MIN_WEIGHT: f32 = 24.0;

/// The same where the record has less than `MIN_SHARE` of the quote: a whole sentence of it.
const MIN_WEIGHT_OF_PART: f32 = 45.0;

/// Fewest words in common where something differs.
const MIN_MATCHED: u32 = 5;

/// Least rarity of words that the record has letter for letter: six everyday words, or three rare ones.
const MIN_WEIGHT_EXACT: f32 = 14.0;

/// The same where the record has them but for something cosmetic.
const MIN_WEIGHT_VERBATIM: f32 = 17.0;

/// The same for fewer than `MIN_MATCHED` words.
const MIN_WEIGHT_SHORT: f32 = 17.0;

/// Places on record that outvote one that gives the words to somebody else.
const MAJORITY: usize = 3;

/// Share of the draft's words that are the record's, from which the quote as a whole is on record.
const MIN_SHARE: f32 = 0.7;

/// How far back "he" may reach, in bytes: two or three paragraphs.
const PRONOUN_REACH: u32 = 1_500;

/// Confidence from which a speaker named beside the quote stands though the right one is named there too.
const CERTAIN: f32 = 0.97;

fn check(rule: &Rule, draft: &Draft, findings: &mut Vec<Finding>) {
    for statement in draft.statements() {
        findings.extend(misattributed(rule, draft, statement));
    }
}

fn misattributed(rule: &Rule, draft: &Draft, s: &Statement) -> Option<Finding> {
    let quote = &draft.reading.quotes[s.quote];
    let speaker = quote.speaker.as_ref().filter(|s| s.confidence >= SURE_OF_DRAFT)?;
    if draft.reading.person(speaker).is_some_and(|p| p.organisation) {
        return None;
    }
    let names = who_may_speak(draft, speaker);
    if names.is_empty() || !names.iter().all(|n| names::is_personal(n)) {
        return None;
    }
    if s.words.len() < MIN_WORDS {
        return None;
    }
    // The words must be the record's, nearly all of them, and quoted there: running text is nobody's.
    let near: Vec<&QuoteMatch> = s.matches.iter().filter(|m| is_same_statement(s, m)).collect();
    let mut others = Vec::new();
    for m in near {
        let Some(on_record) = &m.speaker else { continue };
        let Some(other) = on_record.name.as_deref() else { continue };
        let is_another = |name: &String| names::compare(name, other, draft.config) == Sameness::Different;
        // The record gives them to the draft's speaker, or may: no accusation (Q004 tells of the rest).
        if on_record.organisation || !names.iter().all(is_another) {
            return None;
        }
        if on_record.confidence >= SURE_OF_RECORD {
            others.push(m);
        }
    }
    let (right, others) = whose(draft, &others)?;
    if may_mean(draft, speaker, quote, right) {
        return None;
    }
    let mut finding = rule.finding(
        quote.span,
        format!(
            "these words are {right}'s on record ({}), not {}'s",
            telling::sources(others.iter().map(|m| &*m.source)),
            speaker.name.as_deref().unwrap_or(whole_title(draft, speaker)),
        ),
    );
    finding.evidence = others.iter().map(|m| telling::evidence(m)).collect();
    finding.fixes.push(Fix {
        title: format!("Attribute to {right}"),
        edits: vec![Edit { span: speaker.span, text: replacement(speaker, draft, right) }],
    });
    Some(finding)
}

/// Who the draft's speaker may be: the one it names, or all who hold the office on record by which it calls them
/// ("the US president"); empty where nobody is known to.
fn who_may_speak(draft: &Draft, speaker: &Speaker) -> Vec<String> {
    if let Some(name) = &speaker.name {
        return vec![name.clone()];
    }
    let Some(key) = title_key(whole_title(draft, speaker)) else { return Vec::new() };
    draft.record.map(|r| r.holders(&key)).unwrap_or_default().into_iter().map(|h| h.name).collect()
}

/// The title with the words before its last one that belong to it: the reader points at "president" in "the US
/// president".
fn whole_title<'a>(draft: &Draft<'a>, speaker: &Speaker) -> &'a str {
    let text: &'a str = &draft.document.text;
    let before = text.get(..speaker.span.start as usize).unwrap_or("");
    let line = before.rsplit(['\n', ',', '"', '\u{201C}', '\u{201D}', ';']).next().unwrap_or("");
    let modifiers = line.split_whitespace().rev().take_while(|w| {
        w.starts_with(char::is_uppercase) && !w.eq_ignore_ascii_case("the")
            || matches!(*w, "foreign" | "prime" | "vice" | "deputy" | "former")
    });
    let start = modifiers.last().map_or(speaker.span.start as usize, |w| w.as_ptr() as usize - text.as_ptr() as usize);
    text.get(start..speaker.span.end as usize).unwrap_or("")
}

fn is_same_statement(s: &Statement, m: &QuoteMatch) -> bool {
    let verbatim = m.alignment.verdict <= Verdict::Cosmetic && m.alignment.head + m.alignment.tail == 0;
    let least = match s.share(m) {
        _ if verbatim && m.alignment.matched < MIN_MATCHED => MIN_WEIGHT_SHORT,
        _ if verbatim && m.alignment.verdict == Verdict::Exact => MIN_WEIGHT_EXACT,
        _ if verbatim => MIN_WEIGHT_VERBATIM,
        share if share >= MIN_SHARE => MIN_WEIGHT,
        _ => MIN_WEIGHT_OF_PART,
    };
    m.quoted
        && m.alignment.verdict <= Verdict::Altered
        && (verbatim || m.alignment.matched >= MIN_MATCHED)
        && s.weight(m) >= least
}

/// Whether the draft may itself give the words to `right`: "he" after the right one was named, or the right
/// name beside the quote where the reader is less than certain who speaks.
fn may_mean(draft: &Draft, speaker: &Speaker, quote: &Quote, right: &str) -> bool {
    let (text, said) = (&draft.document.text, quote.span);
    let Some(name) = names::Name::of(right) else { return true };
    let mentions = |span: Span| normal_words(text, span).iter().any(|w| w.form.trim_end_matches("'s") == name.surname);
    let is_name = speaker.span.of(text).starts_with(char::is_uppercase)
        && speaker.name.as_deref().is_some_and(|n| n.contains(speaker.span.of(text).trim_end_matches('.')));
    if !is_name && speaker.name.is_some() {
        let mut from = said.start.saturating_sub(PRONOUN_REACH);
        while from > 0 && !text.is_char_boundary(from as usize) {
            from -= 1;
        }
        return mentions(Span::new(from, said.start));
    }
    if is_beside(text, speaker, quote) {
        return false;
    }
    let start = text.get(..said.start as usize).and_then(|t| t.rfind('\n')).map_or(0, |n| n + 1);
    let end = text.get(said.end as usize..).and_then(|t| t.find('\n')).map_or(text.len(), |n| n + said.end as usize);
    speaker.confidence < CERTAIN
        && (mentions(Span::new(start as u32, said.start)) || mentions(Span::new(said.end, end as u32)))
}

/// Whether a name and its verb stand right behind the quote: `"...," Smith said` leaves no doubt who speaks.
fn is_beside(text: &str, speaker: &Speaker, quote: &Quote) -> bool {
    let Some(cue) = quote.cue else { return false };
    let touch = |a: u32, b: u32| {
        text.get(a as usize..b as usize)
            .is_some_and(|t| t.chars().all(|c| c.is_whitespace() || matches!(c, ',' | '"' | '\u{201D}' | '\'')))
    };
    let (first, second) = if cue.start < speaker.span.start { (cue, speaker.span) } else { (speaker.span, cue) };
    touch(quote.span.end, first.start) && touch(first.end, second.start)
}

/// The one person to whom the record gives the words, with the places that say so: a single one that differs is
/// outvoted by `MAJORITY`, or whose the words are is contested.
fn whose<'a>(draft: &Draft, all: &[&'a QuoteMatch]) -> Option<(&'a str, Vec<&'a QuoteMatch>)> {
    let name = |m: &&'a QuoteMatch| m.speaker.as_ref().and_then(|s| s.name.as_deref());
    let personal = || all.iter().filter_map(name).filter(|n| names::is_personal(n));
    let agree = |right: &str| -> Vec<&'a QuoteMatch> {
        let is =
            |m: &&'a QuoteMatch| name(m).is_some_and(|n| names::compare(n, right, draft.config) != Sameness::Different);
        all.iter().copied().filter(is).collect()
    };
    // Ties go to the name that stands on record best.
    let (right, places) = personal().map(|n| (n, agree(n))).rev().max_by_key(|(_, places)| places.len())?;
    (places.len() == all.len() || places.len() >= MAJORITY * (all.len() - places.len())).then_some((right, places))
}

/// The right name in the form that stands there: with a possessive where there was one.
fn replacement(speaker: &Speaker, draft: &Draft, right: &str) -> String {
    let words = speaker.span.of(&draft.document.text);
    let possessive = ["'s", "\u{2019}s"].into_iter().find(|p| words.ends_with(p)).unwrap_or("");
    format!("{right}{possessive}")
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, findings, fixed};

    const HARBOUR: &str = "---\noutlet: The Tide\ndate: 2021-06-10\n---\n\n\"The harbour will stay open through the \
        winter storms,\" Mayor Ines Keller said on Thursday. Councillor Paul Brandt listened.\n";

    #[test]
    fn words_in_another_mouth_are_found_with_the_source_and_the_right_name() {
        let draft = "\"The harbour will stay open through the winter storms,\" Paul Brandt said.\n";
        let found = findings(draft, &[HARBOUR]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].code, "Q001");
        assert_eq!(found[0].message, "these words are Ines Keller's on record (The Tide), not Paul Brandt's");
        assert!(fixed(draft, &[HARBOUR]).contains("storms,\" Ines Keller said"));
    }

    #[test]
    fn the_right_speaker_by_surname_or_title_is_left_in_peace() {
        for draft in [
            "\"The harbour will stay open through the winter storms,\" Keller said.\n",
            "Mayor Ines Keller said the harbour \"will stay open through the winter storms.\"\n",
        ] {
            assert_eq!(codes(draft, &[HARBOUR]), Vec::<&str>::new(), "{draft}");
        }
    }

    #[test]
    fn a_record_that_gives_the_words_to_both_accuses_nobody() {
        let other = "\"The harbour will stay open through the winter storms,\" Paul Brandt said.\n";
        assert_eq!(codes(other, &[HARBOUR, other]), Vec::<&str>::new());
    }
}
