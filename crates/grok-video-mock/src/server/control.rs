use std::time::Duration;

use super::MockServer;
use crate::fault::{Fault, Replies, Scope, Trigger};
use crate::session::Session;
use crate::world::{Completion, End, IsOver, Planted, RateLimit, Script, World};

/// Steering what the service does.
impl MockServer {
    /// Adds a task with a chosen id, as if it were created now. It takes the
    /// place of a task that has this id.
    ///
    /// Neither id nor model are checked, so that a test may plant what the
    /// service would not make.
    pub fn plant(&self, id: &str, model: &str, script: Script) {
        let planted = Planted::new(id, model, Some(script));
        self.with(|simulation, now| simulation.world.plant(&planted, now));
    }

    /// Moves a task on by one step, whatever its script: from queued to
    /// processing, or from processing to its end. Its script goes on from there.
    ///
    /// # Panics
    ///
    /// Panics if there is no such task, or it is over.
    #[track_caller]
    pub fn step(&self, id: &str) {
        self.steer(id, |world, now| world.step(id, now));
    }

    /// Completes a task at once, with what `completion` says.
    ///
    /// # Panics
    ///
    /// Panics if there is no such task, or it is over.
    #[track_caller]
    pub fn complete(&self, id: &str, completion: Completion) {
        let end = End::Completed(Box::new(completion));
        self.steer(id, |world, now| world.finish(id, end, now));
    }

    /// Fails a task at once, with `message` in `error`.
    ///
    /// # Panics
    ///
    /// Panics if there is no such task, or it is over.
    #[track_caller]
    pub fn fail(&self, id: &str, message: impl Into<String>) {
        let end = End::Failed(message.into().into_boxed_str());
        self.steer(id, |world, now| world.finish(id, end, now));
    }

    /// Holds a task where it is: neither time nor queries move it on, until it
    /// is [released](Self::release). A task that is over stays what it is.
    ///
    /// # Panics
    ///
    /// Panics if there is no such task.
    #[track_caller]
    pub fn hold(&self, id: &str) {
        self.steer(id, |world, now| world.set_held(id, true, now).map(Ok));
    }

    /// Lets a task that is [held](Self::hold) go on from where it is. The time
    /// and the queries in between do not count.
    ///
    /// # Panics
    ///
    /// Panics if there is no such task.
    #[track_caller]
    pub fn release(&self, id: &str) {
        self.steer(id, |world, now| world.set_held(id, false, now).map(Ok));
    }

    /// Lets virtual time pass at once, beside what passes by itself. A server
    /// with a [manual clock](super::Builder::manual_clock) knows no other time.
    ///
    /// Tasks, expiry, rate limits and delays follow; the clock of tokio, and
    /// with it the client, does not.
    pub fn advance(&self, by: Duration) {
        self.running.state.advance(by);
    }

    /// Gives the next requests in `scope` these replies, one after the other.
    ///
    /// The oldest script that has a reply for a request gives it; all scripts
    /// come before all faults that are [injected](Self::inject).
    pub fn reply(&self, scope: Scope, replies: impl Into<Replies>) {
        let replies = replies.into();
        self.with(|simulation, _| simulation.faults.script(scope, replies));
    }

    /// Lets `fault` happen to requests in `scope`, when `trigger` says so.
    ///
    /// Where several strike one request, the oldest of them happens; each of
    /// them counts, and draws, as if it were alone.
    pub fn inject(&self, scope: Scope, trigger: Trigger, fault: Fault) {
        self.with(|simulation, _| simulation.faults.rule(scope, trigger, fault));
    }

    /// Lets the service begin anew as it was built, or as the last scenario
    /// said that the admin API was given: without the tasks, faults and journal
    /// that came later, and with the randomness of its seed. Time goes on.
    ///
    /// Unexpected requests are forgotten, too.
    ///
    /// ```
    /// use grok_video_mock::{MockServer, Script};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let server = MockServer::start().await;
    /// server.plant("video_1", "grok_video3", Script::manual());
    /// server.step("video_1");
    /// server.reset();
    /// assert_eq!(server.counts().total(), 0);
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if this is a [session](Self::session) that can't begin.
    #[track_caller]
    pub fn reset(&self) {
        self.with_session(Session::reset);
    }

    /// Sets what `key` has left to pay for tasks with; a create that costs
    /// more is answered with 402. Without it, a key pays nothing.
    pub fn set_balance(&self, key: &str, balance: u64) {
        self.with(|simulation, _| simulation.world.accounts.set_balance(key, balance));
    }

    /// Returns what `key` has left, if it has a balance.
    #[must_use]
    pub fn balance(&self, key: &str) -> Option<u64> {
        self.with(|simulation, _| simulation.world.accounts.balance(key))
    }

    /// Sets how often each key may query; `None` lets them all.
    pub fn set_rate_limit(&self, limit: impl Into<Option<RateLimit>>) {
        let limit = limit.into();
        self.with(|simulation, _| simulation.world.accounts.set_limit(limit));
    }

    #[track_caller]
    fn steer(
        &self,
        id: &str,
        step: impl FnOnce(&mut World, Duration) -> Option<Result<(), IsOver>>,
    ) {
        // Not to panic under the lock.
        match self.with(|simulation, now| step(&mut simulation.world, now)) {
            Some(Ok(())) => {}
            Some(Err(IsOver)) => panic!("task {} is over already", id.escape_debug()),
            None => panic!(
                "there is no task {}; it can be planted with `plant`",
                id.escape_debug()
            ),
        }
    }
}
