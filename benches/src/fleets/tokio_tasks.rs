//! A tokio task with a sleep for each.

use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

use super::{Record, SPAN, Work, sum, timed};

#[inline(never)]
pub(super) fn watch(n_tasks: usize) -> (Work, Duration) {
    let runtime = runtime();
    let mut tasks = runtime.block_on(spawn(n_tasks));
    let (records, took) = timed(|| {
        runtime.block_on(async {
            let mut records = Vec::with_capacity(n_tasks);
            while let Some(record) = tasks.join_next().await {
                records.push(record.expect("no task panics"));
            }
            records
        })
    });
    (sum(records.iter()), took)
}

pub(super) fn hold(n_tasks: usize, look: impl FnOnce()) {
    let runtime = runtime();
    let tasks = runtime.block_on(spawn(n_tasks));
    look();
    assert_eq!(tasks.len(), n_tasks);
}

pub(super) fn runtime() -> Runtime {
    let mut builder = Builder::new_current_thread();
    builder.enable_time().start_paused(true);
    builder.build().expect("it can be built")
}

/// Spawns the tasks, and returns when each sleeps.
async fn spawn(n_tasks: usize) -> JoinSet<Record> {
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for n in 0..n_tasks {
        tasks.spawn(follow(start, Record::new(n)));
    }
    sleep(Duration::from_millis(1)).await;
    tasks
}

async fn follow(start: Instant, mut record: Record) -> Record {
    let mut next = record.wait();
    while next <= SPAN {
        sleep_until(start + Duration::from_millis(next)).await;
        next = record.ask(next);
    }
    record
}
