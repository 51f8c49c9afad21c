//! Lets a few through at a time, the most urgent first.

use std::collections::BinaryHeap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

/// Lets at most so many through at a time; of those who wait, the one with the smallest rank goes first, and of
/// equals the one that came first.
#[derive(Debug, Clone)]
pub(super) struct Gate(Arc<Mutex<Queue>>);

#[derive(Debug)]
struct Queue {
    n_free: usize,
    waiting: BinaryHeap<Waiter>,
    n_came: u64,
}

#[derive(Debug)]
struct Waiter {
    rank: i128,
    came: u64,
    call: oneshot::Sender<Pass>,
}

/// The right to be behind the gate, until it is dropped.
#[derive(Debug)]
#[must_use = "the next one goes through when this is dropped"]
pub(super) struct Pass {
    gate: Option<Gate>,
}

impl Gate {
    pub(super) fn new(n_free: usize) -> Self {
        Self(Arc::new(Mutex::new(Queue {
            n_free,
            waiting: BinaryHeap::new(),
            n_came: 0,
        })))
    }

    /// Waits for its turn. Dropping the future gives the turn to the next one.
    pub(super) async fn pass(&self, rank: i128) -> Pass {
        let called = {
            let mut queue = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if queue.n_free > 0 {
                queue.n_free -= 1;
                return self.grant();
            }
            let (call, called) = oneshot::channel();
            queue.n_came += 1;
            let came = queue.n_came;
            queue.waiting.push(Waiter { rank, came, call });
            called
        };
        let called = called.await;
        called.unwrap_or_else(|_| unreachable!("a waiter stays in the queue until it is called"))
    }

    fn grant(&self) -> Pass {
        Pass {
            gate: Some(self.clone()),
        }
    }

    /// Lets the next one through.
    fn leave(&self) {
        loop {
            let mut queue = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(next) = queue.waiting.pop() else {
                queue.n_free += 1;
                return;
            };
            drop(queue);
            match next.call.send(self.grant()) {
                Ok(()) => return,
                // It waits no more; the pass must not come back through here.
                Err(mut pass) => pass.gate = None,
            }
        }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if let Some(gate) = self.gate.take() {
            gate.leave();
        }
    }
}

impl Ord for Waiter {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        // The heap gives the greatest first.
        (other.rank, other.came).cmp(&(self.rank, self.came))
    }
}

impl PartialOrd for Waiter {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Waiter {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Waiter {}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_most_urgent_goes_first_and_nobody_is_forgotten() {
        let gate = Gate::new(1);
        let first = gate.pass(9).await;
        let order = Arc::new(Mutex::new(Vec::new()));
        let mut waiting = tokio::task::JoinSet::new();
        for rank in [5, 1, 3, 1, 4] {
            let (gate, order) = (gate.clone(), order.clone());
            waiting.spawn(async move {
                let _pass = gate.pass(rank).await;
                order.lock().expect("no panic").push(rank);
            });
        }
        let given_up = tokio::spawn({
            let gate = gate.clone();
            async move { gate.pass(0).await }
        });
        while gate.0.lock().expect("no panic").waiting.len() < 6 {
            tokio::task::yield_now().await;
        }
        given_up.abort();
        assert!(given_up.await.is_err());
        drop(first);
        while waiting.join_next().await.is_some() {}
        assert_eq!(*order.lock().expect("no panic"), [1, 1, 3, 4, 5]);
        assert_eq!(gate.0.lock().expect("no panic").n_free, 1);
    }
}
