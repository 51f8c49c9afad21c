//! What stands at a name.

use futures_util::TryStreamExt;
use grok_video_save::Sha256Digest;
use object_store::path::Path;
use object_store::{Error as StoreError, ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};

/// Says what stands at a name, compared with what should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Held {
    Nothing,
    /// Every byte was read, and they are the same.
    Same,
    Other,
}

/// Reads what stands at `path`, as far as it may be the `bytes` of that digest.
pub(crate) async fn held(
    store: &dyn ObjectStore,
    path: &Path,
    bytes: u64,
    sha256: Sha256Digest,
) -> Result<Held, StoreError> {
    let found = match store.get(path).await {
        Ok(found) => found,
        Err(StoreError::NotFound { .. }) => return Ok(Held::Nothing),
        Err(error) => return Err(error),
    };
    if found.meta.size != bytes {
        return Ok(Held::Other);
    }
    let mut content = found.into_stream();
    let (mut n_read, mut hasher) = (0, Sha256::new());
    while let Some(piece) = content.try_next().await? {
        n_read += piece.len() as u64;
        if n_read > bytes {
            return Ok(Held::Other);
        }
        hasher.update(&piece);
    }
    let is_same = n_read == bytes && <[u8; 32]>::from(hasher.finalize()) == *sha256.as_bytes();
    Ok(if is_same { Held::Same } else { Held::Other })
}
