//! What speaks for and against a mention as the speaker of a quote: features of a linear ranker.
//!
//! A feature is a template and a small value; its number is `template * WIDTH + value`. Each candidate has one
//! value of each template, so a score is a sum of some thirty weights.

use super::super::{Quote, QuoteKind};
use super::scene::{Mention, MentionKind, Relation, Scene, count};
use crate::lexicon::Class;
use crate::text::Kind;

/// Values of one template.
pub(super) const WIDTH: usize = 512;
/// Templates, those of the silent candidate included.
pub(super) const TEMPLATES: usize = 48;
/// First template of the silent candidate ("nobody is said to have said it").
const SILENT: u32 = 40;

/// Words between a verb of speech and the quote that it opens: "said to him", "told the council on Monday".
const MAX_LISTENER: usize = 5;

/// Words between a possessive and the noun of speech that it owns: "Smith's earlier, much disputed claim".
const MAX_DESCRIBED: usize = 3;

/// Nouns that go with "that" and somebody's words, beside those that the lexicon has.
const CLAIMS: [&str; 8] = ["charge", "assertion", "allegation", "complaint", "line", "post", "tweet", "contention"];

/// Tokens of a name with its offices below a quotation, at most.
const MAX_SIGNATURE: usize = 16;

/// What goes with "to" and somebody's words.
const ANSWERS: [&str; 8] =
    ["replying", "responding", "reacting", "reply", "response", "reaction", "referring", "alluding"];

/// What is known of a quote before its candidates are looked at.
pub(super) struct Situation {
    /// Tokens of the quote, marks included.
    pub start: u32,
    pub end: u32,
    paragraph: usize,
    mixed: bool,
    open_mark: u32,
    end_mark: u32,
    length: u32,
    /// Whether it opens its paragraph, and whether it is all of it.
    leads: bool,
    alone: bool,
    /// Verbs of speech in the same stretch, before and after.
    cue_near: u32,
    /// Whether the paragraph has no verb of speech with a subject outside its quotations.
    cueless: bool,
}

/// The speaker of the quote before.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Previous {
    /// Index of its speaker's mention.
    pub mention: Option<u32>,
    /// Person of that mention.
    pub person: Option<u32>,
    pub start: u32,
    pub end: u32,
    pub any: bool,
}

impl Situation {
    pub fn new(scene: &Scene, quote: &Quote, index: usize) -> Self {
        let range = scene.ranges.get(index).cloned().unwrap_or(0..0);
        let (start, end) = (range.start, range.end);
        let paragraph = scene.prose.paragraph_of(start as usize);
        let bounds = scene.prose.paragraphs.get(paragraph).cloned().unwrap_or(0..0);
        let before = start.checked_sub(1).filter(|b| *b >= bounds.start);
        let open_mark = match before {
            None => 0,
            Some(b) => match scene.mark(b) {
                ',' => 1,
                ':' => 2,
                '.' | '!' | '?' => 3,
                '-' | '\u{2014}' | '\u{2013}' => 4,
                '\0' => match scene.word(b) {
                    "that" => 5,
                    "as" => 6,
                    _ if scene.is(b, Class::SPEECH_VERB | Class::WEAK_SPEECH_VERB) => 7,
                    _ if scene.is(b, Class::NOUN_OPENER) => 8,
                    _ if scene.is(b, Class::PREPOSITION) => 9,
                    _ if scene.is(b, Class::CONJUNCTION) => 10,
                    _ if scene.is(b, Class::AUXILIARY) => 11,
                    _ => 12,
                },
                _ if scene.is_quoted(b) => 13,
                _ => 14,
            },
        };
        let last = end.checked_sub(2).map_or('\0', |i| scene.mark(i));
        let next = if end < bounds.end { scene.mark(end) } else { '\u{1}' };
        let end_mark = match (last, next) {
            (',', _) => 0,
            ('.', '\u{1}') => 1,
            ('.', _) => 2,
            ('!' | '?' | '\u{2026}', '\u{1}') => 1,
            ('!' | '?', _) => 3,
            (_, ',') => 4,
            (_, '.') => 5,
            (_, '\u{1}') => 6,
            (_, '\0') => 7,
            _ => 8,
        };
        let words = end - start;
        let length = match words {
            0..=3 => 0,
            4 => 1,
            5 => 2,
            6..=7 => 3,
            8..=11 => 4,
            12..=20 => 5,
            21..=40 => 6,
            _ => 7,
        };
        let reach_before = start.saturating_sub(14).max(bounds.start);
        let reach_after = (end + 12).min(bounds.end.max(end));
        let near_before =
            u32::from(count(&scene.cues, reach_before, start) > 0 && count(&scene.stops, reach_before, start) == 0);
        let near_after = u32::from(count(&scene.cues, end, reach_after) > 0);
        Situation {
            start,
            end,
            paragraph,
            mixed: quote.kind == QuoteKind::Mixed,
            open_mark,
            end_mark,
            length,
            leads: before.is_none(),
            alone: before.is_none() && count(&scene.plain, end, bounds.end.max(end)) == 0,
            cue_near: near_before + 2 * near_after,
            cueless: count(&scene.cues, bounds.start, bounds.end) == 0,
        }
    }

