//! What was asked of the service: a bounded ring of requests, and counts that
//! stay exact.

mod counts;
mod kind;
mod request;

use std::collections::VecDeque;

pub use counts::Counts;
pub(crate) use kind::Kind;
pub use request::Request;

/// The most requests that are kept.
const MAX_REQUESTS: usize = 4096;

/// The most bytes that are kept, all requests together: 1 MiB.
const MAX_BYTES: usize = 1024 * 1024;

#[derive(Debug, Default)]
pub(crate) struct Journal {
    requests: VecDeque<Request>,
    /// The weight of `requests`.
    bytes: usize,
    counts: Counts,
}

impl Journal {
    pub(crate) fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Iterates over the latest requests, oldest first.
    pub(crate) fn requests(&self) -> impl Iterator<Item = &Request> {
        self.requests.iter()
    }

    /// Counts a request and keeps it, and lets go of the oldest as needed.
    pub(crate) fn record(&mut self, kind: Kind, request: Request) {
        self.counts.add(kind);
        self.bytes += request.weight();
        self.requests.push_back(request);
        while self.requests.len() > MAX_REQUESTS || self.bytes > MAX_BYTES {
            let Some(oldest) = self.requests.pop_front() else {
                break;
            };
            self.bytes -= oldest.weight();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn request(path: String) -> Request {
        Request {
            at: Duration::ZERO,
            method: http::Method::GET,
            path,
            task: None,
            status: 404,
        }
    }

    #[test]
    fn the_number_of_requests_is_bounded_and_the_counts_are_exact() {
        let mut journal = Journal::default();
        for n in 0..2 * MAX_REQUESTS {
            journal.record(Kind::Unmatched, request(n.to_string()));
        }
        let kept: Vec<&Request> = journal.requests().collect();
        assert_eq!(kept.len(), MAX_REQUESTS);
        assert_eq!(kept[0].path, MAX_REQUESTS.to_string());
        assert_eq!(journal.counts().unmatched, 2 * MAX_REQUESTS as u64);
    }

    #[test]
    fn the_bytes_are_bounded_whatever_the_paths() {
        let mut journal = Journal::default();
        for n in 0..100 {
            journal.record(Kind::Unmatched, request("a".repeat(n * 1000)));
            let weight: usize = journal.requests().map(Request::weight).sum();
            assert_eq!(weight, journal.bytes);
            assert!(weight <= MAX_BYTES);
        }
        journal.record(Kind::Unmatched, request("a".repeat(2 * MAX_BYTES)));
        assert_eq!((journal.requests().count(), journal.bytes), (0, 0));
        assert_eq!(journal.counts().total(), 101);
    }
}
