// The first program in the README trusts Mozilla's roots, by ring.
#![cfg_attr(all(feature = "ring", feature = "webpki-roots"), doc = include_str!("../README.md"))]
#![cfg_attr(
    not(all(feature = "ring", feature = "webpki-roots")),
    doc = "Makes videos with the Grok models behind the GlobalAiOpc API."
)]

mod access;
#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
mod client;
mod config_error;
mod generate;
mod generate_error;
mod generated;
mod learning;
mod not_saved;
mod observation;
mod one_line;
mod saving;
mod spot;
mod storage;
mod storage_error;
mod target;
mod watching_all;
#[cfg(feature = "ledger")]
mod work;

/// Writes down what is to be made, was paid for and is saved: see [`grok_video_ledger`].
#[cfg(feature = "ledger")]
pub use grok_video_ledger as ledger;
/// Brings results to object storage: see [`grok_video_objects`].
#[cfg(feature = "objects")]
pub use grok_video_objects as objects;
/// Decides when to ask and what an answer means: see [`grok_video_poller`].
pub use grok_video_poller as poller;
/// Saves one whole verified file, or nothing: see [`grok_video_save`].
pub use grok_video_save as save;
/// Talks to the service: see [`grok_video_transport`].
pub use grok_video_transport as transport;
/// Names the things of the service: see [`grok_video_types`].
pub use grok_video_types as types;

pub use builder::ClientBuilder;
pub use client::Client;
pub use config_error::ConfigError;
pub use generate::Generate;
pub use generate_error::GenerateError;
pub use generated::Generated;
pub use grok_video_poller::{
    Adaptive, Budget, Ending, Event, EventKind, Forecast, Outcome, Schedule, Snapshot,
};
pub use grok_video_save::Saved;
pub use grok_video_transport::{ApiKey, BaseUrl, Error, Progress};
pub use grok_video_types::{CreateVideo, Model, TaskId, VideoTask};
pub use not_saved::{NotSaved, NotSavedReason};
pub use one_line::one_line;
pub use storage_error::StorageError;
pub use target::Target;
pub use watching_all::WatchingAll;
#[cfg(feature = "ledger")]
pub use work::{
    Announce, Announcement, Announcing, Claim, End, Ended, Figures, Found, Meter, News, Notice,
    Resume, ResumeError, Resumed, Worker, WorkerSummary,
};
#[cfg(feature = "webhook")]
pub use work::{InvalidWebhook, Webhook};
