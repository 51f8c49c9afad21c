//! The stores that results go to, each opened once.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use grok_video_objects::{ObjectUrl, Objects, ObjectsError, Spool};
use grok_video_save::{Destination, LocalDisk, Saved, Sealed};
use grok_video_transport::Tls;
use grok_video_types::TaskId;

use crate::StorageError;
use crate::saving::blocking;

/// The age of a leftover: no download pauses that long between two writes.
const OLD: Duration = Duration::from_secs(3600);

/// Opens stores with the credentials and options of the environment.
#[derive(Clone)]
pub(crate) struct Storage(Arc<Inner>);

struct Inner {
    tls: Tls,
    /// By their buckets.
    opened: Mutex<HashMap<String, Arc<Objects>>>,
    has_swept: AtomicBool,
}

/// An object on its way.
#[derive(Debug)]
pub(crate) struct Object {
    objects: Arc<Objects>,
    url: ObjectUrl,
    /// Removed when the file in it is gone.
    spool: Spool,
}

impl Storage {
    pub(crate) fn new(tls: &Tls) -> Self {
        Self(Arc::new(Inner {
            tls: tls.clone(),
            opened: Mutex::default(),
            has_swept: AtomicBool::new(false),
        }))
    }

    /// Makes sure that results can be stored at `url`.
    pub(crate) async fn check(&self, url: &str) -> Result<(), StorageError> {
        let url: ObjectUrl = url.parse()?;
        Ok(self.open(&url)?.check(&url).await?)
    }

    /// Returns the object that the result of the task `id` is to be, and where it waits on this machine.
    pub(crate) async fn object(
        &self,
        url: &str,
        id: &TaskId,
    ) -> Result<(Object, Destination), StorageError> {
        let url: ObjectUrl = url.parse()?;
        let url = url.object(&id.file_stem())?;
        let objects = self.open(&url)?;
        let sweeps = !self.0.has_swept.swap(true, Ordering::Relaxed);
        let spooled = blocking(move || {
            if sweeps {
                Spool::sweep(OLD, SystemTime::now());
            }
            let spool = Spool::begin()?;
            let destination = spool.destination();
            Ok::<_, ObjectsError>((spool, destination))
        });
        let (spool, destination) = spooled.await?;
        let Ok(destination) = destination else {
            unreachable!("the name in it is a fixed one");
        };
        let object = Object {
            objects,
            url,
            spool,
        };
        Ok((object, destination))
    }

    /// Returns what was about to be stored, if it is there and the same.
    #[cfg(feature = "ledger")]
    pub(crate) async fn already_there(&self, saved: Saved) -> Option<Saved> {
        let url: ObjectUrl = saved.path.to_str()?.parse().ok()?;
        let objects = self.open(&url).ok()?;
        let is_there = objects.verify(&url, saved.bytes, saved.sha256).await;
        // Where that can't be known, storing it finds out.
        is_there.unwrap_or(false).then_some(saved)
    }

    fn open(&self, url: &ObjectUrl) -> Result<Arc<Objects>, ObjectsError> {
        let opened = self.0.opened.lock();
        let mut opened = opened.unwrap_or_else(PoisonError::into_inner);
        let root = url.root();
        if let Some(objects) = opened.get(&root) {
            return Ok(objects.clone());
        }
        let objects = Arc::new(Objects::open(url, self.0.tls.clone())?);
        opened.insert(root, objects.clone());
        Ok(objects)
    }
}

impl fmt::Debug for Storage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Storage").finish_non_exhaustive()
    }
}

impl Object {
    /// Returns what publishing will return.
    #[cfg(feature = "ledger")]
    pub(crate) fn will_be(&self, sealed: &Saved) -> Saved {
        self.objects.will_be(&self.url, sealed)
    }

    /// Stores what was fetched, and removes it here.
    pub(crate) async fn publish(self, sealed: Sealed<LocalDisk>) -> Result<Saved, StorageError> {
        let stored = self.objects.publish(&self.url, &sealed).await;
        let spool = self.spool;
        blocking(move || drop((sealed, spool))).await;
        Ok(stored?)
    }
}

/// Returns a URL as it is written down: with no secret in it, and a bucket alone as a folder.
#[cfg(feature = "ledger")]
pub(crate) fn written(url: &str) -> Result<Box<str>, StorageError> {
    let url: ObjectUrl = url.parse()?;
    Ok(url.to_string().into())
}
