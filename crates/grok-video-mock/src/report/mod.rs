//! What a failed assertion says: what was expected, what came, and what to
//! change.

mod bounds;
mod nearest;

use std::fmt::{self, Write as _};
use std::ops::RangeBounds;
use std::time::Duration;

use crate::journal::{Outcome, Refusal, Request, Seconds, Unexpected};
use crate::simulation::Simulation;
use bounds::Bounds;
use nearest::Nearest;

/// What advice begins with.
const MEND: &str = "To mend it: ";

/// The most requests that a report lists.
const MAX_LISTED: usize = 12;

/// Returns what is wrong with how often a task was polled, if anything is.
pub(crate) fn polls(
    simulation: &Simulation,
    id: &str,
    expected: &impl RangeBounds<usize>,
) -> Option<String> {
    let task = simulation.world.task(id);
    let n = task.map_or(0, |task| task.polls().n());
    if task.is_some() && expected.contains(&n) {
        return None;
    }
    let mut report = String::new();
    let _ = write!(
        report,
        "task {} was {}; expected polls: {}.\n\n",
        id.escape_debug(),
        polled(n),
        Bounds::of(expected, ToString::to_string),
    );
    list(&mut report, simulation, id);
    hint(&mut report, &poll_hint(simulation, id, n, expected));
    Some(report)
}

/// Returns what is wrong with the times between the polls of a task, if
/// anything is.
pub(crate) fn gaps(
    simulation: &Simulation,
    id: &str,
    expected: &impl RangeBounds<Duration>,
) -> Option<String> {
    let task = simulation.world.task(id);
    let gaps = task.and_then(|task| task.polls().gaps());
    let mut report = String::new();
    let bounds = Bounds::of(expected, |gap: &Duration| Seconds(*gap).to_string());
    let advice = match gaps {
        Some(gaps) if expected.contains(&gaps.shortest) && expected.contains(&gaps.longest) => {
            return None;
        }
        Some(gaps) => {
            let _ = write!(
                report,
                "task {} was polled {} apart; expected: {bounds}.\n\n",
                id.escape_debug(),
                Bounds::of(&(gaps.shortest..=gaps.longest), |gap| {
                    Seconds(*gap).to_string()
                }),
            );
            "change the client's polling interval, or the range that is asserted".to_owned()
        }
        None => {
            let n = task.map_or(0, |task| task.polls().n());
            let _ = write!(
                report,
                "task {} was {}, so no two polls lie apart; expected: {bounds}.\n\n",
                id.escape_debug(),
                polled(n),
            );
            match n {
                1 => "give the task a script that takes more than one poll".to_owned(),
                _ => poll_hint(simulation, id, n, &(2..)),
            }
        }
    };
    list(&mut report, simulation, id);
    hint(&mut report, &advice);
    Some(report)
}

/// Says that fewer requests came than were waited for.
pub(crate) fn too_few(simulation: &Simulation, expected: u64, timeout: Duration) -> String {
    let n = simulation.journal.counts().total();
    let mut report = format!(
        "{n} of {expected} requests came within {}.\n\n",
        Seconds(timeout)
    );
    list_all(&mut report, simulation);
    let base_url = simulation.router.base_url();
    hint(
        &mut report,
        &match n {
            0 => never_asked(&base_url),
            _ => {
                "wait for fewer requests or longer, or look at what the client waits for".to_owned()
            }
        },
    );
    report
}

/// Says which requests only a mistake can have led to.
pub(crate) fn unexpected(simulation: &Simulation, unexpected: &Unexpected) -> String {
    let seed = simulation.world.seed();
    let mut report = format!("{} (seed {seed}):\n", unexpected_count(unexpected.n));
    let templates = simulation.router.templates();
    let mut ran_out = false;
    let mut unmatched = false;
    for (request, explanation) in &unexpected.first {
        let _ = writeln!(report, "  {request}");
        match request.outcome {
            Outcome::Unmatched => {
                unmatched = true;
                let nearest = Nearest::of(request.method.as_str(), &request.path, &templates);
                let _ = write!(report, "{nearest}");
            }
            _ => {
                ran_out = true;
                let _ = writeln!(report, "    {explanation}");
            }
        }
    }
    let n_more = unexpected.n - unexpected.first.len() as u64;
    if n_more > 0 {
        let _ = writeln!(report, "  … and {n_more} more");
    }
    report.push('\n');
    if unmatched {
        let base_url = simulation.router.base_url();
        hint(
            &mut report,
            &format!("give the client the base URL {base_url}"),
        );
    }
    if ran_out {
        hint(
            &mut report,
            "add replies for these requests, or end the script with `then_live()`",
        );
    }
    report.push_str(
        "Or, if such requests are meant: take them with `take_unexpected()`, or build the server with \
         `allow_unexpected()`.\n",
    );
    report
}

