//! sonic-rs, which searches with SIMD, into the same derived structs as `serde_json`.

use super::{derive_borrowed, derive_owned};
use crate::answer::Answer;

/// Decodes a body into owned texts.
///
/// # Errors
/// When the body is no task.
pub fn owned(body: &[u8]) -> sonic_rs::Result<derive_owned::Task> {
    sonic_rs::from_slice(body)
}

/// Decodes a body into borrowed texts.
///
/// # Errors
/// When the body is no task.
pub fn borrowed(body: &[u8]) -> sonic_rs::Result<derive_borrowed::Task<'_>> {
    sonic_rs::from_slice(body)
}

/// Returns what the owned peer found.
pub fn owned_answer(body: &[u8]) -> Answer {
    owned(body).ok().map(derive_owned::Task::into_facts)
}

/// Returns what the borrowed peer found.
pub fn borrowed_answer(body: &[u8]) -> Answer {
    borrowed(body).ok().map(|task| task.facts())
}
