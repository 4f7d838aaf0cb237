//! Watching the record's files and the configuration's, so that findings follow what is on record and what the house says.

use super::newsroom::{Shelf, Wanted};
use super::session::Session;
use crate::config::FILE_NAME;
use crate::record::Changes;
use notify::event::{CreateKind, ModifyKind, RemoveKind};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Files come in batches (a sync, a checkout, a feed): wait until nothing has changed for so long.
const SETTLED: Duration = Duration::from_millis(500);
/// Of a batch that does not end, so much is taken up at once.
const LONGEST: Duration = Duration::from_secs(5);

/// A configuration is small: when nothing has changed for so long, it is written.
const WRITTEN: Duration = Duration::from_millis(100);

/// Watches a record from now on, on a thread of its own, and brings it up to date after each batch of changes.
pub(super) fn watch(session: &Arc<Session>, shelf: &Arc<Shelf>) {
    let (session, shelf) = (session.clone(), shelf.clone());
    let index = shelf.options.index_dir.clone();
    // An index inside its own record would wake the watcher without end.
    let holds_index = |path: &&PathBuf| index.as_ref().is_some_and(|i| i.starts_with(path));
    let (holding, roots): (Vec<_>, Vec<_>) = shelf.options.paths.iter().partition(holds_index);
    holding.iter().for_each(|path| tracing::warn!("{}: holds its own index and is not watched", path.display()));
    let roots: Vec<PathBuf> = roots.into_iter().cloned().collect();
    let before = plan(&roots);
    std::thread::spawn(move || {
        let (watcher, events) = match begin() {
            Ok(begun) => begun,
            Err(e) => return tracing::warn!("the record cannot be watched: {e}"),
        };
        let mut watched = Watched { watcher, roots, plan: BTreeMap::new(), places: Vec::new() };
        watched.renew();
        // What has come or gone before anybody was watching.
        let mut missed = (watched.plan != before).then_some(Wanted::All);
        while let Some(first) = missed.take().or_else(|| next(&events, &mut watched)) {
            let mut wanted = first;
            let end = Instant::now() + LONGEST;
            let mut settled = Instant::now() + SETTLED;
            while Instant::now() < settled.min(end)
                && let Ok(event) = events.recv_timeout(settled.min(end).saturating_duration_since(Instant::now()))
            {
                if let Some(more) = watched.take(event) {
                    wanted = more.and(Some(wanted));
                    settled = Instant::now() + SETTLED;
                }
            }
            session.open_record(shelf.clone(), wanted);
        }
    });
}

/// A watcher that watches nothing yet, and what it will see.
fn begin() -> notify::Result<(RecommendedWatcher, Receiver<Event>)> {
    let (tx, events) = channel();
    let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        // Reading is no change.
        if let Ok(event) = event
            && !event.kind.is_access()
        {
            // The other end lives as long as the watcher.
            let _ = tx.send(event);
        }
    })?;
    Ok((watcher, events))
}

/// What the next event that matters has to be looked at for; `None` once nothing more can come.
fn next(events: &Receiver<Event>, watched: &mut Watched) -> Option<Wanted> {
    loop {
        if let Some(wanted) = watched.take(events.recv().ok()?) {
            return Some(wanted);
        }
    }
}

/// A record's files and folders under the eyes of a watcher.
struct Watched {
    watcher: RecommendedWatcher,
    /// As configured; there or not.
    roots: Vec<PathBuf>,
    /// What is watched now.
    plan: BTreeMap<PathBuf, RecursiveMode>,
    /// The roots, as configured and as the system may call them.
    places: Vec<PathBuf>,
}

impl Watched {
    /// Watches anew: of a folder that has been replaced by another of its name, the old one would still be watched.
    fn renew(&mut self) {
        loop {
            for path in self.plan.keys() {
                // One that is gone is not watched any more.
                let _ = self.watcher.unwatch(path);
            }
            self.plan = plan(&self.roots);
            self.places = self.roots.iter().flat_map(|r| [r.clone(), real(r)]).collect();
            for (path, mode) in &self.plan {
                if let Err(e) = self.watcher.watch(path, *mode) {
                    tracing::warn!("{}: {e}", path.display());
                }
            }
            // Something may have come while nobody was looking.
            if self.plan == plan(&self.roots) {
                break;
            }
        }
    }

