//! A simulated Grok video service as a program; see the crate's documentation.

use std::process::ExitCode;

fn main() -> ExitCode {
    grok_video_mock::program::main()
}
