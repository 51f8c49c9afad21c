//! One hyper connection: the least that a client over hyper can cost.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, HOST, HeaderValue, USER_AGENT};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::doubles::ID;

/// A connection with a request that was made before.
#[derive(Debug)]
pub struct Bare {
    sender: SendRequest<Full<Bytes>>,
    request: Request<Full<Bytes>>,
}

impl Bare {
    /// # Panics
    /// When the server refuses it.
    pub async fn connect(addr: SocketAddr) -> Self {
        let stream = TcpStream::connect(addr).await.expect("it listens");
        stream.set_nodelay(true).expect("a socket that is open");
        let (sender, connection) = handshake(TokioIo::new(stream)).await.expect("HTTP");
        tokio::spawn(connection);
        let mut request = Request::new(Full::default());
        let path = format!("/kyyReactApiServer/v1/result/{ID}");
        *request.uri_mut() = path.parse().expect("a path");
        let host = HeaderValue::try_from(addr.to_string()).expect("a host");
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        headers.insert(USER_AGENT, HeaderValue::from_static("grok-video/0.1.0"));
        let mut key = HeaderValue::from_static("Bearer sk-of-the-benchmark");
        key.set_sensitive(true);
        headers.insert(AUTHORIZATION, key);
        headers.insert(HOST, host);
        Self { sender, request }
    }

    /// Asks `n` times, one after the other, and returns the last answer.
    ///
    /// # Panics
    /// When there is no answer of status 200.
    pub async fn ask(&mut self, n: usize) -> Bytes {
        let mut answer = Bytes::new();
        for _ in 0..n {
            self.sender.ready().await.expect("a connection");
            let request = self.request.clone();
            let response = self.sender.send_request(request).await.expect("an answer");
            assert_eq!(response.status(), 200);
            let mut body = response.into_body();
            let frame = body.frame().await.expect("a body").expect("a frame");
            answer = frame.into_data().expect("bytes");
            assert!(body.frame().await.is_none(), "one frame");
        }
        answer
    }
}
