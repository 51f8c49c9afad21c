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
