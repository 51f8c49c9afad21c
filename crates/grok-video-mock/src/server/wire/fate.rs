use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// How a connection is to end, and whether what was written is out: shared by
/// its stream and the answers that go through it.
#[derive(Debug, Default)]
pub(in crate::server) struct Fate {
    is_reset: AtomicBool,
    flush: Mutex<Flush>,
}

#[derive(Debug, Default)]
struct Flush {
    is_done: bool,
    waker: Option<Waker>,
}

impl Fate {
    /// Lets the connection end with a reset.
    pub(in crate::server) fn reset(&self) {
        self.is_reset.store(true, Ordering::Release);
    }

    pub(in crate::server) fn is_reset(&self) -> bool {
        self.is_reset.load(Ordering::Acquire)
    }

    /// Begins to look out for the next flush.
    pub(super) fn expect_flush(&self) {
        self.flush().is_done = false;
    }

    /// Takes note that all that was written is out.
    pub(super) fn flushed(&self) {
        let mut flush = self.flush();
        flush.is_done = true;
        if let Some(waker) = flush.waker.take() {
            waker.wake();
        }
    }

    /// Waits for the flush that was expected.
    pub(super) fn poll_flushed(&self, context: &Context<'_>) -> Poll<()> {
        let mut flush = self.flush();
        if flush.is_done {
            return Poll::Ready(());
        }
        flush.waker = Some(context.waker().clone());
        Poll::Pending
    }

    fn flush(&self) -> MutexGuard<'_, Flush> {
        self.flush.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
