//! A client that costs next to nothing, and the same to every server.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

use crate::failure::Failure;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

const PREFIX: &str = "/kyyReactApiServer";
/// A task that stays queued for longer than anybody measures.
const TASK: &str = r#"{"model":"grok_video3","prompt":"[mock:after 24h 24h]"}"#;

/// A connection that is kept.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
}

impl Connection {
    pub(super) fn open(addr: SocketAddr) -> Result<Self, Failure> {
        let open = || {
            let stream = TcpStream::connect(addr)?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            Ok(stream)
        };
        let stream = open().map_err(|error: io::Error| {
            Failure::check(format!("can't connect to {addr}: {error}"))
        })?;
        Ok(Self {
            stream,
            received: Vec::new(),
        })
    }

    /// Makes a task and returns the request that queries it.
    pub(super) fn create(&mut self) -> Result<Vec<u8>, Failure> {
        let request = request("POST", &format!("{PREFIX}/v1/grok/videos"), TASK);
        let body = self.ask(&request)?;
        let task: Option<Value> = serde_json::from_slice(body).ok();
        let id = task.as_ref().and_then(|task| task.get("id")?.as_str());
        let id = id.ok_or_else(|| Failure::check("a created task has no id"))?;
        Ok(request_of(id))
    }

    /// Sends a request and returns the body of the answer, which is a 200.
    pub(super) fn ask(&mut self, request: &[u8]) -> Result<&[u8], Failure> {
        self.stream
            .write_all(request)
            .map_err(|error| Failure::check(format!("a request was not taken: {error}")))?;
        self.received.clear();
        loop {
            let mut part = [0; 4096];
            let n_bytes = match self.stream.read(&mut part) {
                Ok(n_bytes) if n_bytes > 0 => n_bytes,
                Ok(_) => return Err(Failure::check("an answer was cut short")),
                Err(error) => return Err(Failure::check(format!("no answer came: {error}"))),
            };
            self.received.extend_from_slice(&part[..n_bytes]);
            if let Some((status, body, end)) = parse(&self.received)
                && self.received.len() >= end
            {
                if status != 200 {
                    let text = String::from_utf8_lossy(&self.received);
                    return Err(Failure::check(format!("no 200, but {text}")));
                }
                return Ok(&self.received[body..end]);
            }
        }
    }
}

fn request_of(id: &str) -> Vec<u8> {
    request("GET", &format!("{PREFIX}/v1/result/{id}"), "")
}

fn request(method: &str, path: &str, body: &str) -> Vec<u8> {
    format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer the-key-of-a-measurement\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Returns status, and begin and end of the body, of an answer whose head is there.
fn parse(received: &[u8]) -> Option<(u16, usize, usize)> {
    let head = received.windows(4).position(|it| it == b"\r\n\r\n")?;
    let text = std::str::from_utf8(&received[..head]).ok()?;
    let status = text.get(9..12)?.parse().ok()?;
    let length: usize = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_length = name.eq_ignore_ascii_case("content-length");
        is_length.then(|| value.trim().parse().ok())?
    })?;
    let body = head + 4;
    Some((status, body, body + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_known_once_its_head_is_there() {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
        assert_eq!(parse(answer), Some((200, 38, 40)));
        assert_eq!(parse(&answer[..37]), None);
    }
}
