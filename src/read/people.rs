//! Who is who in a document.

pub(super) mod names;

use crate::lexicon::{self, Class};
use crate::text::{Kind, Prose, Shape, Span, Token};
use names::{Name, NameKind};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// Grammatical gender, as far as the text shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Gender {
    #[default]
    Unknown,
    Female,
    Male,
}

/// A person (or an organisation that speaks) and where the text mentions them.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// The fullest form in the document, without titles: `Vladimir Putin`.
    pub name: String,
    /// Other forms: `Putin`, `Vladimir Vladimirovich Putin`.
    pub aliases: Vec<String>,
    /// Offices and titles that the text gives them: `Russian President`.
    pub titles: Vec<String>,
    pub gender: Gender,
    /// An organisation, a document or a place that speaks: the Kremlin, a statement.
    pub organisation: bool,
    /// In order; names only, pronouns are not listed.
    pub mentions: Vec<Span>,
}

/// The people of a text, and every name in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Cast {
    /// In order of their first mention.
    pub people: Vec<Person>,
    /// Names of people, organisations and places, in order.
    pub names: Vec<Name>,
}

/// The people whom the text names.
///
/// Full names come first: each new pair of given name and surname is a person. Bare surnames and given
/// names then go to the person who bears them.
pub(super) fn find(prose: &Prose) -> Cast {
    let mut names = names::find(prose);
    of_known_people(prose, &mut names);
    let mut register = Register { prose, entries: Vec::new(), by_word: FxHashMap::default() };
    let singles = singles(prose, &names);
    let common = common_words(prose, &names);
    for name in &mut names {
        let full = match name.kind {
            NameKind::Person => word_count(prose, name) >= 2,
            // "Roman Smbatyan" without a known given name: his surname comes back, or words that make a person stand beside it.
            NameKind::Unknown => {
                looks_like_a_person(prose, name)
                    || last_word(prose, name)
                        .map(fold)
                        .is_some_and(|w| singles.contains_key(w.as_str()) && !common.contains(w.as_str()))
            }
            _ => false,
        };
        if full {
            name.kind = NameKind::Person;
            register.full(name);
        }
    }
    join_surnames(prose, &mut names, &register);
    for name in &mut names {
        if name.person.is_none() && matches!(name.kind, NameKind::Person | NameKind::Single | NameKind::Unknown) {
            register.short(name);
        }
    }
    register.finish(names)
}

/// The people whom a text names, as [`super::read`] finds them before anybody is quoted.
pub fn named(prose: &Prose) -> Vec<Person> {
    find(prose).people
}

/// A name that looks like that of an organisation by itself ("Anna Short wrote", "BERG:") is a person's where the text
/// has it as one elsewhere ("the mayor, Anna Short", "Tom Berg").
fn of_known_people(prose: &Prose, names: &mut [Name]) {
    let words = |n: &Name| fold(prose.span(&n.tokens).of(prose.text));
    let shouted = |n: &Name| n.tokens.len() == 1 && prose.tokens[n.tokens.start as usize].shape == Shape::Upper;
    let doubtful =
        |n: &Name| n.kind == NameKind::Organisation && (shouted(n) || word_count(prose, n) == 2 && n.tokens.len() == 2);
    if !names.iter().any(doubtful) {
        return;
    }
    let full: FxHashSet<String> =
        names.iter().filter(|n| n.kind == NameKind::Person && word_count(prose, n) >= 2).map(words).collect();
    let surnames: FxHashSet<&str> = full.iter().filter_map(|n| n.rsplit(' ').next()).collect();
    for name in names.iter_mut().filter(|n| doubtful(n)) {
        let own = words(name);
        if name.tokens.len() == 2 && full.contains(&own) {
            name.kind = NameKind::Person;
        } else if name.tokens.len() == 1 && own.len() >= SHOUTED_SURNAME && surnames.contains(own.as_str()) {
            name.kind = NameKind::Single;
        }
    }
}

/// Fewest letters of a surname in capitals: fewer are an abbreviation's.
const SHOUTED_SURNAME: usize = 4;

/// "Dubois-Renard" is one surname where somebody bears it, and two people otherwise ("the Berg-Falk talks").
fn join_surnames(prose: &Prose, names: &mut Vec<Name>, register: &Register) {
    let mut i = 0;
    while i + 1 < names.len() {
        let (a, b) = (names[i].tokens.clone(), names[i + 1].tokens.clone());
        let single = names[i].kind == NameKind::Single && names[i + 1].kind == NameKind::Single;
        if single && b.start == a.end + 1 && prose.mark(a.end as usize) == '-' {
            let joined = fold(prose.span(&(a.start..b.end)).of(prose.text));
            if register.by_word.contains_key(joined.as_str()) {
                names[i].tokens.end = b.end;
                names.remove(i + 1);
            }
        }
        i += 1;
    }
}

/// How often single words stand as names of their own, by their folded form.
fn singles(prose: &Prose, names: &[Name]) -> FxHashMap<String, u32> {
    let mut out = FxHashMap::default();
    for name in names {
        if matches!(name.kind, NameKind::Single) || (name.kind == NameKind::Person && word_count(prose, name) == 1) {
            *out.entry(fold(prose.span(&name.tokens).of(prose.text))).or_insert(0) += 1;
        }
    }
    out
}

