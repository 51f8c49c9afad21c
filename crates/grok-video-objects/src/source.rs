//! The file that is brought to a store, read piece by piece.

use std::fs::File;

use bytes::{Bytes, BytesMut};
use grok_video_save::{Disk, LocalDisk};
use object_store::PutPayload;
use tokio::task::spawn_blocking;

use crate::error::ObjectsError;
use crate::kind::ObjectsErrorKind;

/// How much is handed to a connection at once: with each such piece the upload has gone on.
const PIECE: usize = 256 * 1024;

/// Reads a file from its start.
#[derive(Debug)]
pub(crate) struct Source {
    file: Option<File>,
    url: Box<str>,
}

impl Source {
    pub(crate) fn new(file: File, url: impl Into<Box<str>>) -> Self {
        Self {
            file: Some(file),
            url: url.into(),
        }
    }

    /// Reads the next `bytes`, or what is left; where blocking does not hold up the runtime.
    pub(crate) async fn next(&mut self, bytes: usize) -> Result<PutPayload, ObjectsError> {
        let failed =
            |why: &str| ObjectsError::new(ObjectsErrorKind::Local, self.url.clone()).because(why);
        let Some(mut file) = self.file.take() else {
            return Err(failed("an earlier read failed"));
        };
        let read = spawn_blocking(move || {
            let pieces = pieces(&mut file, bytes)?;
            Ok::<_, std::io::Error>((file, pieces))
        });
        let read = read.await.map_err(|_| failed("the program is ending"))?;
        let (file, pieces) = read.map_err(|error| failed(&error.to_string()))?;
        self.file = Some(file);
        Ok(pieces.into_iter().collect())
    }
}

fn pieces(file: &mut File, bytes: usize) -> std::io::Result<Vec<Bytes>> {
    let mut pieces = Vec::new();
    let mut left = bytes;
    while left > 0 {
        let mut piece = BytesMut::zeroed(PIECE.min(left));
        let mut n_read = 0;
        while n_read < piece.len() {
            match LocalDisk.read(file, &mut piece[n_read..])? {
                0 => break,
                n => n_read += n,
            }
        }
        let is_end = n_read < piece.len();
        piece.truncate(n_read);
        left -= n_read;
        if n_read > 0 {
            pieces.push(piece.freeze());
        }
        if is_end {
            break;
        }
    }
    Ok(pieces)
}
