//! Watches a task on a plain thread.
//!
//! ```text
//! cargo run -p grok-video-poller --example blocking
//! ```

#![expect(clippy::print_stdout, reason = "the events are printed")]

mod service;

use std::error::Error;
use std::time::Duration;

use grok_video_poller::{
    BlockingTimer, EventKind, Outcome, Schedule, ThreadTimer, Watch, watch_blocking,
};
use service::Service;

fn main() -> Result<(), Box<dyn Error>> {
    let outcome = run()?;
    println!("{outcome}");
    Ok(())
}

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut service = Service::default();
    // The provider recommends 30 s and more: `Schedule::default()`. This is for the impatient.
    let schedule = Schedule::fixed(Duration::from_millis(20)).build()?;
    let timer = ThreadTimer::new();
    let machine = Watch::new("video_1".parse()?, schedule, timer.now());
    // A blocking HTTP client gets the time that is left as its timeout.
    for event in watch_blocking(machine, timer, |id, _time_left| service.query(id)) {
        match event.kind {
            EventKind::Finished(outcome) => return Ok(*outcome),
            _ => println!("{event}"),
        }
    }
    Err("the last event holds the outcome".into())
}

#[cfg(test)]
mod tests {
    #[test]
    fn finds_the_result() {
        let outcome = super::run().expect("all of it works");
        assert!(outcome.ending.is_terminal());
        assert_eq!(outcome.n_polls, 4);
    }
}
