use serde::Deserialize;

use super::spread::SpreadDocument;
use super::whole::Whole;
use super::word::Word;
use super::{Object, Time};
use crate::fault::{Fault, RetryAfter};
use crate::invalid::Invalid;

/// What goes wrong, by the names of [`Fault`]'s constructors.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum FaultDocument {
    Status(Whole<u16>),
    RateLimited(Word<RetryAfterDocument>),
    BusinessError(Object<BusinessError>),
    HtmlPage(Whole<u16>),
    Redirect(String),
    Answer(Object<Answer>),
    Stale,
    UnknownStatus(String),
    Malformed,
    EmptyBody,
    Wrapped,
    ContentType(String),
    Reset,
    End,
    Stall,
    ResetAfter(Whole<usize>),
    EndAfter(Whole<usize>),
    StallAfter(Whole<usize>),
    Drip(Object<Drip>),
    Late(SpreadDocument),
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RetryAfterDocument {
    Seconds(Whole<u64>),
    Date(Whole<u64>),
    Absent,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BusinessError {
    code: String,
    message: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    status: Whole<u16>,
    content_type: String,
    body: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Drip {
    bytes: Whole<usize>,
    every: Time,
}

/// Returns the fault with what may stand beside it: a delay, and whether the
/// request is lost with its answer.
pub(super) fn fault(
    document: FaultDocument,
    delay: Option<&SpreadDocument>,
    is_before_effect: bool,
) -> Result<Fault, Invalid> {
    let mut fault = document
        .value()
        .map_err(|invalid| invalid.within("fault"))?;
    if let Some(delay) = delay {
        fault = fault.delayed(delay.value().map_err(|invalid| invalid.within("delay"))?);
    }
    if is_before_effect {
        let lost = fault.try_before_effect();
        fault = lost.map_err(|invalid| invalid.within("before_effect"))?;
    }
    Ok(fault)
}

impl FaultDocument {
    fn value(self) -> Result<Fault, Invalid> {
        Ok(match self {
            Self::Status(status) => Fault::try_status(status.0)?,
            Self::RateLimited(retry_after) => Fault::rate_limited(retry_after.0.value()),
            Self::BusinessError(Object(error)) => {
                Fault::business_error(&error.code, &error.message)
            }
            Self::HtmlPage(status) => Fault::try_html_page(status.0)?,
            Self::Redirect(location) => Fault::try_redirect(&location)?,
            Self::Answer(Object(answer)) => {
                Fault::try_answer(answer.status.0, &answer.content_type, answer.body)?
            }
            Self::Stale => Fault::stale(),
            Self::UnknownStatus(word) => Fault::unknown_status(&word),
            Self::Malformed => Fault::malformed(),
            Self::EmptyBody => Fault::empty_body(),
            Self::Wrapped => Fault::wrapped(),
            Self::ContentType(content_type) => Fault::try_content_type(&content_type)?,
            Self::Reset => Fault::reset(),
            Self::End => Fault::end(),
            Self::Stall => Fault::stall(),
            Self::ResetAfter(bytes) => Fault::reset_after(bytes.0),
            Self::EndAfter(bytes) => Fault::end_after(bytes.0),
            Self::StallAfter(bytes) => Fault::stall_after(bytes.0),
            Self::Drip(Object(drip)) => Fault::try_drip(drip.bytes.0, drip.every.0)?,
            Self::Late(delay) => Fault::late(delay.value()?),
        })
    }
}

impl RetryAfterDocument {
    fn value(self) -> RetryAfter {
        match self {
            Self::Seconds(seconds) => RetryAfter::Seconds(seconds.0),
            Self::Date(seconds) => RetryAfter::Date(seconds.0),
            Self::Absent => RetryAfter::Absent,
        }
    }
}
