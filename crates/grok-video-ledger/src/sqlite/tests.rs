//! What can't be seen from outside: how each call syncs, how tasks are found, and what happens without patience or room.

use std::error::Error;
use std::time::Duration;

use rusqlite::Connection;

use super::tasks::which;
use super::{SqliteLedger, schema};
use crate::{
    Account, Filter, Intent, Ledger, LedgerErrorKind, Pause, Proof, Resolution, Stage, Trouble,
    Work, Write,
};

fn ledger(folder: &tempfile::TempDir) -> SqliteLedger {
    SqliteLedger::open(folder.path().join("a.db")).expect("the folder is there")
}

impl SqliteLedger {
    /// Returns what SQLite says it does at the end of a transaction: 1 is NORMAL, 2 is FULL.
    fn level(&self) -> i64 {
        let desk = self.shared.desk.lock().expect("no step panicked");
        let connection = desk.connection();
        connection
            .pragma_query_value(None, "synchronous", |row| row.get(0))
            .expect("SQLite knows it")
    }

    fn plan(&self, sql: &str) -> String {
        let desk = self.shared.desk.lock().expect("no step panicked");
        let connection = desk.connection();
        let mut plan = connection
            .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
            .expect("it is SQL");
        let mut lines = plan.raw_query();
        let mut text = String::new();
        while let Some(line) = lines.next().expect("it runs") {
            text.push_str(&line.get::<_, String>(3).expect("it is text"));
            text.push('\n');
        }
        text
    }
}

#[tokio::test(flavor = "current_thread")]
async fn all_but_pauses_beats_and_openings_are_synced() {
    const NORMAL: i64 = 1;
    const FULL: i64 = 2;
    let folder = tempfile::tempdir().expect("there is room");
    let ledger = ledger(&folder);
    let account = Account::from("a");
    assert_eq!(ledger.level(), FULL);

    let ttl = Duration::from_secs(60);
    let session = ledger.open_session("w", ttl).await.expect("opens");
    assert_eq!(ledger.level(), NORMAL, "open_session");
    let intent = Intent {
        client_ref: "one".into(),
        account: account.clone(),
        work: Work::Follow("video_1".parse().expect("an id")),
        destination: None,
    };
    ledger.submit(vec![intent], None).await.expect("submits");
    assert_eq!(ledger.level(), FULL, "submit");
    let _ = ledger.beat(session).await.expect("beats");
    assert_eq!(ledger.level(), NORMAL, "beat");
    let held = ledger.lease_due(session, &account, 1, None).await;
    let held = held.expect("leases");
    assert_eq!(ledger.level(), FULL, "lease_due");
    let task = held[0].task;
    assert!(matches!(held[0].stage, Stage::Wait { .. }));

    let pause = || (task, Write::Reschedule(Pause::default()));
    let _ = ledger.write(vec![pause(), pause()]).await.expect("writes");
    assert_eq!(ledger.level(), NORMAL, "pauses");
    let fail = (task, Write::Fail(Trouble::new("failed", "no video")));
    let _ = ledger.write(vec![pause(), fail]).await.expect("writes");
    assert_eq!(ledger.level(), FULL, "a failure among pauses");
    let proof = Proof {
        place: "/v.mp4".into(),
        bytes: 1,
        sha256: [0; 32],
    };
    for write in [
        Write::Created("video_1".parse().expect("an id")),
        Write::NotSent,
        Write::Unknown,
        Write::Saving(proof.clone()),
        Write::Saved(proof),
        Write::Release,
    ] {
        let _ = ledger.beat(session).await.expect("beats");
        let what = format!("{write:?}");
        let _ = ledger.write(vec![(task, write)]).await.expect("writes");
        assert_eq!(ledger.level(), FULL, "{what}");
    }
    let _ = ledger.beat(session).await.expect("beats");
    let _ = ledger.start_create(session, vec![task]).await;
    assert_eq!(ledger.level(), FULL, "start_create");
    let _ = ledger.beat(session).await.expect("beats");
    let _ = ledger.resolve(task.task, Resolution::Send).await;
    assert_eq!(ledger.level(), FULL, "resolve");
    let _ = ledger.beat(session).await.expect("beats");
    ledger.close_session(session).await.expect("closes");
    assert_eq!(ledger.level(), FULL, "close_session");
    let _ = ledger.beat(session).await.expect("beats");
    let _ = ledger.list(Filter::default(), None, 1).await;
    assert_eq!(ledger.level(), FULL, "list");
}

