//! A call may be dropped wherever it waits: the client stays usable, and nobody gets the answer
//! of another's call.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use grok_video_transport::Phase;
use grok_video_types::{CreateVideo, Model, TaskId};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::task::yield_now;
use tokio::time::Instant;

use super::fetch::{downloader, url};
use super::in_memory::InMemory;
use super::server::{Reply, Server};

/// Answers each request, in pieces, with a task of the id that was asked for.
pub(crate) async fn serve(_: usize, mut stream: DuplexStream) {
    let mut received = Vec::new();
    loop {
        while !received.ends_with(b"\r\n\r\n") && !received.ends_with(b"}") {
            if stream.read_buf(&mut received).await.unwrap_or(0) == 0 {
                return;
            }
        }
        let text = String::from_utf8_lossy(&received);
        let path = text.split(' ').nth(1).unwrap();
        let id = path.rsplit('/').next().unwrap();
        let body = format!(r#"{{"id":"{id}","status":"queued"}}"#);
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
        received.clear();
        let (first, second) = body.split_at(9);
        for piece in [&head, first, second] {
            yield_now().await;
            if stream.write_all(piece.as_bytes()).await.is_err() {
                return;
            }
        }
    }
}

/// Polls a future `n` times, each time after the runtime has done what it could, and drops it.
/// Returns whether it was done before.
async fn poll_and_drop(n: usize, future: impl Future) -> bool {
    let mut future = pin!(future);
    for _ in 0..n {
        let polled = poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await;
        if polled.is_ready() {
            return true;
        }
        yield_now().await;
    }
    false
}

/// Drops a call at each of the points at which it waits, and asks for another task behind each.
async fn drop_everywhere(is_create: bool) {
    let client = InMemory::new(serve).client();
    let video = CreateVideo::builder(Model::GrokVideo3, "a kite")
        .build()
        .unwrap();
    let asked: TaskId = "video_dropped".parse().unwrap();
    let next: TaskId = "video_next".parse().unwrap();
    for n in 0.. {
        // Once over a fresh connection and once over one that waited.
        for _ in 0..2 {
            let is_done = if is_create {
                poll_and_drop(n, client.create(&video)).await
            } else {
                poll_and_drop(n, client.query(&asked)).await
            };
            if is_done {
                assert!(n > 4, "the call waits too seldom to prove anything");
                return;
            }
            let answer = client.query(&next).await.unwrap();
            assert_eq!(answer.task.id(), &next, "dropped after {n} polls");
        }
    }
}

#[tokio::test]
async fn a_query_dropped_anywhere_leaves_the_pool_usable() {
    drop_everywhere(false).await;
}

#[tokio::test]
async fn a_create_dropped_anywhere_leaves_the_pool_usable() {
    drop_everywhere(true).await;
}

#[tokio::test(start_paused = true)]
async fn so_does_a_query_under_a_paused_clock() {
    drop_everywhere(false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_calls_at_once_on_several_threads_each_get_their_own_answer() {
    let client = InMemory::new(serve).client();
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..200 {
        let client = client.clone();
        tasks.spawn(async move {
            let id: TaskId = format!("video_{n}").parse().unwrap();
            for turn in 0..5 {
                if n % 3 == 0 {
                    poll_and_drop(turn, client.query(&id)).await;
                }
                assert_eq!(client.query(&id).await.unwrap().task.id(), &id);
            }
        });
    }
    tasks.join_all().await;
}

#[tokio::test]
async fn a_download_dropped_while_it_is_begun_leaves_the_downloader_usable() {
    let server = Server::start(vec![Reply::http(200, "", "video")]).await;
    let url = url(&format!("http://{}/v", server.addr));
    let downloader = downloader();
    for n in 0.. {
        let is_done = poll_and_drop(n, downloader.get(&url)).await;
        let mut download = downloader.get(&url).await.unwrap();
        assert_eq!(download.chunk().await.unwrap().unwrap(), &b"video"[..]);
        if is_done {
            assert!(n > 1, "it waits too seldom to prove anything");
            return;
        }
    }
}

#[tokio::test]
async fn a_wait_for_bytes_that_is_dropped_loses_none() {
    let whole = vec![7; 300_000];
    let server = Server::start(vec![Reply::http(200, "", &whole)]).await;
    let url = url(&format!("http://{}/v", server.addr));
    let mut download = downloader().get(&url).await.unwrap();
    let mut n_bytes = 0;
    loop {
        // A wait that is polled once and dropped, unless the bytes are there.
        let mut waiting = pin!(download.chunk());
        let polled = poll_fn(|context| Poll::Ready(waiting.as_mut().poll(context))).await;
        match polled {
            Poll::Ready(Ok(Some(chunk))) => n_bytes += chunk.len(),
            Poll::Ready(ended) => break assert_eq!(ended.unwrap(), None),
            Poll::Pending => yield_now().await,
        }
    }
    assert_eq!(n_bytes, whole.len());
}

/// A create that takes a while to send: it bears an image.
fn large_video() -> CreateVideo {
    let image = format!("data:image/png;base64,{}", "A".repeat(400_000));
    CreateVideo::builder(Model::GrokVideo3, "a kite")
        .image(image.parse().unwrap())
        .build()
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_create_that_is_dropped_is_sent_no_further() {
    let (tell, told) = tokio::sync::oneshot::channel();
    let tell = std::sync::Mutex::new(Some(tell));
    let network = InMemory::new(move |_, mut stream| {
        let tell = tell.lock().unwrap().take().unwrap();
        async move {
            // Reads only after the call has been given up.
            tokio::time::sleep(Duration::from_secs(45)).await;
            let mut received = Vec::new();
            let _ = stream.read_to_end(&mut received).await;
            let _ = tell.send(received.len());
        }
    });
    let client = network.client();
    let error = client.create(&large_video()).await.unwrap_err();
    assert!(error.is_timeout(Phase::Head) && error.outcome_unknown());
    let n_received = told.await.unwrap();
    assert!(
        n_received <= 1024,
        "{n_received} bytes came behind the call"
    );
}

#[tokio::test(start_paused = true)]
async fn an_answer_before_all_was_sent_holds_up_no_query() {
    let network = InMemory::new(|n, mut stream| async move {
        if n > 0 {
            return serve(n, stream).await;
        }
        let _ = stream.read(&mut [0; 512]).await;
        let refused = b"HTTP/1.1 401 X\r\ncontent-length: 2\r\n\r\n{}";
        let _ = stream.write_all(refused).await;
        std::future::pending::<()>().await;
    });
    let client = network.client();
    let error = client.create(&large_video()).await.unwrap_err();
    assert!(!error.outcome_unknown(), "{error}");
    let begin = Instant::now();
    let id: TaskId = "video_next".parse().unwrap();
    assert!(client.query(&id).await.is_ok());
    assert_eq!(begin.elapsed(), Duration::ZERO);
}
