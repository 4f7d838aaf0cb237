//! N002: an office or title that the record gives to someone else at that date.

use super::memo::People;
use super::names::{self, Sameness};
use super::offices::{self, Given, Office as Held, Rank, Said, Told};
use super::{Draft, Edit, Evidence, Finding, Fix, Rule, Severity, telling};
use crate::lexicon::{self, Class};
use crate::read::Person;
use crate::read::people::fold;
use crate::read::titles::{title_key, title_word};
use crate::record::{Holder, Source};
use crate::text::Span;
use jiff::{ToSpan, civil::Date};
use rustc_hash::FxHashSet;
use std::sync::{Arc, LazyLock};

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

**When few articles tell.** Of somebody whom at most forty articles name, their words are read: one that gives the
draft's person another office (`Deputy Mayor Jonas Brandt`, `Sweden's transport minister, Lars Brandt`) and one of the
same story, at most sixty days older than the draft, that gives theirs to somebody else are enough. A story's articles
name the draft's person, its other people, or people whom these articles name. Those on a search server are not read so.

**When it stays silent.** For offices that several people hold at once (senators, spokesmen, judges) or, in many
articles, that do not say of what (`the prime minister`), where the record does not know the draft's person, or has them
in that office at any time or on the way to it (`mayor-elect`), where the holders on record are not of one mind, where
the draft tells of the past or of a change (`then`, `former`, `succeeded`), and where the draft has no date. Where few
articles tell, also where one of them has either person come or go, unless a later one than the draft names the holder
still; where the other office may be the same in other words (`the company's president`); and where the draft has both
people head something. Whom one of them calls `former` in the weeks before the draft, or later where another has the
office before it, is taken to be out of office, if the draft has the office behind their name (`Paul Brandt, the town's
mayor`) and nothing tells that they are back.

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
            .find_map(|(title, key)| conflict(rule, draft, people, today, person, title, &key))
            .or_else(|| conflict_in_story(rule, draft, people, today, person));
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

/// Documents that name the draft's person, at most, where the record is read for what it calls them: of who is in more, a
/// handful would not tell.
const MOST_NAMED: usize = 40;

/// Documents that name somebody, at most, who leads from one article of a story to another.
const RARELY_NAMED: usize = 12;

/// Articles of a story that are read.
const MOST_ARTICLES: usize = 40;

/// Days before the draft's within which a holder named in few articles holds the office still.
const RECENT: i32 = 60;

/// The articles about the draft's story, those that name its person first.
struct Story {
    articles: Vec<Arc<Told>>,
    /// How many of them name the draft's person.
    own: usize,
}

/// Somebody who holds an office on record, and where it says so.
struct Witness<'a> {
    told: &'a Told,
    name: &'a str,
    office: &'a Held,
    line: (Span, &'a str),
    date: Date,
}

