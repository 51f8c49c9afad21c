use std::fmt;

use crate::fault::{Fault, Replies, Scope, Trigger};
use crate::pace::Pace;
use crate::router::Prefix;
use crate::template::Template;
use crate::world::{Planted, RateLimit, Script};

/// A simulated service in writing: how it is set, the tasks that are there
/// from the start, and what goes wrong.
///
/// JSON and TOML have the same words; the program prints their schema with
/// `--print-schema`, and takes a file with `--scenario`. A scenario and the
/// same calls in Rust, tasks first, then replies, then faults, make the same
/// service: the same requests give the same journal, byte for byte.
///
/// ```
/// use grok_video_mock::{MockServer, Scenario};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let scenario: Scenario = r#"{
///     "seed": 7,
///     "tasks": [{"id": "video_1", "script": {"pace": {"after_polls": {"queued": 1, "processing": 2}}}}],
///     "faults": [{"scope": {"requests": "queries"}, "trigger": {"nth": 2}, "fault": {"status": 503}}]
/// }"#.parse().unwrap();
/// let server = MockServer::builder().scenario(scenario).start().await.unwrap();
/// assert_eq!(server.seed(), 7);
/// server.assert_polls("video_1", 0..=0);
/// # }
/// ```
#[derive(Clone, PartialEq)]
pub struct Scenario {
    pub(crate) seed: Option<u64>,
    pub(crate) epoch: Option<u64>,
    pub(crate) prefix: Option<Prefix>,
    pub(crate) keys: Vec<String>,
    pub(crate) pace: Option<Pace>,
    pub(crate) script: Option<Script>,
    pub(crate) rate_limit: Option<RateLimit>,
    pub(crate) balances: Vec<(String, u64)>,
    pub(crate) price: Option<u64>,
    pub(crate) tasks: Vec<Planted>,
    pub(crate) replies: Vec<(Scope, Replies)>,
    pub(crate) faults: Vec<(Scope, Trigger, Fault)>,
}

impl Scenario {
    /// Returns the template with what this scenario says of it.
    pub(crate) fn onto(self, template: Template) -> Template {
        Template {
            seed: self.seed.unwrap_or(template.seed),
            epoch: self.epoch.unwrap_or(template.epoch),
            script: self.script.or(template.script),
            rate_limit: self.rate_limit.or(template.rate_limit),
            balances: joined(template.balances, self.balances),
            price: self.price.unwrap_or(template.price),
            tasks: joined(template.tasks, self.tasks),
            replies: joined(template.replies, self.replies),
            faults: joined(template.faults, self.faults),
        }
    }

    /// Returns the name of a setting that belongs to a whole server and not
    /// to a session of it, if there is one.
    pub(crate) fn server_setting(&self) -> Option<&'static str> {
        [
            ("prefix", self.prefix.is_some()),
            ("keys", !self.keys.is_empty()),
            ("time_scale or manual_clock", self.pace.is_some()),
        ]
        .into_iter()
        .find_map(|(name, is_set)| is_set.then_some(name))
    }

    /// Returns an id that two tasks have, if there is one.
    pub(crate) fn duplicate_id(&self) -> Option<&str> {
        let mut ids: Vec<&str> = self.tasks.iter().map(Planted::id).collect();
        ids.sort_unstable();
        ids.windows(2)
            .find(|pair| pair[0] == pair[1])
            .map(|pair| pair[0])
    }
}

/// Says how much there is, and never a key.
impl fmt::Debug for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scenario")
            .field("seed", &self.seed)
            .field("n_tasks", &self.tasks.len())
            .field("n_replies", &self.replies.len())
            .field("n_faults", &self.faults.len())
            .finish_non_exhaustive()
    }
}

fn joined<T>(mut one: Vec<T>, other: Vec<T>) -> Vec<T> {
    one.extend(other);
    one
}
