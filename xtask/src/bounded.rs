//! Programs that get only so much time.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::process;

/// How often it is looked whether a program is over.
const LOOK: Duration = Duration::from_millis(20);

/// What became of a program that was over in time.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    /// All that it said, on both streams, in the order in which it came.
    pub(crate) said: String,
}

/// Runs a command with what it says going to the file `log`; kills it if it is not over in time.
pub(crate) fn run_within(
    command: &mut Command,
    log: &Path,
    limit: Duration,
) -> Result<Ended, Failure> {
    let shown = process::shown(command);
    eprintln!("$ {shown}");
    let failed = |error| Failure::check(format!("`{shown}`: {error}"));
    // A file and no pipe, which a child of the child could hold open.
    let out = File::create(log).map_err(failed)?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(out.try_clone().map_err(failed)?)
        .stderr(out)
        .spawn()
        .map_err(|error| Failure::check(format!("can't start `{shown}`: {error}")))?;
    let Some(status) = wait(&mut child, limit).map_err(failed)? else {
        return Err(Failure::check(format!(
            "`{shown}` was not over in {} s; what it said is in {}",
            limit.as_secs_f32(),
            log.display()
        )));
    };
    let said = fs::read(log).map_err(failed)?;
    Ok(Ended {
        status,
        said: String::from_utf8_lossy(&said).into_owned(),
    })
}

/// Waits until a program is over; kills it, and returns none, if it is not over in time.
pub(crate) fn wait(child: &mut Child, limit: Duration) -> io::Result<Option<ExitStatus>> {
    let start = Instant::now();
    loop {
        match child.try_wait()? {
            Some(status) => return Ok(Some(status)),
            None if start.elapsed() < limit => thread::sleep(LOOK),
            None => {
                let _ = child.kill();
                let _ = child.wait();
                return Ok(None);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    fn run(script: &str, limit: Duration) -> Result<Ended, Failure> {
        let workspace = Workspace::load().expect("the tests run inside it");
        let folder = workspace.root().join("target");
        let name = format!("bounded-{}-{}.log", std::process::id(), script.len());
        let log = folder.join(name);
        let ended = run_within(Command::new("sh").args(["-c", script]), &log, limit);
        fs::remove_file(log).expect("it was written");
        ended
    }

    #[test]
    fn what_takes_too_long_is_killed() {
        let start = Instant::now();
        let failure = run("exec sleep 600", Duration::from_millis(50)).expect_err("too long");
        assert!(failure.to_string().contains("not over in 0.05 s"));
        assert!(start.elapsed() < Duration::from_secs(60));
    }

    #[test]
    fn what_ends_in_time_tells_how_and_all_that_it_said() {
        let ended = run("echo one; echo two >&2; exit 3", Duration::from_secs(60));
        let ended = ended.expect("it ends");
        assert_eq!(ended.status.code(), Some(3));
        assert_eq!(ended.said, "one\ntwo\n");
    }
}
