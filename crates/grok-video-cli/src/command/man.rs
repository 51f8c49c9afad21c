//! Manual pages.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use clap::CommandFactory;
use clap_mangen::Man;

use crate::args::Args;
use crate::exit::Exit;
use crate::failure::Failure;

pub(super) fn run(name: Option<&str>, dir: Option<&Path>) -> Result<Exit, Failure> {
    let mut program = Args::command();
    program.build();
    let failed = |error: io::Error| Failure::io(&format!("the page can't be written: {error}"));
    let Some(dir) = dir else {
        let command = match name {
            None => &program,
            Some(name) => program.find_subcommand(name).ok_or_else(|| {
                Failure::usage(&format!(
                    "there is no command {name:?}; see grok-video --help"
                ))
            })?,
        };
        let page = page(command).map_err(failed)?;
        // A pipe that was closed early is no trouble.
        let _ = io::stdout().write_all(&page);
        return Ok(Exit::Done);
    };
    let commands = program
        .get_subcommands()
        .filter(|command| command.get_name() != "help");
    for command in std::iter::once(&program).chain(commands) {
        let file = dir.join(format!("{}.1", title(command)));
        let page = page(command).map_err(failed)?;
        fs::write(&file, page).map_err(|error| {
            Failure::io(&format!("{} can't be written: {error}", file.display()))
        })?;
    }
    Ok(Exit::Done)
}

fn page(command: &clap::Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    Man::new(command.clone())
        .title(title(command))
        .source(concat!("grok-video ", env!("CARGO_PKG_VERSION")))
        .render(&mut page)?;
    Ok(page)
}

/// Returns the name of a command's page.
fn title(command: &clap::Command) -> String {
    command
        .get_display_name()
        .unwrap_or(command.get_name())
        .to_owned()
}
