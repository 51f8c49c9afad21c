use std::net::TcpStream;
use std::time::Duration;

use std::io::Write as _;

use grok_video_mock::{Fault, MockServer, Scope, Script, Trigger};

use crate::client::{Client, PREFIX};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn requests_in_flight_are_seen() {
    let (server, connector) = MockServer::start_in_memory().await;
    server.plant("video_1", "grok_video3", Script::immediate());
    server.inject(Scope::queries(), Trigger::always(), Fault::stall());
    let mut clients: Vec<_> = (0..3).map(|_| Client::in_memory(&connector)).collect();
    let queries: Vec<_> = clients
        .drain(..)
        .map(|mut client| tokio::spawn(async move { client.query("video_1").await }))
        .collect();
    let requests = server.wait_for_requests(3, SECOND).await;
    assert_eq!(requests.len(), 3);
    assert!(requests.iter().all(|request| request.status.is_none()));
    assert!(queries.iter().all(|query| !query.is_finished()));
    queries.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test(start_paused = true)]
#[should_panic(expected = "1 of 2 requests came within 5.000 s.")]
async fn waiting_in_vain_is_bounded() {
    let (server, connector) = MockServer::start_in_memory().await;
    server.plant("video_1", "grok_video3", Script::immediate());
    Client::in_memory(&connector).query("video_1").await;
    server.wait_for_requests(2, 5 * SECOND).await;
}

#[test]
fn those_who_block_can_wait_too() {
    let server = MockServer::start_on_thread();
    server.plant("video_1", "grok_video3", Script::immediate());
    server.inject(Scope::queries(), Trigger::always(), Fault::stall());
    let mut stream = TcpStream::connect(server.addr()).unwrap();
    write!(
        stream,
        "GET {PREFIX}/v1/result/video_1 HTTP/1.1\r\nHost: mock\r\nAuthorization: Bearer k\r\n\r\n"
    )
    .unwrap();
    let requests = server.wait_for_requests_blocking(1, 30 * SECOND);
    assert_eq!(requests[0].task.as_deref(), Some("video_1"));
}
