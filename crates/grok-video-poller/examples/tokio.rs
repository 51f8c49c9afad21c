//! Watches a task on tokio, and goes on after a restart.
//!
//! ```text
//! cargo run -p grok-video-poller --features tokio --example tokio
//! ```

#![expect(clippy::print_stdout, reason = "the events are printed")]

mod service;

use std::cell::RefCell;
use std::error::Error;
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::time::{Duration, SystemTime};

use futures_core::Stream;
use grok_video_poller::{EventKind, Outcome, Schedule, Snapshot, Timer, TokioTimer, Watch, watch};
use service::Service;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let outcome = run().await?;
    println!("{outcome}");
    Ok(())
}

async fn run() -> Result<Outcome, Box<dyn Error>> {
    let service = Rc::new(RefCell::new(Service::default()));
    let query = |id| {
        let service = service.clone();
        async move { service.borrow_mut().query(&id) }
    };
    // The provider recommends 30 s and more: `Schedule::default()`. This is for the impatient.
    let schedule = Schedule::fixed(Duration::from_millis(20)).build()?;
    let timer = TokioTimer::new();
    let machine = Watch::new("video_1".parse()?, schedule, timer.now());

    let mut events = watch(machine, timer, query);
    for _ in 0..2 {
        if let Some(event) = poll_fn(|context| Pin::new(&mut events).poll_next(context)).await {
            println!("{event}");
        }
    }

    // The program ends here: what it knows is stored, with the time of the wall clock.
    let snapshot = events.snapshot().ok_or("the task is not over yet")?;
    let stored = serde_json::to_string(&snapshot)?;
    let stored_at = SystemTime::now();
    drop(events);

    // And another one goes on.
    let snapshot: Snapshot = serde_json::from_str(&stored)?;
    let away = stored_at.elapsed().unwrap_or_default();
    let timer = TokioTimer::new();
    let mut events = watch(Watch::restore(snapshot, timer.now(), away), timer, query);
    loop {
        let event = poll_fn(|context| Pin::new(&mut events).poll_next(context)).await;
        let event = event.ok_or("the last event holds the outcome")?;
        match event.kind {
            EventKind::Finished(outcome) => return Ok(*outcome),
            _ => println!("{event}"),
        }
    }
}

#[cfg(test)]
mod tests {
    #[tokio::test(start_paused = true)]
    async fn finds_the_result_over_a_restart() {
        let outcome = super::run().await.expect("all of it works");
        assert!(outcome.ending.is_terminal());
        assert_eq!(outcome.n_polls, 4);
    }
}
