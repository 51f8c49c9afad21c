//! What a ledger remembers of tasks is never taken for what they are: others write as well.

use grok_video_ledger::{Fenced, Ledger, TaskState, Trouble, Write, Written};
use grok_video_postgres::PostgresLedger;
use grok_video_types::TaskId;

use crate::database::Still;
use crate::work::{account, lease, open, submit};

/// A task that one ledger has just sent, and another ledger for the same tables.
async fn sent() -> (Still, PostgresLedger, Fenced) {
    let still = Still::new().await;
    let other = PostgresLedger::connect(&still.url).await;
    submit(&still.ledger, 1).await;
    let session = open(&still.ledger).await;
    let task = lease(&still.ledger, session, 1).await.remove(0).task;
    let permits = still.ledger.start_create(session, vec![task]).await;
    assert!(permits.expect("it lives")[0].is_some());
    (still, other.expect("it can be reached"), task)
}

async fn write(ledger: &PostgresLedger, task: Fenced, write: Write) -> Written {
    let written = ledger.write(vec![(task, write)]).await;
    written.expect("it is reached")[0]
}

fn id() -> TaskId {
    TaskId::new("video_1").expect("it is sound")
}

#[tokio::test]
async fn what_makes_no_sense_by_memory_is_read_before_it_is_refused() {
    let (still, other, task) = sent().await;
    assert_eq!(
        write(&other, task, Write::Created(id())).await,
        Written::Applied
    );
    // It remembers that the task is being sent, and a release makes no sense then.
    assert_eq!(
        write(&still.ledger, task, Write::Release).await,
        Written::Applied
    );
    let session = open(&other).await;
    assert_eq!(lease(&other, session, 1).await.len(), 1);
}

#[tokio::test]
async fn what_makes_sense_by_memory_alone_is_refused() {
    let (still, other, task) = sent().await;
    let failure = Write::Fail(Trouble::new("rejected", "it is too loud"));
    assert_eq!(write(&other, task, failure).await, Written::Applied);
    assert_eq!(
        write(&still.ledger, task, Write::NotSent).await,
        Written::Stale
    );
    let listed = other.list_all(grok_video_ledger::Filter::default()).await;
    assert_eq!(listed.expect("it is reached")[0].state, TaskState::Failed);
}

#[tokio::test]
async fn what_another_worker_has_leased_since_is_not_written() {
    let (still, other, task) = sent().await;
    for what in [Write::Created(id()), Write::Release] {
        assert_eq!(write(&still.ledger, task, what).await, Written::Applied);
    }
    let session = open(&still.ledger).await;
    let mine = lease(&still.ledger, session, 1).await.remove(0).task;
    other.close_session(session).await.expect("it is reached");
    let next = open(&other).await;
    let theirs = other.lease_due(next, &account(), 1, None).await;
    let theirs = theirs.expect("it lives").remove(0).task;
    assert!(theirs.fence > mine.fence);
    let failure = Write::Fail(Trouble::new("rejected", "it is too loud"));
    assert_eq!(write(&still.ledger, mine, failure).await, Written::Stale);
    assert_eq!(
        write(&other, theirs, Write::Release).await,
        Written::Applied
    );
}
