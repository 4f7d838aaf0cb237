//! Offices as a text gives them to people, a draft's and an article's in the same way: "Deputy Mayor Jonas Ekrem",
//! "Norway's transport minister, Kari Myhr,", "Carl Ostridge, president of Talbrook Plating".
//!
//! A title's key ([`crate::read::titles::title_key`]) tells who holds "Toledo mayor" in thousands of articles. Where four
//! or five articles tell one story, a mayor is "the mayor", and what an office is of has to be worked out from both sides.

use crate::lexicon::{self, Class};
use crate::read::people::{fold, named};
use crate::read::titles::title_word;
use crate::record::{Source, is_common};
use crate::text::{Kind, Prose, Span};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use std::hash::BuildHasher;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

/// What is known of a word in an office.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// An office that one person holds, whatever it is of.
    OfOne,
    /// One that one person of a body holds.
    OfBody,
    /// One of these that may stand without its body: "the president".
    Alone,
    Under,
    NotNow,
    /// Of one who has held it and does no more.
    Gone,
    Sort,
    /// A sort that many bodies have.
    Weak,
    Place,
    /// Tells of somebody who comes into an office or leaves it.
    Turn,
    Kin,
    /// Of somebody who is told from another of nearly the name.
    Namesake,
}

static WORDS: LazyLock<FxHashMap<&'static str, Vec<Part>>> = LazyLock::new(|| {
    let part = |name: &str| match name {
        "one" => Some(Part::OfOne),
        "body" => Some(Part::OfBody),
        "alone" => Some(Part::Alone),
        "under" => Some(Part::Under),
        "not" => Some(Part::NotNow),
        "gone" => Some(Part::Gone),
        "sort" => Some(Part::Sort),
        "weak" => Some(Part::Weak),
        "place" => Some(Part::Place),
        "turn" => Some(Part::Turn),
        "kin" => Some(Part::Kin),
        "namesake" => Some(Part::Namesake),
        _ => None,
    };
    let mut words: FxHashMap<&str, Vec<Part>> = FxHashMap::default();
    for (word, name) in lexicon::pairs(include_str!("../lexicon/office_parts.tsv")) {
        words.entry(word).or_default().extend(part(name));
    }
    words
});

pub(super) fn is(word: &str, part: Part) -> bool {
    WORDS.get(word).is_some_and(|parts| parts.contains(&part))
}

/// Whether some word of a text, or a few side by side, are of a part.
pub(super) fn has(text: &str, part: Part) -> bool {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|w| !w.is_empty())
        .map(|w| w.to_lowercase().trim_end_matches('-').to_owned())
        .collect();
    let one = |w: &String| is(w, part) || w.strip_suffix('s').is_some_and(|w| part == Part::Kin && is(w, part));
    words.iter().any(one)
        || words.windows(2).any(|w| is(&w.join(" "), part))
        || (3..=4).any(|n| words.windows(n).any(|w| is(&w.join(" "), part)))
}

/// Whether a sentence tells, outside its quotes, of somebody who comes into an office or leaves it.
pub(super) fn tells_of_change(sentence: &str) -> bool {
    let marks = |c: char| matches!(c, '"' | '\u{201C}' | '\u{201D}');
    // A sentence may begin within a quote: which parts are quoted is told by what stands beside the marks.
    let mut parts: Vec<&str> = Vec::new();
    let mut rest = sentence;
    while let Some(at) = rest.find(marks) {
        let mark = rest[at..].chars().next().unwrap_or('"');
        let after = &rest[at + mark.len_utf8()..];
        let opens = mark == '\u{201C}'
            || mark == '"'
                && after.starts_with(|c: char| !c.is_whitespace())
                && !rest[..at].ends_with([',', '.', '!', '?']);
        if opens {
            parts.push(&rest[..at]);
            let Some(end) = after.find(marks) else { return parts.iter().any(|p| has(p, Part::Turn)) };
            rest = after.get(end..).and_then(|r| r.get(r.chars().next().map_or(0, char::len_utf8)..)).unwrap_or("");
        } else {
            rest = after;
        }
    }
    parts.push(rest);
    parts.iter().any(|p| has(p, Part::Turn))
}

/// How somebody stands to an office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rank {
    Holds,
    /// A deputy, a vice president.
    Under,
    /// An acting or elected one, a candidate.
    NotNow,
    Former,
}

