//! Plays a trace with a driver and writes down what happens.

use std::time::Duration;

use grok_video_poller::{Event, EventKind, Snapshot, Tick, Watch};

use super::deed::{Deed, Reply};
use super::driver::Driver;
use super::script::Script;
use super::service::Service;
use super::words;

/// Returns the steps of a trace as the driver made them, or nothing where it can't make them.
pub(super) fn play<D: Driver>(script: &Script) -> Option<String> {
    let mut player = Player::<D>::start(script);
    let mut steps = String::new();
    for (words, deed) in &script.deeds {
        let step = player.step(deed)?;
        let asked = step.asked.map_or("-".to_owned(), words::time);
        let told = words::time(step.told);
        steps += &format!("{asked} | {words} => {told} | {}\n", step.meaning);
    }
    Some(steps)
}

/// What came of a deed; the times are ages of the watch.
struct Step {
    asked: Option<Duration>,
    told: Duration,
    meaning: String,
}

struct Player<D> {
    driver: D,
    service: Service,
    /// How old the watch was when the driver began, and when that was on its clock.
    age: Duration,
    began: Tick,
    end: Option<Event>,
}

impl<D: Driver> Player<D> {
    fn start(script: &Script) -> Self {
        Self::begin(Service::default(), Duration::ZERO, |now| {
            let watch = Watch::new(script.id.clone(), script.schedule.clone(), now);
            if script.just_created {
                watch.just_created()
            } else {
                watch
            }
        })
    }

    fn begin(service: Service, age: Duration, make: impl FnOnce(Tick) -> Watch) -> Self {
        let driver = D::start(make, service.clone());
        Self {
            began: driver.now(),
            driver,
            service,
            age,
            end: None,
        }
    }

    /// Does one deed; `None` where this driver can't.
    fn step(&mut self, deed: &Deed) -> Option<Step> {
        match deed {
            Deed::Answer(reply) => Some(self.answer(reply)),
            Deed::Cancel { after } => {
                self.interrupt(*after)?;
                self.driver.cancel();
                Some(Step {
                    asked: None,
                    told: self.now(),
                    meaning: "cancelled".to_owned(),
                })
            }
            Deed::Restart { after, away } => {
                self.interrupt(*after)?;
                let snapshot = self.driver.snapshot().expect("the watch has not ended");
                Some(self.go_on(&snapshot, *away))
            }
            Deed::Resume { away } => {
                let event = self.end.take().expect("the watch has ended");
                let EventKind::Finished(outcome) = event.kind else {
                    panic!("the last event is the outcome")
                };
                Some(self.go_on(&outcome.checkpoint.unwrap(), *away))
            }
            Deed::End => Some(self.finish()),
        }
    }

    fn answer(&mut self, reply: &Reply) -> Step {
        self.service.prepare(reply.clone());
        let event = self.driver.event().expect("an event follows a query");
        let asked = self.service.take_asked();
        assert_eq!(asked.len(), 1, "one query an event: {event:?}");
        let (asked, told) = (self.age_at(asked[0]), self.now());
        assert_eq!(event.elapsed, told, "told before the wait");
        Step {
            asked: Some(asked),
            told,
            meaning: words::event(&event),
        }
    }

    /// Lets time pass, in which a query may begin that finds no end.
    fn interrupt(&mut self, after: Duration) -> Option<()> {
        let due_in = self.driver.snapshot().map(|snapshot| snapshot.due_in());
        if due_in.is_some_and(|due_in| after >= due_in) {
            if !D::INTERRUPTS {
                return None;
            }
            self.service.prepare(Reply {
                observation: grok_video_poller::Observation::timed_out(),
                takes: None,
            });
        }
        self.driver.pass(after);
        self.service.take_asked();
        Some(())
    }

    /// Goes on in another driver, with nothing but what was stored.
    fn go_on(&mut self, snapshot: &Snapshot, away: Duration) -> Step {
        let stored = serde_json::to_string(snapshot).unwrap();
        let snapshot: Snapshot = serde_json::from_str(&stored).unwrap();
        let age = self.now() + away;
        *self = Self::begin(self.service.clone(), age, |now| {
            Watch::restore(snapshot, now, away)
        });
        let meaning = match self.driver.snapshot().unwrap().due_in() {
            due_in if due_in.is_zero() => "back".to_owned(),
            due_in => format!("back; next in {}", words::time(due_in)),
        };
        Step {
            asked: None,
            told: age,
            meaning,
        }
    }

    fn finish(&mut self) -> Step {
        let event = self.driver.event().expect("the end is told");
        let EventKind::Finished(_) = event.kind else {
            panic!("the end is not there yet: {event:?}")
        };
        let told = self.now();
        assert_eq!(event.elapsed, told);
        // Nothing comes behind the end: no event, and no query, for which there is no reply.
        assert_eq!(self.driver.event(), None);
        self.driver.pass(Duration::from_secs(3600));
        assert_eq!(self.driver.event(), None);
        assert!(self.service.take_asked().is_empty());
        // Who goes on from here measures the time away from the end on.
        (self.age, self.began) = (told, self.driver.now());
        let meaning = words::event(&event);
        self.end = Some(event);
        Step {
            asked: None,
            told,
            meaning,
        }
    }

    fn now(&self) -> Duration {
        self.age_at(self.driver.now())
    }

    fn age_at(&self, tick: Tick) -> Duration {
        self.age + tick.since(self.began)
    }
}
