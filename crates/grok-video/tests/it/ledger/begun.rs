//! Tasks that are created, and left to whoever comes next.

use std::future::IntoFuture;
use std::sync::{Arc, Mutex};

use grok_video::GenerateError;
use grok_video::ledger::TaskState;
use grok_video_mock::{Fault, MockServer, Scope, Trigger};

use super::super::service::{Scripted, client, json};
use super::{check_videos, listed, request, saved, seconds, settle, states, with_ledger};

#[tokio::test(start_paused = true)]
async fn what_was_begun_is_free_at_once_and_saved_by_who_resumes() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let told = Arc::new(Mutex::new(Vec::new()));
    let telling = told.clone();
    let order = client.generate(request()).save_to(folder.path());
    let order = order.on_created(move |task| telling.lock().unwrap().push(task.id().clone()));
    let task = order.create().await.unwrap();
    assert_eq!(*told.lock().unwrap(), [task.id().clone()]);
    let entry = listed(&ledger).await.remove(0);
    assert_eq!((entry.state, entry.is_held), (TaskState::Active, false));
    assert_eq!(entry.id.as_ref(), Some(task.id()));
    assert!(entry.due_at > entry.changed_at, "{entry:?}");
    assert_eq!(server.counts().total(), 1);
    assert_eq!(saved(&client.resume().await.unwrap().ended), 1);
    assert_eq!(server.counts().creates, 1);
    check_videos(folder.path(), 1);
}

#[tokio::test(start_paused = true)]
async fn without_a_ledger_it_is_created_and_no_more() {
    let server = MockServer::start().await;
    let client = client(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let (tell, mut told) = tokio::sync::oneshot::channel();
    let order = client.generate(request()).save_to(folder.path());
    let order = order.on_created(move |task| tell.send(task.id().clone()).unwrap());
    let task = order.create().await.unwrap();
    assert_eq!(told.try_recv().as_ref(), Ok(task.id()));
    assert_eq!(server.counts().total(), 1);
    let nowhere = folder.path().join("missing").join("kite.mp4");
    let error = client.generate(request()).save_to(nowhere).create().await;
    assert!(
        matches!(error, Err(GenerateError::Destination(_))),
        "{error:?}"
    );
    assert_eq!(server.counts().total(), 1);
}

#[tokio::test(start_paused = true)]
async fn where_it_can_t_be_saved_nothing_is_begun() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("missing").join("kite.mp4");
    let error = client.generate(request()).save_to(nowhere).create().await;
    assert!(
        matches!(error, Err(GenerateError::Destination(_))),
        "{error:?}"
    );
    assert_eq!(states(&ledger).await, []);
    assert_eq!(server.counts().total(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_damaged_answer_tells_the_id_and_the_ledger_has_it() {
    let damaged = json(r#"{"id":"video_1","status":"#);
    let failed = json(r#"{"id":"video_1","status":"failed","error":"no"}"#);
    let server = Scripted::start(&[damaged, failed], &[Vec::new()]).await;
    let (client, ledger) = with_ledger(&server.base);
    let error = client.generate(request()).create().await.unwrap_err();
    let GenerateError::Create(error) = error else {
        panic!("{error:?}")
    };
    assert_eq!(error.task_id().unwrap().as_str(), "video_1");
    let entry = listed(&ledger).await.remove(0);
    assert_eq!((entry.state, entry.is_held), (TaskState::Active, false));
    assert_eq!(entry.id.as_ref(), error.task_id());
    assert_eq!(client.resume().await.unwrap().ended.len(), 1);
    assert_eq!(states(&ledger).await, [TaskState::Failed]);
    assert_eq!(server.received("POST ").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_leaves_it_unknown() {
    let server = MockServer::start().await;
    server.inject(Scope::creates(), Trigger::always(), Fault::reset());
    let (client, ledger) = with_ledger(&server.base_url());
    let error = client.generate(request()).create().await.unwrap_err();
    assert!(
        matches!(&error, GenerateError::Create(error) if error.outcome_unknown()),
        "{error:?}"
    );
    assert_eq!(states(&ledger).await, [TaskState::Unknown]);
    assert_eq!(client.resume().await.unwrap().unknown.len(), 1);
    assert_eq!(server.counts().total(), 1);
}

#[tokio::test(start_paused = true)]
async fn one_that_is_dropped_while_its_call_is_under_way_is_unknown() {
    let server = MockServer::start().await;
    let late = Fault::late(seconds(3));
    server.inject(Scope::creates(), Trigger::always(), late);
    let (client, ledger) = with_ledger(&server.base_url());
    let create = client.generate(request()).create();
    let dropped = tokio::time::timeout(seconds(1), create).await;
    assert!(dropped.is_err());
    settle().await;
    assert_eq!(states(&ledger).await, [TaskState::Unknown]);
}

#[tokio::test(start_paused = true)]
async fn what_surely_was_not_taken_has_failed() {
    let server = MockServer::start().await;
    server.inject(Scope::creates(), Trigger::always(), Fault::status(429));
    let (client, ledger) = with_ledger(&server.base_url());
    assert!(client.generate(request()).create().await.is_err());
    assert_eq!(states(&ledger).await, [TaskState::Failed]);
    assert!(client.resume().await.unwrap().ended.is_empty());
    assert_eq!(server.counts().total(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_name_is_begun_once() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let order = || client.generate(request()).named("kite");
    // What was only submitted is created.
    order().submit().await.unwrap();
    let task = order().create().await.unwrap();
    let error = order().create().await.unwrap_err();
    let GenerateError::Known(entry) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(entry.id.as_ref(), Some(task.id()));
    // It is not told to be in the hands of who just asked.
    assert!(!entry.is_held && error.to_string().contains("resume goes on with it"));
    assert!(!listed(&ledger).await.remove(0).is_held);
    assert_eq!(server.counts().total(), 1);
    // In somebody's hands it stays there.
    let resuming = tokio::spawn(client.resume().into_future());
    tokio::time::sleep(seconds(10)).await;
    let error = order().create().await.unwrap_err();
    assert!(error.to_string().contains("in hand already"), "{error}");
    assert_eq!(resuming.await.unwrap().unwrap().ended.len(), 1);
    assert_eq!(server.counts().creates, 1);
}
