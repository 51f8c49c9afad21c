//! A bucket that results go to.

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use grok_video_save::{LocalDisk, Saved, Sealed, Sha256Digest};
use grok_video_transport::{Connector, Tls};
use object_store::path::Path;
use object_store::{Error as StoreError, ObjectStore, ObjectStoreExt, PutMode, PutPayload};
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};

use crate::error::ObjectsError;
use crate::held::{Held, held};
use crate::kind::ObjectsErrorKind;
use crate::open::open;
use crate::source::Source;
use crate::upload::{put_once, put_parts};
use crate::url::ObjectUrl;

/// The largest object that is stored as one request, in bytes; what uploads hold has room for it.
const LARGEST_AT_ONCE: u64 = 64 * 1024 * 1024;
/// What uploads of one bucket hold in memory together, in MiB.
const MEMORY: u32 = 64;
/// What one part holds, in MiB.
const PART_MEMORY: u32 = 8;
/// The longest that anything takes, beside its bytes.
const PATIENCE: Duration = Duration::from_secs(300);
/// The slowest that bytes may go, in bytes a second.
const SLOWEST: u64 = 32 * 1024;
/// How long a folder that was written to is believed to take objects.
const BELIEVED: Duration = Duration::from_secs(60);
/// What is stored, and removed, to see whether a folder takes objects.
const CHECK_NAME: &str = ".grok-video-check";

/// Stores whole, verified videos in one bucket.
///
/// It may be shared: at most 64 MiB of all that it stores at a time are in memory.
pub struct Objects {
    store: Arc<dyn ObjectStore>,
    memory: Semaphore,
    /// The largest object that is stored as one request, in bytes.
    pub(crate) largest_at_once: u64,
    /// The folders that took an object, and when.
    checked: Mutex<HashMap<Box<str>, Instant>>,
}

impl Objects {
    /// Opens the bucket of `url` with the credentials and options of the environment (`AWS_…`, `GOOGLE_…`, `AZURE_…`),
    /// and believes servers as `tls` says. Nothing is sent yet.
    ///
    /// ```
    /// use grok_video_objects::Objects;
    /// use grok_video_transport::Roots;
    /// let objects = Objects::open(&"s3://bucket/videos/".parse()?, Roots::webpki())?;
    /// # let _ = objects;
    /// # Ok::<(), grok_video_objects::ObjectsError>(())
    /// ```
    ///
    /// # Errors
    /// [`NotConfigured`](ObjectsErrorKind::NotConfigured) when an option is missing or wrong.
    pub fn open(url: &ObjectUrl, tls: impl Into<Tls>) -> Result<Self, ObjectsError> {
        Ok(Self::over(open(url, Connector::new(tls))?))
    }

    pub(crate) fn over(store: Arc<dyn ObjectStore>) -> Self {
        Self {
            store,
            memory: Semaphore::new(MEMORY as usize),
            largest_at_once: LARGEST_AT_ONCE,
            checked: Mutex::default(),
        }
    }

    /// Makes sure that a result can be stored at `url`, before anything is paid for: the name is free, and the folder
    /// takes an object, which is removed again. A folder that took one is believed for a minute.
    ///
    /// # Errors
    /// Those of [`publish`](Self::publish). What is true now may change until a result is there; storing it then fails
    /// and replaces nothing.
    pub async fn check(&self, url: &ObjectUrl) -> Result<(), ObjectsError> {
        let checked = self.check_now(url);
        within(url, PATIENCE, checked).await
    }

    async fn check_now(&self, url: &ObjectUrl) -> Result<(), ObjectsError> {
        let failed = |error: &StoreError| ObjectsError::of_store(url, error);
        if !url.is_folder() {
            match self.store.head(&url.path()?).await {
                Ok(_) => {
                    let kind = ObjectsErrorKind::AlreadyExists;
                    return Err(ObjectsError::new(kind, url.to_string()));
                }
                Err(StoreError::NotFound { .. }) => {}
                Err(error) => return Err(failed(&error)),
            }
        }
        let probe = url.beside(CHECK_NAME);
        let name: Box<str> = probe.to_string().into();
        let latest = self.checked().get(&name).copied();
        if latest.is_some_and(|at| at.elapsed() < BELIEVED) {
            return Ok(());
        }
        let path = probe.path()?;
        let payload = PutPayload::from_static(b"grok-video was here to see whether it may write");
        match self
            .store
            .put_opts(&path, payload, PutMode::Create.into())
            .await
        {
            // That of another program, or of one that was killed, tells the same.
            Ok(_) | Err(StoreError::AlreadyExists { .. } | StoreError::Precondition { .. }) => {}
            Err(error) => return Err(failed(&error)),
        }
        // Who may write, but not remove, leaves one such object a folder.
        let _ = self.store.delete(&path).await;
        self.checked().insert(name, Instant::now());
        Ok(())
    }

    fn checked(&self) -> std::sync::MutexGuard<'_, HashMap<Box<str>, Instant>> {
        self.checked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns what [`publish`](Self::publish) will return: whoever keeps a record can write it down first.
    ///
    /// The path is the object's URL. That of more than 64 MiB is stored in parts, which no store does conditionally: its
    /// name gets sixteen digits of its SHA-256, so that nothing else can be meant by it.
    #[must_use]
    pub fn will_be(&self, url: &ObjectUrl, sealed: &Saved) -> Saved {
        let object = self.object(url, sealed);
        Saved::new(object.to_string(), sealed.bytes, sealed.sha256)
    }

