//! Q001: words that the record gives to somebody else.

use super::names::{self, Sameness};
use super::{Draft, Edit, Finding, Fix, Rule, Severity, Statement, telling};
use crate::read::titles::title_key;
use crate::read::{Quote, Speaker};
use crate::record::QuoteMatch;
use crate::record::align::Verdict;
use crate::text::{Prose, Span, normal_words};

pub(super) const RULE: Rule = Rule {
    code: "Q001",
    name: "misattributed-quote",
    severity: Severity::Error,
    needs_record: true,
    docs: DOCS,
    check,
};

const DOCS: &str = "\
# Q001 misattributed-quote

Words that the record gives to somebody else.

**Why it matters.** A quote in the wrong mouth is the error that readers, sources and lawyers forgive least.

**Example.** The record has `\"The harbour will stay open,\" Mayor Ines Keller said.` and the draft says
`\"The harbour will stay open,\" said Paul Brandt.` The finding names the mayor, shows the passage, and offers
her name in place of his.

**When it stays silent.** Where the draft's speaker or the record's is uncertain or has no name, where the record
itself gives the words to both, where an organisation may speak through its spokesperson, where somebody quotes, repeats,
reads or hears another, denies or corrects the words, asks whether it is so, or two speak as one, and where the words are so common that many people say them:
everyday phrases, oaths, prayers, lines of laws and songs. Two of one surname are two people where one article names both
in full; otherwise one may be the other's nickname.

**Silence it** with `<!-- onrecord: ignore Q001 -->` on the line (plain text: `[onrecord: ignore Q001]`).
";

/// Least confidence of the draft's reader in its speaker before anybody is accused.
const SURE_OF_DRAFT: f32 = 0.9;

/// The same where a pronoun names him: which "he" is meant is a guess upon a guess.
const SURE_OF_PRONOUN: f32 = 0.93;

/// Least confidence in the record's speaker to be heard at all.
const PLAUSIBLE: f32 = 0.55;

/// Least weight of evidence. One outlet's speaker of confidence c weighs ln(1 - `PLAUSIBLE`) - ln(1 - c): 0.8 weighs
/// 0.8, 0.95 weighs 2.2; outlets that agree add up.
const STRENGTH: f32 = 0.8;

/// The same where one outlet alone has it.
const STRENGTH_OF_ONE: f32 = 1.5;

/// The same where one outlet alone has a phrase.
const STRENGTH_OF_ONE_PHRASE: f32 = 1.9;

/// The same for a phrase from another time, which at least two outlets must give to one person.
const STRENGTH_OF_PHRASE: f32 = 4.0;

/// What one outlet can weigh at most.
const MOST_OF_ONE: f32 = 4.2;

/// Fewer words than this are a phrase, which comes up again and again in other mouths.
const PHRASE_WORDS: usize = 8;

/// Least rarity of words that are no phrase.
const WEIGHT_OF_STATEMENT: f32 = 24.0;

/// Fewest words that are anybody's in particular, where the record has just these.
const MIN_WORDS: usize = 5;

/// Least rarity (summed natural logarithms) of the words in common for them to be one person's: about six
/// words of which three are uncommon.
const MIN_WEIGHT: f32 = 24.0;

/// The same where the record has less than `MIN_SHARE` of the quote: a whole sentence of it.
const MIN_WEIGHT_OF_PART: f32 = 45.0;

/// Share of a quote that is nearly all of it, and the least rarity of that where it is from another time.
const NEARLY_ALL: f32 = 0.85;
const MIN_WEIGHT_OF_OLD: f32 = 35.0;

/// The same where one outlet alone has less than `MIN_SHARE` of the quote, and that word for word: some sentences.
const MIN_WEIGHT_OF_SENTENCES: f32 = 75.0;

/// Fewest words in common.
const MIN_MATCHED: u32 = 5;

/// Least rarity of words that the record has from the same days.
const MIN_WEIGHT_OF_NEWS: f32 = 11.0;

/// Least rarity of words that the record has letter for letter: six everyday words, or three rare ones.
const MIN_WEIGHT_EXACT: f32 = 14.0;

/// The same where the record has them but for something cosmetic.
const MIN_WEIGHT_VERBATIM: f32 = 17.0;

/// Least rarity of words that one outlet alone has, where only a pronoun there tells whose they are; the same where its
/// reader is certain and the words are from the same days.
const MIN_WEIGHT_OF_PRONOUN: f32 = 35.0;
const MIN_WEIGHT_OF_CERTAIN_PRONOUN: f32 = 24.0;

/// Articles of one outlet that give a sentence from another time to one person, so that it is that person's line.
const OFTEN: usize = 5;

/// Outlets, and how many times the evidence, that overrule one outlet whose reader gives the words to the draft's
/// speaker, and least confidence with which no reader is overruled.
const OVERRULING_OUTLETS: usize = 3;
const OVERRULING: f32 = 6.0;
const NOT_OVERRULED: f32 = 0.9;

/// Changed places with which the words of one outlet alone are the like, said by another (a spokesman's lines), unless
/// they are nearly all of the quote; more always are.
const MANY_CHANGES: usize = 2;

/// How many times the evidence for somebody else must weigh what speaks for the one.
const MAJORITY: f32 = 3.0;

/// Share of the draft's words that are the record's, from which the quote as a whole is on record.
const MIN_SHARE: f32 = 0.7;

/// How far back "he" may reach, in bytes: two or three paragraphs.
const PRONOUN_REACH: u32 = 1_500;

/// How far behind the words the one whom "he" means may be named again, in bytes: the next sentence.
const PRONOUN_REACH_BEHIND: u32 = 250;

/// How far before a quote "quoting Keller" may stand, in bytes: two or three sentences.
const NEAR: u32 = 400;

/// How far before and behind the record's words its reader may have missed the one who speaks, in bytes.
const MISSED_BEFORE: u32 = 1_200;
const MISSED_BEHIND: u32 = 300;

/// Confidence from which a speaker named beside the quote stands though the right one is named there too.
const CERTAIN: f32 = 0.97;

const THEIRS_TOO: &str = "the record has the words from the draft's speaker too, or may";

fn check(rule: &Rule, draft: &Draft, findings: &mut Vec<Finding>) {
    for statement in draft.statements() {
        findings.extend(misattributed(rule, draft, statement));
    }
}

