//! The work for one account, from the first session to the last.

use std::any::Any;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::{Arc, PoisonError};
use std::task::Poll;
use std::time::Duration;

use grok_video_ledger::{LedgerError, LedgerErrorKind};
use grok_video_poller::Ending;
use grok_video_transport::ErrorKind;
use grok_video_types::ApiErrorKind;
use tokio::sync::watch;
use tokio::task::JoinError;
use tokio::time::{Instant, sleep_until, timeout, timeout_at};

use super::hands::Hands;
use super::terms::Terms;
use crate::GenerateError;
use crate::work::desk::Desk;
use crate::work::ended::Ended;
use crate::work::in_hand::InHand;
use crate::work::setbacks::{jittered, pause};
use crate::work::shift::Shift;

/// How many tasks are taken in hand at a time: few enough for several workers to have their share. While all of them are
/// paid already it doubles up to the most, so that nothing waits for long where a worker has died.
const AT_ONCE: usize = 64;
const MOST_AT_ONCE: usize = 256;
/// How many tasks may wait to be created here before others are given a second to take theirs.
const BACKLOG: usize = 16;
/// How often the ledger is asked at least where nothing was due, and how many times in a lease: what a dead worker held
/// is not to wait for long.
const IDLE: Duration = Duration::from_secs(1);
const ASKS_A_LEASE: u32 = 8;
/// How long a lease that is under way at the end is waited for, and the end of the session.
const PATIENCE: Duration = Duration::from_secs(5);
/// Only what is due is taken in hand: what is due later may be due elsewhere.
const HORIZON: Duration = Duration::ZERO;

/// Works for one account.
pub(super) struct Round {
    desk: Arc<Desk>,
    terms: Terms,
    hands: Hands,
    /// How many tasks the ledger is asked for.
    at_once: usize,
    /// How often it is asked where nothing was due.
    idle: Duration,
    /// When the ledger is asked next.
    next_ask: Instant,
    /// How often in a row it could not be asked.
    n_failed: u32,
    /// How often in a row the key was refused.
    n_denied: u32,
    is_live: bool,
    /// The first panic of a task, as of a callback.
    panic: Option<Box<dyn Any + Send>>,
}

/// What the ledger has given.
type Leased = Result<(Arc<Shift>, Vec<InHand>), LedgerError>;

/// A question to the ledger that is under way.
type Asking = Pin<Box<dyn Future<Output = Leased> + Send>>;

/// What there is to do next.
enum Step {
    Stop,
    Ended(Option<Result<Box<Ended>, JoinError>>),
    Leased(Leased),
    /// It may be time to ask.
    Time,
}

impl Round {
    pub(super) fn new(desk: Desk, terms: Terms) -> Self {
        Self {
            at_once: AT_ONCE,
            idle: IDLE.min(desk.ttl() / ASKS_A_LEASE),
            desk: Arc::new(desk),
            hands: Hands::new(&terms),
            terms,
            next_ask: Instant::now(),
            n_failed: 0,
            n_denied: 0,
            is_live: false,
            panic: None,
        }
    }

    /// Works until it is told to stop; tells whether nothing was broken off.
    pub(super) async fn run(mut self, stop_all: watch::Sender<bool>) -> Result<bool, LedgerError> {
        let mut is_stopped = stop_all.subscribe();
        let mut stop = pin!(async move {
            let _ = is_stopped.wait_for(|is_stopped| *is_stopped).await;
        });
        let created = self.hands.created();
        let mut asking: Option<(Asking, usize)> = None;
        let mut fatal = None;
        while fatal.is_none() && self.panic.is_none() {
            self.hands.look_after_sessions(self.terms.grace);
            self.note_session();
            let n = self.room();
            if asking.is_none() && n > 0 && Instant::now() >= self.next_ask {
                asking = Some((self.ask(n), n));
            }
            let wake_at = match asking.is_none() && n > 0 {
                true => self.next_ask,
                false => Instant::now() + self.idle,
            };
            let mut time = pin!(sleep_until(wake_at));
            let mut created = pin!(created.notified());
            let step = poll_fn(|context| {
                if stop.as_mut().poll(context).is_ready() {
                    return Poll::Ready(Step::Stop);
                }
                if let Poll::Ready(ended) = self.hands.poll_next(context) {
                    return Poll::Ready(Step::Ended(ended));
                }
                if let Some((leased, _)) = &mut asking
                    && let Poll::Ready(leased) = leased.as_mut().poll(context)
                {
                    return Poll::Ready(Step::Leased(leased));
                }
                if created.as_mut().poll(context).is_ready() {
                    return Poll::Ready(Step::Time);
                }
                time.as_mut().poll(context).map(|()| Step::Time)
            })
            .await;
            match step {
                Step::Stop => break,
                Step::Ended(ended) => self.note_ended(ended),
                Step::Leased(leased) => {
                    let n = asking.take().map_or(0, |(_, n)| n);
                    fatal = self.note_leased(leased, n).err();
                }
                Step::Time => {}
            }
        }
        if self.panic.is_some() {
            // Nor is anything begun for the other accounts.
            stop_all.send_replace(true);
        }
        let is_clean = self.drain(asking.map(|(asking, _)| asking)).await;
        if let Some(panic) = self.panic {
            std::panic::resume_unwind(panic);
        }
        fatal.map_or(Ok(is_clean), Err)
    }

