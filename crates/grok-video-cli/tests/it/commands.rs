//! Each command against the simulated service, for a person and for a script.

use std::fs;

use grok_video_mock::Script;

use super::events::keeps_the_contract;
use super::program::{KEY, QUICK, at, bare, run, service, service_with};

const VIDEO: &[u8] = include_bytes!("../../../../fixtures/video.mp4");
const CREATE: [&str; 5] = ["create", "--model", "grok_video3", "--prompt", "kite"];

#[test]
fn create_then_query_then_wait_then_save() {
    let server = service();
    let created = run(at(&server.base_url()).args(["--output", "json"]), CREATE);
    assert_eq!(
        (created.code, created.names().join(" ")),
        (0, "created".into())
    );
    let id = created.last()["id"].as_str().unwrap().to_owned();
    let queried = run(&mut at(&server.base_url()), ["query", &id]);
    assert_eq!(
        (queried.code, queried.stdout),
        (0, format!("{id} queued (grok_video3)\n"))
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kite.mp4");
    let args = [&["wait", &id, "--save", path.to_str().unwrap()], &QUICK[..]].concat();
    let waited = run(&mut at(&server.base_url()), args);
    assert_eq!(waited.code, 0, "{waited:?}");
    assert!(
        waited.stdout.contains(&format!("{id} processing\n")),
        "{}",
        waited.stdout
    );
    assert!(waited.stdout.contains("\nsaved "), "{}", waited.stdout);
    assert_eq!(fs::read(&path).unwrap(), VIDEO);
    let again = folder.path().join("again.mp4");
    let saved = run(
        &mut at(&server.base_url()),
        ["save", &id, "--to", again.to_str().unwrap()],
    );
    assert_eq!(
        (saved.code, fs::read(&again).unwrap().as_slice()),
        (0, VIDEO)
    );
}

#[test]
fn generate_saves_a_file_or_into_a_folder() {
    let server = service();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kite.mp4");
    let generate = [
        "generate",
        "--model",
        "grok_video3_pro",
        "--prompt",
        "kite",
        "--save",
    ];
    for (n, place) in [file.as_path(), folder.path()].into_iter().enumerate() {
        let args = [&generate[..], &[place.to_str().unwrap()], &QUICK].concat();
        let ran = run(at(&server.base_url()).args(["--output", "json"]), args);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_eq!(
            ran.names(),
            [
                "created",
                "status",
                "status",
                "status",
                "completed",
                "saved"
            ]
        );
        let path = ran.last()["path"].as_str().unwrap().to_owned();
        assert_eq!(fs::read(path).unwrap(), VIDEO);
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            n + 1,
            "nothing else is left there"
        );
    }
    assert_eq!(server.counts().creates, 2);
}

#[test]
fn many_ids_are_followed_at_once_into_a_folder() {
    let server = service();
    let ids = ["video_a", "video_b", "video_c"];
    for id in ids {
        server.plant(id, "grok_video3", Script::after_polls(1, 2));
    }
    let folder = tempfile::tempdir().unwrap();
    let args = [
        &["wait"],
        &ids[..],
        &["--save", folder.path().to_str().unwrap()],
        &QUICK,
    ]
    .concat();
    let ran = run(&mut at(&server.base_url()), args);
    assert_eq!(ran.code, 0, "{ran:?}");
    for id in ids {
        assert_eq!(
            fs::read(folder.path().join(format!("{id}.mp4"))).unwrap(),
            VIDEO
        );
    }
    let queried = run(&mut at(&server.base_url()), [&["query"], &ids[..]].concat());
    assert_eq!(queried.stdout.lines().count(), 3);
}

