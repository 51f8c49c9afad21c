//! The queries in flight, the one to be given up first at the front.

use alloc::vec::Vec;

/// One query in flight; times are ticks in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Flight {
    pub(super) give_up_at: u64,
    pub(super) asked_at: u64,
    /// Unlike that of every other query of the fleet.
    pub(super) serial: u64,
    pub(super) task: u32,
}

/// Holds all queries in flight as a heap; each task is told where its query stands, and again where that
/// changes.
///
/// A query begun later is mostly given up later, so it stays where it is put, and the last one leaves
/// without a trace: what else there is to do lies out of the way.
#[derive(Debug, Default)]
pub(super) struct Flights {
    heap: Vec<Flight>,
}

impl Flights {
    pub(super) fn len(&self) -> usize {
        self.heap.len()
    }

    pub(super) fn first(&self) -> Option<&Flight> {
        self.heap.first()
    }

    pub(super) fn get(&self, place: usize) -> Option<&Flight> {
        self.heap.get(place)
    }

    /// Puts a query in, and returns its place; `stands` is told of every other that changes.
    #[inline]
    pub(super) fn push(&mut self, flight: Flight, mut stands: impl FnMut(u32, usize)) -> usize {
        let place = self.heap.len();
        self.heap.push(flight);
        if place > 0 && flight.give_up_at < self.heap[(place - 1) / 2].give_up_at {
            self.rise(place, &mut stands)
        } else {
            place
        }
    }

    /// Takes the query at a place out.
    #[inline]
    pub(super) fn remove(&mut self, place: usize, mut stands: impl FnMut(u32, usize)) -> Flight {
        // Word by word, as it was written a moment ago: wider reads would wait until it is in the cache.
        let Flight {
            give_up_at,
            asked_at,
            serial,
            task,
        } = self.heap[place];
        if place + 1 == self.heap.len() {
            self.heap.truncate(place);
        } else {
            self.heap.swap_remove(place);
            self.settle(place, &mut stands);
        }
        Flight {
            give_up_at,
            asked_at,
            serial,
            task,
        }
    }

    /// Brings a query that was put into a gap to its place.
    #[inline(never)]
    fn settle(&mut self, place: usize, stands: &mut impl FnMut(u32, usize)) {
        let place = self.sink(place, stands);
        let place = self.rise(place, stands);
        stands(self.heap[place].task, place);
    }

    #[inline(never)]
    fn rise(&mut self, mut place: usize, stands: &mut impl FnMut(u32, usize)) -> usize {
        while place > 0 {
            let above = (place - 1) / 2;
            if self.heap[above].give_up_at <= self.heap[place].give_up_at {
                break;
            }
            self.heap.swap(above, place);
            stands(self.heap[place].task, place);
            place = above;
        }
        place
    }

    fn sink(&mut self, mut place: usize, stands: &mut impl FnMut(u32, usize)) -> usize {
        loop {
            let below = [2 * place + 1, 2 * place + 2].into_iter();
            let first = below
                .filter(|below| *below < self.heap.len())
                .min_by_key(|below| self.heap[*below].give_up_at);
            match first {
                Some(below) if self.heap[below].give_up_at < self.heap[place].give_up_at => {
                    self.heap.swap(below, place);
                    stands(self.heap[place].task, place);
                    place = below;
                }
                _ => return place,
            }
        }
    }
}
