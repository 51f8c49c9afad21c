//! The service of a trace: it gives each query its reply, and notes when it was asked.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use grok_video_poller::{Observation, Tick, Timer};

use super::deed::Reply;

/// Shared within one thread on purpose: a driver must do without `Send`.
#[derive(Clone, Default)]
pub(super) struct Service(Rc<RefCell<State>>);

#[derive(Default)]
struct State {
    replies: VecDeque<Reply>,
    asked: Vec<Tick>,
}

impl Service {
    /// Lets the next query be answered so.
    pub(super) fn prepare(&self, reply: Reply) {
        self.0.borrow_mut().replies.push_back(reply);
    }

    /// Returns when the queries since the last call were made.
    pub(super) fn take_asked(&self) -> Vec<Tick> {
        std::mem::take(&mut self.0.borrow_mut().asked)
    }

    pub(super) fn ask(&self, now: Tick) -> Reply {
        let mut state = self.0.borrow_mut();
        state.asked.push(now);
        let reply = state.replies.pop_front();
        reply.unwrap_or_else(|| panic!("asked at {now} though the trace has no such query"))
    }

    /// Answers a query on the clock of `timer`.
    pub(super) async fn answer<T: Timer>(self, timer: T) -> Observation {
        let asked_at = timer.now();
        let reply = self.ask(asked_at);
        match reply.takes {
            Some(takes) => timer.sleep_until(asked_at.after(takes)).await,
            None => std::future::pending().await,
        }
        reply.observation
    }
}
