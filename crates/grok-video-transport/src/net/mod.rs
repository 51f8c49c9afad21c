//! Our own connections: sockets, TLS, HTTP/1.1 and a small pool.

mod address;
mod bare;
mod body;
mod connect;
mod connection;
mod dial;
mod error;
mod http1;
mod link;
#[cfg(test)]
mod made_up;
mod network;
mod pool;
mod roots;
mod target;
mod tls;

pub(crate) use address::is_global;
pub use bare::BareConnection;
pub use body::ResponseBody;
pub use connect::Connector;
pub(crate) use connect::{after, seen};
pub use connection::Connection;
pub use error::{NetError, NetErrorKind};
pub use http1::Http1;
pub(crate) use http1::origin_form;
pub(crate) use link::Link;
#[cfg(test)]
pub(crate) use made_up::MadeUp;
pub use roots::{InvalidRoot, Roots};
pub(crate) use target::Target;
pub use tls::Tls;
