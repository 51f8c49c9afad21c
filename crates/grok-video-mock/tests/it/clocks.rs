use std::time::Duration;

use grok_video_mock::{Fault, MockServer, Scope, Script, Trigger};

use crate::client::{Client, path_of};

const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[tokio::test]
async fn a_manual_clock_moves_tasks_and_expiry() {
    let builder = MockServer::builder().manual_clock().epoch(1000);
    let server = builder.start().await.unwrap();
    let script = Script::after(5 * SECOND, 235 * SECOND);
    server.plant("video_1", "grok_video3", script);
    let mut client = Client::of(&server).await;
    for (by, expected) in [(0, "queued"), (5, "processing"), (235, "completed")] {
        server.advance(by * SECOND);
        assert_eq!(client.query("video_1").await.field("status"), expected);
    }
    assert_eq!(server.now(), 240 * SECOND);
    let url = client.query("video_1").await.field("video_url");
    let path = path_of(&server, &url);
    server.advance(DAY - Duration::from_nanos(1));
    assert_eq!(client.get(path).await.status, 200);
    server.advance(Duration::from_nanos(1));
    assert_eq!(client.get(path).await.status, 410);
}

#[tokio::test]
async fn a_manual_clock_ends_delays() {
    let builder = MockServer::builder().manual_clock();
    let (server, connector) = builder.start_in_memory().await.unwrap();
    server.plant("video_1", "grok_video3", Script::immediate());
    server.inject(
        Scope::queries(),
        Trigger::always(),
        Fault::late(60 * SECOND),
    );
    let mut client = Client::in_memory(&connector);
    let query = tokio::spawn(async move { client.query("video_1").await.status });
    server.wait_for_requests(1, 10 * SECOND).await;
    server.advance(59 * SECOND);
    tokio::task::yield_now().await;
    assert!(!query.is_finished());
    server.advance(SECOND);
    assert_eq!(query.await.unwrap(), 200);
}

#[tokio::test(start_paused = true)]
async fn a_scaled_clock_shortens_delays() {
    let builder = MockServer::builder().time_scale(60.0);
    let (server, connector) = builder.start_in_memory().await.unwrap();
    server.plant("video_1", "grok_video3", Script::immediate());
    server.inject(
        Scope::queries(),
        Trigger::always(),
        Fault::late(60 * SECOND),
    );
    let mut client = Client::in_memory(&connector);
    let start = tokio::time::Instant::now();
    assert_eq!(client.query("video_1").await.status, 200);
    let late = start.elapsed().checked_sub(SECOND).unwrap();
    assert!(late <= Duration::from_millis(2), "{late:?}");
}

#[tokio::test(start_paused = true)]
async fn the_runtimes_clock_can_be_helped_along() {
    let server = MockServer::start().await;
    server.plant("video_1", "grok_video3", Script::after(SECOND, 10 * SECOND));
    let mut client = Client::of(&server).await;
    server.advance(SECOND);
    assert_eq!(client.query("video_1").await.field("status"), "processing");
    tokio::time::advance(10 * SECOND).await;
    assert_eq!(client.query("video_1").await.field("status"), "completed");
    assert_eq!(server.now(), 11 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_task_of_minutes_takes_no_time_in_memory_either() {
    let (server, connector) = MockServer::start_in_memory().await;
    let script = Script::after(5 * SECOND, 235 * SECOND);
    server.plant("video_1", "grok_video3", script);
    let mut client = Client::in_memory(&connector);
    while client.query("video_1").await.field("status") != "completed" {
        tokio::time::sleep(30 * SECOND).await;
    }
    server.assert_polls("video_1", 9..=9);
    server.assert_gaps("video_1", 30 * SECOND..=31 * SECOND);
}
