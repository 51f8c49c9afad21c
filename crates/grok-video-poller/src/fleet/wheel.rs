//! When what is due, for a million tasks: a wheel of buckets.

use alloc::collections::BinaryHeap;
use alloc::vec::Vec;
use core::cmp::Reverse;

use super::buckets::{Buckets, Entry};

/// Orders tasks by the time they are due, in nanoseconds.
///
/// Time is cut into units of about 17 ms. The next 4,096 of them have a bucket each, and behind these come
/// two levels of coarser ones, whose entries are dealt out again when their time comes. A bucket whose
/// unit has come is sorted as a whole, so the order is exact.
///
/// Whoever owns the tasks says when one is due: an entry that no longer says the same is passed over, so
/// nothing must ever be taken out of the middle. The owner is asked when the entry's time has come, not
/// before: a million tasks lie in no cache, and each look at one costs as much as a poll.
#[derive(Debug)]
pub(super) struct Wheel {
    /// The units ahead, each level coarser than the one before.
    levels: [Buckets; 3],
    /// The first unit that has not been sorted yet.
    next_unit: u64,
    /// When the first of the buckets is due, where that is known.
    horizon: Option<u64>,
    /// The sorted bucket, the last one first, as a part of the unit and the task.
    sorted: Vec<u64>,
    sorted_unit: u64,
    /// How many of the sorted ones, from the last on, have not been fetched.
    n_far: usize,
    /// How far the chunks of the bucket after the sorted one have been looked into.
    next_chunk: Option<u32>,
    /// What is due in units that were sorted before it came.
    early: BinaryHeap<Reverse<(u64, u32)>>,
}

/// The task that is due first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    pub(super) due: u64,
    pub(super) task: u32,
    is_early: bool,
}

/// Whoever owns the tasks.
pub(super) trait Dues {
    /// Returns when a task is due, if it waits.
    fn due(&self, task: u32) -> Option<u64>;

    /// Looks at what will be needed of a task that is due now.
    fn fetch(&self, task: u32);
}

impl Wheel {
    /// The nanoseconds of a unit, as a power of two.
    const UNIT: u32 = 24;

    /// The units of a bucket of each level, as powers of two.
    const SHIFTS: [u32; 3] = [0, 12, 18];

    /// How many buckets each level has, as a power of two.
    const SIZES: [u32; 3] = [12, 6, 6];

    /// How many units the whole wheel reaches: 78 hours.
    const REACH: u64 = 1 << (Self::SHIFTS[2] + Self::SIZES[2]);

    /// How many tasks are fetched together, which takes little longer than to fetch one.
    const FETCHED: usize = 64;

    pub(super) fn new() -> Self {
        Self {
            levels: Self::SIZES.map(Buckets::new),
            next_unit: 0,
            horizon: None,
            sorted: Vec::new(),
            sorted_unit: 0,
            n_far: 0,
            next_chunk: None,
            early: BinaryHeap::new(),
        }
    }

    /// Notes at `now` that `task` is due at `due`.
    #[inline]
    pub(super) fn insert(&mut self, now: u64, due: u64, task: u32) {
        if self.levels.iter().all(Buckets::is_empty) {
            // Nothing is ahead, so the wheel may begin here.
            self.next_unit = self.next_unit.max(now >> Self::UNIT);
        }
        let unit = due >> Self::UNIT;
        if unit < self.next_unit {
            self.insert_early(due, task);
        } else {
            self.horizon = self.horizon.map(|horizon| horizon.min(due));
            self.put(unit, due, task);
        }
    }

    #[inline(never)]
    fn insert_early(&mut self, due: u64, task: u32) {
        self.early.push(Reverse((due, task)));
    }

    /// Returns the task that is due first, and when, where that is by `now`.
    #[inline]
    pub(super) fn first(&mut self, now: u64, tasks: &impl Dues) -> Option<Head> {
        loop {
            if self.sorted.len() == self.n_far {
                self.fetch(tasks);
            }
            if let Some(head) = self.head() {
                if tasks.due(head.task) == Some(head.due) {
                    return Some(head).filter(|head| head.due <= now);
                }
                self.remove(head);
            } else if !self.advance(now >> Self::UNIT, tasks) {
                return None;
            }
        }
    }

