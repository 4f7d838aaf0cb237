//! Whom pronouns and offices mean: the nearest person who agrees with them.

use super::super::people::{Cast, Gender, fold, gender_of_word};
use super::super::titles::{title_word, title_words};
use super::scene::{Mention, MentionKind, Relation, Scene};
use crate::lexicon::Class;
use crate::text::Kind;
use rustc_hash::FxHashMap;

/// Whom a mention means.
#[derive(Clone, Debug)]
pub(super) struct Referent {
    /// Index into the people.
    pub person: Option<u32>,
    /// How sure that is, from 0 to 1; 1 for names, and for those who are nobody in particular.
    pub certainty: f32,
}

impl Default for Referent {
    fn default() -> Self {
        Referent { person: None, certainty: 1.0 }
    }
}

/// Sentences over which a pronoun looks back, quotations aside.
const REACH: u32 = 6;

/// A person lately spoken of.
struct Recent {
    person: u32,
    /// Token of the last mention.
    token: u32,
    subject: bool,
    speaks: bool,
    times: u32,
}

/// Whom each mention of the scene means.
pub(super) fn resolve(scene: &Scene, cast: &Cast) -> Vec<Referent> {
    let mut out: Vec<Referent> = Vec::with_capacity(scene.mentions.len());
    let mut recent: Vec<Recent> = Vec::new();
    let mut offices = Offices { titles: Titles::new(cast), known: FxHashMap::default() };
    for (m, mention) in scene.mentions.iter().enumerate() {
        let mut referent = Referent::default();
        let at = mention.tokens.start;
        match mention.kind {
            _ if mention.name.is_some() => {
                referent.person = mention.name.and_then(|n| cast.names.get(n as usize)).and_then(|n| n.person);
            }
            MentionKind::Pronoun | MentionKind::Possessive => {
                let gender = scene.prose.tokens.get(at as usize).map_or(Gender::Unknown, |t| gender_of_word(t.entry));
                let other = whom_it_speaks_of(scene, cast, m);
                if let Some((person, certainty)) = nearest(scene, cast, &recent, at, gender, |p| Some(p) != other) {
                    referent = Referent { person: Some(person), certainty };
                } else if let Some(person) = named_next(scene, cast, &recent, m, gender) {
                    referent = Referent { person: Some(person), certainty: NAMED_NEXT };
                } else {
                    referent.certainty = 0.5;
                }
            }
            MentionKind::Role => {
                let apposed = apposed(scene, m);
                let named = apposed.and_then(|next| cast.names.get(next.name? as usize)).and_then(|n| n.person);
                if named.is_some() {
                    referent = Referent { person: named, certainty: APPOSED };
                } else if is_definite(scene, &mention.tokens) {
                    let bearers = offices.bearers(scene, cast, &mention.tokens);
                    referent = office(scene, cast, &recent, bearers, at)
                        .or_else(|| just_named(scene, cast, &recent, m, &out))
                        .unwrap_or_default();
                }
            }
            _ => {}
        }
        // ", who said": the person right before.
        if mention.kind == MentionKind::OtherPronoun
            && scene.word(at) == "who"
            && let Some(last) = recent.iter().max_by_key(|r| r.token)
            && at.saturating_sub(last.token) <= 4
        {
            referent = Referent { person: Some(last.person), certainty: 0.9 };
        }
        if let Some(person) = referent.person.filter(|_| !is_credit(scene, &mention.tokens)) {
            let before = at.checked_sub(1);
            let governed = before.is_some_and(|b| scene.is(b, Class::PREPOSITION) && !scene.is_quoted(b));
            let owner = scene.prose.tokens.get(mention.tokens.end as usize).is_some_and(|t| t.kind == Kind::Clitic);
            // "before he left": he and she are subjects by their form.
            let nominative = mention.kind == MentionKind::Pronoun
                && scene.prose.tokens.get(at as usize).is_some_and(|t| t.is(Class::SUBJECT_PRONOUN));
            let subject =
                nominative || !governed && !owner && !matches!(mention.relation, Relation::Object | Relation::Company);
            // "While Berg kept silent, Falk": the main clause's subject is whom the text goes on about.
            let aside = scene.first_clause(at).is_some_and(|c| c.contains(&at));
            let subject = subject && !aside;
            let speaks = mention.speaks() && !aside;
            match recent.iter_mut().find(|r| r.person == person) {
                Some(r) => {
                    // Who opened the sentence stays its subject, whatever else it says of them.
                    let same = scene.stops_between(r.token, at) == 0;
                    r.token = mention.tokens.end;
                    r.subject = subject || same && r.subject;
                    r.speaks = speaks || same && r.speaks;
                    r.times += 1;
                }
                None => recent.push(Recent { person, token: mention.tokens.end, subject, speaks, times: 1 }),
            }
            // Only the lately named matter; the list stays short on any text.
            if recent.len() > 24 {
                recent.sort_by_key(|r| std::cmp::Reverse(r.token));
                recent.truncate(16);
            }
        }
        out.push(referent);
    }
    out
}

