//! Downloads against a server that answers whatever a script says.

use grok_video_transport::{DownloadError, DownloadErrorKind, Downloader, Guard, Phase};
use grok_video_types::ResultUrl;
use tokio::time::Instant;

use super::server::{Reply, Server};

fn downloader() -> Downloader {
    Downloader::new(Guard::AllowLoopback)
}

async fn fetch(downloader: &Downloader, url: &str) -> Result<Vec<u8>, DownloadError> {
    let mut download = downloader.get(&ResultUrl::new(url).unwrap()).await?;
    let mut bytes = Vec::new();
    while let Some(chunk) = download.chunk().await? {
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

async fn fetch_from(server: &Server, path: &str) -> Result<Vec<u8>, DownloadError> {
    fetch(&downloader(), &format!("http://{}{path}", server.addr)).await
}

async fn failed(reply: Reply) -> DownloadError {
    let server = Server::start(vec![reply]).await;
    fetch_from(&server, "/v.mp4?sig=secret").await.unwrap_err()
}

#[tokio::test]
async fn a_result_comes_whole_and_the_url_goes_as_it_is() {
    let server = Server::start(vec![Reply::http(200, "", "video")]).await;
    let path = "/a%2Fb/v.mp4?X-Sig=a%20b+c&e=~!*'()";
    assert_eq!(fetch_from(&server, path).await.unwrap(), b"video");
    let request = &server.requests()[0];
    assert!(
        request.starts_with(&format!("GET {path} HTTP/1.1\r\n")),
        "{request}"
    );
    let mut names: Vec<_> = request
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(": "))
        .map(|(name, _)| name.to_ascii_lowercase())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "accept-encoding", "host", "user-agent"]);
}

#[tokio::test]
async fn three_redirects_are_followed_and_no_more() {
    let hop = |to: &str| Reply::http(302, &format!("location: {to}\r\n"), "");
    let server = Server::start(vec![
        hop("/2"),
        hop("3"),
        hop("?4"),
        Reply::http(200, "", "video"),
    ])
    .await;
    assert_eq!(fetch_from(&server, "/1").await.unwrap(), b"video");
    let server = Server::start(vec![hop("/again")]).await;
    let error = fetch_from(&server, "/1").await.unwrap_err();
    assert_eq!(
        (error.kind(), server.requests().len()),
        (DownloadErrorKind::OutOfScope, 4)
    );
}

#[tokio::test]
async fn a_redirect_is_guarded_like_the_first_address() {
    let places = [
        "http://169.254.169.254/latest",
        "https://10.0.0.1/x",
        "https://[fd00:ec2::254]/x",
        "http://example.com/x",
        "https://[::ffff:169.254.169.254]/",
        "https://0x7f.1/",
        "https://2130706433/",
        "ftp://127.0.0.1/x",
        "https://1.1.1.1:8443/x",
        "https://user@1.1.1.1/x",
    ];
    for place in places {
        let error = failed(Reply::http(302, &format!("location: {place}\r\n"), "")).await;
        assert_eq!(
            error.kind(),
            DownloadErrorKind::OutOfScope,
            "{place}: {error}"
        );
    }
}

#[tokio::test]
async fn out_of_bounds_is_refused_before_a_connection_is_made() {
    let server = Server::start(vec![Reply::http(200, "", "video")]).await;
    let port = server.addr.port();
    let public_only = Downloader::new(Guard::PublicOnly);
    let listed = Downloader::new(Guard::HostAllowList(vec!["cdn.example.com".into()]));
    let spellings = [
        "127.0.0.1",
        "localhost",
        "127.1",
        "0x7f.1",
        "0x7f000001",
        "2130706433",
        "017700000001",
        "0177.0.0.1",
        "127.0.0.1.",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "0.0.0.0",
        "0",
        "[::]",
        "169.254.169.254",
        "10.0.0.1",
        "192.168.0.1",
        "172.16.0.1",
        "100.64.0.1",
        "user@127.0.0.1",
        "127.0.0.1:80@127.0.0.1",
        "LOCALHOST",
        "[fe80::1]",
        "[fd00::1]",
    ];
    for host in spellings {
        for scheme in ["http", "https"] {
            for url in [
                format!("{scheme}://{host}:{port}/v"),
                format!("{scheme}://{host}/v"),
            ] {
                for downloader in [&public_only, &listed] {
                    let error = fetch(downloader, &url).await.unwrap_err();
                    assert_eq!(
                        error.kind(),
                        DownloadErrorKind::OutOfScope,
                        "{url}: {error}"
                    );
                }
            }
        }
    }
    assert_eq!(server.n_connections(), 0);
}

