//! Work for as long as one likes: `submit` and `worker`.

use std::io::{Read, Write};
use std::net::TcpStream;

use grok_video_mock::{Completion, MockServer, Script};
use rustix::process::Signal;

use super::program::{KEY, service, service_with};
use super::running::Running;
use super::user::{User, requests};

/// Polls quickly.
const WORKER: [&str; 3] = ["worker", "--interval", "20ms"];

fn submit<'a>(file: &'a str, folder: &'a str) -> [&'a str; 5] {
    ["submit", "--from", file, "--save", folder]
}

/// Asks a worker over HTTP; returns the whole answer.
fn ask(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: worker\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn what_is_submitted_is_made_once_by_a_worker_that_ends_with_0() {
    let server = service();
    let user = User::of(&server);
    let file = user.write("requests.jsonl", &requests(12));
    let submitted = user.json(submit(&file, user.folder()));
    assert_eq!(submitted.code, 0, "{submitted:?}");
    let is_new = |event: &serde_json::Value| event["is_new"] == true;
    assert!(submitted.events().iter().all(is_new), "{submitted:?}");
    assert_eq!(server.counts().total(), 0, "nothing was sent");

    let worker = user.start(WORKER);
    worker.says_times(12, "saved ");
    let again = user.json(submit(&file, user.folder()));
    assert_eq!((again.code, again.events().len()), (0, 12), "{again:?}");
    assert!(!again.events().iter().any(is_new), "{again:?}");
    let more = user.write("more.jsonl", &requests(13));
    assert_eq!(user.run(submit(&more, user.folder())).code, 0);
    worker.says("saved ");
    worker.send(Signal::TERM);
    let ended = worker.says("ended: ");
    assert_eq!(ended, "ended: 13 saved, 0 failed, 0 put off");
    assert_eq!(worker.end().code, 0);
    assert_eq!(server.counts().creates, 13);
    assert_eq!(user.videos().len(), 13);
}

#[test]
fn a_drained_worker_leaves_its_tasks_to_the_next() {
    let server = service_with(Script::after_polls(1, 1_000_000));
    let user = User::of(&server);
    let file = user.write("requests.jsonl", &requests(5));
    assert_eq!(user.run(submit(&file, user.folder())).code, 0);
    let worker = user.start(WORKER);
    worker.says_times(5, " created ");
    worker.send(Signal::TERM);
    worker.says("ended: 0 saved");
    assert_eq!(worker.end().code, 0);
    for entry in user.entries(&[]) {
        assert_eq!(
            (&entry["state"], &entry["in_hand"]),
            (&"active".into(), &false.into())
        );
    }
    for entry in user.entries(&[]) {
        server.complete(entry["id"].as_str().unwrap(), Completion::default());
    }
    let worker = user.start(WORKER);
    worker.says_times(5, "saved ");
    worker.send(Signal::INT);
    assert_eq!(worker.end().code, 0);
    assert_eq!(server.counts().creates, 5);
}

#[test]
fn each_account_has_its_own_key() {
    let server = MockServer::builder()
        .key("sk-team-a-012345")
        .script(Script::after_polls(1, 1))
        .start_on_thread()
        .unwrap();
    let user = User::of(&server);
    let file = user.write("requests.jsonl", &requests(3));
    let folder = user.folder();
    let of_a = [&submit(&file, folder)[..], &["--account", "team-a"]].concat();
    assert_eq!(user.run(of_a).code, 0);
    assert_eq!(user.run(submit(&file, folder)).code, 0);
    let mut command = user.command();
    command.env("TEAM_A_KEY", "sk-team-a-012345");
    let args = [&WORKER[..], &["--account", "team-a=TEAM_A_KEY"]].concat();
    let worker = Running::start(&mut command, args);
    worker.says_times(3, "saved ");
    worker.send(Signal::TERM);
    assert_eq!(worker.end().code, 0);
    // Those of the other account wait for another worker.
    assert_eq!(server.counts().creates, 3);
    let mut states = user.states();
    states.sort();
    assert_eq!(
        states,
        ["intent", "intent", "intent", "saved", "saved", "saved"]
    );
}

#[test]
fn a_worker_tells_how_it_is_over_http() {
    let server = service();
    let user = User::of(&server);
    let file = user.write("requests.jsonl", &requests(2));
    assert_eq!(user.run(submit(&file, user.folder())).code, 0);
    let worker = user.start([&WORKER[..], &["--listen", "127.0.0.1:0"]].concat());
    let said = worker.says("listening on http://");
    let address = said.rsplit('/').next().unwrap().to_owned();
    worker.says_times(2, "saved ");
    assert!(ask(&address, "/healthz").starts_with("HTTP/1.1 200 "));
    assert!(ask(&address, "/readyz").starts_with("HTTP/1.1 200 "));
    assert!(ask(&address, "/nothing").starts_with("HTTP/1.1 404 "));
    let metrics = ask(&address, "/metrics");
    for line in [
        "content-type: text/plain; version=0.0.4; charset=utf-8",
        "grok_video_tasks_created_total 2",
        "grok_video_tasks_let_go_total{end=\"saved\"} 2",
    ] {
        assert!(metrics.lines().any(|it| it == line), "{line}: {metrics}");
    }
    let taken = user.run([&WORKER[..], &["--listen", &address]].concat());
    assert_eq!(taken.code, 2, "{taken:?}");
    assert!(taken.stderr.contains("--listen"), "{taken:?}");
    worker.send(Signal::TERM);
    assert_eq!(worker.end().code, 0);
}

#[test]
fn what_makes_no_sense_is_refused_before_anything_is_done() {
    let server = service();
    let user = User::of(&server);
    let good = requests(2);
    let file = user.write("requests.jsonl", &format!("{good}{{\n"));
    let ran = user.run(submit(&file, user.folder()));
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("line 3 of "), "{ran:?}");
    for (args, words) in [
        (&["--account", "a"][..], "NAME=VARIABLE"),
        (&["--account", "a=NOT_SET_HERE"], "is not set"),
        (&["--account", &format!("a={KEY}")], "NAME=VARIABLE"),
        (&["--schedule", "adaptive"], "does not learn"),
        (&["--no-ledger"], "--no-ledger"),
    ] {
        let ran = user.run([&WORKER[..], args].concat());
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.stderr.contains(words), "{ran:?}");
    }
    assert_eq!(server.counts().total(), 0);
}

