use super::Admin;

#[tokio::test]
async fn a_document_that_breaks_a_rule_is_refused_and_says_where() {
    let mut admin = Admin::start().await;
    for (path, body, expected) in [
        ("tasks", "", "body: must be a JSON object"),
        ("tasks", "{}", "missing field `id`"),
        ("tasks", r#"{"id":""}"#, "id: must not be empty"),
        (
            "tasks",
            r#"{"id":"a","scrpt":{}}"#,
            "unknown field `scrpt`, expected",
        ),
        (
            "tasks",
            r#"{"id":"a","script":{"pace":"soon"}}"#,
            "unknown variant `soon`, expected",
        ),
        (
            "tasks",
            r#"{"id":"a","script":{"pace":{"after":{"queued":"5","processing":"1s"}}}}"#,
            "`5` is not a duration such as",
        ),
        ("tasks", r#"["a"]"#, "expected an object"),
        (
            "faults",
            r#"{"fault":"end","scope":[]}"#,
            "expected an object",
        ),
        ("replies", r#"{"replies":[[]]}"#, "expected an object"),
        (
            "tasks",
            r#"{"id":"a","script":{"pace":"manual","end":{"complete":{"seconds":-1}}}}"#,
            "script: end: an actual duration is a finite number from 0 on",
        ),
        (
            "tasks",
            r#"{"id":"a","script":{"pace":"manual","end":{"complete":{"url":"u","without_url":true}}}}"#,
            "`url` and `without_url` contradict each other",
        ),
        (
            "faults",
            r#"{"fault":{"status":42}}"#,
            "fault: the status of an answer lies between 200 and 999, not at 42",
        ),
        (
            "faults",
            r#"{"fault":{"drip":{"bytes":0,"every":"1s"}}}"#,
            "fault: a drip has at least one byte",
        ),
        (
            "faults",
            r#"{"fault":{"redirect":"http://ä"}}"#,
            "fault: a location has only visible ASCII",
        ),
        (
            "faults",
            r#"{"fault":{"late":{"log_normal":{"median":"1s","sigma":-1}}}}"#,
            "fault: sigma is a finite number",
        ),
        (
            "faults",
            r#"{"fault":"end","trigger":{"nth":0}}"#,
            "trigger: requests are counted from 1",
        ),
        (
            "faults",
            r#"{"fault":"end","trigger":{"probability":2}}"#,
            "trigger: a probability lies between 0 and 1",
        ),
        (
            "faults",
            r#"{"fault":{"status":503},"before_effect":true}"#,
            "before_effect: 503 Service Unavailable: only reset, end and stall",
        ),
        (
            "replies",
            r#"{"replies":[{},{"fault":{"html_page":99}}]}"#,
            "replies[1]: fault: the status",
        ),
        (
            "replies",
            r#"{"replies":[{"delay":"1s"}]}"#,
            "replies[0]: `delay` and `before_effect` belong to a `fault`",
        ),
        (
            "clock/advance",
            r#"{"by":5}"#,
            "expected a duration such as",
        ),
        ("tasks/a/fail", "{}", "missing field `error`"),
        (
            "sessions",
            r#"{"name":"a b"}"#,
            "name: a session's name has",
        ),
        ("sessions", r#"{"key":""}"#, "key: must have visible ASCII"),
    ] {
        let message = admin.post(path, body).await.error(400, "invalid_request");
        assert!(message.contains(expected), "{path} {body}: {message}");
    }
    assert_eq!(admin.get("state").await.ok(200)["n_tasks"], 0);
    assert_eq!(
        admin.get("faults").await.ok(200)["rules"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
}

#[tokio::test]
async fn a_scenario_is_refused_whole() {
    let mut admin = Admin::start().await;
    admin.post("tasks", r#"{"id":"kept"}"#).await.ok(201);
    for (body, expected) in [
        (
            r#"{"keys":["sk-canary"]}"#,
            "keys: belongs to the whole server",
        ),
        (
            r#"{"keys":[12345678]}"#,
            "invalid type: integer, expected a string",
        ),
        (
            r#"{"balances":12345678}"#,
            "invalid type: integer, expected an object of keys",
        ),
        (
            r#"{"seed":"sk-canary"}"#,
            "invalid type: string, expected a whole number",
        ),
        (r#"{"keys":"sk-canary"}"#, "expected an array of keys"),
        (r#"{"prefix":"/x"}"#, "prefix: belongs to the whole server"),
        (r#"{"time_scale":2}"#, "time_scale or manual_clock: belongs"),
        (
            r#"{"time_scale":0}"#,
            "time_scale: the time scale must be a finite number above 0",
        ),
        (
            r#"{"time_scale":2,"manual_clock":true}"#,
            "contradict each other",
        ),
        (
            r#"{"rate_limit":{"burst":0,"period":"1s"}}"#,
            "rate_limit: a rate limit allows at least one",
        ),
        (
            r#"{"tasks":[{"id":"a"},{"id":"a"}]}"#,
            "tasks: two of them have the id a",
        ),
        (
            r#"{"tasks":[{"id":"a"}],"faults":[{"fault":"end"},{"fault":{"status":1}}]}"#,
            "faults[1]: fault: the status",
        ),
    ] {
        let refused = admin.send("PUT", "scenario", body).await;
        let message = refused.error(400, "invalid_request");
        assert!(message.contains(expected), "{body}: {message}");
        let is_shown = |secret: &str| message.contains(secret);
        assert!(!is_shown("canary") && !is_shown("12345678"), "{message}");
    }
    assert_eq!(admin.get("tasks/kept").await.ok(200)["id"], "kept");
}

#[tokio::test]
async fn what_there_is_not_is_named() {
    let mut admin = Admin::start().await;
    for path in [
        "nothing",
        "tasks/",
        "tasks//step",
        "tasks/a/b/c",
        "page/../state",
    ] {
        admin.get(path).await.error(404, "no_route");
    }
    let refused = admin.send("PATCH", "faults", "{}").await;
    assert_eq!(refused.header("allow"), Some("GET, HEAD, POST, DELETE"));
    assert_eq!(refused.header("cache-control"), Some("no-store"));
    refused.error(405, "method_not_allowed");
    for (path, expected) in [
        (
            "tasks?lst=1",
            "there is no parameter `lst`; known: session, last",
        ),
        ("tasks?last=-1", "last: must be a whole number"),
        ("journal/wait", "requests: must say how many"),
        ("journal/wait?requests=1&timeout=2h", "timeout: at most 60s"),
        ("tasks/%ff", "id: must be percent-encoded UTF-8"),
    ] {
        let message = admin.get(path).await.error(400, "invalid_request");
        assert!(message.contains(expected), "{path}: {message}");
    }
    let large = " ".repeat(1024 * 1024 + 1);
    admin.post("tasks", &large).await.error(413, "too_large");
    let bare = admin.client().get("/__mock").await;
    assert_eq!(
        (bare.status, bare.header("location")),
        (308, Some("/__mock/"))
    );
    assert_eq!(admin.server.counts().total(), 0, "a look is no request");
}
