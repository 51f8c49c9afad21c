//! Many at once, each with a connection of its own.

use std::collections::BTreeSet;
use std::sync::{Barrier, Mutex};
use std::thread;

use grok_video_ledger::{Ledger, Pause, SqliteLedger, TaskState, Write, Written};
use tokio::runtime::{Builder, Runtime};

use super::{Folder, intent, lease, list, session};

const N_THREADS: usize = 8;
const N_TASKS: usize = 25;

fn runtime() -> Runtime {
    Builder::new_current_thread().build().expect("it starts")
}

/// Runs `work` on eight threads that begin together, and opens a ledger on each.
fn together(folder: &Folder, work: impl Fn(usize, &SqliteLedger) + Sync) {
    let barrier = Barrier::new(N_THREADS);
    thread::scope(|scope| {
        for n in 0..N_THREADS {
            let (barrier, work) = (&barrier, &work);
            scope.spawn(move || {
                barrier.wait();
                work(n, &folder.open());
            });
        }
    });
}

#[test]
fn many_threads_create_one_ledger() {
    for _ in 0..20 {
        let folder = Folder::new();
        together(&folder, |n, ledger| {
            runtime().block_on(async {
                let both = vec![intent("shared"), intent(&format!("own {n}"))];
                ledger.submit(both, None).await.expect("they agree");
            });
        });
        let listed = runtime().block_on(list(&folder.open()));
        assert_eq!(listed.len(), 1 + N_THREADS);
    }
}

#[test]
fn no_task_is_leased_twice_and_no_write_is_lost() {
    let folder = Folder::new();
    let leases = Mutex::new(BTreeSet::new());
    together(&folder, |n, ledger| {
        runtime().block_on(async {
            let worker = session(ledger).await;
            for k in 0..N_TASKS {
                let own = vec![intent(&format!("{n} {k}")), intent(&format!("shared {k}"))];
                ledger.submit(own, None).await.expect("they agree");
                let leased = ledger.lease_due(worker, &super::account(), 3, None).await;
                for held in leased.expect("the session lives") {
                    let key = (held.task.task, held.task.fence);
                    assert!(
                        leases.lock().expect("no panic").insert(key),
                        "{key:?} twice"
                    );
                    let write = if k % 2 == 0 {
                        let note = Some(format!("{} {}", key.0, key.1.0).into());
                        Write::Reschedule(Pause {
                            note,
                            release: true,
                            ..Pause::default()
                        })
                    } else {
                        Write::Fail(grok_video_ledger::Trouble::new("test", "over"))
                    };
                    let written = ledger.write(vec![(held.task, write)]).await;
                    assert_eq!(written.expect("it is written"), [Written::Applied]);
                }
            }
        });
    });
    let ledger = folder.open();
    let listed = runtime().block_on(list(&ledger));
    assert_eq!(listed.len(), N_THREADS * N_TASKS + N_TASKS);
    let leases = leases.into_inner().expect("no panic");
    for entry in &listed {
        assert!(!entry.is_held, "{entry:?}");
        let latest = leases.iter().rfind(|(task, _)| *task == entry.task);
        if let (TaskState::Intent, Some((task, fence))) = (entry.state, latest) {
            assert_eq!(entry.note.as_deref(), Some(&*format!("{task} {}", fence.0)));
        }
    }
    // Whoever leases next counts every lease before, and the release behind it.
    let held = runtime().block_on(async { lease(&ledger, session(&ledger).await).await });
    for held in held {
        let n_before = leases
            .iter()
            .filter(|(task, _)| *task == held.task.task)
            .count();
        assert_eq!(held.task.fence.0, 2 * n_before as u64 + 1);
    }
}
