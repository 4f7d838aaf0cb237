//! D001 where the record is one story's few articles: who tells the same of the same people and things, on which day.
//!
//! The odds of [`super::other_day`] come from an archive, where a day is full of like events and many outlets tell of each.
//! Few articles on one story hardly reach them; but a verb and those whom it is about are one event there.

use super::{
    Draft, Finding, LONGEST, MAX_DAYS_OFF, Named, Rule, are_side_by_side, day_in, days_named, finding, is_bound,
    is_of_one_week, length, noun_behind, objection, place_in, spells_out,
};
use crate::check::memo::Asked;
use crate::check::predicate;
use crate::check::same_event::{self, Sentence, Shared};
use crate::check::telling;
use crate::read::asides::is_marked;
use crate::read::{Claim, Timex};
use crate::record::{ClaimMatch, Record, StoredClaim};
use crate::text::Span;
use jiff::civil::Date;

/// Articles of a record that has few.
const MAX_ARTICLES: u64 = 100;

/// Fewest weighty words of a claim by which its event may be known among few articles.
const MIN_WORDS: usize = 2;

/// Fewest stems that a witness has in common with the draft's sentence, and the least rarity of these.
const MIN_STEMS: u32 = 3;
const MIN_RARITY: f32 = 14.0;

/// The same where these are all that the draft's sentence has: "The result is to be certified on March 24."
const MIN_STEMS_OF_ALL: u32 = 2;
const MIN_RARITY_OF_ALL: f32 = 10.0;

/// The same for a day long past of which two parts of three agree: no two events of one story are so by chance.
const MIN_STEMS_OF_SLIP: u32 = 2;
const MIN_RARITY_OF_SLIP: f32 = 12.0;
const MIN_RARITY_OF_YEAR: f32 = 8.0;

/// The same for a month of another year: one month in twelve agrees by chance.
const MIN_STEMS_OF_MONTH: u32 = 2;
const MIN_RARITY_OF_MONTH: f32 = 14.0;

/// Most bytes from a month's name to its year: "October 2, 2024".
const YEAR_REACH: usize = 16;

/// Words of what comes again on the same day of another year, or is done again in another.
const RETURNING: &[&str] = &[
    "again",
    "anniversary",
    "annual",
    "annually",
    "birthday",
    "each",
    "every",
    "extended",
    "jubilee",
    "last",
    "reappointed",
    "reelected",
    "renewed",
    "reopened",
    "yearly",
];

/// The same behind a number of years: "two years later".
const YEARS_OFF: &[&str] = &["after", "before", "earlier", "later"];

/// Words from a number of years to such a word.
const YEARS_REACH: usize = 5;

/// The first part of a word that says so: "re-elected".
const AGAIN: &str = "re";

/// Days from which on a day is long past.
const LONG_PAST: i32 = 60;

/// Fewest stems with which a source on the draft's own day may tell of the same.
const MIN_STEMS_OF_OWN: u32 = 2;

/// The record, where it has few articles.
fn of_few<'a>(draft: &Draft<'a>) -> Option<&'a Record> {
    draft.record.filter(|r| !r.is_remote() && r.articles() <= MAX_ARTICLES)
}

/// What few articles say of a claim's day.
pub(in crate::check) enum Told {
    /// Who puts it on another day, the likest first.
    Elsewhere(Date, Vec<ClaimMatch>),
    /// Why nobody plainly does.
    Nowhere(String),
}

