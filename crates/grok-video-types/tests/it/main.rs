//! The crate's tests: one binary, one module a subject.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod answers;
mod create;
mod decode;
mod fixtures;
mod lifecycle;
mod oddities;
mod seed_page;
mod task_id;
mod wire_form;
