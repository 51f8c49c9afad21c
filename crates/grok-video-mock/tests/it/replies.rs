use std::time::Duration;

use grok_video_mock::{Fault, MockServer, Outcome, Replies, RetryAfter, Scope, Script};

use crate::client::Client;

#[tokio::test(start_paused = true)]
async fn two_queries_fail_then_one_is_limited_then_it_is_live() {
    let server = MockServer::start().await;
    server.plant("video_1", "grok_video3", Script::immediate());
    server.plant("video_2", "grok_video3", Script::immediate());
    server.reply(
        Scope::queries().of_task("video_1"),
        Replies::new()
            .then_times(2, Fault::status(503))
            .then(Fault::rate_limited(RetryAfter::Seconds(1)))
            .then_live(),
    );
    let mut client = Client::of(&server).await;
    let mut seen = Vec::new();
    for id in ["video_1", "video_2", "video_1", "video_1", "video_1"] {
        let answer = client.query(id).await;
        seen.push((
            answer.status,
            answer.header("retry-after").map(str::to_owned),
        ));
    }
    let wait = Some("1".to_owned());
    assert_eq!(
        seen,
        [
            (503, None),
            (200, None),
            (503, None),
            (429, wait),
            (200, None)
        ]
    );
    server.assert_polls("video_1", 4..=4);
}

#[tokio::test(start_paused = true)]
async fn a_script_can_be_for_one_key_or_for_whatever_comes_next() {
    let server = MockServer::start().await;
    server.plant("video_1", "grok_video3", Script::immediate());
    let key = Scope::api().with_key("poor");
    server.reply(key, Replies::from([Fault::status(402)]).then_live());
    let next = Replies::from([Fault::status(500), Fault::status(500)]);
    server.reply(Scope::everything(), next.then_live());
    let mut poor = Client::of(&server).await.authorization(Some("Bearer poor"));
    let mut other = Client::of(&server).await;
    let create = r#"{"model":"grok_video3","prompt":"A cat"}"#;
    assert_eq!(other.create(create).await.status, 500);
    assert_eq!(poor.query("video_1").await.status, 402);
    assert_eq!(poor.query("video_1").await.status, 500);
    assert_eq!(other.create(create).await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_script_that_ran_out_says_so() {
    let server = MockServer::start().await;
    server.plant("video_1", "grok_video3", Script::immediate());
    server.reply(Scope::queries().of_task("video_1"), [Fault::status(503)]);
    let mut client = Client::of(&server).await;
    assert_eq!(client.query("video_1").await.status, 503);
    let answer = client.query("video_1").await;
    let message = answer.error(409, "script_ran_out");
    assert!(message.contains("had 1 replies"), "{message}");
    let explanation = answer.header("x-mock-error").unwrap();
    assert!(explanation.starts_with("script ran out: "), "{explanation}");

    let taken = server.take_unexpected();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].outcome, Outcome::RanOut);
    assert_eq!(server.counts().ran_out, 1);
    server.assert_no_unexpected();
    server.assert_gaps("video_1", ..=Duration::ZERO);
}
