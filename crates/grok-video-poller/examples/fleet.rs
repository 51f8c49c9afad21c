//! Watches many tasks of one key on tokio, and learns from each how long they take.
//!
//! ```text
//! cargo run -p grok-video-poller --features tokio --example fleet
//! ```

#![expect(clippy::print_stdout, reason = "the outcomes are printed")]

mod service;

use std::cell::RefCell;
use std::collections::HashMap;
use std::error::Error;
use std::rc::Rc;
use std::time::Duration;

use futures_util::StreamExt;
use grok_video_poller::{
    Adaptive, Budget, EventKind, Fleet, JobClass, Schedule, Timer, TokioTimer, Watch, watch_all,
};
use grok_video_types::{Model, TaskId};
use service::Service;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let adaptive = run().await?;
    for (class, profile) in adaptive.classes() {
        println!("{class:?}: {} tasks were over", profile.n_seen());
    }
    Ok(())
}

async fn run() -> Result<Adaptive, Box<dyn Error>> {
    let services: Rc<RefCell<HashMap<TaskId, Service>>> = Rc::default();
    let query = |id: TaskId| {
        let services = Rc::clone(&services);
        async move {
            services
                .borrow_mut()
                .entry(id.clone())
                .or_default()
                .query(&id)
        }
    };
    let timer = TokioTimer::new();
    let fleet = Fleet::new(Budget::per_second(100.0).build()?);
    let mut watching = watch_all(fleet, timer, query);

    // The provider recommends 30 s and more: `Schedule::planned(adaptive.plan(&class))`, once the class is
    // known, does that. This is for the impatient.
    let schedule = Schedule::fixed(Duration::from_millis(20)).build()?;
    let class = JobClass::new(Model::GrokVideo3, 10, 0);
    for n in 0..20 {
        let id = format!("video_{n}").parse()?;
        let watch = Watch::new(id, schedule.clone(), timer.now()).just_created();
        watching.add(watch, format!("file {n}"));
    }

    let mut adaptive = Adaptive::default();
    while let Some(told) = watching.next().await {
        match told.event.kind {
            EventKind::Finished(outcome) => {
                println!("{}: {outcome}", told.label);
                if let Some(took) = outcome.took {
                    adaptive.learn(&class, took);
                }
            }
            // With another key `resume` would go on.
            EventKind::Paused(_) => watching.deny(),
            _ => {}
        }
    }
    Ok(adaptive)
}

#[cfg(test)]
mod tests {
    #[tokio::test(start_paused = true)]
    async fn learns_from_every_task() {
        let adaptive = super::run().await.expect("all of it works");
        let n_seen: usize = adaptive
            .classes()
            .map(|(_, profile)| profile.n_seen())
            .sum();
        assert_eq!(n_seen, 20);
    }
}