/// An office as a text gives it to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Office {
    /// `mayor`, `minister`.
    pub head: String,
    pub rank: Rank,
    /// What it is about and what kind of body it is of: `transport`, `council`.
    pub sorts: Vec<String>,
    /// The names of what it is of, countries for their adjectives: `norway`.
    pub names: Vec<String>,
}

impl Office {
    /// Takes in a word of what it is of.
    fn add(&mut self, prose: &Prose, i: usize) {
        let (word, counted) = (fold(prose.str(i)), counted(prose, i));
        let t = &prose.tokens[i];
        // "San Aurelio", "New Haven": an everyday word of a name.
        let next =
            prose.tokens.get(i + 1).filter(|t| t.kind == Kind::Word && t.capitalised() && !is_head(prose, i + 1));
        let is_of_name = || next.is_some() && !is_common(&fold(prose.str(i + 1))) && !is_sort(&fold(prose.str(i + 1)));
        let sort = is_sort(&word)
            || !t.capitalised() && !t.is(Class::PLACE | Class::DEMONYM)
            || !t.is(Class::PLACE | Class::DEMONYM) && title_word(&word).is_none() && is_common(&word) && !is_of_name();
        let list = if sort { &mut self.sorts } else { &mut self.names };
        if counted != self.head && !counted.is_empty() && !list.contains(&counted) {
            list.push(counted);
        }
    }

    /// Whether one person holds it.
    pub fn is_of_one(&self) -> bool {
        let is_bare = self.sorts.is_empty() && self.names.is_empty();
        is(&self.head, Part::OfOne) || is(&self.head, Part::Alone) || !is_bare
    }

    /// Whether its words alone do not tell it from one of another body: "chief executive".
    pub fn is_vague(&self) -> bool {
        self.names.is_empty() && !is(&self.head, Part::OfOne) && self.sorts.iter().all(|s| is(s, Part::Weak))
    }

    /// Whether both are told of bodies of different names.
    pub fn is_elsewhere(&self, other: &Office) -> bool {
        apart(&self.names, &other.names)
    }

    /// Whether the one is about something else than the other: a police chief and a fire chief.
    fn is_about_another(&self, other: &Office) -> bool {
        apart(&self.sorts, &other.sorts)
    }

    /// Whether the two may be one office, whoever holds it and in whatever rank.
    pub fn may_be(&self, other: &Office) -> bool {
        self.head == other.head && !self.is_elsewhere(other) && !self.is_about_another(other)
    }

    /// Whether the two are one office as far as their words tell: of the same body, or without one the same words.
    pub fn is_same(&self, other: &Office) -> bool {
        let within = |a: &[String], b: &[String]| a.iter().all(|w| b.contains(w));
        // The American Federation of Teachers is not the American Federation of Labor.
        let nested = |a: &[String], b: &[String]| !a.is_empty() && within(a, b);
        let of_one_body = nested(&self.names, &other.names) || nested(&other.names, &self.names);
        let alike = || {
            let bare = self.names.is_empty() || other.names.is_empty();
            bare && within(&self.sorts, &other.sorts) && within(&other.sorts, &self.sorts)
        };
        self.may_be(other) && (of_one_body || alike())
    }
}

/// An office with where an article gives it to somebody.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub office: Office,
    /// The sentence, as it lies in the file.
    pub span: Span,
    pub sentence: String,
    /// Whether it stands beside the whole name: a surname may be another's.
    pub in_full: bool,
}

/// Whether two lists have words and share none.
fn apart(a: &[String], b: &[String]) -> bool {
    !a.is_empty() && !b.is_empty() && a.iter().all(|w| !b.contains(w))
}

/// Somebody in an article.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub name: String,
    pub offices: Vec<Given>,
    /// What they are called besides, in a word: trades and ranks that are no office of one.
    pub callings: Vec<String>,
    /// And in words that may be a trade's.
    pub trades: Vec<String>,
    /// The sentences that name them and tell of a change in an office.
    turns: Vec<String>,
    pub age: Option<u32>,
    /// How often they are named.
    pub mentions: usize,
}

impl Person {
    /// Whether they may have come into an office or left it: a sentence that names them tells of a change, and of this
    /// office or of none.
    pub fn may_have_turned(&self, office: &Office) -> bool {
        self.turns.iter().any(|sentence| is_of(sentence, office))
    }