/// Words before whom a picture is credited to.
const CREDITS: [&str; 4] = ["credit", "photograph", "photo", "photographer"];

/// Agencies behind whom a picture is credited to.
const AGENCIES: [&str; 8] = ["AFP", "AP", "EPA", "Getty", "NPR", "Reuters", "Shutterstock", "Bloomberg"];

/// Whether a name is that of a photographer, or signs an embedded post: nobody whom the text speaks of. "Credit Anna Berg for",
/// "Anna Berg/AFP", "— Anna Berg (@berg)".
fn is_credit(scene: &Scene, tokens: &std::ops::Range<u32>) -> bool {
    let before = |n: u32| tokens.start.checked_sub(n).map_or("", |b| scene.word(b));
    let credited = |word: &str| CREDITS.iter().any(|c| c.eq_ignore_ascii_case(word));
    let marked = tokens.start.checked_sub(1).map_or('\0', |b| scene.mark(b));
    let (behind, next) = (scene.mark(tokens.end), scene.word(tokens.end + 1));
    credited(before(1))
        || matches!(marked, ':' | '/') && credited(before(2))
        || behind == '/' && AGENCIES.contains(&next)
        || matches!(marked, '\u{2014}' | '\u{2013}') && behind == '(' && next.starts_with('@')
}

/// "He described Falk": whoever is named behind a pronoun's verb is somebody else.
fn whom_it_speaks_of(scene: &Scene, cast: &Cast, m: usize) -> Option<u32> {
    let pronoun = scene.mentions.get(m)?;
    let cue = pronoun.cue.filter(|c| *c >= pronoun.tokens.end && *c < pronoun.tokens.end + 3)?;
    let next = scene.mentions.get(m + 1).filter(|n| n.tokens.start == cue + 1 && n.kind == MentionKind::Person)?;
    // "He said Falk would go" is no object, though it is hardly he.
    let owner = scene.prose.tokens.get(next.tokens.end as usize).is_some_and(|t| t.kind == Kind::Clitic);
    if owner { None } else { cast.names.get(next.name? as usize)?.person }
}

/// Certainty that a role means whom its apposition names.
const APPOSED: f32 = 0.97;

/// Tokens between a role and the name beside it: "the mayor of the town, Anna Berg".
const MAX_PLACE: u32 = 5;

/// "Another critic, Laurence Berg, ...": the name beside a role.
fn apposed<'s>(scene: &'s Scene, m: usize) -> Option<&'s Mention> {
    let role = scene.mentions.get(m)?;
    scene.mentions.iter().skip(m + 1).take(2).find(|next| {
        let comma = next.tokens.start.saturating_sub(1);
        let placed = role.tokens.end..comma;
        let plain = |i: u32| {
            !scene.is_quoted(i)
                && scene.mark(i) == '\0'
                && !scene.is(i, Class::AUXILIARY | Class::SPEECH_VERB | Class::PAST_VERB | Class::CONJUNCTION)
        };
        next.kind == MentionKind::Person
            && role.tokens.end <= comma
            && scene.mark(comma) == ','
            && !scene.is_quoted(comma)
            && (placed.is_empty()
                || placed.len() as u32 <= MAX_PLACE
                    && matches!(scene.word(placed.start), "of" | "for" | "at")
                    && placed.clone().all(plain)
                    // "the mayor of the town, Anna Berg, and ..." may be a list.
                    && matches!(scene.mark(next.tokens.end), '.' | ','))
    })
}

