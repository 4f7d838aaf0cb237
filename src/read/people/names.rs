//! Names as they stand in the text: runs of capitalised words, with the titles before them.

use crate::lexicon::Class;
use crate::text::{Kind, Prose, Shape};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A syllable of a Korean or Chinese given name as the usual romanisations write it.
static SYLLABLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^(?i:[bcdghjklmnpqrstwxyz]|ch|gw|hs|hw|kh|kw|ng|sh|th|ts|tz|wh|zh)?(?i:[aeiouyw]{1,4})(?i:ng|ck|[nmlkptbrhg])?$",
    )
    .ok()
});

/// What stands behind the hyphen of a compound and looks like a syllable: "the Paul Lee-run firm".
const COMPOUND_TAILS: &[&str] = &["ban", "bound", "deal", "gun", "law", "man", "new", "own", "run", "war", "win"];

/// Whether two words with a hyphen between them are a given name of two syllables: the rest of "Moon Jae-in".
fn are_syllables(first: &str, second: &str) -> bool {
    let is = |word: &str| SYLLABLE.as_ref().is_some_and(|s| s.is_match(word));
    !COMPOUND_TAILS.contains(&second) && is(first) && is(second)
}

/// What a run of capitalised words names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) enum NameKind {
    /// A title, a given name or the words around it say so.
    Person,
    Organisation,
    Place,
    /// Two or more words that may be a person's name.
    Unknown,
    /// One word: a surname where a person of that name is known.
    Single,
}

/// A run of capitalised words.
#[derive(Clone, Debug)]
pub(in crate::read) struct Name {
    /// The tokens of the name, without titles.
    pub tokens: Range<u32>,
    /// The tokens of the titles before it; empty where there are none.
    pub title: Range<u32>,
    pub kind: NameKind,
    /// Index of the person, once people are told apart.
    pub person: Option<u32>,
}

impl Name {
    /// From the title to the name's last word.
    pub fn whole(&self) -> Range<u32> {
        let start = if self.title.is_empty() { self.tokens.start } else { self.title.start };
        start..self.tokens.end
    }
}

/// A run longer than this is a headline in capitals, not a name.
const MAX_RUN: usize = 14;

/// Words of a title in small letters before a name, at most: "White House deputy press secretary".
const MAX_TITLE: u32 = 7;

/// The names of a text, in order.
pub(in crate::read) fn find(prose: &Prose) -> Vec<Name> {
    let mut out = Vec::with_capacity(prose.tokens.len() / 16);
    for paragraph in &prose.paragraphs {
        if is_furniture(prose, paragraph) {
            continue;
        }
        if is_headline(prose, paragraph) {
            headline_names(prose, paragraph, &mut out);
            continue;
        }
        let mut i = paragraph.start;
        while i < paragraph.end {
            let token = &prose.tokens[i as usize];
            if token.kind != Kind::Word || !(token.capitalised() || begins_with_particle(prose, i, paragraph)) {
                i += 1;
                continue;
            }
            let end = run_end(prose, i, paragraph);
            if end <= i {
                i += 1;
                continue;
            }
            split_run(prose, i..end, paragraph, &mut out);
            i = end;
        }
    }
    out
}

/// Bylines, photo credits and the like: they name people whom the article does not speak of.
fn is_furniture(prose: &Prose, paragraph: &Range<u32>) -> bool {
    let len = paragraph.len();
    if len > 30 {
        return false;
    }
    let first = prose.str(paragraph.start as usize);
    let credit = (paragraph.start..paragraph.end).any(|i| prose.mark(i as usize) == '©');
    let byline = len <= 14 && (first.eq_ignore_ascii_case("by") || first.eq_ignore_ascii_case("von"));
    let labelled = matches!(prose.mark(paragraph.start as usize + 1), ':' | '/' | '|' | '-')
        && ["photo", "image", "credit", "picture", "foto", "video", "source", "tags", "photograph", "related"]
            .iter()
            .any(|w| first.eq_ignore_ascii_case(w));
    let agency = len <= 12
        && !matches!(prose.mark(paragraph.end as usize - 1), '.' | '!' | '?' | '"' | '\u{201D}')
        && (paragraph.start..paragraph.end)
            .any(|i| ["Getty", "AFP", "Shutterstock", "Flickr", "AP"].contains(&prose.str(i as usize)));
    credit || byline || labelled || agency
}

