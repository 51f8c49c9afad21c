//! Permits: one for each intent.

use crate::conformance::bench::{Bench, sound};
use crate::conformance::subject::Subject;
use crate::{Resolution, TaskState, Write, Written};

/// However often it is asked for, in one batch or another, and whether its answer was read or not.
pub(super) async fn are_given_once<S: Subject>(bench: &Bench<S>) {
    let session = bench.open().await;
    let task = bench.hold(0, session).await;
    let permits = sound(bench.ledger().start_create(session, vec![task; 3]).await);
    let given = permits.into_iter().flatten().count();
    assert_eq!(given, 1, "permits for one intent in one batch");

    // The answer to the first was lost, so nobody knows whether the call has left.
    let lost = bench.hold(1, session).await;
    drop(bench.ledger().start_create(session, vec![lost]).await);
    assert_eq!(bench.start(session, lost).await, None, "a second permit");
    assert_eq!(bench.state(lost.task).await, TaskState::Sending);

    // Only who knows that nothing was sent can have another, or a person.
    bench.applied(lost, Write::NotSent).await;
    assert!(bench.start(session, lost).await.is_some());
    bench.applied(lost, Write::Unknown).await;
    assert_eq!(bench.start(session, lost).await, None);
    let sent_again = bench.resolve(lost.task, Resolution::Send).await;
    assert_eq!(sent_again, Written::Applied);
    assert_eq!(bench.start(session, lost).await, None, "an old fence");
    let again = bench.lease_one(session, 1).await;
    assert!(bench.start(session, again).await.is_some());
}

/// A fence that is right in the hands of another session permits nothing.
pub(super) async fn are_the_holders_alone<S: Subject>(bench: &Bench<S>) {
    let (holder, other) = (bench.open().await, bench.open().await);
    let task = bench.hold(0, holder).await;
    assert_eq!(bench.start(other, task).await, None, "another session");
    bench.close(holder).await;
    assert_eq!(bench.start(other, task).await, None, "a task nobody holds");
    let taken = bench.lease_one(other, 0).await;
    assert_eq!(bench.start(other, task).await, None, "the fence of before");
    assert!(bench.start(other, taken).await.is_some());
}