/// Last words of possible names that the text also writes in small letters: "Patriot Coal", "coal".
fn common_words(prose: &Prose, names: &[Name]) -> FxHashSet<String> {
    let mut wanted: FxHashMap<String, bool> = FxHashMap::default();
    for name in names.iter().filter(|n| n.kind == NameKind::Unknown) {
        if let Some(word) = last_word(prose, name) {
            // A word that the lexicon knows is no surname nobody has heard of.
            let known = !lexicon::entry(lexicon::lexicon().find(word))
                .classes
                .difference(Class::GIVEN | Class::FEMALE | Class::MALE)
                .is_empty();
            wanted.insert(fold(word), known);
        }
    }
    if wanted.is_empty() {
        return FxHashSet::default();
    }
    // Which lengths and first letters they have, a bit each: hardly a word of the text need be looked for.
    let bit = |of: usize| 1u64 << (of % 64);
    let first = |word: &str| word.as_bytes().first().map_or(0, |&b| bit(b.into()));
    let lengths = wanted.keys().fold(0, |all, w| all | bit(w.len()));
    let firsts = wanted.keys().fold(0, |all, w| all | first(w));
    let lower =
        |t: &&Token| t.kind == Kind::Word && t.shape == Shape::Lower && lengths & bit(t.span.len() as usize) != 0;
    for token in prose.tokens.iter().filter(lower) {
        let word = token.span.of(prose.text);
        if firsts & first(word) != 0
            && let Some(seen) = wanted.get_mut(word)
        {
            *seen = true;
        }
    }
    wanted.into_iter().filter(|(_, seen)| *seen).map(|(word, _)| word).collect()
}

fn word_count(prose: &Prose, name: &Name) -> usize {
    let nickname = nickname_of(prose, name).map_or(0, |n| n.len() - 1);
    (name.tokens.start..name.tokens.end).filter(|&i| is_word(prose, i)).count() - nickname
}

/// The nickname between marks inside a name, from its opening mark to before its closing one.
fn nickname_of(prose: &Prose, name: &Name) -> Option<std::ops::Range<u32>> {
    name.tokens.clone().find_map(|i| Some(i..names::nickname(prose, i, name.tokens.end)?))
}

/// "al-", "el-": an Arabic article before a surname, in small letters.
fn article(prose: &Prose, i: u32) -> bool {
    prose.tokens.get(i as usize).is_some_and(|t| t.is(Class::NAME_PARTICLE) && t.shape == Shape::Lower)
}

fn is_word(prose: &Prose, i: u32) -> bool {
    prose.tokens.get(i as usize).is_some_and(|t| t.kind == Kind::Word && !t.is(Class::NAME_SUFFIX))
}

fn last_word<'a>(prose: &Prose<'a>, name: &Name) -> Option<&'a str> {
    (name.tokens.start..name.tokens.end).rev().find(|&i| is_word(prose, i)).map(|i| prose.str(i as usize))
}

/// Small letters without accents: the form in which names are compared.
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(word.len());
    for c in word.nfkd().filter(|c| !matches!(c, '\u{0300}'..='\u{036F}')).flat_map(char::to_lowercase) {
        // Letters that are no base with an accent, as a typesetter without them writes them.
        match c {
            '\u{2019}' => out.push('\''),
            'ł' => out.push('l'),
            'ø' => out.push('o'),
            'đ' | 'ð' => out.push('d'),
            'ı' => out.push('i'),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ß' => out.push_str("ss"),
            'þ' => out.push_str("th"),
            c => out.push(c),
        }
    }
    out
}

/// Whether the words beside a name make it a person's: a speech verb, an age, an apposition with a role.
fn looks_like_a_person(prose: &Prose, name: &Name) -> bool {
    let token = |i: u32| prose.tokens.get(i as usize);
    let next = name.tokens.end;
    if token(next).is_some_and(|t| t.kind == Kind::Word && t.is(Class::SPEECH_VERB)) {
        return true;
    }
    let whole = name.whole();
    let before = whole.start.checked_sub(1).and_then(token);
    let mark_before = whole.start.checked_sub(2).map_or('\0', |i| prose.mark(i as usize));
    if before.is_some_and(|t| t.is(Class::SPEECH_VERB))
        && matches!(mark_before, '"' | '\u{201D}' | '\'' | '\u{2019}' | ',')
    {
        return true;
    }
    if prose.mark(next as usize) == ',' {
        // "Roman Smbatyan, who led the town", but "Lindau United, who are second".
        if prose.str(next as usize + 1) == "who"
            && !prose.str(next as usize + 2).ends_with("re")
            && prose.str(next as usize + 2) != "have"
        {
            return name.tokens.len() == 2 && !is_everyday(prose, name);
        }
        if token(next + 1).is_some_and(|t| t.kind == Kind::Number && t.span.len() == 2) {
            return true;
        }
        return apposition(prose, next).is_some();
    }
    false
}

/// Whether a word of a name is an everyday one or a place's: "Crystal Palace".
fn is_everyday(prose: &Prose, name: &Name) -> bool {
    name.tokens.clone().any(|i| {
        let token = prose.tokens.get(i as usize);
        token.is_some_and(|t| t.is(Class::PLACE | Class::DEMONYM | Class::ORGANISATION_END | Class::ORGANISATION))
            || lexicon::is_everyday(&prose.str(i as usize).to_lowercase())
    })
}

/// Tokens of an apposition looked at, at most.
const MAX_APPOSITION: u32 = 14;

/// The apposition after a name's comma, as tokens without its determiner: ", a doctor who lives in Leeds," → "doctor".
fn apposition(prose: &Prose, comma: u32) -> Option<(u32, u32)> {
    let mut start = comma + 1;
    if prose.tokens.get(start as usize)?.is(Class::NOUN_OPENER) {
        start += 1;
    }
    let mut i = start;
    let (mut role, mut relative) = (false, false);
    while i < start + MAX_APPOSITION {
        let Some(t) = prose.tokens.get(i as usize) else { break };
        let mark = prose.mark(i as usize);
        if matches!(mark, ',' | '.' | ';' | ':' | '(' | '"' | '\u{201C}' | '\u{2014}' | '\u{2013}')
            || (mark == '-' && t.spaced)
        {
            break;
        }
        if t.kind == Kind::Word {
            // A clause of its own goes on: ", a lawyer that Mr. Smith hired".
            if (t.is(Class::HONORIFIC) && t.capitalised())
                || matches!(prose.str(i as usize), "that" | "which" | "whose" | "whom" | "where")
            {
                break;
            }
            if t.is(Class::SUBJECT_PRONOUN) {
                break;
            }
            if t.is(Class::AUXILIARY) || (t.is(Class::SPEECH_VERB) && !t.is(Class::ROLE | Class::SPEECH_NOUN)) {
                // "To Mr. Berg, the president of Norway has": the role is the verb's subject.
                if role && !relative {
                    return None;
                }
                break;
            }
            relative |= prose.str(i as usize).starts_with("who");
            role |= t.is(Class::ROLE);
            // The role comes early: what follows "of" or "in" only places it.
            if !role && t.is(Class::PREPOSITION | Class::CONJUNCTION) {
                return None;
            }
        }
        i += 1;
    }
    (role && i > start).then_some((start, i))
}

