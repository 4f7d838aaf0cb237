//! The record: an index of readings, and the look-ups in it.

use crate::read::Reading;
use crate::text::{READABLE, Span, TextError};
use engine::{Engine, Kind};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub mod align;
mod article;
mod canon;
mod claims;
mod embedded;
mod engine;
mod files;
mod find;
mod index;
mod ingest;
mod pack;
mod people;
mod room;
mod server;
mod sources;
mod state;
mod terms;
mod top;
#[cfg(any(test, fuzzing))]
pub(crate) use server::hostile_answer;

pub(crate) use ingest::guarded;
pub use people::{Appearance, Kept, PeopleQuestion};
pub use server::{LoadOptions, Loaded, ServerOptions, Trouble, load};
pub use sources::{Changes, unwalked};

/// Whether a word, in normal form, is one of the commonest two thousand of English news.
pub fn is_common(word: &str) -> bool {
    crate::lexicon::is_everyday(word)
}

/// What can go wrong with the record.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    #[error("no record: {0}")]
    Missing(String),
    #[error(transparent)]
    Text(#[from] TextError),
    #[error("the record's index in {path}: {reason}")]
    Index { path: PathBuf, reason: String },
    #[error("the archive at {url} {trouble}")]
    Server { url: String, trouble: Trouble },
}

/// A document of the record, as evidence names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Absolute, or as configured.
    pub path: String,
    /// JSONL documents only.
    pub id: Option<String>,
    pub title: Option<String>,
    pub outlet: Option<String>,
    pub url: Option<String>,
    /// Of publication.
    pub date: Option<Date>,
    /// The article's own in the index; see [`Record::line_offset`].
    pub key: u64,
}

/// A speaker as the record's article names them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordedSpeaker {
    /// The fullest name in that article; `None` for a source without a name.
    pub name: Option<String>,
    pub titles: Vec<String>,
    pub organisation: bool,
    pub confidence: f32,
}

/// Somebody who holds an office on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    pub name: String,
    /// Documents that give them the office.
    pub documents: u64,
}

/// One place in the record where a draft's words stand.
#[derive(Clone, Debug)]
pub struct QuoteMatch {
    pub source: Arc<Source>,
    /// Where the matched words stand, in the file's bytes (JSONL: in the document's `text`).
    pub file_span: Span,
    /// The record's words there.
    pub text: String,
    /// The record's words with what surrounds them: the paragraph.
    pub passage: String,
    /// Whether the words stand inside quotation marks or in a transcript's turn there.
    pub quoted: bool,
    /// Who says them there.
    pub speaker: Option<RecordedSpeaker>,
    /// The day on which they were said, where the article gives one.
    pub said_on: Option<Date>,
    pub alignment: align::Alignment,
    /// Of the words matched, what stands between two of the record's quotations, in the record's words: a
    /// speaker's name ("he said"), or, where it is long, all that was said between two statements.
    pub between: Vec<Between>,
}

/// What parts two quotations on record that a draft gives as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Between {
    /// Where in the draft's text the second one goes on.
    pub draft: u32,
    /// The record's text between the two.
    pub text: String,
}

/// One dated event of the record, found for a draft's claim.
#[derive(Clone, Debug)]
pub struct ClaimMatch {
    pub source: Arc<Source>,
    pub file_span: Span,
    /// The sentence.
    pub text: String,
    pub claim: StoredClaim,
    /// How alike the two are, from 0 to 1.
    pub score: f32,
}

/// A claim as the record keeps it, free of its document.
#[derive(Clone, Debug)]
pub struct StoredClaim {
    pub event: Vec<SmolStr>,
    pub people: Vec<SmolStr>,
    pub places: Vec<SmolStr>,
    /// Other weighty words of the sentence, in normal form.
    pub words: Vec<SmolStr>,
    /// First and last day, both included; in [`crate::read::claims::UNKNOWN_YEAR`] where the year is not known.
    pub days: (Date, Date),
    pub of_saying: bool,
}

impl StoredClaim {
    /// A claim without its document: how the index keeps it, and how a draft's is looked up. `None` where
    /// its days are not known.
    pub fn of(reading: &Reading, claim: &crate::read::Claim) -> Option<StoredClaim> {
        let days = crate::read::claims::days(reading.dates.get(claim.date as usize)?)?;
        Some(StoredClaim {
            event: claim.event.clone(),
            people: claim
                .people
                .iter()
                .filter_map(|&p| reading.people.get(p as usize))
                .map(|p| p.name.as_str().into())
                .collect(),
            places: claim.places.clone(),
            words: claim.words.clone(),
            days,
            of_saying: claim.of_saying,
        })
    }
}

