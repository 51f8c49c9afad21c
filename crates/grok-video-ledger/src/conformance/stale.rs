//! The table of stale fences.

use super::bench::{Bench, TTL, completed, under};
use super::content::{proof, trouble};
use super::step::id;
use super::subject::Subject;
use crate::{Fence, Fenced, Pause, Resolution, Session, TaskState, Write, Written};

/// How the fences of before became stale.
#[derive(Debug, Clone, Copy)]
enum Loss {
    /// They did not: only made-up ones are shown.
    Nothing,
    /// The holder released the task, and leased it again.
    ReleasedAndBack,
    /// The holder's session was closed, and another one leased it.
    TakenOver,
    /// As before, but its time had come.
    TakenOverInTime,
    /// The task was released from where it stands, and nobody has leased it since.
    Released,
    /// It was put off with a release.
    PutOff,
    /// A person has brought it where it stands.
    Resolved,
}

/// A task, and what may be shown for it.
#[derive(Debug)]
struct Case {
    /// Who would write.
    session: Session,
    /// The fence that is right, if there is one.
    right: Option<Fenced>,
    stale: Vec<Fenced>,
}

/// Tries every write, and the start of a create call, in every state under fences that are lower or higher than the
/// right one, or from before a release, a take-over or a person's decision: each is stale and changes nothing.
///
/// # Panics
/// Panics where one is taken or changes anything, and where the right fence isn't taken afterwards.
pub async fn stale_fences<S: Subject>(fresh: &impl AsyncFn() -> S) {
    use Loss::{Nothing, PutOff, Released, ReleasedAndBack, Resolved, TakenOver, TakenOverInTime};
    use TaskState::{Active, Completed, Failed, Intent};

    let mut bench = Bench::new(fresh).await;
    let mut of = 0;
    for state in TaskState::ALL {
        for loss in [
            Nothing,
            ReleasedAndBack,
            TakenOver,
            TakenOverInTime,
            Released,
            PutOff,
            Resolved,
        ] {
            let can_be = match loss {
                Released | PutOff => matches!(state, Intent | Active | Completed),
                Resolved => matches!(state, Intent | Active | Failed),
                _ => true,
            };
            if can_be {
                let case = prepare(&mut bench, of, state, loss).await;
                try_all(&bench, &case, &format!("{state} task, {loss:?}")).await;
                of += 1;
            }
        }
    }
}

async fn prepare<S: Subject>(bench: &mut Bench<S>, of: u8, state: TaskState, loss: Loss) -> Case {
    let mut session = bench.open().await;
    let first = bench.hold(of, session).await;
    let mut right = Some(first);
    let mut stale = Vec::new();
    match loss {
        Loss::Nothing => {}
        Loss::ReleasedAndBack => {
            bench.applied(first, Write::Release).await;
            right = Some(bench.lease_one(session, of).await);
        }
        Loss::TakenOver | Loss::TakenOverInTime => {
            if matches!(loss, Loss::TakenOver) {
                bench.close(session).await;
            } else {
                bench.subject.pass(TTL).await;
            }
            session = bench.open().await;
            right = Some(bench.lease_one(session, of).await);
        }
        Loss::Released | Loss::PutOff => {
            bench.bring(session, first, state).await;
            let release = match loss {
                Loss::Released => Write::Release,
                _ => pause(true),
            };
            bench.applied(first, release).await;
            right = None;
        }
        Loss::Resolved => {
            let before = match state {
                TaskState::Active => TaskState::Failed,
                _ => TaskState::Unknown,
            };
            bench.bring(session, first, before).await;
            let resolution = match state {
                TaskState::Intent => Resolution::Send,
                TaskState::Active => Resolution::Exists(id(0)),
                _ => Resolution::Drop(trouble(0)),
            };
            let resolved = bench.resolve(first.task, resolution).await;
            assert_eq!(resolved, Written::Applied, "{before} can be resolved");
            right = None;
        }
    }
    if right != Some(first) {
        stale.push(first);
    }
    if let Some(right) = right {
        let is_raised = matches!(loss, Loss::Nothing) || right.fence > first.fence;
        assert!(is_raised, "{loss:?}: another lease, and the same fence");
        bench.bring(session, right, state).await;
        stale.push(under(right.task, right.fence.0 + 1));
        stale.push(under(right.task, right.fence.0 - 1));
    }
    stale.push(under(first.task, 0));
    stale.push(under(first.task, i64::MAX as u64));
    stale.push(under(first.task, u64::MAX));
    Case {
        session,
        right,
        stale,
    }
}

async fn try_all<S: Subject>(bench: &Bench<S>, case: &Case, what: &str) {
    let task = case.stale[0].task;
    let before = bench.entry(task).await;
    for stale in &case.stale {
        for write in writes() {
            let written = bench.write(*stale, write.clone()).await;
            assert_eq!(written, Written::Stale, "{what}: {write:?} under {stale:?}");
        }
        let permit = bench.start(case.session, *stale).await;
        assert_eq!(permit, None, "{what}: a permit under {stale:?}");
        assert_eq!(bench.entry(task).await, before, "{what}: after {stale:?}");
    }
    if let Some(right) = case.right {
        let write = match before.state {
            TaskState::Saved => Write::Saved(proof(0)),
            _ => Write::Fail(trouble(0)),
        };
        bench.applied(right, write).await;
    }
    // The fence alone does not make a task.
    let nowhere = Fenced {
        fence: case.right.map_or(Fence(1), |right| right.fence),
        ..under(crate::TaskNo(u64::MAX), 1)
    };
    let written = bench.write(nowhere, Write::Release).await;
    assert_eq!(written, Written::Stale, "a task that never was");
}

fn pause(release: bool) -> Write {
    Write::Reschedule(Pause {
        release,
        ..Pause::default()
    })
}

/// One of each kind, with what the cases hold already, so that nothing but the fence speaks against it.
fn writes() -> Vec<Write> {
    vec![
        Write::Created(id(0)),
        Write::NotSent,
        Write::Unknown,
        pause(false),
        pause(true),
        completed(0),
        Write::Saving(proof(0)),
        Write::Saved(proof(0)),
        Write::Fail(trouble(0)),
        Write::Release,
    ]
}
