//! How a round of work is ended without breaking off a create call, or the taking of a task in hand.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use tokio::sync::watch;

/// Stops what is not to be broken off from being begun, and knows how much of it is under way.
#[derive(Debug, Clone, Default)]
pub(super) struct Brake {
    state: Arc<watch::Sender<State>>,
}

#[derive(Debug, Default)]
struct State {
    is_pulled: bool,
    n_under_way: usize,
    /// How many have a last thing to do once it is pulled.
    n_attending: usize,
}

impl State {
    const fn is_at_rest(&self) -> bool {
        self.n_under_way + self.n_attending == 0
    }
}

/// Something that is under way, until it is dropped.
#[derive(Debug)]
pub(super) struct UnderWay {
    state: Arc<watch::Sender<State>>,
}

/// Somebody who has a last thing to do once the brake is pulled, until this is dropped.
#[derive(Debug)]
pub(super) struct Attending(Arc<watch::Sender<State>>);

impl Brake {
    /// Lets nothing further begin.
    pub(super) fn pull(&self) {
        self.state.send_modify(|state| state.is_pulled = true);
    }

    /// Waits until it is pulled.
    pub(super) async fn pulled(&self) {
        let mut state = self.state.subscribe();
        // The sender is ours, so it is not gone.
        let _ = state.wait_for(|state| state.is_pulled).await;
    }

    /// Waits until nothing is under way, and nobody attends.
    pub(super) async fn at_rest(&self) {
        let mut state = self.state.subscribe();
        let _ = state.wait_for(State::is_at_rest).await;
    }

    /// Has the end wait for a last thing that is to be done once it is pulled.
    pub(super) fn attend(&self) -> Attending {
        // Nobody waits for that: of those who wait here there may be thousands.
        self.state.send_if_modified(|state| {
            state.n_attending += 1;
            false
        });
        Attending(self.state.clone())
    }

    /// Tells whether nothing further may begin.
    pub(super) fn is_pulled(&self) -> bool {
        self.state.borrow().is_pulled
    }

    /// Begins something that is not to be broken off; `None` where nothing may begin.
    pub(super) fn begin(&self) -> Option<UnderWay> {
        let mut may_begin = false;
        self.state.send_if_modified(|state| {
            may_begin = !state.is_pulled;
            state.n_under_way += usize::from(may_begin);
            false
        });
        may_begin.then(|| UnderWay {
            state: self.state.clone(),
        })
    }
}

impl Drop for Attending {
    fn drop(&mut self) {
        self.0.send_if_modified(|state| {
            state.n_attending -= 1;
            state.is_at_rest()
        });
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.state.send_if_modified(|state| {
            state.n_under_way -= 1;
            state.is_at_rest()
        });
    }
}

/// Waits for `work`, unless `stop` is there before.
pub(super) async fn unless<T>(
    stop: impl Future<Output = ()>,
    work: impl Future<Output = T>,
) -> Option<T> {
    let (mut stop, mut work) = (pin!(stop), pin!(work));
    poll_fn(|context| {
        if stop.as_mut().poll(context).is_ready() {
            return Poll::Ready(None);
        }
        work.as_mut().poll(context).map(Some)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_under_way_is_ended_and_nothing_else_begins() {
        let brake = Brake::default();
        let (one, two) = (brake.begin(), brake.begin());
        assert!(one.is_some() && two.is_some());
        brake.pull();
        assert!(brake.begin().is_none());
        drop(one);
        let resting = tokio::spawn({
            let brake = brake.clone();
            async move { brake.at_rest().await }
        });
        tokio::task::yield_now().await;
        assert!(!resting.is_finished());
        drop(two);
        assert!(resting.await.is_ok());
    }
}
