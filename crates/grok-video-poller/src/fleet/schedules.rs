//! The schedules of a fleet: few, for many tasks.

use alloc::vec::Vec;

use crate::Schedule;

/// Holds each schedule once, for as long as a task follows it.
#[derive(Debug, Default)]
pub(super) struct Schedules {
    entries: Vec<(Schedule, u32)>,
    /// Where the last search ended: most tasks come in rows of the same.
    last: usize,
}

impl Schedules {
    /// The most schedules that are looked through for each task that is added.
    const MAX: usize = 512;

    /// Returns the number of a schedule for one more task, if there is room for it.
    pub(super) fn take(&mut self, schedule: &Schedule) -> Option<u16> {
        let n = self.entries.len();
        let from_last = (self.last..n).chain(0..self.last);
        let mut place = None;
        for at in from_last {
            let (kept, n_tasks) = &self.entries[at];
            if *n_tasks > 0 && kept == schedule {
                place = Some(at);
                break;
            }
            if *n_tasks == 0 {
                place.get_or_insert(at);
            }
        }
        let place = place.or((n < Self::MAX).then_some(n))?;
        if place == n {
            self.entries.push((schedule.clone(), 0));
        } else if self.entries[place].1 == 0 {
            self.entries[place].0 = schedule.clone();
        }
        self.entries[place].1 += 1;
        self.last = place;
        u16::try_from(place).ok()
    }

    pub(super) fn give_back(&mut self, number: u16) {
        let (_, n_tasks) = &mut self.entries[usize::from(number)];
        *n_tasks -= 1;
    }

    pub(super) fn get(&self, number: u16) -> &Schedule {
        &self.entries[usize::from(number)].0
    }
}
