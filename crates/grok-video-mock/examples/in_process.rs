//! A client is tested against the simulated service in one process: four minutes of polling take no
//! time, because the service follows tokio's clock, which is paused.
//!
//! `cargo test --example in_process` runs what is below as tests, `cargo run --example in_process` one after the other.

use std::time::Duration;

use bytes::Bytes;
use grok_video_mock::{Fault, MockServer, Replies, RetryAfter, Scenario, Scope, Script};
use http::{Request, header};
use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use tokio::time::{Instant, sleep};

/// Stands for the client that you want to test.
struct Poller {
    http: Client<HttpConnector, Empty<Bytes>>,
    base_url: String,
}

impl Poller {
    const INTERVAL: Duration = Duration::from_secs(30);

    fn new(base_url: String) -> Self {
        let http = Client::builder(TokioExecutor::new()).build_http();
        Self { http, base_url }
    }

    /// Polls until the task is over, and returns it.
    async fn wait(&self, id: &str) -> Value {
        loop {
            let request = Request::get(format!("{}/v1/result/{id}", self.base_url))
                .header(header::AUTHORIZATION, "Bearer any")
                .body(Empty::new())
                .expect("it is a good request");
            // A lost connection: the task is still there.
            let Ok(answer) = self.http.request(request).await else {
                sleep(Self::INTERVAL).await;
                continue;
            };
            let retry_after = answer.headers().get(header::RETRY_AFTER).cloned();
            if answer.status().is_success() {
                let body = answer.into_body().collect().await.expect("all of it comes");
                let task: Value = serde_json::from_slice(&body.to_bytes()).expect("it is JSON");
                if task["status"] == "completed" || task["status"] == "failed" {
                    return task;
                }
            }
            let seconds = retry_after.and_then(|value| value.to_str().ok()?.parse().ok());
            sleep(seconds.map_or(Self::INTERVAL, Duration::from_secs)).await;
        }
    }
}

/// The happy path: the task takes four minutes, the test does not.
async fn a_task_is_polled_until_it_is_completed() {
    let server = MockServer::start().await;
    let script = Script::after(Duration::from_secs(10), Duration::from_secs(225));
    server.plant("video_1", "grok_video3", script);
    let start = Instant::now();

    let task = Poller::new(server.base_url()).wait("video_1").await;

    assert_eq!(task["status"], "completed");
    assert_eq!(start.elapsed().as_secs(), 240);
    server.assert_polls("video_1", 9..=9);
    server.assert_gaps("video_1", Poller::INTERVAL..);
}

/// What is lost or refused is asked for again, and not too early.
async fn trouble_is_survived() {
    let server = MockServer::start().await;
    server.plant("video_1", "grok_video3", Script::immediate());
    let replies = Replies::new()
        .then(Fault::status(503))
        .then(Fault::reset())
        .then(Fault::rate_limited(RetryAfter::Seconds(75)))
        .then_live();
    server.reply(Scope::queries().of_task("video_1"), replies);
    let start = Instant::now();

    let task = Poller::new(server.base_url()).wait("video_1").await;

    assert_eq!(task["status"], "completed");
    server.assert_polls("video_1", 4..=4);
    assert_eq!(start.elapsed().as_secs(), 30 + 30 + 75);
}

/// A scenario is the same in Rust, in a file, and for the program.
async fn a_scenario_says_the_same_in_writing() {
    let scenario: Scenario = r#"{
        "tasks": [{
            "id": "video_1",
            "script": {
                "pace": {"after": {"queued": "10s", "processing": "2m"}},
                "end": {"fail": "invalid prompt"}
            }
        }],
        "faults": [{"scope": {"requests": "queries"}, "trigger": {"nth": 2}, "fault": {"status": 503}}]
    }"#
    .parse()
    .expect("it is a scenario");
    let builder = MockServer::builder().scenario(scenario);
    let server = builder.start().await.expect("loopback has a free port");

    let task = Poller::new(server.base_url()).wait("video_1").await;

    assert_eq!(task["error"], "invalid prompt");
    server.assert_polls("video_1", 6..=6);
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    a_task_is_polled_until_it_is_completed().await;
    trouble_is_survived().await;
    a_scenario_says_the_same_in_writing().await;
}

#[cfg(test)]
mod tests {
    #[tokio::test(start_paused = true)]
    async fn a_task_is_polled_until_it_is_completed() {
        super::a_task_is_polled_until_it_is_completed().await;
    }

    #[tokio::test(start_paused = true)]
    async fn trouble_is_survived() {
        super::trouble_is_survived().await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_scenario_says_the_same_in_writing() {
        super::a_scenario_says_the_same_in_writing().await;
    }
}
