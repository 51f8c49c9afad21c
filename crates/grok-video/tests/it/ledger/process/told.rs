//! A worker's ledger tells what it is about to do and has done.

use std::io::{self, Write as _};

use grok_video::ledger::{Fenced, Write};

use super::mark::Mark;
use crate::hooked::{Call, Hook};

/// Writes a line before and after what a kill could fall between.
#[derive(Debug)]
pub(super) struct Told;

impl Hook for Told {
    fn before(&self, call: Call<'_>) -> bool {
        match call {
            Call::StartCreate => tell(Mark::Asking),
            Call::Write(writes) => marks(writes).for_each(|(before, _)| tell(before)),
            _ => {}
        }
        true
    }

    fn after(&self, call: Call<'_>) {
        match call {
            Call::StartCreate => tell(Mark::Permitted),
            Call::Write(writes) => marks(writes).for_each(|(_, after)| tell(after)),
            _ => {}
        }
    }
}

/// Writes a line in one call, past the capture of the test harness.
pub(super) fn tell(mark: Mark) {
    let line = format!("mark {}\n", mark.letter());
    io::stderr().write_all(line.as_bytes()).unwrap();
}

fn marks(writes: &[(Fenced, Write)]) -> impl Iterator<Item = (Mark, Mark)> {
    writes.iter().filter_map(|(_, write)| match write {
        Write::Created(_) => Some((Mark::Creating, Mark::Created)),
        Write::Completed { .. } => Some((Mark::Completing, Mark::Completed)),
        Write::Saving(_) => Some((Mark::Saving, Mark::Sealed)),
        Write::Saved(_) => Some((Mark::Published, Mark::Saved)),
        _ => None,
    })
}
