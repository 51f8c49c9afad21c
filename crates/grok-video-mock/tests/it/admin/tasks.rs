use std::time::Duration;

use serde_json::{Value, json};

use super::Admin;

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_planted_task_lives_as_its_script_says_and_tells_when() {
    let mut admin = Admin::start().await;
    let script = r#"{"pace":{"after":{"queued":"5s","processing":"2m"}},
                     "end":{"complete":{"seconds":6,"last_frame":true}}}"#;
    let body = format!(r#"{{"id":"video_1","model":"grok_video3_pro","script":{script}}}"#);
    let planted = admin.post("tasks", &body).await.ok(201);
    assert_eq!(
        planted,
        json!({
            "id": "video_1", "model": "grok_video3_pro", "status": "queued", "held": false,
            "created": 1000, "created_at": 0.0, "processing_at": null, "over_at": null,
            "polls": 0, "video_url": null, "error": null,
        })
    );
    admin.server.advance(125 * SECOND);
    let answer = admin.client().query("video_1").await.json();
    assert_eq!(answer["actualDuration"], 6);
    let task = admin.get("tasks/video_1").await.ok(200);
    assert_eq!(
        [&task["processing_at"], &task["over_at"], &task["polls"]],
        [&json!(5.0), &json!(125.0), &json!(1)]
    );
    assert_eq!(task["video_url"], answer["video_url"]);
}

#[tokio::test]
async fn a_task_is_moved_by_hand_and_its_end_is_final() {
    let mut admin = Admin::start().await;
    let mut ends = Vec::new();
    for (id, path, body) in [
        ("a", "step", ""),
        ("b", "complete", r#"{"url":"https://cdn.example/b.mp4"}"#),
        ("c", "fail", r#"{"error":"The prompt was rejected"}"#),
        ("d", "hold", ""),
    ] {
        let plant = format!(
            r#"{{"id":"{id}","script":{{"pace":{{"after_polls":{{"queued":9,"processing":9}}}}}}}}"#
        );
        admin.post("tasks", &plant).await.ok(201);
        ends.push(
            admin
                .post(&format!("tasks/{id}/{path}"), body)
                .await
                .ok(200),
        );
    }
    let shown: Vec<[&Value; 4]> = ends
        .iter()
        .map(|task| {
            [
                &task["status"],
                &task["held"],
                &task["video_url"],
                &task["error"],
            ]
        })
        .collect();
    assert_eq!(
        json!(shown),
        json!([
            ["processing", false, null, null],
            ["completed", false, "https://cdn.example/b.mp4", null],
            ["failed", false, null, "The prompt was rejected"],
            ["queued", true, null, null],
        ])
    );
    assert_eq!(
        admin.post("tasks/d/release", "").await.ok(200)["held"],
        false
    );
    for step in ["step", "complete"] {
        let refused = admin.post(&format!("tasks/b/{step}"), "").await;
        refused.error(409, "is_over");
    }
    for step in ["step", "complete", "hold", "release"] {
        let refused = admin.post(&format!("tasks/nobody/{step}"), "").await;
        refused.error(404, "not_found");
    }
}

#[tokio::test]
async fn tasks_are_listed_oldest_first_and_the_newest_are_kept() {
    let mut admin = Admin::start().await;
    for id in ["a", "b/ä", "c"] {
        admin
            .post("tasks", &json!({"id": id}).to_string())
            .await
            .ok(201);
    }
    let ids = |list: Value| -> Vec<String> {
        let tasks = list["tasks"].as_array().unwrap();
        tasks
            .iter()
            .map(|task| task["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(ids(admin.get("tasks").await.ok(200)), ["a", "b/ä", "c"]);
    assert_eq!(ids(admin.get("tasks?last=2").await.ok(200)), ["b/ä", "c"]);
    assert_eq!(ids(admin.get("tasks?last=0").await.ok(200)), [""; 0]);
    let one = admin.get("tasks/b%2F%C3%A4").await.ok(200);
    assert_eq!(one["id"], "b/ä");
}

#[tokio::test]
async fn a_task_without_a_script_takes_as_long_as_the_service_does() {
    let mut admin = Admin::start().await;
    admin.post("tasks", r#"{"id":"video_1"}"#).await.ok(201);
    admin.server.advance(119 * SECOND);
    assert_ne!(
        admin.get("tasks/video_1").await.ok(200)["status"],
        "completed"
    );
    admin.server.advance(121 * SECOND);
    assert_eq!(
        admin.get("tasks/video_1").await.ok(200)["status"],
        "completed"
    );
}
