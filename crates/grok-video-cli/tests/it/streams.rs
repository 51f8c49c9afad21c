//! Standard streams that are closed from the start.

use std::process::Command;

use super::program::{Ran, run, service};
use super::say;
use super::user::{User, generate};

/// Runs the program by a shell, which closes some streams before.
fn closed(user: &User, streams: &str, args: &[&str]) -> Ran {
    let program = user.command();
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("exec \"$0\" \"$@\" {streams}")]);
    shell.arg(program.get_program());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    run(&mut shell, args)
}

#[test]
fn a_paid_result_is_saved_though_streams_are_closed() {
    for streams in [">&-", "2>&-", "<&-", ">&- 2>&-", "<&- >&- 2>&-"] {
        for output in ["human", "json"] {
            let server = service();
            let user = User::of(&server);
            let path = user.path("kite.mp4");
            let args = [&["-v", "--output", output], &generate("kite", &path)[..]].concat();
            let ran = closed(&user, streams, &args);
            assert_eq!(ran.code, 0, "{streams} {output}: {ran:?}");
            assert_eq!(user.videos(), ["kite.mp4"]);
            let video = std::fs::read(&path).unwrap();
            let made = include_bytes!("../../../../fixtures/video.mp4");
            assert!(video == made, "what is told goes into no file: {streams}");
            assert_eq!(
                (server.counts().creates, user.states()),
                (1, vec!["saved".to_owned()])
            );
        }
    }
}

#[test]
fn errors_keep_their_exit_codes_though_streams_are_closed() {
    let server = service();
    let user = User::of(&server);
    for streams in [">&-", "2>&-", "<&-", "<&- >&- 2>&-"] {
        for (args, code) in [
            (&["query", "video_1"][..], 5),
            (&["query"], 2),
            (&["dance"], 2),
            (&["list", "--state", "lost"], 2),
            (&["--version"], 0),
            (&["man"], 0),
            (&["completions", "bash"], 0),
            (&["config"], 0),
            (&["list"], 0),
        ] {
            let ran = closed(&user, streams, args);
            assert_eq!(ran.code, code, "{streams} {args:?}: {ran:?}");
        }
    }
}

#[test]
fn a_standard_input_that_is_closed_holds_nothing() {
    let server = service();
    let user = User::of(&server);
    let folder = user.folder();
    for args in [
        &["query", "-"][..],
        &["wait", "-"],
        &["generate", "--from", "-", "--save", folder],
        &["--api-key-file", "-", "query", "video_1"],
    ] {
        let ran = closed(&user, "<&-", args);
        assert_eq!(
            (ran.code, ran.stdout.as_str()),
            (2, ""),
            "{args:?}: {ran:?}"
        );
        assert!(ran.stderr.starts_with("error: "), "{ran:?}");
    }
    assert_eq!(server.counts().total(), 0);
}

#[test]
fn a_disk_that_is_full_takes_no_output_and_costs_no_result() {
    if !std::path::Path::new("/dev/full").exists() {
        say("NOT CHECKED, for /dev/full is missing: a disk that is full");
        return;
    }
    let server = service();
    let user = User::of(&server);
    let path = user.path("kite.mp4");
    let ran = closed(&user, ">/dev/full 2>/dev/full", &generate("kite", &path));
    assert_eq!((ran.code, user.videos().len()), (0, 1));
}