    /// The same of one who is called a former holder: a sentence tells of more than that.
    pub fn may_be_back(&self, office: &Office) -> bool {
        let more = |sentence: &str| tells_of_change(&sentence.replace("Former", "").replace("former", ""));
        self.turns.iter().any(|sentence| is_of(sentence, office) && more(sentence))
    }
}

/// Whether a sentence names an office by its head, or none at all.
pub(super) fn is_of(sentence: &str, office: &Office) -> bool {
    let heads = || {
        sentence.split(|c: char| !c.is_alphanumeric()).map(fold).filter(|w| is(w, Part::OfOne) || is(w, Part::OfBody))
    };
    heads().next().is_none() || heads().any(|w| title_word(&w).unwrap_or(&w) == office.head)
}

/// What an article tells of people.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub source: Arc<Source>,
    pub people: Vec<Person>,
    /// Its words with a capital: names of people, places and bodies, these also in the form that titles have.
    pub proper: WordSet,
    /// All its words.
    pub words: WordSet,
}

/// Folded words, of which only hashes are kept: many articles stay in memory.
#[derive(Clone, Debug, Default)]
pub(super) struct WordSet(FxHashSet<u64>);

impl WordSet {
    fn add(&mut self, word: &str) {
        self.0.insert(FxBuildHasher.hash_one(word));
    }

    pub fn contains(&self, word: &str) -> bool {
        self.0.contains(&FxBuildHasher.hash_one(word))
    }
}

impl Told {
    pub fn of(source: Arc<Source>, text: &str, to_file: impl Fn(Span) -> Span) -> Told {
        let prose = Prose::new(text);
        let mut people = Vec::new();
        for person in named(&prose).iter().filter(|p| p.name.contains(' ')) {
            let mut told = Person {
                name: person.name.clone(),
                offices: Vec::new(),
                callings: Vec::new(),
                trades: Vec::new(),
                turns: Vec::new(),
                age: None,
                mentions: person.mentions.len(),
            };
            for &mention in &person.mentions {
                let sentence = sentence(&prose, mention);
                if tells_of_change(sentence.of(text)) {
                    told.turns.push(sentence.of(text).to_owned());
                }
                told.age = told.age.or_else(|| age(&prose, mention));
                for said in beside(&prose, mention) {
                    match said {
                        Said::Office(office) => {
                            let in_full = mention.of(text).contains(' ');
                            let known = |g: &Given| g.office == office && (g.in_full || !in_full);
                            if !told.offices.iter().any(known) {
                                let (span, sentence) = (to_file(sentence), sentence.of(text).to_owned());
                                told.offices.push(Given { office, span, sentence, in_full });
                            }
                        }
                        Said::Calling(calling) if !told.callings.contains(&calling) => told.callings.push(calling),
                        Said::Trade(trade) => told.trades.push(trade),
                        _ => {}
                    }
                }
            }
            people.push(told);
        }
        let (mut proper, mut words) = (WordSet::default(), WordSet::default());
        for token in prose.tokens.iter().filter(|t| t.kind == Kind::Word) {
            let word = fold(token.span.of(text));
            words.add(&word);
            if token.capitalised() {
                proper.add(&word);
                proper.add(title_word(&word).unwrap_or(&word));
            }
        }
        Told { source, people, proper, words }
    }

    /// Somebody of a name, whatever its accents.
    pub fn person(&self, name: &str) -> Option<&Person> {
        self.people.iter().find(|p| p.name == name || fold(&p.name) == fold(name))
    }
}

/// The sentence of a mention.
pub(super) fn sentence(prose: &Prose, mention: Span) -> Span {
    let at = prose.sentence_of(prose.token_at(mention.start));
    prose.sentences.get(at).map_or(mention, |s| prose.span(s).cover(mention))
}

/// What stands beside a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Office(Office),
    Calling(String),
    /// A word that no lexicon has: "the fiddler Anna Berg".
    Trade(String),
}

impl Said {
    /// The same without what it is of, where that is not told.
    fn vaguer(self) -> Said {
        match self {
            Said::Office(office) => Said::Calling(office.head),
            other => other,
        }
    }
}

