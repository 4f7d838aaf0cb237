//! Who speaks: the names, pronouns and nouns near each quote, ranked.
//!
//! [`scene`] finds who could speak and the verbs they stand by; [`features`] says what speaks for each of
//! them; [`ranker`] weighs it; [`resolve`] tells whom pronouns and offices mean.

mod features;
mod indirect;
mod labels;
pub mod ranker;
mod resolve;
mod scene;

use super::people::Cast;
use super::quotes::{Quote, QuoteKind, Speaker};
use super::{Person, people, quotes};
use crate::text::{Prose, Span};
use features::{Previous, Situation};
use labels::Labels;
use ranker::{Weights, softmax};
use resolve::Referent;
use rustc_hash::FxHashMap;
use scene::{Mention, MentionKind, Relation, Scene};

/// Below this nobody is named: more of them would be wrong than a rule that accuses can bear.
/// The curve is in `docs/quality.md`.
pub const THRESHOLD: f32 = 0.55;

/// A quote below this length that nobody seems to have said is a scare quote, in words.
const SCARE_WORDS: usize = 4;

/// How often a name with its verb right at the quote is the speaker, on PolNeAR's development documents.
const ATTACHED_CONFIDENCE: f32 = 0.95;

/// Gives each quote its speaker and cue where they can be told.
pub(super) fn attribute(prose: &Prose, quotes: Vec<Quote>, cast: &mut Cast) -> Vec<Quote> {
    let weights = Weights::shipped();
    attribute_with(prose, quotes, cast, &mut |choice| {
        let mut probabilities: Vec<f32> = choice.candidates().map(|f| weights.score(f)).collect();
        softmax(&mut probabilities);
        let best = (0..probabilities.len()).max_by(|&a, &b| probabilities[a].total_cmp(&probabilities[b])).unwrap_or(0);
        (best, probabilities)
    })
}

/// A quote and those who may have said it.
pub struct Choice<'s> {
    pub quote: Span,
    /// The words of each candidate and the name they stand for.
    pub mentions: Vec<(Span, Option<String>)>,
    features: &'s [u32],
    per_candidate: usize,
}

impl Choice<'_> {
    /// The features of each candidate; the last is that of nobody.
    pub fn candidates(&self) -> impl Iterator<Item = &[u32]> {
        let split = self.mentions.len() * self.per_candidate;
        let (some, silent) = self.features.split_at(split.min(self.features.len()));
        some.chunks(self.per_candidate.max(1)).chain(std::iter::once(silent))
    }
}

/// Shows each choice of a text to `choose`, which answers with the chosen candidate (the number of mentions for
/// nobody) and the probability of each. The trainer's way in.
pub fn choices(text: &str, choose: &mut dyn FnMut(&Choice) -> (usize, Vec<f32>)) {
    let prose = Prose::new(text);
    let mut cast = people::find(&prose);
    attribute_with(&prose, quotes::find(&prose, false, Vec::new()), &mut cast, choose);
}

