//! Progress of long work, shown by the client where it can.

use super::session::Session;
use crate::record;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tower_lsp::lsp_types::request::WorkDoneProgressCreate;
use tower_lsp::lsp_types::{
    NumberOrString, ProgressParams, ProgressParamsValue, WorkDoneProgress, WorkDoneProgressBegin,
    WorkDoneProgressCreateParams, WorkDoneProgressEnd, WorkDoneProgressReport, notification,
};

/// Shorter work is over before anybody could read what it is.
const WORTH_SHOWING: Duration = Duration::from_millis(150);
/// More reports a second than that nobody can follow.
const BETWEEN_REPORTS: Duration = Duration::from_millis(200);

/// One piece of long work. Its thread only sends into a channel, and never waits for the client.
pub(super) struct Progress {
    reports: tokio::sync::mpsc::UnboundedSender<WorkDoneProgress>,
    title: &'static str,
    began: Instant,
    last: Option<Instant>,
    waiting: Option<tokio::sync::mpsc::UnboundedReceiver<WorkDoneProgress>>,
    session: Arc<Session>,
}

impl Progress {
    pub(super) fn begin(session: &Arc<Session>, title: &'static str) -> Self {
        let (reports, waiting) = tokio::sync::mpsc::unbounded_channel();
        let now = Instant::now();
        Progress { reports, title, began: now, last: None, waiting: Some(waiting), session: session.clone() }
    }

    /// To be called as often as one likes; always `true`, since the work is to go on.
    pub(super) fn report(&mut self, p: record::Progress) -> bool {
        let now = Instant::now();
        if now - self.began < WORTH_SHOWING || self.last.is_some_and(|l| now - l < BETWEEN_REPORTS) {
            return true;
        }
        self.last = Some(now);
        if let Some(waiting) = self.waiting.take() {
            let begin = WorkDoneProgressBegin { title: self.title.to_owned(), ..WorkDoneProgressBegin::default() };
            // A receiver that is gone means a client that shows no progress.
            let _ = self.reports.send(WorkDoneProgress::Begin(begin));
            self.session.spawn(show(self.session.clone(), waiting));
        }
        let percentage = (p.bytes * 100).checked_div(p.total_bytes).map(|n| n.min(100) as u32);
        let message = Some(format!("{} documents", p.documents));
        let report = WorkDoneProgressReport { message, percentage, ..WorkDoneProgressReport::default() };
        let _ = self.reports.send(WorkDoneProgress::Report(report));
        true
    }

    pub(super) fn end(self) {
        let _ = self.reports.send(WorkDoneProgress::End(WorkDoneProgressEnd::default()));
    }
}

async fn show(session: Arc<Session>, mut reports: tokio::sync::mpsc::UnboundedReceiver<WorkDoneProgress>) {
    static TOKENS: AtomicU64 = AtomicU64::new(0);
    if !session.agreed().is_some_and(|a| a.progress) {
        return;
    }
    let token = NumberOrString::String(format!("onrecord/{}", TOKENS.fetch_add(1, Ordering::Relaxed)));
    let create = WorkDoneProgressCreateParams { token: token.clone() };
    if session.clone().ask::<WorkDoneProgressCreate>(create).await.is_none() {
        return;
    }
    while let Some(report) = reports.recv().await {
        let value = ProgressParamsValue::WorkDone(report);
        session.out.notify::<notification::Progress>(&ProgressParams { token: token.clone(), value });
    }
}
