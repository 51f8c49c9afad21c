//! From an intent to an id: written down before the call, and right after its answer.

use std::error::Error as _;
use std::future::pending;
use std::time::Duration;

use grok_video_ledger::{LedgerError, LedgerErrorKind, Pause, Permit, Trouble, Write};
use grok_video_poller::{JobClass, Snapshot, Watch};
use grok_video_transport::{Error, ErrorKind};
use grok_video_types::{ApiError, ApiErrorKind, CreateVideo, TaskId};
use tokio::time::sleep;

use super::{Created, Life};
use crate::work::notice::News;
use crate::{GenerateError, Target, observation, one_line, spot};

/// How often a create call is made that surely was not taken, for a reason that may pass.
const ATTEMPTS: u32 = 4;
/// The pause before the second attempt, where the server asks for none; it doubles before each further one.
const PAUSE: Duration = Duration::from_secs(2);
/// The longest pause that is waited for here: what the server wants to be left alone for longer is for later.
const LONGEST: Duration = Duration::from_secs(60);

/// What became of a create call.
enum Sent {
    Created(Box<Created>),
    /// It was not taken, and may be made again after this long.
    NotYet(Duration),
    Over(GenerateError),
}

impl Life {
    /// Creates the task.
    pub(super) async fn create(&mut self, request: &CreateVideo) -> Result<Created, GenerateError> {
        self.check_destination().await?;
        let mut n_failed = 0;
        loop {
            let shift = self.shift().clone();
            let slot = shift.creates.acquire().await;
            loop {
                shift.creates_rested().await;
                let turn = shift.polls.turn().await;
                turn.map_err(|_| self.hold.lost())?;
                if let Some(calls) = &shift.calls {
                    calls.take().await;
                }
                // While this waited for its turn, another call may have been told to wait. What is told while the permit is
                // written comes too late.
                if shift.are_creates_rested() {
                    break;
                }
            }
            let Some(under_way) = self.manner.brake.begin() else {
                drop(slot);
                return until_dropped().await;
            };
            let permit = self.permit().await?;
            if self.manner.brake.is_pulled() {
                // Nothing has left, as the last words say.
                drop((under_way, slot));
                return until_dropped().await;
            }
            let sent = self.send(permit, request, n_failed).await?;
            drop(under_way);
            drop(slot);
            match sent {
                Sent::Created(created) => return Ok(*created),
                Sent::Over(error) => return Err(error),
                Sent::NotYet(wait) => sleep(wait).await,
            }
            n_failed += 1;
        }
    }

    /// Makes sure once more that the result can be saved, before it is paid: an intent may be old.
    async fn check_destination(&mut self) -> Result<(), GenerateError> {
        let Some(destination) = self.destination.clone() else {
            return Ok(());
        };
        let storage = &self.shift().access.storage;
        let checked = spot::check(storage, &Target::parse(&*destination)).await;
        let Err(why) = checked else { return Ok(()) };
        // What went wrong, without what that means for a call that nobody made.
        let words = why.source().map_or_else(|| one_line(&why), one_line);
        let last = if self.manner.creates_once {
            Write::Fail(Trouble::new("io", words))
        } else {
            let task = self.hold.task().task;
            Write::Reschedule(Pause {
                due_in: self.manner.note_setback(task, Duration::ZERO),
                note: Some(words.into()),
                release: true,
                ..Pause::default()
            })
        };
        Err(self.hold.close_with(last, why).await)
    }

    /// Writes down that the call is about to be sent.
    async fn permit(&mut self) -> Result<Permit, GenerateError> {
        self.hold.may_begin()?;
        let task = self.hold.task();
        let shift = self.shift().clone();
        // Whether this was done is not known to who drops it; that nothing was sent is.
        self.hold.leave_word(vec![Write::NotSent, Write::Release]);
        let permits = shift.ledger.start_create(shift.session, vec![task]).await;
        match permits {
            Ok(mut permits) => permits.pop().flatten().ok_or_else(|| self.hold.lost()),
            Err(error) if error.kind() == LedgerErrorKind::SessionLost => {
                shift.note_lost();
                Err(self.hold.lost())
            }
            Err(error) => Err(GenerateError::Ledger(error)),
        }
    }

