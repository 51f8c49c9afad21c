//! Tests of when a task says it was what.

use std::time::Duration;

use proptest::prelude::*;

use super::{Accounts, End, Planted, Script, State, Task, World};

const ID: &str = "video_1";

/// A script whose times are ticks of one nanosecond.
#[derive(Debug, Clone, Copy)]
enum Pace {
    Timed(u64, u64),
    Polled(u64, u64),
    Manual,
}

#[derive(Debug, Clone, Copy)]
enum Deed {
    Advance(u64),
    Poll,
    Hold,
    Release,
    Step,
    Finish,
}

/// Knows the task at each tick, because it goes through them one by one.
#[derive(Debug)]
struct Model {
    pace: Pace,
    now: u64,
    /// 0 is queued, 1 processing, 2 over.
    step: u8,
    /// How many ticks or queries the step goes on.
    left: u64,
    is_held: bool,
    processing_at: Option<u64>,
    over_at: Option<u64>,
}

impl Model {
    fn new(pace: Pace, now: u64) -> Self {
        let (Pace::Timed(left, _) | Pace::Polled(left, _)) = pace else {
            return Self::at(pace, now, u64::MAX);
        };
        Self::at(pace, now, left)
    }

    fn at(pace: Pace, now: u64, left: u64) -> Self {
        let mut model = Self {
            pace,
            now,
            step: 0,
            left,
            is_held: false,
            processing_at: None,
            over_at: None,
        };
        model.look();
        model
    }

    fn tick(&mut self) {
        self.now += 1;
        if matches!(self.pace, Pace::Timed(..)) && !self.is_held {
            self.left = self.left.saturating_sub(1);
        }
        self.look();
    }

    fn act(&mut self, deed: Deed) {
        match deed {
            Deed::Advance(_) => {}
            Deed::Poll => {
                if matches!(self.pace, Pace::Polled(..)) && !self.is_held {
                    self.pass();
                    self.left = self.left.saturating_sub(1);
                }
            }
            Deed::Hold => self.is_held = self.step < 2,
            Deed::Release => self.is_held = false,
            Deed::Step => self.next(),
            Deed::Finish => self.step = 2,
        }
        self.look();
    }

    fn next(&mut self) {
        self.step = (self.step + 1).min(2);
        self.left = match self.pace {
            Pace::Timed(_, processing) | Pace::Polled(_, processing) => processing,
            Pace::Manual => u64::MAX,
        };
    }

    fn pass(&mut self) {
        while self.left == 0 && self.step < 2 {
            self.next();
        }
    }

    /// Looks at the task, and notes what is seen for the first time.
    fn look(&mut self) {
        if matches!(self.pace, Pace::Timed(..)) && !self.is_held {
            self.pass();
        }
        if self.step == 2 {
            self.is_held = false;
        }
        let seen = match self.step {
            0 => return,
            1 => &mut self.processing_at,
            _ => &mut self.over_at,
        };
        seen.get_or_insert(self.now);
    }
}

/// Returns a world with one task that was made at that tick.
fn world(pace: Pace, now: u64) -> World {
    let script = match pace {
        Pace::Timed(queued, processing) => Script::after(
            Duration::from_nanos(queued),
            Duration::from_nanos(processing),
        ),
        Pace::Polled(queued, processing) => {
            Script::after_polls(queued as usize, processing as usize)
        }
        Pace::Manual => Script::manual(),
    };
    let mut world = World::new(0, 0, None, Accounts::default());
    let planted = Planted::new(ID, "grok_video3", Some(script));
    world.plant(&planted, Duration::from_nanos(now));
    world
}

fn act(world: &mut World, deed: Deed, now: Duration) {
    match deed {
        Deed::Advance(_) => {}
        Deed::Poll => world.poll(ID, now),
        Deed::Hold => world.set_held(ID, true, now).expect("it is planted"),
        Deed::Release => world.set_held(ID, false, now).expect("it is planted"),
        // What is over refuses; the model stays where it is.
        Deed::Step => {
            let _ = world.step(ID, now).expect("it is planted");
        }
        Deed::Finish => {
            let end = End::Completed(Box::default());
            let _ = world.finish(ID, end, now).expect("it is planted");
        }
    }
}

