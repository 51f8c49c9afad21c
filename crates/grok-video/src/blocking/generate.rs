//! The whole way in one call.

use std::future::IntoFuture;
use std::path::PathBuf;

use grok_video_types::VideoTask;

use super::runtime::Runtime;
use crate::{GenerateError, Generated};

/// Creates a task, waits for it, and saves it where [`save_to`](Self::save_to) says; [`run`](Self::run) does so.
///
/// # When the program ends meanwhile
/// The task goes on at the service and is paid. With a ledger, `Client::resume` goes on with it. Without one, take its
/// id with [`on_created`](Self::on_created), and [`wait`](super::Client::wait) for it later.
#[derive(Debug)]
#[must_use = "nothing happens until it is run"]
pub struct Generate {
    inner: crate::Generate,
    client: crate::Client,
    runtime: Runtime,
}

impl Generate {
    pub(super) fn new(inner: crate::Generate, client: &crate::Client, runtime: &Runtime) -> Self {
        Self {
            inner,
            client: client.clone(),
            runtime: runtime.clone(),
        }
    }

    /// Calls `tell` once the task is created, before it is waited for.
    pub fn on_created(self, tell: impl FnOnce(&VideoTask) + Send + 'static) -> Self {
        Self {
            inner: self.inner.on_created(tell),
            ..self
        }
    }

    /// Saves the result at `path`: a file that does not exist yet, or a folder.
    ///
    /// That it can be saved there is made sure of before the task is created and paid.
    pub fn save_to(self, path: impl Into<PathBuf>) -> Self {
        Self {
            inner: self.inner.save_to(path),
            ..self
        }
    }

    /// Names the task in the ledger, as [`crate::Generate::named`] does.
    #[cfg(feature = "ledger")]
    pub fn named(self, client_ref: impl Into<Box<str>>) -> Self {
        Self {
            inner: self.inner.named(client_ref),
            ..self
        }
    }

    /// Goes the whole way, which takes minutes.
    ///
    /// # Errors
    /// A [`GenerateError`] that says how far it came.
    ///
    /// # Panics
    /// On a thread that drives asynchronous tasks.
    #[track_caller]
    pub fn run(self) -> Result<Generated, GenerateError> {
        self.runtime.finish(&self.client, self.inner.into_future())
    }

    /// Creates the task, and waits for nothing, as [`crate::Generate::create`] does; this costs money.
    ///
    /// # Errors
    /// As [`crate::Generate::create`].
    ///
    /// # Panics
    /// On a thread that drives asynchronous tasks.
    #[track_caller]
    pub fn create(self) -> Result<VideoTask, GenerateError> {
        self.runtime.finish(&self.client, self.inner.create())
    }

    /// Finds a task that a crash or an interrupt left, as [`crate::Generate::unfinished`] does.
    ///
    /// # Errors
    /// As [`crate::Generate::unfinished`].
    ///
    /// # Panics
    /// On a thread that drives asynchronous tasks.
    #[cfg(feature = "ledger")]
    #[track_caller]
    pub fn unfinished(&self) -> Result<Option<crate::ledger::Entry>, GenerateError> {
        self.runtime.block_on(self.inner.unfinished())
    }

    /// Writes down what is to be made, and sends nothing: `Client::resume` makes it, in this program or another.
    ///
    /// # Errors
    /// As [`crate::Generate::submit`].
    ///
    /// # Panics
    /// On a thread that drives asynchronous tasks.
    #[cfg(feature = "ledger")]
    #[track_caller]
    pub fn submit(self) -> Result<crate::ledger::Submitted, GenerateError> {
        self.runtime.block_on(self.inner.submit())
    }

    /// Returns what is to be made.
    #[cfg(feature = "ledger")]
    pub(super) fn into_inner(self) -> crate::Generate {
        self.inner
    }
}
