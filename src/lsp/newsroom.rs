//! Newsrooms: what drafts in one place go by (their configuration) and are held against (their record).
//!
//! A newsroom is immutable but for its record, which opens and is brought up to date on a thread of its
//! own; when the configuration changes, new newsrooms take the old ones' place.

use crate::check::Memo;
use crate::config::Config;
use crate::read::ReadOptions;
use crate::record::{Changes, OpenOptions, Progress, Record, RecordError};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

/// Between two looks whether another process has brought the index up to date.
const OTHERS: Duration = Duration::from_secs(2);

/// How long a look-up waits for an archive on a server: somebody is typing.
const PATIENCE: Duration = Duration::from_millis(150);

/// The record as it was last opened.
pub struct Archive {
    pub record: Record,
    /// Look-ups in it, kept from one keystroke to the next.
    pub memo: Memo,
    names: OnceLock<Vec<(String, u64)>>,
}

impl Archive {
    fn of(record: Record) -> Arc<Archive> {
        Arc::new(Archive { record, memo: Memo::default(), names: OnceLock::new() })
    }

    /// Everybody's names, the commonest first; gathered when they are first asked for.
    pub fn names(&self) -> &[(String, u64)] {
        self.names.get_or_init(|| self.record.names())
    }
}

/// A record's place: opened once, whatever number of newsrooms use it.
pub struct Shelf {
    pub options: OpenOptions,
    archive: Mutex<Option<Arc<Archive>>>,
    /// Somebody is bringing it up to date.
    busy: AtomicBool,
    /// What it is to look at next.
    wanted: Mutex<Option<Wanted>>,
}

/// What of a record is to be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// What may have changed.
    Changes(Changes),
    All,
    /// All of it read again.
    Anew,
}

impl Wanted {
    /// This and another one at once.
    pub fn and(self, other: Option<Wanted>) -> Wanted {
        match (self, other) {
            (Wanted::Anew, _) | (_, Some(Wanted::Anew)) => Wanted::Anew,
            (Wanted::Changes(mut one), Some(Wanted::Changes(two))) => {
                one.extend(two);
                Wanted::Changes(one)
            }
            (Wanted::Changes(one), None) => Wanted::Changes(one),
            _ => Wanted::All,
        }
    }
}

impl Shelf {
    /// Opens what was indexed before, without a look at the files; `false` where nothing was, or it is open.
    pub fn open_as_is(&self) -> bool {
        if self.archive().is_some() {
            return false;
        }
        // What is wrong with it, bringing it up to date will tell.
        let Ok(Some(record)) = Record::open_as_is(&self.options) else { return false };
        let mut archive = lock(&self.archive);
        // What somebody has opened meanwhile is newer.
        let first = archive.is_none();
        archive.get_or_insert_with(|| Archive::of(record));
        first
    }

    /// Brings the record up to date with what is `wanted`; `false` if somebody else is at it, who will do that too then.
    pub fn update(&self, progress: &mut dyn FnMut(Progress) -> bool, wanted: Wanted) -> Result<bool, RecordError> {
        {
            let mut waiting = lock(&self.wanted);
            *waiting = Some(wanted.and(waiting.take()));
            if self.busy.swap(true, Ordering::AcqRel) {
                return Ok(false);
            }
        }
        loop {
            let next = {
                let mut waiting = lock(&self.wanted);
                let next = waiting.take();
                self.busy.store(next.is_some(), Ordering::Release);
                next
            };
            let Some(wanted) = next else { return Ok(true) };
            let done = catch_unwind(AssertUnwindSafe(|| self.take_up(&wanted, progress)));
            if !matches!(done, Ok(Ok(()))) {
                // What has changed is not known any more.
                *lock(&self.wanted) = Some(Wanted::All);
                self.busy.store(false, Ordering::Release);
                return done.map_or_else(|panic| resume_unwind(panic), |failed| failed.map(|()| true));
            }
        }
    }

    fn take_up(&self, wanted: &Wanted, progress: &mut dyn FnMut(Progress) -> bool) -> Result<(), RecordError> {
        loop {
            let record = self.look(wanted, progress)?;
            let others = record.is_being_written();
            self.put(record);
            if !others {
                return Ok(());
            }
            // Another process is at it: its last commit serves until it is done.
            std::thread::sleep(OTHERS);
        }
    }

    fn look(&self, wanted: &Wanted, progress: &mut dyn FnMut(Progress) -> bool) -> Result<Record, RecordError> {
        if let (Wanted::Changes(changes), Some(archive)) = (wanted, self.archive())
            // An index that is gone or damaged, a look at all builds anew; what else is wrong, it will tell.
            && let Ok(Some(record)) = archive.record.take_up(&self.options, changes, progress)
        {
            return Ok(record);
        }
        let rebuild = *wanted == Wanted::Anew;
        Record::open(&OpenOptions { rebuild, ..self.options.clone() }, progress)
    }

