//! The user whom the server runs as: PostgreSQL refuses to be the superuser's.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::Path;

/// A user of this machine.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Account {
    pub(crate) user: u32,
    pub(crate) group: u32,
}

impl Account {
    /// Finds an ordinary user, where this process is the superuser's; else `None`, as it may stay whose it is.
    pub(crate) fn of_servers() -> io::Result<Option<Self>> {
        if fs::metadata("/proc/self").map_or(1, |it| it.uid()) != 0 {
            return Ok(None);
        }
        let users = fs::read_to_string("/etc/passwd")?;
        let named = |name: &str| {
            let line = users
                .lines()
                .find(|line| line.split(':').next() == Some(name))?;
            let mut fields = line.split(':').skip(2).map(str::parse);
            Some(Self {
                user: fields.next()?.ok()?,
                group: fields.next()?.ok()?,
            })
        };
        let found = named("postgres").or_else(|| named("nobody"));
        let missing =
            || io::Error::other("there is no user `postgres` nor `nobody` to run PostgreSQL as");
        found.map(Some).ok_or_else(missing)
    }

    pub(crate) fn give(self, path: &Path) -> io::Result<()> {
        chown(path, Some(self.user), Some(self.group))
    }
}
