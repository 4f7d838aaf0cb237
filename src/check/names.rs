//! Whether two names are one person's.

use crate::config::Config;
use crate::lexicon::{self, Class};
use crate::read::people::{same_given, same_transliterated};
use crate::record;
use crate::text::{Span, for_each_word};
use smol_str::SmolStr;

/// What can be said of two names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sameness {
    Same,
    Different,
    /// Nothing speaks for or against it: a title alone, an organisation, a look-alike spelling.
    Unknown,
}

/// Words that are no part of a name's core.
const SUFFIXES: &[&str] = &["jr", "sr", "ii", "iii", "iv", "phd", "md", "esq"];

/// Least likeness (Jaro-Winkler) of two surnames that may be one in two transliterations: Chizhov and
/// Shizov have 0.79, Lavrov and Patrushev 0.44.
const LOOKALIKE: f64 = 0.78;

/// A name in parts, in normal form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Everything before the surname.
    pub given: Vec<SmolStr>,
    pub surname: SmolStr,
}

impl Name {
    /// `None` for a name without letters.
    pub fn of(name: &str) -> Option<Name> {
        let mut given = Vec::new();
        for_each_part(name, |part| given.push(part.into()));
        let surname = given.pop()?;
        Some(Name { given, surname })
    }

    /// The surname alone.
    pub fn surname_of(name: &str) -> Option<SmolStr> {
        let mut last = None;
        for_each_part(name, |part| last = Some(part.into()));
        last
    }
}

fn for_each_part(name: &str, mut take: impl FnMut(&str)) {
    for_each_word(name, Span::from(0..name.len()), |form, _| {
        let form = form.strip_suffix("'s").unwrap_or(form);
        if !SUFFIXES.contains(&form) {
            take(form);
        }
    });
}

/// Single words that stand where a name may and are nobody's.
const NOBODY: &[&str] = &["others", "everyone", "everybody", "nobody", "someone", "people", "critics", "hill"];

/// The part of a name that is a person's, without the shouting, offices and places that a reader may have taken
/// along ("WATCHED Donald Trump", "United Nations Nikki Haley"); `None` where it may be no person at all. What is
/// doubtful accuses nobody.
pub fn personal(name: &str) -> Option<&str> {
    let class = |w: &str| lexicon::entry(lexicon::lexicon().find(w.trim_end_matches(['.', ',']))).classes;
    let name = without_title(name);
    let words: Vec<&str> = name.split_whitespace().collect();
    let never = Class::NO_NAME
        | Class::ORGANISATION
        | Class::ORGANISATION_END
        | Class::SPEAKING_THING
        | Class::DEMONYM
        | Class::TITLE
        | Class::ROLES;
    let given = |w: &str| class(w).contains(Class::GIVEN) || w.len() <= 4 && w.contains('.') && !w.contains(',');
    let shouted = |w: &str| w.len() > 3 && w.chars().all(char::is_uppercase);
    let is_name =
        |w: &str| w.starts_with(char::is_uppercase) && !shouted(w) && (given(w) || !class(w).intersects(never));
    match words.as_slice() {
        [] => None,
        [one] => {
            let one = one.trim_end_matches(['.', ',']);
            (is_name(one) && !NOBODY.contains(&one.to_lowercase().as_str())).then_some(name)
        }
        all => {
            let first = (0..all.len() - 1).find(|&i| given(all[i]) && !shouted(all[i]));
            let Some(first) = first else {
                // Given names that nobody has listed: no word of it is an everyday one.
                let rare = |w: &&str| is_name(w) && !record::is_common(&w.to_lowercase());
                return (all.len() <= 3 && all[0].len() > 1 && all.iter().all(rare)).then_some(name);
            };
            if all[first..].iter().any(|w| shouted(w)) {
                return None;
            }
            let start = (0..first).rev().find(|&i| !is_name(all[i]) || class(all[i]).contains(Class::PLACE));
            let start = start.map_or(0, |i| i + 1);
            name.get(all[start].as_ptr() as usize - name.as_ptr() as usize..)
        }
    }
}

/// A name without the title that stands for the given one, as transcripts have it: "PRESIDENT KELLER".
pub fn without_title(name: &str) -> &str {
    let is_title = |word: &str| {
        let classes = lexicon::entry(lexicon::lexicon().find(&word.to_lowercase())).classes;
        classes.contains(Class::TITLE) && !classes.contains(Class::GIVEN)
    };
    name.split_once(' ').filter(|(first, rest)| is_title(first) && !rest.contains(' ')).map_or(name, |(_, rest)| rest)
}

/// Whether a name looks like a person's; see [`personal`].
pub fn is_personal(name: &str) -> bool {
    personal(name).is_some()
}

