//! Connections that wait for the next request, and are really closed when none comes.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http1::SendRequest;
use tokio::time::{Instant, sleep_until};

use super::connect::Target;

pub(super) type Sender = SendRequest<Full<Bytes>>;

/// How long a connection may wait for the next request.
const IDLE: Duration = Duration::from_secs(30);
/// How many connections may wait.
const MAX_IDLE: usize = 64;

/// Keeps connections that wait, the freshest at the back.
#[derive(Clone, Default)]
pub(super) struct Pool(Arc<Mutex<Idle>>);

#[derive(Default)]
struct Idle {
    waiting: VecDeque<Waiting>,
    /// Whether a task is on its way to close what waits too long.
    reaped: bool,
}

struct Waiting {
    target: Target,
    sender: Sender,
    until: Instant,
}

impl Pool {
    /// Takes the freshest connection to `target` that is still open.
    pub(super) fn take(&self, target: &Target) -> Option<Sender> {
        let now = Instant::now();
        let mut idle = lock(&self.0);
        idle.close_stale(now);
        let at = idle
            .waiting
            .iter()
            .rposition(|waiting| waiting.target == *target)?;
        idle.waiting.remove(at).map(|waiting| waiting.sender)
    }

    /// Lets a connection wait for the next request.
    pub(super) fn put(&self, target: Target, sender: Sender) {
        let until = Instant::now() + IDLE;
        let mut idle = lock(&self.0);
        if idle.waiting.len() == MAX_IDLE {
            idle.waiting.pop_front();
        }
        idle.waiting.push_back(Waiting {
            target,
            sender,
            until,
        });
        // A body may end outside of a runtime, where nothing can be spawned; then what waits is
        // closed by the next request, or with the pool.
        if !idle.reaped
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            idle.reaped = true;
            runtime.spawn(reap(Arc::downgrade(&self.0), until));
        }
    }
}

impl Idle {
    fn close_stale(&mut self, now: Instant) {
        self.waiting
            .retain(|waiting| waiting.until > now && !waiting.sender.is_closed());
    }
}

/// Closes what waits too long, as long as anything waits.
async fn reap(pool: Weak<Mutex<Idle>>, mut until: Instant) {
    loop {
        sleep_until(until).await;
        let Some(pool) = pool.upgrade() else { return };
        let mut idle = lock(&pool);
        idle.close_stale(Instant::now());
        match idle.waiting.front() {
            Some(oldest) => until = oldest.until,
            None => {
                idle.reaped = false;
                return;
            }
        }
    }
}

fn lock(idle: &Mutex<Idle>) -> std::sync::MutexGuard<'_, Idle> {
    // Nothing panics while the lock is held, and the list is whole at any time.
    idle.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pool({} idle)", lock(&self.0).waiting.len())
    }
}
