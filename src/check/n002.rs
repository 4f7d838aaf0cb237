//! N002: an office or title that the record gives to someone else at that date.

use super::memo::People;
use super::names::{self, Sameness};
use super::{Draft, Edit, Evidence, Finding, Fix, Rule, Severity, telling};
use crate::lexicon::{self, Class};
use crate::read::Person;
use crate::read::titles::title_key;
use crate::record::Holder;
use crate::text::Span;
use jiff::{ToSpan, civil::Date};
use std::sync::LazyLock;

pub(super) const RULE: Rule =
    Rule { code: "N002", name: "title-conflict", severity: Severity::Warning, needs_record: true, docs: DOCS, check };

const DOCS: &str = "\
# N002 title-conflict

An office or title that the record gives to someone else at that date.

**Why it matters.** The wrong name in an office is read by everyone who knows the right one, and an office that has
changed hands is the first thing to be out of date in a background paragraph.

**Example.** In the weeks around the draft, four outlets on record call Ines Keller mayor of Lindau. The draft has
`Lindau Mayor Paul Brandt`, and the record knows Paul Brandt, but never as mayor of Lindau. The finding names the
holder and who says so.

**When it stays silent.** For offices that several people hold at once (senators, spokesmen, judges) or that do not say
of what (`the prime minister`), where the record does not know the draft's person, or has them in that office at any
time or on the way to it (`mayor-elect`), where the holders on record are not of one mind, where the draft tells of
the past or of a change (`then`, `former`, `succeeded`), and where the draft has no date.

**Silence it** with `<!-- onrecord: ignore N002 -->` on the line (plain text: `[onrecord: ignore N002]`).
";

/// What N002 knows of a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Office {
    /// Of an office that one person holds.
    OfOne,
    /// What such an office is of, beside places and organisations: as a title's key has it.
    OfWhat,
    /// Of a holder who is not, not yet or no more the one.
    NotOfOne,
    /// Tells of a change in an office.
    Change,
}

/// Word and kind, a line each: a word may be of several kinds.
static WORDS: LazyLock<Vec<(&'static str, Office)>> = LazyLock::new(|| {
    let kind = |kind: &str| match kind {
        "one" => Some(Office::OfOne),
        "of" => Some(Office::OfWhat),
        "not" => Some(Office::NotOfOne),
        "change" => Some(Office::Change),
        _ => None,
    };
    let lines = lexicon::rows(include_str!("../lexicon/office_words.tsv"));
    lines.filter_map(|l| l.split_once('\t')).filter_map(|(word, k)| Some((word, kind(k)?))).collect()
});

fn is(word: &str, kind: Office) -> bool {
    WORDS.contains(&(word, kind))
}

/// Days around the draft's within which somebody holds an office on record.
const WINDOW: i32 = 120;

/// Articles and outlets that must name the holder there, and how many of all that name any.
const MIN_DOCUMENTS: u64 = 3;
const MIN_OUTLETS: usize = 3;
const ALL_BUT: u64 = 5;

/// Articles that must know the draft's person.
const KNOWN: u64 = 2;

/// Articles looked at for the titles that the draft's person has on record: in many they are merely named.
const MAX_APPEARANCES: usize = 64;

/// Sources shown, at most.
const MAX_SOURCES: usize = 12;

fn check(rule: &Rule, draft: &Draft, findings: &mut Vec<Finding>) {
    let Some(people) = draft.people() else { return };
    let Some(today) = draft.reading.date.or(draft.document.meta.date) else { return };
    for person in draft.reading.people.iter().filter(|p| !p.organisation) {
        let offices = person.titles.iter().filter_map(|t| Some((t.as_str(), title_key(t)?)));
        let found = offices
            .filter(|(_, key)| is_of_one(key))
            .find_map(|(title, key)| conflict(rule, draft, people, today, person, title, &key));
        findings.extend(found);
    }
}

/// Whether a title's key names an office that one person holds, and says of what.
fn is_of_one(key: &str) -> bool {
    let mut words = key.split(' ');
    let known = |w: &str| lexicon::entry(lexicon::lexicon().find(w)).classes;
    // A town that no lexicon has is no everyday word.
    let mayor = key.split(' ').any(|w| w == "mayor");
    let of_what = |w: &str| {
        is(w, Office::OfWhat)
            || known(w).intersects(Class::PLACE | Class::ORGANISATION)
            || mayor && w != "mayor" && !crate::record::is_common(w)
    };
    words.clone().any(|w| is(w, Office::OfOne)) && words.clone().any(of_what) && words.all(|w| !is(w, Office::NotOfOne))
}

