//! Readers that go away, and output that is no terminal.

use std::process::Stdio;

use super::program::{QUICK, at, bare, service};

#[test]
fn a_paid_result_is_saved_though_nobody_reads() {
    for output in ["human", "json"] {
        let server = service();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kite.mp4");
        let mut child = at(&server.base_url())
            .args([
                "-v",
                "--output",
                output,
                "generate",
                "--model",
                "grok_video3",
            ])
            .args(["--prompt", "kite", "--save"])
            .arg(&path)
            .args(QUICK)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop((child.stdout.take(), child.stderr.take()));
        assert_eq!(child.wait().unwrap().code(), Some(0), "{output}");
        assert!(path.exists());
        assert_eq!(server.counts().creates, 1);
    }
}

#[test]
fn what_is_only_printed_ends_well_though_nobody_reads() {
    for args in [
        &["--help"][..],
        &["--version"],
        &["completions", "zsh"],
        &["help", "wait"],
    ] {
        let mut child = bare().args(args).stdout(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        assert_eq!(child.wait().unwrap().code(), Some(0), "{args:?}");
    }
}

#[test]
fn a_forced_colour_draws_nothing_where_there_is_no_terminal() {
    let server = service();
    server.plant(
        "video_1",
        "grok_video3",
        grok_video_mock::Script::after_polls(1, 1),
    );
    let mut command = at(&server.base_url());
    command
        .env("CLICOLOR_FORCE", "1")
        .env("TERM", "xterm-256color");
    // `run` looks for escapes in both outputs.
    let ran = super::program::run(&mut command, [&["wait", "video_1"], &QUICK[..]].concat());
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
}
