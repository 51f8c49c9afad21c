//! Where the ledger is, and what happens where there is none.

use std::fs;

use grok_video_mock::Script;

use super::program::{at, bare, nobody, run, service, service_with};
use super::user::{PATIENT, User, generate, generate_from, requests};

const CREATE: [&str; 5] = ["create", "--model", "grok_video3", "--prompt", "kite"];

#[test]
fn it_is_made_in_the_state_folder_for_its_owner_alone() {
    let server = service();
    let user = User::of(&server);
    assert_eq!(user.run(CREATE).code, 0);
    let ledger = user.state_folder().join("ledger.db");
    assert!(ledger.exists());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;

        let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&user.state_folder()) & 0o777, 0o700);
        for entry in fs::read_dir(user.state_folder()).unwrap() {
            let path = entry.unwrap().path();
            assert_eq!(mode(&path) & 0o077, 0, "{path:?}");
        }
    }
}

#[test]
fn the_key_is_in_nothing_that_is_kept() {
    let server = service();
    let user = User::of(&server);
    let path = user.path("kite.mp4");
    assert_eq!(user.run(generate("kite", &path)).code, 0);
    let files: Vec<_> = fs::read_dir(user.state_folder()).unwrap().collect();
    assert!(files.len() >= 2, "{files:?}");
    for file in files {
        let path = file.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        let has_key = bytes.windows(6).any(|bytes| bytes == b"canary");
        assert!(!has_key, "{path:?}");
    }
}

