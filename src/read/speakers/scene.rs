//! Who could speak: the names, pronouns and nouns of a text outside its quotations, and the verbs they stand by.

use super::super::Quote;
use super::super::people::Cast;
use super::super::people::names::NameKind;
use crate::lexicon::Class;
use crate::text::{Kind, Prose, Shape};
use std::ops::Range;

/// What a mention is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MentionKind {
    /// A person's name.
    Person = 0,
    Organisation = 1,
    Place = 2,
    /// A capitalised name of unknown kind.
    Unknown = 3,
    /// he, she
    Pronoun = 4,
    /// they, it, who, I, we
    OtherPronoun = 5,
    /// the senator, a spokesman
    Role = 6,
    /// officials, sources
    Roles = 7,
    /// the statement, the campaign
    Thing = 8,
    /// Any other noun phrase right before a speech verb.
    Phrase = 9,
    /// his, her before a noun of speech
    Possessive = 10,
}

/// How a mention stands to a verb of speech.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    None = 0,
    /// "Smith said"
    Subject = 1,
    /// "Smith, a doctor from Leeds, said"; "a spokesman for Smith said"
    FarSubject = 2,
    /// "Smith called"
    WeakSubject = 3,
    FarWeakSubject = 4,
    /// "said Smith"
    Inverted = 5,
    WeakInverted = 6,
    /// "according to Smith"
    AccordingTo = 7,
    /// "Smith: …"
    Colon = 8,
    /// "Smith's claim"
    Owner = 9,
    /// "denounced by Smith"
    Agent = 10,
    /// "Smith went on, saying"; "Smith stood up and said"
    LaterVerb = 11,
    /// "told Smith"
    Object = 12,
    /// "an interview with Smith"
    Company = 13,
    /// "Smith was asked"
    Passive = 14,
    /// "Smith has said" in an infinitive or as a possibility: "Smith wanted to call"
    Infinitive = 15,
}

/// Words that may name a speaker.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    pub tokens: Range<u32>,
    pub kind: MentionKind,
    /// Index into the names, for names.
    pub name: Option<u32>,
    pub relation: Relation,
    /// The verb (or "according") of the relation.
    pub cue: Option<u32>,
}

impl Mention {
    /// From the first of mention and cue to the last.
    pub fn reach(&self) -> Range<u32> {
        match self.cue {
            Some(c) => self.tokens.start.min(c)..self.tokens.end.max(c + 1),
            None => self.tokens.clone(),
        }
    }

    pub fn speaks(&self) -> bool {
        !matches!(self.relation, Relation::None | Relation::Object | Relation::Company | Relation::Passive)
    }
}

/// A text laid out for attribution.
pub(super) struct Scene<'p, 'a> {
    pub prose: &'p Prose<'a>,
    /// For each quote its tokens, marks included.
    pub ranges: Vec<Range<u32>>,
    /// Whether a token stands inside a quotation.
    pub quoted: Vec<bool>,
    /// In order.
    pub mentions: Vec<Mention>,
    /// Prefix counts over the tokens: unquoted tokens.
    pub plain: Vec<u32>,
    /// Prefix counts: ends of sentences outside quotations.
    pub stops: Vec<u32>,
    /// Prefix counts: first tokens of quotations.
    pub opens: Vec<u32>,
    /// Prefix counts: verbs of speech with a subject, at their cue.
    pub cues: Vec<u32>,
}

/// Words that stand for people without naming any.
const SOMEBODY: [&str; 10] =
    ["another", "others", "one", "many", "some", "several", "most", "both", "neither", "everyone"];

/// Words that open a sentence with another clause than its main one.
const SUBORDINATE: [&str; 8] = ["although", "as", "if", "though", "unlike", "when", "whereas", "while"];

/// Tokens of such a clause looked at: each mention of a sentence asks for it.
const MAX_CLAUSE: usize = 200;

/// How an adjective behind a source goes on: "a person familiar with the matter", "people close to the talks".
const FAMILIAR: [&str; 8] = ["familiar", "close", "briefed", "involved", "aware", "knowledgeable", "present", "privy"];

/// How far an apposition, relative clause or prepositional phrase may part a subject from its verb, in tokens.
const MAX_APART: u32 = 45;

/// Words between a possessive and the name of whom it owns: "Berg's longtime campaign manager Oleg Marin".
const MAX_TITLE: u32 = 5;