    /// Indices of the mentions that may have said it, in order.
    pub fn candidates(&self, scene: &Scene, previous: &Previous) -> Vec<u32> {
        let mut out = Vec::with_capacity(24);
        let bounds = scene.prose.paragraphs.get(self.paragraph).cloned().unwrap_or(0..0);
        // A quotation may go over several paragraphs; its cue may follow in the last.
        let last = scene.prose.paragraph_of(self.end.saturating_sub(1) as usize);
        let end = scene.prose.paragraphs.get(last).map_or(bounds.end, |p| p.end);
        let at = scene.mentions.partition_point(|m| m.tokens.start < self.start);
        let mut far = 0;
        for m in (0..at).rev() {
            let mention = &scene.mentions[m];
            if mention.tokens.start < bounds.start {
                let back = self.paragraph - scene.prose.paragraph_of(mention.tokens.start as usize);
                if back > 3 || far >= 8 {
                    break;
                }
                far += 1;
            }
            if out.len() >= 16 {
                break;
            }
            out.push(m as u32);
        }
        if let Some(p) = previous.mention
            && previous.any
            && !out.contains(&p)
            && (p as usize) < at
        {
            out.push(p);
        }
        out.reverse();
        let next = bounds.end.max(end);
        out.extend(
            (at..scene.mentions.len())
                .take_while(|&m| scene.mentions[m].tokens.start < next)
                .take(12)
                .map(|m| m as u32),
        );
        out
    }

    /// Whether a candidate is a name whose plain verb of speech touches the quote: `"…," Smith said`, `"…," said Smith`.
    pub fn attached(&self, scene: &Scene, candidate: u32) -> bool {
        let Some(m) = scene.mentions.get(candidate as usize) else { return false };
        // A comma, question or exclamation mark, or none, hands over to the verb; a period may end the matter.
        let dash = matches!(scene.mark(self.end), '\u{2014}' | '\u{2013}');
        let hands_over = dash || matches!(self.end_mark, 0 | 3 | 4 | 7);
        let direct = matches!(m.relation, Relation::Subject | Relation::Inverted);
        m.kind == MentionKind::Person
            && direct
            && hands_over
            && m.cue.is_some_and(|c| scene.is(c, Class::SPEECH_VERB) && c >= self.end && c < m.tokens.end + 2)
            && m.tokens.start >= self.end
            && count(&scene.plain, self.end, m.reach().start) == 0
            && count(&scene.opens, self.end, m.reach().end) == 0
    }

