//! Every trace of `traces/`, played with the bare machine and with every driver.
//!
//! A trace is a text: settings, then one step a line, `asked | deed => told | meaning`. What stands
//! there is what must happen, to the millisecond, whoever drives. A new trace is written as `- | deed`;
//! `UPDATE_TRACES=1 cargo test -p grok-video-poller bare_machine` writes down what the bare machine
//! does: read the diff.

mod asynchronous;
mod blocking;
mod clock;
mod core;
mod deed;
mod driver;
mod fleet;
mod fleet_stream;
mod player;
mod script;
mod service;
mod words;
mod worlds;

use std::fs;

use asynchronous::Asynchronous;
use driver::Driver;
use script::Script;

/// Plays all traces with one driver.
fn check<D: Driver>() {
    let scripts = Script::all();
    assert!(scripts.len() > 40, "{} traces", scripts.len());
    let mut n_played = 0;
    for script in &scripts {
        let Some(steps) = player::play::<D>(script) else {
            assert!(!D::INTERRUPTS, "{} was not played", script.name());
            continue;
        };
        let played = format!("{}{steps}", script.head);
        assert_eq!(played, script.text, "in the trace {}", script.name());
        n_played += 1;
    }
    // Few traces interrupt a query, which a thread can't.
    assert!(n_played + 5 >= scripts.len(), "{n_played} traces played");
}

#[test]
fn the_bare_machine_plays_every_trace() {
    if std::env::var_os("UPDATE_TRACES").is_some() {
        for script in Script::all() {
            let steps = player::play::<core::Core>(&script).unwrap();
            fs::write(&script.path, format!("{}{steps}", script.head)).unwrap();
        }
    }
    check::<core::Core>();
}

#[test]
fn a_fleet_of_one_plays_every_trace() {
    check::<fleet::OfOne>();
}

#[test]
fn a_stream_of_a_fleet_of_one_plays_every_trace() {
    check::<fleet_stream::StreamOfOne<worlds::Bare>>();
    check::<fleet_stream::StreamOfOne<worlds::Smol>>();
}

#[cfg(feature = "tokio")]
#[test]
fn a_stream_of_a_fleet_of_one_plays_every_trace_on_tokio() {
    check::<fleet_stream::StreamOfOne<worlds::Tokio>>();
}

#[test]
fn a_bare_executor_plays_every_trace() {
    check::<Asynchronous<worlds::Bare>>();
}

#[test]
fn smol_plays_every_trace() {
    check::<Asynchronous<worlds::Smol>>();
}

#[cfg(feature = "tokio")]
#[test]
fn tokio_plays_every_trace() {
    check::<Asynchronous<worlds::Tokio>>();
}

#[test]
fn a_thread_plays_every_trace() {
    check::<blocking::Blocking>();
}
