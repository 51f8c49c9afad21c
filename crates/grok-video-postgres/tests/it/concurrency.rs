//! Many workers on one database: each task has one holder, and each call is made as a whole.

use std::collections::HashSet;
use std::time::Duration;

use grok_video_ledger::conformance::Subject;
use grok_video_ledger::{Fenced, Ledger, Rate, Write, Written};
use grok_video_postgres::PostgresLedger;

use crate::database::{Still, connect, schema, server};
use crate::work::{account, intent, lease, n_held, open, submit};

/// Returns a ledger by the server's own clock, and its address.
async fn running() -> (PostgresLedger, String) {
    let url = format!("{}?schema={}", server(), schema());
    let ledger = PostgresLedger::connect(&url).await;
    (ledger.expect("it can be reached"), url)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_task_is_leased_by_one_of_many() {
    let (ledger, url) = running().await;
    submit(&ledger, 2_000).await;
    let mut workers = Vec::new();
    for _ in 0..6 {
        let url = url.clone();
        workers.push(tokio::spawn(async move {
            let ledger = PostgresLedger::connect(&url)
                .await
                .expect("it can be reached");
            let session = open(&ledger).await;
            let mut got: Vec<Fenced> = Vec::new();
            loop {
                let held = lease(&ledger, session, 70).await;
                if held.is_empty() {
                    return got;
                }
                got.extend(held.iter().map(|held| held.task));
            }
        }));
    }
    let mut all = HashSet::new();
    for worker in workers {
        for task in worker.await.expect("it ends well") {
            assert!(all.insert(task.task), "{task:?} is leased twice");
        }
    }
    assert_eq!(all.len(), 2_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_of_the_same_task_follow_one_another() {
    let still = Still::new().await;
    submit(&still.ledger, 1).await;
    let session = open(&still.ledger).await;
    let task = lease(&still.ledger, session, 1).await.remove(0).task;
    // All have read the row before one of them can write it.
    let lock = format!("BEGIN; SELECT FROM {}.tasks FOR UPDATE", still.schema);
    still.beside.batch_execute(&lock).await.expect("it is SQL");
    let mut releases = Vec::new();
    for _ in 0..3 {
        let ledger = still.ledger.clone();
        releases.push(tokio::spawn(async move {
            ledger.write(vec![(task, Write::Release)]).await
        }));
    }
    let waiting = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%\"{}\"%'",
        still.schema
    );
    let watcher = connect(&server()).await;
    loop {
        let row = watcher.query_one(&waiting, &[]).await.expect("it is SQL");
        if row.get::<_, i64>(0) == 3 {
            break;
        }
    }
    still
        .beside
        .batch_execute("COMMIT")
        .await
        .expect("it is SQL");
    let mut applied = 0;
    for release in releases {
        let written = release.await.expect("it ends").expect("it is reached");
        applied += usize::from(written == [Written::Applied]);
    }
    assert_eq!(applied, 1, "a release ends the right to write");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_many_submit_is_one_task() {
    let (ledger, _) = running().await;
    let mut submissions = Vec::new();
    for first in 0..8 {
        let ledger = ledger.clone();
        submissions.push(tokio::spawn(async move {
            let intents = (0..20).map(|nth| intent((nth + first) % 20)).collect();
            ledger.submit(intents, None).await.expect("they agree")
        }));
    }
    let mut new = 0;
    for submission in submissions {
        let submitted = submission.await.expect("it ends");
        new += submitted.iter().filter(|it| it.is_new).count();
    }
    assert_eq!(new, 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_who_ask_at_once_are_granted_no_more_than_there_is() {
    let still = Still::new().await;
    let rate = Rate::every(Duration::from_secs(1)).with_burst(50);
    let mut workers = Vec::new();
    for _ in 0..12 {
        let ledger = still.ledger.clone();
        workers.push(tokio::spawn(async move {
            let grant = ledger.grant(&account(), 7, rate).await;
            grant.expect("it is reached").n
        }));
    }
    let mut granted = 0;
    for worker in workers {
        granted += worker.await.expect("it ends");
    }
    assert_eq!(granted, 50);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_many_find_over_is_ended_once() {
    let mut still = Still::new().await;
    submit(&still.ledger, 1_200).await;
    let ttl = Duration::from_secs(10);
    let session = still.ledger.open_session("dies", ttl).await.expect("opens");
    for _ in 0..3 {
        assert_eq!(lease(&still.ledger, session, 400).await.len(), 400);
    }
    still.pass(ttl).await;
    let mut lists = Vec::new();
    for _ in 0..6 {
        let ledger = still.ledger.clone();
        lists.push(tokio::spawn(async move { n_held(&ledger).await }));
    }
    for list in lists {
        list.await.expect("it ends");
    }
    assert_eq!(n_held(&still.ledger).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_of_the_database_that_is_set_back_stops_nobody() {
    let mut still = Still::new().await;
    let rate = Rate::every(Duration::from_secs(1)).with_burst(5);
    let ask = async |still: &Still| {
        let grant = still.ledger.grant(&account(), 5, rate).await;
        grant.expect("it is reached").n
    };
    assert_eq!(ask(&still).await, 5);
    let back = format!("UPDATE {}.clock SET at = at - 3600000", still.schema);
    still.beside.execute(&back, &[]).await.expect("it is SQL");
    // Whoever asks first finds out, and is granted nothing.
    assert_eq!(ask(&still).await, 0);
    still.pass(Duration::from_secs(3)).await;
    assert_eq!(ask(&still).await, 3);
}
