use std::time::Duration;

use http::{Method, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::file::File;
use super::guard::Guard;
use super::parameters::Parameters;
use super::reply::{self, Reply};
use super::route::{Place, Route};
use super::session_document::SessionDocument;
use crate::document::{
    CompletionDocument, Object, RepliesDocument, RuleDocument, ScenarioDocument, TaskDocument,
    Time, quiet,
};
use crate::fault::{Fault, Replies, Scope, Trigger};
use crate::invalid::Invalid;
use crate::router::{self, BODY_CAP, Call, percent};
use crate::scenario::Scenario;
use crate::session::{SESSION, SessionName};
use crate::world::{Completion, Planted};

/// The longest that a call waits for requests, in the time of the server's runtime.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

const DEFAULT_WAIT: Duration = Duration::from_secs(5);

/// What a call asks for, and of which session.
#[derive(Debug)]
pub(crate) struct Order {
    /// `None`: the session of the call's key, or else the default one.
    pub(super) session: Option<SessionName>,
    pub(super) key: Option<String>,
    /// By which name the caller knows the server.
    pub(super) host: Option<String>,
    pub(crate) command: Command,
}

/// What a call asks for, read and checked.
#[derive(Debug)]
pub(crate) enum Command {
    /// Send to where the page's own addresses are right.
    Move,
    ShowFile(File),
    ListSessions,
    Open {
        name: Option<SessionName>,
        key: Option<String>,
    },
    Close(SessionName),
    Within(SessionCommand),
}

/// What a call asks of one session.
#[derive(Debug)]
pub(crate) enum SessionCommand {
    ShowState,
    ListTasks { last: Option<usize> },
    Plant(Planted),
    Task { id: String, step: TaskStep },
    ListFaults { last: Option<usize> },
    Inject(Scope, Trigger, Fault),
    Reply(Scope, Replies),
    ClearFaults,
    ShowClock,
    Advance(Duration),
    ShowJournal(Excerpt),
    ShowLines(Excerpt),
    Wait { n: u64, timeout: Duration },
    Reset,
    Restart(Box<Scenario>),
}

/// What is to happen to one task.
#[derive(Debug)]
pub(crate) enum TaskStep {
    Show,
    Step,
    Complete(Completion),
    Fail(String),
    Hold,
    Release,
}

/// Which part of the journal is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Excerpt {
    /// Requests with higher numbers only.
    pub(super) after: u64,
    /// The newest so many of them.
    pub(super) last: Option<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FailDocument {
    error: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AdvanceDocument {
    by: Time,
}

impl Order {
    /// Reads a call that `guard` lets pass, or answers it.
    pub(crate) fn read(call: &Call<'_>, guard: &Guard) -> Result<Self, Box<Reply>> {
        let route = Route::find(call.path());
        let is_open = matches!(route, Some(Route::File(_) | Route::Bare));
        if is_open {
            guard.check_origin(call)?;
        } else {
            guard.check(call)?;
        }
        let Some(route) = route else {
            let message =
                "the admin API has no such route; GET /__mock/openapi/admin.json lists them";
            return Err(Box::new(reply::error(
                StatusCode::NOT_FOUND,
                "no_route",
                message,
            )));
        };
        if !route.methods().contains(call.method()) {
            let refused = router::method_not_allowed(route.methods());
            return Err(Box::new(reply::unstored(refused.response)));
        }
        if call.body().len() > BODY_CAP {
            return Err(Box::new(reply::unstored(router::too_large().response)));
        }
        Self::of_route(route, call, guard)
            .map_err(|invalid| Box::new(reply::invalid(invalid.message())))
    }

    fn of_route(route: Route<'_>, call: &Call<'_>, guard: &Guard) -> Result<Self, Invalid> {
        let mut known = vec!["session"];
        known.extend(parameters_of(route, &verb(call)));
        let parameters = Parameters::parse(call.query(), &known)?;
        let header = call.headers().get(SESSION);
        let in_header = header.map(|value| value.to_str().unwrap_or_default());
        let named = |text: Option<&str>| text.map(SessionName::parse).transpose();
        let in_header = named(in_header).map_err(|invalid| invalid.within(SESSION))?;
        let in_query = named(parameters.text("session"));
        let in_query = in_query.map_err(|invalid| invalid.within("session"))?;
        // Where there is a token, it is what stands where the key would.
        let key = guard.token().is_none().then(|| call.token()).flatten();
        Ok(Self {
            session: in_query.or(in_header),
            key: key.map(str::to_owned),
            host: call.host().map(str::to_owned),
            command: Command::of_route(route, call, &parameters)?,
        })
    }
}

/// Returns the method, and for a `HEAD` the `GET` of which it asks the head.
fn verb(call: &Call<'_>) -> Method {
    match *call.method() {
        Method::HEAD => Method::GET,
        ref method => method.clone(),
    }
}

fn parameters_of(route: Route<'_>, method: &Method) -> &'static [&'static str] {
    match route {
        Route::Within(Place::Tasks | Place::Faults) if method == Method::GET => &["last"],
        Route::Within(Place::Journal | Place::JournalText) => &["after", "last"],
        Route::Within(Place::JournalWait) => &["requests", "timeout"],
        _ => &[],
    }
}

impl Command {
    fn of_route(
        route: Route<'_>,
        call: &Call<'_>,
        parameters: &Parameters,
    ) -> Result<Self, Invalid> {
        Ok(match route {
            Route::File(file) => Self::ShowFile(file),
            Route::Sessions if verb(call) == Method::GET => Self::ListSessions,
            Route::Sessions => {
                let (name, key) = optional_body::<SessionDocument>(call)?.value()?;
                Self::Open { name, key }
            }
            Route::Session(name) => {
                let decoded = percent::decode(name).unwrap_or_default();
                Self::Close(SessionName::parse(&decoded)?)
            }
            Route::Within(place) => {
                Self::Within(SessionCommand::of_place(place, call, parameters)?)
            }
            Route::Bare => Self::Move,
        })
    }
}

impl SessionCommand {
    fn of_place(
        place: Place<'_>,
        call: &Call<'_>,
        parameters: &Parameters,
    ) -> Result<Self, Invalid> {
        let is_get = verb(call) == Method::GET;
        Ok(match place {
            Place::State => Self::ShowState,
            Place::Tasks if is_get => Self::ListTasks {
                last: parameters.number("last")?,
            },
            Place::Tasks => Self::Plant(body::<TaskDocument>(call)?.value()?),
            Place::Task(id) => task(id, TaskStep::Show)?,
            Place::Step(id) => task(id, TaskStep::Step)?,
            Place::Complete(id) => {
                let completion = optional_body::<CompletionDocument>(call)?.value()?;
                task(id, TaskStep::Complete(completion))?
            }
            Place::Fail(id) => task(id, TaskStep::Fail(body::<FailDocument>(call)?.error))?,
            Place::Hold(id) => task(id, TaskStep::Hold)?,
            Place::Release(id) => task(id, TaskStep::Release)?,
            Place::Faults if is_get => Self::ListFaults {
                last: parameters.number("last")?,
            },
            Place::Faults if call.method() == Method::POST => {
                let (scope, trigger, fault) = body::<RuleDocument>(call)?.value()?;
                Self::Inject(scope, trigger, fault)
            }
            Place::Faults => Self::ClearFaults,
            Place::Replies => {
                let (scope, replies) = body::<RepliesDocument>(call)?.value()?;
                Self::Reply(scope, replies)
            }
            Place::Clock => Self::ShowClock,
            Place::Advance => Self::Advance(body::<AdvanceDocument>(call)?.by.0),
            Place::Journal => Self::ShowJournal(Excerpt::of(parameters)?),
            Place::JournalText => Self::ShowLines(Excerpt::of(parameters)?),
            Place::JournalWait => Self::wait(parameters)?,
            Place::Reset => Self::Reset,
            Place::Scenario => Self::restart(body::<ScenarioDocument>(call)?.value()?)?,
        })
    }

    fn wait(parameters: &Parameters) -> Result<Self, Invalid> {
        let n = parameters.number("requests")?;
        let n = n.ok_or_else(|| Invalid::new("must say how many").within("requests"))?;
        let timeout = parameters.duration("timeout")?.unwrap_or(DEFAULT_WAIT);
        if timeout > LONGEST_WAIT {
            let longest = LONGEST_WAIT.as_secs();
            return Err(Invalid::new(format!("at most {longest}s")).within("timeout"));
        }
        Ok(Self::Wait { n, timeout })
    }

    fn restart(scenario: Scenario) -> Result<Self, Invalid> {
        match scenario.server_setting() {
            None => Ok(Self::Restart(Box::new(scenario))),
            Some(name) => Err(Invalid::new(format!(
                "{name}: belongs to the whole server, and is set when it starts"
            ))),
        }
    }
}

impl Excerpt {
    fn of(parameters: &Parameters) -> Result<Self, Invalid> {
        Ok(Self {
            after: parameters.number("after")?.unwrap_or_default(),
            last: parameters.number("last")?,
        })
    }
}

fn task(segment: &str, step: TaskStep) -> Result<SessionCommand, Invalid> {
    let id = percent::decode(segment)
        .ok_or_else(|| Invalid::new("must be percent-encoded UTF-8").within("id"))?;
    Ok(SessionCommand::Task {
        id: id.into_owned(),
        step,
    })
}

fn body<T: DeserializeOwned>(call: &Call<'_>) -> Result<T, Invalid> {
    if call.body().is_empty() {
        return Err(Invalid::new("must be a JSON object").within("body"));
    }
    serde_json::from_slice(call.body())
        .map(|Object(document)| document)
        .map_err(|error| quiet(&error.to_string()).within("body"))
}

fn optional_body<T: DeserializeOwned + Default>(call: &Call<'_>) -> Result<T, Invalid> {
    if call.body().is_empty() {
        return Ok(T::default());
    }
    body(call)
}
