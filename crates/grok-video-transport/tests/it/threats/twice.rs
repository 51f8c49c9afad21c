//! Nothing is paid for twice: a create is sent once, whatever becomes of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use grok_video_types::{CreateVideo, Model};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

use super::super::in_memory::InMemory;

const N_CREATES: usize = 10_000;

/// The ways in which a create can end that leave open what became of it.
const ENDS: [(Place, &str); 12] = [
    (Place::Connected, ""),
    (Place::HalfRead, ""),
    (Place::Read, ""),
    (Place::Read, "HTTP/1.1 20"),
    (
        Place::Read,
        "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{",
    ),
    (Place::Read, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"),
    (
        Place::Read,
        "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nnull",
    ),
    (Place::Read, "HTTP/1.1 408 X\r\ncontent-length: 0\r\n\r\n"),
    (
        Place::Read,
        "HTTP/1.1 502 X\r\ncontent-length: 6\r\n\r\n<html>",
    ),
    (
        Place::Read,
        "HTTP/1.1 503 X\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n",
    ),
    (
        Place::Read,
        "HTTP/1.1 303 X\r\nlocation: /prefix/v1/grok/videos\r\ncontent-length: 0\r\n\r\n",
    ),
    (Place::Stalled, ""),
];

/// Where the server ends the connection.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Connected,
    HalfRead,
    Read,
    Stalled,
}

/// Does with the n-th connection what the n-th of [`ENDS`] says, and counts the creates it saw.
async fn serve(n: usize, mut stream: DuplexStream, n_seen: Arc<AtomicUsize>) {
    let (place, answer) = ENDS[n % ENDS.len()];
    if place == Place::Connected {
        return;
    }
    let mut received = Vec::new();
    while !received.ends_with(b"}") {
        if stream.read_buf(&mut received).await.unwrap_or(0) == 0 {
            return;
        }
        if place == Place::HalfRead {
            break;
        }
    }
    n_seen.fetch_add(1, Ordering::Relaxed);
    if stream.write_all(answer.as_bytes()).await.is_err() {
        return;
    }
    // As long as the client stays, whether it sends more of its own accord.
    while let Ok(1..) = stream.read_buf(&mut received).await {
        n_seen.fetch_add(1, Ordering::Relaxed);
        if place != Place::Stalled {
            return;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_ambiguous_create_is_sent_once() {
    let n_seen = Arc::<AtomicUsize>::default();
    let counter = Arc::clone(&n_seen);
    let network = InMemory::new(move |n, stream| serve(n, stream, Arc::clone(&counter)));
    let client = network.client();
    let video = CreateVideo::builder(Model::GrokVideo3, "a kite")
        .build()
        .unwrap();
    let mut n_unknown = 0;
    for n in 0..N_CREATES {
        let error = client.create(&video).await.unwrap_err();
        assert_ne!(error.outcome_unknown(), error.not_sent(), "{n}: {error}");
        n_unknown += usize::from(error.outcome_unknown());
    }
    assert!(n_unknown > N_CREATES / 2);
    assert_eq!(network.n_connections(), N_CREATES);
    let n_seen = n_seen.load(Ordering::Relaxed);
    assert!(n_seen <= N_CREATES && n_seen >= n_unknown / 2, "{n_seen}");
}
