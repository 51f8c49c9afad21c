#![doc = include_str!("../README.md")]

mod cause;
mod error;
mod held;
mod http;
mod objects;
mod open;
mod source;
#[cfg(test)]
mod tests;
mod upload;
mod url;

pub use error::{ObjectsError, ObjectsErrorKind};
pub use objects::Objects;
pub use url::ObjectUrl;
