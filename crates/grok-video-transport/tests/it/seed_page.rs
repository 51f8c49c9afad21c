//! What the provider's page says of requests; `xtask/seed-map.tsv` maps its lines to these tests.

use grok_video_types::{CreateVideo, Model};

use super::server::{KEY, Reply, Server, id};

const QUEUED: &str = r#"{"id":"video_1","status":"queued"}"#;

#[tokio::test]
async fn every_request_carries_the_bearer_token() {
    let server = Server::start(vec![Reply::ok(QUEUED)]).await;
    let client = server.client();
    let video = CreateVideo::builder(Model::GrokVideo3, "a kite")
        .build()
        .unwrap();
    client.create(&video).await.unwrap();
    client.query(&id()).await.unwrap();
    for request in server.requests() {
        assert!(
            request.contains(&format!("authorization: Bearer {KEY}\r\n")),
            "{request}"
        );
    }
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn the_base_url_is_a_prefix_of_every_path() {
    let server = Server::start(vec![Reply::ok(QUEUED)]).await;
    server.client().query(&id()).await.unwrap();
    let request = &server.requests()[0];
    assert!(
        request.starts_with("GET /prefix/v1/result/video_1 HTTP/1.1\r\n"),
        "{request}"
    );
}

#[tokio::test]
async fn the_created_id_queries_the_task() {
    let server = Server::start(vec![Reply::ok(r#"{"id":"video_77","status":"queued"}"#)]).await;
    let client = server.client();
    let video = CreateVideo::builder(Model::GrokVideo3, "a kite")
        .build()
        .unwrap();
    let created = client.create(&video).await.unwrap().task;
    client.query(created.id()).await.unwrap();
    assert!(server.requests()[1].starts_with("GET /prefix/v1/result/video_77 "));
}
