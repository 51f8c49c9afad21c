//! A server that answers by script, byte for byte, and keeps what it received.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What a relay does with a request: the bytes to answer with, before it closes the connection.
type Answer = dyn Fn(&str, usize) -> Vec<u8> + Send + Sync;

pub(crate) struct Relay {
    addr: SocketAddr,
    received: Arc<Mutex<Vec<String>>>,
    is_over: Arc<AtomicBool>,
}

impl Relay {
    /// How long a relay waits for a client that says nothing.
    const PATIENCE: Duration = Duration::from_secs(10);

    /// Starts a relay that answers the n-th request with `answer(first line, n)`.
    pub(crate) fn start(answer: impl Fn(&str, usize) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let received = Arc::new(Mutex::new(Vec::new()));
        let (answer, shared): (Arc<Answer>, _) = (Arc::new(answer), received.clone());
        let is_over = Arc::new(AtomicBool::new(false));
        let over = is_over.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                stream.set_read_timeout(Some(Self::PATIENCE)).unwrap();
                let (answer, shared) = (answer.clone(), shared.clone());
                std::thread::spawn(move || serve(stream, &*answer, &shared));
            }
        });
        Self {
            addr,
            received,
            is_over,
        }
    }

    /// Starts a relay that always gives the same answer.
    pub(crate) fn always(answer: Vec<u8>) -> Self {
        Self::start(move |_, _| answer.clone())
    }

    /// Starts a relay that says `video_1` is completed, and answers for the result with `asset`.
    pub(crate) fn with_result(asset: Vec<u8>) -> Self {
        Self::start(move |line, _| {
            if line.contains("/v1/") {
                completed("/v.mp4?sig=signature")
            } else {
                asset.clone()
            }
        })
    }

    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.addr)
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        self.received.lock().unwrap().clone()
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        // The thread waits for a connection; this one ends it, and closes the port.
        self.is_over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.addr);
    }
}

fn serve(mut stream: TcpStream, answer: &Answer, received: &Mutex<Vec<String>>) {
    let Some(request) = read(&mut stream) else {
        return;
    };
    let host = stream.local_addr().unwrap();
    let n = {
        let mut received = received.lock().unwrap();
        received.push(request.clone());
        received.len() - 1
    };
    let bytes = answer(request.lines().next().unwrap_or_default(), n);
    // `{here}` stands for where the relay is; it is as long as what it is replaced by.
    let here = format!("http://{host}");
    let text = String::from_utf8_lossy(&bytes);
    let bytes = match text.split_once("\r\n\r\n") {
        Some((_, body)) if body.contains("{here}") => http(200, "", body.replace("{here}", &here)),
        _ => bytes,
    };
    let _ = stream.write_all(&bytes);
}

fn read(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return Some(text);
            }
        }
        let mut chunk = [0; 4096];
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => return None,
            Ok(n) => bytes.extend_from_slice(&chunk[..n]),
        }
    }
}

pub(crate) fn http(status: u16, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n"
    );
    [head.as_bytes(), body].concat()
}

/// Answers with a task `video_1` of this status and these further fields.
pub(crate) fn task(status: &str, fields: &str) -> Vec<u8> {
    http(
        200,
        "",
        format!(r#"{{"id":"video_1","status":"{status}"{fields}}}"#),
    )
}

/// Answers that the result is at `path` of the relay itself.
pub(crate) fn completed(path: &str) -> Vec<u8> {
    task("completed", &format!(r#","video_url":"{{here}}{path}""#))
}
