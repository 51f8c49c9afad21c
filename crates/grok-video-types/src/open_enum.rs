//! The two open enums of the service: names it has today, and room for tomorrow's.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::plain_text::into_word;

/// Holds a name that this version does not know, as plain text of at most 64 bytes.
///
/// White space and invisible characters around a name are no part of it: `"completed "` is known, and a
/// known name never hides in this.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownName(Box<str>);

impl UnknownName {
    /// The longest name kept, in bytes.
    pub(crate) const CAP: usize = 64;

    /// Takes a name that is a [word](into_word) already.
    pub(crate) fn of_plain(name: &str) -> Self {
        Self(name.into())
    }

    /// Returns the name as the service wrote it, less control characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl AsRef<str> for UnknownName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

macro_rules! open_enum {
    (
        $(#[$doc:meta])*
        $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),+ $(,)? }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
            /// A name that this version does not know.
            Other(UnknownName),
        }

        impl $name {
            /// Lists every documented value.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the name that stands on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Other(name) => name.as_str(),
                }
            }

            /// Returns the documented value of this name.
            #[inline]
            pub(crate) fn known(name: &str) -> Option<Self> {
                match name {
                    $($text => Some(Self::$variant),)+
                    _ => None,
                }
            }

            /// Tells whether the provider documents this value.
            #[must_use]
            pub fn is_known(&self) -> bool {
                !matches!(self, Self::Other(_))
            }
        }

        impl From<&str> for $name {
            /// Takes a name as the service writes it, whatever white space and invisible characters
            /// surround it.
            fn from(name: &str) -> Self {
                if let Some(known) = Self::known(name) {
                    return known;
                }
                let name = into_word(Cow::Borrowed(name), UnknownName::CAP);
                Self::known(&name).unwrap_or_else(|| Self::Other(UnknownName::of_plain(&name)))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let name = alloc::string::String::deserialize(deserializer)?;
                Ok(Self::from(name.as_str()))
            }
        }
    };
}

open_enum! {
    /// Names the model that makes a video (documented by the provider, "such as": others may come).
    ///
    /// ```
    /// use grok_video_types::Model;
    /// assert_eq!(Model::from("grok_video3"), Model::GrokVideo3);
    /// assert_eq!(Model::from("grok_video4").as_str(), "grok_video4");
    /// ```
    Model {
        /// `grok_video3`: 6 to 30 seconds, five aspect ratios.
        GrokVideo3 = "grok_video3",
        /// `grok_video3_pro`: 10 seconds, 16:9, 720p.
        GrokVideo3Pro = "grok_video3_pro",
        /// `grok_video3_max`: up to 30 seconds; long and reference-heavy tasks take longer.
        GrokVideo3Max = "grok_video3_max",
        /// `grok_video3_stable`: 6 or 10 seconds, five aspect ratios.
        GrokVideo3Stable = "grok_video3_stable",
    }
}

open_enum! {
    /// Names the status of a task (documented by the provider).
    ///
    /// ```text
    /// queued ──► processing ──► completed
    ///    └───────────┴────────► failed
    /// ```
    ///
    /// ```
    /// use grok_video_types::Status;
    /// assert!(Status::from("completed").is_terminal());
    /// assert!(!Status::from("moderating").is_terminal());
    /// ```
    Status {
        /// `queued`: the task is in the queue.
        Queued = "queued",
        /// `processing`: the model is at work.
        Processing = "processing",
        /// `completed`: the result is there.
        Completed = "completed",
        /// `failed`: there will be no result.
        Failed = "failed",
    }
}

impl Status {
    /// Tells whether the task is over: nothing changes after `completed` or `failed`.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        matches!(self, Self::Completed | Self::Failed)
    }
}