#[tokio::test]
async fn an_expired_url_is_told_apart() {
    for status in [403, 404, 410] {
        assert_eq!(
            failed(Reply::http(status, "", "")).await.kind(),
            DownloadErrorKind::Expired
        );
    }
    for status in [201, 206, 400, 401, 416, 500, 503] {
        let error = failed(Reply::http(status, "", "")).await;
        assert_eq!(error.kind(), DownloadErrorKind::Status(status));
        assert_eq!(error.is_transient(), status >= 500);
    }
}

#[tokio::test]
async fn a_body_without_an_end_is_refused() {
    let close_delimited = b"HTTP/1.1 200 OK\r\n\r\nvideo".to_vec();
    assert_eq!(
        failed(Reply::Last(close_delimited)).await.kind(),
        DownloadErrorKind::Corrupt
    );
    let old = b"HTTP/1.0 200 OK\r\n\r\nvideo".to_vec();
    assert_eq!(
        failed(Reply::Last(old)).await.kind(),
        DownloadErrorKind::Corrupt
    );
}

#[tokio::test]
async fn a_body_cut_at_any_byte_is_no_result() {
    let framings = [
        "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n0123456789",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\n0123\r\n6\r\n456789\r\n0\r\n\r\n",
    ];
    for whole in framings {
        let server = Server::start(vec![Reply::Last(whole.into())]).await;
        assert_eq!(fetch_from(&server, "/v").await.unwrap(), b"0123456789");
        for cut in 0..whole.len() {
            let error = failed(Reply::Last(whole[..cut].into())).await;
            assert!(error.is_transient(), "cut at {cut}: {error}");
        }
    }
}

#[tokio::test]
async fn too_large_and_encoded_results_are_refused() {
    let huge = "HTTP/1.1 200 OK\r\ncontent-length: 600000000\r\n\r\n".into();
    assert_eq!(
        failed(Reply::Stall(huge)).await.kind(),
        DownloadErrorKind::TooLarge
    );
    let gzip = Reply::http(200, "content-encoding: gzip\r\n", "x");
    assert_eq!(failed(gzip).await.kind(), DownloadErrorKind::Corrupt);
}

#[tokio::test]
async fn no_error_shows_the_signature() {
    for reply in [
        Reply::http(403, "", ""),
        Reply::Last(Vec::new()),
        Reply::http(302, "location: http://e.x/?sig=secret\r\n", ""),
    ] {
        let error = failed(reply).await;
        let mut shown = format!("{error} {error:?}");
        let mut source = std::error::Error::source(&error);
        while let Some(error) = source {
            shown += &format!(" {error} {error:?}");
            source = error.source();
        }
        assert!(!shown.contains("secret"), "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_stalled_result_is_given_up() {
    let stall = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nvideo".to_vec();
    let start = Instant::now();
    assert_eq!(
        failed(Reply::Stall(stall)).await.kind(),
        DownloadErrorKind::Timeout(Phase::Idle)
    );
    assert_eq!(start.elapsed().as_secs(), 20);
    let start = Instant::now();
    assert_eq!(
        failed(Reply::Stall(Vec::new())).await.kind(),
        DownloadErrorKind::Timeout(Phase::Head)
    );
    assert_eq!(start.elapsed().as_secs(), 30);
}

#[tokio::test(start_paused = true)]
async fn a_result_that_drips_is_given_up() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n".to_vec();
    let start = Instant::now();
    let error = failed(Reply::Drip(head)).await;
    assert_eq!(error.kind(), DownloadErrorKind::Timeout(Phase::Rate));
    assert_eq!(error.to_string(), "the server sends too slowly");
    assert_eq!(start.elapsed().as_secs(), 30);
}

#[tokio::test(start_paused = true)]
async fn a_slow_consumer_is_no_slow_server() {
    let video = vec![7; 300_000];
    let server = Server::start(vec![Reply::http(200, "", &video)]).await;
    let url = ResultUrl::new(&format!("http://{}/v", server.addr)).unwrap();
    let mut download = downloader().get(&url).await.unwrap();
    let mut n_bytes = 0;
    while let Some(chunk) = download.chunk().await.unwrap() {
        n_bytes += chunk.len();
        tokio::time::advance(std::time::Duration::from_secs(25)).await;
    }
    assert_eq!(n_bytes, video.len());
}
