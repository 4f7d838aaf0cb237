//! The session: what all handlers share, and the way from an edit to its diagnostics.

use super::analysis::{self, Findings};
use super::desk::{Desk, Snapshot};
use super::newsroom::{Archive, Newsroom, Newsrooms, Shelf, Wanted};
use super::places::Places;
use super::pool::{Cancel, Failure, Pool};
use super::positions::{Encoding, to_range};
use super::wire::{Message, Outgoing};
use super::{progress, to_proto, watch};
use crate::config::FILE_NAME;
use crate::text::Span;
use serde_json::Value;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;
use tower_lsp::Client;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::lsp_types::notification::{LogMessage, PublishDiagnostics, ShowMessage};
use tower_lsp::lsp_types::request::Request;
use tower_lsp::lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, LogMessageParams, MessageType,
    PublishDiagnosticsParams, Range, ShowMessageParams,
};

/// A change that follows another this soon belongs to a burst (a paste, a replace-all, a held key), and a
/// burst is checked when it has been over for as long. Fast typists leave 60 ms between keys, so theirs
/// are checked at once.
const BURST: Duration = Duration::from_millis(30);
/// How long the client may take to answer a request of ours before it is given up.
const CLIENT_PATIENCE: Duration = Duration::from_secs(10);

/// Lines that `onrecord.showLog` shows.
const LOG_LINES: usize = 500;

/// What server and client agreed on at `initialize`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Agreed {
    pub encoding: Encoding,
    /// The client asks for diagnostics itself, and again when told to.
    pub pull: bool,
    pub related_information: bool,
    pub code_description: bool,
    pub progress: bool,
    /// The client answers `workspace/configuration`.
    pub configuration: bool,
    pub watch_configuration: bool,
    pub watch_files: bool,
    pub refresh_inlay_hints: bool,
    pub refresh_code_lenses: bool,
    pub refresh_semantic_tokens: bool,
    pub location_links: bool,
    /// Code actions may come without their edits, which are asked for one by one.
    pub lazy_actions: bool,
    /// A workspace edit may say which version of a document it is for.
    pub versioned_edits: bool,
    /// A workspace edit may make a file.
    pub create_files: bool,
    /// The client opens `onrecord:` addresses.
    pub virtual_documents: bool,
    pub show_document: bool,
}

pub struct Session {
    pub(super) out: Outgoing,
    pub(super) client: Client,
    capabilities: OnceLock<Value>,
    agreed: OnceLock<Agreed>,
    pub desk: Desk,
    pub newsrooms: Newsrooms,
    pub(super) configurations: watch::Configurations,
    pub places: Places,
    /// Checks of what is being typed.
    checks: Pool,
    /// Answers to requests, which must not wait behind checks.
    answers: Pool,
    runtime: tokio::runtime::Handle,
    pub(super) works: progress::Works,
    /// What was logged and shown, the last lines of it.
    log: Mutex<VecDeque<String>>,
}

impl Session {
    pub(super) fn new(client: Client, out: Outgoing, options: super::Options) -> Arc<Self> {
        Arc::new(Session {
            out,
            client,
            capabilities: OnceLock::new(),
            agreed: OnceLock::new(),
            desk: Desk::default(),
            newsrooms: Newsrooms::new(options),
            configurations: watch::Configurations::default(),
            places: Places::default(),
            checks: Pool::new(2),
            answers: Pool::new(12),
            runtime: tokio::runtime::Handle::current(),
            works: Mutex::default(),
            log: Mutex::default(),
        })
    }

    pub(super) fn hear_capabilities(&self, capabilities: Value) {
        // `initialize` is served once.
        let _ = self.capabilities.set(capabilities);
    }

    /// The client's capabilities as it sent them.
    pub(super) fn capabilities(&self) -> &Value {
        self.capabilities.get().unwrap_or(&Value::Null)
    }

    pub(super) fn agree(&self, agreed: Agreed) {
        self.places.virtual_articles.store(agreed.virtual_documents, Ordering::Relaxed);
        // `initialize` is served once.
        let _ = self.agreed.set(agreed);
    }

