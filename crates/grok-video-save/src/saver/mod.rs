mod sealed;

use std::fmt;

use crate::destination::Destination;
use crate::digest::Hasher;
use crate::disk::Disk;
use crate::error::{Reason, SaveError};
use crate::mp4::Mp4Walk;
use crate::saved::Saved;
use crate::temporary::Temporary;

pub use sealed::Sealed;

/// Takes the bytes of a video and makes one whole, verified file of them.
///
/// Until [`finish`](Self::finish) returns, the bytes are in a temporary beside the target. Dropping
/// a saver removes that temporary, and so does an error.
///
/// Writing and finishing block. In an async program, call them where blocking is allowed.
pub struct Saver<D: Disk> {
    /// `None` once a write has failed.
    temporary: Option<Temporary<D>>,
    destination: Destination,
    expected_len: Option<u64>,
    received: u64,
    walk: Mp4Walk,
    hasher: Hasher,
}

impl<D: Disk> Saver<D> {
    /// Creates the temporary that the bytes go to.
    ///
    /// With an `expected_len`, more or fewer bytes are an error. Give it whenever it is known: the
    /// structure of an MP4 doesn't betray every cut (see [`Mp4Walk`]).
    ///
    /// # Errors
    ///
    /// As for [`Destination::check`].
    pub fn begin(
        disk: D,
        destination: Destination,
        expected_len: Option<u64>,
    ) -> Result<Self, SaveError> {
        Ok(Self {
            temporary: Some(Temporary::create(disk, &destination)?),
            destination,
            expected_len,
            received: 0,
            walk: Mp4Walk::new(),
            hasher: Hasher::default(),
        })
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    ///
    /// [`WrongLength`](crate::SaveErrorKind::WrongLength) as soon as more bytes came than were
    /// expected, [`NotMp4`](crate::SaveErrorKind::NotMp4) as soon as they can't become an MP4,
    /// [`DiskFull`](crate::SaveErrorKind::DiskFull) or [`Io`](crate::SaveErrorKind::Io) when they
    /// can't be written. After an error the temporary is gone, and nothing can be saved any more.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), SaveError> {
        let mut temporary = self
            .temporary
            .take()
            .ok_or_else(|| abandoned(&self.destination))?;
        self.verify(bytes)?;
        temporary.write(bytes).map_err(|error| {
            SaveError::io(
                "write the temporary file of",
                self.destination.path(),
                error,
            )
        })?;
        self.temporary = Some(temporary);
        Ok(())
    }

    /// Verifies the whole, publishes it, and returns once it survives a loss of power.
    ///
    /// It is [`seal`](Self::seal) and [`publish`](Sealed::publish) in one.
    ///
    /// # Errors
    ///
    /// As for these two.
    pub fn finish(self) -> Result<Saved, SaveError> {
        self.seal()?.publish()
    }

    /// Verifies the whole, and returns once its content survives a loss of power. Nothing stands at its final
    /// name yet: whoever keeps a record can write down first what is about to appear there.
    ///
    /// # Errors
    ///
    /// | kind | when |
    /// | --- | --- |
    /// | [`WrongLength`](crate::SaveErrorKind::WrongLength) | fewer bytes came than were expected |
    /// | [`NotMp4`](crate::SaveErrorKind::NotMp4) | the bytes are not a whole MP4 |
    /// | [`DiskFull`](crate::SaveErrorKind::DiskFull), [`Io`](crate::SaveErrorKind::Io) | the disk failed, or an earlier write |
    pub fn seal(self) -> Result<Sealed<D>, SaveError> {
        let Some(temporary) = self.temporary else {
            return Err(abandoned(&self.destination));
        };
        let target = self.destination.path();
        if let Some(expected) = self.expected_len
            && self.received != expected
        {
            let received = self.received;
            return Err(SaveError::new(
                target,
                Reason::WrongLength { expected, received },
            ));
        }
        self.walk
            .finish()
            .map_err(|error| SaveError::new(target, Reason::NotMp4(error)))?;
        let saved = Saved::new(target, self.received, self.hasher.finish());
        let temporary = temporary.sync(&self.destination)?;
        Ok(Sealed::new(temporary, self.destination, saved))
    }

    /// Counts, walks and digests `bytes`.
    fn verify(&mut self, bytes: &[u8]) -> Result<(), SaveError> {
        let target = self.destination.path();
        let received = self.received.saturating_add(bytes.len() as u64);
        if let Some(expected) = self.expected_len
            && received > expected
        {
            return Err(SaveError::new(
                target,
                Reason::WrongLength { expected, received },
            ));
        }
        self.walk
            .push(bytes)
            .map_err(|error| SaveError::new(target, Reason::NotMp4(error)))?;
        self.hasher.update(bytes);
        self.received = received;
        Ok(())
    }
}

impl<D: Disk> fmt::Debug for Saver<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Saver")
            .field("destination", &self.destination)
            .field("expected_len", &self.expected_len)
            .field("received", &self.received)
            .finish_non_exhaustive()
    }
}

fn abandoned(destination: &Destination) -> SaveError {
    SaveError::new(destination.path(), Reason::Abandoned)
}
