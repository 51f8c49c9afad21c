//! Between an intent and an id.

use std::future::IntoFuture;

use grok_video::ledger::{
    Fence, Fenced, Ledger, MemoryLedger, Resolution, TaskState, Trouble, Write, Written,
};
use grok_video::{Budget, GenerateError, Schedule};
use grok_video_mock::{Fault, MockServer, Scope, Trigger};

use super::super::service::{Scripted, http, json};
use super::{
    TestClock, builder, check_videos, listed, request, saved, seconds, settle, states, with_ledger,
};

#[tokio::test(start_paused = true)]
async fn an_ambiguous_create_is_shown_and_never_sent_again() {
    for answer in [
        http(500, b""),
        http(200, b"<html>"),
        Vec::new(),
        b"HTTP/1.1 200 X\r\n".to_vec(),
    ] {
        let server = Scripted::start(&[answer], &[Vec::new()]).await;
        let (client, ledger) = with_ledger(&server.base);
        let error = client.generate(request()).await.unwrap_err();
        let GenerateError::Create(cause) = &error else {
            panic!("{error:?}")
        };
        assert!(cause.outcome_unknown());
        for _ in 0..3 {
            let resumed = client.resume().await.unwrap();
            assert!(resumed.ended.is_empty());
            assert_eq!(resumed.unknown.len(), 1);
        }
        assert_eq!(states(&ledger).await, [TaskState::Unknown]);
        assert_eq!(server.received("POST ").len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_damaged_answer_that_names_a_task_is_followed() {
    let damaged = json(r#"{"id":"video_1","status":"#);
    let failed = json(r#"{"id":"video_1","status":"failed","error":"no"}"#);
    let server = Scripted::start(&[damaged, failed], &[Vec::new()]).await;
    let (client, ledger) = with_ledger(&server.base);
    let error = client.generate(request()).await.unwrap_err();
    assert!(matches!(error, GenerateError::Ended { .. }), "{error:?}");
    let entries = listed(&ledger).await;
    assert_eq!(entries[0].state, TaskState::Failed);
    assert_eq!(entries[0].id.as_ref().unwrap().as_str(), "video_1");
    assert_eq!(server.received("POST ").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_was_surely_not_taken_is_sent_again() {
    let server = MockServer::start().await;
    server.inject(Scope::creates(), Trigger::first(2), Fault::status(429));
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let order = client.generate(request()).save_to(folder.path());
    order.await.unwrap();
    assert_eq!(states(&ledger).await, [TaskState::Saved]);
    assert_eq!(server.counts().creates, 1);
    check_videos(folder.path(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_refused_key_leaves_an_intent_and_a_refused_request_a_failure() {
    for (status, state) in [
        (401, TaskState::Intent),
        (402, TaskState::Intent),
        (422, TaskState::Failed),
    ] {
        let server = Scripted::start(&[http(status, b"")], &[Vec::new()]).await;
        let (client, ledger) = with_ledger(&server.base);
        let error = client.generate(request()).await.unwrap_err();
        assert!(matches!(error, GenerateError::Create(_)), "{error:?}");
        assert_eq!(states(&ledger).await, [state]);
        assert_eq!(server.received("POST ").len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_create_that_is_dropped_half_way_is_of_unknown_outcome() {
    let server = MockServer::start().await;
    server.inject(
        Scope::creates(),
        Trigger::first(1),
        Fault::late(seconds(20)),
    );
    let (client, ledger) = with_ledger(&server.base_url());
    let order = client.generate(request()).into_future();
    assert!(tokio::time::timeout(seconds(5), order).await.is_err());
    settle().await;
    assert_eq!(states(&ledger).await, [TaskState::Unknown]);
    let resumed = client.resume().await.unwrap();
    assert_eq!((resumed.ended.len(), resumed.unknown.len()), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn a_person_settles_what_is_unknown() {
    let server = MockServer::start().await;
    server.inject(Scope::creates(), Trigger::first(2), Fault::status(500));
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let order = client.generate(request()).save_to(folder.path());
        assert!(order.await.is_err());
    }
    let entries = listed(&ledger).await;
    assert_eq!(states(&ledger).await, [TaskState::Unknown; 2]);
    let sent = ledger.resolve(entries[0].task, Resolution::Send).await;
    assert_eq!(sent.unwrap(), Written::Applied);
    server.plant(
        "video_1",
        "grok_video3",
        grok_video_mock::Script::immediate(),
    );
    let exists = Resolution::Exists(super::id("video_1"));
    assert_eq!(
        ledger.resolve(entries[1].task, exists).await.unwrap(),
        Written::Applied
    );
    let resumed = client.resume().await.unwrap();
    assert_eq!((saved(&resumed.ended), resumed.unknown.len()), (2, 0));
    check_videos(folder.path(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_id_that_can_t_be_written_down_is_told() {
    let server = MockServer::start().await;
    let late = Fault::late(seconds(20));
    server.inject(Scope::creates(), Trigger::first(1), late);
    let (client, ledger) = with_ledger(&server.base_url());
    let order = tokio::spawn(client.generate(request()).into_future());
    tokio::time::sleep(seconds(1)).await;
    // Somebody is told of the task by the ledger's owner, and decides too early.
    let entry = listed(&ledger).await.remove(0);
    let fenced = Fenced {
        task: entry.task,
        fence: Fence(1),
    };
    let unknown = ledger.write(vec![(fenced, Write::Unknown)]).await.unwrap();
    assert_eq!(unknown, [Written::Applied]);
    let dropped = Resolution::Drop(Trouble::new("given_up", "nobody waits for it"));
    let dropped = ledger.resolve(entry.task, dropped).await.unwrap();
    assert_eq!(dropped, Written::Applied);
    let error = order.await.unwrap().unwrap_err();
    let GenerateError::NotWritten { id, .. } = &error else {
        panic!("{error:?}")
    };
    assert!(error.to_string().contains(id.as_str()), "{error}");
    assert_eq!(states(&ledger).await, [TaskState::Failed]);
    assert_eq!(server.counts().creates, 1);
}

#[tokio::test(start_paused = true)]
async fn create_calls_and_queries_keep_one_budget_and_neither_starves() {
    const N_TASKS: usize = 60;
    const RATE: usize = 2;
    let server = MockServer::start().await;
    let ledger = MemoryLedger::with_clock(TestClock::default());
    let budget = Budget::per_second(RATE as f64).with_burst(1).build();
    let hasty = Schedule::fixed(seconds(1)).build().unwrap();
    let client = builder(&server.base_url())
        .schedule(hasty)
        .ledger(ledger.clone())
        .budget(budget.unwrap())
        .creates_at_a_time(N_TASKS)
        .build();
    for _ in 0..N_TASKS {
        client.generate(request()).submit().await.unwrap();
    }
    client.resume().await.unwrap();
    assert_eq!(states(&ledger).await, [TaskState::Completed; N_TASKS]);
    let requests = server.requests();
    let times: Vec<_> = requests.iter().map(|request| request.at).collect();
    for (first, from) in times.iter().enumerate() {
        let within = times[first..].partition_point(|at| *at < *from + seconds(10));
        assert!(within <= 1 + 10 * RATE, "{within} in ten seconds");
    }
    // Each is polled every second once it exists, which alone is more than the budget allows.
    let is_create: Vec<_> = requests.iter().map(|it| it.method == "POST").collect();
    let last = is_create.iter().rposition(|is_create| *is_create).unwrap();
    assert_eq!(
        is_create.iter().filter(|is_create| **is_create).count(),
        N_TASKS
    );
    let n_queries = last + 1 - N_TASKS;
    assert!(
        (N_TASKS * 8 / 10..=N_TASKS).contains(&n_queries),
        "{n_queries}"
    );
}
