//! Rounds in which each create call is made once.

use grok_video::GenerateError;
use grok_video::ledger::TaskState;
use grok_video_mock::{Fault, MockServer, Scope, Trigger};

use super::{request, states, with_ledger};

#[tokio::test(start_paused = true)]
async fn a_call_that_is_made_once_and_surely_not_taken_is_a_failure() {
    for status in [401, 402, 422, 425, 429] {
        let server = MockServer::start().await;
        server.inject(Scope::creates(), Trigger::always(), Fault::status(status));
        let (client, ledger) = with_ledger(&server.base_url());
        client.generate(request()).submit().await.unwrap();
        let resumed = client.resume().create_once().await.unwrap();
        let result = &resumed.ended[0].result;
        assert!(
            matches!(result, Err(GenerateError::Create(error)) if !error.outcome_unknown()),
            "{result:?}"
        );
        assert_eq!(states(&ledger).await, [TaskState::Failed], "{status}");
        assert!(client.resume().await.unwrap().ended.is_empty());
        assert_eq!(server.counts().total(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_made_once_and_may_have_been_taken_stays_unknown() {
    let server = MockServer::start().await;
    server.inject(Scope::creates(), Trigger::always(), Fault::status(503));
    let (client, ledger) = with_ledger(&server.base_url());
    client.generate(request()).submit().await.unwrap();
    let resumed = client.resume().create_once().await.unwrap();
    assert_eq!((resumed.ended.len(), resumed.unknown.len()), (1, 1));
    assert_eq!(states(&ledger).await, [TaskState::Unknown]);
    assert!(client.resume().await.unwrap().ended.is_empty());
    assert_eq!(server.counts().total(), 1);
}

#[tokio::test(start_paused = true)]
async fn where_nobody_listens_a_call_that_is_made_once_fails() {
    let server = MockServer::start().await;
    let base = server.base_url();
    server.shutdown().await;
    let (client, ledger) = with_ledger(&base);
    client.generate(request()).submit().await.unwrap();
    let resumed = client.resume().create_once().await.unwrap();
    let Err(GenerateError::Create(error)) = &resumed.ended[0].result else {
        panic!("{resumed:?}");
    };
    assert!(error.not_sent());
    assert_eq!(states(&ledger).await, [TaskState::Failed]);
    assert!(client.resume().await.unwrap().ended.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_place_that_went_bad_fails_what_is_made_once() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let order = client.generate(request()).save_to(folder.path());
    order.submit().await.unwrap();
    drop(folder);
    let resumed = client.resume().create_once().await.unwrap();
    let result = &resumed.ended[0].result;
    assert!(
        matches!(result, Err(GenerateError::Destination(_))),
        "{result:?}"
    );
    assert_eq!(states(&ledger).await, [TaskState::Failed]);
    assert_eq!(server.counts().total(), 0);
}
