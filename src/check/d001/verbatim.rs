//! D001 where the record has the draft's sentence word by word, but for its day.
//!
//! Then it matters little what the day belongs to, and the draft's captions and posts may be held against it, too.

use super::{
    Draft, Finding, MAX_DAYS_OFF, RECURRING, Rule, day_in, days_named, finding, is_written, length, objection, place_in,
};
use crate::check::memo::Asked;
use crate::check::{predicate, same_event};
use crate::read::{Claim, Timex};
use crate::record::ClaimMatch;
use crate::text::Span;
use jiff::civil::Date;
use similar::{Algorithm, DiffOp};
use std::ops::Range;

/// Fewest and most words of such a sentence, its days left out, and how many of each ten have to be the same.
const WORDS: Range<usize> = 10..80;
const SAME_OF_TEN: usize = 9;

/// Least share of a claim's words that one of the same sentence has.
const LEAST_SHARE: f32 = 0.7;

/// Figures in common by which what comes again and again is told from another one.
const FIGURES: usize = 2;

/// Days after which what was printed of a day to come is no longer held against another one.
const PLANS_STAND: i32 = 7;

/// What comes again each week is told in the same words.
const WEEK: i32 = 7;

/// Whether the record has the sentence of a written day with another day.
pub(super) fn other_day(rule: &Rule, draft: &Draft, timex: &Timex, claim: &Claim, asked: &Asked) -> Option<Finding> {
    let (days, text) = (asked.claim.days, &draft.document.text);
    if !is_written(timex, days, text) {
        return None;
    }
    let (told, own_day) = (claim.span.of(text), (days.0.month(), days.0.day()));
    let own = words_but(told, place_in(claim, timex)?);
    // A poll of the same figures is the same poll.
    let comes_again = own.iter().any(|w| RECURRING.contains(&w.as_str())) && numbers(&own).count() < FIGURES;
    if !WORDS.contains(&own.len()) || comes_again || days_named(told).len() > 1 {
        return None;
    }
    let heard = draft.heard(asked)?;
    let mut witnesses: Vec<(Date, &ClaimMatch)> = Vec::new();
    // The claims of one sentence have nearly all their words in common.
    let alike = heard.all().filter(|(_, likeness)| likeness.share >= LEAST_SHARE).map(|(m, _)| m);
    for m in alike.filter(|m| length(m.claim.days) == 0) {
        let theirs = same_event::in_one_year(days, m.claim.days).1;
        let apart = same_event::days_apart(days, theirs);
        let Some(at) = day_in(&m.text, theirs.0).filter(|_| apart <= MAX_DAYS_OFF) else { continue };
        if !are_the_same(&own, &words_but(&m.text, at)) || predicate::is_another(told, &m.text) {
            continue;
        }
        if apart == 0 || days_named(&m.text).contains(&own_day) {
            draft.note(rule, claim.span, || format!("the record has the sentence with the draft's day: {}", m.text));
            return None;
        }
        // A day to come may have been put off since.
        let age = |printed: Date| draft.reading.date.map_or(0, |d| length((printed, d)));
        if m.source.date.is_some_and(|printed| printed < theirs.0 && age(printed) > PLANS_STAND) {
            continue;
        }
        witnesses.push((theirs.0, m));
    }
    let &(day, first) = witnesses.first()?;
    let both = |m: &ClaimMatch| {
        let named = days_named(&m.text);
        named.contains(&own_day) && named.contains(&(day.month(), day.day()))
    };
    if heard.all().any(|(m, _)| both(m)) {
        draft.note(rule, claim.span, || format!("a source has both days: {}", first.text));
        return None;
    }
    let apart = same_event::days_apart(days, (day, day));
    if witnesses.iter().any(|(d, _)| *d != day)
        || apart % WEEK == 0
        || witnesses.iter().all(|(_, m)| draft.is_own(&m.source))
    {
        draft.note(rule, claim.span, || format!("several days, or a week apart, or the draft itself: {}", first.text));
        return None;
    }
    if let Some(why) = objection(draft, timex, claim, told, day, apart, false) {
        draft.note(rule, claim.span, || format!("{}: {why}", timex.span.of(text)));
        return None;
    }
    let sources: Vec<&ClaimMatch> = witnesses.into_iter().map(|(_, m)| m).collect();
    Some(finding(rule, draft, timex, claim, (day, day), &sources))
}

