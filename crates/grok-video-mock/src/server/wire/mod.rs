//! What happens to an answer between the service and the client.

mod body;
mod fate;
mod stream;

pub(super) use body::WireBody;
pub(super) use fate::Fate;
pub(super) use stream::{Reset, WireStream};

use std::fmt;

/// Says that a fault ended the connection.
#[derive(Debug)]
pub(super) struct Cut;

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a fault ended the connection")
    }
}

impl std::error::Error for Cut {}
