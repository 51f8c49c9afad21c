//! The user, or the system, asks for the end.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tokio::sync::watch;

use crate::exit::Exit;
use crate::report::Reporter;

/// How long the terminal is waited for when the program ends at once.
const PATIENCE: Duration = Duration::from_millis(100);

/// What is said where a create call is under way.
const WAITING: &str = "interrupted; waiting for the answer to the create call, for at most 5 s; \
                       once more ends at once";

/// Knows whether an interrupt (Ctrl-C) or a request to terminate has come. The first one lets the program end in order; at
/// the second it ends at once.
///
/// It is listened for on a thread of its own: the program may be held up by whoever reads its output.
#[derive(Debug, Clone)]
pub(crate) struct Interrupt {
    has_come: watch::Receiver<bool>,
    n_creating: Arc<AtomicUsize>,
}

/// A create call that is under way, until this is dropped: what the program ends with meanwhile is another code.
#[derive(Debug)]
pub(crate) struct Creating(Arc<AtomicUsize>);

impl Interrupt {
    /// Begins to listen.
    pub(crate) fn listen(reporter: &Arc<Reporter>) -> Self {
        Self::listen_and_say(reporter, WAITING)
    }

    /// Begins to listen; `waiting` is what is said at the first one where a create call is under way.
    pub(crate) fn listen_and_say(reporter: &Arc<Reporter>, waiting: &'static str) -> Self {
        let (tell, has_come) = watch::channel(false);
        let n_creating = Arc::new(AtomicUsize::new(0));
        let (listening, listens) = mpsc::channel();
        thread::spawn({
            let (reporter, n_creating) = (reporter.clone(), n_creating.clone());
            move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_io()
                    .build();
                // Where there is none, signals keep their usual effect.
                let Ok(runtime) = runtime else { return };
                let is_creating = || n_creating.load(Ordering::Relaxed) > 0;
                runtime.block_on(async {
                    let mut signals = Signals::listen();
                    let _ = listening.send(());
                    signals.next().await;
                    if is_creating() {
                        let reporter = reporter.clone();
                        thread::spawn(move || reporter.hint(waiting));
                    }
                    let _ = tell.send(true);
                    signals.next().await;
                });
                let exit = if is_creating() {
                    Exit::OutcomeUnknown
                } else {
                    Exit::Interrupted
                };
                clear(&reporter);
                std::process::exit(exit as i32);
            }
        });
        // This ends also where the thread has ended.
        let _ = listens.recv();
        Self {
            has_come,
            n_creating,
        }
    }

    /// Waits for the first one.
    pub(crate) async fn first(&self) {
        let mut has_come = self.has_come.clone();
        if has_come.wait_for(|has_come| *has_come).await.is_err() {
            pending::<()>().await;
        }
    }

    /// Tells whether one has come.
    pub(crate) fn has_come(&self) -> bool {
        *self.has_come.borrow()
    }

    /// Notes that a create call is under way.
    pub(crate) fn creating(&self) -> Creating {
        self.n_creating.fetch_add(1, Ordering::Relaxed);
        Creating(self.n_creating.clone())
    }
}

impl Drop for Creating {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Takes the progress away, unless somebody holds the terminal up.
fn clear(reporter: &Arc<Reporter>) {
    let (done, is_done) = mpsc::channel();
    let reporter = reporter.clone();
    thread::spawn(move || {
        reporter.clear();
        let _ = done.send(());
    });
    let _ = is_done.recv_timeout(PATIENCE);
}

/// The signals that ask for the end. What cannot be listened to keeps its usual effect.
#[cfg(unix)]
struct Signals(Vec<tokio::signal::unix::Signal>);

#[cfg(unix)]
impl Signals {
    fn listen() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        let kinds = [SignalKind::interrupt(), SignalKind::terminate()];
        let signals = kinds.into_iter().filter_map(|kind| signal(kind).ok());
        Self(signals.collect())
    }

    async fn next(&mut self) {
        std::future::poll_fn(|context| {
            let mut signals = self.0.iter_mut();
            match signals.any(|signal| signal.poll_recv(context).is_ready()) {
                true => std::task::Poll::Ready(()),
                false => std::task::Poll::Pending,
            }
        })
        .await;
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> Self {
        Self
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            pending::<()>().await;
        }
    }
}
