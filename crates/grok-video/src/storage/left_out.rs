//! The places of object storage in a program that is built without it.

use std::convert::Infallible;

use grok_video_save::{Destination, LocalDisk, Saved, Sealed};
use grok_video_transport::Tls;
use grok_video_types::TaskId;

use crate::StorageError;

/// Opens nothing.
#[derive(Debug, Clone)]
pub(crate) struct Storage;

/// An object on its way, of which there is none.
#[derive(Debug)]
pub(crate) struct Object(Infallible);

impl Storage {
    pub(crate) fn new(_: &Tls) -> Self {
        Self
    }

    pub(crate) async fn check(&self, _: &str) -> Result<(), StorageError> {
        Err(StorageError::left_out())
    }

    pub(crate) async fn object(
        &self,
        _: &str,
        _: &TaskId,
    ) -> Result<(Object, Destination), StorageError> {
        Err(StorageError::left_out())
    }

    #[cfg(feature = "ledger")]
    pub(crate) async fn already_there(&self, _: Saved) -> Option<Saved> {
        None
    }
}

impl Object {
    #[cfg(feature = "ledger")]
    pub(crate) fn will_be(&self, _: &Saved) -> Saved {
        match self.0 {}
    }

    pub(crate) async fn publish(self, _: Sealed<LocalDisk>) -> Result<Saved, StorageError> {
        match self.0 {}
    }
}

/// Returns a URL as it is written down.
#[cfg(feature = "ledger")]
pub(crate) fn written(_: &str) -> Result<Box<str>, StorageError> {
    Err(StorageError::left_out())
}
