use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, PoisonError, RwLock};

use rustls::ServerConfig;
use rustls::crypto::CryptoProvider;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::names::certified_names;

/// What an authority speaks that looks whether a name is this server's (RFC 8737, section 3).
pub(crate) const CHALLENGE: &[u8] = b"acme-tls/1";

/// The certificate that is shown now: one for HTTPS and the relay, exchanged while the server runs.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    /// None until there is one.
    certificate: RwLock<Option<Arc<CertifiedKey>>>,
    /// What an authority is shown that looks whether a name is this server's.
    answers: RwLock<BTreeMap<String, Arc<CertifiedKey>>>,
}

impl Shown {
    pub(crate) fn with(certificate: CertifiedKey) -> Self {
        Self {
            certificate: RwLock::new(Some(Arc::new(certificate))),
            answers: RwLock::default(),
        }
    }

    /// Shows another certificate from here on; connections that there are keep theirs.
    pub(super) fn show(&self, certificate: CertifiedKey) {
        let mut shown = self
            .certificate
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *shown = Some(Arc::new(certificate));
    }

    /// What an authority is to see that asks for these names.
    pub(super) fn answer(&self, answers: BTreeMap<String, Arc<CertifiedKey>>) {
        let mut told = self.answers.write().unwrap_or_else(PoisonError::into_inner);
        *told = answers;
    }

    pub(super) fn certificate(&self) -> Option<Arc<CertifiedKey>> {
        let shown = self.certificate.read();
        shown.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The names that the certificate is for, none of them where it is for addresses alone; `None` while there is none.
    pub(crate) fn names(&self) -> Option<Vec<Box<str>>> {
        let certificate = self.certificate()?;
        let der = certificate.end_entity_cert().ok();
        Some(der.map_or_else(Vec::new, |der| certified_names(der)))
    }

    /// How TLS begins for HTTP.
    pub(crate) fn for_web(self: &Arc<Self>) -> io::Result<Arc<ServerConfig>> {
        self.config(&[b"http/1.1", CHALLENGE])
    }

    /// How TLS begins for the relay, whose clients name no protocol.
    pub(crate) fn for_relay(self: &Arc<Self>) -> io::Result<Arc<ServerConfig>> {
        self.config(&[])
    }

    fn config(self: &Arc<Self>, protocols: &[&[u8]]) -> io::Result<Arc<ServerConfig>> {
        let certificates: Arc<dyn ResolvesServerCert> = Arc::<Self>::clone(self);
        let mut config = ServerConfig::builder_with_provider(Arc::new(provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_cert_resolver(certificates);
        config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
        Ok(Arc::new(config))
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let mut protocols = hello.alpn().into_iter().flatten();
        if protocols.any(|name| name == CHALLENGE) {
            let answers = self.answers.read().unwrap_or_else(PoisonError::into_inner);
            return answers.get(hello.server_name()?).cloned();
        }
        self.certificate()
    }
}

pub(super) fn provider() -> CryptoProvider {
    rustls::crypto::aws_lc_rs::default_provider()
}
