use std::borrow::Cow;
use std::sync::Arc;

use super::file::File;
use super::percent;
use crate::world::{Asset, World};

/// Where files are handed out, and for which session.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    /// Scheme, host and port.
    base: String,
    /// `None` for the one that needs no name.
    session: Option<Arc<str>>,
    /// Whether a client may know the server by any name, so that the one it
    /// asked by is the one under which it finds files, too.
    has_any_name: bool,
}

impl Origin {
    pub(super) fn new(base: String, has_any_name: bool) -> Self {
        Self {
            base,
            session: None,
            has_any_name,
        }
    }

    pub(super) fn for_session(&self, name: Arc<str>) -> Self {
        Self {
            session: Some(name),
            ..self.clone()
        }
    }

    /// Returns the origin for a client that asked by the name `host`.
    pub(super) fn by(&self, host: Option<&str>) -> Cow<'_, Self> {
        match host {
            Some(host) if self.has_any_name => Cow::Owned(Self {
                base: format!("http://{host}"),
                ..self.clone()
            }),
            _ => Cow::Borrowed(self),
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
