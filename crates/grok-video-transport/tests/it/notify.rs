//! Messages to a receiver on loopback.

use std::time::Duration;

use grok_video_transport::{Guard, Notifier, NotifyError, Roots};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Posts to a receiver that gives this answer; returns what came of it, and what the receiver got.
async fn post(answer: &'static str) -> (Result<(), NotifyError>, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/x?token=secret", listener.local_addr().unwrap());
    let receiving = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut received = Vec::new();
        while !received.ends_with(b"{}") {
            stream.read_buf(&mut received).await.unwrap();
        }
        stream.write_all(answer.as_bytes()).await.unwrap();
        if answer.is_empty() {
            // It is dropped by the other side first.
            let _ = stream.read_buf(&mut received).await;
        }
        String::from_utf8(received).unwrap()
    });
    let notifier = Notifier::with_tls(Guard::AllowLoopback, Roots::from_der::<&[u8]>([]).unwrap())
        .with_limit(Duration::from_millis(300));
    let headers = [("webhook-id", "msg_1")];
    let posted = notifier.post(&url, &headers, "{}".into()).await;
    (posted, receiving.await.unwrap())
}

#[tokio::test]
async fn a_message_is_sent_once_and_taken_by_any_2xx() {
    for answer in [
        "HTTP/1.1 200 X\r\ncontent-length: 5\r\n\r\nhello",
        "HTTP/1.1 204 X\r\n\r\n",
    ] {
        let (posted, received) = post(answer).await;
        posted.unwrap();
        assert!(
            received.starts_with("POST /x?token=secret HTTP/1.1\r\n"),
            "{received}"
        );
        assert!(received.contains("\r\nwebhook-id: msg_1\r\n"), "{received}");
        assert!(received.contains("\r\ncontent-length: 2\r\n"), "{received}");
        assert!(
            !received.to_lowercase().contains("authorization"),
            "{received}"
        );
    }
}

#[tokio::test]
async fn every_other_answer_says_that_it_was_not_taken() {
    for (answer, words) in [
        (
            "HTTP/1.1 503 X\r\nretry-after: 7\r\n\r\n",
            "the receiver answers with HTTP 503",
        ),
        (
            "HTTP/1.1 302 X\r\nlocation: http://127.0.0.1/\r\n\r\n",
            "the receiver answers with HTTP 302",
        ),
        ("nonsense\r\n\r\n", "the receiver can't be reached"),
        ("", "the receiver did not answer within 300ms"),
    ] {
        let (posted, _) = post(answer).await;
        let error = posted.unwrap_err();
        assert_eq!(error.to_string(), words);
        assert!(error.may_pass());
        let has_wait = error.retry_after() == Some(Duration::from_secs(7));
        assert_eq!(has_wait, words.contains("503"));
        assert!(!format!("{error:?}").contains("secret"), "{error:?}");
    }
}
