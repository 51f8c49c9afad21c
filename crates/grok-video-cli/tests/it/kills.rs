//! Killed at once, and run again: nothing is paid twice, and everything is saved in the end.

use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use grok_video_mock::{Fault, MockServer, Outcome, Scope, Script, Trigger};
use serde_json::Value;

use super::program::{service, service_with};
use super::relay::{Relay, completed, http, task};
use super::user::{PATIENT, User, generate, generate_from, requests};

const VIDEO: &[u8] = include_bytes!("../../../../fixtures/video.mp4");
const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn a_generate_that_was_killed_while_polling_goes_on_with_its_task() {
    let server = service_with(Script::after_polls(20, 1));
    let user = User::of(&server);
    let path = user.path("kite.mp4");
    let args = generate("kite", &path);
    let running = user.start(&args);
    let created = running.says(" created ");
    running.says(" queued");
    running.kill();
    assert_eq!(user.states(), ["active"]);

    let again = user.run(&args);
    assert_eq!((again.code, user.videos().len()), (0, 1), "{again:?}");
    let id = created.split(' ').next().unwrap();
    assert_eq!(
        again.stderr,
        format!("going on with task {id}, which an earlier run has created\n")
    );
    assert_eq!(
        (server.counts().creates, user.states()),
        (1, vec!["saved".to_owned()])
    );
    // What is saved is over: once more would be another video, in the same place.
    assert_eq!((user.run(&args).code, server.counts().creates), (7, 1));
}

#[test]
fn another_request_or_another_place_is_another_task() {
    let server = service_with(Script::after_polls(3, 1));
    let user = User::of(&server);
    let (kite, boat) = (user.path("kite.mp4"), user.path("boat.mp4"));
    let running = user.start(generate("kite", &kite));
    running.says(" queued");
    running.kill();
    for (prompt, path) in [("kite", &boat), ("boat", &kite)] {
        let ran = user.run(generate(prompt, path));
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    }
    assert_eq!(server.counts().creates, 3);
    // The first one's place is taken by now, which costs nobody the result.
    let ran = user.json([&["resume"], &PATIENT[..]].concat());
    assert_eq!(
        (ran.code, ran.last()["kind"].as_str()),
        (7, Some("io")),
        "{ran:?}"
    );
    assert_eq!(user.states().join(" "), "completed saved saved");
}

#[test]
fn two_at_the_same_time_are_two_tasks() {
    let server = service_with(Script::after_polls(10, 1));
    let user = User::of(&server);
    let folder = user.folder();
    let running = user.start(generate("kite", folder));
    running.says(" queued");
    let second = user.run(generate("kite", folder));
    assert_eq!((second.code, second.stderr.as_str()), (0, ""), "{second:?}");
    assert_eq!(running.end().code, 0);
    assert_eq!((server.counts().creates, user.videos().len()), (2, 2));
}

#[test]
fn many_that_begin_in_the_same_moment_are_as_many_tasks() {
    let server = service_with(Script::after_polls(2, 1));
    let user = User::of(&server);
    let folder = user.folder();
    let running: Vec<_> = (0..12)
        .map(|_| user.start(generate("kite", folder)))
        .collect();
    for running in running {
        let ran = running.end();
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    }
    assert_eq!((server.counts().creates, user.videos().len()), (12, 12));
}

/// A relay that holds the answer to its first request until it is dropped, and makes videos after that.
struct Holding {
    relay: Relay,
    is_over: Arc<(Mutex<bool>, Condvar)>,
    has_come: std::sync::mpsc::Receiver<()>,
}

impl Holding {
    fn start() -> Self {
        let is_over = Arc::new((Mutex::new(false), Condvar::new()));
        let over = is_over.clone();
        let (tell, has_come) = std::sync::mpsc::channel();
        let relay = Relay::start(move |line, n| match line {
            _ if n == 0 => {
                let _ = tell.send(());
                let (is_over, changed) = &*over;
                let guard = is_over.lock().unwrap();
                drop(changed.wait_while(guard, |is_over| !*is_over).unwrap());
                Vec::new()
            }
            line if line.starts_with("POST") => task("queued", ""),
            line if line.contains("/v1/") => completed("/v.mp4"),
            _ => http(200, "", VIDEO),
        });
        Self {
            relay,
            is_over,
            has_come,
        }
    }

    fn n_requests(&self) -> usize {
        self.relay.requests().len()
    }
}