/// The age beside a name: "Anna Berg, 61,", "61-year-old Anna Berg".
pub(super) fn age(prose: &Prose, mention: Span) -> Option<u32> {
    let (start, end) = tokens(prose, mention);
    let number = |i: usize| prose.tokens.get(i).filter(|t| t.kind == Kind::Number)?.span.of(prose.text).parse().ok();
    if prose.mark(end) == ',' && !prose.str(end + 2).starts_with(char::is_alphabetic) {
        return number(end + 1).filter(|n| (1..120).contains(n));
    }
    let behind = |i: usize| prose.str(i).eq_ignore_ascii_case("old").then(|| number(i.checked_sub(4)?)).flatten();
    (1..5).find_map(|back| behind(start.checked_sub(back)?))
}

/// The tokens of a mention.
fn tokens(prose: &Prose, mention: Span) -> (usize, usize) {
    let start = prose.token_at(mention.start);
    (start, prose.token_at(mention.end.saturating_sub(1)).max(start) + 1)
}

/// Words between a name and the beginning of its title, at most.
const LONGEST: usize = 9;

/// The offices and callings that a text gives somebody beside their name.
pub(super) fn beside(prose: &Prose, mention: Span) -> Vec<Said> {
    let (start, end) = tokens(prose, mention);
    let sentence = prose.sentences.get(prose.sentence_of(start)).cloned().unwrap_or(0..0);
    let (floor, ceiling) = (sentence.start as usize, sentence.end as usize);
    let mut all = Vec::new();
    let head = before(prose, start, end, floor, ceiling);
    // "Director Anna Berg of the commission"
    let of = (prose.str(end) == "of").then(|| body_end(prose, end + 1, ceiling));
    // "CBA President and CEO Anna Berg": what the one is of the other is, too.
    let is_joint = |words: &Range<usize>| {
        let and =
            words.start.checked_sub(1).filter(|i| *i > floor && (prose.str(*i) == "and" || prose.mark(*i) == '/'));
        and.is_some_and(|and| is_head(prose, and - 1))
    };
    // "the Harbour League (HL) president Anna Berg", "ferry president Anna Berg": of what is not told here.
    let is_cut = |words: &Range<usize>| {
        let bare = words.len() == 1 && !prose.tokens[words.start].capitalised() && prose.mark(words.end) != ',';
        bare && prose.str(end) != "of" && !is(prose.str(words.start), Part::OfOne)
            || words.start.checked_sub(1).is_some_and(|i| matches!(prose.mark(i), ')' | '/'))
    };
    let joint = head.as_ref().is_some_and(|words| is_joint(words) || is_cut(words));
    let head = head.and_then(|words| said(prose, words, of.map(|e| end + 1..e)));
    let head = head.map(|said| if joint { said.vaguer() } else { said });
    all.extend(head.or_else(|| trade(prose, start, floor)));
    all.extend(after(prose, end, ceiling));
    all
}

/// The word before a name that has an article: "the fiddler Anna Berg", "the retired potter Anna Berg".
fn trade(prose: &Prose, start: usize, floor: usize) -> Option<Said> {
    let small = |i: usize| {
        let token = prose.tokens.get(i).filter(|t| t.kind == Kind::Word && !t.capitalised());
        token.filter(|t| !t.is(Class::NOUN_OPENER | Class::PREPOSITION | Class::CONJUNCTION | Class::AUXILIARY))
    };
    let word = start.checked_sub(1).filter(|i| *i >= floor)?;
    small(word).filter(|t| !t.is(Class::SPEECH_VERB | Class::ADVERB | Class::KIN))?;
    let opens = |i: usize| prose.tokens.get(i).is_some_and(|t| t.is(Class::NOUN_OPENER));
    let before = word.checked_sub(1).filter(|i| *i >= floor)?;
    let opened =
        opens(before) || small(before).is_some() && before.checked_sub(1).is_some_and(|i| i >= floor && opens(i));
    (opened && !is_kin(prose, word)).then(|| Said::Trade(fold(prose.str(word))))
}

/// How people are addressed, whatever they are.
const ADDRESSES: &[&str] = &["Dr", "Prof", "Professor", "Mr", "Mrs", "Ms", "Sir", "Dame", "Lord", "Lady", "Rev", "Eng"];

