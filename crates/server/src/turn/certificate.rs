use std::cell::RefCell;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use rustls::ServerConfig;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use super::TlsConfig;

/// The certificate that clients are shown; it follows its files, which are renewed while the server runs.
pub(super) struct Certificate {
    files: TlsConfig,
    loaded: RefCell<(TlsAcceptor, Option<SystemTime>)>,
}

impl Certificate {
    pub(super) fn load(files: TlsConfig) -> io::Result<Self> {
        let loaded = (acceptor(&files)?, changed(&files.certificate));
        Ok(Self {
            files,
            loaded: RefCell::new(loaded),
        })
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        self.loaded.borrow().0.clone()
    }

    /// Reads the files again if they have changed; what cannot be read leaves everything as it is.
    pub(super) fn look_again(&self) {
        let changed = changed(&self.files.certificate);
        if changed == self.loaded.borrow().1 {
            return;
        }
        match acceptor(&self.files) {
            Ok(acceptor) => {
                tracing::info!("the relay's certificate was renewed");
                *self.loaded.borrow_mut() = (acceptor, changed);
            }
            Err(error) => {
                tracing::warn!(%error, "the relay's new certificate cannot be used: look at TATAP_TURN_TLS_CERT");
                self.loaded.borrow_mut().1 = changed;
            }
        }
    }
}

/// Reads certificate and key, and checks that they belong together.
pub(super) fn acceptor(files: &TlsConfig) -> io::Result<TlsAcceptor> {
    let chain: Result<Vec<_>, _> = CertificateDer::pem_file_iter(&files.certificate)
        .map_err(|error| in_file(&files.certificate, error))?
        .collect();
    let chain = chain.map_err(|error| in_file(&files.certificate, error))?;
    let key =
        PrivateKeyDer::from_pem_file(&files.key).map_err(|error| in_file(&files.key, error))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(io::Error::other)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn in_file(path: &Path, error: pem::Error) -> io::Error {
    io::Error::other(format!("{}: {error}", path.display()))
}

fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|file| file.modified()).ok()
}