fn misattributed<'a>(rule: &Rule, draft: &Draft, s: &'a Statement) -> Option<Finding> {
    let quote = &draft.reading.quotes[s.quote];
    let silent = |why: &str| {
        draft.note(rule, quote.span, || why.to_owned());
        None
    };
    if s.words.len() < MIN_WORDS || s.is_title(&draft.document.text) {
        return silent("too few words, or a work's title");
    }
    if s.formula {
        return silent("an oath, a prayer, a law's text or the like, which many people say");
    }
    let Some(speaker) = &quote.speaker else { return silent("nobody speaks in the draft") };
    let sure = if is_named_here(draft, speaker) { SURE_OF_DRAFT } else { SURE_OF_PRONOUN };
    if speaker.confidence < sure {
        return silent("who speaks in the draft is not sure enough");
    }
    if draft.reading.person(speaker).is_some_and(|p| p.organisation) {
        return silent("an organisation speaks");
    }
    let names = who_may_speak(draft, speaker);
    if names.is_empty() || !names.iter().all(|n| names::is_personal(n)) {
        return silent("the draft's speaker is nobody by name");
    }
    // The words must be the record's, nearly all of them, and quoted there: running text is nobody's.
    let mut others = Vec::new();
    let mut theirs = Vec::new();
    // A statement's places on record have few speakers among them.
    let mut compared: Vec<(&str, bool)> = Vec::new();
    let mut is_another = |other: &'a str| {
        if let Some(&(_, known)) = compared.iter().find(|(name, _)| *name == other) {
            return known;
        }
        let different = |name: &String| names::compare(name, other, draft.config) == Sameness::Different;
        let another = names.iter().all(different);
        compared.push((other, another));
        another
    };
    for m in s.matches.iter().filter(|m| !draft.is_own(&m.source)) {
        let on_record = m.speaker.as_ref().filter(|_| is_same_statement(draft, s, m));
        draft.note(rule, quote.span, || candidate(s, m, on_record.is_some()));
        let Some(on_record) = on_record else { continue };
        let Some(other) = on_record.name.as_deref() else { continue };
        // The record gives them to the draft's speaker, or may (Q004 tells of the rest).
        if on_record.organisation {
            return silent(THEIRS_TOO);
        }
        if !is_another(other) && !is_namesake(draft, s, m, &names, other) {
            if on_record.confidence >= NOT_OVERRULED {
                return silent(THEIRS_TOO);
            }
            theirs.push(m);
            continue;
        }
        if names.iter().any(|name| shares_words(m, name, other)) || telling::is_read_aloud(m) {
            return silent("on record one uses the other's words, or both speak as one");
        }
        // Who asks whether it is so has not said it: whoever answers may say the same.
        let asked = || telling::is_asked(m) && !quote.content.of(&draft.document.text).contains('?');
        if on_record.confidence >= PLAUSIBLE && !asked() {
            others.push(m);
        }
    }
    if others.is_empty() {
        return silent("nobody by name has these words on record");
    }
    let Some((right, others)) = whose(draft, &others) else { return silent("the record is not of one mind") };
    if !theirs.is_empty() && !is_overruled(&theirs, &others) {
        return silent(THEIRS_TOO);
    }
    let phrase = s.words.len() < PHRASE_WORDS || s.weight(others[0]) < WEIGHT_OF_STATEMENT;
    let elsewhen = phrase && !others.iter().any(|m| Statement::is_same_news(draft, m));
    let alone = telling::independent(&others).len() < 2;
    let line = s.words.len() >= PHRASE_WORDS && others.len() >= OFTEN && others.iter().all(|m| is_whole(s, m));
    if elsewhen && alone && !line {
        return silent("a phrase, and from another time");
    }
    if (alone || elsewhen) && s.words.len() < PHRASE_WORDS && s.matches.iter().any(|m| is_nobodys(s, m)) {
        return silent("a phrase from one outlet or another time, which another place gives to nobody");
    }
    if alone && let Some(why) = doubt(draft, s, &others, &names, right) {
        return silent(why);
    }
    let least = match () {
        () if elsewhen => STRENGTH_OF_PHRASE,
        () if alone && phrase => STRENGTH_OF_ONE_PHRASE,
        () if alone => STRENGTH_OF_ONE,
        () => STRENGTH,
    };
    let strength = strength(&others);
    if strength < least {
        return silent("who speaks on record is not sure enough");
    }
    if is_pointed_at(draft, speaker, quote) {
        return silent("the draft's speaker may only point to words, or is spoken of");
    }
    if may_mean(draft, speaker, quote, right) {
        return silent("the draft may itself give the words to the one whose they are");
    }
    let (before, behind) = draft.beside(quote.span);
    let (before, behind) = (before.of(&draft.document.text), behind.of(&draft.document.text));
    if telling::are_anothers(before, behind) {
        return silent("the draft's speaker repeats, reads, hears or has somebody say the words");
    }
    if is_possessor(before, right) {
        return silent("the draft has the words as the right one's: \"replying to Keller's\"");
    }
    if draft.takes_back(quote.span) {
        return silent("the draft takes the words back, or says that they were not said");
    }
    if others.iter().all(|m| is_quoted_within(draft, s, m)) && reads_aloud(draft, quote, right) {
        return silent("the words stand in a quotation within the quote");
    }
    if others.iter().all(|m| s.share(m) < MIN_SHARE) && reads_aloud(draft, quote, right) {
        return silent(
            "the one who speaks in the draft names the one whose words are on record, and may read them aloud",
        );
    }
    let mut finding = rule.finding(
        quote.span,
        format!(
            "these words are {right}'s on record ({}), not {}'s",
            telling::sources(others.iter().map(|m| &*m.source)),
            speaker.name.as_deref().unwrap_or(whole_title(draft, speaker)),
        ),
    );
    finding.evidence = telling::evidences(&others);
    finding.fixes.push(Fix {
        title: format!("Attribute to {right}"),
        edits: vec![Edit { span: speaker.span, text: replacement(speaker, draft, right) }],
    });
    Some(finding)
}

/// Articles in which two of one surname may stand side by side, at most.
const ARTICLES_OF_NAMESAKES: usize = 40;

