//! What is no result is not taken for one, and an expired URL is told apart.

use grok_video_transport::DownloadErrorKind;

use super::super::fetch::failed;
use super::super::server::Reply;

#[tokio::test]
async fn an_expired_url_is_told_apart() {
    for status in [403, 404, 410] {
        let error = failed(Reply::http(status, "", "")).await;
        assert_eq!(error.kind(), DownloadErrorKind::Expired);
        assert!(!error.is_transient());
    }
}

#[tokio::test]
async fn a_page_with_another_status_is_no_result() {
    for status in [201, 206, 400, 401, 416, 500, 503] {
        let error = failed(Reply::http(status, "", "<html>")).await;
        assert_eq!(error.kind(), DownloadErrorKind::Status(status));
        assert_eq!(error.is_transient(), status >= 500);
    }
}
