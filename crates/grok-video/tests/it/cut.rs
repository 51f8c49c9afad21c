//! A result that is cut, wherever and however its end is told, is saved nowhere.

use std::collections::BTreeMap;
use std::fs;
use std::sync::{Arc, Mutex};

use grok_video::NotSavedReason;
use grok_video::save::Destination;
use grok_video::transport::DownloadErrorKind;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::service::{Scripted, client, completed_at, id, say};

const SMALL: usize = 1024;
const LARGE: usize = 64 * 1024;

/// How an answer tells where its body ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Framing {
    Length,
    Chunks,
    /// It ends with the connection, so that nobody can tell its end from a cut.
    Close,
}

impl Framing {
    /// Returns the head of an answer, and the body as it is sent.
    fn answer(self, file: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let (line, body) = match self {
            Self::Length => (format!("content-length: {}\r\n", file.len()), file.to_vec()),
            Self::Chunks => (
                String::from("transfer-encoding: chunked\r\n"),
                chunked(file),
            ),
            Self::Close => (String::new(), file.to_vec()),
        };
        let head = format!("HTTP/1.1 200 OK\r\n{line}connection: close\r\n\r\n");
        (head.into_bytes(), body)
    }
}

fn chunked(file: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    for chunk in file.chunks(file.len() / 4) {
        body.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        body.extend_from_slice(chunk);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"0\r\n\r\n");
    body
}

/// Makes a valid MP4 of `len` bytes.
fn mp4(len: usize) -> Vec<u8> {
    let start = b"\0\0\0\x10ftypisom\0\0\x02\0\0\0\0\x10moov\0\0\0\x08trak";
    let mdat_len = u32::try_from(len - start.len()).unwrap();
    let mut file = [&start[..], &mdat_len.to_be_bytes(), b"mdat"].concat();
    file.extend((file.len()..len).map(|i| (i % 251) as u8));
    file
}

/// Gives every request the same answer, and counts them.
struct Asset {
    url: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    answer: Vec<u8>,
    n_requests: usize,
}

impl Asset {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let shared = state.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, shared.clone()));
            }
        });
        Self { url, state }
    }

    /// Answers from now on with `head` and `body`; returns how many requests were answered before.
    fn answer(&self, head: &[u8], body: &[u8]) -> usize {
        let mut state = self.state.lock().unwrap();
        state.answer = [head, body].concat();
        std::mem::take(&mut state.n_requests)
    }
}

async fn serve(mut stream: TcpStream, state: Arc<Mutex<State>>) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        if stream.read_buf(&mut request).await.unwrap_or(0) == 0 {
            return;
        }
    }
    let answer = {
        let mut state = state.lock().unwrap();
        state.n_requests += 1;
        state.answer.clone()
    };
    let _ = stream.write_all(&answer).await;
    let _ = stream.shutdown().await;
}

/// Cuts the body of a file of `len` bytes at every offset, and saves what is left of it.
async fn check_cuts(framing: Framing, len: usize) {
    let file = mp4(len);
    let (head, body) = framing.answer(&file);
    let asset = Asset::start().await;
    let service = Scripted::start(&[completed_at(&asset.url)], &[Vec::new()]).await;
    let client = client(&service.base);
    let task = client.query(&id("video_1")).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let destination = Destination::file(folder.path().join("kite.mp4")).unwrap();

    let mut kinds = BTreeMap::<_, usize>::new();
    let mut n_attempts = 0;
    // What ends with its connection is no result even where it is whole.
    let n_cuts = body.len() + usize::from(framing == Framing::Close);
    for cut in 0..n_cuts {
        n_attempts += asset.answer(&head, &body[..cut]);
        let saved = client.save(&task, destination.clone()).await;
        let error = saved.expect_err("it was cut");
        match error.reason {
            NotSavedReason::Download(error) => {
                *kinds.entry(format!("{:?}", error.kind())).or_default() += 1;
            }
            other => panic!("{framing:?} cut at {cut}: {other:?}"),
        }
        let mut left = fs::read_dir(folder.path()).unwrap();
        assert!(left.next().is_none(), "{framing:?} cut at {cut}");
    }
    n_attempts += asset.answer(&head, &body);
    let corrupt = format!("{:?}", DownloadErrorKind::Corrupt);
    assert_eq!(kinds, BTreeMap::from([(corrupt, n_cuts)]), "{framing:?}");
    if len == LARGE {
        say(&format!(
            "{framing:?}: {n_cuts} cuts, {n_attempts} downloads, nothing saved"
        ));
    }
    if framing != Framing::Close {
        assert_eq!(n_attempts, 3 * n_cuts, "each is tried thrice");
        let saved = client.save(&task, destination).await.unwrap();
        assert_eq!(fs::read(saved.path).unwrap(), file);
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_with_a_length_that_is_cut_anywhere_is_not_saved() {
    check_cuts(Framing::Length, SMALL).await;
}

#[tokio::test(start_paused = true)]
async fn a_body_in_chunks_that_is_cut_anywhere_is_not_saved() {
    check_cuts(Framing::Chunks, SMALL).await;
}

#[tokio::test(start_paused = true)]
async fn a_body_that_ends_with_its_connection_is_not_saved() {
    check_cuts(Framing::Close, SMALL).await;
}

#[tokio::test(start_paused = true)]
#[ignore = "takes minutes: `cargo xtask kill` runs it"]
async fn a_large_body_with_a_length_that_is_cut_anywhere_is_not_saved() {
    check_cuts(Framing::Length, LARGE).await;
}

#[tokio::test(start_paused = true)]
#[ignore = "takes minutes: `cargo xtask kill` runs it"]
async fn a_large_body_in_chunks_that_is_cut_anywhere_is_not_saved() {
    check_cuts(Framing::Chunks, LARGE).await;
}

#[tokio::test(start_paused = true)]
#[ignore = "takes minutes: `cargo xtask kill` runs it"]
async fn a_large_body_that_ends_with_its_connection_is_not_saved() {
    check_cuts(Framing::Close, LARGE).await;
}
