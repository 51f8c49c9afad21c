use serde::Serialize;

use super::Kind;

/// How many requests were answered, by what they came to.
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
    /// Videos sent, whole or in part.
    pub downloads: u64,
    /// `HEAD` requests for a video that were answered with 200.
    pub heads: u64,
    /// Requests on an existing route that were turned away: no or a wrong
    /// key, an unknown task, an invalid body, an expired URL and the like.
    pub refused: u64,
    /// Requests on a route that the service does not have.
    pub unmatched: u64,
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
            unmatched,
        } = self;
        creates + queries + downloads + heads + refused + unmatched
    }

    pub(super) fn add(&mut self, kind: Kind) {
        let count = match kind {
            Kind::Create => &mut self.creates,
            Kind::Query => &mut self.queries,
            Kind::Download => &mut self.downloads,
            Kind::Head => &mut self.heads,
            Kind::Refused => &mut self.refused,
            Kind::Unmatched => &mut self.unmatched,
            Kind::Admin => return,
        };
        *count += 1;
    }
}
