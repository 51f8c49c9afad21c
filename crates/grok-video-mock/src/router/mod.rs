//! The service's HTTP side as a pure function: a request, the world and the
//! virtual time in; a [`Plan`] of the response out.

mod admin;
mod answer;
mod asset;
mod auth;
mod call;
mod percent;
mod plan;
mod prefix;
mod route;

use std::time::Duration;

use http::{Method, StatusCode, header};

pub(crate) use auth::Keys;
pub(crate) use call::Call;
pub(crate) use plan::Plan;
pub(crate) use prefix::{InvalidPrefix, Prefix};

use crate::journal::{Counts, Kind};
use crate::world::{CreateRequest, State, Task, World};
use answer::TaskAnswer;
use asset::Video;
use plan::MOCK_ERROR;
use route::Route;

/// The most bytes a request's body may have: 1 MiB.
pub(crate) const BODY_CAP: usize = 1024 * 1024;

/// Answers requests, given what it is told when the service starts.
#[derive(Debug)]
pub(crate) struct Router {
    prefix: Prefix,
    keys: Keys,
    /// Scheme, host and port under which results are handed out.
    origin: String,
    video: Video,
}

impl Router {
    pub(crate) fn new(prefix: Prefix, keys: Keys, origin: String) -> Self {
        Self {
            prefix,
            keys,
            origin,
            video: Video::new(),
        }
    }

    pub(crate) fn base_url(&self) -> String {
        format!("{}{}", self.origin, self.prefix)
    }

    /// Returns a part of a call as it may be shown: without keys.
    pub(crate) fn shown(&self, call: &Call<'_>, text: &str) -> String {
        self.keys.redact(text, call.token())
    }

    /// Plans the answer to one call, and changes the world accordingly.
    pub(crate) fn answer(
        &self,
        world: &mut World,
        counts: &Counts,
        call: &Call<'_>,
        now: Duration,
    ) -> Plan {
        let Some(route) = Route::find(&self.prefix, call.path()) else {
            return self.no_route(call);
        };
        if !route.methods().contains(call.method()) {
            return method_not_allowed(&route);
        }
        if call.body().len() > BODY_CAP {
            let message = format!("the body may have at most {BODY_CAP} bytes");
            return Plan::refusal(StatusCode::PAYLOAD_TOO_LARGE, "too_large", &message);
        }
        if route.needs_key()
            && let Err(reason) = self.keys.check(call.token())
        {
            return Plan::refusal(StatusCode::UNAUTHORIZED, "unauthorized", reason);
        }
        match route {
            Route::Query { segment } => self.query(world, call, segment, now),
            Route::Create => self.create(world, call, now),
            Route::Asset { segment } => self.asset(world, call, segment, now),
            Route::Admin => admin::answer(world, counts, call, now),
        }
    }

    fn query(&self, world: &mut World, call: &Call<'_>, segment: &str, now: Duration) -> Plan {
        let Some(id) = percent::decode(segment) else {
            return bad_segment();
        };
        world.poll(&id, now);
        match world.task(&id) {
            Some(task) => self.show(Kind::Query, world, task, &task.state(now)),
            None => self.task_not_found(call, &id),
        }
    }

    fn create(&self, world: &mut World, call: &Call<'_>, now: Duration) -> Plan {
        let request = match CreateRequest::parse(call.body()) {
            Ok(request) => request,
            Err(invalid) => {
                let message = invalid.message();
                return Plan::refusal(StatusCode::BAD_REQUEST, "invalid_request", message);
            }
        };
        let id = world.create(&request, now);
        let task = world.task(&id).expect("a created task is there");
        // However short the script, the service answers a create with this.
        self.show(Kind::Create, world, task, &State::Queued)
    }

    fn show(&self, kind: Kind, world: &World, task: &Task, state: &State<'_>) -> Plan {
        let video_url =
            |asset: &_| format!("{}{}", self.origin, asset::path(world, task.id(), asset));
        let created = world.unix_time(task.created());
        let answer = TaskAnswer::new(task, created, state, video_url);
        Plan::json(kind, StatusCode::OK, &answer).about(task.id())
    }

    fn asset(&self, world: &World, call: &Call<'_>, segment: &str, now: Duration) -> Plan {
        let Some(id) = percent::decode(segment) else {
            return bad_segment();
        };
        let Some(task) = world.task(&id) else {
            return self.task_not_found(call, &id);
        };
        let State::Completed { asset, .. } = task.state(now) else {
            return Plan::refusal(StatusCode::NOT_FOUND, "not_found", "the task has no video")
                .about(task.id());
        };
        let plan = if call.query() != Some(&asset::signature(world, &asset)) {
            Plan::refusal(
                StatusCode::FORBIDDEN,
                "forbidden",
                "the URL's signature is wrong",
            )
        } else if now >= asset.expires {
            Plan::refusal(StatusCode::GONE, "expired", "the URL has expired")
        } else {
            self.video.answer(call)
        };
        plan.about(task.id())
    }

    fn task_not_found(&self, call: &Call<'_>, id: &str) -> Plan {
        let explanation =
            "task not found: the route exists, but no task was created or planted with this id";
        let message = "there is no task with this id";
        Plan::refusal(StatusCode::NOT_FOUND, "not_found", message)
            .header(MOCK_ERROR, explanation)
            .about(&self.shown(call, id).into())
    }

    fn no_route(&self, call: &Call<'_>) -> Plan {
        let body = answer::NoRoute {
            message: format!(
                "No handler found for {} {}",
                call.method(),
                self.shown(call, call.path())
            ),
        };
        let prefix = &self.prefix;
        let explanation = format!(
            "unmatched: the service has GET {prefix}/v1/result/{{id}}, POST {prefix}/v1/grok/videos \
             and GET /assets/{{id}}.mp4; check the base URL"
        );
        Plan::json(Kind::Unmatched, StatusCode::NOT_FOUND, &body).header(MOCK_ERROR, &explanation)
    }
}

fn method_not_allowed(route: &Route<'_>) -> Plan {
    let allowed: Vec<&str> = route.methods().iter().map(Method::as_str).collect();
    let allowed = allowed.join(", ");
    let message = format!("this path answers {allowed}");
    Plan::refusal(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        &message,
    )
    .header(header::ALLOW, &allowed)
}

fn bad_segment() -> Plan {
    let message = "id: must be percent-encoded UTF-8";
    Plan::refusal(StatusCode::BAD_REQUEST, "invalid_request", message)
}
