//! What the crate promises, checked from outside.

#[cfg(feature = "conformance")]
mod conformance;
#[cfg(feature = "sqlite")]
mod sqlite;
