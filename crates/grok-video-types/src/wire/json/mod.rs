//! Reading JSON without a tree: where each value of an object begins and ends.
//!
//! The grammar is `serde_json`'s to the byte; what is read in it, the `conformance` package says.

mod cursor;
mod escape;
mod nesting;
mod special;
mod token;

pub(super) use cursor::Cursor;
pub(super) use token::{Text, Token};
