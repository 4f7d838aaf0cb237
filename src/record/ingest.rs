//! Brings the index up to date with the record's files.
//!
//! What the index holds is told by a state file that the commit names, so that the two are never
//! apart: a process killed at any moment leaves the last commit with its state. Size and modification
//! time tell whether a file may have changed, a content hash whether it has; in a JSONL archive each
//! line has a hash of its own, and one changed line costs one line.

use super::article::NewArticle;
use super::index::{self, Fields, failed};
use super::pack::Packer;
use super::room::{Room, Waiting};
use super::sources::{self, Blocks, Look, SourceFile, skip};
use super::state::{FileState, Lines, State, lines_name, read_lines, write_whole};
use super::{OpenOptions, Progress, RecordError, Skipped};
use crate::text::{self, Document, Format, MAX_DOCUMENT, too_large};
use fs4::FileExt;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};
use tantivy::index::SegmentId;
use tantivy::indexer::{IndexWriterOptions, UserOperation};
use tantivy::{Index, IndexWriter, SegmentMeta, Term};

/// Read at a time, in bytes: enough to keep all cores busy, little enough to stay small.
const BLOCK: usize = 8 << 20;
/// Bytes between two commits of a long run: what a kill costs at most is read again.
const COMMIT_BYTES: u64 = 1 << 30;
/// Of the engine's writer, in bytes, for all its threads.
const WRITER_MEMORY: usize = 140 << 20;
/// Of the texts that wait for the engine's writer, in bytes: half a second's work.
const WAITING: usize = 4 << 20;
/// A smaller archive makes no dictionary: it would be a large part of the index.
const MIN_DICTIONARY: u64 = 4 << 20;
/// Read to make a dictionary, in bytes.
const SAMPLES: usize = 2 << 20;
/// More skipped documents than this are counted, not named.
const MAX_SKIPPED: usize = 10_000;

/// The file of the articles' dictionary.
pub(super) const DICTIONARY: &str = "dictionary";

/// The right to write an index; ends with the process that has it, however that ends.
pub(super) struct WriteLock(#[allow(dead_code)] std::fs::File);

/// Takes the right to write; `None` where another process has it.
pub(super) fn try_lock(folder: &Path) -> Result<Option<WriteLock>, RecordError> {
    let file = std::fs::File::create(folder.join("lock")).map_err(|e| index::unwritable(folder, e))?;
    match FileExt::try_lock(&file) {
        Ok(()) => Ok(Some(WriteLock(file))),
        Err(fs4::TryLockError::WouldBlock) => Ok(None),
        Err(fs4::TryLockError::Error(e)) => Err(failed(folder, e)),
    }
}

/// A change of fewer bytes costs what it is worth: nothing large is merged after it.
const SMALL_CHANGE: u64 = 32 << 20;
/// Segments of more documents (some 600 MB) stay as they are: what a merge holds and takes grows with what it merges.
const LARGE_SEGMENT: usize = 2_000_000;
/// Where there are more, one is made after a large change of all that are not large: a look-up opens each term's list in
/// every segment.
const FEW_SEGMENTS: usize = 2;

/// Which segments are merged: after a small change only small ones, so that it is seen at once and costs
/// what it is worth; where those have become many, and after a large one, all that the engine thinks fit.
fn merges(bytes: u64, segments: usize) -> tantivy::merge_policy::LogMergePolicy {
    const SMALL_SEGMENT: usize = 20_000;
    const MANY_SEGMENTS: usize = 32;
    /// Of one size, before they are merged.
    const ALIKE: usize = 4;
    let mut policy = tantivy::merge_policy::LogMergePolicy::default();
    policy.set_min_num_segments(ALIKE);
    let small = bytes < SMALL_CHANGE && segments < MANY_SEGMENTS;
    policy.set_max_docs_before_merge(if small { SMALL_SEGMENT } else { LARGE_SEGMENT });
    policy
}

/// One merge at a time: what each holds grows with what it merges.
fn writing(threads: usize) -> IndexWriterOptions {
    IndexWriterOptions::builder()
        .num_worker_threads(threads)
        .memory_budget_per_thread(WRITER_MEMORY / threads)
        .num_merge_threads(1)
        .build()
}

/// What hands documents to the engine; shared by all cores.
struct Hand<'a> {
    fields: Fields,
    writer: IndexWriter<Waiting>,
    room: Room,
    packer: Packer,
    options: &'a OpenOptions,
}