/// The place that an office holder is of: "of Ohio" after the name.
fn place_after(prose: &Prose, after: u32) -> Option<Span> {
    let token = |i: u32| prose.tokens.get(i as usize);
    if prose.str(after as usize) != "of" {
        return None;
    }
    let start = after + 1;
    let mut end = start;
    while end < start + 3 && token(end).is_some_and(|t| t.kind == Kind::Word && t.spaced && t.capitalised()) {
        end += 1;
    }
    let known = (start..end).rev().find(|&i| token(i).is_some_and(|t| t.is(Class::PLACE)));
    // "Mayor Anna Berg of Toledo": after an office any name is what it is of.
    let dated = token(start).is_none_or(|t| t.is(Class::WEEKDAY | Class::MONTH));
    let end = known.map_or(end, |k| k + 1);
    (end > start && !dated).then(|| prose.span(&(start..end)))
}

/// "the Mexican president, Peña Nieto,": a title that stands before the name with a comma between, as tokens without
/// its article.
fn title_and_comma(prose: &Prose, name: &Name) -> Option<(u32, u32)> {
    let token = |i: u32| prose.tokens.get(i as usize);
    let comma = name.whole().start.checked_sub(1)?;
    if prose.mark(comma as usize) != ',' {
        return None;
    }
    // In a list of people a conjunction follows, or another member.
    let next = name.tokens.end;
    let closed = match prose.mark(next as usize) {
        ',' => !token(next + 1).is_some_and(|t| t.is(Class::CONJUNCTION) || t.capitalised()),
        '.' | '!' | '?' | ')' | ';' | '\u{2014}' | '\u{2013}' => true,
        _ => token(next).is_none(),
    };
    let paragraph = prose.paragraphs.get(prose.paragraph_of(comma as usize))?;
    let head = comma.checked_sub(1).filter(|h| *h >= paragraph.start)?;
    if !closed || !token(head)?.is(Class::TITLE | Class::ROLE) {
        return None;
    }
    let mut start = head;
    let floor = paragraph.start.max(head.saturating_sub(MAX_APPOSITION / 2));
    while start > floor {
        let t = token(start - 1)?;
        let describes =
            t.is(Class::TITLE | Class::TITLE_MODIFIER | Class::DEMONYM | Class::PLACE | Class::ORGANISATION)
                || t.capitalised() && !t.is(Class::STOP);
        if t.is(Class::NOUN_OPENER) || t.kind != Kind::Word || !describes {
            break;
        }
        start -= 1;
    }
    let owner = names::owner_before(prose, start, paragraph);
    let opened = owner < start || start.checked_sub(1).and_then(token).is_some_and(|t| t.is(Class::NOUN_OPENER));
    // "Anna Berg, the mayor, Tom Falk, ...": the title is that of the name before it.
    let of_another = prose.mark(owner.saturating_sub(2) as usize) == ',';
    (opened && !of_another).then_some((owner, head + 1))
}

/// Who stands behind a short form.
static NICKNAMES: LazyLock<FxHashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    lexicon::pairs(include_str!("../lexicon/nicknames.tsv"))
        .map(|(short, full)| (short, full.split(' ').collect()))
        .collect()
});

/// Names out of other scripts by all their spellings, and the endings of such names.
struct Spellings {
    /// Spelling → which name it is.
    names: FxHashMap<&'static str, usize>,
    endings: Vec<Vec<&'static str>>,
}

static SPELLINGS: LazyLock<Spellings> = LazyLock::new(|| {
    let lines = lexicon::rows(include_str!("../lexicon/transliterations.tsv"));
    let (endings, names): (Vec<&str>, Vec<&str>) = lines.partition(|l| l.starts_with('-'));
    Spellings {
        names: names.iter().enumerate().flat_map(|(i, line)| line.split('\t').map(move |name| (name, i))).collect(),
        endings: endings.iter().map(|line| line.trim_start_matches('-').split('\t').collect()).collect(),
    }
});

/// Whether two spellings, small letters without accents, are one name out of another script: Yanukovich and Yanukovych.
pub fn same_transliterated(a: &str, b: &str) -> bool {
    let Spellings { names, endings } = &*SPELLINGS;
    names.get(a).is_some_and(|name| names.get(b) == Some(name))
        || endings.iter().any(|group| stem(a, group).is_some_and(|of_a| stem(b, group) == Some(of_a)))
}

/// What is left of a name without the longest ending of a group that fits: "-skiy" before "-sky".
fn stem<'n>(name: &'n str, endings: &[&str]) -> Option<&'n str> {
    let stems = endings.iter().filter_map(|e| name.strip_suffix(e));
    stems.min_by_key(|s| s.len()).filter(|s| s.len() > 1)
}

/// Whether two given names can be one person's: the same, an initial, a short form or another transliteration.
pub fn same_given(a: &str, b: &str) -> bool {
    if a == b || same_transliterated(a, b) {
        return true;
    }
    let initial = |x: &str, y: &str| x.trim_end_matches('.').len() == 1 && y.starts_with(x.trim_end_matches('.'));
    let nick = |x: &str, y: &str| NICKNAMES.get(x).is_some_and(|full| full.contains(&y));
    let shared = || match (NICKNAMES.get(a), NICKNAMES.get(b)) {
        (Some(x), Some(y)) => x.iter().any(|n| y.contains(n)),
        _ => false,
    };
    initial(a, b) || initial(b, a) || nick(a, b) || nick(b, a) || shared()
}

