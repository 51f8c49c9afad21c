//! Tasks that are in hand from the moment in which they are written down.

use grok_video::ledger::TaskState;
use grok_video::{GenerateError, Resumed};
use grok_video_mock::{MockServer, Script};

use super::{builder, listed, query_times, request, saved, seconds, settle, states, with_ledger};

#[tokio::test(start_paused = true)]
async fn nobody_takes_a_claimed_task_for_one_that_was_left() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let order = || client.generate(request()).save_to(folder.path());
    let other = builder(&server.base_url()).ledger(ledger.clone()).build();
    let claim = order().claim().await.unwrap();
    let same = || other.generate(request()).save_to(folder.path());
    assert!(same().unfinished().await.unwrap().is_none());
    assert!(other.resume().await.unwrap().ended.is_empty());

    let Resumed { ended, .. } = client.resume().claimed([claim]).await.unwrap();
    assert_eq!((saved(&ended), server.counts().creates), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_claim_that_is_dropped_is_left_to_whoever_comes_next() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let order = || client.generate(request()).named("kite");
    let claim = order().claim().await.unwrap();
    // In hand already.
    let again = order().claim().await;
    assert!(matches!(again, Err(GenerateError::Known(_))), "{again:?}");
    drop(claim);
    settle().await;
    let left = client.generate(request()).unfinished().await.unwrap();
    assert_eq!(left.unwrap().client_ref.as_ref(), "kite");
    let claim = order().claim().await.unwrap();
    assert_eq!(claim.task(), listed(&ledger).await[0].task);
    client.resume().claimed([claim]).await.unwrap();
    assert_eq!(states(&ledger).await, [TaskState::Completed]);
    assert_eq!(server.counts().creates, 1);
}

#[tokio::test(start_paused = true)]
async fn a_watch_that_begins_anew_goes_by_the_schedule_of_now() {
    let server = MockServer::builder()
        .script(Script::after(seconds(40), seconds(2000)))
        .start()
        .await
        .unwrap();
    let (client, ledger) = with_ledger(&server.base_url());
    client.generate(request()).create().await.unwrap();
    settle().await;
    let schedule = grok_video::Schedule::fixed(seconds(7))
        .with_deadline(seconds(21))
        .build()
        .unwrap();
    let hasty = builder(&server.base_url())
        .schedule(schedule)
        .ledger(ledger.clone())
        .build();
    let start = tokio::time::Instant::now();
    hasty.resume().watch_anew().await.unwrap();
    assert!(start.elapsed() <= seconds(22), "{:?}", start.elapsed());
    assert!(query_times(&server).len() >= 2);
    assert_eq!(states(&ledger).await, [TaskState::Active]);
}
