//! The client that blocks, against a service on a thread of its own: it asks every few milliseconds, and the service
//! goes by the number of polls.

mod calls;
#[cfg(feature = "ledger")]
mod closed;
#[cfg(feature = "ledger")]
mod ledger;
mod threads;

use std::time::Duration;

use grok_video::blocking::Client;
use grok_video::{ClientBuilder, Schedule};
use grok_video_mock::{MockServer, Script};

use super::service::{VIDEO, builder, id, request};

/// How long anything may take that takes no time.
const LONG: Duration = Duration::from_secs(60);

/// Starts a service whose tasks are queued for one poll, and processed for another.
fn service() -> MockServer {
    let server = MockServer::builder().script(Script::after_polls(1, 1));
    server.start_on_thread().unwrap()
}

fn hasty(server: &MockServer) -> ClientBuilder {
    let schedule = Schedule::fixed(Duration::from_millis(2))
        .with_first_poll(Duration::ZERO)
        .build()
        .unwrap();
    builder(&server.base_url()).schedule(schedule)
}

fn client(server: &MockServer) -> Client {
    hasty(server).build_blocking().unwrap()
}