    /// Stores a sealed file at `url`, and returns once every byte was read back and is the same.
    ///
    /// What stands there already and is the same was stored before, which is success. Nothing that exists is replaced
    /// where the store honours conditional requests, and where it does not, nothing that existed when it was looked for
    /// right before the upload.
    ///
    /// # Errors
    ///
    /// | kind | when |
    /// | --- | --- |
    /// | [`AlreadyExists`](ObjectsErrorKind::AlreadyExists) | another object has the name; it is untouched |
    /// | [`Denied`](ObjectsErrorKind::Denied), [`NoBucket`](ObjectsErrorKind::NoBucket), [`NotConfigured`](ObjectsErrorKind::NotConfigured), [`Refused`](ObjectsErrorKind::Refused) | the store does not take it, now or later |
    /// | [`Unavailable`](ObjectsErrorKind::Unavailable) | it can't be reached or took too long; the object may be there by now, which the next attempt finds out |
    /// | [`Damaged`](ObjectsErrorKind::Damaged) | it was stored, and something else is there |
    /// | [`Local`](ObjectsErrorKind::Local) | the file can't be read |
    pub async fn publish(
        &self,
        url: &ObjectUrl,
        sealed: &Sealed<LocalDisk>,
    ) -> Result<Saved, ObjectsError> {
        let saved = self.will_be(url, sealed.will_be());
        let object = self.object(url, &saved);
        self.store_whole(&object, sealed, &saved).await?;
        Ok(saved)
    }

    /// Tells whether just this object was stored before: every byte of it is read.
    ///
    /// # Errors
    /// Those of [`publish`](Self::publish) that say that it can't be found out.
    pub async fn verify(
        &self,
        url: &ObjectUrl,
        bytes: u64,
        sha256: Sha256Digest,
    ) -> Result<bool, ObjectsError> {
        let path = url.path()?;
        let found = self.held(url, &path, bytes, sha256);
        Ok(within(url, patience(bytes), found).await? == Held::Same)
    }

    /// Returns the object that a file becomes.
    fn object(&self, url: &ObjectUrl, saved: &Saved) -> ObjectUrl {
        if saved.bytes > self.largest_at_once {
            url.with_digest(saved.sha256.as_bytes())
        } else {
            url.clone()
        }
    }

    /// Returns how much memory an upload takes, in MiB.
    fn n_permits(&self, saved: &Saved) -> u32 {
        if saved.bytes > self.largest_at_once {
            return PART_MEMORY;
        }
        let mib = u32::try_from(saved.bytes.div_ceil(1024 * 1024)).unwrap_or(MEMORY);
        mib.clamp(1, MEMORY)
    }

    async fn store_whole(
        &self,
        url: &ObjectUrl,
        sealed: &Sealed<LocalDisk>,
        saved: &Saved,
    ) -> Result<(), ObjectsError> {
        let path = url.path()?;
        let limit = patience(saved.bytes);
        let held = || within(url, limit, self.held(url, &path, saved.bytes, saved.sha256));
        let taken = || ObjectsError::new(ObjectsErrorKind::AlreadyExists, url.to_string());
        // It comes before every upload: not every store honours a condition.
        match held().await? {
            Held::Same => return Ok(()),
            Held::Other => return Err(taken()),
            Held::Nothing => {}
        }
        // Waiting for other uploads doesn't count against this one's time. Nobody closes the semaphore, and a permit less
        // would but take more memory.
        let memory = self.memory.acquire_many(self.n_permits(saved)).await;
        let put = within(url, limit, self.put(url, &path, sealed, saved)).await;
        drop(memory);
        match &put {
            Ok(()) => {}
            // An answer that was lost may be one to a request that was taken.
            Err(error) if error.is_transient() => {}
            Err(error) if error.kind() == ObjectsErrorKind::AlreadyExists => {}
            Err(_) => return put,
        }
        match (held().await?, put) {
            (Held::Same, _) => Ok(()),
            (Held::Other, Ok(())) => Err(ObjectsError::new(
                ObjectsErrorKind::Damaged,
                url.to_string(),
            )),
            (Held::Other, Err(_)) => Err(taken()),
            (Held::Nothing, Err(error)) => Err(error),
            (Held::Nothing, Ok(())) => {
                let error = ObjectsError::new(ObjectsErrorKind::Unavailable, url.to_string());
                Err(error.because("the store took it, and does not have it"))
            }
        }
    }

    async fn put(
        &self,
        url: &ObjectUrl,
        path: &Path,
        sealed: &Sealed<LocalDisk>,
        saved: &Saved,
    ) -> Result<(), ObjectsError> {
        let file = sealed.open();
        let file = file.map_err(|error| ObjectsError::local(url.to_string(), error))?;
        let mut source = Source::new(file, url.to_string());
        match usize::try_from(saved.bytes) {
            Ok(bytes) if saved.bytes <= self.largest_at_once => {
                put_once(&*self.store, (url, path), &mut source, bytes).await
            }
            _ => put_parts(&*self.store, (url, path), &mut source, saved.bytes).await,
        }
    }

    async fn held(
        &self,
        url: &ObjectUrl,
        path: &Path,
        bytes: u64,
        sha256: Sha256Digest,
    ) -> Result<Held, ObjectsError> {
        let found = held(&*self.store, path, bytes, sha256).await;
        found.map_err(|error| ObjectsError::of_store(url, &error))
    }
}

impl fmt::Debug for Objects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The store's own text may have more than its bucket.
        f.debug_struct("Objects").finish_non_exhaustive()
    }
}

fn patience(bytes: u64) -> Duration {
    PATIENCE + Duration::from_secs(bytes / SLOWEST)
}

async fn within<T>(
    url: &ObjectUrl,
    limit: Duration,
    call: impl Future<Output = Result<T, ObjectsError>>,
) -> Result<T, ObjectsError> {
    timeout(limit, call).await.unwrap_or_else(|_| {
        let error = ObjectsError::new(ObjectsErrorKind::Unavailable, url.to_string());
        Err(error.because("it took too long"))
    })
}
