//! Connections that wait for the next request, and are really closed when none comes.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use hyper::client::conn::http1::SendRequest;
use tokio::runtime::Handle;
use tokio::task::AbortHandle;
use tokio::time::sleep;

use crate::RequestBody;

pub(super) type Sender = SendRequest<RequestBody>;

/// How often the connections that wait are looked at: who was seen twice is closed, so that a
/// connection waits for 15 to 30 seconds, and no request has to read the clock for that.
const ROUND: Duration = Duration::from_secs(15);
/// How many connections may wait.
const MAX_IDLE: usize = 64;

/// Keeps connections to one server that wait, the freshest at the back.
#[derive(Default)]
pub(super) struct Pool(Mutex<Idle>);

#[derive(Default)]
struct Idle {
    waiting: VecDeque<Waiting>,
    /// Counts the reaper's rounds.
    round: u32,
    /// The task that closes what waits too long; it may have ended with its runtime.
    reaper: Option<AbortHandle>,
}

struct Waiting {
    sender: Sender,
    /// The round in which it began to wait.
    since: u32,
}

impl Pool {
    /// Takes the freshest connection that is still open.
    pub(super) fn take(&self) -> Option<Sender> {
        let mut idle = self.lock();
        loop {
            let Waiting { sender, .. } = idle.waiting.pop_back()?;
            if !sender.is_closed() {
                return Some(sender);
            }
        }
    }

    /// Lets a connection wait for the next request.
    pub(super) fn put(self: Arc<Self>, sender: Sender) {
        let mut idle = self.lock();
        let since = idle.round;
        if idle.waiting.len() == MAX_IDLE {
            idle.waiting.pop_front();
        }
        idle.waiting.push_back(Waiting { sender, since });
        let is_reaped = idle.reaper.as_ref().is_some_and(|task| !task.is_finished());
        // A body may end outside of a runtime, where nothing can be spawned; then what waits is
        // closed by the next request, or with the pool.
        if !is_reaped && let Ok(runtime) = Handle::try_current() {
            let task = runtime.spawn(reap(Arc::downgrade(&self)));
            idle.reaper = Some(task.abort_handle());
        }
    }

    fn lock(&self) -> MutexGuard<'_, Idle> {
        // Nothing panics while the lock is held, and the list is whole at any time.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Idle {
    fn drop(&mut self) {
        if let Some(reaper) = &self.reaper {
            reaper.abort();
        }
    }
}

/// Closes what waits too long, as long as anything waits.
async fn reap(pool: Weak<Pool>) {
    loop {
        sleep(ROUND).await;
        let Some(pool) = pool.upgrade() else { return };
        let mut idle = pool.lock();
        let round = idle.round;
        idle.waiting
            .retain(|waiting| waiting.since == round && !waiting.sender.is_closed());
        if idle.waiting.is_empty() {
            idle.reaper = None;
            return;
        }
        idle.round = round.wrapping_add(1);
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pool({} idle)", self.lock().waiting.len())
    }
}