/// Whether the record's few articles put the event of a day on another one.
pub(super) fn other_day(
    rule: &Rule,
    draft: &Draft,
    timex: &Timex,
    named: Named,
    claim: &Claim,
    asked: &Asked,
) -> Option<Finding> {
    let record = of_few(draft)?;
    let found = draft.story(asked)?;
    let text = &draft.document.text;
    let said = timex.span.of(text);
    let here = place_in(claim, timex)?;
    let dated = Dated { told: claim.span.of(text), here, named, claim, timex, stored: &asked.claim };
    let weigh = || {
        // "Sunday show appearances", but "the hearing on Sunday lasted".
        let on = text.get(..timex.span.start as usize).is_some_and(|t| t.ends_with("on "));
        if named == Named::Weekday && !on && noun_behind(text, timex.span).is_some() {
            return Told::Nowhere("a weekday of something that comes every week".to_owned());
        }
        if !dated.is_long_past(draft) && (is_bound(text, timex.span) || claim.in_passing) {
            return Told::Nowhere(
                "a day by, until or after which, or of something else that has to do with it".to_owned(),
            );
        }
        dated.weigh(rule, draft, record, &found).unwrap_or_else(|| Told::Nowhere("nobody tells the same".to_owned()))
    };
    // Each key asks again for all of a draft's days.
    let today = draft.reading.date.map(|d| d.to_string()).unwrap_or_default();
    let told = draft.memo.told_in_story(&[&draft.document.path, &today, said, dated.told], asked, weigh);
    let silent = |why: &str| -> Option<Finding> {
        draft.note(rule, claim.span, || format!("{said}, among few articles: {why}"));
        None
    };
    let (day, witnesses) = match &*told {
        Told::Elsewhere(day, witnesses) => (*day, witnesses),
        Told::Nowhere(why) => return silent(why),
    };
    let weekday = named == Named::Weekday;
    let days = &asked.claim.days;
    let apart = match same_event::days_apart(*days, same_event::in_one_year(*days, (day, day)).1) {
        days if weekday => (days % 7).min(7 - days % 7),
        days => days,
    };
    if let Some(why) = objection(draft, timex, claim, dated.told, day, apart, weekday) {
        return silent(&why);
    }
    Some(finding(rule, draft, timex, claim, (day, day), &witnesses.iter().collect::<Vec<_>>()))
}

/// Whether the record's few articles put what a draft has in a month long past in the same month of another year.
pub(super) fn other_year(rule: &Rule, draft: &Draft, timex: &Timex, claim: &Claim, asked: &Asked) -> Option<Finding> {
    let record = of_few(draft)?;
    let (own, text) = (asked.claim.days, &draft.document.text);
    let of_month = timex.parts.year.is_some() && timex.parts.month.is_some() && timex.parts.day.is_none();
    let past = draft.reading.date.is_some_and(|d| own.1 < d && length((own.1, d)) > LONG_PAST);
    let told = claim.span.of(text);
    // "Head of the board since March 2018", but not "the worst since March 2018".
    let since = is_since(text, timex.span);
    let bound = if since { has_superlative(told) } else { is_bound(text, timex.span) };
    if !of_month || !past || bound || is_kept(told) {
        return None;
    }
    let here = place_in(claim, timex)?;
    let of = predicate::of(told, here);
    if !since && (of.words.is_empty() || of.is_said()) {
        return None;
    }
    let sentence = sentence_but(told, here, record)?;
    let found = draft.story(asked)?;
    let mut witnesses: Vec<&ClaimMatch> = Vec::new();
    for m in found.iter().filter(|m| may_witness(draft, m)) {
        let theirs = m.claim.days;
        if same_event::overlap(own, theirs) {
            draft
                .note(rule, claim.span, || format!("among few articles: the record has the draft's month: {}", m.text));
            return None;
        }
        let day = theirs.0;
        let of_month = day.month() == own.0.month() && theirs.1.month() == day.month();
        let Some(at) = month_in(&m.text, day).filter(|_| of_month) else { continue };
        let shared = sentence.shared(&Sentence::of(&m.text, record));
        let same = match since {
            true => is_since(&m.text, at) && shared.names > 0 && shared.stems >= MIN_STEMS,
            false => of.is_in(&m.text, m.claim.of_saying),
        };
        if !same {
            continue;
        }
        draft.note(rule, claim.span, || {
            let Shared { stems, rarity, .. } = shared;
            format!("among few articles: {day}, {stems} stems in common ({rarity:.0}): {}", m.text)
        });
        let another = || predicate::is_another(told, &m.text) || same_event::are_stages(&asked.claim, &m.claim);
        if shared.stems >= MIN_STEMS_OF_MONTH && shared.rarity >= MIN_RARITY_OF_MONTH && !another() {
            witnesses.push(m);
        }
    }
    let month = |m: &ClaimMatch| (m.claim.days.0.year(), m.claim.days.0.month());
    let first = witnesses.first()?;
    if witnesses.iter().any(|m| month(m) != month(first)) || telling::is_taken_back(told) {
        return None;
    }
    let days = (first.claim.days.0.first_of_month(), first.claim.days.0.last_of_month());
    Some(finding(rule, draft, timex, claim, days, &witnesses))
}

/// What a sentence says but for its time.
fn sentence_but(told: &str, time: Span, record: &Record) -> Option<Sentence> {
    Some(Sentence::of(&[told.get(..time.start as usize)?, told.get(time.end as usize..)?].concat(), record))
}

