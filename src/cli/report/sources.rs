//! Lines and columns in the record's files, read when a finding first leads there.

use super::Range;
use crate::record::{Record, Source};
use crate::text::{Format, SourceFile, Span, jsonl_line};
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, OnceLock};

/// The record's files that evidence points into, one document each; shared by all threads of a run.
#[derive(Default)]
pub struct Files {
    open: Mutex<FxHashMap<String, Arc<OnceLock<Option<SourceFile>>>>>,
}

/// The files behind one record's evidence.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    files: &'a Files,
    record: Option<&'a Record>,
}

impl<'a> Sources<'a> {
    pub fn new(files: &'a Files, record: Option<&'a Record>) -> Self {
        Sources { files, record }
    }

    /// Where a passage stands in its file, or `None` where the file has gone or no longer holds it. Of an archive on a
    /// server the file may be on another machine: then where it stands in the index's copy.
    pub fn range(&self, source: &Source, span: Span) -> Option<Range> {
        self.in_file(source, span).or_else(|| {
            let (_, kept) = self.record.filter(|r| r.is_remote())?.kept(source.key)?;
            let span = kept.to_text(span);
            Some(Range::new(&SourceFile::from_text(kept.text), span))
        })
    }

    fn in_file(&self, source: &Source, span: Span) -> Option<Range> {
        if Format::of_name(&source.path) == Some(Format::Jsonl) {
            // The index knows where the line begins: an archive may be of any size.
            let document = jsonl_line(&source.path, self.record?.line_offset(source)?)?;
            return (document.id == source.id).then(|| Range::new(&SourceFile::from_text(document.text), span));
        }
        let file = self.files.get(&source.path);
        file.get_or_init(|| open(&source.path)).as_ref().map(|file| Range::new(file, span))
    }

    /// When a passage is spoken, where its source is subtitles.
    pub fn time(&self, source: &Source, span: Span) -> Option<String> {
        if Format::of_name(&source.path) != Some(Format::Subtitles) {
            return None;
        }
        self.files.get(&source.path).get_or_init(|| open(&source.path)).as_ref()?.time(span.start)
    }
}

impl Files {
    fn get(&self, path: &str) -> Arc<OnceLock<Option<SourceFile>>> {
        let mut files = self.open.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        // A few hundred open files are a run's working set; more would only be memory.
        if files.len() > 512 {
            files.clear();
        }
        Arc::clone(files.entry(path.to_owned()).or_default())
    }
}

fn open(path: &str) -> Option<SourceFile> {
    let format = Format::of_name(path).unwrap_or(Format::Plain);
    Some(SourceFile::of(format, &std::fs::read(path).ok()?))
}
