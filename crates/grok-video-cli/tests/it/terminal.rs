//! A terminal that a test reads.

use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::os::unix::ffi::OsStrExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

use super::screen::Shown;

/// A terminal of so many columns, and 24 rows.
pub(crate) struct Terminal {
    ours: File,
    theirs: File,
}

/// Which outputs of a program are the terminal; the others are thrown away or given elsewhere.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outputs {
    Both,
    Stdout,
    Stderr,
}

/// A program that runs on a terminal; dropped, it is killed.
pub(crate) struct OnTerminal {
    child: Child,
    terminal: File,
    /// All that has come.
    bytes: Vec<u8>,
}

impl Terminal {
    const ROWS: u16 = 24;

    pub(crate) fn new(columns: u16) -> Self {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        let name = ptsname(&ours, Vec::new()).unwrap();
        let theirs = OpenOptions::new()
            .read(true)
            .write(true)
            .open(OsStr::from_bytes(name.to_bytes()))
            .unwrap();
        let size = Winsize {
            ws_row: Self::ROWS,
            ws_col: columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&theirs, size).unwrap();
        Self {
            ours: ours.into(),
            theirs,
        }
    }

    /// Starts a program with these outputs on the terminal; an output that is not is thrown away, unless the command has
    /// another place for it.
    pub(crate) fn start<A: AsRef<OsStr>>(
        self,
        mut command: Command,
        args: impl IntoIterator<Item = A>,
        outputs: Outputs,
    ) -> OnTerminal {
        command.args(args);
        let side = || Stdio::from(self.theirs.try_clone().unwrap());
        if outputs == Outputs::Stdout {
            command.stdout(side()).stderr(Stdio::piped());
        } else if outputs == Outputs::Stderr {
            command.stdout(Stdio::piped()).stderr(side());
        } else {
            command.stdout(side()).stderr(side());
        }
        let child = command.spawn().unwrap();
        // With the last one of these the terminal is hung up, once the program has ended: `command` has two more.
        drop((command, self.theirs));
        OnTerminal {
            child,
            terminal: self.ours,
            bytes: Vec::new(),
        }
    }
}

impl OnTerminal {
    const PATIENCE: Duration = Duration::from_secs(30);

    /// Reads what has come since, or waits for it; tells whether the terminal is still used.
    fn read(&mut self) -> bool {
        let mut chunk = [0; 4096];
        match self.terminal.read(&mut chunk) {
            Ok(0) => false,
            Ok(n) => {
                self.bytes.extend_from_slice(&chunk[..n]);
                true
            }
            // Linux says so when nobody has it open any more.
            Err(error) if error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error()) => {
                false
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => true,
            Err(error) => panic!("{error}"),
        }
    }

    /// Waits until these words have come.
    #[track_caller]
    pub(crate) fn shows(&mut self, words: &str) {
        let start = Instant::now();
        while !self.text().contains(words) {
            let goes_on = self.read();
            assert!(goes_on, "it ended without {words:?}: {}", self.text());
            assert!(
                start.elapsed() < Self::PATIENCE,
                "no {words:?}: {}",
                self.text()
            );
        }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub(crate) fn send(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Waits for the end; returns the exit code, all that came to the terminal, and what came to the other output.
    pub(crate) fn end(mut self) -> Shown {
        while self.read() {}
        let mut elsewhere = String::new();
        if let Some(mut stdout) = self.child.stdout.take() {
            stdout.read_to_string(&mut elsewhere).unwrap();
        }
        if let Some(mut stderr) = self.child.stderr.take() {
            stderr.read_to_string(&mut elsewhere).unwrap();
        }
        let code = self.child.wait().unwrap().code().unwrap();
        Shown {
            code,
            text: String::from_utf8(std::mem::take(&mut self.bytes)).unwrap(),
            elsewhere,
        }
    }
}

impl Drop for OnTerminal {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
