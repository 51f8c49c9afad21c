//! Asks with one client, for a benchmark that counts what that takes: `ask CLIENT ADDRESS N`.
//!
//! It is a program of its own so that no counting allocator is linked into it.

#![expect(
    clippy::print_stderr,
    reason = "to print is what a command-line program is for"
)]

use std::env;
use std::process::ExitCode;

use benches::clients::Way;
use tokio::runtime::Builder;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [name, addr, n] = &arguments[..] else {
        eprintln!("usage: ask CLIENT ADDRESS N");
        return ExitCode::FAILURE;
    };
    let way = Way::ALL.into_iter().find(|way| way.name() == name);
    let (Some(way), Ok(addr), Ok(n)) = (way, addr.parse(), n.parse()) else {
        eprintln!("ask: no client `{name}`, no address `{addr}`, or no number `{n}`");
        return ExitCode::FAILURE;
    };
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("there can be a runtime");
    runtime.block_on(way.ask(addr, n));
    ExitCode::SUCCESS
}
