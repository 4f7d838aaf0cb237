//! Time expressions, in TIMEX3's terms (ISO-TimeML 2009; TempEval-3).
//!
//! [`find`] is a grammar over the shared tokens (`grammar`), whose typed values (`value`) are then resolved
//! against the day of publication and the dates that the text named before (`resolve`).

mod dct;
#[allow(
    clippy::nonminimal_bool,
    reason = "conditions are written as the language states them: this, and not that without the other"
)]
mod grammar;
mod holidays;
mod numeric;
mod resolve;
mod tense;
mod value;

pub use dct::document_date;

use super::ReadOptions;
use crate::text::{Prose, Span};
use jiff::civil::{Date, Weekday};

/// TIMEX3's types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TimexKind {
    Date,
    Time,
    Duration,
    Set,
}

/// The days that a time expression covers, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Interval {
    pub first: Date,
    pub last: Date,
}

/// A time expression.
#[derive(Clone, Debug)]
pub struct Timex {
    pub span: Span,
    pub kind: TimexKind,
    /// TIMEX3's value: `2021-06-16`, `2021-W24`, `2021-06`, `XXXX-06-16`, `P5Y`, `PAST_REF`; years before
    /// Christ `BC0044`, decades `198`, centuries `19`.
    pub value: String,
    /// The days it covers, where they are known.
    pub days: Option<Interval>,
    /// What was written of a calendar date, part by part, for the rules that check the parts. A year that
    /// was inferred is not among them.
    pub parts: Parts,
}

/// The written parts of a calendar date, each with its place.
#[derive(Clone, Copy, Debug, Default)]
pub struct Parts {
    pub weekday: Option<(Span, Weekday)>,
    /// 1–31, or an impossible number as written.
    pub day: Option<(Span, u8)>,
    pub month: Option<(Span, u8)>,
    /// Years before Christ count from −1 down.
    pub year: Option<(Span, i16)>,
    /// The parts make no date: June 31.
    pub impossible: bool,
    /// Day-first and month-first both make a date, and nothing tells which is meant.
    pub ambiguous: bool,
}

impl Timex {
    /// The span of day, month and year, weekday and time of day left out.
    pub fn date_span(&self) -> Span {
        let spans = [self.parts.day.map(|p| p.0), self.parts.month.map(|p| p.0), self.parts.year.map(|p| p.0)];
        spans.into_iter().flatten().reduce(Span::cover).unwrap_or(self.span)
    }

    /// The words of day, month and year as the text has them, weekday and time of day left out.
    pub fn written_date<'a>(&self, text: &'a str) -> &'a str {
        self.date_span().of(text)
    }
}