/// A person as the register builds them.
struct Entry {
    /// Folded words of the fullest form.
    words: Vec<String>,
    /// What stands between marks inside the name, folded: `Tom "Bud" Falk`.
    nickname: Option<String>,
    /// The fullest form's tokens.
    best: (usize, Span),
    suffix: Option<String>,
    forms: Vec<Span>,
    titles: Vec<String>,
    female: u32,
    male: u32,
    /// Brought in as somebody's wife, husband or child.
    relative: bool,
    /// From an honorific or a gendered title: stronger than a given name.
    certain: Gender,
    /// (paragraph, first token of the last mention)
    last: (u32, u32),
    mentions: Vec<Span>,
}

/// Fewest letters of a surname that stands between two others: fewer are an initial's or a particle's.
const SHORTEST_SURNAME: usize = 3;

/// Titles kept of one person, at most: more are descriptions.
const MAX_TITLES: usize = 8;

impl Entry {
    fn title(&mut self, title: String) {
        if self.titles.len() < MAX_TITLES && !self.titles.contains(&title) {
            self.titles.push(title);
        }
    }
}

struct Register<'p, 'a> {
    prose: &'p Prose<'a>,
    entries: Vec<Entry>,
    /// Entries by each folded word of their names.
    by_word: FxHashMap<String, Vec<u32>>,
}

impl Register<'_, '_> {
    fn words(&self, name: &Name) -> (Vec<String>, Option<String>) {
        let mut words = Vec::with_capacity(3);
        let mut suffix = None;
        let mut closes: Option<u32> = None;
        for i in name.tokens.clone() {
            let Some(t) = self.prose.tokens.get(i as usize) else { continue };
            if t.kind != Kind::Word {
                closes = closes.or_else(|| names::nickname(self.prose, i, name.tokens.end));
                continue;
            }
            // `Tom "Bud" Falk`: what stands between marks is no word of the name.
            if closes.is_some_and(|c| i < c) {
                continue;
            }
            // "Holtz-Eakin" is one surname; "al-Hadid" and "Hadid" are the same.
            if let Some(previous) = words
                .last_mut()
                .filter(|_| !t.spaced && i > name.tokens.start && self.prose.mark(i as usize - 1) == '-')
            {
                let previous: &mut String = previous;
                if article(self.prose, i - 2) {
                    *previous = fold(self.prose.str(i as usize));
                    continue;
                }
                previous.push('-');
                previous.push_str(&fold(self.prose.str(i as usize)));
                continue;
            }
            if t.is(Class::NAME_SUFFIX) && !words.is_empty() {
                suffix = Some(fold(self.prose.str(i as usize)));
            } else {
                words.push(fold(self.prose.str(i as usize)));
            }
        }
        (words, suffix)
    }

    fn title_gender(&self, name: &Name) -> Gender {
        for i in name.title.clone() {
            let Some(t) = self.prose.tokens.get(i as usize) else { continue };
            if t.is(Class::HONORIFIC | Class::TITLE | Class::ROLE) && !t.is(Class::GIVEN) {
                if t.is(Class::FEMALE) {
                    return Gender::Female;
                }
                if t.is(Class::MALE) {
                    return Gender::Male;
                }
            }
        }
        Gender::Unknown
    }

    /// A full name: somebody known, or somebody new.
    fn full(&mut self, name: &mut Name) {
        let (words, suffix) = self.words(name);
        let Some(last) = words.last() else { return };
        let gender = self.title_gender(name);
        let kin = is_relative(self.prose, name);
        let known = self.by_word.get(last.as_str()).and_then(|list| {
            list.iter().copied().find(|&e| {
                let entry = &self.entries[e as usize];
                // "President Falk" is not "first lady Anna Falk".
                entry.words.last() == Some(last)
                    && !(kin && entry.words.len() == 1)
                    && entry.suffix.is_some() == suffix.is_some()
                    && !conflicts(entry.certain, gender)
                    && (compatible(&entry.words, &words)
                        || ends_with(&entry.words, &words)
                        || entry.nickname.is_some() && entry.nickname.as_ref() == words.first())
            })
        });
        let index = known.unwrap_or_else(|| self.add(name, &words, suffix));
        self.nickname(index, name);
        self.mention(index, name, gender);
        let entry = &mut self.entries[index as usize];
        entry.relative |= kin && known.is_none();
        if words.len() > entry.words.len() && self.prose.tokens[name.tokens.start as usize].shape != Shape::Upper {
            for w in &words {
                let list = self.by_word.entry(w.clone()).or_default();
                if !list.contains(&index) {
                    list.push(index);
                }
            }
            entry.words = words;
        }
    }

    fn add(&mut self, name: &Name, words: &[String], suffix: Option<String>) -> u32 {
        let index = self.entries.len() as u32;
        let span = self.prose.span(&name.tokens);
        self.entries.push(Entry {
            words: words.to_vec(),
            nickname: None,
            best: (0, span),
            suffix,
            forms: Vec::new(),
            titles: Vec::new(),
            female: 0,
            male: 0,
            certain: Gender::Unknown,
            relative: false,
            last: (0, 0),
            mentions: Vec::new(),
        });
        for w in words {
            self.by_word.entry(w.clone()).or_default().push(index);
        }
        index
    }

    /// Keeps the nickname of a name that has one.
    fn nickname(&mut self, index: u32, name: &Name) {
        let Some(marks) = nickname_of(self.prose, name).filter(|n| n.len() >= 2) else { return };
        // Of `Dwayne "The Rock" Johnson` others say "Rock".
        let nickname = fold(self.prose.str(marks.end as usize - 1));
        let list = self.by_word.entry(nickname.clone()).or_default();
        if !list.contains(&index) {
            list.push(index);
        }
        if let Some(entry) = self.entries.get_mut(index as usize) {
            entry.nickname = Some(nickname);
        }
    }

