//! The two names that the compiler's own `alloc` asks for, since it was compiled to unwind.
//!
//! A target without an operating system has an `alloc` that asks for neither. Nothing calls them:
//! this program, and everything that is compiled with it, ends at a panic.

#![expect(unsafe_code, reason = "the linker looks for them by name")]

use crate::c_library;

// SAFETY: `std` has the only other definition, and this program has no `std`.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() -> ! {
    c_library::exit(102)
}

// SAFETY: the unwinder's own library, which has the other definition, is not linked.
#[unsafe(no_mangle)]
extern "C" fn _Unwind_Resume() -> ! {
    c_library::exit(102)
}
