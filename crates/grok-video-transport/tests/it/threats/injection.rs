//! What comes from outside stays in its place: a key in its header, an id in its segment.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use bytes::Bytes;
use grok_video_transport::{ApiKey, Client, RequestBody};
use grok_video_types::TaskId;
use http::{Request, Response};
use http_body_util::Full;
use proptest::prelude::*;
use proptest::sample::select;
use tower_service::Service;

use super::super::server::KEY;

/// Keeps the URI and the key that reached it.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<(String, String)>>>);

impl Service<Request<RequestBody>> for Recorder {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<RequestBody>) -> Self::Future {
        let key = request.headers()["authorization"].to_str().unwrap();
        let seen = (request.uri().to_string(), key.to_owned());
        self.0.lock().unwrap().push(seen);
        ready(Ok(Response::new(Full::default())))
    }
}

/// Undoes percent-encoding.
fn decoded(segment: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = segment.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next().unwrap(), rest.next().unwrap()];
            let digits = std::str::from_utf8(&digits).unwrap();
            bytes.push(u8::from_str_radix(digits, 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

fn check_id(text: &str) {
    let Ok(id) = TaskId::new(text) else {
        return;
    };
    let recorder = Recorder::default();
    let base = "https://relay.example.com/prefix".parse().unwrap();
    let client = Client::from_service(base, ApiKey::new(KEY).unwrap(), recorder.clone());
    let mut call = std::pin::pin!(client.query(&id));
    let mut context = Context::from_waker(std::task::Waker::noop());
    assert!(call.as_mut().poll(&mut context).is_ready());
    let seen = recorder.0.lock().unwrap();
    // Refused before it was sent, or one segment that reads as the id.
    if let Some((uri, _)) = seen.first() {
        let rest = uri.strip_prefix("https://relay.example.com/prefix/v1/result/");
        let segment = rest.unwrap();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~%".contains(c);
        assert!(segment.chars().all(is_plain), "{segment}");
        assert_eq!(decoded(segment), text);
    }
}

/// Ids that mean something in a path, a URL or a header.
const HOSTILE_IDS: [&str; 21] = [
    "..",
    ".",
    "../x",
    "a/b",
    "a?b",
    "a#b",
    "%2e%2e",
    "%2e%2e%2f",
    "a\\b",
    "a b",
    "a\r\nb",
    "a%0d%0aHost: x",
    "é",
    "a;b",
    "a&b=c",
    "~a",
    "a..b",
    "...",
    "a@b",
    "//e.x/",
    "\u{202e}a",
];

/// Keys that would be two headers, or none.
const HOSTILE_KEYS: [&str; 6] = ["a\n", "a\r\nX-Evil: 1", "a\0", "é", "a\u{7f}", "a\tb"];

proptest! {
    #[test]
    fn any_id_is_one_segment_or_refused(
        text in prop_oneof![
            select(&HOSTILE_IDS[..]).prop_map(str::to_owned),
            "\\PC{1,40}|[./%\\\\?#a2eEfF]{1,12}",
        ],
    ) {
        check_id(&text);
    }

    #[test]
    fn any_key_is_one_header_or_refused(
        text in prop_oneof![
            select(&HOSTILE_KEYS[..]).prop_map(str::to_owned),
            "\\PC{0,20}|[a-z\r\n: \t\u{0}\u{7f}é]{0,20}",
        ],
    ) {
        match ApiKey::new(&text) {
            Ok(_) => prop_assert!(text.bytes().all(|byte| byte.is_ascii_graphic())),
            // What is short may stand in the error's own words.
            Err(error) if text.len() > 12 => prop_assert!(!error.to_string().contains(&text)),
            Err(_) => {}
        }
    }
}