    /// A surname or given name alone, or a surname of several words.
    fn short(&mut self, name: &mut Name) {
        let (words, suffix) = self.words(name);
        let (Some(last), Some(first)) = (words.last(), words.first()) else { return };
        let gender = self.title_gender(name);
        let paragraph = self.prose.paragraph_of(name.tokens.start as usize) as u32;
        let bears = |entry: &Entry| {
            entry.words.len() >= words.len() && entry.words[entry.words.len() - words.len()..] == words[..]
        };
        let candidates = self.by_word.get(last.as_str()).map_or(&[][..], Vec::as_slice);
        let mut best: Option<(i64, u32)> = None;
        for &e in candidates {
            let entry = &self.entries[e as usize];
            let as_surname = bears(entry);
            let as_given = words.len() == 1
                && entry.words.len() > 1
                && (entry.words.first() == Some(first) || entry.nickname.as_ref() == Some(first));
            let in_office = as_surname && entry.relative && is_in_office(self.prose, name);
            if !(as_surname || as_given) || in_office || conflicts(self.gender_of(entry), gender) {
                continue;
            }
            // The one introduced first, unless another was named in full in this very paragraph.
            let mut score = -i64::from(e);
            if as_surname {
                score += 1_000_000;
            }
            // Who is brought in as somebody's wife or son is seldom the one of that surname.
            if entry.relative {
                score -= 50_000;
            }
            if gender != Gender::Unknown && self.gender_of(entry) == gender {
                score += 500_000;
            }
            let here = entry.mentions.iter().rev().take(3).any(|m| {
                let t = self.prose.token_at(m.start);
                self.prose.paragraph_of(t) as u32 == paragraph && m.start < self.prose.span(&name.tokens).start
            });
            if here && as_surname {
                score += 100_000;
            }
            if best.is_none_or(|(s, _)| score > s) {
                best = Some((score, e));
            }
        }
        let inner = || self.by_inner_surname(&words, gender, self.prose.span(&name.tokens).start);
        if let Some(index) = best.map(|(_, index)| index).or_else(inner) {
            name.kind = NameKind::Person;
            self.mention(index, name, gender);
            return;
        }
        let evident =
            match name.kind {
                // "Mr. Smith" without a full name; "President Xi".
                NameKind::Person => true,
                NameKind::Single => {
                    let token = &self.prose.tokens[name.tokens.start as usize];
                    // "The Hill reported": a name with an article is no surname.
                    let article = name.tokens.start > 0 && {
                        let before = self.prose.str(name.tokens.start as usize - 1);
                        before.eq_ignore_ascii_case("the")
                    };
                    token.shape != Shape::Upper
                        && !article
                        && !token.is(Class::PLACE
                            | Class::DEMONYM
                            | Class::ORGANISATION
                            | Class::NO_NAME
                            | Class::ROLE
                            | Class::ROLES
                            | Class::SPEAKING_THING)
                        && speaks(self.prose, name)
                        && !self.prose.sentences.get(self.prose.sentence_of(name.tokens.start as usize)).is_some_and(
                            |s| s.start == name.tokens.start && !token.is(Class::GIVEN) && token.entry != 0,
                        )
                }
                _ => false,
            };
        if evident {
            name.kind = NameKind::Person;
            let index = self.add(name, &words, suffix);
            self.mention(index, name, gender);
        }
    }

    /// "Herrera" after "Luis Herrera Delgado": the first of two surnames, where nobody bears it alone and one person
    /// only was named with it before. A second given name, an initial or an office in between stands for nobody.
    fn by_inner_surname(&self, words: &[String], gender: Gender, at: u32) -> Option<u32> {
        let [word] = words else { return None };
        let unknown = lexicon::entry(lexicon::lexicon().find(word)).classes.is_empty();
        if !unknown || word.chars().count() < SHORTEST_SURNAME {
            return None;
        }
        let [one] = self.by_word.get(word.as_str())?.as_slice() else { return None };
        let entry = self.entries.get(*one as usize)?;
        let inner = matches!(entry.words.as_slice(), [_, first, _] | [_, _, first, _] if first == word);
        let earlier = entry.mentions.iter().any(|m| m.start < at);
        (inner && earlier && !conflicts(self.gender_of(entry), gender)).then_some(*one)
    }

    fn gender_of(&self, entry: &Entry) -> Gender {
        if entry.certain != Gender::Unknown {
            return entry.certain;
        }
        match entry.female.cmp(&entry.male) {
            std::cmp::Ordering::Greater => Gender::Female,
            std::cmp::Ordering::Less => Gender::Male,
            std::cmp::Ordering::Equal => Gender::Unknown,
        }
    }

    fn mention(&mut self, index: u32, name: &mut Name, gender: Gender) {
        let prose = self.prose;
        let span = prose.span(&name.tokens);
        let Some(entry) = self.entries.get_mut(index as usize) else { return };
        name.person = Some(index);
        entry.mentions.push(span);
        entry.last = (prose.paragraph_of(name.tokens.start as usize) as u32, name.tokens.start);
        let words = word_count(prose, name);
        let upper =
            prose.tokens.get(name.tokens.end as usize - 1).is_some_and(|t| t.shape == Shape::Upper && t.span.len() > 3);
        let weight = words * 2 + usize::from(!upper);
        if weight > entry.best.0 {
            entry.best = (weight, span);
        }
        if !entry.forms.iter().any(|f| f.of(prose.text) == span.of(prose.text)) {
            entry.forms.push(span);
        }
        let honorific = name
            .title
            .clone()
            .all(|i| prose.tokens.get(i as usize).is_none_or(|t| t.kind != Kind::Word || t.is(Class::HONORIFIC)));
        if !honorific {
            let mut title = prose.span(&name.title).of(prose.text).to_owned();
            // "Senator Anna Berg of Ohio"
            if let Some(place) = place_after(prose, name.tokens.end) {
                title.push_str(" of ");
                title.push_str(place.of(prose.text));
            }
            entry.title(title);
        }
        if gender != Gender::Unknown && entry.certain == Gender::Unknown {
            entry.certain = gender;
        }
        let first = &prose.tokens[name.tokens.start as usize];
        if words >= 2 && first.is(Class::GIVEN) {
            entry.female += u32::from(first.is(Class::FEMALE)) * 2;
            entry.male += u32::from(first.is(Class::MALE)) * 2;
        }
        // "Germany's chancellor, Angela Merkel,": the title before the name.
        if let Some((start, end)) = title_and_comma(prose, name) {
            entry.title(prose.span(&(start..end)).of(prose.text).to_owned());
        }
        // ", a doctor from Leeds,": the title after the name.
        if prose.mark(name.tokens.end as usize) == ','
            && words >= 1
            && let Some((start, end)) = apposition(prose, name.tokens.end)
        {
            entry.title(prose.span(&(start..end)).of(prose.text).to_owned());
            for i in start..end {
                let t = &prose.tokens[i as usize];
                if t.is(Class::ROLE) && entry.certain == Gender::Unknown && !t.is(Class::GIVEN) {
                    if t.is(Class::FEMALE) {
                        entry.certain = Gender::Female;
                    } else if t.is(Class::MALE) {
                        entry.certain = Gender::Male;
                    }
                }
                if t.is(Class::PREPOSITION) {
                    break;
                }
            }
        }
    }

