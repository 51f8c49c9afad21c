//! What keeps a client from being made.

use std::fmt;

use grok_video_transport::{InvalidApiKey, InvalidBaseUrl};

/// Says what of the environment is not usable for a client; it never shows the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigError {
    /// The key is missing or none.
    Key(InvalidApiKey),
    /// The base URL is none.
    Base(InvalidBaseUrl),
    /// The system gives no runtime to block on.
    #[cfg(feature = "blocking")]
    Runtime(std::io::ErrorKind),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(error) => error.fmt(f),
            Self::Base(error) => error.fmt(f),
            #[cfg(feature = "blocking")]
            Self::Runtime(kind) => write!(f, "the system gives no runtime to block on: {kind}"),
        }
    }
}

impl std::error::Error for ConfigError {}

impl From<InvalidApiKey> for ConfigError {
    fn from(error: InvalidApiKey) -> Self {
        Self::Key(error)
    }
}

impl From<InvalidBaseUrl> for ConfigError {
    fn from(error: InvalidBaseUrl) -> Self {
        Self::Base(error)
    }
}
