//! How long tasks took, kept from one run to the next.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use grok_video::BaseUrl;
use grok_video::poller::Adaptive;
use sha2::{Digest, Sha256};

use crate::report::Reporter;
use crate::state_folder::{StateFolder, make_private};

/// Keeps in a file what a schedule has learned of one service. Of two programs that end at the same moment, the later one's
/// file stays.
#[derive(Debug)]
pub(crate) struct Profiles {
    /// `None` where the environment names no home: what is learned is forgotten then.
    file: Option<PathBuf>,
    /// What was known when it was read.
    known: Adaptive,
}

impl Profiles {
    /// The largest file that is read, in bytes: 256 classes of 256 completions need far less.
    const LARGEST: u64 = 16 * 1024 * 1024;

    /// Reads what is known of the service at `base`, for a schedule that begins as `fresh`.
    pub(crate) fn read(base: &BaseUrl, fresh: Adaptive, reporter: &Reporter) -> Self {
        let file = StateFolder::find().map(|folder| folder.profiles(&name(base)));
        let mut known = fresh;
        if let Some(file) = &file {
            match load(file) {
                Ok(Some(learned)) => known.merge(&learned),
                Ok(None) => {}
                Err(error) => reporter.warn(&format!(
                    "what was learned of earlier tasks can't be read ({error}); beginning anew: {}",
                    file.display()
                )),
            }
        }
        Self { file, known }
    }

    /// Returns what is known.
    pub(crate) fn known(&self) -> Adaptive {
        self.known.clone()
    }

    /// Writes what is known by now, as a whole or not at all.
    pub(crate) fn write(&self, learned: &Adaptive, reporter: &Reporter) {
        let Some(file) = &self.file else { return };
        if let Err(error) = store(file, learned) {
            reporter.warn(&format!(
                "what was learned can't be written to {}: {error}",
                file.display()
            ));
        }
    }
}

/// Returns what a service's file is called: a simulated one teaches nothing about the real one.
fn name(base: &BaseUrl) -> String {
    let digest = Sha256::digest(base.to_string());
    digest[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn load(file: &Path) -> io::Result<Option<Adaptive>> {
    let size = match fs::metadata(file) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if size > Profiles::LARGEST {
        return Err(io::Error::other("the file is too large"));
    }
    let learned = serde_json::from_slice(&fs::read(file)?)?;
    Ok(Some(learned))
}

fn store(file: &Path, learned: &Adaptive) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        make_private(folder)?;
    }
    let temporary = file.with_extension(format!("json.{}", std::process::id()));
    let written = fs::File::create(&temporary).and_then(|mut new| {
        new.write_all(&serde_json::to_vec(learned)?)?;
        new.sync_all()?;
        fs::rename(&temporary, file)
    });
    if written.is_err() {
        // What could not be written is in nobody's way.
        let _ = fs::remove_file(&temporary);
    }
    written
}
