//! Telling a web server how tasks end, as Standard Webhooks has it.

mod error;
mod message;
mod secret;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use grok_video_transport::{Notifier, NotifyError};
use tokio::sync::Semaphore;
use tokio::time::sleep;

use super::announcement::{Announce, Announcement, Announcing};
use super::setbacks::jittered;
use message::Message;
use secret::Secret;

pub use error::InvalidWebhook;

/// How often a message is sent before the task is left for later, and the pause before the second time, which doubles.
const ATTEMPTS: u32 = 3;
const PAUSE: Duration = Duration::from_secs(1);
/// The longest pause that a receiver may ask for here.
const LONGEST: Duration = Duration::from_secs(10);
/// How many messages are under way at a time.
const AT_ONCE: usize = 8;

/// Posts how each task ends to a web server of the user's, at least once, as [Standard
/// Webhooks](https://www.standardwebhooks.com) has it.
///
/// The body is JSON. It never holds the URL of a result, whose query gives access to it:
///
/// ```json
/// {"type":"video.saved","timestamp":"2026-11-26T16:20:00Z","data":{"task":17,"name":"kite","account":"studio",
///  "id":"video_1","path":"s3://videos/video_1.mp4","bytes":23009,"sha256":"df8e05e4…"}}
/// {"type":"video.failed","timestamp":"…","data":{"task":18,"name":"boat","account":"studio","id":"video_2",
///  "error":{"kind":"failed","message":"the prompt was refused"}}}
/// ```
///
/// The headers are `webhook-id`, which is the same each time the same end is told, so that a receiver knows what it has
/// seen; `webhook-timestamp`, the time of the attempt in seconds since 1970; and `webhook-signature`, `v1,` and the
/// HMAC-SHA256 of `id.timestamp.body` in base64. A receiver that believes only what is signed by the secret and not older
/// than a few minutes can't be told tales.
///
/// It is taken where the answer is 2xx within ten seconds. Otherwise it is sent again, three times in all, and then the
/// task [goes on later](crate::Ended::goes_on_later) and its end is told once more. Redirects are not followed.
#[derive(Clone)]
pub struct Webhook {
    url: Box<str>,
    secret: Secret,
    notifier: Notifier,
    slots: Arc<Semaphore>,
}

impl Webhook {
    /// Makes a webhook for `url`, signed by `secret`: `whsec_` and 24 to 64 bytes in base64.
    ///
    /// `notifier` says where it may go: with [`Guard::PublicOnly`](grok_video_transport::Guard::PublicOnly), to public
    /// addresses by https alone, whoever has chosen the URL.
    ///
    /// # Errors
    /// Where the URL is none, the notifier would not go there, or the secret is none.
    ///
    /// ```
    /// # #[cfg(all(feature = "ring", feature = "webpki-roots"))] {
    /// use grok_video::Webhook;
    /// use grok_video::transport::{Guard, Notifier};
    /// let notifier = Notifier::new(Guard::PublicOnly);
    /// let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    /// assert!(Webhook::new("https://example.com/videos", secret, notifier.clone()).is_ok());
    /// assert!(Webhook::new("https://169.254.169.254/", secret, notifier).is_err());
    /// # }
    /// ```
    pub fn new(url: &str, secret: &str, notifier: Notifier) -> Result<Self, InvalidWebhook> {
        notifier.check(url).map_err(InvalidWebhook::url)?;
        Ok(Self {
            url: url.into(),
            secret: Secret::parse(secret).ok_or_else(InvalidWebhook::secret)?,
            notifier,
            slots: Arc::new(Semaphore::new(AT_ONCE)),
        })
    }

    async fn deliver(&self, announcement: &Announcement<'_>) -> Result<(), NotifyError> {
        let message = Message::new(announcement, SystemTime::now());
        let body = Bytes::from(message.body);
        let mut n_failed = 0;
        loop {
            let error = match self.post(&message.id, body.clone()).await {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            n_failed += 1;
            let pause = error.retry_after();
            let pause = pause.unwrap_or_else(|| jittered(PAUSE * 2_u32.pow(n_failed - 1)));
            if n_failed == ATTEMPTS || !error.may_pass() || pause > LONGEST {
                return Err(error);
            }
            sleep(pause).await;
        }
    }

    async fn post(&self, id: &str, body: Bytes) -> Result<(), NotifyError> {
        let _slot = self.slots.acquire().await;
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let timestamp = now.unwrap_or_default().as_secs().to_string();
        let signature = self.secret.sign(id, &timestamp, &body);
        let headers = [
            ("content-type", "application/json"),
            ("webhook-id", id),
            ("webhook-timestamp", &timestamp),
            ("webhook-signature", &signature),
        ];
        self.notifier.post(&self.url, &headers, body).await
    }
}

impl Announce for Webhook {
    fn announce<'a>(&'a self, announcement: &'a Announcement<'a>) -> Announcing<'a> {
        Box::pin(async { self.deliver(announcement).await.map_err(Into::into) })
    }
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Whoever knows the URL may be let in by it.
        f.debug_struct("Webhook")
            .field("notifier", &self.notifier)
            .finish_non_exhaustive()
    }
}
