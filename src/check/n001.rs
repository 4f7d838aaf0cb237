//! N001: a name spelled against the record.

use super::memo::{Names, People};
use super::offices::{self, Part, Said, Told};
use super::{Draft, Edit, Evidence, Finding, Fix, Rule, Severity, names, telling};
use crate::config::Config;
use crate::lexicon::{self, Class};
use crate::read::people::{fold, same_given};
use crate::record::{Appearance, QuoteMatch};
use crate::text::{NormalWord, Prose, Span, for_each_word, normal_words};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use std::collections::BTreeSet;
use std::sync::Arc;

pub(super) const RULE: Rule =
    Rule { code: "N001", name: "name-variant", severity: Severity::Warning, needs_record: true, docs: DOCS, check };

const DOCS: &str = "\
# N001 name-variant

A name spelled against the record.

**Why it matters.** People read their own names first, and a misspelled one is found by no search.

**Example.** Three papers on record write `Ines Bergmann` and the draft has `Ines Bergmnan`. The finding
shows who spells it so, and its fix changes every place in the draft.

**When few articles tell.** Three articles of two outlets settle a spelling. One or two do where the record has the
draft's word nowhere and gives the other the same office or calling (`Police Chief Ines Bergmnan`), or where they tell
the draft's story: names that are rare on record stand in both. A given name counts only with the office then. Words
are as good as an office: what the draft quotes this person with, or quotes with no name in a paragraph about them, the
record has from the other.

**When it stays silent.** Where the draft's spelling is on record too, where the word is somebody else's name (`Terry
Brown` is not `Jerry Brown`) unless it sounds the same and the record names that person beside others of this draft, for
words of fewer than four letters, for accents, letters without them (`Lysgård`, `Lysgaard`) and capitals, for names out
of other scripts that papers write in several ways (`Yanukovich`, `Yanukovych`), for the names of your own `[people]`,
and where the draft tells of somebody else: one who lived long before all that is on record, whose calling (`a Dutch
painter`) or age nobody on record gives the other, a relative whose given name differs, or a namesake (`no relation`).
Where few articles tell, also for one who has another office in the draft or is of a place that they do not name, and
where one article has the name, once, without the draft's office: it may be wrong itself.

**Silence it** with `<!-- onrecord: ignore N001 -->` on the line (plain text: `[onrecord: ignore N001]`).
";

/// Shortest word of a name that is looked at, in letters: shorter ones that differ by a letter are other names.
const MIN_LETTERS: usize = 4;

/// Articles and outlets that must have the other spelling.
const MIN_DOCUMENTS: u64 = 3;
const MIN_OUTLETS: usize = 2;

/// How much commoner than the draft's the other spelling must be.
const COMMONER: u64 = 20;

/// Passages with a word up to which it may be a misspelling that got into the record before, if the other is ten
/// times as common.
const HARDLY_ON_RECORD: u64 = 3;

/// Articles looked at for who spells the name so.
const MAX_APPEARANCES: usize = 24;

fn check(rule: &Rule, draft: &Draft, findings: &mut Vec<Finding>) {
    let Some(people) = draft.people() else { return };
    findings.extend(draft.named(people).iter().filter_map(|named| other_spelling(rule, draft, people, named)));
}

/// Looks up, on all cores, the names that are nearly the draft's, which takes longest of what the rule asks.
pub(super) fn warm(draft: &Draft, stop: &(dyn Fn() -> bool + Sync)) {
    let Some(people) = draft.people().filter(|_| super::selected(&RULE, draft.config)) else { return };
    let named = draft.named(people);
    let new: Vec<&Named> = named.iter().filter(|n| is_looked_up(draft, n) && !people.has_like(&n.name)).collect();
    new.par_iter().filter(|_| !stop()).for_each(|named| drop(people.like(&named.name)));
}

/// Everybody in the draft; see [`Draft::named`].
pub(super) fn all_named(draft: &Draft, people: People) -> Vec<Named> {
    let named = draft.reading.people.iter().filter(|p| !p.organisation);
    // A name that is parted by a line's end is the same name.
    let whole = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ");
    let named = named.map(|p| Named { name: whole(&p.name), mentions: p.mentions.clone() });
    named.chain(unheard_of(draft, people)).collect()
}

/// Whether the record is asked for a name: a first and a last one, and neither the house's own nor an account's.
fn is_looked_up(draft: &Draft, named: &Named) -> bool {
    named.name.contains(' ') && !is_house_name(&named.name, draft.config) && !is_handle(draft, &named.mentions)
}

/// Somebody in the draft.
pub(super) struct Named {
    name: String,
    mentions: Vec<Span>,
}

/// Two capitalised words that are no name to the reader, one of them hardly on record: "Hillray Clinton" is nobody
/// whom one could have heard of.
fn unheard_of<'a>(draft: &'a Draft, people: People<'a>) -> impl Iterator<Item = Named> + 'a {
    let text = &draft.document.text;
    let mut mentions: Vec<Span> = draft.reading.people.iter().flat_map(|p| p.mentions.iter().copied()).collect();
    mentions.sort_unstable();
    let is_named = move |span: Span| {
        let next = mentions.partition_point(|m| m.end <= span.start);
        mentions.get(next).is_some_and(|m| m.contains(span))
    };
    // Of all the draft's words, which are many, only those with a capital are kept.
    let mut pairs: Vec<Span> = Vec::new();
    for run in capitals(text) {
        let mut first: Option<Span> = None;
        for_each_word(text, run, |form, span| {
            let written = span.of(text);
            let is_name = written.starts_with(char::is_uppercase)
                && written.contains(char::is_lowercase)
                && form.chars().count() >= MIN_LETTERS;
            if let Some(first) = first.filter(|_| is_name) {
                pairs.push(Span::new(first.start, span.end - ending(form, span)));
            }
            first = is_name.then_some(span);
        });
    }
    pairs.retain(|span| {
        // "Feel the Bern: Sanders won" names nobody.
        span.of(text).split_once(' ').is_some_and(|(a, b)| a.ends_with(char::is_alphanumeric) && !b.contains(' '))
    });
    pairs.into_iter().filter(move |span| !is_named(*span)).filter_map(move |span| {
        let name = span.of(text);
        let unknown = |w: &str| people.passages_with(&w.to_lowercase()).is_some_and(|n| n <= HARDLY_ON_RECORD);
        name.split(' ').any(unknown).then(|| Named { name: name.to_owned(), mentions: vec![span] })
    })
}

