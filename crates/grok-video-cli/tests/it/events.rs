//! The events of `--output json`: their names, their fields, and nothing else.

use std::collections::BTreeMap;

use serde_json::Value;

use super::program::{ONCE, QUICK, Ran, at, run};
use super::relay::{Relay, http, task};

/// The contract: each event's fields, in order, optional ones in brackets.
const CONTRACT: [(&str, &str); 13] = [
    ("created", "event id model status"),
    (
        "task",
        "event id status model created [video_url] [actual_duration] [error] [amount] [total_tokens] [last_frame_url]",
    ),
    ("status", "event id status previous polls elapsed"),
    ("regression", "event id status previous"),
    ("poll_error", "event id kind message retry_in"),
    (
        "completed",
        "event id video_url actual_duration model polls elapsed",
    ),
    ("saved", "event id path bytes sha256"),
    ("failed", "event id error polls elapsed"),
    ("gave_up", "event id status polls elapsed message"),
    ("error", "event [id] kind message"),
    ("submitted", "event task name is_new"),
    (
        "entry",
        "event id task name account state in_hand model prompt destination [video_url] [path] [bytes] [error] [note] submitted changed",
    ),
    (
        "config",
        "event base_url base_url_from key key_from ledger ledger_exists state_folder version",
    ),
];

/// Checks every line against the contract; returns the lines with times and addresses taken out.
#[track_caller]
fn check(ran: &Ran, relay: &Relay) -> String {
    keeps_the_contract(ran);
    let lines = ran.events().into_iter();
    lines
        .map(|event| format!("{}\n", plain(event, relay)))
        .collect()
}

/// Checks that every line on standard output is an event with its fields, in order, and no others.
#[track_caller]
pub(crate) fn keeps_the_contract(ran: &Ran) {
    let contract = BTreeMap::from(CONTRACT);
    for (line, event) in ran.stdout.lines().zip(ran.events()) {
        let fields = contract[event["event"].as_str().unwrap()];
        let mut at = 0;
        for field in fields.split(' ') {
            let name = field.trim_matches(['[', ']']);
            match line[at..].find(&format!("\"{name}\":")) {
                Some(found) => at += found,
                None => assert!(
                    name != field,
                    "{name} is missing, or not in its place: {line}"
                ),
            }
        }
        for name in event.as_object().unwrap().keys() {
            let known = fields
                .split(' ')
                .any(|field| field.trim_matches(['[', ']']) == name);
            assert!(known, "{name} is not in the contract: {line}");
        }
    }
}

fn plain(mut event: Value, relay: &Relay) -> Value {
    for (name, field) in event.as_object_mut().unwrap() {
        match name.as_str() {
            "elapsed" | "retry_in" if field.is_number() => *field = Value::from("TIME"),
            _ => {}
        }
        if let Some(text) = field.as_str() {
            *field = Value::from(text.replace(&relay.base(), "RELAY"));
        }
    }
    event
}

fn json(relay: &Relay, args: &[&str]) -> Ran {
    run(at(&relay.base()).args(["--output", "json"]), args)
}

#[test]
fn a_life_with_every_kind_of_trouble() {
    let relay = Relay::start(|_, n| match n {
        0 => task("queued", r#","model":"grok_video3""#),
        1 => task("processing", ""),
        2 => task("queued", ""),
        3 => http(
            429,
            "retry-after: 0\r\n",
            r#"{"error":{"message":"slow down","code":"rate"}}"#,
        ),
        4 => http(502, "", "<html>"),
        5 => Vec::new(),
        6 => task("moderating", ""),
        _ => task(
            "completed",
            r#","video_url":"https://cdn.example.com/v.mp4?sig=1","actualDuration":10.5"#,
        ),
    });
    let ran = json(&relay, &[&["wait", "video_1"], &QUICK[..]].concat());
    assert_eq!(ran.code, 0);
    insta::assert_snapshot!(check(&ran, &relay));
}

#[test]
fn ends_of_a_wait() {
    let mut shown = String::new();
    for (answer, code) in [
        (task("failed", r#","error":"invalid prompt""#), 3),
        (task("failed", ""), 3),
        (http(404, "", ""), 5),
        (http(401, "", r#"{"message":"who?"}"#), 4),
        (http(422, "", ""), 8),
    ] {
        let relay = Relay::always(answer);
        let ran = json(&relay, &[&["wait", "video_1"], &QUICK[..]].concat());
        assert_eq!(ran.code, code, "{ran:?}");
        shown += &check(&ran, &relay);
    }
    let relay = Relay::always(task("queued", ""));
    let ran = json(&relay, &[&["wait", "video_1"], &ONCE[..]].concat());
    assert_eq!(ran.code, 6);
    let gave_up = ran.last();
    assert_eq!(gave_up["event"], "gave_up");
    assert_eq!(gave_up["status"], "queued");
    assert!(
        gave_up["message"]
            .as_str()
            .unwrap()
            .contains("go on with: grok-video wait video_1")
    );
    check(&ran, &relay);
    insta::assert_snapshot!(shown);
}

#[test]
fn queries_tell_all_that_is_known() {
    let rich = r#","created":1774836724,"model":"grok_video3","video_url":"https://cdn.example.com/v.mp4?sig=1",
        "actualDuration":10,"amount":0.25,"totalTokens":"1200","last_frame_url":"https://cdn.example.com/f.png""#;
    let mut shown = String::new();
    for answer in [
        task("queued", ""),
        task("completed", rich),
        task("failed", r#","error":"no""#),
        http(500, "", ""),
    ] {
        let relay = Relay::always(answer);
        shown += &check(&json(&relay, &["query", "video_1"]), &relay);
    }
    insta::assert_snapshot!(shown);
}
