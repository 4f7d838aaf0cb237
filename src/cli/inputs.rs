//! The documents that a command line names: files, folders, standard input.

use super::CliError;
use crate::record::Skipped;
use crate::text::{self, Document, Format, READABLE, SourceFile, TextError};
use ignore::WalkBuilder;
use std::fs::File;
use std::io::{BufRead, BufReader, Read as _};
use std::path::{Path, PathBuf};

/// What standard input is called where nobody names it.
const STDIN: &str = "<stdin>";

/// A file to be read, or standard input.
#[derive(Clone, Debug)]
pub struct Input {
    /// As the user named it, or as it was found below what they named.
    pub path: PathBuf,
    pub stdin: bool,
}

/// The files behind the paths of a command line, in a stable order. Folders are walked, obeying
/// `.gitignore`; below them, `leave_out` (the record's own files) and what is no document are passed over.
pub fn files(paths: &[PathBuf], stdin_name: Option<&str>, leave_out: &[PathBuf]) -> Result<Vec<Input>, CliError> {
    let mut out = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            out.push(Input { path: PathBuf::from(stdin_name.unwrap_or(STDIN)), stdin: true });
            continue;
        }
        let about = std::fs::metadata(path).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => CliError::Usage(format!("{}: no such file or folder", path.display())),
            _ => CliError::Io { path: path.display().to_string(), source },
        })?;
        if !about.is_dir() {
            out.push(Input { path: path.clone(), stdin: false });
            continue;
        }
        let before = out.len();
        for entry in WalkBuilder::new(path).require_git(false).sort_by_file_path(|a, b| a.cmp(b)).build() {
            let Ok(entry) = entry else { continue };
            let file = entry.path();
            let document = Format::of_name(&file.to_string_lossy()).is_some();
            let absolute = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
            let recorded = leave_out.iter().any(|r| absolute.starts_with(r));
            if document && !recorded && entry.file_type().is_some_and(|t| t.is_file()) {
                out.push(Input { path: file.to_owned(), stdin: false });
            }
        }
        if out.len() == before {
            return Err(CliError::Usage(format!(
                "{}: no documents here that can be read ({READABLE})",
                path.display()
            )));
        }
    }
    Ok(out)
}

/// What a file has: all of it, or of an archive one line after the other.
pub enum Content {
    Whole(Format, Vec<u8>),
    Lines(Box<dyn BufRead>),
}

pub fn open(input: &Input) -> Result<Content, TextError> {
    let io = |source| TextError::Io { path: input.path.display().to_string(), source };
    let format = Format::of_name(&input.path.to_string_lossy()).unwrap_or(Format::Plain);
    if format == Format::Jsonl {
        return Ok(Content::Lines(if input.stdin {
            Box::new(std::io::stdin().lock())
        } else {
            Box::new(BufReader::with_capacity(1 << 20, File::open(&input.path).map_err(io)?))
        }));
    }
    let mut bytes = Vec::new();
    if input.stdin {
        std::io::stdin().lock().read_to_end(&mut bytes).map_err(io)?;
    } else {
        bytes = std::fs::read(&input.path).map_err(io)?;
    }
    Ok(Content::Whole(format, bytes))
}

/// One document with what its offsets count in.
pub struct Read {
    pub document: Document,
    pub source: SourceFile,
}

/// Hands the documents of a file to `each`, some at a time, so that a large archive need not fit into memory; what
/// cannot be read is returned.
pub fn documents(input: &Input, content: &mut Content, mut each: impl FnMut(Vec<Read>)) -> Vec<Skipped> {
    // Enough for every core to be busy, few enough to hold.
    const BATCH: usize = 512;
    let path = input.path.display().to_string();
    let lines = match content {
        Content::Lines(lines) => lines,
        Content::Whole(format, bytes) => {
            return match Document::parse(&path, *format, bytes) {
                Ok(document) => {
                    each(vec![Read { document, source: SourceFile::of(*format, bytes) }]);
                    Vec::new()
                }
                Err(e) => vec![skip(input, e)],
            };
        }
    };
    let mut skipped = Vec::new();
    let mut batch = Vec::with_capacity(BATCH);
    for document in text::jsonl_documents(&path, lines) {
        match document {
            Ok(document) => {
                let source = SourceFile::from_text(document.text.clone());
                batch.push(Read { document, source });
            }
            Err(e) => skipped.push(skip(input, e)),
        }
        if batch.len() == BATCH {
            each(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)));
        }
    }
    if !batch.is_empty() {
        each(batch);
    }
    skipped
}

/// A document that could not be read, as the report counts it.
pub fn skip(input: &Input, error: TextError) -> Skipped {
    let path = input.path.display().to_string();
    match error {
        TextError::Line { line, reason, .. } => Skipped { path, line: Some(line), reason },
        TextError::Io { source, .. } => Skipped { path, line: None, reason: source.to_string() },
        TextError::Unreadable { reason, .. } => Skipped { path, line: None, reason },
    }
}

/// The folder from which a draft's configuration is looked for.
pub fn home(input: &Input) -> PathBuf {
    let folder = input.path.parent().unwrap_or(Path::new(""));
    if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_owned() }
}
