//! What no fixture shows: echoes of the key, hostile text, odd fields, any bytes at all.

use grok_video_types::{ApiErrorKind, Status, decode, decode_redacting};
use proptest::prelude::*;

const KEY: &str = "sk-canary-0123456789";

#[track_caller]
fn check_error(http_status: u16, body: &str, kind: ApiErrorKind, message: &str) {
    let error = decode(http_status, body.as_bytes()).unwrap_err();
    assert_eq!((error.kind(), error.message()), (kind, message), "{body}");
}

#[test]
fn an_echoed_key_is_taken_out_of_every_text() {
    let bodies = [
        format!(r#"{{"code":"401","msg":"bad key {KEY}"}}"#),
        format!(r#"{{"error":{{"message":"bad key {KEY}","code":"{KEY}"}}}}"#),
        format!(r#"{{"message":"{KEY}"}}"#),
        format!(r#"{{"error":"sk-ca\u200bnary-0123456789 \u001b[1m{KEY}"}}"#),
        format!(r#"{{"id":"video_1","status":"failed","error":"used {KEY}"}}"#),
        format!(r#"{{"id":"video_1","status":"{KEY}","model":"{KEY}"}}"#),
        format!(r#"{{"id":"{KEY}","status":"queued"}}"#),
        format!(r#"{{"id":"video_1","status":"completed","video_url":"https://x/?k={KEY}"}}"#),
        r#"{"msg":"\u0073k-canary-0123456789","code":1}"#.to_owned(),
    ];
    for body in &bodies {
        for http_status in [200, 401, 500] {
            let answer = decode_redacting(http_status, body.as_bytes(), KEY);
            let shown = match &answer {
                Ok(task) => format!("{task} {task:?}"),
                Err(error) => format!("{error} {error:?}"),
            };
            assert!(!shown.contains("canary"), "{body} gave {shown}");
        }
    }
}

#[test]
fn a_short_key_garbles_nothing() {
    let body = br#"{"id":"video_test","status":"completed","video_url":"https://e.x/test.mp4"}"#;
    let task = decode_redacting(200, body, "test").unwrap();
    assert_eq!(task.video().unwrap().url().as_str(), "https://e.x/test.mp4");
}

#[test]
fn hostile_text_becomes_plain_and_short() {
    let body = r#"{"message":"a\u001b]0;title\u0007b\u001b[31mred\u001b[0m\r\n\u009b2Jc\u202ed"}"#;
    check_error(500, body, ApiErrorKind::Server, "abred cd");
    let long = format!(r#"{{"message":"{}"}}"#, "é".repeat(5000));
    let error = decode(500, long.as_bytes()).unwrap_err();
    assert!(error.message().len() <= 2048 && error.message().ends_with('…'));
}

#[test]
fn odd_extras_lose_no_result() {
    let body = br#"{"id":"video_1","created":"1774836724","model":7,"status":"completed",
        "video_url":"https://cdn.example.com/v.mp4","actualDuration":-1,"amount":"0.25",
        "totalTokens":"1200","last_frame_url":[],"error":{"message":"ignored"}}"#;
    let task = decode(200, body).unwrap();
    let video = task.video().unwrap();
    assert_eq!(task.created(), Some(1_774_836_724));
    assert_eq!(task.model(), None);
    assert_eq!(video.actual_duration(), None);
    assert_eq!(video.amount().unwrap().get(), 0.25);
    assert_eq!(video.total_tokens().unwrap().get(), 1200.0);
    assert_eq!(video.last_frame_url(), None);
    for created in ["-1", "1.5", "null", "[1]", "\"soon\""] {
        let body = format!(r#"{{"id":"video_1","status":"queued","created":{created}}}"#);
        assert_eq!(
            decode(200, body.as_bytes()).unwrap().created(),
            None,
            "{created}"
        );
    }
}

#[test]
fn an_id_that_is_a_number_and_a_byte_order_mark_lose_no_task() {
    let task = decode(200, b"\xef\xbb\xbf{\"id\":987654,\"status\":\"queued\"}").unwrap();
    assert_eq!(task.id().as_str(), "987654");
}

#[test]
fn an_error_keeps_the_id_that_it_names() {
    for (http_status, body) in [
        (500, r#"{"id":"video_1","status":"queued"}"#),
        (200, r#"{"code":500,"data":{"id":"video_1"}}"#),
    ] {
        let error = decode(http_status, body.as_bytes()).unwrap_err();
        assert_eq!(error.task_id().unwrap().as_str(), "video_1");
    }
}

#[test]
fn a_url_that_acts_on_a_terminal_is_refused() {
    let body = r#"{"id":"video_1","status":"completed","video_url":"https://e.x/\u202e4pm.exe"}"#;
    check_error(
        200,
        body,
        ApiErrorKind::Malformed,
        "the result URL is empty, too long, or holds white space or what could not be read",
    );
}

#[test]
fn a_completed_task_without_a_url_names_its_id() {
    let error = decode(200, br#"{"id":"video_1","status":"completed"}"#).unwrap_err();
    assert_eq!(error.kind(), ApiErrorKind::NoVideoUrl);
    assert_eq!(error.task_id().unwrap().as_str(), "video_1");
    let error = decode(200, br#"{"code":0,"data":{"id":"video_2"}}"#).unwrap_err();
    assert_eq!(error.kind(), ApiErrorKind::Malformed);
    assert_eq!(error.task_id().unwrap().as_str(), "video_2");
}

#[test]
fn a_wrapped_task_is_found_and_a_refusal_in_a_wrapper_is_seen() {
    let body = br#"{"code":200,"msg":"ok","data":{"id":"video_1","status":"queued"}}"#;
    assert_eq!(decode(200, body).unwrap().status(), Status::Queued);
    check_error(
        200,
        r#"{"code":0,"msg":null,"data":null}"#,
        ApiErrorKind::Malformed,
        "the answer holds no task",
    );
    check_error(
        200,
        r#"{"code":402,"msg":"no balance","data":null}"#,
        ApiErrorKind::PaymentRequired,
        "no balance",
    );
    check_error(
        200,
        r#"{"error":{"message":"slow down","code":429}}"#,
        ApiErrorKind::RateLimited,
        "slow down",
    );
}

#[test]
fn a_redirect_or_other_status_is_malformed() {
    for http_status in [100, 204, 301, 304, 600, 999] {
        let error = decode(http_status, b"").unwrap_err();
        assert_eq!(error.kind(), ApiErrorKind::Malformed, "{http_status}");
    }
}

proptest! {
    #[test]
    fn any_bytes_decode_without_panic(status in 0..1000_u16, body: Vec<u8>, secret: String) {
        let _ = decode_redacting(status, &body, &secret);
    }

    #[test]
    fn broken_fixtures_decode_without_panic(at: prop::sample::Index, cut: bool, byte: u8) {
        for (_, mut body) in super::fixtures::bodies() {
            if body.is_empty() {
                continue;
            }
            let at = at.index(body.len());
            if cut {
                body.truncate(at);
            } else {
                body[at] = byte;
            }
            let _ = decode(200, &body);
        }
    }

    #[test]
    fn a_message_is_plain_and_capped(message: String) {
        let body = serde_json::json!({ "message": message }).to_string();
        let error = decode(500, body.as_bytes()).unwrap_err();
        prop_assert!(error.message().len() <= 2048);
        prop_assert!(!error.message().chars().any(char::is_control));
    }
}
