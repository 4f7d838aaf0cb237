//! How the index's files are read.
//!
//! The articles and the lists of passages are by far the most of an index, and a look-up needs a few of them: short ones
//! are read, long ones, of which most is skipped, are mapped, and let go when together they have become too many to lie
//! in the process's memory. What every look-up goes through (the terms and the columns) stays mapped. A writer that
//! merges goes through lists and articles from end to end, so it reads them a window at a time.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::HasLen;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, OwnedBytes, WatchCallback, WatchHandle, WritePtr,
};

/// Endings of the files that are read and not mapped: articles, and where terms stand.
const READ: &[&str] = &["store", "idx"];
/// A part from so many bytes on is mapped: of a long list most is skipped, not read. To have the system map a page takes
/// as long as to read several.
const LONG: usize = 48 << 10;
/// The system maps so many bytes around each that is touched.
const AROUND: usize = 64 << 10;
/// Stretches of [`AROUND`] bytes that are mapped at once, of all files: 96 MB.
const MOST_MAPPED: usize = 3 << 9;
/// Read at once by a writer, in bytes, of what it asks for in small parts.
const WINDOW: usize = 256 << 10;

/// The index's folder, as the engine sees it.
#[derive(Clone, Debug)]
pub(super) struct Files {
    folder: PathBuf,
    mapped: MmapDirectory,
    mappings: Arc<Mappings>,
    /// Bytes read at once; 0 where only what is asked for is.
    window: usize,
}

impl Files {
    pub fn to_serve(folder: &Path) -> tantivy::Result<Files> {
        Ok(Files {
            folder: folder.to_owned(),
            mapped: MmapDirectory::open(folder)?,
            mappings: Arc::default(),
            window: 0,
        })
    }

    pub fn to_write(folder: &Path) -> tantivy::Result<Files> {
        Ok(Files { window: WINDOW, ..Files::to_serve(folder)? })
    }
}

/// How much of the files is mapped, counted in stretches. Where that becomes too much, all is let go and a new round begins.
#[derive(Debug, Default)]
struct Mappings {
    round: AtomicUsize,
    taken: AtomicUsize,
}

impl Mappings {
    fn take(&self, stretches: usize) {
        if self.taken.fetch_add(stretches, Ordering::Relaxed) + stretches > MOST_MAPPED {
            self.taken.store(0, Ordering::Relaxed);
            self.round.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// A file as it is mapped for a round.
#[derive(Debug)]
struct View {
    round: usize,
    whole: Arc<dyn FileHandle>,
    /// A bit for each of its stretches that has been asked for.
    touched: Vec<u64>,
}

/// A file of which parts are read when they are asked for.
#[derive(Debug)]
struct Parts {
    file: std::fs::File,
    length: usize,
    path: PathBuf,
    files: Files,
    view: Mutex<Option<View>>,
    /// The last window read, and where it begins.
    ahead: Mutex<(usize, OwnedBytes)>,
}

impl Parts {
    fn read(&self, range: Range<usize>) -> std::io::Result<OwnedBytes> {
        let mut bytes = vec![0; range.len()];
        read_at(&self.file, &mut bytes, range.start as u64)?;
        Ok(OwnedBytes::new(bytes))
    }

    fn mapped(&self, range: Range<usize>) -> std::io::Result<OwnedBytes> {
        let mut held = self.view.lock().unwrap_or_else(PoisonError::into_inner);
        let round = self.files.mappings.round.load(Ordering::Relaxed);
        let known = held.take().filter(|view| view.round == round);
        let view = held.insert(match known {
            Some(view) => view,
            None => self.view(round)?,
        });
        let mut new = 0;
        for stretch in range.start / AROUND..range.end.div_ceil(AROUND) {
            if let Some(bits) = view.touched.get_mut(stretch / 64) {
                new += usize::from(*bits >> (stretch % 64) & 1 == 0);
                *bits |= 1 << (stretch % 64);
            }
        }
        self.files.mappings.take(new);
        view.whole.read_bytes(range)
    }

    fn view(&self, round: usize) -> std::io::Result<View> {
        // A directory of its own: the other one would give the last round's mapping while a list of it is in use.
        let directory = MmapDirectory::open(&self.files.folder).map_err(std::io::Error::other)?;
        let whole = directory.get_file_handle(&self.path).map_err(std::io::Error::other)?;
        Ok(View { round, whole, touched: vec![0; self.length.div_ceil(AROUND).div_ceil(64)] })
    }

    /// Out of the last window, or of the one that begins here: who goes through a file asks for what comes next.
    fn read_ahead(&self, range: Range<usize>) -> std::io::Result<OwnedBytes> {
        let mut ahead = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        let (start, window) = &*ahead;
        if range.start < *start || range.end > start + window.len() {
            let end = self.length.min(range.start + self.files.window);
            *ahead = (range.start, self.read(range.start..end)?);
        }
        let from = range.start - ahead.0;
        // A copy: a part that is kept must not keep its window.
        Ok(OwnedBytes::new(ahead.1[from..from + range.len()].to_vec()))
    }
}

impl HasLen for Parts {
    fn len(&self) -> usize {
        self.length
    }
}

impl FileHandle for Parts {
    fn read_bytes(&self, range: Range<usize>) -> std::io::Result<OwnedBytes> {
        if range.start > range.end || range.end > self.length {
            return Err(std::io::ErrorKind::InvalidInput.into());
        }
        match self.files.window {
            0 if range.len() < LONG => self.read(range),
            window if range.len() < window => self.read_ahead(range),
            // Where a writer has removed the file since, what is open serves.
            0 => self.mapped(range.clone()).or_else(|_| self.read(range)),
            // Nothing holds the mapping but the part itself: a merge goes through whole files, one after the other.
            _ => {
                let whole = self.files.mapped.open_read(&self.path).map_err(std::io::Error::other)?;
                whole.read_bytes_slice(range)
            }
        }
    }
}

#[cfg(unix)]
fn read_at(file: &std::fs::File, bytes: &mut [u8], offset: u64) -> std::io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

#[cfg(windows)]
fn read_at(file: &std::fs::File, mut bytes: &mut [u8], mut offset: u64) -> std::io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, offset)? {
            0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            n => {
                bytes = &mut bytes[n..];
                offset += n as u64;
            }
        }
    }
    Ok(())
}