fn attribute_with(
    prose: &Prose,
    mut quotes: Vec<Quote>,
    cast: &mut Cast,
    choose: &mut dyn FnMut(&Choice) -> (usize, Vec<f32>),
) -> Vec<Quote> {
    let scene = Scene::new(prose, &quotes, cast);
    let referents = resolve::resolve(&scene, cast);
    let mut previous = Previous::default();
    let mut features = Vec::with_capacity(24 * 32);
    let mut organisations = Organisations::default();
    let mut labels = Labels::new(cast);
    // Quotes inside quotes stay without a speaker: whoever is quoted outside has not said them.
    for (index, quote) in quotes.iter_mut().enumerate() {
        if quote.kind == QuoteKind::Block {
            quote.speaker = labels.speaker(&scene, quote, cast);
            continue;
        }
        if !quote.nested && is_bare_name(&scene, quote, cast) {
            quote.scare = true;
        }
        if quote.nested || quote.scare {
            continue;
        }
        let situation = Situation::new(&scene, quote, index);
        let mut candidates = situation.candidates(&scene, &previous);
        let signature = situation.signature(&scene);
        candidates.extend(signature.filter(|m| !candidates.contains(m)));
        features.clear();
        let person = |m: u32| referents.get(m as usize).and_then(|r| r.person);
        for &candidate in &candidates {
            features::features(&scene, &situation, candidate, &candidates, &previous, &person, &mut features);
        }
        let per_candidate = if candidates.is_empty() { 0 } else { features.len() / candidates.len() };
        situation.silent(&previous, &mut features);
        let choice = Choice {
            quote: quote.span,
            mentions: candidates
                .iter()
                .map(|&c| {
                    (
                        mention_span(&scene, cast, c),
                        person(c).and_then(|p| cast.people.get(p as usize)).map(|p| p.name.clone()),
                    )
                })
                .collect(),
            features: &features,
            per_candidate,
        };
        let (mut best, probabilities) = choose(&choice);
        // A name with its verb right at the quote is its speaker, whatever the rest of the text suggests.
        // `Falk said Berg had told him, "…"`: of several the one at the quote.
        let attached = candidates
            .iter()
            .position(|&c| signature == Some(c) || situation.owns(&scene, c))
            .or_else(|| candidates.iter().position(|&c| situation.attached(&scene, c)))
            .or_else(|| candidates.iter().position(|&c| situation.labels(&scene, c)))
            .or_else(|| candidates.iter().rposition(|&c| situation.introduces(&scene, c)))
            .or_else(|| candidates.iter().rposition(|&c| situation.leads_in(&scene, c)));
        if let Some(name) = attached {
            best = name;
        }
        let probability = |i: usize| probabilities.get(i).copied().unwrap_or(0.0);
        let words = (situation.end - situation.start) as usize;
        let Some(&chosen) = candidates.get(best) else {
            quote.scare = words <= SCARE_WORDS + 2 && quote.kind == QuoteKind::Mixed && probability(best) > 0.6;
            previous = Previous { mention: None, person: None, start: situation.start, end: situation.end, any: true };
            continue;
        };
        let who = person(chosen);
        // Other mentions of the same person speak for the same answer.
        let mut confidence: f32 = candidates
            .iter()
            .enumerate()
            .filter(|&(i, &c)| i == best || (who.is_some() && person(c) == who))
            .map(|(i, _)| probability(i))
            .sum::<f32>()
            .max(if attached.is_some() { ATTACHED_CONFIDENCE } else { 0.0 });
        if speaks_with_another(&scene, chosen) {
            confidence = confidence.min(JOINT_CONFIDENCE);
        }
        // Who has asked is seldom who answers.
        if attached.is_none() && situation.asked(&scene, chosen) {
            confidence = confidence.min(THRESHOLD / 2.0);
        }
        // Without its closing mark it may have swallowed its own attribution: `"I came, said Berg. "I saw," said Falk.`
        // Dialogue in dashes has no closing mark: the writer's dash ends it.
        let dashed = matches!(scene.mark(situation.end), '\u{2014}' | '\u{2013}');
        if quote.content.end == quote.span.end && !dashed && situation.end < paragraph_end(prose, situation.start) {
            confidence = confidence.min(THRESHOLD / 2.0);
        }
        let referent = referents.get(chosen as usize).cloned().unwrap_or_default();
        previous =
            Previous { mention: Some(chosen), person: who, start: situation.start, end: situation.end, any: true };
        if confidence >= THRESHOLD {
            let mention = &scene.mentions[chosen as usize];
            quote.cue = cue_span(&scene, mention, &situation);
            quote.speaker = Some(speaker(&scene, cast, &mut organisations, chosen, &referent, confidence));
        }
    }
    let transcript = quotes.iter().any(Quote::is_turn);
    if !transcript {
        report(&scene, &referents, cast, &mut organisations, &mut quotes);
    }
    quotes
}

/// Adds the speech that is reported without marks.
fn report(
    scene: &Scene,
    referents: &[Referent],
    cast: &mut Cast,
    organisations: &mut Organisations,
    quotes: &mut Vec<Quote>,
) {
    for found in indirect::find(scene, referents) {
        let referent = referents.get(found.mention as usize).cloned().unwrap_or_default();
        let joint = speaks_with_another(scene, found.mention);
        let confidence = if joint { JOINT_CONFIDENCE } else { indirect::CONFIDENCE };
        let span = scene.prose.span(&found.tokens);
        quotes.push(Quote {
            span,
            content: span,
            kind: QuoteKind::Indirect,
            speaker: Some(speaker(scene, cast, organisations, found.mention, &referent, confidence)),
            cue: Some(scene.prose.span(&found.cue)),
            nested: false,
            post: false,
            scare: false,
        });
    }
    quotes.sort_by_key(|q| (q.span.start, std::cmp::Reverse(q.span.end)));
}

