//! A server that is slow, mute or stalled costs no more than its time, and a slow consumer of a
//! result is no slow server. The clock is paused and runs on by itself.

use std::time::Duration;

use grok_video_transport::{
    ApiKey, Client, Connector, DownloadErrorKind, ErrorKind, Phase, Roots, Timeouts,
};
use grok_video_types::{CreateVideo, Model};
use tokio::net::TcpListener;
use tokio::time::{Instant, timeout};

use super::super::fetch::{downloader, failed, fetch, url};
use super::super::server::{KEY, Reply, Server, id};

/// Checks how a query ends that is answered with `reply`, and that it takes so many seconds.
async fn check_query(reply: Reply, phase: Phase, seconds: u64) {
    let server = Server::start(vec![reply]).await;
    let begin = Instant::now();
    let error = server.client().query(&id()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout(phase), "{error}");
    assert_eq!(begin.elapsed().as_secs(), seconds);
}

async fn check_download(reply: Reply, phase: Phase, seconds: u64) {
    let begin = Instant::now();
    let error = failed(reply).await;
    assert_eq!(error.kind(), DownloadErrorKind::Timeout(phase), "{error}");
    assert_eq!(begin.elapsed().as_secs(), seconds);
}

/// Takes connections and says nothing.
async fn mute() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut kept = Vec::new();
        while let Ok(accepted) = listener.accept().await {
            kept.push(accepted);
        }
    });
    port
}

