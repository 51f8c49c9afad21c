//! Schedules tried on simulated tasks: what they cost, and how soon one learns.

pub mod learning;
pub mod rivals;
pub mod score;
pub mod truth;
pub mod workload;
