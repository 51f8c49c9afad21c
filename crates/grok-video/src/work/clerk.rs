//! Who writes: what many tasks have to say goes into the ledger together.

use std::sync::Arc;
use std::time::Duration;

use grok_video_ledger::{
    Fence, Fenced, Ledger, LedgerError, LedgerErrorKind, MAX_BATCH, Session, TaskNo, Write, Written,
};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout_at};

use super::self_fence::SelfFence;

/// The most that one task writes at once.
const MOST: usize = 4;
/// How often a write is tried while the ledger can't be reached, and the pause before the second time; it doubles.
const ATTEMPTS: u32 = 4;
const PAUSE: Duration = Duration::from_millis(500);

/// Takes what is to be written. When the last one is gone and all is written, the session is closed.
#[derive(Debug, Clone)]
pub(super) struct Clerk {
    items: mpsc::UnboundedSender<Item>,
}

/// What one task writes in one step.
#[derive(Debug)]
struct Item {
    task: Fenced,
    writes: Vec<Write>,
    /// `None` where nobody waits any more.
    reply: Option<oneshot::Sender<Result<Written, LedgerError>>>,
}

/// The clerk's own task.
struct Office {
    ledger: Arc<dyn Ledger>,
    session: Session,
    fence: Arc<SelfFence>,
    items: mpsc::UnboundedReceiver<Item>,
}

impl Clerk {
    /// Starts to write and to beat for `session`.
    pub(super) fn start(
        ledger: Arc<dyn Ledger>,
        session: Session,
        fence: Arc<SelfFence>,
    ) -> (Self, JoinHandle<()>) {
        let (give, items) = mpsc::unbounded_channel();
        let office = Office {
            ledger,
            session,
            fence,
            items,
        };
        let office = tokio::spawn(office.run());
        (Self { items: give }, office)
    }

    /// Writes about a task, and returns once that is durable: applied where all of it was.
    pub(super) async fn write(
        &self,
        task: Fenced,
        writes: Vec<Write>,
    ) -> Result<Written, LedgerError> {
        debug_assert!(writes.len() <= MOST, "a batch has room for each item");
        let (reply, written) = oneshot::channel();
        self.give(task, writes, Some(reply));
        written.await.unwrap_or_else(|_| {
            Err(LedgerError::new(
                LedgerErrorKind::Unavailable,
                "the runtime is ending, and nothing more is written down",
            ))
        })
    }

    /// Returns once everything is written that was given before.
    pub(super) async fn flush(&self) -> Result<(), LedgerError> {
        let nothing = Fenced {
            task: TaskNo(0),
            fence: Fence(0),
        };
        self.write(nothing, Vec::new()).await.map(drop)
    }

    /// Has something written about a task that nobody waits for any more.
    pub(super) fn leave(&self, task: Fenced, writes: Vec<Write>) {
        self.give(task, writes, None);
    }

    fn give(
        &self,
        task: Fenced,
        writes: Vec<Write>,
        reply: Option<oneshot::Sender<Result<Written, LedgerError>>>,
    ) {
        let item = Item {
            task,
            writes,
            reply,
        };
        // Where the office is gone with its runtime, the reply is dropped, which tells.
        let _ = self.items.send(item);
    }
}

impl Office {
    async fn run(mut self) {
        let gap = self.session.ttl() / 6;
        let mut next_beat = Instant::now() + gap;
        let mut items = Vec::new();
        loop {
            if Instant::now() >= next_beat {
                self.beat().await;
                next_beat = Instant::now() + gap;
            }
            let waiting = self.items.recv_many(&mut items, MAX_BATCH / MOST);
            match timeout_at(next_beat, waiting).await {
                Err(_) => {}
                Ok(0) => break,
                Ok(_) => self.write(items.drain(..)).await,
            }
        }
        // Where this fails, the session ends by its time.
        let _ = self.ledger.close_session(self.session).await;
    }

    async fn beat(&self) {
        let sent_at = Instant::now();
        // Where it fails, the next one may go well in time; the fence falls by itself.
        if let Ok(life) = self.ledger.beat(self.session).await {
            self.fence.note(life, sent_at);
        }
    }

    async fn write(&self, items: impl Iterator<Item = Item>) {
        let mut writes = Vec::new();
        let mut replies = Vec::new();
        for item in items {
            replies.push((item.writes.len(), item.reply));
            writes.extend(item.writes.into_iter().map(|write| (item.task, write)));
        }
        let answer = self.write_patiently(writes).await;
        let mut written = answer.as_deref().unwrap_or_default();
        for (n, reply) in replies {
            let (own, others) = written.split_at_checked(n).unwrap_or_default();
            written = others;
            let Some(reply) = reply else { continue };
            // Who no longer waits has left word of its own.
            let _ = reply.send(match &answer {
                Err(error) => Err(error.clone()),
                Ok(_) if own.contains(&Written::Stale) => Ok(Written::Stale),
                Ok(_) => Ok(Written::Applied),
            });
        }
    }

    /// Writes, and tries again while the ledger can't be reached: what is paid for is worth some patience.
    async fn write_patiently(
        &self,
        writes: Vec<(Fenced, Write)>,
    ) -> Result<Vec<Written>, LedgerError> {
        if writes.is_empty() {
            return Ok(Vec::new());
        }
        let mut n_failed = 0;
        loop {
            match self.ledger.write(writes.clone()).await {
                Err(error)
                    if error.kind() == LedgerErrorKind::Unavailable && n_failed + 1 < ATTEMPTS =>
                {
                    sleep(PAUSE * 2_u32.pow(n_failed)).await;
                    n_failed += 1;
                    self.beat().await;
                }
                answer => return answer,
            }
        }
    }
}
