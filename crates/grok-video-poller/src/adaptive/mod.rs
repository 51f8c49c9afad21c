//! A schedule that learns how long tasks take.

mod bins;
mod class;
mod forecast;
mod form;
mod invalid;
mod logarithm;
mod plan;
mod prior;
mod profile;
mod program;
mod regimes;
mod sample;
mod shapes;
mod took;
mod usual;

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::time::Duration;

use serde::{Deserialize, Serialize};

use crate::provider;
use program::Bounds;

pub use class::JobClass;
pub use forecast::Forecast;
pub use invalid::InvalidAdaptive;
pub use plan::{InvalidPlan, Plan};
pub use profile::Profile;
pub use took::Took;

/// Learns how long tasks take, and plans the polls that cost least.
///
/// For each [class](JobClass) of tasks it keeps a [`Profile`], and a [`Plan`] of the ages that minimise what is
/// expected of *delay + poll cost × polls*, where the delay is the time from a task's end to the poll that
/// finds it. It never plans polls that are closer than the least gap.
///
/// | | [`default`](Self::default) |
/// | --- | --- |
/// | least gap | 30 s (D: the provider's least interval) |
/// | poll cost, as seconds of delay | 0.3 s (A: half of the polls of every 30 s, for at most 3 % more delay) |
///
/// A profile may be wrong, so every plan is bounded, whatever was learned:
/// - The first poll is no later than the age at which a quarter of the tasks is expected to be over, nor than
///   twice the provider's figure for a slow task ([`UsualTime::most`](crate::UsualTime::most)); or at 60 s
///   or the least gap, where that is later.
/// - No two polls are farther apart than 60 s, or than twice the least gap where that is longer. Where the
///   plan ends, one goes on as the provider recommends.
/// - Completions earlier than nine in ten of those expected lead to a new plan at once, and a few of
///   them which contradict all earlier ones outweigh those.
/// - Of n completions seen, one more in 100 + n is held to be possible at any age from a quarter of the
///   provider's figure for a quick task to its figure for a slow one, so that plans look there at times.
///
/// At most [256](Self::MAX_CLASSES) classes are kept: one more replaces that which was neither learned from
/// nor planned for longest.
///
/// ```
/// use core::time::Duration;
/// use grok_video_poller::{Adaptive, JobClass, Took};
/// use grok_video_types::Model;
///
/// let mut adaptive = Adaptive::default();
/// let class = JobClass::new(Model::GrokVideo3, 10, 0);
/// let before = adaptive.plan(&class);
/// for n in 0..20 {
///     let not_over = Duration::from_secs(300 + 3 * n);
///     adaptive.learn(&class, Took::between(not_over, not_over + Duration::from_secs(30)));
/// }
/// assert!(adaptive.plan(&class).first() > before.first());
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "form::AdaptiveForm", into = "form::AdaptiveForm")]
pub struct Adaptive {
    min_gap: Duration,
    poll_cost: Duration,
    classes: BTreeMap<JobClass, Entry>,
    /// How often a class was learned from or planned for.
    n_uses: u64,
}

/// What is kept of a class.
#[derive(Debug, Clone)]
struct Entry {
    profile: Profile,
    used_at: u64,
    derived: Option<Derived>,
    /// How many completions were learned since it was derived.
    n_new: usize,
}

/// What follows from a profile.
#[derive(Debug, Clone)]
struct Derived {
    forecast: Forecast,
    plan: Plan,
}

impl Adaptive {
    /// How many classes are kept.
    pub const MAX_CLASSES: usize = 256;

    /// The longest least gap, and the most delay that a poll may be worth.
    const LONGEST: Duration = Duration::from_secs(3600);

