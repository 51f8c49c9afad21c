use std::ffi::{OsStr, OsString};
use std::fmt::Write;
use std::io;

use crate::destination::Destination;
use crate::disk::Disk;
use crate::error::{Reason, SaveError};
use crate::saved::Saved;

/// The part of the target's name that a temporary's name repeats, at most, in bytes. With the rest
/// (39 bytes) it stays far below the 255 bytes, or 143 on some encrypting file systems, that a name
/// may have.
const LABEL_LEN: usize = 64;
const RANDOM_HEX_LEN: usize = 32;
const SUFFIX: &str = ".part";

/// Returns `.{label}.{random}.part`, the label being the start of the target's name.
fn name(target_name: &OsStr, random: [u8; 16]) -> String {
    let target_name = target_name.to_string_lossy();
    let label_len = (0..=LABEL_LEN.min(target_name.len()))
        .rev()
        .find(|&len| target_name.is_char_boundary(len))
        .unwrap_or(0);
    let mut name = format!(".{}.", &target_name[..label_len]);
    for byte in random {
        write!(name, "{byte:02x}").expect("a String takes any text");
    }
    name + SUFFIX
}

/// Reports whether [`name`] may have returned `candidate`.
pub(crate) fn is_ours(candidate: &OsStr) -> bool {
    let Some((label, random)) = candidate
        .to_str()
        .and_then(|name| name.strip_prefix('.'))
        .and_then(|name| name.strip_suffix(SUFFIX))
        .and_then(|name| name.rsplit_once('.'))
    else {
        return false;
    };
    (1..=LABEL_LEN).contains(&label.len())
        && random.len() == RANDOM_HEX_LEN
        && random
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// A temporary that was just created.
pub(crate) struct New<D: Disk> {
    pub(crate) folder: D::Folder,
    pub(crate) name: OsString,
    pub(crate) file: D::File,
}

/// Creates a temporary for `destination`, after making sure that the destination can be saved to.
pub(crate) fn create<D: Disk>(disk: &D, destination: &Destination) -> Result<New<D>, SaveError> {
    const OPERATION: &str = "create a temporary file for";

    let folder = destination.open_folder(disk)?;
    let random = disk
        .random()
        .map_err(|error| SaveError::io(OPERATION, destination.path(), error))?;
    let name = OsString::from(name(destination.name(), random));
    let file = disk.create_exclusively(&folder, &name).map_err(|error| {
        match error.kind() {
            // `/proc` says that a new file is not found.
            io::ErrorKind::PermissionDenied
            | io::ErrorKind::ReadOnlyFilesystem
            | io::ErrorKind::NotFound => {
                SaveError::new(destination.folder_path(), Reason::NotWritable(error))
            }
            _ => SaveError::io(OPERATION, destination.path(), error),
        }
    })?;
    Ok(New { folder, name, file })
}

/// A partial file beside its target, removed when dropped.
pub(crate) struct Temporary<D: Disk> {
    // Dropped in this order: some systems remove no open file.
    file: D::File,
    name: Name<D>,
}

impl<D: Disk> Temporary<D> {
    pub(crate) fn create(disk: D, destination: &Destination) -> Result<Self, SaveError> {
        let New { folder, name, file } = create(&disk, destination)?;
        Ok(Self {
            file,
            name: Name {
                disk,
                folder,
                name,
                published: false,
            },
        })
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.name.disk.write(&mut self.file, bytes)
    }

    /// Makes the content durable.
    pub(crate) fn sync(mut self, destination: &Destination) -> Result<Synced<D>, SaveError> {
        let target = destination.path();
        let disk = &self.name.disk;
        disk.sync_file(&mut self.file)
            .map_err(|error| SaveError::io("sync the temporary file of", target, error))?;
        Ok(Synced { name: self.name })
    }
}

/// A temporary whose content is durable, removed when dropped.
pub(crate) struct Synced<D: Disk> {
    name: Name<D>,
}

impl<D: Disk> Synced<D> {
    /// Opens the content for reading.
    pub(crate) fn open(&self, destination: &Destination) -> Result<D::File, SaveError> {
        let Name {
            disk, folder, name, ..
        } = &self.name;
        let target = destination.path();
        match disk.open(folder, name) {
            Ok(Some(file)) => Ok(file),
            Ok(None) => Err(SaveError::new(target, Reason::NotAFile)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(SaveError::new(target, Reason::Missing))
            }
            Err(error) => Err(SaveError::io("open the temporary file of", target, error)),
        }
    }

    /// Gives the file the name `destination`, then makes that durable too.
    ///
    /// All of it happens in the folder in which the temporary was created. `saved` is what stands at
    /// the name then.
    pub(crate) fn publish(
        self,
        destination: &Destination,
        saved: Saved,
    ) -> Result<Saved, SaveError> {
        let Self { mut name } = self;
        let target = destination.path();
        name.disk
            .publish(&name.folder, &name.name, destination.name())
            .map_err(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => SaveError::new(target, Reason::AlreadyExists),
                _ => SaveError::io("publish", target, error),
            })?;
        name.published = true;
        match name.disk.sync_folder(&name.folder) {
            Ok(()) => Ok(saved),
            Err(error) => Err(SaveError::not_durable(saved, error)),
        }
    }
}

/// The name of a temporary, removed when dropped unless the file has got its final one.
struct Name<D: Disk> {
    disk: D,
    folder: D::Folder,
    name: OsString,
    published: bool,
}

impl<D: Disk> Drop for Name<D> {
    fn drop(&mut self) {
        if !self.published {
            // Nobody is left to tell; what stays behind is a leftover for `sweep`.
            let _ = self.disk.remove(&self.folder, &self.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_name(target_name: &str, label: &str) {
        let name = name(OsStr::new(target_name), [0xa5; 16]);
        assert_eq!(name, format!(".{label}.{}.part", "a5".repeat(16)));
        assert!(is_ours(OsStr::new(&name)), "{name} is ours");
    }

    #[test]
    fn a_short_target_name_is_repeated_whole() {
        check_name("video.mp4", "video.mp4");
        check_name("a", "a");
    }

    #[test]
    fn a_long_target_name_is_cut_between_characters() {
        check_name(&"x".repeat(255), &"x".repeat(64));
        check_name(&"\u{1f431}".repeat(60), &"\u{1f431}".repeat(16));
        check_name(
            &format!("x{}", "\u{732b}".repeat(80)),
            &format!("x{}", "\u{732b}".repeat(21)),
        );
    }

    #[test]
    fn names_of_others_are_not_ours() {
        let hex = "0123456789abcdef0123456789abcdef";
        for other in [
            String::new(),
            ".part".into(),
            "video.mp4".into(),
            format!(".{hex}.part"),
            format!("..{hex}.part"),
            format!("video.mp4.{hex}.part"),
            format!(".video.mp4.{hex}"),
            format!(".video.mp4.{hex}.part2"),
            format!(".video.mp4.{hex}0.part"),
            format!(".video.mp4.{}.part", &hex[1..]),
            format!(".video.mp4.{}.part", hex.to_uppercase()),
            format!(".{}.{hex}.part", "x".repeat(65)),
        ] {
            assert!(!is_ours(OsStr::new(&other)), "{other} is not ours");
        }
    }
}
