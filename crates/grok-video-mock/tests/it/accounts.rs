use std::time::Duration;

use grok_video_mock::{MockServer, Outcome, RateLimit, Refusal, Script};
use tokio::time::advance;

use crate::client::Client;

const SECOND: Duration = Duration::from_secs(1);
const CREATE: &str = r#"{"model":"grok_video3","prompt":"A cat"}"#;

#[tokio::test(start_paused = true)]
async fn a_key_that_polls_too_often_is_told_when_to_come_back() {
    let limit = RateLimit::new(2, 10 * SECOND);
    let server = MockServer::builder()
        .rate_limit(limit)
        .start()
        .await
        .unwrap();
    server.plant("video_1", "grok_video3", Script::after_polls(5, 5));
    let mut client = Client::of(&server).await;
    assert_eq!(client.query("video_1").await.status, 200);
    assert_eq!(client.query("video_1").await.status, 200);
    advance(Duration::from_millis(3500)).await;
    let refused = client.query("video_1").await;
    refused.error(429, "rate_limited");
    assert_eq!(refused.header("retry-after"), Some("7"));

    // Another key is another matter, and creates are not queries.
    let mut other = Client::of(&server)
        .await
        .authorization(Some("Bearer other"));
    assert_eq!(other.query("video_1").await.status, 200);
    assert_eq!(client.create(CREATE).await.status, 200);

    advance(7 * SECOND).await;
    assert_eq!(client.query("video_1").await.status, 200);
    assert_eq!(client.query("video_1").await.status, 429);
    server.set_rate_limit(None);
    assert_eq!(client.query("video_1").await.status, 200);

    let refused = server
        .requests()
        .into_iter()
        .filter(|request| request.outcome == Outcome::Refused(Refusal::RateLimited));
    assert_eq!(refused.count(), 2);
    assert_eq!(server.polls("video_1"), 7);
}

#[tokio::test(start_paused = true)]
async fn a_key_pays_until_its_balance_is_gone() {
    let server = MockServer::builder()
        .balance("test", 5)
        .price(2)
        .script(Script::immediate())
        .start()
        .await
        .unwrap();
    let mut client = Client::of(&server).await;
    let id = client.create(CREATE).await.field("id");
    assert_eq!(client.create("{}").await.status, 400, "which costs nothing");
    assert_eq!(client.create(CREATE).await.status, 200);
    let refused = client.create(CREATE).await;
    refused.error(402, "insufficient_balance");
    assert_eq!(server.balance("test"), Some(1));
    assert_eq!(server.counts().creates, 2);
    assert_eq!(client.query(&id).await.json()["amount"], 2);

    server.set_balance("test", 2);
    assert_eq!(client.create(CREATE).await.status, 200);
    let mut free = Client::of(&server).await.authorization(Some("Bearer free"));
    assert_eq!(free.create(CREATE).await.status, 200);
    assert_eq!(server.balance("free"), None);
}

#[tokio::test(start_paused = true)]
async fn no_key_is_shown() {
    let key = "sk-canary-0123456789";
    let builder = MockServer::builder().balance(key, 5).key(key);
    assert!(!format!("{builder:?}").contains(key));
    let server = builder.start().await.unwrap();
    assert!(!format!("{server:?}").contains(key));
}