    fn finish(mut self, mut names: Vec<Name>) -> Cast {
        self.pronoun_votes(&names);
        let text = self.prose.text;
        let mut order: Vec<u32> = (0..self.entries.len() as u32).collect();
        order.sort_by_key(|&e| self.entries[e as usize].mentions.iter().map(|m| m.start).min().unwrap_or(u32::MAX));
        let mut place = vec![0u32; order.len()];
        let mut people = Vec::with_capacity(order.len());
        for (rank, &e) in order.iter().enumerate() {
            place[e as usize] = rank as u32;
            let gender = self.gender_of(&self.entries[e as usize]);
            let entry = &mut self.entries[e as usize];
            let written = entry.best.1.of(text);
            let plain = without_nickname(written);
            let name = &*plain;
            entry.mentions.sort_unstable();
            people.push(Person {
                name: unshouted(one_line(name)),
                aliases: entry.forms.iter().map(|f| one_line(f.of(text))).filter(|f| f != name).collect(),
                titles: entry.titles.iter().map(|t| one_line(t)).collect(),
                gender,
                organisation: false,
                mentions: std::mem::take(&mut entry.mentions),
            });
        }
        for name in &mut names {
            name.person = name.person.and_then(|e| place.get(e as usize).copied());
        }
        // "The Senator": no name where nobody bears it.
        names.retain(|n| {
            n.person.is_some()
                || n.kind != NameKind::Single
                || !prose_token_is(
                    self.prose,
                    n.tokens.start,
                    Class::TITLE | Class::ROLE | Class::ROLES | Class::TITLE_MODIFIER,
                )
        });
        Cast { people, names }
    }

    /// A pronoun right after the only person named tells their gender.
    fn pronoun_votes(&mut self, names: &[Name]) {
        let prose = self.prose;
        for (n, name) in names.iter().enumerate() {
            let Some(person) = name.person else { continue };
            if self.entries.get(person as usize).is_none_or(|e| e.certain != Gender::Unknown || e.female != e.male) {
                continue;
            }
            let limit =
                names.get(n + 1).map_or(prose.tokens.len() as u32, |next| next.tokens.start).min(name.tokens.end + 40);
            for i in name.tokens.end..limit {
                let t = &prose.tokens[i as usize];
                if t.kind == Kind::Word
                    && t.entry != 0
                    && t.shape == Shape::Lower
                    && (t.span.len() == 2 || t.span.len() == 3)
                {
                    let word = t.span.of(prose.text);
                    let entry = &mut self.entries[person as usize];
                    if matches!(word, "he" | "his" | "him") {
                        entry.male += 1;
                        break;
                    }
                    if matches!(word, "she" | "her") {
                        entry.female += 1;
                        break;
                    }
                }
            }
        }
    }
}

/// Whether a speech verb stands right after a name, or before it after a quotation.
fn speaks(prose: &Prose, name: &Name) -> bool {
    let token = |i: u32| prose.tokens.get(i as usize);
    let after = token(name.tokens.end)
        .is_some_and(|t| t.kind == Kind::Word && t.shape == Shape::Lower && t.is(Class::SPEECH_VERB));
    let before = name
        .tokens
        .start
        .checked_sub(1)
        .and_then(token)
        .is_some_and(|t| t.shape == Shape::Lower && t.is(Class::SPEECH_VERB));
    after || before
}

fn prose_token_is(prose: &Prose, i: u32, classes: Class) -> bool {
    prose.tokens.get(i as usize).is_some_and(|t| t.is(classes))
}

fn one_line(name: &str) -> String {
    if name.contains(['\n', '\r', '\t']) {
        name.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        name.to_owned()
    }
}

/// `Tom "Bud" Falk` is Tom Falk.
fn without_nickname(name: &str) -> std::borrow::Cow<'_, str> {
    let Some(open) = name.find(['"', '\u{201C}', '(', '\u{2018}']) else { return name.into() };
    let Some(close) = name.rfind(['"', '\u{201D}', ')', '\u{2019}']) else { return name.into() };
    match (name.get(..open), name.get(close..).and_then(|rest| rest.split_once(' '))) {
        (Some(given), Some((_, surname))) if close > open => format!("{}{surname}", given).into(),
        _ => name.into(),
    }
}

/// A name of two words or more in capitals as it is written elsewhere. Single words in capitals may be acronyms and
/// stay.
fn unshouted(name: String) -> String {
    let long = |w: &&str| w.chars().filter(|c| c.is_alphabetic()).count() > 2;
    if name.split(' ').filter(long).count() < 2 { name } else { in_small_letters(&name) }
}

/// `ANNA BERG` as she is written elsewhere: `Anna Berg`; a name with small letters as it is.
pub(super) fn in_small_letters(name: &str) -> String {
    if name.chars().any(char::is_lowercase) {
        return name.to_owned();
    }
    let mut out = String::with_capacity(name.len());
    let mut start = true;
    for c in name.chars() {
        if start {
            out.push(c);
        } else {
            out.extend(c.to_lowercase());
        }
        start = !c.is_alphabetic() && c != '\'' && c != '\u{2019}';
    }
    out
}

