//! Pictures as a whole: what people see, and that they are whole whatever is drawn.

use std::time::{Duration, UNIX_EPOCH};

use grok_video::types::Status;

use super::*;
use crate::history::{Record, What};

/// Returns a moment, in seconds after the begin of the sample.
fn at(seconds: f64) -> SystemTime {
    let begin = UNIX_EPOCH + Duration::from_secs(1_785_074_590);
    let away = Duration::from_secs_f64(seconds.abs());
    if seconds < 0.0 {
        begin - away
    } else {
        begin + away
    }
}

/// Makes a lane of which there is no history.
fn lane(n: u32, state: &str, submitted: f64, changed: f64) -> Lane {
    Lane {
        label: format!("video_fd35ee52-9c1b-4b0e-8a57-31c0de{n:06}"),
        detail: Some("a red kite over the sea".to_owned()),
        model: Some("grok_video3".to_owned()),
        state: state.to_owned(),
        is_over: matches!(state, "saved" | "failed"),
        submitted_at: at(submitted),
        changed_at: at(changed),
        records: Vec::new(),
    }
}

impl Lane {
    fn with(mut self, seconds: f64, what: What) -> Self {
        self.records.push(Record {
            at: at(seconds),
            id: Some("video_1".parse().expect("it is an id")),
            task: None,
            what,
        });
        self
    }

    fn created(self, seconds: f64) -> Self {
        let status = Status::Queued;
        self.with(seconds, What::Created { status })
    }

    fn status(self, seconds: f64, status: &str) -> Self {
        let status = Status::from(status);
        self.with(seconds, What::Status { status })
    }

    fn error(self, seconds: f64, kind: &str) -> Self {
        let what = What::Error {
            kind: kind.into(),
            retry_in: Some(Duration::from_secs(30)),
        };
        self.with(seconds, what)
    }

    fn polls(self, seconds: impl IntoIterator<Item = f64>) -> Self {
        let mut polls = seconds.into_iter();
        polls
            .by_ref()
            .fold(self, |lane, at| lane.with(at, What::Poll))
    }

    fn about(mut self, detail: &str, model: &str) -> Self {
        self.detail = Some(detail.to_owned());
        self.model = Some(model.to_owned());
        self
    }
}

/// Makes one task of every kind.
fn batch() -> Vec<Lane> {
    vec![
        lane(1, "saved", 0.0, 284.0)
            .created(1.2)
            .status(31.0, "queued")
            .status(61.0, "processing")
            .polls([91.0, 121.0, 152.0, 183.0, 214.0, 245.0])
            .status(276.0, "completed")
            .with(276.0, What::Completed)
            .with(284.0, What::Saved),
        lane(2, "saved", 2.0, 420.0)
            .about(
                "waves, slow motion, and a very long description of them",
                "grok_video3_max",
            )
            .created(40.0)
            .status(71.0, "processing")
            .error(101.0, "timeout")
            .error(131.0, "server")
            .error(136.0, "server")
            .polls([192.0, 223.0])
            .status(260.0, "completed")
            .error(262.0, "connect")
            .with(420.0, What::Saved),
        lane(3, "failed", 4.0, 190.0)
            .about("赤い凧が海の上を飛ぶ", "grok_video3_stable")
            .created(42.0)
            .polls([72.0, 102.0])
            .status(132.0, "moderating")
            .status(190.0, "failed")
            .with(190.0, What::Failed),
        lane(4, "active", 6.0, 45.0)
            .created(45.0)
            .status(105.0, "processing")
            .polls([135.0, 165.0])
            .with(165.5, What::GaveUp { kind: None })
            .polls([330.0, 390.0, 450.0]),
        lane(5, "active", 8.0, 50.0)
            .created(50.0)
            .polls([80.0, 140.0])
            .with(200.0, What::Interrupted),
        Lane {
            label: "task 6".to_owned(),
            ..lane(6, "unknown", 10.0, 70.0)
        },
        Lane {
            label: "task 7".to_owned(),
            model: None,
            ..lane(7, "intent", 60.0, 60.0)
        },
        Lane {
            is_over: true,
            ..lane(8, "completed", 100.0, 300.0)
        }
        .created(101.0)
        .status(200.0, "processing")
        .status(300.0, "completed"),
        lane(9, "saved", 150.0, 350.0),
        lane(10, "active", 160.0, 230.0),
    ]
}