/// Stretches of two or more words side by side, each of which may have a capital.
fn capitals(text: &str) -> impl Iterator<Item = Span> {
    let may_have = |word: &[u8]| word.iter().any(|b| b.is_ascii_uppercase() || !b.is_ascii());
    let mut words = text.split(' ').scan(0, move |at, word| {
        let start = *at;
        *at += word.len() + 1;
        Some((start..start + word.len(), may_have(word.as_bytes())))
    });
    std::iter::from_fn(move || {
        loop {
            let (first, _) = words.by_ref().find(|(_, capital)| *capital)?;
            let end = words.by_ref().take_while(|(_, capital)| *capital).last().map(|(last, _)| last.end);
            if let Some(end) = end {
                return Some(Span::from(first.start..end));
            }
        }
    })
}

/// A word of a name and how the record spells it.
struct Slip<'a> {
    written: NormalWord,
    recorded: NormalWord,
    /// The name on record.
    name: &'a str,
    documents: u64,
}

fn other_spelling(rule: &Rule, draft: &Draft, people: People, named: &Named) -> Option<Finding> {
    let name = named.name.as_str();
    if !is_looked_up(draft, named) || is_garbled(name) {
        return None;
    }
    let like = people.like(name)?;
    let own: u64 = like.iter().filter(|(n, _)| fold(n) == fold(name)).map(|(_, documents)| documents).sum();
    match in_many_articles(rule, draft, people, named, &like, own)? {
        Outcome::Found(finding) => Some(*finding),
        Outcome::Another => None,
        Outcome::TooFew if own == 0 => in_few_articles(rule, draft, people, named, &like),
        Outcome::TooFew => None,
    }
}

/// What many articles have to say of a name.
enum Outcome {
    Found(Box<Finding>),
    /// Nearly the name of somebody else, or of several.
    Another,
    /// Too few have one like it.
    TooFew,
}

/// Holds a name against one that several articles of several outlets have; `own` is how many have the draft's.
fn in_many_articles(
    rule: &Rule,
    draft: &Draft,
    people: People,
    named: &Named,
    like: &Names,
    own: u64,
) -> Option<Outcome> {
    let (first, name) = (*named.mentions.first()?, named.name.as_str());
    let mut slips = like
        .iter()
        .filter(|(n, documents)| *documents >= MIN_DOCUMENTS && own * COMMONER <= *documents && names::is_personal(n))
        .filter_map(|(other, documents)| slip(name, other, *documents));
    let Some(slip) = slips.next() else { return Some(Outcome::TooFew) };
    // Other spellings of it may be on record by mistake, too.
    if slips.any(|other| other.documents * COMMONER > slip.documents) {
        draft.note(rule, first, || format!("{name}: several names on record are nearly this one"));
        return Some(Outcome::Another);
    }
    let slip = &slip;
    let (written, recorded) = (slip.written.form.as_str(), slip.recorded.form.as_str());
    let passages = people.passages_with(written)?;
    // One letter of a word that is nobody's name is a slip; for others the record has to know the company.
    let one_letter = strsim::osa_distance(written, recorded) == 1;
    let nobodys = passages <= HARDLY_ON_RECORD && passages * 10 <= people.passages_with(recorded)?;
    let sure = one_letter && nobodys
        || sounds(written) == sounds(recorded) && in_this_company(draft, people, named, slip)?
        || has_same_words(draft, named, slip);
    if !sure {
        draft.note(rule, first, || {
            format!(
                "{name} is one letter or two from {}, whom {} articles name, and may be somebody else: {} passages have {written}",
                slip.name, slip.documents, passages
            )
        });
        return Some(Outcome::TooFew);
    }
    let places = people.appearances(slip.name, MAX_APPEARANCES)?;
    if telling::outlets(places.iter().map(|p| &*p.source)) < MIN_OUTLETS {
        draft.note(rule, first, || format!("{}: one outlet alone spells it so", slip.name));
        return Some(Outcome::TooFew);
    }
    let told = people.told(slip.name, MAX_APPEARANCES)?;
    let told: Vec<&Arc<Told>> = told.iter().collect();
    let kin = || is_kin(draft, named, slip, &told);
    let aged = || is_of_another_age(draft, named, &told, slip.name).then_some("of another age");
    if let Some(why) = is_another(draft, named, slip, &places, &told).or_else(kin).or_else(aged) {
        draft.note(rule, first, || format!("{name} is nearly {}, but {why}", slip.name));
        return Some(Outcome::Another);
    }
    Some(finding(rule, draft, named, slip, &places).map_or(Outcome::TooFew, |f| Outcome::Found(Box::new(f))))
}

/// Passages with a word up to which it tells of a story: the name of a town, of a ship, of somebody.
const TELLING: u64 = 60;

/// Names that a draft and an article share, from which on they tell one story.
const MIN_SHARED: usize = 2;

/// Letters of a word from which on two of them may be wrong that are heard.
const LONG: usize = 7;