    /// `None` before `initialize`.
    pub fn agreed(&self) -> Option<&Agreed> {
        self.agreed.get()
    }

    pub fn encoding(&self) -> Encoding {
        self.agreed.get().map_or_else(Encoding::default, |a| a.encoding)
    }

    pub(super) fn open(self: &Arc<Self>, params: DidOpenTextDocumentParams) {
        let snapshot = self.desk.open(params);
        self.schedule(snapshot);
    }

    pub(super) fn change(self: &Arc<Self>, params: DidChangeTextDocumentParams) {
        match self.desk.change(params, self.encoding()) {
            Some((snapshot, old)) => {
                self.schedule(snapshot);
                drop(old);
            }
            None => tracing::warn!("an edit of a draft that is not open"),
        }
    }

    pub(super) fn close(&self, params: &DidCloseTextDocumentParams) {
        self.desk.close(params, || {
            if !self.pulls() {
                let nothing = PublishDiagnosticsParams::new(params.text_document.uri.clone(), Vec::new(), None);
                self.out.notify::<PublishDiagnostics>(&nothing);
            }
        });
    }

    pub(super) fn pulls(&self) -> bool {
        self.agreed.get().is_some_and(|a| a.pull)
    }

    /// Checks a draft when its turn comes.
    fn schedule(self: &Arc<Self>, snapshot: Arc<Snapshot>) {
        if self.pulls() {
            return;
        }
        let session = self.clone();
        let task = async move {
            if snapshot.quiet.is_some_and(|q| q < BURST) {
                tokio::time::sleep(BURST).await;
            }
            session.check(snapshot).await;
        };
        // The runtime would wake a thread only to hand the work to the next.
        super::pool::begin(&self.runtime, task);
    }

    async fn check(self: Arc<Self>, snapshot: Arc<Snapshot>) {
        if snapshot.superseded() {
            return;
        }
        let (session, at) = (self.clone(), snapshot.clone());
        let result = self.checks.run(move |cancel| {
            // A draft that was just opened: what its calendar says need not wait for the record.
            if at.quiet.is_none() && at.is_untold() {
                let first = analysis::first_findings(&at, &session.room(&at))?;
                session.publish(&at, session.desk.turn(), &first);
            }
            let (before, turn) = (session.desk.turn(), session.desk.turn());
            let meanwhile = |known: &Findings| session.publish(&at, before, known);
            let findings = analysis::findings(&at, &session.room(&at), cancel, &meanwhile)?;
            session.publish(&at, turn, &findings);
            Some(())
        });
        if let Err(e) = result.await {
            self.log(MessageType::ERROR, format!("{}: {e}", snapshot.name()));
        }
    }

    /// Tells the client what was found, if the draft is still as it was and nothing newer was told.
    fn publish(&self, snapshot: &Arc<Snapshot>, turn: u64, findings: &Findings) {
        let diagnostics = to_proto::diagnostics(self, snapshot, findings);
        let params = PublishDiagnosticsParams::new(snapshot.uri.clone(), diagnostics, Some(snapshot.version));
        // Written before the desk is held, which edits wait for.
        let Some(message) = Message::notice::<PublishDiagnostics>(&params) else { return };
        self.desk.if_current(snapshot, turn, || {
            // The same again, after the record was looked through for changes, is no news.
            if snapshot.told(message.bytes()) {
                self.out.send_message(message);
            }
        });
    }

    /// The newsroom of a draft; opens its record if nobody did. Reads files: for the pool's threads.
    pub fn room(self: &Arc<Self>, snapshot: &Snapshot) -> Arc<Newsroom> {
        self.room_at(snapshot.path.as_deref())
    }

    /// Every record that is open, those of the workspace's folders among them, whether there is a draft or not; `None`
    /// where there are some and none is open yet. Reads files: for the pool's threads.
    pub(super) fn archives(self: &Arc<Self>) -> Option<Vec<Arc<Archive>>> {
        self.room_at(None);
        // What holds for a folder's drafts, wherever in it they lie.
        self.newsrooms.folders().iter().for_each(|folder| drop(self.room_at(Some(&folder.join(FILE_NAME)))));
        let shelves = self.newsrooms.shelves();
        let open = shelves.iter().filter_map(|shelf| {
            // What was indexed before serves while it is brought up to date.
            shelf.open_as_is();
            shelf.archive()
        });
        let open: Vec<_> = open.collect();
        (shelves.is_empty() || !open.is_empty()).then_some(open)
    }

