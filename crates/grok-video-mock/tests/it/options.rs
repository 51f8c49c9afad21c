//! What the program is told on its command line and in a scenario file.

use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::client::Client;
use crate::process::{PROGRAM, Program};
use crate::scenario::{self, JSON, TOML, run};

fn output(arguments: &[&str]) -> Output {
    Command::new(PROGRAM).args(arguments).output().unwrap()
}

#[tokio::test]
async fn a_scenario_file_gives_the_journal_that_the_same_in_rust_gives() {
    let folder = tempfile::tempdir().unwrap();
    let in_rust = scenario::start_in_rust().await;
    let expected = run(in_rust.addr()).await;
    for (name, text) in [("all.toml", TOML), ("all.json", JSON)] {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let program = Program::start(&["--scenario", path.to_str().unwrap()]);
        assert_eq!(run(program.addr()).await, expected, "{name}");
    }
}

#[tokio::test]
async fn the_command_line_has_the_last_word() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("all.toml");
    std::fs::write(&path, TOML).unwrap();
    let path = path.to_str().unwrap();
    let program = Program::start(&[
        "--scenario",
        path,
        "--seed",
        "9",
        "--prefix",
        "/other",
        "--key",
        "sk-more",
        "--time-scale",
        "60",
    ]);
    let ready: Value = serde_json::from_str(&program.ready).unwrap();
    assert_eq!(ready["seed"], 9);
    assert!(
        ready["url"].as_str().unwrap().ends_with("/other"),
        "{ready}"
    );
    let mut client = Client::connect(program.addr()).await;
    let clock = client.get("/__mock/clock").await.ok(200);
    assert_eq!(clock["time_scale"], 60.0);
    for (key, is_known) in [
        ("sk-more", true),
        ("sk-of-the-test", true),
        ("sk-none", false),
    ] {
        client = client.authorization(Some(&format!("Bearer {key}")));
        let answer = client.get("/other/v1/result/failing").await;
        assert_eq!(answer.status != 401, is_known, "{key}");
    }
}

#[tokio::test]
async fn time_can_stand_still() {
    let program = Program::start(&["--manual-clock"]);
    let mut client = Client::connect(program.addr()).await;
    let expected = json!([0.0, null]);
    let clock = client.get("/__mock/clock").await.ok(200);
    assert_eq!(json!([clock["now"], clock["time_scale"]]), expected);
    let clock = client
        .send("POST", "/__mock/clock/advance", &[], br#"{"by":"1m"}"#)
        .await;
    assert_eq!(clock.ok(200)["now"], 60.0);
}

#[test]
fn the_schema_is_printed_as_it_is_served() {
    let printed = output(&["--print-schema"]);
    assert!(printed.status.success());
    let text = String::from_utf8(printed.stdout).unwrap();
    assert_eq!(text, include_str!("../../schema/scenario.json"));
}

#[test]
fn a_scenario_that_is_none_ends_it_with_2_and_shows_no_key() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text, expected) in [
        (
            "a.toml",
            "keys = \"sk-canary\"",
            "a.toml: not a scenario: line 1: ",
        ),
        (
            "b.json",
            r#"{"sed":7}"#,
            "b.json: not a scenario: unknown field `sed`",
        ),
        (
            "c.toml",
            "[[faults]]\nfault = { status = 42 }",
            "not a scenario: faults[0]: fault: the status",
        ),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let ended = output(&["--scenario", path.to_str().unwrap()]);
        let log = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(2), "{log}");
        assert!(log.contains(expected) && !log.contains("canary"), "{log}");
    }
    let ended = output(&["--scenario", "nowhere.toml"]);
    let log = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(2), "{log}");
    assert!(log.contains("nowhere.toml: "), "{log}");
    assert_eq!(output(&["--key", ""]).status.code(), Some(2));
    let both = output(&["--manual-clock", "--time-scale", "2"]);
    assert_eq!(both.status.code(), Some(2));
}

#[tokio::test]
async fn beyond_loopback_the_admin_api_asks_for_the_token_in_the_ready_line() {
    let program = Program::start(&["--listen", "0.0.0.0:0"]);
    let ready: Value = serde_json::from_str(&program.ready).unwrap();
    let token = ready["admin_token"].as_str().unwrap();
    let addr = ([127, 0, 0, 1], program.addr().port()).into();
    let mut client = Client::connect(addr).await;
    client.get("/__mock/state").await.error(401, "unauthorized");
    let mut client = client.authorization(Some(&format!("Bearer {token}")));
    client.get("/__mock/state").await.ok(200);
}

#[tokio::test]
async fn the_token_can_be_chosen_where_no_other_user_can_read_it() {
    let environment = [("GROK_VIDEO_MOCK_ADMIN_TOKEN", "tok-123")];
    let program = Program::start_with(&[], &environment);
    assert!(!program.ready.contains("tok-123"), "{}", program.ready);
    let mut client = Client::connect(program.addr()).await;
    client.get("/__mock/state").await.error(401, "unauthorized");
    let mut client = client.authorization(Some("Bearer tok-123"));
    client.get("/__mock/state").await.ok(200);
    let mut command = Command::new(PROGRAM);
    let ended = command
        .env("GROK_VIDEO_MOCK_ADMIN_TOKEN", "a b")
        .output()
        .unwrap();
    assert_eq!(ended.status.code(), Some(2));
    let log = String::from_utf8(ended.stderr).unwrap();
    assert!(
        log.contains("GROK_VIDEO_MOCK_ADMIN_TOKEN must hold") && !log.contains("a b"),
        "{log}"
    );
}
