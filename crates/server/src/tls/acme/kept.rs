use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use instant_acme::AccountCredentials;
use rustls::sign::CertifiedKey;
use serde_json::{Value, json};

use crate::store::replace_private_file;
use crate::tls::validity::is_for;
use crate::tls::{AcmeConfig, CertificateFiles, files};

const ACCOUNT: &str = "acme-account.json";
const CERTIFICATE: &str = "acme-certificate.pem";

/// What is kept over a restart: authorities give out only so many certificates a week.
#[derive(Debug)]
pub(super) struct Kept {
    directory: PathBuf,
}

impl Kept {
    pub(super) fn new(directory: PathBuf) -> Self {
        Self { directory }
    }

    /// The account with the authority, if it is the same one.
    pub(super) fn account(&self, config: &AcmeConfig) -> Option<AccountCredentials> {
        let mut kept = self.account_file()?;
        if kept["directory"] != config.directory {
            return None;
        }
        serde_json::from_value(kept["credentials"].take()).ok()
    }

    pub(super) fn keep_account(
        &self,
        config: &AcmeConfig,
        credentials: &AccountCredentials,
    ) -> io::Result<()> {
        let text = json!({ "directory": config.directory, "credentials": credentials });
        replace_private_file(&self.directory.join(ACCOUNT), |file| write!(file, "{text}"))
    }

    /// The certificate, if it is of the same authority and for all the names.
    pub(super) fn certificate(&self, config: &AcmeConfig) -> Option<CertifiedKey> {
        let certificate = files::read(&self.files()).ok()?;
        let is_same = self.account_file()?["directory"] == config.directory
            && is_for(certificate.end_entity_cert().ok()?, &config.domains);
        is_same.then_some(certificate)
    }

    /// Keeps a chain of certificates and the key of its first, both in PEM.
    pub(super) fn keep(&self, chain: &str, key: &str) -> io::Result<CertifiedKey> {
        let path = self.directory.join(CERTIFICATE);
        replace_private_file(&path, |file| write!(file, "{chain}\n{key}"))?;
        files::read(&self.files())
    }

    fn account_file(&self) -> Option<Value> {
        let text = fs::read(self.directory.join(ACCOUNT)).ok()?;
        serde_json::from_slice(&text).ok()
    }

    fn files(&self) -> CertificateFiles {
        let path = self.directory.join(CERTIFICATE);
        CertificateFiles {
            certificate: path.clone(),
            key: path,
        }
    }
}
