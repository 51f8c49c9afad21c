//! The program `grok-video-mock`.

mod endings;
mod options;
mod port_file;

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser as _;
use serde::Serialize;

use crate::admin;
use crate::{Builder, MockServer};
use endings::Endings;
use options::Options;

/// The exit code where the program was called wrongly.
const USAGE: u8 = 2;

/// How long requests in flight may take once the program is told to end.
const GRACE: Duration = Duration::from_secs(3);

/// The line that says that the server listens.
#[derive(Debug, Serialize)]
struct Ready {
    ready: bool,
    url: String,
    admin: String,
    seed: u64,
    /// Only where the admin API asks for one that was made up.
    #[serde(skip_serializing_if = "Option::is_none")]
    admin_token: Option<String>,
}

/// Runs the program with the process's arguments until something ends it.
///
/// Bad arguments end the process with exit code 2, as clap does, and so does a
/// scenario that is none.
#[must_use]
pub fn main() -> ExitCode {
    let options = Options::parse();
    if options.print_schema {
        return print_schema();
    }
    let builder = match options.builder() {
        Ok(builder) => builder,
        Err(error) => {
            log(&error);
            return ExitCode::from(USAGE);
        }
    };
    let run = || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(run(builder, &options))
    };
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            log(&error);
            ExitCode::FAILURE
        }
    }
}

async fn run(builder: Builder, options: &Options) -> io::Result<()> {
    // Before anyone learns of us, so that no signal finds us unprepared.
    let is_token_chosen = builder.has_admin_token();
    let mut endings = Endings::listen(options.exit_with_parent)?;
    let server = builder.start().await.map_err(|error| {
        io::Error::new(
            error.kind(),
            format!("can't listen on {}: {error}", options.listen),
        )
    })?;
    if !server.addr().ip().is_loopback() {
        log(&format_args!(
            "warning: {} is not loopback: others can reach it; its admin API asks them for the token",
            server.addr()
        ));
    }
    if let Some(path) = &options.port_file {
        port_file::write(path, server.addr().port()).map_err(|error| {
            io::Error::new(
                error.kind(),
                format!("can't write {}: {error}", path.display()),
            )
        })?;
    }
    announce(&server, is_token_chosen)?;

    log(&format_args!("{}: ending", endings.next().await));
    if tokio::time::timeout(GRACE, server.shutdown())
        .await
        .is_err()
    {
        log(&"requests that took too long were cut off");
    }
    Ok(())
}

fn announce(server: &MockServer, is_token_chosen: bool) -> io::Result<()> {
    let token = server.admin_token().filter(|_| !is_token_chosen);
    let ready = Ready {
        ready: true,
        url: server.base_url(),
        admin: server.admin_url(),
        seed: server.seed(),
        admin_token: token.map(str::to_owned),
    };
    let mut line = serde_json::to_vec(&ready)?;
    line.push(b'\n');
    write_out(&line)
}

fn print_schema() -> ExitCode {
    match write_out(admin::SCENARIO_SCHEMA.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            log(&error);
            ExitCode::FAILURE
        }
    }
}

/// Writes to standard output, and says so where that is not possible.
fn write_out(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    let written = stdout.write_all(bytes).and_then(|()| stdout.flush());
    written.map_err(|error| {
        io::Error::new(
            error.kind(),
            format!("can't write to standard output: {error}"),
        )
    })
}

fn log(message: &dyn Display) {
    // In one piece, lest others' lines come in between. There is nobody left to tell if standard
    // error is gone.
    let line = format!("grok-video-mock: {message}\n");
    let _ = io::stderr().write_all(line.as_bytes());
}