/// Holds a name against one that an article or two have: the record must have nobody of the draft's spelling, and give
/// the other the same office or calling, or name them in the draft's story.
fn in_few_articles(rule: &Rule, draft: &Draft, people: People, named: &Named, like: &Names) -> Option<Finding> {
    let (first, name) = (*named.mentions.first()?, named.name.as_str());
    let slips: Vec<Slip> = like.iter().filter_map(|(other, documents)| slip(name, other, *documents)).collect();
    let slip = slips.iter().find(|s| names::is_personal(s.name))?;
    let silent = |why: &str| {
        draft.note(rule, first, || format!("{name} is nearly {}, but {why}", slip.name));
        None
    };
    if slips.iter().any(|s| s.recorded.form != slip.recorded.form) {
        return silent("nearly another name, too");
    }
    let (written, recorded) = (slip.written.form.as_str(), slip.recorded.form.as_str());
    let told = people.told(slip.name, MAX_APPEARANCES)?;
    let told: Vec<&Arc<Told>> = told.iter().filter(|t| !draft.is_own(&t.source)).collect();
    let same_words = !told.is_empty() && has_same_words(draft, named, slip);
    let letters = strsim::osa_distance(written, recorded);
    let is_short = written.chars().count() < LONG && sounds(written) != sounds(recorded);
    // A given name has more spellings than any list.
    if letters > 2 || letters == 2 && is_short && (!same_words || is_given(name, slip)) {
        return silent("too many letters differ");
    }
    // A part of "Soo-Min" is no word of its own.
    if written.chars().count() >= MIN_LETTERS && !same_words && people.passages_with(written)? > 0 {
        return silent("the record has that word");
    }
    let theirs: Vec<&offices::Person> = told.iter().filter_map(|t| t.person(slip.name)).collect();
    if let Some(why) = is_kin(draft, named, slip, &told) {
        return silent(why);
    }
    if is_of_another_age(draft, named, &told, slip.name) {
        return silent("of another age");
    }
    if is_of_another_place(draft, named, &told) {
        return silent("the draft has them of a place that the record does not name");
    }
    let prose = draft.prose();
    let said: Vec<Said> = named.mentions.iter().flat_map(|m| offices::beside(prose, *m)).collect();
    let is_theirs = |said: &Said| match said {
        Said::Office(office) => {
            theirs.iter().any(|p| p.offices.iter().any(|g| g.office.rank == office.rank && g.office.may_be(office)))
        }
        Said::Calling(word) | Said::Trade(word) => {
            theirs.iter().any(|p| p.callings.contains(word) || p.trades.contains(word))
        }
    };
    let text = &draft.document.text;
    let called = named.mentions.iter().find_map(|m| calling(text.get(m.end as usize..)?));
    if !same_words && called.is_some_and(|word| !told.iter().any(|t| t.words.contains(&word))) {
        return silent("no article about them has what the draft calls them");
    }
    let in_office = said.iter().any(|s| matches!(s, Said::Office(_)) && is_theirs(s));
    if !same_words && !said.is_empty() && !said.iter().any(is_theirs) {
        return silent("nobody on record calls them what the draft does");
    }
    // One article may have it wrong itself, and the draft right.
    let named_there: usize = theirs.iter().map(|p| p.mentions).sum();
    let hardly = named_there < 2 && !same_words || named.mentions.len() > named_there;
    if told.len() == 1 && !in_office && hardly {
        return silent("one article has that name, and hardly");
    }
    let shared = shared(draft, people, named, &told)?;
    let sure = match (in_office, said.is_empty()) {
        (true, _) => true,
        _ if same_words => true,
        // Brothers have one surname and, on one story, one trade.
        _ if is_given(name, slip) => false,
        (_, false) => shared > 0,
        (_, true) => shared >= MIN_SHARED,
    };
    if !sure {
        return silent("too little tells that they are one person");
    }
    let places = people.appearances(slip.name, MAX_APPEARANCES)?;
    if let Some(why) = is_another(draft, named, slip, &places, &told) {
        return silent(why);
    }
    finding(rule, draft, named, slip, &places)
}

/// Words of a quote from which on it tells who speaks.
const MIN_QUOTED: usize = 4;

/// Whether the record has from the other what the draft has from its person: in a quote of theirs, or in one that has no
/// named speaker in a paragraph that names them.
fn has_same_words(draft: &Draft, named: &Named, slip: &Slip) -> bool {
    let prose = draft.prose();
    let paragraph = |at: u32| prose.paragraph_of(prose.token_at(at));
    let both_here = || draft.reading.people.iter().any(|p| fold(&p.name) == fold(slip.name));
    draft.statements().iter().filter(|s| !s.formula && s.words.len() >= MIN_QUOTED).any(|s| {
        let Some(quote) = draft.reading.quotes.get(s.quote) else { return false };
        let is_theirs = match quote.speaker.as_ref().and_then(|s| s.name.as_deref()) {
            Some(speaker) => fold(speaker) == fold(&named.name),
            None => named.mentions.iter().any(|m| paragraph(m.start) == paragraph(quote.span.start)) && !both_here(),
        };
        let has_it = |m: &QuoteMatch| {
            let speaker = m.speaker.as_ref().and_then(|s| s.name.as_deref());
            let is_other = |name| names::compare(name, slip.name, draft.config) == names::Sameness::Same;
            m.quoted && !draft.is_own(&m.source) && speaker.is_some_and(is_other)
        };
        is_theirs && s.verbatim().any(has_it)
    })
}

