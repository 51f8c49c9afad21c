#![doc = include_str!("../README.md")]

mod api_key;
mod auth;
mod base_url;
mod body;
mod client;
#[cfg(feature = "net")]
mod download;
mod error;
mod head;
mod host;
#[cfg(feature = "net")]
mod net;
mod timeouts;

pub use api_key::{ApiKey, InvalidApiKey};
pub use auth::{Auth, AuthError, AuthFuture, AuthService};
pub use base_url::{BaseUrl, InvalidBaseUrl};
#[cfg(feature = "net")]
pub use client::ClientBuilder;
pub use client::{Answer, Client};
#[cfg(feature = "net")]
pub use download::{Download, DownloadError, DownloadErrorKind, DownloadLimits, Downloader, Guard};
pub use error::{BoxError, Error, ErrorKind, Phase};
#[cfg(feature = "net")]
pub use net::{Http1, Http1Body, InvalidRoot, NetError, NetErrorKind, Roots};
pub use timeouts::Timeouts;
