//! A file's bytes become text with a way back to every byte.
//!
//! Everything above this layer works on [`Document::text`] and on [`Span`]s into it; only the
//! edges ask the document where a span lies in the file.

mod cited;
mod days;
mod document;
mod email;
mod flow;
mod html;
mod jsonl;
mod markdown;
pub mod markup;
mod menus;
mod newsml;
mod ninjs;
mod office;
mod offsets;
mod plain;
mod prose;
mod silence;
mod source;
mod span;
mod subtitles;
mod words;

pub use cited::Cited;
pub use document::{Document, Format, Metadata, READABLE, TextError};
pub use jsonl::{
    JsonlDocuments, MAX_DOCUMENT, NOT_UTF_8, is_utf_16, jsonl_document, jsonl_documents, jsonl_line, too_large,
};
pub use offsets::{OffsetMap, Position};
pub use prose::{Kind, Prose, Shape, Token};
pub use silence::Silence;
pub use source::SourceFile;
pub use span::Span;
pub use words::{NormalWord, for_each_word, normal_words};