/// Whether nearly every word has a capital: there capitals tell no names.
fn is_headline(prose: &Prose, paragraph: &Range<u32>) -> bool {
    // Headlines are shorter than this, in tokens.
    if paragraph.len() > 32 {
        return false;
    }
    let (mut long, mut capitals) = (0, 0);
    let small = Class::STOP
        | Class::PREPOSITION
        | Class::CONJUNCTION
        | Class::AUXILIARY
        | Class::NOUN_OPENER
        | Class::SUBJECT_PRONOUN
        | Class::ADVERB
        | Class::NAME_PARTICLE;
    for token in prose.tokens.get(paragraph.start as usize..paragraph.end as usize).unwrap_or_default() {
        if token.kind != Kind::Word {
            continue;
        }
        // A sentence has a verb in small letters, however many names it has.
        if token.shape == Shape::Lower && !token.is(small) {
            return false;
        }
        if token.span.len() > 3 {
            long += 1;
            capitals += usize::from(token.capitalised());
        }
    }
    long >= 4 && capitals * 100 >= long * 85
}

/// In a headline only what the body confirms is a name: pairs that begin with a given name, and single words.
fn headline_names(prose: &Prose, paragraph: &Range<u32>, out: &mut Vec<Name>) {
    let plain = |i: u32| {
        i < paragraph.end
            && is_name_word(prose, i)
            && prose.tokens[i as usize]
                .lex()
                .classes
                .difference(Class::GIVEN | Class::FEMALE | Class::MALE | Class::NAME_PARTICLE)
                .is_empty()
    };
    let mut i = paragraph.start;
    while i < paragraph.end {
        if !is_name_word(prose, i) {
            i += 1;
            continue;
        }
        let token = &prose.tokens[i as usize];
        let initial =
            i + 1 < paragraph.end && prose.str(i as usize + 1).len() == 2 && prose.str(i as usize + 1).ends_with('.');
        let last = i + 1 + u32::from(initial);
        let mut push = |tokens: Range<u32>, kind| {
            out.push(Name { title: tokens.start..tokens.start, tokens, kind, person: None });
        };
        if token.is(Class::GIVEN) && plain(last) && prose.tokens[last as usize].spaced {
            push(i..last + 1, NameKind::Unknown);
            i = last + 1;
            continue;
        }
        if plain(i) {
            push(i..i + 1, NameKind::Single);
        } else if token.is(Class::ORGANISATION) {
            push(i..i + 1, NameKind::Organisation);
        }
        i += 1;
    }
}

fn begins_with_particle(prose: &Prose, i: u32, paragraph: &Range<u32>) -> bool {
    let token = &prose.tokens[i as usize];
    token.is(Class::NAME_PARTICLE)
        && i + 2 < paragraph.end
        && prose.mark(i as usize + 1) == '-'
        && !prose.tokens[i as usize + 1].spaced
        && prose.tokens[i as usize + 2].capitalised()
        && !prose.tokens[i as usize + 2].spaced
}

/// Whether a capitalised word goes into a name.
fn is_name_word(prose: &Prose, i: u32) -> bool {
    let token = &prose.tokens[i as usize];
    if token.kind != Kind::Word || !token.capitalised() {
        return false;
    }
    // "I" and "A" are words, "J." is an initial.
    if token.span.len() == 1 {
        return !matches!(prose.str(i as usize), "I" | "A");
    }
    if token.is(Class::STOP | Class::WEEKDAY | Class::MONTH) && !token.is(Class::GIVEN) {
        return false;
    }
    // "TOM FALK SAID": in capitals a verb looks like a name.
    let verb = token.is(Class::SPEECH_VERB | Class::AUXILIARY) && !token.is(Class::GIVEN);
    if token.shape == Shape::Upper && (verb || prose.str(i as usize) == "SAID") {
        return false;
    }
    // "I've", "That's", "Don't"
    let word = prose.str(i as usize);
    match word.split_once(['\'', '\u{2019}']) {
        Some((head, _)) => {
            let lexicon = crate::lexicon::lexicon();
            let classes = crate::lexicon::entry(lexicon.find(head)).classes;
            let whole = crate::lexicon::entry(token.entry).classes;
            !classes.union(whole).intersects(Class::STOP | Class::AUXILIARY | Class::SUBJECT_PRONOUN)
        }
        None => true,
    }
}

