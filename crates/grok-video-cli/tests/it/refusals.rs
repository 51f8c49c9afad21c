//! What the service refuses, by every command that asks it.

use super::program::{ONCE, QUICK, Ran, at, run};
use super::relay::{Relay, http};

const CREATE: [&str; 5] = ["create", "--model", "grok_video3", "--prompt", "kite"];

/// Runs every command that asks once against a relay that always gives `answer`.
#[track_caller]
fn check(answer: &[u8], code: i32, kind: &str) {
    let wait = [&["wait", "video_1"], &QUICK[..]].concat();
    let save = ["save", "video_1", "--to", "never.mp4"];
    let generate = [&["generate"], &CREATE[1..], &["--save", "never.mp4"]].concat();
    for args in [&["query", "video_1"], &wait[..], &save, &CREATE, &generate] {
        let relay = Relay::always(answer.to_vec());
        let told = run(at(&relay.base()).args(["--output", "json"]), args);
        assert_eq!(
            (told.code, told.last()["kind"].as_str()),
            (code, Some(kind)),
            "{told:?}"
        );
        assert_eq!(relay.requests().len(), 1, "{args:?}");
        let shown = run(&mut at(&relay.base()), args);
        assert_eq!((shown.code, shown.stdout.as_str()), (code, ""), "{shown:?}");
        assert_eq!(shown.stderr.lines().count(), 1, "{}", shown.stderr);
    }
}

#[test]
fn a_key_or_a_balance_that_does_not_do_ends_with_4() {
    check(&http(401, "", r#"{"message":"who?"}"#), 4, "unauthorized");
    check(
        &http(402, "", r#"{"code":402,"msg":"no balance"}"#),
        4,
        "payment_required",
    );
    check(&http(403, "", ""), 4, "forbidden");
    check(
        &http(200, "", r#"{"code":"204","msg":"登录验证失败"}"#),
        4,
        "unauthorized",
    );
    check(
        &http(200, "", r#"{"code":204,"msg":"x","data":null}"#),
        4,
        "unauthorized",
    );
    check(
        &http(200, "", r#"{"code":402,"msg":"no balance"}"#),
        4,
        "payment_required",
    );
}

#[test]
fn a_server_without_the_path_ends_with_8() {
    let body = r#"{"message":"No handler found for GET /x"}"#;
    check(&http(404, "", body), 8, "no_route");
}

fn not_found(args: &[&str]) -> (Ran, usize) {
    let relay = Relay::always(http(404, "", ""));
    let ran = run(at(&relay.base()).args(["--output", "json"]), args);
    assert_eq!(ran.last()["kind"], "not_found", "{ran:?}");
    (ran, relay.requests().len())
}

#[test]
fn no_such_task_is_believed_at_once_by_a_query_and_at_the_second_time_by_a_wait() {
    let (ran, n_requests) = not_found(&["query", "video_1"]);
    assert_eq!((ran.code, n_requests), (5, 1));
    let (ran, n_requests) = not_found(&[&["wait", "video_1"], &QUICK[..]].concat());
    assert_eq!((ran.code, n_requests), (5, 2));
    assert_eq!(ran.names(), ["poll_error", "error"]);
}

#[test]
fn nobody_listens_to_a_wait() {
    let base = super::program::nobody();
    let args = [&["wait", "video_1"], &ONCE[..]].concat();
    let ran = run(at(&base).args(["--output", "json"]), args);
    assert_eq!(
        (ran.code, &ran.last()["status"]),
        (6, &serde_json::Value::Null)
    );
    let message = ran.last()["message"].to_string();
    assert!(
        message.contains("the last poll: could not connect"),
        "{message}"
    );
}

#[test]
fn an_expired_result_is_asked_for_afresh_once() {
    for status in [403, 404, 410] {
        let relay = Relay::with_result(http(status, "", ""));
        let folder = tempfile::tempdir().unwrap();
        let args = ["save", "video_1", "--to", folder.path().to_str().unwrap()];
        let ran = run(at(&relay.base()).args(["--output", "json"]), args);
        assert_eq!(
            (ran.code, ran.last()["kind"].as_str()),
            (7, Some("expired")),
            "{ran:?}"
        );
        let requests = relay.requests();
        let n_queries = requests
            .iter()
            .filter(|request| request.contains("/v1/"))
            .count();
        assert_eq!((n_queries, requests.len()), (2, 4));
        let human = run(&mut at(&relay.base()), args);
        assert_eq!(
            (human.code, human.stderr.lines().count()),
            (7, 1),
            "{human:?}"
        );
    }
}
