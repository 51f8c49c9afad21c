//! A create call is sent once, and says whether money may be spent.

use grok_video_transport::{ApiKey, Client, Error, ErrorKind};
use grok_video_types::{CreateVideo, Model, Status};

use super::server::{KEY, Reply, Server};

const QUEUED: &str = r#"{"id":"video_1","status":"queued"}"#;

fn video() -> CreateVideo {
    CreateVideo::builder(Model::GrokVideo3, "a kite")
        .build()
        .unwrap()
}

async fn failed(reply: Reply) -> Error {
    let server = Server::start(vec![reply]).await;
    server.client().create(&video()).await.unwrap_err()
}

#[tokio::test]
async fn the_request_is_posted_as_json_over_a_fresh_connection() {
    let server = Server::start(vec![Reply::ok(QUEUED)]).await;
    let client = server.client();
    for _ in 0..3 {
        let answer = client.create(&video()).await.unwrap();
        assert_eq!(answer.task.status(), Status::Queued);
    }
    assert_eq!(server.n_connections(), 3);
    let request = &server.requests()[0];
    assert!(
        request.starts_with("POST /prefix/v1/grok/videos HTTP/1.1\r\n"),
        "{request}"
    );
    assert!(
        request.contains("content-type: application/json\r\n"),
        "{request}"
    );
    assert!(
        request.ends_with("\r\n\r\n{\"model\":\"grok_video3\",\"prompt\":\"a kite\"}"),
        "{request}"
    );
}

#[tokio::test]
async fn an_ambiguous_failure_has_an_unknown_outcome() {
    let elsewhere = |status| Reply::http(status, "location: /elsewhere\r\n", "");
    let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{".to_vec();
    let ambiguous = [
        Reply::http(500, "", ""),
        Reply::http(502, "", "<html>"),
        Reply::http(504, "", ""),
        Reply::http(408, "", ""),
        Reply::http(200, "", ""),
        Reply::http(200, "", "<html>"),
        Reply::http(200, "", r#"{"code":500,"msg":"?"}"#),
        Reply::http(200, "", r#"{"code":0,"data":null}"#),
        Reply::http(200, "", "x".repeat(2 << 20)),
        Reply::http(200, "content-encoding: br\r\n", QUEUED),
        Reply::Last(Vec::new()),
        Reply::Last(cut),
        elsewhere(301),
        elsewhere(302),
        elsewhere(303),
        Reply::http(200, "", r#"{"code":408,"msg":"timeout"}"#),
    ];
    for reply in ambiguous {
        let error = failed(reply).await;
        assert!(error.outcome_unknown(), "{error}");
        assert!(
            error.advice().contains("don't send it again"),
            "{}",
            error.advice()
        );
    }
}

#[tokio::test]
async fn a_refusal_is_no_task() {
    let moved = |status| Reply::http(status, "location: https://e.x/\r\n", "");
    let refusals = [
        Reply::http(400, "", ""),
        Reply::http(401, "", ""),
        Reply::http(402, "", ""),
        Reply::http(403, "", ""),
        Reply::http(404, "", ""),
        Reply::http(422, "", ""),
        Reply::http(425, "", ""),
        Reply::http(429, "", ""),
        Reply::http(200, "", r#"{"code":"204","msg":"login"}"#),
        Reply::http(200, "", r#"{"code":402,"msg":"no balance"}"#),
        moved(307),
        moved(308),
        Reply::http(402, "content-encoding: gzip\r\n", "\u{1f}"),
        Reply::Last(b"HTTP/1.1 402 X\r\ncontent-length: 100\r\n\r\n{".to_vec()),
    ];
    for reply in refusals {
        let error = failed(reply).await;
        assert!(!error.outcome_unknown(), "{error}");
    }
}

#[tokio::test]
async fn an_error_that_names_the_id_is_a_task_that_most_likely_exists() {
    let task = r#"{"id":"video_7","status":"queued"}"#;
    for reply in [
        Reply::ok(r#"{"code":0,"data":{"id":"video_7"}}"#),
        Reply::ok(r#"{"id":"video_7","status":"completed"}"#),
        Reply::ok(r#"{"code":500,"data":{"id":"video_7"}}"#),
        Reply::http(500, "", task),
        Reply::http(402, "", task),
    ] {
        let error = failed(reply).await;
        assert!(error.outcome_unknown());
        assert_eq!(error.task_id().unwrap().as_str(), "video_7");
        assert!(error.advice().contains("query it"), "{}", error.advice());
    }
}

#[tokio::test]
async fn a_connection_that_was_never_made_sent_nothing() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let client = Client::new(base.parse().unwrap(), ApiKey::new(KEY).unwrap());
    let error = client.create(&video()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(!error.outcome_unknown());
}
