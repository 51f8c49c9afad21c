//! Connections that wait for the next request, and are really closed when none comes.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::runtime::{Handle, Id};
use tokio::task::AbortHandle;
use tokio::time::sleep;

use super::link::Link;

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
    /// The tasks that close what waits too long, one on each runtime that has any.
    reapers: Vec<(Id, AbortHandle)>,
}

struct Waiting {
    link: Link,
    /// Whether the reaper has seen it wait.
    is_seen: bool,
}

impl Waiting {
    fn is_of(&self, runtime: Id) -> bool {
        self.link.runtime().id() == runtime
    }
}

impl Pool {
    /// Takes the freshest connection of this runtime that is still open.
    pub(super) fn take(&self) -> Option<Link> {
        let here = Handle::try_current().ok()?.id();
        let mut idle = self.lock();
        loop {
            let freshest = idle.waiting.iter().rposition(|it| it.is_of(here))?;
            let Waiting { link, .. } = idle.waiting.remove(freshest)?;
            if !link.is_closed() {
                return Some(link);
            }
        }
    }

    /// Lets a connection wait for the next request.
    pub(super) fn put(self: Arc<Self>, mut link: Link) {
        link.rest();
        let here = link.runtime().id();
        let mut idle = self.lock();
        let is_reaped = idle.reapers.iter().any(|(runtime, _)| *runtime == here);
        if !is_reaped {
            // Others may have ended with their runtimes.
            idle.reapers.retain(|(_, task)| !task.is_finished());
            let task = link.runtime().spawn(reap(Arc::downgrade(&self), here));
            idle.reapers.push((here, task.abort_handle()));
        }
        if idle.waiting.len() == MAX_IDLE {
            idle.waiting.pop_front();
        }
        let is_seen = false;
        idle.waiting.push_back(Waiting { link, is_seen });
    }

    fn lock(&self) -> MutexGuard<'_, Idle> {
        // Nothing panics while the lock is held, and the list is whole at any time.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Idle {
    fn drop(&mut self) {
        for (_, reaper) in &self.reapers {
            reaper.abort();
        }
    }
}

/// Closes what waits too long on a runtime, as long as anything waits there.
async fn reap(pool: Weak<Pool>, here: Id) {
    loop {
        sleep(ROUND).await;
        let Some(pool) = pool.upgrade() else { return };
        let mut idle = pool.lock();
        idle.waiting.retain_mut(|it| {
            let is_seen = it.is_of(here) && std::mem::replace(&mut it.is_seen, true);
            !is_seen && !it.link.is_closed()
        });
        if !idle.waiting.iter().any(|it| it.is_of(here)) {
            idle.reapers.retain(|(runtime, _)| *runtime != here);
            return;
        }
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pool({} idle)", self.lock().waiting.len())
    }
}
