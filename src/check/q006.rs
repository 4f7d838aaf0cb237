//! Q006: said on another day than the draft says.

use super::{Draft, Finding, Rule, Severity, Statement, telling};
use crate::read::claims;
use crate::record::QuoteMatch;
use jiff::civil::Date;

pub(super) const RULE: Rule = Rule {
    code: "Q006",
    name: "quote-date-conflict",
    severity: Severity::Warning,
    needs_record: true,
    docs: DOCS,
    check,
};

const DOCS: &str = "\
# Q006 quote-date-conflict

Words that were said on another day than the draft says.

**Why it matters.** When somebody said a thing is half of what it means: before the vote or after it, before the
storm or after it.

**Example.** Two papers on record have `\"The harbour will stay open through the winter storms,\" Keller said on June 8`
and the draft has her say so on June 11.

A transcript gives its own day. Where nobody gives the day, words that were in print days before the draft has them
said are told, too.

**When it stays silent.** Where the sources differ, where the days are next to each other (night hours, datelines
abroad), where any source gives the draft's day, where another person speaks, and for words so few or so common that
they may well have been said twice (in a record of few articles somewhat less is enough), and where the draft's day is
after its own date. One source alone has to have all of the words, eight at least, and nobody else may
have them fresh from the draft's day.

**Silence it** with `<!-- onrecord: ignore Q006 -->` on the line (plain text: `[onrecord: ignore Q006]`).
";

/// Days between the two that are no night hours and no other time zone.
const DAYS_APART: i32 = 2;

/// Least rarity of the words in common, summed: below it, they may well have been said twice.
const MIN_WEIGHT: f32 = 24.0;

/// Fewest words where one source alone gives the day, or has them in print before it.
const MIN_WORDS_OF_ONE: usize = 8;

/// Days after the draft's day in which others print what is said on it.
const NEWS: i32 = 2;

fn check(rule: &Rule, draft: &Draft, findings: &mut Vec<Finding>) {
    for s in draft.statements() {
        findings.extend(conflict(rule, draft, s));
    }
}

fn conflict(rule: &Rule, draft: &Draft, s: &Statement) -> Option<Finding> {
    let (here, by_weekday) = day_of_saying(draft, s)?;
    let quote = &draft.reading.quotes[s.quote];
    let speaker = quote.speaker.as_ref().and_then(|s| s.name.as_deref())?;
    let least = least_weight(draft)?;
    let is_theirs = |m: &&QuoteMatch| m.quoted && s.weight(m) >= least && s.is_same_speaker(draft, m);
    let theirs: Vec<&QuoteMatch> = s.verbatim().filter(is_theirs).collect();
    // Nobody prints what will be said: a day to come is another one of the sentence.
    let printed = |m: &QuoteMatch, day: Date| m.source.date.is_none_or(|printed| day <= printed);
    let said: Vec<(&QuoteMatch, Date)> =
        theirs.iter().filter_map(|m| Some((*m, m.said_on.filter(|day| printed(m, *day))?))).collect();
    let near = draft.reading.date.or(draft.document.meta.date);
    // "says in Tuesday's paper": what has been said was not said after the draft's own day.
    if near.is_some_and(|today| here > today) {
        return None;
    }
    let told = match said.first() {
        Some((_, day)) => Told::On(*day),
        None => Told::Before(theirs.iter().filter_map(|m| m.source.date).min()?),
    };
    let silent = |why: &str| -> Option<Finding> {
        draft.note(rule, quote.span, || {
            let days = said.iter().map(|(m, d)| format!("{} {d}", telling::source_name(&m.source)));
            format!("said on {here} here; on record: {}; {why}", days.collect::<Vec<_>>().join(", "))
        });
        None
    };
    if theirs.iter().any(|m| m.said_on == Some(here)) || !said.iter().all(|(_, day)| told == Told::On(*day)) {
        return silent("the sources are not of one mind, or have the draft's day");
    }
    let places: Vec<&QuoteMatch> = match told {
        Told::On(day) if (here - day).get_days().abs() < DAYS_APART => return None,
        // Which Tuesday is meant the reader may have guessed wrong.
        Told::On(day) | Told::Before(day) if by_weekday && day.weekday() == here.weekday() => return None,
        Told::On(_) => said.iter().map(|(m, _)| *m).collect(),
        Told::Before(day) if (here - day).get_days() < DAYS_APART => return None,
        Told::Before(day) => theirs.iter().filter(|m| m.source.date == Some(day)).copied().collect(),
    };
    // A paper that has the words later had them from the draft's day, for all we know.
    let of_that_day = |m: &&QuoteMatch| {
        m.said_on.is_none() && m.source.date.is_some_and(|d| (0..=NEWS).contains(&(d - here).get_days()))
    };
    if telling::independent(&places).len() < 2 {
        let sure = |m: &QuoteMatch| m.alignment.matched == m.alignment.total;
        if s.words.len() < MIN_WORDS_OF_ONE || !places.iter().any(|m| sure(m)) {
            return silent("one source gives the day, of words that may be said twice");
        }
        if theirs.iter().any(of_that_day) {
            return silent("one source gives the day, and another has the words from the draft's day on");
        }
    }
    let sources = telling::sources(places.iter().map(|m| &*m.source));
    let message = match told {
        Told::On(day) => {
            format!(
                "{speaker} said this on {}, not on {} ({sources})",
                telling::day(day, near),
                telling::day(here, near)
            )
        }
        Told::Before(day) => format!(
            "this was in print on {}, before {speaker} is to have said it on {} ({sources})",
            telling::day(day, near),
            telling::day(here, near)
        ),
    };
    let mut finding = rule.finding(quote.span, message);
    finding.evidence = places.into_iter().map(telling::evidence).collect();
    Some(finding)
}