    fn room_at(self: &Arc<Self>, path: Option<&std::path::Path>) -> Arc<Newsroom> {
        let found = self.newsrooms.of(path);
        if let Some(trouble) = found.trouble {
            self.show(MessageType::ERROR, format!("onrecord: {trouble}"));
        }
        // What the client watches it will tell.
        let client_watches = self.agreed().is_some_and(|a| a.watch_files);
        let mut unwatched = found.looked_in;
        unwatched.retain(|folder| !(client_watches && self.newsrooms.is_in_workspace(folder)));
        self.configurations.watch(self, &unwatched);
        if let Some(shelf) = found.new_shelf {
            watch::watch(self, &shelf);
            self.open_record(shelf, Wanted::All);
        }
        found.room
    }

    pub fn findings(self: &Arc<Self>, snapshot: &Snapshot, cancel: &Cancel) -> Option<Arc<Findings>> {
        analysis::findings(snapshot, &self.room(snapshot), cancel, &|_| ())
    }

    pub fn readings(self: &Arc<Self>, snapshot: &Snapshot) -> Option<Arc<analysis::Readings>> {
        analysis::readings(snapshot, &self.room(snapshot))
    }

    pub fn range(&self, snapshot: &Snapshot, read: &analysis::Read, span: Span) -> Range {
        to_range(&snapshot.rope, read.to_file(span), self.encoding())
    }

    /// Whether a setting of the client's is on; `path` is a JSON pointer below `onrecord`.
    pub fn setting(&self, path: &str) -> bool {
        self.newsrooms.setting(path).and_then(|v| v.as_bool()) == Some(true)
    }

    /// Opens a record or brings it up to date, on a thread of its own, and checks all drafts again then.
    pub(super) fn open_record(self: &Arc<Self>, shelf: Arc<Shelf>, wanted: Wanted) {
        let session = self.clone();
        std::thread::spawn(move || {
            let mut progress = progress::Progress::begin(&session, "Reading the record");
            let opened = catch_unwind(AssertUnwindSafe(|| {
                if shelf.open_as_is() {
                    session.recheck();
                }
                shelf.update(&mut |p| progress.report(p), wanted)
            }));
            progress.end();
            session.follow_server(&shelf);
            match opened {
                Ok(Ok(true)) => {
                    if let Some(archive) = shelf.archive()
                        && let Some(why) = archive.record.outdated()
                    {
                        session.log(MessageType::WARNING, why.to_owned());
                    }
                    session.places.forget();
                    session.recheck();
                }
                Ok(Ok(false)) => {}
                Ok(Err(e)) => {
                    // What was read before serves on; its files may be out of reach.
                    session.places.forget();
                    session.show(MessageType::ERROR, format!("onrecord: {e}"));
                }
                Err(_) => session.show(MessageType::ERROR, "onrecord: reading the record panicked".to_owned()),
            }
        });
    }

    /// Says what is wrong with an archive on a server, and checks all drafts again when it answers after all.
    fn follow_server(self: &Arc<Self>, shelf: &Arc<Shelf>) {
        let Some(archive) = shelf.archive() else { return };
        let (session, shelf) = (Arc::downgrade(self), Arc::downgrade(shelf));
        archive.record.tell_late(move |trouble| {
            let (Some(session), Some(shelf)) = (session.upgrade(), shelf.upgrade()) else { return };
            match trouble {
                Some(trouble) => session.show(MessageType::WARNING, format!("onrecord: {trouble}")),
                None => {
                    shelf.renew();
                    session.recheck();
                }
            }
        });
    }

