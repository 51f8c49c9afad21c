//! The dialect of the service: its paths, its field names, and what its answers mean.
//!
//! Everything that would differ for another dialect of the same idea stands in this folder, but
//! for the names of models and statuses, which stand with their enums.

mod answer;
mod decode;
mod decoder;
mod fields;
mod json;
mod paths;
mod pending;
mod predicted;
mod retry_after;
mod serde_field;
mod value;
mod wire_form;
mod word;

pub use decode::{decode, decode_redacting, decode_ref};
pub use paths::{CREATE_PATH, DEFAULT_BASE_URL, append_query_path, query_path};
pub use retry_after::retry_after;
