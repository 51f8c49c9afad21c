//! Under a paused clock nothing times out that should not.

use std::time::Duration;

use grok_video_mock::{MockServer, Script};
use tokio::time::timeout;

use crate::client::Client;

const N_CLIENTS: usize = 100;
const N_QUERIES: usize = 100;
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends 10,000 requests, on connections that are all open at once, and
/// returns how many of them timed out.
async fn n_timeouts(mut connect: impl AsyncFnMut() -> Client) -> usize {
    let mut clients = Vec::new();
    for _ in 0..N_CLIENTS {
        let mut client = connect().await;
        clients.push(tokio::spawn(async move {
            let mut n_timeouts = 0;
            for _ in 0..N_QUERIES {
                match timeout(PATIENCE, client.query("video_1")).await {
                    Ok(answer) => assert_eq!(answer.status, 200),
                    Err(_) => n_timeouts += 1,
                }
            }
            n_timeouts
        }));
    }
    let mut n_timeouts = 0;
    for client in clients {
        n_timeouts += client.await.unwrap();
    }
    n_timeouts
}

#[track_caller]
fn check(server: &MockServer, n_timeouts: usize) {
    assert_eq!(n_timeouts, 0);
    assert_eq!(server.counts().queries, (N_CLIENTS * N_QUERIES) as u64);
    assert_eq!(server.now(), Duration::ZERO, "nobody waited for anything");
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_requests_over_tcp_time_out_never() {
    let server = MockServer::start().await;
    server.plant("video_1", "grok_video3", Script::manual());
    let n_timeouts = n_timeouts(async || Client::of(&server).await).await;
    check(&server, n_timeouts);
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_requests_in_memory_time_out_never() {
    let (server, connector) = MockServer::start_in_memory().await;
    server.plant("video_1", "grok_video3", Script::manual());
    let n_timeouts = n_timeouts(async || Client::in_memory(&connector)).await;
    check(&server, n_timeouts);
}
