//! What was measured, on what, and whether it is enough.

mod goal;
mod machine;
mod record;

pub(crate) use goal::{Goal, table};
pub(crate) use machine::Machine;
pub(crate) use record::{FILE, Record};
