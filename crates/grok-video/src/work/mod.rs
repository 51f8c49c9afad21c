//! Work that a ledger knows of: whatever breaks, somebody can go on with it.
//!
//! A [`Desk`] is a client's ledger. While there is work, a [`Shift`] holds a session there: its [`Clerk`] writes and
//! beats, its [`Polls`] are one fleet for all tasks, and each task goes its way as a [`Life`].

mod announcement;
mod books;
mod brake;
mod calls;
mod claim;
mod clerk;
mod desk;
mod ended;
mod found;
mod gate;
mod hold;
mod in_hand;
mod intake;
mod life;
mod manner;
mod notice;
mod order;
mod polls;
mod resume;
mod resume_error;
mod self_fence;
mod setbacks;
mod shift;
mod source;
mod swept;
#[cfg(feature = "webhook")]
mod webhook;
mod worker;

pub(crate) use books::Books;
pub(crate) use desk::Desk;
pub(crate) use found::note_ended;
pub(crate) use order::Order;

pub use announcement::{Announce, Announcement, Announcing, End};
pub use claim::Claim;
pub use ended::{Ended, Resumed};
pub use found::Found;
pub use notice::{News, Notice};
pub use resume::Resume;
pub use resume_error::ResumeError;
#[cfg(feature = "webhook")]
pub use webhook::{InvalidWebhook, Webhook};
pub use worker::{Figures, Meter, Worker, WorkerSummary};

/// Tells of the creation alone, and once.
pub(crate) fn once_created(
    tell: Box<dyn FnOnce(&grok_video_types::VideoTask) + Send>,
) -> life::Tell {
    let tell = std::sync::Mutex::new(Some(tell));
    std::sync::Arc::new(move |notice| {
        if let News::Created(task) = notice.news {
            let tell = tell
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
                .take();
            if let Some(tell) = tell {
                tell(task);
            }
        }
    })
}