/// Where the run of capitalised words from `i` ends.
fn run_end(prose: &Prose, i: u32, paragraph: &Range<u32>) -> u32 {
    let mut end = i;
    let limit = paragraph.end.min(i + MAX_RUN as u32 * 2);
    if is_name_word(prose, i) || begins_with_particle(prose, i, paragraph) {
        end = i + 1;
    }
    if end == i {
        return i;
    }
    loop {
        if end >= limit {
            return end;
        }
        let token = &prose.tokens[end as usize];
        let mark = prose.mark(end as usize);
        // "Sen. Smith", "Jr.", "St. Petersburg".
        if mark == '.' && !token.spaced {
            let before = &prose.tokens[end as usize - 1];
            let abbreviates = before.is(Class::ABBREVIATION) && before.span.len() <= 5;
            if abbreviates && end + 1 < limit && is_name_word(prose, end + 1) && prose.tokens[end as usize + 1].spaced {
                if before.is(Class::NAME_SUFFIX) {
                    return end + 1;
                }
                end += 2;
                continue;
            }
            return if before.is(Class::NAME_SUFFIX) && end > i + 1 { end + 1 } else { end };
        }
        // `Tom "Bud" Falk`
        if let Some(close) = nickname(prose, end, limit) {
            end = close + 2;
            continue;
        }
        // "Jean-Claude", "al-Assad".
        if mark == '-' && !token.spaced && end + 1 < limit && !prose.tokens[end as usize + 1].spaced {
            let next = &prose.tokens[end as usize + 1];
            if next.capitalised()
                || end > i + 1 && are_syllables(prose.str(end as usize - 1), prose.str(end as usize + 1))
            {
                end += 2;
                continue;
            }
            if next.is(Class::NAME_PARTICLE) && end + 3 < limit && prose.tokens[end as usize + 3].capitalised() {
                end += 4;
                continue;
            }
            return end;
        }
        // "Smith, Jr."
        if mark == ','
            && end + 1 < limit
            && prose.tokens[end as usize + 1].is(Class::NAME_SUFFIX)
            && prose.tokens[end as usize + 1].capitalised()
        {
            end += 2;
            continue;
        }
        if !token.spaced && token.kind != Kind::Word {
            return end;
        }
        if is_name_word(prose, end) {
            // A new sentence begins: "said Smith. The": periods end runs, so this is one run.
            end += 1;
            continue;
        }
        // Particles and the small words of titles and organisations: "bin Salman", "Secretary of State".
        if token.kind == Kind::Word && token.spaced {
            let before = &prose.tokens[end as usize - 1];
            let word = prose.str(end as usize);
            if token.is(Class::NAME_PARTICLE) && !token.capitalised() {
                let mut n = end + 1;
                while n < limit && prose.tokens[n as usize].is(Class::NAME_PARTICLE) && n < end + 3 {
                    n += 1;
                }
                if n < limit && prose.mark(n as usize) == '-' {
                    n += 1;
                }
                if n < limit && is_name_word(prose, n) {
                    end = n + 1;
                    continue;
                }
            }
            let joins = matches!(word, "of" | "for" | "on") || (word == "and" && before.is(Class::ORGANISATION_END));
            if joins && before.is(Class::ORGANISATION_END | Class::TITLE | Class::SPEAKING_THING) {
                let mut n = end + 1;
                if n < limit && prose.str(n as usize) == "the" {
                    n += 1;
                }
                if n < limit && is_name_word(prose, n) && !prose.tokens[n as usize].is(Class::HONORIFIC) {
                    end = n + 1;
                    continue;
                }
            }
        }
        return end;
    }
}

/// Words of a nickname, at most: `Dwayne "The Rock" Johnson`.
const MAX_NICKNAME: u32 = 3;

/// Where the nickname between marks that opens at `open` closes: after a given name, before the next word of the name.
pub(super) fn nickname(prose: &Prose, open: u32, limit: u32) -> Option<u32> {
    let closing = match prose.mark(open as usize) {
        '"' => '"',
        '\u{201C}' => '\u{201D}',
        '\u{2018}' => '\u{2019}',
        '\'' => '\'',
        '(' => ')',
        _ => return None,
    };
    let before = prose.tokens.get(open.checked_sub(1)? as usize)?;
    if !before.is(Class::GIVEN) || !before.capitalised() || !prose.tokens.get(open as usize)?.spaced {
        return None;
    }
    let close = (open + 2..(open + 2 + MAX_NICKNAME).min(limit)).find(|&i| prose.mark(i as usize) == closing)?;
    let inside = prose.tokens.get(open as usize + 1..close as usize)?;
    let fits = inside.iter().all(|t| t.kind == Kind::Word && t.capitalised() && t.shape != Shape::Upper);
    let next = close + 1;
    (fits && next < limit && prose.tokens.get(next as usize)?.spaced && is_name_word(prose, next)).then_some(close)
}