#[tokio::test(flavor = "current_thread")]
async fn every_search_has_its_index() {
    let folder = tempfile::tempdir().expect("there is room");
    let ledger = ledger(&folder);
    for (search, index) in [
        (
            which::DUE,
            "tasks_by_rank (account=? AND rank=? AND rank_at<?)",
        ),
        (which::HELD, "tasks_by_holder (holder=?)"),
        (which::NAMED, "tasks_by_name (client_ref=? AND account=?)"),
        (which::NAMED_ANYWHERE, "tasks_by_name (client_ref=?)"),
        (which::IN_STATE, "tasks_by_state (state=? AND rowid>?)"),
        (which::AFTER, "INTEGER PRIMARY KEY (rowid>?)"),
        (which::ONE, "INTEGER PRIMARY KEY (rowid=?)"),
    ] {
        let plan = ledger.plan(&format!(
            "SELECT * FROM tasks LEFT JOIN requests USING (task) WHERE {search}"
        ));
        assert!(plan.contains(index), "{search}: {plan}");
        assert!(!plan.contains("SCAN"), "{search}: {plan}");
        // The few tasks of one name, in several accounts, are sorted.
        let is_sorted = plan.contains("TEMP B-TREE");
        assert_eq!(is_sorted, search == which::NAMED_ANYWHERE, "{plan}");
    }
}

fn intent(destination: &str) -> Intent {
    Intent {
        client_ref: "one".into(),
        account: Account::from("a"),
        work: Work::Follow("video_1".parse().expect("an id")),
        destination: Some(destination.into()),
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_others_have_for_themselves_can_be_asked_later() {
    let folder = tempfile::tempdir().expect("there is room");
    let ledger = ledger(&folder);
    let path = ledger.shared.path.clone();
    {
        let desk = ledger.shared.desk.lock().expect("no step panicked");
        desk.connection()
            .busy_timeout(Duration::ZERO)
            .expect("it is set");
    }
    let other = Connection::open(&path).expect("it is there");
    other
        .execute_batch("BEGIN IMMEDIATE")
        .expect("nobody has it");
    let error = ledger.submit(vec![intent("a")], None).await;
    let error = error.expect_err("another has it");
    assert_eq!(error.kind(), LedgerErrorKind::Unavailable, "{error}");
    assert!(error.to_string().contains("busy"), "{error}");
    assert!(error.source().is_some());
    let opened = schema::open(&path, Duration::ZERO);
    let error = opened.expect_err("another has it").of(&path);
    assert_eq!(error.kind(), LedgerErrorKind::Unavailable, "{error}");
    other.execute_batch("COMMIT").expect("it has it");
    ledger
        .submit(vec![intent("a")], None)
        .await
        .expect("nobody has it");
}

#[tokio::test(flavor = "current_thread")]
async fn without_room_nothing_is_written() {
    let folder = tempfile::tempdir().expect("there is room");
    let ledger = ledger(&folder);
    let limit = |n_pages: i64| {
        let desk = ledger.shared.desk.lock().expect("no step panicked");
        let set = desk
            .connection()
            .pragma_update(None, "max_page_count", n_pages);
        set.expect("it is set");
    };
    limit(1);
    let large = intent(&"a".repeat(100_000));
    let batch = vec![
        Intent {
            client_ref: "two".into(),
            ..intent("b")
        },
        large.clone(),
    ];
    let error = ledger
        .submit(batch, None)
        .await
        .expect_err("there is no room");
    assert_eq!(error.kind(), LedgerErrorKind::Unavailable, "{error}");
    assert!(error.to_string().contains("make room"), "{error}");
    let listed = ledger.list(Filter::default(), None, 10).await;
    assert_eq!(listed.expect("reading needs no room").len(), 0);
    limit(1_000_000);
    let submitted = ledger
        .submit(vec![large], None)
        .await
        .expect("there is room");
    assert!(submitted[0].is_new);
}
