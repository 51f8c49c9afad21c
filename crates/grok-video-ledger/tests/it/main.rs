//! What the crate promises, checked from outside.

#[cfg(feature = "sqlite")]
mod sqlite;
