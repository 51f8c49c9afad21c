//! The right to observe one query.

use crate::Tick;

/// Stands for one query: it can only come from [`Watch::next`](crate::Watch::next), cannot be
/// copied, and is used up by [`Watch::observe`](crate::Watch::observe).
///
/// ```compile_fail
/// # fn observe_twice(watch: &mut grok_video_poller::Watch, ticket: grok_video_poller::Ticket,
/// #     now: grok_video_poller::Tick) {
/// use grok_video_poller::Observation;
/// watch.observe(ticket, now, Observation::timed_out());
/// watch.observe(ticket, now, Observation::timed_out()); // the ticket has been used
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
