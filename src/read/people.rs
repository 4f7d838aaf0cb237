//! Who is who in a document.

use crate::text::{Document, Prose, Span};

/// Grammatical gender, as far as the text shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Gender {
    #[default]
    Unknown,
    Female,
    Male,
}

/// A person (or an organisation that speaks) and where the text mentions them.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// The fullest form in the document, without titles: `Vladimir Putin`.
    pub name: String,
    /// Other forms: `Putin`, `Vladimir Vladimirovich Putin`.
    pub aliases: Vec<String>,
    /// Offices and titles that the text gives them: `Russian President`.
    pub titles: Vec<String>,
    pub gender: Gender,
    /// An organisation, a document or a place that speaks: the Kremlin, a statement.
    pub organisation: bool,
    /// In order; names only, pronouns are not listed.
    pub mentions: Vec<Span>,
}

/// The people whom the text names.
pub fn find(_document: &Document, _prose: &Prose) -> Vec<Person> {
    Vec::new()
}
