//! A task as the sum of what has happened to it. Nothing is kept but facts; all else is read from them.

use grok_video_types::{TaskId, VideoTask};

use super::super::step::Plea;
use super::fact::{Dated, Fact};
use crate::{
    AtRest, Entry, Fence, Fenced, Held, Intent, Moment, Pause, Proof, Resolution, Stage, TaskNo,
    TaskState, Trouble, Work, Write,
};

/// A task, by what was submitted and what has happened since.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct Task {
    pub(in super::super) number: TaskNo,
    pub(in super::super) plea: Plea,
    pub(in super::super) intent: Intent,
    facts: Vec<Dated>,
}

impl Task {
    pub(super) fn new(number: TaskNo, plea: Plea, at: Moment) -> Self {
        let mut task = Self {
            number,
            plea,
            intent: plea.intent(),
            facts: Vec::new(),
        };
        task.add(Fact::Submitted, at);
        task
    }

    pub(super) fn add(&mut self, fact: Fact, at: Moment) {
        self.facts.push(Dated { at, fact });
    }

    /// The state that a fact led to from another, if it led anywhere.
    fn led_to(&self, before: TaskState, fact: &Fact) -> TaskState {
        match fact {
            Fact::Submitted => match self.intent.work {
                Work::Create(_) => TaskState::Intent,
                Work::Follow(_) => TaskState::Active,
            },
            Fact::Permitted => TaskState::Sending,
            Fact::Orphaned if before == TaskState::Sending => TaskState::Unknown,
            Fact::Wrote(Write::Created(_)) | Fact::Resolved(Resolution::Exists(_)) => {
                TaskState::Active
            }
            Fact::Wrote(Write::NotSent) | Fact::Resolved(Resolution::Send) => TaskState::Intent,
            Fact::Wrote(Write::Unknown) => TaskState::Unknown,
            Fact::Wrote(Write::Completed { .. }) => TaskState::Completed,
            Fact::Wrote(Write::Saved(_)) => TaskState::Saved,
            Fact::Wrote(Write::Fail(_)) | Fact::Resolved(Resolution::Drop(_)) => TaskState::Failed,
            Fact::Leased(_)
            | Fact::Orphaned
            | Fact::Wrote(Write::Reschedule(_) | Write::Saving(_) | Write::Release) => before,
        }
    }

    /// Each fact together with the states before and after it.
    fn story(&self) -> impl Iterator<Item = (TaskState, &Dated, TaskState)> {
        let mut state = TaskState::Intent;
        self.facts.iter().map(move |dated| {
            let before = state;
            state = self.led_to(before, &dated.fact);
            (before, dated, state)
        })
    }

    pub(in super::super) fn state(&self) -> TaskState {
        let last = self.story().last();
        last.map_or(TaskState::Intent, |(_, _, state)| state)
    }

    /// Nothing is left to do for a worker.
    fn is_over(&self) -> bool {
        match self.state() {
            TaskState::Saved | TaskState::Failed => true,
            TaskState::Completed => self.intent.destination.is_none(),
            _ => false,
        }
    }

    /// The session that holds it: the one that leased it last, unless it or the lease is over, and never where a
    /// worker has nothing more to do.
    pub(in super::super) fn holder(&self) -> Option<usize> {
        let is_left = self.state() == TaskState::Unknown || self.is_over();
        let last = self.facts.iter().rev().find_map(|dated| match &dated.fact {
            Fact::Leased(session) => Some(Some(*session)),
            Fact::Orphaned | Fact::Resolved(_) => Some(None),
            Fact::Wrote(Write::Unknown) => Some(None),
            Fact::Wrote(write) if is_release(write) => Some(None),
            _ => None,
        });
        last.flatten().filter(|_| !is_left)
    }

    /// The session that leased it last, whether it holds it or not.
    pub(in super::super) fn leased_by(&self) -> Option<usize> {
        self.facts.iter().rev().find_map(|dated| match dated.fact {
            Fact::Leased(session) => Some(session),
            _ => None,
        })
    }

    /// How often it was leased.
    pub(in super::super) fn n_leases(&self) -> usize {
        let facts = self.facts.iter();
        facts
            .filter(|dated| matches!(dated.fact, Fact::Leased(_)))
            .count()
    }

    /// The latest lease, if it still gives the right to write: a release or a person's decision ends that right,
    /// the end of the session does not.
    pub(in super::super) fn valid_lease(&self) -> Option<usize> {
        let last = self.facts.iter().rev().find_map(|dated| match &dated.fact {
            Fact::Leased(_) => Some(true),
            Fact::Resolved(_) => Some(false),
            Fact::Wrote(write) if is_release(write) => Some(false),
            _ => None,
        });
        (last == Some(true)).then(|| self.n_leases())
    }

    /// A session may lease it.
    pub(in super::super) fn is_free(&self) -> bool {
        let is_work = matches!(
            self.state(),
            TaskState::Intent | TaskState::Active | TaskState::Completed
        );
        is_work && !self.is_over() && self.holder().is_none()
    }

    /// When it is to go on: at once after it has entered a state in which somebody can go on, or when it was
    /// rescheduled to.
    pub(in super::super) fn due_at(&self) -> Moment {
        let dues = self.story().filter_map(|(before, dated, after)| {
            let is_work = matches!(
                after,
                TaskState::Intent | TaskState::Active | TaskState::Completed
            );
            match &dated.fact {
                Fact::Submitted => Some(dated.at),
                Fact::Wrote(Write::Reschedule(pause)) => Some(dated.at.after(pause.due_in)),
                _ => (is_work && before != after).then_some(dated.at),
            }
        });
        dues.last().unwrap_or_default()
    }

    fn submitted_at(&self) -> Moment {
        self.facts
            .first()
            .map_or_else(Moment::default, |first| first.at)
    }

