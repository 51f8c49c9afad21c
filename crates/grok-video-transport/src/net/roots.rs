//! Whom to believe about a server's name.

use std::fmt;
use std::sync::Arc;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;

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

    /// Trusts the certificate authorities that this machine trusts, read now.
    ///
    /// # Errors
    /// When this machine has none that can be read.
    #[cfg(feature = "native-roots")]
    pub fn native() -> Result<Self, InvalidRoot> {
        let mut roots = RootCertStore::empty();
        // Some machines keep certificates that no library reads; the others count all the same.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if roots.is_empty() {
            return Err(InvalidRoot("this machine has no certificate authorities"));
        }
        Ok(Self(Arc::new(roots)))
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
            roots
                .add(certificate)
                .map_err(|_| InvalidRoot("the certificate is not one in DER form"))?;
        }
        Ok(Self(Arc::new(roots)))
    }

    #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
    pub(super) fn into_store(self) -> Arc<RootCertStore> {
        self.0
    }
}

impl fmt::Debug for Roots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Roots({})", self.0.len())
    }
}

/// Says why there are no certificate authorities to trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidRoot(&'static str);

impl fmt::Display for InvalidRoot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for InvalidRoot {}
