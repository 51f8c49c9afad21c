//! It works on the runtimes that there are, and over connections of the caller's own.

use std::future::{Future, poll_fn};

use bytes::Bytes;
use grok_video_transport::{
    Answer, ApiKey, Auth, BareConnection, BaseUrl, Client, Connector, Download, DownloadError,
    Downloader, Error, Http1, NetError, RequestBody, ResponseBody, Roots, Tls,
};
use http_body_util::BodyExt;
use hyper_util::rt::TokioIo;
use tokio::runtime::{Builder, Runtime};
use tower_layer::Layer;
use tower_service::Service;

use super::cancel::serve;
use super::in_memory::InMemory;
use super::server::{KEY, Reply, Server, id};

const QUEUED: &str = r#"{"id":"video_1","status":"queued"}"#;

/// Asks twice over TCP and twice in memory, from this task and from another.
async fn ask() {
    let server = Server::start(vec![Reply::ok(QUEUED)]).await;
    let over_tcp = server.client();
    let in_memory = InMemory::new(serve).client();
    for _ in 0..2 {
        over_tcp.query(&id()).await.unwrap();
        in_memory.query(&id()).await.unwrap();
        let (over_tcp, in_memory) = (over_tcp.clone(), in_memory.clone());
        let elsewhere = tokio::spawn(async move {
            over_tcp.query(&id()).await.unwrap();
            in_memory.query(&id()).await.unwrap();
        });
        elsewhere.await.unwrap();
    }
    assert_eq!((server.requests().len(), server.n_connections()), (4, 1));
}

#[tokio::test]
async fn on_one_thread() {
    ask().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_several_threads() {
    ask().await;
}

#[tokio::test(start_paused = true)]
async fn under_a_paused_clock() {
    ask().await;
}

#[test]
fn on_one_runtime_after_the_other() {
    let runtime = || -> Runtime { Builder::new_current_thread().enable_all().build().unwrap() };
    let client = InMemory::new(serve).client();
    for _ in 0..3 {
        // The connections that wait die with their runtime, and what would close them too.
        runtime().block_on(async {
            for _ in 0..2 {
                assert!(client.query(&id()).await.is_ok());
            }
        });
    }
}

#[test]
fn on_one_runtime_beside_another_that_stands_still() {
    let runtime = || -> Runtime { Builder::new_current_thread().enable_all().build().unwrap() };
    let network = InMemory::new(serve);
    let client = network.client();
    let runtimes = [runtime(), runtime()];
    for (n, runtime) in runtimes.iter().enumerate() {
        // What waits on the first one is no use here, where nothing does its work.
        for _ in 0..2 {
            assert!(runtime.block_on(client.query(&id())).is_ok());
        }
        assert_eq!(network.n_connections(), n + 1);
    }
    // Back on the first, its own connection is still good.
    assert!(runtimes[0].block_on(client.query(&id())).is_ok());
    assert_eq!(network.n_connections(), 2);
}

#[tokio::test]
async fn auth_works_over_a_bare_connection() {
    let (near, far) = tokio::io::duplex(1024);
    tokio::spawn(serve(0, far));
    let (bare, work) = BareConnection::handshake(TokioIo::new(near)).await.unwrap();
    tokio::spawn(work);
    let base = "https://relay.example.com/prefix".parse().unwrap();
    let mut service = Auth::new(base, &ApiKey::new(KEY).unwrap()).layer(bare);
    for n in 0..3 {
        let uri = format!("https://relay.example.com/prefix/v1/result/video_{n}");
        let request = http::Request::get(uri).body(RequestBody::default());
        poll_fn(|context| service.poll_ready(context))
            .await
            .unwrap();
        let answer = service.call(request.unwrap()).await.unwrap();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        let expected = format!(r#"{{"id":"video_{n}","status":"queued"}}"#);
        assert_eq!(body, expected.as_bytes());
    }
}

#[test]
fn what_is_public_crosses_threads() {
    fn check<T: Send + Sync + 'static>() {}
    check::<Answer>();
    check::<ApiKey>();
    check::<Auth>();
    check::<BareConnection<RequestBody>>();
    check::<BaseUrl>();
    check::<Client<Http1>>();
    check::<Client<Http1<InMemory>>>();
    check::<Connector>();
    check::<Download>();
    check::<DownloadError>();
    check::<Downloader>();
    check::<Error>();
    check::<NetError>();
    check::<ResponseBody>();
    check::<Roots>();
    check::<Tls>();
    fn sent<F: Future + Send>(_: F) {}
    let client = Client::new(
        "https://relay.example.com".parse().unwrap(),
        ApiKey::new(KEY).unwrap(),
    );
    sent(client.query(&id()));
    sent(client.query_raw(&id()));
    fn body<B: http_body::Body<Data = Bytes>>() {}
    body::<RequestBody>();
    body::<ResponseBody>();
}
