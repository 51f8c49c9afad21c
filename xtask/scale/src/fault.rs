//! What ends a measurement early.

/// Any failure: there is nothing to do about one but to say it.
pub(crate) type Fault = Box<dyn std::error::Error + Send + Sync>;