#[tokio::test(start_paused = true)]
async fn a_mute_tls_peer_is_given_up_within_the_connect_timeout() {
    let place = format!("https://127.0.0.1:{}", mute().await);
    let video = CreateVideo::builder(Model::GrokVideo3, "a kite")
        .build()
        .unwrap();
    let default = Timeouts::default();
    let seconds = Duration::from_secs;
    // Where the whole call has less time, it ends just before that, and still knows that nothing
    // was sent.
    for (timeouts, limit) in [
        (default, seconds(10)),
        (default.with_total(seconds(5)), seconds(5)),
        (default.with_head(seconds(10)), seconds(10)),
    ] {
        let connector = Connector::new(Roots::webpki());
        let key = ApiKey::new(KEY).unwrap();
        let client = Client::builder(place.parse().unwrap(), key, connector);
        let client = client.timeouts(timeouts).build();
        let begin = Instant::now();
        let error = client.query(&id()).await.unwrap_err();
        assert!(error.is_timeout(Phase::Connect), "{error}");
        let error = client.create(&video).await.unwrap_err();
        assert!(error.is_timeout(Phase::Connect), "{error}");
        assert!(error.not_sent() && !error.outcome_unknown());
        let took = begin.elapsed() / 2;
        assert!(limit - limit / 50 <= took && took <= limit, "{took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_download_from_a_mute_tls_peer_is_given_up_within_the_connect_timeout() {
    let place = format!("https://127.0.0.1:{}/v", mute().await);
    let begin = Instant::now();
    let error = fetch(&downloader(), &place).await.unwrap_err();
    assert_eq!(error.kind(), DownloadErrorKind::Timeout(Phase::Connect));
    assert_eq!(begin.elapsed(), Duration::from_secs(10));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_does_not_begin_is_given_up() {
    check_query(Reply::Stall(Vec::new()), Phase::Head, 30).await;
    let head = b"HTTP/1.1 200 OK\r\nx: ".to_vec();
    check_query(Reply::Stall(head.clone()), Phase::Head, 30).await;
    check_query(Reply::Drip(head), Phase::Head, 30).await;
    let informational = b"HTTP/1.1 103 Early Hints\r\n\r\n".repeat(3);
    check_query(Reply::Stall(informational), Phase::Head, 30).await;
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_does_not_end_is_given_up() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n".to_vec();
    check_query(Reply::Stall(head.clone()), Phase::Total, 60).await;
    check_query(Reply::Drip(head.clone()), Phase::Total, 60).await;
    let server = Server::start(vec![Reply::Stall(head)]).await;
    let video = CreateVideo::builder(Model::GrokVideo3, "a kite")
        .build()
        .unwrap();
    let error = server.client().create(&video).await.unwrap_err();
    assert!(error.outcome_unknown(), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_result_that_stalls_is_given_up() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\nvideo".to_vec();
    check_download(Reply::Stall(head), Phase::Idle, 20).await;
    check_download(Reply::Stall(Vec::new()), Phase::Head, 30).await;
}

#[tokio::test(start_paused = true)]
async fn a_stall_is_seen_by_whoever_waits_in_short_turns() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\nvideo".to_vec();
    let server = Server::start(vec![Reply::Stall(head)]).await;
    let url = url(&format!("http://{}/v", server.addr));
    let mut download = downloader().get(&url).await.unwrap();
    let begin = Instant::now();
    let error = loop {
        match timeout(Duration::from_secs(1), download.chunk()).await {
            Ok(Ok(chunk)) => assert_eq!(chunk.unwrap(), &b"video"[..]),
            Ok(Err(error)) => break error,
            Err(_) => {}
        }
    };
    let kind = DownloadErrorKind::Timeout(Phase::Idle);
    assert_eq!(error.kind(), kind, "{error}");
    assert!(begin.elapsed().as_secs() <= 21, "{:?}", begin.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_result_that_drips_is_given_up() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n".to_vec();
    check_download(Reply::Drip(head), Phase::Rate, 30).await;
}

#[tokio::test(start_paused = true)]
async fn a_slow_consumer_is_no_slow_server() {
    let video = vec![7; 300_000];
    let server = Server::start(vec![Reply::http(200, "", &video)]).await;
    let url = url(&format!("http://{}/v", server.addr));
    let mut download = downloader().get(&url).await.unwrap();
    let mut n_bytes = 0;
    while let Some(chunk) = download.chunk().await.unwrap() {
        n_bytes += chunk.len();
        tokio::time::advance(Duration::from_secs(25)).await;
    }
    assert_eq!(n_bytes, video.len());
}

#[tokio::test(start_paused = true)]
async fn a_result_that_has_all_come_is_whole_however_late_it_is() {
    let server = Server::start(vec![Reply::http(200, "", "video")]).await;
    let url = url(&format!("http://{}/v", server.addr));
    let mut download = downloader().get(&url).await.unwrap();
    assert_eq!(download.chunk().await.unwrap().unwrap(), &b"video"[..]);
    tokio::time::advance(Duration::from_secs(3600)).await;
    assert_eq!(download.chunk().await.unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn a_result_that_is_always_there_ends_with_the_whole_time_too() {
    let server = Server::start(vec![Reply::http(200, "", vec![7; 4_000_000])]).await;
    let url = url(&format!("http://{}/v", server.addr));
    let mut download = downloader().get(&url).await.unwrap();
    let begin = Instant::now();
    let error = loop {
        match download.chunk().await {
            Ok(chunk) => assert!(chunk.is_some(), "it came to an end"),
            Err(error) => break error,
        }
        tokio::time::advance(Duration::from_secs(600)).await;
    };
    let kind = DownloadErrorKind::Timeout(Phase::Total);
    assert_eq!(error.kind(), kind, "{error}");
    assert_eq!(begin.elapsed(), Duration::from_secs(30 * 60));
    // Whoever asks on is not told that this was all.
    assert_eq!(download.chunk().await.unwrap_err().kind(), kind);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_whose_words_stall_is_one_though_the_call_ends_meanwhile() {
    let head = "HTTP/1.1 402 Payment Required\r\nContent-Length: 100\r\nRetry-After: 7\r\n\r\n{";
    let video = CreateVideo::builder(Model::GrokVideo3, "a kite")
        .build()
        .unwrap();
    for seconds in [3, 60] {
        let server = Server::start(vec![Reply::Stall(head.into())]).await;
        let timeouts = Timeouts::default().with_total(Duration::from_secs(seconds));
        let key = ApiKey::new(KEY).unwrap();
        let client = Client::builder(server.base(), key, Connector::new(Roots::webpki()));
        let begin = Instant::now();
        let error = client
            .timeouts(timeouts)
            .build()
            .create(&video)
            .await
            .unwrap_err();
        assert!(!error.outcome_unknown(), "{error}");
        assert!(matches!(error.kind(), ErrorKind::Api(_)), "{error}");
        assert_eq!(begin.elapsed().as_secs(), seconds.min(5));
    }
}
