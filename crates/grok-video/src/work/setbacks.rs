//! How long a task that can't be gone on with now is left alone.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use grok_video_ledger::TaskNo;

/// The shortest pause, which doubles with each setback in a row, and the longest.
const FIRST: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_secs(300);
/// How many tasks are remembered: of more, those that had a setback are as though it were the first.
const MOST: usize = 100_000;

/// Counts the setbacks that each task has had in a row here. They are not stored: another worker begins anew.
#[derive(Debug, Clone, Default)]
pub(super) struct Setbacks(Arc<Mutex<HashMap<TaskNo, u32>>>);

impl Setbacks {
    /// Notes one, and returns how far ahead the task is due.
    pub(super) fn note(&self, task: TaskNo) -> Duration {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MOST {
            counts.clear();
        }
        let count = counts.entry(task).or_default();
        let pause = pause(*count);
        *count = (*count + 1).min(16);
        jittered(pause)
    }

    /// Forgets those of a task that has got on.
    pub(super) fn forget(&self, task: TaskNo) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.remove(&task);
    }
}

/// Returns the pause after so many setbacks before this one.
pub(super) fn pause(n_before: u32) -> Duration {
    (FIRST * 2_u32.pow(n_before.min(16))).min(LONGEST)
}

/// Spreads a wait by a quarter to both sides, so that many do not come back in the same moment.
pub(super) fn jittered(wait: Duration) -> Duration {
    let random = RandomState::new().hash_one(()) % 1024;
    // From 768 to 1279 of 1024 parts.
    wait * (768 + u32::try_from(random / 2).unwrap_or(256)) / 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_left_alone_for_longer_each_time_until_it_gets_on() {
        let setbacks = Setbacks::default();
        let is_about = |wait: Duration, seconds: u64| {
            let usual = Duration::from_secs(seconds);
            usual * 3 / 4 <= wait && wait <= usual * 5 / 4
        };
        for seconds in [5, 10, 20, 40, 80, 160, 300, 300] {
            assert!(is_about(setbacks.note(TaskNo(1)), seconds));
        }
        assert!(is_about(setbacks.note(TaskNo(2)), 5));
        setbacks.forget(TaskNo(1));
        assert!(is_about(setbacks.note(TaskNo(1)), 5));
    }
}
