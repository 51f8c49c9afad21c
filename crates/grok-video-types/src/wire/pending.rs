//! The answer that is given most, tried first: a pending task, byte for byte as the service writes
//! it.

use alloc::borrow::Cow;

use crate::video_task_ref::ModelRef;
use crate::{Model, State, StateRef, TaskId, VideoTask, VideoTaskRef};

/// The length of an id of the service: `video_` and a UUID.
const ID: usize = 42;

/// The digits of a time in Unix seconds, up to the year 2286.
const CREATED: usize = 10;

/// Holds what such a body says, if its id is [ordinary](crate::task_id::is_ordinary): only then is
/// it known that no quote ended it early.
#[derive(Debug)]
pub(super) struct Pending<'a> {
    pub(super) id: &'a str,
    created: u64,
    model: Model,
    is_processing: bool,
}

impl<'a> Pending<'a> {
    /// Reads a body that is such an answer from the first byte to the last.
    #[inline(always)]
    pub(super) fn read(body: &'a str) -> Option<Self> {
        let rest = body.strip_prefix("{\"id\":\"")?;
        let (id, rest) = rest.split_at_checked(ID)?;
        let rest = rest.strip_prefix("\",\"object\":\"video\",\"created\":")?;
        let (created, rest) = rest.split_at_checked(CREATED)?;
        let created = number(created.as_bytes().first_chunk()?)?;
        let rest = rest.strip_prefix(",\"model\":\"grok_video3")?;
        let (model, rest) = if let Some(rest) = rest.strip_prefix("\"") {
            (Model::GrokVideo3, rest)
        } else if let Some(rest) = rest.strip_prefix("_pro\"") {
            (Model::GrokVideo3Pro, rest)
        } else if let Some(rest) = rest.strip_prefix("_max\"") {
            (Model::GrokVideo3Max, rest)
        } else {
            (Model::GrokVideo3Stable, rest.strip_prefix("_stable\"")?)
        };
        let is_processing = match rest {
            r#","status":"processing","video_url":null,"error":null}"# => true,
            r#","status":"queued","video_url":null,"error":null}"# => false,
            _ => return None,
        };
        Some(Self {
            id,
            created,
            model,
            is_processing,
        })
    }
}

impl From<Pending<'_>> for VideoTask {
    #[inline(always)]
    fn from(pending: Pending<'_>) -> Self {
        let state = if pending.is_processing {
            State::Processing
        } else {
            State::Queued
        };
        let (created, model) = (Some(pending.created), Some(pending.model));
        Self::of_parts(TaskId::of_valid(pending.id), created, model, state)
    }
}

impl<'a> From<Pending<'a>> for VideoTaskRef<'a> {
    #[inline(always)]
    fn from(pending: Pending<'a>) -> Self {
        Self {
            id: Cow::Borrowed(pending.id),
            created: Some(pending.created),
            model: Some(ModelRef::Known(pending.model)),
            state: if pending.is_processing {
                StateRef::Processing
            } else {
                StateRef::Queued
            },
        }
    }
}

/// Reads digits of which the first is no zero.
#[inline(always)]
fn number(digits: &[u8; CREATED]) -> Option<u64> {
    let mut number = 0;
    let mut is_number = digits[0] != b'0';
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        is_number &= digit <= 9;
        number = number * 10 + u64::from(digit);
    }
    is_number.then_some(number)
}
