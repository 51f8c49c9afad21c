//! What goes wrong on purpose: which requests, when, and how.

mod checked;
mod instead;
mod kind;
mod overview;
mod replies;
mod retry_after;
mod scope;
mod source;
mod trigger;

use std::fmt;
use std::time::Duration;

pub(crate) use kind::{BodyFault, Kind, TaskFault, WireFault};
pub(crate) use overview::{RuleOverview, ScriptOverview};
pub use replies::Replies;
pub use retry_after::RetryAfter;
pub use scope::Scope;
pub(crate) use scope::{Occasion, Place};
pub(crate) use source::{Choice, Faults, Struck};
pub use trigger::Trigger;

use crate::invalid::valid;
use crate::world::{Random, Spread};
use instead::Instead;

/// One thing that goes wrong with one request.
///
/// | fault | the service |
/// | --- | --- |
/// | [`status`](Self::status), [`rate_limited`](Self::rate_limited), [`business_error`](Self::business_error), [`html_page`](Self::html_page), [`redirect`](Self::redirect), [`answer`](Self::answer) | is not asked: nothing is created, paid or counted by a script of polls |
/// | [`stale`](Self::stale), [`unknown_status`](Self::unknown_status) | is asked, and shows its task otherwise than it is |
/// | [`malformed`](Self::malformed), [`empty_body`](Self::empty_body), [`wrapped`](Self::wrapped), [`content_type`](Self::content_type) | is asked; its answer comes changed |
/// | [`reset`](Self::reset), [`end`](Self::end), [`stall`](Self::stall), [`reset_after`](Self::reset_after), [`end_after`](Self::end_after), [`stall_after`](Self::stall_after), [`drip`](Self::drip), [`late`](Self::late) | is asked; its answer is lost, cut or slow. [`before_effect`](Self::before_effect) loses the request instead |
///
/// Any of them can be [`delayed`](Self::delayed).
///
/// ```
/// use std::time::Duration;
/// use grok_video_mock::{Fault, MockServer, RetryAfter, Scope, Spread, Trigger};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let server = MockServer::start().await;
/// // One query in ten is answered by a proxy.
/// server.inject(Scope::queries(), Trigger::probability(0.1), Fault::html_page(502));
/// // The first create is paid, and its answer lost.
/// server.inject(Scope::creates(), Trigger::nth(1), Fault::reset());
/// // Every answer takes about 80 ms.
/// server.inject(
///     Scope::api(),
///     Trigger::always(),
///     Fault::late(Spread::log_normal(Duration::from_millis(80), 0.5)),
/// );
/// # let _ = RetryAfter::Seconds(1);
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    kind: Kind,
    delay: Option<Spread>,
    is_before_effect: bool,
}

impl Fault {
    /// Answers with a relay's error of this HTTP status:
    /// `{"error":{"message":"Service Unavailable","code":"503"}}`.
    ///
    /// # Panics
    ///
    /// Panics if `status` does not lie between 200 and 999.
    #[must_use]
    #[track_caller]
    pub fn status(status: u16) -> Self {
        valid(Self::try_status(status))
    }

    /// Answers with 429 and what `retry_after` says.
    #[must_use]
    pub fn rate_limited(retry_after: RetryAfter) -> Self {
        Self::of(Kind::Instead(Instead::rate_limited(retry_after)))
    }

    /// Answers with HTTP 200 and `{"code":"204","msg":"…"}`.
    #[must_use]
    pub fn business_error(code: &str, message: &str) -> Self {
        Self::of(Kind::Instead(Instead::business_error(code, message)))
    }

    /// Answers with a page, as a proxy does.
    ///
    /// # Panics
    ///
    /// Panics if `status` does not lie between 200 and 999.
    #[must_use]
    #[track_caller]
    pub fn html_page(status: u16) -> Self {
        valid(Self::try_html_page(status))
    }

    /// Answers with 302 and this `Location`.
    ///
    /// # Panics
    ///
    /// Panics if `location` has other than visible ASCII characters.
    #[must_use]
    #[track_caller]
    pub fn redirect(location: &str) -> Self {
        valid(Self::try_redirect(location))
    }

    /// Answers with this status, content type and body.
    ///
    /// # Panics
    ///
    /// Panics if `status` does not lie between 200 and 999, or `content_type`
    /// has other than visible ASCII characters.
    #[must_use]
    #[track_caller]
    pub fn answer(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        valid(Self::try_answer(status, content_type, body))
    }

