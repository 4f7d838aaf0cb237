//! onrecord holds a news draft against the record.
//!
//! Layers point one way, and a lower layer never knows an upper one:
//!
//! ```text
//! text → read → record → check → { lsp, cli }
//! ```
//!
//! * [`text`]: a file's bytes become text with a way back to every byte.
//! * [`lexicon`]: what words are (months, titles, speech verbs); data files, read once.
//! * [`read`]: a document's text becomes a [`read::Reading`]: its quotes, people, dates and claims.
//! * [`record`]: an index of readings, and the look-ups in it.
//! * [`check`]: one file a rule: (reading, record) → findings.
//! * [`lsp`] and [`cli`]: the edges.
//! * [`config`]: `onrecord.toml` and the client's settings, one struct.

pub mod check;
pub mod cli;
pub mod config;
#[cfg(any(test, fuzzing))]
pub mod hostile;
pub mod lexicon;
pub mod lsp;
pub mod read;
pub mod record;
pub mod text;
