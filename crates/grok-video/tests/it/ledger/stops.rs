//! A stop in the middle of a round.

use std::fs;
use std::future::IntoFuture;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use grok_video::ledger::{Entry, LedgerErrorKind, MemoryLedger, TaskState};
use grok_video::{Client, News, Resumed};
use grok_video_mock::{Fault, MockServer, Scope, Script, Trigger};
use tokio::time::{Instant, sleep};

use super::detached::Detached;
use super::{TestClock, builder, check_videos, listed, request, saved, seconds, states};
use crate::hooked::{Call, Hook, Hooked};

/// A service whose tasks take fifty seconds, and a client that creates one at a time.
struct Scene {
    server: MockServer,
    ledger: MemoryLedger,
    clock: TestClock,
    client: Client,
    folder: tempfile::TempDir,
}

impl Scene {
    async fn new(n: usize) -> Self {
        let script = Script::after(seconds(10), seconds(40));
        let server = MockServer::builder().script(script).start().await.unwrap();
        let clock = TestClock::default();
        let ledger = MemoryLedger::with_clock(clock.clone());
        let client = builder(&server.base_url())
            .ledger(ledger.clone())
            .creates_at_a_time(1)
            .build();
        let folder = tempfile::tempdir().unwrap();
        let order = || client.generate(request()).save_to(folder.path());
        client.submit_all((0..n).map(|_| order())).await.unwrap();
        Self {
            server,
            ledger,
            clock,
            client,
            folder,
        }
    }

    /// Resumes for so long.
    async fn resume_until(&self, stop: u64) -> Resumed {
        let stop = sleep(seconds(stop));
        self.client.resume().until(stop).await.unwrap()
    }

    /// Returns what the ledger says, and makes sure that nobody holds anything.
    async fn left(&self) -> Vec<Entry> {
        let entries = listed(&self.ledger).await;
        assert!(entries.iter().all(|entry| !entry.is_held), "{entries:?}");
        entries
    }

    /// Goes on with everything, and makes sure that each task was created once.
    async fn finish(&self, n: usize) {
        let resumed = self.client.resume().await.unwrap();
        assert!(resumed.unknown.is_empty(), "{resumed:?}");
        assert_eq!(states(&self.ledger).await, vec![TaskState::Saved; n]);
        assert_eq!(self.server.counts().creates, n as u64);
        check_videos(self.folder.path(), n);
    }

    fn create_late(&self, late: u64) {
        let late = Fault::late(seconds(late));
        self.server
            .inject(Scope::creates(), Trigger::always(), late);
    }
}

#[tokio::test(start_paused = true)]
async fn a_stop_that_is_there_at_once_begins_nothing() {
    let scene = Scene::new(3).await;
    let resumed = scene.client.resume().until(async {}).await.unwrap();
    assert!(resumed.ended.is_empty());
    assert_eq!(scene.server.counts().total(), 0);
    let left = scene.left().await;
    assert!(left.iter().all(|entry| entry.state == TaskState::Intent));
    scene.finish(3).await;
}

