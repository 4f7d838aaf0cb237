//! Q002: words that differ from those on record.

use super::names::{self, Sameness};
use super::{Draft, Edit, Finding, Fix, Rule, Severity, Statement, q005, telling};
use crate::lexicon::{self, Class};
use crate::read::Quote;
use crate::read::people::same_given;
use crate::record::QuoteMatch;
use crate::record::align::{Change, ChangeKind, Verdict};
use crate::text::{Span, normal_words};
use regex::Regex;
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

pub(super) const RULE: Rule =
    Rule { code: "Q002", name: "altered-quote", severity: Severity::Warning, needs_record: true, docs: DOCS, check };

const DOCS: &str = "\
# Q002 altered-quote

Words between quotation marks that differ from those on record. An error where a negation, a number or a name
changed, a warning where one weighty word stands for another or for its opposite, a hint where small words or endings
differ.

**Why it matters.** Quotation marks promise the very words. A dropped \"no\" turns a statement round; a changed
figure makes it false.

**Example.** The record has `\"We have no plans to close the harbour,\"` and the draft says `\"We have plans to close
the harbour.\"` The finding says that the draft drops \"no\", shows the passage, and offers the record's words.

**When it stays silent.** Case, punctuation, contractions, a bracketed gloss, an elided \"that\", spelling
variants and styles of times and ordinals (`3.30pm`, `June 16th`) are cosmetic; where the draft denies or corrects the
words, it does not quote them; where any source on record has the draft's very words, they are on record; where so much
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

/// The same from the draft's own days, where but one word is another and turns the sentence round.
const MIN_WEIGHT_OF_NEWS: f32 = 17.0;

/// The same where the record has less than `MIN_SHARE` of the quote.
const MIN_WEIGHT_OF_PART: f32 = 80.0;

/// The same where draft and record name the same speaker: with one change in all, with several, and in a part
/// with one and with several.
const MIN_WEIGHT_OF_ONE: f32 = 13.0;
const MIN_WEIGHT_OF_SAME: f32 = 18.0;
const MIN_WEIGHT_OF_SAME_PART: f32 = 18.0;
const MIN_WEIGHT_OF_SAME_PARTS: f32 = 32.0;

/// Share of a quote from which two changed words are none of another translation, where several outlets have the same two.
const NEARLY_ALL: f32 = 0.85;

/// Rarity from which words of another time are the same utterance all the same, and not the like said again.
const WEIGHT_OF_ONE_UTTERANCE: f32 = 24.0;

/// The same where but one word of a sentence is changed.
const WEIGHT_OF_ONE_SENTENCE: f32 = 23.0;

/// Most words on either side of a change that may turn a sentence round; more are other words in its place.
const MOST_WORDS: usize = 5;

/// Fewest letters of a word that may be a slip of the record's, and from which on two of them may be wrong; most passages
/// that have such a slip, and fewest that have the word that was meant.
const SLIP_LETTERS: usize = 5;
const LONG_SLIP_LETTERS: usize = 8;
const SLIP_PASSAGES: u64 = 2;
const WORD_PASSAGES: u64 = 20;

/// How far apart in the draft two changes may stand that make one, in words.
const FAR: usize = 4;

/// Words of a name that a message can hold.
const LONGEST_NAME: usize = 4;

/// Fewest words around a change, up to the next one on either side, and their least rarity, that are one sentence
/// whatever differs elsewhere in a long quote.
const FRAME_WORDS: usize = 7;
const FRAME_WEIGHT: f32 = 15.0;

/// Share of a quote's words and their least rarity from which a place without quotation marks has the very text.
const MIN_SHARE_OF_DOCUMENT: f32 = 0.9;
const MIN_WEIGHT_OF_DOCUMENT: f32 = 50.0;

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
        draft.note(rule, quote.span, || "a work's title".to_owned());
        return None;
    }
    let mut all: Vec<Altered> = Vec::new();
    let altered = |m: &&QuoteMatch| m.alignment.verdict == Verdict::Altered && !draft.is_own(&m.source);
    for m in s.matches.iter().filter(altered) {
        let found = Altered::of(draft, s, m);
        draft.note(rule, quote.span, || {
            let why = match &found {
                Ok(found) => tell(&found.all().collect::<Vec<_>>(), s, text),
                Err(why) => (*why).to_owned(),
            };
            format!("{}: {why} (weight {:.0}, share {:.2})", telling::source_name(&m.source), s.weight(m), s.share(m))
        });
        all.extend(found);
    }
    // Asked only where there is something to tell: most quotes are as they were said.
    if !all.is_empty() && draft.takes_back(quote.span) {
        draft.note(rule, quote.span, || "the draft takes the words back, or says that they were not said".to_owned());
        return None;
    }
    // Another place tells more where the likest has several wordings and others one word that it has too.
    let weighed = |a| (a, severity(draft, s, &all, a));
    let told = |(_, severity): &(&Altered, Severity)| *severity > Severity::Hint;
    let likest = weighed(all.first()?);
    let mut attested = all.iter().filter(|a| is_attested(draft, a, &all)).map(weighed);
    let (best, severity) = if told(&likest) { likest } else { attested.find(told).unwrap_or(likest) };
    let same = same_places(best, &all);
    draft.note(rule, quote.span, || {
        let why = if severity == Severity::Hint {
            "a hint: small words, other wordings, or from another time"
        } else {
            "told"
        };
        format!("{}: {why}", telling::source_name(&best.place.source))
    });
    let accused: Vec<&Change> = if severity > Severity::Hint { best.weighty().collect() } else { best.all().collect() };
    // A long name is one with something else stuck to it.
    let who = best.place.speaker.as_ref().and_then(|s| names::personal(s.name.as_deref()?));
    let who = who.filter(|n| n.split_whitespace().count() <= LONGEST_NAME);
    let sources = telling::sources(same.iter().map(|m| &*m.source));
    let wordings = best.changes.iter().any(|(_, g)| *g == Gravity::Wording);
    let message = if severity == Severity::Hint && wordings {
        let whose = who.map_or(String::new(), |n| format!(" for {n}'s words"));
        format!("another wording is on record{whose} ({sources}): {}", tell(&accused, s, text))
    } else {
        let whose = who.map_or(String::new(), |n| format!(" of {n}'s words"));
        format!("{}, against the record{whose} ({sources})", tell(&accused, s, text))
    };
    let mut finding = rule.finding(quote.span, message);
    finding.severity = severity;
    finding.evidence = telling::evidences(&same);
    let fix = |title: &str, changes: &[&Change]| Fix {
        title: title.to_owned(),
        edits: changes.iter().map(|c| edit(c, s, text)).collect(),
    };
    finding.fixes.push(fix("Quote as on record", &accused));
    if accused.len() < best.changes.len() {
        let everything: Vec<&Change> = best.all().collect();
        finding.fixes.push(fix("Quote as on record, small words too", &everything));
    }
    Some(finding)
}

