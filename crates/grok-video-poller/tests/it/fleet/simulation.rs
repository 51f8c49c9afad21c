//! A fleet driven through simulated time, each task by a row of answers of its own.

use std::collections::BTreeMap;
use std::time::Duration;

use grok_video_poller::{
    Event, EventKind, Fleet, FleetNext, FleetSnapshot, FleetTicket, Observation, Outcome, Tick,
};
use grok_video_types::TaskId;

pub(super) fn id(n: usize) -> TaskId {
    TaskId::new(&format!("video_{n}")).unwrap()
}

/// Returns an answer about the task `n`.
pub(super) fn status(n: usize, status: &str) -> Observation {
    let body = format!(
        r#"{{"id":"video_{n}","status":"{status}","video_url":"https://cdn.example.com/v.mp4"}}"#
    );
    Observation::http(200, body.as_bytes())
}

/// What happens to one task.
#[derive(Debug, Clone)]
pub(super) struct Life {
    /// The answers to its queries, of which the last repeats.
    pub(super) answers: Vec<Observation>,
    /// How long each takes; what takes too long is given up.
    pub(super) call: Duration,
}

/// One query, as it was made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Poll {
    pub(super) at: Tick,
    pub(super) give_up_at: Tick,
    pub(super) answered_at: Tick,
    /// When it was due, where that is known.
    pub(super) due: Option<Tick>,
    pub(super) task: usize,
}

/// All that happened.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Log {
    pub(super) polls: Vec<Poll>,
    pub(super) events: BTreeMap<usize, Vec<Event>>,
    pub(super) outcomes: BTreeMap<usize, Vec<Outcome>>,
    pub(super) most_in_flight: usize,
    pub(super) n_pauses: usize,
}

impl Log {
    pub(super) fn polls_of(&self, task: usize) -> impl Iterator<Item = &Poll> {
        self.polls.iter().filter(move |poll| poll.task == task)
    }
}

/// How many keys there are, before the last is given up.
pub(super) const N_KEYS: usize = 10;

/// Drives a fleet whose labels are the numbers of the lives.
pub(super) struct Simulation<'a> {
    pub(super) lives: &'a [Life],
    /// How long a pause lasts, before the key is good again.
    pub(super) pause: Duration,
    /// After how many polls each the fleet is stored and restored, and how long it is away.
    pub(super) restart_every: Option<(usize, Duration)>,
}

/// The state of a run.
struct Run<'a> {
    lives: &'a [Life],
    now: Tick,
    log: Log,
    flights: BTreeMap<(Tick, usize), (FleetTicket, usize)>,
    due: BTreeMap<usize, Tick>,
}

impl Simulation<'_> {
    /// Runs a fleet until nothing is left to do, from `now` on.
    pub(super) fn run(&self, mut fleet: Fleet<usize>, now: Tick) -> Log {
        let mut run = Run {
            lives: self.lives,
            now,
            log: Log::default(),
            flights: BTreeMap::new(),
            due: BTreeMap::new(),
        };
        run.note_due(&fleet);
        let mut n_restarts = 0;
        loop {
            run.land(&mut fleet);
            match fleet.next(run.now) {
                FleetNext::Query { ticket, label, .. } => {
                    let task = *label;
                    run.ask(ticket, task);
                }
                FleetNext::Finished(end) => {
                    let EventKind::Finished(outcome) = end.event.kind else {
                        panic!("no end: {:?}", end.event)
                    };
                    run.log
                        .outcomes
                        .entry(end.label)
                        .or_default()
                        .push(*outcome);
                }
                FleetNext::WaitUntil(then) => {
                    assert!(then > run.now, "a fleet never asks to wait for the past");
                    // It rests where no end is left to be told.
                    match self.restart_every {
                        Some((every, away)) if run.log.polls.len() > (n_restarts + 1) * every => {
                            n_restarts += 1;
                            fleet = run.restart(&fleet, away);
                        }
                        _ => run.wait(then),
                    }
                }
                FleetNext::Paused => {
                    run.log.n_pauses += 1;
                    run.now = run.now.after(self.pause);
                    if run.log.n_pauses < N_KEYS {
                        fleet.resume(run.now);
                    } else {
                        fleet.deny(run.now);
                    }
                }
                FleetNext::Idle => return run.log,
                other => panic!("what is {other:?}?"),
            }
            assert!(run.log.polls.len() < 20_000, "the fleet does not end");
        }
    }
}

impl Run<'_> {
    fn note_due(&mut self, fleet: &Fleet<usize>) {
        for (key, _, task) in fleet.tasks() {
            let snapshot = fleet.snapshot_of(key, self.now).unwrap();
            self.due.insert(*task, self.now.after(snapshot.due_in()));
        }
    }

    /// Stores the fleet and restores it, on the same clock.
    fn restart(&mut self, fleet: &Fleet<usize>, away: Duration) -> Fleet<usize> {
        let stored = serde_json::to_string(&fleet.snapshot(self.now)).unwrap();
        let snapshot: FleetSnapshot<usize> = serde_json::from_str(&stored).unwrap();
        self.now = self.now.after(away);
        self.flights.clear();
        let fleet = Fleet::restore(snapshot, self.now, away);
        self.note_due(&fleet);
        fleet
    }

    fn ask(&mut self, ticket: FleetTicket, task: usize) {
        let give_up_at = ticket.give_up_at();
        let answered_at = self.now.after(self.lives[task].call).min(give_up_at);
        self.log.polls.push(Poll {
            at: self.now,
            give_up_at,
            answered_at,
            due: self.due.remove(&task),
            task,
        });
        let serial = self.log.polls.len();
        self.flights.insert((answered_at, serial), (ticket, task));
        self.log.most_in_flight = self.log.most_in_flight.max(self.flights.len());
    }

    /// Hands in the answers that have come.
    fn land(&mut self, fleet: &mut Fleet<usize>) {
        while let Some(entry) = self.flights.first_entry() {
            if entry.key().0 > self.now {
                break;
            }
            let (ticket, task) = entry.remove();
            let answers = &self.lives[task].answers;
            let n = self.log.polls_of(task).count() - 1;
            let answer = answers[n.min(answers.len() - 1)].clone();
            if let Some(told) = fleet.observe(ticket, self.now, answer) {
                assert_eq!(*told.label, task);
                let event = told.event;
                if let Some(wait) = event.next_poll_in {
                    self.due.insert(task, self.now.after(wait));
                }
                self.log.events.entry(task).or_default().push(event);
            }
        }
    }

    /// Goes on to `then`, or to the next answer where that comes first.
    fn wait(&mut self, then: Tick) {
        let answer = self.flights.first_key_value().map(|((at, _), _)| *at);
        self.now = answer.map_or(then, |at| at.min(then));
    }
}
