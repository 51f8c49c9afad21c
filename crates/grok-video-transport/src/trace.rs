//! Spans and events of the feature `tracing`; none holds a key or a URL's query.

#[cfg(feature = "tracing")]
pub(crate) use on::*;

#[cfg(not(feature = "tracing"))]
pub(crate) use off::*;

/// Awaits `$work` within a span; without the feature nothing is moved or wrapped.
macro_rules! within {
    ($span:expr, $work:expr) => {{
        #[cfg(feature = "tracing")]
        {
            $crate::trace::Instrument::instrument($work, $span).await
        }
        #[cfg(not(feature = "tracing"))]
        {
            $work.await
        }
    }};
}
pub(crate) use within;

#[cfg(feature = "tracing")]
mod on {
    use grok_video_types::TaskId;
    pub(crate) use tracing::{Instrument, Span};
    use tracing::{debug, debug_span};

    pub(crate) fn query(id: &TaskId) -> Span {
        debug_span!("query", task_id = %id)
    }

    pub(crate) fn create() -> Span {
        debug_span!("create")
    }

    #[cfg(feature = "net")]
    pub(crate) fn connect(target: &crate::net::Target) -> Span {
        debug_span!("connect", %target, tls = target.secure)
    }

    #[cfg(feature = "net")]
    pub(crate) fn hop(target: &crate::net::Target) -> Span {
        debug_span!("hop", %target)
    }

    pub(crate) fn answered(status: http::StatusCode) {
        debug!(status = status.as_u16(), "answered");
    }

    #[cfg(feature = "net")]
    pub(crate) fn unsent() {
        debug!("the connection had closed before the request was sent: it goes over a fresh one");
    }

    #[cfg(feature = "net")]
    pub(crate) fn resumed(from: u64) {
        debug!(from, "the download goes on where it broke off");
    }
}

#[cfg(not(feature = "tracing"))]
mod off {
    #[inline(always)]
    pub(crate) fn answered(_: http::StatusCode) {}

    #[cfg(feature = "net")]
    pub(crate) fn unsent() {}

    #[cfg(feature = "net")]
    pub(crate) fn resumed(_: u64) {}
}
