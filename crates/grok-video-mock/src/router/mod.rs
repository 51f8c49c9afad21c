//! The service's HTTP side as pure functions: a request, the world and the
//! virtual time in; a [`Plan`] of the response out.

mod answer;
mod asset;
mod auth;
mod call;
mod file;
mod origin;
pub(crate) mod percent;
mod plan;
mod prefix;
mod range;
mod route;
mod showing;

use std::sync::Arc;
use std::time::Duration;

use http::{Method, StatusCode, header};

pub(crate) use answer::{ErrorAnswer, ErrorDetail, TaskAnswer, encode, status};
pub(crate) use auth::Keys;
pub(crate) use call::{Call, Caller};
pub(crate) use plan::Plan;
pub(crate) use prefix::{InvalidPrefix, Prefix};
pub(crate) use route::Target;
pub(crate) use showing::Showing;

use crate::journal::{Outcome, Refusal, Shown};
use crate::world::{CreateRequest, State, Task, World};
use file::File;
use origin::Origin;
use route::Route;

/// The most bytes a request's body may have: 1 MiB.
pub(crate) const BODY_CAP: usize = 1024 * 1024;

/// Answers requests, given what it is told when the service starts.
#[derive(Debug, Clone)]
pub(crate) struct Router {
    prefix: Prefix,
    keys: Keys,
    origin: Origin,
}

impl Router {
    /// Makes a router of a service that hands results out under `origin`:
    /// scheme, host and port; with any name, under the one that is asked by.
    pub(crate) fn new(prefix: Prefix, keys: Keys, origin: String, has_any_name: bool) -> Self {
        Self {
            prefix,
            keys,
            origin: Origin::new(origin, has_any_name),
        }
    }

    /// Returns the router of a session, which may have a key of its own.
    pub(crate) fn for_session(&self, name: Arc<str>, key: Option<String>) -> Self {
        Self {
            prefix: self.prefix.clone(),
            keys: self.keys.with_own(key),
            origin: self.origin.for_session(name),
        }
    }

    /// Shows none of these secrets, which take the place of those before.
    pub(crate) fn hide(&mut self, secrets: Arc<[String]>) {
        self.keys.hide(secrets);
    }

    /// Tells whether a key is one of those that the server was told to accept.
    pub(crate) fn knows(&self, key: &str) -> bool {
        self.keys.knows(key)
    }

    pub(crate) fn prefix(&self) -> &Prefix {
        &self.prefix
    }

    pub(crate) fn base_url(&self) -> String {
        self.base_url_by(None)
    }

    /// Returns the base URL for a client that knows the server by this name.
    pub(crate) fn base_url_by(&self, host: Option<&str>) -> String {
        format!("{}{}", self.origin.by(host).base(), self.prefix)
    }

