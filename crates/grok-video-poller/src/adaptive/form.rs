//! The stored forms of profiles, checked again when they are read.

use alloc::vec::Vec;
use core::fmt;

use serde::{Deserialize, Serialize};

use super::profile::Profile;
use super::took::Took;
use super::usual::Usual;
use super::{Adaptive, InvalidAdaptive, JobClass};
use crate::age::Age;
use crate::version::Version;

#[derive(Serialize, Deserialize)]
pub(super) struct AdaptiveForm {
    version: Version,
    #[serde(rename = "min_gap_ns")]
    min_gap: Age,
    #[serde(rename = "poll_cost_ns")]
    poll_cost: Age,
    /// The one that learned last stands last.
    profiles: Vec<ClassForm>,
}

#[derive(Serialize, Deserialize)]
struct ClassForm {
    class: JobClass,
    profile: Profile,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct ProfileForm {
    version: Version,
    least_ms: u32,
    most_ms: u32,
    /// Pairs of ages, oldest first: not over at the one, over at the other, or never seen to be over.
    took_ms: Vec<(u32, Option<u32>)>,
}

/// Says that the figures of a stored profile contradict each other.
#[derive(Debug)]
pub(super) struct LeastOverMost;

impl fmt::Display for LeastOverMost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a quick task takes longer than a slow one by the stored figures")
    }
}

impl From<Profile> for ProfileForm {
    fn from(profile: Profile) -> Self {
        let (usual, seen) = profile.into_parts();
        Self {
            version: Version::CURRENT,
            least_ms: usual.least_ms,
            most_ms: usual.most_ms,
            took_ms: seen.into_iter().map(Took::stored).collect(),
        }
    }
}

impl TryFrom<ProfileForm> for Profile {
    type Error = LeastOverMost;

    fn try_from(form: ProfileForm) -> Result<Self, LeastOverMost> {
        if form.least_ms > form.most_ms {
            return Err(LeastOverMost);
        }
        let usual = Usual {
            least_ms: form.least_ms,
            most_ms: form.most_ms,
        };
        let seen = form.took_ms.into_iter().map(Took::from_stored).collect();
        Ok(Self::from_parts(usual, seen))
    }
}

impl From<Adaptive> for AdaptiveForm {
    fn from(adaptive: Adaptive) -> Self {
        let min_gap = Age::of(adaptive.min_gap());
        let poll_cost = Age::of(adaptive.poll_cost());
        let profiles = adaptive
            .into_profiles()
            .map(|(class, profile)| ClassForm { class, profile })
            .collect();
        Self {
            version: Version::CURRENT,
            min_gap,
            poll_cost,
            profiles,
        }
    }
}

impl TryFrom<AdaptiveForm> for Adaptive {
    type Error = InvalidAdaptive;

    fn try_from(form: AdaptiveForm) -> Result<Self, InvalidAdaptive> {
        let mut adaptive = Self::new(form.min_gap.duration(), form.poll_cost.duration())?;
        for ClassForm { class, profile } in form.profiles {
            adaptive.insert(&class, profile);
        }
        Ok(adaptive)
    }
}
