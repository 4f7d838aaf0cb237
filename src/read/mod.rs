//! A document's text becomes a [`Reading`]: who says what, who is who, what happens when.
//!
//! One reader reads both sides: a draft and an article of the record go through the same steps, so a
//! quote in a draft is only ever compared with a quote that was found in the same way.

pub(crate) mod asides;
#[cfg(test)]
mod cases;
pub mod claims;
pub mod dates;
pub mod people;
pub mod quotes;
pub mod speakers;
pub mod titles;

pub use claims::Claim;
pub use dates::{Timex, TimexKind};
pub use people::Person;
pub use quotes::{Quote, QuoteKind, Speaker};

use crate::text::{Document, Prose};
use jiff::civil::Date;

/// House conventions that change how a text reads.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// `04/06/2021`: the house's order, where it has set one.
    pub date_order: Option<DateOrder>,
}

/// Which comes first in a numeric date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    DayFirst,
    MonthFirst,
}

/// What a document says.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The day of publication: from the metadata, else from a dateline or byline block.
    pub date: Option<Date>,
    /// In order of their start.
    pub quotes: Vec<Quote>,
    /// In order of their first mention.
    pub people: Vec<Person>,
    /// In order of their start; none overlaps another.
    pub dates: Vec<Timex>,
    /// In order of their start.
    pub claims: Vec<Claim>,
}

impl Reading {
    /// The person a speaker is, where one was found.
    pub fn person(&self, speaker: &Speaker) -> Option<&Person> {
        self.people.get(speaker.person? as usize)
    }
}

/// Bytes of a text from which on a second core is woken for it: for a shorter one that costs more than it saves.
const LARGE: usize = 32 << 10;

/// Does one half of the work on a text here and, where the text is large, the other on another core meanwhile. Where
/// many documents are worked on at once, all cores have work.
pub(crate) fn side_by_side<A, B: Send>(
    text: &str,
    here: impl FnOnce() -> A,
    there: impl FnOnce() -> B + Send,
) -> (A, B) {
    if text.len() < LARGE || rayon::current_thread_index().is_some() {
        return (here(), there());
    }
    let mut other = None;
    let one = rayon::in_place_scope(|scope| {
        scope.spawn(|_| other = Some(there()));
        here()
    });
    // A scope ends when all that it spawned has, and panics where that did.
    (one, other.expect("a scope waits for its work"))
}

/// Reads a document.
pub fn read(document: &Document, options: &ReadOptions) -> Reading {
    let prose = Prose::new(&document.text);
    let when = || {
        let date = dates::document_date(document, &prose, options);
        let dates = dates::find(&prose, date, options);
        let told = claims::tell(&prose, &dates);
        (date, dates, told)
    };
    let who = || {
        let mut cast = people::find(&prose);
        let blocks = quotes::blocks::find(&prose, &document.cited, &cast);
        let quotes = speakers::attribute(&prose, quotes::find(&prose, document.voices, blocks), &mut cast);
        (cast.people, quotes)
    };
    let ((people, quotes), (date, dates, told)) = side_by_side(&document.text, who, when);
    let claims = claims::name(&prose, told, &people);
    Reading { date, quotes, people, dates, claims }
}

