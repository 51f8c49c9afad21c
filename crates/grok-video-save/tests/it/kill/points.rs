//! Kills at random points.

use std::hint::spin_loop;
use std::time::{Duration, Instant};

use tempfile::tempdir;

use super::outcome::Outcome;
use super::random::Random;
use super::writer::{Writer, command};

/// More than a writer comes to before it is killed.
const N_SAVES: usize = 100_000;
/// How many saves are let pass at most.
const MAX_PASSED: u64 = 3;
/// The kills of a writer come within this time at least after one that was let pass, so that it has
/// got to another one even where its system lets the listener run first.
const SPAN: Duration = Duration::from_millis(3);

#[test]
fn at_200_random_points_nothing_is_corrupt_or_lost() {
    kill_at_random_points(200);
}

#[test]
#[ignore = "takes minutes: `cargo xtask kill` runs it"]
fn at_5000_random_points_nothing_is_corrupt_or_lost() {
    kill_at_random_points(5000);
}

#[track_caller]
fn kill_at_random_points(n_kills: usize) {
    let folder = tempdir().expect("a temporary folder");
    let mut random = Random::start();
    let span = SPAN.max(2 * time_of_a_save());
    let mut total = Outcome::default();
    while total.n_kills < n_kills {
        let mut writer = Writer::start(&mut command(folder.path(), N_SAVES, 0));
        for _ in 0..=random.below(MAX_PASSED + 1) {
            writer.hears();
        }
        let heard = Instant::now();
        let wait = random.time_below(span);
        while heard.elapsed() < wait {
            spin_loop();
        }
        writer.kill();
        let (is_killed, n_acknowledged) = writer.end();
        assert!(is_killed, "it was faster than its {N_SAVES} saves");
        total += Outcome::of_kill(folder.path(), n_acknowledged);
    }
    crate::say(&format!("at random points: {total}"));
    total.check();
    // Else the points were not where they should be.
    assert!(total.n_amid > n_kills / 20, "{total}");
    assert!(total.n_acknowledged > n_kills, "{total}");
}

/// Measures how long a save takes here and now.
fn time_of_a_save() -> Duration {
    let folder = tempdir().expect("a temporary folder");
    let n_saves = 20;
    let mut writer = Writer::start(&mut command(folder.path(), n_saves, 0));
    writer.hears();
    let begun = Instant::now();
    let (_, n_acknowledged) = writer.end();
    assert_eq!(n_acknowledged, n_saves);
    begun.elapsed() / 20
}
