//! The asynchronous driver, on any runtime.

use alloc::boxed::Box;
use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use futures_core::Stream;
use grok_video_types::TaskId;

use super::Timer;
use crate::{Event, Next, Observation, Outcome, Ticket, Watch};

/// Waits for the end of `watch`, asking `query` when it is time.
///
/// # Cancel safety
/// Dropping the future ends the watch and drops a query in flight; nothing runs on behind it.
///
#[cfg_attr(feature = "tokio", doc = "```")]
#[cfg_attr(not(feature = "tokio"), doc = "```ignore")]
/// use grok_video_poller::{Ending, Schedule, Timer, TokioTimer, Watch, wait};
/// use grok_video_types::decode;
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let timer = TokioTimer::new();
/// let watch = Watch::new("video_1".parse()?, Schedule::provider(), timer.now());
/// let outcome = wait(watch, timer, |_id| async {
///     // Ask the service with whatever HTTP client you have.
///     decode(200, br#"{"id":"video_1","status":"failed","error":"invalid prompt"}"#)
/// })
/// .await;
/// assert!(matches!(outcome.ending, Ending::Failed { .. }));
/// # Ok(())
/// # }
/// ```
pub async fn wait<T, Q, F>(watch: Watch, timer: T, query: Q) -> Outcome
where
    T: Timer,
    Q: FnMut(TaskId) -> F,
    F: Future<Output: Into<Observation>>,
{
    let mut updates = updates(watch, timer, query);
    core::future::poll_fn(move |context| {
        loop {
            if let Update::Finished(outcome) = ready!(updates.poll_update(context)) {
                return Poll::Ready(outcome);
            }
        }
    })
    .await
}

/// Returns the updates of `watch`, asking `query` when it is time.
///
/// The stream must be polled for anything to happen; dropping it ends the watch.
pub fn updates<T, Q, F>(watch: Watch, timer: T, query: Q) -> Updates<T, Q, F>
where
    T: Timer,
    Q: FnMut(TaskId) -> F,
    F: Future<Output: Into<Observation>>,
{
    Updates {
        watch,
        timer,
        query,
        sleep: None,
        asking: None,
        over: false,
    }
}

/// Tells of one poll, or of the end.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Update {
    /// A poll brought this.
    Polled(Event),
    /// The watch has ended; this is the last update.
    Finished(Outcome),
}

/// Streams what a watch finds; [`updates`] makes it.
pub struct Updates<T: Timer, Q, F> {
    watch: Watch,
    timer: T,
    query: Q,
    sleep: Option<Pin<Box<T::Sleep>>>,
    asking: Option<(Ticket, Pin<Box<F>>)>,
    over: bool,
}

// Nothing in it is pinned in place: what must be pinned is boxed.
impl<T: Timer, Q, F> Unpin for Updates<T, Q, F> {}

impl<T, Q, F> Updates<T, Q, F>
where
    T: Timer,
    Q: FnMut(TaskId) -> F,
    F: Future<Output: Into<Observation>>,
{
    fn poll_update(&mut self, context: &mut Context<'_>) -> Poll<Update> {
        loop {
            if let Some((ticket, mut answer)) = self.asking.take() {
                let observation = match answer.as_mut().poll(context) {
                    Poll::Ready(answer) => answer.into(),
                    Poll::Pending => {
                        if self.poll_sleep(context).is_pending() {
                            self.asking = Some((ticket, answer));
                            return Poll::Pending;
                        }
                        Observation::timed_out()
                    }
                };
                self.sleep = None;
                let event = self.watch.observe(ticket, self.timer.now(), observation);
                return Poll::Ready(Update::Polled(event));
            }
            ready!(self.poll_sleep(context));
            match self.watch.next(self.timer.now()) {
                Next::WaitUntil(at) => self.sleep = Some(Box::pin(self.timer.sleep_until(at))),
                Next::Query(ticket) => {
                    let give_up = self.timer.sleep_until(ticket.give_up_at());
                    self.sleep = Some(Box::pin(give_up));
                    let answer = (self.query)(self.watch.id().clone());
                    self.asking = Some((ticket, Box::pin(answer)));
                }
                Next::Finished(outcome) => return Poll::Ready(Update::Finished(outcome)),
            }
        }
    }

    fn poll_sleep(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if let Some(sleep) = &mut self.sleep {
            ready!(sleep.as_mut().poll(context));
            self.sleep = None;
        }
        Poll::Ready(())
    }
}

impl<T, Q, F> Stream for Updates<T, Q, F>
where
    T: Timer,
    Q: FnMut(TaskId) -> F,
    F: Future<Output: Into<Observation>>,
{
    type Item = Update;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Update>> {
        let this = self.get_mut();
        if this.over {
            return Poll::Ready(None);
        }
        let update = ready!(this.poll_update(context));
        this.over = matches!(update, Update::Finished(_));
        Poll::Ready(Some(update))
    }
}

impl<T: Timer, Q, F> fmt::Debug for Updates<T, Q, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Updates")
            .field("watch", &self.watch)
            .field("asking", &self.asking.is_some())
            .finish_non_exhaustive()
    }
}