    /// Starts without having learned anything: `min_gap` is the least gap between two polls of a task, and
    /// `poll_cost` says how much delay a poll is worth.
    ///
    /// # Errors
    /// When the gap is not between a millisecond and an hour, or the cost is more than an hour.
    pub fn new(min_gap: Duration, poll_cost: Duration) -> Result<Self, InvalidAdaptive> {
        if min_gap < Duration::from_millis(1) {
            return Err(InvalidAdaptive::GapTooShort);
        }
        if min_gap > Self::LONGEST {
            return Err(InvalidAdaptive::GapTooLong);
        }
        if poll_cost > Self::LONGEST {
            return Err(InvalidAdaptive::PollTooDear);
        }
        Ok(Self {
            min_gap,
            poll_cost,
            classes: BTreeMap::new(),
            n_uses: 0,
        })
    }

    /// Returns the least gap between two polls of a task.
    #[must_use]
    pub fn min_gap(&self) -> Duration {
        self.min_gap
    }

    /// Returns how much delay a poll is worth.
    #[must_use]
    pub fn poll_cost(&self) -> Duration {
        self.poll_cost
    }

    /// Learns when a task of a class was over.
    ///
    /// The plan of the class is made anew when it is asked for next, if enough was learned since: with each
    /// of the first 32 completions, later with every ninth at the least, and with one of the tenth that is
    /// quickest by the plan.
    pub fn learn(&mut self, class: &JobClass, took: Took) {
        let entry = self.entry(class);
        entry.profile.learn(took);
        entry.n_new += 1;
        if let Some(Derived { forecast, .. }) = &entry.derived {
            // Too late costs more than too early.
            let is_quick = took.by().is_some_and(|by| forecast.over_at(by) < 0.1);
            if is_quick || entry.n_new > entry.profile.n_seen() / 32 {
                entry.derived = None;
            }
        }
    }

    /// Returns the profile of a class, if it is more than the provider's figures.
    #[must_use]
    pub fn profile(&self, class: &JobClass) -> Option<&Profile> {
        let entry = self.classes.get(class)?;
        entry.is_worth_keeping(class).then_some(&entry.profile)
    }

    /// Returns the plan for a task of a class: that which is kept, or a new one within a millisecond.
    #[must_use]
    pub fn plan(&mut self, class: &JobClass) -> Plan {
        self.derived(class).plan.clone()
    }

    /// Returns what to expect of a task of a class, as its plan does.
    #[must_use]
    pub fn forecast(&mut self, class: &JobClass) -> Forecast {
        self.derived(class).forecast.clone()
    }

    /// Returns the classes of which more is known than the provider's figures.
    pub fn classes(&self) -> impl Iterator<Item = (&JobClass, &Profile)> {
        self.worth_keeping()
            .map(|(class, entry)| (class, &entry.profile))
    }

    /// Learns all that another one has learned, and keeps its own gap and cost.
    ///
    /// What is known afterwards is the same whichever is merged into the other, see [`Profile::merge`]; of
    /// too many classes, those used last in either are kept.
    pub fn merge(&mut self, other: &Self) {
        let mut ranks = self.ranks();
        for (class, rank) in other.ranks() {
            ranks
                .entry(class)
                .and_modify(|ours| *ours = rank.min(*ours))
                .or_insert(rank);
        }
        let mut merged: Vec<(usize, JobClass, Profile)> = ranks
            .into_iter()
            .filter_map(|(class, rank)| {
                let profile = match (self.profile(class), other.profile(class)) {
                    (Some(ours), Some(theirs)) => {
                        let mut profile = ours.clone();
                        profile.merge(theirs);
                        profile
                    }
                    (one, other) => one.or(other)?.clone(),
                };
                Some((rank, class.clone(), profile))
            })
            .collect();
        merged.sort_unstable_by(|one, two| (two.0, &two.1).cmp(&(one.0, &one.1)));
        self.classes.clear();
        for (_, class, profile) in merged {
            self.insert(&class, profile);
        }
    }

    /// Puts a profile in the place of what is known of a class.
    pub fn insert(&mut self, class: &JobClass, profile: Profile) {
        let entry = self.entry(class);
        entry.profile = profile;
        entry.derived = None;
    }

