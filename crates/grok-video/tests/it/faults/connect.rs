//! Making a connection.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use grok_video::transport::{ErrorKind, Phase};
use grok_video_mock::{Connector, MemoryStream, MockServer, Script};
use hyper_util::rt::TokioIo;
use tokio::time::sleep;
use tower_service::Service;

use super::super::service::{id, request, seconds};
use super::TIMES;
use super::case::{End, in_time, over};

/// What happens while a connection is made.
#[derive(Debug, Clone, Copy)]
enum Fault {
    Refused,
    Reset,
    /// It is made after so many seconds.
    Late(u64),
    Stall,
    /// It is made, and ends before anything is sent.
    End,
}

/// Makes connections to the simulated service, when nothing is in the way.
#[derive(Clone)]
struct Faulty {
    inner: Connector,
    fault: Fault,
}

impl Service<http::Uri> for Faulty {
    type Response = TokioIo<MemoryStream>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: http::Uri) -> Self::Future {
        let Self { inner, fault } = self.clone();
        Box::pin(async move {
            match fault {
                Fault::Refused => return Err(io::ErrorKind::ConnectionRefused.into()),
                Fault::Reset => return Err(io::ErrorKind::ConnectionReset.into()),
                Fault::Late(after) => sleep(seconds(after)).await,
                Fault::Stall => std::future::pending().await,
                Fault::End => {
                    // A server of its own, which is gone when this ends.
                    let (_server, gone) = MockServer::start_in_memory().await;
                    return gone.connect().map(TokioIo::new);
                }
            }
            inner.connect().map(TokioIo::new)
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_is_not_made_costs_its_time_and_no_money() {
    let timeout = ErrorKind::Timeout(Phase::Connect);
    for (fault, end) in [
        (Fault::Refused, End::Error(ErrorKind::Connect)),
        (Fault::Reset, End::Error(ErrorKind::Connect)),
        (Fault::Late(9), End::Whole),
        (Fault::Late(11), End::Error(timeout)),
        (Fault::Stall, End::Error(timeout)),
        (Fault::End, End::Error(ErrorKind::Broken)),
    ] {
        let (server, inner) = MockServer::start_in_memory().await;
        server.plant("video_1", "grok_video3", Script::immediate());
        let truth = over(&server.base_url(), inner.clone());
        let truth = truth.query(&id("video_1")).await.unwrap();
        for n in 0..TIMES {
            // A client of its own each time: nothing waits from the call before.
            let inner = inner.clone();
            let client = over(&server.base_url(), Faulty { inner, fault });
            let answer = in_time(10, client.query(&id("video_1"))).await;
            assert_eq!(End::of(&answer, &truth), end, "{fault:?}, {n}: {answer:?}");
            if end == End::Whole {
                continue;
            }
            let error = in_time(10, client.create(&request())).await.unwrap_err();
            assert!(
                error.not_sent() != error.outcome_unknown(),
                "{fault:?}: {error}"
            );
        }
        let counts = server.counts();
        assert_eq!(counts.creates, 0, "{fault:?}");
        let n_queries = if end == End::Whole { TIMES + 1 } else { 1 };
        assert_eq!(counts.total(), n_queries as u64, "{fault:?}");
    }
}
