//! What the record has for a draft's quote or date; a quote's look-up is remembered with the record.

use super::analysis::Read;
use super::newsroom::{Archive, Newsroom};
use crate::check::{all_events, same_event};
use crate::read::{Claim, Quote};
use crate::record::{ClaimMatch, QuoteMatch, StoredClaim};
use crate::text::Span;
use jiff::civil::Date;

/// A quote's places on record, best first.
pub(super) struct Found {
    pub(super) matches: Vec<QuoteMatch>,
    /// What the alignments' spans in the draft count from.
    offset: u32,
}

impl Found {
    /// A span of an alignment's change, in the draft's text.
    pub(super) fn place(&self, span: Span) -> Span {
        Span::new(span.start + self.offset, span.end + self.offset)
    }
}

/// `None` for a quote that is too short to be looked up, or no claim of direct speech.
pub(super) fn quote(room: &Newsroom, archive: &Archive, read: &Read, quote: &Quote) -> Option<Found> {
    let draft = read.draft(room, Some(archive), &archive.memo);
    let index = read.reading.quotes.iter().position(|q| q.span == quote.span)?;
    let statement = draft.statements().iter().find(|s| s.quote == index)?;
    // A few of its words in a headline are no place where the quote stands.
    let matches = statement.matches.iter().filter(|m| statement.is_found(m)).cloned().collect();
    Some(Found { matches, offset: statement.offset })
}

/// The dated events on record that may be the draft's, the likest first, each with its days in the draft's year
/// where it does not know its own.
pub(super) fn claim(archive: &Archive, read: &Read, claim: &Claim) -> Vec<(ClaimMatch, (Date, Date))> {
    let Some(stored) = StoredClaim::of(&read.reading, claim) else { return Vec::new() };
    let events = all_events(&archive.record, &stored);
    let mut found: Vec<(f32, &ClaimMatch)> = events.iter().map(|(m, likeness)| (likeness.strength(), m)).collect();
    // A day answers a day, and a month a month; the rest comes after.
    let day = |days: (Date, Date)| days.0 == days.1;
    let other_unit = |m: &ClaimMatch| day(m.claim.days) != day(stored.days);
    found.sort_by(|a, b| other_unit(a.1).cmp(&other_unit(b.1)).then(b.0.total_cmp(&a.0)));
    found.into_iter().map(|(_, m)| (m.clone(), same_event::in_one_year(stored.days, m.claim.days).1)).collect()
}
