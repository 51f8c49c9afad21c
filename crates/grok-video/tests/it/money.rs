//! A create call is sent once, and says whether it may have been paid.

use super::service::{Scripted, client, http, json, request};

#[tokio::test]
async fn an_ambiguous_create_is_sent_once_and_says_so() {
    for answer in [
        http(500, b""),
        http(200, b"<html>"),
        Vec::new(),
        b"HTTP/1.1 200 X\r\n".to_vec(),
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
