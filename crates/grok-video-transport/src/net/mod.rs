//! Our own connections: sockets, TLS, HTTP/1.1 and a small pool.

mod address;
mod connect;
mod error;
mod http1;
mod pool;
mod roots;
mod stream;

pub(crate) use address::is_global;
pub(crate) use connect::{Connector, Target, after};
pub use error::{NetError, NetErrorKind};
pub use http1::{Http1, Http1Body};
pub(crate) use http1::{handshake, origin_form};
pub use roots::{InvalidRoot, Roots};
