//! Q002: words that differ from those on record.

use super::names::{self, Sameness};
use super::{Draft, Edit, Finding, Fix, Rule, Severity, Statement, q005, telling};
use crate::lexicon::{self, Class};
use crate::record::QuoteMatch;
use crate::record::align::{Change, ChangeKind, Verdict};
use crate::text::Span;
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

pub(super) const RULE: Rule =
    Rule { code: "Q002", name: "altered-quote", severity: Severity::Warning, docs: DOCS, check };

const DOCS: &str = "\
# Q002 altered-quote

Words between quotation marks that differ from those on record. An error where a negation, a number or a name
changed, a warning where one weighty word stands for another or for its opposite, a hint where small words or endings
differ.

**Why it matters.** Quotation marks promise the very words. A dropped \"no\" turns a statement round; a changed
figure makes it false.

**Example.** The record has `\"We have no plans to close the harbour,\"` and the draft says `\"We have plans to close
the harbour.\"` The finding says that the draft drops \"no\", shows the passage, and offers the record's words.

**When it stays silent.** Case, punctuation, contractions, a bracketed gloss, an elided \"that\" and spelling
variants are cosmetic; where any source on record has the draft's very words, they are on record; where so much
differs that it may be another statement, there is nothing to accuse, and where the record has several wordings of one
statement, as translations do, no more than a hint that another wording is on record.

**Silence it** with `<!-- onrecord: ignore Q002 -->` on the line (plain text: `[onrecord: ignore Q002]`).
";

/// Fewest words of the draft that must stand on record before the others count as changed.
const MIN_MATCHED: u32 = 5;

/// Most places of difference; more is another statement or another translation.
const MAX_CHANGES: usize = 2;

/// One more for so many words that are the record's, where one and the same person speaks.
const WORDS_A_CHANGE: u32 = 16;

/// Share of the draft's words that are the record's, from which the quote as a whole is on record.
const MIN_SHARE: f32 = 0.7;

/// Least rarity of the words in common, summed: below it, two people may well say nearly the same.
const MIN_WEIGHT: f32 = 30.0;

/// The same where the record has less than `MIN_SHARE` of the quote.
const MIN_WEIGHT_OF_PART: f32 = 80.0;

/// The same where draft and record name the same speaker: with one change in all, with several, and in a part
/// with one and with several.
const MIN_WEIGHT_OF_ONE: f32 = 13.0;
const MIN_WEIGHT_OF_SAME: f32 = 18.0;
const MIN_WEIGHT_OF_SAME_PART: f32 = 18.0;
const MIN_WEIGHT_OF_SAME_PARTS: f32 = 32.0;

/// Rarity from which words of another time are the same utterance all the same, and not the like said again.
const WEIGHT_OF_ONE_UTTERANCE: f32 = 24.0;

/// Least rarity around a place where another source has the draft's very words.
const MIN_WEIGHT_ELSEWHERE: f32 = 13.0;

fn check(rule: &Rule, draft: &Draft, findings: &mut Vec<Finding>) {
    for statement in draft.statements() {
        findings.extend(altered(rule, draft, statement));
    }
}

/// What a change amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Gravity {
    /// Small words, endings, abbreviations.
    Small,
    /// Several words, or what may be another translation.
    Wording,
    /// One weighty word for another.
    Word,
    /// A word for its opposite.
    Opposite,
    /// A negation, a number, a name.
    Severe,
}

