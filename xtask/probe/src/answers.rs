//! The types at work: answers of the service, decoded.

use alloc::string::ToString;

use grok_video_types::{ApiErrorKind, Model, Quantity, Status, decode, query_path};

pub(crate) const QUEUED: &[u8] = br#"{"id":"video_1","object":"video","created":1774836724,
    "model":"grok_video3","status":"queued","video_url":null,"error":null}"#;

pub(crate) const COMPLETED: &[u8] = br#"{"id":"video_1","object":"video","created":1774836724,
    "model":"grok_video3","status":"completed","error":null,"actualDuration":10.5,
    "video_url":"https://cdn.example.com/v.mp4?sig=1"}"#;

const REFUSED: &[u8] = br#"{"code":"204","msg":"login check failed"}"#;

/// Panics where an answer is read as anything else than what it says.
pub(crate) fn check() {
    let task = decode(200, QUEUED).expect("a task that is queued");
    assert_eq!(task.status(), Status::Queued);
    assert_eq!(task.model(), Some(&Model::GrokVideo3));
    assert_eq!(task.created(), Some(1_774_836_724));
    assert_eq!(task.to_string(), "task video_1 is queued");
    assert_eq!(query_path(task.id()), "/v1/result/video_1");

    let task = decode(200, COMPLETED).expect("a task that is completed");
    let video = task.video().expect("a completed task has a result");
    let url = video.url().as_str();
    assert_eq!(url, "https://cdn.example.com/v.mp4?sig=1");
    let seconds = video.actual_duration().map(Quantity::get);
    assert_eq!(seconds, Some(10.5));

    let error = decode(200, REFUSED).expect_err("no task");
    assert_eq!(error.kind(), ApiErrorKind::Unauthorized);
    assert_eq!(error.effective_status(), 401);
    assert_eq!(error.message(), "login check failed");

    let error = decode(404, b"<html>").expect_err("no task");
    assert_eq!(error.kind(), ApiErrorKind::NotFound);
}