/// A place on record whose words the draft has with changes.
struct Altered<'a> {
    place: &'a QuoteMatch,
    /// Without those where another source has the draft's very words; each with what it amounts to.
    changes: Vec<(&'a Change, Gravity)>,
    /// Whether one and the same person speaks here and there.
    same_speaker: bool,
}

impl<'a> Altered<'a> {
    /// `Err` says why there is nothing to tell.
    fn of(draft: &Draft, s: &Statement, m: &'a QuoteMatch) -> Result<Altered<'a>, &'static str> {
        let text = &draft.document.text;
        if !m.quoted && !is_document(s, m) {
            return Err("not between quotation marks there");
        }
        // What is cut out in silence between two sentences is Q005's to tell.
        let is_ours =
            |c: &&Change| !stands_elsewhere(s, c) && !stands_apart(s, m, c) && !q005::is_silent_cut(s, m, c, text);
        let changes: Vec<&Change> = m.alignment.changes.iter().filter(is_ours).collect();
        if changes.is_empty() {
            return Err("another source has the draft's very words, or they are cut, which is Q005's to tell");
        }
        let tie = ties(draft, &draft.reading.quotes[s.quote], m);
        if tie == Sameness::Different {
            return Err("somebody else's words, which are Q001's to judge");
        }
        if turned_by_ellipsis(m) {
            return Err("an ellipsis hides it, which is Q005's to tell");
        }
        let (moved, cancelled) = (moved(&changes, s, text), cancelled(&changes, s));
        let graded = |c: &'a Change| match gravity(c, s, text) {
            _ if moved.contains(&c) || is_same_time(c, s, text, &m.text) => Gravity::Small,
            gravity if cancelled.contains(&c) => gravity.min(Gravity::Wording),
            // "Ines Keller, thank you for being with us": the next guest is thanked in the same words.
            gravity if is_addressed(c, s, text) && !Statement::is_same_news(draft, m) => gravity.min(Gravity::Wording),
            gravity if gravity >= Gravity::Word && is_slip_of_record(draft, s, c) => Gravity::Small,
            gravity => gravity,
        };
        let mut changes: Vec<(&Change, Gravity)> = changes.into_iter().map(|c| (c, graded(c))).collect();
        // What turns a sentence of the news round is told by fewer words; a word for another may be another's words.
        let turned = Statement::is_same_news(draft, m) && changes.iter().all(|(_, g)| *g >= Gravity::Opposite);
        if !is_enough(s, m, changes.len() - moved.len() / 2, tie, turned) {
            // Too much differs, but a sentence in it may be the same but for one word. Where several weighty words
            // differ, they are those of another translation.
            let weighty = changes.iter().filter(|(_, g)| *g >= Gravity::Word).count();
            for (c, gravity) in &mut changes {
                let several = *gravity == Gravity::Word && weighty > 1;
                if *gravity >= Gravity::Word && (several || !is_framed(s, m, c)) {
                    *gravity = Gravity::Wording;
                }
            }
            if tie != Sameness::Same || !changes.iter().any(|(_, g)| *g >= Gravity::Word) {
                return Err("too little in common, or too many changes");
            }
        }
        Ok(Altered { place: m, changes, same_speaker: tie == Sameness::Same })
    }

    fn all(&self) -> impl Iterator<Item = &'a Change> {
        self.changes.iter().map(|(c, _)| *c)
    }

    /// The changes that are worth an accusation.
    fn weighty(&self) -> impl Iterator<Item = &'a Change> {
        self.changes.iter().filter(|(_, g)| *g >= Gravity::Word).map(|(c, _)| *c)
    }

    fn gravest(&self) -> Gravity {
        self.changes.iter().map(|(_, g)| *g).max().unwrap_or(Gravity::Small)
    }

    fn has(&self, change: &Change) -> bool {
        self.all().any(|c| c.draft == change.draft && c.record.eq_ignore_ascii_case(&change.record))
    }

    fn forms(&self) -> Vec<(Span, String)> {
        self.all().map(|c| (c.draft, c.record.to_lowercase())).collect()
    }
}

/// The places that have the record's words where the draft has others.
fn same_places<'a>(best: &Altered, all: &[Altered<'a>]) -> Vec<&'a QuoteMatch> {
    all.iter()
        .filter(|a| best.weighty().all(|w| a.has(w)) && (best.gravest() >= Gravity::Word || a.forms() == best.forms()))
        .map(|a| a.place)
        .collect()
}

/// Whether several outlets have, from the same days, the one word that the draft has not, where nothing else differs.
fn is_attested(draft: &Draft, best: &Altered, all: &[Altered]) -> bool {
    best.weighty().count() == 1
        && best.changes.len() == 1
        && Statement::is_same_news(draft, best.place)
        && telling::independent(&same_places(best, all)).len() > 1
}