    /// Shows a task as it was one status before, as a replica that is behind
    /// does. A task that is queued was nothing before, and is shown as it is;
    /// only queries show a task.
    #[must_use]
    pub fn stale() -> Self {
        Self::of(Kind::Task(TaskFault::Stale))
    }

    /// Shows a task with this status.
    #[must_use]
    pub fn unknown_status(word: &str) -> Self {
        Self::of(Kind::Task(TaskFault::Status(word.into())))
    }

    /// Sends half of the service's body as if it were the whole.
    #[must_use]
    pub fn malformed() -> Self {
        Self::of(Kind::Body(BodyFault::Malformed))
    }

    /// Sends the service's head with an empty body.
    #[must_use]
    pub fn empty_body() -> Self {
        Self::of(Kind::Body(BodyFault::Empty))
    }

    /// Wraps the service's JSON as its sibling endpoints do:
    /// `{"code":0,"msg":null,"data":{…}}`.
    #[must_use]
    pub fn wrapped() -> Self {
        Self::of(Kind::Body(BodyFault::Wrapped))
    }

    /// Sends the service's answer with this content type.
    ///
    /// # Panics
    ///
    /// Panics if `content_type` has other than visible ASCII characters.
    #[must_use]
    #[track_caller]
    pub fn content_type(content_type: &str) -> Self {
        valid(Self::try_content_type(content_type))
    }

    /// Resets the connection (a true RST) before a byte of the answer.
    #[must_use]
    pub fn reset() -> Self {
        Self::of(Kind::Wire(WireFault::Reset))
    }

    /// Ends the connection before a byte of the answer.
    #[must_use]
    pub fn end() -> Self {
        Self::of(Kind::Wire(WireFault::End))
    }

    /// Sends nothing and keeps the connection, until the client or the server goes.
    #[must_use]
    pub fn stall() -> Self {
        Self::of(Kind::Wire(WireFault::Stall))
    }

    /// Resets the connection (a true RST) after so many bytes of the body.
    #[must_use]
    pub fn reset_after(bytes: usize) -> Self {
        Self::of(Kind::Wire(WireFault::ResetAfter(bytes)))
    }

    /// Ends the connection after so many bytes of the body: short of its
    /// `Content-Length`, where the body has more.
    #[must_use]
    pub fn end_after(bytes: usize) -> Self {
        Self::of(Kind::Wire(WireFault::EndAfter(bytes)))
    }

    /// Sends nothing after so many bytes of the body and keeps the connection,
    /// until the client or the server goes.
    #[must_use]
    pub fn stall_after(bytes: usize) -> Self {
        Self::of(Kind::Wire(WireFault::StallAfter(bytes)))
    }

    /// Sends the body in pieces of so many bytes, so much virtual time apart.
    ///
    /// # Panics
    ///
    /// Panics if `bytes` is 0.
    #[must_use]
    #[track_caller]
    pub fn drip(bytes: usize, every: Duration) -> Self {
        valid(Self::try_drip(bytes, every))
    }

    /// Sends the service's answer late by so much virtual time.
    #[must_use]
    pub fn late(delay: impl Into<Spread>) -> Self {
        Self::of(Kind::Late).delayed(delay)
    }

    /// Lets so much virtual time pass between the request and what this fault does.
    #[must_use]
    pub fn delayed(mut self, delay: impl Into<Spread>) -> Self {
        self.delay = Some(delay.into());
        self
    }

    /// Loses the request and not only its answer: the service is not asked.
    ///
    /// # Panics
    ///
    /// Panics if some of the service's answer comes through: this is for
    /// [`reset`](Self::reset), [`end`](Self::end) and [`stall`](Self::stall).
    #[must_use]
    #[track_caller]
    pub fn before_effect(self) -> Self {
        valid(self.try_before_effect())
    }

    pub(crate) fn kind(&self) -> &Kind {
        &self.kind
    }

    /// Tells whether the service learns of the request.
    pub(crate) fn asks_service(&self) -> bool {
        !self.is_before_effect && !matches!(self.kind, Kind::Instead(_))
    }

    fn draw_delay(&self, random: &mut Random) -> Duration {
        self.delay
            .map_or(Duration::ZERO, |delay| delay.draw(random))
    }

    fn of(kind: Kind) -> Self {
        Self {
            kind,
            delay: None,
            is_before_effect: false,
        }
    }
}

/// Says what the fault does, in a few words.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)?;
        if self.is_before_effect {
            f.write_str(" and of any effect")?;
        }
        Ok(())
    }
}