/// Whether who speaks on record shares the surname of the draft's speaker and is somebody else for certain: one article names
/// both in full, and the words stand beside the one's given name; the draft means the other by the given name, too.
fn is_namesake(draft: &Draft, s: &Statement, m: &QuoteMatch, names: &[String], other: &str) -> bool {
    let [own] = names else { return false };
    // Nearly every place is the speaker's own.
    if !names::may_be_namesakes(own, other) {
        return false;
    }
    let given = |name: &str| names::Name::of(name).and_then(|n| n.given.first().cloned());
    let (Some(ours), Some(theirs)) = (given(own), given(other)) else { return false };
    let Some(around) = sentences_of(m) else { return false };
    if !has_word(&around, &theirs) || has_word(&around, &ours) {
        return false;
    }
    // In a draft that names both the surname alone says little.
    let text = &draft.document.text;
    let speaker = draft.reading.quotes[s.quote].speaker.as_ref();
    let both = draft.reading.people.iter().any(|p| names::may_be_namesakes(&p.name, own));
    if both && !speaker.is_some_and(|s| has_word(s.span.of(text), &ours)) {
        return false;
    }
    let stands = |name: &str, t: &super::offices::Told| t.person(name).is_some();
    let told = draft.people().and_then(|p| p.told(own, ARTICLES_OF_NAMESAKES));
    told.is_some_and(|told| told.iter().any(|t| stands(own, t) && stands(other, t)))
}

/// A place on record in a line: who speaks there, how surely, how much of the quote it has and how rare that is.
fn candidate(s: &Statement, m: &QuoteMatch, counts: bool) -> String {
    let (name, confidence) = m
        .speaker
        .as_ref()
        .map_or(("nobody", 0.0), |s| (s.name.as_deref().unwrap_or("somebody without a name"), s.confidence));
    let (source, weight, share) = (telling::source_name(&m.source), s.weight(m), s.share(m));
    let gate = if counts { "" } else { ": too little, too common or not quoted there" };
    format!("{source} has it from {name}, confidence {confidence:.2} (weight {weight:.0}, share {share:.2}){gate}")
}

/// Whether the words beside the quote are the speaker's name, not a pronoun.
fn is_named_here(draft: &Draft, speaker: &Speaker) -> bool {
    let here = speaker.span.of(&draft.document.text);
    // "Ines Keller" stands for "Ines M. Keller" and "Bob Falk" for "Robert Falk", who is named so elsewhere.
    let same_surname =
        |name: &str| names::Name::surname_of(here).is_some_and(|n| names::Name::surname_of(name) == Some(n));
    here.starts_with(char::is_uppercase)
        && speaker.name.as_deref().is_none_or(|n| n.contains(here.trim_end_matches('.')) || same_surname(n))
}

/// Whether the record's article says that the two use one another's words: "Brandt, quoting Keller", a joint
/// statement.
fn shares_words(m: &QuoteMatch, draft: &str, record: &str) -> bool {
    let surname = |name: &str| name.split_whitespace().next_back().map(str::to_owned);
    let (Some(one), Some(other)) = (surname(draft), surname(record)) else { return true };
    let Some(around) = sentences_of(m) else { return false };
    // "Rath" is not in "rather".
    let named = around.split(|c: char| !c.is_alphanumeric()).any(|w| w == one);
    named && (telling::tells_of_another(&around) || telling::named_together(&around, &one, &other))
}

/// What the record tells before a quote's words and in the rest of their sentence: what a later one tells is told of something
/// else.
fn sentences_of(m: &QuoteMatch) -> Option<String> {
    let (before, behind) = m.passage.split_once(&m.text)?;
    Some(format!("{before} {}", &behind[..sentence_end(behind) as usize]))
}

/// Whether the words stand on record, nearly all of them and unchanged, without anybody whose they are.
fn is_nobodys(s: &Statement, m: &QuoteMatch) -> bool {
    let named = m.speaker.as_ref().is_some_and(|s| s.name.is_some());
    !named && is_whole(s, m)
}

/// Whether a place on record has the words, nearly all of them and unchanged.
fn is_whole(s: &Statement, m: &QuoteMatch) -> bool {
    m.alignment.verdict <= Verdict::Cosmetic && s.share(m) >= NEARLY_ALL
}

/// Whether the places that give the words to the draft's speaker are one outlet's, whose reader is less than certain,
/// against several that give them to another.
fn is_overruled(theirs: &[&QuoteMatch], others: &[&QuoteMatch]) -> bool {
    telling::independent(theirs).len() == 1
        && telling::independent(others).len() >= OVERRULING_OUTLETS
        && strength(others) >= OVERRULING * strength(theirs)
}

/// Why one outlet's word alone does not show that the words are not of one of `here`, if it does not: it has too
/// little of them, or its reader may have taken the wrong one for the speaker.
fn doubt(draft: &Draft, s: &Statement, others: &[&QuoteMatch], here: &[String], right: &str) -> Option<&'static str> {
    let is_the_like = |m: &&QuoteMatch| match m.alignment.changes.len() {
        0 => s.share(m) < MIN_SHARE && s.weight(m) < MIN_WEIGHT_OF_SENTENCES,
        1 => s.share(m) < MIN_SHARE,
        MANY_CHANGES => s.share(m) < NEARLY_ALL,
        _ => true,
    };
    if others.iter().all(is_the_like) {
        return Some("the one outlet that has it has only a part of it, or other words in it");
    }
    if others.iter().all(|m| points_to(m, here, right)) {
        return Some("the one outlet that has it names the draft's speaker nearest to the words");
    }
    let Some(surname) = names::Name::surname_of(right) else { return Some("whose the words are has no name") };
    // "He said of Brandt's plans" names Brandt and not the one who speaks.
    let named = |m: &&QuoteMatch| {
        let around = m.passage.replacen(&m.text, " ", 1);
        has_word(&around, &surname)
            || is_named_between(m, &surname)
            || has_word(&told_before(draft, m).unwrap_or_default(), &surname)
    };
    if others.iter().any(named) {
        return None;
    }
    let least = |m: &QuoteMatch| {
        let certain = m.speaker.as_ref().is_some_and(|s| s.confidence >= CERTAIN);
        let near = certain && Statement::is_same_news(draft, m);
        if near { MIN_WEIGHT_OF_CERTAIN_PRONOUN } else { MIN_WEIGHT_OF_PRONOUN }
    };
    if others.iter().all(|m| s.weight(m) < least(m)) {
        return Some("a phrase, and the one outlet that has it names nobody beside it");
    }
    let missed = |m: &&QuoteMatch| {
        let (_, article) = draft.record?.kept(m.source.key)?;
        let words = article.to_text(m.file_span);
        let near = article.around(words, MISSED_BEFORE, MISSED_BEHIND);
        Some(
            here.iter()
                .filter_map(|n| names::Name::surname_of(n))
                .any(|n| has_name(near, Span::from(0..near.len()), &n)),
        )
    };
    others
        .iter()
        .all(|m| missed(m).unwrap_or(true))
        .then_some("the one outlet that has it names nobody beside the words, and the draft's speaker near them")
}

