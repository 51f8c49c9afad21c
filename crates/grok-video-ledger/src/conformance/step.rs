//! One step of a history, in terms that stay meaningful when other steps are dropped.

use std::time::Duration;

use grok_video_types::{CreateVideo, Model, TaskId};

use crate::{Account, Intent, Resolution, TaskState, Work, Write};

/// Counts the tasks or sessions of a history, from 0; one that isn't there never existed.
pub(super) type Nth = usize;

/// One call, or what happens between two calls.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    Pass(Duration),
    Reopen,
    Open {
        ttl: Duration,
    },
    Beat(Nth),
    Close(Nth),
    Submit {
        intents: Vec<Plea>,
        hold: Option<Nth>,
    },
    Lease {
        session: Nth,
        account: u8,
        n: usize,
        horizon: Option<Duration>,
    },
    Start {
        session: Nth,
        tasks: Vec<Grip>,
    },
    Write(Vec<(Grip, Write)>),
    Resolve(Nth, Resolution),
    List {
        account: Option<u8>,
        name: Option<u8>,
        states: Vec<TaskState>,
        after: Option<Nth>,
        n: usize,
    },
    /// One item too many, for the call, the session and a task.
    Crowd(Call, Nth, Grip),
}

impl Step {
    /// Returns the step without one item of its batch, where it has that and others.
    pub(super) fn without(&self, item: usize) -> Option<Self> {
        fn drop_one<T>(batch: &mut Vec<T>, item: usize) -> Option<()> {
            let can_go = batch.len() > 1 && item < batch.len();
            can_go.then(|| drop(batch.remove(item)))
        }
        let mut less = self.clone();
        match &mut less {
            Self::Submit { intents, .. } => drop_one(intents, item)?,
            Self::Start { tasks, .. } => drop_one(tasks, item)?,
            Self::Write(writes) => drop_one(writes, item)?,
            _ => return None,
        }
        Some(less)
    }
}

/// A call that takes several items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Call {
    Submit,
    Lease,
    Start,
    Write,
    List,
}

impl Call {
    pub(super) const ALL: [Self; 5] = [
        Self::Submit,
        Self::Lease,
        Self::Start,
        Self::Write,
        Self::List,
    ];
}

/// A task, and the fence to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Grip {
    pub(super) task: Nth,
    pub(super) by: By,
}

/// Which fence is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// That of the task's first lease, of its second, and so on.
    Lease(usize),
    /// Zero, which comes before every lease.
    Zero,
    /// One that no lease has been given yet.
    Ahead,
    /// The highest number there is.
    Highest,
}

/// An intent, in numbers that are short to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plea {
    pub(super) account: u8,
    pub(super) name: u8,
    /// A prompt to create, or an id to follow.
    pub(super) work: Result<u8, u8>,
    pub(super) destination: Option<u8>,
}

impl Plea {
    pub(super) fn intent(self) -> Intent {
        Intent {
            client_ref: name(self.name),
            account: account(self.account),
            work: match self.work {
                Ok(prompt) => Work::Create(request(prompt)),
                Err(known) => Work::Follow(id(known)),
            },
            destination: self.destination.map(|to| format!("/to/{to}").into()),
        }
    }
}

pub(super) fn name(n: u8) -> Box<str> {
    // What a pattern or a quote could trip over is part of it.
    format!("it's %{n}_\u{e9}").into()
}

pub(super) fn account(n: u8) -> Account {
    Account::from(format!("account-{n}"))
}

#[expect(clippy::unwrap_used, reason = "the text is valid")]
pub(super) fn id(n: u8) -> TaskId {
    TaskId::new(&format!("video_{n}")).unwrap()
}

#[expect(clippy::unwrap_used, reason = "the request is valid")]
fn request(n: u8) -> CreateVideo {
    let prompt = format!("kite {n}");
    CreateVideo::builder(Model::GrokVideo3, &prompt)
        .build()
        .unwrap()
}