/// What is read in a draft's plain text, for tests.
#[cfg(test)]
pub(crate) fn reading_of(text: &str) -> Reading {
    let document = Document::parse("draft.txt", crate::text::Format::Plain, text.as_bytes()).expect("a draft");
    read(&document, &ReadOptions::default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reading(text: &str) -> Reading {
        // Control characters make no text.
        let Ok(document) = Document::parse("draft.txt", crate::text::Format::Plain, text.as_bytes()) else {
            return Reading::default();
        };
        let reading = read(&document, &ReadOptions::default());
        let text = &document.text;
        let mut spans: Vec<crate::text::Span> = Vec::new();
        for q in &reading.quotes {
            assert!(q.span.contains(q.content), "{text:?}");
            spans.extend([q.span, q.content]);
            spans.extend(q.cue);
            spans.extend(q.speaker.as_ref().map(|s| s.span));
            assert!(q.speaker.as_ref().is_none_or(|s| (0.0..=1.0).contains(&s.confidence)));
        }
        spans.extend(reading.people.iter().flat_map(|p| p.mentions.iter().copied()));
        for span in spans {
            assert!(text.get(span.start as usize..span.end as usize).is_some_and(|s| !s.is_empty()), "{text:?}");
        }
        assert!(reading.quotes.is_sorted_by_key(|q| q.span.start), "{text:?}");
        reading
    }

    /// Words and marks that the reader has rules for.
    const PIECES: &str = "( |\n\n|\"|“|”|‘|’|'|''|``|«|»|„|,|\\.|:|\\?|…|—|-|\\(|\\)|Anna|Berg|Tom|al|von|Jr|Mr|said|told|asked|that|who|according|to|According|she|he|the|mayor|of|Ohio|'s|and|by|6|é|Q|MAYOR|\u{301}|\u{200B})";

    proptest! {
        #[test]
        fn any_text_has_spans_that_fit_it(text in ".{0,200}") {
            reading(&text);
        }

        #[test]
        fn any_pile_of_names_marks_and_verbs_has_spans_that_fit_it(pieces in proptest::collection::vec(PIECES, 0..60)) {
            reading(&pieces.concat());
            reading(&pieces.join(" "));
        }
    }

    #[test]
    fn a_megabyte_of_marks_and_a_hundred_levels_are_read_in_linear_time() {
        let start = std::time::Instant::now();
        for piece in
            ["\"", "“", " \"a", " 'a", "“‘", "6\"", "“a” said Berg and ", "said Berg that, ", "Berg, who ", "Tom \"A "]
        {
            reading(&piece.repeat(1_000_000 / piece.len()));
        }
        reading(&format!("{}a{}", "“‘".repeat(50), "’”".repeat(50)));
        // Quadratic time would be hours.
        assert!(start.elapsed().as_secs() < 120);
    }

    #[test]
    fn reported_speech_is_a_quote_of_its_own_kind() {
        for (text, words, name, cue) in [
            ("Anna Berg said that the harbour would stay open.", "the harbour would stay open", "Anna Berg", "said"),
            ("Anna Berg told reporters on Monday that it would stay open.", "it would stay open", "Anna Berg", "told"),
            ("Anna Berg said Monday she would stay in office.", "she would stay in office", "Anna Berg", "said"),
            (
                "The harbour will stay open, Anna Berg said on Monday.",
                "The harbour will stay open",
                "Anna Berg",
                "said",
            ),
            ("The harbour will stay open, said Anna Berg.", "The harbour will stay open", "Anna Berg", "said"),
            (
                "According to Anna Berg, the harbour will stay open.",
                "the harbour will stay open",
                "Anna Berg",
                "According to",
            ),
            (
                "The harbour will stay open, according to Anna Berg.",
                "The harbour will stay open",
                "Anna Berg",
                "according to",
            ),
        ] {
            let found = reading(text);
            let all: Vec<_> =
                found.quotes.iter().map(|q| (q.kind, q.content.of(text), q.cue.map_or("", |c| c.of(text)))).collect();
            assert_eq!(all, [(QuoteKind::Indirect, words, cue)], "{text}");
            assert_eq!(found.quotes[0].speaker.as_ref().and_then(|s| s.name.as_deref()), Some(name), "{text}");
        }
    }

    #[test]
    fn what_was_not_said_is_no_reported_speech() {
        for text in [
            "Anna Berg never said that the harbour would stay open.",
            "Anna Berg would say that the harbour is open.",
            "Did Anna Berg say that the harbour is open?",
            "Anna Berg announced a plan that would close the harbour.",
            "On Monday, Anna Berg said.",
            "Anna Berg said a few words.",
            "Anna Berg, asked whether the harbour was open, left.",
        ] {
            assert!(reading(text).quotes.is_empty(), "{text}: {:?}", reading(text).quotes);
        }
        // A quotation is a quotation, not a report as well.
        let found = reading("Anna Berg said that the harbour “would stay open all year.”");
        assert_eq!(found.quotes.len(), 1);
        assert_eq!(found.quotes[0].kind, QuoteKind::Mixed);
    }
}