impl Drop for Holding {
    fn drop(&mut self) {
        *self.is_over.0.lock().unwrap() = true;
        self.is_over.1.notify_all();
    }
}

/// Kills a `generate` whose create call was sent and has no answer.
fn killed_while_creating() -> (Holding, User) {
    let holding = Holding::start();
    let user = User::at(&holding.relay.base());
    let path = user.path("kite.mp4");
    let running = user.start(generate("kite", &path));
    holding.has_come.recv_timeout(PATIENCE).unwrap();
    running.kill();
    (holding, user)
}

#[test]
fn a_create_that_was_cut_off_is_not_sent_again() {
    let (holding, user) = killed_while_creating();
    let path = user.path("kite.mp4");
    for _ in 0..2 {
        let again = user.json(generate("kite", &path));
        assert_eq!(again.code, 9, "{again:?}");
        assert_eq!(again.last()["kind"], "outcome_unknown");
        let words = again.last()["message"].to_string();
        assert!(
            words.contains("grok-video resolve 1 --id ID, --send or --drop"),
            "{words}"
        );
    }
    let resumed = user.json([&["resume"], &PATIENT[..]].concat());
    assert_eq!(
        (resumed.code, resumed.last()["kind"].as_str()),
        (9, Some("outcome_unknown"))
    );
    assert_eq!(user.run(["resume", "1"]).code, 9);
    assert_eq!(holding.n_requests(), 1, "nothing was sent");

    let listed = user.entries(&["--state", "unknown"]);
    assert_eq!(listed.len(), 1);
    assert_eq!(
        (&listed[0]["task"], &listed[0]["id"]),
        (&1.into(), &Value::Null)
    );
    let table = user.run(["list", "--state", "unknown"]).stdout;
    assert!(table.contains("grok-video resolve 1 "), "{table}");
    assert!(user.entries(&["--state", "active"]).is_empty());
}

#[test]
fn a_person_says_that_it_was_not_taken() {
    let (holding, user) = killed_while_creating();
    let noted = user.run(["resolve", "1", "--send"]);
    assert_eq!(
        (noted.code, noted.stderr.as_str()),
        (0, "noted; this creates it: grok-video resume 1\n")
    );
    assert_eq!(holding.n_requests(), 1, "nothing was sent");
    let resumed = user.run([&["resume", "1"], &PATIENT[..]].concat());
    assert_eq!(
        (resumed.code, user.videos()),
        (0, vec!["kite.mp4".to_owned()]),
        "{resumed:?}"
    );
    let posts = holding
        .relay
        .requests()
        .into_iter()
        .filter(|request| request.starts_with("POST"));
    assert_eq!(posts.count(), 2);
}

#[test]
fn a_person_says_which_task_it_is() {
    let (holding, user) = killed_while_creating();
    let noted = user.run(["resolve", "#1", "--id", "video_1"]);
    assert_eq!(
        (noted.code, noted.stderr.as_str()),
        (0, "noted; this waits for it: grok-video resume 1\n")
    );
    // The same command goes on with it as well.
    let path = user.path("kite.mp4");
    let again = user.run(generate("kite", &path));
    assert_eq!(
        (again.code, user.videos()),
        (0, vec!["kite.mp4".to_owned()]),
        "{again:?}"
    );
    assert!(
        again.stderr.starts_with("going on with task video_1"),
        "{again:?}"
    );
    let posts = holding
        .relay
        .requests()
        .into_iter()
        .filter(|request| request.starts_with("POST"));
    assert_eq!(posts.count(), 1);
}

#[test]
fn a_person_gives_it_up() {
    let (holding, user) = killed_while_creating();
    let noted = user.run(["resolve", "1", "--drop"]);
    assert_eq!(
        (noted.code, noted.stderr.as_str()),
        (0, "task #1 is given up\n")
    );
    assert_eq!(user.states(), ["failed"]);
    let resumed = user.run(["resume"]);
    assert_eq!(
        (resumed.code, resumed.stderr.as_str()),
        (0, "nothing is unfinished\n")
    );
    assert_eq!(holding.n_requests(), 1);
    // The way is free for another one.
    let path = user.path("kite.mp4");
    assert_eq!(user.run(generate("kite", &path)).code, 0);
    assert_eq!(user.states(), ["failed", "saved"]);
}

/// Goes on with what was killed: with the command itself, or with `resume`.
fn goes_on(user: &User, args: &[&str], n: usize) -> i32 {
    if n.is_multiple_of(2) {
        user.run(args).code
    } else {
        user.run([&["resume"], &PATIENT[..]].concat()).code
    }
}

