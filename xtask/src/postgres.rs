//! The database behind the ledger of many machines: found, or installed.

use crate::apt;
use crate::failure::Failure;

/// Sees to it that the tests can start a PostgreSQL; installs Debian's where there is none and this may be done.
pub(crate) fn find_or_install() -> Result<(), Failure> {
    if grok_video_engine::find().is_some() {
        return Ok(());
    }
    let missing = "PostgreSQL 15 or later is what the ledger is tested on, and is not installed";
    apt::install("postgresql", missing)?;
    match grok_video_engine::find() {
        Some(_) => Ok(()),
        None => Err(Failure::check(format!("{missing}, not even by apt-get"))),
    }
}
