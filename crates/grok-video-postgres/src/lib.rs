#![doc = include_str!("../README.md")]

mod accounts;
mod address;
mod cells;
mod change;
mod connection;
mod fault;
mod known;
mod leases;
mod ledger;
mod listing;
mod schema;
mod sessions;
mod sql;
mod submission;
mod tls;
mod writes;

pub use ledger::PostgresLedger;
