use std::time::Duration;

use grok_video_mock::{Completion, MockServer, Script};
use tokio::time::advance;

use crate::client::{Client, path_of};

const SECOND: Duration = Duration::from_secs(1);

async fn started(script: Script) -> (MockServer, Client) {
    let server = MockServer::start().await;
    server.plant("video_1", "grok_video3", script);
    let client = Client::of(&server).await;
    (server, client)
}

async fn status(client: &mut Client) -> String {
    client.query("video_1").await.field("status")
}

#[tokio::test(start_paused = true)]
async fn a_manual_task_waits_for_its_steps() {
    let (server, mut client) = started(Script::manual()).await;
    advance(1000 * SECOND).await;
    assert_eq!(status(&mut client).await, "queued");
    server.step("video_1");
    assert_eq!(status(&mut client).await, "processing");
    server.step("video_1");
    assert_eq!(status(&mut client).await, "completed");
}

#[tokio::test(start_paused = true)]
async fn any_task_can_be_completed_by_hand() {
    let (server, mut client) = started(Script::after(SECOND, 1000 * SECOND)).await;
    let completion = Completion::new()
        .url("https://cdn.example.com/v.mp4")
        .seconds(6.5)
        .amount(0.25)
        .total_tokens(1200)
        .with_last_frame();
    server.complete("video_1", completion);
    let task = client.query("video_1").await.json();
    assert_eq!(task["status"], "completed");
    assert_eq!(task["video_url"], "https://cdn.example.com/v.mp4");
    assert_eq!(task["actualDuration"], 6.5);
    assert_eq!(task["amount"], 0.25);
    assert_eq!(task["totalTokens"], 1200);
    let still = task["last_frame_url"].as_str().unwrap();
    let still = client.get(path_of(&server, still)).await;
    assert_eq!(still.header("content-type"), Some("image/png"));
    assert!(still.body.starts_with(b"\x89PNG\r\n\x1a\n"));
    assert!(still.body.ends_with(b"IEND\xae\x42\x60\x82"));
}

#[tokio::test(start_paused = true)]
async fn any_task_can_be_failed_by_hand() {
    let (server, mut client) = started(Script::after_polls(5, 5)).await;
    server.fail("video_1", "The prompt was rejected");
    let task = client.query("video_1").await;
    assert_eq!(task.field("status"), "failed");
    assert_eq!(task.field("error"), "The prompt was rejected");
}

#[tokio::test(start_paused = true)]
async fn a_held_task_waits_for_its_release() {
    let (server, mut client) = started(Script::after(10 * SECOND, 10 * SECOND)).await;
    advance(4 * SECOND).await;
    server.hold("video_1");
    advance(1000 * SECOND).await;
    assert_eq!(status(&mut client).await, "queued");
    server.release("video_1");
    advance(6 * SECOND).await;
    assert_eq!(status(&mut client).await, "processing");
}

#[tokio::test(start_paused = true)]
async fn a_completed_task_may_name_no_result() {
    let completion = Completion::new().without_url().without_seconds();
    let (_server, mut client) = started(Script::immediate().then_complete(completion)).await;
    let task = client.query("video_1").await.json();
    assert_eq!(task["status"], "completed");
    assert!(task["video_url"].is_null());
    assert!(task.get("actualDuration").is_none());
}

#[tokio::test(start_paused = true)]
async fn drawn_times_lie_in_their_range_and_differ() {
    let (server, mut client) = started(Script::manual()).await;
    let script = Script::drawn(SECOND..=9 * SECOND, Duration::ZERO);
    for n in 0..50 {
        server.plant(&format!("drawn_{n}"), "grok_video3", script.clone());
    }
    let mut n_done = Vec::new();
    for _ in 0..10 {
        let mut n = 0;
        for task in 0..50 {
            let answer = client.query(&format!("drawn_{task}")).await;
            n += usize::from(answer.field("status") == "completed");
        }
        n_done.push(n);
        advance(SECOND).await;
    }
    assert_eq!((n_done[0], n_done[9]), (0, 50), "{n_done:?}");
    assert!((15..35).contains(&n_done[5]), "{n_done:?}");
}

#[tokio::test]
#[should_panic(expected = "there is no task video_2; it can be planted with `plant`")]
async fn a_task_that_is_not_there_can_not_be_steered() {
    let (server, _client) = started(Script::manual()).await;
    server.step("video_2");
}

#[tokio::test]
#[should_panic(expected = "task video_1 is over already")]
async fn a_task_that_is_over_can_not_be_steered() {
    let (server, _client) = started(Script::immediate()).await;
    server.fail("video_1", "too late");
}
