//! The rules once more, said about what has happened: they know nothing of the machine.

use std::time::Duration;

use grok_video::Ending;
use grok_video::types::Quantity;
use grok_video_mock::{Outcome, Request, Shown};

use super::super::service::seconds;
use super::fate::Fate;
use super::kind::Means;
use super::life::{Ended, Life, name};

/// The least gap between two queries.
pub(super) const FLOOR: Duration = Duration::from_secs(30);
/// The longest wait between two queries.
const CAP: Duration = Duration::from_secs(60);
/// The most that one query may take.
const CALL: Duration = Duration::from_secs(60);
/// The wait before the first query: jitter makes it later by 15 % at most.
const FIRST: (Duration, Duration) = (FLOOR, Duration::from_millis(34_500));
/// How long errors that may pass are put up with.
const OUTAGE: Duration = Duration::from_secs(300);
/// How much later tokio's clock may wake than it was asked to.
const TICK: Duration = Duration::from_millis(1);

macro_rules! ensure {
    ($holds:expr, $($said:tt)+) => {
        if !$holds {
            return Err(format!($($said)+));
        }
    };
}

/// One query from both sides.
struct Query<'a> {
    begun: Duration,
    ended: Duration,
    means: Means,
    /// What the service answered, where it was asked.
    shown: Option<Shown>,
    /// The wait that the answer asked for.
    hint: Duration,
    request: &'a Request,
}

/// Checks what happened to one task.
pub(super) fn check(
    life: &Life,
    requests: &[Request],
    means: impl Fn(&str) -> Means,
) -> Result<(), String> {
    let queries = both_sides(life, requests, means)?;
    truth(life, &queries)?;
    endings(life, &queries)?;
    gaps(life, &queries)
}

/// Puts together what the watches and the service say of each query.
fn both_sides<'a>(
    life: &Life,
    requests: &'a [Request],
    means: impl Fn(&str) -> Means,
) -> Result<Vec<Query<'a>>, String> {
    let (n_asked, n_came) = (life.asked.len(), requests.len());
    ensure!(
        n_asked == n_came,
        "asked {n_asked} times, came {n_came} times"
    );
    let mut queries = Vec::new();
    for (asked, request) in life.asked.iter().zip(requests) {
        let at = request.at;
        ensure!(
            asked.begun == at,
            "asked at {:?}, came at {at:?}",
            asked.begun
        );
        queries.push(Query {
            begun: asked.begun,
            ended: asked.ended,
            means: request.fault.as_deref().map_or(Means::Told, &means),
            shown: match request.outcome {
                Outcome::Queried(shown) => Some(shown),
                _ => None,
            },
            hint: hint(request.fault.as_deref().unwrap_or_default()),
            request,
        });
    }
    Ok(queries)
}

/// Reads the wait out of the name of a fault: `429 Too Many Requests, Retry-After 30 s`, or `a date 30 s
/// ahead`.
fn hint(fault: &str) -> Duration {
    let said = fault.split_once("Retry-After ");
    let number = said.and_then(|(_, wait)| {
        let wait = wait.strip_prefix("a date ").unwrap_or(wait);
        wait.split_once(" s")?.0.parse().ok()
    });
    number.map_or(Duration::ZERO, seconds)
}

