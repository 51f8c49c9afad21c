use super::file::File;

/// Nothing: the feature `page` is off.
pub(super) static FILES: [File; 0] = [];
