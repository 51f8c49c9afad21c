//! How a server proves who it is.

use std::fmt;
use std::sync::Arc;

use rustls::ClientConfig;
#[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
use rustls::crypto::CryptoProvider;

#[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
use super::Roots;

/// Speaks TLS 1.2 and 1.3 with a cryptography library that is named here, whatever else is linked.
///
/// [`Roots`](super::Roots) are taken for a `Tls` with ring where the feature `ring` is on. Nothing
/// turns the verification of certificates off.
#[derive(Clone)]
pub struct Tls(Arc<ClientConfig>);

impl Tls {
    /// Makes TLS with ring.
    #[cfg(feature = "ring")]
    #[must_use]
    pub fn ring(roots: Roots) -> Self {
        Self::new(rustls::crypto::ring::default_provider(), roots)
    }

    /// Makes TLS with AWS-LC.
    #[cfg(feature = "aws-lc-rs")]
    #[must_use]
    pub fn aws_lc_rs(roots: Roots) -> Self {
        Self::new(rustls::crypto::aws_lc_rs::default_provider(), roots)
    }

    #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
    fn new(provider: CryptoProvider, roots: Roots) -> Self {
        let mut config = ClientConfig::builder_with_provider(Arc::new(provider))
            .with_safe_default_protocol_versions()
            .unwrap_or_else(|_| unreachable!("both providers support the default versions"))
            .with_root_certificates(roots.into_store())
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Self(Arc::new(config))
    }

    pub(super) fn into_config(self) -> Arc<ClientConfig> {
        self.0
    }
}

#[cfg(feature = "ring")]
impl From<Roots> for Tls {
    fn from(roots: Roots) -> Self {
        Self::ring(roots)
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").finish_non_exhaustive()
    }
}
