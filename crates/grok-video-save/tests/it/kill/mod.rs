//! The program is killed in the middle of saving, again and again.
//!
//! It is this very binary, started with one test of its own, [`writer`]. Nothing here waits for time to
//! pass: the writer tells when it is ready, and the moments to kill it are counted from there.

#[cfg(target_os = "linux")]
mod calls;
mod outcome;
mod points;
mod random;
#[cfg(target_os = "linux")]
mod strace;
mod writer;
