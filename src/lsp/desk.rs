//! The desk: the one owner of all open drafts.
//!
//! A draft is never changed, only replaced: everybody else works on an immutable [`Snapshot`], and what
//! belongs to a replaced one is dropped. The desk changes while a message is taken off the wire, before
//! anything can wait, so drafts go through their versions in the order in which the client sent them.

use super::positions::{Encoding, to_span};
use crate::text::Format;
use ropey::Rope;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tower_lsp::lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, TextDocumentContentChangeEvent,
    Url,
};

/// A draft at one version.
pub struct Snapshot {
    pub uri: Url,
    /// `None` for untitled and remote drafts.
    pub path: Option<PathBuf>,
    pub format: Format,
    /// The client's; may skip.
    pub version: i32,
    pub rope: Rope,
    /// How long the draft had been left alone before this change; `None` for its first version.
    pub quiet: Option<Duration>,
    at: Instant,
    superseded: AtomicBool,
    /// The turn of the check that published last.
    published: AtomicU64,
    /// A hash of what the client was told last of this version.
    told: Mutex<Option<blake3::Hash>>,
    /// What was found in this version, kept for whoever asks next.
    pub(super) readings: super::analysis::Kept,
}

impl Snapshot {
    fn new(uri: Url, format: Format, version: i32, rope: Rope, quiet: Option<Duration>) -> Arc<Self> {
        let path = uri.to_file_path().ok();
        let (superseded, published, told, readings) = Default::default();
        let at = Instant::now();
        Arc::new(Snapshot { uri, path, format, version, rope, quiet, at, superseded, published, told, readings })
    }

    /// Whether the draft has moved on or is closed: whatever is still being worked out is no longer wanted.
    pub fn superseded(&self) -> bool {
        self.superseded.load(Ordering::Relaxed)
    }

    /// Whether the client was told nothing of this version so far.
    pub fn is_untold(&self) -> bool {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    /// Notes what the client is told; `false` if it knows that already.
    pub fn told(&self, message: &[u8]) -> bool {
        let hash = Some(blake3::hash(message));
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *told, hash) != hash
    }

    /// The name by which messages and the reader know the draft.
    pub fn name(&self) -> String {
        self.path.as_ref().map_or_else(|| self.uri.to_string(), |p| p.display().to_string())
    }
}

/// All open drafts as they stand between two messages.
pub type Drafts = Arc<HashMap<Url, Arc<Snapshot>>>;