/// What the record's writer tells in the words' own paragraph before them, what is quoted there left out: `"...," Keller
/// said. "... the words."`
fn told_before(draft: &Draft, m: &QuoteMatch) -> Option<String> {
    let (_, article) = draft.record?.kept(m.source.key)?;
    let words = article.to_text(m.file_span);
    let before = article.around(Span::new(words.start, words.start), MISSED_BEFORE, 0);
    let paragraph = &before[before.rfind('\n').map_or(0, |n| n + 1)..];
    // The words stand in the last quotation, so counted from the end every other part is the writer's.
    let parts = paragraph.rsplit(['"', '\u{201C}', '\u{201D}']);
    Some(parts.skip(1).step_by(2).collect::<Vec<_>>().join(" "))
}

/// Whether the words are split around somebody (a surname in normal form): "..., Keller said. ...".
fn is_named_between(m: &QuoteMatch, surname: &str) -> bool {
    m.between.iter().any(|b| has_word(&b.text, surname))
}

/// Whether a text has a word in normal form.
fn has_word(text: &str, word: &str) -> bool {
    normal_words(text, Span::from(0..text.len())).iter().any(|w| w.form == word)
}

/// Whether a stretch of a text has a surname (in normal form) among its words.
fn has_name(text: &str, within: Span, surname: &str) -> bool {
    let words = normal_words(text, within);
    words.iter().any(|w| w.form.strip_suffix("'s").unwrap_or(&w.form) == surname)
}

/// Whether the record's own text names one of `here` last before the words, and `right` neither after that nor right
/// behind them: its reader may have taken "he" for the wrong one.
fn points_to(m: &QuoteMatch, here: &[String], right: &str) -> bool {
    let Some(right) = names::Name::surname_of(right) else { return true };
    let Some(at) = m.passage.find(&m.text) else { return false };
    let before = m.passage[..at].to_lowercase();
    let behind = telling::beside(m).1.to_lowercase();
    let last = |surname: &str| before.rfind(surname);
    let named = |name: &String| names::Name::surname_of(name).is_some_and(|n| last(&n) > last(&right));
    !is_named_between(m, &right) && !behind.contains(right.as_str()) && here.iter().any(named)
}

/// Whether a quote names, among its own words, the one whose words a part of it is: a moderator's turn, a speech that
/// quotes another.
fn reads_aloud(draft: &Draft, quote: &Quote, right: &str) -> bool {
    let Some(surname) = names::Name::surname_of(right) else { return true };
    has_name(&draft.document.text, quote.content, &surname)
}

/// Whether what stands before a quote ends with somebody's name as its owner's: "replying to Keller's".
fn is_possessor(before: &str, right: &str) -> bool {
    let before = before.trim_end();
    let owner = ["'s", "\u{2019}s"].iter().find_map(|p| before.strip_suffix(p));
    let owner = owner.and_then(|o| o.split_whitespace().next_back());
    owner.is_some_and(|o| names::Name::surname_of(right).is_some_and(|r| names::Name::surname_of(o) == Some(r)))
}

/// Whether the words that the record has stand, in the draft's quote, in a quotation of their own: "I agree with Keller
/// that 'the harbour will stay open'".
fn is_quoted_within(draft: &Draft, s: &Statement, m: &QuoteMatch) -> bool {
    let quote = &draft.reading.quotes[s.quote];
    let words = s.words.get(s.covered(m)).unwrap_or(&[]);
    let Some((first, last)) = words.first().zip(words.last()) else { return false };
    let common = s.place(first.span.cover(last.span));
    let inner = |q: &&Quote| q.span != quote.span && quote.content.contains(q.span);
    draft.reading.quotes.iter().filter(inner).any(|q| {
        // A word before it may agree by chance.
        let within = q.content.end.min(common.end).saturating_sub(q.content.start.max(common.start));
        within * 10 >= common.len() * 9
    })
}

/// What the outlets that agree weigh together, copies of one story once.
fn strength(places: &[&QuoteMatch]) -> f32 {
    let confidence = |m: &QuoteMatch| m.speaker.as_ref().map_or(0.0, |s| s.confidence.min(0.999));
    let weight = |c: f32| ((1.0 - PLAUSIBLE).ln() - (1.0 - c).ln()).clamp(0.0, MOST_OF_ONE);
    // Of an outlet's several articles the surest counts.
    let mut surest: Vec<&QuoteMatch> = places.to_vec();
    surest.sort_by(|a, b| confidence(b).total_cmp(&confidence(a)));
    telling::independent(&surest).into_iter().map(|m| weight(confidence(m))).sum()
}