/// Makes tasks of three days.
fn days() -> Vec<Lane> {
    (0..6)
        .map(|n| {
            let begin = f64::from(n / 2) * 100_000.0 + f64::from(n % 2) * 45.0;
            let lane = lane(n, "saved", begin, begin + 400.0)
                .created(begin + 2.0)
                .polls((1..9).map(|poll| begin + 32.0 + 30.0 * f64::from(poll)))
                .status(begin + 150.0, "processing")
                .status(begin + 390.0, "completed");
            if n == 5 {
                return Lane {
                    state: "completed".to_owned(),
                    ..lane
                };
            }
            lane.with(begin + 400.0, What::Saved)
        })
        .collect()
}

/// Draws, and asserts what holds of every picture.
#[track_caller]
fn draw(lanes: &[Lane], now: f64) -> String {
    let picture = svg(lanes, at(now));
    assert_well_formed(&picture);
    assert_eq!(picture, svg(lanes, at(now)));
    picture
}

/// Asserts that every element that is opened is closed, that texts and attributes hold nothing that they can't, and
/// that nothing is asked for from elsewhere.
#[track_caller]
fn assert_well_formed(picture: &str) {
    const KNOWN: [&str; 12] = [
        "svg", "title", "desc", "style", "defs", "pattern", "g", "text", "rect", "circle", "path",
        "",
    ];
    let mut open = Vec::new();
    for (index, part) in picture.split('<').enumerate() {
        let (tag, text) = match part.split_once('>') {
            Some(parts) => parts,
            None if index == 0 => ("", part),
            None => panic!("a tag does not end: {part}"),
        };
        assert!(!text.contains('>'), "{part}");
        for entity in part.split('&').skip(1) {
            let (name, _) = entity.split_once(';').unwrap_or_default();
            let is_known = ["amp", "lt", "gt", "quot", "#39"].contains(&name);
            assert!(is_known, "{part}");
        }
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{part}");
            continue;
        }
        assert!(tag.matches('"').count().is_multiple_of(2), "{part}");
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        assert!(KNOWN.contains(&name), "{part}");
        if !tag.ends_with('/') && index > 0 {
            open.push(name);
        }
    }
    assert_eq!(open, [""; 0]);
    let is_illegal =
        |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{fffe}' | '\u{ffff}');
    assert!(!picture.contains(is_illegal));
    assert!(!picture.contains("NaN") && !picture.contains("inf\""));
    assert_eq!(picture.matches("http").count(), 1, "the name space alone");
}

#[test]
fn a_batch() {
    // A file that stands alone, which README.md shows.
    insta::assert_binary_snapshot!(".svg", draw(&batch(), 480.0).into_bytes());
}

#[test]
fn days_apart() {
    insta::assert_snapshot!(draw(&days(), 260_000.0));
}

#[test]
fn nothing() {
    insta::assert_snapshot!(draw(&[], 0.0));
}

#[test]
fn a_single_instant() {
    insta::assert_snapshot!(draw(&[lane(1, "intent", 0.0, 0.0)], 0.0));
}

#[test]
fn of_many_tasks_the_latest_are_drawn() {
    let mut lanes: Vec<_> = (0..812)
        .map(|n| lane(n, "saved", f64::from(n), f64::from(n) + 200.0))
        .collect();
    lanes.reverse();
    let picture = draw(&lanes, 2000.0);
    assert!(picture.contains("the latest 500 of 812 tasks: 500 saved"));
    assert!(!picture.contains("de000311:") && picture.contains("de000312:"));
    assert!(picture.contains("And 480 more."));
}

