//! What the record has for a draft's quote or date.

use super::analysis::Read;
use crate::read::{Claim, Quote};
use crate::record::{ClaimMatch, QuoteMatch, Record, StoredClaim};
use crate::text::normal_words;

/// Places on record looked at for one quote or date.
const LIMIT: usize = 40;
/// Fewer words than that are a turn of phrase, not a quote that could be found.
const WORDS: usize = 3;

pub(super) fn quote(record: &Record, read: &Read, quote: &Quote) -> Vec<QuoteMatch> {
    let text = &read.document.text;
    let words = normal_words(text, quote.content);
    if words.len() < WORDS {
        return Vec::new();
    }
    record.find_quote(text, &words, LIMIT)
}

pub(super) fn claim(record: &Record, read: &Read, claim: &Claim) -> Vec<ClaimMatch> {
    let Some(stored) = stored(read, claim) else { return Vec::new() };
    record.find_claims(&stored, LIMIT)
}

/// The draft's claim as the record would keep it.
fn stored(read: &Read, claim: &Claim) -> Option<StoredClaim> {
    let reading = &read.reading;
    let days = reading.dates.get(claim.date as usize)?.days?;
    let people = claim.people.iter().filter_map(|&p| reading.people.get(p as usize)).map(|p| p.name.clone());
    let words = normal_words(&read.document.text, claim.span).into_iter().map(|w| w.form);
    Some(StoredClaim {
        event: claim.event.clone(),
        people: people.collect(),
        places: claim.places.clone(),
        words: words.collect(),
        days: (days.first, days.last),
        of_saying: claim.of_saying,
    })
}
