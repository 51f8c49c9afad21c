//! A task in the columns of a table: texts, integers and bytes.
//!
//! Times are milliseconds since 1970, and what a request or a result holds is JSON.

use std::str::FromStr;

use grok_video_types::{TaskId, VideoTask};
use serde_json::from_str;

use super::{Row, Way};
use crate::{Account, Fence, Moment, Proof, TaskNo, TaskState, Trouble, Work};

/// Reads the columns of a row one after another.
pub trait Cells<'a> {
    /// Why a column could not be read.
    type Fault;

    /// Reads a text.
    ///
    /// # Errors
    /// Fails where the column holds something else.
    fn text(&mut self) -> Result<Option<&'a str>, Self::Fault>;

    /// Reads an integer.
    ///
    /// # Errors
    /// Fails where the column holds something else.
    fn integer(&mut self) -> Result<Option<i64>, Self::Fault>;

    /// Reads bytes.
    ///
    /// # Errors
    /// Fails where the column holds something else.
    fn bytes(&mut self) -> Result<Option<&'a [u8]>, Self::Fault>;

    /// Says that the column that was read last makes no sense.
    fn torn(&self) -> Self::Fault;
}

/// Reads a way, whose columns come in this order: whether there is a destination (an integer), `state`, `fence`,
/// `holder`, `due_at`, `id`, `created_at`, `snapshot`, `snapshot_at`, `result`, `born_at`, `proof_place`, `proof_bytes`,
/// `proof_sha256`, `trouble_kind`, `trouble_message`, `note`, `changed_at`.
///
/// # Errors
/// Fails where a column can't be read, or makes no sense.
pub fn way<'a, C: Cells<'a>>(cells: &mut C) -> Result<Way, C::Fault> {
    Ok(Way {
        has_destination: some(cells, C::integer)? != 0,
        state: some(cells, |cells| parsed(cells, TaskState::from_str))?,
        fence: Fence(some(cells, C::integer)?.cast_unsigned()),
        holder: cells.integer()?.map(i64::cast_unsigned),
        due_at: some(cells, moment)?,
        id: parsed(cells, FromStr::from_str)?,
        created_at: moment(cells)?,
        snapshot: cells.text()?.map(Into::into),
        snapshot_at: some(cells, moment)?,
        result: parsed(cells, from_str)?,
        born_at: moment(cells)?,
        proof: match (cells.text()?, cells.integer()?, cells.bytes()?) {
            (Some(place), Some(bytes), Some(sha256)) => Some(Proof {
                place: place.into(),
                bytes: bytes.cast_unsigned(),
                sha256: sha256.try_into().map_err(|_| cells.torn())?,
            }),
            (None, None, None) => None,
            _ => return Err(cells.torn()),
        },
        trouble: match (cells.text()?, cells.text()?) {
            (Some(kind), Some(message)) => Some(Trouble::new(kind, message)),
            (None, None) => None,
            _ => return Err(cells.torn()),
        },
        note: cells.text()?.map(Into::into),
        changed_at: some(cells, moment)?,
    })
}

/// Reads a whole task: the columns of [`way`], and behind them `client_ref`, `account`, `destination`, `submitted_at`,
/// `follows`, `request`.
///
/// # Errors
/// Fails where a column can't be read, or makes no sense.
pub fn row<'a, C: Cells<'a>>(cells: &mut C, task: TaskNo) -> Result<Row, C::Fault> {
    let way = way(cells)?;
    Ok(Row {
        task,
        client_ref: some(cells, C::text)?.into(),
        account: Account::from(some(cells, C::text)?),
        destination: cells.text()?.map(Into::into),
        submitted_at: some(cells, moment)?,
        work: match (parsed(cells, FromStr::from_str)?, parsed(cells, from_str)?) {
            (Some(id), None) => Work::Follow(id),
            (None, Some(request)) => Work::Create(request),
            _ => return Err(cells.torn()),
        },
        way,
    })
}

fn moment<'a, C: Cells<'a>>(cells: &mut C) -> Result<Option<Moment>, C::Fault> {
    let millis = cells.integer()?.map(u64::try_from);
    let millis = millis.transpose().map_err(|_| cells.torn())?;
    Ok(millis.map(Moment::from_millis))
}

fn parsed<'a, C: Cells<'a>, T, E>(
    cells: &mut C,
    parse: impl FnOnce(&'a str) -> Result<T, E>,
) -> Result<Option<T>, C::Fault> {
    let parsed = cells.text()?.map(parse);
    parsed.transpose().map_err(|_| cells.torn())
}

/// Reads a column that is never null.
fn some<'a, C: Cells<'a>, T>(
    cells: &mut C,
    read: impl FnOnce(&mut C) -> Result<Option<T>, C::Fault>,
) -> Result<T, C::Fault> {
    read(cells)?.ok_or_else(|| cells.torn())
}

/// Holds the columns of a way that change, and the place of a free task among those to lease.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "they are named as in `way`")]
pub struct Columns<'a> {
    pub state: &'static str,
    pub fence: i64,
    pub holder: Option<i64>,
    pub due_at: i64,
    pub id: Option<&'a str>,
    pub created_at: Option<i64>,
    pub snapshot: Option<&'a str>,
    pub snapshot_at: i64,
    pub result: Option<&'a VideoTask>,
    pub born_at: Option<i64>,
    pub proof_place: Option<&'a str>,
    pub proof_bytes: Option<i64>,
    pub proof_sha256: Option<&'a [u8]>,
    pub trouble_kind: Option<&'a str>,
    pub trouble_message: Option<&'a str>,
    pub note: Option<&'a str>,
    pub changed_at: i64,
    /// The class of its urgency; `None` where it is not free.
    pub rank: Option<i16>,
    /// Its place in the class: those of unknown age, as -1, come before all times.
    pub rank_at: Option<i64>,
}

impl<'a> From<&'a Way> for Columns<'a> {
    fn from(way: &'a Way) -> Self {
        let place = way.is_free().then(|| way.urgency());
        let proof = way.proof.as_ref();
        let trouble = way.trouble.as_ref();
        Self {
            state: way.state.as_str(),
            fence: way.fence.0.cast_signed(),
            holder: way.holder.map(u64::cast_signed),
            due_at: millis(way.due_at),
            id: way.id.as_ref().map(TaskId::as_str),
            created_at: way.created_at.map(millis),
            snapshot: way.snapshot.as_deref(),
            snapshot_at: millis(way.snapshot_at),
            result: way.result.as_ref(),
            born_at: way.born_at.map(millis),
            proof_place: proof.map(|proof| &*proof.place),
            proof_bytes: proof.map(|proof| proof.bytes.cast_signed()),
            proof_sha256: proof.map(|proof| &proof.sha256[..]),
            trouble_kind: trouble.map(|trouble| &*trouble.kind),
            trouble_message: trouble.map(|trouble| &*trouble.message),
            note: way.note.as_deref(),
            changed_at: millis(way.changed_at),
            rank: place.map(|(rank, _)| i16::from(rank)),
            rank_at: place.map(|(_, at)| at.map_or(-1, millis)),
        }
    }
}

impl Columns<'_> {
    /// Returns the result as it is stored.
    #[must_use]
    pub fn result_json(&self) -> Option<String> {
        self.result.map(json)
    }
}

/// Returns the time as SQL's integers hold it: `Moment` is bounded by them.
#[must_use]
pub fn millis(moment: Moment) -> i64 {
    moment.as_millis().cast_signed()
}

fn json(task: &VideoTask) -> String {
    serde_json::to_string(task)
        .unwrap_or_else(|_| unreachable!("texts, numbers and lists of them are always JSON"))
}