/// Certainty that a pronoun without anybody before it means the person named next: not enough to accuse anybody.
const NAMED_NEXT: f32 = 0.7;

/// Mentions looked at for the person named next.
const MAX_AHEAD: usize = 6;

/// `"…," she said. Anna Berg, the mayor, …`: the person named next, in this sentence or the one after, where nobody
/// before the pronoun agrees with it.
fn named_next(scene: &Scene, cast: &Cast, recent: &[Recent], m: usize, gender: Gender) -> Option<u32> {
    let mention = scene.mentions.get(m)?;
    if gender == Gender::Unknown || !recent.is_empty() {
        return None;
    }
    let next = scene.mentions.iter().skip(m + 1).take(MAX_AHEAD).find(|n| n.kind == MentionKind::Person)?;
    let person = cast.names.get(next.name? as usize)?.person?;
    let governed = next.tokens.start.checked_sub(1).is_some_and(|b| {
        scene.is(b, Class::PREPOSITION | Class::SPEECH_VERB | Class::WEAK_SPEECH_VERB) && !scene.is_quoted(b)
    });
    let owner = scene.prose.tokens.get(next.tokens.end as usize).is_some_and(|t| t.kind == Kind::Clitic);
    let near = scene.stops_between(mention.tokens.end, next.tokens.start) <= 1;
    (near && !governed && !owner && cast.people.get(person as usize)?.gender == gender).then_some(person)
}

/// Certainty that "the minister said" right behind a sentence about nobody but one person means that one.
const JUST_NAMED: f32 = 0.95;

/// Sentences before an office in which nobody else may come up.
const ALONE: u32 = 2;

/// Mentions before an office looked at, so that a sentence of very many takes no longer.
const MAX_BEFORE: usize = 200;

/// Tokens before a name that opens its sentence: "On Friday Berg".
const LEAD: u32 = 3;

/// Roles of those who speak for somebody or stand beside them, and words for anybody.
const BESIDE_ANOTHER: [&str; 23] = [
    "man",
    "woman",
    "person",
    "supporter",
    "insider",
    "voter",
    "donor",
    "critic",
    "moderator",
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "lawyer",
    "attorney",
    "aide",
    "adviser",
    "advisor",
    "official",
    "source",
    "agent",
    "colleague",
    "friend",
    "neighbour",
];

/// `Anna Berg would promise nothing. "…," the minister said.`: the only one whom the sentence before is about, where no
/// office of theirs is known.
fn just_named(scene: &Scene, cast: &Cast, recent: &[Recent], m: usize, known: &[Referent]) -> Option<Referent> {
    let mention = scene.mentions.get(m)?;
    let at = mention.tokens.start;
    let head = scene.word(mention.tokens.end.checked_sub(1)?).to_lowercase();
    let kin = mention.tokens.clone().any(|i| scene.is(i, Class::KIN));
    let r = recent.iter().max_by_key(|r| r.token)?;
    let person = cast.people.get(r.person as usize)?;
    let whole = scene.word(at).eq_ignore_ascii_case("the") && !BESIDE_ANOTHER.contains(&head.as_str()) && !kin;
    // Nobody asks which president "the president" is.
    let everywhere = mention.tokens.len() == 2 && head == "president";
    if !whole || everywhere || !mention.speaks() || !r.subject || !person.titles.is_empty() || person.organisation {
        return None;
    }
    // "the moderator, Anna Berg of the Tide": an apposition has the name.
    if scene.mark(mention.tokens.end) == ','
        && scene.mentions.get(m + 1).is_some_and(|n| n.tokens.start < mention.tokens.end + MAX_PLACE)
    {
        return None;
    }
    let gender =
        mention.tokens.clone().filter_map(|i| scene.prose.tokens.get(i as usize)).map(|t| gender_of_word(t.entry));
    let gender = gender.into_iter().find(|g| *g != Gender::Unknown).unwrap_or_default();
    let agrees = gender == Gender::Unknown || person.gender == Gender::Unknown || gender == person.gender;
    if !agrees || scene.stops_between(r.token, at) > 1 {
        return None;
    }
    // The last mentions within so many sentences.
    let within = |sentences: u32| {
        let before = scene.mentions.iter().zip(known).rev().take(MAX_BEFORE);
        before.take_while(move |(o, _)| scene.stops_between(o.tokens.start, at) <= sentences)
    };
    let another = within(ALONE).any(|(o, k)| match o.kind {
        MentionKind::Person | MentionKind::Unknown | MentionKind::Pronoun | MentionKind::Role => {
            k.person != Some(r.person)
        }
        MentionKind::Roles | MentionKind::Phrase => o.speaks(),
        _ => false,
    });
    let opens = within(1).any(|(o, k)| {
        let sentence = scene.prose.sentences.get(scene.prose.sentence_of(o.tokens.start as usize));
        k.person == Some(r.person) && sentence.is_some_and(|s| o.tokens.start <= s.start + LEAD)
    });
    (opens && !another).then_some(Referent { person: Some(r.person), certainty: JUST_NAMED })
}

