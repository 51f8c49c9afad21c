use grok_video_mock::{MockServer, Script};

use crate::client::{CREATE, Client, PREFIX};

#[tokio::test(start_paused = true)]
async fn an_unknown_route_is_answered_as_the_service_does() {
    let server = MockServer::start().await;
    let mut client = Client::of(&server).await.authorization(None);
    let answer = client.get("/kyyReactApiServer/v1/models?page=2").await;
    assert_eq!(answer.status, 404);
    assert_eq!(
        String::from_utf8_lossy(&answer.body),
        r#"{"message":"No handler found for GET /kyyReactApiServer/v1/models"}"#
    );
    assert!(
        answer
            .header("x-mock-error")
            .unwrap()
            .starts_with("unmatched: "),
        "{}",
        answer.head
    );

    let posted = client.send("POST", "/v1/grok/videos", &[], b"{}").await;
    assert_eq!(
        posted.field("message"),
        "No handler found for POST /v1/grok/videos"
    );
    assert_eq!(server.counts().unmatched, 2);
    assert_eq!(server.counts().refused, 0);
    assert_eq!(server.take_unexpected().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_unknown_task_is_another_matter() {
    let server = MockServer::start().await;
    let mut client = Client::of(&server).await;
    let answer = client.query("video_1").await;
    answer.error(404, "not_found");
    let explanation = answer.header("x-mock-error").unwrap();
    assert!(explanation.starts_with("task not found: "), "{explanation}");
    assert_eq!((server.counts().unmatched, server.counts().refused), (0, 1));
    assert_eq!(server.polls("video_1"), 0);
}

#[tokio::test(start_paused = true)]
async fn ids_are_percent_decoded() {
    let server = MockServer::start().await;
    server.plant("a/b ä", "grok_video3", Script::immediate());
    let mut client = Client::of(&server).await;
    assert_eq!(client.query("a%2Fb%20%C3%A4").await.field("id"), "a/b ä");
    client.query("%zz").await.error(400, "invalid_request");
}

#[tokio::test(start_paused = true)]
async fn a_wrong_method_is_told_the_right_one() {
    let server = MockServer::start().await;
    let mut client = Client::of(&server).await;
    for (method, path, allowed) in [
        ("GET", CREATE, "POST"),
        ("POST", &format!("{PREFIX}/v1/result/video_1"), "GET"),
        ("DELETE", "/assets/video_1.mp4", "GET, HEAD"),
    ] {
        let answer = client.send(method, path, &[], b"").await;
        answer.error(405, "method_not_allowed");
        assert_eq!(answer.header("allow"), Some(allowed), "{method} {path}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_prefix_is_configuration() {
    let server = MockServer::builder()
        .prefix("relay/api/")
        .start()
        .await
        .unwrap();
    server.plant("video_1", "grok_video3", Script::immediate());
    assert_eq!(
        server.base_url(),
        format!("http://{}/relay/api", server.addr())
    );
    let mut client = Client::of(&server).await;
    assert_eq!(client.get("/relay/api/v1/result/video_1").await.status, 200);
    assert_eq!(client.query("video_1").await.status, 404);
    assert_eq!(server.take_unexpected().len(), 1);
}
