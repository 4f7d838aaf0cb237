//! Writes documents to the index of a search server: the same reader as for the embedded index, in bulk.
//!
//! An article's key is the hash of its content, so writing it twice changes nothing, and a run that was stopped goes on
//! where it was. Several machines share the work by the keys alone: each takes its part of whatever it is given.

use super::counts::Counts;
use super::dialect::{self, Group, Operation};
use super::http::{Client, Trouble};
use super::{LIMIT, ServerOptions, check_schema, check_server, read_counts};
use crate::read::ReadOptions;
use crate::record::article::NewArticle;
use crate::record::ingest::{guarded, without_path};
use crate::record::sources::{self, Blocks, SourceFile, skip};
use crate::record::{RecordError, Skipped};
use crate::text::{self, Document, Format, MAX_DOCUMENT, too_large};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::time::Duration;

/// What to write, and which part of it.
#[derive(Clone, Debug)]
pub struct LoadOptions {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    pub read: ReadOptions,
    /// This one of how many, from 1.
    pub worker: (u32, u32),
    /// Primary shards of an index that is begun; the program's own number where not given.
    pub shards: Option<u32>,
    /// Before the first repetition of a request that the server was too busy for; each next one waits twice as long.
    pub pause: Duration,
}

/// How far the work has come.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// Met, of this worker's part.
    pub documents: u64,
    /// Written by this run.
    pub written: u64,
    pub bytes: u64,
    pub total_bytes: u64,
    pub skipped: Vec<Skipped>,
    /// Whether it was stopped before its end.
    pub stopped: bool,
}

/// Read at a time, in bytes.
const BLOCK: usize = 4 << 20;
/// Files read at a time.
const FILES: usize = 128;
/// Of one bulk request, in bytes.
const BULK: usize = 4 << 20;
/// Keys or identities asked for at a time; servers allow 1,024 clauses.
const ASKED: usize = 500;
/// How often a request is sent before the run gives up: with a first pause of 250 ms, for about a minute.
const ATTEMPTS: u32 = 9;
/// The longest pause between two of them.
const LONGEST: Duration = Duration::from_secs(15);
/// Batches whose counts are left one by one before they are added up.
const ADDED_EVERY: u32 = 64;

/// Brings the index of a server up to date with files; `tell` is told now and then and stops the work by `false`.
pub fn load(
    server: &ServerOptions,
    options: &LoadOptions,
    tell: &mut dyn FnMut(&Loaded) -> bool,
) -> Result<Loaded, RecordError> {
    let failed = |trouble: Trouble| RecordError::Server { url: server.url.clone(), trouble };
    let client = Client::new(&server.url).map_err(failed)?;
    let sources::Look { files, skipped, .. } = sources::scan(&options.paths)?;
    let mut loaded = Loaded { skipped, ..Loaded::default() };
    loaded.total_bytes = files.iter().map(|f| f.size).sum();
    let sink = Sink { client, index: &server.index, pause: options.pause };
    sink.prepare(options.shards).map_err(failed)?;
    let writer = format!("{}-of-{}", options.worker.0, options.worker.1);
    let counts = sink.counts_of(&writer).map_err(failed)?;
    let (send, receive) = sync_channel::<Vec<Group>>(1);
    let written = std::thread::scope(|scope| {
        let writing = scope.spawn(|| sink.write_all(receive.into_iter(), counts, &writer));
        let mut reader = Reader { sink: &sink, options, loaded: &mut loaded, tell, send: &send };
        let read = reader.all(&files);
        drop(send);
        let written = writing.join().unwrap_or(Err(Trouble::NotJson));
        read.and(written)
    });
    written.map_err(failed)?;
    Ok(loaded)
}

/// What is left of the way from files to the server.
struct Reader<'a> {
    sink: &'a Sink<'a>,
    options: &'a LoadOptions,
    loaded: &'a mut Loaded,
    tell: &'a mut dyn FnMut(&Loaded) -> bool,
    send: &'a std::sync::mpsc::SyncSender<Vec<Group>>,
}

/// A document that was not read yet.
struct Unread<'a> {
    key: u64,
    path: &'a str,
    format: Format,
    bytes: &'a [u8],
    /// JSONL only: the line's number and its place.
    line: Option<(u32, u64)>,
}

