//! Five workers, which are killed and stopped.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::LEASE;

/// How many there are.
pub(super) const WORKERS: u64 = 5;

/// How many create calls each may have under way, as the program has it.
pub(super) const SLOTS: usize = 4;

/// How much longer than its lease a worker is stopped.
const LONGER: Duration = Duration::from_millis(700);

/// How a program is called.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) program: PathBuf,
    pub(super) ledger: String,
    pub(super) base_url: String,
    /// Where its output goes.
    pub(super) folder: PathBuf,
}

/// The workers.
#[derive(Debug)]
pub(super) struct Team<'a> {
    call: &'a Call,
    workers: Vec<Worker>,
}

#[derive(Debug)]
struct Worker {
    child: Child,
    /// When it is let go on.
    asleep_until: Option<Instant>,
}

impl<'a> Team<'a> {
    pub(super) fn start(call: &'a Call) -> io::Result<Self> {
        let workers = (0..WORKERS as usize).map(|nth| Worker::start(call, nth));
        Ok(Self {
            call,
            workers: workers.collect::<io::Result<_>>()?,
        })
    }

    /// Kills a worker, and starts it again.
    pub(super) fn kill(&mut self, nth: usize) -> io::Result<()> {
        let worker = &mut self.workers[nth];
        worker.child.kill()?;
        worker.child.wait()?;
        *worker = Worker::start(self.call, nth)?;
        Ok(())
    }

    /// Stops a worker for longer than its lease, or another one where it is stopped.
    pub(super) fn stop(&mut self, nth: usize) -> io::Result<()> {
        let n = self.workers.len();
        loop {
            self.look_after()?;
            let mut awake = (0..n).map(|it| (nth + it) % n);
            let awake = awake.find(|it| self.workers[*it].asleep_until.is_none());
            // At least two go on, so that there is somebody to take over.
            let n_asleep = self
                .workers
                .iter()
                .filter(|it| it.asleep_until.is_some())
                .count();
            if let Some(nth) = awake.filter(|_| n_asleep + 2 < n) {
                let worker = &mut self.workers[nth];
                worker.signal("-STOP")?;
                worker.asleep_until = Some(Instant::now() + LEASE + LONGER);
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Lets those go on whose time has come, and starts those again that have ended by themselves.
    pub(super) fn look_after(&mut self) -> io::Result<()> {
        for (nth, worker) in self.workers.iter_mut().enumerate() {
            if worker
                .asleep_until
                .is_some_and(|until| Instant::now() >= until)
            {
                worker.wake()?;
            }
            // One that starts while the database is down ends, and is started again as by a supervisor.
            if worker.child.try_wait()?.is_some() {
                *worker = Worker::start(self.call, nth)?;
            }
        }
        Ok(())
    }

    pub(super) fn wake_all(&mut self) -> io::Result<()> {
        self.workers.iter_mut().try_for_each(Worker::wake)
    }

    /// Ends all as a deploy does.
    pub(super) fn end(&mut self) -> io::Result<()> {
        for worker in &self.workers {
            worker.signal("-TERM")?;
        }
        for worker in &mut self.workers {
            let status = worker.child.wait()?;
            if !status.success() {
                return Err(io::Error::other(format!("a worker ended with {status}")));
            }
        }
        Ok(())
    }
}

impl Drop for Team<'_> {
    fn drop(&mut self) {
        for worker in &mut self.workers {
            // One that has ended already is as it should be.
            let _ = worker.child.kill();
            let _ = worker.child.wait();
        }
    }
}

impl Worker {
    fn start(call: &Call, nth: usize) -> io::Result<Self> {
        let open = |kind: &str| {
            let path = call.folder.join(format!("worker-{nth}.{kind}"));
            File::options().create(true).append(true).open(path)
        };
        let lease = format!("{}s", LEASE.as_secs());
        let child = call
            .command()
            .args([
                "worker",
                "--rate",
                "1000",
                "--interval",
                "500ms",
                "--lease",
                &lease,
            ])
            .stdin(Stdio::null())
            .stdout(open("out")?)
            .stderr(open("err")?)
            .spawn()?;
        Ok(Self {
            child,
            asleep_until: None,
        })
    }

    fn wake(&mut self) -> io::Result<()> {
        if self.asleep_until.take().is_some() {
            self.signal("-CONT")?;
        }
        Ok(())
    }

    fn signal(&self, signal: &str) -> io::Result<()> {
        let id = self.child.id().to_string();
        let status = Command::new("kill").args([signal, &id]).status()?;
        match status.success() {
            true => Ok(()),
            false => Err(io::Error::other(format!("`kill {signal}` fails"))),
        }
    }
}