/// Whether a sentence on record may speak for or against a draft's day.
fn may_witness(draft: &Draft, m: &ClaimMatch) -> bool {
    !draft.is_own(&m.source) && length(m.claim.days) <= LONGEST && !is_marked(&m.text)
}

/// Where a sentence has the month of a day with its year.
fn month_in(sentence: &str, day: Date) -> Option<Span> {
    let (month, year) = (day.strftime("%b").to_string(), day.year().to_string());
    sentence.match_indices(&month).find_map(|(at, _)| {
        let off = sentence[at..].find(&year).filter(|off| *off <= YEAR_REACH)?;
        Some(Span::from(at..at + off + year.len()))
    })
}

/// Whether "since" stands right before a time.
fn is_since(text: &str, time: Span) -> bool {
    let before = text.get(..time.start as usize).map_or("", str::trim_end);
    before
        .len()
        .checked_sub("since".len())
        .and_then(|i| before.get(i..))
        .is_some_and(|w| w.eq_ignore_ascii_case("since"))
}

/// Whether a sentence has the most or the first of something: "the smallest gain since".
fn has_superlative(sentence: &str) -> bool {
    const OTHERS: &[&str] = &["first", "most", "least", "best", "worst", "last", "only"];
    let ends = |w: &str| w.len() > 5 && w.ends_with("est");
    predicate::words(sentence).any(|w| ends(w) || OTHERS.contains(&w))
}

/// Whether a sentence tells of what comes again each year on its day, or of what is done once more.
fn is_kept(sentence: &str) -> bool {
    let is = |of: &[&str], word: &str| of.iter().any(|w| w.eq_ignore_ascii_case(word));
    let all: Vec<&str> = predicate::words(sentence).collect();
    // "A year to the day after"
    let years_off = |i: usize| {
        let years = |w: &&str| matches!(*w, "year" | "years" | "decade" | "decades");
        is(YEARS_OFF, all[i]) && all[i.saturating_sub(YEARS_REACH)..i].iter().any(years)
    };
    all.iter().any(|w| is(RETURNING, w) || w.eq_ignore_ascii_case(AGAIN)) || (0..all.len()).any(years_off)
}

/// A dated sentence of the draft.
struct Dated<'a> {
    told: &'a str,
    /// Where its day stands in it.
    here: Span,
    named: Named,
    claim: &'a Claim,
    timex: &'a Timex,
    stored: &'a StoredClaim,
}

