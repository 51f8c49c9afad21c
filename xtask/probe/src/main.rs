//! A program without `std` that decodes answers and watches a task, and a fleet of one.
//!
//! What `std` would bring, it brings itself: the panic handler, the allocator and the entry. C's
//! library starts it and copies memory (`memcpy` and its like, which the compiler calls); that is
//! the way to start a program that works alike on every Unix. It exits 0 where every answer is what
//! it must be, and 101 after a line on stderr where one is not, or where it has an argument: that
//! shows the panic handler at work.

#![no_std]
#![no_main]

extern crate alloc;

mod allocator;
mod answers;
mod c_library;
mod many;
mod unwinding;
mod watching;

use core::ffi::{c_char, c_int};
use core::fmt::Write;
use core::panic::PanicInfo;

use crate::allocator::Arena;
use crate::c_library::Stderr;

#[global_allocator]
static ARENA: Arena = Arena::new();

#[expect(
    unsafe_code,
    reason = "C calls it by this name; nothing else here has it"
)]
#[unsafe(no_mangle)]
extern "C" fn main(n_arguments: c_int, _: *const *const c_char) -> c_int {
    assert!(n_arguments < 2, "an argument asks for a panic");
    answers::check();
    watching::check();
    many::check();
    assert!(ARENA.n_bytes() > 0, "another allocator was used");
    0
}

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    // There is nobody else to tell that stderr is closed.
    let _ = writeln!(Stderr, "no-std-probe: {info}");
    c_library::exit(101)
}
