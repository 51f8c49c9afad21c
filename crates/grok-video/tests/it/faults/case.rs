//! What happens to a call, and how the call must end.

use std::future::Future;
use std::time::Duration;

use grok_video::transport::{Answer, Client, Connector, ErrorKind, Http1, Phase, Roots};
use grok_video::types::{ApiErrorKind, Status};
use grok_video::{ApiKey, Error};
use grok_video_mock::{Fault, RetryAfter};
use tokio::time::Instant;

use super::super::service::{KEY, seconds};

/// How a call ends.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum End {
    /// With the task as it is.
    Whole,
    /// With the task in this status.
    Shown(Status),
    Error(ErrorKind),
}

impl End {
    /// Returns how a query ended whose true answer is `truth`.
    pub(super) fn of(answer: &Result<Answer, Error>, truth: &Answer) -> Self {
        match answer {
            Ok(answer) if answer == truth => Self::Whole,
            Ok(answer) => Self::Shown(answer.task.status()),
            Err(error) => Self::Error(error.kind()),
        }
    }
}

/// A fault of the simulated service behind the head of a request.
pub(crate) struct Case {
    pub(crate) fault: Fault,
    pub(crate) query: End,
    /// Whether a create that it strikes may have been paid, though no answer says so; `None`
    /// where the answer does.
    pub(super) is_create_unknown: Option<bool>,
}

impl Case {
    fn failing(fault: Fault, kind: ErrorKind, is_create_unknown: bool) -> Self {
        Self {
            fault,
            query: End::Error(kind),
            is_create_unknown: Some(is_create_unknown),
        }
    }

    fn harmless(fault: Fault, query: End) -> Self {
        Self {
            fault,
            query,
            is_create_unknown: None,
        }
    }

    /// Returns every kind of fault there is on the API, each in the places where it can strike.
    pub(crate) fn all() -> Vec<Self> {
        use ApiErrorKind as Api;
        let api = |fault, kind, unknown| Self::failing(fault, ErrorKind::Api(kind), unknown);
        let broken = |fault| Self::failing(fault, ErrorKind::Broken, true);
        let late = |fault, phase| Self::failing(fault, ErrorKind::Timeout(phase), true);
        let second = Duration::from_secs(1);
        vec![
            // In place of the service.
            api(Fault::status(500), Api::Server, true),
            api(Fault::status(503), Api::Server, true),
            api(Fault::status(401), Api::Unauthorized, false),
            api(Fault::status(404), Api::NotFound, false),
            api(
                Fault::rate_limited(RetryAfter::Seconds(30)),
                Api::RateLimited,
                false,
            ),
            api(
                Fault::rate_limited(RetryAfter::Absent),
                Api::RateLimited,
                false,
            ),
            api(
                Fault::business_error("204", "login"),
                Api::Unauthorized,
                false,
            ),
            api(Fault::html_page(502), Api::Server, true),
            api(Fault::html_page(200), Api::Malformed, true),
            api(
                Fault::answer(418, "text/plain", "short"),
                Api::Rejected,
                false,
            ),
            Self::failing(Fault::redirect("/elsewhere"), ErrorKind::Redirect, true),
            // In what it says.
            api(Fault::malformed(), Api::Malformed, true),
            api(Fault::empty_body(), Api::Malformed, true),
            Self::harmless(Fault::stale(), End::Shown(Status::Processing)),
            Self::harmless(
                Fault::unknown_status("moderating"),
                End::Shown(Status::from("moderating")),
            ),
            Self::harmless(Fault::wrapped(), End::Whole),
            Self::harmless(Fault::content_type("text/plain"), End::Whole),
            // Before the head.
            broken(Fault::reset()),
            broken(Fault::reset().before_effect()),
            broken(Fault::end()),
            broken(Fault::end().before_effect()),
            late(Fault::stall(), Phase::Head),
            late(Fault::stall().before_effect(), Phase::Head),
            Self::harmless(Fault::late(10 * second), End::Whole),
            late(Fault::late(40 * second), Phase::Head),
            broken(Fault::reset().delayed(10 * second)),
            // Within the body.
            broken(Fault::reset_after(0)),
            broken(Fault::reset_after(70)),
            broken(Fault::end_after(0)),
            broken(Fault::end_after(70)),
            late(Fault::stall_after(0), Phase::Total),
            late(Fault::stall_after(70), Phase::Total),
            Self::harmless(Fault::drip(16, second), End::Whole),
            late(Fault::drip(2, second), Phase::Total),
        ]
    }
}

/// Returns a client of the transport for `base` over the connections of `connector`.
pub(crate) fn over<C>(base: &str, connector: C) -> Client<Http1<C>> {
    Client::builder(base.parse().unwrap(), ApiKey::new(KEY).unwrap(), connector).build()
}

/// Returns a client over TCP that believes no certificate.
pub(super) fn over_tcp(base: &str) -> Client<Http1> {
    over(base, Connector::new(Roots::from_der::<&[u8]>([]).unwrap()))
}

/// Awaits a call, which ends within `limit` and a second.
pub(super) async fn in_time<T>(limit: u64, call: impl Future<Output = T>) -> T {
    let begin = Instant::now();
    let ended = call.await;
    let took = begin.elapsed();
    assert!(took <= seconds(limit + 1), "{took:?}");
    ended
}