/// Compares two people's names; `config` may name aliases.
pub fn compare(a: &str, b: &str, config: &Config) -> Sameness {
    let (Some(x), Some(y)) = (Name::of(&house_name(a, config)), Name::of(&house_name(b, config))) else {
        return Sameness::Unknown;
    };
    if x.surname == y.surname || same_transliterated(&x.surname, &y.surname) {
        return if x.given.is_empty() || y.given.is_empty() || given_names_agree(&x.given, &y.given) {
            Sameness::Same
        } else {
            // Two Clintons, or one person under a nickname.
            Sameness::Unknown
        };
    }
    // A handle: "@AnnaBerg" may be Anna Berg Holm's.
    if is_handle_of(&x, &y) || is_handle_of(&y, &x) {
        return Sameness::Unknown;
    }
    let shared = |x: &Name, y: &Name| x.given.contains(&y.surname) || y.given.contains(&x.surname);
    // "Xi" and "Xi Jinping"; "Rodham" and "Hillary Rodham Clinton".
    if shared(&x, &y) || (x.given.len() > 1 && x.given.first() == y.given.first()) {
        return Sameness::Unknown;
    }
    // One spelling of a name against another: "Zelensky" and "Zelenskyy", "Chizhov" and "Shizov".
    let first_alike = || x.given.first().zip(y.given.first()).is_none_or(|(a, b)| is_lookalike(a, b));
    if is_lookalike(&x.surname, &y.surname) && (first_alike() || given_names_agree(&x.given, &y.given)) {
        return Sameness::Unknown;
    }
    Sameness::Different
}

/// Whether two names have one surname and given names that are no forms of one another: two Clintons, or one person under a
/// nickname that nobody has listed.
pub fn may_be_namesakes(a: &str, b: &str) -> bool {
    let (Some(x), Some(y)) = (Name::of(a), Name::of(b)) else { return false };
    let full = !x.given.is_empty() && !y.given.is_empty();
    full && x.surname == y.surname && !given_names_agree(&x.given, &y.given)
}

/// Whether a name is one word that runs the beginning of another together.
fn is_handle_of(handle: &Name, name: &Name) -> bool {
    let Some(first) = name.given.first().filter(|_| handle.given.is_empty()) else { return false };
    let rest = handle.surname.strip_prefix(first.as_str()).unwrap_or("");
    let joined: String = name.given.iter().skip(1).chain([&name.surname]).map(SmolStr::as_str).collect();
    !rest.is_empty() && joined.starts_with(rest) && rest.len() > 1
}

/// Whether two surnames may be one: alike, and at most two letters in five changed, so that McCarthy is no McConnell.
fn is_lookalike(a: &str, b: &str) -> bool {
    let longer = a.chars().count().max(b.chars().count());
    strsim::jaro_winkler(a, b) >= LOOKALIKE && 5 * strsim::levenshtein(a, b) <= 2 * longer
}

/// Whether some given name of the one is, abbreviates or begins one of the other.
fn given_names_agree(x: &[SmolStr], y: &[SmolStr]) -> bool {
    x.iter().any(|a| y.iter().any(|b| a.starts_with(b.as_str()) || b.starts_with(a.as_str()) || same_given(a, b)))
}

/// The house's name for an alias; the name itself where the configuration has none.
fn house_name<'a>(name: &'a str, config: &'a Config) -> std::borrow::Cow<'a, str> {
    let is = |other: &str| other.eq_ignore_ascii_case(name);
    config
        .people
        .aliases
        .iter()
        .find(|(_, others)| others.iter().any(|o| is(o)))
        .map_or(name.into(), |(house, _)| house.as_str().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(a: &str, b: &str) -> Sameness {
        compare(a, b, &Config::default())
    }

    #[test]
    fn a_surname_alone_is_the_person_of_that_surname() {
        assert_eq!(same("Vladimir Putin", "Putin"), Sameness::Same);
        assert_eq!(same("Joseph R. Biden Jr.", "Joseph Biden"), Sameness::Same);
        assert_eq!(same("Mike Rogers", "Michael Rogers"), Sameness::Same);
        assert_eq!(same("Vladimir Putin", "Dmitry Peskov"), Sameness::Different);
        assert_eq!(same("AnnaBerg", "Anna Berg Holm"), Sameness::Unknown);
    }

    #[test]
    fn two_people_of_one_surname_are_never_called_one_or_different() {
        assert_eq!(same("Hillary Clinton", "Bill Clinton"), Sameness::Unknown);
        assert!(may_be_namesakes("Hillary Clinton", "Bill Clinton"));
        assert!(
            !may_be_namesakes("Bill Clinton", "William J. Clinton") && !may_be_namesakes("Clinton", "Bill Clinton")
        );
    }

    #[test]
    fn what_may_be_no_person_is_not_taken_for_one() {
        for name in ["Vladimir Putin", "Putin", "J.D. Vance"] {
            assert!(is_personal(name), "{name}");
        }
        for name in ["Fact Check", "WATCHED Clinton", "Reuters", "Others", "Hill", ""] {
            assert!(!is_personal(name), "{name}");
        }
    }

    #[test]
    fn what_stands_before_a_name_without_being_one_is_left_out() {
        assert_eq!(personal("WATCHED Donald Trump"), Some("Donald Trump"));
        assert_eq!(personal("United Nations Nikki Haley"), Some("Nikki Haley"));
        assert_eq!(personal("Rod Rosenstein"), Some("Rod Rosenstein"));
        assert_eq!(personal("President Ilescu"), Some("Ilescu"));
    }

    #[test]
    fn transliterations_do_not_make_two_people() {
        assert_eq!(same("Vladimir Chizhov", "Vladimir Shizov"), Sameness::Unknown);
        assert_eq!(same("Petro Zelenskiy", "Petro Zelensky"), Sameness::Same);
        assert_eq!(same("Yasser Petrovich", "Yasir Petrovych"), Sameness::Same);
        assert_eq!(same("Xi Jinping", "Xi"), Sameness::Unknown);
        assert_eq!(same("Mikhail Gorbachev", "Michail Gorbatschow"), Sameness::Unknown);
        assert_eq!(same("Kevin McCarthy", "McConnell"), Sameness::Different);
    }
}