impl Reader<'_> {
    fn all(&mut self, files: &[SourceFile]) -> Result<(), Trouble> {
        let (archives, singles): (Vec<_>, Vec<_>) = files.iter().partition(|f| f.format == Format::Jsonl);
        let mut rest = singles.as_slice();
        while !rest.is_empty() && !self.loaded.stopped {
            let mut bytes = 0;
            let fits = |f: &&&SourceFile| {
                bytes += f.size as usize;
                bytes <= BLOCK
            };
            let n = rest.iter().take(FILES).take_while(fits).count().max(1);
            let (batch, after) = rest.split_at(n);
            rest = after;
            self.singles(batch)?;
        }
        for file in archives {
            if self.loaded.stopped {
                break;
            }
            self.archive(file)?;
        }
        Ok(())
    }

    fn singles(&mut self, batch: &[&SourceFile]) -> Result<(), Trouble> {
        let read: Vec<Result<Vec<u8>, Skipped>> = batch
            .par_iter()
            .map(|file| {
                let path = Path::new(&file.path);
                if file.size > MAX_DOCUMENT {
                    return Err(skip(path, too_large(file.size)));
                }
                std::fs::read(path).map_err(|e| skip(path, sources::reason(&e)))
            })
            .collect();
        let mut unread = Vec::with_capacity(batch.len());
        for (file, bytes) in batch.iter().zip(&read) {
            match bytes {
                Ok(bytes) => {
                    let key = sources::hash(&[bytes]);
                    unread.push(Unread { key, path: &file.path, format: file.format, bytes, line: None });
                }
                Err(skipped) => self.loaded.skipped.push(skipped.clone()),
            }
        }
        self.take(unread, batch.iter().map(|f| f.size).sum())
    }

    fn archive(&mut self, file: &SourceFile) -> Result<(), Trouble> {
        let mut blocks = match Blocks::open(&file.path, BLOCK, MAX_DOCUMENT as usize) {
            Ok(blocks) => blocks,
            Err(e) => {
                self.loaded.skipped.push(skip(Path::new(&file.path), sources::reason(&e)));
                return Ok(());
            }
        };
        while !self.loaded.stopped {
            let block = match blocks.next() {
                Ok(Some(block)) => block,
                Ok(None) => break,
                Err(e) => {
                    self.loaded.skipped.push(skip(Path::new(&file.path), sources::reason(&e)));
                    break;
                }
            };
            for &line in &block.too_long {
                let reason = format!("a line over {} MiB", MAX_DOCUMENT >> 20);
                self.loaded.skipped.push(Skipped { path: file.path.clone(), line: Some(line), reason });
            }
            let unread = block.lines.iter().map(|l| {
                let bytes = &block.bytes[l.at.clone()];
                let line = Some((l.number, l.offset));
                Unread { key: sources::hash(&[bytes]), path: &file.path, format: Format::Jsonl, bytes, line }
            });
            self.take(unread.collect(), block.bytes.len() as u64)?;
        }
        Ok(())
    }

    /// Hands those documents of ours to the server that it does not have.
    fn take(&mut self, mut unread: Vec<Unread>, bytes: u64) -> Result<(), Trouble> {
        let (worker, workers) = self.options.worker;
        let mut seen = FxHashSet::default();
        unread.retain(|u| u.key % u64::from(workers) == u64::from(worker - 1) && seen.insert(u.key));
        self.loaded.documents += unread.len() as u64;
        let present = self.sink.present(&unread.iter().map(|u| u.key).collect::<Vec<_>>())?;
        unread.retain(|u| !present.contains(&u.key));
        let read: Vec<Result<Group, Skipped>> = unread.par_iter().map(|u| group(u, &self.options.read)).collect();
        let mut groups = Vec::with_capacity(read.len());
        for result in read {
            match result {
                Ok(group) => groups.push(group),
                Err(skipped) => self.loaded.skipped.push(skipped),
            }
        }
        self.loaded.written += groups.len() as u64;
        self.loaded.bytes += bytes;
        // Where the writer has given up, its own reason is told.
        if !groups.is_empty() && self.send.send(groups).is_err() {
            self.loaded.stopped = true;
        }
        if !(self.tell)(self.loaded) {
            self.loaded.stopped = true;
        }
        Ok(())
    }
}

