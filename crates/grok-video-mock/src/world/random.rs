/// A splitmix64 generator: the world's only source of randomness, so that a
/// seed and the same calls give the same world again.
#[derive(Debug, Clone)]
pub(crate) struct Random {
    state: u64,
}

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// Splits off a generator of its own, so that how much a task draws does
    /// not change what the next one gets.
    pub(crate) fn fork(&mut self) -> Self {
        Self::new(self.next_u64())
    }

    pub(super) fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Draws from `low..=high`. The bias of the remainder is far below what a
    /// range of milliseconds or percents could show.
    pub(super) fn in_range(&mut self, low: u64, high: u64) -> u64 {
        low + self.next_u64() % (high - low + 1)
    }

    /// Draws from `0.0..1.0`.
    pub(crate) fn unit(&mut self) -> f64 {
        // The 53 bits that a float holds exactly.
        (self.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Draws from the standard normal distribution, by Box and Muller.
    pub(super) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// Draws a task id: `video_` and the shape of a version 4 UUID.
    pub(super) fn task_id(&mut self) -> String {
        let (high, low) = (self.next_u64(), self.next_u64());
        format!(
            "video_{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            (low >> 48) & 0x3fff | 0x8000,
            low & 0xffff_ffff_ffff,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first outputs for seed 1234567, as published with the algorithm.
    #[test]
    fn agrees_with_the_published_sequence() {
        let mut random = Random::new(1_234_567);
        assert_eq!(random.next_u64(), 6_457_827_717_110_365_317);
        assert_eq!(random.next_u64(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn ids_have_the_shape_of_a_uuid() {
        let id = Random::new(7).task_id();
        let parts: Vec<&str> = id.trim_start_matches("video_").split('-').collect();
        let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12], "{id}");
        assert!(
            parts[2].starts_with('4') && parts[3].starts_with(['8', '9', 'a', 'b']),
            "{id}"
        );
    }
}
