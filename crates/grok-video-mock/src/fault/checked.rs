use std::time::Duration;

use bytes::Bytes;

use super::instead::{self, Instead};
use super::{BodyFault, Fault, Kind, WireFault};
use crate::invalid::Invalid;

/// The constructors that can be given what is no fault, for what was read
/// from outside: they say which rule is broken.
impl Fault {
    pub(crate) fn try_status(status: u16) -> Result<Self, Invalid> {
        Instead::status(status).map(|instead| Self::of(Kind::Instead(instead)))
    }

    pub(crate) fn try_html_page(status: u16) -> Result<Self, Invalid> {
        Instead::html_page(status).map(|instead| Self::of(Kind::Instead(instead)))
    }

    pub(crate) fn try_redirect(location: &str) -> Result<Self, Invalid> {
        Instead::redirect(location).map(|instead| Self::of(Kind::Instead(instead)))
    }

    pub(crate) fn try_answer(
        status: u16,
        content_type: &str,
        body: impl Into<Vec<u8>>,
    ) -> Result<Self, Invalid> {
        let body = Bytes::from(body.into());
        let instead = Instead::answer(status, content_type, body)?;
        Ok(Self::of(Kind::Instead(instead)))
    }

    pub(crate) fn try_content_type(content_type: &str) -> Result<Self, Invalid> {
        let content_type = instead::visible(content_type, "a content type")?;
        Ok(Self::of(Kind::Body(BodyFault::ContentType(content_type))))
    }

    pub(crate) fn try_drip(bytes: usize, every: Duration) -> Result<Self, Invalid> {
        if bytes == 0 {
            return Err(Invalid::new("a drip has at least one byte"));
        }
        Ok(Self::of(Kind::Wire(WireFault::Drip { bytes, every })))
    }

    pub(crate) fn try_before_effect(mut self) -> Result<Self, Invalid> {
        if !matches!(self.kind, Kind::Wire(fault) if fault.lets_nothing_through()) {
            return Err(Invalid::new(format!(
                "{self}: only reset, end and stall can lose a request before its effect"
            )));
        }
        self.is_before_effect = true;
        Ok(self)
    }
}
