//! How much is tried.

use std::env;

/// Says how many random histories are tried, and which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// How many histories; each has a ledger of its own. 1,000 by default; it takes some
    /// 100 of the default length to meet the full table of states, calls and fences.
    pub histories: u64,
    /// How many steps each has, 120 by default.
    pub steps: usize,
    /// What chance begins with; history `n` begins with `seed + n`. 1 by default.
    pub seed: u64,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            histories: 1_000,
            steps: 120,
            seed: 1,
        }
    }
}

impl Plan {
    /// Reads the plan from `LEDGER_HISTORIES`, `LEDGER_STEPS` and `LEDGER_SEED`; what is not set, or is no number,
    /// is as by default.
    #[must_use]
    pub fn from_env() -> Self {
        let Self {
            histories,
            steps,
            seed,
        } = Self::default();
        let number = |name: &str| env::var(name).ok()?.parse().ok();
        Self {
            histories: number("LEDGER_HISTORIES").unwrap_or(histories),
            steps: number("LEDGER_STEPS").map_or(steps, |steps| steps as usize),
            seed: number("LEDGER_SEED").unwrap_or(seed),
        }
    }
}