#[derive(Default)]
pub struct Desk {
    drafts: Mutex<Drafts>,
    turns: AtomicU64,
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, Drafts> {
        // Nothing that can panic halfway runs under the lock.
        self.drafts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn drafts(&self) -> Drafts {
        self.lock().clone()
    }

    pub fn open(&self, params: DidOpenTextDocumentParams) -> Arc<Snapshot> {
        let d = params.text_document;
        let format = format_of(&d.language_id, &d.uri);
        self.replace(Snapshot::new(d.uri, format, d.version, Rope::from_str(&d.text), None))
    }

    /// The draft after a change, and what it replaces, of which a large draft takes a while to drop; `None` for a draft
    /// that was never opened.
    pub fn change(
        &self,
        params: DidChangeTextDocumentParams,
        encoding: Encoding,
    ) -> Option<(Arc<Snapshot>, Arc<Snapshot>)> {
        let old = self.lock().get(&params.text_document.uri).cloned()?;
        let mut rope = old.rope.clone();
        for change in params.content_changes {
            apply(&mut rope, change, encoding);
        }
        let quiet = Some(old.at.elapsed());
        let version = params.text_document.version;
        Some((self.replace(Snapshot::new(old.uri.clone(), old.format, version, rope, quiet)), old))
    }

    /// Forgets a draft; `after` runs before any other draft can change.
    pub fn close(&self, params: &DidCloseTextDocumentParams, after: impl FnOnce()) {
        let mut drafts = self.lock();
        if let Some(old) = Arc::make_mut(&mut drafts).remove(&params.text_document.uri) {
            old.superseded.store(true, Ordering::Relaxed);
        }
        after();
    }

    /// A number for a check that begins now, higher than that of any that began before.
    pub fn turn(&self) -> u64 {
        self.turns.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// Runs `publish` if `snapshot` is still what the client sees and no check that began after `turn` has
    /// published; nothing changes meanwhile.
    pub fn if_current(&self, snapshot: &Arc<Snapshot>, turn: u64, publish: impl FnOnce()) {
        let drafts = self.lock();
        if drafts.get(&snapshot.uri).is_some_and(|s| Arc::ptr_eq(s, snapshot))
            && snapshot.published.fetch_max(turn, Ordering::SeqCst) <= turn
        {
            publish();
        }
    }

    fn replace(&self, snapshot: Arc<Snapshot>) -> Arc<Snapshot> {
        let mut drafts = self.lock();
        if let Some(old) = Arc::make_mut(&mut drafts).insert(snapshot.uri.clone(), snapshot.clone()) {
            old.superseded.store(true, Ordering::Relaxed);
        }
        snapshot
    }
}

/// One edit, or the whole text where the client names no range.
fn apply(rope: &mut Rope, change: TextDocumentContentChangeEvent, encoding: Encoding) {
    let Some(range) = change.range else {
        *rope = Rope::from_str(&change.text);
        return;
    };
    let span = to_span(rope, range, encoding);
    let (start, end) = (rope.byte_to_char(span.start as usize), rope.byte_to_char(span.end as usize));
    rope.remove(start..end);
    rope.insert(start, &change.text);
}

/// By the client's language id where that says enough, else by the name's ending, else plain text.
fn format_of(language_id: &str, uri: &Url) -> Format {
    match language_id.to_ascii_lowercase().as_str() {
        "markdown" | "md" | "mdx" | "quarto" | "rmd" | "rmarkdown" => Format::Markdown,
        "html" | "xhtml" => Format::Html,
        // Editors call so whatever they have no mode for.
        "plaintext" | "text" => Format::of_name(uri.path()).filter(|f| *f != Format::Markdown).unwrap_or(Format::Plain),
        _ => Format::of_name(uri.path()).unwrap_or(Format::Plain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tower_lsp::lsp_types::{Position, Range};

    /// The protocol's words, done the slow and obvious way: on a string, line by line.
    fn naive(text: &str, range: Range, with: &str, encoding: Encoding) -> String {
        let byte = |p: Position| {
            let mut start = 0;
            for _ in 0..p.line {
                let Some(n) = text[start..].find(['\r', '\n']) else { return text.len() };
                start += n + if text[start + n..].starts_with("\r\n") { 2 } else { 1 };
            }
            let line = &text[start..];
            let line = &line[..line.find(['\r', '\n']).unwrap_or(line.len())];
            let mut units = 0;
            for (i, c) in line.char_indices() {
                units += encoding.len(c.encode_utf8(&mut [0; 4]));
                if units > p.character {
                    return start + i;
                }
            }
            start + line.len()
        };
        let (a, b) = (byte(range.start), byte(range.end));
        format!("{}{with}{}", &text[..a.min(b)], &text[a.max(b)..])
    }

    fn uri() -> Url {
        Url::parse("untitled:Draft-1").expect("a valid URI")
    }

    fn position() -> impl Strategy<Value = Position> {
        (0..8u32, 0..24u32).prop_map(|(l, c)| Position::new(l, c))
    }

    proptest! {
        #[test]
        fn edits_one_by_one_equal_a_full_read(
            text in "[a-c🎙é“”\r\n]{0,60}",
            edits in prop::collection::vec((position(), position(), "[x🎉\r\n]{0,6}"), 0..12),
            encoding in prop::sample::select(vec![Encoding::Utf8, Encoding::Utf16, Encoding::Utf32]),
        ) {
            let desk = Desk::default();
            let item = tower_lsp::lsp_types::TextDocumentItem::new(uri(), "plaintext".into(), 0, text.clone());
            desk.open(DidOpenTextDocumentParams { text_document: item });
            let mut expected = text;
            for (version, (start, end, with)) in edits.into_iter().enumerate() {
                let range = Range::new(start, end);
                expected = naive(&expected, range, &with, encoding);
                let change = TextDocumentContentChangeEvent { range: Some(range), range_length: None, text: with };
                let id = tower_lsp::lsp_types::VersionedTextDocumentIdentifier::new(uri(), version as i32);
                let now = desk.change(
                    DidChangeTextDocumentParams { text_document: id, content_changes: vec![change] }, encoding,
                );
                prop_assert_eq!(now.map(|(s, _)| s.rope.to_string()), Some(expected.clone()));
            }
        }
    }

    #[test]
    fn a_language_id_that_nobody_knows_goes_by_the_name() {
        let of = |id: &str, uri: &str| Url::parse(uri).map(|u| format_of(id, &u)).ok();
        assert_eq!(of("vimwiki", "file:///notes/draft.md"), Some(Format::Markdown));
        assert_eq!(of("", "untitled:Untitled-1"), Some(Format::Plain));
        assert_eq!(of("html", "untitled:Untitled-1"), Some(Format::Html));
    }
}