#[test]
fn many_polls_take_no_more_room_than_pixels() {
    let polls = (0..10_000).map(f64::from);
    let lane = lane(1, "active", 0.0, 0.0).created(0.0).polls(polls);
    let errors = (0..10_000).map(f64::from);
    let lane = errors.fold(lane, |lane, at| lane.error(at, "server"));
    let picture = draw(&[lane], 10_000.0);
    assert!(picture.len() < 40_000, "{}", picture.len());
}

#[test]
fn a_status_that_changes_all_the_time_takes_no_more_room_than_pixels() {
    let lane = (0..10_000).fold(lane(1, "active", 0.0, 0.0), |lane, n| {
        let status = if n % 2 == 0 { "queued" } else { "processing" };
        lane.status(f64::from(n), status)
    });
    assert!(draw(&[lane], 10_000.0).len() < 250_000);
}

#[test]
fn the_order_of_records_means_nothing() {
    let ordered = batch();
    let mut mixed = ordered.clone();
    for lane in &mut mixed {
        lane.records.reverse();
    }
    mixed.swap(1, 3);
    assert_eq!(draw(&mixed, 480.0), draw(&ordered, 480.0));
}

#[test]
fn a_clock_that_goes_back_leaves_a_picture() {
    let lanes = [
        lane(1, "saved", 3600.0, 10.0)
            .created(3601.0)
            .status(3660.0, "processing")
            .status(5.0, "completed")
            .with(10.0, What::Saved),
        lane(2, "active", 3600.0, 5000.0),
        lane(3, "failed", -1e9, 1e11),
    ];
    draw(&lanes, 0.0);
    draw(&lanes[..2], 0.0);
    draw(&lanes[2..], -1e9);
}

#[test]
fn whatever_is_drawn_the_picture_is_whole() {
    let texts = [
        "<script>alert(1)</script>",
        "]]><svg onload=\"x\">&amp;&#0;",
        "a\u{0}\u{1b}[31m\u{7}\n\t\u{202e}\u{ffff}\u{fffe}b",
        "'\"`--><!--",
        "",
        "🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁🪁",
        "e\u{301}\u{301}\u{301}\u{301}",
    ];
    let states = [
        "active",
        "failed",
        "saved",
        "unknown",
        "completed",
        "intent",
    ];
    for text in texts {
        for (index, state) in states.iter().chain(&texts).enumerate() {
            let mut lane = lane(1, state, 0.0, 30.0)
                .about(text, text)
                .status(1.0, text)
                .error(2.0, text)
                .error(90.0, text)
                .with(
                    3.0,
                    What::GaveUp {
                        kind: Some(text.into()),
                    },
                );
            lane.label = text.repeat(1 + index % 3);
            draw(&[lane], 100.0);
        }
    }
}

#[test]
fn those_who_cannot_see_it_are_told() {
    let picture = draw(&batch(), 480.0);
    for words in [
        "10 tasks: 3 active, 1 completed, 1 failed, 1 intent, 3 saved, 1 unknown · from 2026-07-26 14:03:10 UTC",
        "31c0de000001: saved after 4m 44s, 9 polls; grok_video3; a red kite over the sea.",
        ">timeout at 1m 39s (2026-07-26 14:04:51 UTC); asked again 30s later<",
        ">2 errors from 2m 9s to 2m 14s: server ×2<",
        ">gave up: no time left at 2m 40s (2026-07-26 14:05:55 UTC)<",
        ">processing for 3m 35s, from 1m 1s to 4m 36s<",
        "role=\"img\"",
    ] {
        assert!(picture.contains(words), "{words}\n{picture}");
    }
}

#[test]
fn tasks_of_which_nothing_is_recorded_have_a_bar_all_the_same() {
    let picture = draw(&[lane(1, "intent", 0.0, 0.0)], 0.0);
    assert!(picture.contains("class=\"waiting\""), "{picture}");
    assert!(picture.contains(">waiting to be sent<"), "{picture}");
}
