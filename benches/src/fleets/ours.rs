//! One fleet.

use std::time::Duration;

use grok_video_poller::{Budget, Fleet, FleetNext, Observation, Tick, Watch};
use grok_video_types::{State, VideoTask};

use super::{SPAN, Work, id, schedule, timed};

/// What the fleet calls a task: what the other sides compute their hash of.
type Seed = u64;

#[inline(never)]
pub(super) fn watch(n_tasks: usize) -> (Work, Duration) {
    let mut fleet = fleet(n_tasks, |n| super::Record::new(n).seed);
    timed(|| run(&mut fleet))
}

pub(super) fn hold(n_tasks: usize, look: impl FnOnce()) {
    let fleet = fleet(n_tasks, |_| ());
    look();
    assert_eq!(fleet.len(), n_tasks);
}

fn fleet<T>(n_tasks: usize, label: impl Fn(usize) -> T) -> Fleet<T> {
    // A budget that binds nobody, as the other sides have none.
    let budget = Budget::per_second(1e9).with_burst(1 << 30);
    let budget = budget.with_in_flight(1 << 20).build().expect("it is one");
    let mut fleet = Fleet::new(budget);
    fleet.reserve(n_tasks);
    let schedule = schedule();
    for n in 0..n_tasks {
        let watch = Watch::new(id(n), schedule.clone(), Tick::ZERO);
        fleet.add(watch, label(n), Tick::ZERO);
    }
    fleet
}

fn run(fleet: &mut Fleet<Seed>) -> Work {
    let mut work = Work::NONE;
    let end = Tick::from_origin(Duration::from_millis(SPAN));
    let mut now = Tick::ZERO;
    loop {
        match fleet.next(now) {
            FleetNext::WaitUntil(then) if then > end => return work,
            FleetNext::WaitUntil(then) => now = then,
            FleetNext::Query { ticket, id, label } => {
                work.count(*label, now.since_origin().as_millis() as u64);
                let answer = VideoTask::new(id.clone(), State::Processing);
                fleet.observe(ticket, now, Observation::from(answer));
            }
            other => panic!("what is {other:?} here?"),
        }
    }
}
