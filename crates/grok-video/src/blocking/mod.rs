//! The same client for programs without a runtime: its calls return when they are done.
//!
//! [`Client`] has the names of [`crate::Client`], and what they say of errors and money holds here too. Whatever is
//! awaited there is run here: [`Generate::run`], [`Resume::run`].
//!
//! ```no_run
//! use grok_video::{CreateVideo, Model, blocking::Client};
//!
//! fn make(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
//!     let request = CreateVideo::builder(Model::GrokVideo3, "a red kite over the sea").build()?;
//!     let made = client.generate(request).save_to("kite.mp4").run()?;
//!     println!("{}", made.task);
//!     Ok(())
//! }
//! ```
//!
//! # Threads
//! A client has a tokio runtime of its own with one worker thread, which its clones share, and which ends with the
//! last of them and of what they gave out. The worker sees to what goes on between calls: connections that wait are
//! closed in time, and what a call left to be written down is written, so that a ledger's session does not hang
//! until its ttl. A runtime that runs only while somebody blocks would do neither.
//!
//! Any number of threads may call at once; no call waits for another one.
//!
//! # Panics
//! Calls panic on a thread that drives asynchronous tasks, as they would hold all of them up: in an `async fn`, and in
//! what is called back from here. Take [`crate::Client`] there, or tokio's `spawn_blocking`.

mod client;
mod generate;
#[cfg(feature = "ledger")]
mod resume;
mod runtime;
mod watched;

pub use client::Client;
pub use generate::Generate;
#[cfg(feature = "ledger")]
pub use resume::Resume;
