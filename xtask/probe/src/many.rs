//! Many tasks under one budget, whose polls are planned.

use grok_video_poller::{
    Adaptive, Budget, EventKind, Fleet, FleetNext, JobClass, Schedule, Tick, Watch,
};
use grok_video_types::{Model, decode};

use crate::answers::COMPLETED;

/// Panics where a fleet does not ask for each task as it was planned, or learns nothing.
pub(crate) fn check() {
    let class = JobClass::new(Model::GrokVideo3, 10, 0);
    let mut adaptive = Adaptive::default();
    let plan = adaptive.plan(&class);
    let first = plan.first();
    let schedule = Schedule::planned(plan).build().expect("a schedule");

    let mut fleet = Fleet::new(Budget::default());
    let mut now = Tick::ZERO;
    let id = "video_1".parse().expect("an id");
    fleet.add(Watch::new(id, schedule, now).just_created(), "label", now);
    let outcome = loop {
        match fleet.next(now) {
            FleetNext::WaitUntil(then) => now = then,
            FleetNext::Query { ticket, .. } => {
                assert!(now.since_origin() >= first);
                fleet.observe(ticket, now, decode(200, COMPLETED).into());
            }
            FleetNext::Finished(end) => match end.event.kind {
                EventKind::Finished(outcome) => break outcome,
                other => panic!("this is no end: {other}"),
            },
            other => panic!("there is a task: {other:?}"),
        }
    };
    adaptive.learn(&class, outcome.took.expect("it was just created"));
    assert!(adaptive.profile(&class).is_some_and(|it| it.n_seen() == 1));
}
