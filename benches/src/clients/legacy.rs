//! hyper-util's client.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, USER_AGENT};
use hyper::{Request, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::{CONNECT, TOTAL, url};

/// hyper-util's client with timeouts around it, as its users put them there.
#[derive(Clone, Debug)]
pub struct Legacy {
    client: Client<HttpConnector, Full<Bytes>>,
    url: Uri,
}

impl Legacy {
    pub(super) fn new(addr: SocketAddr) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(CONNECT));
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .build(connector);
        let url = url(addr).parse().expect("a URL");
        Self { client, url }
    }

    pub(super) async fn ask(&self) -> Bytes {
        let request = Request::get(self.url.clone())
            .header(ACCEPT, "application/json")
            .header(ACCEPT_ENCODING, "identity")
            .header(USER_AGENT, "grok-video/0.1.0")
            .header(AUTHORIZATION, "Bearer sk-of-the-benchmark")
            .body(Full::default())
            .expect("a request");
        let call = async {
            let response = self.client.request(request).await.expect("an answer");
            assert_eq!(response.status(), 200);
            let body = response.into_body().collect().await.expect("a body");
            body.to_bytes()
        };
        tokio::time::timeout(TOTAL, call).await.expect("in time")
    }
}
