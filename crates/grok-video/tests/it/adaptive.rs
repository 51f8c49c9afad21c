//! A client that learns how long its tasks take, on tokio's paused clock.

use std::future::poll_fn;
use std::pin::pin;
use std::time::Duration;

use futures_core::Stream;
use grok_video::poller::{JobClass, Profile, UsualTime};
use grok_video::types::ReferenceImage;
use grok_video::{Adaptive, Client, CreateVideo, Ending, EventKind, Model, Schedule};
use grok_video_mock::{MockServer, Script};

use super::service::{builder, client, query_times, request, seconds};

/// Five seconds between two polls at least, each worth half a second of delay.
fn adaptive() -> Adaptive {
    Adaptive::new(seconds(5), Duration::from_millis(500)).unwrap()
}

/// Starts a service whose tasks take 300 s, which is longer than the provider says.
async fn slow_service() -> MockServer {
    let script = Script::after(seconds(40), seconds(260));
    MockServer::builder().script(script).start().await.unwrap()
}

/// Returns how many tasks of the usual request a client has learned from.
fn n_learned(client: &Client) -> usize {
    let learned = client.learned().unwrap();
    let profile = learned.profile(&JobClass::of(&request()));
    profile.map_or(0, Profile::n_seen)
}

/// Makes so many videos one after the other; returns how many queries each took, and how late it was found.
async fn make(client: &Client, server: &MockServer, n: usize) -> Vec<(usize, Duration)> {
    let mut made = Vec::new();
    for _ in 0..n {
        let (asked, begun) = (query_times(server).len(), tokio::time::Instant::now());
        client.generate(request()).await.unwrap();
        let n_queries = query_times(server).len() - asked;
        made.push((n_queries, begun.elapsed().saturating_sub(seconds(300))));
    }
    made
}

/// Makes sure that the last videos took fewer queries than the first, and were found at once.
#[track_caller]
fn check_learned(made: &[(usize, Duration)]) {
    let n_queries = |made: &[(usize, Duration)]| made.iter().map(|one| one.0).sum::<usize>();
    let (first, last) = (&made[..5], &made[made.len() - 5..]);
    assert!(n_queries(last) * 2 < n_queries(first), "{made:?}");
    assert!(last.iter().all(|one| one.1 < seconds(12)), "{made:?}");
}

