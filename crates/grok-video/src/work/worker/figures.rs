//! What has been counted, as numbers and in the form that Prometheus reads.

use std::fmt::Write as _;
use std::time::Duration;

/// Holds what a worker has done since it began, of all its accounts together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Figures {
    /// How many accounts it works for.
    pub accounts: u64,
    /// How many of them have a session of the ledger that lives.
    pub live_sessions: u64,
    /// How many sessions were lost, as by a process that slept.
    pub session_losses: u64,
    /// How many tasks in hand are to be created, or being created.
    pub creating: u64,
    /// How many tasks in hand are waited for.
    pub waiting: u64,
    /// How many tasks in hand are to be saved, or being saved.
    pub saving: u64,
    /// How many tasks were created.
    pub created: u64,
    /// How many were found completed.
    pub completed: u64,
    /// How many results were saved.
    pub saved: u64,
    /// How many tasks ended without a result.
    pub failed: u64,
    /// How often a task was given back to the ledger, to be gone on with later.
    pub put_off: u64,
    /// How many create calls may have been taken without anybody knowing an id.
    pub unknown: u64,
    /// How many polls brought something, be it an error; those that were put off don't count.
    pub polls: u64,
    /// How many polls were put off, as the calls of the account were used up or halted, or the service said "too many".
    pub throttled: u64,
    /// How many polls brought no task.
    pub poll_errors: u64,
    /// How many calls of the service the ledger has granted.
    pub calls_granted: u64,
    /// How often an account was halted from here, as the service wanted it.
    pub halts: u64,
    /// Whether an account was halted when calls were last asked for.
    pub is_halted: bool,
    /// How many calls of the ledger were made.
    pub ledger_calls: u64,
    /// How many of them could not reach it.
    pub ledger_errors: u64,
    /// How long ago the ledger last answered; `None` where it never has.
    pub ledger_reached: Option<Duration>,
}

impl Figures {
    /// Returns the figures in the text format of Prometheus (version 0.0.4). No name of a task, an account or a URL is
    /// among them.
    #[must_use]
    pub fn to_prometheus(&self) -> String {
        let mut text = String::with_capacity(4096);
        let mut tell = |name: &str, kind: &str, help: &str, samples: &[(&str, f64)]| {
            // Writing to a string does not fail.
            let _ = writeln!(text, "# HELP grok_video_{name} {help}");
            let _ = writeln!(text, "# TYPE grok_video_{name} {kind}");
            for (labels, value) in samples {
                let _ = writeln!(text, "grok_video_{name}{labels} {value}");
            }
        };
        let in_hand = [
            ("{state=\"creating\"}", float(self.creating)),
            ("{state=\"waiting\"}", float(self.waiting)),
            ("{state=\"saving\"}", float(self.saving)),
        ];
        tell(
            "tasks_in_hand",
            "gauge",
            "Tasks that this worker holds.",
            &in_hand,
        );
        let ends = [
            ("{end=\"saved\"}", float(self.saved)),
            ("{end=\"failed\"}", float(self.failed)),
            ("{end=\"put_off\"}", float(self.put_off)),
            ("{end=\"unknown\"}", float(self.unknown)),
        ];
        tell(
            "tasks_let_go_total",
            "counter",
            "Tasks that this worker has let go of, by how.",
            &ends,
        );
        for (name, help, value) in [
            (
                "tasks_created_total",
                "Tasks created at the service.",
                self.created,
            ),
            (
                "tasks_completed_total",
                "Tasks found completed.",
                self.completed,
            ),
            ("polls_total", "Polls that brought something.", self.polls),
            (
                "poll_errors_total",
                "Polls that brought no task.",
                self.poll_errors,
            ),
            (
                "polls_throttled_total",
                "Polls that were put off, for want of calls or by the service.",
                self.throttled,
            ),
            (
                "calls_granted_total",
                "Calls of the service that the ledger has granted.",
                self.calls_granted,
            ),
            (
                "halts_total",
                "Halts that this worker has asked for, as the service wanted them.",
                self.halts,
            ),
            (
                "ledger_calls_total",
                "Calls of the ledger.",
                self.ledger_calls,
            ),
            (
                "ledger_errors_total",
                "Calls of the ledger that could not reach it.",
                self.ledger_errors,
            ),
            (
                "session_losses_total",
                "Sessions of the ledger that were lost.",
                self.session_losses,
            ),
        ] {
            tell(name, "counter", help, &[("", float(value))]);
        }
        let is_halted = if self.is_halted { 1.0 } else { 0.0 };
        tell(
            "halted",
            "gauge",
            "Whether an account was halted when calls were last asked for.",
            &[("", is_halted)],
        );
        tell(
            "accounts",
            "gauge",
            "Accounts that this worker works for.",
            &[("", float(self.accounts))],
        );
        tell(
            "live_sessions",
            "gauge",
            "Accounts whose session of the ledger lives.",
            &[("", float(self.live_sessions))],
        );
        if let Some(ago) = self.ledger_reached {
            tell(
                "ledger_reached_seconds",
                "gauge",
                "Time since the ledger last answered.",
                &[("", ago.as_secs_f64())],
            );
        }
        text
    }
}

/// A count is exact up to 2⁵³, which none of these reaches.
#[expect(
    clippy::cast_precision_loss,
    reason = "the format has floating point numbers alone"
)]
fn float(count: u64) -> f64 {
    count as f64
}
