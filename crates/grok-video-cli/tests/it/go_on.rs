//! The command that a run which did not come to its end tells to go on with.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use grok_video_mock::Script;

use super::program::{ONCE, QUICK, at, run, service, service_with};

/// Returns the arguments that a shell reads from the command after `go on with: `.
fn arguments(text: &str) -> Vec<String> {
    let command = text.trim_end().split_once("go on with: ").unwrap().1;
    let arguments = command.strip_prefix("grok-video ").unwrap();
    let printed = Command::new("sh")
        .args(["-c", &format!("printf '%s\\n' {arguments}")])
        .output()
        .unwrap();
    let printed = String::from_utf8(printed.stdout).unwrap();
    printed.lines().map(str::to_owned).collect()
}

#[cfg(unix)]
#[test]
fn a_shell_reads_of_it_what_was_meant() {
    let server = service();
    for id in [
        "video_1",
        "$(id>&2)",
        "a;b",
        "it's",
        "`id`",
        "*",
        "-q",
        "--base-url=x",
        "影",
    ] {
        server.plant(id, "grok_video3", Script::after_polls(1000, 0));
        let args = [&["wait"], &ONCE[..], &["--", id]].concat();
        let ran = run(at(&server.base_url()).args(["--output", "json"]), &args);
        assert_eq!(ran.code, 6, "{ran:?}");
        let message = ran.last()["message"].as_str().unwrap().to_owned();
        let told = arguments(&message);
        assert_eq!(told.first().unwrap(), "wait");
        assert_eq!(told.last().unwrap(), id, "{message}");
        // It is a command that this program reads in the same way.
        let mut args = vec!["--output".to_owned(), "json".to_owned(), told[0].clone()];
        args.extend(ONCE.map(str::to_owned));
        args.extend(told[1..].iter().cloned());
        let ran = run(&mut at(&server.base_url()), args);
        assert_eq!(
            (ran.code, ran.last()["id"].as_str()),
            (6, Some(id)),
            "{ran:?}"
        );
    }
}

#[cfg(unix)]
#[test]
fn it_names_the_service_so_that_no_key_goes_to_another() {
    let server = service();
    server.plant("video_1", "grok_video3", Script::after_polls(1000, 0));
    let base = server.base_url();
    let args = [&["wait", "video_1", "--base-url", &base], &ONCE[..]].concat();
    let ran = run(&mut at("https://relay.invalid"), args);
    assert_eq!(
        arguments(&ran.stdout),
        ["wait", "--base-url", &base, "video_1"]
    );
}

#[cfg(unix)]
#[test]
fn an_interrupted_generate_tells_how_to_get_the_paid_result() {
    for output in ["human", "json"] {
        let server = service_with(Script::after_polls(30, 0));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("my kite.mp4");
        let mut child = at(&server.base_url())
            .args(["--output", output, "generate", "--model", "grok_video3"])
            .args(["--prompt", "kite", "--interval", "20ms", "--save"])
            .arg(&path)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // The second line is the first status: the watch is under way.
        let lines: Vec<_> = lines.by_ref().take(2).map(Result::unwrap).collect();
        let kill = Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status();
        assert!(kill.unwrap().success());
        let ended = child.wait_with_output().unwrap();
        assert_eq!(ended.status.code(), Some(130));
        if output == "json" {
            let is_json = |line: &String| serde_json::from_str::<serde_json::Value>(line).is_ok();
            assert!(lines.iter().all(is_json), "{lines:?}");
        }
        let told = arguments(&String::from_utf8(ended.stderr).unwrap());
        assert!(lines[0].contains(told.iter().find(|arg| arg.starts_with("video_")).unwrap()));
        assert!(!path.exists());

        let ran = run(at(&server.base_url()).args(told), QUICK);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(path.exists());
        assert_eq!(server.counts().creates, 1, "it is not paid twice");
    }
}
