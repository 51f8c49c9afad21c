//! A relay that lies, breaks off, points elsewhere, or answers with pages.

use std::fs;

use super::program::{QUICK, Ran, at, run};
use super::relay::{Relay, http, task};

const VIDEO: &[u8] = include_bytes!("../../../../fixtures/video.mp4");

/// Waits for `video_1` and saves it; returns the run and what stands in the folder.
fn wait_and_save(relay: &Relay) -> (Ran, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let args = [
        &[
            "--output",
            "json",
            "wait",
            "video_1",
            "--save",
            folder.path().to_str().unwrap(),
        ],
        &QUICK[..],
    ];
    let ran = run(&mut at(&relay.base()), args.concat());
    let names = fs::read_dir(folder.path()).unwrap();
    let names = names
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    (ran, names)
}

#[track_caller]
fn check_not_saved(relay: &Relay, kind: &str) {
    let (ran, names) = wait_and_save(relay);
    assert_eq!(
        (ran.code, ran.last()["kind"].as_str()),
        (7, Some(kind)),
        "{ran:?}"
    );
    assert!(names.is_empty(), "{names:?}");
    let message = ran.last()["message"].as_str().unwrap().to_owned();
    assert!(
        message.starts_with("task video_1: ") && !message.contains("signature"),
        "{message}"
    );
}

#[test]
fn a_whole_result_is_saved() {
    let (ran, names) = wait_and_save(&Relay::with_result(http(
        200,
        "content-disposition: attachment; filename=/etc/passwd\r\n",
        VIDEO,
    )));
    assert_eq!(
        (ran.code, names),
        (0, vec!["video_1.mp4".to_owned()]),
        "{ran:?}"
    );
}

#[test]
fn results_that_are_none_are_not_saved() {
    check_not_saved(&Relay::with_result(http(404, "", "")), "expired");
    check_not_saved(
        &Relay::with_result(http(200, "", "<html>sorry</html>")),
        "corrupt",
    );
    check_not_saved(
        &Relay::with_result(http(200, "", r#"{"code":403}"#)),
        "corrupt",
    );
    check_not_saved(
        &Relay::with_result(http(200, "", &VIDEO[..9000])),
        "corrupt",
    );
    let huge = b"HTTP/1.1 200 X\r\ncontent-length: 99999999999\r\n\r\n".to_vec();
    check_not_saved(&Relay::with_result(huge), "too_large");
}

#[test]
fn a_result_that_always_breaks_off_is_not_saved() {
    let cut = http(200, "", VIDEO);
    check_not_saved(
        &Relay::with_result(cut[..cut.len() - 1].to_vec()),
        "corrupt",
    );
}

#[test]
fn a_result_that_breaks_off_once_is_saved() {
    let relay = Relay::start(|line, n| {
        let whole = http(200, "", VIDEO);
        match n {
            _ if line.contains("/v1/") => super::relay::completed("/v.mp4"),
            1 => whole[..whole.len() / 2].to_vec(),
            _ => whole,
        }
    });
    let (ran, names) = wait_and_save(&relay);
    assert_eq!(
        (ran.code, names),
        (0, vec!["video_1.mp4".to_owned()]),
        "{ran:?}"
    );
}

#[test]
fn results_out_of_bounds_are_not_asked_for() {
    for url in [
        "http://169.254.169.254/v",
        "https://10.0.0.1/v",
        "https://[::ffff:10.0.0.1]/v",
        "http://relay.invalid/v",
        "https://127.1/v",
        "file:///etc/passwd",
    ] {
        check_not_saved(
            &Relay::always(task("completed", &format!(r#","video_url":"{url}""#))),
            "out_of_scope",
        );
    }
    let elsewhere = http(302, "location: http://169.254.169.254/v\r\n", "");
    check_not_saved(&Relay::with_result(elsewhere), "out_of_scope");
}

#[test]
fn answers_that_are_none_end_with_8() {
    for (answer, kind) in [
        (http(200, "", "<html>"), "malformed"),
        (http(200, "", ""), "malformed"),
        (http(500, "", ""), "server"),
        (
            http(302, "location: https://evil.example/\r\n", ""),
            "redirect",
        ),
        (http(200, "content-encoding: gzip\r\n", "{}"), "malformed"),
        (http(200, "", "x".repeat(2 << 20)), "too_large"),
        (http(429, "", ""), "rate_limited"),
        (task("completed", ""), "no_video_url"),
        (
            http(404, "", r#"{"message":"No handler found for GET /x"}"#),
            "no_route",
        ),
        (b"SSH-2.0-x\r\n".to_vec(), "connect"),
        (
            http(200, "", r#"{"id":"video_2","status":"queued"}"#),
            "malformed",
        ),
    ] {
        let relay = Relay::always(answer);
        let ran = run(
            at(&relay.base()).args(["--output", "json"]),
            ["query", "video_1"],
        );
        assert_eq!(
            (ran.code, ran.last()["kind"].as_str()),
            (8, Some(kind)),
            "{ran:?}"
        );
        let human = run(&mut at(&relay.base()), ["query", "video_1"]);
        assert_eq!(
            (human.code, human.stderr.lines().count()),
            (8, 1),
            "{human:?}"
        );
    }
}

#[test]
fn a_completed_task_without_a_url_is_waited_for_a_little() {
    let relay = Relay::always(task("completed", ""));
    let (ran, _) = wait_and_save(&relay);
    assert_eq!(
        (ran.code, ran.last()["kind"].as_str()),
        (8, Some("no_video_url")),
        "{ran:?}"
    );
    assert_eq!(relay.requests().len(), 4);
}

#[test]
fn hostile_text_is_shown_plain_and_on_one_line() {
    let text = r"\u001b]0;owned\u0007\u001b[2J\u001b[31mbad\u001b[0m\r\nprompt\u202e";
    let relay = Relay::always(task("failed", &format!(r#","error":"{text}""#)));
    let ran = run(
        &mut at(&relay.base()),
        [&["wait", "video_1"], &QUICK[..]].concat(),
    );
    assert_eq!(
        (ran.code, ran.stdout.as_str()),
        (3, "video_1 failed: bad prompt\n")
    );
}
