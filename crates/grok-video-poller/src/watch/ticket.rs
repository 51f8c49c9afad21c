//! The right to observe one query.

use crate::Tick;

/// Stands for one query: it can only come from [`Watch::next`](crate::Watch::next), cannot be
/// copied, and is used up by [`Watch::observe`](crate::Watch::observe).
///
/// One answer to a query is observed:
///
/// ```
/// # use grok_video_poller::{Observation, Ticket, Tick, Watch};
/// # fn example(watch: &mut Watch, ticket: Ticket, now: Tick) {
/// watch.observe(ticket, now, Observation::timed_out());
/// # }
/// ```
///
/// and a second one does not compile, as the ticket has been used:
///
/// ```compile_fail,E0382
/// # use grok_video_poller::{Observation, Ticket, Tick, Watch};
/// # fn example(watch: &mut Watch, ticket: Ticket, now: Tick) {
/// watch.observe(ticket, now, Observation::timed_out());
/// watch.observe(ticket, now, Observation::timed_out());
/// # }
/// ```
///
/// nor does a copy of it:
///
/// ```compile_fail,E0599
/// # use grok_video_poller::{Observation, Ticket, Tick, Watch};
/// # fn example(watch: &mut Watch, ticket: Ticket, now: Tick) {
/// watch.observe(ticket.clone(), now, Observation::timed_out());
/// # }
/// ```
///
/// nor one that is made without a query:
///
/// ```compile_fail,E0451
/// # use grok_video_poller::{Observation, Ticket, Tick, Watch};
/// # fn example(watch: &mut Watch, ticket: Ticket, now: Tick) {
/// let forged = Ticket { watch: 1, n: 1, give_up_at: now };
/// watch.observe(forged, now, Observation::timed_out());
/// # }
/// ```
///
/// nor one out of thin air:
///
/// ```compile_fail,E0277
/// # use grok_video_poller::{Observation, Ticket, Tick, Watch};
/// # fn example(watch: &mut Watch, ticket: Ticket, now: Tick) {
/// fn made<T: Default>() -> T { T::default() }
/// watch.observe(made(), now, Observation::timed_out());
/// # }
/// ```
#[derive(Debug, PartialEq, Eq)]
#[must_use = "a query whose answer is not observed counts as timed out"]
pub struct Ticket {
    watch: u64,
    n: u32,
    give_up_at: Tick,
}

impl Ticket {
    pub(super) fn new(watch: u64, n: u32, give_up_at: Tick) -> Self {
        Self {
            watch,
            n,
            give_up_at,
        }
    }

    /// Uses the ticket up, and tells whether it stands for the query `n` of `watch`.
    pub(super) fn redeem(self, watch: u64, n: u32) -> bool {
        self.watch == watch && self.n == n
    }

    /// Returns when the query is to be dropped, if it has brought nothing by then.
    #[must_use]
    pub fn give_up_at(&self) -> Tick {
        self.give_up_at
    }
}
