//! Going on with what a ledger has unfinished.

use grok_video_mock::Script;

use super::program::{service, service_with};
use super::relay::{Relay, http};
use super::user::{PATIENT, User, generate, generate_from, requests};

/// Leaves three tasks behind of which each is polled, killed in the middle.
fn three_left(server: &grok_video_mock::MockServer) -> User {
    let user = User::of(server);
    let file = user.write("requests.jsonl", &requests(3));
    let running = user.start(generate_from(&file, user.folder()));
    running.says_times(3, " created ");
    running.kill();
    user
}

fn resume(tasks: &[&str]) -> Vec<String> {
    let args = [&["resume"], tasks, &PATIENT].concat();
    args.into_iter().map(str::to_owned).collect()
}

#[test]
fn all_of_it_is_gone_on_with_and_told() {
    let server = service_with(Script::after_polls(20, 1));
    let user = three_left(&server);
    let ran = user.json(resume(&[]));
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    let names = ran.names().join(" ");
    assert!(!names.contains("created"), "{names}");
    assert_eq!(names.matches("completed").count(), 3);
    assert_eq!(names.matches("saved").count(), 3);
    assert_eq!((user.videos().len(), server.counts().creates), (3, 3));
    let again = user.json(resume(&[]));
    assert_eq!((again.code, again.stdout.as_str()), (0, ""));
    assert_eq!(again.stderr, "nothing is unfinished\n");
}

#[test]
fn only_the_tasks_that_were_asked_for_are_gone_on_with() {
    let server = service_with(Script::after_polls(20, 1));
    let user = three_left(&server);
    let ran = user.json(resume(&["#2"]));
    assert_eq!((ran.code, user.videos().len()), (0, 1), "{ran:?}");
    assert_eq!(user.states(), ["active", "saved", "active"]);
    // What is over is told as it was.
    let n_requests = server.counts().total();
    let again = user.json(resume(&["2"]));
    assert_eq!((again.code, again.names().join(" ")), (0, "saved".into()));
    assert_eq!(server.counts().total(), n_requests);
    let ran = user.run(resume(&["3", "1", "3", "2"]));
    assert_eq!((ran.code, user.videos().len()), (0, 3), "{ran:?}");
}

#[test]
fn a_task_that_is_not_there_stops_all() {
    let server = service_with(Script::after_polls(20, 1));
    let user = three_left(&server);
    let n_requests = server.counts().total();
    for tasks in [&["1", "4"][..], &["0"], &["99999999999"]] {
        let ran = user.run(resume(tasks));
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
        assert!(ran.stderr.contains("has no task #"), "{ran:?}");
    }
    for task in ["kite", "-1", "1.5", "", "99999999999999999999999"] {
        assert_eq!(user.run(["resume", "--", task]).code, 2, "{task}");
    }
    assert_eq!(server.counts().total(), n_requests);
}

#[test]
fn a_task_that_failed_is_told_with_how_to_make_it_anew() {
    let server = service();
    let user = User::of(&server);
    let failing = "[mock:fail no such bird]";
    assert_eq!(user.run(generate(failing, user.folder())).code, 3);
    assert_eq!(user.run(resume(&[])).stderr, "nothing is unfinished\n");
    let told = user.json(resume(&["1"]));
    assert_eq!(told.code, 3, "{told:?}");
    let words = told.last()["message"].to_string();
    assert!(
        words.contains("no such bird") && words.contains("grok-video resolve 1 --send"),
        "{words}"
    );
    assert_eq!(user.run(["resolve", "1", "--send"]).code, 0);
    assert_eq!(user.run(resume(&[])).code, 3);
    assert_eq!(server.counts().creates, 2);
}

#[test]
fn the_exit_code_is_that_of_the_first_task() {
    let relay = Relay::start(|line, n| {
        let id = |n| format!(r#"{{"id":"video_{n}","status":"queued"}}"#);
        match line {
            line if line.starts_with("POST") => http(200, "", id(n)),
            line if line.contains("video_0") => http(404, "", ""),
            line => {
                let id = line
                    .split(['/', ' '])
                    .find(|word| word.starts_with("video_"));
                let failed = format!(r#"{{"id":"{}","status":"failed"}}"#, id.unwrap());
                http(200, "", failed)
            }
        }
    });
    let user = User::at(&relay.base());
    for _ in 0..2 {
        let create = ["create", "--model", "grok_video3", "--prompt", "kite"];
        assert_eq!(user.run(create).code, 0);
    }
    let wait = [&["wait", "video_0"], &PATIENT[..]].concat();
    assert_eq!(user.run(wait).code, 5);
    assert_eq!(
        user.states(),
        ["active"; 2],
        "that it is not found is not the end"
    );
}

#[test]
fn a_deadline_leaves_it_for_the_next_time() {
    let server = service_with(Script::after_polls(1_000_000, 0));
    let user = User::of(&server);
    let file = user.write("requests.jsonl", &requests(3));
    let short = ["--interval", "20ms", "--timeout", "150ms"];
    let from = ["generate", "--from", &file, "--save", user.folder()];
    for args in [&from[..], &["resume"], &from] {
        let ran = user.json([args, &short].concat());
        assert_eq!(ran.code, 6, "{ran:?}");
        let events = ran.events().into_iter();
        let gave_up: Vec<_> = events
            .filter(|event| event["event"] == "gave_up")
            .map(|event| event["message"].as_str().unwrap().to_owned())
            .collect();
        let is_hint = |words: &String| words.ends_with("go on with: grok-video resume");
        assert!(
            gave_up.len() == 3 && gave_up.iter().all(is_hint),
            "{gave_up:?}"
        );
        assert_eq!(user.states(), ["active"; 3]);
    }
    assert_eq!(server.counts().creates, 3);
}
