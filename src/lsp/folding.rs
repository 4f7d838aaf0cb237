//! Folding of long quotations, and selections that grow from the quote to the paragraph.

use super::desk::Snapshot;
use super::session::Session;
use super::spot;
use crate::text::{Prose, Span};
use std::sync::Arc;
use tower_lsp::lsp_types::{FoldingRange, FoldingRangeKind, Position, Range, SelectionRange};

pub(super) fn folds(session: &Arc<Session>, snapshot: &Snapshot) -> Option<Vec<FoldingRange>> {
    let readings = session.readings(snapshot)?;
    let quotes = readings
        .documents
        .iter()
        .flat_map(|r| r.reading.quotes.iter().filter(|q| q.is_verbatim()).map(move |q| (r, q)));
    let ranges = quotes.map(|(read, q)| session.range(snapshot, read, q.span));
    Some(
        ranges
            .filter(|r| r.start.line < r.end.line)
            .map(|r| FoldingRange {
                start_line: r.start.line,
                start_character: Some(r.start.character),
                end_line: r.end.line,
                end_character: Some(r.end.character),
                kind: Some(FoldingRangeKind::Region),
                collapsed_text: None,
            })
            .collect(),
    )
}

/// For each position: quotation, sentence, paragraph, from the inside out.
pub(super) fn selections(
    session: &Arc<Session>,
    snapshot: &Snapshot,
    positions: &[Position],
) -> Option<Vec<SelectionRange>> {
    let readings = session.readings(snapshot)?;
    Some(
        positions
            .iter()
            .map(|&position| {
                let nothing = SelectionRange { range: Range::new(position, position), parent: None };
                let Some((read, offset)) = spot::locate(session, snapshot, &readings, position) else { return nothing };
                let prose = Prose::new(&read.document.text);
                let around = |s: &Span| s.start <= offset && offset <= s.end;
                let quotes = read.reading.quotes.iter().filter(|q| q.is_verbatim()).flat_map(|q| [q.content, q.span]);
                let units = prose.sentences.iter().chain(&prose.paragraphs).map(|r| prose.span(r));
                let mut spans: Vec<Span> = quotes.chain(units).filter(around).collect();
                spans.sort_by_key(|s| s.len());
                // Each must hold the one before it: a sentence may end inside a quote.
                let mut chain: Vec<Span> = Vec::new();
                for span in spans {
                    if chain.last().is_none_or(|l| span.contains(*l) && span != *l) {
                        chain.push(span);
                    }
                }
                let mut parent = None;
                for span in chain.into_iter().rev() {
                    let range = session.range(snapshot, read, span);
                    parent = Some(Box::new(SelectionRange { range, parent }));
                }
                parent.map_or(nothing, |p| *p)
            })
            .collect(),
    )
}
