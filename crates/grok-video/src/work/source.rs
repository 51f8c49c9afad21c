//! Where a round takes its tasks from.

use std::collections::VecDeque;

use grok_video_ledger::{
    Entry, Filter, Intent, LedgerError, LedgerErrorKind, MAX_BATCH, TaskNo, TaskState, Work,
};

use super::desk::Desk;
use super::in_hand::InHand;

/// Says which tasks are gone on with.
#[derive(Debug)]
pub(super) enum Source {
    /// All that are unfinished.
    Due,
    /// These, in this order, which is that of their numbers.
    These(VecDeque<TaskNo>),
}

/// A task that was asked for.
pub(super) enum Taken {
    InHand(InHand),
    /// It is over, or in other hands.
    NotToBeHad(Entry),
}

impl Taken {
    /// Returns the number of a task that could have been had by what was listed.
    fn looked_free(&self) -> Option<TaskNo> {
        match self {
            Self::NotToBeHad(entry)
                if !entry.is_held && !entry.is_over() && entry.state != TaskState::Unknown =>
            {
                Some(entry.task)
            }
            _ => None,
        }
    }
}

impl Source {
    /// Makes a source of tasks of these numbers, each once.
    pub(super) fn these(tasks: impl IntoIterator<Item = TaskNo>) -> Self {
        let mut tasks: Vec<_> = tasks.into_iter().collect();
        tasks.sort_unstable();
        tasks.dedup();
        Self::These(tasks.into())
    }

    /// Gives a task back that was taken and lost.
    pub(super) fn again(&mut self, task: TaskNo) {
        if let Self::These(tasks) = self {
            tasks.insert(tasks.partition_point(|other| *other < task), task);
        }
    }

    /// Takes the next of `tasks`, at most `n` of them. What the account has not is left out.
    pub(super) async fn take(
        desk: &Desk,
        tasks: &mut VecDeque<TaskNo>,
        n: usize,
    ) -> Result<Vec<Taken>, LedgerError> {
        let n = n.min(MAX_BATCH).min(tasks.len());
        let wanted: Vec<TaskNo> = tasks.iter().copied().take(n).collect();
        let entries = listed(desk, &wanted).await?;
        let mut taken = Self::take_in_hand(desk, entries).await?;
        // Whoever has these took them since they were listed.
        let surprising: Vec<TaskNo> = taken.iter().filter_map(Taken::looked_free).collect();
        let mut entries = listed(desk, &surprising).await?.into_iter().peekable();
        for taken in &mut taken {
            if let Taken::NotToBeHad(known) = taken
                && let Some(entry) = entries.next_if(|entry| entry.task == known.task)
            {
                *known = entry;
            }
        }
        tasks.drain(..n);
        Ok(taken)
    }

    /// Takes these tasks in hand, as far as they are to be had.
    pub(super) async fn take_in_hand(
        desk: &Desk,
        entries: Vec<Entry>,
    ) -> Result<Vec<Taken>, LedgerError> {
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        let intents: Vec<Intent> = entries.iter().map(intent).collect();
        let in_hand = match in_hand(desk, intents.clone()).await {
            Ok(in_hand) => in_hand,
            Err(error) if error.kind() == LedgerErrorKind::Conflict => {
                each_in_hand(desk, intents).await?
            }
            Err(error) => return Err(error),
        };
        let taken = entries.into_iter().zip(in_hand);
        Ok(taken
            .map(|(entry, in_hand)| in_hand.map_or(Taken::NotToBeHad(entry), Taken::InHand))
            .collect())
    }
}

/// Returns what the ledger says of these tasks, in order; those that it doesn't know are missing.
async fn listed(desk: &Desk, wanted: &[TaskNo]) -> Result<Vec<Entry>, LedgerError> {
    let filter = Filter::default().of(desk.account());
    let mut entries = Vec::with_capacity(wanted.len());
    let mut rest = wanted;
    while let Some(first) = rest.first() {
        let before = first.0.checked_sub(1).map(TaskNo);
        // No more of them can lie between the first and the last.
        let n = rest.last().map_or(0, |last| last.0 - first.0);
        let n = usize::try_from(n).map_or(MAX_BATCH, |n| n.saturating_add(1).min(MAX_BATCH));
        let page = desk.ledger().list(filter.clone(), before, n).await?;
        let Some(last) = page.last().map(|entry| entry.task) else {
            break;
        };
        let is_wanted = |entry: &Entry| rest.binary_search(&entry.task).is_ok();
        entries.extend(page.into_iter().filter(is_wanted));
        rest = &rest[rest.partition_point(|task| *task <= last)..];
    }
    Ok(entries)
}

/// Returns the intent that a task began with: to submit it once more takes the task in hand.
fn intent(entry: &Entry) -> Intent {
    let work = match (&entry.request, &entry.id) {
        (None, Some(id)) => Work::Follow(id.clone()),
        (Some(request), _) => Work::Create(request.clone()),
        (None, None) => unreachable!("a task that has no request has an id"),
    };
    Intent {
        client_ref: entry.client_ref.clone(),
        account: entry.account.clone(),
        work,
        destination: entry.destination.clone(),
    }
}

async fn in_hand(desk: &Desk, intents: Vec<Intent>) -> Result<Vec<Option<InHand>>, LedgerError> {
    let taken = desk.ask(|shift| Box::pin(InHand::submit_all(shift, intents.clone())));
    Ok(taken.await?.1)
}

/// Takes tasks in hand of which some can't be: one that was followed, and that a person has given another id since, is
/// another work by now. It is gone on with among all that are due.
async fn each_in_hand(
    desk: &Desk,
    intents: Vec<Intent>,
) -> Result<Vec<Option<InHand>>, LedgerError> {
    let mut taken = Vec::with_capacity(intents.len());
    for intent in intents {
        match in_hand(desk, vec![intent]).await {
            Ok(in_hand) => taken.extend(in_hand),
            Err(error) if error.kind() == LedgerErrorKind::Conflict => taken.push(None),
            Err(error) => return Err(error),
        }
    }
    Ok(taken)
}
