//! Keeps everything that is said on this thread: spans, events, log records, errors.

use std::cell::RefCell;
use std::error::Error;
use std::fmt::{self, Write};
use std::sync::Once;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

thread_local! {
    /// What was said since this thread began to listen.
    static SAID: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Begins to listen to every crate at every level.
///
/// The ear is the whole process's, as whether a span is asked for at all is remembered for all
/// threads together.
pub(super) fn listen() {
    static EAR: Once = Once::new();
    EAR.call_once(|| {
        tracing::subscriber::set_global_default(Ear).unwrap();
        log::set_boxed_logger(Box::new(Ear)).unwrap();
        log::set_max_level(log::LevelFilter::Trace);
    });
    SAID.set(Some(String::new()));
}

pub(super) fn note(what: impl fmt::Display) {
    SAID.with_borrow_mut(|said| {
        if let Some(said) = said {
            let _ = writeln!(said, "{what}");
        }
    });
}

/// Prints an error in all the ways there are, with all that is beneath it.
pub(super) fn note_error(error: &dyn Error) {
    note(format_args!("{error} {error:?} {error:#?}"));
    if let Some(source) = error.source() {
        note_error(source);
    }
}

/// Returns what was said, and stops listening.
pub(super) fn said() -> String {
    SAID.take().unwrap_or_default()
}

struct Ear;

impl Visit for Ear {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        note(format_args!("{field}={value:?}"));
    }
}

impl Subscriber for Ear {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        note(format_args!("span {}", span.metadata().name()));
        span.record(&mut Self);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Self);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Self);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

impl log::Log for Ear {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        note(format_args!("{} {}", record.target(), record.args()));
    }

    fn flush(&self) {}
}
