//! What the provider's page of the query endpoint states, line by line; `xtask/seed-map.tsv` maps
//! the lines to these tests.

use grok_video_types::{
    CREATE_PATH, DEFAULT_BASE_URL, Model, Status, TaskId, VideoTask, decode, query_path,
};

#[track_caller]
fn task(body: &str) -> VideoTask {
    decode(200, body.as_bytes()).unwrap()
}

const COMPLETED: &str = r#"{"id":"video_fd35ee52-2a98-44a6-b930-29a88ce9b8fd","object":"video",
    "created":1774836724,"model":"grok_video3","status":"completed",
    "video_url":"https://cdn.example.com/v.mp4?sig=1","actualDuration":10.05,"error":null}"#;

#[test]
fn paths_stand_under_the_shared_prefix() {
    let id = TaskId::new("video_1").unwrap();
    assert_eq!(
        DEFAULT_BASE_URL,
        "https://zcbservice.aizfw.cn/kyyReactApiServer"
    );
    assert_eq!(query_path(&id), "/v1/result/video_1");
    assert_eq!(CREATE_PATH, "/v1/grok/videos");
}

#[test]
fn the_created_id_is_the_id_to_query() {
    let created = task(include_str!("../../../../fixtures/create/queued.json"));
    assert!(query_path(created.id()).ends_with(created.id().as_str()));
    assert_eq!(created.status(), Status::Queued);
}

#[test]
fn id_identifies_the_task() {
    assert_eq!(
        task(COMPLETED).id().as_str(),
        "video_fd35ee52-2a98-44a6-b930-29a88ce9b8fd"
    );
}

#[test]
fn object_is_always_video() {
    let json = serde_json::to_value(task(COMPLETED)).unwrap();
    assert_eq!(json["object"], "video");
}

#[test]
fn created_is_the_creation_time() {
    let task = task(COMPLETED);
    assert_eq!(task.created(), Some(1_774_836_724));
    let since = task
        .created_at()
        .unwrap()
        .duration_since(std::time::UNIX_EPOCH);
    assert_eq!(since.unwrap().as_secs(), 1_774_836_724);
}

#[test]
fn all_four_models_are_known_and_others_may_come() {
    let known = [
        "grok_video3",
        "grok_video3_pro",
        "grok_video3_max",
        "grok_video3_stable",
    ];
    for name in known {
        let body = format!(r#"{{"id":"video_1","status":"queued","model":"{name}"}}"#);
        let model = task(&body).model().unwrap().clone();
        assert!(model.is_known() && model.as_str() == name);
    }
    assert_eq!(Model::KNOWN.len(), known.len());
    let body = r#"{"id":"video_1","status":"queued","model":"grok_video4"}"#;
    assert_eq!(task(body).model().unwrap().as_str(), "grok_video4");
}

#[test]
fn all_four_statuses_are_known() {
    let known = ["queued", "processing", "completed", "failed"];
    assert_eq!(
        Status::KNOWN.iter().map(Status::as_str).collect::<Vec<_>>(),
        known
    );
    for name in known {
        let body = COMPLETED.replace(r#""completed""#, &format!("{name:?}"));
        assert_eq!(task(&body).status().as_str(), name);
    }
}

#[test]
fn video_url_comes_with_completed() {
    let completed = task(COMPLETED);
    let url = completed.video().unwrap().url().as_str();
    assert_eq!(url, "https://cdn.example.com/v.mp4?sig=1");
    assert!(
        task(&COMPLETED.replace(r#""completed""#, r#""processing""#))
            .video()
            .is_none()
    );
}

#[test]
fn actual_duration_comes_with_completed() {
    let completed = task(COMPLETED);
    assert_eq!(
        completed.video().unwrap().actual_duration().unwrap().get(),
        10.05
    );
}

#[test]
fn error_comes_with_failed() {
    let body = r#"{"id":"video_1","status":"failed","video_url":null,"error":"invalid prompt"}"#;
    let failed = task(body);
    assert_eq!(failed.failure().unwrap().message(), Some("invalid prompt"));
    assert!(task(COMPLETED).failure().is_none());
}

#[test]
fn only_completed_and_failed_are_the_end() {
    let terminal: Vec<_> = Status::KNOWN
        .iter()
        .filter(|status| status.is_terminal())
        .collect();
    assert_eq!(terminal, [&Status::Completed, &Status::Failed]);
}

#[test]
fn a_failure_for_an_invalid_prompt_or_image_keeps_its_reason() {
    for reason in ["invalid prompt", "unsupported reference image"] {
        let body = format!(r#"{{"id":"video_1","status":"failed","error":"{reason}"}}"#);
        assert_eq!(
            task(&body).to_string(),
            format!("task video_1 is failed: {reason}")
        );
    }
}
