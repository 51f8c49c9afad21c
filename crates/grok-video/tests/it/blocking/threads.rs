//! Where calls may be made, and where not.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Barrier};
use std::thread;

use grok_video::blocking::{Client, Generate};
use grok_video::types::Status;
use grok_video::{ConfigError, Ending};
use grok_video_mock::{Completion, Script};

use super::{LONG, client, id, request, service};

fn send<T: Send>(_: &T) {}
fn send_sync_static<T: Send + Sync + 'static>() {}

#[test]
fn clients_cross_threads() {
    send_sync_static::<Client>();
    send_sync_static::<ConfigError>();
    fn check(client: &Client, video: &Generate) {
        send(video);
        send(&client.watch(&id("video_1")));
    }
    let server = service();
    let client = client(&server);
    check(&client, &client.generate(request()));
}

#[test]
fn no_call_waits_for_another_one() {
    let server = service();
    server.plant("video_1", "grok_video3", Script::manual());
    let slow = client(&server);
    let quick = slow.clone();
    let waiting = thread::spawn(move || slow.wait(&id("video_1")));
    server.wait_for_requests_blocking(2, LONG);
    let task = quick.create(&request()).unwrap();
    let outcome = quick.wait_created(task.id());
    assert_eq!(outcome.last_status, Some(Status::Completed));
    assert!(!waiting.is_finished());
    server.complete("video_1", Completion::new());
    let outcome = waiting.join().unwrap();
    assert_eq!(outcome.last_status, Some(Status::Completed));
}

#[test]
fn many_threads_share_one_client() {
    let server = service();
    let client = client(&server);
    let start = Arc::new(Barrier::new(16));
    let threads = (0..16).map(|_| {
        let (client, start) = (client.clone(), start.clone());
        thread::spawn(move || {
            start.wait();
            client.generate(request()).run().unwrap().task
        })
    });
    let threads: Vec<_> = threads.collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap().status(), Status::Completed);
    }
    assert_eq!(server.counts().creates, 16);
}

/// Returns what a call says before it panics.
fn words<T>(call: impl FnOnce() -> T) -> String {
    let panic = catch_unwind(AssertUnwindSafe(call)).map(drop).unwrap_err();
    match panic.downcast::<String>() {
        Ok(text) => *text,
        Err(panic) => (*panic.downcast::<&str>().unwrap()).to_owned(),
    }
}

#[tokio::test]
async fn in_async_code_a_call_says_what_is_wrong() {
    let server = service();
    let client = client(&server);
    let video = client.generate(request());
    let calls = [
        words(|| client.query(&id("video_1"))),
        words(|| client.watch(&id("video_1")).next()),
        words(|| video.run()),
    ];
    for said in calls {
        assert!(said.contains("from within a runtime"), "{said}");
    }
    assert_eq!(server.counts().total(), 0);
    // Nor does the end of a client hold anything up.
    drop(client);
}

#[tokio::test]
async fn in_async_code_a_thread_for_blocking_will_do() {
    let server = service();
    let client = client(&server);
    let made = tokio::task::spawn_blocking(move || client.generate(request()).run());
    assert_eq!(
        made.await.unwrap().unwrap().task.status(),
        Status::Completed
    );
}

#[test]
fn a_watch_outlives_its_client() {
    let server = service();
    server.plant("video_1", "grok_video3", Script::after_polls(1, 1));
    let events = client(&server).watch(&id("video_1"));
    assert_eq!(events.count(), 4);
    let server = service();
    let outcome = client(&server).wait(&id("video_1"));
    assert!(matches!(outcome.ending, Ending::NotFound(_)), "{outcome}");
}
