//! Ctrl-C, once and twice, wherever a command is.

use std::time::{Duration, Instant};

use grok_video_mock::{Fault, Scope, Script, Trigger};
use rustix::process::Signal;

use super::program::{service, service_with};
use super::relay::{Relay, http, task};
use super::running::Running;
use super::user::{PATIENT, User, generate, generate_from, requests};

const CREATE: [&str; 5] = ["create", "--model", "grok_video3", "--prompt", "kite"];
const PATIENCE: Duration = Duration::from_secs(20);
/// What a person calls at once, on a machine with much to do.
const AT_ONCE: Duration = Duration::from_millis(800);

#[test]
fn a_batch_is_left_in_order_and_resumed() {
    for (signal, n_created) in [(Signal::INT, 8), (Signal::TERM, 1)] {
        let server = service_with(Script::after_polls(15, 1));
        let user = User::of(&server);
        let file = user.write("requests.jsonl", &requests(8));
        let args = generate_from(&file, user.folder());
        let running = user.start(&args);
        running.says_times(n_created, " created ");
        running.send(signal);
        let ended = running.end();
        assert_eq!(ended.code, 130, "{ended:?}");
        let last = ended.stderr.lines().last().unwrap();
        assert_eq!(last, "interrupted; go on with: grok-video resume");
        let n_told = ended.stdout.matches(" created ").count();
        assert_eq!(server.counts().creates as usize, n_told, "each is told");
        let states = user.states();
        let is_in_order = |state: &String| ["active", "intent"].contains(&state.as_str());
        assert!(
            states.len() == 8 && states.iter().all(is_in_order),
            "{states:?}"
        );

        let resumed = user.run([&["resume"], &PATIENT[..]].concat());
        assert_eq!((resumed.code, user.videos().len()), (0, 8), "{resumed:?}");
        assert_eq!(server.counts().creates, 8);
        assert_eq!(user.states(), ["saved"; 8]);
    }
}

#[test]
fn a_resume_is_left_in_order_and_resumed() {
    let server = service_with(Script::after_polls(20, 1));
    let user = User::of(&server);
    let path = user.path("kite.mp4");
    let running = user.start(generate("kite", &path));
    running.says(" queued");
    running.kill();
    let resume = [&["resume"], &PATIENT[..]].concat();
    let running = user.start([&resume[..], &["-v"]].concat());
    running.says(": poll ");
    running.interrupt();
    let ended = running.end();
    assert_eq!(ended.code, 130, "{ended:?}");
    let last = ended.stderr.lines().last().unwrap();
    assert_eq!(last, "interrupted; go on with: grok-video resume");
    assert_eq!(user.run(&resume).code, 0);
    assert_eq!((server.counts().creates, user.videos().len()), (1, 1));
}

#[test]
fn a_create_call_whose_answer_comes_late_is_not_lost() {
    let late = Duration::from_secs(1);
    for n in 0..3 {
        let server = service();
        server.inject(Scope::creates(), Trigger::always(), Fault::late(late));
        let user = User::of(&server);
        let file = user.write("requests.jsonl", &requests(3));
        let path = user.path("kite.mp4");
        let args = match n {
            0 => CREATE.to_vec(),
            1 => generate("kite", &path),
            _ => generate_from(&file, user.folder()),
        };
        let n_creates = if n == 2 { 3 } else { 1 };
        let running = user.start(&args);
        server.wait_for_requests_blocking(n_creates, PATIENCE);
        running.interrupt();
        running.says("waiting for the answer to the create call, for at most 5 s");
        let ended = running.end();
        assert_eq!(ended.code, 130, "{ended:?}");
        assert_eq!(ended.stdout.matches(" created ").count() as u64, n_creates);
        assert_eq!(server.counts().creates, n_creates);
        // While the last answer was waited for, others may have gone on.
        let is_written = |state: &String| ["active", "completed", "saved"].contains(&&**state);
        let states = user.states();
        assert!(states.iter().all(is_written), "{states:?}");
        if n == 0 {
            continue;
        }
        assert!(
            ended
                .stderr
                .contains("interrupted; go on with: grok-video "),
            "{ended:?}"
        );
        let resumed = user.run([&["resume"], &PATIENT[..]].concat());
        assert_eq!(
            (resumed.code, user.videos().len() as u64),
            (0, n_creates),
            "{resumed:?}"
        );
        assert_eq!(server.counts().creates, n_creates);
    }
}

/// Starts a command whose create calls get no answer, and waits until the first has come.
fn without_answer(args: impl FnOnce(&User) -> Vec<String>) -> (Relay, User, Running) {
    let (tell, has_come) = std::sync::mpsc::channel();
    let relay = Relay::start(move |_, _| {
        let _ = tell.send(());
        // Longer than any of these tests takes.
        std::thread::park_timeout(Duration::from_secs(60));
        http(503, "", "")
    });
    let user = User::at(&relay.base());
    let args = args(&user);
    let running = user.start(args);
    has_come.recv_timeout(PATIENCE).unwrap();
    (relay, user, running)
}

