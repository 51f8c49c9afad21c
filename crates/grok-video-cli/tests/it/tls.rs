//! Servers that TLS does not come about with.

use std::io::Read;
use std::net::TcpListener;
use std::sync::Arc;

use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, Stream};

/// A port that takes connections, and on which nobody answers.
pub(crate) struct Mute {
    pub(crate) base: String,
    /// The system takes connections as long as this listens.
    _listener: TcpListener,
}

pub(crate) fn mute() -> Mute {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    Mute {
        base: format!("https://{}", listener.local_addr().unwrap()),
        _listener: listener,
    }
}

/// Starts a server whose certificate nobody has signed; returns its base.
pub(crate) fn self_signed() -> String {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("https://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut connection = ServerConnection::new(config.clone()).unwrap();
            // The client ends it as soon as it has seen the certificate.
            let _ = Stream::new(&mut connection, &mut stream).read(&mut [0; 1]);
        }
    });
    base
}
