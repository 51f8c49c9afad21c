//! What is wrong with the environment.

use std::fmt;

use grok_video_transport::{InvalidApiKey, InvalidBaseUrl};

/// Says which setting of the environment is not usable; it never shows the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigError {
    /// The key is missing or none.
    Key(InvalidApiKey),
    /// The base URL is none.
    Base(InvalidBaseUrl),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(error) => error.fmt(f),
            Self::Base(error) => error.fmt(f),
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
