use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::AbortHandle;

use super::connection;
use super::door::Door;
use super::state::State;
use super::wire::Fate;
use crate::router::Caller;

/// How long to wait after the system refused a connection to us, which it
/// does when there are too many open files.
const PAUSE: Duration = Duration::from_millis(10);

/// The task that accepts connections at a door with a listening socket.
#[derive(Debug)]
pub(super) struct Acceptor {
    task: AbortHandle,
}

impl Acceptor {
    /// Opens a door and spawns the task on the current runtime.
    pub(super) fn spawn(listener: TcpListener, state: Arc<State>) -> (Arc<Door>, Self) {
        let door = Arc::new(Door::open(Some(listener)));
        let task = tokio::spawn(accept(Arc::clone(&door), state)).abort_handle();
        (door, Self { task })
    }
}

impl Drop for Acceptor {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(door: Arc<Door>, state: Arc<State>) {
    while let Some(accepted) = door.next().await {
        match accepted {
            Ok((stream, peer)) => {
                // Without it answers come late, but they come.
                let _ = stream.set_nodelay(true);
                let caller = match peer.ip().to_canonical().is_loopback() {
                    true => Caller::SameMachine,
                    false => Caller::Elsewhere,
                };
                let state = Arc::clone(&state);
                door.admit(|watcher| {
                    connection::serve(stream, Arc::new(Fate::default()), caller, state, watcher)
                });
            }
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}
