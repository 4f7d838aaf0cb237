//! Progress of long work, shown by the client where it can.

use super::session::Session;
use crate::record;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
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

/// What is going on and can be called off, by the token under which the client knows it.
pub(super) type Works = Mutex<HashMap<NumberOrString, Arc<AtomicBool>>>;

/// Calls off the work of a token, if it is still going on.
pub(super) fn call_off(session: &Session, token: &NumberOrString) {
    if let Some(work) = session.works.lock().unwrap_or_else(PoisonError::into_inner).get(token) {
        work.store(true, Ordering::Relaxed);
    }
}

/// One piece of long work. Its thread only sends into a channel, and never waits for the client.
pub(super) struct Progress {
    reports: tokio::sync::mpsc::UnboundedSender<WorkDoneProgress>,
    title: &'static str,
    began: Instant,
    last: Option<Instant>,
    /// By the user, in the client's list of what is going on.
    called_off: Arc<AtomicBool>,
    waiting: Option<tokio::sync::mpsc::UnboundedReceiver<WorkDoneProgress>>,
    session: Arc<Session>,
}

impl Progress {
    pub(super) fn begin(session: &Arc<Session>, title: &'static str) -> Self {
        let (reports, waiting) = tokio::sync::mpsc::unbounded_channel();
        let now = Instant::now();
        let (waiting, called_off) = (Some(waiting), Arc::default());
        Progress { reports, title, began: now, last: None, called_off, waiting, session: session.clone() }
    }

    /// To be called as often as one likes; `false` once somebody has called the work off.
    pub(super) fn report(&mut self, p: record::Progress) -> bool {
        if self.called_off.load(Ordering::Relaxed) {
            return false;
        }
        let now = Instant::now();
        if now - self.began < WORTH_SHOWING || self.last.is_some_and(|l| now - l < BETWEEN_REPORTS) {
            return true;
        }
        self.last = Some(now);
        if let Some(waiting) = self.waiting.take() {
            let begin = WorkDoneProgressBegin {
                title: self.title.to_owned(),
                cancellable: Some(true),
                ..WorkDoneProgressBegin::default()
            };
            // A receiver that is gone means a client that shows no progress.
            let _ = self.reports.send(WorkDoneProgress::Begin(begin));
            self.session.spawn(show(self.session.clone(), waiting, self.called_off.clone()));
        }
        let percentage = (p.bytes * 100).checked_div(p.total_bytes).map(|n| n.min(100) as u32);
        let message = Some(message(p, now - self.began));
        let report = WorkDoneProgressReport { message, percentage, cancellable: Some(true) };
        let _ = self.reports.send(WorkDoneProgress::Report(report));
        true
    }

    pub(super) fn end(self) {
        let _ = self.reports.send(WorkDoneProgress::End(WorkDoneProgressEnd::default()));
    }
}

/// `1200 documents, 310 a second, 40 s left`, as far as it can be told.
fn message(p: record::Progress, taken: Duration) -> String {
    let seconds = taken.as_secs_f64();
    let mut out = format!("{} documents, {:.0} a second", p.documents, p.documents as f64 / seconds);
    let left = p.total_bytes.saturating_sub(p.bytes) as f64 / (p.bytes as f64 / seconds);
    if left.is_finite() {
        let left = left.ceil() as u64;
        out += &if left < 120 { format!(", {left} s left") } else { format!(", {} min left", left.div_ceil(60)) };
    }
    out
}

async fn show(
    session: Arc<Session>,
    mut reports: tokio::sync::mpsc::UnboundedReceiver<WorkDoneProgress>,
    called_off: Arc<AtomicBool>,
) {
    static TOKENS: AtomicU64 = AtomicU64::new(0);
    if !session.agreed().is_some_and(|a| a.progress) {
        return;
    }
    let token = NumberOrString::String(format!("onrecord/{}", TOKENS.fetch_add(1, Ordering::Relaxed)));
    let create = WorkDoneProgressCreateParams { token: token.clone() };
    if session.clone().ask::<WorkDoneProgressCreate>(create).await.is_none() {
        return;
    }
    session.works.lock().unwrap_or_else(PoisonError::into_inner).insert(token.clone(), called_off);
    while let Some(report) = reports.recv().await {
        let value = ProgressParamsValue::WorkDone(report);
        session.out.notify::<notification::Progress>(&ProgressParams { token: token.clone(), value });
    }
    session.works.lock().unwrap_or_else(PoisonError::into_inner).remove(&token);
}