fn owned(args: &[&str]) -> Vec<String> {
    args.iter().map(|&arg| arg.to_owned()).collect()
}

#[test]
fn a_create_call_without_an_answer_ends_with_9_after_5_s() {
    let commands: [fn(&User) -> Vec<String>; 3] = [
        |_| owned(&CREATE),
        |user| owned(&generate("kite", &user.path("kite.mp4"))),
        |user| {
            let file = user.write("requests.jsonl", &requests(1));
            owned(&generate_from(&file, user.folder()))
        },
    ];
    // Each takes 5 s of real time, so they go on at once.
    std::thread::scope(|scope| {
        for command in commands {
            scope.spawn(move || {
                let (relay, user, running) = without_answer(command);
                let start = Instant::now();
                running.interrupt();
                let ended = running.end();
                let took = start.elapsed();
                assert_eq!(ended.code, 9, "{ended:?}");
                assert!(ended.stderr.contains("may exist and be paid"), "{ended:?}");
                let words = "grok-video list";
                assert!(ended.stderr.contains(words), "{ended:?}");
                assert!((4.5..8.0).contains(&took.as_secs_f64()), "{took:?}");
                assert!(!user.entries(&["--state", "unknown"]).is_empty());
                let n_requests = relay.requests().len();
                assert_eq!(user.run(["resume"]).code, 9);
                assert_eq!(relay.requests().len(), n_requests);
            });
        }
    });
}

#[test]
fn the_second_one_ends_at_once() {
    let commands: [fn(&User) -> Vec<String>; 2] = [
        |_| owned(&CREATE),
        |user| owned(&generate("kite", user.folder())),
    ];
    for command in commands {
        let (relay, user, running) = without_answer(command);
        running.interrupt();
        running.says("once more ends at once");
        let start = Instant::now();
        running.interrupt();
        let ended = running.end();
        let took = start.elapsed();
        assert_eq!(ended.code, 9, "it may be paid: {ended:?}");
        assert!(took < AT_ONCE, "{took:?}");
        assert_eq!(user.entries(&["--state", "unknown"]).len(), 1);
        assert_eq!(relay.requests().len(), 1);
    }
}

#[test]
fn the_first_one_ends_at_once_where_nothing_is_being_created() {
    let server = service_with(Script::after_polls(1_000_000, 0));
    let user = User::of(&server);
    server.plant("video_1", "grok_video3", Script::after_polls(1_000_000, 0));
    let file = user.write("requests.jsonl", &requests(5));
    let many = generate_from(&file, user.folder());
    let wait = [&["wait", "video_1"], &PATIENT[..]].concat();
    for args in [wait, generate("kite", user.folder()), many] {
        let running = user.start(&args);
        running.says(" queued");
        if args[0] == "generate" && args[1] == "--from" {
            running.says_times(4, " queued");
        }
        let start = Instant::now();
        running.interrupt();
        let ended = running.end();
        let took = start.elapsed();
        assert_eq!(ended.code, 130, "{ended:?}");
        assert!(
            ended.stderr.contains("go on with: grok-video "),
            "{ended:?}"
        );
        assert!(took < AT_ONCE, "{took:?}");
    }
}

#[test]
fn a_query_or_a_save_that_gets_no_answer_is_ended() {
    let (tell, has_come) = std::sync::mpsc::channel();
    let relay = Relay::start(move |_, _| {
        let _ = tell.send(());
        std::thread::park_timeout(Duration::from_secs(60));
        task("queued", "")
    });
    let user = User::at(&relay.base());
    for args in [
        &["query", "video_1"][..],
        &["save", "video_1", "--to", "never.mp4"],
    ] {
        let running = user.start(args);
        has_come.recv_timeout(PATIENCE).unwrap();
        let start = Instant::now();
        running.interrupt();
        let ended = running.end();
        assert_eq!((ended.code, ended.stdout.as_str()), (130, ""), "{ended:?}");
        assert!(start.elapsed() < AT_ONCE, "{:?}", start.elapsed());
    }
}

#[test]
fn a_download_that_is_left_is_had_later() {
    let server = service();
    let user = User::of(&server);
    server.inject(
        Scope::assets(),
        Trigger::first(1),
        Fault::stall_after(10_000),
    );
    let path = user.path("kite.mp4");
    let running = user.start(generate("kite", &path));
    running.says(" completed ");
    // A create, three polls and the download.
    server.wait_for_requests_blocking(5, PATIENCE);
    running.interrupt();
    let ended = running.end();
    assert_eq!(ended.code, 130, "{ended:?}");
    assert!(user.videos().is_empty());
    let left = std::fs::read_dir(user.folder()).unwrap().count();
    assert_eq!(left, 0, "nothing is left there");
    assert_eq!(user.states(), ["completed"]);
    let resumed = user.run([&["resume"], &PATIENT[..]].concat());
    assert_eq!(
        (resumed.code, user.videos()),
        (0, vec!["kite.mp4".to_owned()]),
        "{resumed:?}"
    );
    assert_eq!(server.counts().creates, 1);
}
