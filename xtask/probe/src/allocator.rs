//! Memory for a program that ends soon.

#![expect(
    unsafe_code,
    reason = "an allocator can't be written without; the published crates have none"
)]

use core::alloc::{GlobalAlloc, Layout};
use core::cell::UnsafeCell;
use core::ptr;
use core::sync::atomic::{AtomicUsize, Ordering};

/// More than the probe asks for.
const CAPACITY: usize = 1 << 20;

/// Hands out a block of memory from its front to its end, and takes nothing back.
#[repr(align(16))]
pub(crate) struct Arena {
    memory: UnsafeCell<[u8; CAPACITY]>,
    n_bytes: AtomicUsize,
}

// SAFETY: `memory` is reached only through the pointers that `alloc` hands out, and `n_bytes`, which
// only grows and changes atomically, keeps those apart.
unsafe impl Sync for Arena {}

impl Arena {
    pub(crate) const fn new() -> Self {
        Self {
            memory: UnsafeCell::new([0; CAPACITY]),
            n_bytes: AtomicUsize::new(0),
        }
    }

    /// Returns how many bytes were handed out, those between two blocks included.
    pub(crate) fn n_bytes(&self) -> usize {
        self.n_bytes.load(Ordering::Relaxed)
    }
}

// SAFETY: every block lies within `memory`, has the alignment that was asked for, and overlaps no
// other, as `n_bytes` never goes back; nothing here unwinds.
unsafe impl GlobalAlloc for Arena {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let base = self.memory.get().cast::<u8>();
        let mut start = 0;
        let taken = self
            .n_bytes
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n_bytes| {
                let free = base.addr().checked_add(n_bytes)?;
                let aligned = free.checked_next_multiple_of(layout.align())?;
                start = aligned - base.addr();
                let end = start.checked_add(layout.size())?;
                (end <= CAPACITY).then_some(end)
            });
        if taken.is_err() {
            return ptr::null_mut();
        }
        // SAFETY: `start` was checked to lie within `memory`, with room for the block behind it.
        unsafe { base.add(start) }
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}
