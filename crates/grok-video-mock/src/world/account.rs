use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroU32;
use std::time::Duration;

use crate::invalid::{Invalid, valid};

/// From how many keys on those are forgotten that have no balance and owe no waiting.
const FORGET_FROM: usize = 4096;

/// How often one key may query: so many times at once, and once more each period.
///
/// A query beyond it is answered with 429 and a `Retry-After` that says, in
/// whole seconds, when the next one is allowed.
///
/// ```
/// use std::time::Duration;
/// use grok_video_mock::RateLimit;
///
/// let limit = RateLimit::new(3, Duration::from_secs(10));
/// assert_eq!(limit.burst(), 3);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    burst: NonZeroU32,
    period: Duration,
}

impl RateLimit {
    /// Returns a limit of `burst` queries at once, and one more each `period`.
    ///
    /// # Panics
    ///
    /// Panics if `burst` or `period` is zero.
    #[must_use]
    #[track_caller]
    pub fn new(burst: u32, period: Duration) -> Self {
        valid(Self::try_new(burst, period))
    }

    pub(crate) fn try_new(burst: u32, period: Duration) -> Result<Self, Invalid> {
        let Some(burst) = NonZeroU32::new(burst) else {
            return Err(Invalid::new(
                "a rate limit allows at least one query at once",
            ));
        };
        if period.is_zero() {
            return Err(Invalid::new("a rate limit's period is not zero"));
        }
        Ok(Self { burst, period })
    }

    /// Returns how many queries are allowed at once.
    #[must_use]
    pub fn burst(&self) -> u32 {
        self.burst.get()
    }

    /// Returns how long it takes until one more is allowed.
    #[must_use]
    pub fn period(&self) -> Duration {
        self.period
    }
}

/// What each key has and has used up.
#[derive(Default)]
pub(crate) struct Accounts {
    limit: Option<RateLimit>,
    price: u64,
    accounts: BTreeMap<Box<str>, Account>,
    /// How many were left when last some were forgotten.
    n_kept: usize,
}

#[derive(Default)]
struct Account {
    balance: Option<u64>,
    /// When the key would be back to a full burst.
    full_at: Duration,
}

/// Says that a key has less than a task costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoBalance;

impl Accounts {
    pub(crate) fn set_limit(&mut self, limit: Option<RateLimit>) {
        self.limit = limit;
    }

    pub(crate) fn set_price(&mut self, price: u64) {
        self.price = price;
    }

    pub(crate) fn set_balance(&mut self, key: &str, balance: u64) {
        self.accounts.entry(key.into()).or_default().balance = Some(balance);
    }

    pub(crate) fn balance(&self, key: &str) -> Option<u64> {
        self.accounts.get(key).and_then(|account| account.balance)
    }

    /// Lets a query pass, or returns how long to wait until one may.
    pub(crate) fn admit(&mut self, key: &str, now: Duration) -> Result<(), Duration> {
        let Some(limit) = self.limit else {
            return Ok(());
        };
        self.forget_visitors(now);
        let account = self.accounts.entry(key.into()).or_default();
        let full_at = account.full_at.max(now);
        let slack = limit.period.saturating_mul(limit.burst.get() - 1);
        let allowed_from = full_at.saturating_sub(slack);
        if allowed_from > now {
            return Err(allowed_from - now);
        }
        account.full_at = full_at.saturating_add(limit.period);
        Ok(())
    }

    /// Takes the price of a task, and returns it; a key without a balance pays nothing.
    pub(crate) fn charge(&mut self, key: &str) -> Result<Option<u64>, NoBalance> {
        let account = self.accounts.get_mut(key);
        let Some(balance) = account.and_then(|account| account.balance.as_mut()) else {
            return Ok(None);
        };
        *balance = balance.checked_sub(self.price).ok_or(NoBalance)?;
        Ok(Some(self.price))
    }

    /// Forgets whom to know makes no difference, when there are many.
    fn forget_visitors(&mut self, now: Duration) {
        // Not before they are twice as many as were kept: to look at all of
        // them at each query would take longer and longer.
        if self.accounts.len() >= FORGET_FROM.max(self.n_kept.saturating_mul(2)) {
            self.accounts
                .retain(|_, account| account.balance.is_some() || account.full_at > now);
            self.n_kept = self.accounts.len();
        }
    }
}

/// Says how many keys there are and never what they are.
impl fmt::Debug for Accounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Accounts")
            .field("limit", &self.limit)
            .field("price", &self.price)
            .field("n_accounts", &self.accounts.len())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_window_sees_more_than_the_limit(
            burst in 1_u32..5,
            period in 1_u64..20,
            steps in prop::collection::vec(0_u64..30, 1..60),
        ) {
            let limit = RateLimit::new(burst, Duration::from_secs(period));
            let mut accounts = Accounts::default();
            accounts.set_limit(Some(limit));
            let mut now = Duration::ZERO;
            let mut admitted = Vec::new();
            for step in steps {
                now += Duration::from_secs(step);
                match accounts.admit("k", now) {
                    Ok(()) => admitted.push(now),
                    Err(wait) => {
                        let too_soon = now + wait - Duration::from_nanos(1);
                        let mut again = Accounts { accounts: BTreeMap::new(), ..Accounts::default() };
                        again.set_limit(Some(limit));
                        for earlier in &admitted {
                            prop_assert!(again.admit("k", *earlier).is_ok());
                        }
                        prop_assert!(again.admit("k", too_soon).is_err());
                        prop_assert!(again.admit("k", now + wait).is_ok());
                    }
                }
            }
            for (first, start) in admitted.iter().enumerate() {
                for (n, end) in admitted[first..].iter().enumerate() {
                    let earned = (*end - *start).as_secs() / period + u64::from(burst);
                    prop_assert!(earned > n as u64);
                }
            }
        }
    }

    #[test]
    fn a_price_is_paid_while_there_is_balance() {
        let mut accounts = Accounts::default();
        accounts.set_price(2);
        accounts.set_balance("k", 5);
        assert_eq!(accounts.charge("k"), Ok(Some(2)));
        assert_eq!(accounts.charge("k"), Ok(Some(2)));
        assert_eq!(accounts.charge("k"), Err(NoBalance));
        assert_eq!(accounts.balance("k"), Some(1));
        assert_eq!(accounts.charge("another"), Ok(None));
    }

    #[test]
    fn keys_that_can_not_be_forgotten_are_not_looked_at_each_time() {
        let mut accounts = Accounts::default();
        accounts.set_limit(Some(RateLimit::new(1, Duration::from_secs(3600))));
        for n in 0..3 * FORGET_FROM {
            let _ = accounts.admit(&n.to_string(), Duration::ZERO);
        }
        assert_eq!(accounts.n_kept, 2 * FORGET_FROM);
        for n in 0..3 * FORGET_FROM {
            let _ = accounts.admit(&format!("later {n}"), Duration::from_secs(3601));
        }
        assert_eq!(accounts.accounts.len(), 3 * FORGET_FROM);
    }

    #[test]
    fn keys_that_owe_nothing_are_forgotten() {
        let mut accounts = Accounts::default();
        accounts.set_limit(Some(RateLimit::new(1, Duration::from_secs(1))));
        accounts.set_balance("rich", 1);
        for n in 0..3 * FORGET_FROM as u64 {
            let admitted = accounts.admit(&n.to_string(), Duration::from_secs(n));
            assert_eq!(admitted, Ok(()));
        }
        assert!(accounts.accounts.len() <= FORGET_FROM);
        assert_eq!(accounts.balance("rich"), Some(1));
    }
}
