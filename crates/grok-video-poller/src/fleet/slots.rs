//! Where the tasks of a fleet lie.

use alloc::vec::Vec;
use core::hint::black_box;

use grok_video_types::TaskId;

use super::TaskKey;
use super::wheel::Dues;
use crate::Tick;
use crate::watch::Compact;

/// Holds one task: 104 bytes, its label aside, of which the id has 56.
///
/// They lie together, since in a large fleet each look at another page of memory costs more than all the rest.
#[derive(Debug)]
pub(super) struct Slot<T> {
    pub(super) compact: Compact,
    /// When a waiting task is due, in nanoseconds; where the query of an asking one stands.
    pub(super) when: u64,
    /// How often the slot was taken before.
    pub(super) generation: u32,
    pub(super) schedule: u16,
    pub(super) state: SlotState,
    /// Whether the task is a whole watch, which lies elsewhere.
    pub(super) is_whole: bool,
    named: Option<Named<T>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SlotState {
    Free,
    Waiting,
    Asking,
}

/// What a task is to the caller.
#[derive(Debug)]
struct Named<T> {
    id: TaskId,
    label: T,
}

impl<T> Slot<T> {
    pub(super) fn id(&self) -> Option<&TaskId> {
        self.named.as_ref().map(|named| &named.id)
    }

    /// Returns what the task is to the caller.
    pub(super) fn name(&self) -> Option<(&TaskId, &T)> {
        let named = self.named.as_ref()?;
        Some((&named.id, &named.label))
    }

    pub(super) fn wait_until(&mut self, until: Tick) {
        (self.state, self.when) = (SlotState::Waiting, until.nanos());
    }
}

/// Holds the tasks by their numbers, which are used again once a task is gone.
#[derive(Debug)]
pub(super) struct Slots<T> {
    slots: Vec<Slot<T>>,
    free: Vec<u32>,
}

impl<T> Slots<T> {
    pub(super) fn new() -> Self {
        Self {
            slots: Vec::new(),
            free: Vec::new(),
        }
    }

    pub(super) fn reserve(&mut self, n: usize) {
        let n = n.saturating_sub(self.free.len());
        self.slots.reserve_exact(n);
    }

    pub(super) fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// Takes a slot for a task.
    ///
    /// # Panics
    /// When there are 2³² − 1 tasks.
    pub(super) fn take(&mut self, id: TaskId, label: T) -> u32 {
        let named = Some(Named { id, label });
        if let Some(task) = self.free.pop() {
            self.slots[task as usize].named = named;
            return task;
        }
        let n = u32::try_from(self.slots.len()).ok();
        let task = n.filter(|n| *n < u32::MAX);
        let task = task.unwrap_or_else(|| panic!("a fleet holds at most {} tasks", u32::MAX));
        self.slots.push(Slot {
            compact: Compact::default(),
            when: 0,
            generation: 0,
            schedule: 0,
            state: SlotState::Free,
            is_whole: false,
            named,
        });
        task
    }

    /// Gives a slot back, and returns the label of its task.
    pub(super) fn give_back(&mut self, task: u32) -> Option<T> {
        let slot = &mut self.slots[task as usize];
        slot.state = SlotState::Free;
        slot.generation = slot.generation.wrapping_add(1);
        let named = slot.named.take();
        self.free.push(task);
        named.map(|named| named.label)
    }

    pub(super) fn key(&self, task: u32) -> TaskKey {
        TaskKey {
            task,
            generation: self.slots[task as usize].generation,
        }
    }

    /// Returns the task that a key stands for, if it is still here.
    pub(super) fn find(&self, key: TaskKey) -> Option<u32> {
        let slot = self.slots.get(key.task as usize)?;
        let is_here = slot.generation == key.generation && slot.state != SlotState::Free;
        is_here.then_some(key.task)
    }

    pub(super) fn get(&self, task: u32) -> &Slot<T> {
        &self.slots[task as usize]
    }

    pub(super) fn get_mut(&mut self, task: u32) -> &mut Slot<T> {
        &mut self.slots[task as usize]
    }

    /// Returns what the caller calls a task.
    pub(super) fn name(&self, task: u32) -> Option<(&TaskId, &T)> {
        self.slots.get(task as usize)?.name()
    }

    /// Returns all tasks.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        let n = self.slots.len() as u32;
        (0..n).filter(|task| self.get(*task).state != SlotState::Free)
    }

    /// Returns the first task from a number on.
    pub(super) fn first_from(&self, task: u32) -> Option<u32> {
        let n = self.slots.len() as u32;
        (task..n).find(|task| self.get(*task).state != SlotState::Free)
    }
}

impl<T> Dues for Slots<T> {
    #[inline]
    fn due(&self, task: u32) -> Option<u64> {
        let slot = self.get(task);
        (slot.state == SlotState::Waiting).then_some(slot.when)
    }

    #[inline]
    fn fetch(&self, task: u32) {
        let slot = self.get(task);
        black_box(slot.when);
        if let Some(named) = &slot.named {
            black_box(
                named
                    .id
                    .as_str()
                    .as_bytes()
                    .last()
                    .copied()
                    .unwrap_or_default(),
            );
        }
    }
}
