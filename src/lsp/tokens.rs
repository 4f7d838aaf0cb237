//! Semantic tokens: quotes by how they stand to the record.

use super::desk::Snapshot;
use super::pool::Cancel;
use super::positions::to_byte;
use super::session::Session;
use super::status::{self, Status};
use std::sync::Arc;
use tower_lsp::lsp_types::{
    Position, Range, SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokens, SemanticTokensLegend,
};

pub(super) fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend {
        token_types: vec![SemanticTokenType::STRING],
        token_modifiers: Status::ALL.iter().map(|s| SemanticTokenModifier::new(s.name())).collect(),
    }
}

/// The tokens of a draft, or of a part of it.
pub(super) fn tokens(
    session: &Arc<Session>,
    snapshot: &Snapshot,
    part: Option<Range>,
    cancel: &Cancel,
) -> Option<SemanticTokens> {
    let findings = session.findings(snapshot, cancel)?;
    let archive = findings.archive.clone()?;
    let mut data = Vec::new();
    let mut last = Position::new(0, 0);
    for s in status::standings(&findings, &archive) {
        let range = session.range(snapshot, s.read, s.quote.span);
        if part.is_some_and(|p| range.end < p.start || p.end < range.start) {
            continue;
        }
        let modifier = Status::ALL.iter().position(|a| *a == s.status).map_or(0, |i| 1u32 << i);
        for (start, length) in lines(session, snapshot, range) {
            // A quote inside another has its colour already.
            if start < last {
                continue;
            }
            let delta_line = start.line - last.line;
            let delta_start = if delta_line == 0 { start.character - last.character } else { start.character };
            data.push(SemanticToken {
                delta_line,
                delta_start,
                length,
                token_type: 0,
                token_modifiers_bitset: modifier,
            });
            last = start;
        }
    }
    Some(SemanticTokens { result_id: None, data })
}

/// A range line by line, since many clients know no token that goes over a line's end.
fn lines(session: &Session, snapshot: &Snapshot, range: Range) -> Vec<(Position, u32)> {
    let encoding = session.encoding();
    let mut out = Vec::new();
    for line in range.start.line..=range.end.line {
        let start = if line == range.start.line { range.start.character } else { 0 };
        let end = if line == range.end.line {
            range.end.character
        } else {
            // Past the line's end is the line's end.
            let byte = to_byte(&snapshot.rope, Position::new(line, u32::MAX), encoding);
            super::positions::to_position(&snapshot.rope, byte, encoding).character
        };
        if end > start {
            out.push((Position::new(line, start), end - start));
        }
    }
    out
}