    /// Whether a candidate is a name whose plain verb of speech opens the quote: `Smith said, "…"`, `Smith told him: "…"`.
    pub fn introduces(&self, scene: &Scene, candidate: u32) -> bool {
        let Some(m) = scene.mentions.get(candidate as usize) else { return false };
        let Some(cue) = m.cue.filter(|c| scene.is(*c, Class::SPEECH_VERB) && *c < self.start) else { return false };
        // "never told him", "would say"
        let unsaid = (m.tokens.end.min(cue)..cue).any(|i| {
            matches!(scene.word(i), "never" | "not" | "to")
                || scene.word(i).ends_with("n't")
                || scene.is(i, Class::MODAL)
        });
        let listener = cue + 1..self.start.saturating_sub(1);
        m.kind == MentionKind::Person
            && m.relation == Relation::Subject
            && !unsaid
            && matches!(self.open_mark, 1 | 2)
            && listener.len() <= MAX_LISTENER
            && listener.into_iter().all(|i| {
                scene.prose.tokens.get(i as usize).is_some_and(|t| t.kind == Kind::Word)
                    && !scene.is_quoted(i)
                    && !scene.is(i, Class::CONJUNCTION | Class::SPEECH_VERB | Class::WEAK_SPEECH_VERB)
            })
    }

    /// Whether a candidate is the subject of the main clause that opens the quote with its colon: `While Berg kept silent, Falk
    /// was plain: "…"`.
    pub fn leads_in(&self, scene: &Scene, candidate: u32) -> bool {
        let Some(m) = scene.mentions.get(candidate as usize) else { return false };
        let Some(colon) = self.start.checked_sub(1).filter(|&c| scene.mark(c) == ':') else { return false };
        let another = scene.mentions.iter().skip(candidate as usize + 1).take_while(|n| n.tokens.start < colon);
        let one = |n: &Mention| matches!(n.kind, MentionKind::Person | MentionKind::Pronoun | MentionKind::Role);
        m.kind == MentionKind::Person
            && m.tokens.end <= colon
            && scene.first_clause(m.tokens.start).is_some_and(|c| c.end + 1 == m.tokens.start && c.end < colon)
            && !another.into_iter().any(one)
    }

    /// The name that signs a quote which is a paragraph: `"…"` and, in the next, `— Anna Smith, the mayor`.
    pub fn signature(&self, scene: &Scene) -> Option<u32> {
        let last = scene.prose.paragraph_of(self.end.saturating_sub(1) as usize);
        let paragraphs = &scene.prose.paragraphs;
        let (own, next) = (paragraphs.get(last)?, paragraphs.get(last + 1)?);
        let dash = matches!(scene.mark(next.start), '\u{2014}' | '\u{2013}' | '\u{2015}' | '-');
        if !dash
            || !self.leads
            || next.len() > MAX_SIGNATURE
            || count(&scene.plain, self.end, own.end.max(self.end)) > 0
        {
            return None;
        }
        let name =
            (next.start..next.end).find(|&i| !matches!(scene.mark(i), '\u{2014}' | '\u{2013}' | '\u{2015}' | '-'))?;
        let m = scene.mentions.partition_point(|m| m.tokens.start < name);
        let signs = |m: &Mention| {
            m.kind == MentionKind::Person
                && m.tokens.start == name
                && (m.tokens.end >= next.end || matches!(scene.mark(m.tokens.end), ',' | '('))
        };
        scene.mentions.get(m).is_some_and(signs).then_some(m as u32)
    }

    /// Whether a candidate is a name that stands as a label before the quote: `Tom Falk: "…"` at a sentence's head.
    pub fn labels(&self, scene: &Scene, candidate: u32) -> bool {
        let Some(m) = scene.mentions.get(candidate as usize) else { return false };
        let start = m.tokens.start;
        let sentence = scene.prose.sentences.get(scene.prose.sentence_of(start as usize));
        let heads = sentence.is_some_and(|s| s.start == start)
            || start.checked_sub(1).is_some_and(|b| scene.is_quoted(b))
            || scene.prose.paragraphs.get(self.paragraph).is_some_and(|p| p.start == start);
        // `Said Falk: "…"`: that Said is a given name, too, makes no label of it.
        let verb = scene.is(start, Class::SPEECH_VERB);
        let labelled = m.relation == Relation::Colon && m.tokens.end + 1 == self.start;
        m.kind == MentionKind::Person && labelled && heads && !verb
    }

