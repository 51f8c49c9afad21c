use serde::Serialize;

use super::Outcome;

/// How many requests there were, by what they came to.
///
/// Exact from the start on, also where the journal has forgotten. Looks at
/// `/__mock/` are not counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Counts {
    /// Tasks created by request; planted ones are not among them.
    pub creates: u64,
    /// Queries answered with a task.
    pub queries: u64,
    /// Videos and stills sent, whole or in part.
    pub downloads: u64,
    /// `HEAD` requests for a video or a still that were answered with 200.
    pub heads: u64,
    /// Requests on an existing route that were turned away: no or a wrong
    /// key, an unknown task, an invalid body, an expired URL and the like.
    pub refused: u64,
    /// Requests that a fault answered in place of the service, or lost.
    pub faulted: u64,
    /// Requests on a route that the service does not have.
    pub unmatched: u64,
    /// Requests for which a script had no more replies.
    pub ran_out: u64,
}

impl Counts {
    /// Returns the number of all requests.
    #[must_use]
    pub fn total(&self) -> u64 {
        let Self {
            creates,
            queries,
            downloads,
            heads,
            refused,
            faulted,
            unmatched,
            ran_out,
        } = self;
        creates + queries + downloads + heads + refused + faulted + unmatched + ran_out
    }

    pub(super) fn add(&mut self, outcome: Outcome) {
        let count = match outcome {
            Outcome::Created => &mut self.creates,
            Outcome::Queried(_) => &mut self.queries,
            Outcome::Downloaded => &mut self.downloads,
            Outcome::Headed => &mut self.heads,
            Outcome::Refused(_) => &mut self.refused,
            Outcome::Faulted => &mut self.faulted,
            Outcome::Unmatched => &mut self.unmatched,
            Outcome::RanOut => &mut self.ran_out,
        };
        *count += 1;
    }
}
