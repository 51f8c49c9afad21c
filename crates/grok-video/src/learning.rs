//! What a client learns of how long its tasks take.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use grok_video_poller::{
    Adaptive, Event, EventKind, Forecast, JobClass, Outcome, Plan, Profile, Schedule, Snapshot,
    UsualTime,
};
use grok_video_types::CreateVideo;

/// Plans the polls of each class of tasks, and learns from their outcomes; or does neither, where the client was not
/// told to. Clones learn together.
#[derive(Clone, Default)]
pub(crate) struct Learning {
    adaptive: Option<Arc<Mutex<Adaptive>>>,
}

impl Learning {
    pub(crate) fn new(adaptive: Adaptive) -> Self {
        Self {
            adaptive: Some(Arc::new(Mutex::new(adaptive))),
        }
    }

    /// Returns a copy of all that is known.
    pub(crate) fn learned(&self) -> Option<Adaptive> {
        Some(self.lock()?.clone())
    }

    /// Returns when to ask for a task of a class that was created just now; `usually` where nothing is learned.
    pub(crate) fn schedule_for(&self, class: &JobClass, usually: &Schedule) -> Schedule {
        let plan = self.lock().map(|mut adaptive| adaptive.plan(class));
        plan.map_or_else(|| usually.clone(), |plan| planned(plan, usually))
    }

    /// Returns when to ask for a task whose watch rested: by the plan that it had, where plans are made at all.
    #[cfg_attr(
        not(feature = "ledger"),
        expect(dead_code, reason = "only a ledger keeps watches at rest")
    )]
    pub(crate) fn schedule_after(&self, rest: &Snapshot, usually: &Schedule) -> Schedule {
        match rest.schedule().plan() {
            Some(plan) if self.adaptive.is_some() => planned(plan.clone(), usually),
            _ => usually.clone(),
        }
    }

    /// Returns what to expect of the task that `request` makes.
    pub(crate) fn forecast_for(&self, request: &CreateVideo) -> Forecast {
        let class = JobClass::of(request);
        if let Some(mut adaptive) = self.lock()
            && adaptive.profile(&class).is_some()
        {
            return adaptive.forecast(&class);
        }
        let n_images = request.images().len();
        let usual = UsualTime::of(class.model(), class.seconds(), n_images);
        Profile::usual(usual).forecast()
    }

    /// Takes note of when a task of a class was over.
    pub(crate) fn note(&self, class: &JobClass, outcome: &Outcome) {
        // That it was not over when it began is no news.
        let is_news =
            |took: &grok_video_poller::Took| took.by().is_some() || took.after() > Duration::ZERO;
        if let Some(mut adaptive) = self.lock()
            && let Some(took) = outcome.took.filter(is_news)
        {
            adaptive.learn(class, took);
        }
    }

    fn lock(&self) -> Option<MutexGuard<'_, Adaptive>> {
        let adaptive = self.adaptive.as_ref()?;
        Some(adaptive.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Returns the schedule of a plan with the deadlines of another.
fn planned(plan: Plan, usually: &Schedule) -> Schedule {
    Schedule::planned(plan)
        .with_deadline(usually.deadline())
        .with_call_timeout(usually.call_timeout())
        .build()
        .unwrap_or_else(|_| unreachable!("times of a schedule make one with any plan"))
}

impl fmt::Debug for Learning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n_classes = self.lock().map(|adaptive| adaptive.classes().count());
        f.debug_struct("Learning")
            .field("n_classes", &n_classes)
            .finish()
    }
}

/// Passes on what a watch tells, and takes note of its outcome.
#[derive(Debug)]
pub(crate) struct Noting<S> {
    pub(crate) events: S,
    pub(crate) class: JobClass,
    pub(crate) learning: Learning,
}

impl<S: Stream<Item = Event> + Unpin> Stream for Noting<S> {
    type Item = Event;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Event>> {
        let event = ready!(Pin::new(&mut self.events).poll_next(context));
        if let Some(EventKind::Finished(outcome)) = event.as_ref().map(|event| &event.kind) {
            self.learning.note(&self.class, outcome);
        }
        Poll::Ready(event)
    }
}
