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

/// How often last words are tried to be written when all else is done, and the longest pause in between.
const PERSEVERANCE: u32 = 60;
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Takes what is to be written. When the last one is gone and all is written, the session is closed.
#[derive(Debug, Clone)]
pub(super) struct Clerk {
    items: mpsc::UnboundedSender<Item>,
    /// For what is to be written when the office has ended with its runtime.
    ledger: Arc<dyn Ledger>,
}

/// What one task writes in one step.
#[derive(Debug)]
struct Item {
    task: Fenced,
    writes: Vec<Write>,
    /// `None` where nobody waits any more.
    reply: Option<oneshot::Sender<Result<Written, LedgerError>>>,
}

impl Item {
    fn fenced(&self) -> impl Iterator<Item = (Fenced, Write)> {
        self.writes.iter().map(|write| (self.task, write.clone()))
    }

    /// Tells whoever waits, if anybody does, whether all of it was applied.
    fn answer(self, written: Result<&[Written], LedgerError>) {
        let Some(reply) = self.reply else { return };
        // Who no longer waits has left word of its own.
        let _ = reply.send(written.map(all));
    }

    /// Tells whether nobody would hear that it could not be written.
    fn is_last_word(&self) -> bool {
        self.reply.as_ref().is_none_or(oneshot::Sender::is_closed)
    }
}

/// Tells whether all of it was applied.
fn all(written: &[Written]) -> Written {
    if written.contains(&Written::Stale) {
        Written::Stale
    } else {
        Written::Applied
    }
}

/// The clerk's own task.
struct Office {
    ledger: Arc<dyn Ledger>,
    session: Session,
    fence: Arc<SelfFence>,
    items: mpsc::UnboundedReceiver<Item>,
    /// Last words that could not be written yet.
    kept: Vec<Item>,
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
            ledger: ledger.clone(),
            session,
            fence,
            items,
            kept: Vec::new(),
        };
        let office = tokio::spawn(office.run());
        let clerk = Self {
            items: give,
            ledger,
        };
        (clerk, office)
    }

    /// Writes about a task, and returns once that is durable: applied where all of it was.
    pub(super) async fn write(
        &self,
        task: Fenced,
        writes: Vec<Write>,
    ) -> Result<Written, LedgerError> {
        debug_assert!(writes.len() <= MOST, "a batch has room for each item");
        let (reply, written) = oneshot::channel();
        self.give(task, writes.clone(), Some(reply));
        match written.await {
            Ok(written) => written,
            Err(_) => self.write_alone(task, writes).await,
        }
    }

    /// Writes without the office, which has ended: this runtime is another one.
    async fn write_alone(&self, task: Fenced, writes: Vec<Write>) -> Result<Written, LedgerError> {
        let writes = writes.into_iter().map(|write| (task, write)).collect();
        self.ledger
            .write(writes)
            .await
            .as_deref()
            .map(all)
            .map_err(Clone::clone)
    }

    /// Tells whether nobody writes any more.
    pub(super) fn is_closed(&self) -> bool {
        self.items.is_closed()
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
            self.write_kept().await;
            if Instant::now() >= next_beat {
                self.beat().await;
                next_beat = Instant::now() + gap;
            }
            let waiting = self.items.recv_many(&mut items, MAX_BATCH / MOST);
            let until = if self.kept.is_empty() {
                next_beat
            } else {
                next_beat.min(Instant::now() + LONGEST_PAUSE)
            };
            match timeout_at(until, waiting).await {
                Err(_) => {}
                Ok(0) => break,
                Ok(_) => self.write(std::mem::take(&mut items)).await,
            }
        }
        for _ in 0..PERSEVERANCE {
            self.write_kept().await;
            if self.kept.is_empty() {
                break;
            }
            // Without a beat: whoever can reach the ledger may go on with what is held here, in time.
            sleep(gap.min(LONGEST_PAUSE)).await;
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

    /// Writes what many have to say in one step; where the ledger refuses that for a reason that is one item's alone,
    /// each in its own.
    async fn write(&mut self, items: Vec<Item>) {
        self.write_kept().await;
        let writes = items.iter().flat_map(Item::fenced).collect();
        let answer = self.write_patiently(writes).await;
        match &answer {
            Err(error) if items.len() > 1 && error.kind() != LedgerErrorKind::Unavailable => {
                for item in items {
                    let writes = item.fenced().collect();
                    let answer = self.write_patiently(writes).await;
                    item.answer(answer.as_deref().map_err(Clone::clone));
                }
            }
            Err(error) => {
                let may_pass = error.kind() == LedgerErrorKind::Unavailable;
                for item in items {
                    if may_pass && item.is_last_word() {
                        self.kept.push(item);
                    } else {
                        item.answer(Err(error.clone()));
                    }
                }
            }
            Ok(written) => {
                let mut written = written.as_slice();
                for item in items {
                    let own = written.split_at_checked(item.writes.len());
                    let (own, others) = own.unwrap_or_default();
                    written = others;
                    item.answer(Ok(own));
                }
            }
        }
    }

    /// Tries once more to write what nobody waits for: an id that was paid for is among it, for all that is known.
    async fn write_kept(&mut self) {
        for item in std::mem::take(&mut self.kept) {
            // Where one can't be written now, the others can't either.
            let is_out = !self.kept.is_empty()
                || match self.ledger.write(item.fenced().collect()).await {
                    Ok(_) => false,
                    Err(error) => error.kind() == LedgerErrorKind::Unavailable,
                };
            if is_out {
                self.kept.push(item);
            }
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