/// Tells titles from names in a run and adds what it names.
fn split_run(prose: &Prose, run: Range<u32>, paragraph: &Range<u32>, out: &mut Vec<Name>) {
    let token = |i: u32| &prose.tokens[i as usize];
    let mut start = run.start;
    let end = run.end;
    // A headline in capitals: only what begins with a given name is a name.
    let upper = (start..end).filter(|&i| token(i).shape == Shape::Upper && token(i).span.len() > 2).count();
    if upper >= 5 {
        let mut i = start;
        while i + 1 < end {
            if token(i).is(Class::GIVEN)
                && token(i + 1).kind == Kind::Word
                && !token(i + 1).is(Class::NO_NAME | Class::STOP)
            {
                out.push(Name { tokens: i..i + 2, title: i..i, kind: NameKind::Person, person: None });
                i += 2;
            } else {
                i += 1;
            }
        }
        return;
    }
    // Words that only open the sentence: "However", "But".
    while start < end {
        let t = token(start);
        let name_follows = start + 1 < end && token(start + 1).kind == Kind::Word;
        let opener = t.kind == Kind::Word
            && t.is(Class::NO_NAME
                | Class::STOP
                | Class::ADVERB
                | Class::SENTENCE_OPENER
                | Class::AUXILIARY
                | Class::CONJUNCTION)
            && !t.is(Class::TITLE
                | Class::HONORIFIC
                | Class::ORGANISATION
                | Class::ORGANISATION_END
                | Class::TITLE_MODIFIER
                | Class::DEMONYM
                | Class::PLACE)
            && !(t.is(Class::GIVEN) && name_follows);
        if opener || t.kind != Kind::Word {
            start += 1;
        } else {
            break;
        }
    }
    // "in the U.S. Anna Smith": the abbreviation belongs to what stands before.
    if start + 1 < end
        && token(start).is(Class::PLACE)
        && prose.str(start as usize).ends_with('.')
        && token(start + 1).is(Class::GIVEN)
    {
        start += 1;
    }
    if start >= end {
        return;
    }
    // The last title with a name behind it: "Texas Senator Ted Cruz", "Secretary of State John Kerry".
    let mut name_start = start;
    let mut i = start;
    while i + 1 < end {
        let t = token(i);
        // "German Chancellor", "Chad President": what is a given name as well says here whose office it is.
        let no_given = Class::TITLE | Class::DEMONYM | Class::PLACE;
        let given_before = i > start && token(i - 1).is(Class::GIVEN) && !token(i - 1).is(no_given);
        // "Survivor Anna Berg": what somebody is, at the head of a sentence.
        let role = i == start && t.is(Class::ROLE) && !t.is(Class::GIVEN) && token(i + 1).is(Class::GIVEN);
        if (role || t.is(Class::TITLE | Class::HONORIFIC)) && !given_before {
            let mut n = i + 1;
            if prose.mark(n as usize) == '.' {
                n += 1;
            }
            // "Secretary of State John", "President of Russia Vladimir", "Director of National Intelligence James":
            // the name begins at a given name.
            if n < end && matches!(prose.str(n as usize), "of" | "for") {
                let given = (n + 1..end).find(|&g| token(g).is(Class::GIVEN) && !token(g).is(Class::PLACE));
                match given {
                    Some(g) if g + 1 < end => n = g,
                    _ => {
                        i += 1;
                        continue;
                    }
                }
            }
            if n < end && token(n).kind == Kind::Word && !token(n).is(Class::NAME_SUFFIX) {
                name_start = n;
            }
        }
        i += 1;
    }
    let mut title = start..name_start;
    while !title.is_empty() && token(title.end - 1).kind != Kind::Word {
        title.end -= 1;
    }
    let mut name = name_start..end;
    // "President-elect Donald Trump" leaves a hyphen's rest; "Mr." its period.
    while !name.is_empty() && token(name.start).kind != Kind::Word {
        name.start += 1;
    }
    if name.is_empty() {
        return;
    }
    let single_title = token(name.start).is(Class::TITLE | Class::ROLE | Class::ROLES | Class::TITLE_MODIFIER)
        && !token(name.start).is(Class::GIVEN);
    if words(prose, &name) == 1 && single_title && title.is_empty() {
        // "Baker said": a surname where a person of that name is known, else a title.
        if prose.tokens[name.start as usize].shape == Shape::Capital {
            out.push(Name { tokens: name, title: start..start, kind: NameKind::Single, person: None });
        }
        return;
    }
    // Titles in small letters before it: "Kremlin spokesman Dmitry Peskov".
    let mut role_before = false;
    if title.is_empty() {
        let (before, has_role) = title_before(prose, name.start, paragraph);
        if has_role {
            title = before..name.start;
            role_before = true;
        }
    } else if title.start > paragraph.start && token(title.start).spaced {
        let (before, has_role) = title_before(prose, title.start, paragraph);
        if has_role {
            title.start = before;
        }
    }
    if !title.is_empty() {
        title.start = owner_before(prose, title.start, paragraph);
    }
    let count = words(prose, &name);
    let first = token(name.start);
    let last = token(
        (name.start..name.end)
            .rev()
            .find(|&i| token(i).kind == Kind::Word && !token(i).is(Class::NAME_SUFFIX))
            .unwrap_or(name.start),
    );
    let has_title = !title.is_empty();
    // "the Ohio Democrat": what somebody is and where he is from.
    if !has_title
        && last.is(Class::ROLE)
        && last.is(Class::NO_NAME)
        && !first.is(Class::GIVEN)
        && name.start.checked_sub(1).is_some_and(|d| d >= paragraph.start && token(d).is(Class::NOUN_OPENER))
        && token(name.end - 1).span == last.span
        && count >= 2
    {
        out.push(Name { tokens: name.start..name.end - 1, title: start..start, kind: NameKind::Place, person: None });
        return;
    }
    // "Mr. President", "Madam Speaker": nobody's name.
    if count == 1 && has_title && ADDRESSED.contains(&prose.str(name.start as usize)) {
        return;
    }
    let honorific = has_title && (title.start..title.end).any(|i| token(i).is(Class::HONORIFIC));
    // "Moon Jae-in": only syllables of a given name end in small letters behind a hyphen.
    let syllables = count >= 2 && prose.mark(name.end as usize - 2) == '-' && token(name.end - 1).shape == Shape::Lower;
    let given = first.is(Class::GIVEN) && !(first.is(Class::NO_NAME) && first.is(Class::PLACE));
    let acronym = count == 1 && first.shape == Shape::Upper && first.span.len() >= 2;
    let has_of = (name.start..name.end).any(|i| matches!(prose.str(i as usize), "of" | "for" | "on" | "and"));
    let organisation = last.is(Class::ORGANISATION)
        || (last.is(Class::ORGANISATION_END) && count >= 2)
        || has_of
        || (acronym && !first.is(Class::PLACE | Class::NO_NAME));
    let place = last.is(Class::PLACE) && (count == 1 || !given)
        || first.is(Class::PLACE) && count == 1
        || (name.start..name.end).all(|i| {
            token(i).is(Class::PLACE | Class::NO_NAME | Class::DEMONYM | Class::TITLE_MODIFIER)
                || token(i).kind != Kind::Word
        });
    // "Adds: ..." is a verb with its colon.
    let verb = first.is(Class::SPEECH_VERB) && prose.mark(name.end as usize) == ':';
    // "the Bishop of Lindau" is an office.
    let office =
        has_of && !has_title && first.is(Class::TITLE | Class::ROLE) && prose.str(name.start as usize + 1) == "of";
    if office && !first.is(Class::GIVEN | Class::ORGANISATION) {
        return;
    }
    let nobody = count == 1 && (verb || first.is(Class::NO_NAME | Class::DEMONYM | Class::ROLES | Class::STOP));
    let kind = if honorific && !nobody || syllables {
        NameKind::Person
    } else if has_of || (organisation && !(given && count == 2 && !last.is(Class::ORGANISATION))) {
        NameKind::Organisation
    } else if place {
        NameKind::Place
    } else if nobody {
        return;
    } else if (has_title && !role_before)
        || (given && count >= 2 && !last.is(Class::NO_NAME | Class::DEMONYM | Class::ROLES))
        || (role_before && (count >= 2 || first.shape != Shape::Upper))
    {
        NameKind::Person
    } else if count == 1 {
        NameKind::Single
    } else if (last.is(Class::NO_NAME | Class::DEMONYM | Class::ROLES | Class::SPEAKING_THING)
        || first.is(Class::NO_NAME))
        // "Jodie Small": a person where the words beside the name say so.
        && !(given
            && count == 2
            && last.is(Class::NO_NAME)
            && !last.is(Class::ORGANISATION_END | Class::PLACE)
            && !first.is(Class::NO_NAME))
    {
        NameKind::Organisation
    } else {
        NameKind::Unknown
    };
    // "Putin-Biden summit": two people, "Jean-Claude": one.
    if count == 2 && name.len() == 3 && prose.mark(name.start as usize + 1) == '-' && !(given && last.is(Class::GIVEN))
    {
        for one in [name.start..name.start + 1, name.start + 2..name.end] {
            let place = token(one.start).is(Class::PLACE | Class::DEMONYM);
            if !place {
                out.push(Name { title: one.start..one.start, tokens: one, kind: NameKind::Single, person: None });
            }
        }
        return;
    }
    // "White House Press Secretary" left no name; "Presidents Putin and Biden" has a plural title.
    out.push(Name { tokens: name, title, kind, person: None });
}

