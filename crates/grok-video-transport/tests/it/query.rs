//! Queries against a server that answers whatever a script says.

use std::time::Duration;

use grok_video_transport::{ApiKey, Client, Error, ErrorKind};
use grok_video_types::{ApiErrorKind, Status};

use super::server::{KEY, Reply, Server, id};

const QUEUED: &str = r#"{"id":"video_1","status":"queued"}"#;

/// Returns the error of a query that is answered with `reply`.
async fn failed(reply: Reply) -> Error {
    let server = Server::start(vec![reply]).await;
    let error = server.client().query(&id()).await.unwrap_err();
    let mut shown = format!("{error} {error:?}");
    let mut source = std::error::Error::source(&error);
    while let Some(error) = source {
        shown += &format!(" {error} {error:?}");
        source = error.source();
    }
    assert!(!shown.contains("canary"), "{shown}");
    error
}

#[tokio::test]
async fn connections_are_used_again() {
    let server = Server::start(vec![Reply::ok(QUEUED)]).await;
    let client = server.client();
    for _ in 0..5 {
        let answer = client.query(&id()).await.unwrap();
        assert_eq!(answer.task.status(), Status::Queued);
    }
    assert_eq!((server.requests().len(), server.n_connections()), (5, 1));
}

#[tokio::test]
async fn a_connection_that_closed_while_idle_loses_no_query() {
    let server = Server::start(vec![Reply::Last(match Reply::ok(QUEUED) {
        Reply::Bytes(bytes) => bytes,
        _ => unreachable!(),
    })])
    .await;
    let client = server.client();
    for n in 1..=20 {
        client.query(&id()).await.unwrap();
        assert_eq!(server.requests().len(), n);
    }
}

#[tokio::test]
async fn hints_come_with_answers_of_every_kind() {
    let hint = |status| Reply::http(status, "retry-after: 45\r\n", QUEUED);
    let server = Server::start(vec![hint(200)]).await;
    let answer = server.client().query(&id()).await.unwrap();
    assert_eq!(answer.retry_after, Some(Duration::from_secs(45)));
    assert_eq!(
        failed(hint(429)).await.retry_after(),
        Some(Duration::from_secs(45))
    );
    let dated =
        "date: Sun, 06 Nov 1994 08:49:37 GMT\r\nretry-after: Sun, 06 Nov 1994 08:49:40 GMT\r\n";
    let error = failed(Reply::http(503, dated, "")).await;
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3)));
}

#[tokio::test]
async fn errors_of_the_service_name_the_task_and_never_the_key() {
    let body = format!(r#"{{"error":{{"message":"no key {KEY}","code":"x{KEY}"}}}}"#);
    let error = failed(Reply::http(401, "", body)).await;
    assert_eq!(error.kind(), ErrorKind::Api(ApiErrorKind::Unauthorized));
    assert_eq!(
        error.to_string(),
        "task video_1: the service refused the key (HTTP 401, code x[redacted]): no key [redacted]"
    );
    assert!(!error.outcome_unknown());
}

#[tokio::test]
async fn an_answer_about_another_task_is_no_answer() {
    let error = failed(Reply::ok(&QUEUED.replace("video_1", "video_2"))).await;
    assert_eq!(error.kind(), ErrorKind::Api(ApiErrorKind::Malformed));
    assert!(
        error.to_string().ends_with("it is about task video_2"),
        "{error}"
    );
}

#[tokio::test]
async fn a_redirect_is_an_error_that_shows_where_it_points() {
    let other = Server::start(vec![Reply::ok(QUEUED)]).await;
    for status in [301, 302, 303, 307, 308] {
        let location = format!("location: http://u:{KEY}@{}/{KEY}?k={KEY}\r\n", other.addr);
        let error = failed(Reply::http(status, &location, "")).await;
        assert_eq!(error.kind(), ErrorKind::Redirect);
        let place = format!(" to http://{}/[redacted], ", other.addr);
        assert!(error.to_string().contains(&place), "{error}");
    }
    assert_eq!(other.n_connections(), 0);
}

#[tokio::test]
async fn a_body_that_is_encoded_or_cut_is_no_answer() {
    let gzip = Reply::http(200, "content-encoding: gzip\r\n", QUEUED);
    assert_eq!(failed(gzip).await.kind(), ErrorKind::Encoded);
    let cut = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\"";
    assert_eq!(
        failed(Reply::Last(cut.into())).await.kind(),
        ErrorKind::Broken
    );
    assert_eq!(
        failed(Reply::Last(Vec::new())).await.kind(),
        ErrorKind::Broken
    );
    assert_eq!(
        failed(Reply::Last(b"SSH-2.0-x\r\n".to_vec())).await.kind(),
        ErrorKind::Broken
    );
}

#[tokio::test]
async fn a_failure_counts_by_its_status_whatever_its_body() {
    let gzip = |status, headers: &str| {
        Reply::http(
            status,
            &format!("content-encoding: gzip\r\n{headers}"),
            "\u{1f}\u{8b}",
        )
    };
    let error = failed(gzip(401, "")).await;
    assert_eq!(error.kind(), ErrorKind::Api(ApiErrorKind::Unauthorized));
    let error = failed(gzip(503, "retry-after: 2\r\n")).await;
    assert_eq!(error.kind(), ErrorKind::Api(ApiErrorKind::Server));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(2)));
    let cut = b"HTTP/1.1 402 X\r\ncontent-length: 100\r\n\r\n{".to_vec();
    let error = failed(Reply::Last(cut)).await;
    assert_eq!(error.kind(), ErrorKind::Api(ApiErrorKind::PaymentRequired));
    let huge = Reply::http(429, "retry-after: 3\r\n", "x".repeat(2 << 20));
    assert_eq!(
        failed(huge).await.retry_after(),
        Some(Duration::from_secs(3))
    );
}

#[tokio::test]
async fn a_body_in_many_pieces_is_read_whole() {
    let chunks: String = QUEUED.chars().map(|c| format!("1\r\n{c}\r\n")).collect();
    let chunked = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{chunks}0\r\n\r\n");
    let server = Server::start(vec![Reply::Bytes(chunked.into())]).await;
    assert_eq!(server.client().query(&id()).await.unwrap().task.id(), &id());
}

#[tokio::test]
async fn a_refused_connection_says_where() {
    let server = Server::start(vec![Reply::ok(QUEUED)]).await;
    let (addr, base) = (server.addr, server.base());
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = free.local_addr().unwrap();
    drop(free);
    let base = base
        .to_string()
        .replace(&addr.to_string(), &closed.to_string());
    let client = Client::new(base.parse().unwrap(), ApiKey::new(KEY).unwrap());
    let error = client.query(&id()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert_eq!(
        error.to_string(),
        format!("task video_1: could not connect to {closed}")
    );
}