/// Whether a name is brought in as that of the wife, husband or child of somebody known by the surname: "his daughter
/// Anna Falk", "Anna Falk, the first lady,". Who was first lady is known by her own name.
fn is_relative(prose: &Prose, name: &Name) -> bool {
    let is = |i: u32, class: Class| prose.tokens.get(i as usize).is_some_and(|t| t.is(class));
    let comma = |i: u32| prose.mark(i as usize) == ',';
    let before = name.tokens.start.checked_sub(1).map(|i| if comma(i) { i.saturating_sub(1) } else { i });
    let lady = || comma(name.tokens.end).then(|| apposition(prose, name.tokens.end)).flatten();
    let former = |i: u32| prose.str(i as usize).eq_ignore_ascii_case("former");
    before.is_some_and(|i| is(i, Class::KIN) && !name.title.clone().any(former))
        || lady().is_some_and(|(start, end)| {
            (start..end).any(|i| is(i, Class::KIN) && is(i, Class::TITLE)) && !(start..end).any(former)
        })
}

/// Whether a name has an office before it, and no mere "Mr.".
fn is_in_office(prose: &Prose, name: &Name) -> bool {
    let office = |t: &Token| t.is(Class::TITLE) && !t.is(Class::HONORIFIC | Class::KIN);
    name.title.clone().filter_map(|i| prose.tokens.get(i as usize)).any(office)
}

fn conflicts(a: Gender, b: Gender) -> bool {
    a != Gender::Unknown && b != Gender::Unknown && a != b
}

/// Whether a fuller name ends with all of these words: "Peña Nieto" in "Enrique Peña Nieto".
fn ends_with(full: &[String], part: &[String]) -> bool {
    part.len() < full.len() && full.iter().rev().zip(part.iter().rev()).all(|(a, b)| a == b)
}

/// Whether two full names with the same surname can be one person's.
fn compatible(a: &[String], b: &[String]) -> bool {
    let (Some(x), Some(y)) = (a.first(), b.first()) else { return false };
    if a.len() == 1 || b.len() == 1 {
        return true;
    }
    if !same_given(x, y) {
        return false;
    }
    // "George H.W. Bush" is not "George W. Bush".
    if a.len() == 3 && b.len() == 3 {
        let (m, n) = (&a[1], &b[1]);
        return same_given(m, n) || m == n;
    }
    true
}