/// Where the country or body whose office a title is begins, if it stands before it: "Germany's Chancellor".
pub(super) fn owner_before(prose: &Prose, title: u32, paragraph: &Range<u32>) -> u32 {
    let clitic = title.wrapping_sub(1);
    if clitic <= paragraph.start || clitic >= paragraph.end || prose.tokens[clitic as usize].kind != Kind::Clitic {
        return title;
    }
    // "Yesterday Germany's chancellor"
    let no_owner = Class::STOP
        | Class::PREPOSITION
        | Class::DEICTIC
        | Class::ADVERB
        | Class::SENTENCE_OPENER
        | Class::WEEKDAY
        | Class::MONTH;
    let mut start = clitic;
    let floor = paragraph.start.max(clitic.saturating_sub(MAX_OWNER));
    while start > floor {
        let t = &prose.tokens[start as usize - 1];
        let goes_on = start == clitic || prose.tokens[start as usize].spaced;
        if !goes_on || t.kind != Kind::Word || !t.capitalised() || t.is(no_owner) {
            break;
        }
        start -= 1;
    }
    // "Smith's wife Anna" is another matter: only places and bodies have offices.
    let owns = |t: &crate::text::Token| t.is(Class::PLACE | Class::ORGANISATION | Class::ORGANISATION_END);
    if prose.tokens[start as usize..clitic as usize].last().is_some_and(owns) { start } else { title }
}