/// Two who say one thing: the reader names one of them, and nobody may be accused for it.
const JOINT_CONFIDENCE: f32 = 0.6;

/// "Anna Berg and Tom Falk said", "said Anna Berg and Tom Falk".
fn speaks_with_another(scene: &Scene, mention: u32) -> bool {
    let joined = |a: &Mention, b: &Mention| {
        a.tokens.end + 1 == b.tokens.start
            && scene.word(a.tokens.end) == "and"
            && a.kind == MentionKind::Person
            && b.kind == MentionKind::Person
    };
    let at = mention as usize;
    let Some(m) = scene.mentions.get(at) else { return false };
    let before = at.checked_sub(1).and_then(|b| scene.mentions.get(b)).is_some_and(|b| joined(b, m));
    // "said Berg and Falk left" is rare, "Berg said, and Falk left" has a verb between.
    let inverted = matches!(m.relation, Relation::Inverted | Relation::AccordingTo);
    let after = scene.mentions.get(at + 1).is_some_and(|a| joined(m, a) && a.cue.is_none());
    before && matches!(m.relation, Relation::Subject | Relation::FarSubject) || inverted && after
}

/// Where the paragraph of a token ends.
fn paragraph_end(prose: &Prose, token: u32) -> u32 {
    prose.paragraphs.get(prose.paragraph_of(token as usize)).map_or(0, |p| p.end)
}

/// A name between quotation marks is a nickname, a brand or a slip, no statement.
fn is_bare_name(scene: &Scene, quote: &Quote, cast: &Cast) -> bool {
    // No name is longer than this, in bytes.
    if quote.kind != QuoteKind::Mixed || quote.content.len() > 60 {
        return false;
    }
    let start = scene.prose.token_at(quote.content.start) as u32;
    let at = cast.names.partition_point(|n| n.tokens.start < start);
    cast.names.get(at).is_some_and(|n| n.person.is_some() && scene.prose.span(&n.tokens) == quote.content)
}

/// The words that name a speaker: names without their titles.
fn mention_span(scene: &Scene, cast: &Cast, mention: u32) -> Span {
    let Some(m) = scene.mentions.get(mention as usize) else { return Span::default() };
    match m.name.and_then(|n| cast.names.get(n as usize)) {
        Some(name) => scene.prose.span(&name.tokens),
        None => scene.prose.span(&m.tokens),
    }
}

/// Organisations that spoke, by name.
#[derive(Default)]
struct Organisations(FxHashMap<String, u32>);

fn speaker(
    scene: &Scene,
    cast: &mut Cast,
    organisations: &mut Organisations,
    chosen: u32,
    referent: &Referent,
    confidence: f32,
) -> Speaker {
    let span = mention_span(scene, cast, chosen);
    let kind = scene.mentions.get(chosen as usize).map(|m| m.kind);
    let mut person = referent.person;
    let mut name = person.and_then(|p| cast.people.get(p as usize)).map(|p| p.name.clone());
    if person.is_none() && matches!(kind, Some(MentionKind::Organisation | MentionKind::Place | MentionKind::Unknown)) {
        let words = span.of(scene.prose.text).to_owned();
        let index = match organisations.0.get(&words) {
            Some(index) => *index,
            None => {
                let index = cast.people.len() as u32;
                cast.people.push(Person {
                    name: words.clone(),
                    // "The Post said": a single word with an article is nobody's name.
                    organisation: !matches!(kind, Some(MentionKind::Unknown)) || is_word_with_article(scene, span),
                    ..Person::default()
                });
                organisations.0.insert(words.clone(), index);
                index
            }
        };
        if let Some(p) = cast.people.get_mut(index as usize)
            && p.mentions.last() != Some(&span)
        {
            p.mentions.push(span);
        }
        person = Some(index);
        name = Some(words);
    }
    Speaker { span, name, person, confidence: (confidence * referent.certainty).clamp(0.0, 1.0) }
}