/// How much a place's changes matter, `all` that the record has of the quote considered.
fn severity(draft: &Draft, s: &Statement, all: &[Altered], best: &Altered) -> Severity {
    let m = best.place;
    let same = same_places(best, all);
    let (gravest, share) = (best.gravest(), s.share(m));
    let wordings = best.changes.iter().any(|(_, g)| *g == Gravity::Wording);
    let framed = || best.same_speaker && best.weighty().all(|c| is_framed(s, m, c));
    let one_word = best.weighty().count() == 1 && (!wordings || framed());
    // A speaker says the like again, in other words, on another day.
    // Not where several outlets have the one wording whole: that is a known line.
    let quote = &draft.reading.quotes[s.quote];
    let others =
        s.matches.iter().filter(|o| o.quoted && same_changes(best, o) && ties(draft, quote, o) != Sameness::Different);
    let attested: Vec<&QuoteMatch> = same.iter().copied().chain(others).collect();
    let known = telling::independent(&attested).len() > 1 && attested.iter().any(|m| s.share(m) >= MIN_SHARE);
    // One word alone in a frame that has all the rest.
    let alone = best.changes.len() == 1 && framed() && s.weight(m) >= WEIGHT_OF_ONE_SENTENCE;
    let again = !known
        && !alone
        && !Statement::is_same_news(draft, m)
        && (s.weight(m) < WEIGHT_OF_ONE_UTTERANCE || gravest == Gravity::Word && share < MIN_SHARE);
    let exactly = all.iter().filter(|a| a.forms() == best.forms()).count();
    // Who has another part of the quote says nothing of these words.
    let asked = all.iter().filter(|a| best.weighty().all(|c| covers(s, a.place, c))).count();
    let two_words = best.weighty().count() == 2
        && !wordings
        && share >= NEARLY_ALL
        && same.len() == asked
        && telling::independent(&same).len() > 1;
    match gravest {
        _ if again => Severity::Hint,
        // Several sources with several wordings: translations, or each its own transcript. Not where all have the one
        // word that the draft has not.
        _ if all.len() > 2 && exactly == 1 && wordings && same.len() < asked => Severity::Hint,
        Gravity::Severe => Severity::Error,
        Gravity::Opposite => Severity::Warning,
        Gravity::Word if one_word || two_words => Severity::Warning,
        // Small words and endings differ from outlet to outlet; worth a look, no accusation.
        _ => Severity::Hint,
    }
}

/// Whether a change is of the name with which a quote begins by addressing somebody.
fn is_addressed(c: &Change, s: &Statement, text: &str) -> bool {
    let behind = text.get(s.place(c.draft).end as usize..);
    c.kind == ChangeKind::Name && s.words_of(c.draft).start == 0 && behind.is_some_and(|t| t.starts_with(','))
}

/// Whether a place on record has the stretch of the quote in which a change is.
fn covers(s: &Statement, m: &QuoteMatch, c: &Change) -> bool {
    let (own, covered) = (s.words_of(c.draft), s.covered(m));
    covered.start <= own.start && own.end <= covered.end
}

/// Whether a place on record has all the weighty changes of another.
fn same_changes(found: &Altered, m: &QuoteMatch) -> bool {
    let has =
        |w: &Change| m.alignment.changes.iter().any(|c| c.draft == w.draft && c.record.eq_ignore_ascii_case(&w.record));
    found.weighty().next().is_some() && found.weighty().all(has)
}

/// Whether the words around a change, up to the next one on either side, are so many that they are the same sentence,
/// whatever differs elsewhere.
fn is_framed(s: &Statement, m: &QuoteMatch, c: &Change) -> bool {
    let own = s.words_of(c.draft);
    let std::ops::Range { start: mut from, end: mut to } = s.covered(m);
    for other in m.alignment.changes.iter().filter(|o| *o != c) {
        let its = s.words_of(other.draft);
        if its.end <= own.start {
            from = from.max(its.end);
        }
        if own.end <= its.start {
            to = to.min(its.start);
        }
    }
    let around = || (from..own.start).chain(own.end..to);
    let weight: f32 = around().filter_map(|i| s.rarities.get(i)).sum();
    around().count() >= FRAME_WORDS && weight >= FRAME_WEIGHT
}

/// The changes that are one word in another place: "there is simply no", "simply there is no".
fn moved<'a>(changes: &[&'a Change], s: &Statement, text: &str) -> Vec<&'a Change> {
    let here = |c: &Change| s.place(c.draft).of(text).trim().to_lowercase();
    let swaps = |gone: &Change, come: &Change| {
        gone.draft.is_empty() && come.record.is_empty() && gone.record.trim().to_lowercase() == here(come)
    };
    in_pairs(changes, s, |a, b| swaps(a, b) || swaps(b, a))
}

/// The negations of the one side that the other has in another word: "don't pay attention", "pay no attention".
fn cancelled<'a>(changes: &[&'a Change], s: &Statement) -> Vec<&'a Change> {
    in_pairs(changes, s, |a, b| a.kind == ChangeKind::Negation && b.kind == ChangeKind::Negation)
}

/// The changes that are one with the change beside them, each in one pair only.
fn in_pairs<'a>(changes: &[&'a Change], s: &Statement, is_one: impl Fn(&Change, &Change) -> bool) -> Vec<&'a Change> {
    let mut out = Vec::new();
    for pair in changes.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let apart = s.words_of(b.draft).start.saturating_sub(s.words_of(a.draft).end);
        if apart <= FAR && is_one(a, b) && !out.contains(&a) {
            out.extend([a, b]);
        }
    }
    out
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

/// Whether one person speaks in the draft and on record, as far as the names say. An organisation may speak through
/// anybody.
fn ties(draft: &Draft, quote: &Quote, m: &QuoteMatch) -> Sameness {
    let (Some(here), Some(there)) = (&quote.speaker, &m.speaker) else { return Sameness::Unknown };
    let (Some(name), Some(other)) = (&here.name, &there.name) else { return Sameness::Unknown };
    let organisation = there.organisation || draft.reading.person(here).is_some_and(|p| p.organisation);
    match names::compare(name, other, draft.config) {
        Sameness::Different if organisation => Sameness::Unknown,
        sameness => sameness,
    }
}

/// What a change amounts to.
fn gravity(c: &Change, s: &Statement, text: &str) -> Gravity {
    let draft = s.place(c.draft).of(text).to_lowercase();
    let record = c.record.to_lowercase();
    let longest = draft.split_whitespace().count().max(record.split_whitespace().count());
    match c.kind {
        // "No. 10" is no negation.
        _ if is_numero(&draft, &record) => Gravity::Small,
        // Whether it rained or not.
        ChangeKind::Negation if draft.is_empty() && record == "or not" || draft == "or not" && record.is_empty() => {
            Gravity::Small
        }
        // Many words in place of others are another sentence, or the writer's own where a mark is missing.
        ChangeKind::Negation if longest > MOST_WORDS => Gravity::Wording,
        ChangeKind::Negation => Gravity::Severe,
        _ if is_written_otherwise(&draft, &record) => Gravity::Small,
        ChangeKind::Number => Gravity::Severe,
        ChangeKind::Name if is_called_otherwise(&draft, &record) => Gravity::Small,
        ChangeKind::Name if is_another_name(&draft, &record) => Gravity::Severe,
        _ if is_opposite(&draft, &record) => Gravity::Opposite,
        _ if is_substantial(&draft, &record) => Gravity::Word,
        _ if has_opposite(&draft, &record) => Gravity::Opposite,
        _ if is_small(&draft) && is_small(&record) || is_one_word(&draft) && is_one_word(&record) => Gravity::Small,
        _ => Gravity::Wording,
    }
}

