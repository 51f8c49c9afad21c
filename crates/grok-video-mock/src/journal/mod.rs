//! What was asked of the service and what went wrong: bounded rings, and
//! counts that stay exact.

mod counts;
mod fault_record;
mod outcome;
mod request;
mod ring;

pub use counts::Counts;
pub use fault_record::FaultRecord;
pub use outcome::{Outcome, Refusal, Shown};
pub use request::Request;
pub(crate) use request::Seconds;

use ring::Ring;

/// The most unexpected requests that are kept to be reported.
const MAX_UNEXPECTED: usize = 16;

#[derive(Debug)]
pub(crate) struct Journal {
    requests: Ring<Request>,
    faults: Ring<FaultRecord>,
    counts: Counts,
    n_faults: u64,
    unexpected: Unexpected,
}

/// The requests that only a mistake can have led to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Unexpected {
    pub(crate) n: u64,
    /// The first of them, each with what was explained to its client.
    pub(crate) first: Vec<(Request, String)>,
}

impl Journal {
    pub(crate) fn new() -> Self {
        Self {
            requests: Ring::new(),
            faults: Ring::new(),
            counts: Counts::default(),
            n_faults: 0,
            unexpected: Unexpected::default(),
        }
    }

    pub(crate) fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Returns how many faults happened, forgotten ones included.
    pub(crate) fn n_faults(&self) -> u64 {
        self.n_faults
    }

    /// Returns the number of the next request.
    pub(crate) fn next_number(&self) -> u64 {
        self.counts.total() + 1
    }

    /// Iterates over the latest requests, oldest first.
    pub(crate) fn requests(&self) -> impl DoubleEndedIterator<Item = &Request> {
        self.requests.iter()
    }

    /// Iterates over the latest faults, oldest first.
    pub(crate) fn faults(&self) -> impl Iterator<Item = &FaultRecord> {
        self.faults.iter()
    }

    pub(crate) fn unexpected(&self) -> &Unexpected {
        &self.unexpected
    }

    /// Takes the unexpected requests away: somebody has dealt with them.
    pub(crate) fn take_unexpected(&mut self) -> Unexpected {
        std::mem::take(&mut self.unexpected)
    }

    /// Counts a request and keeps it, with what was explained to its client.
    pub(crate) fn record(&mut self, request: Request, explanation: Option<&str>) {
        self.counts.add(request.outcome);
        if request.outcome.is_unexpected() {
            self.unexpected.n += 1;
            if self.unexpected.first.len() < MAX_UNEXPECTED {
                let explanation = explanation.unwrap_or_default().to_owned();
                self.unexpected.first.push((request.clone(), explanation));
            }
        }
        let weight = request.weight();
        self.requests.push(request, weight);
    }

    /// Keeps what went wrong with a request.
    pub(crate) fn record_fault(&mut self, record: FaultRecord) {
        self.n_faults += 1;
        let weight = record.weight();
        self.faults.push(record, weight);
    }
}