impl Dated<'_> {
    fn is_long_past(&self, draft: &Draft) -> bool {
        self.timex.parts.year.is_some()
            && self.named == Named::Written
            && draft.reading.date.is_some_and(|d| length((self.stored.days.0, d)) > LONG_PAST)
    }

    /// Who among the sentences found tells the same on another day; `None` where nobody does.
    fn weigh(&self, rule: &Rule, draft: &Draft, record: &Record, found: &[ClaimMatch]) -> Option<Told> {
        let Dated { told, here, claim, stored, .. } = *self;
        let nowhere = |why: &str| Some(Told::Nowhere(why.to_owned()));
        if claim.words.len() < MIN_WORDS {
            return nowhere("too few words to know the event by");
        }
        let of = predicate::of(told, here);
        let (past, weekday) = (self.is_long_past(draft), self.named == Named::Weekday);
        let saying = claim.of_saying || of.is_said();
        if saying && !past {
            return nowhere("somebody says something each day");
        }
        let sentence = sentence_but(told, here, record)?;
        let returns = is_kept(told);
        let mut witnesses: Vec<(Date, Shared, &ClaimMatch)> = Vec::new();
        for m in found.iter().filter(|m| may_witness(draft, m)) {
            let shared = sentence.shared(&Sentence::of(&m.text, record));
            let (own, theirs) = same_event::in_one_year(stored.days, m.claim.days);
            let says = m.claim.of_saying;
            if same_event::overlap(own, theirs) {
                let anything = || day_of(m).is_none_or(|day| predicate::of(&m.text, day).is_done_in(told, false));
                if past && length(theirs) == 0
                    || anything() && (of.is_done_in(&m.text, says) || shared.stems >= MIN_STEMS_OF_OWN)
                {
                    return nowhere(&format!("the record has the draft's day for it or the like: {}", m.text));
                }
                continue;
            }
            let day = theirs.0;
            let year = || m.text.contains(&day.year().to_string());
            let near = match weekday {
                true => {
                    draft.reading.date.is_some_and(|d| is_of_one_week(day, d))
                        && day.weekday() != stored.days.0.weekday()
                }
                false => {
                    same_event::days_apart(own, theirs) <= MAX_DAYS_OFF
                        || is_slip(stored.days.0, m.claim.days.0) && (own.0.year() == theirs.0.year() || past && year())
                        || is_of_one_month(stored.days.0, m.claim.days.0)
                }
            };
            // A day that is only "Tuesday" there the reader may have guessed wrong.
            let doubtful = match weekday {
                true => day_of(m).is_some_and(|at| is_quoted(&m.text, at) || is_of_two_days(own, theirs, &m.text, at)),
                false => !spells_out(&m.text, day),
            };
            if length(theirs) > 0 || !near || doubtful || same_event::are_stages(stored, &m.claim) {
                continue;
            }
            let all = shared.stems as usize >= sentence.size() && shared.stems >= MIN_STEMS_OF_ALL;
            let tells = !of.words.is_empty() && of.is_in(&m.text, says) && dates_it(m, told, all);
            let slip = past && is_slip(stored.days.0, m.claim.days.0) && year() && !returns && !is_of_term(day);
            let of_year = day.month() == stored.days.0.month();
            // "Money for the school meals", "money for the ferry": without a name most words have to be the same.
            let most = same_event::share_a_name(stored, &m.claim) || 5 * shared.stems as usize >= 4 * sentence.size();
            let plain = match slip {
                true if of_year => shared.stems >= MIN_STEMS_OF_SLIP && shared.rarity >= MIN_RARITY_OF_YEAR,
                true => shared.stems >= MIN_STEMS_OF_SLIP && shared.rarity >= MIN_RARITY_OF_SLIP,
                false if all => shared.rarity >= MIN_RARITY_OF_ALL,
                false => most && shared.stems >= MIN_STEMS + u32::from(weekday) && shared.rarity >= MIN_RARITY,
            };
            draft.note(rule, claim.span, || {
                let (what, Shared { names, stems, rarity }) =
                    (if tells { "" } else { ", but of something else" }, shared);
                format!(
                    "among few articles: {day}, {names} names and {stems} stems in common ({rarity:.0}){what}: {}",
                    m.text
                )
            });
            let another = || predicate::is_another(told, &m.text) || predicate::have_other_scores(told, &m.text);
            if (tells && !saying || slip) && plain && !another() {
                witnesses.push((day, shared, m));
            }
        }
        let &(day, ..) = witnesses.first()?;
        if witnesses.iter().any(|(d, ..)| *d != day) {
            return nowhere("the record has it on several days");
        }
        let own_day = (stored.days.0.month(), stored.days.0.day());
        let this_day = (day.month(), day.day());
        let both =
            |m: &ClaimMatch| are_side_by_side(&m.text, this_day, own_day) || days_named(&m.text).contains(&own_day);
        // Of two years a sentence has one day twice.
        if this_day != own_day && witnesses.iter().any(|(.., m)| both(m)) {
            return nowhere("a source has both days");
        }
        witnesses.sort_by(|a, b| b.1.rarity.total_cmp(&a.1.rarity));
        Some(Told::Elsewhere(day, witnesses.into_iter().map(|(.., m)| m.clone()).collect()))
    }
}

/// Who on record tells of a claim's event as one to come on a day: printed before it, in the draft's own words for it. Empty where
/// the record has many articles.
pub(in crate::check) fn foretold(draft: &Draft, claim: &Claim, asked: &Asked, day: Date) -> Vec<ClaimMatch> {
    let Some(record) = of_few(draft).filter(|_| claim.words.len() >= MIN_WORDS) else { return Vec::new() };
    let Some(found) = draft.story(asked) else { return Vec::new() };
    let sentence = Sentence::of(claim.span.of(&draft.document.text), record);
    let tells = |m: &&ClaimMatch| {
        let shared = || sentence.shared(&Sentence::of(&m.text, record));
        let alike = |s: Shared| s.stems >= MIN_STEMS_OF_SLIP && s.rarity >= MIN_RARITY_OF_ALL;
        m.claim.days == (day, day) && m.source.date.is_some_and(|printed| printed < day) && alike(shared())
    };
    found.iter().filter(tells).cloned().collect()
}

