//! Ids from standard input.

use std::time::Duration;

use grok_video_mock::{Fault, MockServer, Scope, Script, Trigger};

use super::program::{Ran, at, input, run, service, service_with};
use super::user::{PATIENT, User};

const CREATE: [&str; 5] = ["create", "--model", "grok_video3", "--prompt", "kite"];

fn planted(ids: &[&str]) -> MockServer {
    let server = service();
    for id in ids {
        server.plant(id, "grok_video3", Script::after_polls(1, 1));
    }
    server
}

fn query(server: &MockServer, text: &str) -> Ran {
    let mut command = at(&server.base_url());
    run(command.stdin(input(text)), ["query", "-"])
}

#[test]
fn a_line_is_an_id_and_each_is_asked_for_once_in_this_order() {
    let server = planted(&["c", "a", "b"]);
    let ran = query(&server, "c\n\n  a  \r\nb\na\nc");
    let ids: Vec<_> = ran.stdout.lines().map(|line| &line[..1]).collect();
    assert_eq!((ran.code, ids.concat()), (0, "cab".to_owned()), "{ran:?}");
    assert_eq!(server.counts().queries, 3);

    let mut command = at(&server.base_url());
    let ran = run(command.stdin(input("c\na")), ["query", "b", "-", "b"]);
    let ids: Vec<_> = ran.stdout.lines().map(|line| &line[..1]).collect();
    assert_eq!(ids.concat(), "bcab", "standard input stands where `-` does");
}

#[test]
fn what_create_and_list_print_is_read_again() {
    let server = service();
    let user = User::of(&server);
    let human = user.run(CREATE).stdout + &user.run(CREATE).stdout;
    let json = user.json(CREATE).stdout + &user.json(CREATE).stdout;
    // An event of no task is passed over.
    let events =
        "{\"event\":\"error\",\"kind\":\"usage\",\"message\":\"none\"}\n".to_owned() + &json;
    let listed = user.json(["list"]).stdout;
    for (text, n) in [(human, 2), (events, 2), (listed, 4)] {
        for command in ["query", "wait"] {
            let polling = if command == "wait" { &PATIENT[..] } else { &[] };
            let ran = run(
                user.command().stdin(input(&text)),
                [&[command, "-"], polling].concat(),
            );
            let ids = ran.stdout.lines().map(|line| line.split(' ').next());
            let ids: std::collections::BTreeSet<_> = ids.collect();
            assert_eq!((ran.code, ids.len()), (0, n), "{command} {text}: {ran:?}");
        }
    }
}

#[test]
fn what_waits_for_ids_saves_each_under_its_own_name() {
    let server = planted(&["a", "b", "c"]);
    let user = User::of(&server);
    let args = [&["wait", "-", "--save", user.folder()], &PATIENT[..]].concat();
    let ran = run(user.command().stdin(input("a\nb\n{\"id\":\"c\"}\n")), args);
    assert_eq!((ran.code, user.videos()), (0, names(&["a", "b", "c"])));
}

fn names(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| format!("{id}.mp4")).collect()
}

#[test]
fn a_line_that_is_no_id_is_told_by_its_number_and_nothing_is_sent() {
    let server = planted(&["a"]);
    let long = "x".repeat(100_000);
    for (text, line) in [
        ("a\n../b\n", "line 2 of standard input is no id: "),
        ("{\"id\":7}", "line 1 of standard input is no id: "),
        ("\n\n{\"id\":\"a\"", "line 3 of standard input is no id: "),
        ("a\n\u{1b}[2J\n", "line 2 of standard input is no id: "),
        (&long, "line 1 of standard input is no id: it is too long"),
        ("", "standard input held no id"),
        ("\n  \n{}\n", "standard input held no id"),
    ] {
        for command in ["query", "wait"] {
            let mut human = at(&server.base_url());
            let human = run(human.stdin(input(text)), [command, "-"]);
            let mut json = at(&server.base_url());
            let json = run(json.stdin(input(text)), [command, "--output", "json", "-"]);
            assert_eq!((human.code, json.code), (2, 2), "{human:?} {json:?}");
            assert!(
                human.stderr.starts_with(&format!("error: {line}")),
                "{human:?}"
            );
            assert!(human.stderr.len() < 2000 && human.stdout.is_empty());
            assert_eq!(json.last()["kind"], "usage");
        }
    }
    assert_eq!(server.counts().total(), 0);
}

