//! What happened to tasks and when, kept in a file beside the ledger for pictures of it.
//!
//! The file holds one object of JSON a line: when, whose, and what. It has statuses and kinds of errors, and no
//! prompt, no URL and no key. Nothing is decided by it: it may be lost, cut or deleted at any time.

mod file;
mod place;
mod read;
mod record;
mod what;
mod word;

pub(crate) use file::History;
pub(crate) use read::read;
pub(crate) use record::Record;
pub(crate) use what::What;
