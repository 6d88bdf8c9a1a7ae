use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedKey, IsCa, Issuer, KeyPair,
    generate_simple_self_signed,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::client_async;

use super::client::Client;
use super::http::{Reply, head, parse};
use super::scratch::Scratch;
use super::soon;

/// A certificate of the test's own, and its key, in files.
pub(crate) struct Files {
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

impl Files {
    pub(crate) fn new(scratch: &Scratch) -> Self {
        let files = Self {
            certificate: scratch.path().join("relay.pem"),
            key: scratch.path().join("relay.key"),
        };
        files.renew();
        files
    }

    /// Puts others in their place; returns the certificate.
    pub(crate) fn renew(&self) -> CertificateDer<'static> {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        fs::write(&self.key, signing_key.serialize_pem()).unwrap();
        fs::write(&self.certificate, cert.pem()).unwrap();
        cert.der().clone()
    }

    /// Puts a certificate in their place that an authority vouches for; returns that of the authority.
    pub(crate) fn sign(&self) -> CertificateDer<'static> {
        let mut params = CertificateParams::new([]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let authority = params.self_signed(&key).unwrap();
        let issuer = Issuer::new(params, key);
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(["localhost".to_owned()]).unwrap();
        let name = rcgen::DnType::CommonName;
        params.distinguished_name.push(name, "localhost");
        let certificate = params.signed_by(&key, &issuer).unwrap();
        fs::write(&self.key, key.serialize_pem()).unwrap();
        fs::write(&self.certificate, certificate.pem()).unwrap();
        authority.der().clone()
    }

    pub(crate) fn certificate(&self) -> CertificateDer<'static> {
        CertificateDer::from_pem_file(&self.certificate).unwrap()
    }
}

/// Begins TLS with `localhost` at an address, if its certificate is the one that is trusted, or of it.
pub(crate) async fn connect(
    address: SocketAddr,
    trusted: CertificateDer<'static>,
) -> std::io::Result<TlsStream<TcpStream>> {
    connect_trusting(address, "localhost", roots_of(trusted)).await
}

pub(crate) fn roots_of(trusted: CertificateDer<'static>) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add(trusted).unwrap();
    roots
}

pub(crate) async fn connect_trusting(
    address: SocketAddr,
    name: &'static str,
    roots: RootCertStore,
) -> std::io::Result<TlsStream<TcpStream>> {
    begin(TcpStream::connect(address).await?, name, roots).await
}

/// Begins TLS over a connection.
pub(crate) async fn begin(
    stream: TcpStream,
    name: &'static str,
    roots: RootCertStore,
) -> std::io::Result<TlsStream<TcpStream>> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(name).unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
}

/// Asks over TLS, once.
pub(crate) async fn get(
    address: SocketAddr,
    trusted: CertificateDer<'static>,
    path: &str,
) -> Reply {
    let mut stream = connect(address, trusted).await.unwrap();
    let head = head(address, "GET", path, &[]);
    stream.write_all(head.as_bytes()).await.unwrap();
    read(stream).await
}

/// Reads the one answer that comes.
pub(crate) async fn read(mut stream: TlsStream<TcpStream>) -> Reply {
    let mut bytes = Vec::new();
    soon("an answer", stream.read_to_end(&mut bytes))
        .await
        .unwrap();
    parse(&bytes)
}

/// Opens a WebSocket over TLS.
pub(crate) async fn open(
    address: SocketAddr,
    trusted: CertificateDer<'static>,
) -> Client<TlsStream<TcpStream>> {
    let stream = connect(address, trusted).await.unwrap();
    let (socket, _) = client_async(format!("wss://{address}/ws"), stream)
        .await
        .unwrap();
    Client::new(socket)
}