#[test]
fn bytes_that_are_no_text_are_told_too() {
    use std::io::{Seek, Write};

    let server = planted(&["a"]);
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(b"a\n\xff\xfe\n").unwrap();
    file.rewind().unwrap();
    let ran = run(at(&server.base_url()).stdin(file), ["query", "-"]);
    assert_eq!((ran.code, server.counts().total()), (2, 0));
    assert!(ran.stderr.contains("line 2 of standard input"), "{ran:?}");
}

#[test]
fn standard_input_is_one_thing_only() {
    let server = planted(&["a"]);
    for args in [
        &["query", "-", "-"][..],
        &["wait", "-", "a", "-"],
        &["--api-key-file", "-", "query", "-"],
        &["wait", "-", "--api-key-file", "-"],
        &[
            "generate",
            "--from",
            "-",
            "--save",
            "/tmp",
            "--api-key-file=-",
        ],
    ] {
        let ran = run(at(&server.base_url()).stdin(input("a\n")), args);
        assert_eq!(ran.code, 2, "{args:?}: {ran:?}");
        assert!(ran.stderr.contains("standard input"), "{ran:?}");
    }
    assert_eq!(server.counts().total(), 0);
}

#[test]
fn the_exit_code_is_that_of_the_first_id() {
    let server = planted(&["good"]);
    server.plant("bad", "grok_video3", Script::immediate().then_fail("no"));
    for (text, code) in [
        ("good\nbad\nmissing\n", 3),
        ("missing\ngood\nbad\n", 5),
        ("good\n", 0),
    ] {
        let args = [&["wait", "-"], &PATIENT[..]].concat();
        let ran = run(at(&server.base_url()).stdin(input(text)), args);
        assert_eq!(ran.code, code, "{text}: {ran:?}");
    }
}

/// Plants 2,000 tasks that are completed, and returns the lines that name them.
fn plant_2000(server: &MockServer) -> String {
    let ids = (0..2000).map(|n| format!("video_{n}"));
    ids.map(|id| {
        server.plant(&id, "grok_video3", Script::immediate());
        id + "\n"
    })
    .collect()
}

fn wait_for_all(server: &MockServer, ids: &str, more: &[&str]) {
    let args = [
        &["wait", "-", "--first-poll", "0s", "--output", "json"],
        &PATIENT[..],
        more,
    ];
    let ran = run(at(&server.base_url()).stdin(input(ids)), args.concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let completed = ran.names().into_iter().filter(|name| name == "completed");
    assert_eq!(completed.count(), 2000);
    assert_eq!(server.counts().queries, 2000, "one query each");
}

/// Returns the most requests that came within less than `span`.
fn most_within(server: &MockServer, span: Duration) -> usize {
    let times: Vec<_> = server.requests().iter().map(|request| request.at).collect();
    assert_eq!(times.len(), 2000);
    let within = |first: usize| {
        let end = times[first] + span;
        times[first..].iter().take_while(|at| **at < end).count()
    };
    (0..times.len()).map(within).max().unwrap()
}

#[test]
fn two_thousand_ids_keep_to_the_rate() {
    let server = service_with(Script::immediate());
    let ids = plant_2000(&server);
    let start = server.now();
    wait_for_all(&server, &ids, &["--rate", "800"]);
    // As many as come in a second may come at once.
    for (n, request) in (1..).zip(server.requests()).skip(800) {
        let least = start + Duration::from_secs(1) * (n - 800) / 800;
        assert!(request.at >= least, "{n}: {start:?} {:?}", request.at);
    }
}

#[test]
fn two_thousand_ids_keep_to_what_may_be_under_way() {
    let server = service_with(Script::immediate());
    let ids = plant_2000(&server);
    let took = Duration::from_millis(10);
    server.inject(Scope::queries(), Trigger::always(), Fault::late(took));
    wait_for_all(&server, &ids, &["--max-in-flight", "25"]);
    // Each takes as long, so those within that time are under way at once.
    let most = most_within(&server, took);
    assert!((2..=25).contains(&most), "{most} at a time");
}
