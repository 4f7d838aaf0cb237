//! N001: a name spelled against the record.

use super::memo::People;
use super::{Draft, Edit, Evidence, Finding, Fix, Rule, Severity, names, telling};
use crate::config::Config;
use crate::lexicon::{self, Class};
use crate::read::people::same_given;
use crate::record::Appearance;
use crate::text::{NormalWord, Span, for_each_word, normal_words};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

pub(super) const RULE: Rule =
    Rule { code: "N001", name: "name-variant", severity: Severity::Warning, needs_record: true, docs: DOCS, check };

const DOCS: &str = "\
# N001 name-variant

A name spelled against the record.

**Why it matters.** People read their own names first, and a misspelled one is found by no search.

**Example.** Three papers on record write `Ines Bergmann` and the draft has `Ines Bergmnan`. The finding
shows who spells it so, and its fix changes every place in the draft.

**When it stays silent.** Where the draft's spelling is on record too, where fewer than three articles of two outlets
have the other one, where the word is somebody else's name (`Terry Brown` is not `Jerry Brown`) unless it sounds the
same and the record names that person beside others of this draft, for words of fewer than four letters, for accents
and capitals, for names out of other scripts that papers write in several ways (`Yanukovich`, `Yanukovych`), for the
names of your own `[people]`, and where the draft tells of somebody else: one who lived long before all that is on
record, or whose calling (`a Dutch painter`) nobody on record gives the other.

**Silence it** with `<!-- onrecord: ignore N001 -->` on the line (plain text: `[onrecord: ignore N001]`).
";

/// Shortest word of a name that is looked at, in letters: shorter ones that differ by a letter are other names.
const MIN_LETTERS: usize = 4;

/// Articles and outlets that must have the other spelling.
const MIN_DOCUMENTS: u64 = 3;
const MIN_OUTLETS: usize = 2;

/// How much commoner than the draft's the other spelling must be.
const COMMONER: u64 = 20;

/// Passages with a word up to which it may be a misspelling that got into the record before, if the other is ten
/// times as common.
const HARDLY_ON_RECORD: u64 = 3;

/// Articles looked at for who spells the name so.
const MAX_APPEARANCES: usize = 24;

fn check(rule: &Rule, draft: &Draft, findings: &mut Vec<Finding>) {
    let Some(people) = draft.people() else { return };
    findings.extend(draft.named(people).iter().filter_map(|named| other_spelling(rule, draft, people, named)));
}

/// Looks up, on all cores, the names that are nearly the draft's, which takes longest of what the rule asks.
pub(super) fn warm(draft: &Draft, stop: &(dyn Fn() -> bool + Sync)) {
    let Some(people) = draft.people().filter(|_| super::selected(&RULE, draft.config)) else { return };
    let named = draft.named(people);
    let new: Vec<&Named> = named.iter().filter(|n| is_looked_up(draft, n) && !people.has_like(&n.name)).collect();
    new.par_iter().filter(|_| !stop()).for_each(|named| drop(people.like(&named.name)));
}

/// Everybody in the draft; see [`Draft::named`].
pub(super) fn all_named(draft: &Draft, people: People) -> Vec<Named> {
    let named = draft.reading.people.iter().filter(|p| !p.organisation);
    // A name that is parted by a line's end is the same name.
    let whole = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ");
    let named = named.map(|p| Named { name: whole(&p.name), mentions: p.mentions.clone() });
    named.chain(unheard_of(draft, people)).collect()
}

/// Whether the record is asked for a name: a first and a last one, and neither the house's own nor an account's.
fn is_looked_up(draft: &Draft, named: &Named) -> bool {
    named.name.contains(' ') && !is_house_name(&named.name, draft.config) && !is_handle(draft, &named.mentions)
}

/// Somebody in the draft.
pub(super) struct Named {
    name: String,
    mentions: Vec<Span>,
}