/// Why the draft's person is a relative or a namesake of the record's: their sentence says so. A word of kin says so of one
/// who has the other's surname, and only if no article about the other has it.
fn is_kin(draft: &Draft, named: &Named, slip: &Slip, told: &[&Arc<Told>]) -> Option<&'static str> {
    let text = &draft.document.text;
    let prose = draft.prose();
    let near: BTreeSet<Span> = named.mentions.iter().flat_map(|m| sentence_and_next(prose, *m)).collect();
    if near.iter().any(|s| offices::has(s.of(text), Part::Namesake)) {
        return Some("the draft tells the two apart");
    }
    let words = near.iter().flat_map(|s| s.of(text).split(|c: char| !c.is_alphanumeric())).map(str::to_lowercase);
    let kin = |w: String| offices::has(&w, Part::Kin) && !told.iter().any(|t| t.words.contains(&w));
    (is_given(&named.name, slip) && { words }.any(kin)).then_some("the draft has them as a relative")
}

/// Whether it is a given name that is spelled otherwise.
fn is_given(name: &str, slip: &Slip) -> bool {
    !name.split_whitespace().next_back().is_some_and(|w| fold(w).contains(fold(slip.written.form.as_str()).as_str()))
}

/// The sentence of a mention, and the one behind it where that goes on about the same person: "She is no kin of".
fn sentence_and_next(prose: &Prose, mention: Span) -> Vec<Span> {
    let at = prose.sentence_of(prose.token_at(mention.start));
    let span = |i: usize| prose.sentences.get(i).map(|s| (s.start as usize, prose.span(s)));
    let goes_on = |(first, _): &(usize, Span)| {
        matches!(prose.str(*first), "He" | "She" | "They" | "Neither" | "Both" | "The" | "His" | "Her")
    };
    span(at).into_iter().chain(span(at + 1).filter(goes_on)).map(|(_, s)| s).collect()
}

/// Whether the draft and the record give ages that do not go together.
fn is_of_another_age(draft: &Draft, named: &Named, told: &[&Arc<Told>], name: &str) -> bool {
    /// Years by which a birthday and a rounded age may be off.
    const OFF: i32 = 2;
    let prose = draft.prose();
    let Some(age) = named.mentions.iter().find_map(|m| offices::age(prose, *m)) else { return false };
    let year = draft.reading.date.or(draft.document.meta.date).map(|d| i32::from(d.year()));
    told.iter().any(|t| {
        let Some(theirs) = t.person(name).and_then(|p| p.age) else { return false };
        let later = year.zip(t.source.date).map_or(0, |(year, then)| year - i32::from(then.year()));
        (theirs as i32 + later - age as i32).abs() > OFF
    })
}

/// Whether the draft says of what place somebody is ("Henrik Berg of Voldeset"), and no article that names the other has
/// heard of it.
fn is_of_another_place(draft: &Draft, named: &Named, told: &[&Arc<Told>]) -> bool {
    let text = &draft.document.text;
    let place = |m: &Span| {
        let behind = text.get(m.end as usize..)?;
        let place = behind.strip_prefix(" of ").or_else(|| behind.strip_prefix(", of "))?;
        let word = place.split(|c: char| !c.is_alphanumeric()).next()?;
        (word.starts_with(char::is_uppercase)).then(|| fold(word))
    };
    let mut places = named.mentions.iter().filter_map(place);
    places.any(|p| !told.iter().any(|t| t.proper.contains(&p)))
}

/// How many names that are rare on record the draft shares with the articles about somebody, beside theirs.
fn shared(draft: &Draft, people: People, named: &Named, told: &[&Arc<Told>]) -> Option<usize> {
    let prose = draft.prose();
    let own: Vec<String> = named.name.split(|c: char| !c.is_alphanumeric()).map(fold).collect();
    let text = &draft.document.text;
    let capitals = prose.tokens.iter().filter(|t| t.capitalised() && !t.is(Class::WEEKDAY | Class::MONTH));
    let words: BTreeSet<String> = capitals
        .map(|t| fold(t.span.of(text)))
        .filter(|w| w.chars().count() >= MIN_LETTERS && !own.contains(w) && !crate::record::is_common(w))
        .filter(|w| {
            !lexicon::entry(lexicon::lexicon().find(w)).classes.intersects(Class::TITLE | Class::ROLE | Class::STOP)
        })
        .filter(|w| told.iter().any(|t| t.proper.contains(w)))
        .collect();
    let mut rare = 0;
    for word in words {
        rare += usize::from(people.passages_with(&word)? <= TELLING);
        if rare >= MIN_SHARED {
            break;
        }
    }
    Some(rare)
}

/// Years from which a time on record is another than that of the draft's person: a long life.
const LIFETIME: i16 = 90;

/// Why the draft's person may be another than the record's of nearly the same name: one who lived long before, or whose
/// calling nobody on record gives theirs.
fn is_another(
    draft: &Draft,
    named: &Named,
    slip: &Slip,
    places: &[Appearance],
    told: &[&Arc<Told>],
) -> Option<&'static str> {
    if is_of_old(draft, named, places) {
        return Some("the draft tells of a time long before all that is on record");
    }
    // "Start on Hillary, the numbers change" introduces nobody.
    let text = &draft.document.text;
    let mut in_full = named.mentions.iter().filter(|m| m.of(text).contains(' '));
    let theirs = in_full.find_map(|m| calling(text.get(m.end as usize..)?))?;
    // Offices change, and one person holds several.
    if lexicon::entry(lexicon::lexicon().find(&theirs)).classes.contains(Class::TITLE) {
        return None;
    }
    let after = |p: &Appearance| calling(p.around.split_once(slip.name)?.1);
    let quoted = places.iter().filter(|p| !p.titles.is_empty() || after(p).is_some()).count();
    let named_so = || told.iter().filter_map(|t| t.person(slip.name)).filter(|p| !p.offices.is_empty()).count();
    (quoted.max(named_so()) >= MIN_TOLD && !are_around(places, |w| w.to_lowercase().starts_with(&theirs)))
        .then_some("nobody on record calls them what the draft does")
}

