//! What a run has shown.

use std::fmt;

/// Counts what was tried, all of it answered rightly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The random histories.
    pub histories: u64,
    /// Their steps, without the lists in between.
    pub steps: u64,
    /// The whole lists that were compared.
    pub lists: u64,
    /// The pairs of the table of states, calls and fences that were met, which are all there are.
    pub pairs: usize,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            histories,
            steps,
            lists,
            pairs,
        } = self;
        write!(
            f,
            "{histories} histories, {steps} steps, {lists} whole lists, {pairs} pairs met, no difference"
        )
    }
}