    /// What has to be looked at after an event: the paths of the record that it names, or everything where it does not
    /// tell; `None` where it is about something else in a folder beside the record.
    fn take(&mut self, event: Event) -> Option<Wanted> {
        if event.need_rescan() || event.paths.is_empty() {
            // Folders that have come meanwhile are not watched.
            self.renew();
            return Some(Wanted::All);
        }
        let comes_or_goes = comes_or_goes(&event);
        // A file is looked at by its folder, which sees it replaced.
        let leads = |path: &PathBuf| self.places.iter().any(|p| p.starts_with(path) && !(p == path && p.is_file()));
        if comes_or_goes && event.paths.iter().any(leads) {
            self.renew();
            return Some(Wanted::All);
        }
        let is_file = matches!(
            event.kind,
            EventKind::Create(CreateKind::File)
                | EventKind::Remove(RemoveKind::File)
                | EventKind::Modify(ModifyKind::Data(_))
        );
        let mut changes = Changes::default();
        let inside = event.paths.into_iter().filter(|path| self.places.iter().any(|p| path.starts_with(p)));
        inside.for_each(|path| changes.add(path, is_file));
        (changes != Changes::default()).then_some(Wanted::Changes(changes))
    }
}

/// Whether an event may be about a file or folder that has come, gone or taken another's place.
fn comes_or_goes(event: &Event) -> bool {
    !matches!(event.kind, EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Metadata(_)))
}

/// What to watch so that all of the roots is seen, and when one of them comes, goes or is replaced: each folder with all
/// that is below it, and the folder that it lies in; of what is not there, the nearest folder above it that is.
fn plan(roots: &[PathBuf]) -> BTreeMap<PathBuf, RecursiveMode> {
    let folders = roots.iter().filter(|r| r.is_dir()).map(|r| (r.clone(), RecursiveMode::Recursive));
    let mut out: BTreeMap<PathBuf, RecursiveMode> = folders.collect();
    for root in roots {
        let above = root.ancestors().skip(1).find(|a| a.is_dir());
        let seen = |folder: &Path| folder.ancestors().any(|a| out.get(a) == Some(&RecursiveMode::Recursive));
        if let Some(folder) = above.filter(|f| !seen(f)) {
            out.insert(folder.to_owned(), RecursiveMode::NonRecursive);
        }
    }
    out
}

/// A path without links in what is there of it.
fn real(path: &Path) -> PathBuf {
    let there = path.ancestors().find_map(|a| Some((a, a.canonicalize().ok()?)));
    let real = there.and_then(|(a, real)| Some(real.join(path.strip_prefix(a).ok()?)));
    real.unwrap_or_else(|| path.to_owned())
}

/// The folders in which configurations are looked for, under the eyes of a watcher; for clients that do not watch
/// them for us.
#[derive(Default)]
pub(super) struct Configurations(Mutex<Option<Folders>>);

struct Folders {
    watcher: RecommendedWatcher,
    watched: BTreeSet<PathBuf>,
}

impl Configurations {
    /// Has these folders watched as well, from now on.
    pub(super) fn watch(&self, session: &Arc<Session>, folders: &[PathBuf]) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(Folders { watcher, watched }) = state.as_mut() else {
            if folders.is_empty() {
                return;
            }
            match begin() {
                Ok((watcher, events)) => {
                    *state = Some(Folders { watcher, watched: BTreeSet::new() });
                    follow(session, events);
                    drop(state);
                    self.watch(session, folders);
                }
                Err(e) => tracing::warn!("configurations cannot be watched: {e}"),
            }
            return;
        };
        for folder in folders {
            // One that is not there yet is seen to come from above.
            if watched.insert(folder.clone())
                && folder.is_dir()
                && let Err(e) = watcher.watch(folder, RecursiveMode::NonRecursive)
            {
                tracing::warn!("{}: {e}", folder.display());
            }
        }
    }

    /// Whether an event may be about a configuration. A folder that has come or gone is forgotten, and watched anew
    /// when it is asked for again: another one may stand in its place.
    fn are_concerned(&self, chosen: Option<&Path>, event: &Event) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(Folders { watcher, watched }) = state.as_mut() else { return false };
        let comes_or_goes = comes_or_goes(event);
        let mut concerned = event.need_rescan();
        for path in &event.paths {
            concerned |= path.file_name().is_some_and(|n| n == FILE_NAME) || chosen == Some(path);
            let turned: Vec<PathBuf> =
                watched.iter().filter(|f| comes_or_goes && f.starts_with(path)).cloned().collect();
            for folder in turned {
                // One that is gone is not watched any more.
                let _ = watcher.unwatch(&folder);
                watched.remove(&folder);
                concerned = true;
            }
        }
        concerned
    }
}

/// Has drafts checked by what configurations say now whenever one has changed, on a thread of its own.
fn follow(session: &Arc<Session>, events: Receiver<Event>) {
    let session = session.clone();
    std::thread::spawn(move || {
        let concerned = |event: &Event| {
            let chosen = session.newsrooms.chosen_config();
            session.configurations.are_concerned(chosen, event)
        };
        while let Ok(event) = events.recv() {
            if !concerned(&event) {
                continue;
            }
            // A file that is being written is not read halfway.
            while let Ok(more) = events.recv_timeout(WRITTEN) {
                concerned(&more);
            }
            session.newsrooms.forget();
            session.recheck();
        }
    });
}
