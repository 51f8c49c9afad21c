//! A video that is asked for, on its way into the ledger.

use std::collections::HashSet;

use grok_video_ledger::{
    Entry, Filter, Intent, LedgerError, LedgerErrorKind, MAX_BATCH, Submitted, TaskState, Work,
};
use grok_video_save::{Disk, LocalDisk, Saved};
use grok_video_types::{CreateVideo, VideoTask};

use super::claim::Claim;
use super::desk::Desk;
use super::ended::Ended;
use super::in_hand::InHand;
use super::life::{Life, Tell};
use super::manner::Manner;
use crate::saving::blocking;
use crate::{GenerateError, Generated, Target, spot};

/// Asks for a video that a ledger knows of.
pub(crate) struct Order {
    pub(crate) request: CreateVideo,
    pub(crate) target: Option<Target>,
    /// The user's own name for it; without one it is a task of its own.
    pub(crate) client_ref: Option<Box<str>>,
}

impl Order {
    /// Writes the order down, and leaves it to whoever resumes.
    pub(crate) async fn submit(self, desk: &Desk) -> Result<Submitted, GenerateError> {
        let intent = self.intent(desk, &mut HashSet::new()).await?;
        let submitted = desk.ledger().submit(vec![intent], None).await;
        let submitted = submitted.map_err(GenerateError::Ledger)?.pop();
        submitted.ok_or_else(|| GenerateError::Ledger(vanished()))
    }

    /// Returns a task of the ledger that is the same request for the same place, is not over, and is in nobody's hands.
    pub(crate) async fn unfinished(self, desk: &Desk) -> Result<Option<Entry>, GenerateError> {
        let destination = match self.target {
            Some(target) => Some(blocking(move || target.to_text()).await?),
            None => None,
        };
        let is_same = |entry: &Entry| {
            entry.request.as_ref() == Some(&self.request)
                && bare(entry.destination.as_deref()) == bare(destination.as_deref())
                && !entry.is_over()
                && !entry.is_held
        };
        let filter = Filter::states(&UNFINISHED).of(desk.account());
        let mut after = None;
        loop {
            let page = desk.ledger().list(filter.clone(), after, MAX_BATCH).await;
            let page = page.map_err(GenerateError::Ledger)?;
            after = page.last().map(|entry| entry.task);
            if after.is_none() {
                return Ok(None);
            }
            if let Some(entry) = page.into_iter().find(is_same) {
                return Ok(Some(entry));
            }
        }
    }

    /// Writes many orders down, once all can be carried out, and leaves them to whoever resumes.
    pub(crate) async fn submit_all(
        orders: impl IntoIterator<Item = Self>,
        desk: &Desk,
    ) -> Result<Vec<Submitted>, GenerateError> {
        let mut intents = Vec::new();
        let mut checked = HashSet::new();
        for order in orders {
            intents.push(order.intent(desk, &mut checked).await?);
        }
        let mut submitted = Vec::with_capacity(intents.len());
        let mut intents = intents.into_iter().peekable();
        while intents.peek().is_some() {
            let batch = intents.by_ref().take(MAX_BATCH).collect();
            let batch = desk.ledger().submit(batch, None).await;
            submitted.extend(batch.map_err(GenerateError::Ledger)?);
        }
        Ok(submitted)
    }

    /// Writes the order down, and goes the whole way.
    pub(crate) async fn carry_out(
        self,
        desk: &Desk,
        tell: Option<Tell>,
    ) -> Result<Generated, GenerateError> {
        let intent = self.intent(desk, &mut HashSet::new()).await?;
        let name = intent.client_ref.clone();
        match taken(desk, intent).await? {
            Some(in_hand) => {
                let Ended { result, .. } = Life::live(in_hand, Manner::default(), tell).await;
                result
            }
            None => match known(desk, &name).await? {
                Some(entry) => finished(entry),
                None => Err(GenerateError::Ledger(vanished())),
            },
        }
    }

    /// Writes the order down, and has it in hand at once.
    pub(crate) async fn claim(self, desk: &Desk) -> Result<Claim, GenerateError> {
        let intent = self.intent(desk, &mut HashSet::new()).await?;
        let name = intent.client_ref.clone();
        match taken(desk, intent).await? {
            Some(in_hand) => Ok(Claim(in_hand)),
            None => Err(not_to_be_had(desk, &name).await),
        }
    }

