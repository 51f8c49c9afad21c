//! Which brackets are open.

use alloc::vec::Vec;

/// Remembers the kind of every open bracket: one bit for each of the first 64, a byte for the rest.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    depth: usize,
    /// Bit `n` is set where bracket `n` opened an object.
    shallow: u64,
    deep: Vec<bool>,
}

impl Nesting {
    const SHALLOW: usize = 64;

    pub(super) fn open(&mut self, is_object: bool) {
        if self.depth < Self::SHALLOW {
            let bit = 1 << self.depth;
            self.shallow = self.shallow & !bit | if is_object { bit } else { 0 };
        } else {
            self.deep.push(is_object);
        }
        self.depth += 1;
    }

    pub(super) fn close(&mut self) {
        self.deep.pop();
        self.depth -= 1;
    }

    /// Tells whether the innermost open bracket opened an object; `None` where none is open.
    pub(super) fn innermost(&self) -> Option<bool> {
        let last = self.depth.checked_sub(1)?;
        let in_shallow = || self.shallow >> last & 1 == 1;
        Some(self.deep.last().copied().unwrap_or_else(in_shallow))
    }
}

#[cfg(test)]
mod tests {
    use super::Nesting;

    #[test]
    fn brackets_close_in_the_order_in_which_they_opened() {
        let mut nesting = Nesting::default();
        let is_object = |depth: usize| depth.is_multiple_of(3);
        (0..200).for_each(|depth| nesting.open(is_object(depth)));
        for depth in (0..200).rev() {
            assert_eq!(nesting.innermost(), Some(is_object(depth)), "{depth}");
            nesting.close();
        }
        assert_eq!(nesting.innermost(), None);
    }
}
