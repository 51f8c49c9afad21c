//! A fleet of one, driven by a loop over numbers.

use std::time::Duration;

use grok_video_poller::{
    Budget, Event, EventKind, Fleet, FleetNext, FleetTicket, Snapshot, TaskKey, Tick, Watch,
};

use super::deed::Reply;
use super::driver::Driver;
use super::service::Service;

pub(super) struct OfOne {
    fleet: Fleet<&'static str>,
    key: TaskKey,
    service: Service,
    now: Tick,
    asking: Option<(FleetTicket, Reply, Tick)>,
    /// The end that a cancel has returned.
    ended: Option<Event>,
}

impl OfOne {
    /// Runs until an event or `limit`, or until nothing is left.
    fn run(&mut self, limit: Option<Tick>) -> Option<Event> {
        let limit = limit.unwrap_or(Tick::from_origin(Duration::MAX));
        loop {
            if let Some((ticket, reply, answered_at)) = self.asking.take() {
                let until = answered_at.min(ticket.give_up_at());
                if until > limit {
                    self.asking = Some((ticket, reply, answered_at));
                    self.now = limit;
                    return None;
                }
                self.now = until;
                let told = self.fleet.observe(ticket, until, reply.observation);
                let event = told.expect("a query in flight is observed").event;
                if let EventKind::Paused(error) = &event.kind {
                    assert_eq!(self.fleet.paused(), Some(error));
                    self.fleet.deny(self.now);
                }
                return Some(unpaused(event));
            }
            match self.fleet.next(self.now) {
                FleetNext::WaitUntil(at) if at > limit => {
                    self.now = limit;
                    return None;
                }
                FleetNext::WaitUntil(at) => {
                    assert!(at > self.now, "a fleet never asks to wait for the past");
                    self.now = at;
                }
                FleetNext::Query { ticket, id, label } => {
                    assert_eq!((*label, ticket.key()), ("one", self.key));
                    assert!(!id.as_str().is_empty());
                    let reply = self.service.ask(self.now);
                    let answered_at = match reply.takes {
                        Some(takes) => self.now.after(takes),
                        None => Tick::from_origin(Duration::MAX),
                    };
                    self.asking = Some((ticket, reply, answered_at));
                }
                FleetNext::Finished(end) => {
                    assert_eq!((end.label, end.key), ("one", self.key));
                    return Some(end.event);
                }
                FleetNext::Idle => {
                    if limit < Tick::from_origin(Duration::MAX) {
                        self.now = limit;
                    }
                    return None;
                }
                other => panic!("what is {other:?} here?"),
            }
        }
    }
}

/// A fleet pauses where the key is refused. Who has no other gives up, and so it ends as a watch does: this
/// returns what the watch would have told.
pub(super) fn unpaused(mut event: Event) -> Event {
    if let EventKind::Paused(error) = event.kind {
        event.kind = EventKind::PollError(error);
        event.next_poll_in = None;
    }
    event
}

impl Driver for OfOne {
    fn start(make: impl FnOnce(Tick) -> Watch, service: Service) -> Self {
        let now = Tick::from_origin(Duration::from_millis(123_456));
        // A budget that binds nobody: the traces know none.
        let budget = Budget::per_second(1e6).with_burst(1000).build().unwrap();
        let mut fleet = Fleet::new(budget);
        Self {
            key: fleet.add(make(now), "one", now),
            fleet,
            service,
            now,
            asking: None,
            ended: None,
        }
    }

    fn now(&self) -> Tick {
        self.now
    }

    fn event(&mut self) -> Option<Event> {
        self.ended.take().or_else(|| self.run(None))
    }

    fn pass(&mut self, time: Duration) {
        assert_eq!(self.run(Some(self.now.after(time))), None);
    }

    fn cancel(&mut self) {
        let end = self.fleet.cancel(self.key, self.now).unwrap();
        self.ended = Some(end.event);
        if let Some((ticket, reply, _)) = self.asking.take() {
            let late = self.fleet.observe(ticket, self.now, reply.observation);
            assert_eq!(late, None);
        }
        assert_eq!(self.fleet.cancel(self.key, self.now), None);
        assert_eq!(self.fleet.get(self.key), None);
    }

    fn snapshot(&self) -> Option<Snapshot> {
        self.fleet.snapshot_of(self.key, self.now)
    }
}
