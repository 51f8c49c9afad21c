use std::fmt::Write as _;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;

use super::command::{Command, Excerpt, Order, SessionCommand, TaskStep};
use super::reply::{self, Reply};
use super::secret::secret;
use super::view::{
    ClockView, FaultView, FaultsView, JournalView, OpenedView, RequestView, SessionView,
    SessionsView, StateView, TaskView, TasksView,
};
use crate::journal::Request;
use crate::pace::Pace;
use crate::report;
use crate::session::{NotOpened, Session, SessionName, Sessions};
use crate::simulation::Simulation;
use crate::template::Template;
use crate::world::{End, IsOver, World};

/// How much of a secret makes a name: 16 digits are plenty.
const NAME_DIGITS: usize = 16;

/// The most rules, and the most scripts, that a session is given one by one:
/// each request is held against all of them, and each answer lists them.
const MAX_FAULTS: usize = 1024;

/// Does what an order says, all but the passing of time: an advance has been
/// made, and a wait is over.
pub(crate) fn execute(order: Order, sessions: &mut Sessions, pace: Pace, now: Duration) -> Reply {
    let name = order.session_in(sessions);
    let asked = Asked {
        host: order.host.as_deref(),
        pace,
        now,
        plain: &Template::plain(sessions.template().seed, sessions.template().epoch),
    };
    match order.command {
        Command::Move => reply::moved("/__mock/"),
        Command::ShowFile(file) => {
            let router = &sessions.default_session().simulation.router;
            file.reply(&router.prefix().to_string())
        }
        Command::ListSessions => list_sessions(sessions),
        Command::Open { name, key } => open(sessions, name, key, asked),
        Command::Close(name) => close(sessions, &name),
        Command::Within(SessionCommand::Wait { .. }) if sessions.find(&name).is_none() => {
            no_session()
        }
        Command::Within(command) => match sessions.get(&name, now) {
            Ok(session) => in_session(command, &name, session, asked),
            Err(refused) => not_opened(&refused),
        },
    }
}

/// By whom something is asked, and when.
#[derive(Debug, Clone, Copy)]
struct Asked<'a> {
    /// The name by which the caller knows the server.
    host: Option<&'a str>,
    pace: Pace,
    now: Duration,
    /// The server's own seed and epoch, and else the defaults.
    plain: &'a Template,
}

impl Order {
    /// Returns the session that the order is for.
    pub(crate) fn session_in(&self, sessions: &Sessions) -> SessionName {
        let of_key = || self.key.as_deref().and_then(|key| sessions.of_key(key));
        let name = self.session.as_ref().or_else(of_key);
        name.cloned().unwrap_or_default()
    }
}

fn in_session(
    command: SessionCommand,
    name: &SessionName,
    session: &mut Session,
    asked: Asked<'_>,
) -> Reply {
    let now = asked.now;
    let simulation = &mut session.simulation;
    match command {
        SessionCommand::ShowState => show_state(name, session, asked),
        SessionCommand::ListTasks { last } => list_tasks(simulation, last, asked),
        SessionCommand::Plant(planted) => {
            simulation.world.plant(&planted, now);
            show_task(simulation, planted.id(), StatusCode::CREATED, asked)
        }
        SessionCommand::Task { id, step } => task(simulation, &id, step, asked),
        SessionCommand::ListFaults { last } => list_faults(simulation, StatusCode::OK, last),
        SessionCommand::Inject(..) if simulation.faults.n_rules() >= MAX_FAULTS => {
            too_many("rules")
        }
        SessionCommand::Inject(scope, trigger, fault) => {
            simulation.faults.rule(scope, trigger, fault);
            list_faults(simulation, StatusCode::CREATED, Some(0))
        }
        SessionCommand::Reply(..) if simulation.faults.n_scripts() >= MAX_FAULTS => {
            too_many("scripts of replies")
        }
        SessionCommand::Reply(scope, replies) => {
            simulation.faults.script(scope, replies);
            list_faults(simulation, StatusCode::CREATED, Some(0))
        }
        SessionCommand::ClearFaults => {
            simulation.faults.clear();
            reply::nothing()
        }
        SessionCommand::ShowClock | SessionCommand::Advance(_) => {
            reply::json(StatusCode::OK, &ClockView::new(simulation, asked.pace, now))
        }
        SessionCommand::ShowJournal(excerpt) => show_journal(simulation, excerpt),
        SessionCommand::ShowLines(excerpt) => show_lines(simulation, excerpt),
        SessionCommand::Wait { n, timeout } => waited(simulation, n, timeout),
        SessionCommand::Reset => {
            session.reset(now);
            show_state(name, session, asked)
        }
        SessionCommand::Restart(scenario) => {
            session.restart(scenario.onto(asked.plain.clone()), now);
            show_state(name, session, asked)
        }
    }
}

fn show_state(name: &SessionName, session: &Session, asked: Asked<'_>) -> Reply {
    let view = StateView::new(name.as_str(), &session.simulation, asked.pace, asked.now);
    reply::json(StatusCode::OK, &view)
}

fn list_tasks(simulation: &Simulation, last: Option<usize>, asked: Asked<'_>) -> Reply {
    let tasks = newest(simulation.world.tasks(), last).iter();
    let view = TasksView {
        now: asked.now.as_secs_f64(),
        tasks: tasks
            .map(|task| TaskView::new(simulation, task, asked.host, asked.now))
            .collect(),
    };
    reply::json(StatusCode::OK, &view)
}