    /// Whether the quote is told as the words of a candidate whom another speaks of: `denied Smith's claim that "…"`,
    /// `replying to Smith's "…"`. In `Smith's "reckless" plan` the word may be anybody's.
    pub fn owns(&self, scene: &Scene, candidate: u32) -> bool {
        let Some(m) = scene.mentions.get(candidate as usize) else { return false };
        let clitic = m.tokens.end;
        let possessive = scene.prose.tokens.get(clitic as usize).is_some_and(|t| t.kind == Kind::Clitic);
        if m.kind != MentionKind::Person || !possessive || clitic >= self.start {
            return false;
        }
        if clitic + 1 == self.start {
            let before = |n: u32| m.tokens.start.checked_sub(n).map_or("", |i| scene.word(i));
            return before(1) == "to" && ANSWERS.iter().any(|a| before(2).eq_ignore_ascii_case(a));
        }
        let that = self.start - 1;
        let noun = that.saturating_sub(1);
        let says = scene.is(noun, Class::SPEECH_NOUN) || CLAIMS.contains(&scene.word(noun));
        let describes = |i: u32| {
            let verb = Class::PREPOSITION | Class::CONJUNCTION | Class::AUXILIARY | Class::SPEECH_VERB;
            scene.prose.tokens.get(i as usize).is_some_and(|t| t.kind != Kind::Punct && t.kind != Kind::Clitic)
                && !scene.is_quoted(i)
                && !scene.is(i, verb)
        };
        let between = clitic + 1..noun;
        scene.word(that) == "that"
            && noun > clitic
            && says
            && between.len() <= MAX_DESCRIBED
            && between.into_iter().all(describes)
    }

    /// Whether a candidate has asked, a sentence ago, what the quote may answer: `Smith asked whether it was fair.`
    pub fn asked(&self, scene: &Scene, candidate: u32) -> bool {
        let Some(m) = scene.mentions.get(candidate as usize) else { return false };
        let subject = matches!(m.relation, Relation::Subject | Relation::FarSubject | Relation::LaterVerb);
        m.cue.filter(|c| subject && *c < self.start).is_some_and(|c| {
            matches!(scene.word(c), "asked" | "asks")
                && (c + 1..c + 4).any(|i| matches!(scene.word(i), "whether" | "if" | "why" | "how" | "what" | "when"))
                && count(&scene.stops, c, self.start) > 0
        })
    }

    /// The features of the silent candidate.
    pub fn silent(&self, previous: &Previous, out: &mut Vec<u32>) {
        let mut add = |template: u32, value: u32| out.push((SILENT + template) * WIDTH as u32 + value);
        let mixed = u32::from(self.mixed);
        add(0, mixed);
        add(1, self.length * 2 + mixed);
        add(2, self.open_mark * 2 + mixed);
        add(3, self.end_mark * 2 + mixed);
        add(4, self.cue_near * 8 + self.length);
        add(5, self.cue_near * 16 + self.open_mark);
        add(6, u32::from(self.alone) * 4 + u32::from(self.leads) * 2 + u32::from(self.cueless));
        add(7, u32::from(previous.any) * 8 + self.length);
    }
}