#[test]
fn the_demo_needs_no_key_and_shows_both_ends() {
    let folder = tempfile::tempdir().unwrap();
    let keep = ["demo", "--keep", folder.path().to_str().unwrap()];
    let fail = ["demo", "--outcome", "failed", "--output", "json"];
    // Each takes seconds of real time, so they go on at once.
    std::thread::scope(|scope| {
        let failing = scope.spawn(|| run(&mut bare(), fail));
        let ran = run(&mut bare(), keep);
        assert_eq!(ran.code, 0, "{ran:?}");
        for word in [
            " created ",
            " queued\n",
            " processing\n",
            " completed ",
            "\nsaved ",
        ] {
            assert!(ran.stdout.contains(word), "{word:?} in {}", ran.stdout);
        }
        let failed = failing.join().unwrap();
        assert_eq!(failed.code, 3, "{failed:?}");
        keeps_the_contract(&failed);
        assert_eq!(
            failed.names(),
            ["created", "status", "status", "status", "failed"]
        );
        let error = failed.last()["error"].to_string();
        assert!(error.contains("simulated service"), "{error}");
    });
    let mut kept = fs::read_dir(folder.path()).unwrap();
    let kept = kept.next().unwrap().unwrap();
    assert_eq!(fs::read(kept.path()).unwrap(), VIDEO);
}

#[test]
fn a_demo_that_cannot_be_kept_is_refused_at_once() {
    let ran = run(
        &mut bare(),
        ["demo", "--keep", "/nowhere", "--output", "json"],
    );
    assert_eq!((ran.code, ran.names()), (7, vec!["error".to_owned()]));
}

#[test]
fn completions_help_and_version_end_well() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = run(&mut bare(), ["completions", shell]);
        assert_eq!(ran.code, 0);
        assert!(ran.stdout.contains("base-url"), "{shell}");
    }
    for args in [["--help"], ["--version"], ["help"]] {
        let ran = run(&mut bare(), args);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    }
}

#[test]
fn a_key_comes_from_a_file_or_from_standard_input() {
    let server = grok_video_mock::MockServer::builder()
        .key(KEY)
        .start_on_thread()
        .unwrap();
    server.plant("video_1", "grok_video3", Script::immediate());
    let mut file = tempfile::NamedTempFile::new().unwrap();
    std::io::Write::write_all(&mut file, format!("{KEY}\n").as_bytes()).unwrap();
    let from_file = [
        "--api-key-file",
        file.path().to_str().unwrap(),
        "query",
        "video_1",
    ];
    assert_eq!(
        run(
            bare().env("GROK_VIDEO_BASE_URL", server.base_url()),
            from_file
        )
        .code,
        0
    );
    let stdin = fs::File::open(file.path()).unwrap();
    let from_stdin = ["--api-key-file", "-", "query", "video_1"];
    assert_eq!(
        run(
            bare()
                .env("GROK_VIDEO_BASE_URL", server.base_url())
                .stdin(stdin),
            from_stdin
        )
        .code,
        0
    );
}

#[test]
fn a_base_may_end_in_a_slash_and_be_called_localhost() {
    let server = service();
    server.plant("video_1", "grok_video3", Script::immediate());
    let base = server.base_url();
    let named = base.replace("127.0.0.1", "localhost");
    for base in [format!("{base}/"), named.clone(), format!("{named}/")] {
        assert_eq!(run(&mut at(&base), ["query", "video_1"]).code, 0, "{base}");
        assert_eq!(
            run(
                &mut at("https://relay.invalid"),
                ["--base-url", &base, "query", "video_1"]
            )
            .code,
            0
        );
    }
}

#[test]
fn quiet_and_verbose_change_standard_error_only() {
    let server = service_with(Script::after_polls(1, 1));
    server.plant("video_1", "grok_video3", Script::after_polls(1, 1));
    let args = |flag| [&[flag, "wait", "video_1"], &QUICK[..]].concat();
    let verbose = run(&mut at(&server.base_url()), args("-v"));
    assert!(
        verbose
            .stderr
            .contains("video_1: poll 1: queued, next poll in"),
        "{verbose:?}"
    );
    let quiet = run(&mut at(&server.base_url()), args("-q"));
    assert_eq!(quiet.stderr, "");
    assert_eq!((verbose.code, quiet.code), (0, 0));
}
