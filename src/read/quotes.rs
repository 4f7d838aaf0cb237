//! Quotation marks and what stands between them.

use crate::text::{Prose, Span};

/// How words are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuoteKind {
    /// A whole statement between quotation marks.
    Direct,
    /// A part of a statement between quotation marks, the rest in the writer's words.
    Mixed,
    /// Reported without quotation marks.
    Indirect,
    /// A transcript's turn, or a block quotation: no marks, yet word for word.
    Block,
}

/// Words that somebody is reported to have said.
#[derive(Clone, Debug)]
pub struct Quote {
    /// With its quotation marks.
    pub span: Span,
    /// Without its quotation marks.
    pub content: Span,
    pub kind: QuoteKind,
    pub speaker: Option<Speaker>,
    /// The words that say that somebody speaks: `said`, `according to`.
    pub cue: Option<Span>,
    /// Inside another quote: whoever is quoted there has said it.
    pub nested: bool,
    /// No claim of speech: a scare quote, a title of a work, a word spoken of.
    pub scare: bool,
}

/// Who is said to have said it.
#[derive(Clone, Debug)]
pub struct Speaker {
    /// The words that name them here: a name, a pronoun, a title.
    pub span: Span,
    /// Their fullest name in the document; `None` for a source without a name ("a spokesman").
    pub name: Option<String>,
    /// Index into [`super::Reading::people`].
    pub person: Option<u32>,
    /// How sure the reader is that this is who speaks, from 0 to 1; calibrated on PolNeAR.
    pub confidence: f32,
}

/// The quotations of a text, without their speakers.
pub fn find(_prose: &Prose) -> Vec<Quote> {
    Vec::new()
}