    /// Returns a task as the service would show it now to a client that knows
    /// the server by this name.
    pub(crate) fn task<'t>(
        &self,
        world: &World,
        task: &'t Task,
        host: Option<&str>,
        now: Duration,
    ) -> TaskAnswer<'t> {
        TaskAnswer::new(world, &self.origin.by(host), task, &task.state(now))
    }

    /// Lists every route, each a method and a path with `{id}` for an id.
    pub(crate) fn templates(&self) -> [(&'static str, String); 4] {
        let prefix = &self.prefix;
        [
            ("GET", format!("{prefix}/v1/result/{{id}}")),
            ("POST", format!("{prefix}/v1/grok/videos")),
            ("GET", "/assets/{id}.mp4".to_owned()),
            ("GET", "/assets/{id}.png".to_owned()),
        ]
    }

    /// Returns a part of a call as it may be shown: without keys.
    pub(crate) fn shown(&self, call: &Call<'_>, text: &str) -> String {
        self.keys.redact(text, call.token())
    }

    /// Tells whether a call comes with an accepted key.
    pub(crate) fn accepts(&self, call: &Call<'_>) -> bool {
        self.keys.check(call.token()).is_ok()
    }

    /// Finds where a call leads, or plans the answer to one that leads nowhere.
    pub(crate) fn find<'c>(&self, call: &Call<'c>) -> Result<Target<'c>, Box<Plan>> {
        let Some(route) = Route::find(&self.prefix, call.path()) else {
            return Err(Box::new(self.no_route(call)));
        };
        if !route.methods().contains(call.method()) {
            return Err(Box::new(method_not_allowed(route.methods())));
        }
        if call.body().len() > BODY_CAP {
            return Err(Box::new(too_large()));
        }
        let decoded = |segment| percent::decode(segment).ok_or_else(|| Box::new(bad_segment()));
        Ok(match route {
            Route::Query { segment } => Target::Query {
                id: decoded(segment)?,
            },
            Route::Create => Target::Create,
            Route::Asset { segment, file } => Target::Asset {
                id: decoded(segment)?,
                file,
            },
        })
    }

    /// Plans the answer of the service, and changes the world accordingly.
    pub(crate) fn answer(
        &self,
        world: &mut World,
        call: &Call<'_>,
        target: &Target<'_>,
        showing: Showing<'_>,
        now: Duration,
    ) -> Plan {
        if let Target::Asset { id, file } = target {
            return self.asset(world, call, id, *file, now);
        }
        let key = match self.keys.check(call.token()) {
            Ok(key) => key,
            Err(refusal) => return unauthorized(refusal),
        };
        match target.id() {
            Some(id) => self.query(world, call, key, id, showing, now),
            None => self.create(world, call, key, now),
        }
    }

    fn query(
        &self,
        world: &mut World,
        call: &Call<'_>,
        key: &str,
        id: &str,
        showing: Showing<'_>,
        now: Duration,
    ) -> Plan {
        if let Err(wait) = world.accounts.admit(key, now) {
            let plan = rate_limited(wait);
            return match world.task(id) {
                Some(task) => plan.about(Arc::clone(task.id())),
                None => plan,
            };
        }
        world.poll(id, now);
        let Some(task) = world.task(id) else {
            return self.task_not_found(call, id);
        };
        let live = task.state(now);
        let state = match showing {
            Showing::Stale => task.earlier(now).unwrap_or(live),
            Showing::Live | Showing::Word(_) => live,
        };
        let origin = self.origin.by(call.host());
        let answer = TaskAnswer::new(world, &origin, task, &state);
        let (answer, shown) = match showing {
            Showing::Word(word) => (answer.with_status(word), Shown::Undocumented),
            Showing::Live | Showing::Stale => (answer, Shown::of(&state)),
        };
        Plan::json(Outcome::Queried(shown), StatusCode::OK, &answer).about(Arc::clone(task.id()))
    }

    fn create(&self, world: &mut World, call: &Call<'_>, key: &str, now: Duration) -> Plan {
        let request = match CreateRequest::parse(call.body()) {
            Ok(request) => request,
            Err(invalid) => {
                return Plan::refusal(
                    Refusal::Invalid,
                    StatusCode::BAD_REQUEST,
                    "invalid_request",
                    invalid.message(),
                );
            }
        };
        let Ok(id) = world.create(&request, key, now) else {
            return Plan::refusal(
                Refusal::NoBalance,
                StatusCode::PAYMENT_REQUIRED,
                "insufficient_balance",
                "the key has less balance than a task costs",
            );
        };
        let task = world.task(&id).expect("a created task is there");
        // However short the script, the service answers a create with this.
        let answer = TaskAnswer::new(world, &self.origin, task, &State::Queued);
        Plan::json(Outcome::Created, StatusCode::OK, &answer).about(id)
    }

    fn asset(&self, world: &World, call: &Call<'_>, id: &str, file: File, now: Duration) -> Plan {
        let Some(task) = world.task(id) else {
            return self.task_not_found(call, id);
        };
        let plan = match task.state(now) {
            State::Completed(completed) => {
                let asset = completed.asset;
                if call.query() != Some(&self.origin.signature(world, &asset)) {
                    Plan::refusal(
                        Refusal::WrongSignature,
                        StatusCode::FORBIDDEN,
                        "forbidden",
                        "the URL's signature is wrong",
                    )
                } else if now >= asset.expires {
                    let message = "the URL has expired";
                    Plan::refusal(Refusal::Expired, StatusCode::GONE, "expired", message)
                } else {
                    file.answer(call, id)
                }
            }
            _ => Plan::refusal(
                Refusal::NoAsset,
                StatusCode::NOT_FOUND,
                "not_found",
                "the task has no video",
            ),
        };
        plan.about(Arc::clone(task.id()))
    }

    fn task_not_found(&self, call: &Call<'_>, id: &str) -> Plan {
        let explanation =
            "task not found: the route exists, but no task was created or planted with this id";
        let message = "there is no task with this id";
        Plan::refusal(
            Refusal::NoSuchTask,
            StatusCode::NOT_FOUND,
            "not_found",
            message,
        )
        .explained(explanation)
        .about(self.shown(call, id).into())
    }

    fn no_route(&self, call: &Call<'_>) -> Plan {
        let body = answer::NoRoute {
            message: format!(
                "No handler found for {} {}",
                call.method(),
                self.shown(call, call.path())
            ),
        };
        let routes: Vec<String> = self
            .templates()
            .iter()
            .map(|(method, path)| format!("{method} {path}"))
            .collect();
        let explanation = format!(
            "unmatched: the service has {}; check the base URL",
            routes.join(", ")
        );
        Plan::json(Outcome::Unmatched, StatusCode::NOT_FOUND, &body).explained(&explanation)
    }
}

fn unauthorized(refusal: Refusal) -> Plan {
    let message = match refusal {
        Refusal::NoKey => "an Authorization header with a Bearer token is required",
        _ => "the key is not known",
    };
    Plan::refusal(refusal, StatusCode::UNAUTHORIZED, "unauthorized", message)
}

fn rate_limited(wait: Duration) -> Plan {
    // Whole seconds, and never so few that the next query is refused again.
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    Plan::refusal(
        Refusal::RateLimited,
        StatusCode::TOO_MANY_REQUESTS,
        "rate_limited",
        "the key queries too often",
    )
    .header(header::RETRY_AFTER, &seconds.to_string())
}

pub(crate) fn method_not_allowed(methods: &[Method]) -> Plan {
    let allowed: Vec<&str> = methods.iter().map(Method::as_str).collect();
    let allowed = allowed.join(", ");
    Plan::refusal(
        Refusal::WrongMethod,
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        &format!("this path answers {allowed}"),
    )
    .header(header::ALLOW, &allowed)
}

pub(crate) fn too_large() -> Plan {
    Plan::refusal(
        Refusal::TooLarge,
        StatusCode::PAYLOAD_TOO_LARGE,
        "too_large",
        &format!("the body may have at most {BODY_CAP} bytes"),
    )
}

fn bad_segment() -> Plan {
    Plan::refusal(
        Refusal::Invalid,
        StatusCode::BAD_REQUEST,
        "invalid_request",
        "id: must be percent-encoded UTF-8",
    )
}
