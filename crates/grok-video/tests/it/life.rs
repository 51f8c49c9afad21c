//! Whole lives of tasks on tokio's paused clock: minutes that take no time.

use std::fs;
use std::pin::pin;

use futures_core::Stream;
use grok_video::save::Destination;
use grok_video::types::Status;
use grok_video::{Ending, EventKind, GenerateError};
use grok_video_mock::{MockServer, Script};

use super::service::{VIDEO, client, client_until, id, query_times, request, seconds};

#[tokio::test(start_paused = true)]
async fn a_request_becomes_a_whole_file() {
    let server = MockServer::start().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kite.mp4");
    let made = client(&server.base_url())
        .generate(request())
        .save_to(&path)
        .await
        .unwrap();
    assert_eq!(fs::read(&path).unwrap(), VIDEO);
    assert_eq!(made.task.status(), Status::Completed);
    assert_eq!(made.saved.unwrap().bytes, VIDEO.len() as u64);
    let counts = server.counts();
    assert_eq!((counts.creates, counts.downloads), (1, 1));
    let times = query_times(&server);
    assert!(times[0] >= seconds(30));
    assert!(
        times
            .windows(2)
            .all(|pair| pair[1] - pair[0] >= seconds(30)),
        "{times:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_folder_gets_a_file_named_by_the_id() {
    let server = MockServer::start().await;
    let folder = tempfile::tempdir().unwrap();
    let made = client(&server.base_url())
        .generate(request())
        .save_to(folder.path())
        .await
        .unwrap();
    let path = folder.path().join(format!("{}.mp4", made.task.id()));
    assert_eq!(made.saved.unwrap().path, path);
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        1,
        "nothing else is left there"
    );
}

#[tokio::test(start_paused = true)]
async fn events_come_in_order_and_end_with_the_outcome() {
    let server = MockServer::start().await;
    server.plant(
        "video_1",
        "grok_video3",
        Script::after(seconds(40), seconds(60)),
    );
    let client = client(&server.base_url());
    let mut events = pin!(client.watch(&id("video_1")));
    let mut seen = Vec::new();
    while let Some(event) = std::future::poll_fn(|context| events.as_mut().poll_next(context)).await
    {
        seen.push(match event.kind {
            EventKind::FirstSeen { status } | EventKind::StatusChanged { to: status, .. } => {
                status.to_string()
            }
            EventKind::Finished(outcome) => format!("after {} polls", outcome.n_polls),
            other => format!("{other:?}"),
        });
    }
    assert_eq!(seen, ["queued", "processing", "completed", "after 3 polls"]);
}

#[tokio::test(start_paused = true)]
async fn a_failed_task_tells_why() {
    let server = MockServer::builder()
        .script(Script::after(seconds(10), seconds(60)).then_fail("invalid prompt"))
        .start()
        .await
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kite.mp4");
    let error = client(&server.base_url())
        .generate(request())
        .save_to(&path)
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("is failed: invalid prompt"),
        "{error}"
    );
    assert!(!path.exists());
}

#[tokio::test(start_paused = true)]
async fn an_unknown_task_is_not_found_and_a_wrong_key_denied() {
    let server = MockServer::builder()
        .key("another-key")
        .start()
        .await
        .unwrap();
    let outcome = client(&server.base_url()).wait(&id("video_1")).await;
    assert!(matches!(outcome.ending, Ending::Denied(_)), "{outcome:?}");
    assert_eq!(outcome.n_polls, 1);
    let server = MockServer::start().await;
    let outcome = client(&server.base_url()).wait(&id("video_1")).await;
    assert!(matches!(outcome.ending, Ending::NotFound(_)), "{outcome:?}");
    assert_eq!(outcome.n_polls, 2);
}

#[tokio::test(start_paused = true)]
async fn giving_up_is_a_pause() {
    let server = MockServer::start().await;
    server.plant(
        "video_1",
        "grok_video3",
        Script::after(seconds(150), seconds(200)),
    );
    let hasty = client_until(&server.base_url(), seconds(120));
    let outcome = hasty.wait(&id("video_1")).await;
    assert!(
        matches!(outcome.ending, Ending::GaveUp { .. }),
        "{outcome:?}"
    );
    assert!(outcome.elapsed <= seconds(120));
    assert_eq!(outcome.last_status, Some(Status::Queued));
    let outcome = client(&server.base_url()).wait(&id("video_1")).await;
    assert!(
        matches!(outcome.ending, Ending::Completed { .. }),
        "{outcome:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn ten_tasks_at_once_all_end_well() {
    let server = MockServer::start().await;
    let client = client(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..10 {
        let made = client.generate(request()).save_to(folder.path());
        tasks.spawn(made.into_future());
    }
    for made in tasks.join_all().await {
        assert_eq!(fs::read(made.unwrap().saved.unwrap().path).unwrap(), VIDEO);
    }
    assert_eq!(server.counts().creates, 10);
}

#[tokio::test(start_paused = true)]
async fn a_destination_that_cannot_be_used_is_refused_before_anything_is_sent() {
    let server = MockServer::start().await;
    let client = client(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let taken = folder.path().join("taken.mp4");
    fs::write(&taken, "precious").unwrap();
    for path in [
        taken.clone(),
        folder.path().join("missing/kite.mp4"),
        taken.join("kite.mp4"),
    ] {
        let error = client.generate(request()).save_to(&path).await.unwrap_err();
        assert!(matches!(error, GenerateError::Destination(_)), "{error:?}");
    }
    assert_eq!(server.counts().total(), 0);
    assert_eq!(fs::read_to_string(&taken).unwrap(), "precious");
}

#[tokio::test(start_paused = true)]
async fn a_name_that_is_taken_while_waiting_costs_no_second_video() {
    let server = MockServer::start().await;
    let client = client(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kite.mp4");
    let (made, ()) = tokio::join!(
        client.generate(request()).save_to(&path).into_future(),
        async {
            tokio::time::sleep(seconds(60)).await;
            fs::write(&path, "precious").unwrap();
        }
    );
    let GenerateError::NotSaved(not_saved) = made.unwrap_err() else {
        panic!("a result that is not saved")
    };
    assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
    let task = client.query(&not_saved.id).await.unwrap();
    let elsewhere = Destination::folder(folder.path(), "elsewhere").unwrap();
    let saved = client.save(&task, elsewhere).await.unwrap();
    assert_eq!(fs::read(saved.path).unwrap(), VIDEO);
    assert_eq!(server.counts().creates, 1);
}

#[tokio::test(start_paused = true)]
async fn the_id_of_a_paid_task_outlives_a_dropped_generate() {
    let server = MockServer::start().await;
    let client = client(&server.base_url());
    let (tell, told) = std::sync::mpsc::channel();
    let made = client
        .generate(request())
        .on_created(move |task| tell.send(task.id().clone()).unwrap());
    let cut_short = tokio::time::timeout(seconds(10), made.into_future()).await;
    assert!(cut_short.is_err());
    assert!(query_times(&server).is_empty(), "told before it waits");
    let id = told.try_recv().unwrap();
    let outcome = client.wait(&id).await;
    assert!(
        matches!(outcome.ending, Ending::Completed { .. }),
        "{outcome:?}"
    );
    assert_eq!(server.counts().creates, 1);
    assert!(told.try_recv().is_err(), "told once");
}