#[test]
fn without_one_nothing_is_written() {
    let server = service();
    let user = User::of(&server);
    let file = user.write("requests.jsonl", &requests(2));
    let path = user.path("kite.mp4");
    for args in [
        CREATE.to_vec(),
        generate("kite", &path),
        generate_from(&file, user.folder()),
    ] {
        let ran = user.run([&["--no-ledger"], &args[..]].concat());
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    }
    assert!(!user.state_folder().exists());
    assert_eq!(user.videos().len(), 3);
    for command in [&["list"][..], &["resume"], &["resolve", "1", "--drop"]] {
        let ran = user.run([&["--no-ledger"], command].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
    }
    // Nor is one made by asking.
    assert_eq!(user.run(["list"]).code, 0);
    assert_eq!(user.run(["resume"]).code, 0);
    assert_eq!(user.run(["query", "video_1"]).code, 5);
    assert!(!user.state_folder().join("ledger.db").exists());
}

#[test]
fn without_a_home_it_works_with_a_warning() {
    let server = service();
    let user = User::of(&server);
    let file = user.write("requests.jsonl", &requests(2));
    let path = user.path("kite.mp4");
    let homeless = || {
        let mut command = user.command();
        for name in ["HOME", "XDG_STATE_HOME", "LOCALAPPDATA"] {
            command.env_remove(name);
        }
        command
    };
    for args in [
        CREATE.to_vec(),
        generate("kite", &path),
        generate_from(&file, user.folder()),
    ] {
        let ran = run(&mut homeless(), args);
        assert_eq!((ran.code, ran.stderr.lines().count()), (0, 1), "{ran:?}");
        assert!(
            ran.stderr.starts_with("warning: no ledger is kept"),
            "{ran:?}"
        );
    }
    assert_eq!(user.videos().len(), 3);
    let args = [&["--no-ledger"], &CREATE[..]].concat();
    assert_eq!(
        run(&mut homeless(), args).stderr,
        "",
        "who asks for none is not warned"
    );
    for command in ["list", "resume", "config"] {
        assert_eq!(run(&mut homeless(), [command]).code, 0, "{command}");
    }
    assert_eq!(run(&mut homeless(), ["resolve", "1", "--send"]).code, 2);
}

#[cfg(unix)]
#[test]
fn a_state_folder_that_cannot_be_made_is_a_warning() {
    let server = service();
    let user = User::of(&server);
    // A file is in the way: nobody, root among them, makes a folder there.
    let taken = user.write("taken", "");
    let path = user.path("kite.mp4");
    let ran = run(
        user.command().env("XDG_STATE_HOME", &taken),
        generate("kite", &path),
    );
    assert_eq!((ran.code, user.videos().len()), (0, 1), "{ran:?}");
    assert!(
        ran.stderr.starts_with("warning: no ledger is kept"),
        "{ran:?}"
    );
}

#[test]
fn what_is_no_ledger_stops_all_before_anything_is_sent() {
    let server = service();
    let user = User::of(&server);
    let text = "to do: buy a kite\n".repeat(300);
    let notes = user.write("notes.txt", &text);
    let folder = user.path("no folder/ledger.db");
    let file = user.write("requests.jsonl", &requests(2));
    let path = user.path("kite.mp4");
    for ledger in [notes.as_str(), &folder, user.folder()] {
        for args in [
            CREATE.to_vec(),
            generate("kite", &path),
            generate_from(&file, user.folder()),
        ] {
            let ran = user.json([&["--ledger", ledger], &args[..]].concat());
            assert_eq!(
                (ran.code, ran.names().join(" ")),
                (2, "error".into()),
                "{ran:?}"
            );
            let words = ran.last()["message"].to_string();
            assert!(words.contains("nothing was sent"), "{words}");
        }
    }
    for args in [&["list"][..], &["resume"], &["resolve", "1", "--drop"]] {
        let ran = user.run([&["--ledger", &notes], args].concat());
        assert_eq!(
            (ran.code, ran.stdout.as_str()),
            (2, ""),
            "{args:?}: {ran:?}"
        );
    }
    assert_eq!(server.counts().total(), 0);
    assert_eq!(
        fs::read_to_string(&notes).unwrap(),
        text,
        "it is left as it was"
    );
}

#[test]
fn one_that_broke_does_not_cost_a_result() {
    let server = service_with(Script::immediate());
    let user = User::of(&server);
    server.plant("video_1", "grok_video3", Script::immediate());
    let notes = user.write("notes.txt", &"no ledger\n".repeat(500));
    let save = [
        &[
            "--ledger",
            &notes,
            "wait",
            "video_1",
            "--save",
            user.folder(),
        ],
        &PATIENT[..],
    ];
    let ran = user.run(save.concat());
    assert_eq!((ran.code, user.videos().len()), (0, 1), "{ran:?}");
    assert!(ran.stderr.starts_with("warning: "), "{ran:?}");
}

#[test]
fn one_of_the_users_choice_is_in_its_place_and_named_in_hints() {
    let server = service();
    let user = User::of(&server);
    let ledger = user.path("my ledger.db");
    let args = [&["--ledger", &ledger], &CREATE[..]].concat();
    assert_eq!(user.run(args).code, 0);
    assert!(fs::exists(&ledger).unwrap() && !user.state_folder().exists());
    let listed = user.json(["--ledger", &ledger, "list"]);
    assert_eq!(listed.last()["state"], "active");
    let missing = user.path("missing.db");
    for command in ["list", "resume"] {
        let ran = user.run(["--ledger", &missing, command]);
        assert_eq!(
            ran.code, 2,
            "a ledger that is named is to be there: {ran:?}"
        );
    }
    assert!(!fs::exists(&missing).unwrap());
}

#[test]
fn the_tasks_of_another_service_are_left_alone() {
    let (server, other) = (service(), service());
    let mut user = User::of(&server);
    assert_eq!(user.run(CREATE).code, 0);
    user.goes_to(&other.base_url());
    let resumed = user.run(["resume"]);
    assert_eq!(
        (resumed.code, resumed.stderr.as_str()),
        (0, "nothing is unfinished\n")
    );
    assert_eq!(user.run(["resume", "1"]).code, 2);
    assert_eq!(other.counts().total(), 0);
    assert_eq!(user.states(), ["active"], "but all are listed");
}

#[test]
fn nothing_of_it_is_needed_without_a_key() {
    let ran = run(&mut bare(), ["list"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{ran:?}");
    assert_eq!(run(&mut bare(), ["resume"]).code, 2, "it may have to ask");
    assert_eq!(run(&mut at(&nobody()), ["resume"]).code, 0);
}