/// How far the index has come; handed to whoever shows it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress {
    pub documents: u64,
    pub bytes: u64,
    /// Of all files to read; 0 while they are still being counted.
    pub total_bytes: u64,
}

/// A document or line that could not be read, with the reason; the rest is indexed all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    pub path: String,
    /// JSONL documents only, from 1.
    pub line: Option<u32>,
    pub reason: String,
}

/// What is on record.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Stats {
    pub documents: u64,
    pub quotes: u64,
    pub people: u64,
    pub claims: u64,
    pub first: Option<Date>,
    pub last: Option<Date>,
    pub outlets: u64,
    /// Bytes of the index on disk.
    pub size: u64,
    pub skipped: Vec<Skipped>,
}

impl Stats {
    /// Counts what another engine has; people and outlets that both have are counted twice.
    fn add(&mut self, other: Stats) {
        let earliest = |a: Option<Date>, b: Option<Date>| a.into_iter().chain(b).min();
        self.documents += other.documents;
        self.quotes += other.quotes;
        self.people += other.people;
        self.claims += other.claims;
        self.outlets += other.outlets;
        self.first = earliest(self.first, other.first);
        self.last = self.last.max(other.last);
    }
}

/// How to open a record.
#[derive(Clone, Debug, Default)]
pub struct OpenOptions {
    /// Files and folders of the record.
    pub paths: Vec<PathBuf>,
    /// Where the index lies; the user's cache directory, keyed by `paths`, where not given.
    pub index_dir: Option<PathBuf>,
    /// An archive on a search server, beside the files or instead of them.
    pub server: Option<ServerOptions>,
    /// Begin the index anew.
    pub rebuild: bool,
    pub read: crate::read::ReadOptions,
}

/// A snapshot of the record: look-ups in what is indexed. Cheap to clone, safe to share.
#[derive(Clone)]
pub struct Record {
    snapshot: Arc<Snapshot>,
}

struct Snapshot {
    /// Those that are asked, one after the other; what they find is merged.
    engines: Vec<Arc<dyn Engine>>,
    /// The index on disk; `None` where all of the record is on a server.
    local: Option<Arc<Local>>,
    server: Option<Arc<server::Server>>,
}

/// What is known of the index on disk.
struct Local {
    folder: PathBuf,
    state: state::State,
    being_written: bool,
    /// Why it is not brought up to date.
    outdated: Option<String>,
}

/// An index up to this size, in bytes, is looked through whenever it is opened: that takes milliseconds.
const ALWAYS_CHECKED: u64 = 16 << 20;

/// Names the schema below and the meaning of what is stored; the reader's own version is added to it.
const SCHEMA: &str = "7";

impl Record {
    /// Opens the index and brings it up to date with the files; `progress` is told now and then and
    /// stops the work by returning `false` (what was read so far is kept and serves).
    ///
    /// Where another process is writing the index, its last commit serves (see
    /// [`Record::is_being_written`]); where there is none yet, this waits for it.
    ///
    /// An index that may only be read, as on a shared disk, serves as it is; see [`Record::outdated`].
    ///
    /// A server that does not answer is no error: what is on disk serves without it; see [`Record::trouble`].
    pub fn open(options: &OpenOptions, progress: &mut dyn FnMut(Progress) -> bool) -> Result<Record, RecordError> {
        let Some(server) = &options.server else { return Record::open_local(options, progress) };
        let local = if options.paths.is_empty() { None } else { Some(Record::open_local(options, progress)?) };
        let server = server::Server::of(server);
        // Why not, the server itself remembers.
        let _ = server.connect();
        Ok(Record::with_server(local, server))
    }

    fn with_server(local: Option<Record>, server: Arc<server::Server>) -> Record {
        let mut engines: Vec<Arc<dyn Engine>> = local.as_ref().map_or_else(Vec::new, |l| l.snapshot.engines.clone());
        engines.push(server.clone());
        let local = local.and_then(|l| l.snapshot.local.clone());
        Record { snapshot: Arc::new(Snapshot { engines, local, server: Some(server) }) }
    }

