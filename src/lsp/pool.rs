//! Where reading, checking and looking up is done: threads that may take their time and may panic.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::Semaphore;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("the analysis panicked: {0}")]
    Panicked(String),
    #[error("the server is stopping")]
    Stopping,
}

/// Tells work that nobody waits for it any more.
#[derive(Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    pub fn cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Cancels when the future that holds it is dropped, which is what `$/cancelRequest` does to it.
struct CancelOnDrop(Cancel);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.0.store(true, Ordering::Relaxed);
    }
}

/// A bounded share of the machine.
pub struct Pool {
    permits: Arc<Semaphore>,
}

impl Pool {
    pub fn new(threads: usize) -> Self {
        Pool { permits: Arc::new(Semaphore::new(threads)) }
    }

    /// Runs `work` on a blocking thread as soon as one is free; not at all if the future is dropped before.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce(&Cancel) -> T + Send + 'static) -> Result<T, Failure> {
        let cancel = Cancel::default();
        let guard = CancelOnDrop(cancel.clone());
        let permit = self.permits.clone().acquire_owned().await.map_err(|_| Failure::Stopping)?;
        let job = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            catch_unwind(AssertUnwindSafe(|| work(&cancel)))
        });
        let result = job.await;
        drop(guard);
        match result {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(panic)) => Err(Failure::Panicked(words(panic.as_ref()))),
            Err(_) => Err(Failure::Stopping),
        }
    }
}

/// A panic's message.
fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "without a message".to_owned())
}
