//! What stands for the service in the examples: it answers as the service does, over no network.
//!
//! In your program an HTTP client stands here; `benches/examples/watch_with_reqwest.rs` shows one.

use grok_video_poller::Observation;
use grok_video_types::TaskId;

/// A task on its way: a poll that fails, and then three that don't.
#[derive(Default)]
pub(crate) struct Service {
    n_queries: usize,
}

impl Service {
    /// Answers a query: an HTTP status and a body.
    pub(crate) fn query(&mut self, id: &TaskId) -> Observation {
        let task = |status: &str, url: &str| {
            let body = format!(r#"{{"id":"{id}","status":"{status}","video_url":{url}}}"#);
            Observation::http(200, body.as_bytes())
        };
        self.n_queries += 1;
        match self.n_queries {
            1 => task("queued", "null"),
            2 => Observation::http(503, b"<html>busy</html>"),
            3 => task("processing", "null"),
            _ => task(
                "completed",
                r#""https://cdn.example.com/v.mp4?sig=example""#,
            ),
        }
    }
}
