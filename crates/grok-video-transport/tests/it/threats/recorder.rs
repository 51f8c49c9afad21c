//! Keeps everything that is said while a test runs: spans, events, log records, errors.

use std::error::Error;
use std::fmt::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Listens to every crate at every level, on the thread it was made on.
#[derive(Clone)]
pub(super) struct Recorder {
    said: Arc<Mutex<String>>,
    /// Other tests run on other threads, and log to the same logger.
    thread: ThreadId,
}

impl Recorder {
    pub(super) fn new() -> Self {
        Self {
            said: Arc::default(),
            thread: thread::current().id(),
        }
    }

    pub(super) fn note(&self, what: impl fmt::Display) {
        let _ = writeln!(self.lock(), "{what}");
    }

    /// Prints an error in all the ways there are, with all that is beneath it.
    pub(super) fn note_error(&self, error: &dyn Error) {
        self.note(format_args!("{error} {error:?} {error:#?}"));
        if let Some(source) = error.source() {
            self.note_error(source);
        }
    }

    pub(super) fn said(&self) -> String {
        self.lock().clone()
    }

    fn is_of_this_test(&self) -> bool {
        thread::current().id() == self.thread
    }

    fn lock(&self) -> MutexGuard<'_, String> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Visit for Recorder {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.note(format_args!("{field}={value:?}"));
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.note(format_args!("span {}", span.metadata().name()));
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

impl log::Log for Recorder {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        self.is_of_this_test()
    }

    fn log(&self, record: &log::Record<'_>) {
        if self.is_of_this_test() {
            self.note(format_args!("{} {}", record.target(), record.args()));
        }
    }

    fn flush(&self) {}
}
