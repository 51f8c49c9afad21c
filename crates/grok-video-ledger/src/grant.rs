//! Calls that an account may make now.

use std::time::Duration;

/// Says how many calls a worker may make, and when to ask for more.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "what is granted counts as called"]
pub struct Grant {
    /// How many.
    pub n: u32,
    /// For how long, counted from before the worker asked: what is not called by then is given up.
    pub window: Duration,
    /// How long it makes no sense to ask for more.
    pub ask_in: Duration,
    /// Why nobody may call, where that is so; `n` is zero then.
    pub halt: Option<Halt>,
}

impl Grant {
    /// How long a grant lasts: a second, so that a worker that sleeps on what it was granted costs its account no more
    /// than that.
    pub const WINDOW: Duration = Duration::from_secs(1);
}

/// Says that an account must not be called for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Halt {
    /// For how long still.
    pub left: Duration,
    /// Why, for people.
    pub why: Box<str>,
}
