//! The documents that a command line names: files, folders, standard input.

use super::CliError;
use crate::record::{Skipped, unwalked};
use crate::text::{self, Document, Format, MAX_DOCUMENT, READABLE, SourceFile, TextError, too_large};
use ignore::WalkBuilder;
use std::fs::File;
use std::io::{BufRead, BufReader, Read as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// What standard input is called where nobody names it.
const STDIN: &str = "<stdin>";
/// Lines of one archive that are named when they cannot be read; the rest is counted.
const NAMED_LINES: usize = 100;

/// A file to be read, or standard input.
#[derive(Clone, Debug)]
pub struct Input {
    /// As the user named it, or as it was found below what they named.
    pub path: PathBuf,
    pub stdin: bool,
    /// Nobody named it: it lies in a folder.
    pub found: bool,
}

/// The files behind the paths of a command line, in a stable order, and what of the folders could not be walked.
/// Folders are walked, obeying `.gitignore`; below them, `leave_out` (the record's own files, and what the program
/// itself writes) and what is no document are passed over.
pub fn files(
    paths: &[PathBuf],
    stdin_name: Option<&str>,
    leave_out: &[PathBuf],
) -> Result<(Vec<Input>, Vec<Skipped>), CliError> {
    let is_left_out = |file: &Path| {
        let absolute = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
        leave_out.iter().any(|r| absolute.starts_with(r))
    };
    let (mut out, mut skipped) = (Vec::new(), Vec::new());
    for path in paths {
        if path.as_os_str() == "-" {
            out.push(Input { path: PathBuf::from(stdin_name.unwrap_or(STDIN)), stdin: true, found: false });
            continue;
        }
        let about = std::fs::metadata(path).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => CliError::Usage(format!("{}: no such file or folder", path.display())),
            _ => CliError::Io { path: path.display().to_string(), source },
        })?;
        if !about.is_dir() {
            out.push(Input { path: without_dot(path), stdin: false, found: false });
            continue;
        }
        let mut any = false;
        for entry in WalkBuilder::new(path).require_git(false).sort_by_file_path(|a, b| a.cmp(b)).build() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(e) => {
                    let (at, reason) = unwalked(path, &e);
                    if !is_left_out(at) {
                        skipped.push(Skipped { path: as_named(at), line: None, reason });
                    }
                    continue;
                }
            };
            let file = entry.path();
            if Format::of_name(&file.to_string_lossy()).is_none() || is_left_out(file) {
                continue;
            }
            // A link to a file is that file; a link to a folder is not followed.
            let is_file = match entry.file_type() {
                Some(kind) if kind.is_symlink() => std::fs::metadata(file).map(|m| m.is_file()),
                kind => Ok(kind.is_some_and(|k| k.is_file())),
            };
            match is_file {
                Ok(true) => {
                    any = true;
                    out.push(Input { path: without_dot(file), stdin: false, found: true });
                }
                Ok(false) => {}
                Err(e) => skipped.push(Skipped { path: as_named(file), line: None, reason: e.to_string() }),
            }
        }
        if !any && skipped.is_empty() {
            return Err(CliError::Usage(format!(
                "{}: no documents here that can be read ({READABLE})",
                path.display()
            )));
        }
    }
    Ok((out, skipped))
}

/// Whether standard input is among the paths; a name for it without it is a slip.
pub fn has_stdin(paths: &[PathBuf], name: Option<&str>) -> Result<bool, CliError> {
    let stdin = paths.iter().any(|p| p.as_os_str() == "-");
    if name.is_some() && !stdin {
        return Err(CliError::Usage("--stdin-filename names standard input, which is read where - is given".into()));
    }
    Ok(stdin)
}

/// A path without `./` before it: as CI services name the files of a repository.
fn without_dot(path: &Path) -> PathBuf {
    path.strip_prefix(".").unwrap_or(path).to_owned()
}

/// A path as the user named it, or the walk; [`super::setup::shown`] would shorten it.
pub fn as_named(path: &Path) -> String {
    path.display().to_string()
}

/// What a file has: all of it, or of an archive one line after the other.
pub enum Content {
    Whole(Format, Vec<u8>),
    Lines(Box<dyn BufRead>),
}