fn rank(task: &Task, now: Duration) -> u8 {
    match task.state(now) {
        State::Queued => 0,
        State::Processing => 1,
        State::Completed(_) | State::Failed { .. } => 2,
    }
}

fn check(world: &World, model: &Model) -> Result<(), TestCaseError> {
    let task = world.task(ID).expect("it is planted");
    let now = Duration::from_nanos(model.now);
    let (processing_at, over_at) = (task.processing_at(now), task.over_at(now));
    prop_assert_eq!(rank(task, now), model.step);
    prop_assert_eq!(task.is_held(), model.is_held);
    prop_assert_eq!(processing_at, model.processing_at.map(Duration::from_nanos));
    prop_assert_eq!(over_at, model.over_at.map(Duration::from_nanos));
    if let (Some(processing_at), Some(over_at)) = (processing_at, over_at) {
        prop_assert!(processing_at <= over_at);
    }
    Ok(())
}

fn pace() -> impl Strategy<Value = Pace> {
    prop_oneof![
        4 => (0_u64..12, 0_u64..12).prop_map(|(n, m)| Pace::Timed(n, m)),
        2 => (0_u64..4, 0_u64..4).prop_map(|(n, m)| Pace::Polled(n, m)),
        1 => Just(Pace::Manual),
    ]
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        6 => (0_u64..6).prop_map(Deed::Advance),
        4 => Just(Deed::Poll),
        3 => Just(Deed::Hold),
        3 => Just(Deed::Release),
        1 => Just(Deed::Step),
        1 => Just(Deed::Finish),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn instants_are_those_at_which_somebody_who_always_looks_sees_a_change(
        pace in pace(),
        created in 0_u64..5,
        deeds in prop::collection::vec(deed(), 0..25),
    ) {
        let mut world = world(pace, created);
        let mut model = Model::new(pace, created);
        check(&world, &model)?;
        for deed in deeds {
            if let Deed::Advance(ticks) = deed {
                for _ in 0..ticks {
                    model.tick();
                    check(&world, &model)?;
                }
            }
            act(&mut world, deed, Duration::from_nanos(model.now));
            model.act(deed);
            check(&world, &model)?;
        }
    }

    #[test]
    fn an_instant_that_was_told_stays(
        pace in pace(),
        deeds in prop::collection::vec(deed(), 0..25),
    ) {
        let mut world = world(pace, 0);
        let mut now = Duration::ZERO;
        let mut told = (None, None);
        for deed in deeds {
            if let Deed::Advance(ticks) = deed {
                now += Duration::from_nanos(ticks);
            }
            act(&mut world, deed, now);
            let task = world.task(ID).expect("it is planted");
            for (told, at) in [
                (&mut told.0, task.processing_at(now)),
                (&mut told.1, task.over_at(now)),
            ] {
                prop_assert!(told.is_none_or(|told| at == Some(told)), "{told:?} became {at:?}");
                *told = at;
            }
        }
    }
}

#[test]
fn what_is_completed_at_once_never_was_processing() {
    let now = Duration::from_nanos(7);
    for pace in [Pace::Timed(9, 9), Pace::Polled(1, 1), Pace::Manual] {
        let mut world = world(pace, 0);
        act(&mut world, Deed::Finish, now);
        let task = world.task(ID).expect("it is planted");
        assert_eq!(task.processing_at(now), None);
        assert_eq!(task.over_at(now), Some(now));
    }
}

#[test]
fn a_held_task_whose_processing_takes_no_time_can_be_held_there() {
    let mut world = world(Pace::Timed(9, 0), 0);
    for (deed, now) in [(Deed::Hold, 3), (Deed::Step, 4), (Deed::Release, 6)] {
        act(&mut world, deed, Duration::from_nanos(now));
    }
    let task = world.task(ID).expect("it is planted");
    let now = Duration::from_nanos(8);
    assert_eq!(task.processing_at(now), Some(Duration::from_nanos(4)));
    assert_eq!(task.over_at(now), Some(Duration::from_nanos(6)));
}
