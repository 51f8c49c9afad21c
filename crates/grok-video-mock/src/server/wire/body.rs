use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

use super::super::state::State;
use super::{Cut, Fate};
use crate::fault::WireFault;

type Waiting = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The body of an answer, of which more may be announced than comes.
#[derive(Debug)]
pub(in crate::server) struct WireBody {
    rest: Bytes,
    /// How much of the announced length is still to come.
    length: u64,
    course: Course,
}

/// How the body is sent.
enum Course {
    Whole,
    /// What `rest` holds is sent, and then the connection meets its end.
    Cut {
        is_reset: bool,
        fate: Arc<Fate>,
    },
    /// What `rest` holds is sent, and then nothing until the server closes.
    Stall {
        closed: Waiting,
    },
    Drip {
        bytes: usize,
        every: Duration,
        state: Arc<State>,
        pause: Option<Waiting>,
    },
}

impl WireBody {
    pub(in crate::server) fn whole(bytes: Bytes) -> Self {
        Self::new(bytes, Course::Whole)
    }

    /// Makes a body that a fault happens to; one that comes before the head leaves it whole.
    pub(in crate::server) fn faulty(
        bytes: Bytes,
        fault: WireFault,
        state: &Arc<State>,
        fate: &Arc<Fate>,
    ) -> Self {
        let cut = |after, is_reset| {
            let fate = Arc::clone(fate);
            fate.expect_flush();
            Self::short(&bytes, after, Course::Cut { is_reset, fate })
        };
        match fault {
            WireFault::EndAfter(after) => cut(after, false),
            WireFault::ResetAfter(after) => cut(after, true),
            WireFault::StallAfter(after) => {
                let state = Arc::clone(state);
                let closed = Box::pin(async move { state.closed().await });
                Self::short(&bytes, after, Course::Stall { closed })
            }
            WireFault::Drip { bytes: n, every } => {
                let course = Course::Drip {
                    bytes: n,
                    every,
                    state: Arc::clone(state),
                    pause: None,
                };
                Self::new(bytes, course)
            }
            WireFault::Reset | WireFault::End | WireFault::Stall => Self::whole(bytes),
        }
    }

    fn new(bytes: Bytes, course: Course) -> Self {
        Self {
            length: bytes.len() as u64,
            rest: bytes,
            course,
        }
    }

    /// Makes a body of which only the first bytes come.
    fn short(bytes: &Bytes, after: usize, course: Course) -> Self {
        Self {
            length: bytes.len() as u64,
            rest: bytes.slice(..after.min(bytes.len())),
            course,
        }
    }

    /// Sends the next `n` bytes.
    fn send(&mut self, n: usize) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        let data = self.rest.split_to(n.min(self.rest.len()));
        self.length -= data.len() as u64;
        Poll::Ready(Some(Ok(Frame::data(data))))
    }
}

impl Body for WireBody {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        let this = &mut *self;
        let has_rest = !this.rest.is_empty();
        match &mut this.course {
            Course::Whole if has_rest => this.send(usize::MAX),
            Course::Whole => Poll::Ready(None),
            Course::Cut { is_reset, fate } if has_rest => {
                fate.expect_flush();
                // Behind the whole body nobody asks for more.
                if *is_reset && this.rest.len() as u64 == this.length {
                    fate.reset();
                }
                this.send(usize::MAX)
            }
            Course::Cut { is_reset, fate } => {
                ready!(fate.poll_flushed(context));
                if *is_reset {
                    fate.reset();
                }
                Poll::Ready(Some(Err(Cut)))
            }
            Course::Stall { .. } if has_rest => this.send(usize::MAX),
            Course::Stall { closed } => {
                ready!(closed.as_mut().poll(context));
                Poll::Ready(Some(Err(Cut)))
            }
            Course::Drip { .. } if !has_rest => Poll::Ready(None),
            Course::Drip {
                bytes,
                every,
                state,
                pause,
            } => {
                if let Some(waiting) = pause {
                    ready!(waiting.as_mut().poll(context));
                }
                let (state, every, n) = (Arc::clone(state), *every, *bytes);
                *pause = Some(Box::pin(async move { state.pause(every).await }));
                this.send(n)
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.length == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}

impl fmt::Debug for Course {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Whole => "Whole",
            Self::Cut { .. } => "Cut",
            Self::Stall { .. } => "Stall",
            Self::Drip { .. } => "Drip",
        })
    }
}
