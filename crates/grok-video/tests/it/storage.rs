//! A URL is a place in object storage, and never a folder called `s3:`.

use std::path::Path;

use grok_video::{CreateVideo, GenerateError, Model, NotSavedReason, Target};

use super::service::{Scripted, client, completed, id};

/// What is no place in object storage, with and without the feature: there are no credentials here, and `file:` is none.
const NOWHERE: &str = "file://canary/videos/";

#[tokio::test]
async fn a_url_that_is_no_place_is_refused_before_anything_is_sent() {
    let server = Scripted::start(&[], &[]).await;
    let client = client(&server.base);
    let request = CreateVideo::builder(Model::GrokVideo3, "a kite")
        .build()
        .unwrap();
    let generate = client.generate(request).save_to(NOWHERE);
    let error = generate.await.unwrap_err();
    assert!(matches!(error, GenerateError::Storage(_)), "{error:?}");
    let told = grok_video::one_line(&error);
    assert!(told.contains("nothing was sent"), "{told}");
    assert!(!told.contains("canary"), "{told}");
    assert!(server.received("").is_empty());
    assert!(!Path::new("file:").exists());
}

#[tokio::test]
async fn a_result_can_be_saved_elsewhere_where_a_url_is_no_place() {
    let server = Scripted::start(&[completed("/v")], &[]).await;
    let client = client(&server.base);
    let task = client.query(&id("video_1")).await.unwrap();
    let saved = client.save_to(&task, &Target::parse(NOWHERE), |_| {}).await;
    let reason = saved.unwrap_err().reason;
    assert!(matches!(&reason, NotSavedReason::Storage(error) if !error.is_transient()));
    assert!(server.received("GET /v ").is_empty());
    assert!(client.check(&Target::parse(NOWHERE)).await.is_err());
}
