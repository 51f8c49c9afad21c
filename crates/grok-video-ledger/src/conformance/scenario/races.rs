//! Two workers at once.

use std::collections::BTreeSet;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use crate::conformance::bench::{Bench, plea, sound};
use crate::conformance::step::{account, id};
use crate::conformance::subject::Subject;
use crate::{TaskState, Write, Written};

/// Every task is leased once, to one of the two.
pub(super) async fn for_tasks_have_one_winner<S: Subject>(bench: &Bench<S>) {
    let (one, other) = (bench.open().await, bench.open().await);
    let intents = (0..60).map(|name| plea(0, name).intent()).collect();
    let all = sound(bench.ledger().submit(intents, None).await);
    let of = account(0);
    let mut leased = Vec::new();
    loop {
        let before = leased.len();
        let (mine, theirs) = both(
            bench.ledger().lease_due(one, &of, 7, None),
            bench.ledger().lease_due(other, &of, 5, None),
        )
        .await;
        for held in [sound(mine), sound(theirs)] {
            leased.extend(held.into_iter().map(|held| held.task.task));
        }
        if leased.len() == before {
            break;
        }
    }
    let distinct: BTreeSet<_> = leased.iter().copied().collect();
    assert_eq!(leased.len(), distinct.len(), "a task is leased twice");
    assert_eq!(distinct.len(), all.len(), "a task is never leased");
}

/// One asks twice at once, while another takes the task over again and again: one permit.
pub(super) async fn for_a_permit_have_one_winner<S: Subject>(bench: &Bench<S>) {
    for of in 0..10 {
        let session = bench.open().await;
        let task = bench.hold(of, session).await;
        let (one, other) = both(
            bench.ledger().start_create(session, vec![task]),
            bench.ledger().start_create(session, vec![task]),
        )
        .await;
        let given = sound(one).into_iter().chain(sound(other)).flatten().count();
        assert_eq!(given, 1, "permits for one intent");

        let (created, resolved) = both(
            bench.ledger().write(vec![(task, Write::Created(id(1)))]),
            bench.ledger().close_session(session),
        )
        .await;
        sound(resolved);
        assert_eq!(sound(created), [Written::Applied], "a late answer");
        assert_eq!(bench.state(task.task).await, TaskState::Active);
        assert!(!bench.entry(task.task).await.is_held);
    }
}

/// Two who submit the same name at once have the same task, and one of them holds it.
pub(super) async fn for_a_name_make_one_task<S: Subject>(bench: &Bench<S>) {
    let (one, other) = (bench.open().await, bench.open().await);
    for name in 0..10 {
        let intents = || vec![plea(0, name).intent(), plea(1, name).intent()];
        let (mine, theirs) = both(
            bench.ledger().submit(intents(), Some(one)),
            bench.ledger().submit(intents(), Some(other)),
        )
        .await;
        let (mine, theirs) = (sound(mine), sound(theirs));
        for (mine, theirs) in mine.iter().zip(&theirs) {
            assert_eq!(mine.task, theirs.task, "one name, one task");
            assert!(mine.is_new != theirs.is_new, "one of them is the first");
            assert!(mine.held.is_some() != theirs.held.is_some(), "one holds it");
        }
    }
}

/// Waits for two at once, without a runtime.
async fn both<A: Future, B: Future>(one: A, other: B) -> (A::Output, B::Output) {
    let (mut one, mut other) = (pin!(one), pin!(other));
    let (mut first, mut second) = (None, None);
    poll_fn(|context| {
        if first.is_none()
            && let Poll::Ready(output) = one.as_mut().poll(context)
        {
            first = Some(output);
        }
        if second.is_none()
            && let Poll::Ready(output) = other.as_mut().poll(context)
        {
            second = Some(output);
        }
        match (first.take(), second.take()) {
            (Some(one), Some(other)) => Poll::Ready((one, other)),
            (one, other) => {
                (first, second) = (one, other);
                Poll::Pending
            }
        }
    })
    .await
}
