//! The ledger on a PostgreSQL that the tests start themselves.

mod conformance;
mod database;
