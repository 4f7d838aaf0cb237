//! Who speaks in a transcript's turn, and who has written a post: whoever its label names.

use super::scene::Scene;
use crate::read::people::{self, Cast, Person};
use crate::read::quotes::transcript::is_anonymous;
use crate::read::{Quote, Speaker};
use crate::text::Span;
use rustc_hash::FxHashMap;

/// A line speaker has spoken; what is left is the doubt whether it is a label.
const LABEL_CONFIDENCE: f32 = 0.99;

/// Who signs a post has written it, or passes on what another says.
const POST_CONFIDENCE: f32 = 0.95;

/// Whom the labels of a text name. A text may have as many as it has lines: each is looked up, none searched for.
pub(super) struct Labels<'a> {
    /// Name and person of each label met.
    known: FxHashMap<&'a str, (Option<String>, Option<u32>)>,
    /// Where the text names its people, in order.
    mentions: Vec<(Span, u32)>,
    /// The first person of each surname.
    surnames: FxHashMap<String, u32>,
    /// How many of the cast `surnames` has: people are added as they speak.
    entered: usize,
}

impl<'a> Labels<'a> {
    pub fn new(cast: &Cast) -> Self {
        let people = (0..).zip(&cast.people);
        let mut mentions: Vec<_> = people.flat_map(|(i, p)| p.mentions.iter().map(move |m| (*m, i))).collect();
        mentions.sort_unstable_by_key(|(mention, person)| (mention.start, *person));
        Labels { known: FxHashMap::default(), mentions, surnames: FxHashMap::default(), entered: 0 }
    }

    /// The speaker of a turn or a post, who may be new to the cast.
    pub fn speaker(&mut self, scene: &Scene<'_, 'a>, quote: &Quote, cast: &mut Cast) -> Option<Speaker> {
        let label = quote.cue?;
        let words: &'a str = label.of(scene.prose.text);
        let (name, person) = match self.known.get(words) {
            Some(known) => known.clone(),
            None => {
                let found = self.person(words, label, cast);
                self.known.insert(words, found.clone());
                found
            }
        };
        let confidence = if quote.post { POST_CONFIDENCE } else { LABEL_CONFIDENCE };
        Some(Speaker { span: label, name, person, confidence })
    }

    fn person(&mut self, words: &str, label: Span, cast: &mut Cast) -> (Option<String>, Option<u32>) {
        if is_anonymous(words) {
            return (None, None);
        }
        let named = self.mentioned(label).or_else(|| self.of_surname(words, cast));
        if let Some(person) = named.and_then(|p| cast.people.get(p as usize)) {
            return (Some(people::in_small_letters(&person.name)), named);
        }
        let name = people::in_small_letters(words);
        let new = cast.people.len() as u32;
        cast.people.push(Person { name: name.clone(), mentions: vec![label], ..Person::default() });
        (Some(name), Some(new))
    }

    /// The first of the cast whom the text names within a label.
    fn mentioned(&self, label: Span) -> Option<u32> {
        let first = self.mentions.partition_point(|(m, _)| m.start < label.start);
        let within = self.mentions.iter().skip(first).take_while(|(m, _)| m.start <= label.end);
        within.filter(|(m, _)| label.contains(*m)).map(|(_, person)| *person).min()
    }

    /// The first of the cast who has the last of a label's words for a surname.
    fn of_surname(&mut self, words: &str, cast: &Cast) -> Option<u32> {
        let surname = |name: &str| people::fold(name).rsplit(' ').next().unwrap_or_default().to_owned();
        for (person, p) in (0..).zip(&cast.people).skip(self.entered) {
            self.surnames.entry(surname(&p.name)).or_insert(person);
        }
        self.entered = cast.people.len();
        self.surnames.get(&surname(words)).copied()
    }
}
