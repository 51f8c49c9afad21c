//! What everybody sees of the crate.

mod urls;
