//! What is known of when a task was over.

use core::time::Duration;

/// Says when a task was over: not yet at one age, and known to be at another.
///
/// A poll tells only that much, so the truth is somewhere between. Ages are since the task's creation, in
/// whole milliseconds; 49 days and more are all the same.
///
/// ```
/// use core::time::Duration;
/// use grok_video_poller::Took;
/// // Processing at 150 s, completed at 180 s.
/// let took = Took::between(Duration::from_secs(150), Duration::from_secs(180));
/// assert_eq!(took.by(), Some(Duration::from_secs(180)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Took {
    after_ms: u32,
    by_ms: u32,
}

impl Took {
    /// The end of what is not known to end.
    const NEVER: u32 = u32::MAX;

    /// Makes what is known of a task that was not over at `after` and was at `by`; a `by` that is earlier
    /// counts as `after`.
    #[must_use]
    pub fn between(after: Duration, by: Duration) -> Self {
        let after_ms = ms(after).min(Self::NEVER - 1);
        let by_ms = ms(by.saturating_add(Duration::from_nanos(999_999)));
        Self {
            after_ms,
            by_ms: by_ms.clamp(after_ms, Self::NEVER - 1),
        }
    }

    /// Makes what is known of a task that was not over at `after`, and was not asked for again.
    #[must_use]
    pub fn longer_than(after: Duration) -> Self {
        Self {
            after_ms: ms(after).min(Self::NEVER - 1),
            by_ms: Self::NEVER,
        }
    }

    /// Returns the last age at which the task was not over.
    #[must_use]
    pub fn after(self) -> Duration {
        Duration::from_millis(self.after_ms.into())
    }

    /// Returns the first age at which it was seen to be over, if it was.
    #[must_use]
    pub fn by(self) -> Option<Duration> {
        (self.by_ms < Self::NEVER).then(|| Duration::from_millis(self.by_ms.into()))
    }

    /// Reads a pair as it is stored; ages that contradict each other count as the earlier one.
    pub(super) fn from_stored((after_ms, by_ms): (u32, Option<u32>)) -> Self {
        let after_ms = after_ms.min(Self::NEVER - 1);
        let by_ms = match by_ms {
            Some(by_ms) => by_ms.clamp(after_ms, Self::NEVER - 1),
            None => Self::NEVER,
        };
        Self { after_ms, by_ms }
    }

    pub(super) fn stored(self) -> (u32, Option<u32>) {
        (
            self.after_ms,
            Some(self.by_ms).filter(|by_ms| *by_ms < Self::NEVER),
        )
    }

    pub(super) fn as_ms(self) -> (u32, u32) {
        (self.after_ms, self.by_ms)
    }
}

/// Returns whole milliseconds, at most as many as fit.
pub(super) fn ms(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}
