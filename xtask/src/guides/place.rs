//! Where the guides are followed.

use std::path::Path;

use crate::workspace::Workspace;

/// Where the guides are followed.
pub(super) struct Place<'a> {
    pub(super) workspace: &'a Workspace,
    /// For what is written and installed.
    pub(super) folder: &'a Path,
    /// The folder of the programs `grok-video` and `grok-video-mock`.
    pub(super) programs: &'a Path,
}
