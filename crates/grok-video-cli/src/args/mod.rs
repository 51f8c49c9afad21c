//! What can be said on the command line.

#![expect(
    clippy::doc_markdown,
    reason = "these comments are the help that a terminal shows"
)]

mod account;
mod help;
mod ids;
mod polling;
mod request;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use grok_video::TaskId;
use grok_video::ledger::TaskState;

use crate::output::Output;

pub(crate) use account::AccountArg;
pub(crate) use ids::IdArg;
pub(crate) use polling::{Polling, ScheduleName};
pub(crate) use request::Request;

/// The heading of options that every command takes.
const FOR_ALL: &str = "For all commands";

/// Creates Grok videos, waits for them without hammering, and saves them before their URLs die.
#[derive(Debug, Parser)]
#[command(name = "grok-video", version, long_version = help::VERSION, after_help = help::PROGRAM)]
pub(crate) struct Args {
    /// The base URL of the service [default: $GROK_VIDEO_BASE_URL or the provider's]
    #[arg(long, global = true, help_heading = FOR_ALL, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// Read the API key from a file, or `-` for standard input [default: $GROK_VIDEO_API_KEY]
    #[arg(long, global = true, help_heading = FOR_ALL, value_name = "PATH|-")]
    pub(crate) api_key_file: Option<PathBuf>,
    /// What standard output holds
    #[arg(long, global = true, help_heading = FOR_ALL, value_enum, default_value_t = Output::Human)]
    pub(crate) output: Output,
    /// Where what was paid for is written down: a file, or a URL as postgres://HOST/DATABASE for many machines
    /// [default: $GROK_VIDEO_LEDGER, or ledger.db in the state folder, see `config`]
    #[arg(long, global = true, help_heading = FOR_ALL, value_name = "PATH|URL", conflicts_with = "no_ledger")]
    pub(crate) ledger: Option<PathBuf>,
    /// Write nothing down: what an interrupted run has paid for is not known afterwards
    #[arg(long, global = true, help_heading = FOR_ALL)]
    pub(crate) no_ledger: bool,
    /// No progress, no warnings
    #[arg(short, long, global = true, help_heading = FOR_ALL, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Tell of every poll on standard error
    #[arg(short, long, global = true, help_heading = FOR_ALL)]
    pub(crate) verbose: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Args {
    /// Tells whether standard input holds the key.
    pub(crate) fn reads_key_from_stdin(&self) -> bool {
        self.api_key_file.as_deref() == Some(Path::new("-"))
    }
}

/// Says what to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Create a task; this costs money
    #[command(after_help = help::CREATE)]
    Create {
        #[command(flatten)]
        request: Request,
    },
    /// Ask once for the state of tasks
    #[command(after_help = help::QUERY)]
    Query {
        /// The tasks' ids, as `create` printed them; `-` reads them from standard input, one a line
        #[arg(required = true, value_name = "ID")]
        ids: Vec<IdArg>,
    },
    /// Wait for the end of tasks
    #[command(after_help = help::WAIT)]
    Wait {
        /// The tasks' ids, as `create` printed them; `-` reads them from standard input, one a line
        #[arg(required = true, value_name = "ID")]
        ids: Vec<IdArg>,
        /// Save the results: a file that does not exist yet, a folder, or such a URL as s3://bucket/folder/
        #[arg(long, value_name = "FILE|DIR|URL")]
        save: Option<PathBuf>,
        #[command(flatten)]
        polling: Polling,
    },
    /// Create tasks, wait for them, and save their results; this costs money
    #[command(after_help = help::GENERATE, override_usage = help::GENERATE_USAGE)]
    Generate {
        #[command(flatten)]
        request: Option<Request>,
        /// Make a video of each line: a JSON object of what a create call takes; `-` is standard input
        #[arg(long, value_name = "FILE|-", conflicts_with = "Request")]
        from: Option<PathBuf>,
        /// Save the result: a file that does not exist yet, a folder, or such a URL as s3://bucket/folder/
        #[arg(long, value_name = "FILE|DIR|URL")]
        save: PathBuf,
        #[command(flatten)]
        polling: Polling,
    },
    /// Ask once, and save the result if the task is completed
    #[command(after_help = help::SAVE)]
    Save {
        /// The task's id
        id: TaskId,
        /// A file that does not exist yet, a folder, or such a URL as s3://bucket/folder/
        #[arg(long, value_name = "FILE|DIR|URL")]
        to: PathBuf,
    },
    /// Go on with everything that the ledger has unfinished
    #[command(after_help = help::RESUME)]
    Resume {
        /// Only these tasks, by their numbers in the ledger
        #[arg(value_name = "TASK", value_parser = task_number)]
        tasks: Vec<u64>,
        #[command(flatten)]
        polling: Polling,
    },
    /// Write requests into the ledger, for workers to make; nothing is sent, and no key is needed
    #[command(after_help = help::SUBMIT)]
    Submit {
        /// A request in each line, as `generate --from` reads them; `-` is standard input
        #[arg(long, value_name = "FILE|-")]
        from: PathBuf,
        /// Where the results go: a folder, or such a URL as s3://bucket/folder/
        #[arg(long, value_name = "DIR|URL")]
        save: PathBuf,
        /// Whose key is to make them, as `worker --account` names it [default: the base URL]
        #[arg(long, value_name = "NAME")]
        account: Option<String>,
    },
    /// Make what the ledger holds, now and later, until a signal ends it; this costs money
    #[command(after_help = help::WORKER)]
    Worker {
        /// Work for this account, with the key in an environment variable; may be given several times
        #[arg(long, value_name = "NAME=VARIABLE")]
        account: Vec<String>,
        /// How many tasks of each account are in hand at a time
        #[arg(long, value_name = "N", default_value_t = 1000, value_parser = in_hand())]
        in_hand: u32,
        /// How long this worker may be out of touch with the ledger before others go on with its tasks; from 1s to 24h
        #[arg(long, value_name = "D", default_value = "30s", value_parser = humantime::parse_duration)]
        lease: Duration,
        /// Answer /healthz, /readyz and /metrics (for Prometheus) over HTTP here, such as 127.0.0.1:9090
        #[arg(long, value_name = "ADDRESS")]
        listen: Option<SocketAddr>,
        /// Post here how each task ends, at least once and before the ledger knows; signed by the secret in
        /// $GROK_VIDEO_WEBHOOK_SECRET
        #[arg(long, value_name = "URL")]
        webhook: Option<String>,
        #[command(flatten)]
        polling: Polling,
    },
    /// Show what the ledger holds
    #[command(after_help = help::LIST)]
    List {
        /// Only tasks in this state; may be given several times
        #[arg(long, value_name = "STATE", value_parser = task_state())]
        state: Vec<TaskState>,
        /// Only the latest N
        #[arg(long, value_name = "N")]
        last: Option<usize>,
        /// Draw what happened to them, and when, into a new SVG file
        #[arg(long, value_name = "FILE")]
        svg: Option<PathBuf>,
    },
    /// Say what you have found out about a task that may have been paid, or that has failed
    #[command(after_help = help::RESOLVE)]
    Resolve {
        /// The task's number in the ledger
        #[arg(value_name = "TASK", value_parser = task_number)]
        task: u64,
        #[command(flatten)]
        decision: Decision,
    },
    /// Show the whole way against a simulated service on this machine; no key, no cost
    #[command(after_help = help::DEMO)]
    Demo {
        /// How the simulated task ends
        #[arg(long, value_enum, default_value_t = DemoOutcome::Completed)]
        outcome: DemoOutcome,
        /// Save the video in this folder [default: a new one for temporary files]
        #[arg(long, value_name = "DIR")]
        keep: Option<PathBuf>,
    },
    /// Show which service, key and folders there are; the key itself is not shown
    Config,
    /// Print completions for a shell
    #[command(after_help = help::COMPLETIONS)]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page of the program or of a command, or write all of them into a folder
    #[command(after_help = help::MAN)]
    Man {
        /// The command; without one, the program
        command: Option<String>,
        /// Write all pages into this folder
        #[arg(long, value_name = "DIR", conflicts_with = "command")]
        dir: Option<PathBuf>,
    },
}

/// Says what became of a task that only a person can decide about.
#[derive(Debug, Clone, clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Decision {
    /// It exists under this id: `resume` waits for it
    #[arg(long, value_name = "ID")]
    pub(crate) id: Option<TaskId>,
    /// It does not exist: `resume` creates it, which costs money
    #[arg(long)]
    pub(crate) send: bool,
    /// Nothing is to be done about it
    #[arg(long)]
    pub(crate) drop: bool,
}

/// Says how a simulated task ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DemoOutcome {
    Completed,
    Failed,
}

/// Reads a state by its word.
fn task_state() -> impl TypedValueParser<Value = TaskState> {
    let words = TaskState::ALL.map(TaskState::as_str);
    PossibleValuesParser::new(words).try_map(|word| word.parse())
}

/// Reads how many tasks may be in hand.
fn in_hand() -> impl TypedValueParser<Value = u32> {
    clap::value_parser!(u32).range(1..=100_000)
}

/// Reads a number as `list` shows it, with or without its sign.
fn task_number(text: &str) -> Result<u64, &'static str> {
    let digits = text.strip_prefix('#').unwrap_or(text);
    digits
        .parse()
        .map_err(|_| "give its number, as `grok-video list` shows it")
}