/// Whether the year alone is another, or the month: a slip of the pen at any distance.
fn is_slip(one: Date, other: Date) -> bool {
    one.day() == other.day() && (one.month() == other.month()) != (one.year() == other.year())
}

/// Whether a day is the first or the last of its month, on which terms begin and end in any year.
fn is_of_term(day: Date) -> bool {
    day.day() == 1 || day == day.last_of_month()
}

/// Whether a place of a sentence stands between quotation marks: the "yesterday" of a quote is that of its speaker.
fn is_quoted(sentence: &str, at: Span) -> bool {
    let before = sentence.get(..at.start as usize).unwrap_or("");
    let last = before.rfind(['\u{201C}', '\u{201D}']);
    last.is_some_and(|i| before[i..].starts_with('\u{201C}')) || before.matches('"').count() % 2 == 1
}

/// Whether a source tells of the night between a draft's day and its own: "late Monday", "Monday night".
fn is_of_two_days(own: (Date, Date), theirs: (Date, Date), sentence: &str, at: Span) -> bool {
    let (before, behind) = (sentence.get(..at.start as usize), sentence.get(at.end as usize..));
    let is = |word: Option<&str>, of: &[&str]| word.is_some_and(|w| of.iter().any(|n| n.eq_ignore_ascii_case(w)));
    same_event::days_apart(own, theirs) == 1
        && (is(before.and_then(|t| predicate::words(t).next_back()), &["late"])
            || is(behind.and_then(|t| predicate::words(t).next()), &["night", "evening"]))
}

/// Whether all but the day of the month agrees.
fn is_of_one_month(one: Date, other: Date) -> bool {
    one.month() == other.month() && one.year() == other.year()
}

/// Whether a source dates with its day what the draft's sentence tells, wherever that day stands in its sentence: of the same
/// people and things, unless it has `all` of the draft's words.
fn dates_it(m: &ClaimMatch, told: &str, all: bool) -> bool {
    let Some(day) = day_of(m) else { return false };
    let of = predicate::of(&m.text, day);
    !of.words.is_empty() && if all { of.is_done_in(told, false) } else { of.is_in(told, false) }
}

/// Where a source's sentence has its day.
fn day_of(m: &ClaimMatch) -> Option<Span> {
    day_in(&m.text, m.claim.days.0).or_else(|| named_day(&m.text, m.claim.days.0))
}

/// Words that stand for a day as it is seen from the article's own.
const FROM_TODAY: &[&str] = &["yesterday", "today", "tonight", "tomorrow"];

/// Where a sentence names a day by its weekday, or as seen from its own.
fn named_day(sentence: &str, day: Date) -> Option<Span> {
    let weekday = day.strftime("%A").to_string();
    let mut words = predicate::words(sentence);
    let named = |w: &&str| w.eq_ignore_ascii_case(&weekday) || FROM_TODAY.iter().any(|t| t.eq_ignore_ascii_case(w));
    let word = words.find(named)?;
    let start = word.as_ptr().addr() - sentence.as_ptr().addr();
    Some(Span::from(start..start + word.len()))
}

#[cfg(test)]
mod tests {
    use crate::check::testing::{codes, findings};

    const STORY: [&str; 2] = [
        "---\noutlet: The Tide\ndate: 2021-06-12\n---\n\nThe left back Tom Falk broke a wrist on Tuesday and will miss the \
         match. The vote on the pier is to be certified on July 9. A gas leak at the Lindau cannery killed four workers on \
         March 4, 2011. The trustees will vote on the merger on July 20.\n",
        "---\noutlet: Lake Post\ndate: 2021-06-11\n---\n\nLindau was quiet. Herring was cheap.\n",
    ];

    #[track_caller]
    fn told(text: &str, expected: &[&str]) {
        let draft = format!("---\ndate: 2021-06-13\n---\n\n{text}\n");
        assert_eq!(codes(&draft, &STORY), expected, "{text}");
    }

    #[test]
    fn the_same_done_on_another_day_is_told() {
        told("The left back broke his wrist on Monday.", &["D001"]);
        told("The left back broke his wrist on Tuesday.", &[]);
        // Another man's, another deed, what only bounds it.
        told("The keeper Paul Brandt broke his wrist on Monday.", &[]);
        told("The left back Tom Falk married on Monday.", &[]);
        told("The left back broke his wrist before Monday.", &[]);
        told("The vote is to be certified on July 8.", &["D001"]);
    }

