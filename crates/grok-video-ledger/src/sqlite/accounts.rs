//! The rows of accounts: what they may call.

use rusqlite::{Connection, OptionalExtension, params};

use super::fault::Fault;
use crate::rules::Allowance;
use crate::rules::columns::millis;
use crate::{Account, Moment};

/// Reads and writes the rows of accounts within a transaction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Accounts<'a> {
    pub(super) connection: &'a Connection,
}

impl Accounts<'_> {
    /// Returns what an account may call; one that was never asked for has all of it.
    pub(super) fn allowance(self, account: &Account) -> Result<Allowance, Fault> {
        let sql = "SELECT spent_until, halted_until, why FROM accounts WHERE account = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement.query_row([account.as_str()], |row| {
            let time = |at| Ok::<_, rusqlite::Error>(row.get::<_, i64>(at)?.cast_unsigned());
            Ok(Allowance {
                spent_until: time(0)?,
                halted_until: Moment::from_millis(time(1)?),
                why: row.get::<_, Option<Box<str>>>(2)?,
            })
        });
        Ok(found.optional()?.unwrap_or_default())
    }

    pub(super) fn write(self, account: &Account, allowance: &Allowance) -> Result<(), Fault> {
        let sql = "INSERT INTO accounts (account, spent_until, halted_until, why) \
             VALUES (?1, ?2, ?3, ?4) ON CONFLICT (account) DO UPDATE SET \
             spent_until = excluded.spent_until, halted_until = excluded.halted_until, \
             why = excluded.why";
        let mut statement = self.connection.prepare_cached(sql)?;
        statement.execute(params![
            account.as_str(),
            allowance.spent_until.cast_signed(),
            millis(allowance.halted_until),
            allowance.why,
        ])?;
        Ok(())
    }
}