/// Whether it is the record that has a letter wrong: its word is all but nowhere else on record, and the draft's, a letter
/// off or of a long word two, is in many places.
fn is_slip_of_record(draft: &Draft, s: &Statement, c: &Change) -> bool {
    let Some((record, _)) = draft.record() else { return false };
    let plain = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let (here, there) = (plain(s.place(c.draft).of(&draft.document.text)), plain(&c.record));
    c.kind == ChangeKind::Word
        && is_one_word(&here)
        && is_one_word(&there)
        && there.len() >= SLIP_LETTERS
        && strsim::osa_distance(&here, &there) <= if there.len() >= LONG_SLIP_LETTERS { 2 } else { 1 }
        && record.passages_with(&there) <= SLIP_PASSAGES
        && record.passages_with(&here) >= WORD_PASSAGES
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

/// Whether the two are ways of writing one thing.
fn is_written_otherwise(a: &str, b: &str) -> bool {
    // "rehydrated" and "re-hydrated"
    let joined = |w: &str| w.replace(['-', ' '], "");
    // "HB 757", of a record that has "House Bill" and no more.
    let shorter = |a: &str, b: &str| {
        a.split_once(' ').is_some_and(|(short, number)| number.parse::<u32>().is_ok() && is_abbreviated(short, b))
    };
    let is_shorter = || shorter(a, b) || shorter(b, a);
    let is_same_time = || is_same_day(a, b) || is_same_count(a, b);
    is_abbreviated(a, b) || is_shorter() || is_same_time() || is_clipped(a, b) || joined(a) == joined(b)
}

/// Whether the one is the other's number with an ordinal's ending: "June 16th", "June 16".
fn is_same_count(a: &str, b: &str) -> bool {
    let digits = |w: &str| w.bytes().all(|b| b.is_ascii_digit());
    let ordinal = |long: &str, short: &str| {
        let ending = long.strip_prefix(short).filter(|_| !short.is_empty() && digits(short));
        ending.is_some_and(|e| matches!(e, "st" | "nd" | "rd" | "th"))
    };
    ordinal(a, b) || ordinal(b, a)
}

/// Whether the one is short for "number": "No. 10".
fn is_numero(a: &str, b: &str) -> bool {
    let short = |short: &str, long: &str| matches!(short, "no" | "no." | "nr" | "nr.") && long == "number";
    short(a, b) || short(b, a)
}

/// Times of day: hours, minutes, and whether before or after noon, as far as they are written.
static CLOCKS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\b(\d{1,2})(?:[:.](\d{2}))?(?:\s*([ap])\.?\s?m\b\.?)?").ok());

/// The times of day in a text, each with where it stands: minutes since midnight or noon, and which, where that is written.
fn clocks(text: &str) -> Vec<(Span, u32, Option<bool>)> {
    let of = |found: regex::Captures| {
        let number = |i| found.get(i).and_then(|m| m.as_str().parse::<u32>().ok());
        let (hour, minute) = (number(1)?, number(2));
        let half = found.get(3).map(|m| m.as_str().eq_ignore_ascii_case("p"));
        let is_time = (minute.is_some() || half.is_some()) && hour < 24 && minute.unwrap_or(0) < 60;
        let half = half.or((hour > 12).then_some(true));
        let at = found.get(0)?;
        is_time.then(|| (Span::from(at.start()..at.end()), hour % 12 * 60 + minute.unwrap_or(0), half))
    };
    CLOCKS.iter().flat_map(|c| c.captures_iter(text)).filter_map(of).collect()
}

/// Whether a change lies in a time of day that the record has too, written otherwise: "3.30pm", "3:30 p.m.", "15:30".
fn is_same_time(c: &Change, s: &Statement, text: &str, record: &str) -> bool {
    /// Bytes around a change in which its time stands.
    const AROUND: u32 = 12;
    let place = s.place(c.draft);
    let from = text.floor_char_boundary(place.start.saturating_sub(AROUND) as usize) as u32;
    let to = text.ceil_char_boundary((place.end + AROUND) as usize) as u32;
    let here = clocks(Span::new(from, to).of(text));
    let within = |span: Span| from + span.start <= place.start && place.end <= from + span.end + 1;
    let same = |one: Option<bool>, other: Option<bool>| one.is_none() || other.is_none() || one == other;
    here.iter()
        .filter(|(span, ..)| within(*span))
        .any(|(_, minutes, half)| clocks(record).iter().any(|(_, m, h)| m == minutes && same(*half, *h)))
}

/// American states, abbreviated without periods and in full.
static STATES: LazyLock<FxHashSet<(&'static str, &'static str)>> =
    LazyLock::new(|| lexicon::pairs(include_str!("../lexicon/state_abbreviations.tsv")).collect());

/// Whether the one is short for the other: "Sen." for "Senator", "N.J." for "New Jersey", "OK" for "okay".
fn is_abbreviated(a: &str, b: &str) -> bool {
    let short = |short: &str, long: &str| {
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
        let state = || STATES.contains(&(short.replace('.', "").as_str(), long));
        initials || title || state()
    };
    short(a, b) || short(b, a)
}

/// Whether somebody of one surname is called by a short form of the given name, or addressed in place of it: "Steve" for
/// "Stephen", "Mrs." for "Ines".
fn is_called_otherwise(a: &str, b: &str) -> bool {
    let addresses = |w: &str| matches!(w.trim_end_matches('.'), "mr" | "mrs" | "ms" | "miss" | "dr");
    is_one_word(a) && is_one_word(b) && (same_given(a, b) || addresses(a) != addresses(b))
}

/// Words with their beginning clipped, and whole.
static CLIPPED: LazyLock<FxHashSet<(&'static str, &'static str)>> =
    LazyLock::new(|| lexicon::pairs(include_str!("../lexicon/clipped.tsv")).collect());

/// Whether the one is the other with its beginning clipped: "'cause" for "because".
fn is_clipped(a: &str, b: &str) -> bool {
    CLIPPED.contains(&(a, b)) || CLIPPED.contains(&(b, a))
}

/// Whether two ways of writing are one day of the year: "9/11" and "September 11th".
fn is_same_day(a: &str, b: &str) -> bool {
    let number = |w: &str| w.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse::<u16>().ok();
    let in_figures = |w: &str| w.split_once('/').and_then(|(month, day)| Some((number(month)?, number(day)?)));
    let in_words = |w: &str| {
        let (month, day) = w.split_once(' ')?;
        let entry = lexicon::entry(lexicon::lexicon().find(month.trim_end_matches('.')));
        entry.classes.contains(Class::MONTH).then_some((entry.number, number(day)?))
    };
    let same = |a: &str, b: &str| in_figures(a).is_some_and(|day| in_words(b) == Some(day));
    same(a, b) || same(b, a)
}

/// Whether of as many words on either side one stands for its opposite, and the others are small.
fn has_opposite(a: &str, b: &str) -> bool {
    if a.split_whitespace().count() != b.split_whitespace().count() {
        return false;
    }
    let pairs = || a.split_whitespace().zip(b.split_whitespace()).filter(|(a, b)| a != b);
    let opposite = |(a, b): &(&str, &str)| is_opposite(a, b);
    pairs().filter(opposite).count() == 1
        && pairs().filter(|p| !opposite(p)).all(|(a, b)| is_small_word(a) && is_small_word(b))
}

/// Words and their opposites, both ways.
static OPPOSITES: LazyLock<FxHashSet<(&'static str, &'static str)>> = LazyLock::new(|| {
    lexicon::pairs(include_str!("../lexicon/opposites.tsv")).flat_map(|(a, b)| [(a, b), (b, a)]).collect()
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
    let words = s.words_of(c.draft);
    let (first, end) = (words.start, words.end.max(words.start + 1));
    // What the draft leaves out stands between two of its words.
    let from = first - usize::from(c.draft.is_empty() && first > 0);
    let place = match (s.words.get(from), s.words.get(end - 1)) {
        (Some(a), Some(b)) => Span::new(a.span.start, b.span.end),
        _ => c.draft,
    };
    let most = s.matches.iter().map(|m| s.weight(m)).fold(0.0, f32::max);
    s.matches.iter().any(|m| {
        // What a writer tells in like words is another text than the one that has most of the quote.
        let least = if m.quoted { MIN_WEIGHT_ELSEWHERE } else { MIN_WEIGHT_ELSEWHERE.max(most / 2.0) };
        let a = &m.alignment;
        let covered = s.covered(m);
        let differs = |other: &Change| {
            // A word left out between the two stands inside; one before or after them does not.
            other.draft.overlaps(place)
                || other.draft.is_empty() && place.start < other.draft.start && other.draft.start < place.end
                || other.draft == c.draft
        };
        // What its ellipsis stands for nobody knows.
        let attested = || {
            let cut = m.text.contains("...") || m.text.contains('\u{2026}');
            let own = s.words.get(words.clone()).unwrap_or(&[]);
            !cut || {
                let theirs = normal_words(&m.text, Span::from(0..m.text.len()));
                own.iter().all(|w| theirs.iter().any(|t| t.form == w.form))
            }
        };
        // A word by itself, the others about it not the draft's, is there by chance.
        let beside = |i: usize| {
            let word = s.words.get(i).map(|w| w.span);
            covered.contains(&i) && word.is_some_and(|w| !a.changes.iter().any(|c| c.draft.overlaps(w)))
        };
        let in_company = c.draft.is_empty() || first.checked_sub(1).is_some_and(beside) || beside(end);
        in_company
            && a.verdict <= Verdict::Altered
            && covered.start <= from
            && end <= covered.end
            && s.weight(m) >= least
            && !a.changes.iter().any(differs)
            && attested()
    })
}

/// Whether a place without quotation marks has so much of a quote that it is the very text: a letter, a transcript.
fn is_document(s: &Statement, m: &QuoteMatch) -> bool {
    let enough = s.share(m) >= MIN_SHARE_OF_DOCUMENT && s.weight(m) >= MIN_WEIGHT_OF_DOCUMENT;
    // Between two posts stands who has signed the first.
    enough && m.alignment.changes.len() == 1 && !m.text.contains('\n')
}

/// Whether the draft has the words that it seems to leave out further on, or has had them: sentences in another order.
fn stands_apart(s: &Statement, m: &QuoteMatch, c: &Change) -> bool {
    const FEWEST: usize = 3;
    let covered = s.covered(m);
    let left_out = normal_words(&c.record, Span::from(0..c.record.len()));
    let beyond = || s.words.iter().take(covered.start).chain(s.words.iter().skip(covered.end));
    c.draft.is_empty() && left_out.len() >= FEWEST && left_out.iter().all(|w| beyond().any(|b| b.form == w.form))
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
    // "b--ch", "f***"
    let masked = |w: &str| w.contains("--") || w.contains('*');
    let weighty = |w: &str| w.chars().filter(|c| c.is_alphabetic()).count() >= 3 && !is_small(w) && !masked(w);
    let same_head = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    weighty(a) && weighty(b) && same_head < 4.min(a.len().min(b.len()))
}

/// Whether draft and record have so much in common that the rest is changed, not another statement.
///
/// `turned` is whether it is news of the same days that the changes turn round.
fn is_enough(s: &Statement, m: &QuoteMatch, changes: usize, tie: Sameness, turned: bool) -> bool {
    let a = &m.alignment;
    let part = s.share(m) < MIN_SHARE;
    let same = tie == Sameness::Same;
    let most = MAX_CHANGES + if same { (a.matched / WORDS_A_CHANGE).min(2) as usize } else { 0 };
    let least = match (same, part) {
        (true, false) if changes == 1 => MIN_WEIGHT_OF_ONE,
        (true, false) => MIN_WEIGHT_OF_SAME,
        (true, true) if changes == 1 => MIN_WEIGHT_OF_SAME_PART,
        (true, true) => MIN_WEIGHT_OF_SAME_PARTS,
        (_, true) => MIN_WEIGHT_OF_PART,
        (false, false) if turned && changes == 1 && s.share(m) >= NEARLY_ALL => MIN_WEIGHT_OF_NEWS,
        (false, false) => MIN_WEIGHT,
    };
    changes <= most && a.matched >= MIN_MATCHED && s.weight(m) >= least
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
    use super::super::testing::{codes, findings, fixed, notes};

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
    fn the_first_and_the_last_word_of_a_quote_are_words_of_it() {
        let outlet = "---\noutlet: The Tide\n---\n\n\"Twelve ferries will not be mended before the first storm in Norway,\" \
            Mayor Ines Keller said.\n";
        for (said, code) in [
            ("Twelve ferries will not be mended before the first storm in Sweden", vec!["Q002"]),
            ("Twenty ferries will not be mended before the first storm in Norway", vec!["Q002"]),
            ("Twelve ferries will not be mended before the first storm in Norway", vec![]),
            ("ferries will not be mended before the first storm", vec![]),
        ] {
            assert_eq!(codes(&format!("\"{said},\" Keller said.\n"), &[outlet]), code, "{said}");
        }
    }

    #[test]
    fn a_time_a_day_or_a_number_written_in_another_style_is_no_change() {
        let outlet = "---\noutlet: The Tide\n---\n\n\"The council of Number 10 rang me at 3:30 p.m. on June 16 about the \
            flooded tunnel,\" Mayor Ines Keller said.\n";
        for (said, found) in [
            ("The council of Number 10 rang me at 3.30pm on June 16 about the flooded tunnel", false),
            ("The council of Number 10 rang me at 15:30 on June 16 about the flooded tunnel", false),
            ("The council of Number 10 rang me at 3:30 p.m. on June 16th about the flooded tunnel", false),
            ("The council of No. 10 rang me at 3:30 p.m. on June 16 about the flooded tunnel", false),
            ("The council of Number 10 rang me at 4:30 p.m. on June 16 about the flooded tunnel", true),
            ("The council of Number 10 rang me at 3:30 p.m. on June 17th about the flooded tunnel", true),
        ] {
            let told = findings(&format!("\"{said},\" Keller said.\n"), &[outlet]);
            assert_eq!(told.iter().any(|f| f.severity > Severity::Hint), found, "{said}: {told:?}");
        }
    }

    #[test]
    fn what_the_draft_takes_back_is_not_held_against_it() {
        let said = "\"We have plans to close the harbour before the two lighthouses are repaired\"";
        for draft in [
            format!("Correction: An earlier version of this story quoted Ines Keller as saying {said}.\n"),
            format!("Some outlets misquoted Ines Keller as saying {said}.\n"),
            format!("Ines Keller denied having said {said}.\n"),
        ] {
            assert_eq!(codes(&draft, &[HARBOUR]), Vec::<&str>::new(), "{draft}");
        }
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
    fn a_letter_printed_without_quotation_marks_is_the_very_text() {
        let letter = "The letter reads:\n\nWe have seen the dredging tenders, the keepers' pensions and the northern \
            breakwater, and the council will pay for none of them before the lighthouses are repaired by the guild.\n";
        let draft = "\"We have seen the dredging tenders, the keepers' pensions and the southern breakwater, and the \
            council will pay for none of them before the lighthouses are repaired by the guild,\" Keller wrote.\n";
        assert_eq!(codes(draft, &[letter]), ["Q002"]);
        // A writer may tell a short one in other words.
        let told = "They have no plans to close the harbour before the lighthouses are repaired.\n";
        let draft = "\"They have no plans to close the harbour before the lighthouses are painted,\" Keller said.\n";
        assert!(codes(draft, &[told]).is_empty());
    }

    #[test]
    fn a_word_that_stands_elsewhere_by_chance_attests_nothing() {
        let record =
            "\"We saw it in the smugglers' harbour tolls that followed the winter storm,\" Ines Keller said.\n";
        let chance = "So-called smugglers' harbour tolls formally separated. The winter was long.\n";
        let draft = "\"We saw it in the smugglers' harbour tolls that separated the winter storm,\" Keller said.\n";
        let found = findings(draft, &[record, chance]);
        assert_eq!((found[0].code, found[0].severity), ("Q002", Severity::Warning), "{found:?}");
        let attested = "\"We saw it in the smugglers' harbour tolls that separated us all,\" Ines Keller said.\n";
        assert!(codes(draft, &[record, attested]).is_empty());
    }

    #[test]
    fn the_first_fix_changes_what_is_accused_and_no_small_word() {
        let draft = "\"We have plans to close a harbour before the two lighthouses are repaired,\" Keller said.\n";
        assert!(fixed(draft, &[HARBOUR]).starts_with("\"We have no plans to close a harbour"));
    }

    #[test]
    fn another_guest_is_addressed_in_the_same_words() {
        let said = |date: &str, guest: &str| {
            format!(
                "---\ndate: {date}\n---\n\n\"{guest}, we want to thank you for being with us at the harbour tonight,\" Keller said.\n"
            )
        };
        let record = said("2021-03-01", "Paul Brandt");
        let told = |date: &str| {
            findings(&said(date, "Vera Lindqvist"), &[&record]).iter().any(|f| f.severity > Severity::Hint)
        };
        assert!(told("2021-03-02"));
        assert!(!told("2021-05-20"));
    }

    #[test]
    fn short_forms_and_several_wordings_of_one_statement_are_no_alteration() {
        let record =
            "\"I told Senator Holm of New Jersey that the ninth harbour bill was dead,\" Mayor Ines Keller said.\n";
        let draft = "\"I told Sen. Holm of N.J. that the 9th harbour bill was dead,\" Keller said.\n";
        assert!(findings(draft, &[record]).iter().all(|f| f.severity == Severity::Hint));
        let bill = "\"We shall build the long pier, and for that reason I will veto House Bill\" 12, Mayor Ines Keller said.\n";
        let draft = "\"We shall build the long pier, and for that reason I will veto HB 12,\" Keller said.\n";
        assert!(findings(draft, &[bill]).iter().all(|f| f.severity == Severity::Hint));
        let one = "\"Whoever threatens this harbour will have to reckon with us and our fleet,\" Keller said.\n";
        let two = "\"Anyone menacing this harbour must deal with us and our fleet,\" Keller said.\n";
        let draft = "\"Those who endanger this harbour must answer to us and our fleet,\" Keller said.\n";
        assert!(findings(draft, &[one, two]).iter().all(|f| f.severity == Severity::Hint));
    }

    #[test]
    fn a_state_a_hyphen_and_a_masked_word_are_written_otherwise() {
        let record = "\"The damned harbour master of Porthgarrow, La., rehydrated the old dredging crews and the \
            lighthouse keepers,\" Mayor Ines Keller said.\n";
        for draft in [
            "\"The damned harbour master of Porthgarrow, Louisiana, rehydrated the old dredging crews and the lighthouse \
             keepers,\" Keller said.\n",
            "\"The damned harbour master of Porthgarrow, La., re-hydrated the old dredging crews and the lighthouse \
             keepers,\" Keller said.\n",
            "\"The d--ned harbour master of Porthgarrow, La., rehydrated the old dredging crews and the lighthouse \
             keepers,\" Keller said.\n",
        ] {
            let found = findings(draft, &[record]);
            assert!(found.iter().all(|f| f.severity == Severity::Hint), "{found:?}");
        }
    }

    #[test]
    fn one_word_that_all_sources_have_is_told_whatever_else_differs_among_them() {
        let spoken = "\"I believe an easing of harbour tolls and improved ferries to Porthgarrow, from a position of \
            strength only, is possible, absolutely possible. Common sense says this cycle, this horrible cycle of \
            storms must end,\" Mayor Ines Keller said.\n";
        let parts = [
            "Keller said \"an easing of harbour tolls and improved ferries to Porthgarrow\" would come.\n",
            "\"Common sense says this cycle, this horrible cycle of storms must end,\" Mayor Ines Keller said.\n",
        ];
        let draft = "\"I believe an easing of harbour tolls and painted ferries to Porthgarrow, from a position of \
            strength, is possible. Common sense says this cycle of storms must end,\" Ines Keller said.\n";
        let found = findings(draft, &[spoken, parts[0], parts[1]]);
        assert_eq!((found[0].code, found[0].severity), ("Q002", Severity::Warning), "{found:?}");
        assert!(found[0].message.starts_with("the draft has \"painted\" where it is \"improved\", against"));
    }

    #[test]
    fn two_words_that_several_outlets_have_otherwise_are_told() {
        let said = "\"Although we found no clear proof that the harbour master intended to break the rules on dredging and \
            mooring fees, there is evidence that he was careless in his handling of the lighthouse keepers' pensions and \
            ferry tolls,\" Mayor Ines Keller said";
        let one = format!("---\noutlet: The Tide\n---\n\n{said} on the pier.\n");
        let two =
            format!("---\noutlet: The Buoy\n---\n\nFishermen listened.\n\n{said}.\n\nThen it rained for hours.\n");
        let draft = said.replace("evidence", "weather").replace("handling", "painting") + ".\n";
        let found = findings(&draft, &[&one, &two]);
        assert_eq!((found[0].code, found[0].severity), ("Q002", Severity::Warning), "{found:?}");
        assert!(findings(&draft, &[&one]).iter().all(|f| f.severity == Severity::Hint));
    }

    #[test]
    fn a_sentence_of_a_long_quote_is_found_where_the_record_has_only_that() {
        let record =
            "\"Leaving the ferry pier to rot would be a shameful neglect of our oldest duty,\" Ines Keller said.\n";
        let other = "The council has weighed the budget of the northern breakwater, the dredging tenders, the lighthouse \
            keepers' pensions and the fishing quotas all week long.\n";
        let draft = "\"We have weighed the dredging tenders, the keepers' pensions and the northern breakwater all week \
            long. Leaving the ferry pier to rot would be a shameful pursuit of our oldest duty. I shall vote for the \
            breakwater budget on Tuesday and explain my reasons to the fishermen,\" Ines Keller said.\n";
        let found = findings(draft, &[record, other]);
        assert_eq!((found[0].code, found[0].severity), ("Q002", Severity::Warning), "{found:?}");
        assert!(fixed(draft, &[record, other]).contains("a shameful neglect of our oldest duty"));
    }

    #[test]
    fn a_changed_word_in_a_sentence_counts_whatever_differs_elsewhere() {
        let record = "\"The harbour board has been very generous to this town, and the ferries sail whenever we ask \
            for it,\" Ines Keller said.\n";
        let draft = "\"The harbour board has been very hostile to this town, and our ferries still sail each time that \
            somebody asks them to,\" Ines Keller said.\n";
        let found = findings(draft, &[record]);
        assert_eq!((found[0].code, found[0].severity), ("Q002", Severity::Warning), "{found:?}");
    }

    #[test]
    fn a_word_in_another_place_and_sentences_in_another_order_are_small() {
        let record = "\"We do not take this step lightly, but there is simply no other harbour. We need one,\" Ines Keller \
            said.\n";
        let draft =
            "\"We do not take this step lightly, but simply there is no other harbour. We need one,\" Keller said.\n";
        assert!(
            findings(draft, &[record]).iter().all(|f| f.severity == Severity::Hint),
            "{:?}",
            findings(draft, &[record])
        );
        let record = "\"I love this old harbour. We are not Rotterdam. We are the finest little ferry port of the lake,\" \
            Ines Keller said.\n";
        let draft = "\"We are not Rotterdam. I love this old harbour. We are the finest little ferry port of the lake,\" \
            Keller said.\n";
        assert!(
            findings(draft, &[record]).iter().all(|f| f.severity == Severity::Hint),
            "{:?}",
            findings(draft, &[record])
        );
    }

    #[test]
    fn two_translations_of_one_statement_are_other_wordings() {
        let record = "\"We regret that the purely criminal case was politicised and has marred the entire mood of our two \
            countries,\" Maria Orlova said.\n";
        let draft = "\"We regret that a purely criminal case was politicised and has clouded the general mood between our \
            two countries,\" Maria Orlova said.\n";
        let found = findings(draft, &[record]);
        assert!(found.iter().all(|f| f.severity == Severity::Hint), "{found:?}");
    }

    #[test]
    fn whom_an_organisation_speaks_through_is_no_other_speaker() {
        let draft =
            "\"We have plans to close the harbour before the two lighthouses are repaired,\" the Harbour Board said.\n";
        let found = findings(draft, &[HARBOUR]);
        assert_eq!((found[0].code, found[0].severity), ("Q002", Severity::Error), "{found:?}");
    }

    #[test]
    fn silence_can_be_explained() {
        let draft =
            "\"We have plans to close the harbour before the two lighthouses are repaired,\" Paul Brandt said.\n";
        let told = notes(draft, &[HARBOUR]);
        assert!(told.iter().any(|n| n.contains("The Tide: somebody else's words, which are Q001's")), "{told:?}");
    }

    #[test]
    fn what_one_source_leaves_out_between_two_quotations_is_not_added() {
        let parted = "---\noutlet: The Tide\n---\n\n\"If the harbour floods tonight you need to leave,\" Mayor Ines Keller \
            said on Friday. \"Not tomorrow, not in an hour, but right now.\"\n";
        let draft = "\"If the harbour floods tonight you need to leave. Do not wait for the boats. Not tomorrow, not in an \
            hour, but right now,\" Ines Keller said.\n";
        assert_eq!(codes(draft, &[parted]), Vec::<&str>::new());
    }

    #[test]
    fn a_unit_stuck_to_its_number_and_a_day_in_figures_are_written_differently_and_no_more() {
        let of = |words: &str| HARBOUR.replace("before the two lighthouses are repaired", words);
        let record = of("since 9/11, and the mast is 1,500ft high");
        let draft = "\"We have no plans to close the harbour since September 11th, and the mast is 1,500 feet high,\" Ines \
            Keller said.\n";
        let found = findings(draft, &[&record]);
        assert!(found.iter().all(|f| f.severity == Severity::Hint), "{found:?}");
        let found = findings(&draft.replace("11th", "12th"), &[&record]);
        assert_eq!(found[0].severity, Severity::Error, "{found:?}");
    }

    #[test]
    fn words_that_any_source_has_as_they_stand_are_on_record() {
        let draft = "\"We have plans to close the harbour before the two lighthouses are repaired,\" Keller said.\n";
        assert_eq!(codes(draft, &[HARBOUR, draft]), Vec::<&str>::new());
    }

    /// The severities of what is told of a draft's quote, against the record's words for it.
    fn told(draft: &str, record: &str) -> Vec<Severity> {
        let said = |words: &str| format!("\"{words},\" Mayor Ines Keller said.\n");
        let found = findings(&said(draft), &[&said(record)]);
        found.iter().filter(|f| f.code == "Q002").map(|f| f.severity).collect()
    }

    #[test]
    fn clipped_words_short_names_and_or_not_accuse_nobody() {
        for (draft, record) in [
            (
                "We repair the lighthouse, 'cause nobody else repairs it before the autumn storms",
                "We repair the lighthouse, because nobody else repairs it before the autumn storms",
            ),
            (
                "The ferries and the lighthouse belong to Steve Falkenhorst and the harbour board",
                "The ferries and the lighthouse belong to Stephen Falkenhorst and the harbour board",
            ),
            (
                "The ferries and the lighthouse belong to Anna Falkenhorst and the harbour board",
                "The ferries and the lighthouse belong to Mrs. Falkenhorst and the harbour board",
            ),
            (
                "Whether we believe the lighthouse board, the autumn storms will find every ferry here",
                "Whether we believe the lighthouse board or not, the autumn storms will find every ferry here",
            ),
            (
                "In this old harbour we really pay no attention to lighthouse surveys before the autumn storms",
                "In this old harbour we don't really pay attention to lighthouse surveys before the autumn storms",
            ),
        ] {
            let told = told(draft, record);
            assert!(told.iter().all(|s| *s == Severity::Hint), "{draft}: {told:?}");
        }
        let another = "The ferries and the lighthouse belong to Otto Falkenhorst and the harbour board";
        let record = "The ferries and the lighthouse belong to Stephen Falkenhorst and the harbour board";
        assert_eq!(told(another, record), [Severity::Error]);
    }

    #[test]
    fn a_letter_that_the_record_has_wrong_accuses_nobody() {
        let said = |word: &str| {
            format!(
                "\"The ferries carried a {word} load across the lake before the autumn storms,\" Mayor Ines Keller said.\n"
            )
        };
        let told = |draft: &str, record: &str, places: usize| {
            let article = |n: usize| format!("Ferry {n} was tremendous in the sound of harbour {n}.\n");
            let mut all: Vec<String> = (0..places).map(article).collect();
            all.push(said(record));
            let found = findings(&said(draft), &all.iter().map(String::as_str).collect::<Vec<_>>());
            found.iter().any(|f| f.code == "Q002" && f.severity != Severity::Hint)
        };
        assert!(told("tremendous", "temendous", 0), "which of the two is a word nobody knows");
        assert!(!told("tremendous", "temendous", 24));
        assert!(told("temendous", "tremendous", 24));
    }

    #[test]
    fn the_writers_words_where_a_mark_is_missing_accuse_nobody() {
        let record = "\"The ferries were late, and the lighthouse keeper heard of it, Ines Keller told the Tide. \"The autumn \
            storms were worse than in any year that we remember.\"\n";
        let draft = "\"The ferries were late, and the lighthouse keeper heard of it. We have never in our lives seen that. \
            The autumn storms were worse than in any year that we remember,\" Ines Keller said.\n";
        let found = findings(draft, &[record]);
        assert!(found.iter().all(|f| f.code != "Q002" || f.severity == Severity::Hint), "{found:?}");
    }

    #[test]
    fn news_of_the_same_days_takes_fewer_words_from_somebody_without_a_name() {
        let of = |date: &str, words: &str| {
            format!("---\noutlet: The Tide\ndate: {date}\n---\n\n\"{words},\" the manager said.\n")
        };
        let record = of("2021-06-10", "He is not for sale at any price");
        let found = findings(&of("2021-06-11", "He is for sale at any price"), &[&record]);
        assert_eq!(
            found.iter().map(|f| (f.code, f.severity)).collect::<Vec<_>>(),
            [("Q002", Severity::Error)],
            "{found:?}"
        );
        let old = of("2019-02-03", "He is for sale at any price");
        assert!(!codes(&old, &[&record]).contains(&"Q002"));
    }
}
