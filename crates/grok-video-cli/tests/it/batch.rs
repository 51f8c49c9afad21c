//! Many requests from a file: `generate --from`.

use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

use grok_video_mock::{Fault, MockServer, Outcome, RetryAfter, Scope, Script, Trigger};

use super::program::{input, run, service, service_with};
use super::relay::{Relay, http};
use super::user::{PATIENT, User, generate_from, requests};

const VIDEO: &[u8] = include_bytes!("../../../../fixtures/video.mp4");

/// Returns the paths of the events `saved`, sorted, without their folder.
fn saved(ran: &super::program::Ran) -> Vec<String> {
    let events = ran.events().into_iter();
    let mut paths: Vec<_> = events
        .filter(|event| event["event"] == "saved")
        .map(|event| {
            event["path"]
                .as_str()
                .unwrap()
                .rsplit('/')
                .next()
                .unwrap()
                .to_owned()
        })
        .collect();
    paths.sort();
    paths
}

#[test]
fn each_line_is_made_once_however_often_the_command_is_run() {
    let server = service();
    let user = User::of(&server);
    let file = user.write("requests.jsonl", &requests(12));
    let args = generate_from(&file, user.folder());
    let first = user.json(&args);
    assert_eq!((first.code, first.stderr.as_str()), (0, ""), "{first:?}");
    assert_eq!(server.counts().creates, 12);
    assert_eq!(user.videos().len(), 12);
    assert_eq!(saved(&first), user.videos());
    for name in user.videos() {
        assert_eq!(fs::read(user.path(&name)).unwrap(), VIDEO);
    }
    let n_requests = server.counts().total();

    let again = user.json(&args);
    assert_eq!((again.code, saved(&again)), (0, saved(&first)), "{again:?}");
    let names: BTreeSet<_> = again.names().into_iter().collect();
    assert_eq!(names, BTreeSet::from(["saved".to_owned()]));
    assert_eq!(server.counts().total(), n_requests, "nothing was sent");

    // Lines in another order, one gone and one new: the new one is made.
    let lines = requests(13);
    let mut lines: Vec<_> = lines.lines().rev().collect();
    lines.pop();
    let more = user.write("more.jsonl", &lines.join("\n\n"));
    let ran = user.json(generate_from(&more, user.folder()));
    assert_eq!((ran.code, saved(&ran).len()), (0, 12), "{ran:?}");
    assert_eq!(server.counts().creates, 13);
}

#[test]
fn equal_lines_are_as_many_tasks() {
    let server = service();
    let user = User::of(&server);
    let line = requests(1);
    for n in [2, 3, 2] {
        let ran = run(
            user.command().stdin(input(&line.repeat(n))),
            generate_from("-", user.folder()),
        );
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    }
    assert_eq!((server.counts().creates, user.videos().len()), (3, 3));
}

#[test]
fn a_line_has_a_name_and_a_file_of_its_own() {
    let server = service();
    let user = User::of(&server);
    let line = |name: &str, file: &str, prompt: &str| {
        format!(
            "{{\"name\":\"{name}\",\"file\":\"{file}\",\"model\":\"grok_video3\",\"prompt\":\"{prompt}\"}}\n"
        )
    };
    let lines = line("first", "kite.mp4", "a kite") + &line("second", "boat 影.mp4", "a boat");
    let file = user.write("requests.jsonl", &lines);
    let ran = user.json(generate_from(&file, user.folder()));
    assert_eq!((ran.code, user.videos()), (0, saved(&ran)), "{ran:?}");
    assert_eq!(user.videos(), ["boat 影.mp4", "kite.mp4"]);
    let names: Vec<_> = user
        .entries(&[])
        .iter()
        .map(|it| it["name"].clone())
        .collect();
    assert_eq!(names, ["first", "second"]);

    // A name stands for one request: another one under it is refused, and nothing is sent.
    let n_requests = server.counts().total();
    let other = user.write("other.jsonl", &line("first", "kite.mp4", "a dragon"));
    let ran = user.json(generate_from(&other, user.folder()));
    assert_ne!(ran.code, 0, "{ran:?}");
    let told = ran.last()["message"].to_string();
    assert!(told.contains("first"), "it names the one: {told}");
    assert_eq!(server.counts().total(), n_requests);
}

