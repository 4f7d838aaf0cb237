//! D001: a dated event that the record puts on another date.

pub(super) mod story;
mod verbatim;

use super::memo::Events;
use super::same_event::{self, Likeness, Sentence, Shared};
use super::{Asked, Draft, Edit, Finding, Fix, Rule, Severity, predicate, telling};
use crate::lexicon::Class;
use crate::read::asides::is_marked;
use crate::read::claims::{self, UNKNOWN_YEAR};
use crate::read::{Claim, Quote, QuoteKind, Reading, Timex, TimexKind};
use crate::record::{ClaimMatch, Record, StoredClaim};
use crate::text::Span;
use jiff::civil::Date;
use smol_str::SmolStr;
use std::cell::{LazyCell, OnceCell};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::OnceLock;

pub(super) const RULE: Rule =
    Rule { code: "D001", name: "date-conflict", severity: Severity::Error, needs_record: true, docs: DOCS, check };

const DOCS: &str = "\
# D001 date-conflict

A dated event that the record puts on another date.

**Why it matters.** A wrong day travels: into captions, calendars and other people's articles.

**Example.** Three outlets on record put the harbour vote on June 16, each in its own words (`On June 16 Lindau votes on
its harbour.`), and the draft says `Lindau will hold its harbour vote on June 18.` The finding counts the sources, shows
what they say, and offers their date. One sentence that several outlets print counts once.

**When few articles tell.** In a record of at most a hundred articles one is enough that tells the same: the same verb, of
the same people and things, and nearly all of the draft's words beside. Of a day long past the year or the month alone may
be wrong (`the leak of March 4, 2012`, which was in 2011): then a few of its words are enough, but not in a sentence about
an anniversary, of what came a year later or was done again, nor where the record has the draft's very day for anything. So
may the year of a month be (`took over in March 2018`, `head of the bank since March 2018`), where deed and names are the
same and the record has nothing like it in that month.

