//! From a file to an object.

use object_store::path::Path;
use object_store::{
    Attribute, Attributes, MultipartUpload, ObjectStore, PutMode, PutMultipartOptions, PutOptions,
};

use crate::error::ObjectsError;
use crate::kind::ObjectsErrorKind;
use crate::source::Source;
use crate::url::ObjectUrl;

/// The size of a part; S3 takes none below 5 MiB but the last.
const PART: usize = 8 * 1024 * 1024;

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
    let mut upload = begun.map_err(|error| ObjectsError::of_store(url, &error))?;
    let sent = send_parts(&mut *upload, url, source, bytes).await;
    if sent.is_err() {
        // Parts that stay behind are seen by nobody; the store's own rules remove them.
        let _ = upload.abort().await;
    }
    sent
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