fn task(simulation: &mut Simulation, id: &str, step: TaskStep, asked: Asked<'_>) -> Reply {
    let now = asked.now;
    let world: &mut World = &mut simulation.world;
    let moved = match step {
        TaskStep::Show => Some(Ok(())),
        TaskStep::Step => world.step(id, now),
        TaskStep::Complete(completion) => {
            world.finish(id, End::Completed(Box::new(completion)), now)
        }
        TaskStep::Fail(message) => world.finish(id, End::Failed(message.into()), now),
        TaskStep::Hold => world.set_held(id, true, now).map(Ok),
        TaskStep::Release => world.set_held(id, false, now).map(Ok),
    };
    match moved {
        Some(Err(IsOver)) => reply::error(
            StatusCode::CONFLICT,
            "is_over",
            "the task is over already, and its end is final",
        ),
        Some(Ok(())) | None => show_task(simulation, id, StatusCode::OK, asked),
    }
}

fn show_task(simulation: &Simulation, id: &str, status: StatusCode, asked: Asked<'_>) -> Reply {
    match simulation.world.task(id) {
        Some(task) => reply::json(
            status,
            &TaskView::new(simulation, task, asked.host, asked.now),
        ),
        None => reply::error(
            StatusCode::NOT_FOUND,
            "not_found",
            "this session has no task with this id; POST /__mock/tasks plants one",
        ),
    }
}

fn too_many(what: &str) -> Reply {
    let message =
        format!("there are {MAX_FAULTS} {what} already; DELETE /__mock/faults ends them all");
    reply::error(StatusCode::CONFLICT, "too_many_faults", &message)
}

fn list_faults(simulation: &Simulation, status: StatusCode, last: Option<usize>) -> Reply {
    let records: Vec<FaultView<'_>> = simulation.journal.faults().map(FaultView::from).collect();
    let n_left_out = records.len() - newest(&records, last).len();
    let (rules, scripts) = simulation.faults.overview();
    let view = FaultsView {
        rules,
        scripts,
        records: records.into_iter().skip(n_left_out).collect(),
    };
    reply::json(status, &view)
}

fn show_journal(simulation: &Simulation, excerpt: Excerpt) -> Reply {
    let requests = excerpt.of_journal(simulation);
    let view = JournalView {
        counts: simulation.journal.counts(),
        n_unexpected: simulation.journal.unexpected().n,
        requests: requests.into_iter().map(RequestView::from).collect(),
    };
    reply::json(StatusCode::OK, &view)
}

fn show_lines(simulation: &Simulation, excerpt: Excerpt) -> Reply {
    let mut lines = String::new();
    for request in excerpt.of_journal(simulation) {
        let _ = writeln!(lines, "{request}");
    }
    reply::bytes(
        StatusCode::OK,
        "text/plain; charset=utf-8",
        Bytes::from(lines),
    )
}

fn waited(simulation: &Simulation, n: u64, timeout: Duration) -> Reply {
    if simulation.journal.counts().total() >= n {
        return show_journal(simulation, Excerpt::default());
    }
    let message = report::too_few(simulation, n, timeout);
    reply::error(StatusCode::REQUEST_TIMEOUT, "timeout", &message)
}

fn list_sessions(sessions: &Sessions) -> Reply {
    let all = sessions.iter().map(|(name, session)| SessionView {
        name: name.to_string(),
        n_tasks: session.simulation.world.tasks().len(),
        n_requests: session.simulation.journal.counts().total(),
    });
    let view = SessionsView {
        sessions: all.collect(),
    };
    reply::json(StatusCode::OK, &view)
}

fn open(
    sessions: &mut Sessions,
    name: Option<SessionName>,
    key: Option<String>,
    asked: Asked<'_>,
) -> Reply {
    let Some((name, key)) = named(name, key) else {
        return reply::error(
            StatusCode::CONFLICT,
            "no_randomness",
            "the system gives no randomness to make up a name or a key; choose both",
        );
    };
    if let Err(refused) = sessions.open(&name, key.clone(), asked.now) {
        return not_opened(&refused);
    }
    let router = &sessions.default_session().simulation.router;
    let view = OpenedView {
        name: name.as_str(),
        key: &key,
        base_url: router.base_url_by(asked.host),
    };
    reply::json(StatusCode::CREATED, &view)
}

/// Makes up what is missing.
fn named(name: Option<SessionName>, key: Option<String>) -> Option<(SessionName, String)> {
    let name = match name {
        Some(name) => name,
        None => SessionName::parse(&secret().ok()?[..NAME_DIGITS]).ok()?,
    };
    let key = match key {
        Some(key) => key,
        None => format!("sk-mock-{}", secret().ok()?),
    };
    Some((name, key))
}

fn close(sessions: &mut Sessions, name: &SessionName) -> Reply {
    if name.is_default() {
        let message = "the default session can't be ended; POST /__mock/reset begins it anew";
        return reply::error(StatusCode::CONFLICT, "is_default", message);
    }
    if sessions.close(name) {
        reply::nothing()
    } else {
        no_session()
    }
}

fn no_session() -> Reply {
    let message = "there is no session of this name; GET /__mock/sessions lists them";
    reply::error(StatusCode::NOT_FOUND, "not_found", message)
}

fn not_opened(refused: &NotOpened) -> Reply {
    let code = match refused {
        NotOpened::TooMany => "too_many_sessions",
        NotOpened::NameTaken | NotOpened::KeyTaken => "exists",
    };
    reply::error(StatusCode::CONFLICT, code, &refused.to_string())
}

impl Excerpt {
    fn of_journal(self, simulation: &Simulation) -> Vec<&Request> {
        let after = simulation.journal.requests();
        let after: Vec<&Request> = after
            .filter(|request| request.number > self.after)
            .collect();
        newest(&after, self.last).to_vec()
    }
}

/// Returns the newest so many, or all.
fn newest<T>(all: &[T], last: Option<usize>) -> &[T] {
    let n_left_out = last.map_or(0, |last| all.len().saturating_sub(last));
    &all[n_left_out..]
}