**When it stays silent.** Where the sources on record disagree among themselves (that is D004's), where any of them has
the draft's date for something alike, where the date is that of a whole quote, and where people, places or the words
for the event differ enough that it may be another one, or where one source tells the same of both days (two debates).
Nor where nobody on record writes the other day out as month and number, where the draft's day only bounds what is told
(`by June 18`, `up to June 18`), where its sentence itself says how far off the other day is (`two days before the
vote`), for polls, which have their own days, for conventions and festivals a few days off, and in captions, whose day
is the picture's. Another state's vote, a call with somebody else and what a spokesman says on another day are other
events, and so is what only has to do with one (`fell ill on June 20 after the summit`), another stage of a matter (an
arrest, a charge), a plan that was given up and what the draft itself corrects; what shares one name with the draft's
sentence and no rare words is the news of the day. The day beside a verb is that verb's: `the agenda of the summit was
leaked on June 12` and `arrived on June 15 for the summit` are held against sources that tell of a leak, of an arrival,
by the same people, and such sources say nothing of the summit's own day.

**Word by word.** Where the record has the draft's very sentence with another day, one source is enough, even in the draft's
captions and posts, unless the two days are weeks apart or a source has both.

A weekday (`on Tuesday`) counts as a day of the week about the draft's own date, so the draft needs one. As the days of
one week are full of like events, it takes surer witnesses, and whichever Tuesday the record puts it on will do.
`Yesterday` and `today` are left alone: which day a draft was written on is seldom the day that it appears.

**Silence it** with `<!-- onrecord: ignore D001 -->` on the line (plain text: `[onrecord: ignore D001]`).
";

/// Furthest that a mistaken day lies from the true one; events further apart are two events of one kind.
const MAX_DAYS_OFF: i32 = 14;

/// The same for days of written dates, which the record's distribution of dates decides.
const MAX_DAYS_OFF_WRITTEN: i32 = 10;

/// How surely a draft's day is wrong: a logistic regression on what is left of the evidence for another day, the squared
/// chances of its witnesses less what speaks for the draft's day and for a third one, and on what the best witness has
/// in common with the draft. Its examples were the moved dates of seven makings of the development drafts, each moved
/// to every day that the kit allows, and the dates of the controls (docs/quality.md).
mod weights {
    pub const EVIDENCE: f32 = 4.1;
    pub const STEMS: f32 = 0.25;
    /// Of the logarithm of the rarity of the words in common.
    pub const RARITY: f32 = 1.1;
    pub const BIAS: f32 = -5.1;
}

/// Least log-odds at which the rule speaks, and where there is but one witness: set on the controls' alarms of nine makings, as
/// the odds are those of examples most of which are wrong, and in print one date in thousands is.
const MIN_ODDS: f32 = -0.25;
const MIN_ODDS_OF_ONE: f32 = 0.5;

/// The same for a weekday, and where no witness has as much as two names in common with the draft's sentence, nor words of
/// such rarity: it is the news of the day, and not this event.
const MIN_ODDS_OF_STRANGERS: f32 = 2.5;
const RARITY_OF_ONE_EVENT: f32 = 20.0;

/// Witnesses of one day that count; more are the same news once more.
const MAX_VOICES: usize = 6;

/// What counts of the chance of a witness that does not write the day out: which "Tuesday" is meant the reader may
/// have guessed wrong. Of one for the draft's own day less: what was in the news that day is often another event.
const NOT_WRITTEN: f32 = 0.9;
const OWN_NOT_WRITTEN: f32 = 0.4;

/// Outlets that together attest a day that none of them writes out, where the draft has a weekday, too.
const OUTLETS_OF_WEEKDAY: usize = 3;

/// How much a witness for the draft's own day outweighs one against it, and how much one for a third day takes from it.
const SUPPORT_COUNTS: f32 = 1.5;
const RIVAL_COUNTS: f32 = 0.7;

/// Support for the draft's day that ends the matter, as a share of the evidence against it.
const MOST_OWN: f32 = 0.4;

/// Least chance of a witness that dates the event where the draft dates its telling, or the other way round: "he
/// announced on June 3 that the ferry …".
const TOLD_OTHERWISE: f32 = 0.6;

/// Least chance of a source that is shown as evidence.
pub(super) const MIN_CHANCE: f32 = 0.3;

/// The same for another sentence of a source that counts already.
const MIN_CHANCE_BESIDE: f32 = 0.2;

/// Days between two articles up to which they tell the same news.
const SAME_NEWS: i32 = 90;

/// Names and stems in common that leave no doubt of what a source speaks of; more say no more.
const PLAIN_NAMES: u32 = 2;
const PLAIN_STEMS: u32 = 3;

/// Things that come again and again, each with its own day.
const RECURRING: &[&str] = &[
    "poll",
    "polls",
    "survey",
    "column",
    "article",
    "story",
    "editorial",
    "essay",
    "issue",
    "edition",
    "episode",
    "briefing",
    "appeared",
    "updated",
    "daily",
    "weekly",
    "monthly",
];

/// Those of them whose days are their own wherever in the clause they stand.
const POLLS: &[&str] = &["poll", "polls", "survey"];

/// What lasts some days, each of which is told of as its day, and how many at most.
const OF_DAYS: &[&str] = &["convention", "conventions", "festival", "games", "olympics", "tournament"];
const DAYS_ON_END: i32 = 4;

/// Words nearest the date among which one of these makes the date its own: "the poll of June 3", not "polls show that
/// the June 3 primary".
const NEAREST: usize = 5;

/// The same for a date that names a month only.
const MAX_DAYS_OFF_MONTH: i32 = 400;

/// Fewest stems in common of sentences that are nearly the same but for their month.
const MIN_STEMS: u32 = 5;

/// Furthest that a mistaken month lies from the true one, in days between their nearest ones, if it is not that of
/// another year.
const MAX_DAYS_OFF_NEIGHBOUR: i32 = 62;

/// Least strength, in summed rarities, of the three best of several sources: each alone would not do.
const MIN_STRENGTH: f32 = 50.0;

/// Support for the draft's own date, and for a third one, that is too much: shares of the best date's strength.
const MOST_SUPPORT: f32 = 0.4;
const MOST_RIVAL: f32 = 0.6;

/// Share of words in common from which support counts in full.
const FULL_SHARE: f32 = 0.34;

/// How far from a claim the draft's other date still belongs to the same matter, in bytes: a few paragraphs.
const NEARBY: u32 = 800;

/// Least chance of the likeliest witness: several that hardly tell of it are no evidence together.
const LIKELIEST: f32 = 0.5;

/// The same where the draft has a weekday: the days of one week are full of like events.
const LIKELIEST_OF_WEEKDAY: f32 = 0.8;

/// Least chance of a lone witness whose sentence has no kind of event in common: an arrest is not the death that followed.
const SURELY: f32 = 0.85;

/// Weighty words of a claim from which on its event may be known: "signed it on June 16" is anything.
const MIN_WORDS: usize = 3;

/// "A few days" are no more than these.
const A_FEW_DAYS: i32 = 5;

/// A date of more days than a month says too little to conflict.
const LONGEST: i32 = 31;

fn check(rule: &Rule, draft: &Draft, findings: &mut Vec<Finding>) {
    if draft.record.is_none() {
        return;
    }
    for (claim, asked) in draft.reading.claims.iter().zip(draft.claims()) {
        let Some(asked) = asked else { continue };
        let stored = &asked.claim;
        let copied = draft.reading.dates.get(claim.date as usize);
        if let Some(found) = copied.and_then(|timex| verbatim::other_day(rule, draft, timex, claim, asked)) {
            findings.push(found);
            continue;
        }
        let Some((timex, named)) = dated(rule, draft, claim, stored) else { continue };
        if named == Named::Span {
            let events = draft.events(asked);
            let found = events.and_then(|events| conflict(rule, draft, timex, claim, stored, &events));
            findings.extend(found.or_else(|| story::other_year(rule, draft, timex, claim, asked)));
        } else {
            let heard = draft.heard(asked);
            let found = heard.and_then(|heard| other_day(rule, draft, timex, named, claim, stored, &heard));
            findings.extend(found.or_else(|| story::other_day(rule, draft, timex, named, claim, asked)));
        }
    }
}

/// The days of which events may speak for or against a claim's, both included; none for a claim of no known year.
pub fn days_about(days: (Date, Date)) -> Option<(Date, Date)> {
    let reach = if length(days) > 0 { MAX_DAYS_OFF_MONTH } else { MAX_DAYS_OFF };
    let reach = jiff::Span::new().days(reach);
    let known = days.0.year() != UNKNOWN_YEAR;
    Some((days.0.checked_sub(reach).ok()?, days.1.checked_add(reach).ok()?)).filter(|_| known)
}

/// The claims of a draft that the rule may look up; no others need be looked up ahead.
pub(super) fn looked_up<'a>(draft: &'a Draft) -> impl Iterator<Item = &'a Asked> {
    let claims = draft.reading.claims.iter().zip(draft.claims());
    claims.filter_map(|(claim, asked)| {
        let (timex, asked) = (draft.reading.dates.get(claim.date as usize)?, asked.as_ref()?);
        let days = asked.claim.days;
        let spans = !claim.of_saying && (1..=LONGEST).contains(&length(days));
        let text = &draft.document.text;
        (spans || is_written(timex, days, text) || is_weekday(timex, days, draft.reading.date)).then_some(asked)
    })
}

/// The date of a claim, unless it is the saying's, a post's, in doubt or too vague to conflict with another.
///
/// How it is named comes with it.
pub(super) fn dated<'a>(
    rule: &Rule,
    draft: &Draft<'a>,
    claim: &Claim,
    stored: &StoredClaim,
) -> Option<(&'a Timex, Named)> {
    let reading: &'a Reading = draft.reading;
    let timex = reading.dates.get(claim.date as usize)?;
    let written = is_written(timex, stored.days, &draft.document.text);
    let weekday = is_weekday(timex, stored.days, reading.date);
    if claim.of_saying && !written {
        draft.note(rule, claim.span, || "the date is that of the saying".to_owned());
        return None;
    }
    // When a whole quote was said is Q006's question.
    let whole = |q: &Quote| q.kind == QuoteKind::Direct && !q.scare && q.span.overlaps(claim.span);
    if claim.of_saying && reading.quotes.iter().any(whole) {
        draft.note(rule, claim.span, || "the date is that of a quote, which is Q006's question".to_owned());
        return None;
    }
    // "Lindau Sunday with Falk" is a show.
    if weekday && reading.quotes.iter().any(|q| q.kind != QuoteKind::Indirect && q.span.contains(timex.span)) {
        draft.note(rule, claim.span, || "a weekday in somebody's words or in a title".to_owned());
        return None;
    }
    // Where the weekday is not the date's, which day is meant is D002's question.
    let doubtful = timex.parts.weekday.is_some_and(|(_, weekday)| weekday != stored.days.0.weekday());
    if length(stored.days) > LONGEST || claim.aside || doubtful || is_rough(timex, &draft.document.text) {
        draft.note(rule, claim.span, || {
            let why = match () {
                () if claim.aside => "a post or a caption: the date may be the picture's",
                () if doubtful => "the weekday is not the date's, which is D002's question",
                () => "the time is too vague to conflict with a day",
            };
            format!("{}: {why}", timex.span.of(&draft.document.text))
        });
        return None;
    }
    // A day that is not written out ("Friday") is misread more easily than it is mistaken.
    if length(stored.days) == 0 && !written && !weekday {
        draft.note(rule, claim.span, || {
            format!("{}: not written out as month and day", timex.span.of(&draft.document.text))
        });
        return None;
    }
    let recurring = |word: &str| RECURRING.contains(&word);
    let polled = |word: &str| POLLS.contains(&word);
    let mut words = claim.words.iter().enumerate();
    if (written || weekday)
        && let Some((_, word)) = words.find(|(n, word)| *n < NEAREST && recurring(word) || polled(word))
        && noun_behind(&draft.document.text, timex.span).is_none_or(recurring)
    {
        let said = timex.span.of(&draft.document.text);
        draft.note(rule, claim.span, || format!("{said}: “{word}” comes again and again"));
        return None;
    }
    let named = match (written, weekday) {
        (true, _) => Named::Written,
        (_, true) => Named::Weekday,
        _ => Named::Span,
    };
    Some((timex, named))
}

/// What the record has for one date, strongest first.
#[derive(Default)]
struct Witnesses<'a>(Vec<(&'a ClaimMatch, Likeness)>);

impl<'a> Witnesses<'a> {
    fn add(&mut self, m: &'a ClaimMatch, likeness: Likeness) {
        let at = self.0.partition_point(|(_, l)| l.strength() >= likeness.strength());
        self.0.insert(at, (m, likeness));
    }

    /// Those that speak for one event with the draft's, a sentence that several outlets print counted once.
    fn witnesses(&self) -> impl Iterator<Item = &(&'a ClaimMatch, Likeness)> {
        let mut seen: Vec<&str> = Vec::new();
        self.0.iter().filter(|(_, l)| l.is_witness()).filter(move |(m, _)| {
            let new = !seen.contains(&m.text.as_str());
            seen.push(&m.text);
            new
        })
    }

    /// Outlets with a sentence of their own: one outlet's menu may stand in many of its articles.
    fn independent(&self) -> usize {
        telling::outlets(self.witnesses().map(|(m, _)| &*m.source))
    }

    fn strongest(&self) -> f32 {
        self.witnesses().next().map_or(0.0, |(_, l)| l.strength())
    }

    /// The strength of the best three together.
    fn strength(&self) -> f32 {
        self.witnesses().take(3).map(|(_, l)| l.strength()).sum()
    }

    /// Whether one of them alone can correct the draft: it leaves hardly a word to doubt, or names the same people.
    fn is_sure(&self) -> bool {
        self.is_nearly_the_same() || self.witnesses().any(|(_, l)| l.names >= 2 && l.is_sure())
    }

    fn is_nearly_the_same(&self) -> bool {
        self.witnesses().any(|(_, l)| l.is_nearly_the_same() && l.stems >= MIN_STEMS)
    }

    /// Whether some witness has a figure of the draft's, if that has any: an index stands otherwise each month.
    fn has_the_figures(&self, claim: &StoredClaim) -> bool {
        let is_figure = |w: &&SmolStr| w.starts_with(|c: char| c.is_ascii_digit());
        let shared = |m: &ClaimMatch| claim.words.iter().filter(is_figure).any(|w| m.claim.words.contains(w));
        !claim.words.iter().any(|w| is_figure(&w)) || self.witnesses().any(|(m, _)| shared(m))
    }

    fn matches(&self) -> Vec<&'a ClaimMatch> {
        self.0.iter().filter(|(_, l)| l.is_witness()).map(|(m, _)| *m).collect()
    }
}

/// Whether a time says only about when: "this weekend", "the past week", "April" of a poll, "about June 10".
fn is_rough(timex: &Timex, text: &str) -> bool {
    let parts = &timex.parts;
    let lexicon = crate::lexicon::lexicon();
    let first = timex.span.of(text).split(' ').next().unwrap_or("");
    if lexicon.classes(lexicon.find(first)).contains(Class::APPROX) {
        return true;
    }
    parts.day.is_none() && parts.weekday.is_none() && parts.month.is_none()
}

/// Days that a span covers, beyond the first.
fn length(days: (Date, Date)) -> i32 {
    days.0.until(days.1).map_or(i32::MAX, |s| s.get_days())
}

/// Whether a day is written as month and day in figures, itself: the last of "June 14-16" borrows its month, and what
/// ended then is told of the whole.
fn is_written(timex: &Timex, days: (Date, Date), text: &str) -> bool {
    let figures = |span: Span| span.of(text).starts_with(|c: char| c.is_ascii_digit());
    let own_month = timex.parts.month.is_some_and(|(span, _)| timex.span.contains(span));
    days.0 == days.1 && own_month && timex.parts.day.is_some_and(|(span, _)| figures(span))
}

/// How a draft names a claim's day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// By month and number.
    Written,
    /// By its weekday, as a day of the draft's own week.
    Weekday,
    /// A month or a week, which has many days.
    Span,
}

/// Whether a time is a weekday within a week of the draft's own day.
fn is_weekday(timex: &Timex, days: (Date, Date), published: Option<Date>) -> bool {
    let parts = &timex.parts;
    let alone = parts.weekday.is_some() && parts.day.is_none() && parts.month.is_none() && days.0 == days.1;
    alone && published.is_some_and(|d| is_of_one_week(days.0, d))
}

fn is_of_one_week(one: Date, other: Date) -> bool {
    same_event::days_apart((one, one), (other, other)) < 7
}

/// Whether a day is called late: "late Wednesday".
fn is_late(said: &str) -> bool {
    said.split(' ').next().is_some_and(|w| w.eq_ignore_ascii_case("late"))
}

/// One who speaks for a day.
#[derive(Clone)]
pub(super) struct Voice {
    /// That it tells of the draft's event.
    pub chance: f32,
    /// Its place among the events.
    pub at: usize,
    /// Where its outlet tells the same with the day as month and number, there or in another sentence.
    pub written: Option<usize>,
    /// All that its outlet says of the day, the likeliest first.
    pub places: Vec<usize>,
}

/// Who on record speaks for a day, the likeliest first.
#[derive(Default)]
pub(super) struct Voices {
    pub all: Vec<Voice>,
    /// Places of others that write the day out for what was said of it, or for the event where the draft dates what was
    /// said: they count for nothing but that it stands on record.
    pub of_telling: Vec<usize>,
}

impl Voice {
    /// Whether its own sentence has the day as month and number.
    fn is_written(&self) -> bool {
        self.written == Some(self.at)
    }

    /// Its chance, or of one that does not write the day out as much of it as counts.
    fn counts(&self, not_written: f32) -> f32 {
        self.chance * if self.is_written() { 1.0 } else { not_written }
    }
}

impl Voices {
    fn best(&self) -> Option<&Voice> {
        self.all.iter().max_by(|a, b| a.counts(NOT_WRITTEN).total_cmp(&b.counts(NOT_WRITTEN)))
    }

    /// Those of whose places one is such.
    fn only(&self, such: impl Fn(usize) -> bool) -> Voices {
        let all = self.all.iter().filter(|v| v.places.iter().any(|at| such(*at))).cloned().collect();
        Voices { all, of_telling: self.of_telling.iter().copied().filter(|at| such(*at)).collect() }
    }

    /// The evidence of the best; `not_written` is what counts of the chance of those that do not write the day out.
    pub fn evidence(&self, not_written: f32) -> f32 {
        let mut weights: Vec<f32> = self.all.iter().map(|v| v.counts(not_written).powi(2)).collect();
        weights.sort_by(|a, b| b.total_cmp(a));
        weights.iter().take(MAX_VOICES).sum()
    }
}

/// Whether a sentence writes a day out, as month and number.
pub(super) fn spells_out(sentence: &str, day: Date) -> bool {
    let (month, number) = (day.strftime("%b").to_string(), day.day().to_string());
    let is_number = |w: &str| w.trim_end_matches(|c: char| c.is_ascii_alphabetic()) == number;
    sentence.contains(&month) && sentence.split(|c: char| !c.is_ascii_alphanumeric()).any(is_number)
}

/// What the record has for each day near a draft's.
pub(super) struct Heard {
    events: Events,
    /// Who has the draft's own day.
    pub own: Voices,
    pub days: BTreeMap<Date, Voices>,
    /// Days that several outlets stand by, each with their places among the events; D004's.
    pub sides: OnceLock<Vec<(Date, Vec<usize>)>>,
    /// The events' sentences as far as they were asked for, in the events' order.
    sentences: Vec<OnceLock<Sentence>>,
}

/// The day for which most speaks, against a draft's.
struct Weighed<'a> {
    day: Date,
    voices: &'a Voices,
    against: f32,
    /// What speaks for a third day.
    rival: f32,
    odds: f32,
}

impl Heard {
    /// What all that is heard comes to where `own` speaks for the draft's day; none where nothing speaks for another.
    fn weigh<'a>(&self, days: impl Iterator<Item = (Date, &'a Voices)> + Clone, own: f32) -> Option<Weighed<'a>> {
        let heard = days.filter(|(_, v)| !v.all.is_empty());
        let all = || heard.clone().map(|(d, v)| (d, v, v.evidence(NOT_WRITTEN)));
        let (day, voices, against) = all().max_by(|a, b| a.2.total_cmp(&b.2))?;
        let rival = all().filter(|(d, ..)| *d != day).map(|d| d.2).fold(0.0, f32::max);
        let evidence = against - SUPPORT_COUNTS * own - RIVAL_COUNTS * rival;
        let odds = voices.best().and_then(|v| self.events.get(v.at)).map_or(f32::MIN, |(_, l)| {
            weights::BIAS
                + weights::EVIDENCE * evidence
                + weights::STEMS * l.stems as f32
                + weights::RARITY * l.weight.max(0.0).ln_1p()
        });
        Some(Weighed { day, voices, against, rival, odds })
    }

    /// Who speaks for a day, the likeliest first, each with its chance.
    pub fn voices(&self, of: &Voices) -> impl Iterator<Item = (f32, &ClaimMatch)> {
        of.all.iter().filter_map(|v| Some((v.chance, self.event(v.at)?)))
    }

    fn all(&self) -> impl Iterator<Item = &(ClaimMatch, Likeness)> {
        self.events.iter()
    }

    pub fn event(&self, at: usize) -> Option<&ClaimMatch> {
        self.events.get(at).map(|(m, _)| m)
    }

    /// Whether an event is of a kind that the draft's claim names, too.
    pub fn has_event_in_common(&self, at: usize) -> bool {
        self.events.get(at).is_some_and(|(_, likeness)| likeness.event)
    }

    /// What a draft's sentence shares with an event's.
    fn shared(&self, sentence: &Sentence, at: usize, record: &Record) -> Option<Shared> {
        let (m, theirs) = (self.event(at)?, self.sentences.get(at)?);
        Some(sentence.shared(theirs.get_or_init(|| Sentence::of(&m.text, record))))
    }

    /// Hears everybody once: a sentence that several print is one voice, and so is an outlet that says it again.
    pub fn of(stored: &StoredClaim, events: Events) -> Heard {
        let mut all: Vec<(f32, bool, usize, &ClaimMatch)> = events
            .iter()
            .enumerate()
            .filter(|(_, (m, _))| length(m.claim.days) <= LONGEST && !is_marked(&m.text))
            .map(|(at, (m, likeness))| (likeness.chance, likeness.elsewhere, at, m))
            .collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (mut own, mut days) = (Voices::default(), BTreeMap::<Date, Voices>::new());
        let mut heard: Vec<(&str, Date)> = Vec::new();
        let outlet = |at: usize| events.get(at).map(|(m, _)| telling::source_name(&m.source));
        let mut of_telling: Vec<(Date, usize)> = Vec::new();
        for (chance, elsewhere, at, m) in all {
            let (here, there) = same_event::in_one_year(stored.days, m.claim.days);
            let source = telling::source_name(&m.source);
            let written = || spells_out(&m.text, m.claim.days.0).then_some(at);
            let voice = || Voice { chance, at, written: written(), places: vec![at] };
            let again = heard.iter().any(|h| *h == (source, there.0) || *h == (m.text.as_str(), there.0));
            if same_event::overlap(here, there) {
                if length(there) <= 7 && !heard.contains(&(m.text.as_str(), there.0)) {
                    own.all.push(voice());
                    heard.push((&m.text, there.0));
                }
            } else if length(there) == 0
                && same_event::days_apart(here, there) <= MAX_DAYS_OFF_WRITTEN
                && !elsewhere
                && !same_event::are_stages(stored, &m.claim)
                && !is_told_apart(&m.text, same_event::days_apart(here, there))
                && !is_guessed(&m.text, there.0)
            {
                if m.claim.of_saying != stored.of_saying && chance < TOLD_OTHERWISE {
                    of_telling.extend((chance >= MIN_CHANCE && written().is_some()).then_some((there.0, at)));
                    continue;
                }
                let voices = &mut days.entry(there.0).or_default().all;
                if !again {
                    voices.push(voice());
                    heard.extend([(source, there.0), (m.text.as_str(), there.0)]);
                } else if chance >= MIN_CHANCE_BESIDE
                    && let Some(first) = voices.iter_mut().find(|v| outlet(v.at) == Some(source))
                {
                    first.written = first.written.or_else(|| written().filter(|_| chance >= MIN_CHANCE));
                    first.places.push(at);
                }
            }
        }
        for (day, at) in of_telling {
            if let Some(voices) = days.get_mut(&day) {
                voices.of_telling.push(at);
            }
        }
        let sentences = vec![OnceLock::new(); events.len()];
        Heard { events, own, days, sides: OnceLock::new(), sentences }
    }
}

/// Whether a draft has a day in the paragraphs around a claim, too: then it tells of two things.
pub(super) fn has_day_near(draft: &Draft, claim: &Claim, day: Date) -> bool {
    near(draft, claim).any(|d| d.days.is_some_and(|d| d.first == day && d.last == day))
}

/// The times that a draft tells of in the paragraphs around a claim.
fn near<'a>(draft: &'a Draft, claim: &Claim) -> impl Iterator<Item = &'a Timex> {
    let Span { start, end } = claim.span;
    draft.reading.dates.iter().filter(move |d| d.span.start < end + NEARBY && start < d.span.end + NEARBY)
}

/// Whether the record puts the event of a written day on another one.
fn other_day(
    rule: &Rule,
    draft: &Draft,
    timex: &Timex,
    named: Named,
    claim: &Claim,
    stored: &StoredClaim,
    heard: &Heard,
) -> Option<Finding> {
    let said = timex.span.of(&draft.document.text);
    let silent = |why: &str| -> Option<Finding> {
        draft.note(rule, claim.span, || format!("{said}: {why}"));
        None
    };
    if is_bound(&draft.document.text, timex.span) {
        return silent("a day by, until or after which is no event's");
    }
    if claim.words.len() < MIN_WORDS {
        return silent("too few words to know the event by");
    }
    let weekday = named == Named::Weekday;
    let same_weekday = |day: &Date| weekday && day.weekday() == stored.days.0.weekday();
    // Which Tuesday is meant the reader may have guessed wrong.
    let on_it = heard.days.iter().filter(|(day, _)| same_weekday(day)).map(|(_, voices)| voices);
    let own = on_it.fold(heard.own.evidence(OWN_NOT_WRITTEN), |own, voices| own + voices.evidence(OWN_NOT_WRITTEN));
    let of_its_week = |day: Date| draft.reading.date.is_some_and(|d| is_of_one_week(day, d));
    let others = heard.days.iter().filter(|(day, _)| !weekday || !same_weekday(day) && of_its_week(**day));
    for (day, voices) in &heard.days {
        draft.note(rule, claim.span, || {
            let (chance, words) = heard.voices(voices).next().map_or((0.0, ""), |(c, m)| (c, m.text.as_str()));
            let evidence = voices.evidence(NOT_WRITTEN);
            format!("{day}: evidence {evidence:.2} of {}, the best {chance:.2}: {words}", voices.all.len())
        });
    }
    let Some(all) = heard.weigh(others.clone().map(|(day, voices)| (*day, voices)), own) else {
        return silent("nothing like it on record near that day");
    };
    // What was said of an event may be on record as said.
    let is_saying = |v: &Voice| heard.event(v.at).is_some_and(|m| m.claim.of_saying);
    if claim.in_passing && !(claim.of_saying && all.voices.best().is_some_and(is_saying)) {
        return silent("the day is of something else that has to do with an event");
    }
    let record = draft.record?;
    let told = claim.span.of(&draft.document.text);
    // Most dated sentences are let go before that.
    let sentence = LazyCell::new(|| Sentence::of(told, record));
    let shared = |at: usize| heard.shared(&sentence, at, record);
    let is_told = |w: &Weighed| {
        let least = match w.voices.all.len() {
            _ if weekday => MIN_ODDS_OF_STRANGERS,
            1 => MIN_ODDS_OF_ONE,
            _ => MIN_ODDS,
        };
        let doubtful = (least..MIN_ODDS_OF_STRANGERS).contains(&w.odds);
        let least = if doubtful && are_strangers(w.voices, shared) { MIN_ODDS_OF_STRANGERS } else { least };
        let told = w.odds >= least && own <= w.against * MOST_OWN;
        // Most dated sentences come here at each key: worded only where somebody asks.
        draft.note(rule, claim.span, || {
            format!(
                "{said}: {:.2} for {}, {own:.2} for the draft's day, {:.2} for a third: with what the best witness shares \
                 that comes to {:.2}, and an accusation takes {least}",
                w.against, w.day, w.rival, w.odds
            )
        });
        told
    };
    if !is_told(&all) {
        return None;
    }
    // Who arrives for a summit is no witness of its day.
    let of = predicate::of(told, place_in(claim, timex)?);
    let known = vec![OnceCell::new(); heard.events.len()];
    let dates_it = |at: usize| {
        let of_it = || heard.event(at).is_some_and(|m| of_the_same(m, told, claim.of_saying));
        known.get(at).is_some_and(|k| *k.get_or_init(of_it))
    };
    let days: Vec<_> = others.map(|(day, voices)| (*day, voices.only(dates_it))).collect();
    let Some(weighed) = heard.weigh(days.iter().map(|(day, voices)| (*day, voices)), own) else {
        return silent("what the record has near that day is of something else");
    };
    if weighed.day != all.day && !is_told(&weighed) {
        return None;
    }
    let (day, voices) = (weighed.day, if weighed.day == all.day { all.voices } else { weighed.voices });
    let apart = match same_event::days_apart(stored.days, same_event::in_one_year(stored.days, (day, day)).1) {
        days if weekday => (days % 7).min(7 - days % 7),
        days => days,
    };
    // One that has the draft's day beside it tells of two events, or of a span of days.
    let own_day = (stored.days.0.month(), stored.days.0.day());
    let by_itself = |at: &usize| heard.event(*at).is_some_and(|m| !days_named(&m.text).contains(&own_day));
    let attested = voices.all.iter().filter_map(|v| v.written.as_ref()).any(by_itself);
    let mut of_telling = voices.of_telling.iter().filter(|at| by_itself(at)).peekable();
    let many = || voices.all.iter().filter(|v| v.chance >= LIKELIEST).count() >= OUTLETS_OF_WEEKDAY;
    if !attested && of_telling.peek().is_none() && !(weekday && many()) {
        return silent(&format!("nobody on record writes {day} out, the draft's day not beside it"));
    }
    let likeliest = if weekday { LIKELIEST_OF_WEEKDAY } else { LIKELIEST };
    if voices.all.iter().all(|v| v.chance < likeliest) {
        return silent("many may tell of it, and none of them likely does");
    }
    let another = |v: &Voice| v.chance < SURELY && !heard.has_event_in_common(v.at);
    if matches!(voices.all.as_slice(), [alone] if another(alone)) {
        return silent("the one that may tell of it names no such kind of event");
    }
    if let Some(why) = objection(draft, timex, claim, told, day, apart, weekday) {
        return silent(&why);
    }
    let same = |m: &ClaimMatch| {
        of.is_in(&m.text, m.claim.of_saying)
            && !predicate::is_another(told, &m.text)
            && !predicate::have_other_scores(told, &m.text)
    };
    let tells = |v: &Voice| v.chance >= MIN_CHANCE && heard.event(v.at).is_some_and(same) && dates_it(v.at);
    if !voices.all.iter().any(tells) {
        let of =
            of.words.iter().chain(&of.main).chain(of.about.iter().flatten()).copied().collect::<Vec<_>>().join(", ");
        return silent(&format!("the day may be of something else, as nobody on record has “{of}” on it"));
    }
    let this_day = (day.month(), day.day());
    if heard.voices(voices).any(|(chance, m)| chance >= MIN_CHANCE && are_side_by_side(&m.text, this_day, own_day)) {
        return silent(&format!("one source tells the same of {day} and of the draft's day"));
    }
    let likely = voices.all.iter().filter(|v| v.chance >= MIN_CHANCE);
    // The sentence that has the day written out tells it most plainly, most so where it has no other; an article of the
    // draft's own weeks tells the same news, a later one recalls it; and then whoever names the same people and things
    // in all of the sentence, and is likeliest to tell of it.
    let plainness = |at: usize| {
        let (m, likeness) = heard.events.get(at)?;
        let named = days_named(&m.text);
        let written = named.contains(&this_day);
        let only = written && named.iter().all(|d| *d == this_day);
        let published = draft.reading.date.zip(m.source.date);
        let recalls = published.is_some_and(|(d, s)| same_event::days_apart((d, d), (s, s)) > SAME_NEWS);
        let shared = shared(at)?;
        let plain = (shared.names.min(PLAIN_NAMES), shared.stems.min(PLAIN_STEMS));
        Some((!written, !only, recalls, Reverse((plain, (likeness.chance * shared.rarity * 1000.0) as i64))))
    };
    // Of an outlet's sentences the plainest is shown.
    let mut shown: Vec<_> = likely.filter_map(|v| v.places.iter().map(|at| (plainness(*at), *at)).min()).collect();
    if !attested {
        shown.extend(of_telling.map(|at| (plainness(*at), *at)));
    }
    shown.sort_unstable();
    let sources: Vec<&ClaimMatch> = shown.into_iter().filter_map(|(_, at)| heard.event(at)).collect();
    if sources.iter().all(|m| draft.is_own(&m.source)) {
        return silent("nobody has it but the draft's own article as it was");
    }
    Some(finding(rule, draft, timex, claim, (day, day), &sources))
}

/// What the draft itself says against its day being another one, `apart` days off, if it does.
fn objection(
    draft: &Draft,
    timex: &Timex,
    claim: &Claim,
    told: &str,
    day: Date,
    apart: i32,
    weekday: bool,
) -> Option<String> {
    let lasting = claim.words.iter().take(NEAREST).find(|w| OF_DAYS.contains(&w.as_str()));
    if let Some(word) = lasting.filter(|_| apart <= DAYS_ON_END) {
        return Some(format!("a {word} has several days"));
    }
    // A date that was moved, an invitation renewed.
    let is_named = |d: &Timex| d.parts.weekday.is_some_and(|(_, named)| named == day.weekday());
    let why = match () {
        () if apart == 1 && (timex.kind == TimexKind::Time || is_late(timex.span.of(&draft.document.text))) => {
            "a night has two days"
        }
        () if is_told_apart(told, apart) => "the draft itself says how far the other day is off",
        () if telling::is_taken_back(told) => "the draft says that it was wrongly told",
        () if telling::is_former_plan(told) => "the draft tells of a plan that was given up",
        () if has_day_near(draft, claim, day) || weekday && near(draft, claim).any(is_named) => {
            return Some(format!("the draft itself has {day} too"));
        }
        () => return None,
    };
    Some(why.to_owned())
}

/// Where a claim's sentence has its time.
fn place_in(claim: &Claim, timex: &Timex) -> Option<Span> {
    let within = |at: u32| at.checked_sub(claim.span.start);
    Some(Span::new(within(timex.span.start)?, within(timex.span.end)?))
}

/// Whether a witness dates with its day what the draft's sentence tells of, too. Where its sentence does not write the day
/// out, that cannot be told.
fn of_the_same(m: &ClaimMatch, told: &str, says: bool) -> bool {
    let Some(day) = day_in(&m.text, m.claim.days.0) else { return true };
    let of = predicate::of(&m.text, day);
    // "Falk announced on June 3 that Keller was appointed"
    of.is_said() || of.is_done_in(told, says)
}

/// Whether what witnesses say, the whole sentences, has hardly anything in common with the draft's: a claim has the
/// clause only.
fn are_strangers(voices: &Voices, shared: impl Fn(usize) -> Option<Shared>) -> bool {
    let mut places = voices.all.iter().take(MAX_VOICES).flat_map(|v| v.places.iter().take(MAX_VOICES));
    places.all(|at| shared(*at).is_none_or(|s| s.names < PLAIN_NAMES && s.rarity < RARITY_OF_ONE_EVENT))
}

/// What stands before a day that only bounds what is told.
const BOUNDS: &[&str] = &["by", "after", "before", "past", "since", "through", "until"];

/// Whether a day only bounds what is told: "by June 16", "up to June 16", "after June 16, the fare will rise", but not
/// "after the June 16 summit".
fn is_bound(text: &str, day: Span) -> bool {
    let before = text.get(..day.start as usize).unwrap_or("");
    let mut last = before.split_whitespace().rev();
    let (preposition, before) = (last.next().unwrap_or(""), last.next().unwrap_or(""));
    let bound = BOUNDS.iter().any(|b| preposition.eq_ignore_ascii_case(b));
    // "as late as June 16"
    let at_the_latest = preposition == "as" && matches!(before, "late" | "early" | "recently");
    // "since June 16, when the vote was held"
    let when = text.get(day.end as usize..).is_some_and(|t| t.trim_start_matches(',').starts_with(" when "));
    // What is "not until June 16" is then.
    bound && before != "not" && !when && noun_behind(text, day).is_none()
        || preposition == "to" && before == "up"
        || at_the_latest
}

/// Words that name nothing.
const SMALL: Class = Class::STOP.union(Class::PREPOSITION).union(Class::CONJUNCTION).union(Class::AUXILIARY);

/// The noun that a day stands before: the summit of "the June 16 summit".
fn noun_behind(text: &str, day: Span) -> Option<&str> {
    let next = text.get(day.end as usize..)?.strip_prefix(' ')?;
    let next = next.split(|c: char| !c.is_alphanumeric()).next()?;
    let lexicon = crate::lexicon::lexicon();
    let noun = next.starts_with(char::is_lowercase) && !lexicon.classes(lexicon.find(next)).intersects(SMALL);
    noun.then_some(next)
}

/// Words right before a day that only guess it.
const GUESSING: &[&str] = &["possibly", "perhaps", "probably", "maybe", "likely"];

/// Whether a sentence only guesses a day: "possibly on June 16", "June 16 or 17".
fn is_guessed(sentence: &str, day: Date) -> bool {
    let Some(at) = day_in(sentence, day) else { return false };
    let mut before = predicate::words(&sentence[..at.start as usize]).rev();
    let last = before.next().filter(|w| !w.eq_ignore_ascii_case("on")).or_else(|| before.next());
    let or = sentence[at.end as usize..].strip_prefix(" or ");
    last.is_some_and(|w| GUESSING.contains(&w)) || or.is_some_and(|w| w.starts_with(|c: char| c.is_ascii_digit()))
}

/// What a distance in time is measured by: "two days before the vote".
const MEASURED: &[&str] =
    &["before", "after", "away", "later", "earlier", "ahead", "prior", "until", "from", "following", "since"];

/// Whether a sentence itself tells of a day so many days off: "two days before the vote".
fn is_told_apart(sentence: &str, apart: i32) -> bool {
    let number = |word: &str| match word {
        "a" | "A" => Some(1),
        word if word.starts_with(|c: char| c.is_ascii_digit()) => word.parse().ok(),
        word => crate::lexicon::cardinal(word),
    };
    words_of(sentence).windows(3).filter(|w| MEASURED.contains(&w[2])).any(|w| match w[1] {
        "day" | "days" if w[0] == "few" => (1..=A_FEW_DAYS).contains(&apart),
        "day" if w[0].eq_ignore_ascii_case("the") => apart == 1,
        "day" | "days" => number(w[0]) == Some(apart),
        "week" | "weeks" => number(w[0]).and_then(|n| n.checked_mul(7)) == Some(apart),
        _ => false,
    })
}

/// The days that a sentence has written out, month and number: "June 16", "16 June", "Jun. 16".
fn days_named(sentence: &str) -> Vec<(i8, i8)> {
    let words = words_of(sentence);
    placed(&words).map(|(_, day)| day).collect()
}

/// Where a sentence has a day written out.
fn day_in(sentence: &str, day: Date) -> Option<Span> {
    let words = words_of(sentence);
    let (at, _) = placed(&words).find(|(_, d)| *d == (day.month(), day.day()))?;
    let start = |word: &str| word.as_ptr().addr() - sentence.as_ptr().addr();
    Some(Span::from(start(words[at])..start(words[at + 1]) + words[at + 1].len()))
}

fn words_of(sentence: &str) -> Vec<&str> {
    predicate::words(sentence).collect()
}

/// The days written out among these words, each with its place.
fn placed<'a>(words: &'a [&str]) -> impl Iterator<Item = (usize, (i8, i8))> + 'a {
    let lexicon = crate::lexicon::lexicon();
    let month = move |w: &str| {
        let entry = crate::lexicon::entry(lexicon.find(w));
        let named = w.starts_with(char::is_uppercase) && entry.classes.contains(Class::MONTH);
        named.then(|| i8::try_from(entry.number).ok()).flatten()
    };
    let number = |w: &str| w.trim_end_matches(|c: char| c.is_ascii_lowercase()).parse::<i8>().ok();
    let day = move |a: &str, b: &str| month(a).zip(number(b)).or_else(|| month(b).zip(number(a)));
    words.windows(2).enumerate().filter_map(move |(i, w)| Some((i, day(w[0], w[1])?)))
}

/// Whether a sentence tells of two days at once, with nothing of weight between them: "the debates of October 9 and
/// October 19".
fn are_side_by_side(sentence: &str, one: (i8, i8), other: (i8, i8)) -> bool {
    let words = words_of(sentence);
    let at = |day| placed(&words).find(|(_, d)| *d == day).map(|(i, _)| i);
    let Some((a, b)) = at(one).zip(at(other)) else { return false };
    let lexicon = crate::lexicon::lexicon();
    let small = |w: &&str| lexicon.classes(lexicon.find(w)).intersects(SMALL);
    words.get(a.min(b) + 2..a.max(b)).is_some_and(|between| between.iter().all(small))
}

fn conflict(
    rule: &Rule,
    draft: &Draft,
    timex: &Timex,
    claim: &Claim,
    stored: &StoredClaim,
    events: &[(ClaimMatch, Likeness)],
) -> Option<Finding> {
    let reach = if length(stored.days) > 0 { MAX_DAYS_OFF_MONTH } else { MAX_DAYS_OFF };
    let mut dates: BTreeMap<(Date, Date), Witnesses> = BTreeMap::new();
    // How strongly the record supports the draft's date.
    let mut support: f32 = 0.0;
    let told = |m: &ClaimMatch| !m.claim.of_saying && length(m.claim.days) <= LONGEST && !is_marked(&m.text);
    for (m, likeness) in events.iter().filter(|(m, _)| told(m)) {
        let likeness = *likeness;
        let (here, there) = same_event::in_one_year(stored.days, m.claim.days);
        if same_event::overlap(here, there) {
            // "In June" does not speak for June 18, nor "February" of no known year for another event's.
            let vague = length(there) > length(here) + 7 || m.claim.days.0.year() == UNKNOWN_YEAR && !likeness.event;
            if !vague && likeness.is_possible() {
                support = support.max(likeness.strength() * (likeness.share / FULL_SHARE).min(1.0));
            }
        } else if (likeness.is_possible() || likeness.is_sure())
            && (length(m.claim.days) > 0) == (length(stored.days) > 0)
            && same_event::days_apart(here, there) <= reach
            && (there.0.month() == here.0.month() || same_event::days_apart(here, there) <= MAX_DAYS_OFF_NEIGHBOUR)
        {
            dates.entry(there).or_default().add(m, likeness);
        }
    }
    // Of a month without its year, the reader may have taken the wrong one.
    let year_apart = |days: &(Date, Date)| {
        timex.parts.year.is_none() && days.0.month() == stored.days.0.month() && days.0.year() != stored.days.0.year()
    };
    if dates.keys().any(year_apart) {
        return None;
    }
    let (&days, best) = dates.iter().max_by(|a, b| a.1.strength().total_cmp(&b.1.strength()))?;
    let rival = dates.iter().filter(|(d, _)| **d != days).map(|(_, w)| w.strength()).fold(0.0, f32::max);
    if support >= best.strongest() * MOST_SUPPORT || rival >= best.strength() * MOST_RIVAL {
        return None;
    }
    // One source is enough only where nothing on record is like it on any other day, this one's included, and
    // the draft's date has its year written: "April" is misread more easily. So is the source's, where the two differ in it.
    let year = days.0.year();
    let same_year =
        || year == stored.days.0.year() || best.witnesses().any(|(m, _)| m.text.contains(&year.to_string()));
    let alone = timex.parts.year.is_some() && support == 0.0 && dates.len() == 1 && best.is_sure() && same_year();
    // What happens "in April" happens in other months too: polls, jobs reports, votes.
    let together = (length(stored.days) == 0 || best.is_nearly_the_same() && best.has_the_figures(stored))
        && best.independent() >= 2
        && best.strength() >= MIN_STRENGTH;
    if !alone && !together {
        return None;
    }
    Some(finding(rule, draft, timex, claim, days, &best.matches()))
}

/// The finding that the record puts the event on `days`.
fn finding(
    rule: &Rule,
    draft: &Draft,
    timex: &Timex,
    claim: &Claim,
    days: (Date, Date),
    sources: &[&ClaimMatch],
) -> Finding {
    let near = draft.reading.date;
    let said = timex.span.of(&draft.document.text);
    let told = telling::days(days, near);
    let weekday = days.0.strftime("%A").to_string();
    let by_weekday = is_weekday(timex, days, near);
    let count = telling::outlets(sources.iter().map(|m| &*m.source));
    let outlets = telling::sources(sources.iter().map(|m| &*m.source));
    let mut finding = rule.finding(
        timex.span,
        format!(
            "{} on record {} {} {} {} ({outlets}), the draft has {said}",
            telling::count(count, "source"),
            if count == 1 { "puts" } else { "put" },
            what(claim, claim.span.of(&draft.document.text), sources),
            if length(days) == 0 { "on" } else { "in" },
            if by_weekday { format!("{weekday}, {told}") } else { told.clone() },
        ),
    );
    finding.evidence = sources.iter().map(|m| telling::evidence_of_day(m)).collect();
    // A month for a month, a day for a day: the two were compared as such.
    if let Some(edits) = corrected(timex, days.0, &draft.document.text) {
        finding.fixes.push(Fix { title: format!("Change to {}", if by_weekday { weekday } else { told }), edits });
    }
    finding
}

/// Nouns by which people call a dated event.
const CALLED: &[&str] = &[
    "summit",
    "meeting",
    "talks",
    "vote",
    "election",
    "primary",
    "caucus",
    "caucuses",
    "debate",
    "attack",
    "attacks",
    "shooting",
    "bombing",
    "referendum",
    "deadline",
    "interview",
    "speech",
    "trial",
    "hearing",
    "strike",
    "conference",
    "convention",
    "launch",
    "deal",
    "ruling",
    "verdict",
    "resignation",
    "funeral",
    "inauguration",
    "signing",
    "test",
];

/// What a message calls the event: "the summit in Geneva", by the event's noun nearest the date that a source has, too, or
/// another for its kind.
pub(super) fn what(claim: &Claim, sentence: &str, sources: &[&ClaimMatch]) -> String {
    let of_source = |noun: &SmolStr| {
        let kind = claims::event(noun);
        sources.iter().any(|m| m.claim.words.contains(noun) || m.claim.event.iter().any(|e| Some(e.as_str()) == kind))
    };
    let called = |noun: &&SmolStr| CALLED.contains(&noun.as_str()) && of_source(noun);
    let Some(noun) = claim.words.iter().find(called) else { return "this".to_owned() };
    let place = claim.places.iter().find(|p| sentence.contains(&format!("{noun} in {p}")));
    place.map_or_else(|| format!("the {noun}"), |place| format!("the {noun} in {place}"))
}

/// The edits that put `day` in place of the written date, part by part and in its own style; `None` for a
/// style that cannot be kept.
fn corrected(timex: &Timex, day: Date, text: &str) -> Option<Vec<Edit>> {
    let parts = &timex.parts;
    let mut edits = Vec::new();
    if let Some((span, written)) = parts.weekday
        && written != day.weekday()
    {
        edits.push(Edit { span, text: like(span.of(text), &day.strftime("%A").to_string()) });
    }
    if let Some((span, written)) = parts.day
        && i32::from(written) != i32::from(day.day())
    {
        edits.push(Edit { span, text: day_like(span.of(text), day.day()) });
    }
    if let Some((span, written)) = parts.month
        && i32::from(written) != i32::from(day.month())
    {
        edits.push(Edit { span, text: month_like(span, text, day) });
    }
    if let Some((span, written)) = parts.year
        && written != day.year()
    {
        let year = day.year().to_string();
        let short = span.len() == 2 && year.len() == 4;
        edits.push(Edit { span, text: if short { year[2..].to_owned() } else { year } });
    }
    (!edits.is_empty()).then_some(edits)
}

/// `full` cut to an abbreviation where the written word is one, period and case kept.
fn like(written: &str, full: &str) -> String {
    let letters = written.trim_end_matches('.');
    let mut out = if letters.len() <= 4 && letters.len() < full.len() { full[..3].to_owned() } else { full.to_owned() };
    if letters.len() > 1 && letters.chars().all(char::is_uppercase) {
        out = out.to_uppercase();
    }
    if written.ends_with('.') && out.len() < full.len() {
        out.push('.');
    }
    out
}

/// The day's number with the written one's leading zero or ordinal ending.
fn day_like(written: &str, day: i8) -> String {
    let digits = written.chars().take_while(char::is_ascii_digit).count();
    let number = if digits == 2 && written.starts_with('0') { format!("{day:02}") } else { day.to_string() };
    let ending = match (written.len() > digits, day) {
        (false, _) => "",
        (_, 1 | 21 | 31) => "st",
        (_, 2 | 22) => "nd",
        (_, 3 | 23) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

fn month_like(span: Span, text: &str, day: Date) -> String {
    let written = span.of(text);
    match written.starts_with(|c: char| c.is_ascii_digit()) {
        true if written.len() == 2 => format!("{:02}", day.month()),
        true => day.month().to_string(),
        false => like(written, &day.strftime("%B").to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, findings, fixed};

    const RECORD: &[&str] = &[
        "---\noutlet: The Tide\ndate: 2021-06-10\n---\n\nInes Keller and Paul Brandt will hold a summit in Lindau on June 16.\n",
        "---\noutlet: Lake Post\ndate: 2021-06-11\n---\n\nMayor Ines Keller is to meet Paul Brandt in Lindau on 16 June for talks.\n",
        "---\noutlet: Shore News\ndate: 2021-05-25\n---\n\nJonas Frey and Petra Lang met in Lindau on May 24.\n",
    ];

    fn article(outlet: &str, date: &str, text: &str) -> String {
        format!("---\noutlet: {outlet}\ndate: {date}\n---\n\n{text}\n")
    }

    #[test]
    fn an_outlet_may_write_the_day_out_in_another_sentence() {
        let article = |outlet: &str, text: &str| article(outlet, "2021-06-11", text);
        let likest = "Mayor Ines Keller and Paul Brandt will hold a harbour summit in Lindau on Wednesday.";
        let other = "Mayor Ines Keller meets Paul Brandt at a harbour summit in Lindau on Wednesday.";
        let written = "Keller and Brandt hold their summit in Lindau on June 16.";
        let draft = "Mayor Ines Keller and Paul Brandt will hold a harbour summit in Lindau on June 18.\n";
        let unwritten = [article("The Tide", likest), article("Lake Post", other)];
        assert!(codes(draft, &unwritten.each_ref().map(String::as_str)).is_empty());
        let record = [&unwritten[..], &[article("The Tide", written)]].concat();
        let found = findings(draft, &record.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].evidence[0].text, written);
    }

    #[test]
    fn of_an_outlets_sentences_the_one_that_names_the_same_is_shown() {
        let article = |outlet: &str, text: &str| article(outlet, "2021-06-11", text);
        let likest = "Judge Ines Keller halted the harbour order on June 8, and that was that.";
        let other = "On June 8, Judge Ines Keller halted the harbour order.";
        let plainest = "Judge Ines Keller stopped it on June 8, saying that the order of Mayor Paul Brandt would \
            have cost as many as five thousand people in Lindau their berths.";
        let record = [article("The Tide", likest), article("The Tide", plainest), article("Lake Post", other)];
        let draft = "Judge Ines Keller halted the harbour order on June 12, which would have cost as many as five \
            thousand people in Lindau their berths, and Mayor Paul Brandt was silent.\n";
        let found = findings(draft, &record.each_ref().map(String::as_str));
        assert_eq!(found.len(), 1, "{found:?}");
        let shown: Vec<&str> = found[0].evidence.iter().map(|e| e.text.as_str()).collect();
        assert_eq!(shown, [plainest, other]);
    }

    #[test]
    fn another_states_vote_and_a_call_with_somebody_else_are_other_events() {
        let caucus = two_outlets("Ines Keller beat Paul Brandt by five points in the Nevada caucuses on June 8.");
        for (draft, found) in [
            ("Voters in Iowa will choose between Ines Keller and Paul Brandt in the caucuses on June 12.\n", vec![]),
            ("Iowa Sen. Ines Keller lost to Paul Brandt by five points in the caucuses on June 12.\n", vec!["D001"]),
            ("Ines Keller beat Paul Brandt by five points in the Nevada caucuses on June 12.\n", vec!["D001"]),
        ] {
            assert_eq!(codes(draft, &[&caucus[0], &caucus[1]]), found, "{draft}");
        }
        let call = two_outlets("Ines Keller spoke by phone with Otto Wirth on June 8.");
        for (draft, found) in [
            ("In a June 9 phone call, Ines Keller and Paul Brandt discussed the price of herring.\n", vec![]),
            ("In a June 9 phone call, Ines Keller and Otto Wirth discussed the price of herring.\n", vec!["D001"]),
        ] {
            assert_eq!(codes(draft, &[&call[0], &call[1]]), found, "{draft}");
        }
    }

    #[test]
    fn who_has_hardly_more_in_common_than_the_news_of_the_day_is_no_witness() {
        for (record, draft, found) in [
            (
                "Money for the ferry service was set to expire on October 1.",
                "Money for the school meals is set to expire on September 28.\n",
                vec![],
            ),
            (
                "Money for the ferry service was set to expire on October 1.",
                "Money for the ferry service is set to expire on September 28.\n",
                vec!["D001"],
            ),
        ] {
            let record = two_outlets(record);
            let draft = format!("---\ndate: 2021-09-14\n---\n\n{draft}");
            assert_eq!(codes(&draft, &[&record[0], &record[1]]), found, "{draft}");
        }
    }

    #[test]
    fn who_guesses_a_day_is_no_witness() {
        let day = jiff::civil::date(2021, 6, 16);
        for (text, guessed) in [
            ("They meet on June 16.", false),
            ("They meet possibly on June 16.", true),
            ("They meet, perhaps June 16, in Lindau.", true),
            ("They meet on June 16 or 17.", true),
            ("They meet on June 16 or not at all.", false),
            ("It is likely. They meet on June 16.", false),
        ] {
            assert_eq!(super::is_guessed(text, day), guessed, "{text}");
        }
    }

    #[test]
    fn a_day_that_bounds_is_told_from_one_on_which_something_was_done() {
        let day = super::Span::new(11, 18);
        for (text, bound) in [("Shut since June 16.", true), ("Shut since June 16, when the roof fell in.", false)] {
            assert_eq!(super::is_bound(text, day), bound, "{text}");
        }
    }

    #[test]
    fn what_lasts_some_days_has_each_of_them() {
        let record = two_outlets("Ines Keller spoke of her father at the party convention in Lindau on June 16.");
        for (day, found) in [("June 13", vec![]), ("June 8", vec!["D001"])] {
            let draft = format!("Ines Keller spoke of her father at the party convention on {day} in Lindau.\n");
            assert_eq!(codes(&draft, &[&record[0], &record[1]]), found, "{draft}");
        }
    }

    #[test]
    fn a_spokesman_says_something_else_each_day() {
        let said = [
            two_outlets("Press secretary Ines Keller said on June 8 that the ferry to Lindau would be repaired.")[0]
                .clone(),
            two_outlets("Herring is cheap, press secretary Ines Keller said June 8.")[1].clone(),
        ];
        let same =
            two_outlets("Press secretary Ines Keller said on June 8 that the ferry to Lindau would be repaired.");
        for (record, draft, found) in [
            (&said, "The tolls are a burden, as press secretary Ines Keller said on June 12.\n", vec![]),
            (
                &same,
                "Press secretary Ines Keller said on June 12 that the Lindau ferry would be repaired.\n",
                vec!["D001"],
            ),
        ] {
            let draft = format!("---\ndate: 2021-06-14\n---\n\n{draft}");
            assert_eq!(codes(&draft, &[&record[0], &record[1]]), found, "{draft}");
        }
    }

    #[test]
    fn the_first_evidence_is_of_the_drafts_own_weeks() {
        let record = [
            article(
                "Shore News",
                "2022-03-01",
                "Mayor Ines Keller and Paul Brandt held a summit in Lindau on June 16, 2021.",
            ),
            article("The Tide", "2021-06-10", "Ines Keller and Paul Brandt will hold a summit in Lindau on June 16."),
        ];
        let draft = "Mayor Ines Keller and Paul Brandt will hold a summit in Lindau on June 18.\n";
        let found = findings(draft, &record.each_ref().map(String::as_str));
        assert_eq!(found[0].evidence[0].source.outlet.as_deref(), Some("The Tide"), "{found:?}");
    }

    #[test]
    fn a_day_that_the_sources_contradict_is_found_with_all_of_them() {
        let draft = "Ines Keller and Paul Brandt will meet for a summit in Lindau on June 18.\n";
        let found = findings(draft, RECORD);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].code, found[0].evidence.len()), ("D001", 2));
        assert!(fixed(draft, RECORD).contains("on June 16."));
    }

    #[test]
    fn the_recorded_day_in_any_style_is_left_in_peace() {
        for day in ["June 16", "16.06.2021", "Wednesday", "the 16th of June"] {
            let draft = format!("Ines Keller and Paul Brandt will meet for a summit in Lindau on {day}.\n");
            assert_eq!(codes(&draft, RECORD), Vec::<&str>::new(), "{day}");
        }
    }

    #[test]
    fn another_pair_or_another_town_is_another_event() {
        for draft in [
            "Jonas Frey and Petra Lang met in Lindau on May 27.\n",
            "Ines Keller and Paul Brandt met in Bregenz on June 18.\n",
        ] {
            assert_eq!(codes(draft, &RECORD[..2]), Vec::<&str>::new(), "{draft}");
        }
    }

    #[test]
    fn the_message_names_the_event() {
        let found = findings("Ines Keller and Paul Brandt will meet for a summit in Lindau on June 18.\n", RECORD);
        assert!(found[0].message.contains("put the summit in Lindau on June 16"), "{}", found[0].message);
    }

    #[test]
    fn a_weekday_is_held_against_the_days_of_its_week() {
        let dated = |date: &str, sentence: &str| format!("---\ndate: {date}\n---\n\n{sentence}\n");
        let met = |day: &str| format!("Ines Keller and Paul Brandt met for a summit in Lindau on {day}.");
        // The sixteenth was a Wednesday.
        let draft = dated("2021-06-18", &met("Tuesday"));
        let found = findings(&draft, RECORD);
        assert!(found[0].message.contains("the summit in Lindau on Wednesday, June 16"), "{found:?}");
        assert_eq!(found[0].fixes[0].edits[0].text, "Wednesday");
        for (date, sentence) in [
            ("2021-06-18", met("Wednesday")),
            // Another week's.
            ("2021-07-02", met("Tuesday")),
            ("2021-06-18", format!("{} They had agreed to on Wednesday.", met("Tuesday"))),
            ("2021-06-18", met("Thursday night")),
            ("2021-06-18", "Ines Keller defended her summit with Paul Brandt in Lindau on Thursday.".to_owned()),
            ("2021-06-18", format!("“{}” Jonas Frey said.", met("Tuesday"))),
        ] {
            assert_eq!(codes(&dated(date, &sentence), RECORD), Vec::<&str>::new(), "{date}: {sentence}");
        }
    }

    #[test]
    fn a_weekday_that_outlets_agree_on_needs_no_date_written_out() {
        let of = |outlet: &str, sentence: &str| article(outlet, "2021-06-17", sentence);
        let record = [
            of("The Tide", "Ines Keller and Paul Brandt met for a summit in Lindau on Wednesday."),
            of("Lake Post", "Paul Brandt and Ines Keller met for their Lindau summit on Wednesday."),
            of("Shore News", "On Wednesday, Ines Keller met Paul Brandt in Lindau for the summit."),
        ];
        let record = record.each_ref().map(String::as_str);
        let draft = "---\ndate: 2021-06-18\n---\n\nInes Keller and Paul Brandt met for a summit in Lindau on Monday.\n";
        let archive = filler();
        let archive: Vec<&str> = archive.iter().map(String::as_str).collect();
        assert_eq!(codes(draft, &[&record[..], &archive].concat()), ["D001"]);
        // Few articles need not be many outlets.
        assert_eq!(codes(draft, &[&record[..2], &archive].concat()), Vec::<&str>::new());
        assert_eq!(codes(draft, &record[..2]), ["D001"]);
    }

    /// So many articles of something else that the record is no single story's.
    fn filler() -> Vec<String> {
        let day = |n: u32| format!("2019-{:02}-{:02}", n % 12 + 1, n % 28 + 1);
        (0..120)
            .map(|n| article("Lake Post", &day(n), &format!("Herring number {n} was sold by Otto Wirth.")))
            .collect()
    }

    #[test]
    fn who_comes_for_an_event_is_no_witness_of_its_day() {
        let came = ["The Tide", "Lake Post", "Shore News"].map(|outlet| {
            article(outlet, "2021-06-17", "Ines Keller arrived in Lindau on June 15 for the summit with Paul Brandt.")
        });
        let came: Vec<&str> = came.iter().map(String::as_str).collect();
        let draft = "Ines Keller and Paul Brandt met in Lindau for a summit on June 13.\n";
        assert_eq!(codes(draft, &came), Vec::<&str>::new());
        let found = findings(draft, &[&came[..], RECORD].concat());
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].message.contains("on June 16"), "{}", found[0].message);
    }

    #[test]
    fn stages_of_one_affair_are_not_one_event() {
        let charged = "---\noutlet: The Tide\ndate: 2021-06-10\n---\n\nJonas Frey was charged with fraud on June 3.\n";
        let draft = "A court in Lindau sentenced Jonas Frey to two years for fraud on June 11.\n";
        assert_eq!(codes(draft, &[charged]), Vec::<&str>::new());
    }

    #[test]
    fn the_nights_of_a_serial_protest_are_many_events() {
        let nights: Vec<String> = (3..7)
            .map(|day| {
                format!(
                    "---\noutlet: Paper {day}\ndate: 2021-06-10\n---\n\nProtesters clashed with police in Lindau on June {day}.\n"
                )
            })
            .collect();
        let nights: Vec<&str> = nights.iter().map(String::as_str).collect();
        assert_eq!(codes("Protesters clashed with police in Lindau on June 9.\n", &nights), Vec::<&str>::new());
    }

    fn two_outlets(sentence: &str) -> [String; 2] {
        ["The Tide", "Lake Post"].map(|outlet| article(outlet, "2021-06-10", sentence))
    }

    #[test]
    fn two_climbers_of_one_mountain_are_two_events() {
        let other = two_outlets("Otto Wirth of Bregenz died on the Eiger on June 3.");
        let draft = "Jonas Frey of Chur died on the Eiger on June 8.\n";
        assert_eq!(codes(draft, &[&other[0], &other[1]]), Vec::<&str>::new());
    }

    #[test]
    fn the_arrest_is_not_the_death_that_followed() {
        let died = two_outlets("Jonas Frey died in a Lindau hospital on June 9.");
        let draft = "Police in Lindau arrested Jonas Frey on June 2.\n";
        assert_eq!(codes(draft, &[&died[0], &died[1]]), Vec::<&str>::new());
    }

    #[test]
    fn a_day_that_bounds_or_is_told_apart_is_no_conflict() {
        for draft in [
            "Ines Keller and Paul Brandt must agree before the summit in Lindau, and will by June 18.",
            "After June 18, Ines Keller and Paul Brandt will speak of their summit in Lindau.",
            "On June 18, two days after the summit of Ines Keller and Paul Brandt in Lindau, it rained.",
            "On June 14, with the summit of Ines Keller and Paul Brandt in Lindau a few days away, it rained.",
            "The fair was open June 12-18 before the summit of Ines Keller and Paul Brandt in Lindau.",
        ] {
            assert_eq!(codes(draft, RECORD), Vec::<&str>::new(), "{draft}");
        }
        for bound in ["before", "past", "since", "through", "up to", "as late as"] {
            let draft = format!("Ines Keller and Paul Brandt have spoken of the summit in Lindau {bound} June 18.");
            assert_eq!(codes(&draft, RECORD), Vec::<&str>::new(), "{draft}");
        }
        let not_until = "Ines Keller and Paul Brandt will not hold the summit in Lindau until June 18.";
        assert_eq!(codes(not_until, RECORD), Vec::<&str>::new());
        let then = "The summit of Ines Keller and Paul Brandt in Lindau is not until June 18.";
        assert_eq!(codes(then, RECORD), ["D001"]);
        let noun = "Ines Keller and Paul Brandt must agree before the June 18 summit in Lindau.";
        assert_eq!(codes(noun, RECORD), ["D001"]);
        // Nor is a sentence of the record that tells of the day after.
        let after =
            two_outlets("The roof lay in the lake on June 9, a day after fire destroyed the ferry terminal of Lindau.");
        let draft = "A fire destroyed the ferry terminal of Lindau on June 8.\n";
        assert_eq!(codes(draft, &[&after[0], &after[1]]), Vec::<&str>::new());
    }

    #[test]
    fn another_stage_of_a_matter_has_its_own_day() {
        for (record, draft) in [
            (
                "The Lindau lake conference of Ines Keller ended on June 16.",
                "The Lindau lake conference of Ines Keller opened on June 14.",
            ),
            (
                "Paul Brandt was charged with the murder of Ines Keller in Lindau on June 16.",
                "Paul Brandt was arrested in Lindau on June 14 over the murder of Ines Keller.",
            ),
        ] {
            let record = two_outlets(record);
            assert_eq!(codes(draft, &[&record[0], &record[1]]), Vec::<&str>::new(), "{draft}");
        }
    }

    #[test]
    fn what_has_to_do_with_an_event_is_not_the_event() {
        for draft in [
            "Ines Keller fell ill on June 20 after the summit with Paul Brandt in Lindau.",
            "After the summit with Paul Brandt in Lindau, Ines Keller fell ill on June 20.",
            "Paul Brandt gave an interview on June 21 about the Lindau summit with Ines Keller.",
            "Paul Brandt briefed the council on June 20 about his summit with Ines Keller in Lindau.",
            "Ines Keller and Paul Brandt spoke by telephone on June 12 to prepare the summit in Lindau.",
            "Ines Keller and Paul Brandt had planned to hold their summit in Lindau on June 11.",
            "An earlier version said that Ines Keller and Paul Brandt hold their summit in Lindau on June 18.",
            "LINDAU, June 18 (Tide) - Ines Keller and Paul Brandt met in Lindau for a summit.",
            "The agenda of the Lindau summit of Ines Keller and Paul Brandt was leaked on June 12.",
            "Ines Keller arrived in Lindau on June 15 for her summit with Paul Brandt.",
            "On June 18, Ines Keller defended her Lindau summit with Paul Brandt.",
            "Ines Keller met Petra Lang on June 14, days before the Lindau summit with Paul Brandt.",
            "A second Lindau summit of Ines Keller and Paul Brandt is planned for June 20.",
            "Petra Lang met voters in Lindau on June 18 after the summit of Ines Keller and Paul Brandt.",
            "A dinner will be held in Lindau on June 14 before the summit of Ines Keller and Paul Brandt.",
        ] {
            assert_eq!(codes(draft, RECORD), Vec::<&str>::new(), "{draft}");
        }
        for draft in [
            "Ines Keller and Paul Brandt hold their summit in Lindau on June 18.",
            "On June 18, Ines Keller sits down with Paul Brandt for talks in Lindau.",
            "Ines Keller and Paul Brandt agreed at their Lindau summit on June 18 to meet again.",
            "The council meets before the June 18 summit of Ines Keller and Paul Brandt in Lindau.",
        ] {
            assert_eq!(codes(draft, RECORD), ["D001"], "{draft}");
        }
    }

    #[test]
    fn an_event_is_witness_of_its_telling_where_it_is_surely_the_same() {
        let told = two_outlets("Ines Keller announced the Lindau ferry treaty with Paul Brandt on June 3.");
        let draft = "On June 8, Ines Keller said that the Lindau ferry treaty with Paul Brandt was announced.\n";
        assert_eq!(codes(draft, &[&told[0], &told[1]]), ["D001"]);
    }

    #[test]
    fn evidence_that_has_another_day_too_comes_last() {
        let of = |outlet: &str, sentence: &str| article(outlet, "2021-06-10", sentence);
        let record = [
            of("The Tide", "Ines Keller and Paul Brandt will hold a summit in Lindau on June 16."),
            of("Lake Post", "Ines Keller, who spoke on June 2, and Paul Brandt hold a summit in Lindau on June 16."),
            of("Shore News", "A summit in Lindau will bring Ines Keller and Paul Brandt together on June 16."),
        ];
        let draft = "---\noutlet: The Tide\ndate: 2021-06-11\n---\n\nInes Keller and Paul Brandt meet for a summit in Lindau on June 18.\n";
        let found = findings(draft, &record.each_ref().map(String::as_str));
        let outlets: Vec<&str> = found[0].evidence.iter().filter_map(|e| e.source.outlet.as_deref()).collect();
        assert_eq!(outlets.last(), Some(&"Lake Post"), "{outlets:?}");
        assert_eq!(outlets.len(), 3);
    }

    #[test]
    fn another_day_that_nobody_writes_out_accuses_nobody() {
        let told = ["The Tide", "Lake Post"].map(|outlet| {
            format!("---\noutlet: {outlet}\ndate: 2021-06-17\n---\n\nA fire destroyed the {outlet} ferry terminal of Lindau on Wednesday.\n")
        });
        let draft = "A fire destroyed the ferry terminal of Lindau on June 12, 2021.\n";
        assert_eq!(codes(draft, &[&told[0], &told[1]]), Vec::<&str>::new());
        let written = told.map(|t| t.replace("Wednesday", "June 16"));
        assert_eq!(codes(draft, &[&written[0], &written[1]]), ["D001"]);
    }

    #[test]
    fn a_months_figure_and_a_year_that_was_guessed_are_no_conflict() {
        let of = |outlet: &str, sentence: &str| article(outlet, "2021-06-10", sentence);
        let polled = [
            of(
                "The Tide",
                "Ines Keller won 38.5 percent of the vote for the Lindau harbour council over Paul Brandt in May.",
            ),
            of(
                "Lake Post",
                "Over Paul Brandt Ines Keller won 38.5 percent of the Lindau vote for the harbour council in May.",
            ),
        ];
        let draft = |figure: &str| {
            format!(
                "---\ndate: 2021-06-10\n---\n\nInes Keller won {figure} percent of the vote for the Lindau harbour council over \
                 Paul Brandt in April.\n"
            )
        };
        assert_eq!(codes(&draft("38.5"), &[&polled[0], &polled[1]]), ["D001"]);
        assert_eq!(codes(&draft("39.2"), &[&polled[0], &polled[1]]), Vec::<&str>::new());
        let signed = [
            of("The Tide", "Ines Keller and Paul Brandt signed the Lindau ferry treaty on the lake in July 2020."),
            of(
                "Lake Post",
                "Paul Brandt and Ines Keller signed the Lindau treaty on the ferry of the lake in July 2020.",
            ),
        ];
        let draft = |year: &str| {
            format!(
                "---\ndate: 2021-08-10\n---\n\nInes Keller and Paul Brandt signed the Lindau ferry treaty on the lake in \
                 July{year}.\n"
            )
        };
        assert_eq!(codes(&draft(" 2021"), &[&signed[0], &signed[1]]), ["D001"]);
        assert_eq!(codes(&draft(""), &[&signed[0], &signed[1]]), Vec::<&str>::new());
    }

    #[test]
    fn a_night_hour_and_a_foreign_dateline_are_a_day_apart_at_most() {
        let abroad =
            "---\noutlet: The Tide\ndate: 2021-06-10\n---\n\nA fire destroyed the Lindau ferry terminal on June 9.\n";
        let draft = "A fire destroyed the ferry terminal of Lindau on the night of June 8.\n";
        assert_eq!(codes(draft, &[abroad]), Vec::<&str>::new());
    }

    #[test]
    fn a_source_that_tells_the_same_of_both_days_tells_of_two_events() {
        let verbs = ["will debate", "are to debate", "plan to debate", "agreed to debate"];
        let article = |n: usize, days: &str| {
            let verb = verbs[n];
            format!(
                "---\noutlet: Paper {n}\ndate: 2021-06-10\n---\n\nMayor Ines Keller and Paul Brandt {verb} the ferry in Lindau \
                 on {days}.\n"
            )
        };
        let draft = "Mayor Ines Keller and Paul Brandt will debate the ferry in Lindau on June 19.\n";
        let with = |others: &str, last: &str| {
            let record = [article(0, others), article(1, others), article(2, others), article(3, last)];
            codes(draft, &record.each_ref().map(String::as_str))
        };
        assert_eq!(with("June 16", "June 16"), ["D001"]);
        assert_eq!(with("Wednesday", "June 16"), ["D001"]);
        assert_eq!(with("June 16", "June 16 and June 19"), Vec::<&str>::new());
        assert_eq!(with("Wednesday", "June 16 of three debates to June 19"), Vec::<&str>::new());
    }

    #[test]
    fn another_column_or_poll_has_its_own_day() {
        let poll = "---\noutlet: The Tide\ndate: 2021-06-10\n---\n\nA Lindau Institute poll on June 3 had Ines Keller ahead of Paul Brandt.\n";
        let draft = "A Lindau Institute poll on June 9 had Ines Keller ahead of Paul Brandt.\n";
        assert_eq!(codes(draft, &[poll]), Vec::<&str>::new());
        let roughly = "Ines Keller and Paul Brandt will meet for a summit in Lindau about June 18.\n";
        assert_eq!(codes(roughly, RECORD), Vec::<&str>::new());
        // The day of what it is about is its own.
        let about = "Polls have Ines Keller and Paul Brandt agree at the June 18 summit in Lindau.\n";
        assert_eq!(codes(about, RECORD), ["D001"]);
    }
}
