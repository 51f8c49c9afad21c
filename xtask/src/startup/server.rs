//! The server that is asked, and notes when.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::Failure;

/// How long a peer may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(10);

/// A server on this machine that knows one task, which is being made for ever.
///
/// It ends with the process.
#[derive(Debug)]
pub(super) struct Server {
    port: u16,
    first_bytes: Receiver<Instant>,
}

impl Server {
    /// The id of its task.
    pub(super) const TASK: &str = "video_1";

    pub(super) fn start() -> Result<Self, Failure> {
        let failed = |error| Failure::check(format!("can't listen on 127.0.0.1: {error}"));
        let listener = TcpListener::bind("127.0.0.1:0").map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        let (sender, first_bytes) = channel();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // Whoever asked tells of what went wrong.
                let _ = answer(stream, &sender);
            }
        });
        Ok(Self { port, first_bytes })
    }

    /// Returns what the program takes for the address of the service.
    pub(super) fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}/kyyReactApiServer", self.port)
    }

    /// Returns what that program makes of it to ask for the task.
    pub(super) fn task_url(&self) -> String {
        format!("{}{}", self.base_url(), path())
    }

    /// Returns when the first byte of the latest request came, once.
    pub(super) fn first_byte(&self) -> Option<Instant> {
        self.first_bytes.try_iter().last()
    }
}

fn path() -> String {
    format!("/v1/result/{}", Server::TASK)
}

/// Answers one request, and closes the connection.
fn answer(mut stream: TcpStream, first_bytes: &Sender<Instant>) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut request = Vec::new();
    let mut part = [0; 4096];
    while !request.ends_with(b"\r\n\r\n") {
        let n_bytes = stream.read(&mut part)?;
        if n_bytes == 0 {
            return Ok(());
        }
        if request.is_empty() {
            let _ = first_bytes.send(Instant::now());
        }
        request.extend_from_slice(&part[..n_bytes]);
    }
    stream.write_all(response(&request).as_bytes())
}

/// Returns the answer to a request: the task, or that there is no such thing.
fn response(request: &[u8]) -> String {
    let asked = String::from_utf8_lossy(request);
    let is_known = asked.starts_with("GET ")
        && asked
            .split(' ')
            .nth(1)
            .is_some_and(|target| target.ends_with(&path()));
    let (status, body) = if is_known {
        let task = Server::TASK;
        let body = format!(
            r#"{{"id":"{task}","object":"video","status":"processing","created":1795568041,"model":"grok_video3"}}"#
        );
        ("200 OK", body)
    } else {
        ("404 Not Found", "{}".to_owned())
    };
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_its_task_alone() {
        let asked = b"GET /kyyReactApiServer/v1/result/video_1 HTTP/1.1\r\n\r\n";
        assert!(response(asked).starts_with("HTTP/1.1 200 OK\r\n"));
        for other in [
            &b"GET /kyyReactApiServer/v1/result/video_12 HTTP/1.1\r\n\r\n"[..],
            b"POST /kyyReactApiServer/v1/result/video_1 HTTP/1.1\r\n\r\n",
            b"nonsense",
        ] {
            assert!(response(other).starts_with("HTTP/1.1 404 Not Found\r\n"));
        }
    }

    #[test]
    fn notes_the_first_byte_of_a_request_once() {
        let server = Server::start().expect("there is a port");
        let before = Instant::now();
        let mut stream = TcpStream::connect(("127.0.0.1", server.port)).expect("it listens");
        let request = format!("GET {} HTTP/1.1\r\n\r\n", path());
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        assert!(answer.contains(r#""status":"processing""#), "{answer}");
        assert!(server.first_byte().expect("noted") >= before);
        assert_eq!(server.first_byte(), None);
    }
}