/// Where a mention with its verb stands from the quote.
fn position(scene: &Scene, s: &Situation, mention: &Mention) -> (u32, u32) {
    let reach = mention.reach();
    let after = mention.tokens.start >= s.end;
    let (gap, stops, quotes) = if after {
        // The verb may stand before a quote that the mention follows.
        let from = s.end;
        let to = reach.start.max(from);
        (count(&scene.plain, from, to), count(&scene.stops, from, to), count(&scene.opens, from, to))
    } else {
        let to = s.start;
        let from = reach.end.min(to);
        (count(&scene.plain, from, to), count(&scene.stops, from, to), count(&scene.opens, from, to))
    };
    let paragraph = scene.prose.paragraph_of(mention.tokens.start as usize);
    let bucket = match gap {
        0 => 0,
        1..=2 => 1,
        3..=5 => 2,
        6..=10 => 3,
        11..=20 => 4,
        21..=40 => 5,
        _ => 6,
    };
    let position = if after {
        match (stops, quotes) {
            (0, 0) => bucket.min(4),
            (0, _) => 5,
            (_, 0) => 6,
            _ => 7,
        }
    } else if paragraph < s.paragraph {
        match s.paragraph - paragraph {
            1 if stops <= 1 => 17,
            1 => 18,
            2 => 19,
            _ => 20,
        }
    } else {
        match (stops, quotes) {
            (0, 0) => 8 + bucket.min(4),
            (0, _) => 13,
            (1, 0) => 14,
            (_, 0) => 15,
            _ => 16,
        }
    };
    (position, bucket + 7 * u32::from(after))
}

