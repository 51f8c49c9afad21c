use std::time::Duration;

use grok_video_mock::{MockServer, Script};
use tokio::time::advance;

use crate::client::{CREATE, Client, PREFIX, path_of};

const KEY: &str = "sk-canary-0123456789";

#[tokio::test(start_paused = true)]
async fn it_tells_what_was_asked_and_when() {
    let server = MockServer::start().await;
    server.plant("video_1", "grok_video3", Script::immediate());
    let mut client = Client::of(&server).await;
    advance(Duration::from_secs(30)).await;
    let url = client.query("video_1").await.field("video_url");
    client.get(path_of(&server, &url)).await;
    client.create("{}").await;
    client.get("/nowhere").await;

    let seen: Vec<_> = server
        .requests()
        .into_iter()
        .map(|request| {
            assert_eq!(request.at, Duration::from_secs(30));
            (
                request.method.to_string(),
                request.path,
                request.task,
                request.status,
            )
        })
        .collect();
    let task = Some("video_1".into());
    assert_eq!(
        seen,
        [
            (
                "GET".to_owned(),
                format!("{PREFIX}/v1/result/video_1"),
                task.clone(),
                Some(200)
            ),
            (
                "GET".to_owned(),
                "/assets/video_1.mp4".to_owned(),
                task,
                Some(200)
            ),
            ("POST".to_owned(), CREATE.to_owned(), None, Some(400)),
            ("GET".to_owned(), "/nowhere".to_owned(), None, Some(404)),
        ]
    );
    let unexpected = server.take_unexpected();
    assert_eq!(unexpected.len(), 1);
    assert_eq!(unexpected[0].path, "/nowhere");
}

#[tokio::test(start_paused = true)]
async fn it_holds_no_key_and_no_signature() {
    let server = MockServer::builder().key(KEY).start().await.unwrap();
    server.plant("video_1", "grok_video3", Script::immediate());
    let mut client = Client::of(&server)
        .await
        .authorization(Some(&format!("Bearer {KEY}")));
    let url = client.query("video_1").await.field("video_url");
    client.get(path_of(&server, &url)).await;
    client.query(KEY).await;
    client.query(&KEY.replace('-', "%2D")).await;
    client.get(&format!("/{KEY}?key={KEY}")).await;
    client
        .create(&format!(r#"{{"model":"{KEY}","prompt":"{KEY}"}}"#))
        .await;

    let journal = format!("{:?}", server.requests());
    assert!(!journal.contains("canary"), "{journal}");
    assert!(!journal.contains("sig="), "{journal}");
    assert_eq!(server.requests().len(), 6);
    let unexpected = format!("{:?}", server.take_unexpected());
    assert!(!unexpected.contains(KEY), "{unexpected}");
}

#[tokio::test(start_paused = true)]
async fn it_is_bounded_while_the_counts_go_on() {
    let server = MockServer::start().await;
    let mut client = Client::of(&server).await;
    for _ in 0..5000 {
        client.get("/nowhere").await;
    }
    assert_eq!(server.requests().len(), 4096);
    assert_eq!(server.counts().unmatched, 5000);
    assert_eq!(server.take_unexpected().len(), 16);
}
