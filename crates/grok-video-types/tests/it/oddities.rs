//! Answers of relays that nearly lost a paid result.

use grok_video_types::{
    ApiError, ApiErrorKind, Model, Status, TaskId, VideoTask, decode, decode_redacting,
};

const URL: &str = "https://cdn.example.com/v.mp4";

fn id_of(error: &ApiError) -> Option<&str> {
    error.task_id().map(TaskId::as_str)
}

#[test]
fn a_status_is_known_whatever_surrounds_it() {
    for status in [
        "completed ",
        "\\n completed",
        "completed\\u200b",
        "\\u001b[32mcompleted\\u001b[0m",
    ] {
        let body = format!(
            r#"{{"id":"video_1","status":"{status}","model":" grok_video3","video_url":"{URL}"}}"#
        );
        let task = decode(200, body.as_bytes()).unwrap();
        assert_eq!(task.video().unwrap().url().as_str(), URL, "{body}");
        assert_eq!(task.model(), Some(&Model::GrokVideo3));
        let read: VideoTask = serde_json::from_str(&body).unwrap();
        assert_eq!(read, task);
    }
    assert_eq!(Status::from("failed "), Status::Failed);
    assert_eq!(Status::from(" moderating ").as_str(), "moderating");
}

#[test]
fn a_status_that_nothing_is_left_of_is_none() {
    let error = decode(200, br#"{"id":"video_1","status":"\u200b "}"#).unwrap_err();
    assert_eq!(error.kind(), ApiErrorKind::Malformed);
    assert_eq!(id_of(&error), Some("video_1"));
}

#[test]
fn a_code_means_the_same_everywhere() {
    for (code, kind, status) in [
        ("429 ", ApiErrorKind::RateLimited, 429),
        ("500\\n", ApiErrorKind::Server, 500),
        ("\\u200b204", ApiErrorKind::Unauthorized, 401),
        ("+402", ApiErrorKind::Rejected, 200),
    ] {
        let body = format!(r#"{{"code":"{code}","msg":"no"}}"#);
        let error = decode(200, body.as_bytes()).unwrap_err();
        assert_eq!(
            (error.kind(), error.effective_status()),
            (kind, status),
            "{body}"
        );
    }
}

#[test]
fn the_first_id_that_is_one_counts() {
    let body = br#"{"id":"a/b","code":500,"data":{"id":"video_1"}}"#;
    assert_eq!(id_of(&decode(200, body).unwrap_err()), Some("video_1"));
    assert_eq!(id_of(&decode(500, body).unwrap_err()), Some("video_1"));
}

#[test]
fn the_task_in_an_envelope_with_an_id_of_its_own_is_meant() {
    for (id, status) in [("req-1", "success"), ("a/b", "queued"), ("a/b", "ok")] {
        let body = format!(
            r#"{{"id":"{id}","status":"{status}","data":{{"id":"video_1","status":"queued"}}}}"#
        );
        let task = decode(200, body.as_bytes()).unwrap();
        assert_eq!(
            (task.id().as_str(), task.status()),
            ("video_1", Status::Queued)
        );
    }
    for status in ["queued", "queued "] {
        let body = format!(
            r#"{{"id":"video_1","status":"{status}","data":{{"id":"x","status":"failed"}}}}"#
        );
        assert_eq!(
            decode(200, body.as_bytes()).unwrap().id().as_str(),
            "video_1"
        );
    }
}

#[test]
fn a_body_that_breaks_behind_its_id_names_it() {
    for body in [
        r#"{"id":"video_1","status":"queued"}}"#,
        r#"{"id":"video_1","status":"que"#,
        r#"{"id":"video_1","created":NaN,"status":"queued"}"#,
        r#"{"code":0,"data":{"id":"video_1","status":"queued"}"#,
    ] {
        for http_status in [200, 502] {
            let error = decode(http_status, body.as_bytes()).unwrap_err();
            assert_eq!(id_of(&error), Some("video_1"), "{body}");
        }
    }
    // Of what was cut nobody knows the rest.
    for body in [r#"{"id":"video_1"#, r#"{"id":123"#, r#"{"id":123,"#] {
        assert_eq!(
            id_of(&decode(200, body.as_bytes()).unwrap_err()),
            None,
            "{body}"
        );
    }
}

#[test]
fn a_refused_id_shows_neither_a_signature_nor_the_key() {
    let body = br#"{"id":"https://u:pw@cdn.example.com/v?sig=f00f","status":"queued"}"#;
    let error = decode(200, body).unwrap_err().to_string();
    assert!(error.contains("cdn.example.com/v"), "{error}");
    assert!(!error.contains("f00f") && !error.contains("pw"), "{error}");

    let key = "sk-canary-0123";
    for id in [
        "sk-canary-0123",
        "x/sk-canary-0123",
        "x/sk-can\\u200bary-0123",
        "x?sk-canary-0123",
    ] {
        let body = format!(r#"{{"id":"{id}","status":"queued"}}"#);
        let error = decode_redacting(200, body.as_bytes(), key).unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("canary-0123"), "{shown}");
    }
}

#[test]
fn a_key_that_a_cut_would_break_is_not_shown_in_part() {
    let key = "sk-canary-0123456789";
    for length in 0..300 {
        let long = format!("{}{key}", "x".repeat(length));
        for body in [
            format!(r#"{{"id":"/{long}","status":"queued"}}"#),
            format!(r#"{{"code":"{long}","msg":"{long}"}}"#),
            format!(r#"{{"id":"video_1","status":"{long}","model":"{long}"}}"#),
            format!(r#"{{"code":200,"msg":"{long}"}}"#),
        ] {
            let shown = match decode_redacting(200, body.as_bytes(), key) {
                Ok(task) => format!("{task} {task:?}"),
                Err(error) => format!("{error} {error:?}"),
            };
            assert!(!shown.contains("sk-c"), "{shown}");
        }
    }
}

#[test]
fn a_key_in_the_id_of_a_pending_answer_is_refused() {
    let key = "sk-canary-0123";
    let body = br#"{"id":"video_sk-canary-0123-44a6-b930-29a88ce9b8f","object":"video","created":1774836724,"model":"grok_video3","status":"queued","video_url":null,"error":null}"#;
    assert!(decode(200, body).is_ok());
    let error = decode_redacting(200, body, key).unwrap_err();
    assert!(!format!("{error} {error:?}").contains(key));
}

#[test]
fn a_float_is_no_id() {
    for id in ["18446744073709551616", "987654.0"] {
        let body = format!(r#"{{"id":{id},"status":"queued"}}"#);
        serde_json::from_str::<VideoTask>(&body).unwrap_err();
    }
    let exact = decode(200, br#"{"id":18446744073709551616,"status":"queued"}"#).unwrap();
    assert_eq!(exact.id().as_str(), "18446744073709551616");
}

#[test]
fn numbers_of_arbitrary_precision_are_numbers() {
    let number = |text: &str| format!(r#"{{"$serde_json::private::Number":"{text}"}}"#);
    let body = format!(
        r#"{{"id":{},"created":{},"status":"queued"}}"#,
        number("18446744073709551616"),
        number("1774836724")
    );
    let task: VideoTask = serde_json::from_str(&body).unwrap();
    assert_eq!(task.id().as_str(), "18446744073709551616");
    assert_eq!(task.created(), Some(1_774_836_724));
}
