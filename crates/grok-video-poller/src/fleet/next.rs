//! What a fleet asks of whoever drives it, and what it tells.

use grok_video_types::TaskId;

use crate::{Event, Tick};

/// Stands for one task of a fleet, from its addition to its outcome; none is ever used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskKey {
    pub(super) task: u32,
    pub(super) generation: u32,
}

/// Tells what became of one task of a fleet.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct FleetEvent<T> {
    /// The task.
    pub key: TaskKey,
    /// What the caller calls it.
    pub label: T,
    /// What happened: [`Finished`](crate::EventKind::Finished) is the last of each task.
    pub event: Event,
}

/// Says what to do next.
#[derive(Debug)]
#[must_use = "the fleet stands still until this is done"]
#[non_exhaustive]
pub enum FleetNext<'a, T> {
    /// One query: hand what it brings to [`Fleet::observe`](crate::Fleet::observe) with the ticket, and drop
    /// it at [`FleetTicket::give_up_at`].
    Query {
        /// The right to observe the query.
        ticket: FleetTicket,
        /// The task to ask for.
        id: &'a TaskId,
        /// What the caller calls it.
        label: &'a T,
    },
    /// The end of a task, with its outcome.
    Finished(FleetEvent<T>),
    /// One call of the caller's own, of those that [`want_turn`](crate::Fleet::want_turn) asked for: it is spent, whether
    /// or not the call is made.
    Turn,
    /// Nothing, until then, unless a query in flight answers earlier; calling earlier does no harm.
    WaitUntil(Tick),
    /// Nothing: the key is refused, and no query is in flight. [`resume`](crate::Fleet::resume) with
    /// another key, [`deny`](crate::Fleet::deny), or take a snapshot for later.
    Paused,
    /// Nothing: there is no task, and no turn to be given.
    Idle,
}

/// Stands for one query of a fleet: it can only come from [`Fleet::next`](crate::Fleet::next), cannot be
/// copied, and is used up by [`Fleet::observe`](crate::Fleet::observe).
#[derive(Debug, PartialEq, Eq)]
#[must_use = "a query whose answer is not observed counts as timed out"]
pub struct FleetTicket {
    /// Unlike that of every other query of the fleet, and of another fleet.
    pub(super) serial: u64,
    pub(super) key: TaskKey,
    pub(super) give_up_at: Tick,
}

impl FleetTicket {
    /// Returns the task and the query that it stood for.
    pub(super) fn use_up(self) -> (TaskKey, u64) {
        (self.key, self.serial)
    }

    /// Returns the task that is asked for.
    #[must_use]
    pub fn key(&self) -> TaskKey {
        self.key
    }

    /// Returns when the query is to be dropped, if it has brought nothing by then.
    #[must_use]
    pub fn give_up_at(&self) -> Tick {
        self.give_up_at
    }
}
