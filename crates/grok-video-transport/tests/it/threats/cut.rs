//! A body that is cut is no result, wherever it is cut.

use std::fmt::Write as _;

use grok_video_transport::DownloadError;

use super::super::fetch::fetch_from;
use super::super::server::{Reply, Server, id};

/// What a file of 600 bytes looks like, and the same with chunks of 100.
fn file() -> String {
    (0..60).fold(String::new(), |mut file, n| {
        let _ = writeln!(file, "line{n:05}");
        file
    })
}

fn chunked(body: &str) -> String {
    let mut text = String::from("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
    for chunk in body.as_bytes().chunks(100) {
        let chunk = String::from_utf8_lossy(chunk);
        let _ = write!(text, "{:x}\r\n{chunk}\r\n", chunk.len());
    }
    text + "0\r\n\r\n"
}

fn with_length(body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

async fn fetch_raw(bytes: &[u8]) -> Result<Vec<u8>, DownloadError> {
    let server = Server::start(vec![Reply::Last(bytes.to_vec())]).await;
    fetch_from(&server, "/v.mp4").await
}

#[tokio::test]
async fn a_file_cut_at_any_offset_in_any_framing_is_no_result() {
    let file = file();
    assert_eq!(file.len(), 600);
    for whole in [with_length(&file), chunked(&file)] {
        assert_eq!(fetch_raw(whole.as_bytes()).await.unwrap(), file.as_bytes());
        for cut in 0..whole.len() {
            let fetched = fetch_raw(&whole.as_bytes()[..cut]).await;
            assert!(fetched.is_err(), "cut at {cut}: {fetched:?}");
        }
    }
    // A body that ends with its connection is refused even when it is whole.
    let to_the_end = format!("HTTP/1.1 200 OK\r\n\r\n{file}");
    for cut in 0..=to_the_end.len() {
        let fetched = fetch_raw(&to_the_end.as_bytes()[..cut]).await;
        assert!(fetched.is_err(), "cut at {cut}: {fetched:?}");
    }
}

#[tokio::test]
async fn an_answer_cut_at_any_offset_is_no_task() {
    let body = r#"{"id":"video_1","status":"queued"}"#;
    for whole in [with_length(body), chunked(body)] {
        for cut in 0..whole.len() {
            let reply = Reply::Last(whole.as_bytes()[..cut].to_vec());
            let server = Server::start(vec![reply]).await;
            let error = server.client().query(&id()).await.unwrap_err();
            assert!(!error.not_sent(), "cut at {cut}: {error}");
        }
    }
}