/// Everybody's titles, word by word.
struct Titles {
    /// For each person the canonical words of each title.
    titles: Vec<Vec<Vec<String>>>,
    by_word: FxHashMap<String, Vec<u32>>,
}

/// People of one office looked at; more of them tell nobody apart.
const MAX_BEARERS: usize = 24;

impl Titles {
    fn new(cast: &Cast) -> Self {
        let mut by_word: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        let mut all = Vec::with_capacity(cast.people.len());
        for (p, person) in cast.people.iter().enumerate() {
            let titles: Vec<Vec<String>> = person.titles.iter().map(|t| title_words(t)).collect();
            for word in titles.iter().flatten() {
                match by_word.get_mut(word.as_str()) {
                    Some(list) if list.last() == Some(&(p as u32)) => {}
                    Some(list) => list.push(p as u32),
                    None => {
                        by_word.insert(word.clone(), vec![p as u32]);
                    }
                }
            }
            all.push(titles);
        }
        Titles { titles: all, by_word }
    }

    /// Those whose titles fit best; `None` where there are none.
    fn bearers(&self, scene: &Scene, cast: &Cast, tokens: &std::ops::Range<u32>) -> Option<Bearers> {
        let gender = tokens
            .clone()
            .filter_map(|i| scene.prose.tokens.get(i as usize))
            .filter(|t| t.is(Class::ROLE))
            .map(|t| gender_of_word(t.entry))
            .find(|g| *g != Gender::Unknown)
            .unwrap_or_default();
        let office = Office::new(scene, tokens.clone())?;
        let mut bearers: Vec<(u32, Fit)> = office
            .heads
            .iter()
            .flat_map(|h| self.by_word.get(h).map_or(&[][..], Vec::as_slice))
            .take(MAX_BEARERS)
            .map(|&p| (p, self.titles.get(p as usize).map_or(Fit::No, |t| office.fit(t))))
            .filter(|&(p, fit)| {
                let theirs = cast.people.get(p as usize).map_or(Gender::Unknown, |p| p.gender);
                fit > Fit::No && (gender == Gender::Unknown || theirs == Gender::Unknown || theirs == gender)
            })
            .collect();
        bearers.sort_unstable();
        bearers.dedup();
        let best = bearers.iter().map(|b| b.1).max()?;
        bearers.retain(|b| b.1 == best);
        Some(Bearers { people: bearers.into_iter().map(|b| b.0).collect(), fully: best == Fit::Full, gender })
    }
}

