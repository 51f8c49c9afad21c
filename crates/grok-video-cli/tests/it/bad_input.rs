//! Bad input gets one clear line that says what to do, an exit code, and nothing is sent.

use std::fs;

use super::program::{KEY, QUICK, at, bare, nobody, run, service};

/// Runs with a key and a service that counts, in both outputs; returns the line for a person.
#[track_caller]
fn refused(args: &[&str], code: i32) -> String {
    let server = service();
    let human = run(&mut at(&server.base_url()), args);
    assert_eq!((human.code, human.stdout.as_str()), (code, ""), "{human:?}");
    assert_eq!(human.stderr.lines().count(), 1, "{}", human.stderr);
    let json = run(at(&server.base_url()).args(["--output", "json"]), args);
    assert_eq!((json.code, json.stderr.as_str()), (code, ""), "{json:?}");
    assert_eq!(json.names(), ["error"]);
    let kind = if code == 2 { "usage" } else { "io" };
    assert_eq!(json.last()["kind"], kind);
    assert_eq!(server.counts().total(), 0, "nothing is sent");
    human.stderr
}

#[test]
fn ids_that_are_none() {
    let texts: String = ["", "..", "a/b", "a?b", "a#b", "a%2fb", "a b"]
        .iter()
        .map(|id| refused(&["query", id], 2))
        .collect();
    insta::assert_snapshot!(texts);
}

#[test]
fn requests_that_no_model_takes() {
    let create = |args: &[&str]| {
        let model = if args.contains(&"--model") {
            &[][..]
        } else {
            &["--model", "grok_video3_max"]
        };
        refused(&[&["create", "--prompt", "kite"], model, args].concat(), 2)
    };
    let texts = [
        create(&["--duration", "11"]),
        create(&["--duration", "ten"]),
        create(&["--aspect-ratio", "3:2"]),
        create(&["--aspect-ratio", "4:3"]),
        create(&["--resolution", "1080p"]),
        create(&["--image", "kite.png"]),
        create(&["--model", "grok_video4"]),
        refused(&["create", "--model", "grok_video3", "--prompt", " "], 2),
        refused(&["create", "--model", "grok_video3"], 2),
    ];
    insta::assert_snapshot!(texts.concat());
}

#[test]
fn options_that_make_no_sense() {
    let wait = |args: &[&str]| refused(&[&["wait", "video_1"], args].concat(), 2);
    let texts = [
        wait(&["--interval", "0s"]),
        wait(&["--interval", "5"]),
        wait(&["--max-interval", "1s"]),
        wait(&["--timeout", "0s"]),
        wait(&["--schedule", "never"]),
        wait(&["--schedule", "fixed", "--max-interval", "60s"]),
        wait(&["--frequently"]),
        refused(&["wait"], 2),
        refused(&["dance"], 2),
        refused(&["-q", "-v", "query", "video_1"], 2),
    ];
    insta::assert_snapshot!(texts.concat());
}

#[test]
fn keys_and_bases_that_are_none() {
    let mut texts = String::new();
    let mut check = |command: &mut std::process::Command| {
        let ran = run(command, ["query", "video_1"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
        assert_eq!(ran.stderr.lines().count(), 1);
        texts += &ran.stderr;
    };
    check(&mut bare());
    check(bare().env("GROK_VIDEO_API_KEY", ""));
    check(bare().env("GROK_VIDEO_API_KEY", "sk-1\nx: y"));
    check(bare().args(["--api-key-file", "/nowhere/key"]));
    check(bare().args(["--api-key-file", "-"]));
    for base in [
        "http://relay.example.com",
        "relay.example.com",
        "https://127.1",
        "https://u:p@e.x",
        "",
    ] {
        check(&mut at(base));
        check(at(&nobody()).args(["--base-url", base]));
    }
    insta::assert_snapshot!(texts);
}

#[test]
fn places_where_nothing_can_be_saved() {
    let folder = tempfile::tempdir().unwrap();
    let taken = folder.path().join("taken.mp4");
    fs::write(&taken, "precious").unwrap();
    let missing = folder.path().join("missing/kite.mp4");
    let below_a_file = taken.join("kite.mp4");
    let mut places = vec![taken.clone(), missing, below_a_file];
    if cfg!(target_os = "linux") {
        places.push("/proc/kite.mp4".into());
    }
    let mut texts = String::new();
    for place in places {
        let place = place.to_str().unwrap();
        let wait = refused(&["wait", "video_1", "--save", place], 7);
        let save = refused(&["save", "video_1", "--to", place], 7);
        let generate = [
            "generate",
            "--model",
            "grok_video3",
            "--prompt",
            "kite",
            "--save",
            place,
        ];
        let generate = refused(&generate, 7);
        assert!(wait == save && save == generate);
        texts += &wait.replace(folder.path().to_str().unwrap(), "FOLDER");
    }
    insta::assert_snapshot!(texts);
    assert_eq!(fs::read_to_string(&taken).unwrap(), "precious");
}

#[test]
fn several_results_for_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kite.mp4");
    refused(
        &[
            "wait",
            "video_1",
            "video_2",
            "--save",
            file.to_str().unwrap(),
        ],
        2,
    );
    refused(
        &[
            "wait",
            "video_1",
            "video_1",
            "--save",
            folder.path().to_str().unwrap(),
        ],
        2,
    );
}

#[test]
fn a_base_that_refuses_connections() {
    let base = nobody();
    let ran = run(&mut at(&base), ["query", "video_1"]);
    assert_eq!((ran.code, ran.stderr.lines().count()), (8, 1), "{ran:?}");
    let ran = run(
        &mut at(&base),
        ["create", "--model", "grok_video3", "--prompt", "kite"],
    );
    assert_eq!((ran.code, ran.stderr.lines().count()), (8, 1), "{ran:?}");
    let place = base.strip_prefix("http://").unwrap();
    insta::assert_snapshot!(ran.stderr.replace(place, "PLACE"));
}

#[test]
fn asking_often_is_warned_about_away_from_loopback() {
    let folder = tempfile::tempdir().unwrap();
    let taken = folder.path().join("taken.mp4");
    fs::write(&taken, "precious").unwrap();
    let args = [
        &["wait", "video_1", "--save", taken.to_str().unwrap()],
        &QUICK[..],
    ]
    .concat();
    // The target exists, so nothing is sent; there is no such host either.
    let ran = run(
        bare()
            .env("GROK_VIDEO_API_KEY", KEY)
            .env("GROK_VIDEO_BASE_URL", "https://relay.invalid"),
        &args,
    );
    assert_eq!(ran.code, 7);
    assert!(
        ran.stderr
            .starts_with("warning: the provider recommends 30s to 60s"),
        "{ran:?}"
    );
    let json = run(
        at("https://relay.invalid").args(["--output", "json"]),
        &args,
    );
    assert_eq!((json.code, json.names()), (7, vec!["error".to_owned()]));
    assert!(json.stderr.starts_with("warning: "), "{json:?}");
    let here = run(&mut at(&nobody()), &args);
    assert!(!here.stderr.contains("recommends"), "{here:?}");
}
