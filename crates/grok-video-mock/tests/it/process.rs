//! The program as a process that does not outlive its test.

use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpStream};
use std::process::{
    Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Output, Stdio,
};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_grok-video-mock");

/// How long anything may take that takes next to no time.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A running program.
pub(crate) struct Program {
    process: Bounded,
    stdin: Option<ChildStdin>,
    /// Held, lest the program write to nobody.
    _stdout: BufReader<ChildStdout>,
    stderr: BufReader<ChildStderr>,
    /// The line that says that it listens.
    pub(crate) ready: String,
}

impl Program {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::start_with(arguments, &[])
    }

    /// Starts it with something in its environment.
    pub(crate) fn start_with(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut child = Command::new(PROGRAM)
            .args(arguments)
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let process = Bounded::new(child);
        let mut ready = String::new();
        stdout.read_line(&mut ready).unwrap();
        Self {
            process,
            stdin,
            _stdout: stdout,
            stderr,
            ready,
        }
    }

    pub(crate) fn addr(&self) -> SocketAddr {
        addr(&self.ready)
    }

    pub(crate) fn close_stdin(&mut self) {
        drop(self.stdin.take());
    }

    /// Waits for the next line on standard error and returns it.
    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.stderr.read_line(&mut line).unwrap();
        line
    }

    /// Waits for the end and returns the status and what is left of standard error.
    pub(crate) fn end(mut self) -> (ExitStatus, String) {
        let mut log = String::new();
        self.stderr.read_to_string(&mut log).unwrap();
        (self.process.wait(), log)
    }

    #[cfg(unix)]
    pub(crate) fn signal(&self, name: &str) {
        signal(self.process.child.lock().unwrap().id(), name);
    }
}

/// Runs a command that ends by itself, and returns what it has written where that is not
/// set otherwise.
pub(crate) fn run(command: &mut Command) -> Output {
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdin.take());
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let process = Bounded::new(child);
    let mut output = Output {
        status: ExitStatus::default(),
        stdout: Vec::new(),
        stderr: Vec::new(),
    };
    if let Some(mut stdout) = stdout {
        stdout.read_to_end(&mut output.stdout).unwrap();
    }
    stderr.unwrap().read_to_end(&mut output.stderr).unwrap();
    output.status = process.wait();
    output
}

/// A process that is killed when it is dropped, or has gone on for too long: a
/// test that waits for its end fails, and does not hang.
struct Bounded {
    child: Arc<Mutex<Child>>,
    _is_wanted: mpsc::Sender<()>,
}

impl Bounded {
    fn new(child: Child) -> Self {
        let child = Arc::new(Mutex::new(child));
        let watched = Arc::clone(&child);
        let (is_wanted, wanted) = mpsc::channel::<()>();
        thread::spawn(move || {
            if wanted.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                let _ = watched.lock().unwrap().kill();
            }
        });
        Self {
            child,
            _is_wanted: is_wanted,
        }
    }

    /// Waits for the end of a process that has closed what it writes to.
    fn wait(&self) -> ExitStatus {
        self.child.lock().unwrap().wait().unwrap()
    }
}

impl Drop for Bounded {
    fn drop(&mut self) {
        let mut child = self.child.lock().unwrap();
        // An error says that it has ended already.
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// Returns the address in the line that says that a program listens.
pub(crate) fn addr(ready: &str) -> SocketAddr {
    let ready: Value = serde_json::from_str(ready).unwrap();
    let url = ready["url"].as_str().unwrap();
    url.split('/').nth(2).unwrap().parse().unwrap()
}

#[cfg(unix)]
#[track_caller]
pub(crate) fn signal(id: u32, name: &str) {
    let status = Command::new("kill")
        .args(["-s", name, &id.to_string()])
        .status();
    assert!(status.unwrap().success());
}

/// Connects until that is refused, which is to be soon.
#[track_caller]
pub(crate) fn wait_until_refused(addr: SocketAddr) {
    let start = Instant::now();
    while TcpStream::connect(addr).is_ok() {
        assert!(start.elapsed() < PATIENCE, "{addr} goes on listening");
    }
}
