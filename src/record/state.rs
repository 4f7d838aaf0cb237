//! What the index holds, by file, and how that is kept on disk.
//!
//! A commit of the engine names a state file, and that a listing: all files of the record as they were at some time.
//! The state has what has changed since, so that one changed file among a million is not a million lines written.
//! Both are written before the commit that names them: a process killed at any moment leaves the last commit with its
//! state.

use super::sources::{self, SourceFile};
use super::{OpenOptions, Skipped};
use crate::read::ReadOptions;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use tantivy::Index;

/// A file as it was when it was indexed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileState {
    pub id: u64,
    pub size: u64,
    pub modified: u64,
    /// Hash of the content; of a JSONL file 0.
    pub content: u64,
    /// JSONL files: the number of the file that lists their lines.
    pub lines: Option<u64>,
    /// 0 for a file that was skipped.
    pub documents: u64,
}

/// The files as they were when they were last written down as a whole.
#[derive(Debug, Default)]
struct Listing {
    /// Hash of its file's content; 0 for one that has none.
    hash: u64,
    /// By id.
    files: Vec<FileState>,
}

impl Listing {
    fn file(&self, id: u64) -> Option<&FileState> {
        self.files.binary_search_by_key(&id, |f| f.id).ok().and_then(|i| self.files.get(i))
    }
}

/// What the index holds.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    /// Counts up with each commit.
    pub number: u64,
    /// The reading options that shaped the index.
    options: String,
    /// Whose files it has; see [`super::roots`].
    roots: u64,
    listing: Arc<Listing>,
    /// What has come to the listing, has changed or is gone since.
    changed: BTreeMap<u64, Option<FileState>>,
    pub skipped: Vec<Skipped>,
    /// Whether a run was stopped before its end.
    pub partial: bool,
}

/// A state as it stands in its file.
#[derive(Serialize, Deserialize)]
struct Stored {
    number: u64,
    options: String,
    roots: u64,
    listing: u64,
    changed: Vec<(u64, Option<FileState>)>,
    skipped: Vec<Skipped>,
    partial: bool,
}

/// Changes that are kept beside a listing, at least; and as a share of it, one in so many.
const FEW_CHANGES: usize = 1_000;
const SHARE_OF_CHANGES: usize = 16;

impl State {
    /// One that holds nothing, after that of a number.
    pub fn empty_after(number: u64) -> State {
        State { number, ..State::default() }
    }

    /// The same, with other options.
    pub fn with_options(mut self, options: &OpenOptions) -> State {
        self.options = options_key(&options.read);
        self.roots = super::roots(&options.paths);
        self
    }

    /// The state of the last commit; `None` where there is none, or none that can be read. The listing is `known`'s,
    /// where that has the same.
    pub fn load(folder: &Path, index: &Index, known: Option<&State>) -> Option<State> {
        let payload = index.load_metas().ok()?.payload?;
        let bytes = read_checked(&folder.join(payload)).ok()?;
        let Stored { number, options, roots, listing: hash, changed, skipped, partial } =
            postcard::from_bytes(&bytes).ok()?;
        let listing = match known.map(|k| &k.listing) {
            _ if hash == 0 => Arc::default(),
            Some(listing) if listing.hash == hash => listing.clone(),
            _ => {
                let bytes = read_checked(&folder.join(listing_name(hash))).ok()?;
                Arc::new(Listing { hash, files: postcard::from_bytes(&bytes).ok()? })
            }
        };
        Some(State { number, options, roots, listing, changed: changed.into_iter().collect(), skipped, partial })
    }

    /// Writes it as the next one, and gives the name of its file.
    pub fn save(&mut self, folder: &Path) -> std::io::Result<String> {
        self.number += 1;
        if self.changed.len() > FEW_CHANGES.max(self.listing.files.len() / SHARE_OF_CHANGES) {
            let mut files: Vec<FileState> = self.files().cloned().collect();
            files.sort_unstable_by_key(|f| f.id);
            let bytes = to_bytes(&files)?;
            let hash = sources::hash(&[&bytes]).max(1);
            write_whole(&folder.join(listing_name(hash)), &bytes)?;
            self.listing = Arc::new(Listing { hash, files });
            self.changed = BTreeMap::new();
        }
        let stored = Stored {
            number: self.number,
            options: self.options.clone(),
            roots: self.roots,
            listing: self.listing.hash,
            changed: self.changed.iter().map(|(id, f)| (*id, f.clone())).collect(),
            skipped: self.skipped.clone(),
            partial: self.partial,
        };
        let name = state_name(self.number);
        write_whole(&folder.join(&name), &to_bytes(&stored)?)?;
        Ok(name)
    }

