//! Downloads against a server that answers whatever a script says.

use grok_video_transport::DownloadErrorKind;

use super::fetch::{failed, fetch_from};
use super::server::{Reply, Server};

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
async fn too_large_and_encoded_results_are_refused() {
    let huge = "HTTP/1.1 200 OK\r\ncontent-length: 600000000\r\n\r\n".into();
    assert_eq!(
        failed(Reply::Stall(huge)).await.kind(),
        DownloadErrorKind::TooLarge
    );
    let gzip = Reply::http(200, "content-encoding: gzip\r\n", "x");
    assert_eq!(failed(gzip).await.kind(), DownloadErrorKind::Corrupt);
}
