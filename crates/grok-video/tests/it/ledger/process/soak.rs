//! Five hundred tasks at once, for hours of their time and for minutes of ours.

use std::env;
use std::fs;
use std::future::IntoFuture;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use grok_video::ledger::{SqliteLedger, TaskState};
use grok_video::poller::Budget;
use grok_video::{Client, Schedule};
use grok_video_mock::{MockServer, Script};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::service::Service;
use super::watch::Samples;
use super::worker::run;
use crate::ledger::{TestClock, check_videos, listed_all, saved};
use crate::service::{VIDEO, builder, request, say, seconds};

const HOUR: u64 = 3600;

#[test]
fn a_hundred_tasks_of_an_hour_hold_no_more_at_its_end() {
    // Descriptors and memory are those of a process, which other tests share.
    let program = env::current_exe().unwrap();
    let status = Command::new(program)
        .args(["ledger::process::soak::alone", "--exact", "--ignored"])
        .args(["--nocapture", "--test-threads=1"])
        .stdout(Stdio::null())
        .status();
    assert!(status.unwrap().success());
}

#[tokio::test(start_paused = true)]
#[ignore = "is run by the test before it, in a process of its own"]
async fn alone() {
    for_hours(100, 1).await;
}

#[tokio::test(start_paused = true)]
#[ignore = "takes minutes: `cargo xtask soak` runs it"]
async fn five_hundred_tasks_of_four_hours_hold_no_more_at_their_end() {
    for_hours(500, 4).await;
}

#[test]
#[ignore = "takes ten minutes: `cargo xtask soak` runs it"]
fn five_hundred_tasks_at_once_for_ten_minutes_hold_no_more_at_the_end() {
    run(for_minutes(500, seconds(600)));
}

/// Resumes so many tasks, all of which take so many hours, by the provider's schedule.
async fn for_hours(n_tasks: usize, n_hours: u64) {
    let script = Script::after(seconds(60), seconds(n_hours * HOUR));
    let builder_of_server = MockServer::builder().seed(7).script(script);
    let server = builder_of_server.start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let ledger =
        SqliteLedger::open_with_clock(folder.path().join("ledger.db"), TestClock::default());
    let ledger = ledger.unwrap();
    let schedule = Schedule::provider().with_deadline(seconds(24 * HOUR));
    let client = builder(&server.base_url())
        .schedule(schedule.build().unwrap())
        .budget(Budget::per_second(50.0).build().unwrap())
        .ledger(ledger.clone())
        .build();
    let videos = folder.path().join("videos");
    fs::create_dir(&videos).unwrap();
    for _ in 0..n_tasks {
        let order = client.generate(request()).save_to(&videos);
        order.submit().await.unwrap();
    }
    let mut samples = Samples::default();
    let mut resumed = std::pin::pin!(client.resume().into_future());
    let begun = Instant::now();
    // The first minutes are for the creates.
    let mut next = begun + seconds(600);
    let resumed = loop {
        match tokio::time::timeout_at(next, &mut resumed).await {
            Ok(resumed) => break resumed.unwrap(),
            Err(_) => {
                samples.take();
                next += seconds(n_hours * HOUR / 50);
            }
        }
    };
    let n_polls = server.counts().queries;
    say(&format!(
        "{n_tasks} tasks for {n_hours} h of their time, {n_polls} polls: {samples}"
    ));
    assert_eq!(saved(&resumed.ended), n_tasks);
    assert!(begun.elapsed() >= seconds(n_hours * HOUR));
    samples.check_flat();
    check_videos(&videos, n_tasks);
    let entries = listed_all(&ledger).await;
    assert!(entries.iter().all(|entry| entry.state == TaskState::Saved));
}

/// Keeps so many tasks going for so long; each is followed by another one.
async fn for_minutes(n_tasks: usize, time: Duration) {
    let service = Service::start();
    let folder = tempfile::tempdir().unwrap();
    let ledger = SqliteLedger::open(folder.path().join("ledger.db")).unwrap();
    let schedule = Schedule::fixed(seconds(2))
        .with_first_poll(seconds(2))
        .with_floor(seconds(1));
    let client = builder(&service.base)
        .schedule(schedule.build().unwrap())
        .budget(Budget::per_second(1000.0).build().unwrap())
        .ledger(ledger.clone())
        .build();
    let end = Instant::now() + time;
    let mut loops = JoinSet::new();
    for _ in 0..n_tasks {
        loops.spawn(one_after_the_other(
            client.clone(),
            folder.path().to_owned(),
            end,
        ));
    }
    let mut samples = Samples::default();
    let mut next = Instant::now() + time / 10;
    let mut n_made = 0;
    while !loops.is_empty() {
        match tokio::time::timeout_at(next, loops.join_next()).await {
            Ok(done) => n_made += done.unwrap().unwrap(),
            Err(_) => {
                if next < end {
                    samples.take();
                }
                next += time / 100;
            }
        }
    }
    say(&format!(
        "{n_tasks} tasks at once for {} s, {n_made} made: {samples}",
        time.as_secs(),
    ));
    assert!(n_made > n_tasks);
    samples.check_flat();
    let entries = listed_all(&ledger).await;
    assert_eq!(entries.len(), n_made);
    assert!(entries.iter().all(|entry| entry.state == TaskState::Saved));
}

/// Makes one video after the other, and returns how many there were.
async fn one_after_the_other(client: Client, folder: std::path::PathBuf, end: Instant) -> usize {
    let mut n_made = 0;
    while Instant::now() < end {
        let made = client.generate(request()).save_to(&folder).await.unwrap();
        let path = made.saved.unwrap().path;
        check_and_remove(&path);
        n_made += 1;
    }
    n_made
}

fn check_and_remove(path: &Path) {
    assert_eq!(fs::read(path).unwrap(), VIDEO);
    fs::remove_file(path).unwrap();
}
