//! Watches a task on smol: the driver takes any clock.
//!
//! ```text
//! cargo run -p grok-video-poller --example smol
//! ```

#![expect(clippy::print_stdout, reason = "the events are printed")]

mod service;

use std::cell::RefCell;
use std::error::Error;
use std::rc::Rc;
use std::time::{Duration, Instant};

use grok_video_poller::{EventKind, Outcome, Schedule, Tick, Timer, Watch, watch};
use service::Service;
use smol::stream::StreamExt;

fn main() -> Result<(), Box<dyn Error>> {
    let outcome = run()?;
    println!("{outcome}");
    Ok(())
}

/// smol's clock.
struct SmolTimer {
    origin: Instant,
}

/// A sleep of smol's, which tells when it ended; a watch does not want to know.
struct Sleep(smol::Timer);

impl Timer for SmolTimer {
    type Sleep = Sleep;

    fn now(&self) -> Tick {
        Tick::from_origin(self.origin.elapsed())
    }

    fn sleep_until(&self, at: Tick) -> Sleep {
        Sleep(smol::Timer::after(at.since(self.now())))
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<()> {
        std::pin::Pin::new(&mut self.0).poll(context).map(drop)
    }
}

fn run() -> Result<Outcome, Box<dyn Error>> {
    // Nothing here is `Send`, and nothing must be.
    let service = Rc::new(RefCell::new(Service::default()));
    // The provider recommends 30 s and more: `Schedule::default()`. This is for the impatient.
    let schedule = Schedule::fixed(Duration::from_millis(20)).build()?;
    let timer = SmolTimer {
        origin: Instant::now(),
    };
    let machine = Watch::new("video_1".parse()?, schedule, timer.now());
    let mut events = watch(machine, timer, |id| {
        let service = service.clone();
        async move { service.borrow_mut().query(&id) }
    });
    smol::block_on(async {
        while let Some(event) = events.next().await {
            match event.kind {
                EventKind::Finished(outcome) => return Ok(*outcome),
                _ => println!("{event}"),
            }
        }
        Err("the last event holds the outcome".into())
    })
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