    /// Returns the profiles worth keeping, the one used last at the end.
    fn into_profiles(self) -> impl Iterator<Item = (JobClass, Profile)> {
        let mut entries: Vec<(JobClass, Entry)> = self.classes.into_iter().collect();
        entries.retain(|(class, entry)| entry.is_worth_keeping(class));
        entries.sort_unstable_by_key(|(_, entry)| entry.used_at);
        entries
            .into_iter()
            .map(|(class, entry)| (class, entry.profile))
    }

    fn worth_keeping(&self) -> impl Iterator<Item = (&JobClass, &Entry)> {
        self.classes
            .iter()
            .filter(|(class, entry)| entry.is_worth_keeping(class))
    }

    /// Returns for each class worth keeping how many were used later.
    fn ranks(&self) -> BTreeMap<&JobClass, usize> {
        let mut used: Vec<(u64, &JobClass)> = self
            .worth_keeping()
            .map(|(class, entry)| (entry.used_at, class))
            .collect();
        used.sort_unstable_by(|one, other| other.cmp(one));
        let ranked = used.into_iter().enumerate();
        ranked.map(|(rank, (_, class))| (class, rank)).collect()
    }

    /// Returns what is kept of a class, and makes room for it where it is new.
    fn entry(&mut self, class: &JobClass) -> &mut Entry {
        self.n_uses += 1;
        if !self.classes.contains_key(class) && self.classes.len() >= Self::MAX_CLASSES {
            // The provider's figures are had again at no loss.
            let oldest = self
                .classes
                .iter()
                .min_by_key(|(class, entry)| (entry.is_worth_keeping(class), entry.used_at))
                .map(|(class, _)| class.clone());
            if let Some(oldest) = oldest {
                self.classes.remove(&oldest);
            }
        }
        let entry = self.classes.entry(class.clone()).or_insert_with(|| Entry {
            profile: Profile::usual(class.usual()),
            used_at: 0,
            derived: None,
            n_new: 0,
        });
        entry.used_at = self.n_uses;
        entry
    }

    fn derived(&mut self, class: &JobClass) -> &Derived {
        let (min_gap_ms, poll_cost_ms) = (
            // Up, so that no gap is shorter.
            took::ms(self.min_gap + Duration::from_nanos(999_999)),
            took::ms(self.poll_cost),
        );
        let entry = self.entry(class);
        let Entry { profile, n_new, .. } = entry;
        entry.derived.get_or_insert_with(|| {
            *n_new = 0;
            let forecast = profile.forecast();
            let bounds = bounds(profile, &forecast, min_gap_ms, poll_cost_ms);
            let plan = program::plan(&forecast, &bounds);
            Derived { forecast, plan }
        })
    }
}

impl Entry {
    /// Tells whether more is known than the provider's figures for the class.
    fn is_worth_keeping(&self, class: &JobClass) -> bool {
        self.profile != Profile::usual(class.usual())
    }
}

impl Default for Adaptive {
    /// Keeps the provider's least interval between polls.
    fn default() -> Self {
        Self::new(provider::INTERVAL, Duration::from_millis(300))
            .unwrap_or_else(|_| unreachable!("the provider's interval is valid"))
    }
}

/// Returns what bounds a plan, as the documentation of [`Adaptive`] promises.
fn bounds(profile: &Profile, forecast: &Forecast, min_gap_ms: u32, poll_cost_ms: u32) -> Bounds {
    let cap_ms = took::ms(provider::CAP);
    let quarter_ms = took::ms(forecast.quantile(0.25));
    let first_ms = quarter_ms.min(took::ms(profile.latest_first_poll()));
    Bounds {
        min_gap_ms,
        poll_cost_ms,
        max_gap_ms: cap_ms.max(min_gap_ms * 2),
        max_first_ms: first_ms.max(cap_ms).max(min_gap_ms),
    }
}