    /// Writes the order down, creates the task, and leaves it to whoever comes next.
    pub(crate) async fn create(self, desk: &Desk) -> Result<VideoTask, GenerateError> {
        let intent = self.intent(desk, &mut HashSet::new()).await?;
        let name = intent.client_ref.clone();
        match taken(desk, intent).await? {
            Some(in_hand) if in_hand.is_unsent() => return Life::begin(in_hand).await,
            // It is somebody else's to go on with.
            Some(in_hand) => in_hand.give_back().await,
            None => {}
        }
        Err(not_to_be_had(desk, &name).await)
    }

    /// Makes sure that the result can be saved, unless that was checked or the ledger has the order already.
    async fn intent(
        self,
        desk: &Desk,
        checked: &mut HashSet<Target>,
    ) -> Result<Intent, GenerateError> {
        let destination = match self.target.clone() {
            Some(target) => Some(blocking(move || target.to_text()).await?),
            None => None,
        };
        let is_known = match &self.client_ref {
            Some(name) => known(desk, name).await?.is_some(),
            None => false,
        };
        if let Some(target) = self.target
            && !is_known
            && checked.insert(target.clone())
        {
            spot::check(desk.storage(), &target).await?;
        }
        let client_ref = match self.client_ref {
            Some(name) => name,
            None => random_name()?,
        };
        Ok(Intent {
            client_ref,
            account: desk.account().clone(),
            work: Work::Create(self.request),
            destination,
        })
    }
}

/// The states of tasks that are not over, or of which nobody knows.
const UNFINISHED: [TaskState; 5] = [
    TaskState::Intent,
    TaskState::Sending,
    TaskState::Unknown,
    TaskState::Active,
    TaskState::Completed,
];

/// Returns a place without separators at its end.
fn bare(place: Option<&str>) -> Option<&str> {
    Some(place?.trim_end_matches(std::path::is_separator))
}

/// Submits a task, and takes it in hand where that can be.
async fn taken(desk: &Desk, intent: Intent) -> Result<Option<InHand>, GenerateError> {
    let taken = desk.ask(|shift| Box::pin(InHand::submit(shift, intent.clone())));
    let (_, taken) = taken.await.map_err(GenerateError::Ledger)?;
    Ok(taken)
}

/// Says why a task can't be taken in hand.
async fn not_to_be_had(desk: &Desk, name: &str) -> GenerateError {
    match known(desk, name).await {
        Ok(Some(entry)) => GenerateError::Known(Box::new(entry)),
        Ok(None) => GenerateError::Ledger(vanished()),
        Err(error) => error,
    }
}

/// Returns what the ledger knows under this name.
async fn known(desk: &Desk, name: &str) -> Result<Option<Entry>, GenerateError> {
    let filter = Filter {
        client_ref: Some(name.into()),
        ..Filter::default()
    };
    let listed = desk.ledger().list(filter.of(desk.account()), None, 1).await;
    Ok(listed.map_err(GenerateError::Ledger)?.pop())
}

/// Returns the result of a task that was over before, or says why there is none to be had here.
pub(super) fn finished(entry: Entry) -> Result<Generated, GenerateError> {
    match (entry.state, &entry.result, &entry.proof) {
        (TaskState::Saved, Some(task), Some(proof)) => Ok(Generated {
            task: task.clone(),
            saved: Some(Saved::new(&*proof.place, proof.bytes, proof.sha256.into())),
        }),
        (TaskState::Completed, Some(task), _) if entry.is_over() => Ok(Generated {
            task: task.clone(),
            saved: None,
        }),
        _ => Err(GenerateError::Known(Box::new(entry))),
    }
}

fn vanished() -> LedgerError {
    LedgerError::new(
        LedgerErrorKind::Foreign,
        "the ledger does not keep what it is given; use another one",
    )
}

fn random_name() -> Result<Box<str>, GenerateError> {
    use std::fmt::Write as _;

    let random = LocalDisk.random().map_err(|error| {
        let message = "the system gives no random numbers, so the task can't be named; name it";
        let error = LedgerError::new(LedgerErrorKind::Unavailable, message).caused_by(error);
        GenerateError::Ledger(error)
    })?;
    let mut name = String::with_capacity(32);
    for byte in random {
        let _ = write!(name, "{byte:02x}");
    }
    Ok(name.into())
}
