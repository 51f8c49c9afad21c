use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::timeout;

use super::clock::Clock;
use crate::admin::{self, Command, Guard, Order, SessionCommand};
use crate::router::Call;
use crate::session::{NotOpened, Session, SessionName, Sessions};
use crate::simulation::{Answer, Simulation};

/// The simulations and their clock, shared by every connection and handle.
#[derive(Debug)]
pub(super) struct State {
    clock: Clock,
    guard: Guard,
    sessions: Mutex<Sessions>,
    /// Told of every request, for those who block and those who do not.
    arrived: Condvar,
    arrivals: Notify,
    is_closing: watch::Sender<bool>,
}

impl State {
    pub(super) fn new(clock: Clock, guard: Guard, sessions: Sessions) -> Self {
        Self {
            clock,
            guard,
            sessions: Mutex::new(sessions),
            arrived: Condvar::new(),
            arrivals: Notify::new(),
            is_closing: watch::Sender::new(false),
        }
    }

    pub(super) fn guard(&self) -> &Guard {
        &self.guard
    }

    pub(super) async fn answer(&self, call: &Call<'_>) -> Answer {
        if admin::covers(call.path()) {
            return self.administer(call).await;
        }
        let answer = self.with_all(|sessions, now| sessions.answer(call, now));
        self.arrived.notify_all();
        self.arrivals.notify_waiters();
        answer
    }

    /// Answers a call to the admin API.
    async fn administer(&self, call: &Call<'_>) -> Answer {
        let order = match Order::read(call, &self.guard) {
            Ok(order) => order,
            Err(reply) => return Answer::whole(*reply),
        };
        match order.command {
            Command::Within(SessionCommand::Advance(by)) => self.advance(by),
            Command::Within(SessionCommand::Wait { n, timeout: limit }) => {
                let name = self.with_all(|sessions, _| order.session_in(sessions));
                let all_came = self.wait(&name, |simulation| has_come(simulation, n));
                // What came of it shows in what came.
                let _ = timeout(limit, self.unless_closing(all_came)).await;
            }
            _ => {}
        }
        let is_end = matches!(order.command, Command::Close(_));
        let pace = self.clock.pace();
        let reply = self.with_all(|sessions, now| admin::execute(order, sessions, pace, now));
        if is_end {
            // Who waits for requests of that session waits no more.
            self.arrived.notify_all();
            self.arrivals.notify_waiters();
        }
        Answer::whole(reply)
    }

    /// Takes one step with all sessions. The clock is read under the lock, so
    /// that steps come in the order of their times.
    pub(super) fn with_all<T>(&self, step: impl FnOnce(&mut Sessions, Duration) -> T) -> T {
        let mut sessions = self.lock();
        let now = self.clock.now();
        step(&mut sessions, now)
    }

    /// Takes one step with one session, which begins now if it is not there.
    pub(super) fn with<T>(
        &self,
        name: &SessionName,
        step: impl FnOnce(&mut Session, Duration) -> T,
    ) -> Result<T, NotOpened> {
        self.with_all(|sessions, now| {
            let session = sessions.get(name, now)?;
            Ok(step(session, now))
        })
    }

    /// Lets virtual time pass at once.
    pub(super) fn advance(&self, by: Duration) {
        // Under the lock, so that no step sees time run backwards.
        let _sessions = self.lock();
        self.clock.advance(by);
    }

    /// Waits until so much virtual time has passed, or the server is closing.
    pub(super) async fn pause(&self, duration: Duration) {
        if duration.is_zero() {
            return;
        }
        self.unless_closing(self.clock.sleep(duration)).await;
    }

    /// Waits for the end of `future`, or until the server is closing.
    async fn unless_closing(&self, future: impl Future<Output = ()>) {
        let mut future = pin!(future);
        let mut closed = pin!(self.closed());
        poll_fn(|context| match future.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(()),
            Poll::Pending => closed.as_mut().poll(context),
        })
        .await;
    }

    /// Waits until the server is closing.
    pub(super) async fn closed(&self) {
        // An error would say that the sender is gone, which is this value's.
        let _ = self
            .is_closing
            .subscribe()
            .wait_for(|closing| *closing)
            .await;
    }

    /// Ends what would hold up the end: pauses and stalls.
    pub(super) fn close(&self) {
        self.is_closing.send_replace(true);
    }

    /// Waits until `is_met` by a session, which is asked again after each
    /// request, or until it has ended; not at all for one that can't be.
    pub(super) async fn wait(
        &self,
        name: &SessionName,
        mut is_met: impl FnMut(&Simulation) -> bool,
    ) {
        // It begins now if it is not there, and not again if it ends meanwhile.
        if self.with(name, |_, _| ()).is_err() {
            return;
        }
        loop {
            let mut arrival = pin!(self.arrivals.notified());
            arrival.as_mut().enable();
            let is_over = self.with_all(|sessions, _| {
                let session = sessions.find(name);
                session.is_none_or(|session| is_met(&session.simulation))
            });
            if is_over {
                return;
            }
            arrival.await;
        }
    }

    /// Blocks until `is_met` by a session, at most so long by the system's clock.
    pub(super) fn wait_blocking(
        &self,
        name: &SessionName,
        timeout: Duration,
        mut is_met: impl FnMut(&Simulation) -> bool,
    ) {
        let mut is_waiting = |sessions: &mut Sessions| {
            let session = sessions.get(name, self.clock.now());
            session.is_ok_and(|session| !is_met(&session.simulation))
        };
        let waited = self
            .arrived
            .wait_timeout_while(self.lock(), timeout, |sessions| is_waiting(sessions));
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }

    fn lock(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells whether so many requests came since the session began.
pub(super) fn has_come(simulation: &Simulation, n: u64) -> bool {
    simulation.journal.counts().total() >= n
}
