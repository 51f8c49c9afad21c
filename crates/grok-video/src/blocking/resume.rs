//! Going on with everything that was left unfinished, in one call.

use std::future::{Future, IntoFuture};

use grok_video_ledger::TaskNo;

use super::runtime::Runtime;
use crate::{Ended, Notice, ResumeError, Resumed};

/// Goes on with everything that the ledger has unfinished for this client's account; [`run`](Self::run) does so.
///
/// What it takes in hand and what it leaves alone is said at [`crate::Resume`]. Where the program ends meanwhile,
/// all of it can be gone on with again, but for create calls that were under way: their outcome is unknown.
#[derive(Debug)]
#[must_use = "nothing happens until it is run"]
pub struct Resume {
    inner: crate::Resume,
    client: crate::Client,
    runtime: Runtime,
}

impl Resume {
    pub(super) fn new(inner: crate::Resume, client: &crate::Client, runtime: &Runtime) -> Self {
        Self {
            inner,
            client: client.clone(),
            runtime: runtime.clone(),
        }
    }

    /// Calls `tell` for what happens to the tasks, on the client's worker thread.
    pub fn on_news(self, tell: impl Fn(&Notice<'_>) + Send + Sync + 'static) -> Self {
        Self {
            inner: self.inner.on_news(tell),
            ..self
        }
    }

    /// Calls `tell` for each task that has ended.
    pub fn on_end(self, tell: impl FnMut(&Ended) + Send + 'static) -> Self {
        Self {
            inner: self.inner.on_end(tell),
            ..self
        }
    }

    /// Watches tasks anew, as [`crate::Resume::watch_anew`] says.
    pub fn watch_anew(self) -> Self {
        Self {
            inner: self.inner.watch_anew(),
            ..self
        }
    }

    /// Sets how many tasks are in hand at a time (default: 1000).
    pub fn limit(self, limit: usize) -> Self {
        Self {
            inner: self.inner.limit(limit),
            ..self
        }
    }

    /// Goes on with these tasks alone, as [`crate::Resume::only`] does.
    pub fn only(self, tasks: impl IntoIterator<Item = TaskNo>) -> Self {
        Self {
            inner: self.inner.only(tasks),
            ..self
        }
    }

    /// Makes each create call once, as [`crate::Resume::create_once`] does.
    pub fn create_once(self) -> Self {
        Self {
            inner: self.inner.create_once(),
            ..self
        }
    }

    /// Ends the work once `stop` is there, as [`crate::Resume::until`] does. Any future will do, such as the receiver of
    /// a channel whose sender another thread has.
    pub fn until(self, stop: impl Future<Output = ()> + Send + 'static) -> Self {
        Self {
            inner: self.inner.until(stop),
            ..self
        }
    }

    /// Goes on until nothing is left to go on with.
    ///
    /// # Errors
    /// When the ledger can't be used, or the client has none.
    ///
    /// # Panics
    /// On a thread that drives asynchronous tasks.
    #[track_caller]
    pub fn run(self) -> Result<Resumed, ResumeError> {
        self.runtime.finish(&self.client, self.inner.into_future())
    }
}
