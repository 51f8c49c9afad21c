//! The queue of tokio-util: one loop, and a record for each.

use std::future::poll_fn;
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::time::DelayQueue;

use super::tokio_tasks::runtime;
use super::{Record, SPAN, Work, sum};

#[inline(never)]
pub(super) fn watch(n_tasks: usize) -> (Work, Duration) {
    let runtime = runtime();
    let (records, took) = runtime.block_on(async {
        let start = Instant::now();
        let (mut queue, mut records) = prepare(n_tasks, start);

        let began = std::time::Instant::now();
        while let Some(expired) = poll_fn(|context| queue.poll_expired(context)).await {
            let now = expired.deadline().duration_since(start).as_millis() as u64;
            let n = expired.into_inner();
            let next = records[n as usize].ask(now);
            if next <= SPAN {
                queue.insert_at(n, start + Duration::from_millis(next));
            }
        }
        (records, began.elapsed())
    });
    (sum(records.iter()), took)
}

pub(super) fn hold(n_tasks: usize, look: impl FnOnce()) {
    let runtime = runtime();
    runtime.block_on(async {
        let (queue, records) = prepare(n_tasks, Instant::now());
        look();
        assert_eq!((queue.len(), records.len()), (n_tasks, n_tasks));
    });
}

fn prepare(n_tasks: usize, start: Instant) -> (DelayQueue<u32>, Vec<Record>) {
    let mut queue = DelayQueue::with_capacity(n_tasks);
    let records: Vec<Record> = (0..n_tasks).map(Record::new).collect();
    for (n, record) in (0..).zip(&records) {
        queue.insert_at(n, start + Duration::from_millis(record.wait()));
    }
    (queue, records)
}
