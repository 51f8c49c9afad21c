//! A double that serves for as long as the process lasts.

use std::future::pending;
use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread;

use tokio::runtime::{Builder, Runtime};

use super::Double;

/// Makes a runtime on the thread that uses it, with its clock and network.
///
/// # Panics
/// Where the system refuses what that takes.
pub fn runtime() -> Runtime {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.expect("there can be a runtime")
}

/// Starts a server on a thread of its own that lasts as long as the process.
///
/// # Panics
/// When it can't start.
pub fn serve(double: Double) -> SocketAddr {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        runtime().block_on(async {
            let server = double.start().await;
            tell.send(server.addr).expect("somebody waits for it");
            pending::<()>().await;
        });
    });
    told.recv().expect("it starts")
}
