//! Sessions, and how they end.

use std::time::Duration;

use grok_video_ledger::rules::columns::millis;
use grok_video_ledger::{LedgerError, Life, Moment, Session};
use tokio_postgres::types::Type;

use crate::cells;
use crate::change::Changed;
use crate::connection::{Call, Step, Value};
use crate::fault::Fault;

/// What a step begins with: the time, after the sessions that are over were ended.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    pub(crate) now: Moment,
    is_alive: bool,
}

impl Look {
    /// Refuses to go on where the session is over.
    pub(crate) fn live(self) -> Result<Self, LedgerError> {
        if self.is_alive {
            Ok(self)
        } else {
            Err(LedgerError::session_lost())
        }
    }
}

impl Step<'_> {
    /// Ends the sessions whose time has come, and looks at the clock and a session.
    pub(crate) async fn look(&self, session: Option<Session>) -> Result<Look, Fault> {
        let session = session.map(|session| session.id().cast_signed());
        loop {
            let row = self.row(&self.sql.look, &[(&session, Type::INT8)]).await?;
            let now = row.try_get::<_, i64>(0)?.cast_unsigned();
            let now = Moment::from_millis(now);
            if !row.try_get::<_, bool>(1)? {
                let is_alive = row.try_get(2)?;
                return Ok(Look { now, is_alive });
            }
            let over = self.sessions(&self.sql.end_those_over, &[]).await?;
            self.orphan(&over, now).await?;
        }
    }

    /// Ends what is left of sessions that another worker was about to end, and died over; tells whether there was any.
    pub(crate) async fn end_strays(&self, now: Moment) -> Result<bool, Fault> {
        let strays = self.sessions(&self.sql.strays, &[]).await?;
        self.orphan(&strays, now).await?;
        Ok(!strays.is_empty())
    }

    async fn sessions(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<i64>, Fault> {
        let rows = self.rows(sql, values).await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    /// Takes the tasks of sessions that are no more from them.
    async fn orphan(&self, sessions: &[i64], now: Moment) -> Result<(), Fault> {
        while !sessions.is_empty() {
            let rows = self
                .rows(&self.sql.held, &[(&sessions, Type::INT8_ARRAY)])
                .await?;
            let mut changed = Vec::new();
            // What does not read back must not keep the others from their workers.
            for read in rows.iter().filter_map(|row| cells::way(row).ok()) {
                let mut it = Changed::of(read);
                it.new.orphan(now);
                changed.push(it);
            }
            if changed.is_empty() {
                break;
            }
            match self.change(changed, None, false).await {
                // Somebody else does the same, or a late answer has come.
                Err(fault) if fault.is_missed() => {}
                done => done?,
            }
        }
        Ok(())
    }
}

/// Opens a session.
#[derive(Debug)]
pub(crate) struct Open {
    pub(crate) worker: Box<str>,
    pub(crate) ttl: Duration,
}

impl Call for Open {
    type Answer = Session;

    async fn make(&self, step: &Step<'_>) -> Result<Session, Fault> {
        let look = step.look(None).await?;
        step.end_strays(look.now).await?;
        // The time at which it would end, had it begun at 0: as long as the ttl, in whole milliseconds.
        let ttl = millis(Moment::default().after(self.ttl));
        let values: [Value<'_>; 3] = [
            (&true, Type::BOOL),
            (&self.worker, Type::TEXT),
            (&ttl, Type::INT8),
        ];
        let row = step.row(&step.sql.open, &values).await?;
        let id: i64 = row.try_get(0)?;
        Ok(Session::new(id.cast_unsigned(), self.ttl))
    }
}

/// Says that a worker lives.
#[derive(Debug)]
pub(crate) struct Beat(pub(crate) Session);

impl Call for Beat {
    type Answer = Life;

    async fn make(&self, step: &Step<'_>) -> Result<Life, Fault> {
        step.look(None).await?;
        let session = self.0.id().cast_signed();
        let values: [Value<'_>; 2] = [(&true, Type::BOOL), (&session, Type::INT8)];
        let row = step.row(&step.sql.beat, &values).await?;
        Ok(match row.try_get::<_, i64>(0)? {
            0 => Life::Lost,
            _ => Life::Live,
        })
    }
}

/// Ends a session.
#[derive(Debug)]
pub(crate) struct Close(pub(crate) Session);

impl Call for Close {
    type Answer = ();

    async fn make(&self, step: &Step<'_>) -> Result<(), Fault> {
        let look = step.look(None).await?;
        let session = self.0.id().cast_signed();
        let closed = step
            .sessions(&step.sql.close, &[(&session, Type::INT8)])
            .await?;
        step.orphan(&closed, look.now).await
    }
}