/// Offices by which their holders are addressed.
const ADDRESSED: [&str; 12] = [
    "President",
    "Speaker",
    "Chairman",
    "Chairwoman",
    "Secretary",
    "Ambassador",
    "Mayor",
    "Minister",
    "Senator",
    "Governor",
    "Chancellor",
    "Premier",
];

/// Words of a country's or body's name, at most: "the United States of America", "New South Wales".
const MAX_OWNER: u32 = 4;

/// How many words a range holds, marks aside.
fn words(prose: &Prose, range: &Range<u32>) -> usize {
    prose.tokens[range.start as usize..range.end as usize].iter().filter(|t| t.kind == Kind::Word).count()
}

/// Where the title in small letters before a name begins, and whether it names a role.
fn title_before(prose: &Prose, name: u32, paragraph: &Range<u32>) -> (u32, bool) {
    let mut start = name;
    let mut role = false;
    let floor = paragraph.start.max(name.saturating_sub(MAX_TITLE));
    while start > floor {
        let t = &prose.tokens[start as usize - 1];
        if !prose.tokens[start as usize].spaced
            && prose.mark(start as usize) != '-'
            && prose.mark(start as usize - 1) != '-'
        {
            break;
        }
        if prose.mark(start as usize - 1) == '-' && !t.spaced {
            start -= 1;
            continue;
        }
        if t.kind != Kind::Word {
            break;
        }
        // "Los Angeles-based attorney"
        let tail = ["based", "born", "area", "led", "backed", "educated"].contains(&prose.str(start as usize - 1));
        if tail && start < name && start > floor + 2 && prose.mark(start as usize - 2) == '-' && !t.spaced {
            start -= 2;
            continue;
        }
        let is_role = t.is(Class::TITLE | Class::ROLE);
        if start == name {
            if !is_role || t.capitalised() {
                break;
            }
            role = true;
        } else if !(is_role
            || t.is(Class::TITLE_MODIFIER
                | Class::DEMONYM
                | Class::PLACE
                | Class::ORGANISATION
                | Class::ORGANISATION_END
                | Class::SPEAKING_THING)
            || t.capitalised() && !t.is(Class::STOP))
        {
            break;
        }
        start -= 1;
    }
    (start, role)
}
