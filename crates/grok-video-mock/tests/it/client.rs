//! A small HTTP/1.1 client that hides nothing: bytes out, bytes in.

use std::io::ErrorKind;
use std::net::SocketAddr;

use grok_video_mock::{Connector, MockServer};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufStream};
use tokio::net::TcpStream;

pub(crate) const PREFIX: &str = "/kyyReactApiServer";
pub(crate) const CREATE: &str = "/kyyReactApiServer/v1/grok/videos";

/// One connection, kept alive.
pub(crate) struct Client {
    stream: BufStream<Box<dyn Stream>>,
    /// The whole `Authorization` value, if one is to be sent.
    authorization: Option<String>,
}

/// What a connection runs over.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Client {
    pub(crate) async fn of(server: &MockServer) -> Self {
        Self::connect(server.addr()).await
    }

    pub(crate) async fn connect(addr: SocketAddr) -> Self {
        Self::over(TcpStream::connect(addr).await.unwrap())
    }

    pub(crate) fn in_memory(connector: &Connector) -> Self {
        Self::over(connector.connect().unwrap())
    }

    fn over(stream: impl Stream + 'static) -> Self {
        Self {
            stream: BufStream::new(Box::new(stream)),
            authorization: Some("Bearer test".to_owned()),
        }
    }

    pub(crate) fn authorization(mut self, value: Option<&str>) -> Self {
        self.authorization = value.map(ToOwned::to_owned);
        self
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, &[], b"").await
    }

    pub(crate) async fn query(&mut self, id: &str) -> Answer {
        self.get(&format!("{PREFIX}/v1/result/{id}")).await
    }

    pub(crate) async fn create(&mut self, body: &str) -> Answer {
        self.send("POST", CREATE, &[], body.as_bytes()).await
    }

    pub(crate) async fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let mut head = format!("{method} {path} HTTP/1.1\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            head += "Host: localhost\r\n";
        }
        if let Some(value) = &self.authorization {
            head += &format!("Authorization: {value}\r\n");
        }
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        if method == "POST" || !body.is_empty() {
            head += &format!("Content-Length: {}\r\n", body.len());
        }
        head += "\r\n";
        self.write(&[head.as_bytes(), body].concat()).await;
        self.read(method != "HEAD").await
    }

    /// Sends a query and returns what came until the connection ended, and the
    /// error if it did not end in peace.
    pub(crate) async fn query_to_the_end(&mut self, id: &str) -> (String, Option<ErrorKind>) {
        self.get_to_the_end(&format!("{PREFIX}/v1/result/{id}"))
            .await
    }

    /// Sends a GET and returns what came until the connection ended, as text.
    pub(crate) async fn get_to_the_end(&mut self, path: &str) -> (String, Option<ErrorKind>) {
        let (came, ended) = self.download_to_the_end(path).await;
        (String::from_utf8_lossy(&came).into_owned(), ended)
    }

    /// Sends a GET and returns what came until the connection ended.
    pub(crate) async fn download_to_the_end(&mut self, path: &str) -> (Vec<u8>, Option<ErrorKind>) {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: mock\r\nConnection: close\r\nAuthorization: Bearer test\r\n\r\n"
        );
        self.write(request.as_bytes()).await;
        self.rest().await
    }

    pub(crate) async fn write(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.unwrap();
        self.stream.flush().await.unwrap();
    }

    pub(crate) async fn read(&mut self, has_body: bool) -> Answer {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            let n = self.stream.read_line(&mut head).await.unwrap();
            assert_ne!(n, 0, "the connection ended in the head: {head:?}");
        }
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let mut answer = Answer {
            status,
            head,
            body: Vec::new(),
        };
        if has_body {
            let length = answer
                .header("content-length")
                .unwrap_or("0")
                .parse()
                .unwrap();
            answer.body.resize(length, 0);
            self.stream.read_exact(&mut answer.body).await.unwrap();
        }
        answer
    }

    /// Returns what is left to read before the connection ends, and the error
    /// if it does not end in peace.
    pub(crate) async fn rest(&mut self) -> (Vec<u8>, Option<ErrorKind>) {
        let mut rest = Vec::new();
        let ended = self.stream.read_to_end(&mut rest).await;
        (rest, ended.err().map(|error| error.kind()))
    }
}

impl Answer {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        match serde_json::from_slice(&self.body) {
            Ok(value) => value,
            Err(error) => panic!("{error} in {self:?}"),
        }
    }

    #[track_caller]
    pub(crate) fn field(&self, name: &str) -> String {
        let json = self.json();
        json[name]
            .as_str()
            .unwrap_or_else(|| panic!("no string {name} in {json}"))
            .to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find_map(|(given, value)| given.eq_ignore_ascii_case(name).then_some(value))
    }

    /// Checks for an error object and returns its message.
    #[track_caller]
    pub(crate) fn error(&self, status: u16, code: &str) -> String {
        assert_eq!(self.status, status, "{self:?}");
        let json = self.json();
        assert_eq!(json["error"]["code"], code, "{json}");
        json["error"]["message"].as_str().unwrap().to_owned()
    }
}

/// Cuts scheme, host and port off a URL of the server's.
#[track_caller]
pub(crate) fn path_of<'u>(server: &MockServer, url: &'u str) -> &'u str {
    let origin = server.admin_url();
    let origin = origin.strip_suffix("/__mock/").unwrap();
    url.strip_prefix(origin)
        .unwrap_or_else(|| panic!("{url} is not at {origin}"))
}
