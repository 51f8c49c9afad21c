use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::Parser;
use clap::builder::NonEmptyStringValueParser;

use crate::pace::TimeScale;
use crate::router::Prefix;
use crate::scenario::Scenario;
use crate::server::{Builder, MockServer};

/// Where the token of the admin API is looked for: not among the arguments,
/// which other users can read.
const ADMIN_TOKEN: &str = "GROK_VIDEO_MOCK_ADMIN_TOKEN";

/// A simulated Grok video service: tasks that take their time.
///
/// Prints one JSON line on standard output once it listens; the page under its
/// `admin` shows the simulation and steers it. A prompt that holds
/// `[mock:fail MESSAGE]` makes its task fail, and `[mock:after 2s 5s]` sets how
/// long it is queued and processed, in virtual time.
///
/// Where others can reach it, the admin API asks for a token: the one in
/// `GROK_VIDEO_MOCK_ADMIN_TOKEN`, or one that is made up and stands in the line
/// as `admin_token`.
#[derive(Debug, Parser)]
#[command(name = "grok-video-mock", version)]
pub(super) struct Options {
    /// Address to listen on; port 0 takes any free one
    #[arg(long, value_name = "ADDR", default_value_t = SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))]
    pub(super) listen: SocketAddr,

    /// A key to accept, beside those of the scenario; may be given several
    /// times. Without any, each Bearer token that is not empty is accepted
    #[arg(long = "key", value_name = "KEY", value_parser = NonEmptyStringValueParser::new())]
    keys: Vec<String>,

    /// Virtual seconds that pass in a second [default: 1, or the scenario's]
    #[arg(
        long,
        value_name = "X",
        allow_negative_numbers = true,
        conflicts_with = "manual_clock"
    )]
    time_scale: Option<TimeScale>,

    /// Let time stand still, but for POST /__mock/clock/advance
    #[arg(long)]
    manual_clock: bool,

    /// Seed of all randomness: ids, signatures, how long tasks take [default:
    /// 0, or the scenario's]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,

    /// File in TOML or JSON that says what service this is: tasks, faults,
    /// replies. The other options have the last word
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,

    /// Path that the service's API lies under [default: /kyyReactApiServer, or
    /// the scenario's]
    #[arg(long, value_name = "PATH")]
    prefix: Option<Prefix>,

    /// File to write the port to once it listens
    #[arg(long, value_name = "PATH")]
    pub(super) port_file: Option<PathBuf>,

    /// End when standard input ends
    #[arg(long)]
    pub(super) exit_with_parent: bool,

    /// Print the JSON Schema of scenario files, and end
    #[arg(long)]
    pub(super) print_schema: bool,
}

impl Options {
    /// Returns the server that the options and the scenario ask for.
    pub(super) fn builder(&self) -> io::Result<Builder> {
        let mut builder = MockServer::builder().listen(self.listen).allow_unexpected();
        if let Some(path) = &self.scenario {
            builder = builder.scenario(Scenario::load(path)?);
        }
        if let Some(scale) = self.time_scale {
            builder = builder.time_scale(scale.get());
        }
        if self.manual_clock {
            builder = builder.manual_clock();
        }
        if let Some(seed) = self.seed {
            builder = builder.seed(seed);
        }
        if let Some(prefix) = &self.prefix {
            builder = builder.prefix(&prefix.to_string());
        }
        if let Some(token) = admin_token()? {
            builder = builder.admin_token(token);
        }
        Ok(self.keys.iter().fold(builder, Builder::key))
    }
}

fn admin_token() -> io::Result<Option<String>> {
    let Some(token) = std::env::var_os(ADMIN_TOKEN) else {
        return Ok(None);
    };
    let token = token.into_string().ok();
    let is_fit = |token: &String| token.bytes().all(|byte| byte.is_ascii_graphic());
    match token.filter(|token| !token.is_empty()).filter(is_fit) {
        Some(token) => Ok(Some(token)),
        None => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            format!(
                "{ADMIN_TOKEN} must hold visible ASCII characters; unset it to have a token made up"
            ),
        )),
    }
}
