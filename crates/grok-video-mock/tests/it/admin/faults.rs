use serde_json::{Value, json};

use super::Admin;

/// Injects one fault of each kind, and checks what it says of itself.
#[tokio::test]
async fn every_kind_of_fault_can_be_written() {
    let mut admin = Admin::start().await;
    let kinds = [
        (json!({"status": 503}), "503 Service Unavailable"),
        (
            json!({"rate_limited": {"seconds": 2}}),
            "429 Too Many Requests, Retry-After 2 s",
        ),
        (
            json!({"rate_limited": {"date": 60}}),
            "429 Too Many Requests, Retry-After a date 60 s ahead",
        ),
        (
            json!({"rate_limited": "absent"}),
            "429 Too Many Requests, no Retry-After",
        ),
        (
            json!({"business_error": {"code": "204", "message": "登录验证失败"}}),
            "HTTP 200 with code 204",
        ),
        (json!({"html_page": 502}), "502 with an HTML page"),
        (
            json!({"redirect": "http://127.0.0.1:1/"}),
            "302 to another place",
        ),
        (
            json!({"answer": {"status": 200, "content_type": "text/plain", "body": "hi"}}),
            "200 with 2 bytes as told",
        ),
        (json!("stale"), "stale answer"),
        (json!({"unknown_status": "paused"}), "status `paused`"),
        (json!("malformed"), "malformed body"),
        (json!("empty_body"), "empty body"),
        (json!("wrapped"), "body wrapped in `data`"),
        (
            json!({"content_type": "text/html"}),
            "content type text/html",
        ),
        (json!("reset"), "reset before the head"),
        (json!("end"), "end before the head"),
        (json!("stall"), "stall before the head"),
        (json!({"reset_after": 5}), "reset after 5 bytes of the body"),
        (json!({"end_after": 5}), "end after 5 bytes of the body"),
        (json!({"stall_after": 5}), "stall after 5 bytes of the body"),
        (
            json!({"drip": {"bytes": 10, "every": "100ms"}}),
            "drip of 10 bytes every 100ms",
        ),
        (
            json!({"late": {"log_normal": {"median": "80ms", "sigma": 0.5}}}),
            "late answer",
        ),
    ];
    for (fault, words) in &kinds {
        let rule = json!({"trigger": {"nth": 1_000_000}, "fault": fault});
        let listing = admin.post("faults", &rule.to_string()).await.ok(201);
        let last = listing["rules"]
            .as_array()
            .unwrap()
            .last()
            .cloned()
            .unwrap();
        assert_eq!(last["fault"], *words, "{fault}");
    }
    let listing = admin.get("faults").await.ok(200);
    assert_eq!(listing["rules"].as_array().unwrap().len(), kinds.len());
}

#[tokio::test]
async fn a_rule_strikes_whom_and_when_it_says_and_can_be_taken_back() {
    let mut admin = Admin::start().await;
    for id in ["a", "b"] {
        admin
            .post("tasks", &json!({"id": id}).to_string())
            .await
            .ok(201);
    }
    let rule = json!({
        "scope": {"requests": "queries", "task": "a", "key": "test"}, "trigger": {"every": 2},
        "fault": {"status": 500}, "delay": "3s",
    });
    let listing = admin.post("faults", &rule.to_string()).await.ok(201);
    assert_eq!(
        listing["rules"],
        json!([{"scope": "queries of task a with one key", "trigger": "one in every 2",
                "fault": "500 Internal Server Error", "n_seen": 0, "n_struck": 0}])
    );
    let mut client = admin.client();
    assert_eq!(client.query("a").await.status, 200);
    assert_eq!(client.query("b").await.status, 200);
    // The second is held back until time passes.
    let held = tokio::spawn(async move { client.query("a").await.status });
    admin
        .get("journal/wait?requests=3&timeout=30s")
        .await
        .ok(200);
    admin.post("clock/advance", r#"{"by":"3s"}"#).await.ok(200);
    assert_eq!(held.await.unwrap(), 500);
    let listing = admin.get("faults").await.ok(200);
    assert_eq!(listing["rules"][0]["n_seen"], 2);
    assert_eq!(
        listing["records"],
        json!([{"request": 3, "at": 0.0, "fault": "500 Internal Server Error", "delay": 3.0,
                "cause": "queries of task a with one key: one in every 2"}])
    );
    assert_eq!(admin.send("DELETE", "faults", "").await.status, 204);
    let listing = admin.get("faults?last=0").await.ok(200);
    assert_eq!(listing, json!({"rules": [], "scripts": [], "records": []}));
    assert_eq!(admin.server.n_faults(), 1, "the log stays");
}

#[tokio::test]
async fn replies_come_one_after_the_other() {
    let mut admin = Admin::start().await;
    admin.plant("a", "immediate").await;
    let replies = json!({
        "scope": {"requests": "queries", "task": "a"},
        "replies": [{"times": 2, "fault": {"status": 503}}, {}, {"fault": {"rate_limited": {"seconds": 1}}}],
    });
    let listing = admin.post("replies", &replies.to_string()).await.ok(201);
    let expected =
        json!({"scope": "queries of task a", "n_given": 0, "n_left": 4, "then_live": false});
    assert_eq!(listing["scripts"], json!([expected]));
    let mut client = admin.client();
    let mut statuses = Vec::new();
    for _ in 0..5 {
        statuses.push(client.query("a").await.status);
    }
    assert_eq!(statuses, [503, 503, 200, 429, 409]);
    let state = admin.get("state").await.ok(200);
    assert_eq!(state["n_unexpected"], 1);
    let listing: Value = admin.get("faults").await.ok(200);
    assert_eq!(listing["scripts"][0]["n_given"], 4);
}

#[tokio::test]
async fn the_number_of_rules_and_of_scripts_is_bounded() {
    let mut admin = Admin::start().await;
    let (rule, script) = (r#"{"fault":"end"}"#, r#"{"replies":[]}"#);
    let (rules, scripts) = (vec![rule; 1023].join(","), vec![script; 1023].join(","));
    let scenario = format!(r#"{{"faults":[{rules}],"replies":[{scripts}]}}"#);
    admin.send("PUT", "scenario", &scenario).await.ok(200);
    for (path, body) in [("faults", rule), ("replies", script)] {
        admin.post(path, body).await.ok(201);
        let refused = admin.post(path, body).await;
        assert!(
            refused.error(409, "too_many_faults").contains("DELETE"),
            "{path}"
        );
    }
    assert_eq!(admin.send("DELETE", "faults", "").await.status, 204);
    admin.post("faults", r#"{"fault":"end"}"#).await.ok(201);
}
