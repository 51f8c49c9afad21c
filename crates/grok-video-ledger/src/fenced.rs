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

/// Counts how often a task was leased: who holds a lower one has lost it.
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