fn group(unread: &Unread, read: &ReadOptions) -> Result<Group, Skipped> {
    let line = unread.line.map(|l| l.0);
    let skipped = |reason: String| Skipped { path: unread.path.to_owned(), line, reason };
    let place = line.map_or_else(|| unread.path.to_owned(), |l| format!("{}, line {l}", unread.path));
    let document = guarded(|| match unread.line {
        Some((number, offset)) => text::jsonl_document(unread.path, unread.bytes, number, offset),
        None => Document::parse(unread.path, unread.format, unread.bytes),
    });
    let document = document.and_then(|d| d.map_err(|e| without_path(&e.to_string(), &place))).map_err(skipped)?;
    // A line without an id of its own has no later version.
    let identity = match (unread.line, &document.id) {
        (Some(_), None) => None,
        (_, id) => Some(sources::hash(&[unread.path.as_bytes(), b"\0", id.as_deref().unwrap_or("").as_bytes()])),
    };
    let grouped = guarded(|| {
        let reading = crate::read::read(&document, read);
        dialect::group(&NewArticle::new(unread.key, document, &reading), identity.map(dialect::id))
    });
    grouped.and_then(|g| g).map_err(skipped)
}

/// The server as the writer sees it.
struct Sink<'a> {
    client: Client,
    index: &'a str,
    pause: Duration,
}

