//! The bare machine, driven by a loop over numbers.

use std::time::Duration;

use grok_video_poller::{Event, EventKind, Next, Snapshot, Tick, Ticket, Watch};

use super::deed::Reply;
use super::driver::Driver;
use super::service::Service;

pub(super) struct Core {
    watch: Watch,
    service: Service,
    now: Tick,
    asking: Option<(Ticket, Reply, Tick)>,
    over: bool,
}

impl Core {
    /// Runs until an event or `limit`.
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
                let event = self.watch.observe(ticket, until, reply.observation);
                return Some(event);
            }
            match self.watch.next(self.now) {
                Next::WaitUntil(at) if at > limit => {
                    self.now = limit;
                    return None;
                }
                Next::WaitUntil(at) => {
                    assert!(at > self.now, "a watch never asks to wait for the past");
                    self.now = at;
                }
                Next::Query(ticket) => {
                    let reply = self.service.ask(self.now);
                    let answered_at = match reply.takes {
                        Some(takes) => self.now.after(takes),
                        None => Tick::from_origin(Duration::MAX),
                    };
                    self.asking = Some((ticket, reply, answered_at));
                }
                Next::Finished(outcome) => return Some(outcome.into()),
            }
        }
    }
}

impl Driver for Core {
    fn start(make: impl FnOnce(Tick) -> Watch, service: Service) -> Self {
        let now = Tick::from_origin(Duration::from_millis(123_456));
        Self {
            watch: make(now),
            service,
            now,
            asking: None,
            over: false,
        }
    }

    fn now(&self) -> Tick {
        self.now
    }

    fn event(&mut self) -> Option<Event> {
        if self.over {
            return None;
        }
        let event = self.run(None);
        self.over = matches!(&event, Some(event) if matches!(event.kind, EventKind::Finished(_)));
        event
    }

    fn pass(&mut self, time: Duration) {
        let limit = self.now.after(time);
        if self.over {
            assert!(matches!(self.watch.next(limit), Next::Finished(_)));
            self.now = limit;
            return;
        }
        assert_eq!(self.run(Some(limit)), None);
    }

    fn cancel(&mut self) {
        self.watch.cancel(self.now);
        if let Some((ticket, reply, _)) = self.asking.take() {
            let event = self.watch.observe(ticket, self.now, reply.observation);
            assert_eq!(event.kind, EventKind::Dropped);
        }
    }

    fn snapshot(&self) -> Option<Snapshot> {
        self.watch.snapshot(self.now)
    }
}
