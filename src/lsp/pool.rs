//! Where reading, checking and looking up is done: threads that may take their time and may panic.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Waker};
use tokio::runtime::Handle;
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

/// Runs a task on this thread to where it first waits, and from there on the runtime, which asks again what it waits for.
pub fn begin(runtime: &Handle, task: impl Future<Output = ()> + Send + 'static) {
    let mut task = Box::pin(task);
    if task.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {
        runtime.spawn(task);
    }
}

/// A panic's message.
fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "without a message".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;
    use std::time::Duration;

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_time().build().expect("threads")
    }

    #[test]
    fn a_dropped_question_tells_the_work_itself_and_keeps_what_waits_from_beginning() {
        let (began, begins) = channel();
        let (told, tells) = channel();
        runtime().block_on(async {
            let pool = Arc::new(Pool::new(1));
            let running = tokio::spawn({
                let pool = pool.clone();
                async move {
                    let work = move |cancel: &Cancel| {
                        began.send(()).expect("the test waits");
                        while !cancel.cancelled() {
                            std::thread::sleep(Duration::from_millis(1));
                        }
                        told.send("running").expect("the test waits");
                    };
                    pool.run(work).await
                }
            });
            tokio::task::spawn_blocking(move || begins.recv()).await.expect("no panic").expect("it began");
            let ran = Arc::new(AtomicBool::new(false));
            let waiting = tokio::spawn({
                let (pool, ran) = (pool.clone(), ran.clone());
                async move { pool.run(move |_| ran.store(true, Ordering::SeqCst)).await }
            });
            tokio::time::sleep(Duration::from_millis(20)).await;
            waiting.abort();
            running.abort();
            assert_eq!(tells.recv_timeout(Duration::from_secs(10)), Ok("running"));
            assert!(pool.run(|_| ()).await.is_ok());
            assert!(!ran.load(Ordering::SeqCst));
        });
    }

    #[test]
    fn a_panic_is_an_answer_and_the_pool_goes_on() {
        runtime().block_on(async {
            let pool = Pool::new(1);
            let answer = pool.run(|_| panic!("on purpose")).await;
            assert!(matches!(answer, Err(Failure::Panicked(why)) if why == "on purpose"));
            assert!(matches!(pool.run(|_| 1).await, Ok(1)));
        });
    }
}