/// Who the draft's speaker may be: the one it names, or all who hold the office on record by which it calls them
/// ("the US president"); empty where nobody is known to.
fn who_may_speak(draft: &Draft, speaker: &Speaker) -> Vec<String> {
    if let Some(name) = &speaker.name {
        return vec![name.clone()];
    }
    let title = whole_title(draft, speaker);
    // "A Justice Department official" is any of them.
    if title.split_whitespace().next().is_some_and(|w| w.eq_ignore_ascii_case("a") || w.eq_ignore_ascii_case("an")) {
        return Vec::new();
    }
    let Some(key) = title_key(title) else { return Vec::new() };
    let holders = draft.people().and_then(|p| p.holders(&key));
    holders.iter().flat_map(|all| all.iter()).map(|h| h.name.clone()).collect()
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

fn is_same_statement(draft: &Draft, s: &Statement, m: &QuoteMatch) -> bool {
    let verbatim = m.alignment.verdict <= Verdict::Cosmetic && m.alignment.lacking() == 0;
    let least = match s.share(m) {
        _ if verbatim && Statement::is_same_news(draft, m) => MIN_WEIGHT_OF_NEWS,
        _ if verbatim && m.alignment.verdict == Verdict::Exact => MIN_WEIGHT_EXACT,
        _ if verbatim => MIN_WEIGHT_VERBATIM,
        // The like is said again and again.
        share if !Statement::is_same_news(draft, m) => match share >= NEARLY_ALL {
            true => MIN_WEIGHT_OF_OLD,
            false => MIN_WEIGHT_OF_PART,
        },
        share if share >= MIN_SHARE => MIN_WEIGHT,
        _ => MIN_WEIGHT_OF_PART,
    };
    m.quoted && m.alignment.verdict <= Verdict::Altered && m.alignment.matched >= MIN_MATCHED && s.weight(m) >= least
}

/// Whether the draft may itself give the words to `right`: "he" after the right one was named, or the right
/// name beside the quote where the reader is less than certain who speaks.
fn may_mean(draft: &Draft, speaker: &Speaker, quote: &Quote, right: &str) -> bool {
    let (text, said) = (&draft.document.text, quote.span);
    let Some(surname) = names::Name::surname_of(right) else { return true };
    // Of two of one surname the given name tells which.
    let namesake = speaker.name.as_deref().is_some_and(|n| names::may_be_namesakes(n, right));
    let given = names::Name::of(right).and_then(|n| n.given.first().cloned()).filter(|_| namesake);
    let surname = given.unwrap_or(surname);
    let mentions = |span: Span| has_name(text, span, &surname);
    // "Brandt said, quoting Keller"; "Keller and Brandt said".
    let start = text.get(..said.start as usize).and_then(|t| t.rfind('\n')).map_or(0, |n| n + 1);
    let end = text.get(said.end as usize..).and_then(|t| t.find('\n')).map_or(text.len(), |n| n + said.end as usize);
    let (head, tail) = (Span::new(start as u32, said.start), Span::new(said.end, end as u32));
    let boundary = |at: u32| text.floor_char_boundary(at as usize) as u32;
    // Some pages have all their captions in one paragraph.
    let near = Span::new(boundary(said.start.saturating_sub(NEAR)).max(head.start), said.start);
    let here = speaker.name.as_deref().and_then(names::Name::surname_of).unwrap_or_default();
    // What a later sentence has of "her reading of the law" is told of something else.
    let prose = draft.prose();
    let sentence = prose.sentences.get(prose.sentence_of(prose.token_at(tail.start)));
    let same_sentence =
        Span::new(tail.start, sentence.map_or(tail.end, |s| prose.span(s).end.clamp(tail.start, tail.end)));
    for part in [near, same_sentence] {
        let words = part.of(text);
        let folded = words.to_lowercase();
        if mentions(part) && telling::tells_of_another(words)
            || telling::named_together(&folded, &here, &surname) && !here.is_empty()
        {
            return true;
        }
    }
    if !is_named_here(draft, speaker) {
        let from = boundary(said.start.saturating_sub(PRONOUN_REACH));
        let to = boundary(said.end.saturating_add(PRONOUN_REACH_BEHIND));
        return mentions(Span::new(from, said.start)) || mentions(Span::new(said.end, to.max(said.end)));
    }
    if is_beside(text, speaker, quote) {
        return false;
    }
    // "Mayer points to remarks by Bannon, in which he talked of ...".
    mentions(head) || speaker.confidence < CERTAIN && mentions(tail)
}

/// Whether what stands between the speaker and the quote makes it words that the speaker points to ("Brandt points to a
/// moment of the speech: ..."), or makes the speaker one whom a clause is about ("...," adding that Brandt had left).
fn is_pointed_at(draft: &Draft, speaker: &Speaker, quote: &Quote) -> bool {
    const POINTING: &[&str] = &["points to", "pointed to", "pointing to", "refers to", "referred to", "referring to"];
    let text = &draft.document.text;
    let between = |from: u32, to: u32| text.get(from as usize..to as usize).unwrap_or("").to_lowercase();
    let before = between(speaker.span.end, quote.span.start);
    let behind = between(quote.span.end, speaker.span.start);
    POINTING.iter().any(|p| before.contains(p)) || behind.split_whitespace().next_back() == Some("that")
}

/// Where the sentence ends that goes on at the beginning of a text, in bytes.
fn sentence_end(text: &str) -> u32 {
    let prose = Prose::new(text);
    prose.sentences.first().map_or(0, |s| prose.span(s).end)
}

/// Words that may stand between a name and its verb.
const ADVERBS: &[&str] = &["later", "also", "then", "again", "once", "further", "previously", "recently", "reportedly"];

/// Whether a name and its verb stand right beside the quote: `"...," Smith said` leaves no doubt who speaks.
fn is_beside(text: &str, speaker: &Speaker, quote: &Quote) -> bool {
    let Some(cue) = quote.cue else { return false };
    let touch = |a: u32, b: u32| {
        text.get(a as usize..b as usize)
            .is_some_and(|t| t.chars().all(|c| c.is_whitespace() || matches!(c, ',' | ':' | '"' | '\u{201D}' | '\'')))
    };
    let (first, second) = if cue.start < speaker.span.start { (cue, speaker.span) } else { (speaker.span, cue) };
    // "Smith later said".
    let adverb = || text.get(first.end as usize..second.start as usize).is_some_and(|t| ADVERBS.contains(&t.trim()));
    (touch(first.end, second.start) || adverb())
        && (touch(quote.span.end, first.start) || touch(second.end, quote.span.start))
}

/// The one person to whom the record gives the words, with the places that say so; `None` where what speaks for
/// somebody else weighs too much.
fn whose<'a>(draft: &Draft, all: &[&'a QuoteMatch]) -> Option<(&'a str, Vec<&'a QuoteMatch>)> {
    let name = |m: &&'a QuoteMatch| m.speaker.as_ref().and_then(|s| s.name.as_deref());
    let split = |right: &str| -> (Vec<&'a QuoteMatch>, Vec<&'a QuoteMatch>) {
        let is =
            |m: &&'a QuoteMatch| name(m).is_some_and(|n| names::compare(n, right, draft.config) != Sameness::Different);
        all.iter().copied().partition(is)
    };
    let candidates = all.iter().filter_map(name).filter_map(names::personal);
    let (right, (places, mut rest)) = candidates
        .map(|n| (n, split(n)))
        .rev()
        // Ties go to the name that stands on record best.
        .max_by(|(_, (a, _)), (_, (b, _))| strength(a).total_cmp(&strength(b)))?;
    // Where two outlets agree, a tower that another's reader has taken for somebody is no dissent.
    if telling::independent(&places).len() > 1 {
        rest.retain(|m| name(m).is_some_and(names::is_personal));
    }
    (rest.is_empty() || strength(&places) >= MAJORITY * strength(&rest)).then_some((right, places))
}

