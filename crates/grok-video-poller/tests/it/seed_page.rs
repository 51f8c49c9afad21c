//! What the provider's page says about polling; `xtask/seed-map.tsv` maps its lines to these tests.

use grok_video_poller::{Schedule, Tick, Watch};

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
fn the_default_deadline_leaves_room_for_long_and_reference_heavy_tasks() {
    // The longest usual time that the provider names is 8 minutes; `grok_video3_max` takes longer.
    assert!(Schedule::default().deadline() >= seconds(3 * 8 * 60));
}
