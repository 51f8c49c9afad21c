//! Connections that wait for a next request are really closed.

use std::time::Duration;

use grok_video_transport::{ApiKey, Client};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::{Instant, timeout};

use super::super::server::{KEY, id};

#[tokio::test(start_paused = true)]
async fn a_connection_that_waits_is_closed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let client = Client::new(base.parse().unwrap(), ApiKey::new(KEY).unwrap());
    let serving = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 4096];
        assert!(stream.read(&mut request).await.unwrap() > 0);
        let body = r#"{"id":"video_1","status":"queued"}"#;
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all((head + body).as_bytes()).await.unwrap();
        let begin = Instant::now();
        let closed = timeout(Duration::from_secs(120), stream.read(&mut request));
        assert_eq!(closed.await.expect("it is closed").unwrap(), 0);
        begin.elapsed()
    });
    client.query(&id()).await.unwrap();
    let waited = serving.await.unwrap();
    assert!(waited >= Duration::from_secs(15), "{waited:?}");
    assert!(waited <= Duration::from_secs(31), "{waited:?}");
}
