//! What a run must have met, lest it proves nothing.

use crate::{LedgerErrorKind, Life, Pause, Resolution, TaskState, Write};

use super::step::Call;

/// One pair of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Met {
    /// A write in a state, under a fence.
    Write(Deed, TaskState, Under),
    /// A write that was taken before, with the same content or another.
    Again(Deed, bool),
    /// A start of a create call in a state, under a fence.
    Start(TaskState, Under),
    /// A decision about a task in a state that was to be created, or was followed (`true`).
    Resolve(Decision, TaskState, bool),
    /// A name that was known was submitted to be held.
    Known(TaskState, Hands),
    /// A session ended that held a task in this state.
    Ended(TaskState),
    /// Two tasks came after each other in a lease.
    Order(Order),
    /// A call failed.
    Refused(Call, Error),
    /// A session was beaten.
    Beat(bool),
    /// A task was due at the very horizon (`true`), or a millisecond beyond.
    Horizon(bool),
    /// A list was asked for; whether of an account, of states, of a name, and after a task.
    List(bool, bool, bool, bool),
}

/// The kinds of [`Write`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Deed {
    Created,
    NotSent,
    Unknown,
    Pause,
    PauseAndRelease,
    Completed,
    Saving,
    Saved,
    Fail,
    Release,
}

/// The kinds of [`Resolution`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Decision {
    Exists,
    Send,
    Drop,
}

/// What a fence is, seen from the task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Under {
    /// That of the latest lease, which is valid.
    Right,
    /// That, shown by another session.
    Foreign,
    /// A lower one.
    Lower,
    /// A higher one.
    Higher,
    /// That of the latest lease, which was released, or after a person has decided.
    Voided,
}

/// Who holds a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Hands {
    Nobodys,
    Own,
    Anothers,
}

/// Why one task came before the next in a lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Order {
    CompletedBeforeActive,
    CompletedBeforeIntent,
    ActiveBeforeIntent,
    UnknownAgeFirst,
    OldestFirst,
    ActiveDueFirst,
    IntentDueFirst,
    ByNumber(TaskState),
}

/// The kinds of errors that a sound ledger has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Error {
    ConflictWithKnown,
    ConflictWithinBatch,
    TooMany,
    SessionLost,
}

impl Deed {
    pub(super) const ALL: [Self; 10] = [
        Self::Created,
        Self::NotSent,
        Self::Unknown,
        Self::Pause,
        Self::PauseAndRelease,
        Self::Completed,
        Self::Saving,
        Self::Saved,
        Self::Fail,
        Self::Release,
    ];

    pub(super) const fn of(write: &Write) -> Self {
        match write {
            Write::Created(_) => Self::Created,
            Write::NotSent => Self::NotSent,
            Write::Unknown => Self::Unknown,
            Write::Reschedule(Pause { release: true, .. }) => Self::PauseAndRelease,
            Write::Reschedule(_) => Self::Pause,
            Write::Completed { .. } => Self::Completed,
            Write::Saving(_) => Self::Saving,
            Write::Saved(_) => Self::Saved,
            Write::Fail(_) => Self::Fail,
            Write::Release => Self::Release,
        }
    }
}

impl Decision {
    pub(super) const ALL: [Self; 3] = [Self::Exists, Self::Send, Self::Drop];

    pub(super) const fn of(resolution: &Resolution) -> Self {
        match resolution {
            Resolution::Exists(_) => Self::Exists,
            Resolution::Send => Self::Send,
            Resolution::Drop(_) => Self::Drop,
        }
    }
}

impl Met {
    pub(super) const fn beat(life: Life) -> Self {
        Self::Beat(matches!(life, Life::Live))
    }

    /// Returns the full table.
    pub(super) fn all() -> Vec<Self> {
        use TaskState::{Active, Completed, Failed, Intent, Saved, Sending, Unknown};

        let mut all = vec![Self::Beat(true), Self::Beat(false)];
        for state in TaskState::ALL {
            for under in [Under::Right, Under::Lower, Under::Higher] {
                all.extend(Deed::ALL.map(|deed| Self::Write(deed, state, under)));
                all.push(Self::Start(state, under));
            }
            all.push(Self::Start(state, Under::Foreign));
            all.extend(Decision::ALL.map(|it| Self::Resolve(it, state, false)));
        }
        for state in [Intent, Active, Completed, Failed] {
            // What was released or decided on is elsewhere under a new lease, or can't be there.
            all.extend(Deed::ALL.map(|deed| Self::Write(deed, state, Under::Voided)));
            all.push(Self::Start(state, Under::Voided));
        }
        for state in [Active, Completed, Saved, Failed] {
            all.extend(Decision::ALL.map(|it| Self::Resolve(it, state, true)));
        }
        for deed in [Deed::Created, Deed::Saved, Deed::Fail] {
            all.extend([true, false].map(|same| Self::Again(deed, same)));
        }
        for state in [Intent, Active, Completed, Unknown, Saved, Failed] {
            all.push(Self::Known(state, Hands::Nobodys));
        }
        for state in [Intent, Sending, Active, Completed] {
            all.push(Self::Known(state, Hands::Own));
            all.push(Self::Known(state, Hands::Anothers));
            all.push(Self::Ended(state));
        }
        all.extend(
            [
                Order::CompletedBeforeActive,
                Order::CompletedBeforeIntent,
                Order::ActiveBeforeIntent,
                Order::UnknownAgeFirst,
                Order::OldestFirst,
                Order::ActiveDueFirst,
                Order::IntentDueFirst,
                Order::ByNumber(Completed),
                Order::ByNumber(Active),
                Order::ByNumber(Intent),
            ]
            .map(Self::Order),
        );
        for call in Call::ALL {
            let errors = call.errors().iter();
            all.extend(errors.filter_map(|kind| Some(Self::Refused(call, Error::of(*kind)?))));
        }
        all.push(Self::Refused(Call::Submit, Error::ConflictWithinBatch));
        for choice in 0..16 {
            let has = |bit: u8| choice & bit != 0;
            all.push(Self::List(has(1), has(2), has(4), has(8)));
        }
        all
    }
}

impl Error {
    pub(super) const fn of(kind: LedgerErrorKind) -> Option<Self> {
        match kind {
            LedgerErrorKind::Conflict => Some(Self::ConflictWithKnown),
            LedgerErrorKind::TooMany => Some(Self::TooMany),
            LedgerErrorKind::SessionLost => Some(Self::SessionLost),
            LedgerErrorKind::Foreign | LedgerErrorKind::Unset | LedgerErrorKind::Unavailable => {
                None
            }
        }
    }
}