    /// Takes away what [`first`](Self::first) has just returned.
    #[inline]
    pub(super) fn remove(&mut self, head: Head) {
        if head.is_early {
            self.early.pop();
        } else {
            self.sorted.pop();
        }
    }

    /// Returns when the first task is due, where none is by now, or a time before that.
    pub(super) fn next_due(&mut self, tasks: &impl Dues) -> Option<u64> {
        if let Some(head) = self.head() {
            return Some(head.due);
        }
        if self.horizon.is_none() {
            self.horizon = self.look_ahead(tasks);
        }
        self.horizon
    }

    #[inline]
    fn head(&self) -> Option<Head> {
        let sorted = self.sorted.last().map(|key| Head {
            due: self.sorted_unit << Self::UNIT | key >> 32,
            task: *key as u32,
            is_early: false,
        });
        match self.early.peek() {
            Some(Reverse((due, task))) if sorted.is_none_or(|sorted| *due < sorted.due) => {
                Some(Head {
                    due: *due,
                    task: *task,
                    is_early: true,
                })
            }
            _ => sorted,
        }
    }

    /// Finds the first time in any bucket.
    #[inline(never)]
    fn look_ahead(&self, tasks: &impl Dues) -> Option<u64> {
        let mut first: Option<u64> = None;
        for (level, start) in self.starts() {
            if first.is_some_and(|first| first >> Self::UNIT < start) {
                continue;
            }
            let shift = Self::SHIFTS[level];
            let entries = self.levels[level].iter(start >> shift);
            let due = if level == 0 {
                entries.map(|entry| Self::due(start, entry)).min()
            } else {
                // An entry that says what no longer holds is looked at when its bucket begins.
                let holds = |due: &u64| (*due >> Self::UNIT) >> shift == start >> shift;
                let dues = entries.map(|entry| tasks.due(entry.task).filter(holds));
                dues.min().flatten()
            };
            let due = due.unwrap_or(start << Self::UNIT);
            first = Some(first.map_or(due, |first| first.min(due)));
        }
        first
    }

    /// Returns the first bucket of each level that has any: the level, and the unit it begins with.
    fn starts(&self) -> impl Iterator<Item = (usize, u64)> {
        let levels = self.levels.iter().zip(Self::SHIFTS).enumerate();
        levels.filter_map(|(level, (buckets, shift))| {
            let bucket = buckets.next(self.next_unit >> shift)?;
            Some((level, bucket << shift))
        })
    }

    /// Puts an entry into the finest level that reaches so far.
    #[inline]
    fn put(&mut self, unit: u64, due: u64, task: u32) {
        let entry = Entry {
            low: due as u32,
            task,
        };
        if unit - self.next_unit < 1 << Self::SIZES[0] {
            self.levels[0].push(unit, entry);
        } else {
            self.put_far(unit, entry);
        }
    }

    #[inline(never)]
    fn put_far(&mut self, unit: u64, entry: Entry) {
        for (level, (shift, size)) in Self::SHIFTS.into_iter().zip(Self::SIZES).enumerate() {
            let ahead = (unit >> shift) - (self.next_unit >> shift);
            if ahead < 1 << size {
                self.levels[level].push(unit >> shift, entry);
                return;
            }
        }
        // Further than the wheel reaches: it is looked at again when the last bucket comes near.
        let [.., shift] = Self::SHIFTS;
        let [.., size] = Self::SIZES;
        let last = (self.next_unit >> shift) + (1 << size) - 1;
        self.levels[2].push(last, entry);
    }

    /// Sorts the next bucket, where there is one up to `last_unit`; tells whether there was.
    #[inline(never)]
    fn advance(&mut self, last_unit: u64, tasks: &impl Dues) -> bool {
        // Where two levels come to the same unit, the coarser one is dealt out first.
        let first = self
            .starts()
            .min_by_key(|(level, start)| (*start, Reverse(*level)));
        let Some((level, start)) = first.filter(|(_, start)| *start <= last_unit) else {
            return false;
        };
        self.horizon = None;
        if last_unit.saturating_sub(start) >= Self::REACH {
            self.jump(last_unit, tasks);
            return true;
        }
        self.next_unit = self.next_unit.max(start);
        if level == 0 {
            self.sort(start);
            self.next_unit = start + 1;
        } else {
            self.deal_out(level, start, tasks);
        }
        true
    }

