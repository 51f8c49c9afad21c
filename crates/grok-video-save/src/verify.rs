use std::io;
use std::path::Path;

use crate::destination::{Destination, open_folder};
use crate::digest::Hasher;
use crate::disk::Disk;
use crate::error::{Reason, SaveError};
use crate::mp4::Mp4Walk;
use crate::saved::Saved;

/// How much is read at once.
const PIECE_LEN: usize = 64 * 1024;

/// Finds out whether a whole video stands at `path`, and makes it durable.
///
/// This is for a program that can't know how a save ended: it was killed between the moment in which
/// the file got its name and its own note of that, or a second save says
/// [`AlreadyExists`](crate::SaveErrorKind::AlreadyExists). A [`Saver`](crate::Saver) gives a name only
/// to what is whole, so what `verify` returns is its work, or another program's MP4; the digest tells
/// these apart, where [`Sealed::will_be`](crate::Sealed::will_be) was written down.
///
/// The file is opened without following a symbolic link, and read once. A sync that goes well after
/// one that failed proves little, since a system may tell of a failure once only: after
/// [`NotDurable`](crate::SaveErrorKind::NotDurable), a copy elsewhere is safer than `verify`.
///
/// # Errors
///
/// | kind | when |
/// | --- | --- |
/// | [`InvalidName`](crate::SaveErrorKind::InvalidName) | `path` names no file |
/// | [`NoFolder`](crate::SaveErrorKind::NoFolder), [`NotAFolder`](crate::SaveErrorKind::NotAFolder) | there is no folder to hold it |
/// | [`Missing`](crate::SaveErrorKind::Missing) | nothing stands there |
/// | [`NotAFile`](crate::SaveErrorKind::NotAFile) | a symbolic link, a folder or a device stands there |
/// | [`NotMp4`](crate::SaveErrorKind::NotMp4) | the file is not a whole MP4 |
/// | [`NotDurable`](crate::SaveErrorKind::NotDurable) | it is whole, but it or its folder can't be synced; [`SaveError::saved`] describes it |
/// | [`Io`](crate::SaveErrorKind::Io) | it can't be opened or read |
///
/// # Examples
///
/// ```
/// use grok_video_save::{Destination, LocalDisk, Saver, verify};
///
/// # let folder = tempfile::tempdir()?;
/// # let folder = folder.path();
/// let destination = Destination::folder(folder, "video_1")?;
/// let mut saver = Saver::begin(LocalDisk, destination, None)?;
/// saver.write(b"\0\0\0\x08ftyp\0\0\0\x08moov\0\0\0\x08mdat")?;
/// let sealed = saver.seal()?;
/// let record = sealed.will_be().clone(); // Written down.
/// sealed.publish()?;
///
/// // After a crash, with the record:
/// assert_eq!(verify(&LocalDisk, &record.path)?, record);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn verify<D: Disk>(disk: &D, path: impl AsRef<Path>) -> Result<Saved, SaveError> {
    let destination = Destination::file(path.as_ref())?;
    let path = destination.path();
    let folder = open_folder(disk, destination.folder_path())?;
    let mut file = match disk.open(&folder, destination.name()) {
        Ok(Some(file)) => file,
        Ok(None) => return Err(SaveError::new(path, Reason::NotAFile)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(SaveError::new(path, Reason::Missing));
        }
        Err(error) => return Err(SaveError::io("open", path, error)),
    };
    let saved = walk(disk, &mut file, path)?;
    let synced = disk.sync_file(&mut file);
    drop(file);
    match synced.and_then(|()| disk.sync_folder(&folder)) {
        Ok(()) => Ok(saved),
        Err(error) => Err(SaveError::not_durable(saved, error)),
    }
}

/// Reads the whole file, and makes sure that it is an MP4.
fn walk<D: Disk>(disk: &D, file: &mut D::File, path: &Path) -> Result<Saved, SaveError> {
    let not_whole = |error| SaveError::new(path, Reason::NotWhole(Box::new(error)));
    let mut piece = vec![0; PIECE_LEN];
    let mut bytes = 0;
    let mut walk = Mp4Walk::new();
    let mut hasher = Hasher::default();
    loop {
        let n_read = disk
            .read(file, &mut piece)
            .map_err(|error| SaveError::io("read", path, error))?;
        if n_read == 0 {
            break;
        }
        let piece = &piece[..n_read];
        walk.push(piece).map_err(not_whole)?;
        hasher.update(piece);
        bytes += n_read as u64;
    }
    walk.finish().map_err(not_whole)?;
    Ok(Saved::new(path, bytes, hasher.finish()))
}
