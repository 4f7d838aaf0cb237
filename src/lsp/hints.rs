//! Inlay hints, off unless the settings ask: the day beside "Friday", the speaker beside a pronoun.

use super::desk::Snapshot;
use super::positions::to_position;
use super::session::Session;
use std::sync::Arc;
use tower_lsp::lsp_types::{InlayHint, InlayHintKind, InlayHintLabel, Range};

pub(super) fn hints(session: &Arc<Session>, snapshot: &Snapshot, part: Range) -> Option<Vec<InlayHint>> {
    let (dates, speakers) = (session.setting("/inlayHints/dates"), session.setting("/inlayHints/speakers"));
    if !dates && !speakers {
        return None;
    }
    let readings = session.readings(snapshot)?;
    let mut out = Vec::new();
    for read in &readings.documents {
        let hint = |end: u32, label: String| {
            let at = read.to_file(crate::text::Span::new(end.saturating_sub(1), end)).end;
            InlayHint {
                position: to_position(&snapshot.rope, at, session.encoding()),
                label: InlayHintLabel::String(label),
                kind: Some(InlayHintKind::TYPE),
                text_edits: None,
                tooltip: None,
                padding_left: Some(true),
                padding_right: None,
                data: None,
            }
        };
        if dates {
            for date in &read.reading.dates {
                // What is written out in full needs no hint.
                let full = date.parts.day.is_some() && date.parts.month.is_some() && date.parts.year.is_some();
                let Some(days) = date.days.filter(|_| !full) else { continue };
                let label = if days.first == days.last {
                    format!("= {}", days.first)
                } else {
                    format!("= {} to {}", days.first, days.last)
                };
                out.push(hint(date.span.end, label));
            }
        }
        if speakers {
            for quote in read.reading.quotes.iter().filter(|q| q.is_verbatim()) {
                let Some(speaker) = &quote.speaker else { continue };
                let Some(name) = &speaker.name else { continue };
                if speaker.span.of(&read.document.text) != name {
                    out.push(hint(speaker.span.end, format!("= {name}")));
                }
            }
        }
    }
    out.retain(|h| part.start <= h.position && h.position <= part.end);
    Some(out)
}
