//! What accounts may call.

use std::time::Duration;

use grok_video_ledger::rules::Allowance;
use grok_video_ledger::rules::columns::millis;
use grok_video_ledger::{Account, Grant, Moment, Rate};
use tokio_postgres::types::Type;

use crate::connection::{Call, Step, Value};
use crate::fault::Fault;

impl Step<'_> {
    /// Returns what an account may call, and its version; one that was never asked for has all of it.
    async fn allowance(&self, account: &Account) -> Result<(Allowance, i64), Fault> {
        let name = account.as_str();
        let rows = self
            .rows(&self.sql.allowance, &[(&name, Type::TEXT)])
            .await?;
        let Some(row) = rows.first() else {
            return Ok((Allowance::default(), 0));
        };
        let allowance = Allowance {
            spent_until: row.try_get::<_, i64>(1)?.cast_unsigned(),
            halted_until: Moment::from_millis(row.try_get::<_, i64>(2)?.cast_unsigned()),
            why: row.try_get::<_, Option<&str>>(3)?.map(Into::into),
        };
        Ok((allowance, row.try_get(0)?))
    }

    async fn set_allowance(
        &self,
        account: &Account,
        allowance: &Allowance,
        version: i64,
        is_relaxed: bool,
    ) -> Result<(), Fault> {
        let values: [Value<'_>; 6] = [
            (&is_relaxed, Type::BOOL),
            (&account.as_str(), Type::TEXT),
            (&version, Type::INT8),
            (&allowance.spent_until.cast_signed(), Type::INT8),
            (&millis(allowance.halted_until), Type::INT8),
            (&allowance.why.as_deref(), Type::TEXT),
        ];
        let row = self.row(&self.sql.set_allowance, &values).await?;
        match row.try_get::<_, i64>(0)? {
            0 => Err(Fault::Missed),
            _ => Ok(()),
        }
    }
}

/// By how many nanoseconds a clock is set back at least, where it is: three times what a call may take.
const SET_BACK: u64 = 30_000_000_000;

/// Grants calls.
#[derive(Debug)]
pub(crate) struct Ask {
    pub(crate) account: Account,
    pub(crate) want: u32,
    pub(crate) rate: Rate,
}

impl Call for Ask {
    type Answer = Grant;

    async fn make(&self, step: &Step<'_>) -> Result<Grant, Fault> {
        let now = step.look(None).await?.now;
        let (mut allowance, version) = step.allowance(&self.account).await?;
        let before = allowance.clone();
        let grant = allowance.grant(now, self.want, self.rate);
        // Also where nothing is granted, that the clock was set back is noted once, or it would be waited for. Calls beside
        // each other see times that differ by less than one may take: that is no other clock.
        let is_set_back = before.spent_until.saturating_sub(allowance.spent_until) > SET_BACK;
        if grant.n > 0 || is_set_back {
            step.set_allowance(&self.account, &allowance, version, true)
                .await?;
        }
        Ok(grant)
    }
}

/// Halts calls.
#[derive(Debug)]
pub(crate) struct Halt {
    pub(crate) account: Account,
    pub(crate) wait: Duration,
    pub(crate) why: Box<str>,
}

impl Call for Halt {
    type Answer = ();

    async fn make(&self, step: &Step<'_>) -> Result<(), Fault> {
        let now = step.look(None).await?.now;
        let (mut allowance, version) = step.allowance(&self.account).await?;
        allowance.halt_for(now, self.wait, &self.why);
        step.set_allowance(&self.account, &allowance, version, false)
            .await
    }
}