fn nearest(
    scene: &Scene,
    cast: &Cast,
    recent: &[Recent],
    at: u32,
    gender: Gender,
    fits: impl Fn(u32) -> bool,
) -> Option<(u32, f32)> {
    let paragraph = scene.prose.paragraph_of(at as usize);
    let mut best: Option<(f32, u32)> = None;
    let mut second = f32::NEG_INFINITY;
    for r in recent {
        let Some(person) = cast.people.get(r.person as usize) else { continue };
        if !fits(r.person) {
            continue;
        }
        let agreement = match (person.gender, gender) {
            (_, Gender::Unknown) | (Gender::Unknown, _) => 0.0,
            (a, b) if a == b => 0.5,
            _ => continue,
        };
        let sentences = scene.stops_between(r.token, at);
        if sentences > REACH {
            continue;
        }
        let paragraphs =
            (paragraph - scene.prose.paragraph_of(r.token.saturating_sub(1) as usize).min(paragraph)) as f32;
        // Weighed on the pronouns of PolNeAR's development half; each may be a third more or less at no loss.
        let score = agreement - sentences as f32 - paragraphs * 0.5
            + if r.subject { 0.9 } else { 0.0 }
            + if r.speaks { 0.8 } else { 0.0 }
            + (r.times.min(6) as f32) * 0.05;
        if best.is_none_or(|(b, _)| score > b) {
            second = best.map_or(second, |(b, _)| b);
            best = Some((score, r.person));
        } else if score > second {
            second = score;
        }
    }
    let (score, person) = best?;
    // A lead of one point is about three in four; nobody else about nineteen in twenty.
    let certainty =
        if second == f32::NEG_INFINITY { 0.95 } else { 0.6 + 0.35 * ((score - second) / 1.8).clamp(0.0, 1.0) };
    Some((person, certainty))
}

/// How well a person's title fits the words that a text calls somebody by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// Another office, or that of another country.
    No,
    /// Nothing speaks against it, yet the title does not say all that the words say: "President Berg" and "the
    /// Danish president".
    Weak,
    Full,
}

/// Words that make another office of an office.
const RANKS: [&str; 5] = ["vice", "deputy", "assistant", "former", "ex"];

/// Offices whose holders are also called leaders; "leader" itself counts as president.
const LEADERS: [&str; 4] = ["president", "premier", "chancellor", "minister"];

/// A noun phrase for the holder of an office: "the French foreign minister".
struct Office {
    /// The words that the title must have one of.
    heads: Vec<String>,
    countries: Vec<String>,
    /// Words that the title must have: prime, foreign, press.
    parts: Vec<String>,
    ranks: Vec<String>,
    /// Names and owners that a title may leave out: "the Berg campaign manager".
    loose: Vec<String>,
}

impl Office {
    fn new(scene: &Scene, tokens: std::ops::Range<u32>) -> Option<Office> {
        // "the secretary of state": what it is stands before what it is of.
        let head = tokens.clone().rev().find(|&i| scene.is(i, Class::ROLE)).or(tokens.end.checked_sub(1))?;
        let raw = fold(scene.word(head));
        let mut office =
            Office { heads: vec![canonical(&raw)], countries: vec![], parts: vec![], ranks: vec![], loose: vec![] };
        for i in tokens.clone().filter(|&i| i != head) {
            let word = canonical(&fold(scene.word(i)));
            let token = scene.prose.tokens.get(i as usize)?;
            if token.kind == Kind::Clitic {
                office.loose.push("'s".into());
            } else if token.kind != Kind::Word || word.is_empty() || token.is(Class::NOUN_OPENER | Class::PREPOSITION) {
                // Marks and small words.
            } else if RANKS.contains(&word.as_str()) {
                office.ranks.push(word);
            } else if is_country(&word) {
                office.countries.push(word);
            } else if token.is(Class::TITLE_MODIFIER) && !token.capitalised() && !DESCRIPTIVE.contains(&word.as_str()) {
                office.parts.push(word);
            } else if token.capitalised() && i > tokens.start {
                office.loose.push(word);
            }
        }
        if let Some(place) = place_behind(scene, &tokens) {
            office.countries.push(canonical(&fold(scene.word(place))));
        }
        if raw == "leader" && office.parts.is_empty() && office.loose.is_empty() {
            office.heads = LEADERS.iter().map(|&h| h.to_owned()).collect();
        }
        Some(office)
    }

    fn fit(&self, titles: &[Vec<String>]) -> Fit {
        titles.iter().map(|t| self.fit_one(t)).max().unwrap_or(Fit::No)
    }

    fn fit_one(&self, title: &[String]) -> Fit {
        let has = |w: &str| title.iter().any(|t| t == w);
        let heads = self.heads.iter().any(|h| has(h) && (self.heads.len() == 1 || h != "minister" || has("prime")));
        // "the president" is not the vice president, though "the senator" may be a former one.
        let ranks = RANKS.iter().all(|r| {
            let (said, held) = (self.ranks.iter().any(|x| x == r), has(r));
            said == held || (!said && matches!(*r, "former" | "ex") && !LEADERS.iter().any(|l| has(l)))
        });
        if !heads || !ranks || !self.parts.iter().all(|p| has(p)) {
            return Fit::No;
        }
        let placed = self.countries.iter().all(|c| has(c));
        if !placed && title.iter().any(|w| is_country(w)) {
            return Fit::No;
        }
        if placed && self.loose.iter().all(|w| has(w)) { Fit::Full } else { Fit::Weak }
    }
}