/// An office of somebody else's, where few articles tell of it: the record gives the draft's person another one, and
/// theirs to somebody who is named beside people of theirs.
fn conflict_in_story(rule: &Rule, draft: &Draft, people: People, today: Date, person: &Person) -> Option<Finding> {
    let name = names::personal(&person.name).filter(|n| n.contains(' '))?;
    let prose = draft.prose();
    let said = |m: &Span| {
        offices::beside(prose, *m).into_iter().filter_map(|s| match s {
            Said::Office(office) => Some(office),
            Said::Calling(_) | Said::Trade(_) => None,
        })
    };
    let given: Vec<(Span, Held)> = person.mentions.iter().flat_map(|m| said(m).map(|o| (*m, o))).collect();
    // "President Clinton" may be another Clinton.
    let in_full = |m: &Span| m.of(&draft.document.text).contains(' ');
    let (mention, office) = given.iter().find(|(m, o)| in_full(m) && o.rank == Rank::Holds && o.is_of_one())?;
    let silent = |why: &str| {
        draft.note(rule, *mention, || format!("{} {name}: {why}", called(office)));
        None
    };
    if given.iter().any(|(_, o)| matches!(o.rank, Rank::NotNow | Rank::Former) && o.may_be(office)) {
        return silent("the draft has a former or an acting holder");
    }
    let text = &draft.document.text;
    let tells_of_change = |m: &Span| {
        let sentence = offices::sentence(prose, *m);
        offices::tells_of_change(sentence.of(text))
            || is_of_the_past(draft, sentence, today.checked_sub(RECENT.days()).unwrap_or(today))
    };
    if person.mentions.iter().any(tells_of_change) {
        return silent("the draft tells of the past or of a change");
    }
    let own = spelled(people, name)?;
    if own.iter().map(|(_, documents)| documents).sum::<u64>() > MOST_NAMED as u64 {
        return silent("many articles name them, and titles of two words or more decide");
    }
    let about = articles_of(people, &own)?;
    let theirs: Vec<&offices::Person> =
        about.iter().filter_map(|t| own.iter().find_map(|(n, _)| t.person(n))).collect();
    let held = || theirs.iter().flat_map(|p| p.offices.iter().map(|g| &g.office));
    // A "council president" is hardly the president of a firm of another's.
    let is_unclear =
        |o: &Held| o.names.is_empty() && office.sorts.is_empty() && !o.sorts.is_empty() && !office.names.is_empty();
    // "The interior minister" beside "Austria's interior minister" is not Austria's.
    let is_anothers = |told: &Told| {
        let others = told
            .people
            .iter()
            .filter(|p| !own.iter().any(|(n, _)| names::compare(&p.name, n, draft.config) != Sameness::Different));
        let offices = { others }.flat_map(|p| p.offices.iter().map(|g| &g.office));
        { offices }
            .any(|o| o.rank == Rank::Holds && !o.names.is_empty() && !office.names.is_empty() && o.is_same(office))
    };
    let apart = about.iter().any(|t| is_anothers(t));
    let is_of_here = |o: &Held| apart && o.rank == Rank::Holds && o.names.is_empty();
    // "Former" in these weeks is not in office now; but "Mayor Berg" may be what a former one is called for life.
    let is_told_behind = text.get(mention.end as usize..).is_some_and(|behind| behind.starts_with(','));
    let since = today.checked_sub(RECENT.days()).unwrap_or(today);
    let has_left = |o: &Held| o.rank == Rank::Former && o.may_be(office);
    let calls_former = |t: &&Arc<Told>| {
        let person = own.iter().find_map(|(n, _)| t.person(n));
        person.is_some_and(|p| p.offices.iter().any(|g| has_left(&g.office)))
    };
    let left_by = about.iter().filter(calls_former).filter_map(|t| t.source.date).filter(|d| *d >= since).min();
    let left_by = left_by.filter(|_| is_told_behind);
    let is_gone = left_by.is_some();
    let is_former = |o: &Held| is_gone && has_left(o);
    let has_held =
        |o: &Held| !is_former(o) && o.rank != Rank::Under && o.may_be(office) && !is_unclear(o) && !is_of_here(o);
    if held().any(has_held) || theirs.iter().any(|p| p.callings.contains(&office.head)) {
        return silent("the record calls them that, or has done so");
    }
    if held().next().is_none() && theirs.iter().all(|p| p.callings.is_empty()) {
        return silent("the record does not say what they are");
    }
    let unclear = held().any(|o| o.may_be(office) && is_unclear(o));
    // Only where that leaves a doubt are the other articles read.
    let story = story(draft, people, &own, &about)?;
    let witnesses = witnesses(draft, &story, office, &own, today);
    let Some(first) = witnesses.first() else {
        return silent("nobody on record holds that office, or not at that time");
    };
    let same = |other: &str| names::compare(other, first.name, draft.config) != Sameness::Different;
    let (of_holder, of_others): (Vec<&Witness>, Vec<&Witness>) = witnesses.iter().partition(|w| same(w.name));
    if of_others.len() as u64 * ALL_BUT > of_holder.len() as u64 {
        return silent("others hold it too");
    }
    // The president of the federation is not the one whom others call the club's.
    let of_another_kind = |sorts: &[String]| {
        !sorts.is_empty() && held().filter(|o| o.may_be(office)).all(|o| o.sorts.iter().all(|s| !sorts.contains(s)))
    };
    let kinds =
        story.articles.iter().filter_map(|t| t.person(first.name)).flat_map(|p| p.offices.iter().map(|g| &g.office));
    let is_told_apart = of_holder.iter().any(|w| w.office.names.iter().any(|n| office.names.contains(n)))
        || kinds.filter(|o| o.head == office.head).any(|o| of_another_kind(&o.sorts));
    if unclear && !is_told_apart {
        return silent("what they hold on record may be that very office");
    }
    // Who has come or gone may have done so before the draft's day, unless somebody holds it after that.
    let goes = story.articles.iter().filter(|t| t.source.date.is_none_or(|d| d <= today));
    let turned = |p: &&offices::Person| if is_gone { p.may_be_back(office) } else { p.may_have_turned(office) };
    let changed =
        theirs.iter().any(turned) || goes.filter_map(|t| t.person(first.name)).any(|p| p.may_have_turned(office));
    // Who is called so only later may have left since, unless another had the office before.
    if left_by.is_some_and(|d| d > today) && !of_holder.iter().any(|w| w.date <= today) {
        return silent("they may have left it since");
    }
    if changed && !of_holder.iter().any(|w| w.date >= today) {
        return silent("the record tells of a change");
    }
    let heads_another = |p: &&Person| {
        let offices = p.mentions.iter().flat_map(said);
        same(&p.name) && { offices }.any(|o| o.head == office.head && o.rank == Rank::Holds)
    };
    if draft.reading.people.iter().any(|p| heads_another(&p)) {
        return silent("the draft gives the holder such an office, too");
    }
    let surname = first.name.rsplit(' ').next().unwrap_or(first.name);
    let mut goes_here = prose.sentences.iter().map(|s| prose.span(s).of(text)).filter(|s| s.contains(surname));
    if goes_here.any(offices::tells_of_change) {
        return silent("the draft tells of a change");
    }
    Some(found_in_story(rule, *mention, name, office, &of_holder, &story, &own))
}