pub fn open(input: &Input) -> Result<Content, TextError> {
    let io = |source| TextError::Io { path: as_named(&input.path), source };
    let format = Format::of_name(&input.path.to_string_lossy()).unwrap_or(Format::Plain);
    if format == Format::Jsonl {
        return Ok(Content::Lines(if input.stdin {
            Box::new(std::io::stdin().lock())
        } else {
            Box::new(BufReader::with_capacity(1 << 20, File::open(&input.path).map_err(io)?))
        }));
    }
    let mut bytes = Vec::new();
    let mut size = 0;
    // No more than a document may have, of a pipe or device without end too.
    if input.stdin {
        std::io::stdin().lock().take(MAX_DOCUMENT + 1).read_to_end(&mut bytes).map_err(io)?;
    } else {
        let file = File::open(&input.path).map_err(io)?;
        size = file.metadata().map_or(0, |m| m.len());
        file.take(MAX_DOCUMENT + 1).read_to_end(&mut bytes).map_err(io)?;
    }
    if size.max(bytes.len() as u64) > MAX_DOCUMENT {
        // How large a pipe or device is, nobody knows.
        let reason = if size > MAX_DOCUMENT { too_large(size) } else { format!("over {}", too_large(MAX_DOCUMENT)) };
        return Err(TextError::Unreadable { path: as_named(&input.path), reason });
    }
    Ok(Content::Whole(format, bytes))
}

/// One document with what its offsets count in.
pub struct Read {
    pub document: Document,
    pub source: SourceFile,
}

/// What of a file could not be read.
#[derive(Default)]
pub struct Missed {
    pub named: Vec<Skipped>,
    /// How many lines more than the named ones.
    pub more: u64,
}

impl Missed {
    fn add(&mut self, input: &Input, error: TextError) {
        // A folder holds other JSON and XML than news, as it holds pictures.
        if input.found && matches!(error, TextError::NoNews { .. }) {
            return;
        }
        if self.named.len() < NAMED_LINES {
            self.named.push(skip(input, error));
        } else {
            self.more += 1;
        }
    }

    /// How many documents.
    pub fn count(&self) -> u64 {
        self.named.len() as u64 + self.more
    }

    /// In lines for people.
    pub fn told(self, input: &Input) -> Vec<Skipped> {
        let Missed { mut named, more } = self;
        if more > 0 {
            let reason = format!("{} more that are no documents", super::counted(more, "line"));
            named.push(Skipped { path: as_named(&input.path), line: None, reason });
        }
        named
    }
}

/// Hands the documents of a file to `each`, some at a time, so that a large archive need not fit into memory, until it
/// wants no more; what cannot be read is returned.
pub fn documents(input: &Input, content: &mut Content, mut each: impl FnMut(Vec<Read>) -> ControlFlow<()>) -> Missed {
    // Enough for every core to be busy, few enough to hold.
    const BATCH: usize = 512;
    const BATCH_BYTES: usize = 32 << 20;
    let path = as_named(&input.path);
    let mut missed = Missed::default();
    let lines = match content {
        Content::Lines(lines) => lines,
        Content::Whole(format, bytes) => {
            match Document::parse(&path, *format, bytes) {
                Ok(document) => {
                    let _ = each(vec![Read { document, source: SourceFile::of(*format, bytes) }]);
                }
                Err(e) => missed.add(input, e),
            }
            return missed;
        }
    };
    let (mut batch, mut bytes) = (Vec::with_capacity(BATCH), 0);
    for document in text::jsonl_documents(&path, lines) {
        match document {
            Ok(document) => {
                bytes += document.text.len();
                let source = SourceFile::from_text(document.text.clone());
                batch.push(Read { document, source });
            }
            Err(e) => missed.add(input, e),
        }
        if batch.len() < BATCH && bytes < BATCH_BYTES {
            continue;
        }
        bytes = 0;
        if each(std::mem::replace(&mut batch, Vec::with_capacity(BATCH))).is_break() {
            return missed;
        }
    }
    if !batch.is_empty() {
        let _ = each(batch);
    }
    missed
}

/// A document that could not be read, as the report counts it.
pub fn skip(input: &Input, error: TextError) -> Skipped {
    let path = as_named(&input.path);
    match error {
        TextError::Line { line, reason, .. } => Skipped { path, line: Some(line), reason },
        TextError::Io { source, .. } => Skipped { path, line: None, reason: source.to_string() },
        TextError::Unreadable { reason, .. } | TextError::NoNews { reason, .. } => Skipped { path, line: None, reason },
    }
}

/// The folder from which a draft's configuration is looked for.
pub fn home(input: &Input) -> PathBuf {
    let folder = input.path.parent().unwrap_or(Path::new(""));
    if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_owned() }
}