/// The words of a sentence without those of its day, in small letters.
fn words_but(sentence: &str, day: Span) -> Vec<String> {
    let start = sentence.as_ptr().addr();
    let of_day = |w: &str| {
        let at = (w.as_ptr().addr() - start) as u32;
        day.start <= at && at < day.end
    };
    predicate::words(sentence).filter(|w| !of_day(w)).map(str::to_lowercase).collect()
}

fn numbers(words: &[String]) -> impl Iterator<Item = &String> {
    words.iter().filter(|w| w.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether nine words in ten are the same, in their order, and all numbers.
fn are_the_same(one: &[String], other: &[String]) -> bool {
    if !WORDS.contains(&other.len()) {
        return false;
    }
    let longer = one.len().max(other.len());
    let same = |op: &DiffOp| if let DiffOp::Equal { len, .. } = op { *len } else { 0 };
    let common: usize = similar::capture_diff_slices(Algorithm::Lcs, one, other).iter().map(same).sum();
    10 * common >= SAME_OF_TEN * longer && numbers(one).eq(numbers(other))
}

#[cfg(test)]
mod tests {
    use crate::check::testing::codes;

    fn told(draft: &str, record: &[&str]) -> Vec<&'static str> {
        let article = |(n, text): (usize, &&str)| format!("---\noutlet: Paper {n}\ndate: 2021-06-29\n---\n\n{text}\n");
        let record: Vec<String> = record.iter().enumerate().map(article).collect();
        let draft = format!("---\ndate: 2021-07-02\n---\n\n{draft}\n");
        codes(&draft, &record.iter().map(String::as_str).collect::<Vec<_>>())
    }

    #[test]
    fn a_sentence_but_for_its_day_is_told_even_in_captions() {
        let draft = |day: &str| {
            format!(
                "The keeper Tom Falk lit the old Lindau lamp by hand on June {day} as he formally left his post for good."
            )
        };
        let source = draft("21");
        let caption = "Hide Caption 3 of 6 Photos: Who was there?";
        let of_picture = |day: &str| format!("{caption} {} {caption}", draft(day));
        assert_eq!(told(&of_picture("26"), &[&source]), ["D001"]);
        assert!(told(&of_picture("21"), &[&source]).is_empty());
        // A week apart, on record with the draft's day too, and of another number.
        assert!(told(&of_picture("28"), &[&source]).is_empty());
        assert!(told(&of_picture("26"), &[&source, &draft("26")]).is_empty());
        // A day that was to come a fortnight before the draft, and a day before.
        let planned = |day: &str| {
            format!(
                "The keeper Tom Falk will light the old Lindau lamp by hand on July {day} before he leaves his post."
            )
        };
        let caption = |text: &str| format!("{caption} {text} {caption}");
        let printed = |date: &str| format!("---\noutlet: The Tide\ndate: {date}\n---\n\n{}\n", planned("12"));
        let draft = format!("---\ndate: 2021-07-02\n---\n\n{}\n", caption(&planned("14")));
        assert_eq!(codes(&draft, &[&printed("2021-07-01")]), ["D001"]);
        assert!(codes(&draft, &[&printed("2021-06-16")]).is_empty());
        // Of two interviews told in the same words.
        let asked = |time: &str, day: &str| {
            format!(
                "Tom Falk, who led the party onto the glacier, was questioned for the {time} time on June {day}, police said."
            )
        };
        assert!(told(&asked("second", "26"), &[&asked("first", "21")]).is_empty());
        let counted = |day: &str, lamps: &str| {
            format!(
                "The keeper Tom Falk lit all {lamps} old Lindau lamps by hand on June {day} before he left his post for good."
            )
        };
        assert_eq!(told(&counted("26", "14"), &[&counted("21", "14")]), ["D001"]);
        assert!(told(&caption(&counted("26", "15")), &[&counted("21", "14")]).is_empty());
    }
}
