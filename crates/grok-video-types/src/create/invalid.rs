//! Why a request is refused before it is sent.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use crate::Model;
use crate::plain_text::plain_text;

/// Says which rule a create request breaks, and what the rule allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidRequest(Box<str>);

impl InvalidRequest {
    /// The most that is repeated of what somebody typed, in bytes.
    const SHOWN: usize = 60;

    pub(super) fn empty_prompt() -> Self {
        Self("the prompt is empty; say what the video shows".into())
    }

    pub(super) fn unknown_model(model: &Model) -> Self {
        let known = listed(Model::KNOWN.iter().map(Model::as_str), "and");
        Self(format!("model {model} is not known; there are {known}").into())
    }

    pub(super) fn duration(model: &Model, seconds: u32, allowed: &[u32]) -> Self {
        let allowed = match allowed {
            [only] => format!("{only}"),
            [first, .., last] if is_range(allowed) => format!("{first} to {last}"),
            _ => listed(allowed.iter().map(ToString::to_string), "or"),
        };
        Self(format!("{model} makes videos of {allowed} seconds, not of {seconds}").into())
    }

    pub(super) fn not_for_model<'a>(
        model: &Model,
        parameter: &str,
        value: &str,
        allowed: impl Iterator<Item = &'a str>,
    ) -> Self {
        let allowed = listed(allowed, "or");
        Self(format!("{model} does not take the {parameter} {value}; choose {allowed}").into())
    }

    pub(super) fn unknown_choice(parameter: &str, value: &str, allowed: &[&str]) -> Self {
        let value = plain_text(value, Self::SHOWN);
        let allowed = listed(allowed.iter().copied(), "or");
        Self(format!("there is no {parameter} {value:?}; choose {allowed}").into())
    }

    pub(super) fn too_many_images(model: &Model, n_images: usize, max: usize) -> Self {
        Self(format!("{model} takes at most {max} reference images, not {n_images}").into())
    }

    pub(super) fn data_uri(model: &Model) -> Self {
        Self(format!("{model} takes reference images as public URLs only, not as data URIs").into())
    }

    pub(super) fn not_an_image(text: &str) -> Self {
        let text = plain_text(text.split('?').next().unwrap_or_default(), Self::SHOWN);
        Self(
            format!(
                "{text:?} is no reference image; give an http(s) URL, or data:image/…;base64,…"
            )
            .into(),
        )
    }
}

/// Tells whether the numbers follow each other without a gap.
fn is_range(numbers: &[u32]) -> bool {
    numbers.windows(2).all(|pair| pair[1] == pair[0] + 1)
}

/// Joins `a`, `b`, `c` to "a, b or c".
fn listed(items: impl Iterator<Item = impl Into<String>>, last_word: &str) -> String {
    let items: Vec<String> = items.map(Into::into).collect();
    match items.as_slice() {
        [] => String::new(),
        [only] => only.to_owned(),
        [rest @ .., last] => format!("{} {last_word} {last}", rest.join(", ")),
    }
}

impl fmt::Display for InvalidRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for InvalidRequest {}
