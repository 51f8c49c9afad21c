//! Hears when a session was closed.

use std::sync::mpsc::Sender;

use grok_video::ledger::Session;

use crate::hooked::{Call, Hook};

/// Tells of each session that was closed.
#[derive(Debug)]
pub(super) struct Closed(pub(super) Sender<Session>);

impl Hook for Closed {
    fn before(&self, _: Call<'_>) -> bool {
        true
    }

    fn after(&self, call: Call<'_>) {
        if let Call::Close(session) = call {
            // A test that ends before does not listen.
            let _ = self.0.send(session);
        }
    }
}