impl<'p, 'a> Scene<'p, 'a> {
    pub fn new(prose: &'p Prose<'a>, quotes: &[Quote], cast: &Cast) -> Self {
        let n = prose.tokens.len();
        let mut quoted = vec![false; n];
        let mut opens_at = vec![false; n];
        let mut ranges = Vec::with_capacity(quotes.len());
        for quote in quotes {
            let start = prose.token_at(quote.span.start) as u32;
            let end = prose.token_at(quote.span.end) as u32;
            let in_the_text = quote.is_turn() || quote.post;
            if !in_the_text && !quote.scare {
                for flag in quoted.iter_mut().take(end as usize).skip(start as usize) {
                    *flag = true;
                }
                if let Some(flag) = opens_at.get_mut(start as usize) {
                    *flag |= !quote.nested;
                }
            }
            ranges.push(start..end);
        }
        let mut ends = vec![false; n];
        for sentence in &prose.sentences {
            if let Some(flag) = (sentence.end as usize).checked_sub(1).and_then(|i| ends.get_mut(i)) {
                *flag = true;
            }
        }
        // One pass for the three: the scene is laid out for every text that has a quotation.
        let (mut plain, mut stops, mut opens) =
            (Vec::with_capacity(n + 1), Vec::with_capacity(n + 1), Vec::with_capacity(n + 1));
        let (mut plain_count, mut stop_count, mut open_count) = (0u32, 0u32, 0u32);
        for (i, token) in prose.tokens.iter().enumerate() {
            plain.push(plain_count);
            stops.push(stop_count);
            opens.push(open_count);
            plain_count += u32::from(!quoted[i] && token.kind != Kind::Punct);
            stop_count += u32::from(ends[i] && !quoted[i]);
            open_count += u32::from(opens_at[i]);
        }
        plain.push(plain_count);
        stops.push(stop_count);
        opens.push(open_count);
        let mut scene =
            Scene { prose, ranges, quoted, mentions: Vec::new(), plain, stops, opens, cues: vec![0; n + 1] };
        scene.find_mentions(cast);
        for m in 0..scene.mentions.len() {
            scene.relate(m);
        }
        scene.later_verbs();
        let mut cue_at = vec![false; n];
        for m in &scene.mentions {
            if let Some(c) = m.cue
                && m.speaks()
                && let Some(flag) = cue_at.get_mut(c as usize)
            {
                *flag = true;
            }
        }
        let mut count = 0;
        for (flag, slot) in cue_at.iter().zip(scene.cues.iter_mut().skip(1)) {
            count += u32::from(*flag);
            *slot = count;
        }
        scene
    }

    pub fn is(&self, i: u32, classes: Class) -> bool {
        self.prose.tokens.get(i as usize).is_some_and(|t| t.is(classes))
    }

