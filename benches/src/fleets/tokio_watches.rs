//! A tokio task for each, which waits for one watch.

use std::cell::Cell;
use std::future::{Ready, ready};
use std::time::Duration;

use grok_video_poller::{Tick, Timer, TokioTimer, Watch, wait};
use grok_video_types::{State, TaskId, VideoTask};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::tokio_tasks::runtime;
use super::{Record, SPAN, Work, id, schedule, timed};

thread_local! {
    /// What the tasks of this thread have come to.
    static WORK: Cell<Work> = const { Cell::new(Work::NONE) };
}

#[inline(never)]
pub(super) fn watch(n_tasks: usize) -> (Work, Duration) {
    let runtime = runtime();
    WORK.set(Work::NONE);
    let (timer, tasks) = runtime.block_on(spawn(n_tasks));
    let ((), took) = timed(|| {
        let end = Tick::from_origin(Duration::from_millis(SPAN + 1));
        runtime.block_on(async { timer.sleep_until(end).await });
    });
    assert_eq!(tasks.len(), n_tasks);
    (WORK.get(), took)
}

/// Spawns the tasks, and returns when each sleeps.
async fn spawn(n_tasks: usize) -> (TokioTimer, JoinSet<()>) {
    let timer = TokioTimer::new();
    let schedule = schedule();
    let mut tasks = JoinSet::new();
    for n in 0..n_tasks {
        let watch = Watch::new(id(n), schedule.clone(), timer.now());
        let seed = Record::new(n).seed;
        let query = move |id| answer(id, seed, timer);
        tasks.spawn(async move { drop(wait(watch, timer, query).await) });
    }
    sleep(Duration::from_millis(1)).await;
    (timer, tasks)
}

/// Answers a query at once.
fn answer(id: TaskId, seed: u64, timer: TokioTimer) -> Ready<VideoTask> {
    let ms = timer.now().since_origin().as_millis() as u64;
    if ms <= SPAN {
        let mut work = WORK.get();
        work.count(seed, ms);
        WORK.set(work);
    }
    ready(VideoTask::new(id, State::Processing))
}
