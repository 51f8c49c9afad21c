//! What a person reads when a test fails: five typical mistakes, in memory so
//! that no port stands in the texts.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use grok_video_mock::{Connector, Fault, MockServer, Replies, RetryAfter, Scope, Script};
use tokio::time::advance;

use crate::client::Client;

const SECOND: Duration = Duration::from_secs(1);

/// Returns what an assertion panics with.
fn failure(assert: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(assert)).expect_err("it must fail");
    *panic.downcast::<String>().expect("a panic with a text")
}

async fn started() -> (MockServer, Connector) {
    let builder = MockServer::builder().key("sk-the-right-key");
    let (server, connector) = builder.start_in_memory().await.unwrap();
    server.plant(
        "video_1",
        "grok_video3",
        Script::after(5 * SECOND, 60 * SECOND),
    );
    (server, connector)
}

fn client(connector: &Connector) -> Client {
    Client::in_memory(connector).authorization(Some("Bearer sk-the-right-key"))
}

#[tokio::test(start_paused = true)]
async fn a_task_that_was_never_polled() {
    let (server, _connector) = started().await;
    insta::assert_snapshot!(failure(|| server.assert_polls("video_1", 2..=5)));
}

#[tokio::test(start_paused = true)]
async fn another_task_was_polled() {
    let (server, connector) = started().await;
    client(&connector).query("video_2").await;
    insta::assert_snapshot!(failure(|| server.assert_polls("video_1", 1..)));
    insta::assert_snapshot!(failure(|| server.assert_polls("video_2", 1..)));
}

#[tokio::test(start_paused = true)]
async fn a_task_that_was_polled_too_often() {
    let (server, connector) = started().await;
    let mut client = client(&connector);
    for _ in 0..14 {
        client.query("video_1").await;
        advance(SECOND).await;
    }
    insta::assert_snapshot!(failure(|| server.assert_polls("video_1", 2..=5)));
    insta::assert_snapshot!(failure(
        || server.assert_gaps("video_1", 30 * SECOND..=60 * SECOND)
    ));
}

#[tokio::test(start_paused = true)]
async fn a_wrong_key() {
    let (server, connector) = started().await;
    let mut client = Client::in_memory(&connector).authorization(Some("Bearer sk-canary-0123456"));
    client.query("video_1").await;
    let report = failure(|| server.assert_polls("video_1", 1..));
    assert!(!report.contains("canary") && !report.contains("right-key"));
    insta::assert_snapshot!(report);
}

#[tokio::test(start_paused = true)]
async fn an_unknown_route() {
    let (server, connector) = started().await;
    client(&connector).get("/v1/result/video_1").await;
    insta::assert_snapshot!(failure(|| drop(server)));
}

#[tokio::test(start_paused = true)]
async fn a_script_that_ran_out() {
    let (server, connector) = started().await;
    server.reply(
        Scope::queries().of_task("video_1"),
        Replies::new()
            .then_times(2, Fault::status(503))
            .then(Fault::rate_limited(RetryAfter::Seconds(1))),
    );
    let mut client = client(&connector);
    for _ in 0..4 {
        client.query("video_1").await;
        advance(30 * SECOND).await;
    }
    insta::assert_snapshot!(failure(|| drop(server)));
}

#[tokio::test(start_paused = true)]
async fn a_client_that_stopped_too_early() {
    let (server, connector) = started().await;
    client(&connector).query("video_1").await;
    insta::assert_snapshot!(failure(|| server.assert_polls("video_1", 2..)));
    insta::assert_snapshot!(failure(|| server.assert_gaps("video_1", SECOND..)));
}

#[tokio::test(start_paused = true)]
async fn requests_that_did_not_come() {
    let (server, connector) = started().await;
    client(&connector).query("video_1").await;
    let waiting = tokio::spawn({
        let server = server.clone();
        async move { server.wait_for_requests(3, 5 * SECOND).await }
    });
    let panic = waiting.await.unwrap_err().into_panic();
    let report = *panic.downcast::<String>().unwrap();
    let (report, place) = report.split_once("(waited at ").unwrap();
    assert!(place.contains("reports.rs"), "{place}");
    insta::assert_snapshot!(report);
}

#[tokio::test(start_paused = true)]
async fn a_test_that_fails_already_is_not_failed_twice() {
    let (server, connector) = started().await;
    client(&connector).get("/nowhere").await;
    let first = failure(|| {
        let _dropped_while_panicking = server;
        panic!("{}", "the test's own failure");
    });
    assert_eq!(first, "the test's own failure");
}