/// Two capitalised words that are no name to the reader, one of them hardly on record: "Hillray Clinton" is nobody
/// whom one could have heard of.
fn unheard_of<'a>(draft: &'a Draft, people: People<'a>) -> impl Iterator<Item = Named> + 'a {
    let text = &draft.document.text;
    let mut mentions: Vec<Span> = draft.reading.people.iter().flat_map(|p| p.mentions.iter().copied()).collect();
    mentions.sort_unstable();
    let is_named = move |span: Span| {
        let next = mentions.partition_point(|m| m.end <= span.start);
        mentions.get(next).is_some_and(|m| m.contains(span))
    };
    // Of all the draft's words, which are many, only those with a capital are kept.
    let mut pairs: Vec<Span> = Vec::new();
    for run in capitals(text) {
        let mut first: Option<Span> = None;
        for_each_word(text, run, |form, span| {
            let written = span.of(text);
            let is_name = written.starts_with(char::is_uppercase)
                && written.contains(char::is_lowercase)
                && form.chars().count() >= MIN_LETTERS;
            if let Some(first) = first.filter(|_| is_name) {
                pairs.push(Span::new(first.start, span.end - ending(form, span)));
            }
            first = is_name.then_some(span);
        });
    }
    pairs.retain(|span| {
        // "Feel the Bern: Sanders won" names nobody.
        span.of(text).split_once(' ').is_some_and(|(a, b)| a.ends_with(char::is_alphanumeric) && !b.contains(' '))
    });
    pairs.into_iter().filter(move |span| !is_named(*span)).filter_map(move |span| {
        let name = span.of(text);
        let unknown = |w: &str| people.passages_with(&w.to_lowercase()).is_some_and(|n| n <= HARDLY_ON_RECORD);
        name.split(' ').any(unknown).then(|| Named { name: name.to_owned(), mentions: vec![span] })
    })
}

/// Stretches of two or more words side by side, each of which may have a capital.
fn capitals(text: &str) -> impl Iterator<Item = Span> {
    let may_have = |word: &[u8]| word.iter().any(|b| b.is_ascii_uppercase() || !b.is_ascii());
    let mut words = text.split(' ').scan(0, move |at, word| {
        let start = *at;
        *at += word.len() + 1;
        Some((start..start + word.len(), may_have(word.as_bytes())))
    });
    std::iter::from_fn(move || {
        loop {
            let (first, _) = words.by_ref().find(|(_, capital)| *capital)?;
            let end = words.by_ref().take_while(|(_, capital)| *capital).last().map(|(last, _)| last.end);
            if let Some(end) = end {
                return Some(Span::from(first.start..end));
            }
        }
    })
}

/// A word of a name and how the record spells it.
struct Slip<'a> {
    written: NormalWord,
    recorded: NormalWord,
    /// The name on record.
    name: &'a str,
    documents: u64,
}

fn other_spelling(rule: &Rule, draft: &Draft, people: People, named: &Named) -> Option<Finding> {
    let first = *named.mentions.first()?;
    let name = named.name.as_str();
    if !is_looked_up(draft, named) || is_garbled(name) {
        return None;
    }
    let like = people.like(name)?;
    let forms =
        |name: &str| normal_words(name, Span::from(0..name.len())).into_iter().map(|w| w.form).collect::<Vec<_>>();
    let written = forms(name);
    let own: u64 = like.iter().filter(|(n, _)| forms(n) == written).map(|(_, documents)| documents).sum();
    let mut slips = like
        .iter()
        .filter(|(n, documents)| *documents >= MIN_DOCUMENTS && own * COMMONER <= *documents && names::is_personal(n))
        .filter_map(|(other, documents)| slip(name, other, *documents));
    let slip = slips.next()?;
    // Other spellings of it may be on record by mistake, too.
    if slips.any(|other| other.documents * COMMONER > slip.documents) {
        draft.note(rule, first, || format!("{name}: several names on record are nearly this one"));
        return None;
    }
    let slip = &slip;
    let (written, recorded) = (slip.written.form.as_str(), slip.recorded.form.as_str());
    let passages = people.passages_with(written)?;
    // One letter of a word that is nobody's name is a slip; for others the record has to know the company.
    let one_letter = strsim::osa_distance(written, recorded) == 1;
    let nobodys = passages <= HARDLY_ON_RECORD && passages * 10 <= people.passages_with(recorded)?;
    let sure =
        one_letter && nobodys || sounds(written) == sounds(recorded) && in_this_company(draft, people, named, slip)?;
    if !sure {
        draft.note(rule, first, || {
            format!(
                "{name} is one letter or two from {}, whom {} articles name, and may be somebody else: {} passages have {written}",
                slip.name, slip.documents, passages
            )
        });
        return None;
    }
    let places = people.appearances(slip.name, MAX_APPEARANCES)?;
    if telling::outlets(places.iter().map(|p| &*p.source)) < MIN_OUTLETS {
        draft.note(rule, first, || format!("{}: one outlet alone spells it so", slip.name));
        return None;
    }
    if let Some(why) = is_another(draft, named, slip, &places) {
        draft.note(rule, first, || format!("{name} is nearly {}, but {why}", slip.name));
        return None;
    }
    finding(rule, draft, named, slip, &places)
}

