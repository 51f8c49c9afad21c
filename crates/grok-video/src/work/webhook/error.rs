//! Why there is no webhook.

use std::error::Error;
use std::fmt;

use grok_video_transport::NotifyError;

/// Says why a webhook can't be used. It shows neither the URL nor the secret.
#[derive(Debug)]
pub struct InvalidWebhook(Option<NotifyError>);

impl InvalidWebhook {
    pub(super) fn url(why: NotifyError) -> Self {
        Self(Some(why))
    }

    pub(super) fn secret() -> Self {
        Self(None)
    }
}

impl fmt::Display for InvalidWebhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.0 {
            Some(_) => "the webhook's URL is not one that messages go to",
            None => "the webhook's secret is not `whsec_` and 24 to 64 bytes in base64",
        })
    }
}

impl Error for InvalidWebhook {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.as_ref().map(|why| why as _)
    }
}