/// The title before a name, whose beginning may be of a name with an 's.
fn before(prose: &Prose, start: usize, end: usize, floor: usize, ceiling: usize) -> Option<Range<usize>> {
    let mut last = start;
    // "Commissioner Dr. Anna Berg"
    while last > floor {
        let dot = usize::from(prose.mark(last - 1) == '.');
        let word = (last - 1).checked_sub(dot).filter(|w| *w >= floor)?;
        if !ADDRESSES.contains(&prose.str(word)) {
            break;
        }
        last = word;
    }
    let comma = last > floor && prose.mark(last - 1) == ',';
    if comma {
        // In a list of people another member follows, or a conjunction.
        let next = prose.tokens.get(end).filter(|_| end < ceiling);
        let closed = match prose.mark(end) {
            ',' => !prose.tokens.get(end + 1).is_some_and(|t| t.is(Class::CONJUNCTION) || t.capitalised()),
            '.' | '!' | '?' | ')' | ';' | '\u{2014}' | '\u{2013}' => true,
            _ => next.is_none(),
        };
        if !closed {
            return None;
        }
        last -= 1;
    } else if last > floor && prose.mark(last - 1) == '.' && !is_abbreviated(prose, last - 2) {
        return None;
    }
    let mut first = last;
    while first > floor && last - first < LONGEST && belongs(prose, first - 1, comma) {
        first -= 1;
    }
    // "the president of the council": its own article, too.
    let article = first < last && prose.str(first).eq_ignore_ascii_case("the");
    first += usize::from(article);
    // "Sweden's transport minister", "the museum's director"
    if first > floor + 1 && prose.tokens[first - 1].kind == Kind::Clitic {
        first -= 1;
        let mut owner = first;
        while owner > floor && first - owner < 4 && prose.tokens[owner - 1].capitalised() {
            owner -= 1;
        }
        first = if owner < first { owner } else { first - 1 };
    }
    let introduced = |first: usize| {
        first
            .checked_sub(1)
            .and_then(|i| prose.tokens.get(i))
            .is_some_and(|t| t.is(Class::NOUN_OPENER) || prose.str(first - 1) == "whose")
    };
    // "After the war with the minister, Anna Berg left": a title before a comma has an article or an owner.
    let owned = (first..last).any(|i| prose.tokens[i].kind == Kind::Clitic);
    (first < last && (!comma || owned || article || introduced(first))).then_some(first..last)
}

/// "Gov.", "Sen.": a title's word that is cut short.
fn is_abbreviated(prose: &Prose, word: usize) -> bool {
    prose.tokens.get(word).is_some_and(|t| t.capitalised() && t.is(Class::TITLE | Class::HONORIFIC | Class::ROLE))
}

/// Whether a token may stand within a title before a name.
fn belongs(prose: &Prose, i: usize, comma: bool) -> bool {
    let Some(t) = prose.tokens.get(i) else { return false };
    match t.kind {
        Kind::Word => {}
        // "vice-president", "Gov."
        Kind::Punct => {
            return prose.mark(i) == '-' && !t.spaced
                || prose.mark(i) == '&'
                || prose.mark(i) == '.' && i > 0 && is_abbreviated(prose, i - 1);
        }
        _ => return false,
    }
    if comma && matches!(prose.str(i), "of" | "for" | "the") {
        return true;
    }
    let word = fold(prose.str(i));
    let small = Class::STOP
        | Class::PREPOSITION
        | Class::CONJUNCTION
        | Class::AUXILIARY
        | Class::SUBJECT_PRONOUN
        | Class::NOUN_OPENER
        | Class::WEEKDAY
        | Class::MONTH
        | Class::ADVERB;
    let known = is(&word, Part::Sort) || is(&word, Part::Weak) || is(&word, Part::Under) || is(&word, Part::NotNow);
    if known
        || is_head(prose, i)
        || t.is(Class::TITLE | Class::ROLE | Class::TITLE_MODIFIER | Class::DEMONYM) && !t.is(small)
    {
        return true;
    }
    t.capitalised() && !t.is(small | Class::SPEECH_VERB)
}

/// Whether a word is that of an office or a trade.
fn is_head(prose: &Prose, i: usize) -> bool {
    prose.tokens.get(i).is_some_and(|t| t.kind == Kind::Word && t.is(Class::TITLE | Class::ROLE) && !is_kin(prose, i))
        || WORDS.get(fold(prose.str(i)).as_str()).is_some_and(|p| p.contains(&Part::OfBody) || p.contains(&Part::OfOne))
        || ["ologist", "ographer", "ician"].iter().any(|ending| prose.str(i).ends_with(ending))
}

fn is_kin(prose: &Prose, i: usize) -> bool {
    is(&fold(prose.str(i)), Part::Kin)
}

