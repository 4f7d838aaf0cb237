//! How each quote of a draft stands to the record: for lenses, links, colours and the fact-check sheet.

use super::analysis::{Findings, Read};
use super::newsroom::Archive;
use crate::check::Finding;
use crate::read::Quote;
use crate::record::QuoteMatch;
use crate::record::align::Verdict;
use std::sync::Arc;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Status {
    /// The record has these words from this speaker, as far as a speaker is named.
    Verified,
    /// The record gives these words to somebody else, whatever else is wrong with them.
    Misattributed,
    /// The record's words are others, or are not joined there as here.
    Altered,
    /// These words from this speaker, but on another day.
    Misdated,
    /// The record itself gives these words to different people.
    Contested,
    /// Long enough to be found, and nowhere on record.
    Unverified,
}

impl Status {
    /// In the order of the semantic tokens' modifiers.
    pub(super) const ALL: [Status; 6] = [
        Status::Verified,
        Status::Misattributed,
        Status::Altered,
        Status::Misdated,
        Status::Contested,
        Status::Unverified,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Status::Verified => "verified",
            Status::Misattributed => "misattributed",
            Status::Altered => "altered",
            Status::Misdated => "misdated",
            Status::Contested => "contested",
            Status::Unverified => "unverified",
        }
    }
}

/// A quote that could be looked up.
pub(super) struct Standing<'f> {
    pub(super) read: &'f Read,
    pub(super) quote: &'f Quote,
    pub(super) status: Status,
    pub(super) matches: Arc<Vec<QuoteMatch>>,
    /// What the rules say of it.
    pub(super) findings: Vec<&'f Finding>,
}

impl Standing<'_> {
    /// The places where the record has just these words, but for what is cosmetic.
    pub(super) fn verbatim(&self) -> impl Iterator<Item = &QuoteMatch> {
        self.matches.iter().filter(|m| m.alignment.verdict <= Verdict::Cosmetic)
    }
}

/// All quotes of a draft that could be looked up, in order.
pub(super) fn standings<'f>(findings: &'f Findings, archive: &Archive) -> Vec<Standing<'f>> {
    let mut out = Vec::new();
    for (read, found) in findings.readings.documents.iter().zip(&findings.of) {
        let draft = read.draft(&findings.readings.room, Some(archive), &archive.memo);
        for statement in draft.statements() {
            let Some(quote) = read.reading.quotes.get(statement.quote) else { continue };
            let whole = quote.speaker.as_ref().map_or(quote.span, |s| quote.span.cover(s.span));
            // Findings are in the order of their place.
            let from = found.partition_point(|f| f.span.start < whole.start);
            let here = found.get(from..).unwrap_or_default().iter().take_while(|f| f.span.start < whole.end);
            let here: Vec<_> = here.filter(|f| f.code.starts_with('Q')).collect();
            let says = |codes: &[&str]| here.iter().any(|f| codes.contains(&f.code));
            let verbatim = statement.matches.iter().any(|m| m.alignment.verdict <= Verdict::Cosmetic);
            let status = if says(&["Q001"]) {
                Status::Misattributed
            } else if says(&["Q002", "Q005"]) {
                Status::Altered
            } else if says(&["Q006"]) {
                Status::Misdated
            } else if says(&["Q004"]) {
                Status::Contested
            } else if verbatim {
                Status::Verified
            } else if statement.complete {
                Status::Unverified
            } else {
                // Nobody knows yet.
                continue;
            };
            out.push(Standing { read, quote, status, matches: statement.matches.clone(), findings: here });
        }
    }
    out
}