/// The entry that the lexicon has for a word's gender.
pub(super) fn gender_of_word(entry: u16) -> Gender {
    let classes = lexicon::entry(entry).classes;
    match (classes.intersects(Class::FEMALE), classes.intersects(Class::MALE)) {
        (true, false) => Gender::Female,
        (false, true) => Gender::Male,
        _ => Gender::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(text: &str) -> Vec<Person> {
        find(&Prose::new(text)).people
    }

    fn names(text: &str) -> Vec<String> {
        people(text).into_iter().map(|p| p.name).collect()
    }

    #[test]
    fn a_surname_goes_to_the_person_named_in_full() {
        let found =
            people("Foreign Minister Anna Bergström spoke. Later Bergström left, and Bergstrom did not return.");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].name, "Anna Bergström");
        assert_eq!(found[0].mentions.len(), 3);
        assert_eq!(found[0].titles, ["Foreign Minister"]);
    }

    #[test]
    fn a_title_keeps_its_country() {
        for (text, title) in [
            ("US President Paul Hale spoke.", "US President"),
            ("Yesterday Germany's Chancellor Ada Stein spoke.", "Germany's Chancellor"),
            ("Then the Mexican president, Luis Ortega, spoke.", "Mexican president"),
            ("Senator Ada Stein of Ohio spoke.", "Senator of Ohio"),
            ("Kremlin spokesman Oleg Marin spoke.", "Kremlin spokesman"),
            ("German Chancellor Ada Stein spoke.", "German Chancellor"),
            ("Chad President Idris Moro spoke.", "Chad President"),
            ("San Antonio Mayor Ada Stein spoke.", "San Antonio Mayor"),
            ("Tory MP Gyles Fennimore spoke.", "Tory MP"),
        ] {
            assert_eq!(people(text)[0].titles, [title], "{text}");
        }
    }

    #[test]
    fn a_name_in_capitals_is_a_name_in_small_letters() {
        assert_eq!(names("ANNA BERG met the press on Monday. Later Berg left."), ["Anna Berg"]);
    }

    #[test]
    fn several_people_of_one_surname_stay_apart() {
        let found = people("Hilda Moser met her husband, Walter Moser. Mr. Moser smiled. Mrs. Moser did not.");
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].mentions.len(), found[0].gender), (2, Gender::Female));
        assert_eq!((found[1].mentions.len(), found[1].gender), (2, Gender::Male));
    }

    #[test]
    fn suffixes_particles_hyphens_and_initials_belong_to_the_name() {
        for name in [
            "Peter J. Falk Jr.",
            "Ursula von der Linden",
            "Omar al-Hadid",
            "Yusuf bin Talal",
            "Marie-Claude Dubois-Renard",
            "Moon Jae-in",
            "Noh Tae-gyeom",
            "Tsai Ing-wen",
            "Sean O'Leary",
            "José Núñez",
        ] {
            assert_eq!(names(&format!("On Friday {name} arrived in town.")), [name]);
        }
    }

    #[test]
    fn a_compound_is_no_given_name() {
        for compound in ["led", "run", "era", "backed", "style"] {
            assert_eq!(
                names(&format!("On Friday the Anna Lee-{compound} council met Paul Berg.")),
                ["Anna Lee", "Paul Berg"]
            );
        }
    }

    #[test]
    fn short_forms_and_full_forms_of_a_given_name_are_one_person() {
        assert_eq!(names("Senator William Tucker spoke. Bill Tucker left."), ["William Tucker"]);
        assert_eq!(names("George H.W. Tanner met George W. Tanner.").len(), 2);
    }

    #[test]
    fn a_relative_is_not_whom_the_surname_or_the_office_means() {
        let found = |text: &str| -> Vec<(String, usize)> {
            people(text).into_iter().map(|p| (p.name, p.mentions.len())).collect()
        };
        for text in [
            "President Falk spoke. First lady Anna Falk rose. Later President Falk left, and Falk waved.",
            "President Falk spoke. His wife, Anna Falk, rose. Later President Falk left, and Mr. Falk waved.",
            "President Falk spoke. Anna Falk, the first lady, rose. Later President Falk left, and Falk waved.",
        ] {
            assert_eq!(found(text), [("Falk".to_owned(), 3), ("Anna Falk".to_owned(), 1)], "{text}");
        }
        for text in [
            "Former first lady Anna Falk rose. Later Secretary Falk waved, and Falk left.",
            "First lady Anna Falk rose. Later Mrs. Falk waved, and Falk left.",
            "Secretary Falk rose. Later Anna Falk, the former first lady and secretary of state, waved, and Falk left.",
            "Falk rose. Later former first lady Anna Falk waved, and Falk left.",
            "Falk rose. Later Anna Falk, the sister of a president, waved, and Falk left.",
        ] {
            assert_eq!(found(text), [("Anna Falk".to_owned(), 3)], "{text}");
        }
    }

    #[test]
    fn a_nickname_between_marks_is_no_word_of_the_name() {
        for text in ["Tom \"Bud\" Falk spoke. Then Falk left.", "Tom “Bud” Falk spoke. Then Tom Falk left."] {
            let found = people(text);
            assert_eq!(found.len(), 1, "{text}: {:?}", names(text));
            assert_eq!((found[0].name.as_str(), found[0].mentions.len()), ("Tom Falk", 2), "{text}");
        }
        assert_eq!(names("He met Tom (\"Bud\") and Ada Falk."), ["Ada Falk"]);
    }

    #[test]
    fn a_surname_of_two_words_is_one_person() {
        let found = people("On Friday Marie-Claude Dubois-Renard came. Later Dubois-Renard left.");
        assert_eq!((found.len(), found[0].mentions.len()), (1, 2));
        let found = people("On Friday Omar al-Hadid came. Then al-Hadid left, and Hadid did not return.");
        assert_eq!((found.len(), found[0].mentions.len()), (1, 3));
    }

    #[test]
    fn the_first_of_two_surnames_goes_to_who_has_both() {
        let found = people("Sen. Luis Herrera Delgado rose. \"Never,\" Herrera said. Later Sen. Herrera left.");
        assert_eq!((found.len(), found[0].mentions.len()), (1, 3), "{found:?}");
        for (text, count) in [
            ("Luis Herrera Delgado met Ana Herrera. \"Never,\" Herrera said.", 2),
            ("Luis Herrera Delgado met Ana Herrera Ruiz. \"Never,\" Herrera said.", 3),
            ("\"Never,\" Herrera said. Later Luis Herrera Delgado rose.", 2),
            ("Tom Martin Delgado rose. \"Never,\" Martin said.", 2),
        ] {
            assert_eq!(people(text).len(), count, "{text}: {:?}", names(text));
        }
    }

    #[test]
    fn an_office_keeps_what_it_is_of() {
        assert_eq!(people("Mayor Anna Berg of Toledo spoke.")[0].titles, ["Mayor of Toledo"]);
    }

    #[test]
    fn an_address_and_a_verb_in_capitals_are_no_names() {
        assert!(people("Thank you, Mr. President, he said.").is_empty());
        assert!(people("Nobody answered, and nobody came.").is_empty());
        assert_eq!(names("PRESIDENT TOM FALK SAID ON MONDAY that he would go."), ["Tom Falk"]);
    }

    #[test]
    fn titles_after_the_name_are_titles() {
        let found = people("Clara Weiss, a doctor who lives in Leeds, said so.");
        assert_eq!(found[0].titles, ["doctor"]);
        // A role with a verb of its own is no apposition.
        let found = people("To hear Mr. Weiss, the president of Norway has given up. Clara Weiss left.");
        assert!(found.iter().all(|p| p.titles.is_empty()), "{found:?}");
        assert!(people("Outside Harbour Tower, the mayor was waiting.").is_empty());
    }

    #[test]
    fn a_name_like_an_organisations_is_a_persons_where_the_text_has_it_as_one() {
        let text =
            "\"Fine,\" Mark Short wrote. Mayor Mark Short left. Council leader Tom Fallow spoke.\n\nFALLOW:\n\nWe met.";
        let cast = find(&Prose::new(text));
        let mentions =
            |name: &str| cast.people.iter().filter(|p| p.name == name).map(|p| p.mentions.len()).sum::<usize>();
        assert_eq!((cast.people.len(), mentions("Mark Short"), mentions("Tom Fallow")), (2, 2, 2), "{:?}", cast.people);
        assert!(find(&Prose::new("He left.\n\nAdds: \"We met.\"")).names.is_empty());
    }

    #[test]
    fn places_organisations_and_furniture_are_no_people() {
        for text in [
            "The White House and the State Department met in Geneva on Monday.",
            "Photo: Karl Bremer, Agency",
            "By Julia Stern",
            "© Agency / Karl Bremer",
            "However, Russia and the United States agreed.",
            "Read More Subscribe Newsletter",
        ] {
            assert!(people(text).is_empty(), "{text}: {:?}", names(text));
        }
    }

    #[test]
    fn a_headline_of_capitals_makes_no_names() {
        let text = "Minister Anna Berg Calls Rival Tom Falk Unfit\n\nAnna Berg said that Tom Falk was unfit.";
        assert_eq!(names(text), ["Anna Berg", "Tom Falk"]);
    }

    #[test]
    fn a_name_in_capitals_is_the_same_person() {
        assert_eq!(people("ANNA BERG spoke first. Then Anna Berg left.").len(), 1);
    }

    #[test]
    fn a_pronoun_beside_the_only_name_tells_the_gender() {
        assert_eq!(people("On Friday Xu Moyin said she would go.").first().map(|p| p.gender), Some(Gender::Female));
    }
}