/// The time expressions of a text, resolved against the day of publication: in order, none overlapping
/// another. Without that day, what hangs on it keeps `X` for what is not known, and has no days.
pub fn find(prose: &Prose, published: Option<Date>, options: &ReadOptions) -> Vec<Timex> {
    let found = grammar::scan(prose);
    if found.is_empty() {
        return Vec::new();
    }
    resolve::resolve(prose, &found, published, options)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::DateOrder;

    /// A Friday.
    const WRITTEN: Date = Date::constant(2021, 6, 11);

    fn read(text: &str) -> Vec<Timex> {
        find(&Prose::new(text), Some(WRITTEN), &ReadOptions::default())
    }

    /// The words and values of a text's time expressions.
    fn values(text: &str) -> Vec<(&str, String)> {
        read(text).into_iter().map(|t| (t.span.of(text), t.value)).collect()
    }

    #[track_caller]
    fn one(text: &str, words: &str, value: &str) {
        assert_eq!(values(text), [(words, value.to_owned())], "{text}");
    }

    #[test]
    fn calendar_dates_are_read_in_every_usual_order_and_style() {
        for words in [
            "June 16, 2021",
            "June 16 2021",
            "16 June 2021",
            "16th of June 2021",
            "16.06.2021",
            "16/06/2021",
            "06/16/2021",
            "06/16/21",
            "2021-06-16",
            "2021/06/16",
            "16-Jun-2021",
            "June the 16th, 2021",
            "Jun. 16, 2021",
            "Wednesday, June 16, 2021",
            "Wednesday the 16th of June 2021",
        ] {
            one(&format!("They will meet on {words}."), words, "2021-06-16");
        }
    }

    #[test]
    fn the_year_that_opens_a_sentence_and_a_deed_done_tell_a_days_year() {
        let year_of = |text: &str| values(text).last().map(|(_, v)| v[..4].to_owned());
        assert_eq!(year_of("And in 2016, Berg went on until the last vote on July 3."), Some("2016".to_owned()));
        assert_eq!(year_of("In 2016 Berg won. The next vote is on July 3."), Some("2021".to_owned()));
        assert_eq!(year_of("An order that Berg issued on July 3 still stands."), Some("2020".to_owned()));
        assert_eq!(year_of("An order to be issued on July 3 will stand."), Some("2021".to_owned()));
        assert_eq!(year_of("The council repealed her original July 3 order."), Some("2020".to_owned()));
        one("The council will pay for the ferry past September 3.", "September 3", "2021-09-03");
        // Months ahead a deed that is done was done last year; a noun's day, or one of a plan's, may be to come.
        assert_eq!(year_of("The mayor was fired by the council on September 3."), Some("2020".to_owned()));
        assert_eq!(year_of("The party picked her for the September 3 vote."), Some("2021".to_owned()));
        assert_eq!(year_of("The party picked her, and she will face voters on September 3."), Some("2021".to_owned()));
        assert_eq!(
            year_of("The council put the vote off to a session on Friday, September 3."),
            Some("2021".to_owned())
        );
    }

    #[test]
    fn a_day_without_its_year_is_the_nearest_one() {
        one("They met on June 9.", "June 9", "2021-06-09");
        one("The fire broke out on December 30.", "December 30", "2020-12-30");
        one("The deal runs out on Feb. 2.", "Feb. 2", "2021-02-02");
    }

    #[test]
    fn a_weekday_is_the_last_one_unless_the_verb_looks_ahead() {
        one("The minister resigned Friday.", "Friday", "2021-06-11");
        one("The minister resigned on Tuesday.", "Tuesday", "2021-06-08");
        one("The minister will resign on Tuesday.", "Tuesday", "2021-06-15");
        one("They spoke last Friday.", "last Friday", "2021-06-04");
        one("They will speak next Monday.", "next Monday", "2021-06-14");
    }

    #[test]
    fn relative_expressions_count_from_the_day_of_writing() {
        one("It rained yesterday.", "yesterday", "2021-06-10");
        one("It rained last week.", "last week", "2021-W22");
        one("It will rain later this month.", "later this month", "2021-06");
        one("It rained earlier this year.", "earlier this year", "2021");
        one("It rained two days ago.", "two days ago", "2021-06-09");
        one("It rained in the third quarter of last year.", "the third quarter of last year", "2020-Q3");
    }

    #[test]
    fn some_expressions_count_from_the_date_before_them() {
        assert_eq!(
            values("They met on May 3. Two days later they met again, and the following day they parted."),
            [
                ("May 3", "2021-05-03".into()),
                ("Two days later", "2021-05-05".into()),
                ("the following day", "2021-05-06".into())
            ]
        );
    }

    #[test]
    fn a_range_is_two_dates_and_the_first_covers_it_all() {
        let text = "The fair is open June 14–16, 2021.";
        let dates = read(text);
        assert_eq!(values(text), [("June 14", "2021-06-14".into()), ("16, 2021", "2021-06-16".into())]);
        assert_eq!(dates[0].days.map(|d| d.last), Some(Date::constant(2021, 6, 16)));
    }

    #[test]
    fn names_verbs_and_numbers_are_no_dates() {
        for text in [
            "Theresa May said she may march.",
            "The March on Washington drew crowds.",
            "Call 555-0143 or 202-555-0143.",
            "Version 10.4.2 of the server at 10.12.20.16 is out.",
            "The score was 21-14.",
            "It costs $2,000, or 1,950 a head.",
            "About 2000 people came.",
            "Windows 2000 is old.",
            "Call +86 138-2010-2015.",
            "The form says 2014-08-32.",
            "Time's Person of the Year is out.",
            "Billy Sunday preached; Sunday Times readers wept.",
            "Won 3-2, 6-4, 7-6 (7-4).",
        ] {
            assert_eq!(values(text), [], "{text}");
        }
    }

    #[test]
    fn a_day_that_its_month_lacks_is_read_as_impossible() {
        for text in ["They met on June 31.", "The 30th of February", "on 31.06.2021", "on February 29, 2021,"] {
            assert!(read(text).iter().any(|d| d.parts.impossible && d.days.is_none()), "{text}");
        }
        for text in
            ["In June 31 people died.", "on February 29, 2020,", "June 30", "Isaiah 31:6", "section 31.6.2021.4"]
        {
            assert!(!read(text).iter().any(|d| d.parts.impossible), "{text}");
        }
    }

    #[test]
    fn the_house_order_settles_which_number_is_the_day() {
        let text = "on 04/06/2021";
        assert!(read(text)[0].parts.ambiguous);
        let options = ReadOptions { date_order: Some(DateOrder::DayFirst) };
        let dates = find(&Prose::new(text), Some(WRITTEN), &options);
        assert_eq!((dates[0].value.as_str(), dates[0].parts.ambiguous), ("2021-06-04", false));
        assert_eq!(values("- Agency, 04.06.2021")[0].1, "2021-06-04");
    }

    #[test]
    fn without_a_day_of_publication_nothing_is_guessed() {
        let text = "They met yesterday, on June 9 and on Friday.";
        let dates = find(&Prose::new(text), None, &ReadOptions::default());
        let values: Vec<&str> = dates.iter().map(|d| d.value.as_str()).collect();
        assert_eq!(values, ["XXXX-XX-XX", "XXXX-06-09", "XXXX-WXX-5"]);
        assert!(dates.iter().all(|d| d.days.is_none()));
    }

    #[test]
    fn a_range_of_weekdays_runs_forward_and_a_version_is_no_date() {
        let days = |text: &str| -> Vec<Date> {
            let options = ReadOptions::default();
            let published = Some(Date::constant(2021, 6, 14));
            find(&Prose::new(text), published, &options).iter().filter_map(|d| Some(d.days?.first)).collect()
        };
        let range = days("The fair ran from Monday to Wednesday.");
        assert_eq!(range.len(), 2);
        assert_eq!(range[0].until(range[1]).unwrap().get_days(), 2);
        assert_eq!(days("Version 10.11.12 came out."), Vec::<Date>::new());
        assert_eq!(days("It came out on 10.11.12.").len(), 1);
    }

    #[test]
    fn durations_and_sets_are_no_days() {
        one("The talks took five years.", "five years", "P5Y");
        one("They lasted two and a half hours.", "two and a half hours", "PT2H30M");
        one("They talk every Friday.", "every Friday", "XXXX-WXX-5");
        one("They talked for several weeks.", "several weeks", "PXW");
    }

    #[test]
    fn old_times_are_read() {
        one("Caesar died on 15 March 44 BC.", "15 March 44 BC", "BC0044-03-15");
        one("It stood since the fifth century BC.", "the fifth century BC", "BC04");
        one("It was the fashion of the 1920s.", "the 1920s", "192");
        one("It was built in the 19th century.", "the 19th century", "18");
    }

    #[test]
    fn what_was_is_not_put_into_the_future_by_a_near_date() {
        one("The prize was won on December 3.", "December 3", "2020-12-03");
        one("The fair will open on December 3.", "December 3", "2021-12-03");
        one("The dividend is payable from October 20.", "October 20", "2021-10-20");
        one("They last met on June 20.", "June 20", "2021-06-20");
    }

    #[test]
    fn the_verb_tells_which_weekday_or_month_is_meant() {
        one("The two sides meet again Monday.", "Monday", "2021-06-14");
        one("The trial starts Thursday.", "Thursday", "2021-06-17");
        one("He could not be reached Monday.", "Monday", "2021-06-07");
        one("The bid had been due to expire Monday.", "Monday", "2021-06-07");
        one("They agreed to sell the whole northern business in August.", "August", "2021-08");
        one("A march planned for Wednesday was called off.", "Wednesday", "2021-06-09");
        one("They looked for ways to get around Wednesday's ruling.", "Wednesday", "2021-06-09");
        one("It snowed last May.", "last May", "2020-05");
        one("It snowed last March.", "last March", "2021-03");
    }

    #[test]
    fn company_reports_compare_with_the_period_they_report_on() {
        let text = "Third-quarter profit rose to $9 million from $7 million a year earlier. For the nine months, net was \
                    $20 million, against $18 million a year earlier.";
        let found: Vec<String> = values(text).into_iter().map(|v| v.1).collect();
        assert_eq!(found, ["2020-Q3", "2019-Q3", "P9M", "2019"]);
        let text = "Net fell in the fourth quarter. Sales in the latest period rose.";
        assert_eq!(values(text)[1], ("the latest period", "2020-Q4".into()));
    }

    #[test]
    fn that_day_needs_a_day_to_go_back_to() {
        assert_eq!(values("Traders lose money that day."), []);
        assert_eq!(values("They met on May 3. He left that day.")[1].1, "2021-05-03");
        assert_eq!(values("The offer ends on June 30. Until then, nothing changes.")[1], ("then", "2021-06-30".into()));
        one("Later in the day he spoke.", "Later in the day", "2021-06-11");
        assert_eq!(values("Children in today's world read less."), []);
    }

    #[test]
    fn days_counted_from_other_days_are_read() {
        one("The day before yesterday it rained.", "The day before yesterday", "2021-06-09");
        one("He leaves the day after tomorrow.", "the day after tomorrow", "2021-06-13");
        one("It rained the night before last.", "the night before last", "2021-06-09TNI");
        one("On Monday of last week it rained.", "Monday of last week", "2021-05-31");
        one("It will rain Tuesday next week.", "Tuesday next week", "2021-06-15");
        one("They vote on the first Tuesday of November 2022.", "the first Tuesday of November 2022", "2022-11-01");
        one("They met on the last day of May.", "the last day of May", "2021-05-31");
        one("They talk on the week of July 6.", "the week of July 6", "2021-W27");
    }

    #[test]
    fn titles_make_a_month_or_a_weekday_a_name() {
        assert_eq!(values("Mr. August met Judge April."), []);
        assert_eq!(values("Mr. Sunday and Dr. Friday met."), []);
        one("The president left Sunday.", "Sunday", "2021-06-06");
        one("In August he left.", "August", "2020-08");
    }

    #[test]
    fn what_is_no_date_beside_what_is() {
        for text in [
            "They make 2000 pieces a day.",
            "She was named partner of the year.",
            "The March organizers met.",
            "The March for Bread began.",
        ] {
            assert_eq!(values(text), [], "{text}");
        }
        one("The 2000 elections were close.", "2000", "2000");
        one("The last day of the year was dry.", "The last day of the year", "2021-12-31");
        one("The March vote was close.", "March", "2021-03");
    }

    #[test]
    fn fiscal_years_seasons_and_short_years_are_read() {
        one("In fiscal 2021 sales fell.", "fiscal 2021", "2021");
        one("They came in Spring 2014.", "Spring 2014", "2014-SP");
        one("He was born on 31-Oct-74.", "31-Oct-74", "1974-10-31");
        one("A note of 9 Aug 96, in ink.", "9 Aug 96", "1996-08-09");
        one("The apples ripen in mid-to-late July.", "mid-to-late July", "2021-07");
    }

    #[test]
    fn a_time_of_day_keeps_its_zone_and_its_day() {
        one("It began at 11 p.m. EST on Sunday.", "11 p.m. EST on Sunday", "2021-06-06T23:00");
        one("It began at 0400 GMT Monday.", "0400 GMT Monday", "2021-06-07T04:00");
        one("It began at 1 a.m. Ulm time on Tuesday.", "1 a.m. Ulm time on Tuesday", "2021-06-08T01:00");
    }

    #[test]
    fn a_stretch_of_days_holds_its_weekdays() {
        let found = values("The fair runs June 14–16, from Monday to Wednesday.");
        let days: Vec<&str> = found.iter().map(|v| v.1.as_str()).collect();
        assert_eq!(days, ["2021-06-14", "2021-06-16", "2021-06-14", "2021-06-16"]);
        assert_eq!(values("The games ran 10 – 22 August 2012.")[0], ("10", "2012-08-10".into()));
    }

    #[test]
    fn the_present_passive_does_not_look_back() {
        one("He will know when the case is heard in September.", "September", "2021-09");
    }

    /// A history, in the language of encyclopaedias: what each `{words|value}` should be read as.
    #[track_caller]
    fn history(marked: &str) {
        let (mut text, mut gold) = (String::new(), Vec::new());
        for piece in marked.split('{') {
            let Some((date, rest)) = piece.split_once('}') else {
                text.push_str(piece);
                continue;
            };
            let (words, value) = date.split_once('|').expect("words|value");
            gold.push((words, value.to_owned()));
            text.push_str(words);
            text.push_str(rest);
        }
        assert_eq!(values(&text), gold);
    }

    #[test]
    fn a_history_counts_from_the_time_it_tells_of() {
        history(
            "The border war began on {1 September 1939|1939-09-01}. {Two days later|1939-09-03} the allies declared war, \
             and {the following day|1939-09-04} their ships blockaded the gulf. By {6 October|1939-10-06} it was over. \
             {That winter|1939-WI} nothing moved. In {April 1940|1940-04} the north struck again; {a month \
             later|1940-05} the plains fell. {The next month|1940-06} the capital surrendered. On {5 \
             January|1940-01-05} it had been offered terms. In {December|1940-12} the snow came, and on {the night of 9/10 \
             February|1941-02-09TNI} the fort was taken. It was lost on {the 19th|1941-02-19}. {Later that \
             month|1941-02} the army retired. {The following year|1942} it came back. {Two years earlier|1940} nobody had \
             thought it possible.",
        );
    }

    #[test]
    fn a_history_before_christ_runs_forward() {
        history(
            "In {490 BC|BC0490} the king sent a fleet. {Ten years later|BC0480} his son marched. In {August 480 \
             BC|BC0480-08} a small force held the pass for {three days|P3D}. {The following year|BC0479} the invaders were \
             beaten. By {431 BC|BC0431} the cities were at war, until {404 BC|BC0404}. {The next spring|BC0403-SP} the walls \
             fell. Three legions were lost in {AD 9|0009}, and {the year after|0010}, two more.",
        );
    }

    #[test]
    fn seasons_follow_one_another_in_a_history() {
        history(
            "The revolt broke out in {April 1916|1916-04}. By {the summer of 1920|1920-SU} the country was out of control; \
             {that autumn|1920-FA} two towns burned. {The following spring|1921-SP} a truce was made. In {the winter of \
             1922–23|1922-WI} many were interned, and {the next summer|1923-SU} released. It had lasted {seven years, three \
             months and a day|P7Y3M1D}. The Thirty Years' War and the Six-Day War were shorter or longer. The republic came \
             in {1949|1949}. {Today|PRESENT_REF} it is at peace.",
        );
    }

    #[test]
    fn news_that_looks_back_still_counts_from_its_own_day() {
        let text = "The firm was founded in 1952 and sold in 1988. In May it bought a rival, and last month it closed a plant. \
                    It had lost money in 2009, 2012 and 2015, its chairman said Tuesday.";
        let values: Vec<String> = values(text).into_iter().map(|v| v.1).collect();
        assert_eq!(values, ["1952", "1988", "2021-05", "2021-05", "2009", "2012", "2015", "2021-06-08"]);
    }

    #[test]
    fn days_beside_a_named_day_are_that_far_from_it() {
        one("They met on the eve of Christmas.", "the eve of Christmas", "2020-12-24");
        one("They met the day before Thanksgiving.", "the day before Thanksgiving", "2020-11-25");
        one("They will meet two days after June 30, 2021.", "two days after June 30, 2021", "2021-07-02");
        assert_eq!(values("They met on May 3. He had left a day before.")[1], ("a day before", "2021-05-02".into()));
        assert_eq!(values("They met on May 3. The day after, he left.")[1], ("The day after", "2021-05-04".into()));
        one("It fell two days before the vote.", "two days", "P2D");
    }

    #[test]
    fn what_happens_so_often_is_a_set() {
        one("The panel meets twice a week.", "twice a week", "P1W");
        one("He calls three times a day.", "three times a day", "P1D");
        one("The march is held every two years.", "every two years", "P2Y");
        assert_eq!(values("The report says that March of Dimes volunteers met."), []);
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(400))]

        /// Scraps of dates in any order, with any other text between them.
        #[test]
        fn any_text_is_read_without_panic_into_well_formed_dates(
            pieces in proptest::collection::vec(
                proptest::prop_oneof![
                    proptest::sample::select(SCRAPS).prop_map(str::to_owned),
                    proptest::prelude::any::<u16>().prop_map(|n| n.to_string()),
                    "\\PC{0,6}",
                ],
                0..24,
            ),
            glue in proptest::sample::select(&[" ", "", "-", ", ", "\n\n", "/", "."][..]),
            dated in proptest::prelude::any::<bool>(),
        ) {
            let text = pieces.join(glue);
            let published = dated.then_some(WRITTEN);
            let dates = find(&Prose::new(&text), published, &ReadOptions::default());
            let mut end = 0;
            for t in &dates {
                proptest::prop_assert!(t.span.start >= end && t.span.end > t.span.start, "{text:?}: {t:?}");
                proptest::prop_assert!(text.get(t.span.start as usize..t.span.end as usize).is_some(), "{text:?}: {t:?}");
                proptest::prop_assert!(well_formed(&t.value), "{text:?}: {t:?}");
                proptest::prop_assert!(t.days.is_none_or(|d| d.first <= d.last), "{text:?}: {t:?}");
                end = t.span.end;
            }
        }
    }

    use proptest::strategy::Strategy as _;

    const SCRAPS: &[&str] = &[
        "June",
        "June 16",
        "16th",
        "of",
        "the",
        "last",
        "next",
        "Friday",
        "2021",
        "BC",
        "AD",
        "year",
        "week",
        "days",
        "ago",
        "later",
        "before",
        "after",
        "two",
        "a",
        "half",
        "and",
        "quarter",
        "Q3",
        "eve",
        "Christmas",
        "Easter",
        "early",
        "mid",
        "-",
        "–",
        "'",
        "’",
        "90s",
        "century",
        "10:30",
        "p.m.",
        "noon",
        "every",
        "twice",
        "times",
        "to",
        "31",
        "29",
        "February",
        "spring",
        "winter",
        "that",
        "following",
        "9/10",
        "12.12.12",
        "06/16/21",
        "2021-06-16T10:00:00Z",
        "9999999999",
        "0000",
        "32767",
        "millennium",
        "decade",
        "fiscal",
        "fortnight",
        "couple",
        "hundred",
        "thousand",
        "million",
        "½",
        "1/2",
        "’s",
    ];

    /// TIMEX3's values: dates as far as known, parts of them, durations, references.
    fn well_formed(value: &str) -> bool {
        if matches!(value, "PAST_REF" | "PRESENT_REF" | "FUTURE_REF") {
            return true;
        }
        let (date, time) = value.split_once('T').map_or((value, None), |(d, t)| (d, Some(t)));
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit() || b == b'X');
        if let Some(length) = value.strip_prefix('P') {
            return !length.is_empty()
                && length.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase() || b == b'.');
        }
        let mut parts = date.trim_start_matches("BC").split('-');
        let year = parts.next().is_some_and(|y| digits(y) && y.len() <= 4);
        let rest = parts.all(|p| {
            let n = p.trim_start_matches(['W', 'Q', 'H']);
            digits(n) && n.len() <= 2 || matches!(p, "SP" | "SU" | "FA" | "WI" | "WE" | "WX" | "WXX" | "QX")
        });
        // A part of the day may follow a date without the mark.
        let part = |s: &str| s.len() >= 2 && (s.bytes().all(|b| b.is_ascii_uppercase()) || s.split(':').all(digits));
        year && rest && time.is_none_or(part)
    }

    /// Processor time of this thread: what else the machine does is none of the reader's.
    #[cfg(unix)]
    fn worked() -> std::time::Duration {
        let used = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        std::time::Duration::new(used.tv_sec as u64, used.tv_nsec as u32)
    }

    #[cfg(not(unix))]
    fn worked() -> std::time::Duration {
        static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
        START.elapsed()
    }

    #[test]
    fn reading_takes_time_in_proportion_to_the_text() {
        // What could tempt a scan to look at everything again: leads without end, and cores in every place.
        for scrap in
            ["the ", "two ", "last ", "June ", "1/2 ", "of the end of ", "2021-", "a half ", "every other ", "'90s-"]
        {
            let time = |n: usize| {
                let text = scrap.repeat(n);
                let prose = Prose::new(&text);
                let runs = (0..3).map(|_| {
                    let start = worked();
                    find(&prose, Some(WRITTEN), &ReadOptions::default());
                    worked() - start
                });
                runs.min().unwrap_or_default()
            };
            // Eight times the text may take eight times as long, and as much again for noise.
            let (short, long) = (time(2_000), time(16_000));
            assert!(long < short * 32 + std::time::Duration::from_millis(40), "{scrap:?}: {short:?}, {long:?}");
        }
    }

    #[test]
    fn holidays_have_their_day() {
        one("It snowed on Christmas Eve.", "Christmas Eve", "2020-12-24");
        one("They met on Thanksgiving 2019.", "Thanksgiving 2019", "2019-11-28");
        one("They will march on Bastille Day.", "Bastille Day", "2021-07-14");
    }
}