/// Whether all that the draft dates in its sentences about somebody lies a lifetime before the record, which tells of no
/// such time where it names the other. Of Lincoln it does.
fn is_of_old(draft: &Draft, named: &Named, places: &[Appearance]) -> bool {
    let Some(first) = places.iter().filter_map(|p| Some(p.source.date?.year())).min() else { return false };
    let long_before = |year: i16| year.saturating_add(LIFETIME) < first;
    let prose = draft.prose();
    let sentence = |m: &Span| Some(prose.span(prose.sentences.get(prose.sentence_of(prose.token_at(m.start)))?));
    let sentences: Vec<Span> = named.mentions.iter().filter_map(sentence).collect();
    let mut dates = draft.reading.dates.iter().filter(|d| sentences.iter().any(|s| s.contains(d.span))).peekable();
    dates.peek().is_some()
        && dates.all(|d| d.days.is_some_and(|days| long_before(days.last.year())))
        && !are_around(places, |w| w.len() == 4 && w.parse().is_ok_and(|year| year > 1000 && long_before(year)))
}

/// Whether some word around the name on record is such a one.
fn are_around(places: &[Appearance], is: impl Fn(&str) -> bool) -> bool {
    places.iter().any(|p| p.around.split(|c: char| !c.is_alphanumeric()).any(&is))
}

/// Articles on record that must say what somebody is, where a draft that says something else means another.
const MIN_TOLD: usize = 2;

/// What somebody is called behind their name, in a word: "painter" of ", a Dutch painter, died".
fn calling(after: &str) -> Option<String> {
    /// Words of such a phrase, and those that end it.
    const MOST: usize = 5;
    const ENDING: &[&str] = &["of", "in", "at", "from", "for", "with", "on", "by", "who", "whose", "that", "and"];
    let phrase = after.strip_prefix(',')?.trim_start().split([',', '.', ';', ':', '(', '—', '–', '\n']).next()?;
    let mut words = phrase.split(' ').filter(|w| !w.is_empty());
    words.next().filter(|w| ["a", "an", "the"].contains(w))?;
    let words: Vec<&str> = words.take_while(|w| !ENDING.contains(w)).take(MOST + 1).collect();
    let last = words.last().filter(|w| words.len() <= MOST && w.chars().all(char::is_lowercase))?;
    Some((*last).to_owned())
}

fn finding(rule: &Rule, draft: &Draft, named: &Named, slip: &Slip, places: &[Appearance]) -> Option<Finding> {
    let text = &draft.document.text;
    let recorded = slip.recorded.span.of(slip.name);
    // In every mention of this person, in capitals where the draft has capitals.
    let words = named.mentions.iter().flat_map(|m| normal_words(text, *m));
    let wrong: Vec<Span> = words.filter_map(|w| same_word(&w, &slip.written)).collect();
    let written = wrong.first()?.of(text);
    let sources = telling::outlets(places.iter().map(|p| &*p.source));
    let mut finding = rule.finding(
        *wrong.first()?,
        format!(
            "{} on record {} this name {} ({}), the draft has {written}",
            telling::count(sources, "source"),
            if sources == 1 { "spells" } else { "spell" },
            slip.name,
            telling::sources(places.iter().map(|p| &*p.source)),
        ),
    );
    finding.evidence = places
        .iter()
        .map(|p| Evidence {
            source: p.source.clone(),
            speaker: None,
            text: slip.name.to_owned(),
            file_span: p.file_span,
        })
        .collect();
    let places = if wrong.len() > 1 { format!(" in {} places", wrong.len()) } else { String::new() };
    let shouted = |s: Span| s.of(text).chars().all(|c| !c.is_lowercase());
    finding.fixes.push(Fix {
        title: format!("Change to {recorded}{places}"),
        edits: wrong
            .iter()
            .map(|&span| Edit { span, text: if shouted(span) { recorded.to_uppercase() } else { recorded.to_owned() } })
            .collect(),
    });
    Some(finding)
}

/// Where a word of the draft is the misspelled one, without its possessive ending.
fn same_word(word: &NormalWord, written: &NormalWord) -> Option<Span> {
    let bare = |form: &str| form.strip_suffix("'s").unwrap_or(form).len();
    let same = word.form.get(..bare(&word.form)) == written.form.get(..bare(&written.form));
    same.then(|| Span::new(word.span.start, word.span.end - ending(&word.form, word.span)))
}

/// Bytes of a word's possessive ending: "'s" has two, "’s" four.
fn ending(form: &str, span: Span) -> u32 {
    match form.strip_suffix("'s") {
        Some(bare) => span.len().saturating_sub(bare.len() as u32).min(4),
        None => 0,
    }
}

/// Whether a name has what is left of a mark that was read in the wrong encoding: "Kellerâ€™s", "Kellerâs".
fn is_garbled(name: &str) -> bool {
    let broken = |w: &str| w.trim_end_matches(|c: char| c == 's' || !c.is_alphanumeric()).ends_with('\u{E2}');
    name.contains(['\u{FFFD}', '\u{C3}']) || name.split_whitespace().any(broken)
}

/// Whether a name is that of an account: "Mark Twayn (@MarkTwayn)".
fn is_handle(draft: &Draft, mentions: &[Span]) -> bool {
    let after = |m: &Span| draft.document.text.get(m.end as usize..).unwrap_or("");
    mentions.iter().any(|m| after(m).trim_start().trim_start_matches('(').starts_with('@'))
}

