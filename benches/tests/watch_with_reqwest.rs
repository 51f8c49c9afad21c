//! The example `watch_with_reqwest`, run as the program it is, against the simulated service.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::process::{Command, Output};

use grok_video_mock::{Fault, MockServer, RetryAfter, Scope, Script, Trigger};

const KEY: &str = "sk-canary-0123456789";

/// Runs the example in an environment that has nothing but the key.
fn run(base: &str, key: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_watch_with_reqwest"))
        .env_clear()
        .env("GROK_VIDEO_API_KEY", key)
        .args([base, "video_1", "0.02"])
        .output()
        .unwrap()
}

fn service(script: Script) -> MockServer {
    let service = MockServer::builder().key(KEY).start_on_thread().unwrap();
    service.plant("video_1", "grok_video3", script);
    service
}

#[track_caller]
fn check(output: &Output, is_success: bool, words: &[&str]) {
    assert_eq!(output.status.success(), is_success, "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout);
    for word in words {
        assert!(text.contains(word), "no `{word}` in {text}");
    }
    assert!(!text.contains(KEY) && !text.contains("sig="), "{text}");
}

#[test]
fn watches_to_the_result_over_faults() {
    let service = service(Script::after_polls(2, 2));
    let scope = || Scope::queries().of_task("video_1");
    service.inject(scope(), Trigger::nth(2), Fault::status(503));
    service.inject(scope(), Trigger::nth(3), Fault::reset());
    let hint = Fault::rate_limited(RetryAfter::Seconds(1));
    service.inject(scope(), Trigger::nth(4), hint);
    check(&run(&service.base_url(), KEY), true, &["is completed"]);
}

#[test]
fn a_failed_task_and_a_refused_key_end_it() {
    let service = service(Script::after_polls(1, 1).then_fail("invalid prompt"));
    check(
        &run(&service.base_url(), KEY),
        true,
        &["failed: invalid prompt"],
    );
    let refused = run(&service.base_url(), "sk-another-0123456789");
    check(
        &refused,
        false,
        &["refused the key", "check the API key", "1 poll"],
    );
}

#[test]
fn what_is_no_url_is_no_reason_to_ask_again() {
    check(
        &run("nowhere", KEY),
        false,
        &["the base is no URL", "1 poll"],
    );
}
