//! The ledger on a PostgreSQL that the tests start themselves.

mod concurrency;
mod conformance;
mod crash;
mod database;
mod known;
mod place;
mod strays;
mod tls;
mod work;
