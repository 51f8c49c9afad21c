//! A store that takes every object without a look at its conditions, and others that are no better.

use std::fmt;
use std::sync::Arc;

use futures_util::stream::BoxStream;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    ObjectStoreExt, PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};
use tempfile::tempdir;

use super::{content, sealed, url, video};
use crate::{Objects, ObjectsErrorKind};

#[derive(Debug, Default)]
struct Forgetful {
    inner: InMemory,
    /// What it stores in place of what it is given.
    instead: Option<&'static [u8]>,
    /// What somebody else stores right before; conditions are honoured then.
    meanwhile: Option<&'static [u8]>,
}

impl fmt::Display for Forgetful {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Forgetful")
    }
}

type Later<'a, T> = std::pin::Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

impl ObjectStore for Forgetful {
    fn put_opts<'a, 'b, 'c>(
        &'a self,
        path: &'b Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> Later<'c, PutResult>
    where
        'a: 'c,
        'b: 'c,
        Self: 'c,
    {
        let payload = self.instead.map_or(payload, PutPayload::from_static);
        Box::pin(async move {
            let Some(other) = self.meanwhile else {
                return self.inner.put(path, payload).await;
            };
            self.inner.put(path, PutPayload::from_static(other)).await?;
            self.inner.put_opts(path, payload, options).await
        })
    }

    fn put_multipart_opts<'a, 'b, 'c>(
        &'a self,
        path: &'b Path,
        options: PutMultipartOptions,
    ) -> Later<'c, Box<dyn MultipartUpload>>
    where
        'a: 'c,
        'b: 'c,
        Self: 'c,
    {
        self.inner.put_multipart_opts(path, options)
    }

    fn get_opts<'a, 'b, 'c>(&'a self, path: &'b Path, options: GetOptions) -> Later<'c, GetResult>
    where
        'a: 'c,
        'b: 'c,
        Self: 'c,
    {
        self.inner.get_opts(path, options)
    }

    fn delete_stream(
        &self,
        paths: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        self.inner.delete_stream(paths)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.inner.list(prefix)
    }

    fn list_with_delimiter<'a, 'b, 'c>(&'a self, prefix: Option<&'b Path>) -> Later<'c, ListResult>
    where
        'a: 'c,
        'b: 'c,
        Self: 'c,
    {
        self.inner.list_with_delimiter(prefix)
    }

    fn copy_opts<'a, 'b, 'd, 'c>(
        &'a self,
        from: &'b Path,
        to: &'d Path,
        options: CopyOptions,
    ) -> Later<'c, ()>
    where
        'a: 'c,
        'b: 'c,
        'd: 'c,
        Self: 'c,
    {
        self.inner.copy_opts(from, to, options)
    }
}

#[tokio::test]
async fn a_store_that_ignores_conditions_replaces_nothing() {
    let folder = tempdir().expect("a folder");
    let store = Arc::new(Forgetful::default());
    let objects = Objects::over(store.clone());
    let place = url("s3://bucket/a.mp4");
    let first = sealed(folder.path(), &video(1));
    objects.publish(&place, &first).await.expect("stored");
    let other = sealed(folder.path(), &video(2));
    let error = objects.publish(&place, &other).await.expect_err("taken");
    assert_eq!(error.kind(), ObjectsErrorKind::AlreadyExists);
    assert_eq!(content(&*store, &place).await, video(1));
}

#[tokio::test]
async fn a_store_that_stores_another_content_is_found_out() {
    let folder = tempdir().expect("a folder");
    let store = Forgetful {
        instead: Some(b"an error page"),
        ..Forgetful::default()
    };
    let objects = Objects::over(Arc::new(store));
    let first = sealed(folder.path(), &video(1));
    let error = objects.publish(&url("s3://bucket/a.mp4"), &first).await;
    assert_eq!(
        error.expect_err("another").kind(),
        ObjectsErrorKind::Damaged
    );
}

#[tokio::test]
async fn a_name_that_is_taken_amid_an_upload_is_not_replaced() {
    let folder = tempdir().expect("a folder");
    let store = Arc::new(Forgetful {
        meanwhile: Some(b"another object"),
        ..Forgetful::default()
    });
    let objects = Objects::over(store.clone());
    let place = url("s3://bucket/a.mp4");
    let first = sealed(folder.path(), &video(1));
    let error = objects.publish(&place, &first).await.expect_err("taken");
    assert_eq!(error.kind(), ObjectsErrorKind::AlreadyExists);
    assert_eq!(content(&*store, &place).await, "another object");
}
