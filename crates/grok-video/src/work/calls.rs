//! Calls of an account that several workers share: each is granted by the ledger before it is made.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use grok_video_ledger::{Account, Ledger, Rate};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep, timeout};

/// The shortest time between two questions, so that calls which want to be made together are asked for together.
const GAP: Duration = Duration::from_millis(50);
/// The pause after the ledger could not be asked; it doubles up to the longest.
const PAUSE: Duration = Duration::from_millis(500);
/// The longest pause between two questions while a call waits.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// How long an account is halted where the service names no time, and the longest that one answer halts it.
const USUAL_HALT: Duration = Duration::from_secs(2);
const LONGEST_HALT: Duration = Duration::from_secs(300);

/// Asks the ledger for calls, one question for all that wait. What was granted and is not called within its window is
/// given up.
#[derive(Debug, Clone)]
pub(super) struct Calls {
    waiting: mpsc::UnboundedSender<oneshot::Sender<()>>,
    ledger: Arc<dyn Ledger>,
    account: Account,
    halted_until: Arc<Mutex<Option<Instant>>>,
}

/// Asks, for as long as somebody may want a call.
struct Office {
    waiting: mpsc::UnboundedReceiver<oneshot::Sender<()>>,
    queue: VecDeque<oneshot::Sender<()>>,
    ledger: Arc<dyn Ledger>,
    account: Account,
    rate: Rate,
    halted_until: Arc<Mutex<Option<Instant>>>,
}

impl Calls {
    /// Begins to ask for calls at `rate`, which all workers of the account share.
    pub(super) fn start(ledger: Arc<dyn Ledger>, account: Account, rate: Rate) -> Self {
        let (give, waiting) = mpsc::unbounded_channel();
        let halted_until = Arc::new(Mutex::new(None));
        let office = Office {
            waiting,
            queue: VecDeque::new(),
            ledger: ledger.clone(),
            account: account.clone(),
            rate,
            halted_until: halted_until.clone(),
        };
        tokio::spawn(office.run());
        Self {
            waiting: give,
            ledger,
            account,
            halted_until,
        }
    }

    /// Waits for a call, which is to be made at once. Dropping the future gives up the place.
    pub(super) async fn take(&self) {
        let (grant, granted) = oneshot::channel();
        // While somebody can wait here, the office ends with its runtime alone.
        if self.waiting.send(grant).is_err() || granted.await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Waits for a call, but not for longer than `longest`.
    ///
    /// # Errors
    /// How long it makes sense to wait before the next time, where there is none to be had.
    pub(super) async fn take_within(&self, longest: Duration) -> Result<(), Duration> {
        if self.halt_left() <= longest && timeout(longest, self.take()).await.is_ok() {
            return Ok(());
        }
        Err(self.halt_left().max(longest))
    }

    /// Halts the account for all workers, as its service wants it.
    pub(super) async fn halt(&self, wait: Option<Duration>, why: &str) {
        let wait = wait.unwrap_or(USUAL_HALT).min(LONGEST_HALT);
        self.note_halt(wait);
        // Where the ledger can't be asked, nobody is granted a call either.
        let _ = self.ledger.halt(&self.account, wait, why).await;
    }

    fn halt_left(&self) -> Duration {
        let until = *lock(&self.halted_until);
        until.map_or(Duration::ZERO, |until| {
            until.saturating_duration_since(Instant::now())
        })
    }

    fn note_halt(&self, wait: Duration) {
        note_halt(&self.halted_until, wait);
    }
}

impl Office {
    async fn run(mut self) {
        let mut n_failed = 0;
        loop {
            if self.queue.is_empty() {
                match self.waiting.recv().await {
                    Some(waiter) => self.queue.push_back(waiter),
                    None => return,
                }
            }
            self.gather();
            let want = u32::try_from(self.queue.len()).unwrap_or(u32::MAX);
            if want == 0 {
                continue;
            }
            let asked_at = Instant::now();
            let pause = match self.ledger.grant(&self.account, want, self.rate).await {
                Ok(grant) => {
                    n_failed = 0;
                    if let Some(halt) = &grant.halt {
                        note_halt(&self.halted_until, halt.left);
                    }
                    self.give(grant.n, asked_at + grant.window);
                    match self.queue.is_empty() {
                        true => GAP,
                        false => grant.ask_in.clamp(GAP, LONGEST_PAUSE),
                    }
                }
                Err(_) => {
                    n_failed = (n_failed + 1).min(10);
                    (PAUSE * 2_u32.pow(n_failed - 1)).min(LONGEST_PAUSE)
                }
            };
            sleep(pause).await;
        }
    }

    /// Takes in whoever has come, and forgets who waits no more.
    fn gather(&mut self) {
        while let Ok(waiter) = self.waiting.try_recv() {
            self.queue.push_back(waiter);
        }
        self.queue.retain(|waiter| !waiter.is_closed());
    }

    /// Gives `n` calls to those who came first, until the window is over.
    fn give(&mut self, n: u32, until: Instant) {
        self.gather();
        let mut n_left = n;
        while n_left > 0 && Instant::now() < until {
            let Some(waiter) = self.queue.pop_front() else {
                return;
            };
            n_left -= u32::from(waiter.send(()).is_ok());
        }
    }
}

fn note_halt(halted_until: &Mutex<Option<Instant>>, wait: Duration) {
    let until = Instant::now() + wait;
    let mut halted_until = lock(halted_until);
    *halted_until = Some(halted_until.map_or(until, |known| known.max(until)));
}

fn lock(halted_until: &Mutex<Option<Instant>>) -> std::sync::MutexGuard<'_, Option<Instant>> {
    halted_until.lock().unwrap_or_else(PoisonError::into_inner)
}
