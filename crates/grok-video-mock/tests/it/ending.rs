use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};

use grok_video_mock::{MockServer, Script};

use crate::client::{CREATE, Client};

#[track_caller]
fn check_refused(addr: SocketAddr) {
    let error = TcpStream::connect(addr).expect_err("the port must refuse");
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
}

#[tokio::test]
async fn the_port_refuses_as_soon_as_the_last_handle_is_dropped() {
    let server = MockServer::start().await;
    let clone = server.clone();
    let addr = server.addr();
    drop(server);
    TcpStream::connect(addr).unwrap();
    drop(clone);
    check_refused(addr);
}

#[tokio::test]
async fn dropping_ends_connections_and_answers_nothing_more() {
    let server = MockServer::start().await;
    server.plant("video_1", "grok_video3", Script::immediate());
    let mut client = Client::of(&server).await;
    assert_eq!(client.query("video_1").await.status, 200);
    drop(server);
    client.write(b"GET / HTTP/1.1\r\nHost: mock\r\n\r\n").await;
    // Whether by an end or by a reset is the system's choice.
    assert_eq!(client.rest().await.0, b"");
}

#[tokio::test]
async fn a_graceful_shutdown_answers_what_is_in_flight() {
    let server = MockServer::start().await;
    let mut idle = Client::of(&server).await;
    idle.query("video_1").await;
    let mut client = Client::of(&server).await;
    let body = r#"{"model":"grok_video3","prompt":"A cat"}"#;
    let (first, second) = body.split_at(10);
    let head = format!(
        "POST {CREATE} HTTP/1.1\r\nHost: mock\r\nAuthorization: Bearer k\r\n\
         Expect: 100-continue\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    client.write(head.as_bytes()).await;
    // The server says that it has read the head, and waits for the body.
    assert_eq!(client.read(false).await.status, 100);
    client.write(first.as_bytes()).await;

    let addr = server.addr();
    let shutdown = tokio::spawn({
        let server = server.clone();
        async move { server.shutdown().await }
    });
    assert_eq!(idle.rest().await, (Vec::new(), None));
    check_refused(addr);
    assert!(!shutdown.is_finished());

    client.write(second.as_bytes()).await;
    assert_eq!(client.read(true).await.status, 200);
    shutdown.await.unwrap();
    assert_eq!(client.rest().await, (Vec::new(), None));
    assert_eq!(server.counts().creates, 1);
}

#[test]
fn a_server_on_its_own_thread_serves_those_who_block() {
    let server = MockServer::builder().start_on_thread().unwrap();
    server.plant("video_1", "grok_video3", Script::immediate());
    let addr = server.addr();
    let mut stream = TcpStream::connect(addr).unwrap();
    let path = "/kyyReactApiServer/v1/result/video_1";
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: mock\r\nAuthorization: Bearer k\r\n\r\n"
    )
    .unwrap();
    let mut status = [0; 12];
    stream.read_exact(&mut status).unwrap();
    assert_eq!(&status, b"HTTP/1.1 200");

    drop(server);
    check_refused(addr);
    // The thread is joined, and its connections are gone with it.
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).unwrap();
    assert_eq!(rest.last(), Some(&b'}'));
}

#[tokio::test(start_paused = true)]
async fn a_server_on_its_own_thread_does_not_follow_a_paused_clock() {
    let server = MockServer::builder().start_on_thread().unwrap();
    tokio::time::advance(std::time::Duration::from_secs(3600)).await;
    let minute = std::time::Duration::from_secs(60);
    server.plant("video_1", "grok_video3", Script::after(minute, minute));
    let mut client = Client::of(&server).await;
    tokio::time::advance(std::time::Duration::from_secs(3600)).await;
    assert_eq!(client.query("video_1").await.field("status"), "queued");
}

#[test]
fn a_server_may_outlive_its_runtime() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let server = runtime.block_on(MockServer::start());
    drop(runtime);
    let addr = server.addr();
    assert_eq!(server.requests(), []);
    drop(server);
    check_refused(addr);
}

#[tokio::test]
async fn many_servers_at_once_are_no_problem() {
    let mut servers = Vec::new();
    for _ in 0..100 {
        servers.push(MockServer::start().await);
    }
    for server in &servers {
        assert_eq!(Client::of(server).await.query("video_1").await.status, 404);
    }
    // One by one: a port that is free for long may become somebody else's.
    for server in servers {
        let addr = server.addr();
        drop(server);
        check_refused(addr);
    }
}

#[tokio::test]
async fn what_can_not_be_started_is_an_error() {
    let taken = MockServer::start().await;
    let error = MockServer::builder()
        .listen(taken.addr())
        .start()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AddrInUse);
    let error = MockServer::builder()
        .time_scale(0.0)
        .start()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    let error = MockServer::builder()
        .prefix("/a b")
        .start_on_thread()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}
