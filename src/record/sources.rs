//! The record's files: which there are, and their lines.

use super::{RecordError, Skipped};
use crate::text::Format;
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

/// All documents under `paths`, by path. Hidden files, what an `.ignore` file names, and files of
/// formats that are no documents are passed over; a file that is named itself is always taken.
pub(super) fn scan(paths: &[PathBuf], skipped: &mut Vec<Skipped>) -> Result<Vec<SourceFile>, RecordError> {
    if paths.is_empty() {
        return Err(RecordError::Missing("no paths are given".to_owned()));
    }
    let mut files = Vec::new();
    for root in paths {
        let absolute = std::path::absolute(root).unwrap_or_else(|_| root.clone());
        let meta = std::fs::metadata(&absolute)
            .map_err(|e| RecordError::Missing(format!("{}: {}", root.display(), reason(&e))))?;
        if !meta.is_dir() {
            let format = Format::of_name(&absolute.to_string_lossy()).unwrap_or(Format::Plain);
            files.push(source_file(&absolute, format, &meta));
            continue;
        }
        let walk = ignore::WalkBuilder::new(&absolute)
            .follow_links(true)
            // An archive is often kept out of version control; that makes it no less the record.
            .git_ignore(false)
            .git_global(false)
            .git_exclude(false)
            .parents(false)
            .build();
        for entry in walk {
            match entry {
                Ok(entry) => {
                    let Some(format) = Format::of_name(&entry.file_name().to_string_lossy()) else { continue };
                    match entry.metadata() {
                        Ok(meta) if meta.is_file() => files.push(source_file(entry.path(), format, &meta)),
                        Ok(_) => {}
                        Err(e) => skipped.push(skip(entry.path(), e.to_string())),
                    }
                }
                Err(e) => skipped.push(Skipped { path: root.display().to_string(), line: None, reason: e.to_string() }),
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files.dedup_by(|a, b| a.path == b.path);
    Ok(files)
}

fn source_file(path: &Path, format: Format, meta: &std::fs::Metadata) -> SourceFile {
    let modified = meta
        .modified()
        .ok()
        .and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok())
        .map_or(0, |d| d.as_nanos() as u64);
    let path = path.to_string_lossy().into_owned();
    SourceFile { id: hash(&[path.as_bytes()]), path, format, size: meta.len(), modified }
}

pub(super) fn skip(path: &Path, reason: String) -> Skipped {
    Skipped { path: path.display().to_string(), line: None, reason }
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
    fn an_overlong_line_is_passed_over_and_named() {
        let text = format!("one\n{}\nthree\n", "x".repeat(500));
        for block in [7, 64, 1000] {
            let (all, long) = lines(&text, block, 100);
            assert_eq!(all.iter().map(|l| l.0).collect::<Vec<_>>(), [1, 3]);
            assert_eq!(long, [2]);
        }
    }
}