/// The right name in the form that stands there: with a possessive where there was one.
fn replacement(speaker: &Speaker, draft: &Draft, right: &str) -> String {
    let words = speaker.span.of(&draft.document.text);
    let possessive = ["'s", "\u{2019}s"].into_iter().find(|p| words.ends_with(p)).unwrap_or("");
    format!("{right}{possessive}")
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, findings, fixed, notes};

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
    fn words_that_the_draft_itself_gives_to_another_accuse_nobody() {
        let said = "\"The harbour will stay open through the winter storms\"";
        for draft in [
            format!("Paul Brandt repeated her words: {said}.\n"),
            format!("Paul Brandt walked past a banner that read: {said}.\n"),
            format!("{said}, Paul Brandt heard her say.\n"),
            format!("Replying to Keller's {said}, Paul Brandt wrote: \"Nonsense, all of it, from start to finish.\"\n"),
            format!("Paul Brandt denied having said {said}.\n"),
            format!("An earlier version of this story quoted Paul Brandt as saying {said}.\n"),
            "\"I agree with Keller that 'the harbour will stay open through the winter storms',\" Paul Brandt said.\n"
                .to_owned(),
        ] {
            assert!(!codes(&draft, &[HARBOUR]).contains(&"Q001"), "{draft}");
        }
    }

    #[test]
    fn a_middle_initial_elsewhere_and_a_later_sentence_leave_no_doubt_who_speaks() {
        for draft in [
            "Keller left early.\n\nPaul M. Brandt stayed.\n\n\"The harbour will stay open through the winter storms,\" Paul Brandt told the council.\n",
            "Keller left early. In his answer, Paul Brandt said: \"The harbour will stay open through the winter storms.\"\n",
            "In his answer, Paul Brandt said: \"The harbour will stay open through the winter storms,\" to much applause. Keller \
             called his reading of the budget wrong.\n",
        ] {
            assert_eq!(codes(draft, &[HARBOUR]), ["Q001"], "{draft}");
        }
        let quoting = "In his answer, Paul Brandt said: \"The harbour will stay open through the winter storms,\" quoting Mrs. Keller.\n";
        assert_eq!(codes(quoting, &[HARBOUR]), Vec::<&str>::new());
    }

    #[test]
    fn who_speaks_in_the_paragraphs_first_half_is_named_for_all_of_it() {
        let record = "Paul Brandt and Ines Keller met. Brandt left.\n\n\"The council can pay,\" Keller said. \"With so many \
            storms before us, the harbour needs it. Closing the lighthouse now would be a shameful abdication of \
            our oldest duty to the ferries.\"\n";
        let draft = "\"Closing the lighthouse now would be a shameful abdication of our oldest duty to the ferries,\" \
            Paul Brandt said.\n";
        assert_eq!(codes(draft, &[record]), ["Q001"]);
    }

    #[test]
    fn a_signed_post_on_record_is_its_accounts_word_and_one_in_the_draft_accuses_nobody() {
        let post = "While all agree the harbour has the complete power to pardon, why think of that now? FAKE TIDES \
            \u{2014} Ines Keller (@ineskeller) July 22, 2017";
        let draft = "\"While all agree the harbour has the complete power to pardon, why think of that now? FAKE TIDES,\" \
            Paul Brandt wrote.\n";
        assert_eq!(codes(draft, &[&format!("The council met.\n\n{post}\n")]), ["Q001"]);
        let other = "\"While all agree the harbour has the complete power to pardon, why think of that now? FAKE TIDES,\" \
            Mayor Paul Brandt wrote.\n";
        assert!(codes(&format!("The council met.\n\n{post}\n"), &[other]).is_empty());
    }

    #[test]
    fn several_outlets_overrule_one_whose_reader_is_not_certain() {
        let said = "\"The breakwater should just be repealed now and a new harbour plan started from a clean slate\"";
        let outlets = [
            format!(
                "---\noutlet: The Tide\n---\n\nThe council met on a windy day.\n\n{said}, Ines Keller said there.\n\nFerries wait.\n"
            ),
            format!(
                "---\noutlet: The Buoy\n---\n\nFishermen want a dock.\n\n{said}, Ines Keller told them.\n\nNobody laughed.\n"
            ),
            format!(
                "---\noutlet: The Sail\n---\n\nApplause was loud.\n\nMayor Ines Keller said: {said}.\n\nThen came the band.\n"
            ),
        ];
        let doubtful = format!(
            "---\noutlet: The Gull\n---\n\nNow Brandt wants to move to a later vote, which turned out to be the mayor's fallback \
             position: {said}\n\nThe gulls cried over the market.\n"
        );
        let draft = format!("{said}, Paul Brandt said.\n");
        let of = |many: usize| {
            let mut record: Vec<&str> = outlets.iter().take(many).map(String::as_str).collect();
            record.push(&doubtful);
            codes(&draft, &record)
        };
        assert_eq!(of(3), ["Q001"]);
        assert!(of(1).is_empty());
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
    fn a_moderator_who_reads_anothers_words_aloud_is_not_accused() {
        let said = "The breakwater crumbles, the dredgers rust at their moorings, and every lighthouse keeper from Skagen \
            to Porthgarrow knows that the harbour cannot survive another autumn without concrete";
        let record = format!(
            "---\noutlet: The Tide\ndate: 2021-06-10\n---\n\n\"{said},\" Mayor Ines Keller said on Thursday.\n"
        );
        let turn = |before: &str| {
            format!(
                "---\ndate: 2021-06-11\n---\n\nPAUL BRANDT: Good evening from the studio. {before}, quote, \"{said}.\" Our \
                 viewers have been writing letters about nothing else since Monday, so what should become of it?\n\n\
                 ADA QUINT: I have no idea at all.\n\nPAUL BRANDT: Then let us ask.\n"
            )
        };
        let accused = |before| codes(&turn(before), &[&record]).contains(&"Q001");
        assert!(!accused("Mayor Ines Keller told us"));
        assert!(accused("I always tell my friends"), "who takes them for his own is");
    }

    #[test]
    fn who_asks_whether_it_is_so_has_not_said_it() {
        let draft = |said: &str| format!("\"{said},\" Paul Brandt said on Thursday.\n");
        let words = "no dredger will rust at its mooring before the autumn storms";
        for (record, found) in [
            (format!("\"Can you promise that {words} come?\" asked Ines Keller of the harbour board."), vec![]),
            (format!("\"I can promise that {words},\" said Ines Keller of the harbour board."), vec!["Q001"]),
        ] {
            let record = format!("---\noutlet: The Tide\ndate: 2021-06-10\n---\n\n{record}\n");
            assert_eq!(codes(&draft(words), &[&record]), found, "{record}");
        }
    }

    #[test]
    fn who_quotes_or_joins_another_is_not_accused() {
        for draft in [
            "\"The harbour will stay open through the winter storms,\" Paul Brandt said, quoting Keller.\n",
            "\"The harbour will stay open through the winter storms,\" Keller and Paul Brandt said.\n",
        ] {
            assert_eq!(codes(draft, &[HARBOUR]), Vec::<&str>::new(), "{draft}");
        }
        let draft = "\"The harbour will stay open through the winter storms,\" Paul Brandt said.\n";
        let joint = "\"The harbour will stay open through the winter storms,\" Ines Keller said in a joint statement \
            with Paul Brandt.\n";
        let reader = "\"The harbour will stay open through the winter storms,\" Ines Keller said, reading from a letter \
            of Paul Brandt.\n";
        for record in [joint, reader] {
            assert_eq!(codes(draft, &[record]), Vec::<&str>::new(), "{record}");
        }
    }

    #[test]
    fn everyday_phrases_transliterations_and_spokespeople_accuse_nobody() {
        let phrase = "\"That is just the way it is,\" Ines Keller said.\n";
        let old = format!("---\ndate: 2019-02-01\n---\n\n{phrase}");
        let found = codes("\"That is just the way it is,\" Paul Brandt said.\n", &[&old]);
        assert!(!found.contains(&"Q001"), "{found:?}");
        let draft = "\"The harbour will stay open through the winter storms,\" Vladimir Shizov said.\n";
        let record = "\"The harbour will stay open through the winter storms,\" Vladimir Chizhov said.\n";
        assert_eq!(codes(draft, &[record]), Vec::<&str>::new());
        let draft = "\"The harbour will stay open through the winter storms,\" Dmitry Peskov said.\n";
        let record = "\"The harbour will stay open through the winter storms,\" the Kremlin said.\n";
        assert_eq!(codes(draft, &[record]), Vec::<&str>::new());
    }

    #[test]
    fn who_reads_anothers_words_aloud_in_a_transcript_has_not_said_them() {
        let transcript = "INES KELLER: Good morning. We will talk about the storm.\n\nTOM FALK: Thank you.\n\nINES KELLER: Let \
            me read what was sent to you. He says, \"The harbour will stay open through the winter storms.\" Well?\n\nTOM \
            FALK: So it will.\n";
        let draft = "\"The harbour will stay open through the winter storms,\" Paul Brandt said.\n";
        let found = codes(draft, &[transcript]);
        assert!(!found.contains(&"Q001"), "{found:?}");
        let unmarked = transcript.replace("He says, \"", "He says ").replace(".\" Well?", ". Well?");
        assert!(!codes(draft, &[&unmarked]).contains(&"Q001"));
    }

    #[test]
    fn a_remark_of_the_right_one_that_another_points_to_is_no_misattribution() {
        let draft = "Paul Brandt points to a speech by Keller on Thursday, in which she said that \"the harbour will stay \
            open through the winter storms.\"\n";
        let found = codes(draft, &[HARBOUR]);
        assert!(!found.contains(&"Q001"), "{found:?}");
    }

    #[test]
    fn people_of_one_surname_are_not_told_apart() {
        let draft = "\"The harbour will stay open through the winter storms,\" Paul Keller said.\n";
        assert_eq!(codes(draft, &[HARBOUR]), Vec::<&str>::new());
    }

    #[test]
    fn oaths_and_song_lines_are_everybodys() {
        for words in [
            "I do solemnly swear that I will support and defend the constitution of the United States",
            "Ask not what your country can do for you, ask what you can do for your country",
        ] {
            let (draft, record) =
                (format!("\"{words},\" Paul Brandt said.\n"), format!("\"{words},\" Ines Keller said.\n"));
            let found = codes(&draft, &[&record]);
            assert!(!found.contains(&"Q001"), "{found:?}");
        }
    }

    #[test]
    fn what_somebody_said_before_the_marks_open_makes_no_reading_aloud() {
        let record = "Nobody listened to what she said in spring. \"We waited. The harbour will stay open through the winter \
            storms,\" Ines Keller said.\n";
        let draft = "\"The harbour will stay open through the winter storms,\" Paul Brandt said.\n";
        assert_eq!(codes(draft, &[record]), ["Q001"]);
    }

    #[test]
    fn a_he_that_may_be_either_accuses_nobody() {
        let record = "Ines Keller opened the harbour conference on Monday, and Ines Keller said she was glad. Paul Brandt, who \
            spoke next, was the first fisherman there. \"The harbour will stay open through the winter storms,\" he said.\n";
        let draft = "\"The harbour will stay open through the winter storms,\" Paul Brandt said.\n";
        assert!(!codes(draft, &[record]).contains(&"Q001"));
    }

    #[test]
    fn silence_can_be_explained() {
        let draft = "\"The harbour will stay open through the winter storms,\" Keller said.\n";
        let told = notes(draft, &[HARBOUR]);
        assert!(told.iter().any(|n| n.starts_with("Q001: The Tide has it from Ines Keller, confidence")), "{told:?}");
        assert!(
            told.contains(&"Q001: the record has the words from the draft's speaker too, or may".into()),
            "{told:?}"
        );
    }

    #[test]
    fn one_outlet_whose_reader_may_have_missed_the_speaker_accuses_nobody() {
        let told = |before: &str| {
            format!(
                "---\noutlet: The Tide\ndate: 2021-06-10\n---\n\nMayor Ines Keller spoke about the harbour.\n\n{before}\n\n\
                 \"The harbour will stay open through the winter storms and the spring floods,\" she said. \"Nobody will be turned away.\"\n"
            )
        };
        let draft =
            "\"The harbour will stay open through the winter storms and the spring floods,\" Anna Brandt said.\n";
        assert_eq!(codes(draft, &[&told("The hall was full of boat owners.")]), ["Q001"]);
        assert_eq!(codes(draft, &[&told("Councillor Anna Brandt met boat owners. Keller left.")]), Vec::<&str>::new());
    }

    #[test]
    fn the_like_in_other_words_from_one_outlet_accuses_nobody() {
        let draft = "\"The harbour must stay open through these winter storms, and the ferries must sail on time,\" \
            Paul Brandt said.\n";
        let lines = HARBOUR.replace(
            "The harbour will stay open through the winter storms,",
            "The harbour will stay open through the winter storms, and our ferries will sail on time,",
        );
        assert_eq!(codes(draft, &[&lines]), Vec::<&str>::new());
    }

    #[test]
    fn any_of_several_officials_is_nobody_by_name() {
        let held =
            HARBOUR.replace("Councillor Paul Brandt listened.", "Ferry Department official Paul Brandt listened.");
        let draft = "\"The harbour will stay open through the winter storms,\" a Ferry Department official said.\n";
        assert_eq!(codes(draft, &[&held]), Vec::<&str>::new());
    }

    #[test]
    fn a_record_that_gives_the_words_to_both_accuses_nobody() {
        let other = "\"The harbour will stay open through the winter storms,\" Paul Brandt said.\n";
        assert_eq!(codes(other, &[HARBOUR, other]), Vec::<&str>::new());
    }

    #[test]
    fn a_speaker_named_between_the_parts_of_the_words_stands_beside_them() {
        let record = "---\noutlet: The Tide\ndate: 2021-06-10\n---\n\nCouncillor Paul Brandt met the boat owners.\n\n\
            \"The harbour will stay open through the winter storms,\" Keller said. \"Nobody will be turned away from the \
            lighthouse pier.\"\n\nInes Keller left early.\n";
        let draft = "\"The harbour will stay open through the winter storms. Nobody will be turned away from the lighthouse \
            pier,\" Paul Brandt said.\n";
        assert_eq!(codes(draft, &[record]), ["Q001"]);
    }

    #[test]
    fn an_adverb_before_the_verb_leaves_no_doubt_who_speaks() {
        let draft = "The plan went too far for Keller, who rose. Paul Brandt later added, \"The harbour will stay open through \
            the winter storms.\"\n";
        assert_eq!(codes(draft, &[HARBOUR]), ["Q001"]);
    }

    #[test]
    fn a_short_form_of_the_name_is_the_name_and_no_pronoun() {
        let draft =
            "Robert Brandt met Keller.\n\n\"The harbour will stay open through the winter storms,\" Bob Brandt said.\n";
        assert_eq!(codes(draft, &[HARBOUR]), ["Q001"]);
    }

    #[test]
    fn another_paragraphs_worth_of_captions_before_is_no_reading_aloud() {
        let captions = "Keller answers a question about the ferries, citing the harbour board. ".repeat(8);
        let text = format!(
            "{captions}{}Brandt joked. \"The harbour will stay open through the winter storms,\" Paul Brandt said.\n",
            "The hall was full of boat owners. ".repeat(14)
        );
        assert_eq!(codes(&text, &[HARBOUR]), ["Q001"]);
    }

    #[test]
    fn words_that_somebody_points_to_or_a_clause_behind_them_accuse_nobody() {
        for draft in [
            "Councillor Paul Brandt points to a moment of the speech: \"The harbour will stay open through the winter storms.\"\n",
            "\"The harbour will stay open through the winter storms,\" adding that Paul Brandt had left.\n",
        ] {
            assert!(!codes(draft, &[HARBOUR]).contains(&"Q001"), "{draft}");
        }
    }

    #[test]
    fn a_he_who_is_named_right_behind_accuses_nobody() {
        let draft = "Paul Brandt left. Of the councillors he called the plan \"a harbour that will stay open through the winter \
            storms.\"\n\n\"It is safe,\" Keller said.\n";
        assert!(!codes(draft, &[HARBOUR]).contains(&"Q001"));
    }

    #[test]
    fn a_phrase_that_stands_elsewhere_without_a_speaker_accuses_nobody() {
        let thanks = "---\noutlet: The Tide\ndate: 2021-06-10\n---\n\n\"I want to thank Skagen's lighthouse keepers,\" Mayor \
            Ines Keller said on Thursday.\n";
        let draft = "\"I want to thank Skagen's lighthouse keepers,\" Paul Brandt said.\n";
        assert_eq!(codes(draft, &[thanks]), ["Q001"]);
        let speech = "---\noutlet: Lake Post\n---\n\nThe whole speech. I want to thank Skagen's lighthouse keepers, and all who \
            came.\n";
        assert_eq!(codes(draft, &[thanks, speech]), Vec::<&str>::new());
        // Of another time two outlets are not enough either.
        let old = thanks.replace("2021-06-10", "2019-01-10");
        let again = old.replace("The Tide", "Shore News").replace("on Thursday", "at noon");
        let draft = format!("---\ndate: 2021-06-12\n---\n\n{draft}");
        assert_eq!(codes(&draft, &[&old, &again]), ["Q001"]);
        assert_eq!(codes(&draft, &[&old, &again, speech]), Vec::<&str>::new());
    }

    #[test]
    fn a_tower_taken_for_a_speaker_is_no_dissent() {
        let other = HARBOUR.replace("The Tide", "Lake Post").replace("on Thursday", "at noon in the rain");
        let tower = "---\noutlet: Shore News\n---\n\n\"The harbour will stay open through the winter storms,\" Skagen Tower said.\n";
        let draft = "\"The harbour will stay open through the winter storms,\" Paul Brandt said.\n";
        assert_eq!(codes(draft, &[HARBOUR, &other, tower]), ["Q001"]);
    }

    #[test]
    fn two_of_one_surname_are_told_apart_where_an_article_names_both() {
        let both = "---\noutlet: The Tide\ndate: 2021-06-10\n---\n\n\"The harbour will stay open through the winter storms,\" \
            Dale Pritchard of the union said on Thursday. The minister, Sonia Pritchard, listened.\n";
        let one = both.replace("Sonia Pritchard", "Ines Keller");
        let draft = |named: &str| {
            format!("{named} was angry.\n\n\"The harbour will stay open through the winter storms,\" she said.\n")
        };
        assert_eq!(codes(&draft("Sonia Pritchard"), &[both]), ["Q001"]);
        assert_eq!(codes(&draft("Sonia Pritchard"), &[&one]), Vec::<&str>::new(), "it may be a nickname");
        // The surname alone may be either's.
        let surname = "Sonia Pritchard met Dale Pritchard.\n\n\"The harbour will stay open through the winter storms,\" \
            Pritchard said.\n";
        assert_eq!(codes(surname, &[both]), Vec::<&str>::new());
    }

    #[test]
    fn what_somebody_is_called_with_an_article_is_no_name() {
        let record = HARBOUR.replace("Mayor Ines Keller", "the Basque");
        let draft = "\"The harbour will stay open through the winter storms,\" said Paul Brandt.\n";
        assert_eq!(codes(draft, &[&record]), Vec::<&str>::new());
    }
}