/// Checks that the task went its own way, and that the last outcome says which.
fn truth(life: &Life, queries: &[Query<'_>]) -> Result<(), String> {
    let Life { n, endings, .. } = life;
    let fate = Fate::of(*n);
    for query in queries.iter().filter(|query| query.means == Means::Told) {
        let over = if fate.fails {
            Shown::Failed
        } else {
            Shown::Completed
        };
        let expected = if query.begun < fate.queued {
            Shown::Queued
        } else if query.begun < fate.queued + fate.processing {
            Shown::Processing
        } else {
            over
        };
        let is_so = query.shown == Some(expected);
        ensure!(is_so, "{expected:?} was to be shown: {}", query.request);
    }
    let last = endings.last().map(|end| &end.outcome.ending);
    let is_true = match last {
        Some(Ending::Completed { task, .. }) => {
            let video = task.video().ok_or("completed without a video")?;
            let length = video.actual_duration().map(Quantity::get);
            let is_its_own = video.url().as_str().contains(&format!("/video_{n}.mp4?"));
            !fate.fails && is_its_own && length == Some(Fate::length(*n))
        }
        Some(Ending::Failed { task }) => {
            let failure = task.failure().ok_or("failed without a failure")?;
            fate.fails && failure.message() == Some(&Fate::reason(*n))
        }
        _ => false,
    };
    ensure!(is_true, "the outcome is not what became of it: {last:?}");
    Ok(())
}

/// Checks that each watch ended where it had to, and how.
fn endings(life: &Life, queries: &[Query<'_>]) -> Result<(), String> {
    let expected = foretold(queries);
    let found: Vec<(usize, &str)> = life
        .endings
        .iter()
        .map(|end| (end.n_asked, name(&end.outcome.ending)))
        .collect();
    ensure!(
        found == expected,
        "ends (query, how): {found:?}, not {expected:?}"
    );
    let mut n_before = 0;
    for (
        n,
        Ended {
            outcome, n_asked, ..
        },
    ) in life.endings.iter().enumerate()
    {
        let is_last = n + 1 == life.endings.len();
        ensure!(
            is_last == outcome.ending.is_terminal(),
            "over twice or never"
        );
        ensure!(
            is_last == outcome.checkpoint.is_none(),
            "a checkpoint: {outcome}"
        );
        ensure!(
            outcome.n_polls as usize == *n_asked,
            "miscounted: {outcome}"
        );
        ensure!(*n_asked > n_before, "a watch without a query: {outcome}");
        n_before = *n_asked;
    }
    // Behind the answer that the task is over, whole and readable, nobody asks any more.
    let n_queries = queries.len();
    ensure!(
        n_before == n_queries,
        "asked on after the end: {n_queries} queries"
    );
    Ok(())
}

/// Says behind which query the watches of a task must end, and how.
fn foretold(queries: &[Query<'_>]) -> Vec<(usize, &'static str)> {
    let mut ends = Vec::new();
    // The error that came last, if no good answer came since, and how often in a row.
    let mut row: Option<(Means, usize)> = None;
    let mut out_since: Option<Duration> = None;
    for (n, query) in (1..).zip(queries) {
        let end = match query.means {
            Means::Told | Means::Pending => {
                (row, out_since) = (None, None);
                match query.shown {
                    _ if query.means == Means::Pending => None,
                    Some(Shown::Completed) => Some("completed"),
                    Some(Shown::Failed) => Some("failed"),
                    _ => None,
                }
            }
            Means::Passes => {
                row = None;
                let since = *out_since.get_or_insert(query.ended);
                // What the server asked for is no outage.
                out_since = Some(since + query.hint);
                (query.ended.saturating_sub(since) >= OUTAGE).then_some("outage")
            }
            Means::Believed { after, ending } => {
                let n_before = match row {
                    Some((means, n)) if means == query.means => n,
                    _ => 0,
                };
                row = Some((query.means, n_before + 1));
                (n_before + 1 >= after).then_some(ending)
            }
        };
        if let Some(end) = end {
            ends.push((n, end));
            // The watch that goes on has fresh patience.
            (row, out_since) = (None, None);
        }
    }
    ends
}

/// Checks when the queries came.
fn gaps(life: &Life, queries: &[Query<'_>]) -> Result<(), String> {
    let first = queries[0].begun;
    let is_due = FIRST.0 <= first && first <= FIRST.1 + TICK;
    ensure!(is_due, "the first query came at {first:?}");
    for query in queries {
        let took = query.ended - query.begun;
        ensure!(took <= CALL + TICK, "took {took:?}: {}", query.request);
    }
    for (n, pair) in (1..).zip(queries.windows(2)) {
        let [before, next] = pair else { continue };
        let (gap, request) = (next.begun - before.begun, next.request);
        ensure!(request.gap == Some(gap), "not {gap:?} behind: {request}");
        // Floor and hint count from the answer, so that they hold from start to start as well.
        let wait = next.begun.saturating_sub(before.ended);
        let least = FLOOR.max(before.hint);
        ensure!(wait >= least, "{wait:?} is under {least:?}: {request}");
        let rested = life.endings.iter().find(|end| end.n_asked == n);
        let most = match rested {
            None => CAP.max(before.hint),
            // Due as soon as the gap is kept; what is overdue comes within the floor.
            Some(end) => least.max(end.away + FLOOR),
        };
        ensure!(
            wait <= most + 2 * TICK,
            "{wait:?} is over {most:?}: {request}"
        );
    }
    Ok(())
}
