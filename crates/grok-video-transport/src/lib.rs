#![doc = "[threats]: #what-can-go-wrong-on-the-wire-and-what-proves-that-it-does-not\n"]
#![doc = include_str!("../README.md")]
#![doc = include_str!("../THREATS.md")]

mod api_key;
mod auth;
mod base_url;
mod body;
mod client;
#[cfg(feature = "net")]
mod download;
mod error;
#[cfg(feature = "net")]
mod guarded;
mod head;
mod host;
#[cfg(feature = "net")]
mod net;
#[cfg(feature = "net")]
mod notify;
mod phase;
mod request_body;
mod timeouts;
mod trace;

pub use api_key::{ApiKey, InvalidApiKey};
pub use auth::{Auth, AuthError, AuthFuture, AuthService};
pub use base_url::{BaseUrl, InvalidBaseUrl};
#[cfg(feature = "net")]
pub use client::ClientBuilder;
pub use client::{Answer, Client};
#[cfg(feature = "net")]
pub use download::{
    Download, DownloadError, DownloadErrorKind, DownloadLimits, Downloader, Progress,
};
pub use error::{BoxError, Error, ErrorKind};
#[cfg(feature = "net")]
pub use guarded::Guard;
#[cfg(feature = "net")]
pub use net::{
    BareConnection, Connection, Connector, Http1, InvalidRoot, NetError, NetErrorKind,
    ResponseBody, Roots, Tls,
};
#[cfg(feature = "net")]
pub use notify::{Notifier, NotifyError};
pub use phase::Phase;
pub use request_body::RequestBody;
pub use timeouts::Timeouts;
