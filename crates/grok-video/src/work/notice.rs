//! What happens to tasks of a ledger, as it happens.

use grok_video_ledger::TaskNo;
use grok_video_poller::Event;
use grok_video_transport::Progress;
use grok_video_types::VideoTask;

/// Tells of one task what has happened to it.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Notice<'a> {
    /// Its number in the ledger.
    pub task: TaskNo,
    /// The name that the user gave it.
    pub client_ref: &'a str,
    /// What has happened.
    pub news: News<'a>,
}

/// Says what has happened to a task.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum News<'a> {
    /// It was created, and its id is written down.
    Created(&'a VideoTask),
    /// A poll brought something.
    Polled(&'a Event),
    /// Some of its result has come.
    Fetched(Progress),
}
