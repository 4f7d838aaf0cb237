//! Watching the record's files, so that findings follow what is on record.

use super::newsroom::{Shelf, Wanted};
use super::session::Session;
use crate::record::Changes;
use notify::event::{CreateKind, ModifyKind, RemoveKind};
use notify::{EventKind, RecursiveMode, Watcher};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

/// Files come in batches (a sync, a checkout, a feed): wait until nothing has changed for so long.
const SETTLED: Duration = Duration::from_millis(500);
/// Of a batch that does not end, so much is taken up at once.
const LONGEST: Duration = Duration::from_secs(5);

/// Watches a record from now on, on a thread of its own, and brings it up to date after each batch of changes.
pub(super) fn watch(session: &Arc<Session>, shelf: &Arc<Shelf>) {
    let (session, shelf) = (session.clone(), shelf.clone());
    std::thread::spawn(move || {
        let (tx, changes) = channel();
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            // Reading the record is no change of it.
            if let Ok(event) = event
                && !event.kind.is_access()
            {
                // The other end lives as long as the watcher.
                let _ = tx.send(wanted(event));
            }
        });
        let mut watcher = match watcher {
            Ok(watcher) => watcher,
            Err(e) => return tracing::warn!("the record cannot be watched: {e}"),
        };
        let index = shelf.options.index_dir.clone();
        for path in &shelf.options.paths {
            // An index inside its own record would wake the watcher without end.
            if index.as_ref().is_some_and(|i| i.starts_with(path)) {
                tracing::warn!("{}: holds its own index and is not watched", path.display());
                continue;
            }
            // An editor may replace a file by another: its folder sees that, the file itself does not.
            let (target, mode) = match path.parent() {
                Some(folder) if path.is_file() => (PathBuf::from(folder), RecursiveMode::NonRecursive),
                _ => (path.clone(), RecursiveMode::Recursive),
            };
            if let Err(e) = watcher.watch(&target, mode) {
                tracing::warn!("{}: {e}", target.display());
            }
        }
        while let Ok(mut wanted) = changes.recv() {
            let began = Instant::now();
            while began.elapsed() < LONGEST
                && let Ok(more) = changes.recv_timeout(SETTLED)
            {
                wanted = more.and(Some(wanted));
            }
            session.open_record(shelf.clone(), wanted);
        }
    });
}

/// What has to be looked at after an event: the paths that it names, or everything where it does not tell.
fn wanted(event: notify::Event) -> Wanted {
    if event.need_rescan() || event.paths.is_empty() {
        return Wanted::All;
    }
    let is_file = matches!(
        event.kind,
        EventKind::Create(CreateKind::File)
            | EventKind::Remove(RemoveKind::File)
            | EventKind::Modify(ModifyKind::Data(_))
    );
    let mut changes = Changes::default();
    event.paths.into_iter().for_each(|path| changes.add(path, is_file));
    Wanted::Changes(changes)
}