#[tokio::test(start_paused = true)]
async fn the_answer_of_a_call_under_way_is_waited_for_and_no_other_call_is_made() {
    let scene = Scene::new(5).await;
    scene.create_late(3);
    let began = Instant::now();
    let resumed = scene.resume_until(1).await;
    assert_eq!(began.elapsed().as_secs(), 3);
    assert!(resumed.ended.is_empty() && resumed.unknown.is_empty());
    let left = scene.left().await;
    let (sent, unsent): (Vec<_>, Vec<_>) = left.iter().partition(|entry| entry.id.is_some());
    assert_eq!((sent.len(), sent[0].state), (1, TaskState::Active));
    assert!(unsent.iter().all(|entry| entry.state == TaskState::Intent));
    assert_eq!(scene.server.counts().total(), 1);
    scene.finish(5).await;
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_never_comes_is_waited_for_five_seconds() {
    let scene = Scene::new(2).await;
    let never = Fault::stall().before_effect();
    scene
        .server
        .inject(Scope::creates(), Trigger::first(1), never);
    let began = Instant::now();
    let resumed = scene.resume_until(1).await;
    assert_eq!(began.elapsed().as_secs(), 6);
    assert_eq!(resumed.unknown.len(), 1);
    let left = scene.left().await;
    let mut states: Vec<_> = left.iter().map(|entry| entry.state).collect();
    states.sort_unstable();
    assert_eq!(states, [TaskState::Intent, TaskState::Unknown]);
    let resumed = scene.client.resume().await.unwrap();
    assert_eq!((saved(&resumed.ended), resumed.unknown.len()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn what_is_polled_and_what_is_fetched_is_left_to_be_resumed() {
    let scene = Scene::new(3).await;
    let resumed = scene.resume_until(20).await;
    assert!(resumed.ended.is_empty());
    let left = scene.left().await;
    assert!(left.iter().all(|entry| entry.state == TaskState::Active));

    let slow = Fault::drip(1_000, seconds(1));
    scene
        .server
        .inject(Scope::assets(), Trigger::first(1), slow);
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let resume = scene.client.resume().on_news(move |notice| {
        if let News::Fetched(_) = notice.news {
            let _ = tell.send(notice.task);
        }
    });
    let fetching = async move {
        told.recv().await;
        sleep(seconds(2)).await;
    };
    let began = Instant::now();
    resume.until(fetching).await.unwrap();
    assert!(began.elapsed() < seconds(60), "{:?}", began.elapsed());
    let left = scene.left().await;
    let n_completed = left
        .iter()
        .filter(|entry| entry.state == TaskState::Completed);
    assert!(n_completed.count() >= 1, "{left:?}");
    let files = fs::read_dir(scene.folder.path()).unwrap();
    let n_saved = left.iter().filter(|entry| entry.state == TaskState::Saved);
    assert_eq!(files.count(), n_saved.count());
    scene.finish(3).await;
}

#[tokio::test(start_paused = true)]
async fn what_ends_while_an_answer_is_waited_for_is_told() {
    let scene = Scene::new(1).await;
    let failing = Fault::status(503);
    scene
        .server
        .inject(Scope::assets(), Trigger::first(3), failing);
    assert_eq!(saved(&scene.client.resume().await.unwrap().ended), 0);
    let slow = Fault::drip(10_000, seconds(1));
    scene
        .server
        .inject(Scope::assets(), Trigger::always(), slow);
    scene.create_late(4);
    scene.client.generate(request()).submit().await.unwrap();
    // The result of the one is fetched while the other is created.
    let resumed = scene.resume_until(1).await;
    assert_eq!(saved(&resumed.ended), 1);
    let left = scene.left().await;
    assert_eq!(left[1].state, TaskState::Active);
}

/// Returns a scene whose ledger takes its time, as one in a file does.
async fn slow_scene(n: usize) -> Scene {
    let mut scene = Scene::new(n).await;
    scene.client = builder(&scene.server.base_url())
        .ledger(Detached(scene.ledger.clone()))
        .build();
    scene
}

#[tokio::test(start_paused = true)]
async fn whatever_is_asked_of_the_ledger_meanwhile_nothing_is_held_afterwards() {
    for millis in 0..400 {
        for is_chosen in [false, true] {
            let scene = slow_scene(2).await;
            let stop = sleep(Duration::from_millis(millis));
            let mut resume = scene.client.resume().until(stop);
            if is_chosen {
                resume = resume.only(listed(&scene.ledger).await.iter().map(|entry| entry.task));
            }
            resume.await.unwrap();
            let left = scene.left().await;
            let is_sent = |entry: &&Entry| entry.state == TaskState::Active;
            let n_sent = left.iter().filter(is_sent).count();
            let n_intents = left.iter().filter(|entry| entry.state == TaskState::Intent);
            assert_eq!(n_sent + n_intents.count(), 2, "after {millis} ms: {left:?}");
            assert_eq!(scene.server.counts().creates, n_sent as u64);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_once_the_stop_is_there() {
    let scene = slow_scene(1).await;
    // The permit is asked for 40 ms after the lease was, and is there after 80 ms.
    let stop = sleep(Duration::from_millis(60));
    scene.client.resume().until(stop).await.unwrap();
    let left = scene.left().await;
    assert_eq!(left[0].state, TaskState::Intent);
    assert_eq!(scene.server.counts().total(), 0);
    scene.finish(1).await;
}

#[tokio::test(start_paused = true)]
async fn a_stop_comes_through_where_a_session_was_lost() {
    let scene = Scene::new(3).await;
    scene.create_late(3);
    let began = Instant::now();
    let (clock, ledger) = (scene.clock.clone(), scene.ledger.clone());
    let stop = async move {
        sleep(seconds(1)).await;
        clock.set_forward(3600);
        // Somebody has the ledger look at its clock.
        let _ = states(&ledger).await;
    };
    scene.client.resume().until(stop).await.unwrap();
    assert!(began.elapsed() < seconds(10));
    // An answer that came after the session was still taken.
    scene.left().await;
    scene.finish(3).await;
}

/// Keeps a ledger from being asked for tasks, from the second time on.
#[derive(Debug, Default)]
struct OneLease(AtomicUsize);

impl Hook for OneLease {
    fn before(&self, call: Call<'_>) -> bool {
        !matches!(call, Call::LeaseDue) || self.0.fetch_add(1, Ordering::Relaxed) == 0
    }
}

#[tokio::test(start_paused = true)]
async fn a_stop_hides_no_failure_of_the_ledger() {
    let scene = Scene::new(5).await;
    let failing = builder(&scene.server.base_url())
        .ledger(Hooked(scene.ledger.clone(), OneLease::default()))
        .build();
    // The first has ended and the next can't be had; the others are still waited for.
    let late = Fault::late(seconds(10));
    scene
        .server
        .inject(Scope::creates(), Trigger::first(2), late);
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let resume = failing.resume().limit(3).on_end(move |end| {
        let _ = tell.send(end.task);
    });
    // By then it is known that there is no next one.
    let stop = async move {
        told.recv().await;
        sleep(seconds(3)).await;
    };
    let error = resume.until(stop).await.unwrap_err();
    assert_eq!(error.so_far.ended.len(), 1);
    assert_eq!(error.error.kind(), LedgerErrorKind::Unavailable);
    scene.finish(5).await;
}

#[tokio::test(start_paused = true)]
async fn a_stop_holds_up_nobody_else_s_create_calls() {
    let scene = Scene::new(3).await;
    scene.create_late(4);
    let resuming = scene.client.resume().until(sleep(seconds(1)));
    let resuming = tokio::spawn(resuming.into_future());
    sleep(seconds(2)).await;
    // It waits behind those that are not sent any more.
    let began = Instant::now();
    scene.client.generate(request()).create().await.unwrap();
    assert_eq!(began.elapsed().as_secs(), 6);
    resuming.await.unwrap().unwrap();
    let left = scene.left().await;
    let n_active = left.iter().filter(|entry| entry.state == TaskState::Active);
    assert_eq!(n_active.count(), 2);
}
