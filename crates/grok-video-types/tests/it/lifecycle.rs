//! Any row of answers about one task.

use grok_video_types::{
    Failure, Lifecycle, ResultUrl, State, Status, TaskId, Transition, Video, VideoTask,
};
use proptest::prelude::*;

fn id() -> TaskId {
    TaskId::new("video_1").unwrap()
}

fn task(status: &Status) -> VideoTask {
    let state = match status {
        Status::Queued => State::Queued,
        Status::Processing => State::Processing,
        Status::Completed => State::Completed(Video::new(
            ResultUrl::new("https://cdn.example.com/v.mp4").unwrap(),
        )),
        Status::Failed => State::Failed(Failure::new(Some("invalid prompt"))),
        Status::Other(name) => State::Other(name.clone()),
        _ => unreachable!("a status that this test does not know"),
    };
    VideoTask::new(id(), state)
}

fn statuses() -> impl Strategy<Value = Vec<Status>> {
    const NAMES: [&str; 6] = [
        "queued",
        "processing",
        "completed",
        "failed",
        "moderating",
        "paused",
    ];
    prop::collection::vec(
        prop::sample::select(&NAMES[..]).prop_map(Status::from),
        0..12,
    )
}

/// Orders the known statuses, on the test's own account.
fn rank(status: &Status) -> Option<usize> {
    ["queued", "processing", "completed", "failed"]
        .iter()
        .position(|name| *name == status.as_str())
        .map(|rank| rank.min(2))
}

fn run(statuses: &[Status]) -> (Lifecycle, Vec<Transition>) {
    let mut lifecycle = Lifecycle::new(id());
    let transitions = statuses
        .iter()
        .map(|status| lifecycle.observe(task(status)).unwrap())
        .collect();
    (lifecycle, transitions)
}

#[test]
fn the_ordinary_flow_advances() {
    let flow = ["queued", "processing", "processing", "completed"].map(Status::from);
    let (_, transitions) = run(&flow);
    assert_eq!(
        transitions,
        [
            Transition::First,
            Transition::Advanced {
                from: Status::Queued,
                to: Status::Processing
            },
            Transition::Unchanged,
            Transition::Advanced {
                from: Status::Processing,
                to: Status::Completed
            },
        ]
    );
}

#[test]
fn skips_are_legal() {
    let (lifecycle, transitions) = run(&[Status::Queued, Status::Completed]);
    let skip = Transition::Advanced {
        from: Status::Queued,
        to: Status::Completed,
    };
    assert_eq!(transitions[1], skip);
    assert_eq!(lifecycle.latest().unwrap().status(), Status::Completed);
}

#[test]
fn another_task_is_refused_and_changes_nothing() {
    let (mut lifecycle, _) = run(&[Status::Queued]);
    let before = lifecycle.clone();
    let other = VideoTask::new(TaskId::new("video_2").unwrap(), State::Processing);
    let error = lifecycle.observe(other).unwrap_err();
    assert_eq!(
        error.to_string(),
        "asked for task video_1, but the answer is about video_2"
    );
    assert_eq!(lifecycle, before);
}

#[test]
fn a_fresh_url_of_a_completed_task_is_taken() {
    let (mut lifecycle, _) = run(&[Status::Completed]);
    let url = ResultUrl::new("https://cdn.example.com/fresh.mp4").unwrap();
    let fresh = VideoTask::new(id(), State::Completed(Video::new(url.clone())));
    assert_eq!(lifecycle.observe(fresh).unwrap(), Transition::Unchanged);
    assert_eq!(lifecycle.latest().unwrap().video().unwrap().url(), &url);
}

proptest! {
    #[test]
    fn terminal_is_absorbing(statuses in statuses()) {
        let (lifecycle, _) = run(&statuses);
        if let Some(terminal) = statuses.iter().find(|status| status.is_terminal()) {
            prop_assert_eq!(&lifecycle.latest().unwrap().status(), terminal);
        }
    }

    #[test]
    fn regressions_and_contradictions_are_seen(statuses in statuses()) {
        let (_, transitions) = run(&statuses);
        for (i, transition) in transitions.iter().enumerate() {
            let before = &statuses[..i];
            let got = &statuses[i];
            let terminal = before.iter().find(|status| status.is_terminal());
            let highest = before.iter().filter_map(rank).max();
            let contradicts = terminal.is_some_and(|kept| kept != got);
            let regresses = terminal.is_none() && rank(got).is_some() && rank(got) < highest;
            let seen = matches!(transition, Transition::Contradicted { .. });
            prop_assert_eq!(seen, contradicts);
            prop_assert_eq!(matches!(transition, Transition::Regressed { .. }), regresses);
            prop_assert_eq!(*transition == Transition::First, i == 0);
        }
    }

    #[test]
    fn the_state_that_is_kept_never_falls_back(statuses in statuses()) {
        let mut highest = None;
        for n in 0..=statuses.len() {
            let (lifecycle, _) = run(&statuses[..n]);
            if let Some(rank) = lifecycle.latest().and_then(|task| rank(&task.status())) {
                prop_assert!(Some(rank) >= highest);
                highest = Some(rank);
            }
        }
    }
}

proptest! {
    #[test]
    fn what_is_stored_goes_on_alike(before in statuses(), after in statuses()) {
        let (mut lifecycle, _) = run(&before);
        let stored = serde_json::to_string(&lifecycle).unwrap();
        let mut read: Lifecycle = serde_json::from_str(&stored).unwrap();
        prop_assert_eq!(&read, &lifecycle);
        for status in after {
            prop_assert_eq!(read.observe(task(&status)), lifecycle.observe(task(&status)));
        }
    }
}

#[test]
fn the_furthest_status_is_stored_by_its_name() {
    let furthest = |names: &[&str]| {
        let statuses: Vec<Status> = names.iter().map(|name| Status::from(*name)).collect();
        let stored = serde_json::to_value(run(&statuses).0).unwrap();
        stored["furthest"].as_str().map(str::to_owned)
    };
    assert_eq!(furthest(&[]), None);
    assert_eq!(furthest(&["moderating"]), None);
    assert_eq!(furthest(&["queued", "failed"]).unwrap(), "failed");
    assert_eq!(
        furthest(&["processing", "moderating"]).unwrap(),
        "processing"
    );
}

#[test]
fn what_is_stored_of_two_tasks_is_refused() {
    let stored =
        r#"{"id":"video_1","latest":{"id":"video_2","status":"queued"},"furthest":"queued"}"#;
    let error = serde_json::from_str::<Lifecycle>(stored).unwrap_err();
    assert!(error.to_string().contains("another task"), "{error}");
}
