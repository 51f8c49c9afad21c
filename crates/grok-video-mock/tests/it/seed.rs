use std::time::Duration;

use grok_video_mock::MockServer;
use tokio::time::sleep;

use crate::client::{Client, path_of};

/// Runs a fixed course of requests and returns all that the server answered,
/// without its port.
async fn answers(seed: u64) -> Vec<String> {
    let server = MockServer::builder()
        .seed(seed)
        .epoch(1_774_836_724)
        .start()
        .await
        .unwrap();
    assert_eq!(server.seed(), seed);
    let mut client = Client::of(&server).await;
    let mut answers = Vec::new();
    for model in ["grok_video3", "grok_video3_pro", "grok_video3_max"] {
        let made = client
            .create(&format!(r#"{{"model":"{model}","prompt":"A cat"}}"#))
            .await;
        let id = made.field("id");
        for _ in 0..20 {
            sleep(Duration::from_secs(30)).await;
            let answer = client.query(&id).await;
            let text = String::from_utf8(answer.body).unwrap();
            answers.push(text.replace(&server.addr().to_string(), "ADDR"));
        }
        let url = client.query(&id).await.field("video_url");
        assert_eq!(client.get(path_of(&server, &url)).await.status, 200);
    }
    answers
}

#[tokio::test(start_paused = true)]
async fn the_same_seed_gives_the_same_answers() {
    assert_eq!(answers(7).await, answers(7).await);
}

#[tokio::test(start_paused = true)]
async fn another_seed_gives_other_answers() {
    assert_ne!(answers(7).await, answers(8).await);
}
