//! What a worker has in hand of one account.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::{AbortHandle, Id, JoinError, JoinSet};
use tokio::time::timeout;

use super::meter::Meter;
use super::terms::Terms;
use crate::work::announcement::Announce;
use crate::work::brake::Brake;
use crate::work::ended::Ended;
use crate::work::in_hand::InHand;
use crate::work::life::{Life, Tell};
use crate::work::manner::Manner;
use crate::work::notice::News;
use crate::work::setbacks::Setbacks;
use crate::work::shift::Shift;

/// Holds tasks, each under the session that it was leased in.
pub(super) struct Hands {
    running: JoinSet<Ended>,
    held: HashMap<Id, Held>,
    stints: Vec<Stint>,
    setbacks: Setbacks,
    tell: Option<Tell>,
    announcer: Option<Arc<dyn Announce>>,
    meter: Meter,
    /// Tells that a task was created, so that there is room for others.
    created: Arc<Notify>,
}

/// What there is to know of a task that is in hand.
struct Held {
    session: u64,
    is_unsent: Arc<AtomicBool>,
    abort: AbortHandle,
}

/// A session that tasks are in hand of.
struct Stint {
    shift: Arc<Shift>,
    brake: Brake,
    is_lost: bool,
}

impl Hands {
    pub(super) fn new(terms: &Terms) -> Self {
        Self {
            running: JoinSet::new(),
            held: HashMap::new(),
            stints: Vec::new(),
            setbacks: Setbacks::default(),
            tell: terms.tell.clone(),
            announcer: terms.announcer.clone(),
            meter: terms.meter.clone(),
            created: Arc::default(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.held.len()
    }

    /// Returns how many tasks are still to be created.
    pub(super) fn n_unsent(&self) -> usize {
        let is_unsent = |held: &&Held| held.is_unsent.load(Ordering::Relaxed);
        self.held.values().filter(is_unsent).count()
    }

    /// Returns what tells that a task was created.
    pub(super) fn created(&self) -> Arc<Notify> {
        self.created.clone()
    }

    /// Works in a session from now on.
    pub(super) fn enter(&mut self, shift: Arc<Shift>) {
        let is_known = |stint: &Stint| stint.shift.session == shift.session;
        if !self.stints.iter().any(is_known) {
            let brake = Brake::default();
            self.stints.push(Stint {
                shift,
                brake,
                is_lost: false,
            });
        }
    }

    /// Tells whether the session that was entered last lives, as far as is known here.
    pub(super) fn is_live(&self) -> bool {
        let last = self.stints.last();
        last.is_some_and(|stint| !stint.is_lost && stint.shift.holds())
    }

    /// Begins with a task in the session that was entered last.
    pub(super) fn take(&mut self, in_hand: InHand) {
        let Some(stint) = self.stints.last() else {
            return;
        };
        let manner = Manner {
            brake: stint.brake.clone(),
            setbacks: Some(self.setbacks.clone()),
            announcer: self.announcer.clone(),
            ..Manner::default()
        };
        let session = stint.shift.session.id();
        let is_unsent = Arc::new(AtomicBool::new(in_hand.is_unsent()));
        let place = self.meter.place(&in_hand.held.stage);
        let (created, tell) = (self.created.clone(), self.tell.clone());
        let tell: Tell = Arc::new({
            let is_unsent = is_unsent.clone();
            move |notice| {
                place.note(&notice.news);
                if is_unsent.swap(is_unsent_after(&notice.news), Ordering::Relaxed) {
                    created.notify_one();
                }
                if let Some(tell) = &tell {
                    tell(notice);
                }
            }
        });
        let abort = self.running.spawn(Life::live(in_hand, manner, Some(tell)));
        let held = Held {
            session,
            is_unsent,
            abort: abort.clone(),
        };
        self.held.insert(abort.id(), held);
    }

    /// Lets go of sessions that nothing is in hand of any more, and of all that was in hand of those that were lost, as
    /// others may have it. What is under way there is given `grace` to be written down.
    pub(super) fn look_after_sessions(&mut self, grace: Duration) {
        for stint in &mut self.stints {
            if stint.is_lost || !stint.shift.is_lost() {
                continue;
            }
            stint.is_lost = true;
            stint.brake.pull();
            self.meter.note_loss();
            let session = stint.shift.session.id();
            let handles = self.held.values().filter(|held| held.session == session);
            let handles: Vec<_> = handles.map(|held| held.abort.clone()).collect();
            let brake = stint.brake.clone();
            tokio::spawn(async move {
                let _ = timeout(grace, brake.at_rest()).await;
                for handle in handles {
                    handle.abort();
                }
            });
        }
        let last = self.stints.last().map(|stint| stint.shift.session);
        self.stints.retain(|stint| {
            let session = stint.shift.session;
            let is_current = !stint.is_lost && Some(session) == last;
            is_current || self.held.values().any(|held| held.session == session.id())
        });
    }

    /// Takes the next task that has ended; `None` where that tells nothing.
    pub(super) fn poll_next(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Box<Ended>, JoinError>>> {
        match self.running.poll_join_next_with_id(context) {
            Poll::Ready(Some(Ok((id, ended)))) => {
                self.held.remove(&id);
                if !ended.goes_on_later() {
                    self.setbacks.forget(ended.task);
                }
                Poll::Ready(Some(Ok(Box::new(ended))))
            }
            Poll::Ready(Some(Err(failed))) => {
                self.held.remove(&failed.id());
                Poll::Ready(match failed.is_panic() {
                    true => Some(Err(failed)),
                    false => None,
                })
            }
            Poll::Ready(None) | Poll::Pending => Poll::Pending,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// Lets nothing further begin; the future waits for what is not to be broken off.
    pub(super) fn pull_brakes(&self) -> impl Future<Output = ()> + use<> {
        let brakes: Vec<_> = self.stints.iter().map(|it| it.brake.clone()).collect();
        for brake in &brakes {
            brake.pull();
        }
        async move {
            for brake in brakes {
                brake.at_rest().await;
            }
        }
    }

    /// Ends all sessions, once nothing is in hand.
    pub(super) fn leave(&mut self) {
        self.stints.clear();
    }

    /// Lets go of everything.
    pub(super) fn drop_all(&mut self) {
        self.running.abort_all();
    }
}

/// Tells whether a task is still to be created after such news; once more where its call was not taken.
fn is_unsent_after(news: &News<'_>) -> bool {
    matches!(news, News::Sending | News::NotTaken(..))
}
