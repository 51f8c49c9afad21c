//! Answers that are made to hurt whoever reads them.

use std::time::Instant;

use grok_video_transport::ErrorKind;
use grok_video_types::ApiErrorKind;

use super::super::server::{Reply, Server, id};

#[tokio::test]
async fn a_million_brackets_cost_no_stack_and_little_time() {
    let bombs = [
        "[".repeat(1_000_000),
        "{\"a\":".repeat(200_000),
        format!("{{\"x\":{}1{}}}", "[".repeat(500_000), "]".repeat(500_000)),
    ];
    for bomb in bombs {
        let server = Server::start(vec![Reply::ok(&bomb)]).await;
        let begin = Instant::now();
        let error = server.client().query(&id()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Api(ApiErrorKind::Malformed));
        assert!(begin.elapsed().as_secs() < 5, "{:?}", begin.elapsed());
    }
}
