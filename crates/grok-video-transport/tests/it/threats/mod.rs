//! One module for each threat that comes over the wire.

mod bombs;
mod canary;
mod certificates;
mod cut;
mod expired;
mod idle;
mod injection;
mod memory;
mod proxy;
mod recorder;
mod redirect;
mod resume;
mod scope;
mod silence;
mod sink;
mod ssrf;
mod stranger;
mod twice;
mod words;
