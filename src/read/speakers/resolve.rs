//! Whom pronouns and offices mean: the nearest person who agrees with them.

use super::super::people::{Cast, Gender, fold, gender_of_word};
use super::scene::{MentionKind, Relation, Scene};
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
    let titles = Titles::new(cast);
    for (m, mention) in scene.mentions.iter().enumerate() {
        let mut referent = Referent::default();
        let at = mention.tokens.start;
        match mention.kind {
            _ if mention.name.is_some() => {
                referent.person = mention.name.and_then(|n| cast.names.get(n as usize)).and_then(|n| n.person);
            }
            MentionKind::Pronoun | MentionKind::Possessive => {
                let gender = scene.prose.tokens.get(at as usize).map_or(Gender::Unknown, |t| gender_of_word(t.entry));
                if let Some((person, certainty)) = nearest(scene, cast, &recent, at, gender, |_| true) {
                    referent = Referent { person: Some(person), certainty };
                } else {
                    referent.certainty = 0.5;
                }
            }
            MentionKind::Role => {
                // "Another critic, Laurence Berg, ..."
                let apposed = scene.mentions.get(m + 1).filter(|next| {
                    next.kind == MentionKind::Person
                        && next.tokens.start == mention.tokens.end + 1
                        && scene.mark(mention.tokens.end) == ','
                        && !scene.is_quoted(mention.tokens.end)
                });
                let named = apposed.and_then(|next| cast.names.get(next.name? as usize)).and_then(|n| n.person);
                if named.is_some() {
                    referent = Referent { person: named, certainty: 0.9 };
                } else if let Some(found) = office(scene, cast, &recent, &titles, mention.tokens.clone()) {
                    referent = found;
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
        if let Some(person) = referent.person {
            let before = at.checked_sub(1);
            let governed = before.is_some_and(|b| scene.is(b, Class::PREPOSITION) && !scene.is_quoted(b));
            let owner = scene.prose.tokens.get(mention.tokens.end as usize).is_some_and(|t| t.kind == Kind::Clitic);
            let subject = !governed && !owner && !matches!(mention.relation, Relation::Object | Relation::Company);
            let speaks = mention.speaks();
            match recent.iter_mut().find(|r| r.person == person) {
                Some(r) => {
                    r.token = mention.tokens.end;
                    r.subject = subject;
                    r.speaks = speaks;
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

/// The words of everybody's titles.
struct Titles {
    words: Vec<Vec<String>>,
    by_word: FxHashMap<String, Vec<u32>>,
}

/// People of one office looked at; more of them tell nobody apart.
const MAX_BEARERS: usize = 24;

impl Titles {
    fn new(cast: &Cast) -> Self {
        let mut by_word: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        let mut all = Vec::with_capacity(cast.people.len());
        for (p, person) in cast.people.iter().enumerate() {
            let words: Vec<String> = person
                .titles
                .iter()
                .flat_map(|t| t.split([' ', '-', '.']))
                .filter(|w| !w.is_empty())
                .map(|w| plain_title(&fold(w)).to_owned())
                .collect();
            for word in &words {
                let list = by_word.entry(word.clone()).or_default();
                if list.last() != Some(&(p as u32)) {
                    list.push(p as u32);
                }
            }
            all.push(words);
        }
        Titles { words: all, by_word }
    }

    fn bearers(&self, word: &str) -> &[u32] {
        self.by_word.get(word).map_or(&[], Vec::as_slice)
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
            (_, Gender::Unknown) => 0.0,
            (Gender::Unknown, _) => -0.8,
            (a, b) if a == b => 0.5,
            _ => continue,
        };
        let sentences = scene.stops_between(r.token, at);
        if sentences > REACH {
            continue;
        }
        let paragraphs =
            (paragraph - scene.prose.paragraph_of(r.token.saturating_sub(1) as usize).min(paragraph)) as f32;
        let score = agreement - sentences as f32 * 0.8 - paragraphs * 0.3
            + if r.subject { 0.9 } else { 0.0 }
            + if r.speaks { 0.5 } else { 0.0 }
            + (r.times.min(6) as f32) * 0.12;
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
        if second == f32::NEG_INFINITY { 0.95 } else { 0.6 + 0.35 * ((score - second) / 1.5).clamp(0.0, 1.0) };
    Some((person, certainty))
}

/// "the Russian president", "the senator": whoever bears that title in this text.
fn office(
    scene: &Scene,
    cast: &Cast,
    recent: &[Recent],
    titles: &Titles,
    tokens: std::ops::Range<u32>,
) -> Option<Referent> {
    let first = scene.word(tokens.start);
    let definite = ["the", "his", "her", "their", "this"].iter().any(|w| first.eq_ignore_ascii_case(w))
        || scene.prose.tokens.get(tokens.start as usize).is_some_and(|t| t.capitalised());
    if !definite {
        return None;
    }
    let head = plain_title(&fold(scene.word(tokens.end.checked_sub(1)?))).to_owned();
    let gender = scene.prose.tokens.get(tokens.end as usize - 1).map_or(Gender::Unknown, |t| gender_of_word(t.entry));
    let modifiers: Vec<String> = (tokens.start..tokens.end - 1)
        .filter(|&i| {
            scene.is(i, Class::DEMONYM | Class::PLACE | Class::ORGANISATION) || matches!(scene.word(i), "vice" | "Vice")
        })
        .map(|i| fold(scene.word(i)))
        .collect();
    let nation = |w: &String| is_demonym(w);
    let fits = |person: u32| {
        let Some(words) = titles.words.get(person as usize) else { return false };
        let heads = words.contains(&head)
            || (head == "leader" && modifiers.iter().any(|m| words.contains(m)))
            || (head == "leader"
                && words.iter().any(|w| matches!(w.as_str(), "president" | "premier" | "chancellor"))
                && modifiers.is_empty());
        let vice = words.iter().any(|w| w == "vice") == modifiers.iter().any(|m| m == "vice");
        let nations = modifiers.iter().filter(|m| nation(m)).all(|m| {
            let m = same_nation(m);
            words.iter().any(|w| same_nation(w) == m) || !words.iter().any(nation)
        });
        heads && (vice || head != "president") && nations
    };
    let heads: &[&str] =
        if head == "leader" { &["leader", "president", "premier", "chancellor"] } else { &[head.as_str()] };
    let mut bearers: Vec<u32> =
        heads.iter().flat_map(|h| titles.bearers(h)).copied().take(MAX_BEARERS).filter(|&p| fits(p)).collect();
    bearers.dedup();
    let one = *bearers.first()?;
    let more = bearers.len() > 1;
    let at = tokens.start;
    match nearest(scene, cast, recent, at, gender, fits) {
        Some((person, certainty)) => {
            Some(Referent { person: Some(person), certainty: if more { certainty } else { 0.93 } })
        }
        None if !more => Some(Referent { person: Some(one), certainty: 0.85 }),
        None => None,
    }
}

fn is_demonym(word: &str) -> bool {
    let lexicon = crate::lexicon::lexicon();
    crate::lexicon::entry(lexicon.find(word)).classes.intersects(Class::DEMONYM | Class::PLACE)
}

/// `us`, `u.s.` and `american` are one nation.
fn same_nation(word: &str) -> &str {
    match word {
        "us" | "u.s." | "american" | "america" | "u.s" => "us",
        "british" | "uk" | "u.k." | "britain" => "uk",
        "russia" | "russian" | "kremlin" => "russian",
        other => other,
    }
}

/// Short forms of offices.
fn plain_title(word: &str) -> &str {
    match word {
        "sen" => "senator",
        "gov" => "governor",
        "rep" | "congressman" | "congresswoman" => "representative",
        "pres" => "president",
        "gen" => "general",
        "spokesperson" | "spokeswoman" => "spokesman",
        "chairwoman" | "chair" | "chairperson" => "chairman",
        "advisor" => "adviser",
        other => other,
    }
}
