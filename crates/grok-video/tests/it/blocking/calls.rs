//! Each call does what its twin does.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::time::Duration;

use grok_video::save::Destination;
use grok_video::types::Status;
use grok_video::{Adaptive, Budget, Ending, EventKind, GenerateError};
use grok_video_mock::Script;

use super::{VIDEO, client, hasty, id, request, service};

#[test]
fn a_request_becomes_a_whole_file() {
    let server = service();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kite.mp4");
    let (tell, told) = mpsc::channel();
    let made = client(&server)
        .generate(request())
        .save_to(&path)
        .on_created(move |task| tell.send(task.id().clone()).unwrap())
        .run()
        .unwrap();
    assert_eq!(fs::read(&path).unwrap(), VIDEO);
    assert_eq!(made.task.status(), Status::Completed);
    assert_eq!(made.saved.unwrap().path, path);
    assert_eq!(&told.try_recv().unwrap(), made.task.id());
    assert_eq!(server.counts().creates, 1);
}

#[test]
fn a_destination_that_cannot_be_used_is_refused_before_anything_is_sent() {
    let server = service();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("missing/kite.mp4");
    let video = client(&server).generate(request()).save_to(path);
    let error = video.run().unwrap_err();
    assert!(matches!(error, GenerateError::Destination(_)), "{error:?}");
    assert_eq!(server.counts().total(), 0);
}

#[test]
fn step_by_step_it_is_the_same_way() {
    let server = service();
    let client = client(&server);
    let created = client.create(&request()).unwrap();
    let queried = client.query(created.id()).unwrap();
    assert_eq!(queried.status(), Status::Queued);
    let outcome = client.wait_created(created.id());
    let Ending::Completed { task, .. } = outcome.ending else {
        panic!("{outcome}")
    };
    let folder = tempfile::tempdir().unwrap();
    let mut n_bytes = 0;
    let destination = Destination::folder(folder.path(), "kite").unwrap();
    let saved = client.save_with_progress(&task, destination, |progress| {
        n_bytes = progress.bytes;
    });
    assert_eq!(fs::read(saved.unwrap().path).unwrap(), VIDEO);
    assert_eq!(n_bytes, VIDEO.len() as u64);
    let destination = Destination::folder(folder.path(), "again").unwrap();
    let saved = client.save(&task, destination).unwrap();
    assert_eq!(fs::read(saved.path).unwrap(), VIDEO);
    let again = client.wait(created.id());
    assert_eq!(
        (again.n_polls, again.last_status),
        (1, Some(Status::Completed))
    );
}

#[test]
fn events_come_in_order_and_end_with_the_outcome() {
    let server = service();
    server.plant("video_1", "grok_video3", Script::after_polls(1, 2));
    let client = client(&server);
    let mut events = client.watch(&id("video_1"));
    let mut seen = Vec::new();
    for event in &mut events {
        seen.push(match event.kind {
            EventKind::FirstSeen { status } | EventKind::StatusChanged { to: status, .. } => {
                status.to_string()
            }
            EventKind::Unchanged { .. } => "again".to_owned(),
            EventKind::Finished(outcome) => format!("after {} polls", outcome.n_polls),
            other => format!("{other:?}"),
        });
    }
    let expected = [
        "queued",
        "processing",
        "again",
        "completed",
        "after 4 polls",
    ];
    assert_eq!(seen, expected);
    assert!(events.next().is_none(), "the end stays the end");
}

#[test]
fn a_watch_is_left_and_gone_on_with_on_another_thread() {
    let server = service();
    server.plant("video_1", "grok_video3", Script::manual());
    let client = client(&server);
    let mut events = client.watch_created(&id("video_1"));
    let first = events.next().unwrap();
    assert!(matches!(first.kind, EventKind::FirstSeen { .. }), "{first}");
    server.complete("video_1", grok_video_mock::Completion::new());
    let last = std::thread::spawn(move || events.last()).join().unwrap();
    let Some(EventKind::Finished(outcome)) = last.map(|event| event.kind) else {
        panic!("an outcome")
    };
    assert!(outcome.checkpoint.is_none(), "{outcome}");
}

#[test]
fn a_checkpoint_is_gone_on_from() {
    let server = service();
    server.plant("video_1", "grok_video3", Script::manual());
    let client = {
        let schedule = grok_video::Schedule::fixed(Duration::from_millis(2))
            .with_first_poll(Duration::ZERO)
            .with_deadline(Duration::from_millis(40))
            .build()
            .unwrap();
        let builder = hasty(&server).schedule(schedule);
        builder.build_blocking().unwrap()
    };
    assert_eq!(client.schedule().deadline(), Duration::from_millis(40));
    let left = client.wait(&id("video_1"));
    assert!(matches!(left.ending, Ending::GaveUp { .. }), "{left}");
    server.complete("video_1", grok_video_mock::Completion::new());
    let checkpoint = *left.checkpoint.unwrap();
    let last = client.watch_from(checkpoint, Duration::from_secs(1)).last();
    let Some(EventKind::Finished(outcome)) = last.map(|event| event.kind) else {
        panic!("an outcome")
    };
    let ending = &outcome.ending;
    assert!(matches!(ending, Ending::Completed { .. }), "{ending:?}");
}

#[test]
fn a_callback_that_panics_leaves_the_client_whole() {
    let server = service();
    server.plant("video_1", "grok_video3", Script::immediate());
    let client = client(&server);
    let task = client.query(&id("video_1")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let destination = Destination::folder(folder.path(), "kite").unwrap();
    let save = || client.save_with_progress(&task, destination.clone(), |_| panic!("enough"));
    assert!(catch_unwind(AssertUnwindSafe(save)).is_err());
    let saved = client.save(&task, destination.clone()).unwrap();
    assert_eq!(fs::read(saved.path).unwrap(), VIDEO);
}

#[test]
fn many_tasks_are_watched_at_once() {
    let server = service();
    let client = client(&server);
    let ids = ["video_1", "video_2", "video_3"].map(id);
    for id in &ids {
        server.plant(id.as_str(), "grok_video3", Script::after_polls(1, 1));
    }
    let events = client.watch_all(ids.clone(), Budget::default());
    let ends = events.filter(|(_, event)| matches!(event.kind, EventKind::Finished(_)));
    let mut ended: Vec<_> = ends.map(|(id, _)| id).collect();
    ended.sort();
    assert_eq!(ended, ids);
}

#[test]
fn what_is_learned_is_that_of_its_twin() {
    let server = service();
    let adaptive = hasty(&server).adaptive(Adaptive::default());
    let learning = adaptive.build_blocking().unwrap();
    assert_eq!(learning.learned().unwrap().classes().count(), 0);
    assert!(client(&server).learned().is_none());
    let forecast = learning.forecast(&request());
    assert_eq!(forecast, client(&server).forecast(&request()));
    // Without plans it goes by its schedule.
    let created = client(&server).create(&request()).unwrap();
    let outcome = client(&server).wait_created_by(&request(), created.id());
    assert!(outcome.took.is_some());
    let created = client(&server).create(&request()).unwrap();
    let blocking = client(&server);
    let events = blocking.watch_created_by(&request(), created.id());
    assert!(matches!(
        events.last().unwrap().kind,
        EventKind::Finished(_)
    ));
}
