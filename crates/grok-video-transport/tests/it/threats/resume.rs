//! A download that breaks off goes on only with the same result, at the same byte.

use grok_video_transport::{DownloadError, DownloadErrorKind};

use super::super::fetch::{downloader, url};
use super::super::server::{Reply, Server};

fn video() -> Vec<u8> {
    (0..500_u32).map(|n| (n % 251) as u8).collect()
}

/// The first answer, with a tag, which breaks off after `n` bytes.
fn broken(n: usize) -> Reply {
    let video = video();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\netag: \"a\"\r\n\r\n",
        video.len()
    );
    Reply::Last([head.as_bytes(), &video[..n]].concat())
}

/// What a good host says to a request for all from `n` on.
fn rest(n: usize) -> Reply {
    let video = video();
    let headers = format!("content-range: bytes {n}-499/500\r\netag: \"a\"\r\n");
    Reply::http(206, &headers, &video[n..])
}

/// All from `n` on in a chunk, as the rest that begins there.
fn chunked_rest(n: usize) -> Reply {
    let video = video();
    let head = format!(
        "HTTP/1.1 206 X\r\ntransfer-encoding: chunked\r\netag: \"a\"\r\n\
         content-range: bytes {n}-499/500\r\n\r\n{:x}\r\n",
        500 - n
    );
    Reply::Bytes([head.as_bytes(), &video[n..], b"\r\n0\r\n\r\n"].concat())
}

/// Fetches from a server with these replies; returns what came, how it ended, and what was asked.
async fn fetch(replies: Vec<Reply>) -> (Vec<u8>, Result<(), DownloadErrorKind>, Vec<String>) {
    let server = Server::start(replies).await;
    let (bytes, ended) = fetch_next(&server).await;
    (bytes, ended, server.requests())
}

async fn fetch_next(server: &Server) -> (Vec<u8>, Result<(), DownloadErrorKind>) {
    let url = url(&format!("http://{}/v.mp4?sig=s", server.addr));
    let mut bytes = Vec::new();
    let ended = async {
        let mut download = downloader().get(&url).await?;
        while let Some(chunk) = download.chunk().await? {
            bytes.extend_from_slice(&chunk);
        }
        Ok(())
    };
    let ended = ended.await;
    (bytes, ended.map_err(|error: DownloadError| error.kind()))
}

#[tokio::test]
async fn what_broke_off_goes_on_where_it_was() {
    let replies = (1..500).flat_map(|n| [broken(n), rest(n)]);
    let server = Server::start(replies.collect()).await;
    for n in 1..500 {
        let (bytes, ended) = fetch_next(&server).await;
        assert_eq!(ended, Ok(()), "broken after {n}");
        assert!(bytes == video(), "broken after {n}");
    }
    let requests = server.requests();
    assert_eq!(requests.len(), 2 * 499);
    for (n, asked) in (1..500).zip(requests.iter().skip(1).step_by(2)) {
        assert!(
            asked.starts_with("GET /v.mp4?sig=s HTTP/1.1\r\n"),
            "{asked}"
        );
        assert!(asked.contains(&format!("range: bytes={n}-\r\n")), "{asked}");
        assert!(asked.contains("if-range: \"a\"\r\n"), "{asked}");
    }
}

#[tokio::test]
async fn it_goes_on_as_often_as_each_connection_brings_something() {
    let part = |from: usize, to: usize| {
        let head = format!(
            "HTTP/1.1 206 X\r\ncontent-length: {}\r\netag: \"a\"\r\n\
             content-range: bytes {from}-499/500\r\n\r\n",
            500 - from
        );
        Reply::Last([head.as_bytes(), &video()[from..to]].concat())
    };
    let replies = vec![broken(100), part(100, 200), part(200, 300), part(300, 500)];
    let (bytes, ended, _) = fetch(replies).await;
    assert_eq!(ended, Ok(()));
    assert!(bytes == video());
    // The third connection brings nothing, which ends it.
    let replies = vec![broken(100), part(100, 200), part(200, 200), rest(200)];
    let (bytes, ended, requests) = fetch(replies).await;
    assert_eq!(ended, Err(DownloadErrorKind::Corrupt));
    assert_eq!((bytes.len(), requests.len()), (200, 3));
}

#[tokio::test]
async fn another_part_or_another_result_is_never_put_together() {
    let video = video();
    let with = |status: u16, headers: &str, body: &[u8]| Reply::http(status, headers, body);
    let tag = "etag: \"a\"\r\n";
    let wrong = [
        // 200 for 206: the whole, which would come twice.
        with(200, tag, &video),
        // A shifted range, in both directions, and one that ends early.
        with(
            206,
            &format!("{tag}content-range: bytes 199-499/500\r\n"),
            &video[199..],
        ),
        with(
            206,
            &format!("{tag}content-range: bytes 201-499/500\r\n"),
            &video[201..],
        ),
        with(
            206,
            &format!("{tag}content-range: bytes 200-498/500\r\n"),
            &video[200..499],
        ),
        with(
            206,
            &format!("{tag}content-range: bytes 200-499/501\r\n"),
            &video[200..],
        ),
        with(
            206,
            &format!("{tag}content-range: bytes 200-499/*\r\n"),
            &video[200..],
        ),
        with(206, tag, &video[200..]),
        // Another result, or one that nobody can tell from another.
        with(
            206,
            "etag: \"b\"\r\ncontent-range: bytes 200-499/500\r\n",
            &video[200..],
        ),
        with(
            206,
            "etag: W/\"a\"\r\ncontent-range: bytes 200-499/500\r\n",
            &video[200..],
        ),
        with(206, "content-range: bytes 200-499/500\r\n", &video[200..]),
        // A body that says to be longer or shorter than its range.
        with(
            206,
            &format!("{tag}content-range: bytes 200-499/500\r\n"),
            &video[201..],
        ),
        with(
            206,
            &format!("{tag}content-range: bytes 200-499/500\r\n"),
            &video[199..],
        ),
        // Chunks, whose number nobody knows beforehand, from another byte on.
        chunked_rest(199),
        chunked_rest(201),
        // An encoded rest.
        with(
            206,
            &format!("{tag}content-range: bytes 200-499/500\r\ncontent-encoding: gzip\r\n"),
            &video[200..],
        ),
    ];
    for (n, reply) in wrong.into_iter().enumerate() {
        let (bytes, ended, _) = fetch(vec![broken(200), reply]).await;
        assert_eq!(ended, Err(DownloadErrorKind::Corrupt), "case {n}");
        assert!(bytes == video[..200], "case {n}");
    }
    for status in [400, 416] {
        let (_, ended, _) = fetch(vec![broken(200), with(status, "", b"")]).await;
        assert_eq!(ended, Err(DownloadErrorKind::Corrupt), "{status}");
    }
    let (bytes, ended, _) = fetch(vec![broken(200), with(403, "", b"")]).await;
    assert_eq!((bytes.len(), ended), (200, Err(DownloadErrorKind::Expired)));
}

#[tokio::test]
async fn without_a_strong_tag_nothing_goes_on() {
    for tag in ["", "etag: W/\"a\"\r\n", "etag: a\r\n"] {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n{tag}\r\n");
        let first = Reply::Last([head.as_bytes(), &video()[..200]].concat());
        let (_, ended, requests) = fetch(vec![first, rest(200)]).await;
        assert_eq!(
            (ended, requests.len()),
            (Err(DownloadErrorKind::Corrupt), 1)
        );
    }
}