impl Directory for Files {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        if !path.extension().is_some_and(|e| READ.iter().any(|r| e == *r)) {
            return self.mapped.get_file_handle(path);
        }
        let failed = |e: std::io::Error| match e.kind() {
            std::io::ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.to_owned()),
            _ => OpenReadError::wrap_io_error(e, path.to_owned()),
        };
        let file = std::fs::File::open(self.folder.join(path)).map_err(failed)?;
        let length = file.metadata().map_err(failed)?.len() as usize;
        let (path, files, ahead) = (path.to_owned(), self.clone(), Mutex::new((0, OwnedBytes::empty())));
        Ok(Arc::new(Parts { file, length, path, files, view: Mutex::default(), ahead }))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.mapped.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.mapped.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.mapped.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.mapped.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> std::io::Result<()> {
        self.mapped.atomic_write(path, data)
    }

    fn sync_directory(&self) -> std::io::Result<()> {
        self.mapped.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.mapped.acquire_lock(lock) {
            // To read, the lock only keeps a writer's hands off for a moment; where none can be had, nobody writes from
            // here, and what a writer elsewhere takes away meanwhile is looked for once more.
            Err(LockError::IoError(_)) if self.window == 0 => Ok(DirectoryLock::from(Box::new(()))),
            other => other,
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.mapped.watch(callback)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_writer_reads_the_same_in_windows() {
        let folder = tempfile::tempdir().unwrap();
        let bytes: Vec<u8> = (0..WINDOW + 1000).map(|i| (i * 7 % 251) as u8).collect();
        std::fs::write(folder.path().join("a.idx"), &bytes).unwrap();
        let part = Files::to_write(folder.path()).unwrap().get_file_handle(Path::new("a.idx")).unwrap();
        // Forth, over the window's end, back, to the file's end, nothing at all.
        let end = bytes.len();
        for range in [0..10, 5..900, WINDOW - 5..WINDOW + 5, WINDOW + 5..WINDOW + 9, 3..4, end - 3..end, end..end] {
            assert_eq!(part.read_bytes(range.clone()).unwrap().as_slice(), &bytes[range]);
        }
        assert!(part.read_bytes(end - 1..end + 1).is_err());
    }

    #[test]
    fn a_part_of_a_file_is_read_and_what_is_not_there_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.store"), b"harbour").unwrap();
        let files = Files::to_serve(folder.path()).unwrap();
        let part = files.open_read(Path::new("a.store")).unwrap();
        assert_eq!(part.slice(3..7).read_bytes().unwrap().as_slice(), b"bour");
        let whole = files.get_file_handle(Path::new("a.store")).unwrap();
        assert!(whole.read_bytes(5..8).is_err());
        // However much has been mapped since: of a long part, and again in the next round.
        let long: Vec<u8> = (0..3 * LONG).map(|i| i as u8).collect();
        std::fs::write(folder.path().join("long.idx"), &long).unwrap();
        let part = files.open_read(Path::new("long.idx")).unwrap().slice(7..2 * LONG);
        let first = part.read_bytes().unwrap();
        files.mappings.take(MOST_MAPPED);
        assert_eq!(part.read_bytes().unwrap().as_slice(), &long[7..2 * LONG]);
        assert_eq!(first.as_slice(), &long[7..2 * LONG]);
        files.mappings.take(MOST_MAPPED);
        std::fs::remove_file(folder.path().join("long.idx")).unwrap();
        assert_eq!(part.read_bytes().unwrap().as_slice(), &long[7..2 * LONG]);
        assert!(files.mappings.taken.load(Ordering::Relaxed) < MOST_MAPPED);
        assert!(matches!(files.open_read(Path::new("b.idx")), Err(OpenReadError::FileDoesNotExist(_))));
    }
}
