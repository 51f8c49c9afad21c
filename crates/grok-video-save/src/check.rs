use crate::destination::Destination;
use crate::disk::Disk;
use crate::error::SaveError;
use crate::temporary::{self, New};

impl Destination {
    /// Makes sure that a file can be saved here, before anything is paid for.
    ///
    /// The proof that the folder is writable is a temporary that is created and removed. What is
    /// true now may change until the file is whole; saving then fails and replaces nothing.
    ///
    /// # Errors
    ///
    /// | kind | when |
    /// | --- | --- |
    /// | [`AlreadyExists`](crate::SaveErrorKind::AlreadyExists) | anything has the name already, be it a dangling symbolic link |
    /// | [`NoFolder`](crate::SaveErrorKind::NoFolder) | the folder is missing |
    /// | [`NotAFolder`](crate::SaveErrorKind::NotAFolder) | something else stands where the folder should |
    /// | [`NotWritable`](crate::SaveErrorKind::NotWritable) | the folder takes no files |
    /// | [`InvalidName`](crate::SaveErrorKind::InvalidName) | the file system doesn't take the name; most often it is too long |
    /// | [`DiskFull`](crate::SaveErrorKind::DiskFull) | there is no room for so much as an empty file |
    /// | [`Io`](crate::SaveErrorKind::Io) | anything else |
    pub fn check<D: Disk>(&self, disk: &D) -> Result<(), SaveError> {
        let New { folder, name, file } = temporary::create(disk, self)?;
        drop(file);
        disk.remove(&folder, &name).map_err(|error| {
            let path = self.folder_path().join(&name);
            SaveError::io("remove the temporary file", &path, error)
        })?;
        disk.sync_folder(&folder)
            .map_err(|error| SaveError::io("sync the folder", self.folder_path(), error))
    }
}
