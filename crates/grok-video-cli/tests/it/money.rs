//! A create is sent once; where it may have been paid without an answer, the exit code is 9.

use super::program::{at, run};
use super::relay::{Relay, http, task};

const CREATE: [&str; 5] = ["create", "--model", "grok_video3", "--prompt", "kite"];

#[test]
fn an_ambiguous_create_ends_with_9() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().to_str().unwrap();
    let generate = [&["generate"], &CREATE[1..], &["--save", place]].concat();
    for answer in [
        http(500, "", ""),
        http(504, "", "<html>"),
        Vec::new(),
        http(200, "", ""),
        http(200, "", r#"{"id":"../x","status":"queued"}"#),
    ] {
        for args in [&CREATE[..], &generate] {
            let relay = Relay::always(answer.clone());
            let ran = run(at(&relay.base()).args(["--output", "json"]), args);
            assert_eq!(
                (ran.code, ran.last()["kind"].as_str()),
                (9, Some("outcome_unknown")),
                "{ran:?}"
            );
            assert_eq!(relay.requests().len(), 1, "a create is never sent again");
            let human = run(&mut at(&relay.base()), args);
            assert!(human.stderr.contains("may exist and be paid"), "{human:?}");
        }
    }
}

#[test]
fn a_refused_create_is_no_mystery() {
    for (answer, code) in [
        (http(402, "", ""), 4),
        (http(401, "", ""), 4),
        (http(422, "", ""), 8),
        (http(429, "", ""), 8),
    ] {
        let relay = Relay::always(answer);
        assert_eq!(run(&mut at(&relay.base()), CREATE).code, code);
        assert_eq!(relay.requests().len(), 1);
    }
}

#[test]
fn a_create_that_finds_nothing_there_is_about_the_base_url() {
    for (body, words) in [("", ""), (r#"{"message":"gone"}"#, ": gone")] {
        let relay = Relay::always(http(404, "", body));
        let told = run(at(&relay.base()).args(["--output", "json"]), CREATE);
        assert_eq!(
            (told.code, told.last()["kind"].as_str(), &told.last()["id"]),
            (8, Some("no_route"), &serde_json::Value::Null)
        );
        let shown = run(&mut at(&relay.base()), CREATE);
        assert_eq!(
            shown.stderr,
            format!(
                "error: the server takes no create calls (HTTP 404){words}; check the base URL\n"
            )
        );
    }
}

#[test]
fn an_answer_that_breaks_off_ends_with_9() {
    let whole = task("queued", "");
    for kept in [5, 20, whole.len() - 1] {
        let relay = Relay::always(whole[..kept].to_vec());
        let ran = run(at(&relay.base()).args(["--output", "json"]), CREATE);
        assert_eq!((ran.code, relay.requests().len()), (9, 1), "{ran:?}");
    }
}

#[test]
fn an_id_in_an_unreadable_answer_is_not_lost() {
    let relay = Relay::always(task("completed", ""));
    let ran = run(at(&relay.base()).args(["--output", "json"]), CREATE);
    assert_eq!(
        (ran.code, ran.last()["id"].as_str()),
        (9, Some("video_1")),
        "{ran:?}"
    );
    let human = run(&mut at(&relay.base()), CREATE);
    assert!(
        human.stderr.starts_with("error: task video_1: ")
            && human.stderr.contains("don't create it again"),
        "{human:?}"
    );
}

#[test]
fn the_body_is_what_was_asked_for() {
    let relay = Relay::always(task("queued", ""));
    let more = [
        "--duration",
        "12",
        "--aspect-ratio",
        "1:1",
        "--resolution",
        "480p",
        "--image",
        "https://e.x/a.png",
    ];
    let args = [
        &[
            "create",
            "--model",
            "grok_video3_max",
            "--prompt",
            "a \"kite\"",
        ],
        &more[..],
    ]
    .concat();
    assert_eq!(run(&mut at(&relay.base()), args).code, 0);
    let request = &relay.requests()[0];
    let body = request.split_once("\r\n\r\n").unwrap().1;
    assert_eq!(
        body,
        r#"{"model":"grok_video3_max","prompt":"a \"kite\"","duration":12,"aspect_ratio":"1:1","resolution":"480p","image_urls":["https://e.x/a.png"]}"#
    );
}