    fn put(&self, record: Record) {
        *lock(&self.archive) = Some(Archive::of(record));
    }

    /// Forgets what was looked up: an answer has come meanwhile, or may be had again.
    pub fn renew(&self) {
        let record = self.archive().map(|a| a.record.clone());
        if let Some(record) = record {
            self.put(record);
        }
    }

    pub fn archive(&self) -> Option<Arc<Archive>> {
        lock(&self.archive).clone()
    }

    /// Whether somebody is bringing it up to date.
    pub fn is_busy(&self) -> bool {
        self.busy.load(Ordering::Acquire)
    }
}

/// What the drafts below one folder go by.
pub struct Newsroom {
    pub config: Config,
    /// `None` where no record is configured.
    pub shelf: Option<Arc<Shelf>>,
}

impl Newsroom {
    /// Whether the two go by the same settings and the same record.
    pub fn same(&self, other: &Newsroom) -> bool {
        self.config == other.config && self.shelf.as_ref().map(Arc::as_ptr) == other.shelf.as_ref().map(Arc::as_ptr)
    }

    pub fn archive(&self) -> Option<Arc<Archive>> {
        self.shelf.as_ref()?.archive()
    }

    pub fn read_options(&self) -> ReadOptions {
        self.config.read_options()
    }
}

/// All newsrooms, by the folder of the drafts.
pub struct Newsrooms {
    /// The command line's.
    options: super::Options,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The client's `onrecord` section.
    settings: Value,
    /// The workspace's folders.
    folders: Vec<PathBuf>,
    by_folder: HashMap<Option<PathBuf>, Arc<Newsroom>>,
    by_home: HashMap<Option<PathBuf>, Arc<Newsroom>>,
    /// What each configuration file said when it was last obeyed.
    obeyed: HashMap<PathBuf, Config>,
    shelves: Vec<Arc<Shelf>>,
}

/// A newsroom, and what it takes to have it.
pub struct Found {
    pub room: Arc<Newsroom>,
    /// Its record is nowhere open yet: open it.
    pub new_shelf: Option<Arc<Shelf>>,
    /// Why its configuration is not obeyed.
    pub trouble: Option<String>,
    /// The folders in which its configuration was looked for, if it was.
    pub looked_in: Vec<PathBuf>,
}

impl Found {
    /// One that was there before.
    fn known(room: Arc<Newsroom>) -> Found {
        Found { room, new_shelf: None, trouble: None, looked_in: Vec::new() }
    }
}

impl Newsrooms {
    pub fn new(options: super::Options) -> Self {
        Newsrooms { options, state: Mutex::default() }
    }

    pub fn set_settings(&self, settings: Value) -> bool {
        let mut state = lock(&self.state);
        let changed = state.settings != settings;
        state.settings = settings;
        if changed {
            state.forget();
        }
        changed
    }

    /// One of the client's settings, by a JSON pointer below `onrecord`.
    pub fn setting(&self, path: &str) -> Option<Value> {
        lock(&self.state).settings.pointer(path).cloned()
    }

    pub fn set_folders(&self, folders: Vec<PathBuf>) {
        let mut state = lock(&self.state);
        state.folders = folders;
        state.forget();
    }

    pub fn change_folders(&self, added: Vec<PathBuf>, removed: &[PathBuf]) {
        let mut state = lock(&self.state);
        state.folders.retain(|f| !removed.contains(f));
        state.folders.extend(added);
        state.forget();
    }

    /// The configuration's files may say something else now.
    pub fn forget(&self) {
        lock(&self.state).forget();
    }

    /// The command line's configuration, which holds for all drafts.
    pub fn chosen_config(&self) -> Option<&Path> {
        self.options.config_file.as_deref()
    }

    /// The workspace's folders.
    pub fn folders(&self) -> Vec<PathBuf> {
        lock(&self.state).folders.clone()
    }

    /// Whether a folder is the workspace's.
    pub fn is_in_workspace(&self, folder: &Path) -> bool {
        lock(&self.state).folders.iter().any(|f| folder.starts_with(f))
    }

    /// The configuration of a draft: the one that holds for it, or the one that its workspace might have.
    pub fn config_file(&self, draft: Option<&Path>) -> Option<PathBuf> {
        if let Some(chosen) = &self.options.config_file {
            return Some(chosen.clone());
        }
        let folders = lock(&self.state).folders.clone();
        let folder = draft.and_then(Path::parent).map(Path::to_path_buf).or_else(|| folders.first().cloned())?;
        Config::find(&folder).or_else(|| {
            let workspace = folders.iter().filter(|f| folder.starts_with(f)).max().unwrap_or(&folder);
            Some(workspace.join(crate::config::FILE_NAME))
        })
    }