#[test]
fn a_batch_that_was_killed_while_it_polled_is_gone_on_with() {
    for n in 0..2 {
        let server = service_with(Script::after_polls(20, 1));
        let user = User::of(&server);
        let file = user.write("requests.jsonl", &requests(8));
        let args = generate_from(&file, user.folder());
        let running = user.start(&args);
        running.says_times(8, " created ");
        running.kill();
        assert_eq!(user.states(), ["active"; 8]);
        assert_eq!(goes_on(&user, &args, n), 0);
        assert_eq!((server.counts().creates, user.videos().len()), (8, 8));
    }
}

#[test]
fn a_batch_that_was_killed_between_its_tasks_is_gone_on_with() {
    for n in 0..2 {
        let server = service_with(Script::after_polls(2, 1));
        let user = User::of(&server);
        let file = user.write("requests.jsonl", &requests(5));
        let args = generate_from(&file, user.folder());
        let args = [&args[..], &["--max-in-flight", "1"]].concat();
        let running = user.start(&args);
        running.says_times(3, " created ");
        running.kill();
        let states = user.states().join(" ");
        let is_between = states.starts_with("saved saved ") && states.ends_with(" intent");
        assert!(is_between, "{states}");
        assert_eq!(goes_on(&user, &args, n), 0);
        assert_eq!((server.counts().creates, user.videos().len()), (5, 5));
        assert_eq!(server.counts().downloads, 5, "none is fetched twice");
    }
}

#[test]
fn a_batch_that_was_killed_while_it_saved_is_gone_on_with() {
    for n in 0..2 {
        let server = service();
        let user = User::of(&server);
        server.inject(Scope::assets(), Trigger::nth(3), Fault::stall_after(10_000));
        let file = user.write("requests.jsonl", &requests(6));
        let args = generate_from(&file, user.folder());
        let running = user.start(&args);
        running.says_times(5, "saved ");
        running.kill();
        assert_eq!(user.videos().len(), 5);
        assert_eq!(goes_on(&user, &args, n), 0);
        assert_eq!((server.counts().creates, user.videos().len()), (6, 6));
    }
}

/// Returns the ids that the service has given, as far as the ledger doesn't know them.
fn unclaimed(server: &MockServer, user: &User) -> Vec<String> {
    let known: BTreeSet<String> = user
        .entries(&[])
        .iter()
        .filter_map(|entry| Some(entry["id"].as_str()?.to_owned()))
        .collect();
    let created = server.requests().into_iter();
    created
        .filter(|request| request.outcome == Outcome::Created)
        .map(|request| request.task.unwrap().to_string())
        .filter(|id| !known.contains(id))
        .collect()
}

/// Finds out, as a person would, what became of the tasks whose create calls were cut off, and says so.
fn resolve_all(server: &MockServer, user: &User) {
    let mut unclaimed = unclaimed(server, user).into_iter();
    for entry in user.entries(&["--state", "unknown"]) {
        let task = entry["task"].to_string();
        let resolved = match unclaimed.next() {
            Some(id) => user.run(["resolve", &task, "--id", &id]),
            None => user.run(["resolve", &task, "--send"]),
        };
        assert_eq!(resolved.code, 0, "{resolved:?}");
    }
}

#[test]
fn killed_again_and_again_each_task_is_created_once() {
    const TASKS: usize = 12;
    let server = service_with(Script::after_polls(2, 2));
    let user = User::of(&server);
    let file = user.write("requests.jsonl", &requests(TASKS));
    let args = generate_from(&file, user.folder());
    let resume = [&["resume"], &PATIENT[..]].concat();
    // Each task takes seven requests.
    for (n, point) in [1, 2, 4, 7, 11, 16, 25, 40, 60, 75].into_iter().enumerate() {
        let is_same = n.is_multiple_of(2);
        let running = user.start(if is_same { &args } else { &resume });
        server.wait_for_requests_blocking(point, PATIENCE);
        running.kill();
        resolve_all(&server, &user);
    }
    assert_eq!(user.run(&args).code, 0);
    assert_eq!(user.states(), ["saved"; TASKS]);
    assert_eq!(user.videos().len(), TASKS);
    assert_eq!(server.counts().creates as usize, TASKS);
    assert!(unclaimed(&server, &user).is_empty());
}