/// A run that brings the index up to date.
struct Run<'a> {
    folder: PathBuf,
    /// Of the index, when the run began.
    segments: usize,
    hand: Hand<'a>,
    old: State,
    /// What the index holds so far.
    state: State,
    progress: Progress,
    uncommitted: u64,
    tell: &'a mut dyn FnMut(Progress) -> bool,
    stopped: bool,
}

/// Brings the index in `folder`, which has what `old` says, up to date with its files. The caller has the right to write.
pub(super) fn update(
    folder: &Path,
    index: &Index,
    fields: Fields,
    old: Option<State>,
    look: Look,
    options: &OpenOptions,
    tell: &mut dyn FnMut(Progress) -> bool,
) -> Result<(), RecordError> {
    let mut old = old.unwrap_or_default();
    let threads = rayon::current_num_threads().clamp(1, 4);
    let writer: IndexWriter<Waiting> = index.writer_with_options(writing(threads)).map_err(|e| failed(folder, e))?;
    // What a killed run left behind: its successor does the same work under the same file names,
    // and the engine refuses to write a file that is there.
    writer.garbage_collect_files().wait().map_err(|e| failed(folder, e))?;
    let anew = options.rebuild || !old.is_read_with(&options.read);
    if anew {
        writer.delete_all_documents().map_err(|e| failed(folder, e))?;
        old = State::empty_after(old.number);
    }
    let segments = index.searchable_segment_ids().map_or(0, |s| s.len());
    let mut run = Run {
        segments,
        folder: folder.to_owned(),
        hand: Hand {
            fields,
            writer,
            room: Room::new(WAITING),
            packer: Packer::of_folder(folder).map_err(|e| failed(folder, e))?,
            options,
        },
        state: old.clone().with_options(options),
        old,
        progress: Progress::default(),
        uncommitted: 0,
        tell,
        stopped: false,
    };
    run.all(look)?;
    run.commit(run.stopped)?;
    run.state.tidy(folder);
    let large = run.progress.bytes >= SMALL_CHANGE && !run.stopped;
    run.hand.writer.wait_merging_threads().map_err(|e| failed(folder, e))?;
    // What is committed serves as well without.
    if large && let Err(e) = join(index, FEW_SEGMENTS) {
        tracing::warn!("the segments of the record's index in {} stay apart: {e}", folder.display());
    }
    Ok(())
}

/// Makes one of all segments that are not large, where there are more than a few.
fn join(index: &Index, few: usize) -> tantivy::Result<()> {
    // By their ids: the engine removes no file of a segment that somebody knows more of.
    let (all, small): (usize, Vec<SegmentId>) = {
        let all = index.searchable_segment_metas()?;
        let is_small = |s: &&SegmentMeta| (s.num_docs() as usize) < LARGE_SEGMENT;
        (all.len(), all.iter().filter(is_small).map(SegmentMeta::id).collect())
    };
    if all <= few || small.len() < 2 {
        return Ok(());
    }
    let mut writer: IndexWriter = index.writer_with_options(writing(1))?;
    writer.set_merge_policy(Box::new(tantivy::merge_policy::NoMergePolicy));
    writer.merge(&small).wait()?;
    writer.garbage_collect_files().wait()?;
    writer.wait_merging_threads()
}

impl Hand<'_> {
    fn delete(&self, key: u64) {
        self.writer.delete_term(Term::from_field_u64(self.fields.key, key));
    }

    /// Reads a document and hands it to the engine, in place of what has its key.
    fn add(&self, key: u64, document: Document, replaces: bool) -> Result<(), String> {
        let bytes = document.text.len();
        let documents = guarded(|| {
            let reading = crate::read::read(&document, &self.options.read);
            index::group(&self.fields, &NewArticle::new(key, document, &reading), &self.packer)
        })??;
        if replaces {
            self.delete(key);
        }
        let mut place = Some(self.room.take(bytes));
        let operations = documents.into_iter().map(|d| UserOperation::Add(Waiting::new(d, place.take())));
        self.writer.run(operations).map(|_| ()).map_err(|e| e.to_string())
    }
}