    fn open_local(options: &OpenOptions, progress: &mut dyn FnMut(Progress) -> bool) -> Result<Record, RecordError> {
        let look = sources::scan(&options.paths)?;
        let folder = index_folder(options)?;
        let mut rebuild = options.rebuild;
        loop {
            rebuild |= folder.join(index::DAMAGED).exists();
            if !rebuild
                && let Ok(Some(record)) = Record::of_folder(&folder, false, None)
                && record.local().is_some_and(|l| l.state.is_current(&look.files, options))
            {
                return record.or_empty(options);
            }
            let lock = match ingest::try_lock(&folder) {
                Ok(lock) => lock,
                // It may only be read: what it has serves.
                Err(e) => {
                    let found = if rebuild { None } else { Record::of_folder(&folder, false, None).ok().flatten() };
                    return match found.filter(|r| r.local().is_some_and(|l| l.state.is_of(options))) {
                        Some(record) => record.as_it_is(&e).or_empty(options),
                        None => Err(e),
                    };
                }
            };
            if let Some(_lock) = lock {
                forget_other_versions(&folder);
                // Nobody writes now: what cannot be read is damaged.
                if rebuild || Record::of_folder(&folder, false, None).is_err() {
                    clear(&folder).map_err(|e| index::failed(&folder, e))?;
                }
                let (index, fields) = index::open_or_create(&folder)?;
                let state = state::State::load(&folder, &index, None);
                let is_current = |s: &state::State| !rebuild && s.is_current(&look.files, options);
                if !state.as_ref().is_some_and(is_current) {
                    ingest::update(&folder, &index, fields, state, look, options, progress)?;
                }
                return match Record::of_folder(&folder, false, None)? {
                    Some(record) => record.or_empty(options),
                    None => Err(index::failed(&folder, "nothing was written")),
                };
            }
            // Somebody else is at it.
            if let Ok(Some(record)) = Record::of_folder(&folder, true, None)
                && record.local().is_some_and(|l| l.state.is_of(options))
            {
                return record.or_empty(options);
            }
            rebuild = false;
            if !progress(Progress::default()) {
                return Err(index::failed(&folder, "another process is writing it"));
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    }

    /// The same, which is not brought up to date for this reason.
    fn as_it_is(&self, reason: &RecordError) -> Record {
        let outdated = Some(format!("{reason}; what has changed since it was written is not looked at"));
        let of = |l: &Local| Local { outdated, folder: l.folder.clone(), state: l.state.clone(), being_written: false };
        let Snapshot { engines, local, server } = &*self.snapshot;
        let local = local.as_deref().map(of).map(Arc::new);
        Record { snapshot: Arc::new(Snapshot { engines: engines.clone(), local, server: server.clone() }) }
    }

    /// The record with what has `changed` in its files taken up, for the cost of that; `None` where only
    /// [`Record::open`]'s look at all of them can tell what has, or somebody else is at it.
    pub fn take_up(
        &self,
        options: &OpenOptions,
        changed: &Changes,
        progress: &mut dyn FnMut(Progress) -> bool,
    ) -> Result<Option<Record>, RecordError> {
        let Some(Local { folder, state: known, .. }) = self.local() else { return Ok(None) };
        if options.rebuild || folder.join(index::DAMAGED).exists() {
            return Ok(None);
        }
        let Some(_lock) = ingest::try_lock(folder)? else { return Ok(None) };
        let (index, fields) = index::open_or_create(folder)?;
        let state = state::State::load(folder, &index, Some(known));
        let Some(state) = state.filter(|s| s.is_whole(options)) else { return Ok(None) };
        let look = sources::look_at(&options.paths, changed, |id| state.file(id).is_some())?;
        let Some(look) = look else { return Ok(None) };
        ingest::update(folder, &index, fields, Some(state), look, options, progress)?;
        let local = Record::of_folder(folder, false, Some(known))?;
        Ok(local.map(|local| match &self.snapshot.server {
            Some(server) => Record::with_server(Some(local), server.clone()),
            None => local,
        }))
    }

    /// The last commit as it is, without a look at the files; `None` where there is none.
    pub fn open_as_is(options: &OpenOptions) -> Result<Option<Record>, RecordError> {
        if options.paths.is_empty() && options.server.is_some() {
            return Ok(None);
        }
        let folder = index_folder(options)?;
        if folder.join(index::DAMAGED).exists() {
            return Ok(None);
        }
        let local =
            Record::of_folder(&folder, false, None)?.filter(|r| r.local().is_some_and(|l| l.state.is_of(options)));
        Ok(match &options.server {
            None => local,
            Some(server) => local.map(|l| Record::with_server(Some(l), server::Server::of(server))),
        })
    }

    /// Reads the index once and tells whether it is as it was written. A small one is looked through whenever it is
    /// opened; of a large one, damage is otherwise seen when a look-up meets it.
    pub fn is_sound(&self) -> bool {
        self.local().is_none_or(|local| {
            index::open(&local.folder).is_ok_and(|o| o.is_some_and(|(index, _)| index::is_sound(&index)))
        })
    }

    /// The last commit in a folder; an error where it is damaged, or was replaced while it was read. What has not
    /// changed since `known` is taken from there.
    fn of_folder(
        folder: &Path,
        being_written: bool,
        known: Option<&state::State>,
    ) -> Result<Option<Record>, RecordError> {
        // The engine trusts its files: what it trips over is damage.
        let opened = || std::panic::catch_unwind(|| Record::of_commit(folder, being_written, known));
        let damaged = || Err(index::failed(folder, "it is damaged"));
        // A writer may replace the state between two looks at the commit.
        for _ in 0..4 {
            if let Ok(Ok(record)) = opened() {
                return Ok(record);
            }
        }
        opened().unwrap_or_else(|_| damaged())
    }

    fn of_commit(
        folder: &Path,
        being_written: bool,
        known: Option<&state::State>,
    ) -> Result<Option<Record>, RecordError> {
        let Some((index, fields)) = index::open_to_serve(folder)? else { return Ok(None) };
        let Some(state) = state::State::load(folder, &index, known) else {
            return match index.load_metas() {
                Ok(m) if m.payload.is_none() => Ok(None),
                _ => Err(index::failed(folder, "its state is damaged")),
            };
        };
        if find::folder_size(folder) <= ALWAYS_CHECKED && !index::is_sound(&index) {
            return Err(index::failed(folder, "it is damaged"));
        }
        let reader = index
            .reader_builder()
            .reload_policy(tantivy::ReloadPolicy::Manual)
            .try_into()
            .map_err(|e| index::failed(folder, e))?;
        let embedded = embedded::Embedded::new(index::Engine::new(reader.searcher(), fields, folder)?);
        let local = Some(Arc::new(Local { folder: folder.to_owned(), state, being_written, outdated: None }));
        let snapshot = Snapshot { engines: vec![Arc::new(embedded)], local, server: None };
        Ok(Some(Record { snapshot: Arc::new(snapshot) }))
    }

    /// An error where nothing could be read: a record without documents is a mistake in its paths.
    fn or_empty(self, options: &OpenOptions) -> Result<Record, RecordError> {
        if self.local().is_none_or(|l| l.state.documents() > 0 || l.state.partial || l.being_written) {
            return Ok(self);
        }
        let paths: Vec<String> = options.paths.iter().map(|p| p.display().to_string()).collect();
        let why = match self.skipped() {
            [] => format!("no documents that can be read ({READABLE}) there"),
            [one] => format!("its only document could not be read: {}", one.reason),
            [first, rest @ ..] => {
                format!("none of its {} documents could be read; the first: {}", rest.len() + 1, first.reason)
            }
        };
        Err(RecordError::Missing(format!("{}: {why}", paths.join(", "))))
    }

    /// Whether another process is bringing the index up to date, so that this is its last commit.
    pub fn is_being_written(&self) -> bool {
        self.local().is_some_and(|l| l.being_written)
    }

    /// Why the index is not brought up to date, where it may only be read and something has changed since.
    pub fn outdated(&self) -> Option<&str> {
        self.local()?.outdated.as_deref()
    }

    /// Whether the index was stopped before all files were read.
    pub fn is_partial(&self) -> bool {
        self.local().is_some_and(|l| l.state.partial)
    }

    /// Where the index lies; nowhere, where all of the record is on a server.
    pub fn index_folder(&self) -> &Path {
        self.local().map_or(Path::new(""), |l| &l.folder)
    }

    /// Why the server that has a part of the record does not answer, if there is one and it does not.
    pub fn trouble(&self) -> Option<RecordError> {
        self.snapshot.server.as_ref()?.trouble()
    }

    /// Look-ups that a server had no answer for.
    pub fn unanswered(&self) -> u64 {
        self.snapshot.server.as_ref().map_or(0, |s| s.unanswered())
    }

    /// Has `tell` called with trouble when it begins, and with `None` when an answer has come for which nobody waited
    /// any longer, or may be had again.
    pub fn tell_late(&self, tell: impl Fn(Option<RecordError>) + Send + Sync + 'static) {
        if let Some(server) = &self.snapshot.server {
            server.tell_late(Arc::new(tell));
        }
    }

    /// Inverse document frequency of a normal word over the record's passages, natural logarithm; the
    /// highest for a word that is nowhere on record.
    ///
    /// A small record says little about how rare a word is, so English news at large counts as much as
    /// ten thousand passages do.
    pub fn rarity(&self, word: &str) -> f32 {
        const BACKGROUND: f64 = 10_000.0;
        // Of a word that is not among the commonest.
        const UNLISTED: f64 = 0.0005;
        let mut rarest: f64 = 0.0;
        canon::atoms(word, |form| {
            let listed = terms::common_share(form.text);
            let (mut known, mut found) = (0.0, 0.0);
            for engine in self.engines().filter(|_| terms::stands_alone(form.text)) {
                known += engine.documents() as f64;
                found += engine.frequency(Kind::Passage, form.text) as f64;
            }
            let share = listed.map_or(UNLISTED, f64::from);
            rarest = rarest.max(((known + BACKGROUND) / (found + share * BACKGROUND + 0.5)).ln());
        });
        rarest as f32
    }

    /// What could not be read.
    pub fn skipped(&self) -> &[Skipped] {
        self.local().map_or(&[], |l| &l.state.skipped)
    }

    fn local(&self) -> Option<&Local> {
        self.snapshot.local.as_deref()
    }

    fn engines(&self) -> impl Iterator<Item = &dyn Engine> {
        self.snapshot.engines.iter().map(|e| &**e)
    }
}

/// A hash of the files and folders that make up a record, whatever their order.
fn roots(paths: &[PathBuf]) -> u64 {
    let whole = |p: &PathBuf| {
        let canonical = p.canonicalize().or_else(|_| std::path::absolute(p));
        canonical.unwrap_or_else(|_| p.clone()).to_string_lossy().into_owned()
    };
    let mut paths: Vec<String> = paths.iter().map(whole).collect();
    paths.sort();
    sources::hash(&[paths.join("\0").as_bytes()])
}

/// Where the index of these options lies: its own folder for each version of schema and reader, so that
/// none is ever misread and another version's processes are left in peace.
fn index_folder(options: &OpenOptions) -> Result<PathBuf, RecordError> {
    let parent = match &options.index_dir {
        Some(chosen) => chosen.clone(),
        None => {
            let cache = directories::ProjectDirs::from("", "", "onrecord")
                .map(|d| d.cache_dir().to_owned())
                .unwrap_or_else(|| std::env::temp_dir().join("onrecord"));
            cache.join(format!("{:016x}", roots(&options.paths)))
        }
    };
    let folder = parent.join(format!("v{SCHEMA}-{}", env!("ONRECORD_READER")));
    std::fs::create_dir_all(&folder).map_err(|e| index::unwritable(&folder, e))?;
    // Beside onrecord.toml the index is no part of the repository it may lie in.
    let ignored = parent.join(".gitignore");
    if !ignored.exists()
        && let Err(e) = std::fs::write(&ignored, "*\n")
    {
        // It may be there to be read only.
        tracing::debug!("{}: {e}", ignored.display());
    }
    Ok(folder)
}

/// Removes the indexes of other versions, unless a process of theirs is writing.
fn forget_other_versions(folder: &Path) {
    let Some(parent) = folder.parent() else { return };
    for entry in std::fs::read_dir(parent).into_iter().flatten().flatten() {
        let other = entry.path();
        let ours = entry.file_name().to_string_lossy().starts_with('v') && other.join("lock").is_file();
        if ours && other != folder && matches!(ingest::try_lock(&other), Ok(Some(_))) {
            let _ = std::fs::remove_dir_all(&other);
        }
    }
}

/// Empties an index's folder, but for the lock that is held on it.
fn clear(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)?.flatten() {
        if entry.file_name() != "lock" {
            let path = entry.path();
            if path.is_dir() { std::fs::remove_dir_all(path)? } else { std::fs::remove_file(path)? }
        }
    }
    Ok(())
}