/// The end of the name of a body: "the commission", "Talbrook Plating", "Pellworth & Sons".
fn body_end(prose: &Prose, start: usize, ceiling: usize) -> usize {
    /// Words of a body's name, at most.
    const MOST: usize = 8;
    let mut i = start;
    while i < ceiling && i < start + MOST {
        let Some(t) = prose.tokens.get(i) else { break };
        let joined = prose.mark(i) == '&' || prose.mark(i) == '-' && !t.spaced;
        let article = prose.str(i) == "the" || prose.str(i) == "of";
        let word = t.kind == Kind::Word
            && (t.capitalised() && !t.is(Class::WEEKDAY | Class::MONTH) || is_sort(&fold(prose.str(i))));
        // "of the carpenters' guild": one word more than are known.
        let first = t.kind == Kind::Word
            && i > start
            && prose.str(i - 1) == "the"
            && !t.is(Class::AUXILIARY | Class::SPEECH_VERB);
        if !(joined || article || word || first) {
            break;
        }
        i += 1;
    }
    i
}

fn is_sort(word: &str) -> bool {
    is(word, Part::Sort) || is(word, Part::Weak) || is(word, Part::Place)
}

/// Verbs of offices, each with its holder: "who chairs the council".
static VERBS: LazyLock<FxHashMap<&'static str, &'static str>> =
    LazyLock::new(|| lexicon::pairs(include_str!("../lexicon/office_verbs.tsv")).collect());

/// What somebody does for a body makes them: "who coaches Tarnholm".
fn by_verb(prose: &Prose, head: &str, body: usize, ceiling: usize) -> Option<Said> {
    let of = body..body_end(prose, body, ceiling);
    let mut office = Office { head: head.to_owned(), rank: Rank::Holds, sorts: Vec::new(), names: Vec::new() };
    let words = |i: &usize| prose.tokens.get(*i).is_some_and(|t| t.kind == Kind::Word);
    of.filter(words).filter(|&i| !is_filler(&fold(prose.str(i)))).for_each(|i| office.add(prose, i));
    office.is_of_one().then_some(Said::Office(office))
}

/// The title behind a name: ", 54, the county health commissioner,", ", who is mayor of Lindau,", " is the mayor".
fn after(prose: &Prose, end: usize, ceiling: usize) -> Option<Said> {
    let mut i = end;
    let word = |i: usize| prose.str(i);
    if matches!(word(i), "is" | "remains") {
        i += 1;
    } else {
        if !matches!(prose.mark(i), ',' | '(') {
            return None;
        }
        i += 1;
        if prose.tokens.get(i)?.kind == Kind::Number && prose.mark(i + 1) == ',' {
            i += 2;
        }
        if word(i) == "who" && matches!(word(i + 1), "is" | "remains") {
            i += 2;
        }
        if let Some(head) = VERBS.get(word(i + 1)).filter(|_| word(i) == "who") {
            return by_verb(prose, head, i + 2, ceiling);
        }
    }
    let mut first = i;
    if prose.tokens.get(i).is_some_and(|t| t.is(Class::NOUN_OPENER)) {
        i += 1;
        first = i;
    }
    // Up to the head, and on to the end of what it is of.
    let (mut head, mut of) = (None, None);
    while i < ceiling && i < first + LONGEST {
        let t = prose.tokens.get(i)?;
        let inner = t.kind == Kind::Clitic || prose.mark(i) == '-' && !t.spaced || prose.mark(i) == '&';
        if t.kind != Kind::Word && !inner {
            break;
        }
        if t.kind == Kind::Word {
            if matches!(word(i), "of" | "at" | "for") && head.is_some() {
                of = Some(i + 1..body_end(prose, i + 1, ceiling));
                break;
            }
            // "and", "in", "since": the title is over, or there was none.
            if t.is(Class::PREPOSITION | Class::CONJUNCTION | Class::AUXILIARY | Class::SUBJECT_PRONOUN)
                || matches!(word(i), "who" | "whose" | "that" | "which" | "where")
                || t.is(Class::SPEECH_VERB) && !is_head(prose, i) && head.is_some()
            {
                break;
            }
            let elect = head.is_some() && is(&fold(word(i)), Part::NotNow);
            if is_head(prose, i) || elect {
                head = Some(i);
            } else if head.is_some() {
                // "Anna Berg, Mayor Tom Falk and"
                if t.capitalised() {
                    return None;
                }
                break;
            }
        }
        i += 1;
    }
    let head = head?;
    let behind = of.as_ref().map_or(head + 1, |o| o.end);
    // "the president of the club until 2003", "mayor from 1999 to 2011"
    if behind < ceiling && matches!(word(behind), "until" | "from" | "till" | "before" | "after" | "when" | "in") {
        return None;
    }
    // "president and chief executive of Brandt & Sons", "president pro tempore"
    let goes_on = prose.tokens.get(behind).filter(|t| {
        behind < ceiling
            && t.kind == Kind::Word
            && !t.is(Class::AUXILIARY | Class::SPEECH_VERB | Class::SUBJECT_PRONOUN)
            && !matches!(word(behind), "today" | "now" | "still")
    });
    let joint = of.is_none() && (goes_on.is_some() || prose.mark(behind) == '/') && word(behind) != "who";
    let said = said(prose, first..head + 1, of)?;
    Some(if joint { said.vaguer() } else { said })
}

