//! How long things may take.

use std::time::Duration;

use grok_video_transport::{ApiKey, Client, Connector, Roots, Timeouts};

use super::server::{KEY, Reply, Server, id};

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
