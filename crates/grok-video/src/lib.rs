// The example in the README trusts Mozilla's roots.
#![cfg_attr(feature = "webpki-roots", doc = include_str!("../README.md"))]
#![cfg_attr(
    not(feature = "webpki-roots"),
    doc = "Makes videos with the Grok models behind the GlobalAiOpc API."
)]

mod client;
mod config_error;
mod generate;
mod not_saved;
mod observation;
mod one_line;
mod saving;
mod target;

/// Decides when to ask and what an answer means: see [`grok_video_poller`].
pub use grok_video_poller as poller;
/// Saves one whole verified file, or nothing: see [`grok_video_save`].
pub use grok_video_save as save;
/// Talks to the service: see [`grok_video_transport`].
pub use grok_video_transport as transport;
/// Names the things of the service: see [`grok_video_types`].
pub use grok_video_types as types;

pub use client::{Client, ClientBuilder};
pub use config_error::ConfigError;
pub use generate::{Generate, GenerateError, Generated};
pub use grok_video_poller::{Ending, Event, EventKind, Outcome, Schedule, Snapshot};
pub use grok_video_save::Saved;
pub use grok_video_transport::{ApiKey, BaseUrl, Error, Progress};
pub use grok_video_types::{CreateVideo, Model, TaskId, VideoTask};
pub use not_saved::{NotSaved, NotSavedReason};
pub use one_line::one_line;
pub use target::Target;
