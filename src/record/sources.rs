//! The record's files: which there are, and their lines.

use super::{RecordError, Skipped};
use crate::text::{Format, NOT_UTF_8, is_utf_16};
use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A file of the record as the file system tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SourceFile {
    /// Absolute.
    pub path: String,
    pub format: Format,
    /// Of the path, stable.
    pub id: u64,
    pub size: u64,
    /// Nanoseconds since 1970.
    pub modified: u64,
}

/// The first eight bytes of a blake3 hash: articles and files are told apart by it.
pub(super) fn hash(parts: &[&[u8]]) -> u64 {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part);
    }
    let digest = hasher.finalize();
    let mut first = [0u8; 8];
    first.copy_from_slice(&digest.as_bytes()[..8]);
    u64::from_le_bytes(first)
}

/// What a look at the record's files found.
#[derive(Debug, Default)]
pub(super) struct Look {
    /// By path: all of them, or those that may have changed.
    pub files: Vec<SourceFile>,
    /// Files that are gone, by id; `None` after a look at all: those that are not among them.
    pub gone: Option<Vec<u64>>,
    pub skipped: Vec<Skipped>,
}

/// Paths at which something may have changed, as a watcher of the file system tells them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    paths: BTreeSet<PathBuf>,
    /// Those known to be, or to have been, files.
    files: BTreeSet<PathBuf>,
}

impl Changes {
    /// `is_file` where the path is that of a file for certain, though it may be gone by now.
    pub fn add(&mut self, path: PathBuf, is_file: bool) {
        if is_file {
            self.files.insert(path.clone());
        }
        self.paths.insert(path);
    }

    pub fn extend(&mut self, other: Changes) {
        self.paths.extend(other.paths);
        self.files.extend(other.files);
    }

    /// Whether a walk that looks for them has to look at `path`: it leads to one, is one, or lies in one.
    fn concern(&self, path: &Path) -> bool {
        let leads_there = self.paths.range(path.to_owned()..).next().is_some_and(|p| p.starts_with(path));
        leads_there || path.ancestors().any(|a| self.paths.contains(a))
    }
}

/// All documents under `paths`. Hidden files, what an `.ignore` file names, and files of
/// formats that are no documents are passed over; a file that is named itself is always taken.
pub(super) fn scan(paths: &[PathBuf]) -> Result<Look, RecordError> {
    walk(paths, None)
}

/// The same of what has `changed` only, and which of the files that `known` knows by their ids are gone; `None` where
/// only a look at all can tell.
pub(super) fn look_at(
    paths: &[PathBuf],
    changed: &Changes,
    known: impl Fn(u64) -> bool,
) -> Result<Option<Look>, RecordError> {
    let roots: Vec<PathBuf> = paths.iter().map(|p| absolute(p)).collect();
    let mut gone = Vec::new();
    for path in &changed.paths {
        let inside = roots.iter().any(|r| path.starts_with(r));
        if !inside || path.file_name().is_some_and(|n| n == ".ignore") {
            return Ok(None);
        }
        match std::fs::metadata(path) {
            Ok(_) => {}
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                let id = id(&path.to_string_lossy());
                if known(id) {
                    gone.push(id);
                } else if !changed.files.contains(path) {
                    // A folder, perhaps: which files were in it, the index does not know.
                    return Ok(None);
                }
            }
            Err(_) => return Ok(None),
        }
    }
    let look = walk(paths, Some(changed))?;
    Ok(Some(Look { gone: Some(gone), ..look }))
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn walk(paths: &[PathBuf], only: Option<&Changes>) -> Result<Look, RecordError> {
    if paths.is_empty() {
        return Err(RecordError::Missing("no paths are given".to_owned()));
    }
    let (mut files, mut skipped) = (Vec::new(), Vec::new());
    for root in paths {
        let absolute = absolute(root);
        let meta = std::fs::metadata(&absolute)
            .map_err(|e| RecordError::Missing(format!("{}: {}", root.display(), reason(&e))))?;
        if !meta.is_dir() {
            let format = Format::of_name(&absolute.to_string_lossy()).unwrap_or(Format::Plain);
            files.push(source_file(&absolute, format, &meta));
            continue;
        }
        let mut walk = ignore::WalkBuilder::new(&absolute);
        walk.follow_links(true)
            // An archive is often kept out of version control; that makes it no less the record.
            .git_ignore(false)
            .git_global(false)
            .git_exclude(false)
            .parents(false);
        if let Some(changed) = only.cloned() {
            walk.filter_entry(move |entry| changed.concern(entry.path()));
        }
        // A call or two of the system for each file: several threads wait for it at once.
        let (send, found) = std::sync::mpsc::channel();
        walk.threads(rayon::current_num_threads().min(8)).build_parallel().run(|| {
            let send = send.clone();
            Box::new(move |entry| {
                let found = match entry {
                    Ok(entry) => file_of(&entry),
                    Err(e) => {
                        let (path, reason) = unwalked(root, &e);
                        Some(Err(skip(path, reason)))
                    }
                };
                // The other end lives as long as the walk.
                let _ = found.map(|f| send.send(f));
                ignore::WalkState::Continue
            })
        });
        drop(send);
        for one in found {
            one.map_or_else(|e| skipped.push(e), |file| files.push(file));
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files.dedup_by(|a, b| a.path == b.path);
    Ok(Look { files, gone: None, skipped })
}

/// What is met on a walk, if it is a document.
fn file_of(entry: &ignore::DirEntry) -> Option<Result<SourceFile, Skipped>> {
    let format = Format::of_name(&entry.file_name().to_string_lossy())?;
    match entry.metadata() {
        Ok(meta) if meta.is_file() => Some(Ok(source_file(entry.path(), format, &meta))),
        Ok(_) => None,
        Err(e) => Some(Err(skip(entry.path(), unwalked(entry.path(), &e).1))),
    }
}

/// A folder, or something in it, that a walk from `root` could not look into, and why.
pub fn unwalked<'a>(root: &'a Path, error: &'a ignore::Error) -> (&'a Path, String) {
    let (mut inner, mut path) = (error, root);
    loop {
        match inner {
            ignore::Error::WithPath { path: of, err } => (inner, path) = (err, of),
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => inner = err,
            _ => break,
        }
    }
    // The walk's own words have the path once more.
    let of_kind = |e: &std::io::Error| reason(&e.kind().into());
    (path, error.io_error().map_or_else(|| inner.to_string(), of_kind))
}

/// The number of a file, by its absolute path.
pub(super) fn id(path: &str) -> u64 {
    hash(&[path.as_bytes()])
}

fn source_file(path: &Path, format: Format, meta: &std::fs::Metadata) -> SourceFile {
    let modified = meta
        .modified()
        .ok()
        .and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok())
        .map_or(0, |d| d.as_nanos() as u64);
    let path = path.to_string_lossy().into_owned();
    SourceFile { id: id(&path), path, format, size: meta.len(), modified }
}

