//! Servers that refuse, hang, and lose their answers.

use std::error::Error as _;
use std::sync::Arc;

use grok_video_transport::{Connector, Roots};
use object_store::aws::AmazonS3Builder;
use tempfile::tempdir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::{sealed, url, video};
use crate::http::Connections;
use crate::{Objects, ObjectsErrorKind};

const NOT_FOUND: &str = "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n";

/// Starts a server that answers each connection's first request by `answer`, from its head; none is no answer.
async fn serve(answer: fn(&str, usize) -> Option<String>) -> Objects {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        let mut n = 0;
        let mut hanging = Vec::new();
        while let Ok((mut connection, _)) = listener.accept().await {
            let head = request(&mut connection).await;
            n += 1;
            match answer(&head, n) {
                Some(answer) => {
                    let _ = connection.write_all(answer.as_bytes()).await;
                }
                None => hanging.push(connection),
            }
        }
    });
    let roots = Roots::from_der::<&[u8]>([]).expect("none");
    let store = AmazonS3Builder::new()
        .with_bucket_name("bucket")
        .with_region("us-east-1")
        .with_endpoint(endpoint)
        .with_access_key_id("AKIACANARY")
        .with_secret_access_key("canary-secret")
        .with_retry(object_store::RetryConfig {
            max_retries: 0,
            ..object_store::RetryConfig::default()
        })
        .with_http_connector(Connections::new(Connector::new(roots)))
        .build();
    Objects::over(Arc::new(store.expect("a store")))
}

/// Reads a whole request, and returns its head.
async fn request(connection: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let n = connection.read(&mut piece).await.unwrap_or_default();
        bytes.extend(&piece[..n]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let head = text.split_once("\r\n\r\n").map(|(head, _)| head.to_owned());
        if let Some(head) = head {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(": ")?;
                name.eq_ignore_ascii_case("content-length")
                    .then(|| value.parse::<usize>().ok())?
            });
            let whole = head.len() + 4 + length.unwrap_or_default();
            if n == 0 || bytes.len() >= whole {
                return head;
            }
        } else if n == 0 {
            return text;
        }
    }
}

async fn refused(answer: fn(&str, usize) -> Option<String>, kind: ObjectsErrorKind) -> String {
    let folder = tempdir().expect("a folder");
    let objects = serve(answer).await;
    let sealed = sealed(folder.path(), &video(1));
    let error = objects.publish(&url("s3://bucket/a.mp4"), &sealed).await;
    let error = error.expect_err("refused");
    let told = format!(
        "{error}: {}",
        error.source().map(ToString::to_string).unwrap_or_default()
    );
    assert_eq!(error.kind(), kind, "{told}");
    assert!(!format!("{told} {error:?}").contains("CANARY"), "{told}");
    told
}

#[tokio::test]
async fn a_refused_key_is_told_without_what_the_server_repeats_of_it() {
    let answer = |_: &str, _: usize| {
        let body = "<Error><Code>SignatureDoesNotMatch</Code><AWSAccessKeyId>AKIACANARY</AWSAccessKeyId></Error>";
        let length = body.len();
        Some(format!(
            "HTTP/1.1 403 Forbidden\r\ncontent-length: {length}\r\n\r\n{body}"
        ))
    };
    let told = refused(answer, ObjectsErrorKind::Denied).await;
    assert!(
        told.ends_with("it answered HTTP 403 (SignatureDoesNotMatch)"),
        "{told}"
    );
}

#[tokio::test]
async fn a_bucket_that_is_missing_is_told() {
    let told = refused(
        |_, _| Some(NOT_FOUND.to_owned()),
        ObjectsErrorKind::NoBucket,
    )
    .await;
    assert!(told.contains("create it first"), "{told}");
}

#[tokio::test]
async fn a_server_in_trouble_is_one_to_come_back_to() {
    let answer =
        |_: &str, _: usize| Some("HTTP/1.1 503 Slow Down\r\ncontent-length: 0\r\n\r\n".to_owned());
    refused(answer, ObjectsErrorKind::Unavailable).await;
}

#[tokio::test(start_paused = true)]
async fn a_server_that_hangs_is_left() {
    let told = refused(|_, _| None, ObjectsErrorKind::Unavailable).await;
    assert!(told.ends_with("nothing went on for a minute"), "{told}");
}

#[tokio::test]
async fn an_answer_that_was_lost_is_found_out() {
    // The first look finds nothing, the answer to the upload is lost, and the second look finds the object.
    let answer = |head: &str, n: usize| match n {
        1 => Some(NOT_FOUND.to_owned()),
        2 => {
            assert!(head.starts_with("PUT /bucket/a.mp4 "), "{head}");
            assert!(head.contains("if-none-match: *"), "{head}");
            Some(String::new())
        }
        _ => {
            let body = String::from_utf8(video(1)).expect("ASCII");
            let length = body.len();
            Some(format!(
                "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\netag: \"a\"\r\n\
                 last-modified: Thu, 01 Jan 2026 00:00:00 GMT\r\n\r\n{body}"
            ))
        }
    };
    let folder = tempdir().expect("a folder");
    let objects = serve(answer).await;
    let sealed = sealed(folder.path(), &video(1));
    let place = url("s3://bucket/a.mp4");
    objects.publish(&place, &sealed).await.expect("it is there");
}
