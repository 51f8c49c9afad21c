//! What a worker was told about its work.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::TellEnd;
use super::meter::Meter;
use crate::work::announcement::Announce;
use crate::work::life::Tell;

/// Says how the work of one account goes, and who is told of it.
pub(super) struct Terms {
    pub(super) limit: usize,
    pub(super) grace: Duration,
    pub(super) tell: Option<Tell>,
    pub(super) tell_end: Arc<Mutex<Option<TellEnd>>>,
    pub(super) meter: Meter,
    pub(super) announcer: Option<Arc<dyn Announce>>,
}