/// The spellings of a name on record that differ in accents only, each with its documents.
fn spelled(people: People, name: &str) -> Option<Vec<(String, u64)>> {
    let folded = fold(name);
    let own: Vec<(String, u64)> = people.like(name)?.iter().filter(|(n, _)| fold(n) == folded).cloned().collect();
    (!own.is_empty()).then_some(own)
}

/// The articles that name the draft's person.
fn articles_of(people: People, own: &[(String, u64)]) -> Option<Vec<Arc<Told>>> {
    let mut articles: Vec<Arc<Told>> = Vec::new();
    let mut seen: FxHashSet<u64> = FxHashSet::default();
    for (name, _) in own {
        let told = people.told(name, MOST_NAMED)?;
        articles.extend(told.iter().filter(|t| seen.insert(t.source.key)).cloned());
    }
    Some(articles)
}

/// The articles about the draft's person, those of the draft's other people, and of those whom these name, as far as few
/// articles name them.
fn story(draft: &Draft, people: People, own: &[(String, u64)], about: &[Arc<Told>]) -> Option<Story> {
    let mut articles = about.to_vec();
    let mut seen: FxHashSet<u64> = articles.iter().map(|t| t.source.key).collect();
    let mut asked: FxHashSet<String> = own.iter().map(|(n, _)| n.clone()).collect();
    let others = draft.reading.people.iter().filter(|p| !p.organisation).map(|p| p.name.clone());
    let mut names: Vec<String> = others.filter(|n| n.contains(' ')).collect();
    let mut read = 0;
    loop {
        for name in names.drain(..).filter(|n| asked.insert(n.clone())).collect::<Vec<_>>() {
            if articles.len() >= MOST_ARTICLES {
                break;
            }
            let documents = people.documents_naming(&name)?;
            if documents == 0 || documents > RARELY_NAMED as u64 {
                continue;
            }
            let told = people.told(&name, RARELY_NAMED)?;
            articles.extend(told.iter().filter(|t| seen.insert(t.source.key)).cloned());
        }
        if read >= articles.len().min(MOST_ARTICLES) {
            break;
        }
        names.extend(articles[read].people.iter().map(|p| p.name.clone()));
        read += 1;
    }
    Some(Story { articles, own: about.len() })
}

