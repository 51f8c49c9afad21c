//! A store for other checks: moto's server, which holds its objects in memory.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::folder;
use crate::venv::Venv;
use crate::workspace::Workspace;

use super::bucket::Bucket;
use super::server::{self, Server};
use super::{FOLDER, SETTINGS, VIDEO};

/// A store that runs until it is dropped.
#[derive(Debug)]
pub(crate) struct Store {
    server: Server,
    venv: Venv,
    script: PathBuf,
    video: PathBuf,
}

impl Store {
    /// Starts it, with its log in a folder that is there.
    pub(crate) fn start(workspace: &Workspace, log: &Path) -> Result<Self, Failure> {
        let folder = workspace.root().join(FOLDER);
        folder::make(&folder)?;
        let settings = workspace.root().join(SETTINGS);
        let venv = Venv::ready(&folder.join("venv"), &settings.join("requirements.txt"))?;
        let server = Server::moto(&venv.program("moto_server"), log)?;
        Ok(Self {
            server,
            venv,
            script: settings.join("bucket.py"),
            video: workspace.root().join(VIDEO),
        })
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}", self.server.addr)
    }

    /// Returns what it takes to be let in.
    pub(crate) const fn key_and_secret() -> (&'static str, &'static str) {
        (server::KEY, server::SECRET)
    }

    pub(crate) fn make_bucket(&self, name: &str) -> Result<(), Failure> {
        self.bucket(name).make()
    }

    /// Returns the URLs of all results; an error where one of them is not the whole video.
    pub(crate) fn results(&self, bucket: &str) -> Result<BTreeSet<String>, Failure> {
        self.bucket(bucket).results()
    }

    /// Returns the Python that it runs on, which can read YAML.
    pub(crate) fn python(&self) -> PathBuf {
        self.venv.program("python")
    }

    fn bucket<'a>(&'a self, name: &'a str) -> Bucket<'a> {
        Bucket {
            venv: &self.venv,
            script: &self.script,
            video: &self.video,
            addr: self.server.addr,
            name,
        }
    }
}
