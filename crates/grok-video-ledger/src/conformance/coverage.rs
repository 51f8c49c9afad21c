//! Counts what a run has met.

use std::collections::BTreeMap;

use super::answer::Answer;
use super::met::{Decision, Deed, Error, Hands, Met, Order, Under};
use super::model::{Model, Task, comes_before};
use super::step::{By, Call, Grip, Nth, Step, account, name};
use crate::{Fenced, LedgerErrorKind, Moment, TaskNo, TaskState, Work, Write};

/// How often each pair was met.
#[derive(Debug, Clone, Default)]
pub(super) struct Coverage(BTreeMap<Met, u64>);

impl Coverage {
    pub(super) fn times(&self, met: Met) -> u64 {
        self.0.get(&met).copied().unwrap_or_default()
    }

    /// Returns what was met, out of how many pairs of the full table.
    pub(super) fn met(&self) -> (usize, usize) {
        let all = Met::all();
        (all.len() - self.missing().len(), all.len())
    }

    pub(super) fn missing(&self) -> Vec<Met> {
        let mut all = Met::all();
        all.retain(|met| self.times(*met) == 0);
        all
    }

    fn meet(&mut self, met: Met) {
        *self.0.entry(met).or_default() += 1;
    }

    /// Counts what a step meets, given the model before it and the right answer.
    pub(super) fn note(&mut self, before: &Model, step: &Step, answer: &Answer, now: Moment) {
        for (nth, stay) in before.sessions.iter().enumerate() {
            let ends = stay.until <= now || *step == Step::Close(nth);
            if ends && before.is_live(nth) {
                let held = before.tasks.iter().filter(|it| it.holder() == Some(nth));
                held.for_each(|task| self.meet(Met::Ended(task.state())));
            }
        }
        if let Some(call) = call_of(step)
            && let Answer::Refused(kind) = answer
        {
            self.refused(before, step, call, *kind);
        }
        match (step, answer) {
            (Step::Beat(_), Answer::Life(life)) => self.meet(Met::beat(*life)),
            (Step::Submit { intents, hold }, Answer::Submitted(_)) => {
                for plea in intents {
                    if let Some(task) = find(before, plea.account, plea.name) {
                        self.known(task, *hold);
                    }
                }
            }
            (Step::Lease { .. }, Answer::Leased(held)) => {
                let tasks: Vec<_> = held.iter().map(|it| it.task).collect();
                self.leased(before, step, &tasks, now);
            }
            (Step::Start { session, tasks }, Answer::Permits(_)) => {
                for grip in tasks {
                    self.started(before, *grip, *session);
                }
            }
            (Step::Write(writes), Answer::Written(_)) => {
                // Later items of a batch meet what earlier ones have made of it.
                let mut model = before.clone();
                for (grip, write) in writes {
                    self.wrote(&model, *grip, write);
                    model.step(&Step::Write(vec![(*grip, write.clone())]), now);
                }
            }
            (Step::Resolve(task, resolution), _) => {
                if let Some(task) = before.tasks.get(*task) {
                    let is_followed = matches!(task.intent.work, Work::Follow(_));
                    let decision = Decision::of(resolution);
                    self.meet(Met::Resolve(decision, task.state(), is_followed));
                }
            }
            (
                Step::List {
                    account: of,
                    name: called,
                    states,
                    after,
                    ..
                },
                Answer::Listed(_),
            ) => {
                let (of, called) = (of.is_some(), called.is_some());
                self.meet(Met::List(of, !states.is_empty(), called, after.is_some()));
            }
            _ => {}
        }
    }

    fn refused(&mut self, before: &Model, step: &Step, call: Call, kind: LedgerErrorKind) {
        let Some(mut error) = Error::of(kind) else {
            return;
        };
        if let (Error::ConflictWithKnown, Step::Submit { intents, .. }) = (error, step) {
            let mut pleas = intents.iter();
            let is_known = pleas.any(|it| {
                let task = find(before, it.account, it.name);
                task.is_some_and(|task| task.intent != it.intent())
            });
            if !is_known {
                error = Error::ConflictWithinBatch;
            }
        }
        self.meet(Met::Refused(call, error));
    }

