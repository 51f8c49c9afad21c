//! The handshake.

use grok_video::transport::{Connector, ErrorKind, Phase};
use grok_video_mock::{MockServer, Script};

use super::super::service::{id, request};
use super::TIMES;
use super::case::{End, in_time, over};
use super::front::{Fault, Front};

#[tokio::test(start_paused = true)]
async fn a_handshake_that_goes_astray_costs_its_time_and_no_money() {
    let timeout = ErrorKind::Timeout(Phase::Connect);
    for (fault, end) in [
        (Fault::Reset, End::Error(ErrorKind::Connect)),
        (Fault::End, End::Error(ErrorKind::Connect)),
        (Fault::Garbage, End::Error(ErrorKind::Connect)),
        (Fault::Stall, End::Error(timeout)),
        (Fault::Drip, End::Error(timeout)),
        (Fault::Slice, End::Whole),
    ] {
        let (server, inner) = MockServer::start_in_memory().await;
        server.plant("video_1", "grok_video3", Script::immediate());
        let truth = over(&server.base_url(), inner.clone());
        let truth = truth.query(&id("video_1")).await.unwrap();
        // The server's part of a handshake is longer than what goes through before the fault.
        let front = Front::start(inner, fault, |n| n * 37 % 400).await;
        let base = server.base_url();
        let (_, prefix) = base.split_at(base.rfind('/').unwrap());
        let base = format!("https://localhost:{}{prefix}", front.addr.port());
        for n in 0..TIMES {
            let client = over(&base, Connector::new(front.roots.clone()));
            if n % 2 == 1 && end != End::Whole {
                let error = in_time(10, client.create(&request())).await.unwrap_err();
                assert!(error.not_sent(), "{fault:?}, {n}: {error}");
                continue;
            }
            let answer = in_time(10, client.query(&id("video_1"))).await;
            assert_eq!(End::of(&answer, &truth), end, "{fault:?}, {n}: {answer:?}");
        }
        let n_queries = if end == End::Whole { TIMES + 1 } else { 1 };
        assert_eq!(server.counts().total(), n_queries as u64, "{fault:?}");
    }
}