#[tokio::test(start_paused = true)]
async fn what_was_learned_asks_less_often_and_in_time() {
    let server = slow_service().await;
    let client = builder(&server.base_url()).adaptive(adaptive()).build();
    let made = make(&client, &server, 40).await;
    check_learned(&made);
    assert_eq!(n_learned(&client), 40);
    let times = query_times(&server);
    let are_apart = |pair: &[Duration]| pair[1] - pair[0] >= seconds(5);
    assert!(times.windows(2).all(are_apart), "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn what_was_learned_is_kept_for_the_next_client() {
    let server = slow_service().await;
    let client = builder(&server.base_url()).adaptive(adaptive()).build();
    make(&client, &server, 20).await;
    let stored = serde_json::to_string(&client.learned().unwrap()).unwrap();
    let learned: Adaptive = serde_json::from_str(&stored).unwrap();
    let next = builder(&server.base_url()).adaptive(learned).build();
    assert_eq!(n_learned(&next), 20);
    let made = make(&next, &server, 1).await;
    assert!(made[0].0 <= 4 && made[0].1 < seconds(12), "{made:?}");
    assert_eq!(n_learned(&client), 20, "the copy is its own");
}

#[tokio::test(start_paused = true)]
async fn who_says_what_was_asked_for_is_planned_for_and_learned_from() {
    let server = slow_service().await;
    let client = builder(&server.base_url()).adaptive(adaptive()).build();
    let task = client.create(&request()).await.unwrap();
    let outcome = client.wait_created_by(&request(), task.id()).await;
    assert!(matches!(outcome.ending, Ending::Completed { .. }));
    assert_eq!(n_learned(&client), 1);
    let task = client.create(&request()).await.unwrap();
    let mut events = pin!(client.watch_created_by(&request(), task.id()));
    let mut n_ends = 0;
    while let Some(event) = poll_fn(|context| events.as_mut().poll_next(context)).await {
        n_ends += usize::from(matches!(event.kind, EventKind::Finished(_)));
    }
    assert_eq!((n_ends, n_learned(&client)), (1, 2));
    // Of other tasks nobody knows what was asked for.
    let task = client.create(&request()).await.unwrap();
    client.wait_created(task.id()).await;
    assert_eq!(n_learned(&client), 2);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_was_not_told_to_learns_nothing() {
    let server = MockServer::start().await;
    let client = client(&server.base_url());
    let task = client.create(&request()).await.unwrap();
    let outcome = client.wait_created_by(&request(), task.id()).await;
    assert!(outcome.took.is_some() && client.learned().is_none());
    let times = query_times(&server);
    let first = client.schedule().first_poll();
    assert!((first..first * 6 / 5).contains(&times[0]), "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn the_deadline_of_the_schedule_holds_for_plans() {
    let server = slow_service().await;
    let schedule = Schedule::provider().with_deadline(seconds(120));
    let client = builder(&server.base_url())
        .schedule(schedule.build().unwrap())
        .adaptive(adaptive())
        .build();
    let task = client.create(&request()).await.unwrap();
    let outcome = client.wait_created_by(&request(), task.id()).await;
    assert!(matches!(outcome.ending, Ending::GaveUp { .. }));
    assert!(outcome.elapsed <= seconds(120), "{outcome:?}");
    // That it takes longer than this was learned as well.
    assert_eq!(n_learned(&client), 1);
}

#[tokio::test(start_paused = true)]
async fn a_forecast_is_of_what_was_learned_or_else_the_provider_s() {
    let server = slow_service().await;
    let client = builder(&server.base_url()).adaptive(adaptive()).build();
    let usual = |request: &CreateVideo| {
        let n_images = request.images().len();
        Profile::usual(UsualTime::of(request.model(), 10, n_images)).forecast()
    };
    let with_images = (0..3).fold(
        CreateVideo::builder(Model::GrokVideo3, "a red kite"),
        |builder, n| {
            let url = format!("https://images.example.com/{n}.png");
            builder.image(url.parse::<ReferenceImage>().unwrap())
        },
    );
    let with_images = with_images.build().unwrap();
    for request in [request(), with_images.clone()] {
        assert_eq!(client.forecast(&request), usual(&request));
    }
    make(&client, &server, 20).await;
    let median = client.forecast(&request()).quantile(0.5);
    assert!((seconds(290)..seconds(315)).contains(&median), "{median:?}");
    assert_eq!(client.forecast(&with_images), usual(&with_images));
}

#[cfg(feature = "ledger")]
mod with_a_ledger {
    use grok_video::ledger::MemoryLedger;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn tasks_of_a_ledger_are_learned_from() {
        let server = slow_service().await;
        let client = builder(&server.base_url())
            .adaptive(adaptive())
            .ledger(MemoryLedger::new())
            .build();
        check_learned(&make(&client, &server, 40).await);
        assert_eq!(n_learned(&client), 40);
        for _ in 0..3 {
            client.generate(request()).submit().await.unwrap();
        }
        client.resume().await.unwrap();
        assert_eq!(n_learned(&client), 43);
    }

    #[tokio::test(start_paused = true)]
    async fn a_plan_outlives_the_client_that_made_it() {
        let server = slow_service().await;
        let learning = builder(&server.base_url()).adaptive(adaptive()).build();
        make(&learning, &server, 20).await;
        // These take longer, so that they are asked for more than once.
        let longer = Script::after(seconds(40), seconds(300));
        let server = MockServer::builder().script(longer).start().await.unwrap();
        let ledger = MemoryLedger::new();
        let gaps_after = async |next: &Client| {
            let creating = builder(&server.base_url())
                .adaptive(learning.learned().unwrap())
                .ledger(ledger.clone())
                .build();
            let begun = query_times(&server).len();
            creating.generate(request()).create().await.unwrap();
            creating.close().await;
            next.resume().await.unwrap();
            query_times(&server).split_off(begun)
        };
        let builder = || builder(&server.base_url()).ledger(ledger.clone());
        let planned = gaps_after(&builder().adaptive(adaptive()).build()).await;
        let usual = gaps_after(&builder().build()).await;
        let shortest = |times: &[Duration]| times.windows(2).map(|two| two[1] - two[0]).min();
        assert!(shortest(&planned).unwrap() < seconds(20), "{planned:?}");
        assert!(shortest(&usual).unwrap() >= seconds(30), "{usual:?}");
    }
}
