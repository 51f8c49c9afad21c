//! Errors of the service, of what stands in its place, and of results.

use std::collections::BTreeSet;
use std::fs;

use super::{CREATE, Errors, both};
use crate::program::{ONCE, QUICK, nobody};
use crate::relay::{Relay, completed, http, task};
use crate::tls::{mute, self_signed};

/// Returns every kind of the contract, as the README names them.
fn kinds() -> BTreeSet<&'static str> {
    let readme = include_str!("../../../README.md");
    let named = readme.split_once("The `kind` of an error is ").unwrap().1;
    let named = named.split_once(". ").unwrap().0;
    named.split('`').skip(1).step_by(2).collect()
}

/// Answers of a service that refuses or breaks, and whether that may pass.
fn answers() -> Vec<(&'static str, Vec<u8>, bool)> {
    let error = |message: &str| format!(r#"{{"error":{{"message":"{message}","code":"c"}}}}"#);
    vec![
        ("401", http(401, "", error("bad key")), false),
        ("402", http(402, "", error("no balance")), false),
        ("403", http(403, "", error("not yours")), false),
        ("404", http(404, "", error("gone")), false),
        (
            "404, no such path",
            http(404, "", r#"{"message":"No handler found for GET /x"}"#),
            false,
        ),
        ("422", http(422, "", error("too long")), false),
        (
            "429",
            http(429, "retry-after: 7\r\n", error("slow down")),
            true,
        ),
        ("500", http(500, "", error("oops")), true),
        (
            "502 with a page",
            http(502, "", "<html><h1>Bad Gateway</h1></html>"),
            true,
        ),
        (
            "a page",
            http(200, "content-type: text/html\r\n", "<html>"),
            true,
        ),
        ("nothing", Vec::new(), true),
        (
            "a redirect",
            http(302, "location: https://e.invalid/login\r\n", ""),
            false,
        ),
        ("endless", http(200, "", "x".repeat(2 << 20)), true),
        ("a result without a URL", task("completed", ""), false),
        (
            "a business error",
            http(200, "", r#"{"code":402,"msg":"no balance"}"#),
            false,
        ),
    ]
}

#[test]
fn each_error_says_what_happened_and_what_to_do() {
    let mut errors = Errors::new();
    let mute = mute();
    // This takes ten seconds, so it goes on beside the others.
    let no_handshake = std::thread::spawn({
        let base = mute.base.clone();
        move || both(&base, &["query", "video_1"])
    });
    for (title, answer, passes) in answers() {
        let relay = Relay::always(answer);
        errors.note(
            &format!("query: {title}"),
            &relay.base(),
            &["query", "video_1"],
        );
        errors.note(&format!("create: {title}"), &relay.base(), &CREATE);
        let place = errors.path("kite.mp4");
        let generate = [&["generate"], &CREATE[1..], &["--save", &place], &QUICK].concat();
        errors.note(&format!("generate: {title}"), &relay.base(), &generate);
        // What may pass is not believed at once; it is given up on after one poll here.
        let polling = if passes { &ONCE[..] } else { &QUICK[..] };
        let wait = [&["wait", "video_1"], polling].concat();
        errors.note(&format!("wait: {title}"), &relay.base(), &wait);
    }
    errors.note("query: nobody there", &nobody(), &["query", "video_1"]);
    errors.note("create: nobody there", &nobody(), &CREATE);
    let stranger = self_signed();
    errors.note(
        "query: a certificate of nobody",
        &stranger,
        &["query", "video_1"],
    );
    errors.note("create: a certificate of nobody", &stranger, &CREATE);
    let (human, json) = no_handshake.join().unwrap();
    errors.add("query: no handshake", &mute.base, &human, &json);
    results(&mut errors);
    insta::assert_snapshot!("service", errors.text);
    errors.note("no such command", &nobody(), &["dance"]);
    let met: BTreeSet<&str> = errors.kinds.iter().map(|kind| &**kind).collect();
    assert_eq!(met, kinds(), "those met, and those that the README names");
}

/// Results that can't be had, or not be saved.
fn results(errors: &mut Errors) {
    let video = include_bytes!("../../../../../fixtures/video.mp4");
    let to = errors.path("");
    let save = ["save", "video_1", "--to", &to];
    for (title, answer) in [
        ("expired", http(403, "", "")),
        ("a page", http(200, "", "<html>")),
        ("half a file", http(200, "", &video[..video.len() / 2])),
        ("no end", http(200, "content-length: 9999999999\r\n", "")),
        ("an error of its server", http(500, "", "")),
    ] {
        let relay = Relay::with_result(answer);
        errors.note(&format!("save: {title}"), &relay.base(), &save);
    }
    let elsewhere = task(
        "completed",
        r#","video_url":"http://10.0.0.1/v.mp4?sig=signature""#,
    );
    let relay = Relay::always(elsewhere);
    errors.note("save: a result in a private network", &relay.base(), &save);
    let relay = Relay::always(task("failed", r#","error":"the prompt is refused""#));
    errors.note("save: a failed task", &relay.base(), &save);
    let relay = Relay::always(task("queued", ""));
    errors.note("save: no result yet", &relay.base(), &save);

    let taken = errors.path("taken.mp4");
    fs::write(&taken, "precious").unwrap();
    let missing = errors.path("missing/kite.mp4");
    for (title, place) in [("a file that exists", &taken), ("no such folder", &missing)] {
        let relay = Relay::always(completed("/v.mp4"));
        errors.note(
            &format!("save: {title}"),
            &relay.base(),
            &["save", "video_1", "--to", place],
        );
        let wait = ["wait", "video_1", "--save", place];
        errors.note(&format!("wait: {title}"), &relay.base(), &wait);
        let generate = [&["generate"], &CREATE[1..], &["--save", place]].concat();
        errors.note(&format!("generate: {title}"), &relay.base(), &generate);
        assert!(relay.requests().is_empty(), "nothing was sent");
    }
    let relay = Relay::always(task("failed", r#","error":"the prompt is refused""#));
    errors.note(
        "wait: a failed task",
        &relay.base(),
        &[&["wait", "video_1"], &QUICK[..]].concat(),
    );
}
