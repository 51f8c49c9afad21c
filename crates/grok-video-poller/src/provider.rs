//! What the provider recommends (D).

use core::time::Duration;

/// The least interval between two polls of a task.
pub(crate) const INTERVAL: Duration = Duration::from_secs(30);

/// The longest interval.
pub(crate) const CAP: Duration = Duration::from_secs(60);
