//! What the provider's page says of the whole; `xtask/seed-map.tsv` maps its lines to these tests.

use grok_video::poller::UsualTime;
use grok_video::save::Destination;
use grok_video::{CreateVideo, Ending, Model, Schedule};
use grok_video_mock::{MockServer, Script};

use super::service::{client, id, query_times, seconds};

#[tokio::test(start_paused = true)]
async fn status_flow_queued_processing_completed() {
    let server = MockServer::start().await;
    server.plant(
        "video_1",
        "grok_video3",
        Script::after(seconds(10), seconds(10)),
    );
    let client = client(&server.base_url());
    let mut flow = Vec::new();
    for _ in 0..3 {
        let task = client.query(&id("video_1")).await.unwrap();
        assert_eq!(
            task.video().is_some(),
            task.status().as_str() == "completed"
        );
        flow.push(task.status().to_string());
        tokio::time::advance(seconds(10)).await;
    }
    assert_eq!(flow, ["queued", "processing", "completed"]);
}

#[tokio::test(start_paused = true)]
async fn polls_stop_at_the_end() {
    for script in [
        Script::after_polls(1, 1),
        Script::after_polls(1, 1).then_fail("invalid prompt"),
    ] {
        let server = MockServer::start().await;
        server.plant("video_1", "grok_video3", script);
        let outcome = client(&server.base_url()).wait(&id("video_1")).await;
        assert_eq!(outcome.n_polls, 3);
        tokio::time::advance(seconds(3600)).await;
        assert_eq!(query_times(&server).len(), 3);
    }
}

#[tokio::test(start_paused = true)]
async fn a_result_is_saved_promptly_before_its_url_dies() {
    let server = MockServer::start().await;
    server.plant(
        "video_1",
        "grok_video3",
        Script::after(seconds(20), seconds(20)),
    );
    let client = client(&server.base_url());
    let outcome = client.wait(&id("video_1")).await;
    let Ending::Completed { task, save_within } = outcome.ending else {
        panic!("{outcome:?}")
    };
    let save_within = save_within.unwrap();
    assert!(save_within > seconds(22 * 3600) && save_within < seconds(24 * 3600));
    let folder = tempfile::tempdir().unwrap();
    let destination = |name: &str| Destination::file(folder.path().join(name)).unwrap();
    tokio::time::advance(save_within).await;
    client
        .save(&task, destination("in_time.mp4"))
        .await
        .unwrap();
    let n_queries = query_times(&server).len();
    tokio::time::advance(seconds(24 * 3600) - save_within).await;
    let error = client
        .save(&task, destination("too_late.mp4"))
        .await
        .unwrap_err();
    assert!(error.is_expired(), "{error:?}");
    assert_eq!(query_times(&server).len(), n_queries + 1, "asked once more");
    assert!(!destination("too_late.mp4").path().exists());
}

#[tokio::test(start_paused = true)]
async fn longer_durations_fit_into_the_default_deadline() {
    for model in Model::KNOWN {
        let longest = UsualTime::of(model, 30, 7);
        assert!(
            Schedule::default().deadline() > longest.most(),
            "{model}: {longest:?}"
        );
    }
    for seed in 0..20 {
        let server = MockServer::builder().seed(seed).start().await.unwrap();
        let heavy = CreateVideo::builder(Model::GrokVideo3Max, "a red kite").duration(30);
        let heavy = (0..5).fold(heavy, |heavy, n| {
            heavy.image(format!("https://e.x/{n}.png").parse().unwrap())
        });
        let heavy = heavy.build().unwrap();
        let made = client(&server.base_url()).generate(heavy).await.unwrap();
        assert!(made.task.video().is_some());
    }
}