/// Appends the features of one candidate.
pub(super) fn features(
    scene: &Scene,
    s: &Situation,
    candidate: u32,
    candidates: &[u32],
    previous: &Previous,
    person: &dyn Fn(u32) -> Option<u32>,
    out: &mut Vec<u32>,
) {
    let Some(mention) = scene.mentions.get(candidate as usize) else { return };
    let mut add = |template: u32, value: u32| out.push(template * WIDTH as u32 + value.min(WIDTH as u32 - 1));
    let (pos, distance) = position(scene, s, mention);
    let kind = mention.kind as u32;
    let relation = mention.relation as u32;
    let after = mention.tokens.start >= s.end;
    let side = u32::from(after);
    let mixed = u32::from(s.mixed);
    let speaks = mention.speaks();
    let strong = matches!(
        mention.relation,
        Relation::Subject | Relation::FarSubject | Relation::Inverted | Relation::AccordingTo | Relation::Colon
    );
    add(0, kind * 24 + pos);
    add(1, relation * 24 + pos);
    add(2, relation * 12 + kind);
    add(3, s.open_mark * 24 + pos);
    add(4, s.end_mark * 24 + pos);
    add(5, (relation * 16 + s.open_mark) * 2 + side);
    add(6, (relation * 9 + s.end_mark) * 2 + side);
    // Ranks among the candidates on the same side, and among those that speak.
    let (mut rank, mut speaking_rank) = (0u32, 0u32);
    // The speaker nearest the quote that stands between: "Smith denied it and Jones said".
    let mut rival: Option<&Mention> = None;
    for &other in candidates {
        let Some(o) = scene.mentions.get(other as usize) else { continue };
        let nearer = if after {
            o.tokens.start >= s.end && o.tokens.start < mention.tokens.start
        } else {
            o.tokens.start < s.start && o.tokens.start > mention.tokens.start
        };
        if nearer {
            rank += 1;
            speaking_rank += u32::from(o.speaks());
            if o.speaks() && (!after || rival.is_none()) {
                rival = Some(o);
            }
        }
    }
    add(7, (speaking_rank.min(3) * 2 + side) * 2 + u32::from(speaks));
    add(8, (rank.min(5) * 2 + side) * 12 + kind);
    let same_mention = previous.any && previous.mention == Some(candidate);
    let their = person(candidate);
    let same_person = previous.any && their.is_some() && their == previous.person;
    let identity = if same_mention { 2 } else { u32::from(same_person) };
    let known = u32::from(previous.any) * (1 + u32::from(previous.mention.is_some()));
    let between = if previous.any {
        let stops = count(&scene.stops, previous.end.min(s.start), s.start).min(2);
        let far = (s.paragraph - scene.prose.paragraph_of(previous.start as usize).min(s.paragraph)).min(2) as u32;
        far * 3 + stops
    } else {
        9
    };
    let cue_between = u32::from(previous.any && count(&scene.cues, previous.end.min(s.start), s.start) > 0);
    add(9, ((identity * 3 + known) * 10 + between) * 2 + cue_between);
    add(10, ((identity * 3 + known) * 16) + relation);
    add(11, (identity * 9 + s.end_mark) * 4 + u32::from(s.leads) * 2 + u32::from(s.alone));
    let (from, to) = if after { (s.end, mention.reach().start) } else { (mention.reach().end, s.start) };
    let (from, to) = (from.min(to), to);
    add(12, (count(&scene.cues, from, to).min(3) * 2 + side) * 2 + u32::from(strong));
    add(13, (count(&scene.opens, from, to).min(3) * 2 + side) * 2 + u32::from(speaks));
    add(14, (mixed * 24 + pos) * 2 + u32::from(speaks));
    add(15, (mixed * 16 + relation) * 2 + side);
    let before = mention.tokens.start.checked_sub(1);
    let governed = before.is_some_and(|b| scene.is(b, Class::PREPOSITION) && !scene.is_quoted(b));
    add(16, relation * 2 + u32::from(governed));
    add(17, kind * 2 + u32::from(governed));
    let next = mention.tokens.end;
    let follows = match scene.prose.tokens.get(next as usize) {
        None => 0,
        Some(_) if scene.is_quoted(next) => 1,
        Some(t) if t.kind == Kind::Clitic => 2,
        Some(t) if t.kind == Kind::Word => {
            if t.is(Class::SPEECH_VERB) {
                3
            } else if t.is(Class::WEAK_SPEECH_VERB) {
                4
            } else if t.is(Class::AUXILIARY) {
                5
            } else if t.is(Class::PREPOSITION) {
                6
            } else if t.is(Class::CONJUNCTION) {
                7
            } else if t.capitalised() {
                8
            } else if t.span.of(scene.prose.text).ends_with("ed") {
                9
            } else if t.span.of(scene.prose.text).ends_with('s') {
                10
            } else {
                11
            }
        }
        Some(_) => match scene.mark(next) {
            ',' => 12,
            '.' => 13,
            ':' => 14,
            '(' => 15,
            _ => 16,
        },
    };
    add(18, follows * 24 + pos);
    add(19, follows * 12 + kind);
    let first_in_sentence = {
        let sentence = scene.prose.sentence_of(mention.tokens.start as usize);
        let start = scene.prose.sentences.get(sentence).map_or(0, |r| r.start);
        count(&scene.plain, start, mention.tokens.start) == 0
    };
    add(20, (u32::from(first_in_sentence) * 24 + pos) * 2 + u32::from(speaks));
    add(21, distance * 12 + kind);
    add(22, (distance * 2 + u32::from(strong)) * 2 + mixed);
    add(23, u32::from(s.alone) * 24 + pos);
    add(24, (u32::from(s.cueless) * 24 + pos) * 2 + u32::from(same_person || same_mention));
    add(25, s.cue_near * 24 + pos);
    add(26, s.cue_near * 16 + relation);
    let ing = mention.cue.is_some_and(|c| scene.word(c).ends_with("ing"));
    add(27, (relation * 2 + u32::from(ing)) * 2 + side);
    add(28, (s.length * 2 + mixed) * 2 + u32::from(speaks));
    // Whether the verb itself touches the quote, as the last word before it or the first after.
    let touch = mention.cue.map_or(0, |c| {
        let (a, b) = if c >= s.end { (s.end, c) } else { (c + 1, s.start) };
        match count(&scene.plain, a, b) {
            0 => 1,
            1 => 2,
            2..=4 => 3,
            _ => 4,
        }
    });
    add(29, (touch * 16 + relation) * 2 + side);
    add(30, (touch * 16 + s.open_mark) * 2 + side);
    add(31, kind * 2 + u32::from(mention.tokens.len() > 4));
    // "She said she knew it": the inner subject repeats the outer one's words.
    let complement = before.is_some_and(|b| {
        !scene.is_quoted(b)
            && (scene.is(b, Class::SPEECH_VERB)
                || (scene.word(b) == "that" && b > 0 && scene.is(b - 1, Class::SPEECH_VERB)))
    });
    add(32, (relation * 2 + u32::from(complement)) * 2 + side);
    let behind_cue = mention.cue.map_or(0, |c| match scene.prose.tokens.get(c as usize + 1) {
        _ if scene.is_quoted(c + 1) => 1,
        Some(t) if t.kind == Kind::Word => match scene.word(c + 1) {
            "that" => 2,
            "as" => 3,
            "to" | "in" | "on" | "at" | "of" | "during" | "after" => 4,
            _ if t.is(Class::NOUN_OPENER) => 5,
            _ if t.capitalised() => 6,
            _ if t.is(Class::SUBJECT_PRONOUN) => 7,
            _ => 8,
        },
        Some(_) => match scene.mark(c + 1) {
            ',' => 9,
            ':' => 10,
            '.' => 11,
            _ => 12,
        },
        None => 13,
    });
    add(33, (behind_cue * 16 + relation) * 2 + side);
    let same_sentence = u32::from(pos <= 5 || (8..=13).contains(&pos));
    add(34, (relation * 12 + kind) * 2 + same_sentence);
    add(35, (distance % 7 * 24 + pos) * 2 + u32::from(strong));
    add(37, (opening(scene, mention) * 16 + relation) * 2 + side);
    let other = rival.map_or((11, 0), |o| (opening(scene, o), u32::from(o.relation == Relation::Subject)));
    add(38, ((other.0 * 2 + other.1) * 2 + u32::from(strong)) * 4 + side * 2 + mixed);
    let verb = mention.cue.map_or(0, |c| verb_form(scene, c));
    add(36, (verb * 16 + relation) * 2 + side);
}

