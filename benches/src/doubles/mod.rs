//! Test doubles that answer the same query with the same body: ours and its peers.

mod bare_hyper;
mod connection;
mod serving;

use std::any::Any;
use std::net::SocketAddr;

pub use bare_hyper::BareHyper;
pub use connection::Connection;
pub use serving::{runtime, serve};

/// The id of the task that is asked for.
pub const ID: &str = "video_fd35ee52-2a98-44a6-b930-29a88ce9b8fd";

/// What every double answers: a task that is queued.
pub const BODY: &str = r#"{"id":"video_fd35ee52-2a98-44a6-b930-29a88ce9b8fd","object":"video","created":1774836724,"model":"grok_video3","status":"queued","video_url":null,"error":null}"#;

const PREFIX: &str = "/kyyReactApiServer/v1/result/";
const KEY: &str = "Bearer sk-of-the-benchmark";

/// A server to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Double {
    /// `grok-video-mock`, with its journal on.
    Ours,
    /// hyper alone, with an answer that is made before: no double, but what one costs more than.
    Hyper,
    /// wiremock, not from its pool.
    Wiremock,
    /// httpmock, which serves on a thread of its own, and starts from its pool: it has no other way.
    Httpmock,
    /// mockito, which serves on a thread of its own.
    Mockito,
}

/// A server that runs until it is dropped.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub addr: SocketAddr,
    _server: Box<dyn Any>,
}

impl Double {
    /// Every double, ours first.
    pub const ALL: [Self; 5] = [
        Self::Ours,
        Self::Hyper,
        Self::Wiremock,
        Self::Httpmock,
        Self::Mockito,
    ];

    /// Returns the name of the crate.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ours => "grok-video-mock",
            Self::Hyper => "hyper",
            Self::Wiremock => "wiremock",
            Self::Httpmock => "httpmock",
            Self::Mockito => "mockito",
        }
    }

    /// Starts the server, in the current runtime where it can.
    ///
    /// # Panics
    /// When it can't listen.
    pub async fn start(self) -> Running {
        match self {
            Self::Ours => {
                let builder = grok_video_mock::MockServer::builder().epoch(1_774_836_724);
                let server = builder.start().await.expect("loopback can be listened on");
                server.plant(ID, "grok_video3", grok_video_mock::Script::manual());
                Running::new(server.addr(), server)
            }
            Self::Hyper => {
                let server = BareHyper::start().await;
                Running::new(server.addr(), server)
            }
            Self::Wiremock => {
                use wiremock::matchers::{header, method, path};
                use wiremock::{Mock, MockServer, ResponseTemplate};
                // Not from its pool: a cold start is one.
                let server = MockServer::builder().start().await;
                let response = ResponseTemplate::new(200).set_body_raw(BODY, "application/json");
                Mock::given(method("GET"))
                    .and(path(format!("{PREFIX}{ID}")))
                    .and(header("authorization", KEY))
                    .respond_with(response)
                    .mount(&server)
                    .await;
                Running::new(*server.address(), server)
            }
            Self::Httpmock => {
                let server = httpmock::MockServer::start_async().await;
                server
                    .mock_async(|when, then| {
                        when.method("GET")
                            .path(format!("{PREFIX}{ID}"))
                            .header("authorization", KEY);
                        then.status(200)
                            .header("content-type", "application/json")
                            .body(BODY);
                    })
                    .await;
                Running::new(*server.address(), server)
            }
            Self::Mockito => {
                // Not from its pool either.
                let options = mockito::ServerOpts::default();
                let mut server = mockito::Server::new_with_opts_async(options).await;
                let mock = server
                    .mock("GET", &*format!("{PREFIX}{ID}"))
                    .match_header("authorization", KEY)
                    .with_status(200)
                    .with_header("content-type", "application/json")
                    .with_body(BODY)
                    .expect_at_least(0)
                    .create_async()
                    .await;
                Running::new(server.socket_address(), (server, mock))
            }
        }
    }
}

impl Running {
    fn new(addr: SocketAddr, server: impl Any) -> Self {
        Self {
            addr,
            _server: Box::new(server),
        }
    }
}
