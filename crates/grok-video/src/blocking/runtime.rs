//! What drives a client that blocks.

use std::future::Future;
use std::sync::Arc;

use tokio::runtime::{Builder, EnterGuard, Handle};

use crate::ConfigError;

/// Runs futures on the thread that calls, and what they spawn on a worker. Clones share it.
#[derive(Debug, Clone)]
pub(super) struct Runtime(Arc<Owned>);

#[derive(Debug)]
struct Owned {
    handle: Handle,
    /// `None` once it ends.
    runtime: Option<tokio::runtime::Runtime>,
}

impl Runtime {
    pub(super) fn start() -> Result<Self, ConfigError> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("grok-video")
            .enable_all()
            .build()
            .map_err(|error| ConfigError::Runtime(error.kind()))?;
        Ok(Self(Arc::new(Owned {
            handle: runtime.handle().clone(),
            runtime: Some(runtime),
        })))
    }

    #[track_caller]
    pub(super) fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.0.handle.block_on(future)
    }

    /// Runs a call of a client, and whatever is to be written into its ledger afterwards: who drops the runtime next
    /// would cut that short.
    #[track_caller]
    pub(super) fn finish<F: Future>(&self, client: &crate::Client, call: F) -> F::Output {
        self.block_on(async {
            let done = call.await;
            #[cfg(feature = "ledger")]
            client.close().await;
            #[cfg(not(feature = "ledger"))]
            let _ = client;
            done
        })
    }

    /// Makes this the runtime of the thread, for what is made now and driven later.
    pub(super) fn enter(&self) -> EnterGuard<'_> {
        self.0.handle.enter()
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        let Some(runtime) = self.runtime.take() else {
            return;
        };
        // Where tasks are driven, nobody may wait for its end, and to wait is what a drop does.
        if Handle::try_current().is_ok() {
            runtime.shutdown_background();
        }
    }
}
