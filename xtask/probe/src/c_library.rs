//! What the probe itself asks of C's library.

#![expect(
    unsafe_code,
    reason = "without `std` a program speaks to the system through C"
)]

use core::ffi::{c_int, c_void};
use core::fmt;

// Without `std`, nobody asks the linker for C's library.
#[link(name = "c")]
unsafe extern "C" {
    safe fn _exit(code: c_int) -> !;
    fn write(file: c_int, bytes: *const c_void, n_bytes: usize) -> isize;
}

/// Ends the program at once.
pub(crate) fn exit(code: c_int) -> ! {
    _exit(code)
}

/// Writes to the standard error stream.
pub(crate) struct Stderr;

impl fmt::Write for Stderr {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text.as_bytes();
        while !rest.is_empty() {
            // SAFETY: the pointer and the length are those of one slice, and `write` only reads.
            let n_written = unsafe { write(2, rest.as_ptr().cast(), rest.len()) };
            match usize::try_from(n_written) {
                Ok(1..) => rest = rest.get(n_written.unsigned_abs()..).unwrap_or_default(),
                _ => return Err(fmt::Error),
            }
        }
        Ok(())
    }
}
