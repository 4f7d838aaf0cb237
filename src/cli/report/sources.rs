//! Lines and columns in the record's files, read when a finding first leads there.

use super::Range;
use crate::record::Source;
use crate::text::{Format, SourceFile, Span};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, OnceLock};

/// The record's files that evidence points into; shared by all threads of a run.
#[derive(Default)]
pub struct Sources {
    files: Mutex<FxHashMap<String, Arc<OnceLock<Option<File>>>>>,
}

enum File {
    /// One document.
    Whole(SourceFile),
    /// Where each document of a JSONL archive has its line: first byte and length.
    Archive(FxHashMap<String, (u64, usize)>),
}

/// A JSONL document's name without its text.
#[derive(serde::Deserialize)]
struct IdOnly<'a> {
    #[serde(borrow)]
    id: Id<'a>,
}

#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Id<'a> {
    Text(#[serde(borrow)] Cow<'a, str>),
    Number(serde_json::Number),
}

#[derive(serde::Deserialize)]
struct TextOnly<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
}

impl Sources {
    /// Where a passage stands in its file, or `None` where the file has gone or no longer holds it.
    pub fn range(&self, source: &Source, span: Span) -> Option<Range> {
        match self.file(&source.path).get_or_init(|| open(&source.path)).as_ref()? {
            File::Whole(file) => Some(Range::new(file, span)),
            File::Archive(lines) => {
                let &(start, length) = lines.get(source.id.as_deref()?)?;
                let mut file = std::fs::File::open(&source.path).ok()?;
                file.seek(SeekFrom::Start(start)).ok()?;
                let mut line = vec![0; length];
                file.read_exact(&mut line).ok()?;
                let line: TextOnly = serde_json::from_slice(&line).ok()?;
                Some(Range::new(&SourceFile::from_text(line.text.into_owned()), span))
            }
        }
    }

    /// When a passage is spoken, where its source is subtitles.
    pub fn time(&self, source: &Source, span: Span) -> Option<String> {
        if Format::of_name(&source.path) != Some(Format::Subtitles) {
            return None;
        }
        match self.file(&source.path).get_or_init(|| open(&source.path)).as_ref()? {
            File::Whole(file) => file.time(span.start),
            File::Archive(_) => None,
        }
    }

    fn file(&self, path: &str) -> Arc<OnceLock<Option<File>>> {
        let mut files = self.files.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        // A few hundred open files are a run's working set; more would only be memory.
        if files.len() > 512 {
            files.clear();
        }
        Arc::clone(files.entry(path.to_owned()).or_default())
    }
}

fn open(path: &str) -> Option<File> {
    let format = Format::of_name(path).unwrap_or(Format::Plain);
    if format != Format::Jsonl {
        return Some(File::Whole(SourceFile::of(format, &std::fs::read(path).ok()?)));
    }
    let mut lines = FxHashMap::default();
    let mut reader = BufReader::with_capacity(1 << 20, std::fs::File::open(path).ok()?);
    let (mut start, mut line) = (0, Vec::new());
    loop {
        line.clear();
        let read = reader.read_until(b'\n', &mut line).ok()?;
        if read == 0 {
            break;
        }
        if let Ok(named) = serde_json::from_slice::<IdOnly>(&line) {
            let id = match named.id {
                Id::Text(id) => id.into_owned(),
                Id::Number(n) => n.to_string(),
            };
            // The first of that name counts, as in the index.
            lines.entry(id).or_insert((start, read));
        }
        start += read as u64;
    }
    Some(File::Archive(lines))
}
