//! The provider's figures in milliseconds.

use core::time::Duration;

use super::took::ms;
use crate::UsualTime;

/// A quick task's time and a slow one's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Usual {
    pub(super) least_ms: u32,
    pub(super) most_ms: u32,
}

impl From<UsualTime> for Usual {
    fn from(usual: UsualTime) -> Self {
        Self {
            least_ms: ms(usual.least()),
            most_ms: ms(usual.most()),
        }
    }
}

impl From<Usual> for UsualTime {
    fn from(usual: Usual) -> Self {
        let duration = |ms: u32| Duration::from_millis(ms.into());
        Self::between(duration(usual.least_ms), duration(usual.most_ms))
    }
}
