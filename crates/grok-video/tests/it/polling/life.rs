//! One task, watched until it is over, however many watches that takes.

use std::fmt::Write as _;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Mutex;
use std::time::Duration;

use futures_core::Stream;
use grok_video::poller::{Timer as _, Watch, watch};
use grok_video::{Ending, EventKind, Outcome, Schedule};
use grok_video_mock::Request;
use tokio::time::sleep;

use super::super::service::{id, seconds};
use super::fate::Fate;
use super::way::Way;

/// One query, as the watch saw it; times since the start of the service.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) begun: Duration,
    pub(super) ended: Duration,
    pub(super) told: String,
}

/// The end of one watch.
#[derive(Debug)]
pub(super) struct Ended {
    /// How many queries there had been, by all watches of the task.
    pub(super) n_asked: usize,
    pub(super) outcome: Outcome,
    /// How long nobody watched then.
    pub(super) away: Duration,
}

/// What happened to one task.
#[derive(Debug)]
pub(super) struct Life {
    pub(super) n: usize,
    pub(super) asked: Vec<Asked>,
    pub(super) endings: Vec<Ended>,
}

impl Life {
    /// More watches than any task needs.
    const MAX_WATCHES: usize = 40;

    /// Watches the task `n`, and goes on from the checkpoint of each watch that ends early, until
    /// the task is over.
    pub(super) async fn live(n: usize, way: Way) -> Self {
        let mut life = Self {
            n,
            asked: Vec::new(),
            endings: Vec::new(),
        };
        let now = way.timer.now();
        let mut machine = Watch::new(id(&life.id()), Schedule::default(), now);
        for _ in 0..Self::MAX_WATCHES {
            let outcome = life.follow(machine, &way).await;
            let checkpoint = outcome.checkpoint.clone();
            let away = match checkpoint {
                // Back at once, before the next query is due, and long behind it.
                Some(_) => [Duration::ZERO, seconds(10), seconds(200)][n % 3],
                None => Duration::ZERO,
            };
            life.endings.push(Ended {
                n_asked: life.asked.len(),
                outcome,
                away,
            });
            let Some(checkpoint) = checkpoint else {
                return life;
            };
            sleep(away).await;
            machine = Watch::restore(*checkpoint, way.timer.now(), away);
        }
        panic!("task {n} is never over: {life:#?}");
    }

    pub(super) fn id(&self) -> String {
        format!("video_{}", self.n)
    }

    /// Follows one watch to its end.
    async fn follow(&mut self, machine: Watch, way: &Way) -> Outcome {
        let begins = Mutex::new(Vec::new());
        let mut events = pin!(watch(machine, way.timer, |id| {
            begins.lock().unwrap().push(way.now());
            way.clone().ask(id)
        }));
        let mut ended = None;
        while let Some(event) = poll_fn(|context| events.as_mut().poll_next(context)).await {
            assert_eq!(ended, None, "task {}: {event} behind the end", self.n);
            if let EventKind::Finished(outcome) = event.kind {
                ended = Some(*outcome);
                continue;
            }
            let begun = std::mem::take(&mut *begins.lock().unwrap());
            let [begun] = begun[..] else {
                panic!("task {}: {event} after queries at {begun:?}", self.n);
            };
            self.asked.push(Asked {
                begun,
                ended: way.now(),
                told: event.to_string(),
            });
        }
        let untold = std::mem::take(&mut *begins.lock().unwrap());
        assert!(untold.is_empty(), "task {}: untold: {untold:?}", self.n);
        ended.unwrap_or_else(|| panic!("task {}: a watch without an end", self.n))
    }

    /// Returns what the service saw and what the watches told, in lines, for whoever reads of a
    /// failure.
    pub(super) fn report(&self, requests: &[Request]) -> String {
        let mut report = format!("{:?}\n\nthe service's journal:\n", Fate::of(self.n));
        for request in requests {
            let _ = writeln!(report, "  {request}");
        }
        report.push_str("\nthe watches:\n");
        let mut endings = self.endings.iter().peekable();
        for (n, asked) in self.asked.iter().enumerate() {
            let (begun, ended) = (asked.begun, asked.ended);
            let _ = writeln!(report, "  {begun:?} to {ended:?}: {}", asked.told);
            while let Some(end) = endings.next_if(|end| end.n_asked == n + 1) {
                let _ = writeln!(report, "  = {}", end.outcome);
                if !end.away.is_zero() {
                    let _ = writeln!(report, "  … back {:?} later", end.away);
                }
            }
        }
        report
    }
}

/// Returns the name of an ending, as the rules here call it.
pub(super) fn name(ending: &Ending) -> &'static str {
    match ending {
        Ending::Completed { .. } => "completed",
        Ending::Failed { .. } => "failed",
        Ending::NotFound(_) => "not found",
        Ending::Denied(_) => "denied",
        Ending::Rejected(_) => "rejected",
        Ending::NoVideoUrl(_) => "no video URL",
        Ending::Fatal(_) => "fatal",
        Ending::Outage(_) => "outage",
        Ending::GaveUp { .. } => "gave up",
        Ending::Cancelled => "cancelled",
        other => panic!("an ending that no rule here knows: {other}"),
    }
}
