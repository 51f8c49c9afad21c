//! A program whose start is measured.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::process;

use super::server::Server;

/// The key that both send.
const KEY: &str = "the-key-of-a-measurement";

/// A program with all that it is told, ready to be run again and again.
#[derive(Debug)]
pub(super) struct Contestant {
    program: OsString,
    arguments: Vec<String>,
    environment: Vec<(&'static str, OsString)>,
}

impl Contestant {
    /// Returns our program, which asks for the server's task.
    pub(super) fn program(program: &Path, home: &Path, server: &Server) -> Self {
        let mut environment = environment(home);
        environment.push(("GROK_VIDEO_API_KEY", KEY.into()));
        environment.push(("GROK_VIDEO_BASE_URL", server.base_url().into()));
        Self {
            program: program.into(),
            arguments: ["query", Server::TASK].map(str::to_owned).into(),
            environment,
        }
    }

    /// Returns curl, which asks for the same; an error where there is none.
    pub(super) fn curl(home: &Path, server: &Server) -> Result<Self, Failure> {
        let tried = Command::new("curl")
            .arg("--version")
            .stdout(Stdio::null())
            .status();
        match tried {
            Ok(status) if status.success() => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(Failure::check(
                    "curl is what the program is compared with, and is not installed: \
                     install it (on Debian: apt-get install curl)",
                ));
            }
            Ok(status) => return Err(Failure::check(format!("curl does not run: {status}"))),
            Err(error) => return Err(Failure::check(format!("curl does not run: {error}"))),
        }
        let authorization = format!("Authorization: Bearer {KEY}");
        // No file of settings is read; an error of the server's is one of curl's.
        let arguments = ["--disable", "--silent", "--show-error", "--fail"];
        let arguments = arguments.map(str::to_owned).into_iter().chain([
            "--header".to_owned(),
            authorization,
            server.task_url(),
        ]);
        Ok(Self {
            program: "curl".into(),
            arguments: arguments.collect(),
            environment: environment(home),
        })
    }

    /// Runs it once, and returns the time from its start to its first byte.
    pub(super) fn time(&self, server: &Server) -> Result<Duration, Failure> {
        let mut command = Command::new(&self.program);
        command
            .args(&self.arguments)
            .env_clear()
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let start = Instant::now();
        process::run_quietly(&mut command)?;
        let first_byte = server.first_byte().ok_or_else(|| {
            let shown = process::shown(&command);
            Failure::check(format!("`{shown}` ended well, but sent nothing"))
        })?;
        Ok(first_byte.saturating_duration_since(start))
    }
}

/// Returns what both find in their environment: neither a proxy nor a setting of the user's.
fn environment(home: &Path) -> Vec<(&'static str, OsString)> {
    vec![
        ("PATH", std::env::var_os("PATH").unwrap_or_default()),
        ("HOME", home.into()),
        ("XDG_STATE_HOME", home.into()),
    ]
}
