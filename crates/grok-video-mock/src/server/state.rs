use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

use tokio::sync::{Notify, watch};

use super::clock::Clock;
use crate::router::Call;
use crate::simulation::{Answer, Simulation};

/// The simulation and its clock, shared by every connection and handle.
#[derive(Debug)]
pub(super) struct State {
    clock: Clock,
    simulation: Mutex<Simulation>,
    /// Told of every request, for those who block and those who do not.
    arrived: Condvar,
    arrivals: Notify,
    is_closing: watch::Sender<bool>,
}

impl State {
    pub(super) fn new(clock: Clock, simulation: Simulation) -> Self {
        Self {
            clock,
            simulation: Mutex::new(simulation),
            arrived: Condvar::new(),
            arrivals: Notify::new(),
            is_closing: watch::Sender::new(false),
        }
    }

    pub(super) fn answer(&self, call: &Call<'_>) -> Answer {
        let answer = self.with(|simulation, now| simulation.answer(call, now));
        self.arrived.notify_all();
        self.arrivals.notify_waiters();
        answer
    }

    /// Takes one step with the simulation. The clock is read under the lock,
    /// so that steps come in the order of their times.
    pub(super) fn with<T>(&self, step: impl FnOnce(&mut Simulation, Duration) -> T) -> T {
        let mut simulation = self.lock();
        let now = self.clock.now();
        step(&mut simulation, now)
    }

    /// Lets virtual time pass at once.
    pub(super) fn advance(&self, by: Duration) {
        // Under the lock, so that no step sees time run backwards.
        let _simulation = self.lock();
        self.clock.advance(by);
    }

    /// Waits until so much virtual time has passed, or the server is closing.
    pub(super) async fn pause(&self, duration: Duration) {
        if duration.is_zero() {
            return;
        }
        let mut sleep = pin!(self.clock.sleep(duration));
        let mut closed = pin!(self.closed());
        poll_fn(|context| match sleep.as_mut().poll(context) {
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

    /// Waits until `is_met`, which is asked again after each request.
    pub(super) async fn wait(&self, mut is_met: impl FnMut(&Simulation) -> bool) {
        loop {
            let mut arrival = pin!(self.arrivals.notified());
            arrival.as_mut().enable();
            if self.with(|simulation, _| is_met(simulation)) {
                return;
            }
            arrival.await;
        }
    }

    /// Blocks until `is_met`, at most so long by the system's clock.
    pub(super) fn wait_blocking(
        &self,
        timeout: Duration,
        mut is_met: impl FnMut(&Simulation) -> bool,
    ) {
        let waited = self
            .arrived
            .wait_timeout_while(self.lock(), timeout, |simulation| !is_met(simulation));
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }

    fn lock(&self) -> MutexGuard<'_, Simulation> {
        self.simulation
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