/// Years from which a time on record is another than that of the draft's person: a long life.
const LIFETIME: i16 = 90;

/// Why the draft's person may be another than the record's of nearly the same name: one who lived long before, or whose
/// calling nobody on record gives theirs.
fn is_another(draft: &Draft, named: &Named, slip: &Slip, places: &[Appearance]) -> Option<&'static str> {
    if is_of_old(draft, named, places) {
        return Some("the draft tells of a time long before all that is on record");
    }
    // "Start on Hillary, the numbers change" introduces nobody.
    let text = &draft.document.text;
    let mut in_full = named.mentions.iter().filter(|m| m.of(text).contains(' '));
    let theirs = in_full.find_map(|m| calling(text.get(m.end as usize..)?))?;
    // Offices change, and one person holds several.
    if lexicon::entry(lexicon::lexicon().find(&theirs)).classes.contains(Class::TITLE) {
        return None;
    }
    let after = |p: &Appearance| calling(p.around.split_once(slip.name)?.1);
    let told = places.iter().filter(|p| !p.titles.is_empty() || after(p).is_some()).count();
    (told >= MIN_TOLD && !are_around(places, |w| w.to_lowercase().starts_with(&theirs)))
        .then_some("nobody on record calls them what the draft does")
}

/// Whether all that the draft dates in its sentences about somebody lies a lifetime before the record, which tells of no
/// such time where it names the other. Of Lincoln it does.
fn is_of_old(draft: &Draft, named: &Named, places: &[Appearance]) -> bool {
    let Some(first) = places.iter().filter_map(|p| Some(p.source.date?.year())).min() else { return false };
    let long_before = |year: i16| year.saturating_add(LIFETIME) < first;
    let prose = draft.prose();
    let sentence = |m: &Span| Some(prose.span(prose.sentences.get(prose.sentence_of(prose.token_at(m.start)))?));
    let sentences: Vec<Span> = named.mentions.iter().filter_map(sentence).collect();
    let mut dates = draft.reading.dates.iter().filter(|d| sentences.iter().any(|s| s.contains(d.span))).peekable();
    dates.peek().is_some()
        && dates.all(|d| d.days.is_some_and(|days| long_before(days.last.year())))
        && !are_around(places, |w| w.len() == 4 && w.parse().is_ok_and(|year| year > 1000 && long_before(year)))
}

/// Whether some word around the name on record is such a one.
fn are_around(places: &[Appearance], is: impl Fn(&str) -> bool) -> bool {
    places.iter().any(|p| p.around.split(|c: char| !c.is_alphanumeric()).any(&is))
}

/// Articles on record that must say what somebody is, where a draft that says something else means another.
const MIN_TOLD: usize = 2;

/// What somebody is called behind their name, in a word: "painter" of ", a Dutch painter, died".
fn calling(after: &str) -> Option<String> {
    /// Words of such a phrase, and those that end it.
    const MOST: usize = 5;
    const ENDING: &[&str] = &["of", "in", "at", "from", "for", "with", "on", "by", "who", "whose", "that", "and"];
    let phrase = after.strip_prefix(',')?.trim_start().split([',', '.', ';', ':', '(', '—', '–', '\n']).next()?;
    let mut words = phrase.split(' ').filter(|w| !w.is_empty());
    words.next().filter(|w| ["a", "an", "the"].contains(w))?;
    let words: Vec<&str> = words.take_while(|w| !ENDING.contains(w)).take(MOST + 1).collect();
    let last = words.last().filter(|w| words.len() <= MOST && w.chars().all(char::is_lowercase))?;
    Some((*last).to_owned())
}

