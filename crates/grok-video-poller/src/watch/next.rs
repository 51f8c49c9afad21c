//! What a watch asks of whoever drives it.

use alloc::boxed::Box;

use super::Ticket;
use crate::{Outcome, Tick};

/// Says what to do next.
#[derive(Debug, PartialEq)]
#[must_use = "the watch stands still until this is done"]
pub enum Next {
    /// Nothing, until then; calling earlier does no harm. While a query is in flight that is its time
    /// to give up, and it is observed as soon as it answers.
    WaitUntil(Tick),
    /// One query for the task: hand what it brings to [`Watch::observe`](crate::Watch::observe) with
    /// the ticket, and drop it at [`Ticket::give_up_at`].
    Query(Ticket),
    /// Nothing more: this is the end.
    Finished(Box<Outcome>),
}
