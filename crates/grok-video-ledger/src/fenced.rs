//! A task of a ledger, and the right to write about it.

use std::fmt;

/// Numbers a task in its ledger, in the order of submission, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskNo(pub u64);

impl fmt::Display for TaskNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// Orders the leases of a task: each has a higher one than all before it, and who holds a lower one has lost it.
///
/// A release and a person's decision raise it as well, so it may leave numbers out. Zero is that of a task which
/// was never leased, and gives nobody a right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Fence(pub u64);

/// Names a task together with the fence under which it is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fenced {
    /// The task.
    pub task: TaskNo,
    /// What its lease raised the fence to.
    pub fence: Fence,
}
