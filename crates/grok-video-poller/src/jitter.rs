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
    let part = rest(mix(seed ^ u64::from(n)), per_cent);
    let factor = 1_000_000 - u64::from(per_cent) * 10_000 + part;
    let moved = match wait.nanos().checked_mul(factor) {
        Some(product) => product / 1_000_000,
        None => millionths_of_hours(wait.nanos(), factor),
    };
    Age::of_nanos(moved)
}

/// Returns how many millionths differ by so many hundredths in either direction: millionths, so that even
/// waits of hours differ by milliseconds.
const fn width(per_cent: u32) -> u64 {
    per_cent as u64 * 20_000 + 1
}

/// Holds 2⁶⁴ by each width, rounded down.
static RECIPROCALS: [u64; 101] = {
    let mut reciprocals = [0; 101];
    let mut per_cent = 0;
    while per_cent < reciprocals.len() {
        reciprocals[per_cent] = u64::MAX / width(per_cent as u32);
        per_cent += 1;
    }
    reciprocals
};

/// Returns the rest of a number by a width, in half the time of a division.
#[inline]
fn rest(number: u64, per_cent: u32) -> u64 {
    let width = width(per_cent);
    let Some(reciprocal) = RECIPROCALS.get(per_cent as usize) else {
        return number % width;
    };
    let quotient = (u128::from(number) * u128::from(*reciprocal)) >> 64;
    // The quotient may be too small by one.
    match number - quotient as u64 * width {
        rest if rest >= width => rest - width,
        rest => rest,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rest_is_that_of_a_division() {
        for per_cent in 0..200 {
            let width = width(per_cent);
            let last = u64::MAX / width * width;
            for number in [0, 1, width - 1, width, last - 1, last, u64::MAX] {
                assert_eq!(
                    rest(number, per_cent),
                    number % width,
                    "{number} by {width}"
                );
            }
            for n in 0..1000 {
                let number = mix(n ^ width);
                assert_eq!(
                    rest(number, per_cent),
                    number % width,
                    "{number} by {width}"
                );
            }
        }
    }
}
