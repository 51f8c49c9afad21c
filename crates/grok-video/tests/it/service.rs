//! The two other sides: the simulated service, and a server that answers by script.

use std::collections::VecDeque;
use std::io::{self, Write as _};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use grok_video::transport::Roots;
use grok_video::{ApiKey, Client, ClientBuilder, CreateVideo, Model, Schedule, TaskId};
use grok_video_mock::MockServer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const KEY: &str = "sk-canary-0123456789";
pub(crate) const VIDEO: &[u8] = include_bytes!("../../../../fixtures/video.mp4");

/// Tells the person before the screen, also where the test passes.
pub(crate) fn say(line: &str) {
    let line = format!("{line}\n");
    let _ = io::stderr().write_all(line.as_bytes());
}

pub(crate) fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(crate) fn id(text: &str) -> TaskId {
    TaskId::new(text).unwrap()
}

pub(crate) fn request() -> CreateVideo {
    CreateVideo::builder(Model::GrokVideo3, "a red kite")
        .build()
        .unwrap()
}

/// Starts a client that trusts no certificate at all: both other sides speak plain HTTP.
pub(crate) fn builder(base: &str) -> ClientBuilder {
    let nobody = Roots::from_der::<&[u8]>([]).unwrap();
    Client::builder(base.parse().unwrap(), ApiKey::new(KEY).unwrap(), nobody)
}

pub(crate) fn client(base: &str) -> Client {
    builder(base).build()
}

/// Returns a client that gives up after `deadline`.
pub(crate) fn client_until(base: &str, deadline: Duration) -> Client {
    let schedule = Schedule::provider()
        .with_deadline(deadline)
        .build()
        .unwrap();
    builder(base).schedule(schedule).build()
}

/// Returns when each query came, in the service's time.
pub(crate) fn query_times(server: &MockServer) -> Vec<Duration> {
    let requests = server.requests();
    let queries = requests
        .iter()
        .filter(|request| request.path.contains("/v1/result/"));
    queries.map(|request| request.at).collect()
}

/// Answers requests by path and script, and keeps what it received.
pub(crate) struct Scripted {
    pub(crate) base: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    n_connections: usize,
    received: Vec<String>,
    queries: VecDeque<Vec<u8>>,
    assets: VecDeque<Vec<u8>>,
}

impl Scripted {
    /// Starts a server that gives API calls `queries` and all else `assets`, one by one; the last
    /// of each repeats. `{base}` in an answer stands for where the server is.
    pub(crate) async fn start(queries: &[Vec<u8>], assets: &[Vec<u8>]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let located =
            |answers: &[Vec<u8>]| answers.iter().map(|answer| locate(answer, &base)).collect();
        let state = Arc::new(Mutex::new(State {
            queries: located(queries),
            assets: located(assets),
            ..State::default()
        }));
        let shared = state.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.lock().unwrap().n_connections += 1;
                tokio::spawn(serve(stream, shared.clone()));
            }
        });
        Self { base, state }
    }

    pub(crate) fn n_connections(&self) -> usize {
        self.state.lock().unwrap().n_connections
    }

    /// Returns the requests, byte for byte, that hold `path`.
    pub(crate) fn received(&self, path: &str) -> Vec<String> {
        let state = self.state.lock().unwrap();
        state
            .received
            .iter()
            .filter(|request| request.contains(path))
            .cloned()
            .collect()
    }
}

/// Puts the server's address into an answer, and corrects its length.
fn locate(answer: &[u8], base: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(answer);
    match text.split_once("\r\n\r\n") {
        Some((_, body)) if body.contains("{base}") => json(&body.replace("{base}", base)),
        _ => answer.to_vec(),
    }
}

async fn serve(mut stream: TcpStream, state: Arc<Mutex<State>>) {
    let mut bytes = Vec::new();
    while !is_whole(&bytes) {
        if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return;
        }
    }
    let request = String::from_utf8_lossy(&bytes).into_owned();
    let answer = {
        let mut state = state.lock().unwrap();
        let answers = if request.contains(" /v1/") {
            &mut state.queries
        } else {
            &mut state.assets
        };
        let answer = match answers.len() {
            1 => answers[0].clone(),
            _ => answers.pop_front().unwrap(),
        };
        state.received.push(request);
        answer
    };
    let _ = stream.write_all(&answer).await;
    let _ = stream.shutdown().await;
}

fn is_whole(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    body.len() >= length.map_or(0, |length| length.parse().unwrap())
}

pub(crate) fn http(status: u16, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

pub(crate) fn json(body: &str) -> Vec<u8> {
    http(200, body.as_bytes())
}

/// Answers that `video_1` is completed, with its result at `path` of the same server.
pub(crate) fn completed(path: &str) -> Vec<u8> {
    completed_at(&format!("{{base}}{path}"))
}

/// Answers that `video_1` is completed, with its result at `url`.
pub(crate) fn completed_at(url: &str) -> Vec<u8> {
    json(&format!(
        r#"{{"id":"video_1","status":"completed","video_url":"{url}"}}"#
    ))
}

/// Answers that what is asked for is at `place`.
pub(crate) fn moved(place: &str) -> Vec<u8> {
    format!("HTTP/1.1 302 X\r\nlocation: {place}\r\ncontent-length: 0\r\n\r\n").into_bytes()
}

/// Answers with the video, broken off after `n` bytes.
pub(crate) fn cut(n: usize) -> Vec<u8> {
    let whole = http(200, VIDEO);
    let head = whole.len() - VIDEO.len();
    whole[..head + n].to_vec()
}