fn unexpected_count(n: u64) -> String {
    match n {
        1 => "1 request was unexpected".to_owned(),
        n => format!("{n} requests were unexpected"),
    }
}

fn polled(n: usize) -> String {
    match n {
        0 => "never polled".to_owned(),
        1 => "polled once".to_owned(),
        n => format!("polled {n} times"),
    }
}

/// Lists the requests about a task; all of them, where there is none.
fn list(report: &mut String, simulation: &Simulation, id: &str) {
    let is_about = |request: &&Request| request.task.as_deref() == Some(id);
    let about: Vec<&Request> = simulation.journal.requests().filter(is_about).collect();
    if about.is_empty() {
        list_all(report, simulation);
    } else {
        let seed = simulation.world.seed();
        let _ = writeln!(report, "Requests about this task (seed {seed}):");
        write_requests(report, &about);
    }
}

fn list_all(report: &mut String, simulation: &Simulation) {
    let all: Vec<&Request> = simulation.journal.requests().collect();
    let seed = simulation.world.seed();
    if all.is_empty() {
        let _ = writeln!(report, "No request came at all (seed {seed}).");
    } else {
        let _ = writeln!(report, "All requests (seed {seed}):");
        write_requests(report, &all);
    }
}

fn write_requests(report: &mut String, requests: &[&Request]) {
    let n_left_out = requests.len().saturating_sub(MAX_LISTED);
    if n_left_out > 0 {
        let _ = writeln!(report, "  … {n_left_out} before");
    }
    for request in &requests[n_left_out..] {
        let _ = writeln!(report, "  {request}");
    }
}

/// Says what to change, apart from what was seen.
fn hint(report: &mut String, hint: &str) {
    if !report.ends_with("\n\n") && !report.contains(MEND) {
        report.push('\n');
    }
    let _ = writeln!(report, "{MEND}{hint}.");
}

fn never_asked(base_url: &str) -> String {
    format!("let the client ask this server, whose base URL is {base_url}")
}

/// Returns what may mend a number of polls that was not expected.
fn poll_hint(
    simulation: &Simulation,
    id: &str,
    n: usize,
    expected: &impl RangeBounds<usize>,
) -> String {
    let journal = &simulation.journal;
    let base_url = simulation.router.base_url();
    let Some(task) = simulation.world.task(id) else {
        return format!(
            "plant the task with `plant({id:?}, …)`, or assert on an id that a create returned"
        );
    };
    if journal.counts().total() == 0 {
        return never_asked(&base_url);
    }
    let is_above = Bounds::of(expected, ToString::to_string).is_below(&n);
    if is_above {
        let shortest = task.polls().gaps().map(|gaps| gaps.shortest);
        return format!(
            "let the client wait longer between polls (the shortest time was {}; the provider asks \
             for 30 to 60 s) and stop at `completed` and `failed`, or assert on more polls",
            Seconds(shortest.unwrap_or_default())
        );
    }
    let about = |request: &&Request| request.task.as_deref() == Some(id);
    let any_was =
        |wanted: fn(Outcome) -> bool| journal.requests().any(|request| wanted(request.outcome));
    let refused_here = |refusals: &[Refusal]| {
        journal
            .requests()
            .filter(|request| request.path.ends_with(id) || about(request))
            .any(|request| {
                matches!(request.outcome, Outcome::Refused(refusal) if refusals.contains(&refusal))
            })
    };
    if refused_here(&[Refusal::WrongKey, Refusal::NoKey]) {
        "give the client a key that the server accepts, or the server the client's key; a query \
         that is turned away with 401 counts as no poll"
            .to_owned()
    } else if n == 0 && any_was(|outcome| outcome == Outcome::Unmatched) {
        format!("give the client the base URL {base_url}")
    } else if n == 0 {
        format!("let the client ask for task {}", id.escape_debug())
    } else {
        "look at why the client stopped after the last request above, or assert on fewer polls"
            .to_owned()
    }
}

/// A text that an assertion panics with.
pub(crate) struct Failed<'a>(pub(crate) &'a str);

impl fmt::Display for Failed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.trim_end())
    }
}