/// [`MIN_WEIGHT`] for the size of the record: of a few articles every word stands in a good part, and none is rare.
fn least_weight(draft: &Draft) -> Option<f32> {
    /// Articles from which on the rarity of a word says all that it says.
    const MANY: f32 = 2000.0;
    /// Passages of an article.
    const PASSAGES: f32 = 10.0;
    /// What everyday words do not come to in any record.
    const LEAST: f32 = 0.8;
    let articles = draft.people()?.articles().max(1) as f32;
    Some(MIN_WEIGHT * ((articles * PASSAGES).ln() / (MANY * PASSAGES).ln()).clamp(LEAST, 1.0))
}

/// What the record has of the day on which words were said.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    /// The day itself.
    On(Date),
    /// A day on which they were in print already.
    Before(Date),
}

/// The one day on which the draft says that the words were said: a date of saying in the sentence of the quote's
/// own verb, outside the quote; and whether it is named by its weekday.
fn day_of_saying(draft: &Draft, s: &Statement) -> Option<(Date, bool)> {
    let quote = &draft.reading.quotes[s.quote];
    let cue = quote.cue?;
    let mut days = draft
        .reading
        .claims
        .iter()
        .filter(|c| c.of_saying && c.span.overlaps(cue))
        .filter_map(|c| draft.reading.dates.get(c.date as usize))
        .filter(|d| !d.span.overlaps(quote.span))
        // "said ahead of Election Day"
        .filter(|d| d.parts.day.is_some() || d.parts.weekday.is_some())
        .filter_map(|d| Some((claims::days(d)?, d.parts.day.is_none())));
    let ((first, last), by_weekday) = days.next()?;
    let one_day = first == last && first.year() != claims::UNKNOWN_YEAR && days.all(|(d, _)| d == (first, last));
    one_day.then_some((first, by_weekday))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, findings, notes};

    fn article(outlet: &str, rest: &str) -> String {
        format!(
            "---\noutlet: {outlet}\ndate: 2021-06-09\n---\n\n\"The harbour will stay open through the winter storms and \
             the spring floods,\" Mayor Ines Keller said {rest}\n"
        )
    }

    const DRAFT: &str = "\"The harbour will stay open through the winter storms and the spring floods,\" Keller said on \
        June 11, 2021.\n";

    #[test]
    fn two_sources_with_another_day_are_a_conflict() {
        let (one, two) =
            (article("The Tide", "on June 8, 2021."), article("Lake Post", "at the town hall on June 8, 2021."));
        let found = findings(DRAFT, &[&one, &two]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].code, "Q006");
        assert!(found[0].message.contains("said this on June 8, not on June 11"), "{}", found[0].message);
    }

    #[test]
    fn one_source_is_enough_where_nobody_else_has_the_words_later() {
        let one = article("The Tide", "on June 8, 2021.");
        assert_eq!(codes(DRAFT, &[&one]), ["Q006"]);
        let fresh = article("Lake Post", "in Lindau.").replace("2021-06-09", "2021-06-12");
        assert_eq!(codes(DRAFT, &[&one, &fresh]), Vec::<&str>::new());
        let few =
            |text: &str| text.replace(" and the spring floods", "").replace("through the winter storms", "for ferries");
        let short = few(&one);
        assert!(short.contains("stay open for ferries"));
        assert_eq!(codes(&few(DRAFT), &[&short]), Vec::<&str>::new());
    }

    #[test]
    fn words_in_print_before_the_day_were_not_said_on_it() {
        let printed = article("The Tide", "at the town hall.");
        let found = findings(DRAFT, &[&printed]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].message.contains("in print on June 9, before Keller is to have said it on June 11"),
            "{found:?}"
        );
        let next_day = printed.replace("2021-06-09", "2021-06-10");
        assert_eq!(codes(DRAFT, &[&next_day]), Vec::<&str>::new());
    }

    #[test]
    fn a_day_that_is_only_called_is_none() {
        let printed = article("The Tide", "at the town hall.");
        let called = DRAFT.replace("on June 11, 2021", "ahead of Independence Day");
        assert_eq!(codes(&called, &[&printed]), Vec::<&str>::new());
    }

    #[test]
    fn a_transcript_has_its_own_day() {
        let transcript = "---\noutlet: The Tide\ndate: 2021-06-08\n---\n\nINES KELLER: Good morning to all of you.\n\n\
            Q: What about the harbour?\n\nINES KELLER: The harbour will stay open through the winter storms and the spring \
            floods, and so will the town hall.\n\nQ: Thank you.\n";
        assert_eq!(codes(DRAFT, &[transcript]), ["Q006"]);
        assert_eq!(codes(DRAFT, &[&transcript.replace("2021-06-08", "2021-06-11")]), Vec::<&str>::new());
    }

    #[test]
    fn a_day_between_or_the_drafts_own_day_is_none() {
        let one = article("The Tide", "on June 8, 2021.");
        let next = article("The Tide", "on June 10, 2021.").replace("2021-06-09", "2021-06-10");
        let too = next.replace("The Tide", "Lake Post").replace("said on", "told the council on");
        assert_eq!(codes(DRAFT, &[&next, &too]), Vec::<&str>::new());
        let (two, same) = (article("Lake Post", "on June 8, 2021."), article("The Bay", "on June 11, 2021."));
        assert_eq!(codes(DRAFT, &[&one, &two, &same]), Vec::<&str>::new());
    }

    #[test]
    fn days_of_the_week_conflict_too() {
        let (one, two) = (article("The Tide", "on Tuesday."), article("Lake Post", "at the town hall on Tuesday."));
        let draft = "---\ndate: 2021-06-12\n---\n\n\"The harbour will stay open through the winter storms and the spring \
            floods,\" Keller said on Friday.\n";
        assert_eq!(codes(draft, &[&one, &two]), ["Q006"]);
    }

    #[test]
    fn copies_of_one_wire_story_are_one_source_and_silence_can_be_explained() {
        let rest = "on June 8, 2021, at the regional transport conference in the old town hall.";
        let (one, two) = (article("The Tide", rest), article("Lake Post", rest));
        let fresh = article("The Bay", "in Lindau.").replace("2021-06-09", "2021-06-12");
        let record = [one.as_str(), &two, &fresh];
        assert_eq!(codes(DRAFT, &record), Vec::<&str>::new());
        let told = notes(DRAFT, &record);
        assert!(told.iter().any(|n| n.starts_with("Q006: said on 2021-06-11 here; on record: ")), "{told:?}");
    }

    #[test]
    fn another_speaker_and_an_everyday_phrase_are_none() {
        let other = "---\ndate: 2021-06-09\n---\n\n\"The harbour will stay open through the winter storms and the spring \
            floods,\" Paul Brandt said on June 8, 2021.\n";
        let (a, b) = (format!("{other}\nA.\n"), other.replace("said on", "told the council on"));
        assert!(!codes(DRAFT, &[&a, &b]).contains(&"Q006"));
        let phrase = |o: &str, at: &str| {
            format!(
                "---\noutlet: {o}\ndate: 2021-06-09\n---\n\n\"We will see what we can do,\" Ines Keller said{at} on June 8, 2021.\n"
            )
        };
        let draft = "\"We will see what we can do,\" Ines Keller said on June 11, 2021.\n";
        assert_eq!(codes(draft, &[&phrase("A", ""), &phrase("B", " at noon")]), Vec::<&str>::new());
    }

    #[test]
    fn a_transcript_may_have_a_title_for_a_given_name() {
        let transcript = "---\noutlet: Town Hall\ndate: 2021-06-07\n---\n\nMAYOR KELLER: Good morning to all of you.\n\n\
            Q: What about the harbour?\n\nMAYOR KELLER: The harbour will stay open through the winter storms and the spring \
            floods, and so will the town hall.\n\nQ: Thank you.\n";
        assert_eq!(codes(&DRAFT.replace("Keller said", "Ines Keller said"), &[transcript]), ["Q006"]);
    }

    #[test]
    fn nobody_has_said_what_is_to_be_said_and_a_paper_has_the_day_it_came_out_on() {
        let printed = article("The Tide", "at the town hall.");
        let dated = |day: &str| format!("---\ndate: 2021-06-10\n---\n\n{}", DRAFT.replace("on June 11, 2021", day));
        assert_eq!(codes(&dated("in the paper of June 16, 2021"), &[&printed]), Vec::<&str>::new());
        // June 9 is a Wednesday.
        assert_eq!(codes(&dated("on Wednesday"), &[&printed]), Vec::<&str>::new());
    }
}