    fn known(&mut self, task: &Task, hold: Option<Nth>) {
        let Some(session) = hold else { return };
        let hands = match task.holder() {
            None => Hands::Nobodys,
            Some(holder) if holder == session => Hands::Own,
            Some(_) => Hands::Anothers,
        };
        self.meet(Met::Known(task.state(), hands));
    }

    fn started(&mut self, before: &Model, grip: Grip, session: Nth) {
        let Some(task) = before.tasks.get(grip.task) else {
            return;
        };
        let under = match under(before, grip) {
            Under::Right if task.leased_by() != Some(session) => Under::Foreign,
            other => other,
        };
        self.meet(Met::Start(task.state(), under));
    }

    fn wrote(&mut self, before: &Model, grip: Grip, write: &Write) {
        let Some(task) = before.tasks.get(grip.task) else {
            return;
        };
        let (deed, under) = (Deed::of(write), under(before, grip));
        self.meet(Met::Write(deed, task.state(), under));
        if under != Under::Right {
            return;
        }
        match (write, task.state()) {
            (Write::Created(id), TaskState::Active) => {
                self.meet(Met::Again(deed, task.id().as_ref() == Some(id)));
            }
            (Write::Saved(proof), TaskState::Saved) => {
                self.meet(Met::Again(deed, task.proof().as_ref() == Some(proof)));
            }
            (Write::Fail(trouble), TaskState::Failed) => {
                self.meet(Met::Again(deed, task.trouble().as_ref() == Some(trouble)));
            }
            _ => {}
        }
    }

    fn leased(&mut self, before: &Model, step: &Step, held: &[Fenced], now: Moment) {
        if let Step::Lease {
            account: of,
            horizon: Some(horizon),
            ..
        } = step
        {
            let (of, end) = (account(*of), now.after(*horizon).as_millis());
            let tasks = before.tasks.iter();
            for task in tasks.filter(|it| it.is_free() && it.intent.account == of) {
                match task.due_at().as_millis().checked_sub(end) {
                    Some(0) => self.meet(Met::Horizon(true)),
                    Some(1) => self.meet(Met::Horizon(false)),
                    _ => {}
                }
            }
        }
        for pair in held.windows(2) {
            let task = |TaskNo(number)| before.tasks.get((number as usize).wrapping_sub(1));
            if let (Some(one), Some(other)) = (task(pair[0].task), task(pair[1].task)) {
                self.meet(Met::Order(order(one, other)));
            }
        }
    }
}

fn order(one: &Task, other: &Task) -> Order {
    use TaskState::{Active, Completed, Intent};

    match (one.state(), other.state()) {
        (Completed, Active) => Order::CompletedBeforeActive,
        (Completed, Intent) => Order::CompletedBeforeIntent,
        (Active, Intent) => Order::ActiveBeforeIntent,
        (state, _) if comes_before(one, other).is_eq() => Order::ByNumber(state),
        (Completed, _) if one.born_at().is_none() => Order::UnknownAgeFirst,
        (Completed, _) => Order::OldestFirst,
        (Active, _) => Order::ActiveDueFirst,
        _ => Order::IntentDueFirst,
    }
}

/// Returns what a fence is to its task.
pub(super) fn under(model: &Model, grip: Grip) -> Under {
    let task = model.tasks.get(grip.task);
    let n_leases = task.map_or(0, Task::n_leases);
    match grip.by {
        By::Lease(nth) if nth == n_leases && model.is_valid(grip) => Under::Right,
        By::Lease(nth) if nth == n_leases && nth > 0 => Under::Voided,
        By::Lease(nth) if (1..n_leases).contains(&nth) => Under::Lower,
        By::Zero => Under::Lower,
        _ => Under::Higher,
    }
}

fn find(model: &Model, of: u8, called: u8) -> Option<&Task> {
    let (of, called) = (account(of), name(called));
    let is_it = |task: &&Task| task.intent.account == of && task.intent.client_ref == called;
    model.tasks.iter().find(is_it)
}

fn call_of(step: &Step) -> Option<Call> {
    match step {
        Step::Submit { .. } => Some(Call::Submit),
        Step::Lease { .. } => Some(Call::Lease),
        Step::Start { .. } => Some(Call::Start),
        Step::Write(_) => Some(Call::Write),
        Step::List { .. } => Some(Call::List),
        Step::Crowd(call, ..) => Some(*call),
        _ => None,
    }
}
