//! Spans and events of the feature `tracing`; none holds a key or a URL's query.

#[cfg(feature = "tracing")]
pub(crate) use on::*;

#[cfg(not(feature = "tracing"))]
pub(crate) use off::*;

#[cfg(feature = "tracing")]
mod on {
    use std::future::Future;

    use grok_video_types::TaskId;
    pub(crate) use tracing::Span;
    use tracing::{Instrument, debug, debug_span};

    /// Runs `work` within a span.
    pub(crate) fn within<F: Future>(span: Span, work: F) -> impl Future<Output = F::Output> {
        work.instrument(span)
    }

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
    use grok_video_types::TaskId;

    /// Stands for a span where there are none.
    pub(crate) struct Span;

    /// Runs `work` as it is.
    pub(crate) fn within<F>(_: Span, work: F) -> F {
        work
    }

    pub(crate) fn query(_: &TaskId) -> Span {
        Span
    }

    pub(crate) fn create() -> Span {
        Span
    }

    #[cfg(feature = "net")]
    pub(crate) fn connect(_: &crate::net::Target) -> Span {
        Span
    }

    #[cfg(feature = "net")]
    pub(crate) fn hop(_: &crate::net::Target) -> Span {
        Span
    }

    pub(crate) fn answered(_: http::StatusCode) {}

    #[cfg(feature = "net")]
    pub(crate) fn unsent() {}

    #[cfg(feature = "net")]
    pub(crate) fn resumed(_: u64) {}
}
