//! What the record has for a draft's quote or date; remembered with the record, so that asking is cheap.

use super::analysis::Read;
use super::newsroom::{Archive, Newsroom};
use crate::read::{Claim, Quote};
use crate::record::{ClaimMatch, QuoteMatch, StoredClaim};
use crate::text::Span;
use std::sync::Arc;

/// Dated events on record looked at for one date.
const CLAIMS: usize = 24;

/// A quote's places on record, best first.
pub(super) struct Found {
    pub(super) matches: Arc<Vec<QuoteMatch>>,
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
    Some(Found { matches: statement.matches.clone(), offset: statement.offset })
}

pub(super) fn claim(archive: &Archive, read: &Read, claim: &Claim) -> Arc<Vec<ClaimMatch>> {
    StoredClaim::of(&read.reading, claim).map(|c| archive.memo.claims(&archive.record, &c, CLAIMS)).unwrap_or_default()
}