/// The one word in which two names differ; `None` where they differ in more, or in nothing that is a spelling.
fn slip<'a>(draft: &str, name: &'a str, documents: u64) -> Option<Slip<'a>> {
    let words = |name: &str| normal_words(name, Span::from(0..name.len()));
    let (own, theirs) = (words(draft), words(name));
    if own.len() != theirs.len() || own.len() < 2 {
        return None;
    }
    let differ = |a: &NormalWord, b: &NormalWord| {
        a.form != b.form && !are_one_without_accents(a.span.of(draft), b.span.of(name))
    };
    let mut differing = own.into_iter().zip(theirs).filter(|(a, b)| differ(a, b));
    let (written, recorded) = differing.next()?;
    let (a, b) = (written.form.as_str(), recorded.form.as_str());
    let plural =
        a.strip_suffix('s') == Some(b) || b.strip_suffix('s') == Some(a) || a.ends_with("'s") || b.ends_with("'s");
    // An Ivy Leaguer.
    let derived = a.strip_prefix(b).is_some_and(|ending| matches!(ending, "r" | "er" | "rs" | "ers"));
    // "Soo-Min" is one name.
    let is_joined = |s: Span| name[..s.start as usize].ends_with('-') || name[s.end as usize..].starts_with('-');
    let short = a.chars().count().min(b.chars().count()) < MIN_LETTERS && !is_joined(recorded.span);
    // "Vogt" and "Wogt" are heard as one; Krystal and Crystal are two given names.
    let is_last = name[recorded.span.end as usize..].trim().is_empty();
    let heard =
        |word: &str| sounds(word).chars().next().filter(|_| !word.starts_with(['a', 'e', 'i', 'o', 'u', 'y', 'h']));
    let begins_alike = a.chars().next() == b.chars().next()
        || is_last && heard(a).is_some() && heard(a) == heard(b) && sounds(a) == sounds(b);
    // Kate and Katie are both right, and so are Yanukovich and Yanukovych.
    let both_right = same_given(a, b);
    (differing.next().is_none() && !plural && !derived && !short && !both_right && begins_alike).then_some(Slip {
        written,
        recorded,
        name,
        documents,
    })
}

/// Whether two words are one as typesetters without its letters write it: Lysgård is Lysgard and Lysgaard.
fn are_one_without_accents(a: &str, b: &str) -> bool {
    let in_two_letters = |word: &str| {
        let word = word.to_lowercase();
        let word = word.replace('å', "aa").replace(['ö', 'ø'], "oe").replace(['ä', 'æ'], "ae").replace('ü', "ue");
        fold(&word)
    };
    fold(a) == fold(b)
        || in_two_letters(a) == in_two_letters(b)
        || fold(a) == in_two_letters(b)
        || in_two_letters(a) == fold(b)
}

