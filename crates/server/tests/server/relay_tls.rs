//! The relay over TLS, for networks that let nothing else through.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::support::client::Client;
use crate::support::program::{Program, run};
use crate::support::scratch::Scratch;
use crate::support::soon;

/// A Binding request (RFC 8489, section 5).
const BINDING: [u8; 20] = [
    0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
];

/// A certificate of the test's own, and its key, in files.
struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

impl Files {
    fn new(scratch: &Scratch) -> Self {
        let files = Self {
            certificate: scratch.path().join("relay.pem"),
            key: scratch.path().join("relay.key"),
        };
        files.renew();
        files
    }

    /// Puts others in their place; returns the certificate.
    fn renew(&self) -> CertificateDer<'static> {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        fs::write(&self.key, signing_key.serialize_pem()).unwrap();
        fs::write(&self.certificate, cert.pem()).unwrap();
        cert.der().clone()
    }

    fn certificate(&self) -> CertificateDer<'static> {
        CertificateDer::from_pem_file(&self.certificate).unwrap()
    }

    async fn start(&self) -> (Program, SocketAddr) {
        let settings = [
            ("TATAP_TURN_ADDR", "0"),
            ("TATAP_TURN_TLS_ADDR", "0"),
            ("TATAP_TURN_TLS_CERT", self.certificate.to_str().unwrap()),
            ("TATAP_TURN_TLS_KEY", self.key.to_str().unwrap()),
        ];
        let program = Program::start(&settings).await;
        let joined = Client::connect(program.address)
            .await
            .join("kitchen", "Ann")
            .await;
        let urls = joined["ice_servers"][1]["urls"].as_array().unwrap();
        let url = urls[2].as_str().unwrap();
        let port = url
            .strip_prefix("turns:127.0.0.1:")
            .and_then(|rest| rest.strip_suffix("?transport=tcp"));
        let port: u16 = port.unwrap().parse().unwrap();
        (program, ([127, 0, 0, 1], port).into())
    }
}

#[tokio::test]
async fn whoever_trusts_the_certificate_is_answered() {
    let scratch = Scratch::new("relay_tls");
    let files = Files::new(&scratch);
    let (_program, relay) = files.start().await;
    let mut stream = connect(relay, files.certificate()).await.unwrap();
    stream.write_all(&BINDING).await.unwrap();
    let mut answer = [0; 32];
    soon("an answer", stream.read_exact(&mut answer))
        .await
        .unwrap();
    assert_eq!(answer[..2], [1, 1]);
    let other = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    assert!(connect(relay, other.cert.der().clone()).await.is_err());
}

#[tokio::test]
async fn a_client_that_does_not_speak_tls_is_let_go() {
    let scratch = Scratch::new("relay_tls_plain");
    let (_program, relay) = Files::new(&scratch).start().await;
    let mut stream = TcpStream::connect(relay).await.unwrap();
    stream.write_all(&BINDING).await.unwrap();
    let mut rest = Vec::new();
    // It may be reset for what it has not read.
    let _ = soon("the end", stream.read_to_end(&mut rest)).await;
    assert!(!rest.starts_with(&[1, 1]), "{rest:?}");
}

#[tokio::test]
async fn a_certificate_that_was_renewed_is_shown() {
    let scratch = Scratch::new("relay_tls_renewed");
    let files = Files::new(&scratch);
    let (_program, relay) = files.start().await;
    let renewed = files.renew();
    soon("the new certificate", async {
        while connect(relay, renewed.clone()).await.is_err() {}
    })
    .await;
}

#[tokio::test]
async fn a_key_of_another_certificate_is_told_at_the_start() {
    let scratch = Scratch::new("relay_tls_wrong");
    let files = Files::new(&scratch);
    let certificate = fs::read(&files.certificate).unwrap();
    files.renew();
    fs::write(&files.certificate, certificate).unwrap();
    let output = run(&[
        ("TATAP_TURN_TLS_CERT", files.certificate.to_str().unwrap()),
        ("TATAP_TURN_TLS_KEY", files.key.to_str().unwrap()),
    ])
    .await;
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("TATAP_TURN_TLS_CERT is "), "{told}");
}

async fn connect(
    relay: SocketAddr,
    trusted: CertificateDer<'static>,
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(relay).await?;
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
}
