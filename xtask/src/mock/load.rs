//! How much more memory a program holds after many requests than before.

use std::fs;
use std::path::Path;
use std::thread;

use crate::failure::Failure;

use super::connection::Connection;
use super::running::Running;

/// Connections that are asked at once, and kept.
const N_CONNECTIONS: usize = 32;
/// Requests that are counted.
pub(super) const N_REQUESTS: usize = 100_000;
/// Requests before the first look, so that what is made once is not taken for growth.
const WARM_UP: usize = N_CONNECTIONS;

/// Resident memory in KiB.
#[derive(Debug)]
pub(super) struct Memory {
    /// Before the first connection.
    pub(super) at_start: u64,
    /// With all connections, after one request each.
    pub(super) connected: u64,
    pub(super) after: u64,
}

/// Asks a program of ours for one task; `None` where the system does not tell of memory.
pub(super) fn measure(program: &Path) -> Result<Option<Memory>, Failure> {
    let running = Running::start(program)?;
    let Some(at_start) = resident(running.id()) else {
        return Ok(None);
    };
    let query = Connection::open(running.addr())?.create()?;
    let mut connections = Vec::new();
    for _ in 0..N_CONNECTIONS {
        connections.push(Connection::open(running.addr())?);
    }
    ask(&mut connections, &query, WARM_UP)?;
    let connected = resident(running.id());
    ask(&mut connections, &query, N_REQUESTS)?;
    let after = resident(running.id());
    Ok(connected.zip(after).map(|(connected, after)| Memory {
        at_start,
        connected,
        after,
    }))
}

/// Sends the query so many times in all, at all connections at once.
fn ask(connections: &mut [Connection], query: &[u8], n: usize) -> Result<(), Failure> {
    let each = n / connections.len();
    thread::scope(|scope| {
        let asking: Vec<_> = connections
            .iter_mut()
            .map(|connection| {
                scope.spawn(move || (0..each).try_for_each(|_| connection.ask(query).map(drop)))
            })
            .collect();
        asking.into_iter().try_for_each(|thread| {
            let asked = thread.join();
            asked.unwrap_or_else(|_| Err(Failure::check("a client panicked")))
        })
    })
}

/// Returns the resident memory of a process in KiB.
fn resident(id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_process_has_memory_and_none_has_none() {
        assert!(resident(std::process::id()).is_some_and(|kib| kib > 0));
        assert_eq!(resident(u32::MAX), None);
    }
}