    /// Sends the call, once, and writes down what became of it.
    async fn send(
        &mut self,
        permit: Permit,
        request: &CreateVideo,
        n_failed: u32,
    ) -> Result<Sent, GenerateError> {
        // Where it took too long to get here, the session may be over; nothing has left, as the last words say.
        self.hold.may_begin()?;
        self.tell(News::Sending);
        self.hold.leave_word(vec![Write::Unknown]);
        let _ = permit.spend();
        let answer = self.shift().access.transport.create(request).await;
        let error = match answer {
            Ok(answer) => {
                let watch = self.note_created(answer.task.id(), request).await?;
                self.tell(News::Created(&answer.task));
                let answer = Ok(answer.task);
                return Ok(Sent::Created(Box::new(Created { watch, answer })));
            }
            Err(error) => error,
        };
        if let Some(id) = error.task_id().cloned() {
            // The answer is damaged, but names a task: it most likely exists, and asking tells.
            let watch = self.note_created(&id, request).await?;
            let answer = Err(error);
            return Ok(Sent::Created(Box::new(Created { watch, answer })));
        }
        if error.outcome_unknown() {
            // Whatever the ledger says to that: it may be paid.
            let _ = self.hold.close(Write::Unknown).await;
            return Ok(Sent::Over(GenerateError::Create(error)));
        }
        self.not_taken(error, n_failed).await
    }

    /// Writes the id down, with a watch that begins now.
    async fn note_created(
        &mut self,
        id: &TaskId,
        request: &CreateVideo,
    ) -> Result<Watch, GenerateError> {
        self.id = Some(id.clone());
        let class = JobClass::of(request);
        let now = self.shift().polls.now();
        let access = &self.shift().access;
        let schedule = access.learning.schedule_for(&class, &access.schedule);
        self.class = Some(class);
        let watch = Watch::new(id.clone(), schedule, now).just_created();
        let mut writes = vec![Write::Created(id.clone())];
        if let Some(snapshot) = watch.snapshot(now) {
            writes.push(Write::Reschedule(pause(&snapshot)));
        }
        // Also if nobody waits for the answer, or the ledger can be reached only later.
        self.hold
            .leave_word(vec![Write::Created(id.clone()), Write::Release]);
        let error = match self.hold.write(writes).await {
            Ok(()) => {
                self.hold.leave_word(vec![Write::Release]);
                return Ok(watch);
            }
            Err(GenerateError::Ledger(error)) => error,
            // A person has decided about the task in the meantime.
            Err(_) => LedgerError::new(
                LedgerErrorKind::SessionLost,
                "the ledger has gone on with the task without it",
            ),
        };
        Err(GenerateError::NotWritten {
            id: id.clone(),
            error: Box::new(error),
        })
    }

    /// Writes down that nothing was paid, and why.
    async fn not_taken(&mut self, error: Error, n_failed: u32) -> Result<Sent, GenerateError> {
        // The same request would be refused again.
        if is_refused(&error) || self.manner.creates_once {
            let trouble = Trouble::new(error.kind().as_str(), one_line(&error));
            let why = GenerateError::Create(error);
            let why = self.end_with(Write::Fail(trouble), why).await;
            return Ok(Sent::Over(why));
        }
        self.hold.leave_word(vec![Write::NotSent, Write::Release]);
        self.hold.write(vec![Write::NotSent]).await?;
        self.hold.leave_word(vec![Write::Release]);
        let wait = error.retry_after().unwrap_or(PAUSE * 2_u32.pow(n_failed));
        let may_pass = observation::failed(&error).may_pass();
        if error.kind() == ErrorKind::Api(ApiErrorKind::RateLimited) {
            self.shift().rest_creates(wait.min(LONGEST));
            if let Some(calls) = &self.shift().calls {
                calls.halt(error.retry_after(), &one_line(&error)).await;
            }
        }
        let tries_again = may_pass && !self.manner.hands_over();
        if tries_again && n_failed + 1 < ATTEMPTS && wait <= LONGEST {
            self.tell(News::NotTaken(&error, wait));
            return Ok(Sent::NotYet(wait));
        }
        let due_in = if may_pass { wait } else { Duration::ZERO };
        let pause = Pause {
            due_in: self.manner.note_setback(self.hold.task().task, due_in),
            note: Some(one_line(&error).into()),
            release: true,
            ..Pause::default()
        };
        let why = GenerateError::Create(error);
        let why = self.hold.close_with(Write::Reschedule(pause), why).await;
        Ok(Sent::Over(why))
    }
}

/// Waits for the end of the round, which drops this.
pub(super) async fn until_dropped<T>() -> T {
    pending().await
}

/// Tells whether it is this request that the service refuses, and would refuse again.
fn is_refused(error: &Error) -> bool {
    let is_rejected = error.kind() == ErrorKind::Api(ApiErrorKind::Rejected);
    let status = error.api().map(ApiError::effective_status);
    is_rejected && matches!(status, Some(400 | 413 | 415 | 422))
}

/// Says from where and when a watch goes on.
pub(super) fn pause(snapshot: &Snapshot) -> Pause {
    Pause {
        due_in: snapshot.due_in(),
        // A snapshot always has a stored form.
        snapshot: serde_json::to_string(snapshot).ok().map(Into::into),
        ..Pause::default()
    }
}
