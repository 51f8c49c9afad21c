//! reqwest, as its documentation uses it.

use std::net::SocketAddr;

use bytes::Bytes;
use reqwest::Client;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING};

use super::{CONNECT, TOTAL, url};

/// reqwest with the same timeouts and headers.
#[derive(Clone, Debug)]
pub struct Reqwest {
    client: Client,
    url: String,
}

impl Reqwest {
    pub(super) fn new(addr: SocketAddr) -> Self {
        let client = Client::builder()
            .connect_timeout(CONNECT)
            .timeout(TOTAL)
            .user_agent("grok-video/0.1.0")
            .build()
            .expect("a client");
        let url = url(addr);
        Self { client, url }
    }

    pub(super) async fn ask(&self) -> Bytes {
        let request = self.client.get(&self.url);
        let response = request
            .bearer_auth("sk-of-the-benchmark")
            .header(ACCEPT, "application/json")
            .header(ACCEPT_ENCODING, "identity")
            .send()
            .await
            .expect("an answer");
        assert_eq!(response.status(), 200);
        response.bytes().await.expect("a body")
    }
}
