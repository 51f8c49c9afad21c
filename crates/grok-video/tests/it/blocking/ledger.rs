//! With a ledger.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, mpsc};

use grok_video::blocking::Client;
use grok_video::ledger::{Entry, Filter, LedgerErrorKind, MemoryLedger, TaskState};
use grok_video::{Found, News};

use grok_video_mock::{Fault, Scope, Trigger};

use super::closed::Closed;
use crate::hooked::Hooked;

use super::{LONG, VIDEO, client, hasty, request, service};

fn states(client: &Client) -> Vec<TaskState> {
    let ledger = client.ledger().unwrap();
    let listed = client.block_on(ledger.list(Filter::default(), None, 500));
    listed.unwrap().iter().map(|entry| entry.state).collect()
}

#[test]
fn what_was_submitted_is_made_by_who_resumes() {
    let server = service();
    let client = hasty(&server).ledger(MemoryLedger::new());
    let client = client.build_blocking().unwrap();
    let folder = tempfile::tempdir().unwrap();
    for name in ["kite", "gull", "kite"] {
        let video = client.generate(request()).named(name);
        let path = folder.path().join(format!("{name}.mp4"));
        video.save_to(path).submit().unwrap();
    }
    assert_eq!(states(&client), [TaskState::Intent; 2]);
    assert_eq!(server.counts().total(), 0);
    let told = Arc::new(Mutex::new((Vec::new(), Vec::new())));
    let (created, ended) = (told.clone(), told.clone());
    let resume = client.resume().limit(1);
    let resumed = resume
        .on_news(move |notice| {
            if let News::Created(_) = notice.news {
                created.lock().unwrap().0.push(notice.client_ref.to_owned());
            }
        })
        .on_end(move |end| ended.lock().unwrap().1.push(end.client_ref.to_string()))
        .run()
        .unwrap();
    assert_eq!((resumed.ended.len(), resumed.unknown.len()), (2, 0));
    let told = told.lock().unwrap();
    assert_eq!(told.0, ["kite", "gull"]);
    assert_eq!(told.1, ["kite", "gull"]);
    assert_eq!(states(&client), [TaskState::Saved; 2]);
    assert_eq!(fs::read(folder.path().join("gull.mp4")).unwrap(), VIDEO);
    assert_eq!(server.counts().creates, 2);
}

#[test]
fn chosen_tasks_are_made_and_a_stop_ends_the_work() {
    let server = service();
    let client = hasty(&server).ledger(MemoryLedger::new());
    let client = client.creates_at_a_time(1).build_blocking().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let order = || client.generate(request()).save_to(folder.path());
    let submitted = client.submit_all((0..4).map(|_| order())).unwrap();
    let tasks: Vec<_> = submitted.iter().map(|submitted| submitted.task).collect();
    let resumed = client.resume().only([tasks[2]]).run().unwrap();
    assert_eq!(resumed.ended.len(), 1);
    let (saved, intent) = (TaskState::Saved, TaskState::Intent);
    assert_eq!(states(&client), [intent, intent, saved, intent]);
    // The first creation that is told ends the next round.
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let stop = Mutex::new(Some(stop));
    server.inject(Scope::queries(), Trigger::always(), Fault::late(LONG));
    let resume = client.resume().on_news(move |notice| {
        if let News::Created(_) = notice.news
            && let Some(stop) = stop.lock().unwrap().take()
        {
            stop.send(()).unwrap();
        }
    });
    let stopped = async { stopped.await.unwrap() };
    let resumed = resume.until(stopped).run().unwrap();
    assert!(resumed.ended.is_empty() && resumed.unknown.is_empty());
    let ledger = client.ledger().unwrap();
    let listed = client.block_on(ledger.list(Filter::default(), None, 500));
    let listed = listed.unwrap();
    assert!(listed.iter().all(|entry| !entry.is_held));
    let is_active = |entry: &&Entry| entry.state == TaskState::Active;
    assert!(listed.iter().filter(is_active).count() >= 1);
}

#[test]
fn a_call_that_is_made_once_fails() {
    let server = service();
    server.inject(Scope::creates(), Trigger::always(), Fault::status(429));
    let client = hasty(&server).ledger(MemoryLedger::new());
    let client = client.build_blocking().unwrap();
    client.generate(request()).submit().unwrap();
    let resumed = client.resume().create_once().run().unwrap();
    assert!(resumed.ended[0].result.is_err());
    assert_eq!(states(&client), [TaskState::Failed]);
    assert_eq!(server.counts().total(), 1);
}

#[test]
fn what_was_begun_is_found_and_its_end_is_told() {
    let server = service();
    let client = hasty(&server).ledger(MemoryLedger::new());
    let client = client.account("kites").build_blocking().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let order = || client.generate(request()).save_to(folder.path());
    assert_eq!(order().unfinished().unwrap(), None);
    let task = order().create().unwrap();
    let left = order().unfinished().unwrap().unwrap();
    assert_eq!(left.id.as_ref(), Some(task.id()));
    assert_eq!(Some(&left.account), client.account());
    let found = Found::new(&client.wait(task.id()));
    assert_eq!(client.note_ended(&[found]).unwrap(), 1);
    assert_eq!(states(&client), [TaskState::Completed]);
    assert_eq!(client.resume().run().unwrap().ended.len(), 1);
    assert_eq!(states(&client), [TaskState::Saved]);
    assert_eq!(server.counts().creates, 1);
}

#[test]
fn a_session_is_closed_though_nobody_calls() {
    let server = service();
    let (tell, closed) = mpsc::channel();
    let ledger = MemoryLedger::new();
    let client = hasty(&server).session_ttl(LONG * 60);
    let client = client.ledger(Hooked(ledger, Closed(tell)));
    let client = client.build_blocking().unwrap();
    client.generate(request()).run().unwrap();
    closed.recv_timeout(LONG).unwrap();
}

#[test]
fn what_a_panic_left_behind_is_gone_on_with() {
    let server = service();
    let (tell, closed) = mpsc::channel();
    let ledger = MemoryLedger::new();
    let client = hasty(&server).session_ttl(LONG * 60);
    let client = client.ledger(Hooked(ledger, Closed(tell)));
    let client = client.build_blocking().unwrap();
    let video = client.generate(request());
    let video = video.on_created(|_| panic!("enough"));
    assert!(catch_unwind(AssertUnwindSafe(|| video.run())).is_err());
    closed.recv_timeout(LONG).unwrap();
    assert_eq!(states(&client), [TaskState::Active]);
    assert_eq!(client.resume().run().unwrap().ended.len(), 1);
    assert_eq!(states(&client), [TaskState::Completed]);
    assert_eq!(server.counts().creates, 1);
}

#[test]
fn without_one_it_says_so() {
    let server = service();
    let client = client(&server);
    assert!(client.ledger().is_none());
    let error = client.resume().run().unwrap_err();
    assert_eq!(error.error.kind(), LedgerErrorKind::Unset);
    assert!(client.generate(request()).submit().is_err());
    assert!(client.submit_all([client.generate(request())]).is_err());
    assert_eq!(client.note_ended(&[]).unwrap(), 0);
    let task = client.generate(request()).create().unwrap();
    assert_eq!(client.query(task.id()).unwrap().id(), task.id());
}
