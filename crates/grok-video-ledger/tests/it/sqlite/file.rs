//! The file itself: who may read it, and what is no ledger.

use std::error::Error;
use std::fs;

use grok_video_ledger::{Ledger, LedgerError, LedgerErrorKind, SqliteLedger};
use rusqlite::Connection;

use super::{Folder, intent, list, session};

fn refused(folder: &Folder) -> LedgerError {
    SqliteLedger::open(folder.path()).expect_err("it is no ledger of ours")
}

#[cfg(unix)]
#[tokio::test(flavor = "current_thread")]
async fn nobody_but_the_owner_may_read_what_is_created() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new();
    let ledger = folder.open();
    session(&ledger).await;
    ledger.submit(vec![intent("a")], None).await.expect("new");
    let names = folder.names("videos.db");
    let expected = ["", "-shm", "-wal", ".session-1"].map(|end| format!("videos.db{end}"));
    let mut expected = expected.to_vec();
    expected.sort();
    assert_eq!(names, expected);
    for name in names {
        let path = folder.0.path().join(&name);
        let mode = fs::metadata(path)
            .expect("it is there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "current_thread")]
async fn other_permissions_of_a_file_that_exists_are_its_owners_to_choose() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new();
    drop(folder.open());
    let shared = fs::Permissions::from_mode(0o660);
    fs::set_permissions(folder.path(), shared).expect("it is ours");
    let ledger = folder.open();
    ledger.submit(vec![intent("a")], None).await.expect("new");
    let wal = folder.0.path().join("videos.db-wal");
    let mode = fs::metadata(wal).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o660);
}

#[cfg(unix)]
#[tokio::test(flavor = "current_thread")]
async fn a_link_leads_to_the_same_ledger_and_the_same_locks() {
    let folder = Folder::new();
    let ledger = folder.open();
    let held = session(&ledger).await;
    ledger
        .submit(vec![intent("a")], Some(held))
        .await
        .expect("new");
    let elsewhere = Folder::new();
    std::os::unix::fs::symlink(folder.path(), elsewhere.path()).expect("there is room");
    let linked = elsewhere.open();
    session(&linked).await;
    assert!(list(&linked).await[0].is_held);
    assert_eq!(elsewhere.names("").len(), 1);
    assert_eq!(folder.names(".session-").len(), 2);
}

#[test]
fn a_file_that_is_no_database_is_left_as_it_is() {
    let folder = Folder::new();
    let text = "keep me. ".repeat(1000);
    fs::write(folder.path(), &text).expect("there is room");
    let error = refused(&folder);
    assert_eq!(error.kind(), LedgerErrorKind::Foreign, "{error}");
    assert!(error.to_string().contains("choose another file"), "{error}");
    assert!(error.source().is_some());
    assert_eq!(
        fs::read_to_string(folder.path()).expect("it is there"),
        text
    );
}

#[test]
fn a_database_of_another_program_is_left_as_it_is() {
    for pragma in [
        "application_id = 7",
        "user_version = 1",
        "application_id = 0",
    ] {
        let folder = Folder::new();
        let theirs = Connection::open(folder.path()).expect("there is room");
        let sql = format!("CREATE TABLE theirs (a); PRAGMA {pragma}");
        theirs.execute_batch(&sql).expect("it is SQL");
        drop(theirs);
        let before = fs::read(folder.path()).expect("it is there");
        let error = refused(&folder);
        assert_eq!(error.kind(), LedgerErrorKind::Foreign, "{error}");
        assert!(error.to_string().contains("another program"), "{error}");
        assert_eq!(fs::read(folder.path()).expect("it is there"), before);
    }
}

#[test]
fn a_later_version_is_refused() {
    for version in [3, 0, -1] {
        let folder = Folder::new();
        drop(folder.open());
        let ours = Connection::open(folder.path()).expect("it is there");
        ours.pragma_update(None, "user_version", version)
            .expect("it is a number");
        drop(ours);
        let error = refused(&folder);
        assert_eq!(error.kind(), LedgerErrorKind::Foreign, "{error}");
        let said = format!(
            "is a ledger of version {version}, and this program knows version 2 and earlier"
        );
        assert!(error.to_string().contains(&said), "{error}");
    }
}

#[test]
fn where_nothing_can_stand_it_is_unavailable() {
    let folder = Folder::new();
    let missing = folder.0.path().join("missing/videos.db");
    for path in [&missing, folder.0.path()] {
        let error = SqliteLedger::open(path).expect_err("it is no place for it");
        assert_eq!(error.kind(), LedgerErrorKind::Unavailable, "{error}");
        assert!(error.source().is_some());
    }
}

#[test]
fn an_empty_file_becomes_a_ledger() {
    let folder = Folder::new();
    fs::write(folder.path(), "").expect("there is room");
    drop(folder.open());
    drop(folder.open());
}
