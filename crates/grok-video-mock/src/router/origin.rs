use std::sync::Arc;

use super::asset::File;
use super::percent;
use crate::world::{Asset, World};

/// Where files are handed out, and for which session.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    /// Scheme, host and port.
    base: String,
    /// `None` for the one that needs no name.
    session: Option<Arc<str>>,
}

impl Origin {
    pub(super) fn new(base: String) -> Self {
        Self {
            base,
            session: None,
        }
    }

    pub(super) fn for_session(&self, name: Arc<str>) -> Self {
        Self {
            base: self.base.clone(),
            session: Some(name),
        }
    }

    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// Returns the URL under which a task has a file.
    pub(super) fn url(&self, file: File, world: &World, id: &str, asset: &Asset) -> String {
        format!(
            "{}/assets/{}{}?{}",
            self.base,
            percent::encode(id),
            file.extension(),
            self.signature(world, asset)
        )
    }

    /// Returns the query without which a file is not given out.
    pub(super) fn signature(&self, world: &World, asset: &Asset) -> String {
        let session = match &self.session {
            Some(name) => format!("&session={name}"),
            None => String::new(),
        };
        format!(
            "sig={:016x}&expires={}{session}",
            asset.signature,
            world.unix_time(asset.expires)
        )
    }
}