    /// Checks every open draft again: the record or the configuration has changed.
    pub(super) fn recheck(self: &Arc<Self>) {
        for snapshot in self.desk.drafts().values() {
            if !self.pulls() {
                self.runtime.spawn(self.clone().check(snapshot.clone()));
            }
        }
        let Some(agreed) = self.agreed() else { return };
        use tower_lsp::lsp_types::request::{
            CodeLensRefresh, InlayHintRefreshRequest, SemanticTokensRefresh, WorkspaceDiagnosticRefresh,
        };
        if agreed.pull {
            self.ask_and_forget::<WorkspaceDiagnosticRefresh>(());
        }
        if agreed.refresh_inlay_hints {
            self.ask_and_forget::<InlayHintRefreshRequest>(());
        }
        if agreed.refresh_code_lenses {
            self.ask_and_forget::<CodeLensRefresh>(());
        }
        if agreed.refresh_semantic_tokens {
            self.ask_and_forget::<SemanticTokensRefresh>(());
        }
    }

    /// Asks the client. Detached: no handler may wait for the client, which may be waiting for the handler.
    pub(super) async fn ask<R: Request + 'static>(self: Arc<Self>, params: R::Params) -> Option<R::Result>
    where
        R::Params: Send + 'static,
        R::Result: Send + 'static,
    {
        let session = self.clone();
        // tower-lsp panics on an answer that nobody waits for, so the one who waits outlives our patience.
        let answer = self.runtime.spawn(async move { session.client.send_request::<R>(params).await });
        match tokio::time::timeout(CLIENT_PATIENCE, answer).await {
            Ok(Ok(Ok(result))) => Some(result),
            Ok(Ok(Err(e))) => {
                tracing::info!("{}: {e}", R::METHOD);
                None
            }
            _ => {
                tracing::warn!("{}: the client does not answer", R::METHOD);
                None
            }
        }
    }

    pub(super) fn ask_and_forget<R: Request + 'static>(self: &Arc<Self>, params: R::Params)
    where
        R::Params: Send + 'static,
        R::Result: Send + 'static,
    {
        self.runtime.spawn(self.clone().ask::<R>(params));
    }

    pub(super) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.runtime.spawn(task);
    }

    /// Answers a request about a draft on the pool, from the draft as it stood at the request's turn.
    ///
    /// `None` where the draft is not open.
    pub(super) async fn answer<T: Send + 'static>(
        self: &Arc<Self>,
        uri: &tower_lsp::lsp_types::Url,
        work: impl FnOnce(&Arc<Session>, &Snapshot, &Cancel) -> Option<T> + Send + 'static,
    ) -> Result<Option<T>> {
        let Some(snapshot) = super::order::drafts().get(uri).cloned() else { return Ok(None) };
        let session = self.clone();
        let at = snapshot.clone();
        match self.answers.run(move |cancel| (!cancel.cancelled()).then(|| work(&session, &at, cancel))).await {
            // What was asked about has changed under the question.
            Ok(Some(None)) if snapshot.superseded() => Err(Error::content_modified()),
            Ok(answer) => Ok(answer.flatten()),
            Err(e) => Err(self.failed(&e)),
        }
    }

    /// Answers a request that is about no draft.
    pub(super) async fn answer_all<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Arc<Session>, &Cancel) -> T + Send + 'static,
    ) -> Result<T> {
        let session = self.clone();
        self.answers.run(move |cancel| work(&session, cancel)).await.map_err(|e| self.failed(&e))
    }

    fn failed(&self, failure: &Failure) -> Error {
        self.log(MessageType::ERROR, failure.to_string());
        Error { code: ErrorCode::InternalError, message: failure.to_string().into(), data: None }
    }

    pub(super) fn log(&self, typ: MessageType, message: String) {
        self.keep(&message);
        self.out.notify::<LogMessage>(&LogMessageParams { typ, message });
    }

    pub(super) fn show(&self, typ: MessageType, message: String) {
        self.keep(&message);
        self.out.notify::<ShowMessage>(&ShowMessageParams { typ, message });
    }

    fn keep(&self, message: &str) {
        tracing::info!("{message}");
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        if log.len() >= LOG_LINES {
            log.pop_front();
        }
        log.push_back(format!("{} {message}", jiff::Timestamp::now()));
    }

    pub(super) fn log_text(&self) -> String {
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        log.iter().map(|line| format!("{line}\n")).collect()
    }
}