/// What the words of a title say, the last of which before a preposition is its head; `of` is what stands elsewhere of
/// the body.
fn said(prose: &Prose, words: Range<usize>, of: Option<Range<usize>>) -> Option<Said> {
    let is_prep = |i: &usize| matches!(prose.str(*i), "of" | "for" | "at");
    let title_end = words.clone().find(is_prep).unwrap_or(words.end);
    let mut in_title = (words.start..title_end).rev().filter(|&i| prose.tokens[i].kind == Kind::Word);
    let last = in_title.next()?;
    // "mayor-elect"
    let elect = !is_head(prose, last) && is(&fold(prose.str(last)), Part::NotNow);
    let head = if elect { in_title.next()? } else { last };
    if !is_head(prose, head) || prose.tokens[head].is(Class::KIN) || is_kin(prose, head) {
        return None;
    }
    let mut office = Office { head: counted(prose, head), rank: Rank::Holds, sorts: Vec::new(), names: Vec::new() };
    if office.head == "officer" && head > words.start && fold(prose.str(head - 1)) == "executive" {
        office.head = "executive".into();
    }
    if office.head == "ceo" {
        office.head = "executive".into();
        office.sorts.push("chief".into());
    }
    if elect || is(&office.head, Part::NotNow) {
        office.rank = Rank::NotNow;
    }
    let parts = (words.start..head).chain(title_end..words.end).chain(of.into_iter().flatten());
    for i in parts.filter(|&i| prose.tokens.get(i).is_some_and(|t| t.kind == Kind::Word)) {
        let word = fold(prose.str(i));
        if is(&word, Part::Under) && i < head {
            office.rank = Rank::Under;
        } else if is(&word, Part::Gone) && i < head {
            office.rank = Rank::Former;
        } else if is(&word, Part::NotNow) && i < head {
            office.rank = Rank::NotNow;
        } else if !is_filler(&word) {
            office.add(prose, i);
        }
    }
    // A chief engineer, a head teacher.
    let leads = office.sorts.iter().any(|s| s == "chief" || s == "head");
    let known = is(&office.head, Part::OfOne) || is(&office.head, Part::OfBody) || leads;
    Some(if known { Said::Office(office) } else { Said::Calling(office.head) })
}

/// Whether a word of a title says nothing of what the office is of.
fn is_filler(word: &str) -> bool {
    is(word, Part::Place) || matches!(word, "of" | "for" | "at" | "the" | "and")
}

