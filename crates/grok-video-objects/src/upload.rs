//! From a file to an object.

use std::time::Duration;

use object_store::path::Path;
use object_store::{
    Attribute, Attributes, MultipartUpload, ObjectStore, PutMode, PutMultipartOptions, PutOptions,
};
use tokio::runtime::Handle;
use tokio::time::timeout;

use crate::error::ObjectsError;
use crate::kind::ObjectsErrorKind;
use crate::source::Source;
use crate::url::ObjectUrl;

/// The size of a part; S3 takes none below 5 MiB but the last.
const PART: usize = 8 * 1024 * 1024;

/// How long a store may take to forget the parts of an upload.
const ABORT: Duration = Duration::from_secs(10);

fn attributes() -> Attributes {
    Attributes::from_iter([(Attribute::ContentType, "video/mp4")])
}

/// Stores a file as one request, unless something has the name.
pub(crate) async fn put_once(
    store: &dyn ObjectStore,
    (url, path): (&ObjectUrl, &Path),
    source: &mut Source,
    bytes: usize,
) -> Result<(), ObjectsError> {
    let payload = source.next(bytes).await?;
    check_length(url, payload.content_length(), bytes)?;
    let options = PutOptions {
        mode: PutMode::Create,
        attributes: attributes(),
        ..PutOptions::default()
    };
    let put = store.put_opts(path, payload, options).await;
    put.map_err(|error| ObjectsError::of_store(url, &error))?;
    Ok(())
}

/// Stores a file in parts, of which one at a time is in memory; nothing is seen of them before the last call.
pub(crate) async fn put_parts(
    store: &dyn ObjectStore,
    (url, path): (&ObjectUrl, &Path),
    source: &mut Source,
    bytes: u64,
) -> Result<(), ObjectsError> {
    let options = PutMultipartOptions {
        attributes: attributes(),
        ..PutMultipartOptions::default()
    };
    let begun = store.put_multipart_opts(path, options).await;
    let begun = begun.map_err(|error| ObjectsError::of_store(url, &error))?;
    finish(begun, url, source, bytes).await
}

/// Sends what an upload is to have, or lets the store forget it.
async fn finish(
    begun: Box<dyn MultipartUpload>,
    url: &ObjectUrl,
    source: &mut Source,
    bytes: u64,
) -> Result<(), ObjectsError> {
    let mut upload = Upload(Some(begun));
    let Some(begun) = &mut upload.0 else {
        return Ok(());
    };
    let sent = send_parts(&mut **begun, url, source, bytes).await;
    if sent.is_err() {
        let _ = timeout(ABORT, begun.abort()).await;
    }
    // It is complete, or the store has been told to forget it.
    upload.0 = None;
    sent
}

/// An upload in parts under way. Dropped in the middle, it lets the store forget them: nobody sees parts that stay behind,
/// but they are paid for until the store's own rules remove them.
struct Upload(Option<Box<dyn MultipartUpload>>);

impl Drop for Upload {
    fn drop(&mut self) {
        if let Some(mut upload) = self.0.take()
            && let Ok(runtime) = Handle::try_current()
        {
            runtime.spawn(async move { timeout(ABORT, upload.abort()).await });
        }
    }
}

async fn send_parts(
    upload: &mut dyn MultipartUpload,
    url: &ObjectUrl,
    source: &mut Source,
    bytes: u64,
) -> Result<(), ObjectsError> {
    let mut left = bytes;
    while left > 0 {
        let part = usize::try_from(left).unwrap_or(PART).min(PART);
        let payload = source.next(part).await?;
        check_length(url, payload.content_length(), part)?;
        let sent = upload.put_part(payload).await;
        sent.map_err(|error| ObjectsError::of_store(url, &error))?;
        left -= part as u64;
    }
    let done = upload.complete().await;
    done.map_err(|error| ObjectsError::of_store(url, &error))?;
    Ok(())
}

fn check_length(url: &ObjectUrl, read: usize, expected: usize) -> Result<(), ObjectsError> {
    if read == expected {
        return Ok(());
    }
    let error = ObjectsError::new(ObjectsErrorKind::Local, url.to_string());
    Err(error.because("the file is shorter than it was"))
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use object_store::{PutPayload, PutResult, Result, UploadPart};

    use super::*;

    type Later<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

    /// An upload whose store takes no part: it refuses each, or never answers.
    #[derive(Debug)]
    struct Fake {
        refuses: bool,
        n_aborted: Arc<AtomicUsize>,
    }

    impl MultipartUpload for Fake {
        fn put_part(&mut self, _: PutPayload) -> UploadPart {
            if !self.refuses {
                return Box::pin(std::future::pending());
            }
            let source = "no room".into();
            let store = "fake";
            Box::pin(async move { Err(object_store::Error::Generic { store, source }) })
        }

        fn complete<'a, 'b>(&'a mut self) -> Later<'b, PutResult>
        where
            'a: 'b,
            Self: 'b,
        {
            Box::pin(std::future::pending())
        }

        fn abort<'a, 'b>(&'a mut self) -> Later<'b, ()>
        where
            'a: 'b,
            Self: 'b,
        {
            self.n_aborted.fetch_add(1, Ordering::Relaxed);
            Box::pin(async { Ok(()) })
        }
    }

    /// Sends three bytes to such an upload, for at most a minute; returns how often it was aborted.
    async fn n_aborted(refuses: bool) -> usize {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        std::fs::write(&path, "abc").expect("a file");
        let mut source = Source::new(std::fs::File::open(path).expect("a file"), "s3://b/a");
        let url: ObjectUrl = "s3://b/a".parse().expect("a URL");
        let n_aborted = Arc::new(AtomicUsize::new(0));
        let fake = Fake {
            refuses,
            n_aborted: n_aborted.clone(),
        };
        let sent = timeout(
            Duration::from_secs(60),
            finish(Box::new(fake), &url, &mut source, 3),
        );
        assert_eq!(sent.await.is_err(), !refuses);
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        n_aborted.load(Ordering::Relaxed)
    }

    #[tokio::test(start_paused = true)]
    async fn the_store_forgets_what_failed_and_what_was_dropped() {
        assert_eq!(n_aborted(true).await, 1);
        assert_eq!(n_aborted(false).await, 1);
    }
}
