use grok_video_save::Sha256Digest;
use object_store::{ObjectStoreExt, PutPayload};
use tempfile::tempdir;

use super::{content, in_memory, sealed, url, video};
use crate::ObjectsErrorKind;

#[tokio::test]
async fn what_is_stored_is_the_file_under_its_own_url() {
    let folder = tempdir().expect("a folder");
    let (store, objects) = in_memory();
    let place = url("s3://bucket/videos/a.mp4");
    let sealed = sealed(folder.path(), &video(1));
    let expected = objects.will_be(&place, sealed.will_be());
    let saved = objects.publish(&place, &sealed).await.expect("stored");
    assert_eq!(saved, expected);
    assert_eq!(saved.path.to_string_lossy(), "s3://bucket/videos/a.mp4");
    assert_eq!(content(&*store, &place).await, video(1));
    let is_there = objects.verify(&place, saved.bytes, saved.sha256).await;
    assert!(is_there.expect("readable"));
}

#[tokio::test]
async fn the_same_again_is_success_and_another_object_is_kept() {
    let folder = tempdir().expect("a folder");
    let (store, objects) = in_memory();
    let place = url("s3://bucket/a.mp4");
    let first = sealed(folder.path(), &video(1));
    for _ in 0..2 {
        objects.publish(&place, &first).await.expect("the same");
    }
    // One of the same length, and one of another.
    for other in [video(2), [video(2), video(2)].concat()] {
        let other = sealed(folder.path(), &other);
        let error = objects.publish(&place, &other).await.expect_err("taken");
        assert_eq!(error.kind(), ObjectsErrorKind::AlreadyExists, "{error}");
        assert!(error.to_string().contains("s3://bucket/a.mp4"), "{error}");
        assert_eq!(content(&*store, &place).await, video(1));
    }
}

#[tokio::test]
async fn a_large_file_gets_its_digest_into_its_name() {
    let folder = tempdir().expect("a folder");
    let (store, mut objects) = in_memory();
    objects.largest_at_once = 1024 * 1024;
    let place = url("s3://bucket/v/").object("video_1").expect("a name");
    let mut large = b"\0\0\0\x08ftyp\0\0\0\x08moov".to_vec();
    let n = 17 * 1024 * 1024_u32;
    large.extend(n.to_be_bytes());
    large.extend(b"mdat");
    large.resize(large.len() - 8 + n as usize, 7);
    let sealed = sealed(folder.path(), &large);
    let digits = &sealed.will_be().sha256.to_string()[..16];
    let saved = objects.publish(&place, &sealed).await.expect("stored");
    let name = format!("s3://bucket/v/video_1-{digits}.mp4");
    assert_eq!(saved.path.to_string_lossy(), name);
    let stored = content(&*store, &url(&name)).await;
    assert_eq!(Sha256Digest::of(&stored), saved.sha256);
    // Once more, as by who was killed before it was written down.
    objects.publish(&place, &sealed).await.expect("the same");
}

#[tokio::test]
async fn what_is_not_there_or_another_is_not_the_same() {
    let (store, objects) = in_memory();
    let place = url("s3://bucket/a.mp4");
    let digest = Sha256Digest::of(&video(1));
    let verified = objects.verify(&place, 32, digest).await;
    assert!(!verified.expect("it can be known"));
    let path = place.path().expect("a path");
    for other in [video(2), video(1)[..31].to_vec()] {
        let put = store.put(&path, PutPayload::from(other)).await;
        put.expect("stored");
        let verified = objects.verify(&place, 32, digest).await;
        assert!(!verified.expect("it can be known"));
    }
}

#[tokio::test]
async fn a_check_leaves_nothing_and_finds_what_is_in_the_way() {
    use futures_util::TryStreamExt;
    use object_store::ObjectStore;

    let (store, objects) = in_memory();
    objects.check(&url("s3://bucket/v/")).await.expect("free");
    objects
        .check(&url("s3://bucket/v/a.mp4"))
        .await
        .expect("free");
    let left: Vec<_> = store.list(None).try_collect().await.expect("listed");
    assert!(left.is_empty(), "{left:?}");
    let path = url("s3://bucket/v/a.mp4").path().expect("a path");
    let put = store.put(&path, PutPayload::from(video(1))).await;
    put.expect("stored");
    let error = objects.check(&url("s3://bucket/v/a.mp4")).await;
    let error = error.expect_err("taken");
    assert_eq!(error.kind(), ObjectsErrorKind::AlreadyExists);
}