    fn changed_at(&self) -> Moment {
        let changes = self.story().filter(|(before, _, after)| before != after);
        changes
            .last()
            .map_or_else(|| self.submitted_at(), |(_, dated, _)| dated.at)
    }

    fn note(&self) -> Option<Box<str>> {
        let notes = self
            .story()
            .filter_map(|(before, dated, after)| match &dated.fact {
                Fact::Wrote(Write::Reschedule(pause)) => Some(pause.note.clone()),
                Fact::Resolved(_) => Some(None),
                _ => (before != after).then_some(None),
            });
        notes.last().flatten()
    }

    /// What happened since a person let it begin anew, the latest first.
    fn recent(&self) -> impl Iterator<Item = &Dated> {
        self.facts.iter().rev().take_while(|dated| {
            !matches!(
                dated.fact,
                Fact::Resolved(Resolution::Exists(_) | Resolution::Send)
            )
        })
    }

    fn latest<T>(&self, read: impl Fn(&Write) -> Option<T>) -> Option<(Moment, T)> {
        self.recent().find_map(|dated| match &dated.fact {
            Fact::Wrote(write) => Some((dated.at, read(write)?)),
            _ => None,
        })
    }

    pub(in super::super) fn id(&self) -> Option<TaskId> {
        let ids = self.facts.iter().rev().find_map(|dated| match &dated.fact {
            Fact::Wrote(Write::Created(id)) | Fact::Resolved(Resolution::Exists(id)) => {
                Some(Some(id.clone()))
            }
            Fact::Resolved(Resolution::Send) => Some(None),
            _ => None,
        });
        match &self.intent.work {
            Work::Follow(id) => Some(ids.flatten().unwrap_or_else(|| id.clone())),
            Work::Create(_) => ids.flatten(),
        }
    }

    fn result(&self) -> Option<VideoTask> {
        let result = self.latest(|write| match write {
            Write::Completed { result, .. } => Some(result.clone()),
            _ => None,
        });
        result.map(|(_, result)| result)
    }

    /// When the result came into being at the earliest, where that is known.
    pub(in super::super) fn born_at(&self) -> Option<Moment> {
        let age = self.latest(|write| match write {
            Write::Completed { age, .. } => Some(*age),
            _ => None,
        });
        // Never later than it was: what is begun of a millisecond counts as one.
        age.and_then(|(at, age)| {
            let millis = u64::try_from(age?.as_nanos().div_ceil(1_000_000));
            let at = at.as_millis();
            Some(Moment::from_millis(at.saturating_sub(millis.unwrap_or(at))))
        })
    }

    pub(in super::super) fn proof(&self) -> Option<Proof> {
        let proof = self.latest(|write| match write {
            Write::Saving(proof) | Write::Saved(proof) => Some(proof.clone()),
            _ => None,
        });
        proof.map(|(_, proof)| proof)
    }

    pub(in super::super) fn trouble(&self) -> Option<Trouble> {
        self.recent().find_map(|dated| match &dated.fact {
            Fact::Wrote(Write::Fail(trouble)) | Fact::Resolved(Resolution::Drop(trouble)) => {
                Some(trouble.clone())
            }
            _ => None,
        })
    }

    fn wait(&self, now: Moment) -> Option<Stage> {
        let created = self.latest(|write| matches!(write, Write::Created(_)).then_some(()));
        let since = self.recent().take_while(|dated| {
            // What was left of a watch before the call was answered is gone.
            !matches!(dated.fact, Fact::Wrote(Write::Created(_)))
        });
        let rest = { since }.find_map(|dated| match &dated.fact {
            Fact::Wrote(Write::Reschedule(pause)) => Some((dated.at, pause.snapshot.clone()?)),
            _ => None,
        });
        Some(Stage::Wait {
            id: self.id()?,
            age: created.map(|(at, ())| now.since(at)),
            rest: rest.map(|(at, snapshot)| AtRest {
                snapshot,
                away: now.since(at),
            }),
        })
    }

    fn stage(&self, now: Moment) -> Option<Stage> {
        match (self.state(), &self.intent.work) {
            (TaskState::Intent, Work::Create(request)) => Some(Stage::Create(request.clone())),
            (TaskState::Active, _) => self.wait(now),
            (TaskState::Completed, _) => Some(Stage::Save {
                result: self.result()?,
                age: self.born_at().map(|at| now.since(at)),
                proof: self.proof(),
            }),
            _ => None,
        }
    }

    /// The task as its holder is told of it.
    pub(super) fn held(&self, now: Moment) -> Option<Held> {
        Some(Held {
            task: Fenced {
                task: self.number,
                fence: Fence(self.n_leases() as u64),
            },
            client_ref: self.intent.client_ref.clone(),
            destination: self.intent.destination.clone(),
            stage: self.stage(now)?,
        })
    }

    /// The task as it is listed.
    pub(super) fn entry(&self) -> Entry {
        Entry {
            task: self.number,
            client_ref: self.intent.client_ref.clone(),
            account: self.intent.account.clone(),
            state: self.state(),
            request: match &self.intent.work {
                Work::Create(request) => Some(request.clone()),
                Work::Follow(_) => None,
            },
            id: self.id(),
            destination: self.intent.destination.clone(),
            result: self.result(),
            proof: self.proof(),
            trouble: self.trouble(),
            note: self.note(),
            is_held: self.holder().is_some(),
            submitted_at: self.submitted_at().into(),
            changed_at: self.changed_at().into(),
            due_at: self.due_at().into(),
        }
    }
}

/// The write lets somebody else go on.
fn is_release(write: &Write) -> bool {
    matches!(
        write,
        Write::Release | Write::Reschedule(Pause { release: true, .. })
    )
}