/// Who holds an office at the draft's time in the articles of its story, those first who are named so most.
fn witnesses<'a>(
    draft: &Draft,
    story: &'a Story,
    office: &Held,
    own: &[(String, u64)],
    today: Date,
) -> Vec<Witness<'a>> {
    let near = |date: Date| {
        today.checked_sub(RECENT.days()).is_ok_and(|first| first <= date)
            && today.checked_add(WINDOW.days()).is_ok_and(|last| date <= last)
    };
    let text = &draft.document.text;
    let capitals = draft.prose().tokens.iter().filter(|t| t.capitalised());
    let here: FxHashSet<String> = capitals.map(|t| fold(t.span.of(text))).collect();
    let is_named_here = |name: &str| here.iter().any(|w| title_word(w).unwrap_or(w) == name);
    let mut all: Vec<(Witness, bool)> = Vec::new();
    // A "club president" is that of this club if the draft's person is named beside them.
    let is_beside = |name: &str| story.articles[..story.own].iter().any(|t| t.person(name).is_some());
    for told in &story.articles {
        let Some(date) = told.source.date.filter(|d| near(*d)) else { continue };
        if draft.is_own(&told.source) {
            continue;
        }
        let beside = own.iter().find_map(|(n, _)| told.person(n));
        // "Sweden's transport minister" beside "the transport minister": the latter is the one of here.
        let is_abroad = beside.is_some_and(|p| {
            p.offices
                .iter()
                .map(|g| &g.office)
                .any(|o| o.head == office.head && o.sorts == office.sorts && o.is_elsewhere(office))
        });
        let of_here = office.names.iter().all(|n| told.proper.contains(n));
        for person in &told.people {
            if own.iter().any(|(n, _)| names::compare(&person.name, n, draft.config) != Sameness::Different)
                || !names::is_personal(&person.name)
            {
                continue;
            }
            for Given { office: held, span, sentence: line, in_full } in &person.offices {
                let plain = *in_full
                    && held.rank == Rank::Holds
                    && held.is_same(office)
                    && !offices::tells_of_change(line)
                    && !is_of_another_year(line, date);
                // "The chief executive" of a draft is no Goldman's where that is not named.
                let of_another = || office.is_vague() && !held.names.iter().all(|n| is_named_here(n));
                if !plain || of_another() || office.is_vague() && !is_beside(&person.name) {
                    continue;
                }
                let named = !held.names.is_empty() || office.names.is_empty();
                let witness =
                    Witness { told: told.as_ref(), name: &person.name, office: held, line: (*span, line), date };
                all.push((witness, named || of_here || is_abroad));
            }
        }
    }
    // What an office is of may stand in another article of its holder's.
    let sure: Vec<&str> = all.iter().filter(|(_, sure)| *sure).map(|(w, _)| w.name).collect();
    let mut all: Vec<Witness> =
        all.iter().filter(|(w, _)| sure.contains(&w.name)).map(|(w, _)| Witness { ..*w }).collect();
    let of_name = |name: &str| sure.iter().filter(|n| **n == name).count();
    all.sort_by_key(|w| (std::cmp::Reverse(of_name(w.name)), (w.date - today).get_days().abs(), w.told.source.key));
    all
}

/// An office in words: "transport minister".
fn called(office: &Held) -> String {
    office.sorts.iter().map(String::as_str).chain([office.head.as_str()]).collect::<Vec<_>>().join(" ")
}