/// What is heard of a word: its consonants, those that sound alike as one and doubled ones once.
fn sounds(word: &str) -> String {
    let mut out = String::new();
    for c in word.replace("ph", "f").replace("sch", "s").replace("ck", "k").chars() {
        let c = match c {
            'c' | 'q' => 'k',
            'z' => 's',
            'w' => 'v',
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' => continue,
            c => c,
        };
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

/// Documents in which two of the draft's people stand together by chance, at most, where the meeting of the two says
/// something.
const CHANCE: f64 = 0.2;

/// Whether the record names the person of the other spelling beside people of this draft, oftener than chance has it;
/// `None` where that is not known yet.
fn in_this_company(draft: &Draft, people: People, named: &Named, slip: &Slip) -> Option<bool> {
    let others: Vec<&str> = draft
        .reading
        .people
        .iter()
        .filter(|p| p.name != named.name && !p.organisation && p.name.contains(' ') && p.name != slip.name)
        .map(|p| p.name.as_str())
        .collect();
    let articles = people.articles().max(1) as f64;
    let together = people.beside(slip.name, &others)?;
    let mut often = 0;
    for (other, &together) in others.iter().zip(together.iter()).filter(|(_, t)| **t > 0) {
        let by_chance = people.documents_naming(other)? as f64 * slip.documents as f64 / articles;
        if by_chance <= CHANCE {
            return Some(true);
        }
        often += usize::from(together >= 5 && together as f64 >= 2.5 * by_chance);
    }
    Some(often >= 3)
}

/// Whether the configuration has the name, as the house's or as an alias: then how to spell it is settled.
fn is_house_name(name: &str, config: &Config) -> bool {
    config
        .people
        .aliases
        .iter()
        .any(|(house, others)| house.eq_ignore_ascii_case(name) || others.iter().any(|o| o.eq_ignore_ascii_case(name)))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, findings, fixed, known};
    use super::*;

    fn article(outlet: &str, text: &str) -> String {
        format!("---\noutlet: {outlet}\ndate: 2021-06-10\n---\n\n{text}\n")
    }

    fn record(name: &str) -> Vec<String> {
        ["The Tide", "Lake Post", "Shore News"]
            .iter()
            .map(|o| article(o, &format!("On Tuesday {name} opened the harbour of Lindau beside Jonas Frey.")))
            .collect()
    }

    fn codes_against(name: &str, draft: &str) -> Vec<&'static str> {
        let record = record(name);
        codes(draft, &record.iter().map(String::as_str).collect::<Vec<_>>())
    }

    #[test]
    fn a_letter_astray_is_found_and_put_right_wherever_it_stands() {
        let record = record("Ines Bergmann");
        let record: Vec<&str> = record.iter().map(String::as_str).collect();
        let draft = "Ines Bergmnan came to Lindau. \"It rains,\" Bergmnan said. Bergmnan’s umbrella was blue.\n";
        let found = findings(draft, &record);
        let n001: Vec<&Finding> = found.iter().filter(|f| f.code == "N001").collect();
        assert_eq!(n001.len(), 1, "{found:?}");
        assert_eq!(n001[0].evidence.len(), 3);
        assert!(n001[0].message.contains("Ines Bergmann (The Tide, "), "{}", n001[0].message);
        let right = "Ines Bergmann came to Lindau. \"It rains,\" Bergmann said. Bergmann’s umbrella was blue.\n";
        assert_eq!(fixed(draft, &record), right);
    }

    #[test]
    fn who_is_merely_named_is_on_record_too() {
        let record: Vec<String> = ["The Tide", "Lake Post", "Shore News"]
            .iter()
            .map(|o| article(o, "The pier of Lindau belongs to the ferries. Behind it lives Ines Bergmann."))
            .collect();
        let record: Vec<&str> = record.iter().map(String::as_str).collect();
        assert_eq!(codes("Later Ines Bergmnan left.\n", &record), ["N001"]);
    }

    #[test]
    fn what_was_not_looked_up_yet_is_not_waited_for() {
        let record = record("Ines Bergmann");
        let record: Vec<&str> = record.iter().map(String::as_str).collect();
        let [before, all, after] = known("Later Ines Bergmnan left.\n", &record);
        assert_eq!((before, all, after), (vec![], vec!["N001"], vec!["N001"]));
    }

    #[test]
    fn the_recorded_spelling_accents_and_capitals_are_left_in_peace() {
        for name in ["Ines Bergmann", "INES BERGMANN", "Ines Bergmann's", "Inès Bergmann"] {
            assert_eq!(codes_against("Ines Bergmann", &format!("Later {name} left.\n")), Vec::<&str>::new(), "{name}");
        }
    }

    #[test]
    fn another_person_of_nearly_the_name_is_left_in_peace() {
        let master = |o: &&str| {
            article(
                o,
                "\"The port is open,\" said Ingrid Falkenrath, the harbour master of Lindau, whom her crew loves.",
            )
        };
        let record: Vec<String> = ["The Tide", "Lake Post", "Shore News"].iter().map(master).collect();
        let record: Vec<&str> = record.iter().map(String::as_str).collect();
        for draft in [
            "Ingrid Falkenrat, a Dutch painter, died in 1650.",
            "Ingrid Falkenrat sold her first house in 1650.",
            "Ingrid Falkenrat, a Dutch painter, opened her show.",
        ] {
            assert_eq!(codes(&format!("{draft}\n"), &record), Vec::<&str>::new(), "{draft}");
        }
        for draft in [
            "Ingrid Falkenrat, the master of the port, left in May.",
            "Ingrid Falkenrat, the mayor, left.",
            "Ingrid Falkenrat left. After Ingrid, the numbers will change.",
            "Ingrid Falkenrat closed the port, which was built in 1650, on June 10, 2021.",
            "Ingrid Falkenrat spoke of 1650. On June 10, 2021, Ingrid Falkenrat closed the port.",
        ] {
            assert_eq!(codes(&format!("{draft}\n"), &record), ["N001"], "{draft}");
        }
    }

    #[test]
    fn a_person_of_old_whom_the_record_knows_is_spelled_as_there() {
        let record = ["The Tide", "Lake Post", "Shore News"]
            .map(|o| article(o, "The house of Ingrid Falkenrath, who died in 1650, was sold on Tuesday."));
        let record: Vec<&str> = record.iter().map(String::as_str).collect();
        assert_eq!(codes("Ingrid Falkenrat died in 1650.\n", &record), ["N001"]);
    }

    #[test]
    fn names_out_of_other_scripts_have_several_spellings() {
        let recorded = "Mohammed Petrovych";
        assert_eq!(codes_against("Dmitry Firtosh", "Later Dmytro Firtosh left.\n"), Vec::<&str>::new());
        for name in ["Mohammad Petrovych", "Mohammed Petrovich"] {
            assert_eq!(codes_against(recorded, &format!("Later {name} left.\n")), Vec::<&str>::new(), "{name}");
        }
        for name in ["Mohammde Petrovych", "Mohammed Petrovcyh", "Mohammed Petorvych"] {
            assert_eq!(codes_against(recorded, &format!("Later {name} left.\n")), ["N001"], "{name}");
        }
    }

    #[test]
    fn another_given_name_or_first_letter_is_somebody_else() {
        for name in ["Otto Bergmann", "Ines Hergmann", "Ina Bergmann"] {
            assert_eq!(codes_against("Ines Bergmann", &format!("Later {name} left.\n")), Vec::<&str>::new(), "{name}");
        }
    }

    #[test]
    fn one_outlet_alone_or_a_spelling_on_record_is_not_enough() {
        let same: Vec<String> = (0..3).map(|_| article("The Tide", "On Tuesday Ines Bergmann left.")).collect();
        let same: Vec<&str> = same.iter().map(String::as_str).collect();
        assert_eq!(codes("Later Ines Bergmnan left.\n", &same), Vec::<&str>::new());
        let mut both = record("Ines Bergmann");
        both.push(article("Hill Gazette", "On Tuesday Ines Bergman left."));
        let both: Vec<&str> = both.iter().map(String::as_str).collect();
        assert_eq!(codes("Later Ines Bergman left.\n", &both), Vec::<&str>::new());
    }

    #[test]
    fn what_sounds_alike_is_told_from_what_does_not() {
        for (a, b) in [("shultz", "schultz"), ("sydney", "sidney"), ("browne", "brown"), ("phillip", "filip")] {
            assert_eq!(sounds(a), sounds(b), "{a} {b}");
        }
        assert_ne!(sounds("terry"), sounds("jerry"));
    }

    #[test]
    fn a_name_with_what_is_left_of_a_broken_mark_is_left_in_peace() {
        for name in ["Ines Bergmannâ", "Ines Bergmannâs", "Ines Bergmannâ€™s"] {
            assert_eq!(
                codes_against("Ines Bergmann", &format!("Later {name} umbrella left.\n")),
                Vec::<&str>::new(),
                "{name}"
            );
        }
    }

    /// The codes against a record of one article.
    fn codes_beside(article_text: &str, draft: &str) -> Vec<&'static str> {
        codes(draft, &[&article("The Tide", article_text)])
    }

    const HARBOUR: &str = "Harbour master Ingrid Falkenrath, 58, closed the port of Tarnholm on Tuesday. \"The ice is too thick,\" \
                           Falkenrath said on the Merwede, an icebreaker. Deputy Mayor Jon Aune and the trader Soo-Min Brandt agreed.";

    #[test]
    fn one_article_is_enough_with_the_same_office_or_the_same_story() {
        for draft in [
            "Harbour master Ingrid Falkenrat has closed the port.",
            "The harbour master of Tarnholm, Ingrid Falkenraht, has closed the port.",
            "Ingrid Falkenrat was on board the Merwede when she left Tarnholm.",
            "The trader Soo-Mun Brandt did not mind. The Merwede left Tarnholm.",
        ] {
            let found = codes_beside(HARBOUR, &format!("{draft}\n"));
            let expected: &[&str] = if draft.contains("Soo") { &[] } else { &["N001"] };
            assert_eq!(found, expected, "{draft}");
        }
        assert_eq!(codes_beside(&HARBOUR.replace("the trader", "Mayor"), "Mayor Soo-Mun Brandt agreed.\n"), ["N001"]);
    }

    #[test]
    fn where_one_article_tells_another_person_is_left_in_peace() {
        for draft in [
            "Ingrid Falkenrat came to town.",
            "The fiddler Ingrid Falkenrat played on the Merwede in Tarnholm.",
            "Fire chief Ingrid Falkenrat looked at the Merwede in Tarnholm.",
            "Ingrid Falkenrat, 23, looked at the Merwede in Tarnholm.",
            "Ingrid Falkenrat of Ostmark looked at the Merwede in Tarnholm.",
            "Ingrid Falkenrat looked at the Merwede in Tarnholm. She is no relation of the harbour master.",
            "Ingrit Falkenrath looked at the Merwede in Tarnholm.",
        ] {
            assert_eq!(codes_beside(HARBOUR, &format!("{draft}\n")), Vec::<&str>::new(), "{draft}");
        }
    }

    #[test]
    fn an_article_that_has_a_name_once_without_an_office_may_be_wrong_itself() {
        let once = HARBOUR.replace("Harbour master ", "").replace("Falkenrath said", "she said");
        let draft = "Ingrid Falkenrat was on board the Merwede when she left Tarnholm.\n";
        assert_eq!(codes_beside(&once, draft), Vec::<&str>::new());
        assert_eq!(
            codes(
                draft,
                &["The Tide", "Lake Post"].map(|o| article(o, &once)).iter().map(String::as_str).collect::<Vec<_>>()
            ),
            ["N001"]
        );
    }

    #[test]
    fn a_relative_or_a_namesake_is_left_in_peace_however_many_tell_of_the_other() {
        let recorded = "Mirko Bergmann";
        for draft in [
            "Mirco Bergmann, an uncle of the sailor, came too.",
            "Mirko Bergman came too. The singer is no relation of the sailor.",
        ] {
            assert_eq!(codes_against(recorded, &format!("{draft}\n")), Vec::<&str>::new(), "{draft}");
        }
        assert_eq!(codes_against(recorded, "Mirko Bergman, an uncle of the sailor, came too.\n"), ["N001"]);
    }

    #[test]
    fn letters_that_a_typesetter_lacks_are_no_misspelling() {
        for (recorded, draft) in
            [("Ines Lysgaard", "Ines Lysgård"), ("Ines Bjørnsund", "Ines Bjoernsund"), ("Ines Aydınlı", "Ines Aydinli")]
        {
            assert_eq!(codes_against(recorded, &format!("Later {draft} left.\n")), Vec::<&str>::new(), "{draft}");
        }
    }

    #[test]
    fn the_same_words_tell_that_two_names_are_one_persons() {
        let pier = "On the pier stood Ingrid Pryce, 58, who mends nets. \"The ice took my boat and left me the rope,\" Pryce said. \
                    The price of fish is high.";
        for draft in [
            "\"The ice took my boat and left me the rope,\" Ingrid Price said.",
            "The netmaker Ingrid Price waited. \"The ice took my boat and left me the rope,\" she said.",
            "Ingmar was there. \"The ice took my boat and left me the rope,\" said Ingrit Pryce.",
            "Ingrid Price waited. \"The ice took my boat,\" the woman from the pier said.",
        ] {
            assert!(codes_beside(pier, &format!("{draft}\n")).contains(&"N001"), "{draft}");
        }
        for draft in [
            "\"The ice is thick,\" Ingrid Price said.",
            "\"The ice took my boat and left me the rope,\" said Ingrid Price, 23.",
            "\"The ice took my boat and left me the rope,\" said Tom Aune. Ingrid Price waited.",
            "\"The ice took my boat and left me the rope,\" said Ingdir Pryce.",
        ] {
            assert!(!codes_beside(pier, &format!("{draft}\n")).contains(&"N001"), "{draft}");
        }
    }

    #[test]
    fn a_first_letter_of_a_surname_that_sounds_alike_hides_no_misspelling() {
        let vogt = HARBOUR.replace("Falkenrath", "Vogtland");
        assert_eq!(codes_beside(&vogt, "Harbour master Ingrid Wogtland has closed the port.\n"), ["N001"]);
        for other in ["Ingrid Bogtland", "Yngrid Vogtland"] {
            let draft = format!("Harbour master {other} has closed the port.\n");
            assert_eq!(codes_beside(&vogt, &draft), Vec::<&str>::new(), "{other}");
        }
    }
}
