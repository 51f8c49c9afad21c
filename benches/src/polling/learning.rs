//! Tasks whose completions a learned schedule sees, as its own polls show them.

use std::time::Duration;

use grok_video_poller::{Adaptive, JobClass, Plan, Took};

use super::truth::Truth;
use crate::random::Random;

/// Returns the ages of a plan in seconds, and those of the provider's longest interval behind its end.
pub fn ages(plan: &Plan) -> impl Iterator<Item = f64> + '_ {
    let wait = plan.min_gap().as_secs_f64().max(60.0);
    let last = plan.last().as_secs_f64();
    let behind = (1..).map(move |n| last + f64::from(n) * wait);
    plan.iter().map(|age| age.as_secs_f64()).chain(behind)
}

/// Lets one task after the other be over, and the schedule learn what its own polls show.
pub fn train(
    adaptive: &mut Adaptive,
    class: &JobClass,
    truth: &Truth,
    n_tasks: usize,
    random: &mut Random,
) {
    for _ in 0..n_tasks {
        let time = truth.draw(random);
        let mut after = 0.0;
        let plan = adaptive.plan(class);
        let by = ages(&plan).find(|age| {
            let is_over = *age >= time;
            after = if is_over { after } else { *age };
            is_over
        });
        let by = by.expect("the ages never end");
        let duration = Duration::from_secs_f64;
        adaptive.learn(class, Took::between(duration(after), duration(by)));
    }
}
