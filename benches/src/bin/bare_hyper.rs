//! The least program that does what a test double's has to: it listens, says where, and answers.

#![expect(
    clippy::print_stdout,
    reason = "to print is what a command-line program is for"
)]

use std::future::pending;

use benches::doubles::{BareHyper, runtime};

fn main() {
    runtime().block_on(async {
        let server = BareHyper::start().await;
        println!(r#"{{"ready":true,"url":"http://{}"}}"#, server.addr());
        pending::<()>().await;
    });
}
