//! The service's journal, which forgets, read often enough to be whole.

use std::time::Duration;

use grok_video_mock::{MockServer, Request};

/// Every request since the start.
#[derive(Debug, Default)]
pub(super) struct Journal {
    requests: Vec<Request>,
}

impl Journal {
    /// How long the service remembers all that it is asked: it keeps 4,096 requests or 1 MiB of
    /// them, and a thousand tasks ask at most twice within a minute, and at its ends.
    pub(super) const MEMORY: Duration = Duration::from_secs(60);

    /// Reads what has come since the last time.
    ///
    /// # Panics
    /// When the service has forgotten some of it.
    pub(super) fn read(&mut self, server: &MockServer) {
        let mut requests = server.requests();
        let n_read = self.requests.len() as u64;
        requests.retain(|request| request.number > n_read);
        self.requests.append(&mut requests);
        let last = self.requests.last().map_or(0, |request| request.number);
        assert_eq!(
            self.requests.len() as u64,
            last,
            "the journal has forgotten some requests: the tasks are asked for too often"
        );
    }

    /// Returns all requests, in the order in which they came.
    pub(super) fn all(self) -> Vec<Request> {
        self.requests
    }

    /// Returns the requests of each of `n_tasks` tasks, by the number in its id.
    pub(super) fn by_task(self, n_tasks: usize) -> Vec<Vec<Request>> {
        let mut of_tasks = vec![Vec::new(); n_tasks];
        for request in self.requests {
            let task = request
                .task
                .as_deref()
                .and_then(|id| id.strip_prefix("video_"));
            match task.and_then(|n| n.parse::<usize>().ok()) {
                Some(n) if n < n_tasks => of_tasks[n].push(request),
                _ => panic!("nobody asked for this: {request}"),
            }
        }
        of_tasks
    }
}
