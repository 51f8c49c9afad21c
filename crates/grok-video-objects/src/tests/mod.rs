//! The promises, on a store in memory, on one that breaks them, and on servers that misbehave.

mod forgetful;
mod publish;
mod server;

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use grok_video_save::{Destination, LocalDisk, Saver, Sealed};
use object_store::memory::InMemory;
use object_store::{ObjectStore, ObjectStoreExt};

use crate::{ObjectUrl, Objects};

/// Returns the smallest videos, of which each `n` has a content of its own.
fn video(n: u8) -> Vec<u8> {
    let mut video = b"\0\0\0\x08ftyp\0\0\0\x08moov\0\0\0\x10mdat".to_vec();
    video.extend([n; 8]);
    video
}

/// Returns a sealed file.
fn sealed(folder: &Path, content: &[u8]) -> Sealed<LocalDisk> {
    let destination = Destination::folder(folder, "spool").expect("a name");
    let mut saver = Saver::begin(LocalDisk, destination, None).expect("begun");
    saver.write(content).expect("written");
    saver.seal().expect("whole")
}

fn url(text: &str) -> ObjectUrl {
    text.parse().expect(text)
}

fn in_memory() -> (Arc<InMemory>, Objects) {
    let store = Arc::new(InMemory::new());
    (store.clone(), Objects::over(store))
}

async fn content(store: &dyn ObjectStore, url: &ObjectUrl) -> Bytes {
    let found = store.get(&url.path().expect("a path")).await;
    found.expect("it is there").bytes().await.expect("readable")
}
