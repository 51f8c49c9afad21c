//! What each command tells a script, and the same for a person.

use std::fs;
use std::path::Path;

use grok_video_mock::{MockServer, Script};

use super::events::keeps_the_contract;
use super::program::{QUICK, Ran, at, run, service};

const VIDEO: &[u8] = include_bytes!("../../../../fixtures/video.mp4");
const CREATE: [&str; 5] = ["create", "--model", "grok_video3", "--prompt", "kite"];

/// Runs for a script; standard error stays empty and standard output holds events only.
#[track_caller]
fn json(server: &MockServer, args: &[&str]) -> Ran {
    let ran = run(at(&server.base_url()).args(["--output", "json"]), args);
    assert_eq!(ran.stderr, "");
    keeps_the_contract(&ran);
    ran
}

fn human(server: &MockServer, args: &[&str]) -> Ran {
    run(&mut at(&server.base_url()), args)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn created_tells_the_id_the_model_and_the_status() {
    let server = service();
    let ran = json(&server, &CREATE);
    let created = ran.last();
    assert_eq!(
        (ran.code, &created["model"], &created["status"]),
        (0, &"grok_video3".into(), &"queued".into())
    );
    let id = created["id"].as_str().unwrap();
    assert_eq!(json(&server, &["query", id]).last()["id"], id);
    let shown = human(&server, &CREATE).stdout;
    assert!(
        shown.ends_with(" created (grok_video3, queued)\n"),
        "{shown}"
    );
}

#[test]
fn saved_tells_the_path_the_size_and_the_digest() {
    let server = service();
    server.plant("video_1", "grok_video3", Script::immediate());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kite with spaces.mp4");
    let ran = json(&server, &["save", "video_1", "--to", text(&path)]);
    assert_eq!((ran.code, ran.names()), (0, vec!["saved".to_owned()]));
    let saved = ran.last();
    assert_eq!(saved["path"], text(&path));
    assert_eq!(saved["bytes"], VIDEO.len());
    let digest = saved["sha256"].as_str().unwrap();
    assert!(digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()));
    assert_eq!(fs::read(&path).unwrap(), VIDEO);

    let again = human(&server, &["save", "video_1", "--to", text(folder.path())]);
    let expected = format!(
        "saved {} ({} bytes, sha256 {digest})\n",
        folder.path().join("video_1.mp4").display(),
        VIDEO.len()
    );
    assert_eq!((again.code, again.stdout), (0, expected));
}

#[test]
fn a_pending_task_has_nothing_to_save_yet() {
    let server = service();
    server.plant("video_1", "grok_video3", Script::after_polls(9, 0));
    let ran = json(&server, &["save", "video_1", "--to", "never.mp4"]);
    assert_eq!((ran.code, ran.names()), (6, vec!["gave_up".to_owned()]));
    let shown = human(&server, &["save", "video_1", "--to", "never.mp4"]);
    assert_eq!(
        shown.stdout,
        "video_1: queued: there is no result yet; \
         go on with: grok-video wait --save never.mp4 video_1\n"
    );
}

#[test]
fn many_ids_are_told_in_the_order_given() {
    let server = service();
    server.plant("good", "grok_video3", Script::immediate());
    server.plant("bad", "grok_video3", Script::immediate().then_fail("no"));
    let ids = ["query", "bad", "missing", "good"];
    let ran = json(&server, &ids);
    let told: Vec<_> = ran
        .events()
        .iter()
        .map(|event| event["id"].clone())
        .collect();
    assert_eq!(
        (ran.code, told),
        (5, vec!["bad".into(), "missing".into(), "good".into()])
    );
    assert_eq!(ran.names(), ["task", "error", "task"]);
    let shown = human(&server, &ids);
    assert_eq!((shown.code, shown.stdout.lines().count()), (5, 2));
    assert!(
        shown.stderr.starts_with("error: task missing: "),
        "{shown:?}"
    );
}

#[test]
fn many_results_go_into_one_folder() {
    let server = service();
    let folder = tempfile::tempdir().unwrap();
    let ids = ["video_a", "video_b", "video_c"];
    for (n, id) in ids.into_iter().enumerate() {
        server.plant(id, "grok_video3", Script::after_polls(n, 1));
    }
    let place = ["--save", text(folder.path())];
    let ran = json(&server, &[&["wait"], &ids[..], &place, &QUICK].concat());
    assert_eq!(ran.code, 0);
    for id in ids {
        let events = ran.events();
        let of_id: Vec<_> = events.iter().filter(|event| event["id"] == id).collect();
        let [.., completed, saved] = of_id.as_slice() else {
            panic!("{of_id:?}");
        };
        assert_eq!(
            (&completed["event"], &saved["event"]),
            (&"completed".into(), &"saved".into())
        );
        assert_eq!(fs::read(saved["path"].as_str().unwrap()).unwrap(), VIDEO);
    }
}

#[test]
fn a_file_that_is_there_already_stops_all_before_anything_is_sent() {
    let server = service();
    let folder = tempfile::tempdir().unwrap();
    let taken = folder.path().join("video_b.mp4");
    fs::write(&taken, "precious").unwrap();
    let args = ["wait", "video_a", "video_b", "--save", text(folder.path())];
    assert_eq!(json(&server, &args).code, 7);
    assert_eq!(human(&server, &args).code, 7);
    assert_eq!(server.counts().total(), 0);
    assert_eq!(fs::read_to_string(taken).unwrap(), "precious");
}

#[test]
fn a_result_that_cannot_be_saved_outweighs_a_later_failure() {
    let relay = super::relay::Relay::start(|line, _| match line {
        line if line.contains("video_bad") => {
            super::relay::http(200, "", r#"{"id":"video_bad","status":"failed"}"#)
        }
        line if line.contains("/v1/") => super::relay::completed("/v.mp4"),
        _ => super::relay::http(200, "", "<html>"),
    });
    let folder = tempfile::tempdir().unwrap();
    let place = ["--save", text(folder.path())];
    for (ids, code) in [(["video_1", "video_bad"], 7), (["video_bad", "video_1"], 3)] {
        let args = [&["wait"], &ids[..], &place, &QUICK].concat();
        assert_eq!(run(&mut at(&relay.base()), args).code, code, "{ids:?}");
    }
}

#[test]
fn generate_tells_a_person_the_whole_way() {
    let server = service();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kite.mp4");
    let generate = [
        &["generate"],
        &CREATE[1..],
        &["--save", text(&path)],
        &QUICK,
    ]
    .concat();
    let ran = human(&server, &generate);
    let words: Vec<_> = ran
        .stdout
        .lines()
        .map(|line| line.split(' ').nth(1))
        .collect();
    assert_eq!(
        words,
        ["created", "queued", "processing", "completed", text(&path)].map(Some)
    );
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
}
