//! What a watch makes of answers that bring no task, over real connections and virtual time.

use std::pin::pin;
use std::time::Duration;

use futures_core::Stream;
use grok_video::poller::PollErrorKind;
use grok_video::transport::{Phase, Timeouts};
use grok_video::types::{ApiErrorKind, Status};
use grok_video::{Ending, Outcome};
use tokio::net::TcpListener;

use super::service::{
    Scripted, builder, client, client_until, completed_at, cut, http, id, json, query_times,
    request, seconds,
};

const QUEUED: &str = r#"{"id":"video_1","status":"queued"}"#;

fn hinted(status: u16, wait: u64, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status} X\r\nretry-after: {wait}\r\ncontent-length: {length}\r\n\r\n{body}")
        .into_bytes()
}

async fn wait(queries: &[Vec<u8>]) -> Outcome {
    let server = Scripted::start(queries, &[Vec::new()]).await;
    client(&server.base).wait(&id("video_1")).await
}

#[tokio::test(start_paused = true)]
async fn one_blip_does_not_lose_a_paid_task() {
    let other = r#"{"id":"video_2","status":"failed","error":"not this one"}"#;
    for blip in [
        Vec::new(),
        cut(10),
        http(202, b""),
        http(200, b"<html>"),
        http(404, br#"{"error":{"message":"task not found"}}"#),
        http(500, b""),
        http(503, b""),
        http(429, b""),
        json(r#"{"code":500,"msg":"try again"}"#),
        json(other),
    ] {
        let outcome = wait(&[blip.clone(), completed_at("https://e.x/v")]).await;
        let text = String::from_utf8_lossy(&blip);
        let text: String = text.chars().take(80).collect();
        assert!(
            matches!(outcome.ending, Ending::Completed { .. }),
            "{text}: {outcome:?}"
        );
        assert_eq!(outcome.n_polls, 2, "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_hint_of_the_server_is_heeded_on_every_answer() {
    let queries = [
        hinted(200, 200, QUEUED),
        hinted(429, 300, ""),
        hinted(503, 100, ""),
        json(QUEUED),
        completed_at("https://e.x/v"),
    ];
    let server = Scripted::start(&queries, &[Vec::new()]).await;
    let mut events = pin!(client(&server.base).watch(&id("video_1")));
    let mut waits = Vec::new();
    while let Some(event) = std::future::poll_fn(|context| events.as_mut().poll_next(context)).await
    {
        waits.extend(event.next_poll_in);
    }
    assert_eq!(waits[..3], [200, 300, 100].map(seconds), "{waits:?}");
    assert!(waits[3] <= seconds(60), "a hint does not stick: {waits:?}");
}

#[tokio::test(start_paused = true)]
async fn a_service_that_hangs_up_is_an_outage_after_five_minutes() {
    let outcome = wait(&[json(QUEUED), Vec::new()]).await;
    let Ending::Outage(error) = &outcome.ending else {
        panic!("{outcome:?}")
    };
    assert_eq!(error.kind, PollErrorKind::Connect);
    assert_eq!(outcome.last_status, Some(Status::Queued));
    assert!(outcome.elapsed >= seconds(300) && outcome.elapsed < seconds(480));
    assert!(outcome.n_polls < 12, "{outcome:?}");
}

#[tokio::test(start_paused = true)]
async fn the_deadline_bounds_a_call_in_flight() {
    // The system takes the connection; nobody ever answers.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let outcome = client_until(&base, seconds(70)).wait(&id("video_1")).await;
    let Ending::GaveUp {
        last_error: Some(error),
    } = &outcome.ending
    else {
        panic!("{outcome:?}")
    };
    assert_eq!(error.kind, PollErrorKind::Timeout);
    assert!(
        outcome.elapsed <= seconds(70) + Duration::from_millis(2),
        "{outcome:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_completed_task_without_a_url_is_asked_for_a_few_times_more() {
    let outcome = wait(&[json(r#"{"id":"video_1","status":"completed"}"#)]).await;
    let Ending::NoVideoUrl(error) = &outcome.ending else {
        panic!("{outcome:?}")
    };
    assert_eq!(error.kind, PollErrorKind::Api(ApiErrorKind::NoVideoUrl));
    assert_eq!(outcome.n_polls, 4);
}

#[tokio::test(start_paused = true)]
async fn dropping_the_wait_ends_the_polling() {
    let server = grok_video_mock::MockServer::start().await;
    let hour = grok_video_mock::Script::after(seconds(3600), seconds(0));
    server.plant("video_1", "grok_video3", hour);
    let client = client(&server.base_url());
    let waited = tokio::time::timeout(seconds(100), client.wait(&id("video_1"))).await;
    assert!(waited.is_err());
    let n_polls = query_times(&server).len();
    assert!(n_polls > 0);
    tokio::time::sleep(seconds(7200)).await;
    assert_eq!(query_times(&server).len(), n_polls);
}

#[tokio::test(start_paused = true)]
async fn a_created_task_may_not_be_known_everywhere_yet() {
    let queries = [
        json(QUEUED),
        http(404, b""),
        http(404, b""),
        completed_at("https://e.x/v"),
    ];
    let server = Scripted::start(&queries, &[Vec::new()]).await;
    let made = client(&server.base).generate(request()).await.unwrap();
    assert_eq!(made.task.id(), &id("video_1"));
    let outcome = wait(&queries[1..]).await;
    assert!(
        matches!(outcome.ending, Ending::NotFound(_)),
        "an older task is believed to be gone: {outcome:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_call_takes_no_longer_than_the_client_was_told() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let brief = Timeouts::default().with_head(seconds(2));
    let begun = tokio::time::Instant::now();
    let client = builder(&base).timeouts(brief).build();
    let error = client.query(&id("video_1")).await.unwrap_err();
    assert!(error.is_timeout(Phase::Head), "{error}");
    assert!(begun.elapsed() < seconds(3));
}
