//! What can be said on the command line.

#![expect(
    clippy::doc_markdown,
    reason = "these comments are the help that a terminal shows"
)]

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use grok_video::TaskId;
use grok_video::types::{AspectRatio, ReferenceImage, Resolution};

use crate::report::Output;

/// Creates Grok videos, waits for them without hammering, and saves them before their URLs die.
#[derive(Debug, Parser)]
#[command(name = "grok-video", version, after_help = KEY_HELP)]
pub(crate) struct Args {
    /// The base URL of the service [default: $GROK_VIDEO_BASE_URL or the provider's]
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// Read the API key from a file, or `-` for standard input [default: $GROK_VIDEO_API_KEY]
    #[arg(long, global = true, value_name = "PATH|-")]
    pub(crate) api_key_file: Option<PathBuf>,
    /// What standard output holds
    #[arg(long, global = true, value_enum, default_value_t = Output::Human)]
    pub(crate) output: Output,
    /// No progress, no warnings
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Tell of every poll on standard error
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const KEY_HELP: &str = "\
The API key is never an argument: other users of this machine can read those.

Try it without a key:
  grok-video demo

Make a video:
  export GROK_VIDEO_API_KEY=…
  grok-video generate --model grok_video3 --prompt 'a red kite over the sea' --save kite.mp4";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Create a task; this costs money
    Create {
        #[command(flatten)]
        request: Request,
    },
    /// Ask once for the state of tasks
    Query {
        /// The tasks' ids, as `create` printed them
        #[arg(required = true, value_name = "ID")]
        ids: Vec<TaskId>,
    },
    /// Wait for the end of tasks
    Wait {
        /// The tasks' ids, as `create` printed them
        #[arg(required = true, value_name = "ID")]
        ids: Vec<TaskId>,
        /// Save the results: a file that does not exist yet, or a folder
        #[arg(long, value_name = "FILE|DIR")]
        save: Option<PathBuf>,
        #[command(flatten)]
        polling: Polling,
    },
    /// Create a task, wait for it, and save its result; this costs money
    Generate {
        #[command(flatten)]
        request: Request,
        /// Save the result: a file that does not exist yet, or a folder
        #[arg(long, value_name = "FILE|DIR")]
        save: PathBuf,
        #[command(flatten)]
        polling: Polling,
    },
    /// Ask once, and save the result if the task is completed
    Save {
        /// The task's id
        id: TaskId,
        /// A file that does not exist yet, or a folder
        #[arg(long, value_name = "FILE|DIR")]
        to: PathBuf,
    },
    /// Show the whole way against a simulated service on this machine; no key, no cost
    Demo {
        /// How the simulated task ends
        #[arg(long, value_enum, default_value_t = DemoOutcome::Completed)]
        outcome: DemoOutcome,
        /// Save the video in this folder [default: a new one for temporary files]
        #[arg(long, value_name = "DIR")]
        keep: Option<PathBuf>,
    },
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// Holds the parameters of a create call.
#[derive(Debug, clap::Args)]
pub(crate) struct Request {
    /// grok_video3, grok_video3_pro, grok_video3_max or grok_video3_stable
    #[arg(long, value_name = "M")]
    pub(crate) model: String,
    /// What the video shows
    #[arg(long, value_name = "TEXT")]
    pub(crate) prompt: String,
    /// Seconds of video [the service's default: 10]
    #[arg(long, value_name = "S", value_parser = whole_seconds)]
    pub(crate) duration: Option<u32>,
    /// 16:9, 9:16, 1:1, 3:2 or 2:3 [the service's default: 16:9]
    #[arg(long, value_name = "R")]
    pub(crate) aspect_ratio: Option<AspectRatio>,
    /// 480p or 720p [the service's default: 720p]
    #[arg(long, value_name = "R")]
    pub(crate) resolution: Option<Resolution>,
    /// A reference image: a URL, or data:image/…;base64,… where the model takes it
    #[arg(long, value_name = "URL")]
    pub(crate) image: Vec<ReferenceImage>,
}

/// Says when to ask; times are written like `250ms`, `30s` or `5m`.
#[derive(Debug, clap::Args)]
pub(crate) struct Polling {
    /// The shortest wait between polls [default: 30s]
    #[arg(long, value_name = "D", value_parser = humantime::parse_duration)]
    pub(crate) interval: Option<Duration>,
    /// The wait before the first poll; 0s asks at once [default: the interval]
    #[arg(long, value_name = "D", value_parser = humantime::parse_duration)]
    pub(crate) first_poll: Option<Duration>,
    /// The longest wait between polls [default: twice the interval]
    #[arg(long, value_name = "D", value_parser = humantime::parse_duration)]
    pub(crate) max_interval: Option<Duration>,
    /// When to give up [default: 30m]
    #[arg(long, value_name = "D", value_parser = humantime::parse_duration)]
    pub(crate) timeout: Option<Duration>,
    /// How waits grow: up to the longest, or not at all
    #[arg(long, value_enum, default_value_t = ScheduleName::Provider)]
    pub(crate) schedule: ScheduleName,
}

fn whole_seconds(text: &str) -> Result<u32, &'static str> {
    text.parse()
        .map_err(|_| "give whole seconds without a unit, such as 10")
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScheduleName {
    Provider,
    Fixed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DemoOutcome {
    Completed,
    Failed,
}
