//! Rows that were meddled with.

use std::error::Error;

use grok_video_ledger::{Filter, Ledger, LedgerError, LedgerErrorKind, Pause, SqliteLedger, Write};
use rusqlite::Connection;

use super::{Folder, intent, lease, session};

fn check(error: &LedgerError, kind: LedgerErrorKind, said: &str) {
    assert_eq!(error.kind(), kind, "{error}");
    assert!(error.to_string().contains(said), "{error}");
}

async fn listed(ledger: &SqliteLedger) -> Result<usize, LedgerError> {
    let listed = ledger.list(Filter::default(), None, 500).await?;
    Ok(listed.len())
}

#[tokio::test(flavor = "current_thread")]
async fn a_torn_row_is_named_and_shows_nothing_of_itself() {
    for (part, damage) in [
        ("state", "UPDATE tasks SET state = 'lost' WHERE task = 2"),
        (
            "result",
            "UPDATE tasks SET result = '{\"video_url\":\"SECRET\"}' WHERE task = 2",
        ),
        ("id", "UPDATE tasks SET id = 'SECRET/?' WHERE task = 2"),
        ("due_at", "UPDATE tasks SET due_at = -1 WHERE task = 2"),
        (
            "proof_sha256",
            "UPDATE tasks SET proof_place = '', proof_bytes = 1, proof_sha256 = x'00' WHERE task = 2",
        ),
        (
            "proof",
            "UPDATE tasks SET proof_place = '/SECRET' WHERE task = 2",
        ),
        (
            "trouble",
            "UPDATE tasks SET trouble_kind = 'SECRET' WHERE task = 2",
        ),
        (
            "request",
            "UPDATE requests SET request = '{\"prompt\":SECRET}' WHERE task = 2",
        ),
        (
            "request",
            "UPDATE requests SET request = '{\"model\":\"SECRET\"}' WHERE task = 2",
        ),
        ("request", "DELETE FROM requests WHERE task = 2"),
        (
            "request",
            "UPDATE tasks SET follows = 'video_1' WHERE task = 2",
        ),
        (
            "destination",
            "UPDATE tasks SET destination = CAST(x'FF' AS TEXT) WHERE task = 2",
        ),
    ] {
        let folder = Folder::new();
        let ledger = folder.open();
        let intents = ["a", "b", "c"].map(intent).to_vec();
        ledger.submit(intents, None).await.expect("new");
        let other = Connection::open(folder.path()).expect("it is there");
        other.execute_batch(damage).expect("it is SQL");
        let error = listed(&ledger).await.expect_err("it is torn");
        check(&error, LedgerErrorKind::Foreign, "of task #2 is damaged");
        check(&error, LedgerErrorKind::Foreign, part);
        let mut shown = format!("{error} {error:?}");
        let mut cause = error.source();
        while let Some(source) = cause {
            shown = format!("{shown} {source} {source:?}");
            cause = source.source();
        }
        assert!(!shown.contains("SECRET"), "{shown}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_step_that_meets_a_torn_row_does_nothing() {
    let folder = Folder::new();
    let ledger = folder.open();
    let worker = session(&ledger).await;
    let intents = ["a", "b"].map(intent).to_vec();
    ledger.submit(intents, None).await.expect("new");
    let held = lease(&ledger, worker).await;
    let other = Connection::open(folder.path()).expect("it is there");
    let damage = "UPDATE tasks SET changed_at = -1 WHERE task = 2";
    other.execute_batch(damage).expect("it is SQL");
    let pause = Pause {
        note: Some("written".into()),
        ..Pause::default()
    };
    let writes = held
        .iter()
        .map(|held| (held.task, Write::Reschedule(pause.clone())));
    let error = ledger
        .write(writes.collect())
        .await
        .expect_err("it is torn");
    check(&error, LedgerErrorKind::Foreign, "changed_at of task #2");
    let n_noted = "SELECT count(*) FROM tasks WHERE note IS NOT NULL";
    let n_noted: i64 = other
        .query_row(n_noted, [], |row| row.get(0))
        .expect("a number");
    assert_eq!(n_noted, 0);
}

#[tokio::test(flavor = "current_thread")]
async fn tables_that_are_gone_are_no_ledger() {
    let folder = Folder::new();
    let ledger = folder.open();
    let other = Connection::open(folder.path()).expect("it is there");
    other.execute_batch("DROP TABLE tasks").expect("it is SQL");
    let error = listed(&ledger).await.expect_err("there is no table");
    check(&error, LedgerErrorKind::Foreign, "has not the tables");
}

#[tokio::test(flavor = "current_thread")]
async fn a_torn_row_keeps_no_other_task_from_its_worker() {
    let folder = Folder::new();
    let ledger = folder.open();
    let worker = session(&ledger).await;
    let intents = ["a", "b", "c"].map(intent).to_vec();
    let submitted = ledger.submit(intents, Some(worker)).await.expect("new");
    assert_eq!(submitted.len(), 3);
    let other = Connection::open(folder.path()).expect("it is there");
    let damage = "UPDATE tasks SET changed_at = -1 WHERE task = 2";
    other.execute_batch(damage).expect("it is SQL");
    // The session of whoever held it ends all the same.
    ledger.close_session(worker).await.expect("closed");
    let next = session(&ledger).await;
    let held = lease(&ledger, next).await;
    let numbers: Vec<u64> = held.iter().map(|held| held.task.task.0).collect();
    assert_eq!(numbers, [1, 3]);
}
