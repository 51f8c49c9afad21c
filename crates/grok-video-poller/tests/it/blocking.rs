//! The blocking driver, on a clock that a test winds.

use std::cell::Cell;
use std::time::Duration;

use grok_video_poller::{BlockingTimer, Ending, Observation, Tick, Watch, wait_blocking};

use super::simulation::{every, id, seconds, status};

#[derive(Default)]
struct WoundTimer(Cell<Tick>);

impl BlockingTimer for WoundTimer {
    fn now(&self) -> Tick {
        self.0.get()
    }

    fn sleep_until(&self, at: Tick) {
        assert!(at > self.0.get(), "slept for nothing");
        self.0.set(at);
    }
}

fn run(mut answer: impl FnMut(&WoundTimer, usize) -> Observation) -> (Ending, usize, Duration) {
    let timer = WoundTimer::default();
    let watch = Watch::new(id(), every(seconds(30), seconds(600)), timer.now());
    let mut n_events = 0;
    let mut n_queries = 0;
    let outcome = wait_blocking(
        watch,
        &timer,
        |_, time_left| {
            assert!(!time_left.is_zero());
            n_queries += 1;
            answer(&timer, n_queries)
        },
        |_| n_events += 1,
    );
    assert_eq!(n_events, n_queries);
    (outcome.ending, n_queries, outcome.elapsed)
}

#[test]
fn waits_between_polls_and_ends() {
    let (ending, n_queries, elapsed) =
        run(|_, n| status(["queued", "processing", "completed"][n - 1]));
    assert!(matches!(ending, Ending::Completed { .. }));
    assert_eq!((n_queries, elapsed), (3, seconds(90)));
}

#[test]
fn an_answer_behind_its_time_counts_as_timed_out() {
    let (ending, n_queries, elapsed) = run(|timer, _| {
        timer.sleep_until(timer.now().after(seconds(120)));
        status("completed")
    });
    assert!(matches!(ending, Ending::Outage(_)), "{ending:?}");
    assert!(n_queries > 1 && elapsed < seconds(700));
}
