//! What a process holds.

use std::fs;

/// Returns the resident memory of this process in MiB, as Linux tells it.
///
/// # Panics
/// Where there is no Linux to tell it.
pub fn resident() -> f64 {
    let status = fs::read_to_string("/proc/self/status").expect("this runs on Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB"));
    let kib: f64 = kib
        .and_then(|kib| kib.parse().ok())
        .expect("a number of kB");
    kib / 1024.0
}