fn finding(rule: &Rule, draft: &Draft, named: &Named, slip: &Slip, places: &[Appearance]) -> Option<Finding> {
    let text = &draft.document.text;
    let recorded = slip.recorded.span.of(slip.name);
    // In every mention of this person, in capitals where the draft has capitals.
    let words = named.mentions.iter().flat_map(|m| normal_words(text, *m));
    let wrong: Vec<Span> = words.filter_map(|w| same_word(&w, &slip.written)).collect();
    let written = wrong.first()?.of(text);
    let mut finding = rule.finding(
        *wrong.first()?,
        format!(
            "{} on record spell this name {} ({}), the draft has {written}",
            telling::count(telling::outlets(places.iter().map(|p| &*p.source)), "source"),
            slip.name,
            telling::sources(places.iter().map(|p| &*p.source)),
        ),
    );
    finding.evidence = places
        .iter()
        .map(|p| Evidence {
            source: p.source.clone(),
            speaker: None,
            text: slip.name.to_owned(),
            file_span: p.file_span,
        })
        .collect();
    let places = if wrong.len() > 1 { format!(" in {} places", wrong.len()) } else { String::new() };
    let shouted = |s: Span| s.of(text).chars().all(|c| !c.is_lowercase());
    finding.fixes.push(Fix {
        title: format!("Change to {recorded}{places}"),
        edits: wrong
            .iter()
            .map(|&span| Edit { span, text: if shouted(span) { recorded.to_uppercase() } else { recorded.to_owned() } })
            .collect(),
    });
    Some(finding)
}

/// Where a word of the draft is the misspelled one, without its possessive ending.
fn same_word(word: &NormalWord, written: &NormalWord) -> Option<Span> {
    let bare = |form: &str| form.strip_suffix("'s").unwrap_or(form).len();
    let same = word.form.get(..bare(&word.form)) == written.form.get(..bare(&written.form));
    same.then(|| Span::new(word.span.start, word.span.end - ending(&word.form, word.span)))
}

/// Bytes of a word's possessive ending: "'s" has two, "’s" four.
fn ending(form: &str, span: Span) -> u32 {
    match form.strip_suffix("'s") {
        Some(bare) => span.len().saturating_sub(bare.len() as u32).min(4),
        None => 0,
    }
}

/// Whether a name has what is left of a mark that was read in the wrong encoding: "Kellerâ€™s", "Kellerâs".
fn is_garbled(name: &str) -> bool {
    let broken = |w: &str| w.trim_end_matches(|c: char| c == 's' || !c.is_alphanumeric()).ends_with('\u{E2}');
    name.contains(['\u{FFFD}', '\u{C3}']) || name.split_whitespace().any(broken)
}

/// Whether a name is that of an account: "Mark Twayn (@MarkTwayn)".
fn is_handle(draft: &Draft, mentions: &[Span]) -> bool {
    let after = |m: &Span| draft.document.text.get(m.end as usize..).unwrap_or("");
    mentions.iter().any(|m| after(m).trim_start().trim_start_matches('(').starts_with('@'))
}

/// The one word in which two names differ; `None` where they differ in more, or in nothing that is a spelling.
fn slip<'a>(draft: &str, name: &'a str, documents: u64) -> Option<Slip<'a>> {
    let words = |name: &str| normal_words(name, Span::from(0..name.len()));
    let (own, theirs) = (words(draft), words(name));
    if own.len() != theirs.len() || own.len() < 2 {
        return None;
    }
    let mut differing = own.into_iter().zip(theirs).filter(|(a, b)| a.form != b.form);
    let (written, recorded) = differing.next()?;
    let (a, b) = (written.form.as_str(), recorded.form.as_str());
    let plural =
        a.strip_suffix('s') == Some(b) || b.strip_suffix('s') == Some(a) || a.ends_with("'s") || b.ends_with("'s");
    // An Ivy Leaguer.
    let derived = a.strip_prefix(b).is_some_and(|ending| matches!(ending, "r" | "er" | "rs" | "ers"));
    let short = a.chars().count().min(b.chars().count()) < MIN_LETTERS;
    let begins_alike = a.chars().next() == b.chars().next();
    // Kate and Katie are both right, and so are Yanukovich and Yanukovych.
    let both_right = same_given(a, b);
    (differing.next().is_none() && !plural && !derived && !short && !both_right && begins_alike).then_some(Slip {
        written,
        recorded,
        name,
        documents,
    })
}

