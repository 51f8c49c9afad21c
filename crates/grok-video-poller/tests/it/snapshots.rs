//! The stored form of a watch at rest.

use grok_video_poller::{Next, Observation, Schedule, Snapshot, Tick, Watch};
use serde_json::{Value, json};

use super::simulation::{at, every, id, query_at, seconds, status, stored, wait_at};

fn snapshot() -> Snapshot {
    let mut watch = Watch::new(id(), Schedule::default(), Tick::ZERO);
    for answer in [status("processing"), Observation::http(503, b"")] {
        let due = wait_at(&mut watch, Tick::ZERO);
        let ticket = query_at(&mut watch, due);
        watch.observe(ticket, due, answer);
    }
    watch.snapshot(at(80)).unwrap()
}

#[test]
fn the_form_is_stable() {
    let form = serde_json::to_string_pretty(&snapshot()).unwrap();
    insta::assert_snapshot!(form, @r#"
    {
      "version": 1,
      "task": {
        "id": "video_1",
        "latest": {
          "id": "video_1",
          "object": "video",
          "status": "processing",
          "video_url": null,
          "error": null
        },
        "furthest": "processing"
      },
      "schedule": {
        "first_poll_ns": 30000000000,
        "interval_ns": 30000000000,
        "factor_per_mille": 1200,
        "floor_ns": 30000000000,
        "cap_ns": 60000000000,
        "jitter_per_cent": 15,
        "deadline_ns": 1800000000000,
        "call_timeout_ns": 60000000000
      },
      "is_newborn": false,
      "n_polls": 2,
      "n_restores": 0,
      "streaks": {
        "n_not_found": 0,
        "n_doubtful": 0,
        "n_no_video_url": 0,
        "outage_since_ns": 66734000000
      },
      "last_error": {
        "kind": "server",
        "message": "the server failed (HTTP 503)"
      },
      "pending_at_ns": 32727000000,
      "was_last": false,
      "taken_at_ns": 80000000000,
      "due_ns": 104655000000,
      "deadline_ns": 1800000000000
    }
    "#);
}

#[test]
fn fields_of_a_later_release_are_passed_over() {
    let mut form = serde_json::to_value(snapshot()).unwrap();
    for place in ["", "/schedule", "/streaks", "/task", "/last_error"] {
        let it = form.pointer_mut(place).unwrap();
        it["of_tomorrow"] = json!({"deep": [1, 2]});
    }
    let read: Snapshot = serde_json::from_value(form).unwrap();
    assert_eq!(read, snapshot());
}

#[test]
fn an_error_kind_of_a_later_release_is_no_error() {
    let mut form = serde_json::to_value(snapshot()).unwrap();
    form["last_error"]["kind"] = "of_tomorrow".into();
    let read: Snapshot = serde_json::from_value(form).unwrap();
    assert_eq!((read.id(), read.n_polls()), (&id(), 2));
}

#[track_caller]
fn refused(change: impl FnOnce(&mut Value)) -> String {
    let mut form = serde_json::to_value(snapshot()).unwrap();
    change(&mut form);
    serde_json::from_value::<Snapshot>(form)
        .unwrap_err()
        .to_string()
}

#[test]
fn what_can_not_be_read_says_why() {
    let texts = [
        refused(|form| form["version"] = 2.into()),
        serde_json::from_str::<Snapshot>(r#"{"version":3}"#)
            .unwrap_err()
            .to_string(),
        refused(|form| form["schedule"]["floor_ns"] = 0.into()),
        refused(|form| form["schedule"]["cap_ns"] = 1_000_000.into()),
        refused(|form| form["task"]["latest"]["id"] = "video_2".into()),
        refused(|form| form["task"]["latest"]["status"] = "failed".into()),
        refused(|form| form["taken_at_ns"] = (-1).into()),
        refused(|form| drop(form.as_object_mut().unwrap().remove("version"))),
    ];
    insta::assert_snapshot!(texts.join("\n"), @r#"
    what is stored has version 2, and this program reads version 1; use the program that wrote it, or begin anew
    what is stored has version 3, and this program reads version 1; use the program that wrote it, or begin anew at line 1 column 13
    the polling interval is too short; give at least a millisecond
    the longest polling interval is shorter than the shortest; raise it, or lower that
    the latest state is of another task than the one that is followed
    the task is over, so there is nothing to go on with; query it once
    invalid value: integer `-1`, expected u64
    missing field `version`
    "#);
}

#[test]
fn a_task_that_is_over_leaves_nothing_to_go_on_with() {
    for end in ["completed", "failed"] {
        let mut watch = Watch::new(id(), every(seconds(30), seconds(300)), Tick::ZERO);
        let ticket = query_at(&mut watch, at(30));
        watch.observe(ticket, at(30), status(end));
        assert_eq!(watch.snapshot(at(30)), None);
    }
}

#[test]
fn a_snapshot_tells_what_a_ledger_asks_for() {
    let snapshot = stored(&snapshot());
    assert_eq!(snapshot.id(), &id());
    assert_eq!(snapshot.n_polls(), 2);
    assert_eq!(snapshot.elapsed(), seconds(80));
    assert_eq!(
        snapshot.last_status().unwrap().to_string(),
        "processing".to_owned()
    );
    assert!(snapshot.due_in() > seconds(0) && snapshot.due_in() < seconds(30));
}

#[test]
fn a_shorter_deadline_is_for_whoever_begins_anew() {
    let impatient = || every(seconds(10), seconds(20));
    // One that runs stays: at its age of 80 s the watch would be behind the new one.
    let changed = stored(&snapshot().with_schedule(impatient()));
    let mut watch = Watch::restore(changed, at(0), seconds(0));
    assert!(matches!(watch.next(at(0)), Next::WaitUntil(_)));
    let ticket = query_at(&mut watch, at(30));
    let event = watch.observe(ticket, at(30), status("processing"));
    assert_eq!(event.next_poll_in, Some(seconds(10)));
    // After an end it is the new one.
    watch.cancel(at(31));
    let Next::Finished(outcome) = watch.next(at(31)) else {
        panic!()
    };
    let changed = outcome.checkpoint.unwrap().with_schedule(impatient());
    let mut watch = Watch::restore(changed, at(0), seconds(0));
    let due = wait_at(&mut watch, at(0));
    let ticket = query_at(&mut watch, due);
    assert_eq!(ticket.give_up_at(), at(20));
}

#[test]
fn one_poll_is_owed_however_late_it_is_driven() {
    for away in [3600, u64::MAX] {
        for late in [0, 95, 9_000_000] {
            let mut watch = Watch::restore(stored(&snapshot()), at(0), seconds(away));
            let now = wait_at(&mut watch, at(0)).after(seconds(late));
            let ticket = query_at(&mut watch, now);
            assert_eq!(ticket.give_up_at(), now.after(seconds(60)));
            watch.observe(ticket, now, status("processing"));
            assert!(matches!(watch.next(now), Next::Finished(_)));
        }
    }
}

#[test]
fn another_schedule_counts_from_the_next_wait_on() {
    let due_in = snapshot().due_in();
    let slow = every(seconds(500), seconds(3600));
    let changed = snapshot().with_schedule(slow.clone());
    assert_eq!(changed.due_in(), due_in);
    let mut watch = Watch::restore(changed, at(0), seconds(0));
    assert_eq!(watch.schedule(), &slow);
    let due = Tick::ZERO.after(due_in);
    let ticket = query_at(&mut watch, due);
    let event = watch.observe(ticket, due, status("processing"));
    assert_eq!(event.next_poll_in, Some(seconds(500)));
}

#[test]
fn a_schedule_without_a_cap_stores_none() {
    let form = serde_json::to_value(every(seconds(30), seconds(600))).unwrap();
    assert!(form["cap_ns"].is_null(), "{form}");
    let read: Schedule = serde_json::from_value(form).unwrap();
    assert_eq!(read, every(seconds(30), seconds(600)));
}
