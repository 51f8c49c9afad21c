//! Powers of two and their logarithms, as the standard library has none without an operating system.

/// The natural logarithm of 2.
const LN_2: f64 = core::f64::consts::LN_2;

/// One by the factorials.
const TAYLOR: [f64; 9] = [
    1.0,
    1.0,
    1.0 / 2.0,
    1.0 / 6.0,
    1.0 / 24.0,
    1.0 / 120.0,
    1.0 / 720.0,
    1.0 / 5040.0,
    1.0 / 40320.0,
];

/// Returns 2 to the power of `x`, to nine digits; what is too small for a number is 0.
pub(super) const fn exp2(x: f64) -> f64 {
    if x < -1000.0 || x.is_nan() {
        return 0.0;
    }
    let x = if x > 1000.0 { 1000.0 } else { x };
    // Half up, also below zero, as the cast rounds towards zero.
    let whole = (x + 1024.5) as i64 - 1024;
    let y = (x - whole as f64) * LN_2;
    // Taylor's series, whose ninth term is below 3e-10 here.
    let mut sum = TAYLOR[8];
    let mut n = 8;
    while n > 0 {
        n -= 1;
        sum = TAYLOR[n] + sum * y;
    }
    sum * f64::from_bits(((whole + 1023) as u64) << 52)
}

/// Returns the logarithm of `x` to the base 2, to nine digits; of what is no positive number, that of the
/// smallest one.
pub(super) const fn log2(x: f64) -> f64 {
    let x = if x > f64::MIN_POSITIVE {
        x
    } else {
        f64::MIN_POSITIVE
    };
    let bits = x.to_bits();
    let mut exponent = (bits >> 52) as f64 - 1023.0;
    let mut mantissa = f64::from_bits(bits & ((1 << 52) - 1) | 1023 << 52);
    if mantissa > core::f64::consts::SQRT_2 {
        mantissa /= 2.0;
        exponent += 1.0;
    }
    // ln m = 2 artanh s, whose next term is below 1e-9.
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let q = s * s;
    let series = 1.0 + q * (1.0 / 3.0 + q * (0.2 + q * (1.0 / 7.0 + q * (1.0 / 9.0))));
    exponent + 2.0 * s * series / LN_2
}

#[cfg(test)]
mod tests {
    use super::{exp2, log2};

    #[test]
    fn powers_and_logarithms_are_those_of_the_standard_library() {
        for n in -4000..4000 {
            let x = f64::from(n) / 37.0;
            let expected = f64::exp2(x);
            assert!((exp2(x) / expected - 1.0).abs() < 1e-8, "{x}");
            assert!((log2(expected) - x).abs() < 1e-8, "{x}");
        }
        assert_eq!([exp2(-2000.0), exp2(f64::NAN)], [0.0, 0.0]);
        assert!(exp2(f64::INFINITY).is_finite());
        assert!(log2(0.0) < -1000.0 && log2(f64::NAN).is_finite());
    }
}
