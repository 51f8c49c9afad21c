//! What the provider's page says about polling; `xtask/seed-map.tsv` maps its lines to these tests.

use grok_video_poller::{Schedule, Tick, UsualTime, Watch};
use grok_video_types::Model;

use super::simulation::{id, run, seconds, status};

#[test]
fn the_default_interval_is_the_recommended_one() {
    let schedule = Schedule::default();
    assert_eq!(schedule.interval(), seconds(30));
    assert_eq!(schedule.max_interval(), seconds(60));
}

#[test]
fn polling_stops_at_completed_or_failed() {
    for terminal in ["completed", "failed"] {
        let watch = Watch::new(id(), Schedule::default(), Tick::ZERO);
        let trace = run(
            watch,
            &[status("queued"), status("processing"), status(terminal)],
        );
        assert_eq!((trace.ending().as_str(), trace.polls.len()), (terminal, 3));
    }
}

#[test]
fn the_usual_time_depends_on_model_length_and_images() {
    let minutes = |model: &Model, seconds, n_images| {
        let usual = UsualTime::of(model, seconds, n_images);
        (
            usual.least.as_secs_f64() / 60.0,
            usual.most.as_secs_f64() / 60.0,
        )
    };
    assert_eq!(minutes(&Model::GrokVideo3, 6, 0), (2.0, 4.0));
    assert_eq!(minutes(&Model::GrokVideo3, 10, 0), (2.0, 4.0));
    assert_eq!(minutes(&Model::GrokVideo3, 30, 0), (4.0, 8.0));
    assert_eq!(minutes(&Model::GrokVideo3Pro, 10, 0), (3.0, 6.0));
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
        assert!(max.middle() > plain.middle());
        assert!(Schedule::default().deadline() > max.most);
    }
}
