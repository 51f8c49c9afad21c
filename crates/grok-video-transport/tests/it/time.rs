//! Every call ends in time, whatever the server does: tokio's clock is paused and runs on by itself.

use std::time::Duration;

use grok_video_transport::{ApiKey, Client, Connector, ErrorKind, Phase, Roots, Timeouts};
use grok_video_types::{CreateVideo, Model};
use tokio::net::TcpListener;
use tokio::time::Instant;

use super::server::{KEY, Reply, Server, id};

#[tokio::test(start_paused = true)]
async fn a_mute_server_is_given_up() {
    let server = Server::start(vec![Reply::Stall(Vec::new())]).await;
    let start = Instant::now();
    let error = server.client().query(&id()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout(Phase::Head));
    assert_eq!(start.elapsed().as_secs(), 30);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_stalls_is_given_up() {
    let stall = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{".to_vec();
    let server = Server::start(vec![Reply::Stall(stall)]).await;
    let start = Instant::now();
    let error = server.client().query(&id()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout(Phase::Total));
    assert_eq!(start.elapsed().as_secs(), 60);
    let video = CreateVideo::builder(Model::GrokVideo3, "a kite")
        .build()
        .unwrap();
    assert!(
        server
            .client()
            .create(&video)
            .await
            .unwrap_err()
            .outcome_unknown()
    );
}

#[tokio::test(start_paused = true)]
async fn a_mute_tls_peer_is_given_up_within_the_connect_timeout() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!(
        "https://127.0.0.1:{}",
        listener.local_addr().unwrap().port()
    );
    let mute = tokio::spawn(async move {
        let mut kept = Vec::new();
        while let Ok(accepted) = listener.accept().await {
            kept.push(accepted);
        }
    });
    let client = Client::new(base.parse().unwrap(), ApiKey::new(KEY).unwrap());
    let start = Instant::now();
    let error = client.query(&id()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout(Phase::Connect));
    assert_eq!(start.elapsed(), Duration::from_secs(10));
    mute.abort();
}

#[tokio::test]
async fn the_longest_timeouts_overflow_nothing() {
    let server = Server::start(vec![Reply::ok(r#"{"id":"video_1","status":"queued"}"#)]).await;
    let longest = Timeouts::default()
        .with_connect(Duration::MAX)
        .with_head(Duration::MAX)
        .with_total(Duration::MAX);
    let client = Client::builder(
        server.base(),
        ApiKey::new(KEY).unwrap(),
        Connector::new(Roots::webpki()),
    );
    assert!(client.timeouts(longest).build().query(&id()).await.is_ok());
}
