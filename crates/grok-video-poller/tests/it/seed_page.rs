//! What the provider's page says about polling; `xtask/seed-map.tsv` maps its lines to these tests.

use std::time::Duration;

use grok_video_poller::{Ending, Observation, Profile, Schedule, Tick, UsualTime, Watch};
use grok_video_types::Model;

use super::simulation::{Simulation, every, id, seconds, status};

#[test]
fn the_default_interval_is_the_recommended_one() {
    let schedule = Schedule::default();
    assert_eq!(schedule.floor(), seconds(30));
    assert_eq!(schedule.cap(), seconds(60));
}

#[test]
fn polling_stops_at_completed_or_failed() {
    for terminal in ["completed", "failed"] {
        let answers = [status("queued"), status("processing"), status(terminal)];
        let simulation = Simulation {
            answers: &answers,
            call: Duration::ZERO,
            restarts: 0,
        };
        let trace = simulation.run(Watch::new(id(), Schedule::default(), Tick::ZERO));
        assert!(trace.outcome.ending.is_terminal());
        let status = trace.outcome.last_status.unwrap();
        assert_eq!((status.as_str(), trace.polls.len()), (terminal, 3));
    }
}

#[test]
fn the_usual_time_depends_on_model_length_and_images() {
    let minutes = |model: &Model, seconds, n_images| {
        let usual = UsualTime::of(model, seconds, n_images);
        (
            usual.least().as_secs_f64() / 60.0,
            usual.most().as_secs_f64() / 60.0,
        )
    };
    assert_eq!(minutes(&Model::GrokVideo3, 6, 0), (2.0, 4.0));
    assert_eq!(minutes(&Model::GrokVideo3, 10, 0), (2.0, 4.0));
    assert_eq!(minutes(&Model::GrokVideo3, 30, 0), (4.0, 8.0));
    assert_eq!(minutes(&Model::GrokVideo3Pro, 10, 0), (3.0, 6.0));
}

#[test]
fn the_share_done_never_goes_back_and_something_always_remains() {
    let usual = UsualTime::of(&Model::GrokVideo3, 10, 0);
    let forecast = Profile::usual(usual).forecast();
    let mut share = 0.0;
    for elapsed in 0..3600 {
        let now = forecast.share_done(seconds(elapsed));
        assert!(
            now >= share && now < 1.0,
            "{elapsed} s: {now} after {share}"
        );
        assert!(!forecast.remaining(seconds(elapsed)).is_zero());
        share = now;
    }
    assert!(share > 0.8);
    let middle = forecast.remaining(Duration::ZERO);
    assert!(usual.least() < middle && middle < usual.most());
    let none = Profile::usual(UsualTime::between(Duration::ZERO, Duration::ZERO)).forecast();
    assert_eq!(none.share_done(Duration::ZERO), 0.0);
    let ages = Profile::usual(UsualTime::between(Duration::MAX, Duration::ZERO)).forecast();
    assert!(ages.share_done(Duration::MAX) <= 1.0);
}

#[test]
fn longer_videos_and_more_images_take_longer() {
    for model in Model::KNOWN {
        for seconds in 6..30 {
            for n_images in 0..7 {
                let time = |seconds, n_images| UsualTime::of(model, seconds, n_images).middle();
                assert!(time(seconds + 1, n_images) >= time(seconds, n_images));
                assert!(time(seconds, n_images + 1) > time(seconds, n_images));
            }
        }
    }
}

#[test]
fn max_takes_longer_when_long_or_reference_heavy_and_the_deadline_leaves_room() {
    for (seconds, n_images) in [(30, 0), (10, 5), (30, 5)] {
        let max = UsualTime::of(&Model::GrokVideo3Max, seconds, n_images);
        let plain = UsualTime::of(&Model::GrokVideo3, seconds, n_images);
        assert_eq!(max.middle(), plain.middle() * 3 / 2);
        assert!(Schedule::default().deadline() > max.most());
    }
}

#[test]
fn a_result_is_saved_by_the_age_of_its_last_pending_poll() {
    let answers = [
        status("queued"),
        Observation::http(500, b""),
        status("completed"),
    ];
    let simulation = Simulation {
        answers: &answers,
        call: Duration::ZERO,
        restarts: 0,
    };
    let schedule = every(seconds(30), seconds(3600));
    let trace = simulation.run(Watch::new(id(), schedule, Tick::ZERO));
    let Ending::Completed { save_within, .. } = trace.outcome.ending else {
        panic!("{}", trace.outcome)
    };
    // 24 hours, less an hour for safety, less the time since it was pending.
    assert_eq!(save_within, Some(seconds(23 * 3600 - 60)));
}
