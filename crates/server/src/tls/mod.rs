//! TLS: whose certificate is shown, and how it is kept good.

mod acme;
mod config;
mod files;
mod names;
mod self_signed;
mod settings;
mod shown;
mod validity;

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};
use tokio::time::interval;

use acme::Acme;
pub use config::{AcmeConfig, CertificateFiles, TlsConfig};
pub(crate) use files::{WatchedFiles, read};
pub(crate) use settings::TlsTexts;
pub(crate) use shown::{CHALLENGE, Shown};
pub(crate) use validity::Validity;

/// How often certificate files are looked at.
const LOOK: Duration = Duration::from_secs(1);

/// The server's certificate, and who keeps it good.
#[derive(Debug)]
pub(crate) struct Tls {
    pub(crate) shown: Arc<Shown>,
    /// True if somebody vouches for it whom browsers believe, as far as can be told from here.
    pub(crate) is_real: bool,
    /// The SHA-256 hash of a certificate that the server has made for itself, as browsers show it.
    pub(crate) fingerprint: Option<String>,
    pub(crate) keeper: Keeper,
}

/// Who sees to it that a certificate does not end.
#[derive(Debug)]
pub(crate) enum Keeper {
    Nobody,
    Files(WatchedFiles),
    Acme(Box<Acme>),
}

impl Tls {
    /// Reads, makes or awaits the certificate; what is to be kept is kept in `directory`.
    ///
    /// # Errors
    ///
    /// Fails where files cannot be read or written.
    pub(crate) fn open(config: &TlsConfig, directory: Option<&Path>) -> io::Result<Self> {
        match config {
            TlsConfig::Files(files) => {
                let files = WatchedFiles::load(files.clone())?;
                let shown = files.shown();
                let first = shown.certificate();
                let der = first.as_ref().and_then(|one| one.end_entity_cert().ok());
                Ok(Self {
                    shown,
                    is_real: der.is_some_and(|der| !validity::is_self_signed(der)),
                    fingerprint: None,
                    keeper: Keeper::Files(files),
                })
            }
            TlsConfig::SelfSigned => {
                let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
                let certificate = self_signed::certificate(directory, now.as_secs())?;
                let der = certificate.end_entity_cert().map_err(io::Error::other)?;
                Ok(Self {
                    fingerprint: Some(fingerprint(der)),
                    shown: Arc::new(Shown::with(certificate)),
                    is_real: false,
                    keeper: Keeper::Nobody,
                })
            }
            TlsConfig::Acme(config) => {
                let Some(directory) = directory else {
                    return Err(io::Error::other("there is no TATAP_DATA_DIR"));
                };
                let acme = Acme::new(config.clone(), directory.to_owned());
                Ok(Self {
                    shown: acme.shown(),
                    is_real: true,
                    fingerprint: None,
                    keeper: Keeper::Acme(Box::new(acme)),
                })
            }
        }
    }
}

impl Keeper {
    /// Keeps the certificate good for as long as this is polled.
    pub(crate) async fn keep(self) {
        match self {
            Self::Nobody => {}
            Self::Files(mut files) => {
                let mut looks = interval(LOOK);
                loop {
                    looks.tick().await;
                    files.look_again();
                }
            }
            Self::Acme(acme) => acme.keep().await,
        }
    }
}

/// The SHA-256 hash of a certificate, as browsers show it.
fn fingerprint(der: &[u8]) -> String {
    let digits: Vec<String> = Sha256::digest(der)
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    digits.join(":")
}
