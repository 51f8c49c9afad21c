//! What a person may decide about, and what not; what follows from it, `kills` shows.

use super::program::service;
use super::user::{User, generate};

#[test]
fn only_what_is_unknown_or_failed_is_decided_about() {
    let server = service();
    let user = User::of(&server);
    assert_eq!(
        user.run(["resolve", "1", "--drop"]).code,
        2,
        "there is no ledger"
    );
    assert!(!user.state_folder().exists());
    let path = user.path("kite.mp4");
    assert_eq!(user.run(generate("kite", &path)).code, 0);
    let create = ["create", "--model", "grok_video3", "--prompt", "boat"];
    assert_eq!(user.run(create).code, 0);
    for task in ["1", "2", "3", "18446744073709551615"] {
        for decision in [&["--send"][..], &["--drop"], &["--id", "video_1"]] {
            let ran = user.run([&["resolve", task], decision].concat());
            assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
            assert!(ran.stderr.contains("is no task to decide about"), "{ran:?}");
        }
    }
    assert_eq!(user.states(), ["saved", "active"]);
}

#[test]
fn one_decision_is_to_be_given() {
    let server = service();
    let user = User::of(&server);
    for args in [
        &["resolve", "1"][..],
        &["resolve", "1", "--send", "--drop"],
        &["resolve", "1", "--send", "--id", "video_1"],
        &["resolve", "--send"],
        &["resolve", "kite", "--send"],
        &["resolve", "1", "--id", "../x"],
        &["resolve", "1", "--id", ""],
    ] {
        let ran = user.json(args);
        assert_eq!(
            (ran.code, ran.last()["kind"].as_str()),
            (2, Some("usage")),
            "{args:?}"
        );
    }
    assert_eq!(server.counts().total(), 0);
}

#[test]
fn it_needs_no_key() {
    let server = service();
    let user = User::of(&server);
    assert_eq!(user.run(generate("[mock:fail no]", user.folder())).code, 3);
    let mut command = user.command();
    command.env_remove("GROK_VIDEO_API_KEY");
    let ran = super::program::run(&mut command, ["resolve", "1", "--drop"]);
    assert_eq!(
        (ran.code, ran.stderr.as_str()),
        (0, "task #1 is given up\n"),
        "{ran:?}"
    );
}
