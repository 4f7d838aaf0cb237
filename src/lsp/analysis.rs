//! What a snapshot says and what is wrong with it: worked out once, kept with the snapshot.
//!
//! Runs on the pool's threads only; gives up between its steps once the snapshot is superseded.

use super::desk::Snapshot;
use super::escapes::Escapes;
use super::newsroom::{Archive, Newsroom};
use super::pool::Cancel;
use crate::check::{Draft, Finding, Memo, check, warm};
use crate::read::{Reading, read};
use crate::text::{Document, Format, Span, jsonl_documents};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant};

/// Between two looks whether another thread has worked out what this one wants too.
const LOOK_AGAIN: Duration = Duration::from_millis(1);

/// Look-ups that take longer are not waited for: what is known is shown first, and once more when there is more of it.
const PATIENCE: [Duration; 2] = [Duration::from_millis(10), Duration::from_millis(100)];

/// One document of a draft's file, read: the only one, but in JSONL.
pub struct Read {
    pub document: Document,
    pub reading: Reading,
    /// JSONL only: where the document's `text` stands in the file.
    escapes: Option<Escapes>,
}

impl Read {
    /// Where a span of the text lies in the draft's file, in bytes.
    pub fn to_file(&self, span: Span) -> Span {
        self.escapes.as_ref().map_or_else(|| self.document.to_file(span), |e| e.to_file(span))
    }

    /// What the rules work on; `memo` serves where there is no record.
    pub fn draft<'a>(&'a self, room: &'a Newsroom, archive: Option<&'a Archive>, memo: &'a Memo) -> Draft<'a> {
        let (record, memo) = archive.map_or((None, memo), |a| (Some(&a.record), &a.memo));
        Draft::new(&self.document, &self.reading, record, &room.config, memo)
    }

    /// The offset in the text of a byte of the draft's file; `None` outside a JSONL document's `text`.
    pub fn to_text(&self, byte: u32) -> Option<u32> {
        match &self.escapes {
            Some(escapes) => escapes.to_text(byte),
            None => Some(self.document.to_text(byte)),
        }
    }
}

/// A draft's documents, read after the house's rules.
pub struct Readings {
    pub room: Arc<Newsroom>,
    pub documents: Vec<Read>,
}

/// The findings in a draft's documents, one list a document.
pub struct Findings {
    pub readings: Arc<Readings>,
    pub archive: Option<Arc<Archive>>,
    pub of: Vec<Vec<Finding>>,
}

impl Findings {
    /// Each finding with the document that it is in.
    pub fn iter(&self) -> impl Iterator<Item = (&Read, &Finding)> {
        self.readings.documents.iter().zip(&self.of).flat_map(|(r, fs)| fs.iter().map(move |f| (r, f)))
    }
}

/// What a snapshot keeps. Whoever asks while it is being worked out waits for it.
#[derive(Default)]
pub struct Kept {
    readings: Mutex<Option<Arc<Readings>>>,
    findings: Mutex<Option<Arc<Findings>>>,
}

/// Reads the draft; `None` once it is superseded.
pub fn readings(snapshot: &Snapshot, room: &Arc<Newsroom>) -> Option<Arc<Readings>> {
    let mut kept = snapshot.readings.readings.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = kept.as_ref().filter(|r| r.room.same(room)) {
        return Some(known.clone());
    }
    let documents = documents(snapshot)?;
    let mut out = Vec::with_capacity(documents.len());
    for (document, escapes) in documents {
        if snapshot.superseded() {
            return None;
        }
        let reading = read(&document, &room.read_options());
        out.push(Read { document, reading, escapes });
    }
    let readings = Arc::new(Readings { room: room.clone(), documents: out });
    *kept = Some(readings.clone());
    Some(readings)
}

/// What is wrong with the draft whatever is on record: quick, for a draft that was just opened.
pub fn first_findings(snapshot: &Snapshot, room: &Arc<Newsroom>) -> Option<Findings> {
    let readings = readings(snapshot, room)?;
    let memo = Memo::default();
    let of = readings.documents.iter().map(|r| check(&r.draft(room, None, &memo))).collect();
    Some(Findings { readings, archive: None, of })
}

