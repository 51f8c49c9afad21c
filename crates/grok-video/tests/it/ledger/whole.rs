//! The whole way, with a ledger that looks on.

use std::fs;
use std::future::IntoFuture;

use grok_video::GenerateError;
use grok_video::ledger::TaskState;
use grok_video_mock::MockServer;

use super::{VIDEO, check_videos, listed, request, states, with_ledger};

#[tokio::test(start_paused = true)]
async fn a_request_becomes_a_whole_file_and_the_ledger_says_so() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kite.mp4");
    let made = client.generate(request()).save_to(&path).await.unwrap();
    let saved = made.saved.unwrap();
    assert_eq!(fs::read(&path).unwrap(), VIDEO);
    let entries = listed(&ledger).await;
    let entry = &entries[0];
    assert_eq!((entries.len(), entry.state), (1, TaskState::Saved));
    assert_eq!(entry.id.as_ref(), Some(made.task.id()));
    let proof = entry.proof.as_ref().unwrap();
    assert_eq!(*proof.place, *path.to_str().unwrap());
    assert_eq!(
        (proof.bytes, proof.sha256),
        (saved.bytes, *saved.sha256.as_bytes())
    );
    let counts = server.counts();
    assert_eq!((counts.creates, counts.downloads), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn the_same_name_is_the_same_task() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kite.mp4");
    let order = || client.generate(request()).save_to(&path).named("kite");
    // Two at once, of which one finds it in the other's hands, and one later.
    let (first, second) = tokio::join!(order().into_future(), order().into_future());
    let (made, refused) = match (first, second) {
        (Ok(made), Err(refused)) | (Err(refused), Ok(made)) => (made, refused),
        both => panic!("{both:?}"),
    };
    assert!(matches!(refused, GenerateError::Known(_)), "{refused:?}");
    assert!(refused.to_string().contains("in hand already"), "{refused}");
    assert_eq!(order().await.unwrap(), made);
    assert_eq!(server.counts().creates, 1);
    assert_eq!(states(&ledger).await, [TaskState::Saved]);
    check_videos(folder.path(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_name_that_means_something_else_is_refused_before_anything_is_sent() {
    let server = MockServer::start().await;
    let (client, _) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let kite = client.generate(request()).named("kite");
    kite.submit().await.unwrap();
    let other = client
        .generate(request())
        .named("kite")
        .save_to(folder.path());
    let error = other.await.unwrap_err();
    assert!(matches!(error, GenerateError::Ledger(_)), "{error:?}");
    assert_eq!(server.counts().creates, 0);
}

#[tokio::test(start_paused = true)]
async fn where_nothing_can_be_saved_nothing_is_written_down() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kite.mp4");
    fs::write(&path, "precious").unwrap();
    let error = client.generate(request()).save_to(&path).await.unwrap_err();
    assert!(matches!(error, GenerateError::Destination(_)), "{error:?}");
    assert_eq!(states(&ledger).await, []);
    assert_eq!(server.counts().creates, 0);
}

#[tokio::test(start_paused = true)]
async fn a_result_that_nobody_wants_saved_ends_completed() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let made = client.generate(request()).named("kite").await.unwrap();
    assert_eq!(made.saved, None);
    assert_eq!(states(&ledger).await, [TaskState::Completed]);
    assert_eq!(
        client.generate(request()).named("kite").await.unwrap(),
        made
    );
    let resumed = client.resume().await.unwrap();
    assert!(resumed.ended.is_empty());
    assert_eq!(server.counts().downloads, 0);
}

#[tokio::test(start_paused = true)]
async fn the_creation_is_told_with_a_ledger_too() {
    let server = MockServer::start().await;
    let (client, _) = with_ledger(&server.base_url());
    let (tell, told) = std::sync::mpsc::channel();
    let order = client.generate(request());
    let made = order.on_created(move |task| tell.send(task.id().clone()).unwrap());
    let made = made.await.unwrap();
    assert_eq!(told.try_recv().as_ref(), Ok(made.task.id()));
}
