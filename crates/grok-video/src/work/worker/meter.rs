//! What a worker counts while it works.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use grok_video_ledger::{Grant, LedgerError, Stage};
use grok_video_poller::{Ending, EventKind};
use tokio::time::Instant;

use super::figures::Figures;
use crate::work::ended::Ended;
use crate::work::hold::Left;
use crate::work::notice::News;

/// Counts what a [`Worker`](crate::Worker) does, and can be read while it works; clones are the same meter.
#[derive(Debug, Clone, Default)]
pub struct Meter(Arc<Mutex<Counts>>);

#[derive(Debug, Default)]
struct Counts {
    figures: Figures,
    reached_at: Option<Instant>,
}

/// A task in hand, which is counted where it stands until this is dropped.
#[derive(Debug)]
pub(super) struct Place {
    meter: Meter,
    step: Mutex<Step>,
}

/// What is being done for a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Creating,
    Waiting,
    Saving,
}

impl Meter {
    /// Returns what has been counted by now.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let counts = self.counts();
        let mut figures = counts.figures.clone();
        figures.ledger_reached = counts.reached_at.map(|at| at.elapsed());
        figures
    }

    /// Tells whether all accounts have a live session, and the ledger has answered within `longest`.
    #[must_use]
    pub fn is_ready(&self, longest: Duration) -> bool {
        let figures = self.figures();
        let is_reached = figures.ledger_reached.is_some_and(|ago| ago <= longest);
        is_reached && figures.accounts > 0 && figures.live_sessions == figures.accounts
    }

    /// Counts a task in hand.
    pub(super) fn place(&self, stage: &Stage) -> Place {
        let step = match stage {
            Stage::Create(_) => Step::Creating,
            Stage::Wait { .. } => Step::Waiting,
            Stage::Save { .. } => Step::Saving,
        };
        self.change(|figures| *figures.at(step) += 1);
        Place {
            meter: self.clone(),
            step: Mutex::new(step),
        }
    }

    pub(super) fn note_ledger(&self, error: Option<&LedgerError>) {
        use grok_video_ledger::LedgerErrorKind::Unavailable;
        let mut counts = self.counts();
        counts.figures.ledger_calls += 1;
        match error {
            Some(error) if error.kind() == Unavailable => counts.figures.ledger_errors += 1,
            _ => counts.reached_at = Some(Instant::now()),
        }
    }

    pub(super) fn note_grant(&self, grant: &Grant) {
        self.change(|figures| {
            figures.calls_granted += u64::from(grant.n);
            figures.is_halted = grant.halt.is_some();
        });
    }

    pub(super) fn note_halt(&self) {
        self.change(|figures| figures.halts += 1);
    }

    pub(super) fn note_end(&self, ended: &Ended) {
        self.change(|figures| match (&ended.result, ended.left_as) {
            (Ok(made), _) if made.saved.is_some() => figures.saved += 1,
            (Ok(_), _) => {}
            (Err(_), Left::Over) => figures.failed += 1,
            (Err(_), Left::Unknown) => figures.unknown += 1,
            (Err(_), Left::ForLater) => figures.put_off += 1,
        });
    }

    pub(super) fn note_account(&self) {
        self.change(|figures| figures.accounts += 1);
    }

    /// Notes that an account's session has begun to live, or does so no more.
    pub(super) fn note_session(&self, is_live: bool) {
        self.change(|figures| match is_live {
            true => figures.live_sessions += 1,
            false => figures.live_sessions -= 1,
        });
    }

    pub(super) fn note_loss(&self) {
        self.change(|figures| figures.session_losses += 1);
    }

    fn change(&self, change: impl FnOnce(&mut Figures)) {
        change(&mut self.counts().figures);
    }

    fn counts(&self) -> std::sync::MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// Counts what happens to the task.
    pub(super) fn note(&self, news: &News<'_>) {
        match news {
            News::Created(_) => {
                self.meter.change(|figures| figures.created += 1);
                self.step(Step::Waiting);
            }
            News::Polled(event) => {
                self.meter.change(|figures| {
                    match &event.kind {
                        EventKind::Throttled(_) => figures.throttled += 1,
                        EventKind::PollError(_) => {
                            figures.polls += 1;
                            figures.poll_errors += 1;
                        }
                        // The end comes behind what its poll has brought.
                        EventKind::Finished(_) | EventKind::Dropped => {}
                        _ => figures.polls += 1,
                    }
                });
                let is_completed = matches!(&event.kind, EventKind::Finished(outcome)
                    if matches!(outcome.ending, Ending::Completed { .. }));
                if is_completed {
                    self.meter.change(|figures| figures.completed += 1);
                }
                self.step(match is_completed {
                    true => Step::Saving,
                    false => Step::Waiting,
                });
            }
            News::Sending | News::NotTaken(..) | News::Fetched(_) => {}
        }
    }

    fn step(&self, to: Step) {
        let mut step = self.step.lock().unwrap_or_else(PoisonError::into_inner);
        self.meter.change(|figures| {
            *figures.at(*step) -= 1;
            *figures.at(to) += 1;
        });
        *step = to;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let step = *self.step.lock().unwrap_or_else(PoisonError::into_inner);
        self.meter.change(|figures| *figures.at(step) -= 1);
    }
}

impl Figures {
    fn at(&mut self, step: Step) -> &mut u64 {
        match step {
            Step::Creating => &mut self.creating,
            Step::Waiting => &mut self.waiting,
            Step::Saving => &mut self.saving,
        }
    }
}