fn conflict(
    rule: &Rule,
    draft: &Draft,
    people: People,
    today: Date,
    person: &Person,
    title: &str,
    key: &str,
) -> Option<Finding> {
    let name = names::personal(&person.name).filter(|n| n.contains(' '))?;
    let (mention, before) = titled(draft, person, title)?;
    let (first, last) = (today.checked_sub(WINDOW.days()).ok()?, today.checked_add(WINDOW.days()).ok()?);
    let holders = people.holders_between(key, first, last)?;
    let holder = holders.iter().find(|h| names::is_personal(&h.name) && h.name.contains(' '))?;
    let is_holder = |h: &&Holder| names::compare(&h.name, &holder.name, draft.config) != Sameness::Different;
    let theirs: u64 = holders.iter().filter(is_holder).map(|h| h.documents).sum();
    let others: u64 = holders.iter().filter(|h| !is_holder(h)).map(|h| h.documents).sum();
    let silent = |why: &str| {
        draft.note(rule, mention, || format!("{title} {name}: {} on record, but {why}", holder.name));
        None
    };
    let may_be_one = |other: &str| names::compare(other, name, draft.config) != Sameness::Different;
    if may_be_one(&holder.name) {
        return None;
    }
    if theirs < MIN_DOCUMENTS || others * ALL_BUT > theirs {
        return silent("too few say so, or others hold it too");
    }
    if people.holders(key)?.iter().any(|h| may_be_one(&h.name)) {
        return silent("the draft's holder has held it");
    }
    let words = before.of(&draft.document.text);
    let changes = |w: &str| is(&w.to_lowercase(), Office::Change);
    if words.split(|c: char| !c.is_alphanumeric()).any(changes) || is_of_the_past(draft, before, first) {
        return silent("the paragraph tells of the past or of a change");
    }
    if people.documents_naming(name)? < KNOWN {
        return silent("nothing is known of the draft's holder");
    }
    // "mayor-elect of Lindau", "nominee for": on the way to the office, or out of it.
    let wanted: Vec<&str> = key.split(' ').collect();
    let known = people.appearances(name, MAX_APPEARANCES)?;
    let keys: Vec<String> = known.iter().flat_map(|a| &a.titles).filter_map(|t| title_key(t)).collect();
    let has_all = |k: &String| wanted.iter().all(|w| k.split(' ').any(|x| x == *w));
    if keys.is_empty() || keys.iter().any(has_all) {
        return silent("the record has no other title for the draft's holder, or one of this office");
    }
    let places = people.in_office(key, &holder.name, today, MAX_SOURCES)?;
    if telling::outlets(places.iter().map(|(s, _, _)| &**s)) < MIN_OUTLETS {
        return silent("too few outlets say so");
    }
    let count = telling::outlets(places.iter().map(|(s, _, _)| &**s));
    let mut finding = rule.finding(
        mention,
        format!(
            "{} on record call {} {title} at that time ({}), the draft {name}",
            telling::count(count, "source"),
            holder.name,
            telling::sources(places.iter().map(|(s, _, _)| &**s)),
        ),
    );
    finding.evidence = places
        .iter()
        .cloned()
        .map(|(source, file_span, text)| Evidence { source, speaker: None, text, file_span })
        .collect();
    finding.fixes.push(Fix {
        title: format!("Change to {}", holder.name),
        edits: vec![Edit { span: mention, text: holder.name.clone() }],
    });
    Some(finding)
}

/// The mention of a person that has the title beside it, and its paragraph up to the end of the sentence.
fn titled(draft: &Draft, person: &Person, title: &str) -> Option<(Span, Span)> {
    /// Bytes between a name and a title that stands after it: "Ines Keller, 54, the mayor".
    const BESIDE: usize = 24;
    let text = &draft.document.text;
    let head = title.split(" of ").next().unwrap_or(title);
    person.mentions.iter().find_map(|m| {
        let (before, after) = (text.get(..m.start as usize)?, text.get(m.end as usize..)?);
        let stands_after = after.find(head).is_some_and(|at| at <= BESIDE);
        if !(before.trim_end_matches(['.', ',', ' ']).ends_with(head.trim_end_matches('.')) || stands_after) {
            return None;
        }
        // The paragraph: "Gov. Paul Brandt" has a period of its own.
        let start = before.rfind('\n').map_or(0, |i| i + 1);
        let end = after.find('\n').unwrap_or(after.len()).min(after.find(". ").unwrap_or(after.len()));
        Some((*m, Span::from(start..m.end as usize + end)))
    })
}

