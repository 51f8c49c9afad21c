//! With a ledger.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, mpsc};

use grok_video::News;
use grok_video::blocking::Client;
use grok_video::ledger::{Filter, LedgerErrorKind, MemoryLedger, TaskState};

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
}
