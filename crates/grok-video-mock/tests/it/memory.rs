//! The in-memory connector under clients on hyper.

use std::io::ErrorKind;
use std::time::Duration;

use grok_video_mock::{Fault, MockServer, Scope, Script, Trigger};
use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper::{Request, Uri};
use hyper_util::client::legacy::Client as HyperClient;
use hyper_util::rt::{TokioExecutor, TokioIo};

use crate::client::{Client, PREFIX};

fn query(server: &MockServer) -> Request<Empty<Bytes>> {
    Request::get(format!("{}/v1/result/video_1", server.base_url()))
        .header("authorization", "Bearer any")
        .body(Empty::new())
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_pooling_client_connects_through_it() {
    let (server, connector) = MockServer::start_in_memory().await;
    server.plant("video_1", "grok_video3", Script::after_polls(1, 0));
    let client = HyperClient::builder(TokioExecutor::new()).build(connector);
    for expected in ["queued", "completed"] {
        let response = client.request(query(&server)).await.unwrap();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let task: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(task["status"], expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_single_connection_runs_over_its_stream() {
    let (server, connector) = MockServer::start_in_memory().await;
    server.plant("video_1", "grok_video3", Script::immediate());
    let stream = TokioIo::new(connector.connect().unwrap());
    let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await.unwrap();
    let connection = tokio::spawn(connection);
    let mut request = query(&server);
    *request.uri_mut() = Uri::try_from(format!("{PREFIX}/v1/result/video_1")).unwrap();
    request
        .headers_mut()
        .insert("host", "mock".parse().unwrap());
    assert_eq!(sender.send_request(request).await.unwrap().status(), 200);
    drop(sender);
    connection.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_gone_refuses() {
    let (server, connector) = MockServer::start_in_memory().await;
    server.plant("video_1", "grok_video3", Script::immediate());
    let mut client = Client::in_memory(&connector);
    assert_eq!(client.query("video_1").await.status, 200);
    drop(server);
    let refused = connector.connect().expect_err("it is gone");
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
    client.write(b"").await;
    assert_eq!(client.rest().await.0, b"");

    let (server, connector) = MockServer::start_in_memory().await;
    server.shutdown().await;
    let refused = connector.connect().expect_err("it is shut down");
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
}

#[tokio::test(start_paused = true)]
async fn a_graceful_end_waits_for_what_is_in_flight() {
    let (server, connector) = MockServer::start_in_memory().await;
    server.plant("video_1", "grok_video3", Script::immediate());
    let hour = Duration::from_secs(3600);
    server.inject(Scope::queries(), Trigger::always(), Fault::late(hour));
    let mut client = Client::in_memory(&connector);
    let query = tokio::spawn(async move { client.query("video_1").await.status });
    server.wait_for_requests(1, Duration::from_secs(1)).await;
    server.shutdown().await;
    assert_eq!(query.await.unwrap(), 200);
    assert_eq!(server.now(), Duration::ZERO, "the delay was cut short");
}
