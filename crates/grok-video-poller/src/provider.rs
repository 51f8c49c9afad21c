//! What the provider recommends (D).

use core::time::Duration;

/// The least interval between two polls of a task.
pub(crate) const INTERVAL: Duration = Duration::from_secs(30);

/// The longest interval.
pub(crate) const CAP: Duration = Duration::from_secs(60);

/// How long a result URL usually lives.
pub(crate) const RESULT_LIFE: Duration = Duration::from_secs(24 * 3600);

/// How long it is taken to live: an hour less, for safety.
pub(crate) const SAVEABLE: Duration = Duration::from_secs(23 * 3600);
