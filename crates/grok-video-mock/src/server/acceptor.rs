use std::sync::Arc;
use std::time::Duration;

use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::AbortHandle;

use super::connection;
use super::door::Door;
use super::state::State;

/// How long to wait after the system refused a connection to us, which it
/// does when there are too many open files.
const PAUSE: Duration = Duration::from_millis(10);

/// The task that accepts connections, and the way to end it and them.
#[derive(Debug)]
pub(super) struct Acceptor {
    door: Arc<Door>,
    task: AbortHandle,
    /// Closed when the task is over, however it ended.
    over: watch::Receiver<()>,
}

impl Acceptor {
    /// Spawns the task on the current runtime.
    pub(super) fn spawn(listener: TcpListener, state: Arc<State>) -> Self {
        let door = Arc::new(Door::new(listener));
        let (running, over) = watch::channel(());
        let accepting = {
            let door = Arc::clone(&door);
            async move {
                accept(&door, &state).await;
                drop(running);
            }
        };
        Self {
            door,
            task: tokio::spawn(accepting).abort_handle(),
            over,
        }
    }

    /// Closes the listening socket and waits until every request that was
    /// being read or answered is answered.
    pub(super) async fn drain(&self) {
        self.door.close();
        // Nothing is ever sent: this ends when the sender is gone.
        let _ = self.over.clone().changed().await;
    }
}

impl Drop for Acceptor {
    fn drop(&mut self) {
        self.door.slam();
        self.task.abort();
    }
}

async fn accept(door: &Door, state: &Arc<State>) {
    let graceful = GracefulShutdown::new();
    while let Some(accepted) = door.next().await {
        match accepted {
            Ok((stream, peer)) => {
                let state = Arc::clone(state);
                door.admit(connection::serve(stream, peer, state, graceful.watcher()));
            }
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
    graceful.shutdown().await;
}