fn altered(rule: &Rule, draft: &Draft, s: &Statement) -> Option<Finding> {
    let quote = &draft.reading.quotes[s.quote];
    let text = &draft.document.text;
    if s.is_title(text) {
        return None;
    }
    let speaker = quote.speaker.as_ref().and_then(|s| s.name.as_deref());
    // Each with its changes but for those where another source has the draft's very words.
    let mut all: Vec<(&QuoteMatch, Vec<&Change>)> = Vec::new();
    for m in s.matches.iter().filter(|m| m.quoted && m.alignment.verdict == Verdict::Altered) {
        // What is cut out in silence between two sentences is Q005's to tell.
        let is_ours = |c: &&Change| !stands_elsewhere(s, c) && !q005::is_silent_cut(s, m, c, text);
        let changes: Vec<&Change> = m.alignment.changes.iter().filter(is_ours).collect();
        let why = match ties(draft, speaker, m) {
            _ if changes.is_empty() => {
                "another source has the draft's very words, or they are cut, which is Q005's to tell"
            }
            Sameness::Different => "somebody else's words, which are Q001's to judge",
            _ if turned_by_ellipsis(m) => "an ellipsis hides it, which is Q005's to tell",
            tie if !is_enough(s, m, changes.len(), tie) => "too little in common, or too many changes",
            _ => {
                all.push((m, changes));
                continue;
            }
        };
        draft.note(rule, quote.span, || {
            format!("{}: {why} (weight {:.0}, share {:.2})", telling::source_name(&m.source), s.weight(m), s.share(m))
        });
    }
    let (best, changes) = all.first()?;
    let same: Vec<&QuoteMatch> = all.iter().filter(|(_, c)| forms(c) == forms(changes)).map(|(m, _)| *m).collect();
    let gravities: Vec<Gravity> = changes.iter().map(|c| gravity(c, s, text)).collect();
    let gravest = gravities.iter().copied().max()?;
    let weighty = gravities.iter().filter(|&&g| g >= Gravity::Word).count();
    let wordings = gravities.contains(&Gravity::Wording);
    // A speaker says the like again, in other words, on another day.
    // Not where several outlets have the one wording whole: that is a known line.
    let known = telling::independent(&same).len() > 1 && s.share(best) >= MIN_SHARE;
    let again = !known
        && !Statement::is_same_news(draft, best)
        && (s.weight(best) < WEIGHT_OF_ONE_UTTERANCE || gravest == Gravity::Word && s.share(best) < MIN_SHARE);
    let severity = match gravest {
        _ if again => Severity::Hint,
        // Several sources with several wordings: translations, or each its own transcript.
        _ if all.len() > 2 && same.len() == 1 && wordings => Severity::Hint,
        Gravity::Severe => Severity::Error,
        Gravity::Opposite => Severity::Warning,
        Gravity::Word if weighty == 1 && !wordings => Severity::Warning,
        // Small words and endings differ from outlet to outlet; worth a look, no accusation.
        _ => Severity::Hint,
    };
    let accused: Vec<&Change> = if severity > Severity::Hint {
        changes.iter().zip(&gravities).filter(|(_, g)| **g >= Gravity::Word).map(|(c, _)| *c).collect()
    } else {
        changes.clone()
    };
    let who = best.speaker.as_ref().and_then(|s| s.name.as_deref());
    let sources = telling::sources(same.iter().map(|m| &*m.source));
    let message = if severity == Severity::Hint && wordings {
        let whose = who.map_or(String::new(), |n| format!(" for {n}'s words"));
        format!("another wording is on record{whose} ({sources}): {}", tell(&accused, s, text))
    } else {
        let whose = who.map_or(String::new(), |n| format!(" of {n}'s words"));
        format!("{}, against the record{whose} ({sources})", tell(&accused, s, text))
    };
    let mut finding = rule.finding(quote.span, message);
    finding.severity = severity;
    finding.evidence = same.iter().map(|m| telling::evidence(m)).collect();
    let fix = |title: &str, changes: &[&Change]| Fix {
        title: title.to_owned(),
        edits: changes.iter().map(|c| edit(c, s, text)).collect(),
    };
    finding.fixes.push(fix("Quote as on record", &accused));
    if accused.len() < changes.len() {
        finding.fixes.push(fix("Quote as on record, small words too", changes));
    }
    Some(finding)
}

