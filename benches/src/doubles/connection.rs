//! A client that costs next to nothing, and the same to every server.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{ID, KEY, PREFIX};

/// A connection that is kept for the next query.
#[derive(Debug)]
pub struct Connection {
    addr: SocketAddr,
    stream: TcpStream,
    request: Vec<u8>,
    answer: Vec<u8>,
}

impl Connection {
    /// # Panics
    /// When the server refuses it.
    pub async fn open(addr: SocketAddr) -> Self {
        Self {
            addr,
            stream: connect(addr).await,
            request: request("GET", &format!("{PREFIX}{ID}"), ""),
            answer: Vec::with_capacity(4096),
        }
    }

    /// Asks for the task, and returns the body of the answer.
    ///
    /// # Panics
    /// When the answer is not 200 with a length.
    pub async fn query(&mut self) -> &[u8] {
        let request = std::mem::take(&mut self.request);
        let (status, body) = self.send(&request).await;
        assert_eq!(status, 200);
        self.request = request;
        &self.answer[body..]
    }

    /// Asks for anything, and returns the status.
    ///
    /// # Panics
    /// As [`query`](Self::query), whatever the status.
    pub async fn ask(&mut self, method: &str, path: &str, body: &str) -> u16 {
        self.send(&request(method, path, body)).await.0
    }

    /// Returns the status of the answer, and where its body begins. A server that closed the
    /// connection behind the last answer is connected to again.
    async fn send(&mut self, request: &[u8]) -> (u16, usize) {
        loop {
            let is_sent = self.stream.write_all(request).await.is_ok();
            if is_sent && let Some(answer) = self.receive().await {
                return answer;
            }
            self.stream = connect(self.addr).await;
        }
    }

    /// Reads an answer; `None` if the connection ended instead.
    async fn receive(&mut self) -> Option<(u16, usize)> {
        self.answer.clear();
        loop {
            if self.stream.read_buf(&mut self.answer).await.unwrap_or(0) == 0 {
                assert!(self.answer.is_empty(), "the answer was cut short");
                return None;
            }
            let end = self.answer.windows(4).position(|it| it == b"\r\n\r\n");
            let Some(end) = end else {
                continue;
            };
            let head = std::str::from_utf8(&self.answer[..end]).expect("a head is ASCII");
            let status = head.get(9..12).and_then(|status| status.parse().ok());
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                let is_length = name.eq_ignore_ascii_case("content-length");
                is_length.then(|| value.trim().parse::<usize>().ok())?
            });
            let (status, length) = status.zip(length).expect("a status and a length");
            if self.answer.len() >= end + 4 + length {
                return Some((status, end + 4));
            }
        }
    }
}

async fn connect(addr: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(addr).await.expect("it listens");
    stream.set_nodelay(true).expect("a socket that is open");
    stream
}

fn request(method: &str, path: &str, body: &str) -> Vec<u8> {
    format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {KEY}\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}
