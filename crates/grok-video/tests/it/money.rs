//! A create call is sent once, and says whether it may have been paid.

use grok_video::GenerateError;

use super::service::{Scripted, client, http, json, request, seconds};

#[tokio::test]
async fn an_ambiguous_create_is_sent_once_and_says_so() {
    for answer in [
        http(500, b""),
        http(200, b"<html>"),
        Vec::new(),
        b"HTTP/1.1 200 X\r\n".to_vec(),
        b"HTTP/1.1 200 X\r\ncontent-length: 99\r\n\r\n{\"id\":\"video_1\"".to_vec(),
    ] {
        let server = Scripted::start(&[answer], &[Vec::new()]).await;
        let error = client(&server.base).create(&request()).await.unwrap_err();
        assert!(error.outcome_unknown(), "{error}");
        assert_eq!(server.received("POST /v1/grok/videos").len(), 1);
    }
}

#[tokio::test]
async fn a_refused_create_is_no_task() {
    let no_balance = json(r#"{"code":402,"msg":"no balance"}"#);
    for answer in [http(402, b""), http(422, b""), no_balance] {
        let server = Scripted::start(&[answer], &[Vec::new()]).await;
        let error = client(&server.base).create(&request()).await.unwrap_err();
        assert!(!error.outcome_unknown(), "{error}");
        assert_eq!(server.received("POST /v1/grok/videos").len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn generating_stops_at_an_ambiguous_create() {
    let server = Scripted::start(&[http(500, b"")], &[Vec::new()]).await;
    let folder = tempfile::tempdir().unwrap();
    let made = client(&server.base)
        .generate(request())
        .save_to(folder.path());
    let error = made.await.unwrap_err();
    assert!(error.to_string().contains("may have been"), "{error}");
    assert!(
        matches!(&error, GenerateError::Create(error) if error.outcome_unknown()),
        "{error:?}"
    );
    tokio::time::sleep(seconds(24 * 3600)).await;
    assert_eq!(server.received("").len(), 1, "one request, now and later");
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);
}