    /// Returns how many tasks there is room for.
    fn room(&self) -> usize {
        (self.terms.limit.saturating_sub(self.hands.len())).min(self.at_once)
    }

    fn ask(&self, n: usize) -> Asking {
        let desk = self.desk.clone();
        Box::pin(async move {
            desk.ask(|shift| Box::pin(InHand::lease(shift, n, Some(HORIZON))))
                .await
        })
    }

    /// Begins with what was leased, and says when to ask again.
    fn note_leased(&mut self, leased: Leased, n: usize) -> Result<(), LedgerError> {
        let now = Instant::now();
        match leased {
            Ok((shift, tasks)) => {
                self.n_failed = 0;
                self.hands.enter(shift);
                let is_all = tasks.len() < n;
                // They come last: behind them there is nothing that is paid already.
                let has_unsent = tasks.iter().any(InHand::is_unsent);
                for in_hand in tasks {
                    self.hands.take(in_hand);
                }
                let has_enough = is_all || has_unsent && self.hands.n_unsent() >= BACKLOG;
                (self.next_ask, self.at_once) = match has_enough {
                    true => (now + jittered(self.idle), AT_ONCE),
                    false if has_unsent => (now, AT_ONCE),
                    false => (now, (2 * self.at_once).min(MOST_AT_ONCE)),
                };
                Ok(())
            }
            Err(error) => match error.kind() {
                LedgerErrorKind::Unavailable | LedgerErrorKind::SessionLost => {
                    self.next_ask = now + jittered(pause(self.n_failed)) / 5;
                    self.n_failed += 1;
                    Ok(())
                }
                _ => Err(error),
            },
        }
    }

    fn note_ended(&mut self, ended: Option<Result<Box<Ended>, JoinError>>) {
        let ended = match ended {
            None => return,
            Some(Ok(ended)) => ended,
            Some(Err(failed)) => {
                if let Ok(panic) = failed.try_into_panic() {
                    self.panic.get_or_insert(panic);
                }
                return;
            }
        };
        self.terms.meter.note_end(&ended);
        match is_denied(&ended) {
            // With this key there is no getting on; whoever has another one may be quicker.
            true => {
                self.next_ask = Instant::now() + jittered(pause(self.n_denied));
                self.n_denied += 1;
            }
            false if ended.result.is_ok() => self.n_denied = 0,
            false => {}
        }
        let mut told = self
            .terms
            .tell_end
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // Create calls may be under way, which must not be broken off by a panic of it. It is not called again.
        if let Some(tell) = &mut *told
            && let Err(panic) = catch_unwind(AssertUnwindSafe(|| tell(&ended)))
        {
            *told = None;
            self.panic.get_or_insert(panic);
        }
    }

    /// Tells the meter whether the session lives.
    fn note_session(&mut self) {
        let is_live = self.hands.is_live();
        if is_live != self.is_live {
            self.is_live = is_live;
            self.terms.meter.note_session(is_live);
        }
    }

    /// Ends what is under way, gives everything else back, and closes the session; tells whether nothing was broken off.
    async fn drain(&mut self, asking: Option<Asking>) -> bool {
        let by = Instant::now() + self.terms.grace;
        let at_rest = self.hands.pull_brakes();
        if let Some(asking) = asking {
            // What it brings goes back.
            let _ = timeout_at(by.min(Instant::now() + PATIENCE), asking).await;
        }
        let is_clean = {
            let mut at_rest = pin!(at_rest);
            let mut time = pin!(sleep_until(by));
            loop {
                let step = poll_fn(|context| {
                    if let Poll::Ready(ended) = self.hands.poll_next(context) {
                        return Poll::Ready(Err(ended));
                    }
                    if at_rest.as_mut().poll(context).is_ready() {
                        return Poll::Ready(Ok(true));
                    }
                    time.as_mut().poll(context).map(|()| Ok(false))
                });
                match step.await {
                    Ok(is_clean) => break is_clean,
                    Err(ended) => self.note_ended(ended),
                }
            }
        };
        self.hands.drop_all();
        while !self.hands.is_empty() {
            let ended = poll_fn(|context| self.hands.poll_next(context)).await;
            self.note_ended(ended);
        }
        self.hands.leave();
        self.note_session();
        // Where the ledger is out, the session ends by itself.
        let _ = timeout(PATIENCE, self.desk.close()).await;
        is_clean
    }
}

/// Tells whether the key is refused, or the account has no balance.
fn is_denied(ended: &Ended) -> bool {
    match &ended.result {
        Err(GenerateError::Create(error)) => matches!(
            error.kind(),
            ErrorKind::Api(
                ApiErrorKind::Unauthorized
                    | ApiErrorKind::PaymentRequired
                    | ApiErrorKind::Forbidden
            )
        ),
        Err(GenerateError::Ended { outcome, .. }) => matches!(outcome.ending, Ending::Denied(_)),
        _ => false,
    }
}
