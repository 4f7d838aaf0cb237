//! Why a rule said nothing: what its gates note, where somebody asks.
//!
//! A rule calls [`Draft::note`] where it decides; nothing is put into words unless somebody asks. So what
//! `onrecord lint --explain-silence` prints is what the rules did, and never a second copy of their logic.

use super::{Draft, Rule};
use crate::text::Span;
use std::sync::Mutex;

/// What a rule noted on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The rule's.
    pub code: &'static str,
    /// What of the draft it is about.
    pub span: Span,
    /// A line for people: a candidate with its figures, or the gate that stopped the rule.
    pub text: String,
}

/// The notes on a stretch of a draft.
#[derive(Debug)]
pub(super) struct Trace {
    within: Span,
    notes: Mutex<Vec<Note>>,
}

impl<'a> Draft<'a> {
    /// The draft with its rules' notes on `within` kept.
    pub fn traced(mut self, within: Span) -> Draft<'a> {
        self.trace = Some(Trace { within, notes: Mutex::default() });
        self
    }

    /// Notes what `rule` decided about `span`; `text` is only asked for where somebody will read it.
    pub(super) fn note(&self, rule: &Rule, span: Span, text: impl FnOnce() -> String) {
        let Some(trace) = &self.trace else { return };
        if span.start < trace.within.end.max(trace.within.start + 1)
            && trace.within.start < span.end
            && let Ok(mut notes) = trace.notes.lock()
        {
            notes.push(Note { code: rule.code, span, text: text() });
        }
    }

    /// The notes so far, in the order in which the rules made them.
    pub fn notes(&self) -> Vec<Note> {
        self.trace.as_ref().and_then(|t| Some(t.notes.lock().ok()?.clone())).unwrap_or_default()
    }
}
