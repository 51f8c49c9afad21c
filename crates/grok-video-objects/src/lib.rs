#![doc = "[threats]: #what-can-go-wrong-on-the-way-to-a-bucket-and-what-proves-that-it-does-not\n"]
#![doc = include_str!("../README.md")]
#![doc = include_str!("../THREATS.md")]

mod cause;
mod error;
mod held;
mod http;
mod kind;
mod objects;
mod open;
mod source;
mod spool;
#[cfg(test)]
mod tests;
mod upload;
mod url;

pub use error::ObjectsError;
pub use kind::ObjectsErrorKind;
pub use objects::Objects;
pub use spool::Spool;
pub use url::ObjectUrl;
