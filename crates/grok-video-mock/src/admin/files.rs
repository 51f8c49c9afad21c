use super::file::File;
#[cfg(feature = "page")]
use super::listing::FILES;

#[cfg(not(feature = "page"))]
static FILES: [File; 0] = [];

/// Finds a file by its path below the root of the admin API.
pub(super) fn find(path: &str) -> Option<File> {
    FILES.iter().find(|file| file.path == path).copied()
}

/// Lists the paths of all files.
#[cfg(all(test, feature = "page"))]
pub(super) fn paths() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|file| file.path)
}
