//! The queue of tokio-util: one loop, and a watch for each.

use std::future::poll_fn;
use std::time::Duration;

use grok_video_poller::{Next, Observation, Tick, Watch};
use grok_video_types::{State, VideoTask};
use tokio::time::Instant;
use tokio_util::time::DelayQueue;

use super::tokio_tasks::runtime;
use super::{Record, SPAN, Work, id, schedule};

/// A watch, and what the hash of its polls is computed of.
struct Watched {
    watch: Watch,
    seed: u64,
}

#[inline(never)]
pub(super) fn watch(n_tasks: usize) -> (Work, Duration) {
    let runtime = runtime();
    runtime.block_on(async {
        let start = Instant::now();
        let (mut queue, mut tasks) = prepare(n_tasks, start);
        let mut work = Work::NONE;

        let began = std::time::Instant::now();
        while let Some(expired) = poll_fn(|context| queue.poll_expired(context)).await {
            let now = expired.deadline().duration_since(start);
            let n = expired.into_inner();
            let next = tasks[n as usize].ask(now, &mut work);
            if next <= Duration::from_millis(SPAN) {
                queue.insert_at(n, start + next);
            }
        }
        (work, began.elapsed())
    })
}

fn prepare(n_tasks: usize, start: Instant) -> (DelayQueue<u32>, Vec<Watched>) {
    let mut queue = DelayQueue::with_capacity(n_tasks);
    let schedule = schedule();
    let watched = |n| Watched {
        watch: Watch::new(id(n), schedule.clone(), Tick::ZERO),
        seed: Record::new(n).seed,
    };
    let mut tasks: Vec<Watched> = (0..n_tasks).map(watched).collect();
    for (n, task) in (0..).zip(&mut tasks) {
        queue.insert_at(n, start + task.wait(Tick::ZERO));
    }
    (queue, tasks)
}

impl Watched {
    /// Asks at a time, and returns when to ask again.
    fn ask(&mut self, now: Duration, work: &mut Work) -> Duration {
        work.count(self.seed, now.as_millis() as u64);
        let now = Tick::from_origin(now);
        let Next::Query(ticket) = self.watch.next(now) else {
            panic!("a watch asks when it is due")
        };
        let answer = VideoTask::new(self.watch.id().clone(), State::Processing);
        self.watch.observe(ticket, now, Observation::from(answer));
        self.wait(now)
    }

    /// Returns when to ask next.
    fn wait(&mut self, now: Tick) -> Duration {
        match self.watch.next(now) {
            Next::WaitUntil(then) => then.since_origin(),
            other => panic!("what is {other:?} here?"),
        }
    }
}