    /// Every record that a newsroom uses now.
    pub fn shelves(&self) -> Vec<Arc<Shelf>> {
        let state = lock(&self.state);
        let mut out: Vec<Arc<Shelf>> = Vec::new();
        for shelf in state.by_home.values().filter_map(|r| r.shelf.as_ref()) {
            if !out.iter().any(|s| Arc::ptr_eq(s, shelf)) {
                out.push(shelf.clone());
            }
        }
        out
    }

    /// The newsroom of a draft; reads the configuration, so not for the task that reads the wire.
    pub fn of(&self, draft: Option<&Path>) -> Found {
        let folder = draft.and_then(Path::parent).map(Path::to_path_buf);
        let mut state = lock(&self.state);
        if let Some(room) = state.by_folder.get(&folder) {
            return Found::known(fitted(room, draft));
        }
        // An untitled draft belongs to the workspace.
        let start = folder.clone().or_else(|| state.folders.first().cloned());
        let file = self.options.config_file.clone().or_else(|| start.as_deref().and_then(Config::find));
        let workspace = start.as_ref().and_then(|s| state.folders.iter().filter(|f| s.starts_with(f)).max()).cloned();
        let workspace = workspace.or_else(|| state.folders.first().cloned());
        let looked_in = looked_in(start.as_deref(), file.as_deref(), workspace.as_deref());
        let home = file.as_ref().and_then(|f| f.parent()).map(Path::to_path_buf).or_else(|| workspace.clone());
        if let Some(room) = state.by_home.get(&home).cloned() {
            state.by_folder.insert(folder, room.clone());
            return Found { looked_in, ..Found::known(fitted(&room, draft)) };
        }
        let State { settings, obeyed, .. } = &mut *state;
        let (mut config, trouble) = configuration(file.as_deref(), settings, workspace.as_deref(), obeyed);
        config.merge(self.options.over.clone());
        let (shelf, new_shelf) = state.shelf(&config);
        let room = Arc::new(Newsroom { config, shelf });
        state.by_home.insert(home, room.clone());
        state.by_folder.insert(folder, room.clone());
        Found { room: fitted(&room, draft), new_shelf, trouble, looked_in }
    }
}

impl State {
    /// The place of a configuration's record, if it has one; and once more if it is new.
    fn shelf(&mut self, config: &Config) -> (Option<Arc<Shelf>>, Option<Arc<Shelf>>) {
        let (paths, index_dir, read) = (&config.record.paths, config.record.local_index(), config.read_options());
        if config.record.is_none() {
            return (None, None);
        }
        let server = config.record.server(PATIENCE);
        let same = |s: &&Arc<Shelf>| {
            let o = &s.options;
            (&o.paths, &o.index_dir, &o.server, o.read.date_order) == (paths, &index_dir, &server, read.date_order)
        };
        if let Some(known) = self.shelves.iter().find(same) {
            return (Some(known.clone()), None);
        }
        let options = OpenOptions { paths: paths.clone(), index_dir, server, rebuild: false, read };
        let shelf = Arc::new(Shelf {
            options,
            archive: Mutex::default(),
            busy: AtomicBool::default(),
            wanted: Mutex::default(),
        });
        self.shelves.push(shelf.clone());
        (Some(shelf.clone()), Some(shelf))
    }

