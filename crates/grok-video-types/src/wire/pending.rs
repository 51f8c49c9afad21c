//! The answer that is given most, tried first: a pending task, byte for byte as the service writes
//! it.

use alloc::borrow::Cow;

use crate::ascii;
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
    let (eight, two) = digits.split_first_chunk()?;
    let eight = ascii::eight_digits(eight)?;
    let [tens, ones] = [two[0], two[1]].map(|digit| digit.wrapping_sub(b'0'));
    let is_number = tens <= 9 && ones <= 9 && digits[0] != b'0';
    is_number.then(|| eight * 100 + u64::from(tens * 10 + ones))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_what_its_digits_spell_and_nothing_else_is_one() {
        let spelled = |digits: &[u8; CREATED]| {
            let is_number = digits[0] != b'0' && digits.iter().all(u8::is_ascii_digit);
            let text = core::str::from_utf8(digits).ok()?;
            text.parse().ok().filter(|_| is_number)
        };
        for digits in [b"1774836724", b"1000000000", b"9999999999", b"9080706050"] {
            assert_eq!(number(digits), spelled(digits));
            for (at, byte) in (0..CREATED).flat_map(|at| (0..=255).map(move |byte| (at, byte))) {
                let mut digits = *digits;
                digits[at] = byte;
                assert_eq!(number(&digits), spelled(&digits), "{digits:?}");
            }
        }
    }
}
