//! Arguments that hold anything, and what is shown of them.

use std::process::Command;

use super::program::{KEY, Ran, at, bare, nobody, run};

/// Runs with a key, in both outputs; returns the one line of both.
#[track_caller]
fn line(args: &[&str]) -> String {
    let human = run(&mut at(&nobody()), args);
    let json = run(at(&nobody()).args(["--output", "json"]), args);
    same_line(&human, &json)
}

#[track_caller]
fn same_line(human: &Ran, json: &Ran) -> String {
    assert_eq!((human.code, human.stdout.as_str()), (2, ""), "{human:?}");
    assert_eq!((json.code, json.stderr.as_str()), (2, ""), "{json:?}");
    assert_eq!(json.names(), ["error"]);
    assert_eq!(json.last()["kind"], "usage");
    let line = human.stderr.strip_prefix("error: ").unwrap();
    let line = line.strip_suffix('\n').unwrap();
    assert_eq!(json.last()["message"], line);
    assert!(!line.contains(char::is_control), "{line:?}");
    line.to_owned()
}

#[test]
fn what_was_typed_is_shown_plain_and_on_one_line() {
    let lines = [
        line(&["query", "\u{1b}[31mred\u{1b}[0m"]),
        line(&["query", "a\n\nUsage: b"]),
        line(&["query", "a\n\nFor more information, b"]),
        line(&["--\u{1b}[2J"]),
        line(&[
            "create",
            "--model",
            "grok\n\u{1b}[2Jvideo",
            "--prompt",
            "kite",
        ]),
        line(&[
            "create",
            "--model",
            "grok_video3",
            "--prompt",
            "x",
            "--image",
            "\u{9b}31m",
        ]),
    ];
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn a_line_stays_short_whatever_was_typed() {
    let long = "x".repeat(100_000);
    for args in [
        &["query", &long][..],
        &["create", "--prompt", "kite", "--model", &long],
        &["wait", "video_1", "--interval", &long],
        &[&long],
    ] {
        let line = line(args);
        assert!(line.len() < 2000, "{} bytes", line.len());
    }
}

#[test]
fn the_help_of_the_command_in_question_is_named() {
    for (args, help) in [
        (&["wait"][..], "see grok-video wait --help"),
        (
            &["generate", "--prompt", "wait"],
            "see grok-video generate --help",
        ),
        (&["dance"], "see grok-video --help"),
    ] {
        let line = line(args);
        assert!(line.ends_with(help), "{line}");
    }
    let help = run(&mut bare(), ["wait", "--help"]);
    assert!(help.code == 0 && help.stdout.contains("--interval <D>"));
}

#[test]
fn without_a_command_a_person_gets_the_help_and_a_script_an_error() {
    let human = run(&mut bare(), [] as [&str; 0]);
    assert_eq!((human.code, human.stdout.as_str()), (2, ""));
    assert!(human.stderr.contains("grok-video demo"));
    let json = run(&mut bare(), ["--output", "json"]);
    assert_eq!(
        (json.code, json.last()["kind"].as_str()),
        (2, Some("usage")),
        "{json:?}"
    );
}

#[test]
fn keys_and_bases_that_are_none_are_told_to_scripts_too() {
    let query = |command: &mut Command, output| {
        run(command.args(["--output", output]), ["query", "video_1"])
    };
    type Change = fn(&mut Command) -> &mut Command;
    let changes: [Change; 5] = [
        |command| command.env_remove("GROK_VIDEO_API_KEY"),
        |command| command.env("GROK_VIDEO_API_KEY", format!("{KEY}\nx: y")),
        |command| command.args(["--api-key-file", "/nowhere/key"]),
        |command| command.env("GROK_VIDEO_BASE_URL", format!("https://u:{KEY}@e.invalid")),
        |command| command.env("GROK_VIDEO_BASE_URL", "http://relay.invalid"),
    ];
    for change in changes {
        let [human, json] = ["human", "json"].map(|output| {
            let mut command = at(&nobody());
            change(&mut command);
            query(&mut command, output)
        });
        same_line(&human, &json);
    }
}

#[test]
fn a_key_given_as_the_path_of_its_file_is_not_repeated() {
    // `run` looks for the key in both outputs.
    line(&["--api-key-file", KEY, "query", "video_1"]);
}