    pub fn file(&self, id: u64) -> Option<&FileState> {
        match self.changed.get(&id) {
            Some(changed) => changed.as_ref(),
            None => self.listing.file(id),
        }
    }

    /// Takes a file in as it is now.
    pub fn put(&mut self, file: FileState) {
        self.changed.insert(file.id, Some(file));
    }

    pub fn forget(&mut self, id: u64) {
        self.changed.insert(id, None);
    }

    /// Its files: those listed that are as they were, then the others.
    pub fn files(&self) -> impl Iterator<Item = &FileState> {
        let listed = self.listing.files.iter().filter(|f| !self.changed.contains_key(&f.id));
        listed.chain(self.changed.values().flatten())
    }

    pub fn documents(&self) -> u64 {
        self.files().map(|f| f.documents).sum()
    }

    /// Whether nothing in the files speaks for another look.
    pub fn is_current(&self, files: &[SourceFile], options: &OpenOptions) -> bool {
        self.is_whole(options) && self.files().count() == files.len() && files.iter().all(|f| self.has(f))
    }

    /// Whether all files were read, and with these options.
    pub fn is_whole(&self, options: &OpenOptions) -> bool {
        !self.partial && self.is_read_with(&options.read) && self.is_of(options)
    }

    /// Whether it is of the record that is asked for: a folder that somebody chose may have been chosen for two.
    pub fn is_of(&self, options: &OpenOptions) -> bool {
        self.roots == super::roots(&options.paths)
    }

    pub fn is_read_with(&self, options: &ReadOptions) -> bool {
        self.options == options_key(options)
    }

    /// Whether a file was read as it is.
    pub fn has(&self, file: &SourceFile) -> bool {
        self.file(file.id).is_some_and(|s| s.size == file.size && s.modified == file.modified)
    }

    /// Where a JSONL document's line begins in its file, where that is known.
    pub fn line_offset(&self, folder: &Path, path: &str, key: u64) -> Option<u64> {
        let number = self.file(sources::id(path))?.lines?;
        line_offset(&folder.join(lines_name(number)), key).ok()?
    }

    /// Removes the states, listings and lists of lines that it does not name.
    pub fn tidy(&self, folder: &Path) {
        let mut wanted: rustc_hash::FxHashSet<String> = self.files().filter_map(|f| f.lines.map(lines_name)).collect();
        wanted.extend([state_name(self.number), listing_name(self.listing.hash)]);
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let ours = ["state-", "files-", "lines-"].iter().any(|start| name.starts_with(start));
            if ours && !wanted.contains(&name) {
                // Whoever still reads it keeps it until then; what stays behind goes next time.
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }
}

/// Where the line of a key begins, by a list of lines: a few looks into it, whatever its length.
fn line_offset(lines: &Path, key: u64) -> std::io::Result<Option<u64>> {
    use std::io::{Read, Seek, SeekFrom};
    let mut file = std::fs::File::open(lines)?;
    let (mut from, mut to) = (0, file.metadata()?.len().saturating_sub(8) / 16);
    while from < to {
        let middle = from + (to - from) / 2;
        file.seek(SeekFrom::Start(middle * 16))?;
        let mut entry = [0; 16];
        file.read_exact(&mut entry)?;
        let entry = u128::from_le_bytes(entry);
        match (entry as u64).cmp(&key) {
            std::cmp::Ordering::Equal => return Ok(Some((entry >> 64) as u64)),
            std::cmp::Ordering::Less => from = middle + 1,
            std::cmp::Ordering::Greater => to = middle,
        }
    }
    Ok(None)
}

fn options_key(options: &ReadOptions) -> String {
    format!("{options:?}")
}

fn listing_name(hash: u64) -> String {
    format!("files-{hash:016x}")
}

fn state_name(number: u64) -> String {
    format!("state-{number}")
}

pub(super) fn lines_name(number: u64) -> String {
    format!("lines-{number}")
}

/// Keys and byte offsets of a JSONL file's documents, by key.
pub(super) type Lines = Vec<(u64, u64)>;

pub(super) fn read_lines(path: &Path) -> std::io::Result<Lines> {
    let bytes = read_checked(path)?;
    let (pairs, _) = bytes.as_chunks::<16>();
    let number = |b: &[u8]| b.first_chunk::<8>().map_or(0, |b| u64::from_le_bytes(*b));
    Ok(pairs.iter().map(|p| (number(&p[..8]), number(&p[8..]))).collect())
}

/// Reads what [`write_whole`] wrote; an error where it is not that any more.
pub(super) fn read_checked(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = std::fs::read(path)?;
    let content = bytes.len().checked_sub(8).ok_or(std::io::ErrorKind::InvalidData)?;
    if bytes[content..] != sources::hash(&[&bytes[..content]]).to_le_bytes() {
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, format!("{}: damaged", path.display())));
    }
    bytes.truncate(content);
    Ok(bytes)
}