fn found_in_story(
    rule: &Rule,
    mention: Span,
    name: &str,
    office: &Held,
    holder: &[&Witness],
    story: &Story,
    own: &[(String, u64)],
) -> Finding {
    let sources = || holder.iter().map(|w| &*w.told.source);
    let count = telling::outlets(sources());
    let mut finding = rule.finding(
        mention,
        format!(
            "{} on record {} {} {} at that time ({}), the draft {name}",
            telling::count(count, "source"),
            if count == 1 { "calls" } else { "call" },
            holder.first().map_or("", |w| w.name),
            called(office),
            telling::sources(sources()),
        ),
    );
    let evidence = |source: &Arc<Source>, (span, line): (Span, &str)| Evidence {
        source: source.clone(),
        speaker: None,
        text: line.to_owned(),
        file_span: span,
    };
    finding.evidence = holder.iter().take(MAX_SOURCES).map(|w| evidence(&w.told.source, w.line)).collect();
    // And what the draft's person is.
    let theirs = story.articles[..story.own].iter().find_map(|t| {
        let person = own.iter().find_map(|(n, _)| t.person(n))?;
        let given = person.offices.first()?;
        Some(evidence(&t.source, (given.span, &given.sentence)))
    });
    finding.evidence.extend(theirs);
    let holder = holder.first().map_or("", |w| w.name).to_owned();
    finding.fixes.push(Fix { title: format!("Change to {holder}"), edits: vec![Edit { span: mention, text: holder }] });
    finding
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

/// Whether a sentence of an article names a year that is not the article's: a picture's, of when another held the office.
fn is_of_another_year(sentence: &str, published: Date) -> bool {
    let is_year = |w: &&str| w.len() == 4 && (w.starts_with("19") || w.starts_with("20"));
    let words = sentence.split(|c: char| !c.is_ascii_alphanumeric()).filter(is_year);
    words.filter_map(|w| w.parse::<i16>().ok()).any(|year| year != published.year())
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
        ] {
            assert_eq!(codes_with(&[], draft), Vec::<&str>::new(), "{draft}");
        }
    }

    /// A story told by two articles.
    const STORY: [&str; 2] = [
        "TARNHOLM - Mayor Ines Keller closed the old bridge on Monday. Deputy Mayor Paul Brandt and Police Chief Vera Lindqvist were there. \
         Norway's transport minister, Tor Aasland, sent engineers. Transport Minister Ada Falk promised money.",
        "Rolf Wirth, president of Tarnholm Steel, gave the beams. Council President Hilda Moser thanked him, and Fire Chief Otto Sand \
         watched with Vera Lindqvist.",
    ];

    fn codes_in_story(more: &str, draft: &str) -> Vec<&'static str> {
        let article = |outlet: &str, text: &str| format!("---\noutlet: {outlet}\ndate: 2021-06-10\n---\n\n{text}\n");
        let mut record = vec![article("The Tide", STORY[0]), article("Lake Post", STORY[1])];
        if !more.is_empty() {
            record.push(article("Hill Gazette", more));
        }
        codes(draft, &record.iter().map(String::as_str).collect::<Vec<_>>())
    }

    #[test]
    fn two_articles_are_enough_where_they_say_plainly_who_holds_what() {
        for draft in [
            "Mayor Paul Brandt closed the bridge.",
            "Paul Brandt, the mayor of Tarnholm, closed the bridge.",
            "The town's mayor, Paul Brandt, closed the bridge.",
            "Fire Chief Vera Lindqvist watched.",
            "Otto Sand, Tarnholm's police chief, watched.",
            "Hilda Moser, president of Tarnholm Steel, gave the beams.",
            "Norwegian Transport Minister Ada Falk sent engineers.",
        ] {
            assert_eq!(codes_in_story("", &format!("{draft}\n")), ["N002"], "{draft}");
        }
        let draft = "On Tuesday Mayor Paul Brandt closed the bridge.\n";
        assert_eq!(
            fixed(draft, &[&format!("---\noutlet: The Tide\ndate: 2021-06-10\n---\n\n{}\n", STORY[0])]),
            draft.replace("Paul Brandt", "Ines Keller")
        );
    }

    #[test]
    fn what_is_right_past_coming_or_of_another_body_is_left_in_peace() {
        for draft in [
            "Deputy Mayor Paul Brandt closed the bridge.",
            "Acting Mayor Paul Brandt closed the bridge.",
            "Paul Brandt, a former mayor, closed the bridge.",
            "Paul Brandt, a candidate for mayor, closed the bridge.",
            "Mayor Paul Brandt, who took over in May, closed the bridge.",
            "Ines Keller stepped down. Mayor Paul Brandt closed the bridge.",
            "Mayor Egon Pohl closed the bridge.",
            "Norway's transport minister, Tor Aasland, sent engineers.",
            "Hilda Moser, president of the rowing club Seefalke, gave the beams.",
            "Mayor Paul Brandt of Ostmark met Mayor Ines Keller.",
        ] {
            assert_eq!(codes_in_story("", &format!("{draft}\n")), Vec::<&str>::new(), "{draft}");
        }
        let late = "---\ndate: 2021-11-01\n---\n\nMayor Paul Brandt closed the bridge.\n";
        assert_eq!(codes_in_story("", late), Vec::<&str>::new());
    }

    #[test]
    fn a_change_that_the_record_tells_of_leaves_an_office_open() {
        let draft = "Mayor Paul Brandt closed the bridge.\n";
        for more in [
            "Paul Brandt was sworn in on Wednesday.",
            "Ines Keller will step down as mayor.",
            "Mayor Paul Brandt opened a school.",
            "Former Mayor Paul Brandt opened a school.",
        ] {
            assert_eq!(codes_in_story(more, draft), Vec::<&str>::new(), "{more}");
        }
        let earlier = "---\ndate: 2021-06-08\n---\n\nMayor Paul Brandt closed the bridge.\n";
        assert_eq!(codes_in_story("Ines Keller will step down as mayor.", earlier), ["N002"]);
        assert_eq!(codes_in_story("Paul Brandt was sworn in as coach on Wednesday.", draft), ["N002"]);
    }

    #[test]
    fn who_held_an_office_in_the_year_of_a_picture_is_no_witness() {
        let called = |caption: &str| {
            let article =
                |outlet: &str, text: &str| format!("---\noutlet: {outlet}\ndate: 2021-06-10\n---\n\n{text}\n");
            let record = [
                article("The Tide", caption),
                article("Lake Post", "Deputy Mayor Paul Brandt of Tarnholm and Ines Keller closed the bridge."),
            ];
            codes("Mayor Paul Brandt of Tarnholm closed the bridge.\n", &[&record[0], &record[1]])
        };
        assert_eq!(called("Tarnholm Mayor Ines Keller and Paul Brandt on the old bridge in May 2021."), ["N002"]);
        assert!(called("Tarnholm Mayor Ines Keller and Paul Brandt on the old bridge in May 2016.").is_empty());
    }

    #[test]
    fn a_former_holder_is_told_from_the_one_of_today() {
        let more = "Former Mayor Paul Brandt opened a school.";
        assert_eq!(codes_in_story(more, "Paul Brandt, the town's mayor today, closed the bridge.\n"), ["N002"]);
        for draft in [
            "Paul Brandt, a former mayor, closed the bridge.",
            "Paul Brandt, the mayor at the time, closed the bridge.",
            "Mayor Paul Brandt closed the bridge.",
        ] {
            assert_eq!(codes_in_story(more, &format!("{draft}\n")), Vec::<&str>::new(), "{draft}");
        }
        let before = "---\ndate: 2021-06-08\n---\n\nPaul Brandt, the town's mayor, closed the bridge.\n";
        assert_eq!(codes_in_story(more, before), Vec::<&str>::new());
        let back = "Former Mayor Paul Brandt was elected mayor again.";
        assert_eq!(codes_in_story(back, "Paul Brandt, the town's mayor, closed the bridge.\n"), Vec::<&str>::new());
    }

    #[test]
    fn who_does_what_an_office_does_holds_it() {
        let more = "Coach Ada Wirth of Tarnholm praised the captain, Nils Moser, who heads the players' council. Tarnholm coach Ada Wirth left early.";
        assert_eq!(codes_in_story(more, "Nils Moser, who coaches Tarnholm, was glad.\n"), ["N002"]);
        assert_eq!(codes_in_story(more, "Ada Wirth, who coaches Tarnholm, was glad.\n"), Vec::<&str>::new());
    }
}