impl Sink<'_> {
    /// Sends a request, again and again with longer and longer pauses where it may pass later.
    fn send(&self, method: &str, path: &str, body: Option<&[u8]>) -> Result<Value, Trouble> {
        let mut attempt = 0;
        loop {
            match self.client.send(method, path, body, 6 * LIMIT) {
                Err(trouble) if trouble.may_pass() && attempt + 1 < ATTEMPTS => self.wait(attempt, &trouble),
                result => return result,
            }
            attempt += 1;
        }
    }

    fn wait(&self, attempt: u32, why: &Trouble) {
        let pause = (self.pause * 2_u32.pow(attempt)).min(LONGEST);
        tracing::info!("the server {why}: again in {} ms", pause.as_millis());
        std::thread::sleep(pause);
    }

    fn search(&self, body: &Value) -> Result<Value, Trouble> {
        self.send("POST", &format!("/{}/_search", self.index), Some(body.to_string().as_bytes()))
    }

    /// Begins the index where there is none; an error where there is one of another layout.
    fn prepare(&self, shards: Option<u32>) -> Result<(), Trouble> {
        check_server(&self.client)?;
        match self.search(&dialect::about()) {
            Ok(answer) => {
                for (schema, _) in dialect::hits(&answer)?.into_iter().filter_map(dialect::counts) {
                    check_schema(self.index, schema)?;
                }
                Ok(())
            }
            Err(Trouble::Other { status: 404, .. }) => {
                let mapping = dialect::mapping(shards).to_string();
                match self.send("PUT", &format!("/{}", self.index), Some(mapping.as_bytes())) {
                    // Another worker was quicker.
                    Err(Trouble::Other { status: 400, reason }) if reason.contains("already exists") => Ok(()),
                    result => result.map(|_| ()),
                }
            }
            Err(e) => Err(e),
        }
    }

    /// What this writer counted before, added up where it was cut off.
    fn counts_of(&self, writer: &str) -> Result<Counts, Trouble> {
        let answer = self.search(&dialect::about_one(writer, ADDED_EVERY))?;
        let left: Vec<_> = dialect::hits(&answer)?.into_iter().filter_map(dialect::counts).collect();
        let mut all = Counts::default();
        for (_, bytes) in &left {
            all.take_in(read_counts(bytes)?);
        }
        // One is the whole; it is there from the first run on.
        if left.len() != 1 {
            self.add_up(&all, writer)?;
        }
        Ok(all)
    }

    /// Leaves the counts of all batches in place of those of each.
    fn add_up(&self, counts: &Counts, writer: &str) -> Result<(), Trouble> {
        self.leave(counts, writer)?;
        self.bulk(&dialect::forget_batches(writer, ADDED_EVERY))
    }

    fn present(&self, keys: &[u64]) -> Result<FxHashSet<u64>, Trouble> {
        let mut all = FxHashSet::default();
        for some in keys.chunks(ASKED) {
            let answer = self.search(&dialect::present(some))?;
            all.extend(dialect::hits(&answer)?.into_iter().filter_map(dialect::version).map(|v| v.0));
        }
        Ok(all)
    }

    /// Writes all batches, and before the articles of each what was counted in it: a word without a count is taken for
    /// one that is nowhere on record, so whatever is cut off, there are rather too many counts than too few.
    fn write_all(
        &self,
        batches: impl Iterator<Item = Vec<Group>>,
        mut counts: Counts,
        writer: &str,
    ) -> Result<(), Trouble> {
        let mut batch_number = 0;
        for batch in batches {
            let mut new = Counts::default();
            batch.iter().for_each(|g| new.add(&g.counted));
            self.write(batch, &new, &dialect::batch_name(writer, batch_number))?;
            counts.take_in(new);
            batch_number += 1;
            if batch_number == ADDED_EVERY {
                self.add_up(&counts, writer)?;
                batch_number = 0;
            }
        }
        if batch_number > 0 {
            self.add_up(&counts, writer)?;
        }
        // Seen at once where the server knows the request, within its own second elsewhere.
        let _ = self.client.send("POST", &format!("/{}/_refresh", self.index), None, 6 * LIMIT);
        Ok(())
    }

    fn leave(&self, counts: &Counts, writer: &str) -> Result<(), Trouble> {
        let Some(bytes) = counts.encode() else { return Ok(()) };
        self.bulk(&[dialect::about_writer(writer, &bytes)])
    }

    /// Writes a batch: members and counts before the articles, and earlier versions taken away at the end.
    fn write(&self, batch: Vec<Group>, counts: &Counts, name: &str) -> Result<(), Trouble> {
        let earlier = self.earlier(&batch)?;
        let (mut members, mut articles) = (Vec::new(), Vec::new());
        for group in batch {
            members.extend(group.members);
            articles.push(group.article);
        }
        self.bulk(&members)?;
        self.leave(counts, name)?;
        self.bulk(&articles)?;
        self.bulk(&earlier)
    }

    /// What takes the earlier versions of changed documents away.
    fn earlier(&self, batch: &[Group]) -> Result<Vec<Operation>, Trouble> {
        let new: FxHashMap<&str, u64> = batch.iter().filter_map(|g| Some((g.identity.as_deref()?, g.key))).collect();
        let identities: Vec<String> = new.keys().map(|&i| i.to_owned()).collect();
        let mut out = Vec::new();
        for some in identities.chunks(ASKED) {
            let answer = self.search(&dialect::versions(some))?;
            for (key, identity, members) in dialect::hits(&answer)?.into_iter().filter_map(dialect::version) {
                if identity.is_some_and(|i| new.get(i).is_some_and(|&n| n != key)) {
                    out.extend(dialect::removal(key, members));
                }
            }
        }
        Ok(out)
    }

    /// Writes operations in requests of a bounded size; what the server was too busy for is sent again.
    fn bulk(&self, operations: &[Operation]) -> Result<(), Trouble> {
        let mut body = Vec::new();
        let mut sent: Vec<&Operation> = Vec::new();
        for operation in operations {
            operation.lines(&mut body);
            sent.push(operation);
            if body.len() >= BULK {
                self.bulk_once(&sent, &body)?;
                body.clear();
                sent.clear();
            }
        }
        if sent.is_empty() { Ok(()) } else { self.bulk_once(&sent, &body) }
    }

    fn bulk_once(&self, operations: &[&Operation], body: &[u8]) -> Result<(), Trouble> {
        let path = format!("/{}/_bulk", self.index);
        let mut left: Vec<&Operation> = operations.to_vec();
        let mut body = std::borrow::Cow::Borrowed(body);
        for attempt in 0..ATTEMPTS {
            let answer = self.send("POST", &path, Some(&body))?;
            if answer.get("errors").and_then(Value::as_bool) != Some(true) {
                return Ok(());
            }
            let items = answer.get("items").and_then(Value::as_array).ok_or(Trouble::NotJson)?;
            let mut busy = Vec::new();
            for (operation, item) in left.iter().zip(items) {
                let item = item.as_object().and_then(|o| o.values().next());
                let status = item.and_then(|i| i.get("status")).and_then(Value::as_u64).unwrap_or(200) as u16;
                match status {
                    // What is to be taken away and is not there is no error.
                    0..300 | 404 => {}
                    429 | 503 => busy.push(*operation),
                    _ => {
                        let reason = item.and_then(|i| i.pointer("/error/reason")).and_then(Value::as_str);
                        let reason = reason.unwrap_or("no reason given").chars().take(200).collect();
                        return Err(Trouble::Other { status, reason });
                    }
                }
            }
            if busy.is_empty() {
                return Ok(());
            }
            left = busy;
            let mut again = Vec::new();
            left.iter().for_each(|o| o.lines(&mut again));
            body = again.into();
            self.wait(attempt, &Trouble::Busy(429));
        }
        Err(Trouble::Busy(429))
    }
}
