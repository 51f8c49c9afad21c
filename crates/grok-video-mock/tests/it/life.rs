use std::time::Duration;

use grok_video_mock::{Completion, MockServer, Script};
use tokio::time::{advance, sleep};

use crate::client::Client;

const SECOND: Duration = Duration::from_secs(1);
const NANOSECOND: Duration = Duration::from_nanos(1);

#[tokio::test(start_paused = true)]
async fn a_task_lives_by_the_clock_to_the_nanosecond() {
    let script =
        Script::after(5 * SECOND, 235 * SECOND).then_complete(Completion::new().seconds(9.5));
    let server = MockServer::builder()
        .epoch(1_774_836_724)
        .script(script)
        .start()
        .await
        .unwrap();
    let mut client = Client::of(&server).await;

    let made = client
        .create(r#"{"model":"grok_video3","prompt":"A cat"}"#)
        .await;
    assert_eq!(made.status, 200);
    assert_eq!(made.field("status"), "queued");
    assert_eq!(made.json()["created"], 1_774_836_724);
    let id = made.field("id");

    advance(5 * SECOND - NANOSECOND).await;
    assert_eq!(client.query(&id).await.field("status"), "queued");
    advance(NANOSECOND).await;
    assert_eq!(client.query(&id).await.field("status"), "processing");
    advance(235 * SECOND - NANOSECOND).await;
    assert_eq!(client.query(&id).await.field("status"), "processing");
    advance(NANOSECOND).await;
    let done = client.query(&id).await;
    assert_eq!(done.field("status"), "completed");
    assert_eq!(done.json()["actualDuration"], 9.5);
    assert_eq!(done.json()["error"], serde_json::Value::Null);

    advance(240 * SECOND).await;
    assert_eq!(client.query(&id).await.body, done.body);
    assert_eq!(server.polls(&id), 5);
}

#[tokio::test(start_paused = true)]
async fn time_that_passes_by_itself_moves_tasks_too() {
    let server = MockServer::start().await;
    server.plant(
        "video_1",
        "grok_video3",
        Script::after(5 * SECOND, 235 * SECOND),
    );
    let mut client = Client::of(&server).await;
    let mut seen = Vec::new();
    while seen.last().is_none_or(|status| status != "completed") {
        seen.push(client.query("video_1").await.field("status"));
        sleep(30 * SECOND).await;
    }
    assert_eq!(seen.len(), 9, "{seen:?}");
}

#[tokio::test(start_paused = true)]
async fn a_task_fails_with_its_message() {
    let server = MockServer::start().await;
    server.plant(
        "video_1",
        "grok_video3",
        Script::after(SECOND, SECOND).then_fail("Not this"),
    );
    let mut client = Client::of(&server).await;
    advance(2 * SECOND).await;
    let failed = client.query("video_1").await;
    assert_eq!(failed.field("status"), "failed");
    assert_eq!(failed.field("error"), "Not this");
    assert!(failed.json()["video_url"].is_null());
}

#[tokio::test(start_paused = true)]
async fn a_task_can_count_queries_instead() {
    let server = MockServer::start().await;
    server.plant("video_1", "grok_video3", Script::after_polls(1, 2));
    let mut client = Client::of(&server).await;
    let mut seen = Vec::new();
    for _ in 0..5 {
        seen.push(client.query("video_1").await.field("status"));
    }
    assert_eq!(
        seen,
        [
            "queued",
            "processing",
            "processing",
            "completed",
            "completed"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn an_immediate_task_is_queued_in_the_create_answer_alone() {
    let server = MockServer::builder()
        .script(Script::immediate())
        .start()
        .await
        .unwrap();
    let mut client = Client::of(&server).await;
    let made = client
        .create(r#"{"model":"grok_video3","prompt":"A cat","duration":6}"#)
        .await;
    assert_eq!(made.field("status"), "queued");
    let done = client.query(&made.field("id")).await;
    assert_eq!(done.field("status"), "completed");
    assert_eq!(done.json()["actualDuration"], 6);
}

#[tokio::test(start_paused = true)]
async fn a_prompt_decides_over_its_task() {
    let server = MockServer::start().await;
    let mut client = Client::of(&server).await;
    let prompt =
        r#"{"model":"grok_video3","prompt":"A cat [mock:after 2s 5s] [mock:fail Too odd]"}"#;
    let id = client.create(prompt).await.field("id");
    advance(2 * SECOND - NANOSECOND).await;
    assert_eq!(client.query(&id).await.field("status"), "queued");
    advance(5 * SECOND).await;
    assert_eq!(client.query(&id).await.field("status"), "processing");
    advance(NANOSECOND).await;
    assert_eq!(client.query(&id).await.field("error"), "Too odd");
}

#[tokio::test(start_paused = true)]
async fn scaled_time_passes_faster() {
    let server = MockServer::builder()
        .time_scale(60.0)
        .start()
        .await
        .unwrap();
    server.plant(
        "video_1",
        "grok_video3",
        Script::after(60 * SECOND, 180 * SECOND),
    );
    let mut client = Client::of(&server).await;
    advance(SECOND - NANOSECOND).await;
    assert_eq!(client.query("video_1").await.field("status"), "queued");
    advance(NANOSECOND).await;
    assert_eq!(client.query("video_1").await.field("status"), "processing");
    advance(3 * SECOND).await;
    assert_eq!(client.query("video_1").await.field("status"), "completed");
}

#[tokio::test(start_paused = true)]
async fn tasks_without_a_script_take_the_minutes_that_the_service_takes() {
    for (fields, low, high) in [
        (r#""model":"grok_video3","duration":6"#, 120, 240),
        (r#""model":"grok_video3","duration":30"#, 240, 480),
        (r#""model":"grok_video3_pro""#, 180, 360),
        (
            r#""model":"grok_video3_max","image_urls":["https://x/1","https://x/2"]"#,
            240,
            420,
        ),
        (r#""model":"grok_video3_stable""#, 120, 240),
    ] {
        let server = MockServer::start().await;
        let mut client = Client::of(&server).await;
        let id = client
            .create(&format!(r#"{{{fields},"prompt":"A cat"}}"#))
            .await
            .field("id");
        advance(low * SECOND - NANOSECOND).await;
        assert_eq!(
            client.query(&id).await.field("status"),
            "processing",
            "{fields}"
        );
        advance((high - low) * SECOND + NANOSECOND).await;
        assert_eq!(
            client.query(&id).await.field("status"),
            "completed",
            "{fields}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_thousand_requests_under_a_paused_clock_all_succeed() {
    let server = MockServer::start().await;
    server.plant("video_1", "grok_video3", Script::after(SECOND, SECOND));
    for _ in 0..100 {
        let mut client = Client::of(&server).await;
        for _ in 0..10 {
            let answered = tokio::time::timeout(30 * SECOND, client.query("video_1")).await;
            assert_eq!(answered.unwrap().status, 200);
        }
    }
    assert_eq!(server.counts().queries, 1000);
    assert_eq!(server.polls("video_1"), 1000);
}