    pub fn word(&self, i: u32) -> &'a str {
        self.prose.str(i as usize)
    }

    pub fn mark(&self, i: u32) -> char {
        self.prose.mark(i as usize)
    }

    pub fn is_quoted(&self, i: u32) -> bool {
        self.quoted.get(i as usize).copied().unwrap_or(false)
    }

    /// Where the words of a cue end: "according to" is two.
    pub fn cue_end(&self, mention: &Mention, cue: u32) -> u32 {
        let two = mention.relation == Relation::AccordingTo && self.word(cue).eq_ignore_ascii_case("according");
        cue + 1 + u32::from(two)
    }

    fn is_word(&self, i: u32) -> bool {
        self.prose.tokens.get(i as usize).is_some_and(|t| t.kind == Kind::Word)
    }

    fn is_lower(&self, i: u32) -> bool {
        self.prose.tokens.get(i as usize).is_some_and(|t| t.kind == Kind::Word && t.shape == Shape::Lower)
    }

    /// Between two tokens: ends of sentences outside quotations.
    pub fn stops_between(&self, a: u32, b: u32) -> u32 {
        count(&self.stops, a, b)
    }

    /// The clause that opens a token's sentence and is not its main one, up to its comma: "While Berg kept silent,".
    pub fn first_clause(&self, token: u32) -> Option<Range<u32>> {
        let sentence = self.prose.sentences.get(self.prose.sentence_of(token as usize))?;
        if !SUBORDINATE.iter().any(|w| w.eq_ignore_ascii_case(self.word(sentence.start))) {
            return None;
        }
        let mut clause = (sentence.start..sentence.end).take(MAX_CLAUSE);
        let comma = clause.find(|&i| self.mark(i) == ',' && !self.is_quoted(i))?;
        Some(sentence.start..comma)
    }

    fn find_mentions(&mut self, cast: &Cast) {
        let mut out: Vec<Mention> = Vec::with_capacity(cast.names.len() * 2);
        // By where they begin with their titles: "former Obama adviser David Axelrod" begins before Obama.
        let mut order: Vec<(u32, u32)> =
            cast.names.iter().enumerate().map(|(n, name)| (name.whole().start, n as u32)).collect();
        // "White House press secretary Anna Berg" is one mention, not the White House.
        order.sort_unstable_by_key(|&(start, n)| {
            (start, std::cmp::Reverse(cast.names.get(n as usize).map_or(0, |name| name.tokens.end)))
        });
        let mut next_name = 0usize;
        for paragraph in &self.prose.paragraphs {
            let mut i = paragraph.start;
            while i < paragraph.end {
                while order.get(next_name).is_some_and(|(start, _)| *start < i) {
                    next_name += 1;
                }
                if self.is_quoted(i) {
                    i += 1;
                    continue;
                }
                if let Some(&(start, n)) = order.get(next_name)
                    && start == i
                    && let Some(name) = cast.names.get(n as usize)
                {
                    let kind = match name.kind {
                        _ if name.person.is_some() => MentionKind::Person,
                        NameKind::Person => MentionKind::Person,
                        NameKind::Organisation => MentionKind::Organisation,
                        NameKind::Place => MentionKind::Place,
                        NameKind::Unknown | NameKind::Single => MentionKind::Unknown,
                    };
                    let mut tokens = name.whole();
                    // "said Idaho nutritional-supplement executive Frank Berg": the place goes with the title.
                    if let Some(last) = out.last()
                        && last.kind == MentionKind::Place
                        && !name.title.is_empty()
                        && (last.tokens.end..tokens.start).len() <= 4
                        && last.tokens.end >= paragraph.start
                        && (last.tokens.end..tokens.start).all(|t| self.describes(t))
                    {
                        tokens.start = last.tokens.start;
                    }
                    if let Some(back) = self.determiner_before(tokens.start, paragraph.start) {
                        tokens.start = back;
                    }
                    let end = name.tokens.end;
                    push(&mut out, Mention { tokens, kind, name: Some(n), relation: Relation::None, cue: None });
                    next_name += 1;
                    i = end;
                    continue;
                }
                if self.is_word(i) {
                    if let Some(m) = self.noun_or_pronoun(i, paragraph) {
                        let end = m.tokens.end;
                        push(&mut out, m);
                        i = end;
                        continue;
                    }
                    if let Some(m) = self.phrase_before_verb(i, paragraph, &out) {
                        push(&mut out, m);
                    }
                }
                i += 1;
            }
        }
        self.mentions = out;
    }

    /// A noun or adjective that describes: no verb, no small word, no mark but a hyphen.
    fn describes(&self, i: u32) -> bool {
        let word = self.word(i);
        !self.is_quoted(i)
            && (self.mark(i) == '-'
                || self.is_lower(i)
                    && !word.ends_with("ed")
                    && !self.is(
                        i,
                        Class::PREPOSITION
                            | Class::CONJUNCTION
                            | Class::AUXILIARY
                            | Class::SPEECH_VERB
                            | Class::WEAK_SPEECH_VERB
                            | Class::STOP
                            | Class::ADVERB
                            | Class::NOUN_OPENER,
                    ))
    }

    fn determiner_before(&self, start: u32, floor: u32) -> Option<u32> {
        let i = start.checked_sub(1).filter(|i| *i >= floor)?;
        (self.is(i, Class::NOUN_OPENER) && !self.is_quoted(i)).then_some(i)
    }

    fn noun_or_pronoun(&self, i: u32, paragraph: &Range<u32>) -> Option<Mention> {
        let token = self.prose.tokens.get(i as usize)?;
        if token.entry == 0 {
            return None;
        }
        let mention =
            |tokens: Range<u32>, kind| Some(Mention { tokens, kind, name: None, relation: Relation::None, cue: None });
        let classes = token.lex().classes;
        if classes.contains(Class::SUBJECT_PRONOUN) {
            let word = token.span.of(self.prose.text);
            let kind = match word.len() {
                2 if word.eq_ignore_ascii_case("he") => MentionKind::Pronoun,
                3 if word.eq_ignore_ascii_case("she") => MentionKind::Pronoun,
                _ if word == "you" => return None,
                _ => MentionKind::OtherPronoun,
            };
            return mention(i..i + 1, kind);
        }
        if classes.intersects(Class::FEMALE | Class::MALE) && token.span.len() == 3 {
            let word = token.span.of(self.prose.text);
            let possessive = ["his", "her"].iter().any(|w| word.eq_ignore_ascii_case(w));
            if possessive && (self.is(i + 1, Class::SPEECH_NOUN) || self.is(i + 2, Class::SPEECH_NOUN)) {
                return mention(i..i + 1, MentionKind::Possessive);
            }
            if ["him", "her"].iter().any(|w| word.eq_ignore_ascii_case(w)) && i >= 2 && self.word(i - 1) == "to" {
                let according = self.word(i - 2);
                if according.eq_ignore_ascii_case("according") {
                    return mention(i..i + 1, MentionKind::Pronoun);
                }
            }
        }
        if !classes.intersects(Class::ROLE | Class::ROLES | Class::SPEAKING_THING) {
            return self.somebody(i, paragraph).and_then(|tokens| mention(tokens, MentionKind::Roles));
        }
        let thing = classes.contains(Class::SPEAKING_THING) && !token.capitalised();
        let kind = if classes.contains(Class::ROLE) && !thing {
            MentionKind::Role
        } else if classes.contains(Class::ROLES) {
            MentionKind::Roles
        } else {
            MentionKind::Thing
        };
        // A verb of the same form: "the clip shows", "they report".
        let (start, determined) = self.phrase_start(i, paragraph.start);
        let capital_phrase = start < i && self.prose.tokens[start as usize].capitalised();
        if !determined && kind != MentionKind::Roles && start == i && !capital_phrase {
            // "spokesman said" without an article is headlinese; "report said" hardly occurs.
            let cue_follows = self.is(i + 1, Class::SPEECH_VERB);
            let inverted = i > paragraph.start && self.is(i - 1, Class::SPEECH_VERB);
            if !(cue_follows || inverted) {
                return None;
            }
        }
        // The head of "the campaign spokesman" is the last noun.
        if self.is(i + 1, Class::ROLE | Class::ROLES) && self.is_lower(i + 1) {
            return None;
        }
        // "the secretary of state"
        let department = self.word(i + 1) == "of" && self.is_lower(i + 2) && self.is(i + 2, Class::TITLE_MODIFIER);
        mention(start..if department { i + 3 } else { i + 1 }, kind)
    }

    /// "said another", "others say", "one said", "said a third": people whom nothing names, at their verb.
    fn somebody(&self, i: u32, paragraph: &Range<u32>) -> Option<Range<u32>> {
        let ordinal = self.is(i, Class::ORDINAL) && i > paragraph.start && self.is(i - 1, Class::NOUN_OPENER);
        let start = if ordinal { i - 1 } else { i };
        let says = |v: u32| self.is(v, Class::SPEECH_VERB) && self.is_lower(v) && !self.is_quoted(v);
        // Few words stand beside such a verb; of those alone the letters are compared.
        let beside = says(i + 1) || start > paragraph.start && says(start - 1);
        if !beside || !ordinal && !SOMEBODY.iter().any(|w| self.word(i).eq_ignore_ascii_case(w)) {
            return None;
        }
        let governed = start > paragraph.start && self.is(start - 1, Class::PREPOSITION);
        let subject = says(i + 1) && !governed;
        let inverted = start > paragraph.start
            && says(start - 1)
            && self.opens_clause(start - 1)
            && !self
                .prose
                .tokens
                .get(i as usize + 1)
                .is_some_and(|t| t.kind == Kind::Word && !t.is(Class::PREPOSITION));
        (subject || inverted).then_some(start..i + 1)
    }

    /// Where the noun phrase with its head at `i` begins, and whether a determiner opens it.
    fn phrase_start(&self, i: u32, floor: u32) -> (u32, bool) {
        let mut start = i;
        let lowest = floor.max(i.saturating_sub(8));
        while start > lowest {
            let before = start - 1;
            if self.is_quoted(before) {
                break;
            }
            if self.is(before, Class::NOUN_OPENER) {
                return (before, true);
            }
            let token = &self.prose.tokens[before as usize];
            let breaks = match token.kind {
                Kind::Word => {
                    token.is(Class::PREPOSITION
                        | Class::CONJUNCTION
                        | Class::AUXILIARY
                        | Class::SUBJECT_PRONOUN
                        | Class::SPEECH_VERB)
                        || (token.is(Class::WEAK_SPEECH_VERB | Class::ADVERB | Class::STOP)
                            && !token.is(Class::TITLE_MODIFIER))
                }
                Kind::Clitic => {
                    // "Clinton's spokesman"
                    let mut s = before;
                    while s > lowest && self.prose.tokens[s as usize - 1].capitalised() {
                        s -= 1;
                    }
                    // "the mayor's office"
                    if s == before && before > lowest && self.is_word(before - 1) {
                        s = self.phrase_start(before - 1, lowest).0;
                    }
                    return (s.min(before), true);
                }
                Kind::Number => false,
                Kind::Punct => !matches!(self.mark(before), '-' | '\u{2011}' | '\u{2010}'),
            };
            // "Berg rallied supporters", "Berg met reporters" are clauses; "a paid spokesman" is none.
            let clause = token.shape == Shape::Lower
                && before > lowest
                && (self.word(before).ends_with("ed") && self.prose.tokens[before as usize - 1].capitalised()
                    || token.is(Class::PAST_VERB) && !self.is(before - 1, Class::NOUN_OPENER));
            if breaks || clause {
                break;
            }
            start = before;
        }
        (start, false)
    }

    /// Any noun phrase right before a verb of speech: "the passage continued".
    fn phrase_before_verb(&self, i: u32, paragraph: &Range<u32>, out: &[Mention]) -> Option<Mention> {
        if !self.is_lower(i) || i == paragraph.start {
            return None;
        }
        if !self.is(i, Class::SPEECH_VERB) {
            return None;
        }
        let before = i - 1;
        if self.is_quoted(before) || out.last().is_some_and(|m| m.tokens.end > before) {
            return None;
        }
        let token = self.prose.tokens.get(before as usize)?;
        if token.kind != Kind::Word
            || token.is(Class::AUXILIARY
                | Class::ADVERB
                | Class::CONJUNCTION
                | Class::PREPOSITION
                | Class::SUBJECT_PRONOUN
                | Class::SPEECH_VERB
                | Class::STOP)
        {
            return None;
        }
        let floor = out.last().map_or(paragraph.start, |m| m.tokens.end.max(paragraph.start));
        let (start, determined) = self.phrase_start(before, floor);
        // "officials close to the talks said": what a source is close to does not speak.
        if start.checked_sub(2).is_some_and(|f| {
            self.is(start - 1, Class::PREPOSITION) && FAMILIAR.contains(&self.word(f)) && !self.is_quoted(f)
        }) {
            return None;
        }
        (determined && start < before || self.prose.tokens[start as usize].capitalised()).then_some(Mention {
            tokens: start..i,
            kind: MentionKind::Phrase,
            name: None,
            relation: Relation::None,
            cue: None,
        })
    }

    /// Past adverbs and auxiliaries from `i` on; whether a form of "be" was the last auxiliary, and whether "to" came.
    fn skip_adverbs(&self, mut i: u32) -> (u32, bool, bool) {
        let (mut be, mut to) = (false, false);
        let limit = i + 6;
        while i < limit && !self.is_quoted(i) {
            let Some(token) = self.prose.tokens.get(i as usize) else { break };
            let word = token.span.of(self.prose.text);
            let verb = token.is(Class::SPEECH_VERB | Class::WEAK_SPEECH_VERB);
            match token.kind {
                Kind::Word if token.is(Class::AUXILIARY) && !verb => {
                    be = matches!(
                        word,
                        "is" | "are"
                            | "was"
                            | "were"
                            | "be"
                            | "been"
                            | "being"
                            | "isn't"
                            | "wasn't"
                            | "weren't"
                            | "aren't"
                    );
                }
                Kind::Word if !verb && token.is(Class::ADVERB) => {}
                Kind::Word if !verb && token.shape == Shape::Lower && word.len() > 4 && word.ends_with("ly") => {}
                Kind::Word if word == "not" || word == "to" || token.is(Class::WEEKDAY) => to |= word == "to",
                Kind::Clitic => be = false,
                Kind::Punct if matches!(self.mark(i), '\'' | '\u{2019}') => {}
                // 've, 'd
                Kind::Word if matches!(word, "ve" | "d" | "ll") => {}
                _ => break,
            }
            i += 1;
        }
        (i, be, to)
    }

    fn verb_at(&self, i: u32) -> Option<bool> {
        let token = self.prose.tokens.get(i as usize)?;
        if self.is_quoted(i) || token.kind != Kind::Word || token.capitalised() {
            return None;
        }
        if token.is(Class::SPEECH_VERB) {
            Some(true)
        } else if token.is(Class::WEAK_SPEECH_VERB) && i.checked_sub(1).is_none_or(|b| self.word(b) != "of") {
            Some(false)
        } else {
            None
        }
    }

    /// Finds the verb that a mention is subject, agent or object of.
    fn relate(&mut self, m: usize) {
        let mention = self.mentions[m].clone();
        let (relation, cue) = self.relation_of(&mention, m);
        if let Some(slot) = self.mentions.get_mut(m) {
            slot.relation = relation;
            slot.cue = cue;
        }
    }

    /// Whether "according to" stands behind somebody's own verb: "Berg said, according to", "said Berg, according to".
    fn is_second_hand(&self, according: u32, m: usize) -> bool {
        let Some(comma) = according.checked_sub(1).filter(|&c| self.mark(c) == ',' && !self.is_quoted(c)) else {
            return false;
        };
        let before = m.checked_sub(1).and_then(|b| self.mentions.get(b));
        let speaks = |b: &Mention| {
            matches!(b.kind, MentionKind::Person | MentionKind::Pronoun | MentionKind::Role)
                && b.reach().end == comma
                && b.cue.is_some_and(|c| self.is(c, Class::SPEECH_VERB))
                && b.speaks()
        };
        before.is_some_and(speaks)
    }

    fn relation_of(&self, mention: &Mention, m: usize) -> (Relation, Option<u32>) {
        let (start, end) = (mention.tokens.start, mention.tokens.end);
        // "according to Smith"
        if start >= 2
            && self.word(start - 1) == "to"
            && self.word(start - 2).eq_ignore_ascii_case("according")
            && !self.is_quoted(start - 1)
        {
            // "he said, according to the Tide": who says so that he said it.
            if self.is_second_hand(start - 2, m) {
                return (Relation::None, None);
            }
            return (Relation::AccordingTo, Some(start - 2));
        }
        if let Some(p) = start.checked_sub(1).filter(|p| !self.is_quoted(*p))
            && self.is_according(p, end)
        {
            return (Relation::AccordingTo, Some(p));
        }
        // "according to a spokesman for Smith" was taken by the spokesman.
        if self.mark(end) == ':' {
            return (Relation::Colon, Some(end));
        }
        // "Paul Berg of Ohio said": the verb is Berg's.
        if let Some(p) = start.checked_sub(1)
            && self.is(p, Class::PREPOSITION)
            && !matches!(self.word(p), "by" | "as")
            && m.checked_sub(1)
                .and_then(|b| self.mentions.get(b))
                .is_some_and(|b| b.tokens.end == p && b.kind != MentionKind::Thing)
        {
            return (Relation::None, None);
        }
        // "Marin quotes Berg": the words are Berg's.
        if self.quoted_by(m).is_some() {
            return (Relation::Inverted, start.checked_sub(1));
        }
        if self.quoted_by(m + 1) == Some(m) {
            return (Relation::None, None);
        }
        let possessive = self.prose.tokens.get(end as usize).is_some_and(|t| t.kind == Kind::Clitic && !t.spaced);
        if possessive || mention.kind == MentionKind::Possessive {
            let noun = if possessive { end + 1 } else { end };
            for i in noun..noun + 6 {
                if self.is_quoted(i) {
                    break;
                }
                if self.is(i, Class::SPEECH_NOUN) {
                    return (Relation::Owner, Some(i));
                }
            }
            if mention.kind == MentionKind::Possessive {
                return (Relation::None, None);
            }
        }
        // "said the Kremlin's Oleg Marin": the verb is Marin's.
        let owns_next = self.owned(m).is_some();
        let owner = m.checked_sub(1).filter(|b| self.owned(*b) == Some(m)).and_then(|b| self.mentions.get(b));
        let start = owner.map_or(start, |b| b.tokens.start);
        let before_verb =
            start.checked_sub(1).filter(|_| !owns_next).and_then(|i| self.verb_at(i).map(|strong| (i, strong)));
        // The subject: verb right after, or after what describes the subject.
        if (!possessive || self.verb_after(end).is_some())
            && let Some(found) = self.subject_of(mention, m)
        {
            // "said Smith, who added" is both; the nearer is the inversion.
            let inverted = before_verb.is_some_and(|(i, strong)| strong && self.opens_clause(i));
            // `"…," said Berg, who asked not to be named`: the verb at the quotation is the one.
            let at_quote = before_verb.is_some_and(|(i, _)| i > 0 && self.is_quoted(i - 1));
            if !(inverted && found.1.is_some_and(|c| c > end + 3 || at_quote && c > end)) {
                return found;
            }
        }
        if let Some((verb, strong)) = before_verb {
            let word = self.word(verb);
            let telling = matches!(
                word,
                "told"
                    | "tells"
                    | "telling"
                    | "asked"
                    | "asking"
                    | "asks"
                    | "tell"
                    | "ask"
                    | "informed"
                    | "reminded"
                    | "assured"
            );
            // "…?" asked Berg: right behind a quotation nobody is asked.
            let answers = verb.checked_sub(1).is_some_and(|b| self.is_quoted(b)) && word.starts_with("ask");
            if self.opens_clause(verb) && (!telling || answers) {
                return (if strong { Relation::Inverted } else { Relation::WeakInverted }, Some(verb));
            }
            return (Relation::Object, Some(verb));
        }
        // "said at a rally Smith" does not occur; "said on Monday Smith" hardly.
        if let Some(by) = start.checked_sub(1)
            && !self.is_quoted(by)
            && self.word(by) == "by"
        {
            // Was called "a liar" by Smith: the verb stands before the quotation.
            let lowest = by.saturating_sub(MAX_APART);
            let mut from = by;
            while from > lowest && self.is_quoted(from - 1) {
                from -= 1;
            }
            for back in 1..4u32 {
                let Some(v) = from.checked_sub(back) else { break };
                if self.is_quoted(v) || !self.is_word(v) {
                    break;
                }
                if self.verb_at(v).is_some() || self.is(v, Class::SPEECH_NOUN) {
                    return (Relation::Agent, Some(v));
                }
            }
        }
        if let Some(p) = start.checked_sub(1)
            && matches!(self.word(p), "with" | "to" | "from" | "of" | "by")
            && p > 0
            && self.is(p - 1, Class::SPEECH_NOUN | Class::EVENT)
        {
            let said_by = matches!(self.word(p), "from" | "of" | "by");
            return (if said_by { Relation::Agent } else { Relation::Company }, Some(p - 1));
        }
        (Relation::None, None)
    }

    /// The person named right behind a mention in the possessive, with what he is to it between them: "the Kremlin's
    /// Oleg Marin", "Berg's campaign manager Oleg Marin".
    fn owned(&self, m: usize) -> Option<usize> {
        let (owner, next) = (self.mentions.get(m)?, self.mentions.get(m + 1)?);
        let clitic = owner.tokens.end;
        let possessive = self.prose.tokens.get(clitic as usize).is_some_and(|t| t.kind == Kind::Clitic && !t.spaced);
        let owns = match owner.kind {
            MentionKind::Organisation | MentionKind::Place => next.tokens.start == clitic + 1,
            MentionKind::Person | MentionKind::Unknown => {
                next.tokens.start <= clitic + MAX_TITLE && (clitic + 1..next.tokens.start).all(|i| self.describes(i))
            }
            _ => false,
        };
        (possessive && owns && next.kind == MentionKind::Person).then_some(m + 1)
    }

    /// Who quotes a person named right behind the verb: Marin, of Berg, in "Marin quotes Berg".
    fn quoted_by(&self, m: usize) -> Option<usize> {
        let before = m.checked_sub(1)?;
        let (one, other) = (self.mentions.get(before)?, self.mentions.get(m)?);
        let verb = one.tokens.end;
        let quotes = matches!(self.word(verb), "quotes" | "quoted") && !self.is_quoted(verb);
        let person = matches!(other.kind, MentionKind::Person | MentionKind::Unknown);
        (quotes && person && other.tokens.start == verb + 1).then_some(before)
    }

    /// `« … », selon Berg`, `«…», según Berg`, `„…“, so Berg.`
    fn is_according(&self, word: u32, end: u32) -> bool {
        match self.word(word) {
            "so" => {
                let quoted = word.checked_sub(2).is_some_and(|q| self.mark(word - 1) == ',' && self.is_quoted(q));
                quoted && matches!(self.mark(end), '.' | ',' | ';')
            }
            w => ["selon", "según", "laut", "secondo", "segundo", "volgens"].iter().any(|a| w.eq_ignore_ascii_case(a)),
        }
    }

    /// The verb of speech right after `i`, adverbs aside.
    fn verb_after(&self, i: u32) -> Option<u32> {
        let (v, _, _) = self.skip_adverbs(i);
        self.verb_at(v).map(|_| v)
    }

    fn subject_of(&self, mention: &Mention, m: usize) -> Option<(Relation, Option<u32>)> {
        let end = mention.tokens.end;
        let next_mention = self.mentions.get(m + 1).map_or(u32::MAX, |n| n.tokens.start);
        let found = |i: u32, far: bool| {
            let (v, be, to) = self.skip_adverbs(i);
            let strong = self.verb_at(v)?;
            let ing = self.word(v).ends_with("ing");
            let relation = if be && !ing {
                Relation::Passive
            } else if to {
                Relation::Infinitive
            } else {
                match (strong, far) {
                    (true, false) => Relation::Subject,
                    (true, true) => Relation::FarSubject,
                    (false, false) => Relation::WeakSubject,
                    (false, true) => Relation::FarWeakSubject,
                }
            };
            Some((relation, Some(v)))
        };
        if let Some(hit) = found(end, false) {
            return Some(hit);
        }
        let limit = (end + MAX_APART).min(self.prose.tokens.len() as u32);
        let mut i = end;
        // "Smith (R-Ohio) said", "Smith, 52, a doctor who lives in Leeds, said"
        for _ in 0..4 {
            match self.mark(i) {
                '(' | '[' => {
                    let close = (i..limit).find(|&j| matches!(self.mark(j), ')' | ']'))?;
                    i = close + 1;
                    if let Some(hit) = found(i, false) {
                        return Some(hit);
                    }
                }
                ',' | '-' | '\u{2013}' | '\u{2014}' => {
                    let dash = self.mark(i) != ',';
                    if self.is_quoted(i + 1) {
                        return None;
                    }
                    // ", who said" belongs to the name too.
                    if self.word(i + 1) == "who"
                        && let Some(hit) = found(i + 2, true)
                    {
                        return Some(hit);
                    }
                    // An apposition is closed by its own mark; lists and new clauses are not crossed.
                    let mut j = i + 1;
                    let mut close = None;
                    let mut commas = 0;
                    while j < limit && !self.is_quoted(j) {
                        let mark = self.mark(j);
                        if matches!(mark, '.' | ';' | ':' | '?' | '!') && self.stops_between(i, j + 1) > 0 {
                            break;
                        }
                        if (mark == ',' && !dash) || (dash && mark == self.mark(i)) {
                            commas += 1;
                            if found(j + 1, true).is_some_and(|h| h.0 != Relation::Passive) {
                                close = Some(j);
                                break;
                            }
                            if commas >= 4 {
                                break;
                            }
                        }
                        j += 1;
                    }
                    let close = close?;
                    // A full clause between the commas has its own subject: "Smith left, and Jones, ..., said".
                    if self.is(i + 1, Class::CONJUNCTION | Class::SUBJECT_PRONOUN)
                        && self.word(i + 1) != "who"
                        && self.word(i + 1) != "whose"
                    {
                        return None;
                    }
                    if self.is(i + 1, Class::AUXILIARY) {
                        return None;
                    }
                    return found(close + 1, true);
                }
                _ => break,
            }
        }
        // "a spokesman for the Smith campaign said", "Amy Smith of Leeds University said"
        if self.is(i, Class::PREPOSITION) || self.word(i) == "who" || FAMILIAR.contains(&self.word(i)) {
            let relative = self.word(i) == "who";
            // "familiar with the talks said": talks is no verb there.
            let plain_only = relative || FAMILIAR.contains(&self.word(i));
            let mut j = i + 1;
            while j < (i + 22).min(limit) && !self.is_quoted(j) {
                let mark = self.mark(j);
                if mark != '\0' && !matches!(mark, '-' | '\'' | '\u{2019}' | '.' | '&' | ',') {
                    break;
                }
                if self.stops_between(i, j + 1) > 0 {
                    break;
                }
                if self.verb_at(j).is_some() && (self.verb_at(j) == Some(true) || !plain_only) {
                    // The verb's own subject may be the nearer mention inside the phrase: names after "for" and "of" are not.
                    let owned = next_mention < j
                        && self.mentions.get(m + 1..).is_some_and(|rest| {
                            rest.iter().take_while(|x| x.tokens.start < j).any(|x| {
                                !self.is(x.tokens.start.saturating_sub(1), Class::PREPOSITION)
                                    && !self.is(x.tokens.start.saturating_sub(1), Class::TITLE_MODIFIER)
                                    && x.tokens.end + 3 >= j
                                    && matches!(
                                        x.kind,
                                        MentionKind::Pronoun
                                            | MentionKind::OtherPronoun
                                            | MentionKind::Person
                                            | MentionKind::Role
                                    )
                            })
                        });
                    if owned && !relative {
                        break;
                    }
                    return found(j, true);
                }
                if !relative && self.is(j, Class::SUBJECT_PRONOUN) && self.word(j) != "who" {
                    break;
                }
                j += 1;
            }
        }
        None
    }

    /// Whether a verb stands where an inversion can begin: after a quotation, a comma, or at a sentence's head.
    fn opens_clause(&self, verb: u32) -> bool {
        let mut i = verb;
        while i > 0 {
            let before = i - 1;
            if self.is_quoted(before) {
                return true;
            }
            let token = &self.prose.tokens[before as usize];
            match token.kind {
                Kind::Word if token.is(Class::ADVERB) || self.word(before).ends_with("ly") => i = before,
                // « … », a déclaré Anna Berg
                Kind::Word
                    if self.word(before) == "a"
                        && (self.word(verb).ends_with('é')
                            || matches!(self.word(verb), "dit" | "répondu" | "écrit")) =>
                {
                    i = before;
                }
                Kind::Punct => {
                    return matches!(self.mark(before), ',' | '\u{2014}' | '\u{2013}' | '-' | '"' | '\u{201D}' | '\'');
                }
                _ => return false,
            }
        }
        true
    }

    /// "Smith stood up and said", "Smith replied by saying": verbs without a subject of their own go to the sentence's.
    fn later_verbs(&mut self) {
        let mut taken = vec![false; self.prose.tokens.len()];
        for m in &self.mentions {
            if let Some(c) = m.cue
                && let Some(flag) = taken.get_mut(c as usize)
            {
                *flag = true;
            }
        }
        let mut first = 0usize;
        for sentence in 0..self.prose.sentences.len() {
            let range = self.prose.sentences[sentence].clone();
            while first < self.mentions.len() && self.mentions[first].tokens.start < range.start {
                first += 1;
            }
            let mut m = first;
            // The latest mention that can be a subject: not after a preposition, not an object.
            let mut subject: Option<usize> = None;
            for v in range.clone() {
                while m < self.mentions.len() && self.mentions[m].tokens.start <= v {
                    let x = &self.mentions[m];
                    let before = x.tokens.start.checked_sub(1).filter(|b| *b >= range.start);
                    let governed = before.is_some_and(|b| {
                        self.is(b, Class::PREPOSITION)
                            || self.verb_at(b).is_some()
                            || self.prose.tokens[b as usize].kind == Kind::Clitic
                    });
                    let owner = self.prose.tokens.get(x.tokens.end as usize).is_some_and(|t| t.kind == Kind::Clitic);
                    if (!governed || subject.is_none()) && !owner && !matches!(x.relation, Relation::Object) {
                        let clause_subject = !governed && x.tokens.end < range.end;
                        if subject.is_none() || clause_subject && self.is_subject_like(x) {
                            subject = Some(m);
                        }
                    }
                    m += 1;
                }
                if taken[v as usize] || self.verb_at(v).is_none() || self.is_asked(v) {
                    continue;
                }
                if let Some(s) = subject
                    && self.mentions[s].relation == Relation::None
                    && self.mentions[s].tokens.end <= v
                {
                    self.mentions[s].relation = Relation::LaterVerb;
                    self.mentions[s].cue = Some(v);
                }
            }
        }
    }

    /// ", asked about the vote, ...": a participle of somebody who is spoken to.
    fn is_asked(&self, verb: u32) -> bool {
        matches!(self.word(verb), "asked" | "told" | "questioned" | "pressed" | "reminded")
            && verb.checked_sub(1).is_some_and(|b| self.mark(b) == ',')
            && matches!(self.word(verb + 1), "about" | "whether" | "why" | "if" | "how" | "by" | "what" | "that" | "of")
    }

    /// Followed by something that can be its verb.
    fn is_subject_like(&self, m: &Mention) -> bool {
        let next = m.tokens.end;
        if matches!(m.kind, MentionKind::Pronoun | MentionKind::OtherPronoun) {
            return true;
        }
        self.prose.tokens.get(next as usize).is_some_and(|t| {
            t.kind == Kind::Word && t.shape == Shape::Lower && !t.is(Class::PREPOSITION | Class::CONJUNCTION)
                || self.mark(next) == ','
        })
    }
}

/// Adds a mention; one that begins inside the last takes its place.
fn push(out: &mut Vec<Mention>, mention: Mention) {
    while out.last().is_some_and(|last| last.tokens.end > mention.tokens.start) {
        out.pop();
    }
    out.push(mention);
}

/// How many of a prefix count's events lie in `a..b`.
pub(super) fn count(prefix: &[u32], a: u32, b: u32) -> u32 {
    let (a, b) = (a.min(b) as usize, a.max(b) as usize);
    let at = |i: usize| prefix.get(i).or(prefix.last()).copied().unwrap_or(0);
    at(b) - at(a)
}
