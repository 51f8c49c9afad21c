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

/// Cuts `whole` at every offset, and fetches from one server what is left.
async fn fetch_cut(whole: &str) -> Vec<Result<Vec<u8>, DownloadError>> {
    let server = Server::start(cuts(whole)).await;
    let mut fetched = Vec::new();
    for _ in 0..whole.len() {
        fetched.push(fetch_from(&server, "/v.mp4").await);
    }
    assert_eq!(server.requests().len(), whole.len());
    fetched
}

/// What is left of `whole` where it is cut, and the whole at the end.
fn cuts(whole: &str) -> Vec<Reply> {
    let cut = |n| Reply::Last(whole.as_bytes()[..n].to_vec());
    (0..=whole.len()).map(cut).collect()
}

#[tokio::test]
async fn a_file_cut_at_any_offset_in_any_framing_is_no_result() {
    let file = file();
    assert_eq!(file.len(), 600);
    // A body that ends with its connection is refused even when it is whole.
    let to_the_end = format!("HTTP/1.1 200 OK\r\n\r\n{file}");
    for whole in [with_length(&file), chunked(&file), to_the_end.clone()] {
        for (cut, fetched) in fetch_cut(&whole).await.into_iter().enumerate() {
            assert!(fetched.is_err(), "cut at {cut}: {fetched:?}");
        }
        let server = Server::start(vec![Reply::Last(whole.clone().into())]).await;
        let fetched = fetch_from(&server, "/v.mp4").await;
        assert_eq!(fetched.is_ok(), whole != to_the_end);
        assert!(fetched.is_err() || fetched.is_ok_and(|bytes| bytes == file.as_bytes()));
    }
}

#[tokio::test]
async fn a_coding_that_is_not_chunked_alone_tells_no_end() {
    for codings in [
        &["chunked", "identity"][..],
        &["identity"],
        &["gzip, chunked"],
        &["gzip", "chunked"],
        &["chunked", "chunked"],
    ] {
        let lines = codings
            .iter()
            .map(|coding| format!("transfer-encoding: {coding}\r\n"));
        let lines: String = lines.collect();
        let body = "5\r\nvideo\r\n0\r\n\r\n";
        let answer = format!("HTTP/1.1 200 OK\r\n{lines}\r\n{body}");
        let server = Server::start(vec![Reply::Last(answer.into())]).await;
        let fetched = fetch_from(&server, "/v.mp4").await;
        assert!(fetched.is_err(), "{codings:?}: {fetched:?}");
    }
}

#[tokio::test]
async fn an_answer_cut_at_any_offset_is_no_task() {
    let body = r#"{"id":"video_1","status":"queued"}"#;
    for whole in [with_length(body), chunked(body)] {
        let server = Server::start(cuts(&whole)).await;
        let client = server.client();
        for cut in 0..whole.len() {
            let error = client.query(&id()).await.unwrap_err();
            assert!(!error.not_sent(), "cut at {cut}: {error}");
        }
        assert!(client.query(&id()).await.is_ok());
    }
}