/// A word as a title's key has it, but that a leader is no president.
fn counted(prose: &Prose, i: usize) -> String {
    let word = fold(prose.str(i));
    match title_word(&word) {
        Some(counts) if word != "leader" && !counts.is_empty() => counts.to_owned(),
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a text says of the first whom it names in full, each as `rank head sorts names`.
    fn told(text: &str) -> Vec<String> {
        let prose = Prose::new(text);
        let all = named(&prose);
        let person = all.iter().find(|p| p.name.contains(' ')).expect(text);
        let words = |all: &[String]| all.join("+");
        let said = person.mentions.iter().flat_map(|m| beside(&prose, *m));
        said.map(|s| match s {
            Said::Office(o) => format!("{:?} {} {} {}", o.rank, o.head, words(&o.sorts), words(&o.names)),
            Said::Calling(c) => c,
            Said::Trade(t) => format!("trade {t}"),
        })
        .collect()
    }

    #[test]
    fn an_office_is_read_before_and_behind_its_holders_name() {
        for (text, office) in [
            ("On Monday Mayor Ines Keller spoke.", "Holds mayor  "),
            ("On Monday Deputy Mayor Ines Keller spoke.", "Under mayor  "),
            ("On Monday former mayor Ines Keller spoke.", "Former mayor  "),
            ("On Monday acting mayor Ines Keller spoke.", "NotNow mayor  "),
            ("Ines Keller, the town's mayor today, spoke.", "Holds mayor  "),
            ("Ines Keller, who chairs the Harbour Commission, spoke.", "Holds chairman harbour+commission "),
            ("Ines Keller, who coaches Tarnholm, spoke.", "Holds coach  tarnholm"),
            ("The mayor-elect, Ines Keller, spoke.", "NotNow mayor  "),
            ("On Monday Police Chief Ines Keller spoke.", "Holds chief police "),
            ("Ines Keller, Tarnholm's police chief, spoke.", "Holds chief police tarnholm"),
            ("Norway's transport minister, Ines Keller, spoke.", "Holds minister transport norway"),
            ("It rained. Norwegian Transport Minister Ines Keller spoke.", "Holds minister transport norway"),
            ("It rained on Director Ines Keller of the commission.", "Holds director commission "),
            ("Ines Keller, 54, president of Brandt & Sons, spoke.", "Holds president  brandt+sons"),
            ("It rained. County Health Commissioner Dr. Ines Keller spoke.", "Holds commissioner county+health "),
            ("The federation's president, Ines Keller, spoke.", "Holds president federation "),
            ("The president of the city council, Ines Keller, spoke.", "Holds president council "),
            ("Ines Keller, the chief executive of Nordsee Linien, spoke.", "Holds executive chief nordsee+linien"),
            ("Ines Keller is the mayor of Tarnholm.", "Holds mayor  tarnholm"),
            ("In May the president of the council, Ines Keller, spoke.", "Holds president council "),
            ("\"No,\" said the fiddler Ines Keller.", "trade fiddler"),
            ("In May the district geologist, Ines Keller, spoke.", "geologist"),
            ("The Austrian archaeologist Prof. Ines Keller, who has dug here, spoke.", "archaeologist"),
            ("Ines Keller, president pro tempore of the senate, spoke.", "president"),
            ("On Monday Harbour League President and CEO Ines Keller spoke.", "executive"),
            ("The Harbour League (HL) president Ines Keller spoke.", "president"),
        ] {
            assert_eq!(told(text), [office], "{text}");
        }
    }

    #[test]
    fn what_is_another_persons_or_over_is_no_office() {
        for text in [
            "Ines Keller met the mayor on Monday.",
            "They met the mayor, Ines Keller and others.",
            "Ines Keller, Mayor Paul Brandt and others spoke.",
            "Ines Keller, president of the club until 2003, spoke.",
            "His sister, Ines Keller, spoke.",
        ] {
            assert_eq!(told(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn one_office_is_told_from_another() {
        let office = |text: &str| {
            let prose = Prose::new(text);
            let all = named(&prose);
            match beside(&prose, all[0].mentions[0]).remove(0) {
                Said::Office(office) => office,
                other => panic!("{other:?}"),
            }
        };
        let police = office("It rained. Police Chief Ines Keller spoke.");
        assert!(police.is_same(&office("Ines Keller, the chief of police, spoke.")));
        assert!(!police.is_same(&office("It rained. Fire Chief Ines Keller spoke.")));
        let (norway, sweden) = (
            office("It rained. Norwegian Prime Minister Ines Keller spoke."),
            office("Sweden's prime minister, Ines Keller, spoke."),
        );
        assert!(norway.is_elsewhere(&sweden) && !norway.may_be(&sweden));
        assert!(norway.may_be(&office("It rained. Prime Minister Ines Keller spoke.")));
    }

    #[test]
    fn an_age_is_read_on_either_side() {
        for text in
            ["Ines Keller, 61, left.", "The 61-year-old Ines Keller left.", "Here 61-year-old Ines Keller left."]
        {
            let prose = Prose::new(text);
            let mention = named(&prose)[0].mentions[0];
            assert_eq!(age(&prose, mention), Some(61), "{text}");
        }
        let prose = Prose::new("Ines Keller, 61 votes ahead, left.");
        assert_eq!(age(&prose, Span::new(0, 11)), None);
    }
}