#[test]
fn a_line_that_is_wrong_stops_all_before_anything_is_sent() {
    let server = service();
    let good = requests(2);
    for (line, words) in [
        ("{", "line 3"),
        ("[]", "no JSON object"),
        ("null", "no JSON object"),
        (r#"{"model":"grok_video3"}"#, "prompt"),
        (r#"{"model":"grok_video9","prompt":"kite"}"#, "no model"),
        (r#"{"model":"grok_video3","prompt":""}"#, "line 3"),
        (
            r#"{"model":"grok_video3","prompt":"kite","duration":7000}"#,
            "line 3",
        ),
        (
            r#"{"model":"grok_video3","prompt":"kite","seed":1}"#,
            "seed",
        ),
        (
            r#"{"model":"grok_video3","prompt":"kite","file":"../x.mp4"}"#,
            "`file`",
        ),
        (
            r#"{"model":"grok_video3","prompt":"kite","file":"a/b.mp4"}"#,
            "`file`",
        ),
        (
            r#"{"model":"grok_video3","prompt":"kite","file":".."}"#,
            "`file`",
        ),
        (
            r#"{"model":"grok_video3","prompt":"kite","name":""}"#,
            "`name`",
        ),
    ] {
        let user = User::of(&server);
        let file = user.write("requests.jsonl", &format!("{good}{line}\n"));
        let args = generate_from(&file, user.folder());
        let (human, json) = (user.run(&args), user.json(&args));
        assert_eq!((human.code, json.code), (2, 2), "{line}: {human:?}");
        assert!(human.stderr.contains("line 3 of "), "{human:?}");
        assert!(human.stderr.contains(words), "{human:?}");
        assert_eq!(json.last()["kind"], "usage");
        assert!(!user.state_folder().join("ledger.db").exists());
    }
    assert_eq!(server.counts().total(), 0);
}

#[test]
fn what_is_no_file_of_requests_is_refused() {
    let server = service();
    let user = User::of(&server);
    let file = user.write("requests.jsonl", &requests(1));
    let empty = user.write("empty.jsonl", "\n\n");
    let missing = user.path("missing.jsonl");
    let (folder, one_file) = (user.folder(), user.path("one.mp4"));
    for (from, save) in [
        (empty.as_str(), folder),
        (&missing, folder),
        (folder, folder),
        (&file, &one_file),
    ] {
        let ran = user.run(generate_from(from, save));
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
    }
    let both = [
        &generate_from(&file, folder)[..],
        &["--model", "grok_video3", "--prompt", "x"],
    ];
    assert_eq!(user.run(both.concat()).code, 2);
    assert_eq!(server.counts().total(), 0);
}

#[test]
fn one_file_for_two_lines_is_refused() {
    let server = service();
    let user = User::of(&server);
    let line = r#"{"model":"grok_video3","prompt":"kite","file":"kite.mp4"}"#;
    let file = user.write("requests.jsonl", &format!("{line}\n{line}\n"));
    let ran = user.run(generate_from(&file, user.folder()));
    assert_eq!(ran.code, 2, "{ran:?}");
    // What is there already belongs to somebody.
    user.write("kite.mp4", "precious");
    let file = user.write("requests.jsonl", &format!("{}{line}\n", requests(1)));
    let ran = user.run(generate_from(&file, user.folder()));
    assert_eq!(ran.code, 7, "{ran:?}");
    assert_eq!(server.counts().total(), 0);
    assert_eq!(
        fs::read_to_string(user.path("kite.mp4")).unwrap(),
        "precious"
    );
}

#[test]
fn what_the_service_refuses_spoils_nothing_else() {
    let server = service();
    let user = User::of(&server);
    let refused = "{\"model\":\"grok_video3\",\"prompt\":\"[mock:nonsense]\"}\n";
    let failing = "{\"model\":\"grok_video3\",\"prompt\":\"[mock:fail no such bird]\"}\n";
    let lines = requests(2) + failing + refused + &requests(4);
    let file = user.write("requests.jsonl", &lines);
    let args = generate_from(&file, user.folder());
    let ran = user.json(&args);
    // The first that is not well, in the order of the lines, has failed; the next was refused.
    assert_eq!((ran.code, user.videos().len()), (3, 6), "{ran:?}");
    let error = ran
        .events()
        .into_iter()
        .find(|event| event["event"] == "error");
    let error = error.unwrap();
    assert_eq!(error["kind"], "rejected");
    assert!(
        error["message"].as_str().unwrap().starts_with("line 4: "),
        "{error}"
    );
    assert_eq!(server.counts().creates, 7);
    let n_requests = server.counts().total();

    // Once more: what failed is told with how to make it anew, and nothing is sent.
    let again = user.run(&args);
    assert_eq!(
        (again.code, server.counts().total()),
        (3, n_requests),
        "{again:?}"
    );
    assert_eq!(again.stdout.lines().count(), 6);
    for line in ["line 3: ", "line 4: "] {
        let told = again.stderr.lines().find(|told| told.contains(line));
        let told = told.unwrap_or_else(|| panic!("{line}: {again:?}"));
        assert!(told.contains("grok-video resolve "), "{told}");
    }

    let reversed: Vec<_> = lines.lines().rev().collect();
    let file = user.write("reversed.jsonl", &reversed.join("\n"));
    let ran = user.json(generate_from(&file, user.folder()));
    assert_eq!(ran.code, 8, "the refused one comes first now: {ran:?}");
}

#[test]
fn a_service_that_wants_to_be_left_alone_for_a_while_gets_all_later() {
    let server = service();
    let user = User::of(&server);
    server.inject(
        Scope::creates(),
        Trigger::every(3),
        Fault::rate_limited(RetryAfter::Seconds(0)),
    );
    let file = user.write("requests.jsonl", &requests(8));
    let ran = user.run(generate_from(&file, user.folder()));
    assert_eq!((ran.code, user.videos().len()), (0, 8), "{ran:?}");
    assert_eq!(server.counts().creates, 8);
    assert!(ran.stderr.contains("warning: line "), "{ran:?}");
    assert!(ran.stderr.contains("trying again in 0 s"), "{ran:?}");
}

#[test]
fn a_service_that_takes_nothing_leaves_all_for_later() {
    let server = service();
    let user = User::of(&server);
    server.inject(
        Scope::creates(),
        Trigger::first(8),
        Fault::rate_limited(RetryAfter::Seconds(3600)),
    );
    let file = user.write("requests.jsonl", &requests(4));
    let args = generate_from(&file, user.folder());
    let ran = user.json(&args);
    assert_eq!(ran.code, 8, "{ran:?}");
    assert_eq!(ran.last()["kind"], "rate_limited");
    assert_eq!(user.states(), ["intent"; 4], "it is not lost");
    assert_eq!(server.counts().creates, 0);
}

/// Returns the most tasks that were unfinished at a time: created, and not downloaded yet.
fn most_unfinished(server: &MockServer) -> usize {
    let (mut n, mut most) = (0, 0);
    for request in server.requests() {
        match request.outcome {
            Outcome::Created => n += 1,
            Outcome::Downloaded => n -= 1,
            _ => {}
        }
        most = most.max(n);
    }
    assert_eq!(n, 0, "all are over in the end");
    most
}

#[test]
fn never_more_tasks_are_in_hand_than_allowed() {
    for (most, args) in [
        (3, &["--max-in-flight", "3"][..]),
        (1, &["--max-in-flight=1"]),
    ] {
        let server = service_with(Script::after_polls(1, 1));
        let user = User::of(&server);
        let file = user.write("requests.jsonl", &requests(9));
        let from = generate_from(&file, user.folder());
        let ran = user.run([&from[..], args].concat());
        assert_eq!((ran.code, user.videos().len()), (0, 9), "{ran:?}");
        let seen = most_unfinished(&server);
        assert!((1..=most).contains(&seen), "{seen} at a time");
    }
}

#[test]
fn creates_and_polls_keep_to_the_rate() {
    let server = service_with(Script::after_polls(0, 1));
    let user = User::of(&server);
    let file = user.write("requests.jsonl", &requests(10));
    let args = generate_from(&file, user.folder());
    let start = server.now();
    let ran = user.run([&args[..], &["--rate", "20"]].concat());
    assert_eq!((ran.code, user.videos().len()), (0, 10), "{ran:?}");
    let calls: Vec<_> = server
        .requests()
        .iter()
        .filter(|request| request.outcome != Outcome::Downloaded)
        .map(|request| request.at)
        .collect();
    assert_eq!(calls.len(), 30);
    // Twenty at once, and one each 50 ms.
    for (n, at) in (1..).zip(&calls).skip(20) {
        let least = start + Duration::from_millis(50) * (n - 20);
        assert!(*at >= least, "{n}: {start:?} {calls:?}");
    }
}

#[test]
fn two_hundred_and_fifty_lines_are_made_in_a_few_seconds() {
    let server = service();
    let user = User::of(&server);
    let file = user.write("requests.jsonl", &requests(250));
    let ran = user.run(generate_from(&file, user.folder()));
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert_eq!((server.counts().creates, user.videos().len()), (250, 250));
    assert_eq!(user.states(), vec!["saved"; 250]);
}

#[test]
fn a_line_without_an_answer_is_not_sent_again() {
    let relay = Relay::start(|line, n| match line {
        line if line.starts_with("POST") && n == 0 => Vec::new(),
        line if line.starts_with("POST") => http(
            200,
            "",
            format!(r#"{{"id":"video_{n}","status":"queued"}}"#),
        ),
        line => {
            let id = line
                .split(['/', ' '])
                .find(|word| word.starts_with("video_"));
            let id = id.unwrap_or_default();
            http(
                200,
                "",
                format!(r#"{{"id":"{id}","status":"failed","error":"no"}}"#),
            )
        }
    });
    let user = User::at(&relay.base());
    let file = user.write("requests.jsonl", &requests(3));
    let args = generate_from(&file, user.folder());
    let one_at_a_time = [&args[..], &["--max-in-flight", "1"]].concat();
    let ran = user.json(&one_at_a_time);
    assert_eq!(ran.code, 9, "{ran:?}");
    let posts = || {
        let requests = relay.requests().into_iter();
        requests
            .filter(|request| request.starts_with("POST"))
            .count()
    };
    assert_eq!(
        (posts(), user.states().join(" ")),
        (3, "unknown failed failed".into())
    );
    let again = user.json(&one_at_a_time);
    assert_eq!((again.code, posts()), (9, 3), "{again:?}");
    let told = again.events()[0]["message"].as_str().unwrap().to_owned();
    assert!(told.contains("grok-video resolve 1 "), "{told}");
    assert_eq!(user.run([&["resume"], &PATIENT[..]].concat()).code, 9);
    assert_eq!(posts(), 3);
}