/// Checks the draft against what is on record now; `None` once it is superseded or nobody waits any more.
///
/// Where the look-ups take longer than a writer should wait, `meanwhile` is given what rests on those that are done.
pub fn findings(
    snapshot: &Snapshot,
    room: &Arc<Newsroom>,
    cancel: &Cancel,
    meanwhile: &dyn Fn(&Findings),
) -> Option<Arc<Findings>> {
    let readings = readings(snapshot, room)?;
    let archive = room.archive();
    let mut kept = wait(&snapshot.readings.findings, || snapshot.superseded() || cancel.cancelled())?;
    let same = |f: &&Arc<Findings>| {
        Arc::ptr_eq(&f.readings, &readings) && f.archive.as_ref().map(Arc::as_ptr) == archive.as_ref().map(Arc::as_ptr)
    };
    if let Some(known) = kept.as_ref().filter(same) {
        return Some(known.clone());
    }
    let begun = Instant::now();
    let mut patience = PATIENCE.into_iter().peekable();
    let mut of = Vec::with_capacity(readings.documents.len());
    for r in &readings.documents {
        if snapshot.superseded() {
            return None;
        }
        panic_on_purpose(&r.document.text);
        let memo = Memo::default();
        let draft = r.draft(room, archive.as_deref(), &memo);
        // The slow part; what it has found when it is stopped serves the next version.
        let stop = || snapshot.superseded() || cancel.cancelled();
        loop {
            let until = patience.peek().copied();
            if warm(&draft, &|| stop() || until.is_some_and(|longest| begun.elapsed() > longest)) {
                break;
            }
            if stop() {
                return None;
            }
            patience.next();
            meanwhile(&known_findings(&readings, archive.as_ref()));
        }
        of.push(check(&draft));
    }
    let findings = Arc::new(Findings { readings, archive, of });
    *kept = Some(findings.clone());
    Some(findings)
}

/// What rests on the look-ups that are done.
fn known_findings(readings: &Arc<Readings>, archive: Option<&Arc<Archive>>) -> Findings {
    let memo = Memo::default();
    let draft = |r| Read::draft(r, &readings.room, archive.map(Arc::as_ref), &memo).known_only();
    let of = readings.documents.iter().map(|r| check(&draft(r))).collect();
    Findings { readings: readings.clone(), archive: archive.cloned(), of }
}

/// The lock, unless `stop` says so before somebody else is done.
fn wait<T>(mutex: &Mutex<T>, stop: impl Fn() -> bool) -> Option<MutexGuard<'_, T>> {
    loop {
        match mutex.try_lock() {
            Ok(guard) => return Some(guard),
            Err(TryLockError::Poisoned(e)) => return Some(e.into_inner()),
            Err(TryLockError::WouldBlock) if stop() => return None,
            Err(TryLockError::WouldBlock) => std::thread::sleep(LOOK_AGAIN),
        }
    }
}

fn documents(snapshot: &Snapshot) -> Option<Vec<(Document, Option<Escapes>)>> {
    let text = snapshot.rope.to_string();
    let name = snapshot.name();
    if snapshot.superseded() {
        return None;
    }
    if snapshot.format == Format::Jsonl {
        // A line that is no document yet is being written.
        let documents = jsonl_documents(&name, text.as_bytes()).filter_map(Result::ok);
        return Some(
            documents
                .filter_map(|d| {
                    let line = text.get(d.line_offset as usize..)?.lines().next()?;
                    let escapes = Escapes::of_text(line, u32::try_from(d.line_offset).ok()?)?;
                    Some((d, Some(escapes)))
                })
                .collect(),
        );
    }
    match Document::parse(&name, snapshot.format, text.as_bytes()) {
        Ok(document) => Some(vec![(document, None)]),
        Err(e) => {
            tracing::debug!("{e}");
            Some(Vec::new())
        }
    }
}

/// Lets a test of the whole program see that a panic costs one answer; not in a release build.
fn panic_on_purpose(text: &str) {
    #[cfg(debug_assertions)]
    if let Ok(words) = std::env::var("ONRECORD_TEST_PANIC_ON") {
        assert!(!text.contains(&words), "asked to by ONRECORD_TEST_PANIC_ON");
    }
    let _ = text;
}
