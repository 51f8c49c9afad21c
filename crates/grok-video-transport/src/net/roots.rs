//! Whom to believe about a server's name.

use std::fmt;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};

/// Holds the certificate authorities that are trusted; nothing turns verification off.
#[derive(Clone)]
pub struct Roots(Arc<RootCertStore>);

impl Roots {
    /// Trusts Mozilla's certificate authorities, compiled in.
    #[cfg(feature = "webpki-roots")]
    #[must_use]
    pub fn webpki() -> Self {
        let roots = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
        Self(Arc::new(roots))
    }

    /// Trusts the given certificate authorities, each in DER form, and no others.
    ///
    /// # Errors
    /// When a certificate is none.
    pub fn from_der<C: AsRef<[u8]>>(
        certificates: impl IntoIterator<Item = C>,
    ) -> Result<Self, InvalidRoot> {
        let mut roots = RootCertStore::empty();
        for certificate in certificates {
            let certificate = CertificateDer::from(certificate.as_ref().to_vec());
            roots.add(certificate).map_err(|_| InvalidRoot)?;
        }
        Ok(Self(Arc::new(roots)))
    }

    /// Returns the configuration of TLS 1.2 and 1.3 with ring, whatever else is linked.
    pub(super) fn config(self) -> ClientConfig {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap_or_else(|_| unreachable!("ring supports the default versions"))
            .with_root_certificates(self.0)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        config
    }
}

impl fmt::Debug for Roots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Roots({})", self.0.len())
    }
}

/// Says that bytes are no certificate authority in DER form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidRoot;

impl fmt::Display for InvalidRoot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the certificate is not one in DER form")
    }
}

impl std::error::Error for InvalidRoot {}
