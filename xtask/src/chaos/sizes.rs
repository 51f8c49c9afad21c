//! How much is tried.

use std::env;

use crate::failure::Failure;

/// What chance begins with, unless the user says otherwise.
const SEED: u64 = 1;

/// Says how many of everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sizes {
    pub(super) is_full: bool,
    pub(super) tasks: usize,
    pub(super) kills: usize,
    pub(super) stops: usize,
    pub(super) crashes: usize,
    pub(super) seed: u64,
}

const SMALL: Sizes = Sizes {
    is_full: false,
    tasks: 600,
    kills: 30,
    stops: 10,
    crashes: 2,
    seed: SEED,
};

const FULL: Sizes = Sizes {
    is_full: true,
    tasks: 100_000,
    kills: 1_000,
    stops: 1_000,
    crashes: 20,
    seed: SEED,
};

impl Sizes {
    /// Reads the options, and the seed from the environment.
    pub(super) fn read(arguments: &[String]) -> Result<Self, Failure> {
        let mut sizes = SMALL;
        let mut rest = arguments.iter();
        while let Some(option) = rest.next() {
            if option == "--full" {
                sizes = FULL;
                continue;
            }
            let n = rest.next().and_then(|n| n.parse().ok()).filter(|n| *n > 0);
            let no_number = || Failure::usage(format!("`{option}` takes a whole number above 0"));
            let n = n.ok_or_else(no_number)?;
            match option.as_str() {
                "--tasks" => sizes.tasks = n,
                "--kills" => sizes.kills = n,
                "--stops" => sizes.stops = n,
                "--crashes" => sizes.crashes = n,
                _ => return Err(Failure::usage(format!("`chaos` knows no `{option}`"))),
            }
        }
        if let Ok(seed) = env::var("CHAOS_SEED") {
            let no_seed = |_| Failure::usage("CHAOS_SEED is a number");
            sizes.seed = seed.parse().map_err(no_seed)?;
        }
        Ok(sizes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_how_much_is_tried() {
        let read = |arguments: &[&str]| {
            let arguments: Vec<String> = arguments.iter().copied().map(str::to_owned).collect();
            Sizes::read(&arguments)
        };
        assert_eq!(read(&[]).expect("the usual"), SMALL);
        let half = read(&["--full", "--tasks", "50000"]).expect("numbers");
        assert_eq!((half.tasks, half.kills), (50_000, FULL.kills));
        for wrong in [
            &["--tasks"][..],
            &["--tasks", "x"],
            &["--kills", "0"],
            &["--else", "1"],
        ] {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
    }
}
