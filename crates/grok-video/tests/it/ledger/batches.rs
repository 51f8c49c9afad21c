//! Many orders at once.

use grok_video::GenerateError;
use grok_video::ledger::TaskNo;
use grok_video_mock::MockServer;

use super::{builder, check_videos, listed_all, request, saved, with_ledger};

#[tokio::test(start_paused = true)]
async fn many_orders_keep_their_order_and_the_same_names_are_the_same_tasks() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let order = |n: u64| {
        let order = client.generate(request()).named(format!("kite-{n}"));
        order.save_to(folder.path())
    };
    let submitted = client.submit_all((1..=1_200).map(order)).await.unwrap();
    let tasks: Vec<_> = submitted.iter().map(|submitted| submitted.task).collect();
    assert_eq!(tasks, (1..=1_200).map(TaskNo).collect::<Vec<_>>());
    assert!(submitted.iter().all(|submitted| submitted.is_new));
    for entry in listed_all(&ledger).await {
        assert_eq!(*entry.client_ref, format!("kite-{}", entry.task.0));
        assert!(!entry.is_held);
    }
    let again = [700, 3, 1_201, 700].map(order);
    let again = client.submit_all(again).await.unwrap();
    let tasks: Vec<_> = again.iter().map(|submitted| submitted.task.0).collect();
    assert_eq!(tasks, [700, 3, 1_201, 700]);
    let is_new: Vec<_> = again.iter().map(|submitted| submitted.is_new).collect();
    assert_eq!(is_new, [false, false, true, false]);
    assert_eq!(server.counts().total(), 0);
    let resumed = client.resume().only([TaskNo(700)]).await.unwrap();
    assert_eq!(saved(&resumed.ended), 1);
    check_videos(folder.path(), 1);
    assert!(client.submit_all([]).await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn where_one_can_t_be_saved_none_is_written_down() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing").join("kite.mp4");
    let orders = (0..600).map(|n| {
        let place = if n == 599 { &missing } else { folder.path() };
        client.generate(request()).save_to(place)
    });
    let error = client.submit_all(orders).await.unwrap_err();
    assert!(matches!(error, GenerateError::Destination(_)), "{error:?}");
    assert!(listed_all(&ledger).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_place_that_was_good_for_a_known_task_is_looked_at_for_a_new_one() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let path = format!("{}/", folder.path().display());
    let order = |name: &str| client.generate(request()).named(name).save_to(&path);
    order("kite").submit().await.unwrap();
    drop(folder);
    // The one is known, wherever it goes.
    assert!(!client.submit_all([order("kite")]).await.unwrap()[0].is_new);
    let error = client.submit_all([order("kite"), order("gull")]).await;
    assert!(
        matches!(error, Err(GenerateError::Destination(_))),
        "{error:?}"
    );
    assert_eq!(listed_all(&ledger).await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn without_a_ledger_many_orders_can_t_be_written_down() {
    let server = MockServer::start().await;
    let client = builder(&server.base_url()).build();
    let error = client.submit_all([client.generate(request())]).await;
    assert!(matches!(error, Err(GenerateError::Ledger(_))), "{error:?}");
}
