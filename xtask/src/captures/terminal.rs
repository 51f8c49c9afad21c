//! A terminal that nobody looks at: a shell in tmux.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::process::{Child, Command, Stdio};

use crate::failure::Failure;
use crate::process;

use super::folder::Folder;
use super::scene::Size;

/// All that a program finds in its environment.
pub(super) type Environment = Vec<(&'static str, OsString)>;

/// The name of tmux's socket, which is in the folder of the scene.
const SOCKET: &str = "captures";
/// The settings of tmux: no line of its own, and the usual kind of terminal.
const SETTINGS: &str = "set -g status off\nset -g default-terminal xterm-256color\n";
/// What the shell reads first.
const SHELL_SETTINGS: &str = "PS1='$ '\n";

/// A running tmux with one shell in it.
///
/// Both end when this is dropped, and with this process as well: the tmux that holds them reads what
/// we write, and takes all with it when nobody can write any more.
#[derive(Debug)]
pub(super) struct Terminal {
    environment: Environment,
    holder: Child,
}

impl Terminal {
    /// Returns an error that says so where there is no tmux.
    pub(super) fn check_installed() -> Result<(), Failure> {
        match Command::new("tmux").arg("-V").output() {
            Ok(output) if output.status.success() => Ok(()),
            Ok(output) => {
                let status = output.status;
                Err(Failure::check(format!("tmux does not run: {status}")))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Err(Failure::check(
                "tmux is the terminal that is captured, and is not installed: \
                 install it (on Debian: apt-get install tmux)",
            )),
            Err(error) => Err(Failure::check(format!("tmux does not run: {error}"))),
        }
    }

    /// Opens a terminal in a folder; its programs have this environment and nothing else.
    pub(super) fn open(
        folder: &Folder,
        size: Size,
        mut environment: Environment,
    ) -> Result<Self, Failure> {
        let settings = folder.write("tmux.conf", SETTINGS)?;
        let shell_settings = folder.write("shell.sh", SHELL_SETTINGS)?;
        environment.push(("ENV", shell_settings.into()));
        environment.push(("TERM", "xterm-256color".into()));
        environment.push(("TMUX_TMPDIR", folder.path().into()));

        let mut command = tmux(&environment);
        command.arg("-f").arg(settings).args(["-C", "new-session"]);
        command.args(["-x", &size.columns.to_string()]);
        command.args(["-y", &size.rows.to_string()]);
        command.arg("-c").arg(folder.path()).arg("sh");
        // Set before there is a window, the first would end tmux 3.3.
        command.args([";", "set", "-g", "window-size", "manual"]);
        command.args([";", "set", "-g", "destroy-unattached", "on"]);
        let holder = command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| Failure::check(format!("tmux does not start: {error}")))?;
        Ok(Self {
            environment,
            holder,
        })
    }

    /// Types a text, as it is.
    pub(super) fn write(&self, text: &str) -> Result<(), Failure> {
        self.run(&["send-keys", "-l", "--", text])
    }

    /// Presses a key, by the name that tmux gives it.
    pub(super) fn press(&self, key: &str) -> Result<(), Failure> {
        self.run(&["send-keys", key])
    }

    /// Clears the screen.
    pub(super) fn clear(&self) -> Result<(), Failure> {
        self.run(&["send-keys", "-R"])
    }

    /// Returns what is on the screen; `None` as long as there is none.
    pub(super) fn screen(&self) -> Option<String> {
        let mut command = tmux(&self.environment);
        let output = command.args(["capture-pane", "-p"]).output().ok()?;
        let is_there = output.status.success();
        is_there.then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn run(&self, arguments: &[&str]) -> Result<(), Failure> {
        process::run_quietly(tmux(&self.environment).args(arguments))
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may not have begun yet, or have ended: then its holder is all there is.
        let _ = tmux(&self.environment)
            .arg("kill-server")
            .stderr(Stdio::null())
            .status();
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}

/// Returns a call of the tmux of this environment.
fn tmux(environment: &Environment) -> Command {
    let mut command = Command::new("tmux");
    command
        .env_clear()
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .args(["-u", "-L", SOCKET])
        .stdin(Stdio::null());
    command
}
