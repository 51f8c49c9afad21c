//! What happens to tasks of a ledger, as it happens.

use std::time::Duration;

use grok_video_ledger::TaskNo;
use grok_video_poller::Event;
use grok_video_transport::{Error, Progress};
use grok_video_types::{TaskId, VideoTask};

/// Tells of one task what has happened to it.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Notice<'a> {
    /// Its number in the ledger.
    pub task: TaskNo,
    /// The name that the user gave it.
    pub client_ref: &'a str,
    /// Its id at the service, once known.
    pub id: Option<&'a TaskId>,
    /// What has happened.
    pub news: News<'a>,
}

/// Says what has happened to a task.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum News<'a> {
    /// Its create call is about to be sent.
    Sending,
    /// Its create call surely was not taken, and is made again after this long.
    NotTaken(&'a Error, Duration),
    /// It was created, and its id is written down.
    Created(&'a VideoTask),
    /// A poll brought something.
    Polled(&'a Event),
    /// Some of its result has come.
    Fetched(Progress),
}
