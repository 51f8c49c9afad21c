//! What is left of a worker that is gone.

use std::time::Duration;

use crate::conformance::bench::{Bench, TTL, completed, refused, sound};
use crate::conformance::content::proof;
use crate::conformance::step::{account, id};
use crate::conformance::subject::Subject;
use crate::{LedgerErrorKind, Life, Pause, Resolution, Stage, TaskState, Write, Written};

/// Beats keep a session; without one it ends, and its task in `Sending` is listed and never leased.
pub(super) async fn leaves_unknown_what_was_being_sent<S: Subject>(bench: &mut Bench<S>) {
    let session = bench.open().await;
    let (sent, kept) = (bench.hold(0, session).await, bench.hold(1, session).await);
    assert!(bench.start(session, sent).await.is_some());
    for _ in 0..3 {
        bench.subject.pass(TTL * 3 / 4).await;
        let life = sound(bench.ledger().beat(session).await);
        assert_eq!(life, Life::Live, "a beat in time");
    }
    assert_eq!(bench.state(sent.task).await, TaskState::Sending);

    bench.subject.pass(TTL).await;
    assert_eq!(bench.state(sent.task).await, TaskState::Unknown);
    let life = sound(bench.ledger().beat(session).await);
    assert_eq!(life, Life::Lost, "a beat too late");
    let error = refused(bench.ledger().start_create(session, vec![kept]).await);
    assert_eq!(error, LedgerErrorKind::SessionLost);

    let other = bench.open().await;
    assert_eq!(bench.lease_one(other, 1).await.task, kept.task);
    for _ in 0..3 {
        let leased = bench.lease(other, &account(0)).await;
        assert_eq!(leased, [], "a task whose outcome is unknown is leased");
        bench.subject.pass(TTL / 4).await;
    }
    let again = bench.submit(0, Some(other)).await;
    assert!(!again.is_new && again.held.is_none(), "{again:?}");
    assert_eq!(bench.state(sent.task).await, TaskState::Unknown);
}

/// The worker lives on after all, and its call is answered: its fence is still the latest.
pub(super) async fn takes_a_late_answer<S: Subject>(bench: &Bench<S>) {
    let (session, other) = (bench.open().await, bench.open().await);
    let task = bench.hold(0, session).await;
    assert!(bench.start(session, task).await.is_some());
    bench.close(session).await;
    assert_eq!(bench.state(task.task).await, TaskState::Unknown);
    bench.applied(task, Write::Created(id(7))).await;
    bench.applied(task, Write::Created(id(7))).await;
    let held = bench.lease(other, &account(0)).await;
    let stages: Vec<_> = held.into_iter().map(|held| held.stage).collect();
    assert!(
        matches!(&stages[..], [Stage::Wait { id: known, .. }] if *known == id(7)),
        "{stages:?}"
    );
    let late = bench.write(task, Write::Created(id(7))).await;
    assert_eq!(late, Written::Stale, "another has leased it since");
}

/// After a person has decided, what the dead worker has to say comes too late.
pub(super) async fn takes_no_late_answer_after_a_decision<S: Subject>(bench: &Bench<S>) {
    let decisions = [Resolution::Send, Resolution::Exists(id(1))];
    for (of, decision) in decisions.into_iter().enumerate() {
        let session = bench.open().await;
        let task = bench.hold(of as u8, session).await;
        assert!(bench.start(session, task).await.is_some());
        bench.close(session).await;
        let resolved = bench.resolve(task.task, decision).await;
        assert_eq!(resolved, Written::Applied);
        let before = bench.entry(task.task).await;
        for late in [Write::Created(id(1)), Write::NotSent, Write::Unknown] {
            assert_eq!(bench.write(task, late).await, Written::Stale);
        }
        assert_eq!(bench.entry(task.task).await, before);
    }
}

/// What was answered stands after the ledger was opened again, in every state.
pub(super) async fn loses_nothing<S: Subject>(bench: &mut Bench<S>) {
    let session = bench.open().await;
    let mut tasks = Vec::new();
    for (of, state) in TaskState::ALL.into_iter().enumerate() {
        let task = bench.hold(of as u8, session).await;
        bench.bring(session, task, state).await;
        if state == TaskState::Active {
            let pause = Pause {
                due_in: Duration::from_secs(9),
                snapshot: Some("where it was left".into()),
                note: Some("slow".into()),
                release: false,
            };
            bench.applied(task, Write::Reschedule(pause)).await;
        }
        tasks.push(task);
    }
    bench.close(session).await;
    let before = bench.list().await;
    bench.subject.reopen().await;
    assert_eq!(bench.list().await, before);

    let session = bench.open().await;
    for (of, (task, state)) in tasks.into_iter().zip(TaskState::ALL).enumerate() {
        let leased = bench.lease(session, &account(of as u8)).await;
        let Some(held) = leased.first() else {
            continue;
        };
        let fences = (task.fence, held.task.fence);
        assert!(
            fences.0 < fences.1,
            "{state}: fences begin anew: {fences:?}"
        );
        match state {
            TaskState::Active => bench.applied(held.task, completed(0)).await,
            TaskState::Completed => bench.applied(held.task, Write::Saved(proof(0))).await,
            _ => assert!(bench.start(session, held.task).await.is_some()),
        }
    }
}
