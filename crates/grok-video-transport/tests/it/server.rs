//! A server that answers by script, byte for byte, and keeps what it received.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use grok_video_transport::{ApiKey, BaseUrl, Client, Http1};
use grok_video_types::TaskId;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const KEY: &str = "sk-canary-0123456789";

/// Says what the server does with a request.
#[derive(Clone)]
pub(crate) enum Reply {
    /// Sends these bytes and waits for the next request.
    Bytes(Vec<u8>),
    /// Sends these bytes and closes the connection.
    Last(Vec<u8>),
    /// Sends these bytes and then nothing more, for ever.
    Stall(Vec<u8>),
    /// Sends these bytes and then an `x` every 200 ms, for ever.
    Drip(Vec<u8>),
}

impl Reply {
    /// Answers with a status, further header lines, and a body with its length.
    pub(crate) fn http(status: u16, headers: &str, body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let head = format!(
            "HTTP/1.1 {status} X\r\ncontent-length: {}\r\n{headers}\r\n",
            body.len()
        );
        Self::Bytes([head.as_bytes(), body].concat())
    }

    pub(crate) fn ok(body: &str) -> Self {
        Self::http(200, "", body)
    }
}

/// Holds every request received, with the number of its connection.
pub(crate) type Received = Arc<Mutex<Vec<(usize, String)>>>;

pub(crate) struct Server {
    pub(crate) addr: SocketAddr,
    pub(crate) received: Received,
    n_connections: Arc<Mutex<usize>>,
}

impl Server {
    /// Starts a server that gives the n-th request the n-th reply; the last one repeats.
    pub(crate) async fn start(replies: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self::start_on(listener, replies)
    }

    /// Starts a server whose replies say `{base}` for its address; none of them has a body.
    pub(crate) async fn start_knowing_itself(mut replies: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap().to_string();
        for reply in &mut replies {
            if let Reply::Bytes(bytes) = reply {
                let text = String::from_utf8_lossy(bytes);
                *bytes = text.replace("{base}", &addr).into();
            }
        }
        Self::start_on(listener, replies)
    }

    fn start_on(listener: TcpListener, replies: Vec<Reply>) -> Self {
        let server = Self {
            addr: listener.local_addr().unwrap(),
            received: Received::default(),
            n_connections: Arc::default(),
        };
        let (received, n_connections) = (server.received.clone(), server.n_connections.clone());
        let replies = Arc::new(replies);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                *n_connections.lock().unwrap() += 1;
                let connection = *n_connections.lock().unwrap();
                tokio::spawn(serve(stream, connection, replies.clone(), received.clone()));
            }
        });
        server
    }

    /// Starts a server that says `greeting` to whoever connects, and then listens.
    pub(crate) async fn start_greeting(greeting: &'static [u8]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let _ = stream.write_all(greeting).await;
                let _ = stream.read(&mut [0; 4096]).await;
            }
        });
        Self {
            addr,
            received: Received::default(),
            n_connections: Arc::default(),
        }
    }

    pub(crate) fn port(&self) -> u16 {
        self.addr.port()
    }

    pub(crate) fn base(&self) -> BaseUrl {
        format!("http://{}/prefix", self.addr).parse().unwrap()
    }

    pub(crate) fn client(&self) -> Client<Http1> {
        Client::new(self.base(), ApiKey::new(KEY).unwrap())
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        let received = self.received.lock().unwrap();
        received
            .iter()
            .map(|(_, request)| request.clone())
            .collect()
    }

    pub(crate) fn n_connections(&self) -> usize {
        *self.n_connections.lock().unwrap()
    }
}

async fn serve(
    mut stream: TcpStream,
    connection: usize,
    replies: Arc<Vec<Reply>>,
    received: Received,
) {
    while let Some(request) = read_request(&mut stream).await {
        let reply = {
            let mut received = received.lock().unwrap();
            received.push((connection, request));
            replies[(received.len() - 1).min(replies.len() - 1)].clone()
        };
        match reply {
            Reply::Bytes(bytes) => {
                if stream.write_all(&bytes).await.is_err() {
                    return;
                }
            }
            Reply::Last(bytes) => {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.shutdown().await;
                return;
            }
            Reply::Stall(bytes) => {
                let _ = stream.write_all(&bytes).await;
                std::future::pending::<()>().await;
            }
            Reply::Drip(mut bytes) => {
                while stream.write_all(&bytes).await.is_ok() {
                    bytes = vec![b'x'];
                    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
                }
                return;
            }
        }
    }
}

/// Reads a request with its body; `None` when the client has closed the connection.
async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| {
                    line.to_ascii_lowercase()
                        .strip_prefix("content-length: ")?
                        .parse()
                        .ok()
                })
                .unwrap_or(0);
            if body.len() >= length {
                return Some(text);
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

pub(crate) fn id() -> TaskId {
    TaskId::new("video_1").unwrap()
}