#[test]
fn a_ledger_is_named_by_a_path_a_word_or_the_environment() {
    let server = service();
    let user = User::of(&server);
    let file = user.write("requests.jsonl", &requests(1));
    let path = user.path("own.db");
    let word = format!("sqlite:{path}");
    let submitted = user.run([&submit(&file, user.folder())[..], &["--ledger", &word]].concat());
    assert_eq!(submitted.code, 0, "{submitted:?}");
    let listed = user.run(["list", "--ledger", &path]);
    assert!(listed.stdout.contains("kite 1"), "{listed:?}");
    let mut command = user.command();
    command.env("GROK_VIDEO_LEDGER", &path);
    let worker = Running::start(&mut command, WORKER);
    worker.says("saved ");
    worker.send(Signal::TERM);
    assert_eq!(worker.end().code, 0);
}

#[cfg(all(feature = "postgres", target_os = "linux"))]
#[test]
fn two_workers_share_a_database() {
    let server = service();
    let user = User::of(&server);
    let engine = grok_video_engine::Engine::start().unwrap();
    let url = format!("{}?schema=cli", engine.url());
    let ledger = ["--ledger", &url];
    let file = user.write("requests.jsonl", &requests(60));
    let submitted = user.run([&submit(&file, user.folder())[..], &ledger].concat());
    assert_eq!(submitted.code, 0, "{submitted:?}");
    let workers = [(); 2].map(|()| user.start([&WORKER[..], &ledger].concat()));
    // Both end in order, however the tasks fell to them.
    while user.videos().len() < 60 {
        workers[0].pause();
    }
    let listed = user.run([&["list", "--state", "saved"], &ledger[..]].concat());
    assert_eq!(listed.code, 0, "{listed:?}");
    for worker in workers {
        worker.send(Signal::TERM);
        assert_eq!(worker.end().code, 0);
    }
    assert_eq!(server.counts().creates, 60);
    let resumed = user.run([&["resume"], &ledger[..]].concat());
    assert_eq!(resumed.code, 0, "{resumed:?}");
    let elsewhere = "postgres://ann:canary@127.0.0.1:1/videos";
    let refused = user.run(["list", "--ledger", elsewhere]);
    assert_eq!(refused.code, 2, "{refused:?}");
    refused.is_decent();
}
