//! Queries.

use grok_video_mock::{MockServer, Scope, Script, Trigger};

use super::super::service::id;
use super::TIMES;
use super::case::{Case, End, in_time, over};

#[tokio::test(start_paused = true)]
async fn every_query_ends_in_time_and_none_with_what_is_not_true() {
    for Case { fault, query, .. } in Case::all() {
        let (server, connector) = MockServer::start_in_memory().await;
        server.plant("video_1", "grok_video3", Script::immediate());
        let client = over(&server.base_url(), connector);
        let id = id("video_1");
        let truth = client.query(&id).await.unwrap();
        server.inject(
            Scope::queries(),
            Trigger::first(TIMES as u64),
            fault.clone(),
        );
        for n in 0..TIMES {
            let answer = in_time(60, client.query(&id)).await;
            assert_eq!(End::of(&answer, &truth), query, "{fault}, {n}: {answer:?}");
        }
        assert_eq!(server.n_faults(), TIMES as u64, "{fault}");
        // What was behind the fault is there again, whatever it left behind.
        assert_eq!(client.query(&id).await.unwrap(), truth, "{fault}");
    }
}
