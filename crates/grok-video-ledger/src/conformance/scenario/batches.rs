//! Batches: done whole or not at all.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use crate::conformance::bench::{Bench, plea, refused, sound};
use crate::conformance::content::trouble;
use crate::conformance::step::{Plea, account};
use crate::conformance::subject::Subject;
use crate::{Fenced, Filter, Intent, LedgerErrorKind, MAX_BATCH, TaskState, Write, Written};

/// The most is taken, one more is refused, and then nothing of it is done.
pub(super) async fn that_are_too_large_are_refused_whole<S: Subject>(bench: &Bench<S>) {
    let session = bench.open().await;
    let too_many = MAX_BATCH + 1;
    let intents = || -> Vec<Intent> { (0..too_many).map(intent).collect() };
    let error = refused(bench.ledger().submit(intents(), Some(session)).await);
    assert_eq!(error, LedgerErrorKind::TooMany, "submit");
    assert_eq!(bench.list().await, []);

    let mut most = intents();
    most.truncate(MAX_BATCH);
    let submitted = sound(bench.ledger().submit(most, Some(session)).await);
    let mut tasks: Vec<Fenced> = submitted
        .iter()
        .filter_map(|it| Some(it.held.as_ref()?.task))
        .collect();
    assert_eq!(tasks.len(), MAX_BATCH, "the most is taken");
    let before = bench.list().await;
    assert_eq!(before.len(), MAX_BATCH);

    tasks.push(tasks[0]);
    let error = refused(bench.ledger().start_create(session, tasks.clone()).await);
    assert_eq!(error, LedgerErrorKind::TooMany, "start_create");
    let write = |write: Write| tasks.iter().map(move |task| (*task, write.clone()));
    let failed = write(Write::Fail(trouble(0))).collect();
    let error = refused(bench.ledger().write(failed).await);
    assert_eq!(error, LedgerErrorKind::TooMany, "write");
    let all = account(0);
    let lease = bench.ledger().lease_due(session, &all, too_many, None);
    assert_eq!(refused(lease.await), LedgerErrorKind::TooMany, "lease_due");
    let list = bench.ledger().list(Filter::default(), None, too_many);
    assert_eq!(refused(list.await), LedgerErrorKind::TooMany, "list");
    assert_eq!(bench.list().await, before);

    let released = write(Write::Release).take(MAX_BATCH).collect();
    let written = sound(bench.ledger().write(released).await);
    assert_eq!(written, [Written::Applied; MAX_BATCH]);
    assert_eq!(bench.lease(session, &all).await.len(), MAX_BATCH);
}

/// Not what stands before the conflict either, and nothing that was known is leased.
pub(super) async fn with_a_conflict_submit_nothing<S: Subject>(bench: &Bench<S>) {
    let session = bench.open().await;
    bench.submit(0, None).await;
    let before = bench.list().await;
    let good = plea(0, 1);
    let known = plea(0, 0);
    let elsewhere = |it: Plea| Plea {
        destination: None,
        ..it
    };
    let other = |it: Plea| Plea { work: Ok(1), ..it };
    let followed = |it: Plea| Plea { work: Err(1), ..it };
    for batch in [
        [known, good, elsewhere(known)],
        [known, good, other(known)],
        [known, good, followed(known)],
        [known, good, elsewhere(good)],
        [known, good, other(good)],
        [followed(good), known, good],
    ] {
        let intents = batch.map(Plea::intent).to_vec();
        let error = refused(bench.ledger().submit(intents, Some(session)).await);
        assert_eq!(error, LedgerErrorKind::Conflict, "{batch:?}");
        assert_eq!(bench.list().await, before, "{batch:?}");
    }
    // A separator at its end makes no other place, in one call as in two.
    let first = plea(2, 0).intent();
    let mut again = first.clone();
    again.destination = first
        .destination
        .as_deref()
        .map(|it| format!("{it}/").into());
    assert!(again.destination.is_some());
    let submitted = sound(bench.ledger().submit(vec![first, again], None).await);
    assert_eq!(submitted[0].task, submitted[1].task);
    // The same name for another account is another task.
    let intents = vec![plea(1, 0).intent(), known.intent()];
    let submitted = sound(bench.ledger().submit(intents, None).await);
    assert!(submitted[0].is_new && !submitted[1].is_new);
}

/// A call that is dropped, unasked or once asked, is done as a whole or not at all, and can be made again.
pub(super) async fn that_are_dropped_are_done_or_not<S: Subject>(bench: &Bench<S>) {
    let session = bench.open().await;
    for (of, is_asked) in [false, true].into_iter().enumerate() {
        let intents = || (0..9).map(|it| plea(of as u8, it).intent()).collect();
        forget(bench.ledger().submit(intents(), None), is_asked).await;
        let again = sound(bench.ledger().submit(intents(), None).await);
        let fresh = again.iter().filter(|it| it.is_new).count();
        assert!(matches!(fresh, 0 | 9), "{fresh} of 9 were not submitted");

        let held = bench.lease(session, &account(of as u8)).await;
        let tasks: Vec<Fenced> = held.iter().map(|held| held.task).collect();
        assert_eq!(tasks.len(), 9);
        forget(
            bench.ledger().start_create(session, tasks.clone()),
            is_asked,
        )
        .await;
        let permits = sound(bench.ledger().start_create(session, tasks.clone()).await);
        let given = permits.into_iter().flatten().count();
        assert!(matches!(given, 0 | 9), "{given} of 9 were not started");
        for task in tasks {
            assert_eq!(bench.state(task.task).await, TaskState::Sending);
        }
    }
}

/// Drops a call, after asking it once if so wanted.
async fn forget(call: impl Future, is_asked: bool) {
    let mut call = pin!(call);
    poll_fn(|context| {
        if is_asked {
            drop(call.as_mut().poll(context));
        }
        Poll::Ready(())
    })
    .await;
}

fn intent(n: usize) -> Intent {
    Intent {
        client_ref: format!("name {n}").into(),
        ..plea(0, 0).intent()
    }
}