pub(super) fn skip(path: &Path, reason: String) -> Skipped {
    Skipped { path: path.display().to_string(), line: None, reason }
}

/// A file that could not be opened or read.
pub(super) fn unread(path: &str, e: &std::io::Error) -> Skipped {
    // Paths are kept as text, in which bytes that are none have become this.
    let reason = match path.contains(char::REPLACEMENT_CHARACTER) && e.kind() == std::io::ErrorKind::NotFound {
        true => "its name is not UTF-8; it has to be renamed to be read".to_owned(),
        false => reason(e),
    };
    skip(Path::new(path), reason)
}

/// What went wrong, in the words of somebody who looks for a file.
pub(super) fn reason(e: &std::io::Error) -> String {
    match e.kind() {
        std::io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        std::io::ErrorKind::PermissionDenied => "may not be read".to_owned(),
        _ => e.to_string(),
    }
}

/// A run of whole lines of a large file.
pub(super) struct Block {
    pub bytes: Vec<u8>,
    /// Of each line: its number from 1, its place in the file, its place in `bytes`, without the line's end.
    pub lines: Vec<Line>,
    /// Lines longer than the limit, passed over.
    pub too_long: Vec<u32>,
}

pub(super) struct Line {
    pub number: u32,
    pub offset: u64,
    pub at: std::ops::Range<usize>,
}

/// Reads a file of lines in blocks; memory stays bounded whatever the lines are. Not memory-mapped: a
/// file that is cut short while it is mapped kills the process that reads it.
pub(super) struct Blocks {
    file: std::fs::File,
    /// Begun in the block before and not ended there.
    rest: Vec<u8>,
    offset: u64,
    number: u32,
    longest: usize,
    /// Inside a line that is longer than the limit.
    skipping: bool,
    block: usize,
    ended: bool,
}

impl Blocks {
    /// `block` and `longest` in bytes.
    pub fn open(path: &str, block: usize, longest: usize) -> std::io::Result<Blocks> {
        let file = std::fs::File::open(path)?;
        Ok(Blocks { file, rest: Vec::new(), offset: 0, number: 1, longest, skipping: false, block, ended: false })
    }