/// Whether the words are a single one with an article before it.
fn is_word_with_article(scene: &Scene, span: Span) -> bool {
    let before = (scene.prose.token_at(span.start) as u32).checked_sub(1);
    !span.of(scene.prose.text).contains(char::is_whitespace)
        && before.is_some_and(|b| scene.word(b).eq_ignore_ascii_case("the"))
}

/// The verb that goes with the speaker, where it touches this quote's sentence.
fn cue_span(scene: &Scene, mention: &Mention, situation: &Situation) -> Option<Span> {
    let cue = mention.cue?;
    if !mention.speaks() || scene::count(&scene.stops, cue.min(situation.start), cue.max(situation.start)) > 1 {
        return None;
    }
    Some(scene.prose.span(&(cue..scene.cue_end(mention, cue))))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each quote's words with the name, or else the words, of its speaker.
    fn said(text: &str) -> Vec<(String, Option<String>)> {
        let prose = Prose::new(text);
        let mut cast = people::find(&prose);
        attribute(&prose, quotes::find(&prose, false, Vec::new()), &mut cast)
            .into_iter()
            .filter(|q| !q.scare && !q.nested)
            .map(|q| {
                let who = q.speaker.map(|s| s.name.unwrap_or_else(|| s.span.of(text).to_owned()));
                (q.content.of(text).to_owned(), who)
            })
            .collect()
    }

    #[track_caller]
    fn speaker(text: &str, expected: &str) {
        let found = said(text);
        assert!(!found.is_empty(), "no quote in {text}");
        for (quote, who) in found {
            assert_eq!(who.as_deref(), Some(expected), "{quote}");
        }
    }

    #[test]
    fn the_subject_of_the_verb_speaks_on_either_side() {
        speaker("“The bridge will open in May, whatever it costs,” Anna Berg said.", "Anna Berg");
        speaker("“The bridge will open in May, whatever it costs,” said Anna Berg.", "Anna Berg");
        speaker("Anna Berg said: “The bridge will open in May, whatever it costs.”", "Anna Berg");
        speaker("According to Anna Berg, “the bridge will open in May, whatever it costs.”", "Anna Berg");
    }

    #[test]
    fn an_apposition_does_not_hide_the_speaker() {
        speaker(
            "“We have waited ten years for this bridge,” Anna Berg, a doctor who lives in Leeds, said.",
            "Anna Berg",
        );
        speaker("“We have waited ten years for this bridge,” said Anna Berg, a doctor from Leeds.", "Anna Berg");
    }

    #[test]
    fn a_split_quote_has_one_speaker() {
        speaker("“We have waited,” Anna Berg said, “for ten long years.”", "Anna Berg");
        speaker("“We have waited,” Anna Berg said. “It has been ten long years, and nothing happened.”", "Anna Berg");
    }

    #[test]
    fn a_floating_quote_goes_on_from_the_last_speaker() {
        let text = "“We have waited for ten years,” Anna Berg told the council.\n\n“Nobody ever came to fix it. Nobody cared.”";
        speaker(text, "Anna Berg");
    }

    #[test]
    fn two_people_in_one_sentence_are_told_apart() {
        let text = "“The bridge is safe,” Anna Berg told Tom Falk.";
        speaker(text, "Anna Berg");
        let text = "Tom Falk listened as Anna Berg said, “The bridge is safe and it will stay open.”";
        speaker(text, "Anna Berg");
    }

    #[test]
    fn a_pronoun_means_the_nearest_who_agrees() {
        let text = "Minister Anna Berg met Tom Falk on Monday. “The bridge is safe and it will stay open,” she said.";
        speaker(text, "Anna Berg");
        let text = "Minister Anna Berg met Tom Falk on Monday. “The bridge is safe and it will stay open,” he said.";
        speaker(text, "Tom Falk");
    }

    #[test]
    fn a_pronoun_with_nobody_before_it_means_who_is_named_next() {
        speaker("“I never wanted this job,” she said. Anna Berg, the new mayor, had just been elected.", "Anna Berg");
        speaker("“I never wanted this job,” he said. Anna Berg, the new mayor, had just been elected.", "he");
    }

    #[test]
    fn who_asks_behind_a_question_speaks() {
        let found = said("“Is the harbour open today?” asked Anna Berg. “No, never again!” shouted Tom Falk.");
        assert_eq!(found[0].1.as_deref(), Some("Anna Berg"));
        assert_eq!(found[1].1.as_deref(), Some("Tom Falk"));
    }

    #[test]
    fn a_name_behind_a_dash_in_the_next_paragraph_signs() {
        speaker("Tom Falk spoke first.\n\n“The county sold it far too cheap.”\n\n— Dr. Anna Berg", "Anna Berg");
        speaker("“The county sold it far too cheap.”\n\n— Anna Berg, the mayor\n\nTom Falk left.", "Anna Berg");
        let text = "Tom Falk said: “The county sold it far too cheap.”\n\n— Anna Berg left early.";
        speaker(text, "Tom Falk");
    }

    #[test]
    fn a_label_in_the_running_text_begins_anothers_words() {
        let found = said("Tom Falk: “It was a fair price for all.” Anna Berg: “The county sold it far too cheap.”");
        let who: Vec<_> = found.iter().map(|f| f.1.as_deref()).collect();
        assert_eq!(who, [Some("Tom Falk"), Some("Anna Berg")]);
        speaker("Tom Falk told Anna Berg: “The county sold it far too cheap.”", "Tom Falk");
    }

    #[test]
    fn words_that_another_denies_are_whose_claim_they_are() {
        for text in [
            "Tom Falk denied Anna Berg's claim that “the county sold it far too cheap.”",
            "Tom Falk disputed Anna Berg's earlier charge that “the county sold it far too cheap.”",
        ] {
            speaker(text, "Anna Berg");
        }
        let found =
            said("Replying to Anna Berg's “the county sold it far too cheap,” Tom Falk wrote: “Nonsense, all of it.”");
        let who: Vec<_> = found.iter().map(|f| f.1.as_deref()).collect();
        assert_eq!(who, [Some("Anna Berg"), Some("Tom Falk")]);
        speaker("Tom Falk called Anna Berg's claim “utter nonsense and a shame.”", "Tom Falk");
    }

    #[test]
    fn who_asks_does_not_answer() {
        let text = "Tom Falk, who interviewed Anna Berg, asked whether it was fair.\n\n“No. The county sold it far too cheap.”";
        assert_ne!(said(text)[0].1.as_deref(), Some("Tom Falk"));
    }

    #[test]
    fn two_who_say_one_thing_leave_doubt() {
        for text in [
            "Anna Berg and Tom Falk said, “The harbour needs money.”",
            "“The harbour needs money,” said Anna Berg and Tom Falk.",
        ] {
            let prose = Prose::new(text);
            let mut cast = people::find(&prose);
            let quotes = attribute(&prose, quotes::find(&prose, false, Vec::new()), &mut cast);
            assert!(quotes[0].speaker.as_ref().is_some_and(|s| s.confidence <= JOINT_CONFIDENCE), "{text}");
        }
    }

    #[test]
    fn a_quotation_that_was_never_closed_accuses_nobody() {
        let found = said("“I came, said Anna Berg. “I saw it all,” said Tom Falk.");
        assert_eq!(found[0].1, None);
        assert_eq!(found[1].1.as_deref(), Some("Tom Falk"));
    }

    #[test]
    fn an_office_means_its_holder() {
        let text = "French President Paul Marchand met Danish President Nils Holm in Oslo.\n\n“The talks were long and useful,” the French president said.";
        speaker(text, "Paul Marchand");
    }

    #[test]
    fn one_countrys_president_is_not_anothers() {
        let text = "US President Paul Hale met Russian President Oleg Marin in Oslo.\n\n“The talks were long and useful,” the Russian president said.\n\n“They were too long for my taste,” said the American leader.";
        let found = said(text);
        assert_eq!(found[0].1.as_deref(), Some("Oleg Marin"));
        assert_eq!(found[1].1.as_deref(), Some("Paul Hale"));
        let text = "President Paul Hale and Vice President Ada Stone met the press.\n\n“The talks were long and useful,” the vice president said.";
        speaker(text, "Ada Stone");
        let text = "President Paul Hale met the press.\n\n“The talks were long and useful,” the vice president said.";
        speaker(text, "the vice president");
    }

    #[test]
    fn an_office_of_several_words_means_its_holder() {
        let text = "Danish Foreign Minister Nils Holm and Prime Minister Mette Lund met.\n\n“The talks were long and useful,” the foreign minister said.";
        speaker(text, "Nils Holm");
        let text = "Former US Secretary of State Ada Stone met Tom Falk.\n\n“The talks were long and useful,” the former secretary of state said.";
        speaker(text, "Ada Stone");
    }

    #[test]
    fn a_verb_before_a_plural_keeps_the_subject_apart() {
        speaker(
            "Dmitry Orlov met reporters on Friday. “The talks will go on as they were planned,” he said.",
            "Dmitry Orlov",
        );
    }

    #[test]
    fn whom_a_body_owns_speaks_and_not_the_body() {
        speaker("“The talks will go on as they were planned,” said the Kremlin's Oleg Marin.", "Oleg Marin");
    }

    #[test]
    fn whom_a_person_employs_or_quotes_speaks_and_not_the_person() {
        let text = "Anna Berg fights on. “The talks will go on as they were planned,” said Berg's campaign manager Oleg Marin on Sunday.";
        speaker(text, "Oleg Marin");
        let text =
            "Anna Berg wrote a book with Oleg Marin. “The talks will go on as they were planned,” Marin quotes Berg.";
        speaker(text, "Anna Berg");
    }

    /// The first quote's speaker is this one, who has no name.
    fn nameless(text: &str, expected: &str) {
        let prose = Prose::new(text);
        let mut cast = people::find(&prose);
        let quotes = attribute(&prose, quotes::find(&prose, false, Vec::new()), &mut cast);
        let speaker = quotes[0].speaker.as_ref().expect("a speaker");
        assert_eq!((speaker.name.as_deref(), speaker.span.of(text)), (None, expected));
    }

    #[test]
    fn what_somebody_is_and_where_from_is_no_name() {
        let text = "Anna Berg and Lea Holm spoke. “The talks will go on as they were planned,” the Ohio Democrat said.";
        nameless(text, "the Ohio Democrat");
    }

    #[test]
    fn german_french_and_spanish_quotations_have_speakers() {
        speaker("„Wir gehen jetzt alle nach Hause“, sagte Anna Berg.", "Anna Berg");
        speaker("« Nous partons tous ensemble demain », a déclaré Anna Berg.", "Anna Berg");
        speaker("«Nos vamos todos juntos mañana», dijo Anna Berg.", "Anna Berg");
    }

    #[test]
    fn an_anonymous_source_is_a_speaker_without_a_name() {
        nameless("“The talks were long and useful,” a senior official said.", "a senior official");
    }

    #[test]
    fn organisations_speak() {
        speaker("“The talks were long and useful,” the Kremlin said in a statement.", "Kremlin");
    }

    #[test]
    fn the_name_at_the_verb_wins_over_the_talk_around_it() {
        let text = "Anna Berg opened the day. “We came to win this vote,” Anna Berg said. Anna Berg smiled.\n\n“And we will win it, whatever they say,” Tom Falk said. Anna Berg left.";
        let found = said(text);
        assert_eq!(found[1].1.as_deref(), Some("Tom Falk"));
    }

    #[test]
    fn line_speakers_own_their_turns() {
        let text = "TOM FALK: Good evening, and welcome.\n\nANNA BERG: Thank you. He said, “I never met her.”\n\nTOM FALK: Next question.";
        let found = said(text);
        assert_eq!(found[0].1.as_deref(), Some("Tom Falk"));
        assert_eq!(found[1].1.as_deref(), Some("Anna Berg"));
        assert_eq!(found.len(), 3, "the re-quote is nobody's turn");
    }

    #[test]
    fn any_text_is_read_without_panic() {
        for text in
            ["", "\"", "“”", "said", "“a” said", "Mr.", "according to", ": “x", "who said “", "Dr. said Mr. “x” of"]
        {
            said(text);
            said(&text.repeat(200));
        }
    }
}
