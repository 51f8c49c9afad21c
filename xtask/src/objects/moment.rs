//! When a program is killed.

use std::fmt;

use crate::random::Random;

/// A moment of an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// So many thousandths of the request have gone to the server, its head included.
    Amid(u64),
    /// The server has stored it, and its answer is still on the way.
    Unanswered,
    /// The answer has come, and the object is about to be read back.
    Answered,
}

impl Moment {
    pub(super) fn draw(random: &mut Random) -> Self {
        match random.below(10) {
            0 | 1 => Self::Unanswered,
            2 => Self::Answered,
            _ => Self::Amid(random.below(1001)),
        }
    }

    /// Returns how much of a request of so many bytes goes on to the server.
    pub(super) fn share(self, n_bytes: usize) -> usize {
        match self {
            // At most a thousandth short of what no memory holds.
            Self::Amid(thousandths) => {
                n_bytes * usize::try_from(thousandths).unwrap_or(1000) / 1000
            }
            Self::Unanswered | Self::Answered => n_bytes,
        }
    }
}

/// How often each sort of moment came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Moments {
    amid: usize,
    unanswered: usize,
    answered: usize,
}

impl Moments {
    pub(super) fn add(&mut self, moment: Moment) {
        *match moment {
            Moment::Amid(_) => &mut self.amid,
            Moment::Unanswered => &mut self.unanswered,
            Moment::Answered => &mut self.answered,
        } += 1;
    }

    pub(super) fn total(self) -> usize {
        self.amid + self.unanswered + self.answered
    }
}

impl fmt::Display for Moments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} kills ({} amid the request, {} before its answer, {} before it was read back)",
            self.total(),
            self.amid,
            self.unanswered,
            self.answered
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_of_the_whole() {
        assert_eq!(Moment::Amid(0).share(2000), 0);
        assert_eq!(Moment::Amid(500).share(2000), 1000);
        assert_eq!(Moment::Amid(1000).share(2000), 2000);
        assert_eq!(Moment::Unanswered.share(7), 7);
    }
}