impl Run<'_> {
    fn all(&mut self, look: Look) -> Result<(), RecordError> {
        let work: Vec<&SourceFile> = look.files.iter().filter(|f| !self.old.has(f)).collect();
        let again: FxHashSet<&str> = work.iter().map(|f| f.path.as_str()).collect();
        // What was skipped and has not changed since is skipped still.
        let mut gone = match &look.gone {
            Some(gone) => {
                self.state.skipped.retain(|s| !again.contains(s.path.as_str()) && Path::new(&s.path).exists());
                gone.iter().filter_map(|id| self.state.file(*id)).cloned().collect()
            }
            None => {
                let paths: FxHashSet<&str> = look.files.iter().map(|f| f.path.as_str()).collect();
                self.state.skipped.retain(|s| paths.contains(s.path.as_str()) && !again.contains(s.path.as_str()));
                let present: FxHashSet<u64> = look.files.iter().map(|f| f.id).collect();
                self.state.files().filter(|f| !present.contains(&f.id)).cloned().collect::<Vec<FileState>>()
            }
        };
        gone.sort_by_key(|f| f.id);
        for file in gone {
            self.remove(&file);
            self.state.forget(file.id);
        }
        self.state.skipped.extend(look.skipped);
        self.progress.total_bytes = work.iter().map(|f| f.size).sum();
        self.hand.writer.set_merge_policy(Box::new(merges(self.progress.total_bytes, self.segments)));
        if self.progress.total_bytes >= MIN_DICTIONARY && !self.hand.packer.has_dictionary() {
            self.make_dictionary(&work)?;
        }
        let (archives, singles): (Vec<&SourceFile>, Vec<&SourceFile>) =
            work.into_iter().partition(|f| f.format == Format::Jsonl);
        let mut batch: Vec<&SourceFile> = Vec::new();
        let mut bytes = 0;
        for (i, file) in singles.iter().enumerate() {
            bytes += file.size as usize;
            batch.push(file);
            // Files are opened and read in a batch; many small ones are one too.
            if bytes >= BLOCK || batch.len() >= 256 || i + 1 == singles.len() {
                self.singles(&batch)?;
                batch.clear();
                bytes = 0;
                if self.uncommitted > COMMIT_BYTES {
                    self.commit(true)?;
                }
                if self.stopped {
                    return Ok(());
                }
            }
        }
        for file in archives {
            self.archive(file)?;
            if self.stopped {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Learns from the first articles what articles have in common, so that they are kept smaller.
    fn make_dictionary(&mut self, work: &[&SourceFile]) -> Result<(), RecordError> {
        let (mut samples, mut bytes) = (Vec::new(), 0);
        for file in work {
            if bytes >= SAMPLES {
                break;
            }
            let mut take = |document: Result<Document, String>| {
                if let Ok(document) = document
                    && let Ok((_, plain)) = NewArticle::new(0, document, &crate::read::Reading::default()).plain()
                {
                    bytes += plain.len();
                    samples.push(plain);
                }
            };
            // What cannot be read is named when it is read for good.
            if file.format == Format::Jsonl {
                let Ok(mut blocks) = Blocks::open(&file.path, SAMPLES, MAX_DOCUMENT as usize) else { continue };
                let Ok(Some(block)) = blocks.next() else { continue };
                for line in &block.lines {
                    let json = &block.bytes[line.at.clone()];
                    take(
                        guarded(|| text::jsonl_document(&file.path, json, line.number, line.offset))
                            .and_then(|d| d.map_err(|e| e.to_string())),
                    );
                }
            } else if file.size <= MAX_DOCUMENT
                && let Ok(content) = std::fs::read(&file.path)
            {
                take(
                    guarded(|| Document::parse(&file.path, file.format, &content))
                        .and_then(|d| d.map_err(|e| e.to_string())),
                );
            }
        }
        let Some(dictionary) = Packer::train(&samples) else { return Ok(()) };
        write_whole(&self.folder.join(DICTIONARY), &dictionary).map_err(|e| self.failed(e))?;
        self.hand.packer = Packer::new(Some(dictionary));
        Ok(())
    }

    fn failed(&self, e: impl std::fmt::Display) -> RecordError {
        failed(&self.folder, e)
    }

    /// Takes a file's documents out of the index.
    fn remove(&mut self, file: &FileState) {
        match file.lines {
            None => {
                self.hand.delete(file.id);
            }
            Some(number) => {
                for (key, _) in read_lines(&self.folder.join(lines_name(number))).unwrap_or_default() {
                    self.hand.delete(key);
                }
            }
        }
    }

    /// Files that are one document each.
    fn singles(&mut self, batch: &[&SourceFile]) -> Result<(), RecordError> {
        let (hand, old) = (&self.hand, &self.old);
        let results: Vec<Result<FileState, Skipped>> = batch
            .par_iter()
            .map(|file| {
                let known = old.file(file.id);
                let state = |content, documents| FileState {
                    id: file.id,
                    size: file.size,
                    modified: file.modified,
                    content,
                    lines: None,
                    documents,
                };
                let path = Path::new(&file.path);
                if file.size > MAX_DOCUMENT {
                    return Err(skip(path, too_large(file.size)));
                }
                let bytes = std::fs::read(path).map_err(|e| sources::unread(&file.path, &e))?;
                let content = sources::hash(&[&bytes]);
                if let Some(known) = known
                    && known.content == content
                    && known.documents > 0
                {
                    return Ok(state(content, known.documents));
                }
                let document = guarded(|| Document::parse(&file.path, file.format, &bytes))
                    .and_then(|d| d.map_err(|e| without_path(&e.to_string(), &file.path)))
                    .map_err(|e| skip(path, e))?;
                hand.add(file.id, document, known.is_some()).map_err(|e| skip(path, e))?;
                Ok(state(content, 1))
            })
            .collect();
        let mut read = 0;
        for (file, result) in batch.iter().zip(results) {
            read += file.size;
            match result {
                Ok(state) => {
                    self.progress.documents += state.documents;
                    self.state.put(state);
                }
                Err(skipped) => {
                    if let Some(known) = self.state.file(file.id).cloned() {
                        self.remove(&known);
                    }
                    self.skip(skipped);
                    let (size, modified) = (file.size, file.modified);
                    let state = FileState { id: file.id, size, modified, content: 0, lines: None, documents: 0 };
                    self.state.put(state);
                }
            }
        }
        self.tell(read)
    }

    /// A JSONL archive: a document a line.
    fn archive(&mut self, file: &SourceFile) -> Result<(), RecordError> {
        let known = self.state.file(file.id).cloned();
        let old_lines = match known.as_ref().and_then(|k| k.lines) {
            Some(number) => read_lines(&self.folder.join(lines_name(number))).map_err(|e| self.failed(e))?,
            None => Vec::new(),
        };
        let is_old = |key: u64| old_lines.binary_search_by_key(&key, |l| l.0).is_ok();
        let mut lines: Lines = Vec::new();
        let mut seen: FxHashSet<u64> = FxHashSet::default();
        let mut blocks = match Blocks::open(&file.path, BLOCK, MAX_DOCUMENT as usize) {
            Ok(blocks) => blocks,
            Err(e) => {
                self.skip(sources::unread(&file.path, &e));
                if let Some(known) = known {
                    self.remove(&known);
                    self.state.forget(file.id);
                }
                return Ok(());
            }
        };
        let id = file.id.to_le_bytes();
        loop {
            let block = match blocks.next() {
                Ok(Some(block)) => block,
                Ok(None) => break,
                Err(e) => {
                    self.skip(sources::unread(&file.path, &e));
                    break;
                }
            };
            for &number in &block.too_long {
                self.skip(Skipped {
                    path: file.path.clone(),
                    line: Some(number),
                    reason: format!("a line over {} MiB", MAX_DOCUMENT >> 20),
                });
            }
            let bytes = &block.bytes;
            let keys: Vec<u64> = block.lines.par_iter().map(|l| sources::hash(&[&id, &bytes[l.at.clone()]])).collect();
            // The same line twice is one document.
            let fresh: Vec<(u64, &sources::Line)> =
                keys.into_iter().zip(&block.lines).filter(|(key, _)| seen.insert(*key)).collect();
            let hand = &self.hand;
            let results: Vec<Result<(u64, u64), Skipped>> = fresh
                .par_iter()
                .map(|&(key, line)| {
                    if is_old(key) {
                        return Ok((key, line.offset));
                    }
                    let skip = |reason| Skipped { path: file.path.clone(), line: Some(line.number), reason };
                    let document =
                        guarded(|| text::jsonl_document(&file.path, &bytes[line.at.clone()], line.number, line.offset))
                            .and_then(|d| {
                                d.map_err(|e| {
                                    without_path(&e.to_string(), &format!("{}, line {}", file.path, line.number))
                                })
                            })
                            .map_err(skip)?;
                    hand.add(key, document, false).map_err(skip)?;
                    Ok((key, line.offset))
                })
                .collect();
            for result in results {
                match result {
                    Ok(line) => lines.push(line),
                    Err(skipped) => self.skip(skipped),
                }
            }
            self.progress.documents += block.lines.len() as u64;
            if self.uncommitted > COMMIT_BYTES {
                self.keep(file, &lines, &old_lines, true)?;
                self.commit(true)?;
            }
            self.tell(block.bytes.len() as u64)?;
            if self.stopped {
                return self.keep(file, &lines, &old_lines, true);
            }
        }
        let kept: FxHashSet<u64> = lines.iter().map(|l| l.0).collect();
        for &(key, _) in old_lines.iter().filter(|l| !kept.contains(&l.0)) {
            self.hand.delete(key);
        }
        self.keep(file, &lines, &[], false)
    }

    /// Notes which lines of an archive are in the index; `partial` until all of it was read, so that the
    /// next run goes on with it.
    fn keep(&mut self, file: &SourceFile, lines: &Lines, old: &[(u64, u64)], partial: bool) -> Result<(), RecordError> {
        let mut all = lines.clone();
        all.sort_unstable();
        if partial {
            let here: FxHashSet<u64> = all.iter().map(|l| l.0).collect();
            all.extend(old.iter().filter(|l| !here.contains(&l.0)));
            all.sort_unstable();
        }
        self.state.number += 1;
        let number = self.state.number;
        let bytes: Vec<u8> = all.iter().flat_map(|(k, o)| [k.to_le_bytes(), o.to_le_bytes()]).flatten().collect();
        write_whole(&self.folder.join(lines_name(number)), &bytes).map_err(|e| self.failed(e))?;
        // A partly read file looks changed to the next run.
        let (size, modified) = if partial { (u64::MAX, 0) } else { (file.size, file.modified) };
        let (lines, documents) = (Some(number), all.len() as u64);
        self.state.put(FileState { id: file.id, size, modified, content: 0, lines, documents });
        Ok(())
    }

    fn skip(&mut self, skipped: Skipped) {
        if self.state.skipped.len() < MAX_SKIPPED {
            self.state.skipped.push(skipped);
        }
    }

    /// Tells how far the work has come, and commits now and then.
    fn tell(&mut self, read: u64) -> Result<(), RecordError> {
        self.progress.bytes += read;
        self.uncommitted += read;
        if !(self.tell)(self.progress) {
            self.stopped = true;
        }
        Ok(())
    }

    /// Makes what was done so far the index that serves.
    fn commit(&mut self, partial: bool) -> Result<(), RecordError> {
        let skipped = &mut self.state.skipped;
        skipped.sort_by(|a, b| (&a.path, a.line, &a.reason).cmp(&(&b.path, b.line, &b.reason)));
        skipped.dedup();
        self.state.partial = partial;
        let name = self.state.save(&self.folder).map_err(|e| failed(&self.folder, e))?;
        let committed = self.hand.writer.prepare_commit().and_then(|mut prepared| {
            prepared.set_payload(&name);
            prepared.commit()
        });
        committed.map_err(|e| self.failed(e))?;
        self.uncommitted = 0;
        Ok(())
    }
}

/// An error's message without the path that stands before it: a skipped document names its path itself.
pub(super) fn without_path(message: &str, path: &str) -> String {
    message.strip_prefix(path).map_or(message, |m| m.trim_start_matches(": ")).to_owned()
}

/// Works on one document; a fault of ours costs that document, not the others.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work))
        .map_err(|_| "the reader failed on it (please report it)".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Record;
    use crate::text::{Span, normal_words};

    #[test]
    fn many_segments_become_one_and_nothing_is_lost() {
        let (files, index_dir) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let options = OpenOptions {
            paths: vec![files.path().to_owned()],
            index_dir: Some(index_dir.path().to_owned()),
            ..OpenOptions::default()
        };
        let quote = |n: usize| format!("we shall moor barge number {n} beside the mill");
        // A run each, so a segment each; the engine makes one of four.
        for n in 0..6 {
            let text = format!("\"{},\" said Una Thorsen.\n", quote(n));
            std::fs::write(files.path().join(format!("{n}.txt")), text).unwrap();
            Record::open(&options, &mut |_| true).unwrap();
        }
        let folder = Record::open_as_is(&options).unwrap().unwrap().index_folder().to_owned();
        let (index, _) = index::open_or_create(&folder).unwrap();
        let segments = || index.searchable_segment_ids().unwrap().len();
        let before = segments();
        assert!(before > 1);
        join(&index, before).unwrap();
        assert_eq!(segments(), before);
        join(&index, before - 1).unwrap();
        assert_eq!(segments(), 1);
        let stores = std::fs::read_dir(&folder).unwrap().flatten();
        assert_eq!(stores.filter(|f| f.path().extension().is_some_and(|e| e == "store")).count(), 1);
        let record = Record::open(&options, &mut |_| panic!("nothing has changed")).unwrap();
        for n in 0..6 {
            let words = normal_words(&quote(n), Span::from(0..quote(n).len()));
            let found = record.find_quote(&quote(n), &words, 1);
            assert_eq!(found.first().map(|m| m.text.as_str()), Some(quote(n).as_str()));
        }
    }
}
