//! What was answered outlives a crash of the server, whose own settings would have lost it.

use grok_video_engine::Engine;
use grok_video_ledger::{Filter, Ledger, LedgerErrorKind, TaskState, Write};
use grok_video_postgres::PostgresLedger;
use grok_video_types::TaskId;

use crate::work::{lease, open, submit};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_is_there_after_a_crash() {
    // Without waiting for the disk, a crash would undo the last ten seconds.
    let settings = ["synchronous_commit=off", "wal_writer_delay=10s"];
    let mut engine = Engine::start_with(&settings).expect("PostgreSQL is installed");
    let ledger = PostgresLedger::connect(&engine.url()).await;
    let ledger = ledger.expect("it can be reached");
    let session = open(&ledger).await;
    submit(&ledger, 40).await;
    let held = lease(&ledger, session, 30).await;
    let sent: Vec<_> = held.iter().take(20).map(|held| held.task).collect();
    let permits = ledger.start_create(session, sent.clone()).await;
    assert!(permits.expect("it lives").iter().all(Option::is_some));
    let created = sent[..10].iter().enumerate().map(|(nth, task)| {
        let id: TaskId = format!("video_{nth}").parse().expect("it is an id");
        (*task, Write::Created(id))
    });
    let written = ledger.write(created.collect()).await;
    assert_eq!(written.expect("it is reached").len(), 10);

    engine.crash().expect("it starts again");
    // A connection of before may be found dead once.
    let listed = loop {
        match ledger.list_all(Filter::default()).await {
            Ok(listed) => break listed,
            Err(error) => assert_eq!(error.kind(), LedgerErrorKind::Unavailable),
        }
    };
    let n = |state| listed.iter().filter(|entry| entry.state == state).count();
    assert_eq!(n(TaskState::Active), 10);
    assert_eq!(n(TaskState::Sending), 10);
    assert_eq!(n(TaskState::Intent), 20);
    assert_eq!(listed.iter().filter(|entry| entry.is_held).count(), 30);
}