    /// Newsrooms are found anew; records that are open stay open.
    fn forget(&mut self) {
        self.by_folder.clear();
        self.by_home.clear();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The folders in which another configuration than `file` could come to hold for what lies in `start`: those from there
/// up to the file's, or where there is none, to the workspace's.
fn looked_in(start: Option<&Path>, file: Option<&Path>, workspace: Option<&Path>) -> Vec<PathBuf> {
    let (start, of_file) = (start.or(workspace), file.and_then(Path::parent));
    let top = of_file.or(workspace).filter(|top| start.is_some_and(|s| s.starts_with(top)));
    let up = start.into_iter().flat_map(Path::ancestors).take_while(|a| top.is_none_or(|top| a.starts_with(top)));
    match (top, of_file) {
        // The command line's, which stands elsewhere and holds for all.
        (None, Some(chosen)) => vec![chosen.to_owned()],
        _ => up.map(Path::to_owned).collect(),
    }
}

/// The newsroom with the settings for this draft's path over those for all, where there are any.
fn fitted(room: &Arc<Newsroom>, draft: Option<&Path>) -> Arc<Newsroom> {
    match draft.map(|path| room.config.for_draft(path)) {
        Some(Cow::Owned(config)) => Arc::new(Newsroom { config, shelf: room.shelf.clone() }),
        _ => room.clone(),
    }
}

/// The file's configuration with the client's settings over it, paths made absolute; and what is wrong with it. Of a file
/// that cannot be obeyed (somebody is typing in it) what it said before still holds: without its record every draft would
/// look clean.
fn configuration(
    file: Option<&Path>,
    settings: &Value,
    workspace: Option<&Path>,
    obeyed: &mut HashMap<PathBuf, Config>,
) -> (Config, Option<String>) {
    let mut trouble = None;
    let mut config = match file.map(|file| (file, Config::load(file))) {
        Some((file, Ok(config))) => {
            obeyed.insert(file.to_owned(), config.clone());
            config
        }
        Some((file, Err(e))) => {
            trouble = Some(e.to_string());
            obeyed.get(file).cloned().unwrap_or_default()
        }
        None => Config::default(),
    };
    match Config::from_client(ours(settings)) {
        Ok(mut over) => {
            if let Some(folder) = workspace {
                over.relative_to(folder);
            }
            config.merge(over);
        }
        Err(e) => trouble = Some(e.to_string()),
    }
    (config, trouble)
}

/// The sections of the client's settings that the configuration knows, without what the client left unset;
/// the rest is the client's own.
fn ours(settings: &Value) -> Value {
    let known = |k: &str| ["record", "rules", "people", "dates", "overrides"].contains(&k);
    let sections = settings.as_object().into_iter().flatten().filter(|(k, _)| known(k));
    sections.map(|(k, v)| (k.clone(), without_nulls(v))).filter(|(_, v)| !v.is_null()).collect()
}

fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(o) => {
            o.iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k.clone(), without_nulls(v))).collect()
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_file_that_is_broken_for_a_moment_still_holds_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("onrecord.toml");
        let mut obeyed = HashMap::new();
        let mut read = |content: &str| {
            std::fs::write(&file, content).unwrap();
            configuration(Some(&file), &json!({}), None, &mut obeyed)
        };
        let (good, trouble) = read("[record]\npaths = [\"wire\"]\n");
        assert!(trouble.is_none() && !good.record.is_none());
        let (broken, trouble) = read("[record]\npaths = [\"wire\"\n");
        assert!(trouble.is_some() && broken == good);
        assert_eq!(read("").0, Config::default());
    }

    #[test]
    fn a_configuration_is_looked_for_from_the_draft_up_to_where_one_stands_or_the_workspace_ends() {
        let looked = |start: Option<&str>, file: Option<&str>, workspace: Option<&str>| {
            let found = looked_in(start.map(Path::new), file.map(Path::new), workspace.map(Path::new));
            found.iter().map(|f| f.display().to_string()).collect::<Vec<_>>()
        };
        assert_eq!(looked(Some("/n/a/b"), Some("/n/a/onrecord.toml"), Some("/n")), ["/n/a/b", "/n/a"]);
        assert_eq!(looked(Some("/n/a"), Some("/onrecord.toml"), Some("/n")), ["/n/a", "/n", "/"]);
        assert_eq!(looked(Some("/n/a"), None, Some("/n")), ["/n/a", "/n"]);
        assert_eq!(looked(Some("/m/a"), None, Some("/n")), ["/m/a", "/m", "/"]);
        assert_eq!(looked(None, None, Some("/n")), ["/n"]);
        assert_eq!(looked(Some("/n/a"), Some("/house/rules.toml"), Some("/n")), ["/house"]);
        assert!(looked(None, None, None).is_empty());
    }

    #[test]
    fn the_editors_settings_stand_over_the_files() {
        let dir = tempfile::tempdir().expect("a scratch directory");
        let file = dir.path().join("onrecord.toml");
        std::fs::write(&file, "[record]\npaths = [\"archive\"]\n[rules]\nignore = [\"Q003\"]\n").expect("writes");
        let settings = json!({"record": {"paths": [], "index": null}, "dates": null, "rules": {"select": ["Q"]}, "server": {"path": "x"}});
        let (config, trouble) = configuration(Some(&file), &settings, None, &mut HashMap::new());
        assert_eq!(trouble, None);
        assert_eq!(config.record.paths, [dir.path().join("archive")]);
        assert_eq!((config.rules.ignore, config.rules.select), (vec!["Q003".to_owned()], vec!["Q".to_owned()]));
        let (config, _) =
            configuration(None, &json!({"record": {"paths": ["wire"]}}), Some(dir.path()), &mut HashMap::new());
        assert_eq!(config.record.paths, [dir.path().join("wire")]);
        let (_, trouble) = configuration(None, &json!({"rules": {"selekt": ["Q"]}}), None, &mut HashMap::new());
        assert!(trouble.is_some_and(|t| t.contains("selekt")));
    }
}
