//! What a write makes of a task.

use super::Way;
use crate::{Fence, Moment, Pause, TaskState, Write, Written};

impl Way {
    /// Takes a write, if it comes from the latest holder and makes sense.
    pub fn apply(&mut self, fence: Fence, write: Write, now: Moment) -> Written {
        // Nobody was given the fence of a task that was never leased.
        let is_given = fence != Fence::default();
        if is_given && self.fence == fence && self.take(write, now) {
            Written::Applied
        } else {
            Written::Stale
        }
    }

    /// Tells whether the write makes sense in this state, and carries it out then.
    fn take(&mut self, write: Write, now: Moment) -> bool {
        use TaskState::{Active, Completed, Failed, Intent, Saved, Sending, Unknown};

        match (write, self.state) {
            (Write::Created(id), Sending | Unknown) => {
                self.enter(Active, now);
                self.id = Some(id);
                self.created_at = Some(now);
                self.snapshot = None;
                self.due_at = now;
            }
            (Write::Created(id), Active) => return self.id.as_ref() == Some(&id),
            (Write::NotSent, Sending | Unknown) => {
                self.enter(Intent, now);
                self.due_at = now;
            }
            (Write::NotSent, Intent) | (Write::Unknown, Unknown) => {}
            (Write::Unknown, Sending) => {
                self.enter(Unknown, now);
                self.holder = None;
            }
            (Write::Reschedule(pause), Intent | Active | Completed) => self.pause(pause, now),
            (Write::Completed { result, age }, Active | Completed) => {
                if self.state == Active {
                    self.enter(Completed, now);
                    self.due_at = now;
                }
                self.result = Some(result);
                self.born_at = age.map(|age| now.before(age));
                if self.is_over() {
                    self.holder = None;
                }
            }
            (Write::Saving(proof), Completed) => self.proof = Some(proof),
            (Write::Saved(proof), Completed) => {
                self.enter(Saved, now);
                self.proof = Some(proof);
                self.holder = None;
            }
            (Write::Saved(proof), Saved) => return self.proof.as_ref() == Some(&proof),
            (Write::Fail(trouble), Failed) => return self.trouble.as_ref() == Some(&trouble),
            (Write::Fail(trouble), Intent | Sending | Unknown | Active | Completed) => {
                self.enter(Failed, now);
                self.trouble = Some(trouble);
                self.holder = None;
            }
            (Write::Release, Intent | Active | Completed) => self.release(),
            _ => return false,
        }
        true
    }

    fn pause(&mut self, pause: Pause, now: Moment) {
        self.due_at = now.after(pause.due_in);
        self.note = pause.note;
        if self.state == TaskState::Active
            && let Some(snapshot) = pause.snapshot
        {
            self.snapshot = Some(snapshot);
            self.snapshot_at = now;
        }
        if pause.release {
            self.release();
        }
    }

    fn release(&mut self) {
        self.holder = None;
        self.fence = Fence(self.fence.0 + 1);
    }
}
