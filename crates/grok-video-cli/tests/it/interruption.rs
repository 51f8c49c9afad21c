//! Interrupts, and a reader that goes away.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use grok_video_mock::Script;

use super::program::{QUICK, at, service, service_with};
use super::relay::{Relay, http};

#[cfg(unix)]
fn send(signal: &str, child: &Child) {
    let killed = Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status();
    assert!(killed.unwrap().success());
}

#[cfg(unix)]
#[test]
fn an_interrupted_wait_ends_with_130_and_says_how_to_go_on() {
    for signal in ["-INT", "-TERM"] {
        check_interrupted_wait(signal);
    }
}

#[cfg(unix)]
#[track_caller]
fn check_interrupted_wait(signal: &str) {
    let server = service_with(Script::after_polls(1, 1_000_000));
    server.plant("video_1", "grok_video3", Script::after_polls(1, 1_000_000));
    let mut child = at(&server.base_url())
        .args(["wait", "video_1"])
        .args(QUICK)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert_eq!(lines.next().unwrap().unwrap(), "video_1 queued");
    send(signal, &child);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(stderr, "interrupted; go on with: grok-video wait video_1\n");
}

#[cfg(unix)]
#[test]
fn an_interrupted_create_ends_with_9() {
    // The relay reads the request, and holds its answer back until the program is gone.
    let (sender, receiver) = std::sync::mpsc::channel::<()>();
    let (gone, held) = std::sync::mpsc::channel::<()>();
    let held = std::sync::Mutex::new(held);
    let relay = Relay::start(move |_, _| {
        sender.send(()).unwrap();
        let _ = held.lock().unwrap().recv();
        http(200, "", "")
    });
    let child = at(&relay.base())
        .args([
            "create",
            "--model",
            "grok_video3",
            "--prompt",
            "kite",
            "--output",
            "json",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    receiver.recv().unwrap();
    send("-INT", &child);
    let output = child.wait_with_output().unwrap();
    drop(gone);
    assert_eq!(output.status.code(), Some(9));
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert!(stdout.contains(r#""kind":"outcome_unknown""#), "{stdout}");
}

#[test]
fn a_reader_that_goes_away_costs_no_result() {
    let server = service();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kite.mp4");
    let mut child = at(&server.base_url())
        .args([
            "generate",
            "--model",
            "grok_video3",
            "--prompt",
            "kite",
            "--save",
        ])
        .arg(&path)
        .args(QUICK)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(path.exists());
}

#[cfg(target_os = "linux")]
#[test]
fn the_command_line_never_holds_the_key() {
    let server = service_with(Script::after_polls(1_000_000, 0));
    server.plant("video_1", "grok_video3", Script::after_polls(1_000_000, 0));
    let mut child = at(&server.base_url())
        .args(["wait", "video_1"])
        .args(QUICK)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.next().unwrap().unwrap();
    let line = std::fs::read_to_string(format!("/proc/{}/cmdline", child.id())).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(
        line.contains("video_1") && !line.contains("canary"),
        "{line}"
    );
}
