//! What can be chosen from a list.

use core::fmt;
use core::str::FromStr;

use super::invalid::InvalidRequest;

macro_rules! choices {
    (
        $(#[$doc:meta])*
        $name:ident, $parameter:literal { $($variant:ident = $text:literal),+ $(,)? }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = concat!("`", $text, "`.")] $variant,)+
        }

        impl $name {
            /// Lists every documented value.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the text that stands on the wire.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }

        impl FromStr for $name {
            type Err = InvalidRequest;

            fn from_str(text: &str) -> Result<Self, InvalidRequest> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err(InvalidRequest::unknown_choice($parameter, text, &[$($text),+])),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

choices! {
    /// Chooses the shape of the picture (D: `aspect_ratio`).
    AspectRatio, "aspect ratio" {
        Ratio16x9 = "16:9",
        Ratio9x16 = "9:16",
        Ratio1x1 = "1:1",
        Ratio3x2 = "3:2",
        Ratio2x3 = "2:3",
    }
}

choices! {
    /// Chooses the size of the picture (D: `resolution`).
    Resolution, "resolution" {
        P480 = "480p",
        P720 = "720p",
    }
}