/// What is heard of a word: its consonants, those that sound alike as one and doubled ones once.
fn sounds(word: &str) -> String {
    let mut out = String::new();
    for c in word.replace("ph", "f").replace("sch", "s").replace("ck", "k").chars() {
        let c = match c {
            'c' | 'q' => 'k',
            'z' => 's',
            'w' => 'v',
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' => continue,
            c => c,
        };
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

/// Documents in which two of the draft's people stand together by chance, at most, where the meeting of the two says
/// something.
const CHANCE: f64 = 0.2;

/// Whether the record names the person of the other spelling beside people of this draft, oftener than chance has it;
/// `None` where that is not known yet.
fn in_this_company(draft: &Draft, people: People, named: &Named, slip: &Slip) -> Option<bool> {
    let others: Vec<&str> = draft
        .reading
        .people
        .iter()
        .filter(|p| p.name != named.name && !p.organisation && p.name.contains(' ') && p.name != slip.name)
        .map(|p| p.name.as_str())
        .collect();
    let articles = people.articles().max(1) as f64;
    let together = people.beside(slip.name, &others)?;
    let mut often = 0;
    for (other, &together) in others.iter().zip(together.iter()).filter(|(_, t)| **t > 0) {
        let by_chance = people.documents_naming(other)? as f64 * slip.documents as f64 / articles;
        if by_chance <= CHANCE {
            return Some(true);
        }
        often += usize::from(together >= 5 && together as f64 >= 2.5 * by_chance);
    }
    Some(often >= 3)
}

/// Whether the configuration has the name, as the house's or as an alias: then how to spell it is settled.
fn is_house_name(name: &str, config: &Config) -> bool {
    config
        .people
        .aliases
        .iter()
        .any(|(house, others)| house.eq_ignore_ascii_case(name) || others.iter().any(|o| o.eq_ignore_ascii_case(name)))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, findings, fixed, known};
    use super::*;

    fn article(outlet: &str, text: &str) -> String {
        format!("---\noutlet: {outlet}\ndate: 2021-06-10\n---\n\n{text}\n")
    }

    fn record(name: &str) -> Vec<String> {
        ["The Tide", "Lake Post", "Shore News"]
            .iter()
            .map(|o| article(o, &format!("On Tuesday {name} opened the harbour of Lindau beside Jonas Frey.")))
            .collect()
    }

    fn codes_against(name: &str, draft: &str) -> Vec<&'static str> {
        let record = record(name);
        codes(draft, &record.iter().map(String::as_str).collect::<Vec<_>>())
    }

    #[test]
    fn a_letter_astray_is_found_and_put_right_wherever_it_stands() {
        let record = record("Ines Bergmann");
        let record: Vec<&str> = record.iter().map(String::as_str).collect();
        let draft = "Ines Bergmnan came to Lindau. \"It rains,\" Bergmnan said. Bergmnan’s umbrella was blue.\n";
        let found = findings(draft, &record);
        let n001: Vec<&Finding> = found.iter().filter(|f| f.code == "N001").collect();
        assert_eq!(n001.len(), 1, "{found:?}");
        assert_eq!(n001[0].evidence.len(), 3);
        assert!(n001[0].message.contains("Ines Bergmann (The Tide, "), "{}", n001[0].message);
        let right = "Ines Bergmann came to Lindau. \"It rains,\" Bergmann said. Bergmann’s umbrella was blue.\n";
        assert_eq!(fixed(draft, &record), right);
    }

    #[test]
    fn who_is_merely_named_is_on_record_too() {
        let record: Vec<String> = ["The Tide", "Lake Post", "Shore News"]
            .iter()
            .map(|o| article(o, "The pier of Lindau belongs to the ferries. Behind it lives Ines Bergmann."))
            .collect();
        let record: Vec<&str> = record.iter().map(String::as_str).collect();
        assert_eq!(codes("Later Ines Bergmnan left.\n", &record), ["N001"]);
    }

    #[test]
    fn what_was_not_looked_up_yet_is_not_waited_for() {
        let record = record("Ines Bergmann");
        let record: Vec<&str> = record.iter().map(String::as_str).collect();
        let [before, all, after] = known("Later Ines Bergmnan left.\n", &record);
        assert_eq!((before, all, after), (vec![], vec!["N001"], vec!["N001"]));
    }

    #[test]
    fn the_recorded_spelling_accents_and_capitals_are_left_in_peace() {
        for name in ["Ines Bergmann", "INES BERGMANN", "Ines Bergmann's", "Inès Bergmann"] {
            assert_eq!(codes_against("Ines Bergmann", &format!("Later {name} left.\n")), Vec::<&str>::new(), "{name}");
        }
    }

    #[test]
    fn another_person_of_nearly_the_name_is_left_in_peace() {
        let master = |o: &&str| {
            article(
                o,
                "\"The port is open,\" said Ingrid Falkenrath, the harbour master of Lindau, whom her crew loves.",
            )
        };
        let record: Vec<String> = ["The Tide", "Lake Post", "Shore News"].iter().map(master).collect();
        let record: Vec<&str> = record.iter().map(String::as_str).collect();
        for draft in [
            "Ingrid Falkenrat, a Dutch painter, died in 1650.",
            "Ingrid Falkenrat sold her first house in 1650.",
            "Ingrid Falkenrat, a Dutch painter, opened her show.",
        ] {
            assert_eq!(codes(&format!("{draft}\n"), &record), Vec::<&str>::new(), "{draft}");
        }
        for draft in [
            "Ingrid Falkenrat, the master of the port, left in May.",
            "Ingrid Falkenrat, the mayor, left.",
            "Ingrid Falkenrat left. After Ingrid, the numbers will change.",
            "Ingrid Falkenrat closed the port, which was built in 1650, on June 10, 2021.",
            "Ingrid Falkenrat spoke of 1650. On June 10, 2021, Ingrid Falkenrat closed the port.",
        ] {
            assert_eq!(codes(&format!("{draft}\n"), &record), ["N001"], "{draft}");
        }
    }

    #[test]
    fn a_person_of_old_whom_the_record_knows_is_spelled_as_there() {
        let record = ["The Tide", "Lake Post", "Shore News"]
            .map(|o| article(o, "The house of Ingrid Falkenrath, who died in 1650, was sold on Tuesday."));
        let record: Vec<&str> = record.iter().map(String::as_str).collect();
        assert_eq!(codes("Ingrid Falkenrat died in 1650.\n", &record), ["N001"]);
    }

    #[test]
    fn names_out_of_other_scripts_have_several_spellings() {
        let recorded = "Mohammed Petrovych";
        assert_eq!(codes_against("Dmitry Firtosh", "Later Dmytro Firtosh left.\n"), Vec::<&str>::new());
        for name in ["Mohammad Petrovych", "Mohammed Petrovich"] {
            assert_eq!(codes_against(recorded, &format!("Later {name} left.\n")), Vec::<&str>::new(), "{name}");
        }
        for name in ["Mohammde Petrovych", "Mohammed Petrovcyh", "Mohammed Petorvych"] {
            assert_eq!(codes_against(recorded, &format!("Later {name} left.\n")), ["N001"], "{name}");
        }
    }

    #[test]
    fn another_given_name_or_first_letter_is_somebody_else() {
        for name in ["Otto Bergmann", "Ines Hergmann", "Ina Bergmann"] {
            assert_eq!(codes_against("Ines Bergmann", &format!("Later {name} left.\n")), Vec::<&str>::new(), "{name}");
        }
    }

    #[test]
    fn one_outlet_alone_or_a_spelling_on_record_is_not_enough() {
        let same: Vec<String> = (0..3).map(|_| article("The Tide", "On Tuesday Ines Bergmann left.")).collect();
        let same: Vec<&str> = same.iter().map(String::as_str).collect();
        assert_eq!(codes("Later Ines Bergmnan left.\n", &same), Vec::<&str>::new());
        let mut both = record("Ines Bergmann");
        both.push(article("Hill Gazette", "On Tuesday Ines Bergman left."));
        let both: Vec<&str> = both.iter().map(String::as_str).collect();
        assert_eq!(codes("Later Ines Bergman left.\n", &both), Vec::<&str>::new());
    }

    #[test]
    fn what_sounds_alike_is_told_from_what_does_not() {
        for (a, b) in [("shultz", "schultz"), ("sydney", "sidney"), ("browne", "brown"), ("phillip", "filip")] {
            assert_eq!(sounds(a), sounds(b), "{a} {b}");
        }
        assert_ne!(sounds("terry"), sounds("jerry"));
    }

    #[test]
    fn a_name_with_what_is_left_of_a_broken_mark_is_left_in_peace() {
        for name in ["Ines Bergmannâ", "Ines Bergmannâs", "Ines Bergmannâ€™s"] {
            assert_eq!(
                codes_against("Ines Bergmann", &format!("Later {name} umbrella left.\n")),
                Vec::<&str>::new(),
                "{name}"
            );
        }
    }
}