    #[test]
    fn a_day_long_past_is_of_one_year() {
        told("A gas leak at the cannery killed four workers on March 4, 2012.", &["D001"]);
        told("A gas leak at the cannery killed four workers on May 4, 2011.", &["D001"]);
        told("A gas leak at the cannery killed four workers on March 4, 2011.", &[]);
        // Where terms begin and end.
        let term = [
            "---\noutlet: The Tide\ndate: 2021-06-12\n---\n\nThe ferry lease of the Lindau cannery ran out on July 1, 2011.\n",
        ];
        let draft = "---\ndate: 2021-06-13\n---\n\nThe cannery signed its ferry lease on July 1, 2010.\n";
        assert!(codes(draft, &term).is_empty());
        // The same day of another year.
        told(
            "The cannery paid for the gas leak that killed four workers on March 4, 2012, a year to the day after it.",
            &[],
        );
        told("The cannery remembered the gas leak that killed four workers on March 4, 2012, its anniversary.", &[]);
    }

    #[test]
    fn a_month_long_past_is_of_one_year() {
        let story =
            ["---\noutlet: The Tide\ndate: 2021-06-12\n---\n\nInes Falk took over the Lindau cannery in March 2016. \
                      Lindau lost its brewery in May 2019.\n"];
        let told = |text: &str| codes(&format!("---\ndate: 2021-06-13\n---\n\n{text}\n"), &story);
        assert_eq!(told("Falk, who took over the cannery in March 2018, is used to it."), ["D001"]);
        assert!(told("Falk, who took over the cannery in March 2016, is used to it.").is_empty());
        // Another month, another deed, what comes each year, a month that the record has.
        assert!(told("Falk, who took over the cannery in April 2018, is used to it.").is_empty());
        assert!(told("Falk, who closed the cannery in March 2018, is used to it.").is_empty());
        assert!(told("Falk took over the cannery a second time in March 2018, two years later.").is_empty());
        assert!(told("Falk again took over the cannery in March 2018.").is_empty());
        assert!(told("Falk took over the cannery in May 2019.").is_empty());
        // Since when somebody is something.
        let head = [
            "---\noutlet: The Tide\ndate: 2021-06-12\n---\n\nInes Falk, head of the Lindau cannery since March 2016, resigned.\n",
        ];
        let told = |text: &str| codes(&format!("---\ndate: 2021-06-13\n---\n\n{text}\n"), &head);
        assert_eq!(told("Falk, who had been head of the Lindau cannery since March 2018, resigned."), ["D001"]);
        assert!(told("Falk, head of the Lindau cannery since March 2016, resigned.").is_empty());
        assert!(told("Falk, head of the Lindau cannery, had its worst year since March 2018.").is_empty());
    }

    #[test]
    fn a_guessed_year_accuses_nobody() {
        // The source's "April 12" is of the year before, or of its own.
        let story =
            ["---\noutlet: The Tide\ndate: 2016-03-30\n---\n\nInes Falk launched her bid for the Lindau council on \
                      April 12 with a video.\n"];
        let draft = "---\ndate: 2015-09-14\n---\n\nInes Falk launched her bid for the Lindau council on April 12 with a video.\n";
        assert!(codes(draft, &story).is_empty());
    }

    #[test]
    fn who_is_quoted_speaks_of_another_yesterday() {
        let source = |day: &str| {
            format!(
                "---\noutlet: The Tide\ndate: 2021-06-11\n---\n\nThe left back Tom Falk broke a wrist {day} and will miss it.\n"
            )
        };
        let told = |day: &str| {
            codes("---\ndate: 2021-06-13\n---\n\nThe left back broke his wrist on Friday.\n", &[source(day).as_str()])
        };
        assert_eq!(told("yesterday"), ["D001"]);
        assert!(told("\u{201C}yesterday\u{201D}").is_empty());
        // A night has two days.
        assert!(told("late Thursday").is_empty());
        assert!(told("Thursday night").is_empty());
        assert_eq!(told("Thursday"), ["D001"]);
    }

    #[test]
    fn a_day_that_the_record_foretells_is_not_past() {
        let draft = "---\ndate: 2021-06-13\n---\n\nThe trustees approved the merger on July 20.\n";
        let found = findings(draft, &STORY);
        assert_eq!(found.iter().map(|f| f.code).collect::<Vec<_>>(), ["D006"], "{found:?}");
        assert!(found[0].message.contains("The Tide"), "{found:?}");
        told("The trustees will approve the merger on July 20.", &[]);
    }
}
