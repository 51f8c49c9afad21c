//! What goes over the network is encrypted, and the server is who it says it is.

use std::fs;

use grok_video_engine::Engine;
use grok_video_ledger::LedgerErrorKind;
use grok_video_postgres::PostgresLedger;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

use crate::database::server;
use crate::work::{open, submit};

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let key = KeyPair::generate().expect("there is chance");
    let mut parameters = CertificateParams::new(Vec::new()).expect("no names");
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(parameters, key).expect("it is sound")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_is_verified() {
    let (ours, others) = (authority(), authority());
    let key = KeyPair::generate().expect("there is chance");
    let names = vec!["localhost".to_string()];
    let certificate = CertificateParams::new(names)
        .and_then(|parameters| parameters.signed_by(&key, &ours))
        .expect("it is sound");
    let engine = Engine::start_with_tls(&certificate.pem(), &key.serialize_pem());
    let engine = engine.expect("PostgreSQL is installed");
    let folder = tempfile::tempdir().expect("there is room");
    let file = |name: &str, content: String| {
        let path = folder.path().join(name);
        fs::write(&path, content).expect("there is room");
        path.display().to_string()
    };
    let ours = file("ours.pem", ours.pem());
    let others = file("others.pem", others.pem());
    let by_name = engine.url().replace("127.0.0.1", "localhost");

    let url = format!("{by_name}?sslmode=verify-full&sslrootcert={ours}");
    let ledger = PostgresLedger::connect(&url).await.expect("it is trusted");
    open(&ledger).await;
    // Longer than one record of TLS.
    submit(&ledger, 500).await;

    for (base, roots) in [(&by_name, &others), (&engine.url(), &ours)] {
        let url = format!("{base}?sslmode=require&sslrootcert={roots}");
        let error = PostgresLedger::connect(&url)
            .await
            .expect_err("another one");
        assert_eq!(error.kind(), LedgerErrorKind::Unavailable, "{error:?}");
    }
    let error = PostgresLedger::connect(&format!("{by_name}?sslmode=require")).await;
    assert!(error.is_err(), "this machine trusts no such authority");
}

#[tokio::test]
async fn a_server_without_tls_is_refused() {
    let root = authority();
    let folder = tempfile::tempdir().expect("there is room");
    let path = folder.path().join("root.pem");
    fs::write(&path, root.pem()).expect("there is room");
    let url = format!(
        "{}?sslmode=require&sslrootcert={}",
        server(),
        path.display()
    );
    let error = PostgresLedger::connect(&url)
        .await
        .expect_err("it has none");
    assert_eq!(error.kind(), LedgerErrorKind::Unavailable);
}
