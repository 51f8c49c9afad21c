use std::ops::RangeBounds;
use std::panic::Location;
use std::time::Duration;

use super::MockServer;
use super::state::has_come;
use crate::journal::{Counts, FaultRecord, Request};
use crate::report::{self, Failed};
use crate::simulation::Simulation;

/// Looking at what was asked of the service.
impl MockServer {
    /// Returns the latest requests, oldest first: at most 4,096 of them and
    /// about 1 MiB.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.with(|simulation, _| simulation.journal.requests().cloned().collect())
    }

    /// Returns the latest faults that happened, oldest first: at most 4,096 of
    /// them and about 1 MiB.
    #[must_use]
    pub fn faults(&self) -> Vec<FaultRecord> {
        self.with(|simulation, _| simulation.journal.faults().cloned().collect())
    }

    /// Returns how many faults happened since the start.
    #[must_use]
    pub fn n_faults(&self) -> u64 {
        self.with(|simulation, _| simulation.journal.n_faults())
    }

    /// Returns how many requests there were since the start.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.with(|simulation, _| *simulation.journal.counts())
    }

    /// Returns how many polls of this task there were; 0 if there is no such
    /// task.
    ///
    /// Each query that came with an accepted key is a poll, whatever it was
    /// answered.
    #[must_use]
    pub fn polls(&self, id: &str) -> usize {
        self.with(|simulation, _| {
            let task = simulation.world.task(id);
            task.map_or(0, |task| task.polls().n())
        })
    }

    /// Asserts how many [polls](Self::polls) of a task there were.
    ///
    /// ```should_panic
    /// # use grok_video_mock::{MockServer, Script};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let server = MockServer::start().await;
    /// server.plant("video_1", "grok_video3", Script::immediate());
    /// server.assert_polls("video_1", 2..=5);
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if there were fewer or more, with the requests that came and
    /// what may mend it.
    #[track_caller]
    pub fn assert_polls(&self, id: &str, expected: impl RangeBounds<usize>) {
        self.assert(|simulation| report::polls(simulation, id, &expected));
    }

    /// Asserts that every time between two polls of a task that followed each
    /// other lay in a range, in virtual time as the server saw it.
    ///
    /// It is exact, also where the journal has forgotten.
    ///
    /// # Panics
    ///
    /// Panics if one was shorter or longer, or there were fewer than two polls,
    /// with the requests that came.
    #[track_caller]
    pub fn assert_gaps(&self, id: &str, expected: impl RangeBounds<Duration>) {
        self.assert(|simulation| report::gaps(simulation, id, &expected));
    }

    /// Waits until `n` requests came since the start, and returns the latest.
    ///
    /// A request counts from when it has come in whole, also while a fault
    /// holds its answer back. For callers without tokio there is
    /// [`wait_for_requests_blocking`](Self::wait_for_requests_blocking); it is
    /// the one for a server on its own thread, too, if tokio's clock is paused.
    ///
    /// # Panics
    ///
    /// The future panics if that takes longer than `timeout` by tokio's clock,
    /// with the requests that came.
    #[track_caller]
    pub fn wait_for_requests(
        &self,
        n: u64,
        timeout: Duration,
    ) -> impl Future<Output = Vec<Request>> + Send + use<'_> {
        let caller = Location::caller();
        async move {
            let is_met = |simulation: &Simulation| has_come(simulation, n);
            let all_came = self.running.state.wait(&self.session, is_met);
            // That time ran out shows in what came.
            let _ = tokio::time::timeout(timeout, all_came).await;
            if let Some(report) = self.missing(n, timeout) {
                panic!("{}\n(waited at {caller})", Failed(&report));
            }
            self.requests()
        }
    }

    /// Blocks until `n` requests came since the start, and returns the latest:
    /// [`wait_for_requests`](Self::wait_for_requests) for a test without tokio,
    /// and a server on its own thread.
    ///
    /// # Panics
    ///
    /// Panics if that takes longer than `timeout` by the system's clock, with
    /// the requests that came.
    #[track_caller]
    pub fn wait_for_requests_blocking(&self, n: u64, timeout: Duration) -> Vec<Request> {
        let is_met = |simulation: &Simulation| has_come(simulation, n);
        let state = &self.running.state;
        state.wait_blocking(&self.session, timeout, is_met);
        if let Some(report) = self.missing(n, timeout) {
            panic!("{}", Failed(&report));
        }
        self.requests()
    }

    /// Takes the requests that nobody expected, so that the end of the server
    /// is no panic: those on a route that the service does not have, and those
    /// for which a script had run out. At most the first 16 are kept.
    pub fn take_unexpected(&self) -> Vec<Request> {
        let taken = self.with(|simulation, _| simulation.journal.take_unexpected());
        taken
            .first
            .into_iter()
            .map(|(request, _)| request)
            .collect()
    }

    /// Asserts that there was no unexpected request: see
    /// [`take_unexpected`](Self::take_unexpected).
    ///
    /// Dropping the last handle of a server does the same.
    ///
    /// # Panics
    ///
    /// Panics if there was one, with what was nearest to it.
    #[track_caller]
    pub fn assert_no_unexpected(&self) {
        self.assert(unexpected);
    }

    fn missing(&self, n: u64, timeout: Duration) -> Option<String> {
        self.with(|simulation, _| {
            (!has_come(simulation, n)).then(|| report::too_few(simulation, n, timeout))
        })
    }

    #[track_caller]
    fn assert(&self, find: impl FnOnce(&Simulation) -> Option<String>) {
        // Not to panic under the lock.
        if let Some(report) = self.with(|simulation, _| find(simulation)) {
            panic!("{}", Failed(&report));
        }
    }
}

/// Returns what is to be said of unexpected requests, if there were any.
pub(super) fn unexpected(simulation: &Simulation) -> Option<String> {
    let unexpected = simulation.journal.unexpected();
    (unexpected.n > 0).then(|| report::unexpected(simulation, unexpected))
}
