use std::time::Duration;

use serde_json::{Value, json};

use super::Admin;

#[tokio::test]
async fn the_journal_shows_each_request_and_no_look() {
    let mut admin = Admin::start().await;
    admin.plant("a", "manual").await;
    let mut client = admin.client();
    client.query("a").await;
    admin.server.advance(Duration::from_millis(2500));
    client.query("a").await;
    client.get("/v1/elsewhere?sig=secret").await;
    let journal = admin.get("journal?after=1").await.ok(200);
    assert_eq!(journal["n_unexpected"], 1);
    assert_eq!(journal["counts"]["queries"], 2);
    assert_eq!(
        journal["requests"],
        json!([
            {"number": 2, "at": 2.5, "gap": 2.5, "method": "GET", "path": "/kyyReactApiServer/v1/result/a",
             "task": "a", "outcome": "queued", "status": 200, "fault": null},
            {"number": 3, "at": 2.5, "gap": null, "method": "GET", "path": "/v1/elsewhere",
             "task": null, "outcome": "no such route", "status": 404, "fault": null},
        ])
    );
    let numbers = |journal: Value| -> Vec<Value> {
        let requests = journal["requests"].as_array().unwrap();
        requests
            .iter()
            .map(|request| request["number"].clone())
            .collect()
    };
    assert_eq!(
        numbers(admin.get("journal?last=1").await.ok(200)),
        [json!(3)]
    );
    assert!(numbers(admin.get("journal?after=3").await.ok(200)).is_empty());
    let lines = admin.get("journal.txt?last=2").await;
    assert_eq!(
        String::from_utf8(lines.body).unwrap(),
        "#2 2.500 s (+2.500 s) GET /kyyReactApiServer/v1/result/a → 200 queued\n\
         #3 2.500 s GET /v1/elsewhere → 404 no such route\n"
    );
}

#[tokio::test(start_paused = true)]
async fn a_wait_ends_when_the_requests_are_there() {
    let mut admin = Admin::start().await;
    admin.plant("a", "manual").await;
    let mut client = admin.client();
    let asking = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(3)).await;
        client.query("a").await;
    });
    let start = tokio::time::Instant::now();
    let journal = admin
        .get("journal/wait?requests=1&timeout=30s")
        .await
        .ok(200);
    assert_eq!(start.elapsed().as_secs(), 3);
    assert_eq!(journal["requests"][0]["task"], "a");
    asking.await.unwrap();

    let missing = admin.get("journal/wait?requests=2&timeout=10s").await;
    assert_eq!(start.elapsed().as_secs(), 13);
    let message = missing.error(408, "timeout");
    assert!(
        message.contains("1 of 2 requests came within 10.000 s"),
        "{message}"
    );
}

#[tokio::test]
async fn a_wait_does_not_hold_up_the_end() {
    let mut admin = Admin::start().await;
    let server = admin.server.clone();
    let waiting = tokio::spawn(async move {
        let answer = admin.get("journal/wait?requests=1&timeout=60s").await;
        answer.error(408, "timeout");
    });
    // It is there before the shutdown begins: both are tasks of one thread.
    tokio::task::yield_now().await;
    tokio::time::timeout(Duration::from_secs(30), server.shutdown())
        .await
        .unwrap();
    waiting.await.unwrap();
}

#[tokio::test]
async fn a_reset_begins_anew_and_time_goes_on() {
    let mut admin = Admin::start().await;
    let create = r#"{"model":"grok_video3","prompt":"A cat"}"#;
    let first = admin.client().create(create).await.field("id");
    admin.post("faults", r#"{"fault":"end"}"#).await.ok(201);
    admin.server.advance(Duration::from_secs(5));
    let state = admin.post("reset", "").await.ok(200);
    assert_eq!(
        [
            &state["n_tasks"],
            &state["n_requests"],
            &state["now"],
            &state["seed"]
        ],
        [&json!(0), &json!(0), &json!(5.0), &json!(7)]
    );
    let again = admin.client().create(create).await;
    assert_eq!(
        (again.field("id"), again.json()["created"].as_u64()),
        (first, Some(1005))
    );
}

#[tokio::test]
async fn what_a_scenario_leaves_out_is_as_the_server_began() {
    let mut admin = Admin::start().await;
    let body = r#"{"seed":9,"epoch":5,"tasks":[{"id":"a"}]}"#;
    let state = admin.send("PUT", "scenario", body).await.ok(200);
    assert_eq!(
        json!([state["seed"], state["unix"], state["n_tasks"]]),
        json!([9, 5, 1])
    );
    let state = admin.post("reset", "").await.ok(200);
    assert_eq!(json!([state["seed"], state["n_tasks"]]), json!([9, 1]));
    let state = admin.send("PUT", "scenario", "{}").await.ok(200);
    assert_eq!(
        json!([state["seed"], state["unix"], state["n_tasks"]]),
        json!([7, 1000, 0])
    );
}
