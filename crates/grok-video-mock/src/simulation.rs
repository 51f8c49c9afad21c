//! World, router, faults and journal as one: what a request changes, what it
//! is answered, what goes wrong with it and what is remembered of it are one
//! step.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Response;
use http::header::CONTENT_TYPE;

use crate::fault::{BodyFault, Choice, Fault, Faults, Kind, Occasion, Place, Struck, WireFault};
use crate::journal::{FaultRecord, Journal, Request};
use crate::router::{Call, Plan, Router, Showing, Target};
use crate::world::World;

/// A whole simulated service, short of sockets and clocks.
#[derive(Debug)]
pub(crate) struct Simulation {
    pub(crate) world: World,
    pub(crate) router: Router,
    pub(crate) faults: Faults,
    pub(crate) journal: Journal,
}

/// An answer, and how it gets to the client.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) response: Response<Bytes>,
    /// How much virtual time passes before it is sent.
    pub(crate) delay: Duration,
    pub(crate) wire: Option<WireFault>,
}

impl Simulation {
    pub(crate) fn new(world: World, router: Router, faults: Faults) -> Self {
        Self {
            world,
            router,
            faults,
            journal: Journal::new(),
        }
    }

    pub(crate) fn answer(&mut self, call: &Call<'_>, now: Duration) -> Answer {
        let target = match self.router.find(call) {
            Ok(target) => target,
            Err(plan) => return self.refuse(call, *plan, now),
        };

        // Every query with a good key is a poll, whatever becomes of it.
        let gap = match target.id() {
            Some(id) if target.place() == Place::Query && self.router.accepts(call) => {
                self.world.note_poll(id, now)
            }
            _ => None,
        };
        let choice = self.faults.choose(&Occasion {
            place: target.place(),
            task: target.id(),
            key: call.token(),
        });
        match choice {
            Choice::Live => {
                let plan = self.live(call, &target, Showing::Live, now);
                self.record(call, &plan, gap, None, now);
                Answer::whole(plan.response)
            }
            Choice::Struck(struck) => self.struck(call, &target, *struck, gap, now),
            Choice::RanOut { explanation } => {
                let plan = self.about(Plan::ran_out(&explanation), call, &target);
                self.record(call, &plan, gap, None, now);
                Answer::whole(plan.response)
            }
        }
    }

    /// Turns a call away that asks nothing of the service.
    pub(crate) fn refuse(&mut self, call: &Call<'_>, plan: Plan, now: Duration) -> Answer {
        self.record(call, &plan, None, None, now);
        Answer::whole(plan.response)
    }

    fn struck(
        &mut self,
        call: &Call<'_>,
        target: &Target<'_>,
        struck: Struck,
        gap: Option<Duration>,
        now: Duration,
    ) -> Answer {
        let plan = self.faulty(call, target, &struck.fault, now);
        let wire = match struck.fault.kind() {
            Kind::Wire(wire) => Some(*wire),
            _ => None,
        };
        let fault: Arc<str> = struck.fault.to_string().into();
        self.journal.record_fault(FaultRecord {
            request: self.journal.next_number(),
            at: now,
            fault: Arc::clone(&fault),
            delay: struck.delay,
            cause: struck.cause,
        });
        self.record(call, &plan, gap, Some((fault, wire)), now);
        Answer {
            response: plan.response,
            delay: struck.delay,
            wire,
        }
    }

    /// Plans the answer to a request that something goes wrong with.
    fn faulty(
        &mut self,
        call: &Call<'_>,
        target: &Target<'_>,
        fault: &Fault,
        now: Duration,
    ) -> Plan {
        if !fault.asks_service() {
            let response = match fault.kind() {
                Kind::Instead(instead) => instead.response(self.world.unix_time(now)),
                _ => Response::default(),
            };
            return self.about(Plan::faulted(response), call, target);
        }
        let showing = match fault.kind() {
            Kind::Task(fault) => Showing::from(fault),
            _ => Showing::Live,
        };
        let mut plan = self.live(call, target, showing, now);
        if let Kind::Body(fault) = fault.kind() {
            spoil(&mut plan.response, fault);
        }
        plan
    }

    fn live(
        &mut self,
        call: &Call<'_>,
        target: &Target<'_>,
        showing: Showing<'_>,
        now: Duration,
    ) -> Plan {
        self.router
            .answer(&mut self.world, call, target, showing, now)
    }

    /// Says which task an answer is about that the service knows nothing of.
    fn about(&self, plan: Plan, call: &Call<'_>, target: &Target<'_>) -> Plan {
        match target.id() {
            Some(id) => plan.about(self.router.shown(call, id).into()),
            None => plan,
        }
    }

    fn record(
        &mut self,
        call: &Call<'_>,
        plan: &Plan,
        gap: Option<Duration>,
        fault: Option<(Arc<str>, Option<WireFault>)>,
        now: Duration,
    ) {
        let (fault, wire) = fault.unzip();
        let is_sent = !wire.flatten().is_some_and(WireFault::lets_nothing_through);
        let request = Request {
            number: self.journal.next_number(),
            at: now,
            gap,
            method: call.method().clone(),
            path: self.router.shown(call, call.path()),
            task: plan.task.clone(),
            outcome: plan.outcome,
            status: is_sent.then(|| plan.response.status().as_u16()),
            fault,
        };
        self.journal.record(request, plan.explanation());
    }
}

impl Answer {
    pub(crate) fn whole(response: Response<Bytes>) -> Self {
        Self {
            response,
            delay: Duration::ZERO,
            wire: None,
        }
    }
}

/// Changes the body that the service gave, or what it is said to be.
fn spoil(response: &mut Response<Bytes>, fault: &BodyFault) {
    match fault {
        BodyFault::Malformed => {
            let body = response.body_mut();
            body.truncate(body.len() / 2);
        }
        BodyFault::Empty => *response.body_mut() = Bytes::new(),
        BodyFault::Wrapped => {
            let body = response.body();
            let mut wrapped = br#"{"code":0,"msg":null,"data":"#.to_vec();
            wrapped.extend_from_slice(body);
            wrapped.push(b'}');
            *response.body_mut() = wrapped.into();
        }
        BodyFault::ContentType(content_type) => {
            response
                .headers_mut()
                .insert(CONTENT_TYPE, content_type.clone());
        }
    }
}
