//! Where one result goes: a file on this machine, or an object.

use grok_video_save::{Destination, LocalDisk, Saved, Sealed};
use grok_video_types::TaskId;

use crate::saving::on_disk;
use crate::storage::{Object, Storage};
use crate::{GenerateError, NotSavedReason, Target};

/// Says where a result is fetched to, and where it goes from there.
#[derive(Debug)]
pub(crate) struct Spot {
    destination: Destination,
    object: Option<Object>,
}

impl Spot {
    /// Finds where the result of the task `id` goes.
    pub(crate) async fn find(
        storage: &Storage,
        target: &Target,
        id: &TaskId,
    ) -> Result<Self, NotSavedReason> {
        if let Some(url) = target.url() {
            let (object, destination) = storage.object(url, id).await?;
            let object = Some(object);
            return Ok(Self {
                destination,
                object,
            });
        }
        let (target, id) = (target.clone(), id.clone());
        Ok(Self {
            destination: on_disk(move || target.destination(&id)).await?,
            object: None,
        })
    }

    /// Returns where it is fetched to.
    pub(crate) fn destination(&self) -> &Destination {
        &self.destination
    }

    /// Tells whether it goes nowhere else from there.
    #[cfg(feature = "ledger")]
    pub(crate) fn is_on_disk(&self) -> bool {
        self.object.is_none()
    }

    /// Returns what publishing will return.
    #[cfg(feature = "ledger")]
    pub(crate) fn will_be(&self, sealed: &Saved) -> Saved {
        match &self.object {
            Some(object) => object.will_be(sealed),
            None => sealed.clone(),
        }
    }

    /// Gives what was fetched its final name, or brings it to its store.
    pub(crate) async fn publish(self, sealed: Sealed<LocalDisk>) -> Result<Saved, NotSavedReason> {
        match self.object {
            Some(object) => Ok(object.publish(sealed).await?),
            None => Ok(on_disk(move || sealed.publish()).await?),
        }
    }
}

/// Makes sure that results can be saved where a target says, before anything is paid for.
pub(crate) async fn check(storage: &Storage, target: &Target) -> Result<(), GenerateError> {
    if let Some(url) = target.url() {
        return storage.check(url).await.map_err(GenerateError::Storage);
    }
    let target = target.clone();
    let checked = on_disk(move || target.check()).await;
    checked.map_err(GenerateError::Destination)
}
