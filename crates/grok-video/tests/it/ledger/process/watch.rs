//! What this process holds: memory and descriptors.

use std::fmt;
use std::fs;

/// What a process held at some time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    pub(super) kibibytes: usize,
    pub(super) n_descriptors: usize,
}

impl Held {
    pub(super) fn now() -> Self {
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kibibytes = line.unwrap().trim().strip_suffix(" kB").unwrap().parse();
        Self {
            kibibytes: kibibytes.unwrap(),
            n_descriptors: fs::read_dir("/proc/self/fd").unwrap().count(),
        }
    }
}

/// Samples of the same process, in time.
#[derive(Debug, Default)]
pub(super) struct Samples(Vec<Held>);

impl Samples {
    pub(super) fn take(&mut self) {
        self.0.push(Held::now());
    }

    /// Makes sure that the last third holds no more than the one before, but for what an allocator keeps.
    #[track_caller]
    pub(super) fn check_flat(&self) {
        const SLACK_KIB: usize = 4 * 1024;
        let third = self.0.len() / 3;
        assert!(third >= 5, "{} samples are too few", self.0.len());
        let [middle, last] = [third..2 * third, 2 * third..self.0.len()].map(|part| {
            let part = &self.0[part];
            let kibibytes = part.iter().map(|it| it.kibibytes).max().unwrap();
            // Connections come and go, so one sample says little of their number.
            let n_descriptors = part.iter().map(|it| it.n_descriptors).sum::<usize>() / part.len();
            Held {
                kibibytes,
                n_descriptors,
            }
        });
        assert!(
            last.kibibytes <= middle.kibibytes + middle.kibibytes / 20 + SLACK_KIB,
            "memory grows: {self}"
        );
        assert!(
            last.n_descriptors <= middle.n_descriptors + 8,
            "descriptors grow: {self}"
        );
    }
}

/// Shows ten of the samples, from the first to the last.
impl fmt::Display for Samples {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let step = self.0.len().div_ceil(10).max(1);
        let shown = self.0.iter().step_by(step).chain(self.0.last());
        f.write_str("MiB (descriptors):")?;
        for held in shown {
            let mebibytes = held.kibibytes as f64 / 1024.0;
            write!(f, " {mebibytes:.1} ({})", held.n_descriptors)?;
        }
        Ok(())
    }
}