/// Whether an ellipsis of the draft's is what leaves out a word that turns the rest round.
pub(super) fn turned_by_ellipsis(m: &QuoteMatch) -> bool {
    let a = &m.alignment;
    let owned = |c: &Change| {
        c.kind == ChangeKind::Negation
            && c.draft.is_empty()
            && a.skips.iter().any(|k| k.ellipsis && k.draft == c.draft.start)
    };
    a.changes.iter().any(owned)
}

/// Whether one person speaks in the draft and on record, as far as the names say.
fn ties(draft: &Draft, speaker: Option<&str>, m: &QuoteMatch) -> Sameness {
    match (speaker, m.speaker.as_ref().and_then(|s| s.name.as_deref())) {
        (Some(here), Some(there)) => names::compare(here, there, draft.config),
        _ => Sameness::Unknown,
    }
}

/// What a change amounts to.
fn gravity(c: &Change, s: &Statement, text: &str) -> Gravity {
    let draft = s.place(c.draft).of(text).to_lowercase();
    let record = c.record.to_lowercase();
    match c.kind {
        ChangeKind::Negation => Gravity::Severe,
        _ if is_abbreviated(&draft, &record) => Gravity::Small,
        ChangeKind::Number => Gravity::Severe,
        ChangeKind::Name if is_another_name(&draft, &record) => Gravity::Severe,
        _ if is_opposite(&draft, &record) => Gravity::Opposite,
        _ if is_substantial(&draft, &record) => Gravity::Word,
        _ if is_small(&draft) && is_small(&record) || is_one_word(&draft) && is_one_word(&record) => Gravity::Small,
        _ => Gravity::Wording,
    }
}

fn is_one_word(words: &str) -> bool {
    words.split_whitespace().count() == 1
}

/// Whether two names stand for each other, word for word, and are not two spellings of one.
fn is_another_name(a: &str, b: &str) -> bool {
    const LIKENESS: f64 = 0.85;
    a.split_whitespace().count() == b.split_whitespace().count()
        && !a.contains(b)
        && !b.contains(a)
        && strsim::jaro_winkler(a, b) < LIKENESS
}

/// Whether the one is short for the other: "Sen." for "Senator", "N.J." for "New Jersey", "OK" for "okay".
fn is_abbreviated(a: &str, b: &str) -> bool {
    const ORDINALS: [&str; 10] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    let short = |short: &str, long: &str| {
        // "9th" for "ninth".
        let number = short.trim_end_matches(char::is_alphabetic).parse::<usize>().ok();
        if number.and_then(|n| ORDINALS.get(n.checked_sub(1)?)).is_some_and(|o| *o == long) {
            return true;
        }
        let letters: Vec<char> = short.chars().filter(|c| c.is_alphabetic()).collect();
        let words: Vec<&str> = long.split_whitespace().collect();
        if letters.len() < 2 || short.contains(' ') {
            return false;
        }
        let initials = words.len() == letters.len() && words.iter().zip(&letters).all(|(w, l)| w.starts_with(*l));
        let mut rest = long.chars();
        let title = short.len() < long.len()
            && words.len() == 1
            && letters.len() <= 4
            && long.starts_with(letters[0])
            && lexicon::entry(lexicon::lexicon().find(long)).classes.contains(Class::TITLE)
            && letters.iter().all(|l| rest.any(|c| c == *l));
        initials || title
    };
    short(a, b) || short(b, a)
}

/// Words and their opposites, both ways.
static OPPOSITES: LazyLock<FxHashSet<(&'static str, &'static str)>> = LazyLock::new(|| {
    include_str!("../lexicon/opposites.tsv")
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|l| l.split_once('\t'))
        .flat_map(|(a, b)| [(a, b), (b, a)])
        .collect()
});

