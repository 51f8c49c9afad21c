//! An answer that does not end costs no more memory than its cap.

use std::future::Future;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};

use grok_video_transport::{
    ApiKey, Client, Connector, DownloadErrorKind, DownloadLimits, Downloader, ErrorKind, Guard,
    Roots,
};

use super::super::fetch::url;
use super::super::server::{KEY, id};

const MIB: usize = 1024 * 1024;
const MOST_MEMORY: u64 = 8 * MIB as u64;
/// What an answer has that never ends, for as long as this test needs one.
const ENDLESS: usize = 48 * MIB;

/// Sends `head` and then `piece` again and again, from a thread of its own.
fn endless(head: &'static [u8], piece: Vec<u8>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]);
        let mut sent = stream.write_all(head);
        for _ in 0..ENDLESS / piece.len() {
            if sent.is_err() {
                return;
            }
            sent = stream.write_all(&piece);
        }
    });
    addr
}

/// Returns the most bytes that were allocated at once in `work`, all of it on this thread.
fn most_memory(work: impl Future<Output = ()>) -> u64 {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut work = Some(work);
    allocation_counter::measure(|| runtime.block_on(work.take().unwrap())).bytes_max
}

fn nobody() -> Roots {
    Roots::from_der::<&[u8]>([]).unwrap()
}

const CHUNKED: &[u8] = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";

fn chunks() -> Vec<u8> {
    [b"10000\r\n".as_slice(), &[b' '; 0x1_0000], b"\r\n"].concat()
}

#[track_caller]
fn check_query(head: &'static [u8], piece: Vec<u8>, expected: ErrorKind) {
    let addr = endless(head, piece);
    let most = most_memory(async {
        let base = format!("http://{addr}").parse().unwrap();
        let key = ApiKey::new(KEY).unwrap();
        let client = Client::builder(base, key, Connector::new(nobody())).build();
        let error = client.query(&id()).await.unwrap_err();
        assert_eq!(error.kind(), expected, "{error}");
    });
    assert!(most < MOST_MEMORY, "{most} bytes");
}

#[test]
fn an_endless_body_ends_at_the_cap() {
    let spaces = || vec![b' '; 65536];
    check_query(CHUNKED, chunks(), ErrorKind::TooLarge);
    let small = b"10\r\n0123456789abcdef\r\n".repeat(100);
    check_query(CHUNKED, small, ErrorKind::TooLarge);
    check_query(b"HTTP/1.1 200 OK\r\n\r\n", spaces(), ErrorKind::TooLarge);
    let huge = b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n";
    check_query(huge, spaces(), ErrorKind::TooLarge);
}

#[test]
fn an_endless_head_ends() {
    let one = b"HTTP/1.1 200 OK\r\nx-endless: ";
    check_query(one, vec![b'x'; 4096], ErrorKind::Broken);
    let many = b"x-endless: header\r\n".repeat(100);
    check_query(b"HTTP/1.1 200 OK\r\n", many, ErrorKind::Broken);
    let trailers = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n";
    let many = b"x-endless: header\r\n".repeat(100);
    check_query(trailers, many, ErrorKind::Broken);
}

#[test]
fn an_endless_result_ends_at_the_limit() {
    let addr = endless(CHUNKED, chunks());
    let most = most_memory(async {
        let limits = DownloadLimits::default().with_max_bytes(16 * MIB as u64);
        let downloader = Downloader::with_tls(Guard::AllowLoopback, nobody(), limits);
        let mut download = downloader
            .get(&url(&format!("http://{addr}/v")))
            .await
            .unwrap();
        let error = loop {
            match download.chunk().await {
                Ok(chunk) => assert!(chunk.is_some(), "it came to an end"),
                Err(error) => break error,
            }
        };
        assert_eq!(error.kind(), DownloadErrorKind::TooLarge);
    });
    assert!(most < MOST_MEMORY, "{most} bytes");
}