    /// Goes on at a unit that lies behind all that the wheel reaches, as after a clock that stood still for days:
    /// that is not walked through bucket by bucket.
    #[cold]
    fn jump(&mut self, unit: u64, tasks: &impl Dues) {
        let mut waiting = Vec::new();
        for buckets in &mut self.levels {
            buckets.drain_all(|some| waiting.extend_from_slice(some));
        }
        self.next_unit = unit;
        for Entry { task, low } in waiting {
            match tasks.due(task).filter(|due| *due as u32 == low) {
                Some(due) if due >> Self::UNIT < unit => self.insert_early(due, task),
                Some(due) => self.put(due >> Self::UNIT, due, task),
                None => {}
            }
        }
    }

    fn sort(&mut self, unit: u64) {
        let sorted = &mut self.sorted;
        self.sorted_unit = unit;
        self.levels[0].drain(unit, |entries| {
            let key = |entry: &Entry| Self::due(0, *entry) << 32 | u64::from(entry.task);
            sorted.extend(entries.iter().map(key));
        });
        // The last is taken first.
        sorted.sort_unstable_by(|a, b| b.cmp(a));
        self.n_far = sorted.len();
        let next = self.levels[0].next(unit + 1);
        self.next_chunk = next.and_then(|next| self.levels[0].first_chunk(next));
    }

    /// Fetches the next of the sorted tasks, and meanwhile the next bucket, whose chunks must be found one
    /// after the other.
    #[inline(never)]
    fn fetch(&mut self, tasks: &impl Dues) {
        let end = self.n_far;
        self.n_far = end.saturating_sub(Self::FETCHED);
        for some in self.sorted[self.n_far..end].chunks(Self::FETCHED / 4) {
            if let Some(chunk) = self.next_chunk {
                self.next_chunk = self.levels[0].chunk_behind(chunk);
            }
            for key in some {
                tasks.fetch(*key as u32);
            }
        }
    }

    /// Returns when an entry of the finest level is due, whose unit is known by its bucket.
    fn due(unit: u64, entry: Entry) -> u64 {
        let part = u64::from(entry.low) & ((1 << Self::UNIT) - 1);
        unit << Self::UNIT | part
    }

    /// Puts the entries of a coarse bucket, whose time has come near, into finer ones.
    fn deal_out(&mut self, level: usize, start: u64, tasks: &impl Dues) {
        let shift = Self::SHIFTS[level];
        let mut entries = Vec::new();
        self.levels[level].drain(start >> shift, |some| entries.extend_from_slice(some));
        for Entry { task, low } in entries {
            let due = tasks.due(task).filter(|due| *due as u32 == low);
            let Some(due) = due else { continue };
            let unit = due >> Self::UNIT;
            if unit >= self.next_unit {
                self.put(unit, due, task);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One task, which is due at some time.
    struct One(Option<u64>);

    impl Dues for One {
        fn due(&self, _: u32) -> Option<u64> {
            self.0
        }

        fn fetch(&self, _: u32) {}
    }

    #[test]
    fn entries_of_tasks_that_are_gone_do_not_pile_up() {
        const SECOND: u64 = 1_000_000_000;
        let mut wheel = Wheel::new();
        let mut one = One(None);
        for n in 0..20_000 {
            // A task of ten minutes is cancelled each second, and another one takes its number.
            let now = n * SECOND;
            one.0 = Some(now + 600 * SECOND);
            wheel.insert(now, now + 600 * SECOND, 0);
            assert!(wheel.first(now, &one).is_none());
        }
        let mut n_entries = 0;
        for buckets in &mut wheel.levels {
            buckets.drain_all(|some| n_entries += some.len());
        }
        assert!(n_entries < 2000, "{n_entries}");
    }
}
