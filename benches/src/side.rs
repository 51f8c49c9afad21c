//! The ways to decode that are measured.

use std::hint::black_box;

use grok_video_types::{decode, decode_ref};

use crate::answer::{self, Answer};
use crate::peers::{derive_borrowed, derive_owned, sonic, value};

/// One way to decode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Ours, into an owned task.
    Owned,
    /// Ours, into a borrowed task.
    Borrowed,
    /// A derived struct of owned texts, by `serde_json`.
    DeriveOwned,
    /// A derived struct of borrowed texts, by `serde_json`.
    DeriveBorrowed,
    /// The same owned struct, by sonic-rs.
    SonicOwned,
    /// The same borrowed struct, by sonic-rs.
    SonicBorrowed,
    /// `serde_json::Value`, and picking fields.
    Value,
}

impl Side {
    /// Every side, ours first.
    pub const ALL: [Self; 7] = [
        Self::Owned,
        Self::Borrowed,
        Self::DeriveOwned,
        Self::DeriveBorrowed,
        Self::SonicOwned,
        Self::SonicBorrowed,
        Self::Value,
    ];

    /// Returns the name that figures are shown under.
    pub fn name(self) -> &'static str {
        match self {
            Self::Owned => "ours-owned",
            Self::Borrowed => "ours-borrowed",
            Self::DeriveOwned => "derive-owned",
            Self::DeriveBorrowed => "derive-borrowed",
            Self::SonicOwned => "sonic-owned",
            Self::SonicBorrowed => "sonic-borrowed",
            Self::Value => "value",
        }
    }

    /// Decodes every body once, and drops what came of it.
    pub fn decode_all(self, bodies: &[Vec<u8>]) {
        match self {
            Self::Owned => each(bodies, |body| black_box(decode(200, body)).is_ok()),
            Self::Borrowed => each(bodies, |body| black_box(decode_ref(200, body)).is_ok()),
            Self::DeriveOwned => each(bodies, |body| black_box(derive_owned::decode(body)).is_ok()),
            Self::DeriveBorrowed => {
                each(bodies, |body| {
                    black_box(derive_borrowed::decode(body)).is_ok()
                });
            }
            Self::SonicOwned => each(bodies, |body| black_box(sonic::owned(body)).is_ok()),
            Self::SonicBorrowed => each(bodies, |body| black_box(sonic::borrowed(body)).is_ok()),
            Self::Value => each(bodies, |body| black_box(value::decode(body)).is_some()),
        }
    }

    /// Returns what this side makes of a body.
    pub fn answer(self, body: &[u8]) -> Answer {
        match self {
            Self::Owned => answer::owned(&decode(200, body)),
            Self::Borrowed => answer::borrowed(&decode_ref(200, body)),
            Self::DeriveOwned => derive_owned::answer(body),
            Self::DeriveBorrowed => derive_borrowed::answer(body),
            Self::SonicOwned => sonic::owned_answer(body),
            Self::SonicBorrowed => sonic::borrowed_answer(body),
            Self::Value => value::decode(body),
        }
    }

    /// Asserts that all sides make the same of every body.
    ///
    /// # Panics
    /// When they do not, with the body and both answers.
    pub fn assert_equal_answers(bodies: &[Vec<u8>]) {
        for body in bodies {
            let ours = Self::Owned.answer(body);
            for peer in Self::ALL {
                answer::assert_equal(body, &ours, &peer.answer(body), peer.name());
            }
        }
    }
}

#[inline(always)]
fn each<T>(bodies: &[Vec<u8>], decode: impl Fn(&[u8]) -> T) {
    for body in bodies {
        black_box(decode(black_box(body)));
    }
}