/// Whether one word stands for its opposite.
fn is_opposite(a: &str, b: &str) -> bool {
    if !is_one_word(a) || !is_one_word(b) {
        return false;
    }
    let plain = |w: &str| -> Vec<String> {
        let w = w.trim_matches(|c: char| !c.is_alphanumeric());
        let mut all = vec![w.to_owned()];
        for (ending, put) in [("ies", "y"), ("es", ""), ("s", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e")] {
            all.extend(w.strip_suffix(ending).filter(|b| b.len() > 2).map(|base| format!("{base}{put}")));
        }
        all
    };
    let (a, b) = (plain(a), plain(b));
    let prefixed = |x: &str, y: &str| {
        ["un", "in", "im", "ir", "il", "dis", "non"].iter().any(|p| x.strip_prefix(p).is_some_and(|rest| rest == y))
    };
    a.iter().any(|x| {
        b.iter().any(|y| {
            OPPOSITES.contains(&(x.as_str(), y.as_str()))
                || y.len() > 3 && prefixed(x, y)
                || x.len() > 3 && prefixed(y, x)
        })
    })
}

/// Whether some source on record has the draft's very words where another has changed ones, with enough around them
/// that it is no chance.
pub(super) fn stands_elsewhere(s: &Statement, c: &Change) -> bool {
    let first = s.words.partition_point(|w| w.span.end <= c.draft.start);
    let end = s.words.partition_point(|w| w.span.start < c.draft.end).max(first + 1);
    // What the draft leaves out stands between two of its words.
    let from = first - usize::from(c.draft.is_empty() && first > 0);
    let place = match (s.words.get(from), s.words.get(end - 1)) {
        (Some(a), Some(b)) => Span::new(a.span.start, b.span.end),
        _ => c.draft,
    };
    s.matches.iter().any(|m| {
        let a = &m.alignment;
        let covered = a.head as usize..s.words.len().saturating_sub(a.tail as usize);
        let differs = |other: &Change| {
            // A word left out between the two stands inside; one before or after them does not.
            other.draft.overlaps(place)
                || other.draft.is_empty() && place.start < other.draft.start && other.draft.start < place.end
                || other.draft == c.draft
        };
        a.verdict <= Verdict::Altered
            && covered.start <= from
            && end <= covered.end
            && s.weight(m) >= MIN_WEIGHT_ELSEWHERE
            && !a.changes.iter().any(differs)
    })
}

/// Whether a word, in small letters, says little by itself.
fn is_small_word(word: &str) -> bool {
    matches!(word, "anyone" | "anybody" | "everyone" | "everybody" | "someone" | "somebody")
        || lexicon::entry(lexicon::lexicon().find(word)).classes.intersects(Class::STOP | Class::SUBJECT_PRONOUN)
}

/// Whether words, in small letters, are at most three small ones: "they were", "it's".
fn is_small(words: &str) -> bool {
    const MOST: usize = 3;
    let small = |w: &str| {
        let (stem, ending) = w.split_once(['\'', '\u{2019}']).unwrap_or((w, ""));
        is_small_word(stem) && matches!(ending, "" | "s" | "re" | "ve" | "ll" | "d" | "m" | "t")
    };
    words.split_whitespace().count() <= MOST && words.split_whitespace().all(small)
}

/// Whether one weighty word stands for another: not a small word, not another form of the same word, not one
/// that was masked for decency.
fn is_substantial(draft: &str, record: &str) -> bool {
    let (mut here, mut there) = (draft.split_whitespace(), record.split_whitespace());
    let (Some(a), None, Some(b), None) = (here.next(), here.next(), there.next(), there.next()) else { return false };
    let weighty = |w: &str| w.chars().filter(|c| c.is_alphabetic()).count() >= 3 && !is_small(w);
    let same_head = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    weighty(a) && weighty(b) && same_head < 4.min(a.len().min(b.len()))
}

/// Whether draft and record have so much in common that the rest is changed, not another statement.
fn is_enough(s: &Statement, m: &QuoteMatch, changes: usize, tie: Sameness) -> bool {
    let a = &m.alignment;
    let part = s.share(m) < MIN_SHARE;
    let same = tie == Sameness::Same;
    let most = MAX_CHANGES + if same { (a.matched / WORDS_A_CHANGE).min(2) as usize } else { 0 };
    let least = match (same, part) {
        (true, false) if changes == 1 && a.head + a.tail == 0 => MIN_WEIGHT_OF_ONE,
        (true, false) => MIN_WEIGHT_OF_SAME,
        (true, true) if changes == 1 => MIN_WEIGHT_OF_SAME_PART,
        (true, true) => MIN_WEIGHT_OF_SAME_PARTS,
        (_, true) => MIN_WEIGHT_OF_PART,
        (false, false) => MIN_WEIGHT,
    };
    changes <= most && a.matched >= MIN_MATCHED && s.weight(m) >= least
}

fn forms(changes: &[&Change]) -> Vec<(Span, String)> {
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
                (true, _) => format!("drops \"{}\"", telling::shortened(there)),
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
    fn a_word_changed_in_a_quote_that_the_record_parts_is_found_and_put_back() {
        let parted = "\"We have no plans to close the harbour,\" Keller said. \"The two lighthouses are repaired \
            first, and the ferries go on.\"\n";
        let draft = "\"We have no plans to close the harbour. The two lighthouses are painted first, and the ferries go \
            on,\" Keller said.\n";
        let found = findings(draft, &[parted]);
        assert_eq!((found[0].code, found[0].severity), ("Q002", Severity::Warning), "{found:?}");
        assert!(fixed(draft, &[parted]).contains("lighthouses are repaired first"));
    }

    #[test]
    fn an_opposite_is_a_warning_and_a_contraction_is_put_back_whole() {
        let record = "\"I don't know why fewer ferries call at our harbour every winter,\" Mayor Ines Keller said.\n";
        let draft = "\"I don't know why more ferries call at our harbour every winter,\" Keller said.\n";
        let found = findings(draft, &[record]);
        assert_eq!((found[0].code, found[0].severity), ("Q002", Severity::Warning), "{found:?}");
        let draft = "\"I do know why fewer ferries call at our harbour every winter,\" Keller said.\n";
        assert!(fixed(draft, &[record]).starts_with("\"I don't know why fewer"), "{}", fixed(draft, &[record]));
    }

    #[test]
    fn the_first_fix_changes_what_is_accused_and_no_small_word() {
        let draft = "\"We have plans to close a harbour before the two lighthouses are repaired,\" Keller said.\n";
        assert!(fixed(draft, &[HARBOUR]).starts_with("\"We have no plans to close a harbour"));
    }

    #[test]
    fn short_forms_and_several_wordings_of_one_statement_are_no_alteration() {
        let record =
            "\"I told Senator Holm of New Jersey that the ninth harbour bill was dead,\" Mayor Ines Keller said.\n";
        let draft = "\"I told Sen. Holm of N.J. that the 9th harbour bill was dead,\" Keller said.\n";
        assert!(findings(draft, &[record]).iter().all(|f| f.severity == Severity::Hint));
        let one = "\"Whoever threatens this harbour will have to reckon with us and our fleet,\" Keller said.\n";
        let two = "\"Anyone menacing this harbour must deal with us and our fleet,\" Keller said.\n";
        let draft = "\"Those who endanger this harbour must answer to us and our fleet,\" Keller said.\n";
        assert!(findings(draft, &[one, two]).iter().all(|f| f.severity == Severity::Hint));
    }

    #[test]
    fn words_that_any_source_has_as_they_stand_are_on_record() {
        let draft = "\"We have plans to close the harbour before the two lighthouses are repaired,\" Keller said.\n";
        assert_eq!(codes(draft, &[HARBOUR, draft]), Vec::<&str>::new());
    }
}
