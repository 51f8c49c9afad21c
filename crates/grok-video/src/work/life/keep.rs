//! From a result URL to a file that nobody loses or saves twice.

use std::path::Path;
use std::time::Duration;

use grok_video_ledger::{Pause, Proof, Trouble, Write};
use grok_video_poller::Ending;
use grok_video_save::{LocalDisk, SaveErrorKind, Saved, verify};
use grok_video_transport::ErrorKind;
use grok_video_types::{ApiErrorKind, VideoTask};

use super::Life;
use super::create::until_dropped;
use crate::saving::{self, blocking, on_disk};
use crate::spot::Spot;
use crate::work::notice::News;
use crate::work::polls::LONGEST_WAIT;
use crate::{GenerateError, Generated, NotSaved, NotSavedReason, Target, one_line};

impl Life {
    /// Saves the result where it goes, if it goes anywhere.
    pub(super) async fn keep(
        &mut self,
        task: VideoTask,
        age: Option<Duration>,
        proof: Option<Proof>,
    ) -> Result<Generated, GenerateError> {
        self.id = Some(task.id().clone());
        let Some(destination) = self.destination.clone() else {
            // Nobody holds it any more since it is completed.
            self.hold.leave_word(Vec::new());
            return Ok(Generated { task, saved: None });
        };
        let shift = self.shift().clone();
        let pass = shift.saves.pass(shift.rank(age)).await;
        let under_way = self.manner.brake.begin();
        if under_way.is_none() && self.manner.hands_over() {
            return until_dropped().await;
        }
        // An interrupted round does not wait for it.
        let _under_way = under_way.filter(|_| self.manner.hands_over());
        self.hold.may_begin()?;
        let saved = match self.already_there(proof.clone()).await {
            Some(saved) => saved,
            None => match self.save(&task, &destination, proof).await? {
                Ok(saved) => saved,
                Err(not_saved) => return Err(self.not_saved(not_saved, age).await),
            },
        };
        // Others may save while this is announced.
        drop(pass);
        self.end(Write::Saved(proof_of(&saved))).await?;
        Ok(Generated {
            task,
            saved: Some(saved),
        })
    }

    /// Fetches the result, writes down what is about to appear, and publishes it. The outer error is the ledger's.
    async fn save(
        &self,
        task: &VideoTask,
        destination: &str,
        proof: Option<Proof>,
    ) -> Result<Result<Saved, NotSaved>, GenerateError> {
        let shift = self.shift().clone();
        let access = shift.access.clone();
        let spot = Spot::find(&access.storage, &Target::parse(destination), task.id()).await;
        let spot = match spot {
            Ok(spot) => spot,
            Err(reason) => return Ok(Err(NotSaved::new(task.id(), reason))),
        };
        let place = spot.destination().clone();
        if spot.is_on_disk() {
            let path = place.path().to_owned();
            blocking(move || shift.swept.sweep_beside(&path)).await;
        }
        let told = |progress| self.tell(News::Fetched(progress));
        let (shift, transport) = (self.shift(), &access.transport);
        // A call as any other: it waits for its turn, and to be granted; but not for long, as others wait to be saved.
        let ask = || async move {
            if shift.polls.turn().await.is_err() {
                return until_dropped().await;
            }
            if let Some(calls) = &shift.calls {
                let granted = calls.take_within(LONGEST_WAIT).await;
                granted.map_err(NotSavedReason::NotGranted)?;
            }
            let answer = transport.query(task.id()).await;
            if let Err(error) = &answer
                && error.kind() == ErrorKind::Api(ApiErrorKind::RateLimited)
            {
                shift.rest_creates(error.retry_after().unwrap_or_default());
                if let Some(calls) = &shift.calls {
                    calls.halt(error.retry_after(), &one_line(error)).await;
                }
            }
            Ok(answer?)
        };
        let fetched = saving::fetch(ask, &access.downloader, task, place, told).await;
        let sealed = match fetched {
            Ok(sealed) => sealed,
            Err(not_saved) => return Ok(self.or_already_there(not_saved, proof).await),
        };
        let proof = proof_of(&spot.will_be(sealed.will_be()));
        self.hold.write(vec![Write::Saving(proof.clone())]).await?;
        self.hold.may_begin()?;
        Ok(match spot.publish(sealed).await {
            Ok(saved) => Ok(saved),
            Err(reason) => {
                let not_saved = NotSaved::new(task.id(), reason);
                self.or_already_there(not_saved, Some(proof)).await
            }
        })
    }

    /// Returns the file that is in the way, where it is just the one that was to be saved: whoever held the task before
    /// may have been slower to stop than to publish it.
    async fn or_already_there(
        &self,
        not_saved: NotSaved,
        proof: Option<Proof>,
    ) -> Result<Saved, NotSaved> {
        if is_taken(&not_saved)
            && let Some(saved) = self.already_there(proof).await
        {
            return Ok(saved);
        }
        Err(not_saved)
    }

    /// Returns what was about to be published, if it is there, whole and the same, and makes it durable.
    async fn already_there(&self, proof: Option<Proof>) -> Option<Saved> {
        let proof = proof?;
        let place = proof.place.clone();
        if Target::parse(&*place).is_url() {
            let saved = Saved::new(&*place, proof.bytes, proof.sha256.into());
            return self.shift().access.storage.already_there(saved).await;
        }
        let found = on_disk(move || verify(&LocalDisk, Path::new(&*place))).await;
        found.ok().filter(|saved| proof_of(saved) == proof)
    }

    /// Writes why the result is not there, and returns that.
    async fn not_saved(&mut self, not_saved: NotSaved, age: Option<Duration>) -> GenerateError {
        let words = one_line(&not_saved);
        // A young result that can't be had may be had later: not every 403 or 404 is the end of a URL's life.
        let is_old = age.is_none_or(|age| age >= Ending::SAVEABLE);
        let last = if not_saved.is_expired() && is_old {
            Write::Fail(Trouble::new("expired", words))
        } else {
            let task = self.hold.task().task;
            let hint = not_saved.reason.retry_after().unwrap_or_default();
            Write::Reschedule(Pause {
                due_in: self.manner.note_setback(task, hint),
                note: Some(words.into()),
                release: true,
                ..Pause::default()
            })
        };
        let why = GenerateError::NotSaved(Box::new(not_saved));
        self.end_with(last, why).await
    }
}

/// Tells whether something has the name already.
fn is_taken(not_saved: &NotSaved) -> bool {
    matches!(&not_saved.reason, NotSavedReason::Save(error) if error.kind() == SaveErrorKind::AlreadyExists)
}

pub(crate) fn proof_of(saved: &Saved) -> Proof {
    Proof {
        // A destination is text, and what is added to a folder is ASCII.
        place: saved.path.to_string_lossy().into(),
        bytes: saved.bytes,
        sha256: *saved.sha256.as_bytes(),
    }
}
