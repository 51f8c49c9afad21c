//! Small differences between tasks, so that they do not all ask in the same second.

use crate::age::Age;

/// Hashes a task's id to a seed: the same id always waits alike (FNV-1a).
pub(crate) fn seed(id: &str) -> u64 {
    id.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Returns `wait` moved by up to `per_cent` hundredths of itself in either direction.
#[inline]
pub(crate) fn spread(wait: Age, per_cent: u32, seed: u64, n: u32) -> Age {
    // In millionths, so that even waits of hours differ by milliseconds.
    let width = u64::from(per_cent) * 20_000 + 1;
    let factor = 1_000_000 - u64::from(per_cent) * 10_000 + mix(seed ^ u64::from(n)) % width;
    let moved = match wait.nanos().checked_mul(factor) {
        Some(product) => product / 1_000_000,
        None => millionths_of_hours(wait.nanos(), factor),
    };
    Age::of_nanos(moved)
}

/// Returns so many millionths of a wait that is too long for 64 bits.
#[cold]
fn millionths_of_hours(wait: u64, millionths: u64) -> u64 {
    let moved = u128::from(wait) * u128::from(millionths) / 1_000_000;
    u64::try_from(moved).unwrap_or(u64::MAX)
}

/// Returns a part of `width` in whole milliseconds, below it and as likely short as long.
pub(crate) fn part_of(width: Age, seed: u64, n: u32) -> Age {
    Age::of_ms(mix(seed.rotate_left(32) ^ u64::from(n)) % width.ms().max(1))
}

/// Mixes the bits of a number well (the finaliser of `SplitMix64`).
#[inline]
pub(crate) fn mix(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