/// Words of a title that tell no office from another.
const DESCRIPTIVE: [&str; 13] = [
    "senior",
    "junior",
    "retired",
    "veteran",
    "late",
    "leading",
    "ranking",
    "democratic",
    "republican",
    "police",
    "political",
    "presumptive",
    "incoming",
];

/// How a word of a title is compared.
fn canonical(folded: &str) -> String {
    let word: String = folded.chars().filter(|c| *c != '.').collect();
    title_word(&word).map_or(word, str::to_owned)
}

/// Whether a canonical word is a country's, a state's or a city's.
fn is_country(word: &str) -> bool {
    let lexicon = crate::lexicon::lexicon();
    word == "us" || crate::lexicon::entry(lexicon.find(word)).classes.contains(Class::PLACE)
}

/// Certainty that the words mean the only person in the text whose title fits them.
const ONE_BEARER: f32 = 0.93;
/// Certainty at most where the words fit several: "the president" beside two of them accuses neither.
const SEVERAL_BEARERS: f32 = 0.75;
/// The same where that person is not near.
const FAR_BEARER: f32 = 0.85;
/// The same where the title says less than the words: not enough to accuse anybody.
const WEAK_BEARER: f32 = 0.6;

/// Those in a text whose title fits the words that it calls somebody by.
#[derive(Default)]
struct Bearers {
    /// In the order of the people; those whose titles fit best.
    people: Vec<u32>,
    /// Whether their titles say all that the words say.
    fully: bool,
    /// As far as the words show it.
    gender: Gender,
}

/// Who bears each office that a text speaks of: it does so again and again in the same words.
struct Offices<'a> {
    titles: Titles,
    /// By the words and the place behind them.
    known: FxHashMap<&'a str, Bearers>,
}

impl<'a> Offices<'a> {
    fn bearers(&mut self, scene: &Scene<'_, 'a>, cast: &Cast, tokens: &std::ops::Range<u32>) -> &Bearers {
        let end = place_behind(scene, tokens).map_or(tokens.end, |place| place + 1);
        let words = scene.prose.span(&(tokens.start..end)).of(scene.prose.text);
        self.known.entry(words).or_insert_with(|| self.titles.bearers(scene, cast, tokens).unwrap_or_default())
    }
}

/// "The Russian president", "the senator": whoever bears that title in this text.
fn office(scene: &Scene, cast: &Cast, recent: &[Recent], bearers: &Bearers, at: u32) -> Option<Referent> {
    let one = *bearers.people.first()?;
    let more = bearers.people.len() > 1;
    if !bearers.fully {
        return (!more).then_some(Referent { person: Some(one), certainty: WEAK_BEARER });
    }
    match nearest(scene, cast, recent, at, bearers.gender, |p| bearers.people.contains(&p)) {
        Some((person, certainty)) => {
            let certainty = if more { certainty.min(SEVERAL_BEARERS) } else { ONE_BEARER };
            Some(Referent { person: Some(person), certainty })
        }
        None if !more => Some(Referent { person: Some(one), certainty: FAR_BEARER }),
        None => None,
    }
}

/// Whether words mean one who is known: "the senator", "Mayor", not "a senator".
fn is_definite(scene: &Scene, tokens: &std::ops::Range<u32>) -> bool {
    let first = scene.word(tokens.start);
    ["the", "his", "her", "their", "this"].iter().any(|w| first.eq_ignore_ascii_case(w))
        || scene.prose.tokens.get(tokens.start as usize).is_some_and(|t| t.capitalised())
}

/// "The president of Russia": the place that an office is of.
fn place_behind(scene: &Scene, tokens: &std::ops::Range<u32>) -> Option<u32> {
    (scene.word(tokens.end) == "of" && scene.is(tokens.end + 1, Class::PLACE)).then_some(tokens.end + 1)
}
