//! The example `query_with_reqwest`, run as the program it is, against the simulated service.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::process::{Command, Output};
use std::time::Duration;

use grok_video_mock::{MockServer, Script};
use grok_video_types::{CREATE_PATH, TaskId, decode};
use reqwest::blocking::Client;

const KEY: &str = "sk-canary-0123456789";
const HOUR: Duration = Duration::from_secs(3600);

/// Starts a service whose tasks take hours, so that none moves on while a test looks at it.
fn service(queued: Duration) -> MockServer {
    let builder = MockServer::builder().key(KEY);
    let builder = builder.script(Script::after(queued, HOUR));
    builder.start_on_thread().unwrap()
}

/// Creates a task over plain HTTP, and returns its id.
fn create(service: &MockServer) -> TaskId {
    // A proxy that the environment names is none of this test's.
    let client = Client::builder().no_proxy().build().unwrap();
    let answer = client
        .post(format!("{}{CREATE_PATH}", service.base_url()))
        .bearer_auth(KEY)
        .header("content-type", "application/json")
        .body(r#"{"model":"grok_video3","prompt":"a red kite"}"#)
        .send()
        .unwrap();
    let status = answer.status().as_u16();
    decode(status, &answer.bytes().unwrap())
        .unwrap()
        .id()
        .clone()
}

/// Runs the example in an environment that has nothing but the key.
fn run(service: &MockServer, key: &str, id: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_query_with_reqwest"))
        .env_clear()
        .env("GROK_VIDEO_API_KEY", key)
        .args([&service.base_url(), id])
        .output()
        .unwrap()
}

#[track_caller]
fn assert_prints(output: &Output, expected: &str) {
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        expected,
        "{output:?}"
    );
    assert_eq!(output.stderr, b"", "{output:?}");
    assert!(output.status.success(), "{output:?}");
}

#[track_caller]
fn assert_fails(output: &Output, kind: &str) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        stderr.starts_with(&format!("Error: \"{kind}: ")),
        "{output:?}"
    );
    assert!(!stderr.contains(KEY), "{output:?}");
    assert_eq!(output.stdout, b"", "{output:?}");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
}

#[test]
fn a_created_task_is_queued() {
    let service = service(HOUR);
    let id = create(&service);
    let output = run(&service, KEY, id.as_str());
    assert_prints(&output, &format!("task {id} is queued\n"));
    assert_eq!(service.polls(id.as_str()), 1);
}

#[test]
fn a_task_at_work_is_processing() {
    let service = service(Duration::ZERO);
    let id = create(&service);
    let output = run(&service, KEY, id.as_str());
    assert_prints(&output, &format!("task {id} is processing\n"));
}

#[test]
fn a_wrong_id_is_not_found() {
    let service = service(HOUR);
    create(&service);
    assert_fails(&run(&service, KEY, "video_of_nobody"), "not_found");
}

#[test]
fn a_wrong_key_is_unauthorized() {
    let service = service(HOUR);
    let id = create(&service);
    let output = run(&service, "sk-another-key", id.as_str());
    assert_fails(&output, "unauthorized");
}