/// Writes a file whole or not at all, and after it a hash of it.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    let unfinished = path.with_extension("new");
    let mut file = std::fs::File::create(&unfinished)?;
    file.write_all(bytes)?;
    file.write_all(&sources::hash(&[bytes]).to_le_bytes())?;
    file.sync_all()?;
    std::fs::rename(unfinished, path)
}

fn to_bytes(what: &impl Serialize) -> std::io::Result<Vec<u8>> {
    postcard::to_extend(what, Vec::new()).map_err(std::io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(id: u64, size: u64) -> FileState {
        FileState { id, size, modified: 1, content: 2, lines: None, documents: 1 }
    }

    fn sorted(state: &State) -> Vec<FileState> {
        let mut all: Vec<FileState> = state.files().cloned().collect();
        all.sort_by_key(|f| f.id);
        all
    }

    /// A state as it comes back from the disk, and how many files were written down for it.
    fn saved(state: &mut State, folder: &Path) -> usize {
        let index = Index::create_in_ram(tantivy::schema::Schema::builder().build());
        let name = state.save(folder).unwrap();
        let mut writer: tantivy::IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
        let mut commit = writer.prepare_commit().unwrap();
        commit.set_payload(&name);
        commit.commit().unwrap();
        state.tidy(folder);
        for known in [None, Some(&*state)] {
            let back = State::load(folder, &index, known).unwrap();
            assert_eq!(sorted(&back), sorted(state));
            assert_eq!((back.number, back.partial), (state.number, state.partial));
            assert!(known.is_none_or(|k| Arc::ptr_eq(&k.listing, &back.listing) || k.listing.hash == 0));
        }
        std::fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn a_few_changes_leave_the_listing_as_it_is_and_many_make_a_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let mut state = State::default();
        (0..50).for_each(|n| state.put(file(n, n)));
        assert_eq!(saved(&mut state, folder.path()), 1, "a small record has no listing");
        (0..40_000).for_each(|n| state.put(file(n * 7, n)));
        assert_eq!(saved(&mut state, folder.path()), 2);
        let listing = state.listing.hash;
        assert!(listing != 0 && state.changed.is_empty());
        state.put(file(7, 9));
        state.put(file(8, 9));
        state.forget(14);
        state.forget(9);
        assert_eq!(saved(&mut state, folder.path()), 2);
        assert_eq!((state.listing.hash, state.changed.len()), (listing, 4));
        assert_eq!(state.file(7), Some(&file(7, 9)));
        assert_eq!((state.file(14), state.file(9)), (None, None));
        // Eight of the first fifty are multiples of seven, and two have gone.
        assert_eq!(state.documents(), 40_050 - 8 - 2);
        (0..3_000).for_each(|n| state.put(file(n * 7, 1)));
        assert_eq!(saved(&mut state, folder.path()), 2, "the old listing is gone");
        assert!(state.listing.hash != listing && state.changed.is_empty());
    }
}