/// What stands before a mention: whether it opens a sentence, a clause beside another, or one inside it.
fn opening(scene: &Scene, mention: &Mention) -> u32 {
    let start = mention.tokens.start;
    let sentence = scene.prose.sentences.get(scene.prose.sentence_of(start as usize)).map_or(0, |s| s.start);
    let Some(b) = start.checked_sub(1).filter(|_| start > sentence) else { return 0 };
    if scene.is_quoted(b) {
        return 1;
    }
    match scene.word(b) {
        "and" | "but" | "or" => 2,
        "that" => 3,
        "while" | "as" | "when" | "after" | "before" | "because" | "since" | "though" | "although" | "if" | "where" => {
            4
        }
        "which" | "who" | "whom" | "what" => 5,
        "," => 6,
        _ if scene.is(b, Class::SPEECH_VERB | Class::WEAK_SPEECH_VERB) => 7,
        _ if scene.is(b, Class::PREPOSITION) => 8,
        _ if scene.mark(b) != '\0' => 9,
        _ => 10,
    }
}

/// Which kind of telling a verb is: plain words of saying go with quotations more than the rest.
fn verb_form(scene: &Scene, cue: u32) -> u32 {
    match scene.word(cue) {
        "said" | "says" => 1,
        "told" | "tells" => 2,
        "added" | "continued" | "adds" | "continues" => 3,
        "wrote" | "tweeted" | "writes" => 4,
        "asked" | "asks" => 5,
        "called" | "calls" | "described" | "dubbed" | "labeled" | "labelled" | "branded" => 6,
        "saying" | "adding" | "telling" | "calling" | "noting" => 7,
        w if w.ends_with("ing") => 8,
        w if w.ends_with("ed") => 9,
        _ if !scene.is(cue, Class::SPEECH_VERB | Class::WEAK_SPEECH_VERB) => 10,
        _ => 11,
    }
}
