//! The admin API, as a tester in any language uses it.

mod clock;
mod documents;
mod faults;
mod guard;
mod journal;
mod refusals;
mod sessions;
mod tasks;

use grok_video_mock::{Connector, MockServer};
use serde_json::Value;

use crate::client::{Answer, Client};

/// A server whose time stands still, and a way to its admin API.
pub(crate) struct Admin {
    pub(crate) server: MockServer,
    pub(crate) connector: Connector,
    client: Client,
}

impl Admin {
    pub(crate) async fn start() -> Self {
        let builder = MockServer::builder().manual_clock().seed(7).epoch(1000);
        let (server, connector) = builder.allow_unexpected().start_in_memory().await.unwrap();
        let client = Client::in_memory(&connector).authorization(None);
        Self {
            server,
            connector,
            client,
        }
    }

    /// Returns a client of the service.
    pub(crate) fn client(&self) -> Client {
        Client::in_memory(&self.connector)
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, "").await
    }

    pub(crate) async fn post(&mut self, path: &str, body: &str) -> Answer {
        self.send("POST", path, body).await
    }

    /// Plants a task with a pace of one word.
    pub(crate) async fn plant(&mut self, id: &str, pace: &str) {
        let task = serde_json::json!({"id": id, "script": {"pace": pace}});
        self.post("tasks", &task.to_string()).await.ok(201);
    }

    pub(crate) async fn send(&mut self, method: &str, path: &str, body: &str) -> Answer {
        let path = format!("/__mock/{path}");
        self.client.send(method, &path, &[], body.as_bytes()).await
    }
}

impl Answer {
    /// Returns the body of an answer that is to have this status.
    #[track_caller]
    pub(crate) fn ok(&self, status: u16) -> Value {
        let text = String::from_utf8_lossy(&self.body);
        assert_eq!(self.status, status, "{text}");
        self.json()
    }
}
