use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;

use super::CertificateFiles;
use super::shown::{Shown, provider};

/// A certificate in files that somebody else renews.
#[derive(Debug)]
pub(crate) struct WatchedFiles {
    files: CertificateFiles,
    shown: Arc<Shown>,
    stamp: Stamp,
}

/// When certificate and key were changed last: they are two files, and may change one after the other.
type Stamp = [Option<SystemTime>; 2];

impl WatchedFiles {
    pub(crate) fn load(files: CertificateFiles) -> io::Result<Self> {
        let stamp = stamp(&files);
        Ok(Self {
            shown: Arc::new(Shown::with(read(&files)?)),
            files,
            stamp,
        })
    }

    pub(crate) fn shown(&self) -> Arc<Shown> {
        Arc::clone(&self.shown)
    }

    /// Reads the files again if one of them has changed; what cannot be used leaves everything as it is.
    pub(super) fn look_again(&mut self) {
        let stamp = stamp(&self.files);
        if stamp == self.stamp {
            return;
        }
        self.stamp = stamp;
        let file = self.files.certificate.display();
        match read(&self.files) {
            Ok(certificate) => {
                tracing::info!(%file, "the certificate was renewed");
                self.shown.show(certificate);
            }
            Err(error) => {
                tracing::warn!(%file, %error, "the new certificate cannot be used: the old one goes on");
            }
        }
    }
}

/// Reads certificate and key, and checks that they belong together.
pub(crate) fn read(files: &CertificateFiles) -> io::Result<CertifiedKey> {
    let chain = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| in_file(&files.certificate, error))?;
    if chain.is_empty() {
        return Err(in_file(&files.certificate, pem::Error::NoItemsFound));
    }
    let key =
        PrivateKeyDer::from_pem_file(&files.key).map_err(|error| in_file(&files.key, error))?;
    CertifiedKey::from_der(chain, key, &provider()).map_err(io::Error::other)
}

fn in_file(path: &Path, error: pem::Error) -> io::Error {
    io::Error::other(format!("{}: {error}", path.display()))
}

fn stamp(files: &CertificateFiles) -> Stamp {
    [&files.certificate, &files.key].map(|path| {
        let file = fs::metadata(path);
        file.and_then(|file| file.modified()).ok()
    })
}
