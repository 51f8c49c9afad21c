use std::collections::VecDeque;

/// The most entries that are kept.
pub(super) const MAX_ENTRIES: usize = 4096;

/// The most bytes that are kept, all entries together: 1 MiB.
pub(super) const MAX_BYTES: usize = 1024 * 1024;

/// The latest entries, as many as their bounds allow.
#[derive(Debug)]
pub(super) struct Ring<T> {
    entries: VecDeque<(T, usize)>,
    /// The weight of all entries.
    bytes: usize,
}

impl<T> Ring<T> {
    pub(super) fn new() -> Self {
        Self {
            entries: VecDeque::new(),
            bytes: 0,
        }
    }

    /// Adds an entry that takes so many bytes, and lets go of the oldest as needed.
    pub(super) fn push(&mut self, entry: T, weight: usize) {
        self.bytes += weight;
        self.entries.push_back((entry, weight));
        while self.entries.len() > MAX_ENTRIES || self.bytes > MAX_BYTES {
            let Some((_, weight)) = self.entries.pop_front() else {
                break;
            };
            self.bytes -= weight;
        }
    }

    /// Iterates over the entries, oldest first.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.entries.iter().map(|(entry, _)| entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_entries_is_bounded() {
        let mut ring = Ring::new();
        for n in 0..2 * MAX_ENTRIES {
            ring.push(n, 1);
        }
        let kept: Vec<usize> = ring.iter().copied().collect();
        assert_eq!(kept.len(), MAX_ENTRIES);
        assert_eq!(kept[0], MAX_ENTRIES);
    }

    #[test]
    fn the_bytes_are_bounded() {
        let mut ring = Ring::new();
        for weight in 0..100 {
            ring.push(weight * 1000, weight * 1000);
            assert_eq!(ring.iter().sum::<usize>(), ring.bytes);
            assert!(ring.bytes <= MAX_BYTES);
        }
        ring.push(0, 2 * MAX_BYTES);
        assert_eq!((ring.iter().count(), ring.bytes), (0, 0));
    }
}
