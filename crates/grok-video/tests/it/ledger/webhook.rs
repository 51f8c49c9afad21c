//! Ends that are posted to a web server on loopback.

use std::sync::{Arc, Mutex};

use grok_video::Webhook;
use grok_video::ledger::TaskState;
use grok_video::transport::{Guard, Notifier, Roots};
use grok_video_mock::MockServer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::worker::{Running, until};
use super::{request, with_ledger};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// Takes every message, the first with an error, and keeps them all.
struct Receiver {
    url: String,
    messages: Arc<Mutex<Vec<String>>>,
}

impl Receiver {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!(
            "http://{}/videos?token=of-ours",
            listener.local_addr().unwrap()
        );
        let messages: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = messages.clone();
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut message = Vec::new();
                // All that is posted here is JSON in one piece.
                while !message.ends_with(b"}") {
                    stream.read_buf(&mut message).await.unwrap();
                }
                let n_before = {
                    let mut kept = kept.lock().unwrap();
                    kept.push(String::from_utf8(message).unwrap());
                    kept.len() - 1
                };
                let answer = match n_before {
                    0 => "HTTP/1.1 503 X\r\nretry-after: 0\r\ncontent-length: 0\r\n\r\n",
                    _ => "HTTP/1.1 204 X\r\n\r\n",
                };
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        Self { url, messages }
    }
}

fn notifier(guard: Guard) -> Notifier {
    Notifier::with_tls(guard, Roots::from_der::<&[u8]>([]).unwrap())
}

fn header<'a>(message: &'a str, name: &str) -> &'a str {
    let start = format!("{name}: ");
    let mut lines = message.lines();
    lines.find_map(|line| line.strip_prefix(&start)).unwrap()
}

#[tokio::test(start_paused = true)]
async fn an_end_is_posted_until_it_is_taken() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let receiver = Receiver::start().await;
    let order = client.generate(request()).save_to(folder.path());
    order.submit().await.unwrap();
    let webhook = Webhook::new(&receiver.url, SECRET, notifier(Guard::AllowLoopback)).unwrap();
    let running = Running::start(client.worker().announce(webhook));
    until(&ledger, TaskState::Saved, 1).await;
    running.stop().await;

    let messages = receiver.messages.lock().unwrap().clone();
    assert_eq!(messages.len(), 2);
    let ids = messages.iter().map(|message| header(message, "webhook-id"));
    let ids: Vec<_> = ids.collect();
    assert_eq!(ids[0], ids[1]);
    for message in &messages {
        let (head, body) = message.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("POST /videos?token=of-ours HTTP/1.1\r\n"));
        assert_eq!(header(head, "content-type"), "application/json");
        assert!(header(head, "webhook-signature").starts_with("v1,"));
        assert!(header(head, "webhook-timestamp").parse::<u64>().unwrap() > 1_700_000_000);
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(body["type"], "video.saved");
        let path = body["data"]["path"].as_str().unwrap();
        assert_eq!(
            std::fs::metadata(path).unwrap().len(),
            body["data"]["bytes"]
        );
        assert!(
            !message.contains("sig="),
            "a signed URL is nobody's business"
        );
    }
}

#[test]
fn what_is_not_to_be_told_anything_is_refused_before_there_is_work() {
    for (url, secret, words) in [
        (
            "https://169.254.169.254/latest",
            SECRET,
            "the webhook's URL is not one",
        ),
        (
            "http://example.com/",
            SECRET,
            "the webhook's URL is not one",
        ),
        ("nowhere", SECRET, "the webhook's URL is not one"),
        (
            "https://example.com/",
            "secret",
            "the webhook's secret is not `whsec_`",
        ),
    ] {
        let refused = Webhook::new(url, secret, notifier(Guard::PublicOnly)).unwrap_err();
        let shown = format!("{refused} {refused:?}");
        assert!(shown.starts_with(words), "{shown}");
        assert!(
            !shown.contains("latest") && !shown.contains(SECRET),
            "{shown}"
        );
    }
}
