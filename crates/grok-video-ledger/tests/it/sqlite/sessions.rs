//! Sessions of several ledgers on one file.

use std::fs;
use std::time::Duration;

use grok_video_ledger::{Ledger, LedgerErrorKind, Life, TaskState, Write, Written};

use super::{Folder, Hand, LONG, account, intent, lease, sending, session, states};

#[tokio::test(flavor = "current_thread")]
async fn two_ledgers_on_one_file_see_each_other() {
    let folder = Folder::new();
    let (one, two) = (folder.open(), folder.open());
    let (of_one, of_two) = (session(&one).await, session(&two).await);
    assert_ne!(of_one.id(), of_two.id());
    one.submit(vec![intent("a")], None)
        .await
        .expect("it is new");
    let again = two.submit(vec![intent("a")], None).await.expect("the same");
    assert!(!again[0].is_new);

    let held = lease(&two, of_two).await;
    assert_eq!(held.len(), 1);
    assert_eq!(lease(&one, of_one).await, []);
    let written = one.write(vec![(held[0].task, Write::Release)]).await;
    assert_eq!(written.expect("it is written"), [Written::Applied]);
    let again = lease(&one, of_one).await;
    assert!(again[0].task.fence > held[0].task.fence);
    let stale = two.write(vec![(held[0].task, Write::NotSent)]).await;
    assert_eq!(stale.expect("it is answered"), [Written::Stale]);
}

#[tokio::test(flavor = "current_thread")]
async fn a_ledger_that_is_dropped_frees_its_tasks_at_once() {
    let folder = Folder::new();
    let (one, two) = (folder.open(), folder.open());
    let (gone, stays) = (session(&one).await, session(&two).await);
    let task = sending(&one, gone, "sent").await;
    one.submit(vec![intent("held")], Some(gone))
        .await
        .expect("new");
    let clone = one.clone();
    crate::let_go(one);
    // A clone is the same ledger.
    assert_eq!(lease(&two, stays).await, []);
    assert_eq!(folder.names(".session-").len(), 2);
    crate::let_go(clone);
    let held = lease(&two, stays).await;
    assert_eq!(held.len(), 1, "{held:?}");
    let free = (TaskState::Unknown, false);
    assert_eq!(states(&two).await, [free, (TaskState::Intent, true)]);
    assert_eq!(folder.names(".session-").len(), 1);
    // The fence is as old as ever, and a late answer is worth a video.
    let created = Write::Created("video_1".parse().expect("an id"));
    let written = two.write(vec![(task, created)]).await.expect("answers");
    assert_eq!(written, [Written::Applied]);
}

#[tokio::test(flavor = "current_thread")]
async fn a_session_without_its_file_is_over() {
    let folder = Folder::new();
    let (one, two) = (folder.open(), folder.open());
    let lost = session(&one).await;
    fs::remove_file(folder.0.path().join(&folder.names(".session-")[0])).expect("it is there");
    assert_eq!(one.beat(lost).await.expect("answers"), Life::Live);
    session(&two).await;
    assert_eq!(one.beat(lost).await.expect("answers"), Life::Lost);
    let error = one.lease_due(lost, &account(), 1, None).await;
    let error = error.expect_err("it is over");
    assert_eq!(error.kind(), LedgerErrorKind::SessionLost);
}

#[tokio::test(flavor = "current_thread")]
async fn a_session_whose_time_has_come_is_over_though_its_process_lives() {
    let folder = Folder::new();
    let clock = Hand::default();
    let (one, two) = (folder.open_at(&clock), folder.open_at(&clock));
    let ttl = Duration::from_secs(30);
    let slow = one.open_session("slow", ttl).await.expect("opens");
    sending(&one, slow, "sent").await;
    clock.pass(ttl / 2);
    assert_eq!(one.beat(slow).await.expect("answers"), Life::Live);
    clock.pass(ttl - Duration::from_millis(1));
    assert_eq!(states(&two).await, [(TaskState::Sending, true)]);
    clock.pass(Duration::from_millis(1));
    assert_eq!(states(&two).await, [(TaskState::Unknown, false)]);
    assert_eq!(folder.names(".session-"), [""; 0]);
    assert_eq!(one.beat(slow).await.expect("answers"), Life::Lost);
}

#[tokio::test(flavor = "current_thread")]
async fn a_session_that_is_closed_leaves_no_file_and_no_number() {
    let folder = Folder::new();
    let ledger = folder.open();
    let first = session(&ledger).await;
    assert_eq!(folder.names(".session-"), ["videos.db.session-1"]);
    ledger.close_session(first).await.expect("closes");
    ledger.close_session(first).await.expect("closes again");
    assert_eq!(folder.names(".session-"), [""; 0]);
    crate::let_go(ledger);
    assert!(session(&folder.open()).await.id() > first.id());
}

#[tokio::test(flavor = "current_thread")]
async fn a_refused_call_still_ends_what_is_over() {
    let folder = Folder::new();
    let clock = Hand::default();
    let ledger = folder.open_at(&clock);
    let over = ledger.open_session("over", LONG).await.expect("opens");
    sending(&ledger, over, "sent").await;
    clock.pass(LONG);
    let refused = ledger.lease_due(over, &account(), 1, None).await;
    refused.expect_err("the session is over");
    clock.pass(LONG);
    let listed = super::list(&ledger).await;
    assert_eq!(listed[0].state, TaskState::Unknown);
    assert_eq!(listed[0].changed_at, std::time::UNIX_EPOCH + LONG);
}
