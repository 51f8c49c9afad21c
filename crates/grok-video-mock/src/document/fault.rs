use serde::Deserialize;

use super::Time;
use super::spread::SpreadDocument;
use crate::fault::{Fault, RetryAfter};
use crate::invalid::Invalid;

/// What goes wrong, by the names of [`Fault`]'s constructors.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum FaultDocument {
    Status(u16),
    RateLimited(RetryAfterDocument),
    BusinessError(BusinessError),
    HtmlPage(u16),
    Redirect(String),
    Answer(Answer),
    Stale,
    UnknownStatus(String),
    Malformed,
    EmptyBody,
    Wrapped,
    ContentType(String),
    Reset,
    End,
    Stall,
    ResetAfter(usize),
    EndAfter(usize),
    StallAfter(usize),
    Drip(Drip),
    Late(SpreadDocument),
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RetryAfterDocument {
    Seconds(u64),
    Date(u64),
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
    status: u16,
    content_type: String,
    body: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Drip {
    bytes: usize,
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
            Self::Status(status) => Fault::try_status(status)?,
            Self::RateLimited(retry_after) => Fault::rate_limited(retry_after.value()),
            Self::BusinessError(error) => Fault::business_error(&error.code, &error.message),
            Self::HtmlPage(status) => Fault::try_html_page(status)?,
            Self::Redirect(location) => Fault::try_redirect(&location)?,
            Self::Answer(answer) => {
                Fault::try_answer(answer.status, &answer.content_type, answer.body)?
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
            Self::ResetAfter(bytes) => Fault::reset_after(bytes),
            Self::EndAfter(bytes) => Fault::end_after(bytes),
            Self::StallAfter(bytes) => Fault::stall_after(bytes),
            Self::Drip(drip) => Fault::try_drip(drip.bytes, drip.every.0)?,
            Self::Late(delay) => Fault::late(delay.value()?),
        })
    }
}

impl RetryAfterDocument {
    fn value(self) -> RetryAfter {
        match self {
            Self::Seconds(seconds) => RetryAfter::Seconds(seconds),
            Self::Date(seconds) => RetryAfter::Date(seconds),
            Self::Absent => RetryAfter::Absent,
        }
    }
}
