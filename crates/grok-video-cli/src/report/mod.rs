//! What is told, to whom, and where: results on standard output, the rest on standard error.

mod board;
mod diary;
mod event;
mod glyphs;
mod paint;
mod reporter;
mod screen;
mod span;
mod table;
mod task_line;

pub(crate) use board::Board;
pub(crate) use event::{Event, seconds};
pub(crate) use reporter::Reporter;
pub(crate) use table::table;