    /// The next block; `None` after the last.
    pub fn next(&mut self) -> std::io::Result<Option<Block>> {
        if self.ended {
            return Ok(None);
        }
        let mut bytes = std::mem::take(&mut self.rest);
        let before = bytes.len();
        (&mut self.file).take(self.block as u64).read_to_end(&mut bytes)?;
        if self.offset == 0 && is_utf_16(&bytes) {
            return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, NOT_UTF_8));
        }
        self.ended = bytes.len() - before < self.block;
        let mut out = Block { bytes: Vec::new(), lines: Vec::new(), too_long: Vec::new() };
        let base = self.offset;
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', &bytes) {
            if self.skipping {
                self.skipping = false;
            } else {
                self.line(&mut out, base, start..end, &bytes);
            }
            self.number += 1;
            start = end + 1;
        }
        if self.ended {
            if start < bytes.len() && !self.skipping {
                self.line(&mut out, base, start..bytes.len(), &bytes);
            }
        } else if self.skipping {
            start = bytes.len();
        } else if bytes.len() - start > self.longest {
            out.too_long.push(self.number);
            self.skipping = true;
            start = bytes.len();
        } else {
            self.rest = bytes[start..].to_vec();
        }
        self.offset = base + start as u64;
        out.bytes = bytes;
        Ok(Some(out))
    }

    fn line(&self, out: &mut Block, base: u64, at: std::ops::Range<usize>, bytes: &[u8]) {
        if at.len() > self.longest {
            out.too_long.push(self.number);
        } else if !bytes[at.clone()].trim_ascii().is_empty() {
            out.lines.push(Line { number: self.number, offset: base + at.start as u64, at });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, name: &str) -> PathBuf {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, "The harbour is dredged.").unwrap();
        path
    }

    fn changes(paths: &[(&Path, bool)]) -> Changes {
        let mut changes = Changes::default();
        paths.iter().for_each(|(p, is_file)| changes.add(p.to_path_buf(), *is_file));
        changes
    }

    #[test]
    fn a_look_at_changes_finds_what_a_look_at_all_would() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for name in ["a.txt", "deep/b.txt", "deep/c.txt", ".hidden/d.txt", "left out/e.txt", "new/f/g.txt", "h.bin"] {
            write(root, name);
        }
        std::fs::write(root.join(".ignore"), "left out\n").unwrap();
        let roots = [root.to_owned()];
        let all = scan(&roots).unwrap().files;
        let names = |files: &[SourceFile]| -> Vec<PathBuf> {
            files.iter().map(|f| Path::new(&f.path).strip_prefix(root).unwrap().to_owned()).collect()
        };
        assert_eq!(names(&all), ["a.txt", "deep/b.txt", "deep/c.txt", "new/f/g.txt"].map(PathBuf::from));
        let changed = ["deep/b.txt", ".hidden/d.txt", "left out/e.txt", "new", "h.bin"].map(|n| root.join(n));
        let changed = changes(&changed.each_ref().map(|p| (p.as_path(), false)));
        let look = look_at(&roots, &changed, |_| true).unwrap().unwrap();
        assert_eq!(names(&look.files), ["deep/b.txt", "new/f/g.txt"].map(PathBuf::from));
        assert_eq!(look.gone, Some(Vec::new()));
        assert!(look.files.iter().all(|f| all.contains(f)));
    }

    #[test]
    fn what_is_gone_is_a_known_file_or_calls_for_a_look_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let roots = [folder.path().to_owned()];
        let gone = folder.path().join("a.txt");
        let number = id(&gone.to_string_lossy());
        let look = |is_file, known: bool| look_at(&roots, &changes(&[(&gone, is_file)]), |_| known).unwrap();
        assert_eq!(look(false, true).unwrap().gone, Some(vec![number]));
        assert_eq!(look(true, false).unwrap().gone, Some(Vec::new()), "a passing file");
        assert!(look(false, false).is_none(), "a folder, perhaps");
        for elsewhere in [Path::new("/elsewhere/a.txt"), &folder.path().join(".ignore")] {
            assert!(look_at(&roots, &changes(&[(elsewhere, true)]), |_| true).unwrap().is_none());
        }
    }

    fn lines(text: &str, block: usize, longest: usize) -> (Vec<(u32, u64, String)>, Vec<u32>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        std::fs::write(&path, text).unwrap();
        let mut blocks = Blocks::open(path.to_str().unwrap(), block, longest).unwrap();
        let (mut all, mut long) = (Vec::new(), Vec::new());
        while let Some(b) = blocks.next().unwrap() {
            for l in &b.lines {
                all.push((l.number, l.offset, String::from_utf8(b.bytes[l.at.clone()].to_vec()).unwrap()));
            }
            long.extend(b.too_long);
        }
        (all, long)
    }

    #[test]
    fn lines_are_the_same_whatever_the_block() {
        let text = "one\n\ntwo two\nthree three three\n  \nfour";
        let whole = lines(text, 1000, 1000);
        assert_eq!(whole.0.len(), 4);
        for block in 1..20 {
            assert_eq!(lines(text, block, 1000), whole, "blocks of {block}");
        }
        for (_, offset, line) in whole.0 {
            assert!(text[offset as usize..].starts_with(&line));
        }
    }

    #[test]
    fn an_archive_in_utf_16_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        std::fs::write(&path, "{}\n{}".encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>()).unwrap();
        let mut blocks = Blocks::open(path.to_str().unwrap(), 1000, 1000).unwrap();
        assert_eq!(reason(&blocks.next().err().unwrap()), NOT_UTF_8);
    }

    #[test]
    fn an_overlong_line_is_passed_over_and_named() {
        let text = format!("one\n{}\nthree\n", "x".repeat(500));
        for block in [7, 64, 1000] {
            let (all, long) = lines(&text, block, 100);
            assert_eq!(all.iter().map(|l| l.0).collect::<Vec<_>>(), [1, 3]);
            assert_eq!(long, [2]);
        }
    }
}
