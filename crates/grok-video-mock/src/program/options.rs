use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::Parser;

use crate::router::Prefix;
use crate::server::{Builder, MockServer, TimeScale};

/// A simulated Grok video service: tasks that take their time.
///
/// Prints one JSON line on standard output once it listens. A prompt that
/// holds `[mock:fail MESSAGE]` makes its task fail, and `[mock:after 2s 5s]`
/// sets how long it is queued and processed, in virtual time.
#[derive(Debug, Parser)]
#[command(name = "grok-video-mock", version)]
pub(super) struct Options {
    /// Address to listen on; port 0 takes any free one
    #[arg(long, value_name = "ADDR", default_value_t = SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))]
    pub(super) listen: SocketAddr,

    /// A key to accept; may be given several times. Without it, any Bearer
    /// token that is not empty is accepted
    #[arg(long = "key", value_name = "KEY")]
    keys: Vec<String>,

    /// Virtual seconds that pass in a second
    #[arg(long, value_name = "X", default_value_t, allow_negative_numbers = true)]
    time_scale: TimeScale,

    /// Seed of all randomness: ids, signatures, how long tasks take
    #[arg(long, value_name = "N", default_value_t)]
    seed: u64,

    /// Path that the service's API lies under
    #[arg(long, value_name = "PATH", default_value_t)]
    prefix: Prefix,

    /// File to write the port to once it listens
    #[arg(long, value_name = "PATH")]
    pub(super) port_file: Option<PathBuf>,

    /// End when standard input ends
    #[arg(long)]
    pub(super) exit_with_parent: bool,
}

impl Options {
    pub(super) fn builder(&self) -> Builder {
        let builder = MockServer::builder()
            .listen(self.listen)
            .time_scale(self.time_scale.get())
            .seed(self.seed)
            .prefix(&self.prefix.to_string())
            .allow_unexpected();
        self.keys.iter().fold(builder, Builder::key)
    }
}
