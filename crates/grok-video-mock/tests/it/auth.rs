use grok_video_mock::{MockServer, Script};

use crate::client::{Client, PREFIX};

#[track_caller]
fn check(answered: u16, expected: u16, authorization: Option<&str>) {
    assert_eq!(answered, expected, "{authorization:?}");
}

#[tokio::test(start_paused = true)]
async fn without_keys_any_token_that_is_not_empty_will_do() {
    let server = MockServer::start().await;
    server.plant("video_1", "grok_video3", Script::immediate());
    for (authorization, expected) in [
        (Some("Bearer x"), 200),
        (Some("bearer x"), 200),
        (None, 401),
        (Some(""), 401),
        (Some("Bearer"), 401),
        (Some("Bearer   "), 401),
        (Some("Basic eDp5"), 401),
        (Some("x"), 401),
    ] {
        let mut client = Client::of(&server).await.authorization(authorization);
        check(
            client.query("video_1").await.status,
            expected,
            authorization,
        );
    }
    assert_eq!(server.polls("video_1"), 2);
}

#[tokio::test(start_paused = true)]
async fn with_keys_only_they_will_do() {
    let server = MockServer::builder()
        .key("key-one")
        .key("key-two")
        .start()
        .await
        .unwrap();
    server.plant("video_1", "grok_video3", Script::immediate());
    for (authorization, expected) in [
        ("Bearer key-one", 200),
        ("Bearer key-two", 200),
        ("Bearer key-three", 401),
    ] {
        let mut client = Client::of(&server).await.authorization(Some(authorization));
        check(
            client.query("video_1").await.status,
            expected,
            Some(authorization),
        );
        let made = client
            .create(r#"{"model":"grok_video3","prompt":"A cat"}"#)
            .await;
        check(made.status, expected, Some(authorization));
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_does_not_repeat_the_key() {
    let server = MockServer::builder()
        .key("configured-canary")
        .start()
        .await
        .unwrap();
    let mut client = Client::of(&server)
        .await
        .authorization(Some("Bearer sent-canary"));
    let answers = [
        client.query("video_1").await,
        client.create("{}").await,
        client.get("/sent-canary?key=sent-canary").await,
        client.get(&format!("{PREFIX}/v1/result/sent-canary")).await,
    ];
    let mut anonymous = client.authorization(None);
    let answers = answers
        .into_iter()
        .chain([anonymous.get("/configured-canary").await]);
    for answer in answers {
        let text = format!("{}{}", answer.head, String::from_utf8_lossy(&answer.body));
        assert!(!text.contains("canary"), "{text}");
    }
    assert!(!format!("{server:?}").contains("canary"));
    assert!(!format!("{:?}", server.take_unexpected()).contains("canary"));
}
