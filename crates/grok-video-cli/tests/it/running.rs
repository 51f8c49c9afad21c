//! A program that runs, and what it has said so far.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::program::Ran;

/// Holds a program that was started; dropped, it is killed.
pub(crate) struct Running {
    child: Child,
    lines: Receiver<String>,
    readers: Vec<JoinHandle<String>>,
}

impl Running {
    /// How long a line is waited for, and the end: far more than either takes.
    const PATIENCE: Duration = Duration::from_secs(30);

    pub(crate) fn start<A: AsRef<OsStr>>(
        command: &mut Command,
        args: impl IntoIterator<Item = A>,
    ) -> Self {
        let mut child = command
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (tell, lines) = channel();
        let readers = vec![
            read(child.stdout.take().unwrap(), tell.clone()),
            read(child.stderr.take().unwrap(), tell),
        ];
        Self {
            child,
            lines,
            readers,
        }
    }

    /// Waits for a line, on either output, that contains these words.
    #[track_caller]
    pub(crate) fn says(&self, words: &str) -> String {
        let mut said = Vec::new();
        loop {
            match self.lines.recv_timeout(Self::PATIENCE) {
                Ok(line) if line.contains(words) => return line,
                Ok(line) => said.push(line),
                Err(RecvTimeoutError::Timeout) => panic!("nobody says {words:?}: {said:#?}"),
                Err(RecvTimeoutError::Disconnected) => {
                    panic!("it ended without saying {words:?}: {said:#?}")
                }
            }
        }
    }

    /// Waits for lines, on either output, of which so many contain these words.
    #[track_caller]
    pub(crate) fn says_times(&self, n: usize, words: &str) {
        for _ in 0..n {
            self.says(words);
        }
    }

    pub(crate) fn send(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Lets a moment pass, or as little as it takes to say something.
    pub(crate) fn pause(&self) {
        let _ = self.lines.recv_timeout(Duration::from_millis(10));
    }

    /// Presses Ctrl-C.
    pub(crate) fn interrupt(&self) {
        self.send(Signal::INT);
    }

    /// Kills it at once, and waits until it is gone.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits for its end.
    #[track_caller]
    pub(crate) fn end(mut self) -> Ran {
        // Its outputs are read to their ends, by which it is over, or soon will be.
        let start = Instant::now();
        while !self.readers.iter().all(JoinHandle::is_finished) {
            assert!(start.elapsed() < Self::PATIENCE, "it does not end");
            // A line, or the end of both outputs.
            let _ = self.lines.recv_timeout(Duration::from_millis(10));
        }
        let mut said = self.readers.drain(..).map(|reader| reader.join().unwrap());
        let (stdout, stderr) = (said.next().unwrap(), said.next().unwrap());
        drop(said);
        let status = self.child.wait().unwrap();
        let ran = Ran {
            code: status.code().unwrap(),
            stdout,
            stderr,
        };
        ran.is_decent();
        ran
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads to the end; each line is told as soon as it is there.
fn read(output: impl Read + Send + 'static, tell: Sender<String>) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut all = String::new();
        for line in BufReader::new(output).lines() {
            let line = line.unwrap();
            all += &line;
            all.push('\n');
            // Whoever wanted to hear it may be gone.
            let _ = tell.send(line);
        }
        all
    })
}