/// Whether a stretch of the draft has a date before the days that the record was asked of.
fn is_of_the_past(draft: &Draft, stretch: Span, first: Date) -> bool {
    let dates = draft.reading.dates.iter().filter(|d| d.span.overlaps(stretch));
    dates.filter_map(|d| d.days).any(|d| d.first < first)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, findings, fixed, known};

    fn record(more: &[&str]) -> Vec<String> {
        let mut all: Vec<String> = ["The Tide", "Lake Post", "Shore News", "Hill Gazette"]
            .iter()
            .map(|o| {
                format!(
                    "---\noutlet: {o}\ndate: 2021-06-10\n---\n\nToledo Mayor Ines Keller opened the harbour. \"It is open,\" said Judge Paul Brandt of Bregenz.\n"
                )
            })
            .collect();
        all.extend(more.iter().map(|m| format!("---\noutlet: Dune Daily\ndate: 2021-06-09\n---\n\n{m}\n")));
        all
    }

    fn codes_with(more: &[&str], draft: &str) -> Vec<&'static str> {
        let record = record(more);
        codes(draft, &record.iter().map(String::as_str).collect::<Vec<_>>())
    }

    const DRAFT: &str = "Toledo Mayor Paul Brandt praised the harbour.\n";

    #[test]
    fn an_office_of_somebody_elses_is_found_with_its_holder() {
        let record = record(&[]);
        let record: Vec<&str> = record.iter().map(String::as_str).collect();
        let found = findings(DRAFT, &record);
        assert_eq!(found.iter().map(|f| f.code).collect::<Vec<_>>(), ["N002"], "{found:?}");
        assert_eq!(found[0].evidence.len(), 4);
        assert!(found[0].message.starts_with("4 sources on record call Ines Keller"), "{}", found[0].message);
        assert!(found[0].evidence[0].text.contains("Toledo Mayor Ines Keller"));
        assert_eq!(fixed(DRAFT, &record), DRAFT.replace("Paul Brandt", "Ines Keller"));
    }

    #[test]
    fn what_was_not_looked_up_yet_is_not_waited_for() {
        let record = record(&[]);
        let [before, all, after] = known(DRAFT, &record.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!((before, all, after), (vec![], vec!["N002"], vec!["N002"]));
    }

    #[test]
    fn the_holder_is_left_in_peace_under_any_form_of_the_name() {
        for name in ["Ines Keller", "Keller", "Ines M. Keller"] {
            assert_eq!(codes_with(&[], &format!("Toledo Mayor {name} praised the harbour.\n")), Vec::<&str>::new());
        }
    }

    #[test]
    fn who_has_held_the_office_or_is_unknown_is_not_accused() {
        let held = "\"I am proud,\" said Toledo Mayor Paul Brandt.";
        assert_eq!(codes_with(&[held], DRAFT), Vec::<&str>::new());
        let coming = "\"I am proud,\" said Paul Brandt, the mayor-elect of Toledo.";
        assert_eq!(codes_with(&[coming], DRAFT), Vec::<&str>::new());
        assert_eq!(codes_with(&[], "Toledo Mayor Otto Wirth praised the harbour.\n"), Vec::<&str>::new());
    }

    #[test]
    fn the_past_a_change_and_an_office_of_many_say_nothing() {
        for draft in [
            "In 1998 Toledo Mayor Paul Brandt praised the harbour.\n",
            "Former Toledo Mayor Paul Brandt praised the harbour.\n",
            "The new Toledo Mayor Paul Brandt praised the harbour.\n",
            "Toledo councilman Paul Brandt praised the harbour.\n",
            "The mayor, Paul Brandt, praised the harbour.\n",
        ] {
            assert_eq!(codes_with(&[], draft), Vec::<&str>::new(), "{draft}");
        }
    }
}
